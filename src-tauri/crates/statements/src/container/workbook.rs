//! Excel workbooks, through calamine.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, XlsOptions, Xlsx};

use super::{SHEET_COLUMNS, most_cells, most_unpacked, too_many_cells, too_many_columns, unpacks_to_more};
use crate::refusal::{Refusal, RefusalCode};
use crate::table::Table;

/// Columns beyond this one are dropped: no statement has them, and one stray cell in the last column of a sheet would
/// make every row as wide.
const MAX_COLUMNS: usize = 512;

/// Reads an `.xlsx` cell by cell, whatever its stated size.
pub(super) fn xlsx(name: &str, bytes: &[u8], tables: &mut Vec<Table>) -> Result<(), Refusal> {
    let found = guarded(name, || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(name, &error))?;
        let mut found = Vec::new();
        let most = most_cells(bytes.len());
        let most_text = most_unpacked(bytes.len());
        let (mut cells, mut length) = (0usize, 0usize);
        for sheet in book.sheet_names() {
            // Chart sheets and the like have no cells.
            let Ok(mut reader) = book.worksheet_cells_reader(&sheet) else { continue };
            let mut table = Table::new(name, &sheet);
            let mut row: Vec<String> = Vec::new();
            let mut line = 0u32;
            while let Some(cell) = reader.next_cell().map_err(|error| damaged(name, &error))? {
                let (at, column) = cell.get_position();
                if at + 1 != line {
                    table.push_row(line, row.iter().map(String::as_str));
                    row.clear();
                    line = at + 1;
                }
                let column = column as usize;
                if column >= SHEET_COLUMNS {
                    return Err(too_many_columns(name, column + 1, SHEET_COLUMNS));
                }
                if column >= MAX_COLUMNS {
                    continue;
                }
                cells += (column + 1).saturating_sub(row.len());
                if cells > most {
                    return Err(too_many_cells(name, most));
                }
                if row.len() <= column {
                    row.resize(column + 1, String::new());
                }
                row[column] = match cell.get_value() {
                    DataRef::String(text) => text.clone(),
                    DataRef::SharedString(text) => (*text).to_owned(),
                    DataRef::Float(number) => plain_number(*number),
                    DataRef::Int(number) => number.to_string(),
                    DataRef::Bool(value) => value.to_string(),
                    DataRef::DateTime(moment) => date_text(moment),
                    DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
                    DataRef::Error(_) | DataRef::Empty => String::new(),
                };
                // One long text may stand in any number of cells.
                length += row[column].len();
                if length > most_text {
                    return Err(unpacks_to_more(name, most_text));
                }
            }
            table.push_row(line, row.iter().map(String::as_str));
            found.push(table);
        }
        Ok(found)
    })?;
    tables.extend(found);
    Ok(())
}

/// Reads an `.xls` that [`super::biff::inspect`] has found sound.
pub(super) fn xls(name: &str, bytes: &[u8], unicode: bool, tables: &mut Vec<Table>) -> Result<(), Refusal> {
    let found = guarded(name, || {
        let mut options = XlsOptions::default();
        // The code page record of such files is often wrong, and their texts are UTF-16 in any case.
        options.force_codepage = unicode.then_some(1200);
        let mut book: Xls<_> =
            Xls::new_with_options(Cursor::new(bytes), options).map_err(|error| damaged(name, &error))?;
        let mut found = Vec::new();
        for sheet in book.sheet_names() {
            let Ok(range) = book.worksheet_range(&sheet) else { continue };
            let (first_row, first_column) = range.start().unwrap_or((0, 0));
            let mut table = Table::new(name, &sheet);
            for (row, line) in range.rows().zip(first_row + 1..) {
                let texts: Vec<String> = std::iter::repeat_n(String::new(), first_column as usize)
                    .chain(row.iter().map(cell_text))
                    .take(MAX_COLUMNS)
                    .collect();
                table.push_row(line, texts.iter().map(String::as_str));
            }
            found.push(table);
        }
        Ok(found)
    })?;
    tables.extend(found);
    Ok(())
}

/// The workbook inside a password-protected container.
pub(super) fn decrypt(name: &str, bytes: &[u8], passwords: &[String]) -> Result<Vec<u8>, Refusal> {
    if passwords.is_empty() {
        return Err(Refusal::new(name, RefusalCode::NeedsPassword));
    }
    passwords
        .iter()
        .find_map(|password| {
            let attempt =
                AssertUnwindSafe(|| office_crypto::decrypt_from_bytes(bytes.to_vec(), password).ok());
            let plain = quietly(attempt).flatten()?;
            plain.starts_with(b"PK").then_some(plain)
        })
        .ok_or_else(|| Refusal::new(name, RefusalCode::WrongPassword))
}

/// Runs a reader that may panic on damaged input.
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    quietly(AssertUnwindSafe(read)).unwrap_or_else(|| {
        Err(Refusal::new(name, RefusalCode::Damaged { detail: "the workbook's structure".into() }))
    })
}

fn quietly<T>(run: AssertUnwindSafe<impl FnOnce() -> T>) -> Option<T> {
    catch_unwind(run).ok()
}

fn damaged(name: &str, error: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(name, RefusalCode::Damaged { detail: error.to_string() })
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Float(number) => plain_number(*number),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(moment) => date_text(moment),
        _ => String::new(),
    }
}

/// A number as the sheet shows it: fifteen significant digits, never an exponent — except beyond 15 digits, where the
/// exponent says that digits are lost.
fn plain_number(number: f64) -> String {
    if number.abs() >= 1e15 {
        return format!("{number:E}").replace('E', "E+");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

fn date_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    // Serials carry the binary error of a float: half a second up gives the second that was meant.
    let second = if milli >= 500 { second + 1 } else { second };
    let clock = |h: u8, m: u8, s: u8| {
        let total = u32::from(h) * 3600 + u32::from(m) * 60 + u32::from(s);
        format!("{:02}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60)
    };
    if (0.0..1.0).contains(&serial) {
        return clock(hour, minute, second);
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if serial.fract().abs() < 1e-9 { day } else { format!("{day} {}", clock(hour, minute, second)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_the_sheet_shows() {
        assert_eq!(plain_number(2181.22), "2181.22");
        assert_eq!(plain_number(0.1 + 0.2), "0.3");
        assert_eq!(plain_number(202_611_031_233.0), "202611031233");
        assert_eq!(plain_number(4.200001280696e27), "4.200001280696E+27");
        assert_eq!(plain_number(-0.5), "-0.5");
    }
}
