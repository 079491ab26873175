//! Exhibits that were changed, papers that refer to nothing, packs that somebody touched.

use std::io::Cursor;
use std::process::Command;

use recoup_dossier::{
    DossierError, EntryState, PackFault, Refusal, ShopKey, check, pack, print, verify_pack,
};

use crate::files::{screenshot_png, sha256};
use crate::sample::sample;

#[test]
fn a_changed_exhibit_is_refused_by_name() {
    let (input, mut vault) = sample(3);
    if let Some(bytes) = vault.0.get_mut(&input.exhibits[2].sha256) {
        bytes[4000] ^= 1;
    }
    let mut out = Vec::new();
    let error = print(&input, &mut vault.opener(), &mut out).unwrap_err();
    assert!(matches!(&error, DossierError::ExhibitAltered { no: 3, .. }), "{error}");
    assert!(error.zh().contains("签购单照片") && error.to_string().contains("签购单照片"));
    assert!(out.is_empty(), "nothing is written");
}

#[test]
fn a_missing_exhibit_is_refused_by_name() {
    let (input, mut vault) = sample(3);
    vault.0.remove(&input.exhibits[1].sha256);
    let error = print(&input, &mut vault.opener(), &mut Vec::new()).unwrap_err();
    assert!(matches!(error, DossierError::ExhibitUnreadable { no: 2, .. }), "{error}");
}

#[test]
fn a_character_no_font_has_is_named_and_never_a_box() {
    let (mut input, vault) = sample(3);
    assert_eq!(check(&input), []);
    input.shop.contact = "王\u{2B740}".into();
    assert_eq!(check(&input), [Refusal::Character { character: '\u{2B740}', inside: "王\u{2B740}".into() }]);
    let printed = print(&input, &mut vault.opener(), &mut Vec::new()).unwrap();
    assert_eq!(printed.missing_characters, ['\u{2B740}']);
    let pages = recoup_dossier::read_out(&input, &mut vault.opener()).unwrap();
    assert!(pages[0].lines.iter().any(|l| l.text.contains("王〔U+2B740〕")));
}

#[test]
fn what_refers_to_nothing_stops_the_printing() {
    let (mut input, vault) = sample(3);
    input.timeline[0].exhibit = Some(9);
    input.limits.push("见第 {page:nowhere} 页".into());
    input.exhibits[4].no = 7;
    input.exhibits[0].sha256 = "x".into();
    let found = check(&input);
    for expected in [
        Refusal::Reference { to: "证据9".into() },
        Refusal::Reference { to: "nowhere".into() },
        Refusal::Numbering { no: 7 },
        Refusal::Hash { of: "证据1".into() },
    ] {
        assert!(found.contains(&expected), "{expected} in {found:?}");
        assert!(expected.stops());
    }
    assert!(matches!(print(&input, &mut vault.opener(), &mut Vec::new()), Err(DossierError::Refused(_))));
}

#[test]
fn the_claim_and_the_rows_must_agree() {
    let (mut input, _) = sample(3);
    input.amount = recoup_ledger::Money::from_fen(1);
    assert!(matches!(check(&input)[..], [Refusal::Amount { .. }]));
}

#[test]
fn damaged_and_odd_files_get_a_slip_sheet_and_are_attached() {
    let png = screenshot_png(true);
    let cut = |bytes: &[u8], keep: usize| bytes[..keep].to_vec();
    let pdf = crate::files::receipt_pdf();
    let odd: Vec<(&str, Vec<u8>, bool)> = vec![
        ("透明截图.png", png.clone(), false),
        ("截断.png", cut(&png, png.len() / 2), true),
        ("截断.pdf", cut(&pdf, 300), true),
        ("只有开头.jpg", vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16], true),
        ("空.txt", Vec::new(), true),
        ("循环.pdf", looped_pdf(), true),
        ("表格.xlsx", b"PK\x03\x04rest".to_vec(), true),
        ("截断.jpg", cut(crate::files::SLIP, 9000), true),
        ("备忘.txt", "第一行\n第二行\n".as_bytes().to_vec(), false),
    ];
    for (name, bytes, noted) in odd {
        let (mut input, mut vault) = sample(2);
        let e = &mut input.exhibits[3];
        e.file_name = name.into();
        e.size = bytes.len() as u64;
        e.sha256 = vault.put(bytes);
        let mut out = Vec::new();
        let printed = print(&input, &mut vault.opener(), &mut out).unwrap();
        let warned = printed.warnings.iter().any(|w| w.0.starts_with("证据4："));
        assert_eq!(warned, noted, "{name}: {:?}", printed.warnings);
        assert!(lopdf::Document::load_mem(&out).is_ok(), "{name}");
    }
}

