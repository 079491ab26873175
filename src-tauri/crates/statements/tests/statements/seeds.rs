//! Seeds for the fuzz targets, made from this project's own fixtures, and a short run over seeded mutations of them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use recoup_statements::{Options, RefusalCode, read};

use crate::fixtures::*;
use crate::fuzz::{self, TARGETS, run};
use crate::{international, paper, pdf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures")
}

/// Target and bytes.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let mut seeds = vec![
        ("delimited", gbk(CCB)),
        ("delimited", WECHAT.as_bytes().to_vec()),
        ("delimited", CCB.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("delimited", CCB.replace(',', "\t").into_bytes()),
        ("recognise", [b"\0", CCB.as_bytes()].concat()),
        ("recognise", [b"\x01", WECHAT.as_bytes()].concat()),
        ("xml2003_zip", b"<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"S\"><Table><Row ss:Index=\"2\"><Cell ss:Index=\"3\"><Data ss:Type=\"String\">A &amp; B</Data></Cell></Row></Table></Worksheet></Workbook>".to_vec()),
        ("xml2003_zip", zip(&[("账单.csv", &gbk(CCB))], None)),
        ("xml2003_zip", zip(&[("账单.csv", &gbk(CCB))], Some("123456"))),
        ("html", format!("<html><meta charset=utf-8><table><tr><td colspan=2>x</td></tr><tr><td>{}</td></tr></table>", CCB.replace(',', "</td><td>").replace('\n', "</td></tr><tr><td>")).into_bytes()),
        ("gzip", gzip(&gbk(CCB))),
        ("xls", paper::xls(1252, &[&["交易日期", "收入", "余额"], &["2026-11-03", "=100.5", "=1100.5"]])),
        ("xlsx", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>日期</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>收入</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>余额</t></is></c></row><row r=\"2\"><c r=\"A2\"><v>46000.5</v></c><c r=\"B2\"><v>1.5</v></c><c r=\"C2\"><v>2</v></c></row></sheetData></worksheet>".as_bytes().to_vec()),
        ("ods", international::ods_content().into_bytes()),
        ("fixed_width", gbk(&international::zm_file())),
        ("pdf", pdf::sample()),
    ];
    for (target, bytes) in international::files() {
        seeds.push((target, bytes));
    }
    for entry in std::fs::read_dir(fixtures()).unwrap().flatten() {
        let path = entry.path();
        let target = match path.extension().and_then(|e| e.to_str()) {
            Some("csv") => "delimited",
            Some("pdf") => "pdf",
            _ => continue,
        };
        let bytes = std::fs::read(&path).unwrap();
        if target == "delimited" {
            seeds.push(("recognise", [b"\x02".as_slice(), &bytes[..bytes.len().min(3000)]].concat()));
        }
        seeds.push((target, bytes));
    }
    seeds
}

/// `cargo dev fuzz` has it write the corpora: one folder a target under `RECOUP_CORPUS`.
#[test]
#[ignore = "writes files; called by cargo dev fuzz"]
fn write_corpora() {
    let Some(folder) = std::env::var_os("RECOUP_CORPUS").map(PathBuf::from) else {
        panic!("RECOUP_CORPUS must name a folder");
    };
    for (n, (target, bytes)) in seeds().into_iter().enumerate() {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("seed-{n}")), bytes).unwrap();
    }
}

#[test]
fn every_target_has_a_seed_and_a_program() {
    let seeds = seeds();
    for target in TARGETS {
        assert!(seeds.iter().any(|(of, _)| *of == target), "{target} has no seed");
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/fuzz_targets/{target}.rs"));
        assert!(program.is_file(), "{target} has no program");
    }
}

/// A target whose seeds are refused at the door never comes to what lies behind it.
#[test]
fn what_is_packed_for_a_target_can_be_opened() {
    let passwords = ["123456".to_owned()];
    for (target, seed) in seeds() {
        let file = match target {
            "xlsx" => fuzz::workbook(&seed),
            "ods" => fuzz::open_document(&seed),
            "recognise" => seed[1..].to_vec(),
            _ => seed,
        };
        let options = Options { passwords: &passwords, ..Options::default() };
        let why = read("f", &file, &options).err().map(|refusal| refusal.why);
        let known = matches!(why, None | Some(RefusalCode::UnknownTable { .. } | RefusalCode::NotATable));
        assert!(known, "{target}: {why:?}");
    }
}

/// The short form of fuzzing: the same on every machine, a fixed number of rounds, no panic and no hang.
#[test]
fn mutated_fixtures_do_no_harm() {
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    for (target, whole) in seeds() {
        // Large fixtures are slow to read in a debug build; their beginnings hold every kind of row.
        let whole = if matches!(target, "pdf" | "xls" | "xml2003_zip") {
            &whole[..]
        } else {
            &whole[..whole.len().min(3000)]
        };
        let rounds = if target == "pdf" { 12 } else { 40 };
        for round in 0..rounds {
            let mut bytes = whole.to_vec();
            for _ in 0..1 + random() % 8 {
                let at = random() % bytes.len().max(1);
                let Some(byte) = bytes.get_mut(at) else { break };
                match random() % 5 {
                    0 => *byte = random() as u8,
                    1 => *byte ^= 1 << (random() % 8),
                    2 => *byte = [b'<', b'>', b'"', b',', b'\n', b'0', 0, 0xFF][random() % 8],
                    3 => {
                        bytes.truncate(at);
                    }
                    _ => {
                        let end = (at + random() % 64).min(bytes.len());
                        let piece = bytes[at..end].to_vec();
                        let to = random() % bytes.len();
                        bytes.splice(to..to, piece);
                    }
                }
            }
            let started = Instant::now();
            run(target, &bytes);
            assert!(
                started.elapsed() < Duration::from_secs(5),
                "{target}, round {round}: {:?}",
                started.elapsed()
            );
        }
    }
}
