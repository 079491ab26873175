//! What a megabyte of each container may cost: at most fifty times its length in memory, and no more than a moment. The
//! files are such as make a reader hold much: many short rows, many cells, many sheets, things that never close.

use std::process::Command;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use recoup_statements::{Options, read};

use crate::fixtures::*;
use crate::{international, paper};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const MEGABYTE: usize = 1 << 20;
/// A hang takes minutes; a debug build on a machine that does other things takes ten times what a user waits.
const MOMENT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 5 });

/// Repeats what `piece` gives for 0, 1, 2, … between a head and a tail, up to a megabyte.
fn filled(head: &str, tail: &str, piece: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    for n in 0.. {
        let more = piece(n);
        if text.len() + more.len() + tail.len() > MEGABYTE {
            break;
        }
        text.push_str(&more);
    }
    text + tail
}

/// The text between two marks, as often as it fits.
fn repeated(whole: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = match std::str::from_utf8(whole) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(whole).0.into_owned(),
    };
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}"));
    let end = start + text[start..].rfind(to).unwrap_or_else(|| panic!("no {to}")) + to.len();
    filled(&text[..start], &text[end..], |_| text[start..end].to_owned()).into_bytes()
}

fn day(n: usize) -> String {
    format!("2026-11-{:02}", 1 + n % 28)
}

