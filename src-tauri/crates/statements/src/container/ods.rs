//! OpenDocument spreadsheets, read here rather than by the workbook reader: a file that says “repeat this cell a
//! million times” must not be taken at its word, and amounts stand in it as decimal texts that no float need touch.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::xml::{attribute, push_reference, reader};
use super::{
    MAX_BYTES, MAX_CELLS, SHEET_COLUMNS, most_unpacked, too_many_cells, too_many_columns, unpacked,
    unpacks_to_more,
};
use crate::refusal::{Refusal, RefusalCode};
use crate::table::Table;

/// Columns beyond this one are dropped, as in other workbooks.
const MAX_COLUMNS: usize = 512;
/// An empty row may stand for all rows to the end of the sheet; a row with something in it stands for no more than these.
const MAX_REPEATED_ROWS: u32 = 1000;

/// Whether the archive is an `.ods`: its first entry says so.
pub(super) fn is_spreadsheet(bytes: &[u8]) -> bool {
    let mut kind = String::new();
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|mut archive| {
        let read = archive.by_name("mimetype").map(|entry| entry.take(128).read_to_string(&mut kind));
        read.is_ok() && kind.trim().starts_with("application/vnd.oasis.opendocument.spreadsheet")
    })
}

/// Adds one table for each sheet.
pub(super) fn tables(name: &str, bytes: &[u8], tables: &mut Vec<Table>) -> Result<(), Refusal> {
    let damaged = |detail: String| Refusal::new(name, RefusalCode::Damaged { detail });
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let most = most_unpacked(bytes.len());
    let manifest = part(name, &mut archive, "META-INF/manifest.xml", most).unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Refusal::new(
            name,
            super::unsupported(
                "加密的 ODS 表格，请先另存为不加密的文件",
                "an encrypted ODS sheet; save it without a password",
            ),
        ));
    }
    let content = part(name, &mut archive, "content.xml", most)?;
    sheets(name, &content, limits(content.len()), tables)
}

fn part(
    name: &str,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    entry: &str,
    most: usize,
) -> Result<String, Refusal> {
    let damaged = |detail: String| Refusal::new(name, RefusalCode::Damaged { detail });
    let entry = archive.by_name(entry).map_err(|error| damaged(error.to_string()))?;
    let size = entry.size();
    let content = unpacked(entry, size, most).map_err(|error| damaged(error.to_string()))?;
    let content = content.ok_or_else(|| unpacks_to_more(name, most))?;
    String::from_utf8(content).map_err(|error| damaged(error.to_string()))
}

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    /// How many columns its cells take, those beyond the last one that is kept too.
    columns: usize,
    /// The bytes of the cells' texts.
    length: usize,
    repeated: u32,
}

/// How many cells the sheets may have, and how many bytes of text, for a content of that length: what is written out
/// takes twenty bytes for each cell, and what is repeated is mostly blank.
fn limits(content: usize) -> (usize, usize) {
    (MAX_CELLS.min(content.max(200_000)), MAX_BYTES.min(content.saturating_mul(4).max(4 << 20)))
}

fn sheets(
    name: &str,
    text: &str,
    (most_cells, most_text): (usize, usize),
    tables: &mut Vec<Table>,
) -> Result<(), Refusal> {
    let damaged = |detail: String| Refusal::new(name, RefusalCode::Damaged { detail });
    let mut reader = reader(text);
    let mut sheet: Option<Table> = None;
    let (mut line, mut cells, mut length) = (0u32, 0usize, 0usize);
    let mut row: Option<Row> = None;
    // What the cell holds, how often it is repeated, and whether its paragraphs are its value.
    let mut cell: Option<(String, usize, bool)> = None;
    let mut note = 0u32;
    loop {
        let event = reader.read_event().map_err(|error| damaged(error.to_string()))?;
        let (tag, empty) = match &event {
            Event::Start(tag) => (Some(tag), false),
            Event::Empty(tag) => (Some(tag), true),
            _ => (None, false),
        };
        if let Some(tag) = tag {
            match tag.local_name().as_ref() {
                "table" if sheet.is_none() => {
                    line = 0;
                    sheet = Some(Table::new(name, &attribute(tag, "name").unwrap_or_default()));
                }
                "table-row" => {
                    let repeated = number(tag, "number-rows-repeated").clamp(1, u32::MAX as usize) as u32;
                    row = Some(Row { repeated, ..Row::default() });
                }
                "table-cell" | "covered-table-cell" => {
                    let value = value(tag);
                    let repeated = number(tag, "number-columns-repeated").max(1);
                    cell = Some((value.clone().unwrap_or_default(), repeated, value.is_none()));
                }
                "annotation" if !empty => note += 1,
                "p" if !empty => paragraph(&mut cell),
                "s" | "tab" | "line-break" => add(&mut cell, note, " "),
                _ => {}
            }
        }
        let ended = match &event {
            Event::End(tag) => Some(tag.local_name().as_ref().to_owned()),
            Event::Empty(tag) => Some(tag.local_name().as_ref().to_owned()),
            Event::Text(text) => {
                add(&mut cell, note, text);
                None
            }
            Event::GeneralRef(reference) => {
                let mut text = String::new();
                push_reference(&mut text, reference);
                add(&mut cell, note, &text);
                None
            }
            Event::Eof => break,
            _ => None,
        };
        match ended.as_deref() {
            Some("annotation") if matches!(event, Event::End(_)) => note = note.saturating_sub(1),
            Some("table-cell" | "covered-table-cell") => {
                if let (Some((text, repeated, _)), Some(row)) = (cell.take(), &mut row) {
                    row.columns = row.columns.saturating_add(repeated);
                    if row.columns > SHEET_COLUMNS {
                        return Err(too_many_columns(name, row.columns, SHEET_COLUMNS));
                    }
                    let room = MAX_COLUMNS.saturating_sub(row.cells.len());
                    row.length += text.len() * repeated.min(room);
                    if length + row.length > most_text {
                        return Err(unpacks_to_more(name, most_text));
                    }
                    row.cells.extend(std::iter::repeat_n(text, repeated.min(room)));
                }
            }
            Some("table-row") => {
                let Some(mut done) = row.take() else { continue };
                // Blank cells to the end of the sheet, which stand in every row where a column has a style.
                let last = done.cells.iter().rposition(|cell| !cell.trim().is_empty());
                done.cells.truncate(last.map_or(0, |last| last + 1));
                let blank = done.cells.is_empty();
                let times = if blank { 0 } else { done.repeated.min(MAX_REPEATED_ROWS) };
                for _ in 0..times {
                    line = line.saturating_add(1);
                    cells += done.cells.len();
                    if cells > most_cells {
                        return Err(too_many_cells(name, most_cells));
                    }
                    length += done.length;
                    if length > most_text {
                        return Err(unpacks_to_more(name, most_text));
                    }
                    if let Some(sheet) = &mut sheet {
                        sheet.push_row(line, done.cells.iter().map(String::as_str));
                    }
                }
                line = line.saturating_add(done.repeated - times);
            }
            Some("table") => tables.extend(sheet.take()),
            _ => {}
        }
    }
    tables.extend(sheet);
    Ok(())
}

