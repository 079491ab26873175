//! Files that cannot be read, each with a sentence that says what to do.

use recoup_statements::{Options, RefusalCode, read};

use crate::fixtures::*;

fn code(bytes: &[u8]) -> &'static str {
    plain(bytes).unwrap_err().why.code()
}

#[test]
fn what_it_is_decides_the_sentence() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "empty"),
        (b"\n \r\n\t", "empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "picture"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"%PDF-1.7\n", "damaged"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "damaged"),
        (b"OFXHEADER:100\nDATA:OFXSGML\n<OFX>", "unsupported"),
        (b"!Type:Invst\nD12/31/2006\nT1.00\n^\n", "unsupported"),
        (b"<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><Stmt>", "damaged"),
        (b"01,A,B,261103,0915,1,,,2/\n99,0,0,2/\n", "damaged"),
        (b"MZ\x90\0\x03\0\0\0", "unsupported"),
        (b"just some words\nand more\n", "not_a_table"),
        (b"PK\x03\x04", "damaged"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "damaged"),
        ("锟斤拷,锟斤拷\n1,2\n".as_bytes(), "garbled"),
        (b"x", "not_a_table"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(code(bytes), *expected, "{bytes:?}");
    }
}

#[test]
fn every_sentence_names_the_file_in_both_languages() {
    let refusal = read("十一月.csv", b"", &Options::default()).unwrap_err();
    assert!(refusal.zh().starts_with("十一月.csv：文件是空的"), "{}", refusal.zh());
    assert!(refusal.en().starts_with("十一月.csv: The file is empty"), "{}", refusal.en());
    let unknown = RefusalCode::WrongPassword;
    assert!(unknown.zh().contains("密码") && unknown.to_string().contains("password"));
    let locked = RefusalCode::NeedsPassword;
    assert!(locked.zh().contains("密码") && locked.to_string().contains("password"));
}

#[test]
fn a_workbook_cut_short() {
    let whole = xlsx(
        "页",
        &[&["日期", "摘要", "收入", "支出", "余额"], &["@2026-11-03T00:00:00", "甲", "=1", "", "=1"]],
    );
    assert_eq!(plain(&whole).unwrap().rows, 1);
    for part in [whole.len() / 4, whole.len() / 2, whole.len() - 10] {
        assert_eq!(code(&whole[..part]), "damaged", "{part} of {}", whole.len());
    }
}

#[test]
fn a_password_is_asked_for_checked_and_used() {
    let archive = zip(&[("账单.csv", &gbk(CCB))], Some("123456"));
    assert_eq!(code(&archive), "needs_password");
    let wrong = ["000000".to_owned()];
    let refusal = read("f", &archive, &Options { passwords: &wrong, ..Options::default() }).unwrap_err();
    assert_eq!(refusal.why, RefusalCode::WrongPassword);
    let both = ["000000".to_owned(), "123456".to_owned()];
    assert_eq!(read("f", &archive, &Options { passwords: &both, ..Options::default() }).unwrap().rows, 2);
}

#[test]
fn archives_in_archives_end_somewhere() {
    let mut bytes = gbk(CCB);
    for _ in 0..2 {
        bytes = zip(&[("内.zip", &bytes)], None);
    }
    assert_eq!(plain(&bytes).unwrap().rows, 2);
    for _ in 0..3 {
        bytes = zip(&[("内.zip", &bytes)], None);
    }
    assert_eq!(code(&bytes), "unsupported");
}

#[test]
fn a_photo_beside_a_bill_in_an_archive_does_no_harm() {
    let photo: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00";
    assert_eq!(plain(&zip(&[("a.jpg", photo), ("b.csv", &gbk(CCB))], None)).unwrap().rows, 2);
    assert_eq!(code(&zip(&[("a.jpg", photo)], None)), "picture");
    assert_eq!(code(&zip(&[], None)), "empty");
}