/// A PDF whose page tree leads back to itself.
fn looped_pdf() -> Vec<u8> {
    use lopdf::{Document, Object, dictionary};
    let mut doc = Document::with_version("1.4");
    let pages = doc.new_object_id();
    doc.objects.insert(
        pages,
        Object::Dictionary(
            dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(pages)] },
        ),
    );
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    doc.trailer.set("Root", catalog);
    let mut out = Vec::new();
    doc.save_to(&mut out).unwrap();
    out
}

#[test]
fn a_locked_pdf_asks_for_its_password() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("plain.pdf"), crate::files::receipt_pdf()).unwrap();
    for (user, given, shown) in
        [("", None, true), ("8888", None, false), ("8888", Some("0000"), false), ("8888", Some("8888"), true)]
    {
        let args = ["--encrypt", user, "owner", "256", "--", "plain.pdf", "locked.pdf"];
        if crate::tools::stdout("qpdf", &args, dir.path()).is_none() {
            return;
        }
        let (mut input, mut vault) = sample(2);
        let locked = std::fs::read(dir.path().join("locked.pdf")).unwrap();
        let e = &mut input.exhibits[1];
        e.size = locked.len() as u64;
        e.sha256 = vault.put(locked);
        e.password = given.map(str::to_owned);
        let mut out = Vec::new();
        let printed = print(&input, &mut vault.opener(), &mut out).unwrap();
        let asked = printed.warnings.iter().any(|w| w.0.starts_with("证据2：") && w.0.contains("密码"));
        assert_eq!(asked, !shown, "password {user:?}, given {given:?}: {:?}", printed.warnings);
        std::fs::write(dir.path().join("d.pdf"), &out).unwrap();
        if let Some(text) = crate::tools::stdout("pdftotext", &["d.pdf", "-"], dir.path()) {
            assert_eq!(text.contains("BANK RECEIPT page 1 of 3"), shown);
        }
    }
}

fn key() -> ShopKey {
    ShopKey::from_seed(&[7; 32])
}

fn packed() -> (recoup_dossier::Input, Vec<u8>) {
    let (input, vault) = sample(3);
    let mut pdf = Vec::new();
    print(&input, &mut vault.opener(), &mut pdf).unwrap();
    let mut out = Cursor::new(Vec::new());
    let chain = b"{\"seq\":1}\n{\"seq\":2}\n";
    let manifest = pack(&input, &pdf, &mut vault.opener(), chain, &key(), &mut out).unwrap();
    assert_eq!(manifest.entries.len(), 4 + input.exhibits.len());
    (input, out.into_inner())
}

