//! The printed file, read by other programs.

use std::path::Path;

use recoup_dossier::{Input, Printed, print};

use crate::files::{SLIP, Vault, sha256};
use crate::sample::sample;
use crate::tools::{run, stdout};

fn printed(input: &Input, vault: &Vault) -> (Printed, Vec<u8>) {
    let mut out = Vec::new();
    let printed = print(input, &mut vault.opener(), &mut out).unwrap();
    assert_eq!(printed.sha256, sha256(&out));
    assert_eq!(printed.bytes, out.len() as u64);
    (printed, out)
}

/// The sample's file in a folder of its own; kept under `DOSSIER_OUT` for whoever wants to look at it.
fn saved(rows: u32) -> (Input, Printed, tempfile::TempDir) {
    let (input, vault) = sample(rows);
    let (report, bytes) = printed(&input, &vault);
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("d.pdf"), &bytes).unwrap();
    if let Some(kept) = std::env::var_os("DOSSIER_OUT") {
        std::fs::write(Path::new(&kept).join(format!("dossier-{rows}.pdf")), &bytes).unwrap();
    }
    (input, report, dir)
}

fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn holds_every_part_in_order_and_passes_qpdf() {
    let (input, report, dir) = saved(64);
    assert!(report.pages >= 12, "{} pages", report.pages);
    assert!(report.missing_characters.is_empty());
    let keys: Vec<&str> = report.parts.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "summary",
            "letter",
            "contents",
            "exhibits",
            "timeline",
            "unsettled",
            "payouts",
            "communications",
            "checks",
            "rules",
            "exhibit-1",
            "exhibit-2",
            "exhibit-3",
            "exhibit-4",
            "exhibit-5",
            "preservation",
            "hashes",
            "limits",
            "receipt"
        ]
    );
    assert!(report.parts.windows(2).all(|w| w[0].page <= w[1].page));
    assert!(
        report.warnings.iter().any(|w| w.0.starts_with("证据5")),
        "the recording is only attached: {:?}",
        report.warnings
    );
    if let Some(output) = run("qpdf", &["--check", "d.pdf"], dir.path()) {
        assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    if let Some(info) = stdout("pdfinfo", &["d.pdf"], dir.path()) {
        for line in [
            format!("Pages:           {}", report.pages),
            "Tagged:          yes".into(),
            "JavaScript:      no".into(),
        ] {
            assert!(info.contains(&line), "{line} in {info}");
        }
        assert!(info.contains(&input.title));
    }
}

#[test]
fn text_comes_out_in_reading_order_and_page_numbers_lead_where_they_say() {
    let (input, report, dir) = saved(64);
    let Some(text) = stdout("pdftotext", &["d.pdf", "-"], dir.path()) else { return };
    let pages: Vec<String> = text.split('\u{c}').map(squashed).collect();
    for (i, page) in pages.iter().take(report.pages).enumerate() {
        // On a page that is mostly turned text poppler gives the two halves the other way round.
        let (number, total) = (format!("第{}页", i + 1), format!("共{}页", report.pages));
        assert!(page.contains(&number) && page.contains(&total), "page {} says its number: {page}", i + 1);
    }
    for part in &report.parts {
        assert!(
            pages[part.page - 1].contains(&squashed(&part.title)),
            "{} on page {}",
            part.title,
            part.page
        );
    }
    // The letter refers to pages; each is the page of that part.
    let page_of = |key: &str| report.parts.iter().find(|p| p.key == key).unwrap().page;
    let letter = &pages[page_of("letter") - 1];
    for (words, key) in
        [("联系记录见第", "communications"), ("证据目录见第", "exhibits"), ("逐笔明细见第", "unsettled")]
    {
        assert!(letter.contains(&format!("{words}{}页", page_of(key))), "{words} {key}");
    }
    // Paragraphs are whole and in order.
    let all = pages.concat();
    let mut from = 0;
    for limit in &input.limits {
        let at = all[from..].find(&squashed(limit)).unwrap_or_else(|| panic!("“{limit}” is in the text"));
        from += at;
    }
    for row in &input.unsettled {
        assert!(all.contains(&row.reference) && all.contains(&row.id), "{}", row.reference);
    }
    for word in
        ["林喆堃", "¥27,393.73", "人民币贰万柒仟叁佰玖拾叁元柒角叁分", "——逐日对账", "“已经反馈……请耐心等待”"]
    {
        assert!(all.contains(word), "{word}");
    }
    assert!(!all.contains("4111111111111111"), "card numbers are masked in excerpts");
    assert!(all.contains("证据3·第2/2页") && all.contains("证据2·第4/4页"), "exhibit pages are stamped");
    // The foreign pages are really there.
    assert!(
        all.contains("BANKRECEIPTpage1of3") && all.contains("BANKRECEIPTpage3of3") && all.contains("SEAL")
    );
    // A table that goes on says so and repeats its head.
    let second = &pages[page_of("unsettled")];
    assert!(
        second.contains("续表") && second.contains("未到账交易明细") && second.contains("参考号、订单、编号")
    );
}

#[test]
fn a_photo_comes_out_byte_for_byte() {
    let (_, _, dir) = saved(3);
    if stdout("pdfimages", &["-all", "d.pdf", "img"], dir.path()).is_none() {
        return;
    }
    let found = std::fs::read_dir(dir.path())
        .unwrap()
        .filter_map(|e| std::fs::read(e.unwrap().path()).ok())
        .any(|bytes| bytes == SLIP);
    assert!(found, "the slip's bytes are among the extracted images");
}

