//! The dossier: 20 pages, 300 pages with 2,000 rows, 300 photos of 3 MB; beside Typst where Python has it.
//!
//! Each figure comes from a process of its own, so that user time and peak memory are that dossier's alone (Linux; elsewhere
//! only wall time is shown).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use recoup_dossier::{ExhibitEntry, Input, TimelineRow, print};

#[path = "../tests/dossier/files.rs"]
mod files;
#[path = "../tests/dossier/sample.rs"]
mod sample;

/// Photos and their size in the photo workload.
const PHOTOS: usize = 300;
const PHOTO: usize = 3_000_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [load, dir] = &args[..] {
        return child(load, Path::new(dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let own = std::env::current_exe().unwrap();
    let measured = |load: &str| -> Vec<f64> {
        let mut runs: Vec<Vec<f64>> = (0..5)
            .map(|_| {
                let out = Command::new(&own).arg(load).arg(dir.path()).output().unwrap();
                assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
                let text = String::from_utf8(out.stdout).unwrap();
                text.split_whitespace().map(|n| n.parse().unwrap()).collect()
            })
            .collect();
        runs.sort_by(|a, b| a[0].total_cmp(&b[0]));
        runs.swap_remove(2)
    };
    println!("median of 5 runs, each a process of its own; goals in brackets");
    let show = |name: &str, goal: &str, m: &[f64]| {
        println!(
            "{name:<44} {:>4.0} pages  {:>6.3} s user  {:>6.3} s wall  {:>4.0} MB peak  {:>7.2} MB file  [{goal}]",
            m[3],
            m[1],
            m[0],
            m[2] / 1024.0,
            m[4] / 1e6
        );
    };
    show("a case of 24 payments", "20 pages: ≤ 0.1 s user", &measured("small"));
    show("2,000 payments, 300 pages of text", "≤ 0.6 s user, ≤ 120 MB, ≤ 1.5 MB", &measured("large"));
    photos(dir.path());
    let copied = median(|| copy(dir.path()));
    let printed = measured("photos");
    show("300 photos of 3 MB", "≤ 64 MB, ≤ 1.3 × cp + SHA-256", &printed);
    println!(
        "{:<44} {copied:>6.3} s wall: the dossier takes {:.2} ×",
        "cp of the photos and their SHA-256",
        printed[0] / copied
    );
    typst(dir.path());
}

/// Does one workload and prints wall seconds, user seconds, peak kB, pages, bytes.
fn child(load: &str, dir: &Path) {
    let (input, vault) = match load {
        "small" => sample::sample(24),
        "large" => large(),
        _ => (pictured(dir), files::Vault::default()),
    };
    let out = dir.join("out.pdf");
    let begun = Instant::now();
    let before = user_seconds();
    let mut file = BufWriter::new(File::create(&out).unwrap());
    let mut from_memory = vault.opener();
    let mut open = |hash: &str| from_memory(hash).or_else(|_| fs::read(dir.join(hash)));
    let printed = print(&input, &mut open, &mut file).unwrap();
    file.into_inner().unwrap().sync_all().unwrap();
    let wall = begun.elapsed().as_secs_f64();
    println!("{wall} {} {} {} {}", user_seconds() - before, peak_kb(), printed.pages, printed.bytes);
}

/// 2,000 payments and as much of everything else as gives 300 pages.
fn large() -> (Input, files::Vault) {
    let (mut input, vault) = sample::sample(2_000);
    let row = |i: usize| TimelineRow {
        at: format!("2026-11-{:02} {:02}:{:02}", 1 + i % 24, i % 24, i % 60),
        text: format!(
            "第 {i} 次查询：商户平台显示“交易成功”，银行账户没有入账；客服答复“系统清算延迟，三个工作日内补发”，没有给出书面依据。"
        ),
        exhibit: Some(1 + (i % 5) as u32),
    };
    input.timeline = (0..1_900).map(row).collect();
    (input, vault)
}

/// Writes the photos under their hashes: the slip with 3 MB of comment segments, each another.
fn photos(dir: &Path) {
    let mut hashes = String::new();
    for n in 0..PHOTOS {
        let mut photo = files::SLIP[..2].to_vec();
        let mut seed = n as u64 + 1;
        while photo.len() < PHOTO - files::SLIP.len() {
            photo.extend_from_slice(&[0xFF, 0xFE, 0xFF, 0xFF]);
            for _ in 0..65_533 / 8 + 1 {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                photo.extend_from_slice(&seed.to_le_bytes());
            }
            photo.truncate(photo.len() - 3);
        }
        photo.extend_from_slice(&files::SLIP[2..]);
        let hash = files::sha256(&photo);
        fs::write(dir.join(&hash), &photo).unwrap();
        hashes.push_str(&format!("{hash} {}\n", photo.len()));
    }
    fs::write(dir.join("photos"), hashes).unwrap();
}

fn pictured(dir: &Path) -> Input {
    let (mut input, _) = sample::sample(24);
    let slip: ExhibitEntry = input.exhibits.swap_remove(2);
    input.exhibits = fs::read_to_string(dir.join("photos"))
        .unwrap()
        .lines()
        .enumerate()
        .map(|(n, line)| {
            let (hash, size) = line.split_once(' ').unwrap();
            ExhibitEntry {
                no: n as u32 + 1,
                sha256: hash.into(),
                size: size.parse().unwrap(),
                ..slip.clone()
            }
        })
        .collect();
    input
}

/// What handling the photos costs at least: reading, hashing and writing each once.
fn copy(dir: &Path) -> f64 {
    let begun = Instant::now();
    let mut out = File::create(dir.join("copy")).unwrap();
    for line in fs::read_to_string(dir.join("photos")).unwrap().lines() {
        let hash = line.split_once(' ').unwrap().0;
        let photo = fs::read(dir.join(hash)).unwrap();
        assert_eq!(files::sha256(&photo), hash);
        out.write_all(&photo).unwrap();
    }
    out.sync_all().unwrap();
    begun.elapsed().as_secs_f64()
}

fn median(mut run: impl FnMut() -> f64) -> f64 {
    let mut times: Vec<f64> = (0..5).map(|_| run()).collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

/// The same table and the same paragraphs through Typst, if `python3` can import it.
fn typst(dir: &Path) {
    let (input, _) = large();
    let mut text = String::from(
        "#set page(\"a4\")\n#set text(font: (\"Noto Serif CJK SC\"), lang: \"zh\", size: 10.5pt)\n#set par(justify: true)\n",
    );
    text.push_str("#table(columns: 6,\n");
    for row in &input.unsettled {
        let cells = [&row.sold_at, &row.kind, &row.reference, &row.order_no, &row.net.grouped(), &row.source];
        text.push_str(&cells.map(|c| format!("[{}],", c.replace('_', "\\_"))).concat());
        text.push('\n');
    }
    text.push_str(")\n#table(columns: (auto, 1fr),\n");
    for row in &input.timeline {
        text.push_str(&format!("[{}], [{}],\n", row.at, row.text));
    }
    text.push_str(")\n");
    fs::write(dir.join("t.typ"), text).unwrap();
    let script = "import resource, sys, typst\ntypst.compile('t.typ', output='t.pdf')\nu = resource.getrusage(resource.RUSAGE_SELF)\nprint(u.ru_utime, u.ru_maxrss / 1024)";
    let out = Command::new("python3").args(["-c", script]).current_dir(dir).output();
    match out {
        Ok(out) if out.status.success() => {
            let text = String::from_utf8_lossy(&out.stdout).into_owned();
            let mut figures = text.split_whitespace().map(|n| n.parse::<f64>().unwrap_or_default());
            let (user, peak) = (figures.next().unwrap_or_default(), figures.next().unwrap_or_default());
            let size = fs::metadata(dir.join("t.pdf")).map_or(0, |m| m.len()) as f64 / 1e6;
            println!(
                "{:<44} {:>17.3} s user  {peak:>20.0} MB peak  {size:>7.2} MB file",
                "Typst: its two long tables alone", user
            );
        }
        _ => println!("Typst: not installed (python3 -m pip install typst)"),
    }
}

fn user_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    // Field 14 of the line, in clock ticks of 10 ms.
    after.split_whitespace().nth(11).and_then(|n| n.parse::<f64>().ok()).unwrap_or_default() / 100.0
}

fn peak_kb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or_default()
}
