//! From bytes to tables. What a file is, its bytes decide, never its name.

mod archive;
mod biff;
mod delimited;
mod encoding;
mod fixed_width;
mod form;
mod gzip;
mod html;
mod long;
mod ods;
mod pdf;
mod statement;
mod workbook;
mod xml;
mod xml2003;

use std::io::Read;

use crate::isolated::{self, Isolated, Request, WorkerFault};
use crate::refusal::{Refusal, RefusalCode};
use crate::table::Table;

use form::{Shape, TextShape, sniff, text_shape};

pub(crate) use encoding::decode;
pub use form::{Form, HEAD, form};
pub use long::ReadSeek;
pub(crate) use long::{LongText, whole};

/// The largest file that is read: 200 MB. A month of a busy shop is under 20 MB.
pub const MAX_BYTES: usize = 200 * 1024 * 1024;
/// The most rows of a table.
pub const MAX_ROWS: usize = 1_000_000;
/// The most cells of all tables of a file.
pub const MAX_CELLS: usize = 40_000_000;
/// The most columns of a row.
pub const MAX_COLUMNS: usize = 4096;
/// The most columns that a sheet of any spreadsheet program has.
const SHEET_COLUMNS: usize = 16_384;
/// The most tables of a file: MT940 has one for each account and day.
const MAX_TABLES: usize = 5000;
/// How deep archives may lie in archives.
const MAX_DEPTH: u8 = 3;

/// With what a file is opened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Opening<'a> {
    pub passwords: &'a [String],
    pub isolated: Option<Isolated<'a>>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Every table, in the order of its sheets or entries.
    pub tables: Vec<Table>,
    /// Files of an archive that cannot be read, beside others that can.
    pub refused: Vec<Refusal>,
}

/// Every table of a file, and what in it cannot be read.
pub(crate) fn open(name: &str, bytes: &[u8], opening: Opening<'_>) -> Result<Contents, Refusal> {
    let mut contents = Contents::default();
    open_into(name, bytes, opening, 0, &mut contents)?;
    let tables = &mut contents.tables;
    if tables.len() > MAX_TABLES {
        return Err(too_large(name, format!("> {MAX_TABLES} tables"), format!("{MAX_TABLES} tables")));
    }
    for (index, table) in tables.iter_mut().enumerate() {
        table.index = index as u16;
    }
    let widest = tables.iter().map(Table::widest).max().unwrap_or(0);
    if widest > MAX_COLUMNS {
        return Err(too_many_columns(name, widest, MAX_COLUMNS));
    }
    let rows = tables.iter().map(Table::len).max().unwrap_or(0);
    if rows > MAX_ROWS || tables.iter().map(Table::cells).sum::<usize>() > MAX_CELLS {
        return Err(too_large(name, format!("{rows} rows"), format!("{MAX_ROWS} rows")));
    }
    Ok(contents)
}

fn open_into(
    name: &str,
    bytes: &[u8],
    opening: Opening<'_>,
    depth: u8,
    contents: &mut Contents,
) -> Result<(), Refusal> {
    let refuse = |why| Err(Refusal::new(name, why));
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name, megabytes(bytes.len()), megabytes(MAX_BYTES)));
    }
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return refuse(RefusalCode::Empty);
    }
    let passwords = || opening.passwords.to_vec();
    let tables = &mut contents.tables;
    match sniff(bytes) {
        Shape::Zip if archive::is_workbook(bytes) => {
            archive::check_unpacked(name, bytes)?;
            workbook::xlsx(name, bytes, tables)
        }
        Shape::Zip if ods::is_spreadsheet(bytes) => ods::tables(name, bytes, tables),
        Shape::Zip if depth < MAX_DEPTH => archive::open(name, bytes, opening, depth, contents),
        Shape::Ole => match biff::inspect(bytes) {
            Err(detail) => refuse(RefusalCode::Damaged { detail: detail.to_owned() }),
            Ok(biff::Ole::EncryptedWorkbook) => {
                apart(name, bytes, opening, Request::LockedXlsx { passwords: passwords() }, tables)
            }
            Ok(biff::Ole::Workbook { unicode }) => {
                apart(name, bytes, opening, Request::Xls { unicode }, tables)
            }
            Ok(biff::Ole::LockedWorkbook) if opening.passwords.is_empty() => {
                refuse(RefusalCode::NeedsPassword)
            }
            Ok(biff::Ole::LockedWorkbook) => refuse(unsupported(
                "加密的旧版 Excel（.xls）",
                "an encrypted Excel file of the old kind (.xls)",
            )),
            Ok(biff::Ole::Other) => {
                refuse(unsupported("Word 或其他 Office 文件", "a Word or other Office file"))
            }
        },
        Shape::Gzip if depth < MAX_DEPTH => {
            let content = gzip::unpacked(name, bytes)?;
            open_into(name, &content, opening, depth + 1, contents)
        }
        Shape::Zip | Shape::Gzip => {
            refuse(unsupported("套了太多层的压缩包", "an archive inside too many archives"))
        }
        Shape::Picture(format) => refuse(RefusalCode::Picture { format: format.to_owned() }),
        Shape::Pdf => apart(name, bytes, opening, Request::Pdf { passwords: passwords() }, tables),
        Shape::Other(zh, en) => refuse(unsupported(zh, en)),
        Shape::Text => text(name, bytes, tables),
    }
}