#[test]
fn originals_are_attached_with_their_hashes() {
    let (input, _, dir) = saved(3);
    if stdout("pdfdetach", &["-saveall", "d.pdf"], dir.path()).is_none() {
        return;
    }
    let hashes: Vec<String> = std::fs::read_dir(dir.path())
        .unwrap()
        .filter_map(|e| std::fs::read(e.unwrap().path()).ok())
        .map(|b| sha256(&b))
        .collect();
    for e in &input.exhibits {
        // The photo is in its page; all others are attached.
        assert_eq!(hashes.contains(&e.sha256), e.no != 3, "{}", e.title);
    }
}

#[test]
fn a_large_original_is_attached_as_it_is() {
    let (mut input, mut vault) = sample(2);
    let recording: Vec<u8> = (0..3_000_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let e = &mut input.exhibits[4];
    e.size = recording.len() as u64;
    e.sha256 = vault.put(recording.clone());
    let (_, bytes) = printed(&input, &vault);
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("d.pdf"), &bytes).unwrap();
    if let Some(output) = run("qpdf", &["--check", "d.pdf"], dir.path()) {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    if stdout("pdfdetach", &["-savefile", "rec_20261113_0930.m4a", "-o", "rec", "d.pdf"], dir.path())
        .is_some()
    {
        assert!(std::fs::read(dir.path().join("rec")).unwrap() == recording);
    }
}

#[test]
fn every_page_can_be_drawn_and_holds_ink() {
    let (_, report, dir) = saved(20);
    if stdout("pdftoppm", &["-r", "20", "-gray", "d.pdf", "p"], dir.path()).is_none() {
        return;
    }
    let mut drawn = 0;
    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "pgm") {
            let bytes = std::fs::read(&path).unwrap();
            let dark = bytes[15..].iter().filter(|b| **b < 160).count();
            assert!(dark > 60, "{} is nearly blank", path.display());
            drawn += 1;
        }
    }
    assert_eq!(drawn, report.pages);
}

#[test]
fn bookmarks_are_nested_and_carry_page_numbers() {
    let (_, report, dir) = saved(3);
    let bytes = std::fs::read(dir.path().join("d.pdf")).unwrap();
    let doc = lopdf::Document::load_mem(&bytes).unwrap();
    let outline = doc.catalog().unwrap().get_deref(b"Outlines", &doc).unwrap().as_dict().unwrap();
    let mut titles = Vec::new();
    walk(&doc, outline, 0, &mut titles);
    let exhibit = report.parts.iter().find(|p| p.key == "exhibit-3").unwrap().page;
    assert!(titles.contains(&(1, format!("证据3　签购单照片 · {exhibit}"))), "{titles:?}");
    assert_eq!(titles[0], (0, "封面 · 1".to_owned()));
    assert!(titles.iter().filter(|t| t.0 == 0).count() >= 15);
}

fn walk(doc: &lopdf::Document, node: &lopdf::Dictionary, depth: usize, out: &mut Vec<(usize, String)>) {
    let mut next = node.get_deref(b"First", doc).ok();
    while let Some(item) = next {
        let item = item.as_dict().unwrap();
        let raw = item.get(b"Title").unwrap().as_str().unwrap();
        let units: Vec<u16> = raw[2..].chunks(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
        out.push((depth, String::from_utf16(&units).unwrap()));
        walk(doc, item, depth + 1, out);
        next = item.get_deref(b"Next", doc).ok();
    }
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    let (input, vault) = sample(12);
    let (_, first) = printed(&input, &vault);
    let (_, second) = printed(&input.clone(), &vault.clone());
    assert!(first == second);
    let mut other = input;
    other.case_no = "2".into();
    assert!(printed(&other, &vault).1 != first);
}

#[test]
fn claims_the_archive_format_only_for_pages_of_our_own() {
    let (mut input, vault) = sample(3);
    let (_, with) = printed(&input, &vault);
    assert!(!holds(&with, b"pdfaid:part>3"), "a foreign page cannot be vouched for");
    input.exhibits.remove(1);
    for (i, e) in input.exhibits.iter_mut().enumerate() {
        e.no = i as u32 + 1;
    }
    input.timeline.clear();
    input.communications.clear();
    input.summary.clear();
    input.letter.body.clear();
    let (_, own) = printed(&input, &vault);
    assert!(holds(&own, b"pdfaid:part>3"));
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("own.pdf"), &own).unwrap();
    // An independent validator, where Python has it: `pip install pikepdf[pdfa]`.
    let script = "from pikepdf import pdfa; r = pdfa.validate_written('own.pdf', '3b'); print(len(r.findings), r.findings)";
    match run("python3", &["-c", script], dir.path()) {
        Some(output) if output.status.success() => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(said.starts_with("0 "), "{said}");
        }
        _ => println!("skipped: pikepdf.pdfa is not installed"),
    }
    if let Some(kept) = std::env::var_os("DOSSIER_OUT") {
        std::fs::write(Path::new(&kept).join("own.pdf"), &own).unwrap();
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted)
}

/// A guard against a slip of an order of magnitude; the real figures come from the bench.
#[test]
fn a_long_dossier_takes_no_minutes() {
    let (input, vault) = sample(290);
    printed(&input, &vault);
    let started = std::time::Instant::now();
    let (report, bytes) = printed(&input, &vault);
    println!("{} pages, {} kB in {:?} (test profile)", report.pages, bytes.len() / 1000, started.elapsed());
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn prints_in_english_too() {
    let (mut input, vault) = sample(3);
    input.language = recoup_dossier::Language::En;
    let (report, _) = printed(&input, &vault);
    assert!(report.parts.iter().any(|p| p.title == "Payments not received"));
}
