//! What every fuzz target does with its bytes. The tests of `recoup-statements` run the same on seeded mutations of the
//! fixtures; there this file is a module of theirs.

use std::cell::Cell;
use std::io::{Cursor, Write};
use std::sync::Once;

use recoup_statements::{Options, masked_copy, masked_text, propose_mapping, read};
use zip::write::SimpleFileOptions;

/// Every container, and recognition.
pub const TARGETS: [&str; 15] = [
    "bai2",
    "camt",
    "delimited",
    "fixed_width",
    "gzip",
    "html",
    "mt940",
    "ods",
    "ofx",
    "pdf",
    "qif",
    "recognise",
    "xls",
    "xlsx",
    "xml2003_zip",
];

/// Reads the bytes as a file of the target's kind. What is packed in the file is packed here, so that mutations reach
/// the reader behind and do not end at a checksum.
///
/// Panics where this project's code panicked, also where the panic was caught on its way.
pub fn run(target: &str, data: &[u8]) {
    tell_panics_apart();
    WATCHED.set(Some(false));
    read_as(target, data);
    let own = WATCHED.take();
    assert_eq!(own, Some(false), "a panic of our own code was caught: {target}");
}

thread_local! {
    /// While a file is read: whether our own code has panicked.
    static WATCHED: Cell<Option<bool>> = const { Cell::new(None) };
}

/// The readers of workbooks and PDFs that this project takes from others may panic on a damaged file: they run behind
/// `catch_unwind`, and in the product in a process of their own besides. Such a panic is no finding, as long as it is
/// caught. One that comes from anywhere else is, so it must not be lost behind the same fence.
fn tell_panics_apart() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let path = panic.location().map_or("", |at| at.file()).replace('\\', "/");
            if WATCHED.get().is_some() {
                if path.contains("/registry/src/") {
                    return;
                }
                WATCHED.set(Some(true));
            }
            before(panic);
        }));
    });
}

fn read_as(target: &str, data: &[u8]) {
    let passwords = ["123456".to_owned()];
    let options = Options { passwords: &passwords, ..Options::default() };
    match target {
        "xlsx" => read_and_keep(&workbook(data), &options),
        "ods" => read_and_keep(&open_document(data), &options),
        "recognise" => recognise(data, &options),
        "pdf" => drop(read("f", data, &options)),
        _ => read_and_keep(data, &options),
    }
}

/// Reads a file, and makes of it what is kept of one that holds full card numbers.
fn read_and_keep(file: &[u8], options: &Options<'_>) {
    if read("f", file, options).is_ok() && masked_copy(file).is_none() {
        drop(masked_text("f", file, options));
    }
}

/// The first byte says what the caller claims the file to be.
fn recognise(data: &[u8], options: &Options<'_>) {
    let Some((first, text)) = data.split_first() else { return };
    let kinds =
        [None, Some("bank"), Some("detail"), Some("wallet"), Some("summary"), Some("ums"), Some("nothing")];
    let as_kind = kinds[usize::from(*first) % kinds.len()];
    drop(read("f", text, &Options { as_kind, ..*options }));
    drop(propose_mapping("f", text, options));
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in entries {
        if archive
            .start_file(*name, options)
            .and_then(|()| archive.write_all(bytes).map_err(Into::into))
            .is_err()
        {
            return Vec::new();
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// A workbook with that XML as its only sheet.
pub fn workbook(sheet: &[u8]) -> Vec<u8> {
    workbook_with(sheet, b"<sst/>")
}

/// The same with that XML as the texts that its cells share.
pub fn workbook_with(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let book = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let package = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    archive(&[
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// A sheet of LibreOffice with that XML as its content.
pub fn open_document(content: &[u8]) -> Vec<u8> {
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
}