/// Reads in a worker where there is one, else in this process; the tables remember which.
fn apart(
    name: &str,
    bytes: &[u8],
    opening: Opening<'_>,
    request: Request,
    tables: &mut Vec<Table>,
) -> Result<(), Refusal> {
    let Some(isolated) = opening.isolated else { return guarded(name, bytes, &request, tables) };
    let damaged = |detail: &str| Refusal::new(name, RefusalCode::Damaged { detail: detail.to_owned() });
    match isolated::ask(isolated, name, bytes, &request) {
        Ok(Ok(found)) => tables.extend(found),
        Ok(Err(why)) => return Err(Refusal::new(name, why)),
        Err(WorkerFault::NoWorker) => {
            let before = tables.len();
            guarded(name, bytes, &request, tables)?;
            tables.iter_mut().skip(before).for_each(|table| table.unguarded = true);
        }
        Err(WorkerFault::TooLong) => return Err(damaged("reading it takes too long")),
        Err(WorkerFault::Died) => return Err(damaged("its structure; the reader gave up on it")),
    }
    Ok(())
}

/// What a worker does, or this process in its place.
pub(crate) fn guarded(
    name: &str,
    bytes: &[u8],
    request: &Request,
    tables: &mut Vec<Table>,
) -> Result<(), Refusal> {
    match request {
        Request::Xls { unicode } => workbook::xls(name, bytes, *unicode, tables),
        Request::LockedXlsx { passwords } => {
            let plain = workbook::decrypt(name, bytes, passwords)?;
            archive::check_unpacked(name, &plain)?;
            workbook::xlsx(name, &plain, tables)
        }
        Request::Pdf { passwords } => pdf::table(name, bytes, passwords, tables),
    }
}

fn text(name: &str, bytes: &[u8], tables: &mut Vec<Table>) -> Result<(), Refusal> {
    let refused = |why| Refusal::new(name, why);
    if let Some(table) = fixed_width::table(name, bytes) {
        tables.push(table.map_err(refused)?);
        return Ok(());
    }
    let mut text = decode(bytes).map_err(refused)?;
    let shape = text_shape(&text);
    if matches!(shape, TextShape::Ofx) {
        text = encoding::decode_ofx(bytes).map_err(refused)?;
    }
    let damaged = |detail| Refusal::new(name, RefusalCode::Damaged { detail });
    match shape {
        TextShape::Ofx => tables.extend(statement::ofx::tables(name, &text).ok_or_else(|| {
            refused(unsupported(
                "没有银行账户流水的 OFX 文件（例如证券账户）",
                "an OFX file without a bank account (of investments, say)",
            ))
        })?),
        TextShape::Camt => tables.extend(statement::camt::tables(name, &text).map_err(damaged)?),
        TextShape::Mt940 => tables.extend(statement::mt940::tables(name, &text).unwrap_or_default()),
        TextShape::Qif => tables.extend(statement::qif::tables(name, &text).ok_or_else(|| {
            refused(unsupported(
                "没有账户流水的 QIF 文件（例如证券账户）",
                "a QIF file without a bank account (of investments, say)",
            ))
        })?),
        TextShape::Bai2 => tables.extend(
            statement::bai2::tables(name, &text)
                .ok_or_else(|| damaged("BAI2: no account record (03)".to_owned()))?,
        ),
        TextShape::Html => html::tables(name, &text, tables),
        TextShape::Xml2003 => {
            xml2003::tables(name, &text, most_cells(text.len()), tables)?;
        }
        TextShape::Other(zh, en) => return Err(Refusal::new(name, unsupported(zh, en))),
        TextShape::Delimited => match delimited::table(name, &text) {
            Some(table) => tables.push(table),
            None => return Err(Refusal::new(name, RefusalCode::NotATable)),
        },
    }
    Ok(())
}

/// How much a packed file may unpack to, and how much text it may hold: real ones shrink to a twentieth, made-up ones to
/// a thousandth.
fn most_unpacked(packed: usize) -> usize {
    MAX_BYTES.min((16 << 20).max(packed.saturating_mul(50)))
}

/// What comes out of a packed file that says how long that is; `None` when it is more than `most` bytes, and then none
/// of it is held.
fn unpacked(packed: impl Read, stated: u64, most: usize) -> std::io::Result<Option<Vec<u8>>> {
    if stated > most as u64 {
        return Ok(None);
    }
    let mut content = Vec::with_capacity(stated as usize);
    packed.take(most as u64 + 1).read_to_end(&mut content)?;
    Ok((content.len() <= most).then_some(content))
}

/// How many cells a packed workbook may have: a real one takes bytes for each, a made-up one repeats.
fn most_cells(packed: usize) -> usize {
    MAX_CELLS.min(2_000_000.max(packed.saturating_mul(2)))
}

pub(crate) fn unsupported(zh: &str, en: &str) -> RefusalCode {
    RefusalCode::Unsupported { zh: zh.to_owned(), en: en.to_owned() }
}

fn too_many_columns(name: &str, found: usize, most: usize) -> Refusal {
    too_large(name, format!("a row of {found} columns"), format!("{most} columns"))
}

pub(crate) fn too_large(name: &str, found: String, limit: String) -> Refusal {
    Refusal::new(name, RefusalCode::TooLarge { found, limit })
}

fn unpacks_to_more(name: &str, most: usize) -> Refusal {
    too_large(name, format!("> {}", megabytes(most)), megabytes(most))
}

fn too_many_cells(name: &str, most: usize) -> Refusal {
    too_large(name, format!("> {most} cells"), format!("{most} cells"))
}

pub(crate) fn megabytes(bytes: usize) -> String {
    format!("{} MB", bytes.div_ceil(1024 * 1024))
}