/// Name, file, and how long it is once it is unpacked.
fn files() -> Vec<(&'static str, Vec<u8>, usize)> {
    let mut files: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let bank = "交易日期,收入,支出,余额,摘要\n";
    let rows = filled(bank, "", |n| format!("{},1.00,,{}.00,货款{n}\n", day(n), n + 1));
    files.push(("rows", rows.clone().into_bytes()));
    files.push(("rows, GBK", gbk(&rows)));
    files.push(("rows, UTF-16", rows.encode_utf16().flat_map(u16::to_le_bytes).take(MEGABYTE).collect()));
    files
        .push(("short rows", filled("日期,金额,余额\n", "", |n| format!("{},1,{n}\n", day(n))).into_bytes()));
    files.push(("rows without a day", filled(bank, "", |_| "x,1,,1,\n".to_owned()).into_bytes()));
    files.push(("cells", filled(bank, "", |n| day(n) + &",1".repeat(4000) + "\n").into_bytes()));
    files.push(("empty cells", filled(bank, "", |n| day(n) + &",".repeat(4000) + "\n").into_bytes()));
    files.push(("quotes that never close", filled(bank, "", |_| "\"x,1\n".to_owned()).into_bytes()));
    files.push(("quotes", filled(bank, "", |_| "\"".to_owned()).into_bytes()));
    files.push(("lines of one character", "1\n".repeat(MEGABYTE / 2).into_bytes()));
    files.push(("blanks", ("a  b  c\n".to_owned() + &"  ".repeat(MEGABYTE / 2 - 4)).into_bytes()));
    let page = |piece: &str| filled("<html><table>", "", |_| piece.to_owned()).into_bytes();
    files.push(("html, rows", {
        let row = |n| format!("<tr><td>{}<td>1<td>{n}", day(n));
        filled("<html><table><tr><td>日期<td>收入<td>余额", "", row).into_bytes()
    }));
    files.push(("html, cells", page("<td>")));
    files.push(("html, short cells", page("<td>1")));
    files.push(("html, wide cells", page("<tr><td colspan=256>1</td>")));
    files.push(("html, tables", page("<table>")));
    files.push(("html, references", page("<td>&")));
    files
        .push(("html, one cell of references", filled("<html><table><td>", "", |_| "&".into()).into_bytes()));
    files.push(("html, remarks", page("<!--")));
    files.push(("html, open tags", page("<td ")));
    let sheet = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table>";
    let wide = "<Row><Cell ss:Index=\"512\"><Data>1</Data></Cell></Row>";
    files.push(("xml2003, far cells", filled(sheet, "", |_| wide.to_owned()).into_bytes()));
    files.push(("xml2003, cells", filled(sheet, "", |_| "<Row><Cell/><Cell/>".to_owned()).into_bytes()));
    let tiny = "</Table></Worksheet><Worksheet><Table><Row><Cell><Data>1</Data></Cell></Row>";
    files.push(("xml2003, sheets", filled(sheet, "", |_| tiny.to_owned()).into_bytes()));
    files.push(("xml2003, open elements", filled(sheet, "", |_| "<Row>".to_owned()).into_bytes()));
    for (name, whole) in international::files() {
        let (from, to) = match name {
            "ofx" => ("<STMTTRN>", "</STMTTRN>"),
            "mt940" => (":61:", "冲正\r\n"),
            "camt" => ("<Ntry>", "</Ntry>"),
            "qif" => ("D11", "^\n"),
            _ => ("16,195", "electricity/\n"),
        };
        files.push((name, repeated(&whole, from, to)));
    }
    for (name, head, piece) in [
        ("ofx, open elements", "OFXHEADER:100\n<OFX><STMTRS><BANKTRANLIST>", "<STMTTRN>"),
        ("ofx, empty elements", "OFXHEADER:100\n<OFX><STMTRS><BANKTRANLIST>", "<STMTTRN></STMTTRN>"),
        ("ofx, statements", "OFXHEADER:100\n<OFX>", "<STMTRS>"),
        ("qif, accounts", "!Type:Bank\n", "!Type:Cash\n"),
        ("mt940, lines", ":20:S\n:25:1\n:60F:C261102CNY1,\n", ":61:\n"),
        ("mt940, statements", ":20:S\n:25:1\n:60F:C261102CNY1,\n", ":20:\n"),
        ("qif, lines", "!Type:Bank\n", "^\n"),
        ("qif, short entries", "!Type:Bank\n", "T1\n^\n"),
        ("bai2, lines", "01,A,B,1,1,1,,,2/\n03,1/\n", "88,/\n"),
        ("bai2, short entries", "01,A,B,1,1,1,,,2/\n03,1/\n", "16,/\n"),
        ("bai2, accounts", "01,A,B,1,1,1,,,2/\n", "03,/\n"),
    ] {
        files.push((name, filled(head, "", |_| piece.to_owned()).into_bytes()));
    }
    let head = "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.04\"><BkToCstmrStmt><Stmt>";
    for (name, piece) in [
        ("camt, entries", "<Ntry/>"),
        ("camt, open elements", "<Ntry>"),
        ("camt, statements", "</Stmt><Stmt>"),
    ] {
        files.push((
            name,
            filled(head, "</Stmt></BkToCstmrStmt></Document>", |_| piece.to_owned()).into_bytes(),
        ));
    }
    let line = international::zm_file().lines().next().unwrap_or_default().to_owned() + "\r\n";
    files.push(("fixed width", gbk(&filled("", "", |_| line.clone()))));
    files.push(("fixed width, a line that never ends", gbk(&(line + &"1 ".repeat(MEGABYTE / 2)))));
    let cells: Vec<Vec<String>> =
        (0..9_000).map(|n| vec![day(n), "=1.5".into(), format!("={n}"), "货款".into()]).collect();
    let mut lines = vec![vec!["交易日期", "收入", "余额", "摘要"]];
    lines.extend(cells.iter().map(|row| row.iter().map(String::as_str).collect()));
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    files.push(("xls", paper::xls(1200, &lines)));
    let text = "BT /F1 7 Tf 1 0 0 1 28 500 Tm <4E00> Tj ET\n";
    files.push(("pdf, characters", paper::document(&[filled("", "", |_| text.to_owned())])));
    files.push(("pdf, lines", paper::document(&[filled("", "", |_| "1 1 m 1 9 l S\n".to_owned())])));
    files.push(("pdf, states", paper::document(&[filled("", "", |_| "q ".to_owned())])));
    files.push(("pdf, pages", paper::document(&vec![text.repeat(12); 1500])));
    let with_length = |(name, file): (&'static str, Vec<u8>)| {
        let length = file.len();
        (name, file, length)
    };
    let mut files: Vec<_> = files.into_iter().map(with_length).collect();
    // What a packed file costs is measured by what comes out of it, and how much that may be is bounded elsewhere.
    files.push(("zip", zip(&[("a.csv", rows.as_bytes())], None), rows.len()));
    files.push(("zip, locked", zip(&[("a.csv", rows.as_bytes())], Some("123456")), rows.len()));
    files.push(("gzip", gzip(rows.as_bytes()), rows.len()));
    let row = |n| {
        format!(
            "<row><c t=\"inlineStr\"><is><t>{}</t></is></c><c><v>1</v></c><c><v>{n}</v></c></row>",
            day(n)
        )
    };
    let head = "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>日期</t></is></c><c t=\"inlineStr\"><is><t>收入</t></is></c><c t=\"inlineStr\"><is><t>余额</t></is></c></row>";
    let end = "</sheetData></worksheet>";
    for (name, sheet) in [
        ("xlsx", filled(head, end, row)),
        (
            "xlsx, far cells",
            filled(head, end, |n| format!("<row r=\"{0}\"><c r=\"SR{0}\"><v>1</v></c></row>", n + 2)),
        ),
        ("xlsx, cells", filled(head, end, |_| "<c><v>1</v></c>".to_owned())),
    ] {
        let length = sheet.len();
        files.push((name, crate::fuzz::workbook(sheet.as_bytes()), length));
    }
    let head = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><table:table>";
    let end = "</table:table></office:document-content>";
    for (name, piece) in [
        (
            "ods, cells",
            "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>",
        ),
        (
            "ods, repeated cells",
            "<table:table-row table:number-rows-repeated=\"9999\"><table:table-cell table:number-columns-repeated=\"512\"><text:p>长长长</text:p></table:table-cell></table:table-row>",
        ),
        ("ods, sheets", "</table:table><table:table>"),
    ] {
        let content = filled(head, end, |_| piece.to_owned());
        files.push((name, crate::fuzz::open_document(content.as_bytes()), content.len()));
    }
    files
}

/// Another process runs [`alone`], in which nothing else asks for memory.
#[test]
fn a_megabyte_of_anything_costs_at_most_fifty() {
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "memory::alone", "--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "needs a process of its own; called by the test above"]
fn alone() {
    // What is made once for the whole program is no file's fault: the sources, the tables of Chinese characters.
    recoup_statements::sources();
    let _ = plain(&crate::pdf::sample());
    let mut faults = Vec::new();
    for (name, file, length) in files() {
        let passwords = ["123456".to_owned()];
        let before = HEAP.current_usage();
        HEAP.reset_peak_usage();
        let started = Instant::now();
        let answer = read("f", &file, &Options { passwords: &passwords, ..Options::default() });
        let (taken, passed) = (HEAP.peak_usage() - before, started.elapsed());
        let said = answer.map_or_else(|refusal| refusal.en(), |reading| format!("{} rows", reading.rows));
        println!("{name}: {:.1} times, {passed:?}, {said}", taken as f64 / length as f64);
        if taken > 50 * length || passed > MOMENT {
            faults.push(format!("{name}: {taken} bytes for {length}, {passed:?}, {said}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