fn paragraph(cell: &mut Option<(String, usize, bool)>) {
    if let Some((text, _, true)) = cell
        && !text.is_empty()
    {
        text.push(' ');
    }
}

fn add(cell: &mut Option<(String, usize, bool)>, note: u32, more: &str) {
    if let Some((text, _, true)) = cell
        && note == 0
    {
        text.push_str(more);
    }
}

/// The value of a cell that has one besides its text: numbers and dates, exactly as saved.
fn value(tag: &BytesStart<'_>) -> Option<String> {
    match attribute(tag, "value-type")?.as_str() {
        "float" | "currency" => attribute(tag, "value"),
        "date" => attribute(tag, "date-value").map(|date| date.replace('T', " ").replace(" 00:00:00", "")),
        // `PT09H15M37S`
        "time" => attribute(tag, "time-value")
            .map(|time| time.trim_start_matches("PT").trim_end_matches('S').replace(['H', 'M'], ":")),
        _ => None,
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &str) -> Vec<Table> {
        let text = format!(
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><table:table table:name=\"明细\">\
             {rows}</table:table></office:document-content>"
        );
        let mut tables = Vec::new();
        sheets("f", &text, (1_000_000, 1_000_000), &mut tables).unwrap();
        tables
    }

    #[test]
    fn values_dates_and_texts() {
        let found = sheet(
            "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
             <table:table-row><table:table-cell office:value-type=\"string\"><text:p>甲<text:s/>&amp;</text:p><text:p>乙</text:p>\
             <office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>\
             <table:table-cell/><table:table-cell office:value-type=\"float\" office:value=\"1234.10\"><text:p>1,234.1</text:p></table:table-cell>\
             <table:table-cell office:value-type=\"date\" office:date-value=\"2026-11-03T09:15:37\"><text:p>3/11</text:p></table:table-cell>\
             <table:table-cell office:value-type=\"time\" office:time-value=\"PT09H15M37S\"/></table:table-row>",
        );
        let row = found[0].row(0);
        assert_eq!((found[0].sheet.as_str(), row.line), ("明细", 3));
        assert_eq!(
            row.cells().collect::<Vec<_>>(),
            ["甲 & 乙", "", "1234.10", "2026-11-03 09:15:37", "09:15:37"]
        );
    }

    #[test]
    fn repetitions_are_bounded() {
        let found = sheet(
            "<table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"16384\">\
             <text:p>x</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>",
        );
        assert!(found[0].cells() <= 512 * 1000 + 1, "{}", found[0].cells());
    }

    #[test]
    fn a_long_text_repeated_is_refused_before_it_is_held() {
        let cell = format!(
            "<table:table-cell table:number-columns-repeated=\"500\"><text:p>{}</text:p></table:table-cell>",
            "长".repeat(1000)
        );
        let row = "<table:table-row table:number-rows-repeated=\"1000\">";
        let text = format!("<a><table:table>{row}{cell}</table:table-row></table:table></a>");
        let refusal = sheets("f", &text, (1_000_000, 2 << 20), &mut Vec::new()).unwrap_err();
        assert!(refusal.en().contains("> 2 MB"), "{}", refusal.en());
        let wide = cell.replace("\"500\"", "\"10000000\"");
        let text = format!("<a><table:table>{row}{wide}</table:table-row></table:table></a>");
        let refusal = sheets("f", &text, (1_000_000, 2 << 20), &mut Vec::new()).unwrap_err();
        assert!(refusal.en().contains("a row of 10000000 columns"), "{}", refusal.en());
    }

    #[test]
    fn blank_cells_to_the_end_of_the_sheet_are_no_cells() {
        let row = "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>\
                   <table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>";
        let found = sheet(&row.repeat(3000));
        assert_eq!((found[0].len(), found[0].cells()), (3000, 3000));
    }
}
