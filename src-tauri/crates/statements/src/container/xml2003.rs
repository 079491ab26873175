//! XML Spreadsheet 2003, which some portals save under the name of a spreadsheet.

use quick_xml::events::{BytesStart, Event};

use super::xml::{attribute, push_reference, reader};
use super::{SHEET_COLUMNS, too_many_cells, too_many_columns};
use crate::refusal::{Refusal, RefusalCode};
use crate::table::Table;

/// The most columns that `ss:Index` may skip to.
const MAX_COLUMN: usize = 512;

/// Adds one table for each worksheet. With `ss:Index` a few bytes make a row of hundreds of cells, so those are counted.
pub(super) fn tables(
    name: &str,
    text: &str,
    most_cells: usize,
    tables: &mut Vec<Table>,
) -> Result<(), Refusal> {
    let mut reader = reader(text);
    let mut sheet: Option<Table> = None;
    let (mut row, mut line, mut cells) = (false, 0u32, Vec::<String>::new());
    let (mut data, mut counted) = (false, 0usize);
    let too_far = |column| too_many_columns(name, column, SHEET_COLUMNS);
    let line_of = |tag: &BytesStart<'_>, before: u32| match number(tag, "Index") {
        Some(n) => u32::try_from(n).unwrap_or(u32::MAX),
        None => before.saturating_add(1),
    };
    loop {
        let event = reader
            .read_event()
            .map_err(|error| Refusal::new(name, RefusalCode::Damaged { detail: error.to_string() }))?;
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "Worksheet" => sheet = Some(Table::new(name, &attribute(&tag, "Name").unwrap_or_default())),
                "Row" => {
                    (row, line) = (true, line_of(&tag, line));
                    cells.clear();
                }
                "Cell" if row => new_cell(&tag, &mut cells).map_err(too_far)?,
                "Data" => data = true,
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "Cell" if row => new_cell(&tag, &mut cells).map_err(too_far)?,
                "Row" => line = line_of(&tag, line),
                _ => {}
            },
            Event::Text(text) if data => {
                if let Some(cell) = cells.last_mut() {
                    cell.push_str(&text);
                }
            }
            Event::GeneralRef(reference) if data => {
                if let Some(cell) = cells.last_mut() {
                    push_reference(cell, &reference);
                }
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "Data" => data = false,
                "Row" => {
                    row = false;
                    counted += cells.len();
                    if counted > most_cells {
                        return Err(too_many_cells(name, most_cells));
                    }
                    if let Some(table) = &mut sheet {
                        let dated =
                            cells.iter().map(|cell| cell.strip_suffix("T00:00:00.000").unwrap_or(cell));
                        table.push_row(line, dated);
                    }
                }
                "Worksheet" => {
                    tables.extend(sheet.take());
                    line = 0;
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    tables.extend(sheet);
    Ok(())
}

/// The error is the column of a cell that no sheet has.
fn new_cell(tag: &BytesStart<'_>, cells: &mut Vec<String>) -> Result<(), usize> {
    if let Some(index) = number(tag, "Index") {
        if index > SHEET_COLUMNS {
            return Err(index);
        }
        let index = index.clamp(1, MAX_COLUMN);
        while cells.len() < index - 1 {
            cells.push(String::new());
        }
    }
    // A row wider than this is refused; how much wider it is does not matter.
    if cells.len() <= super::MAX_COLUMNS {
        cells.push(String::new());
    }
    Ok(())
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(tag, name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_cells_stay_empty() {
        let text = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
            <Worksheet ss:Name=\"明细\"><Table><Row/><Row><Cell><Data ss:Type=\"String\">A &amp; B</Data></Cell>\
            <Cell ss:Index=\"3\"><Data ss:Type=\"DateTime\">2026-11-03T00:00:00.000</Data></Cell></Row>\
            </Table></Worksheet></Workbook>";
        let mut found = Vec::new();
        tables("f", text, 1000, &mut found).unwrap();
        assert_eq!(found[0].sheet, "明细");
        assert_eq!(found[0].row(0).line, 2);
        assert_eq!(found[0].row(0).cells().collect::<Vec<_>>(), ["A & B", "", "2026-11-03"]);
        assert!(tables("f", "<a></b>", 1000, &mut found).is_err());
    }

    #[test]
    fn skipped_cells_are_bounded() {
        let row = "<Row ss:Index=\"4294967295\"><Cell ss:Index=\"9999\"/></Row><Row/>";
        let text = format!("<Workbook><Worksheet><Table>{}</Table></Worksheet></Workbook>", row.repeat(20));
        let refusal = tables("f", &text, 5000, &mut Vec::new()).unwrap_err();
        assert!(matches!(refusal.why, RefusalCode::TooLarge { .. }), "{}", refusal.en());
        assert!(tables("f", &text, 20 * MAX_COLUMN, &mut Vec::new()).is_ok());
    }
}