#[test]
fn a_file_of_half_a_gigabyte_is_refused_at_once() {
    let bytes = vec![b'a'; recoup_statements::MAX_BYTES + 1];
    let started = std::time::Instant::now();
    let refusal = plain(&bytes).unwrap_err();
    assert_eq!(refusal.why.code(), "too_large");
    assert!(refusal.zh().contains("200 MB"));
    assert!(started.elapsed().as_millis() < 500);
}

#[test]
fn a_row_of_a_million_columns() {
    let mut text = String::from("日期,金额,余额\n2026-11-03,1.00,1.00\n");
    text.push_str(&",1".repeat(1_000_000));
    let refusal = plain(text.as_bytes()).unwrap_err();
    assert_eq!(refusal.why.code(), "too_large");
    assert!(refusal.en().contains("columns"), "{}", refusal.en());
}

#[test]
fn a_workbook_that_unpacks_to_a_thousand_times_its_size() {
    let content = vec![b' '; 70 << 20];
    let file = zip(&[("xl/workbook.xml", &content)], None);
    assert!(file.len() < 1 << 20);
    assert_eq!(code(&file), "too_large");
}

#[test]
fn spans_make_no_more_cells_than_the_page_has_room_for() {
    let page = format!("<html><table>{}</table></html>", "<tr><td colspan=256>x</td></tr>".repeat(30_000));
    let text = recoup_statements::masked_text("f", page.as_bytes(), &Options::default()).unwrap();
    let cells = text.lines().count() + text.matches('\t').count();
    assert!(cells < page.len(), "{cells} cells of {} bytes", page.len());
}

#[test]
fn a_worker_reads_what_might_bring_down_a_program() {
    use recoup_statements::{Ask, Isolated, WorkerFault, answer};
    let file =
        crate::paper::xls(1200, &[&["交易日期", "收入", "支出", "余额"], &["2026-11-03", "=1.5", "", "=2"]]);
    let with = |run: &Ask<'_>, bytes: &[u8]| {
        read("f", bytes, &Options { isolated: Some(Isolated(run)), ..Options::default() })
    };
    let own = plain(&file).unwrap();
    assert_eq!(with(&|request| Ok(answer(request)), &file).unwrap(), own);
    assert_eq!(
        with(&|request| Ok(answer(request)), &crate::pdf::sample()).unwrap(),
        plain(&crate::pdf::sample()).unwrap()
    );
    // Without one it is read here, and the reading says so. A program that answers something else is none.
    type Run = fn(&[u8]) -> Result<Vec<u8>, WorkerFault>;
    let absent: Run = |_| Err(WorkerFault::NoWorker);
    let other: Run = |_| Ok(b"usage: recoup".to_vec());
    for run in [absent, other] {
        let reading = with(&run, &file).unwrap();
        assert_eq!(reading.lines, own.lines);
        assert!(reading.reasons.iter().any(|reason| reason.en.contains("recoup was not found")));
    }
    for fault in [WorkerFault::Died, WorkerFault::TooLong] {
        assert_eq!(with(&|_| Err(fault), &file).unwrap_err().why.code(), "damaged");
    }
    // What the file itself is refused for comes back through the worker.
    let letter = crate::paper::document(&[String::new()]);
    assert_eq!(with(&|request| Ok(answer(request)), &letter).unwrap_err().why.code(), "scanned_pdf");
    assert!(recoup_statements::answer(b"nonsense").starts_with(b"recoup-parse-1\n{\"Err\""));
}

#[test]
fn a_font_of_four_thousand_million_characters() {
    let whole = String::from_utf8_lossy(&crate::pdf::sample()).into_owned();
    let sound = "/W [1 95 500]";
    assert!(whole.contains(sound));
    assert_eq!(plain(whole.replace(sound, "/W [1 65535 500]").as_bytes()).unwrap().rows, 1);
    for widths in ["/W [1 4000000000 500]", "/W [1 [500] 2 4000000000 500]", "/W2 [1 4000000000 1 2 3]"] {
        let refusal = plain(whole.replace(sound, widths).as_bytes()).unwrap_err();
        assert!(refusal.en().contains("widths of its fonts"), "{widths}: {}", refusal.en());
    }
}
