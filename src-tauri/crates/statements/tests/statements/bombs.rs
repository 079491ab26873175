//! Files that are small and mean to become large: archives that unpack to a thousand times their size, rows of ten million
//! columns. Each is refused with what was found and what the limit is, before it is held.

use std::io::Write;
use std::time::{Duration, Instant};

use recoup_statements::{Options, Refusal, masked_text, read};

use crate::fixtures::*;
use crate::{fuzz, international, paper};

const TEN_MILLION: usize = 10_000_000;

fn refused(bytes: &[u8]) -> Refusal {
    let started = Instant::now();
    let refusal = plain(bytes).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
    refusal
}

#[track_caller]
fn too_large(bytes: &[u8], said: &str) {
    let refusal = refused(bytes);
    assert_eq!(refusal.why.code(), "too_large", "{}", refusal.en());
    assert!(refusal.en().contains(said) && refusal.zh().contains("文件太大"), "{}", refusal.en());
}

#[test]
fn archives_that_unpack_to_a_thousand_times_their_size() {
    let text = vec![b'1'; 17 << 20];
    for (file, limit) in [
        (zip(&[("a.csv", &text)], None), "16 MB"),
        (gzip(&text), "16 MB"),
        // Each of many is small enough, all of them are not.
        (zip(&["a", "b", "c", "d", "e"].map(|name| (name, &text[..4 << 20])), None), "16 MB"),
        (zip(&[("a.zip", &zip(&[("b.csv", &text)], None))], None), "16 MB"),
        (gzip(&gzip(&text)), "16 MB"),
        (zip(&[("xl/workbook.xml", &text)], None), "16 MB"),
        (
            zip(
                &[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &text)],
                None,
            ),
            "16 MB",
        ),
    ] {
        assert!(file.len() < 300_000);
        too_large(&file, limit);
    }
    let locked = zip(&[("a.csv", &text)], Some("123456"));
    let passwords = ["123456".to_owned()];
    let refusal = read("f", &locked, &Options { passwords: &passwords, ..Options::default() }).unwrap_err();
    assert_eq!(refusal.why.code(), "too_large");
}

#[test]
fn a_pdf_that_unpacks_to_a_thousand_times_its_size() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&vec![b'q'; 17 << 20]).unwrap();
    let packed = encoder.finish().unwrap();
    let before = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".as_slice();
    too_large(&[before, &packed, b"\nendstream\nendobj\n"].concat(), "> 16 MB");
}

/// A length in the directory that is not that of the content does not open the door.
#[test]
fn an_archive_that_lies_about_its_length() {
    let text = vec![b'1'; 17 << 20];
    let mut file = zip(&[("a.csv", &text)], None);
    let (stated, lie) = ((text.len() as u32).to_le_bytes(), 1000u32.to_le_bytes());
    let places: Vec<usize> = (0..file.len() - 4).filter(|at| file[*at..*at + 4] == stated).collect();
    assert!(!places.is_empty());
    for at in places {
        file[at..at + 4].copy_from_slice(&lie);
    }
    assert_eq!(refused(&file).why.code(), "damaged");
}

#[test]
fn one_long_text_in_a_million_cells() {
    let long = "长".repeat(1 << 16);
    let cell = "<c t=\"s\"><v>0</v></c>";
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        format!("<row>{}</row>", cell.repeat(100)).repeat(40)
    );
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    too_large(&fuzz::workbook_with(sheet.as_bytes(), strings.as_bytes()), "> 16 MB");
}

#[test]
fn rows_of_ten_million_columns() {
    let head = "日期,金额,余额\n2026-11-03,1.00,1.00\n";
    let wide = head.to_owned() + "2026-11-04,1.00,2.00" + &",".repeat(TEN_MILLION - 3);
    too_large(wide.as_bytes(), "a row of 10000000 columns; the limit is 4096 columns");
    // The same behind more rows than are held at once.
    let rows = head.to_owned() + &format!("2026-11-03,1.00,1.00,{}\n", "茶".repeat(300)).repeat(5000);
    assert!(rows.len() > 4 << 20);
    let long = rows.clone() + "2026-11-04,1.00,2.00" + &",".repeat(TEN_MILLION - 3) + "\n";
    too_large(long.as_bytes(), "a row of 10000000 columns; the limit is 4096 columns");
    // A row that is long rather than wide.
    let endless = rows + &"1".repeat(18 << 20);
    too_large(endless.as_bytes(), "a row of");
    let page = "<html><table><tr>".to_owned() + &"<td>1".repeat(TEN_MILLION / 50);
    too_large(page.as_bytes(), "columns; the limit is 4096 columns");
    let sheet = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row>";
    let far = sheet.to_owned() + "<Cell ss:Index=\"10000000\"><Data>1</Data></Cell></Row>";
    too_large(far.as_bytes(), "a row of 10000000 columns");
    let far = sheet.to_owned() + &"<Cell><Data>1</Data></Cell>".repeat(20_000) + "</Row>";
    too_large(far.as_bytes(), "columns; the limit is 4096 columns");
    let sheet = |cells: &str| format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    // Column ZZZZZ is the twelve millionth.
    too_large(&fuzz::workbook(sheet("<c r=\"ZZZZZ1\"><v>1</v></c>").as_bytes()), "a row of 12356630 columns");
    too_large(&fuzz::workbook(sheet(&"<c><v>1</v></c>".repeat(20_000)).as_bytes()), "a row of 16385 columns");
    let content = "<a xmlns:table=\"t\" xmlns:text=\"x\"><table:table><table:table-row><table:table-cell table:number-columns-repeated=\"10000000\"><text:p>1</text:p></table:table-cell></table:table-row></table:table></a>";
    too_large(&fuzz::open_document(content.as_bytes()), "a row of 10000000 columns");
    let cells = vec!["=1"; 300];
    let refusal = refused(&paper::xls(1200, &[&cells]));
    assert!(refusal.en().contains("a cell outside the sheet"), "{}", refusal.en());
}

/// Where the layout says how many columns there are, a line of any length is one bad row.
#[test]
fn a_line_of_ten_million_fields_in_a_layout_of_fixed_width() {
    let text = international::zm_file() + "\r\n" + &"1 ".repeat(TEN_MILLION / 2) + "\r\n";
    let reading = plain(&gbk(&text)).unwrap();
    assert_eq!((reading.rows, reading.problems.len()), (2, 1));
    assert!(reading.problems[0].found.len() < 1000, "{} bytes are shown", reading.problems[0].found.len());
}

/// What is kept of a workbook with full card numbers has its rows on the lines that they had.
#[test]
fn a_row_on_line_four_thousand_million() {
    let row = "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>";
    let gap =
        "<table:table-row table:number-rows-repeated=\"4294967294\"><table:table-cell/></table:table-row>";
    let content =
        format!("<a><table:table>{row}{gap}{row}</table:table><table:table>{row}</table:table></a>");
    let refusal =
        masked_text("f", &fuzz::open_document(content.as_bytes()), &Options::default()).unwrap_err();
    assert!(refusal.en().contains("4294967295 lines"), "{}", refusal.en());
}