#[test]
fn a_pack_verifies_with_sha256sum_and_openssl_alone() {
    let (input, bytes) = packed();
    let report = verify_pack(&bytes);
    assert!(report.holds(), "{report:?}");
    assert_eq!(report.chain.as_deref(), Some("{\"seq\":1}\n{\"seq\":2}\n"));
    assert_eq!(report.manifest.as_ref().unwrap().chain_head, input.chain_head);
    assert_eq!(packed().1, bytes, "the same pack twice");

    let dir = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    zip.extract(dir.path()).unwrap();
    for name in zip.file_names() {
        assert!(name.unwrap().is_ascii());
    }
    if !cfg!(target_os = "linux") {
        println!("skipped: sha256sum is looked for on Linux only");
        return;
    }
    let output =
        Command::new("sha256sum").args(["-c", "SHA256SUMS"]).current_dir(dir.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));

    let openssl =
        |args: &str| Command::new("openssl").args(args.split(' ')).current_dir(dir.path()).output().unwrap();
    let check = "pkeyutl -verify -pubin -inkey shop-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig";
    let output = openssl(check);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(openssl("pkey -pubin -in shop-key.pem -outform DER -out key.der").status.success());
    let print = sha256(&std::fs::read(dir.path().join("key.der")).unwrap());
    assert_eq!((report.signed_by, print.clone()), (Some(print), key().fingerprint()));
    let mut sums = std::fs::read(dir.path().join("SHA256SUMS")).unwrap();
    sums[0] ^= 1;
    std::fs::write(dir.path().join("SHA256SUMS"), sums).unwrap();
    assert!(!openssl(check).status.success(), "a changed list is no longer signed");
}

#[test]
fn a_pack_made_anew_by_somebody_else_bears_another_key() {
    let (input, vault) = sample(3);
    let mut out = Cursor::new(Vec::new());
    let other = ShopKey::from_seed(&[8; 32]);
    pack(&input, b"%PDF", &mut vault.opener(), b"", &other, &mut out).unwrap();
    let report = verify_pack(&out.into_inner());
    assert!(report.holds());
    assert_ne!(report.signed_by, Some(key().fingerprint()));
    assert!(!format!("{other:?}").contains("8, 8"), "the secret is not shown");
}

#[test]
fn a_touched_pack_names_the_file() {
    let (input, bytes) = packed();
    // Rewrite the ZIP with one exhibit changed, one dropped and one added.
    let mut from = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..from.len() {
        let mut file = from.by_index(i).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut data = Vec::new();
        std::io::copy(&mut file, &mut data).unwrap();
        match name.as_str() {
            "exhibits/E003.jpg" => data[100] ^= 1,
            "exhibits/E005.m4a" => continue,
            _ => {}
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut to, &data).unwrap();
    }
    to.start_file("exhibits/E006.txt", zip::write::SimpleFileOptions::default()).unwrap();
    let report = verify_pack(&to.finish().unwrap().into_inner());
    assert!(!report.holds());
    let state = |path: &str| report.entries.iter().find(|e| e.path == path).map(|e| e.state);
    assert_eq!(state("exhibits/E003.jpg"), Some(EntryState::Altered));
    assert_eq!(state("exhibits/E005.m4a"), Some(EntryState::Absent));
    assert_eq!(state("exhibits/E006.txt"), Some(EntryState::Unlisted));
    assert_eq!(state("exhibits/E001.csv"), Some(EntryState::Intact));
    assert_eq!(input.exhibits.len(), 5);
}

#[test]
fn a_flipped_byte_is_found_or_changes_no_file() {
    let (_, bytes) = packed();
    let contents = |bytes: &[u8]| -> Option<Vec<(String, String)>> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        (0..zip.len())
            .map(|i| {
                let mut file = zip.by_index(i).ok()?;
                let mut data = Vec::new();
                std::io::copy(&mut file, &mut data).ok()?;
                Some((file.name().ok()?.into_owned(), sha256(&data)))
            })
            .collect()
    };
    let whole = contents(&bytes);
    let (mut found, mut harmless) = (0, 0);
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    for _ in 0..1000 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let mut touched = bytes.clone();
        let at = (seed % touched.len() as u64) as usize;
        touched[at] ^= 1 << (seed >> 61);
        if !verify_pack(&touched).holds() {
            found += 1;
        } else {
            assert_eq!(contents(&touched), whole, "a flip at byte {at} went unnoticed");
            harmless += 1;
        }
    }
    println!("1000 flips: {found} found, {harmless} changed no file");
    assert!(found > 950);
}

#[test]
fn what_is_no_pack_is_said_to_be_none() {
    assert!(matches!(verify_pack(b"not a zip").faults[..], [PackFault::NotAZip(_)]));
    let empty = zip::ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
    assert!(matches!(verify_pack(&empty).faults[..], [PackFault::NoManifest(_)]));
}
