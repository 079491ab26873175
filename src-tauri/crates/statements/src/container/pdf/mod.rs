//! PDF statements with a text layer. [`glyphs`] takes the characters and the ruling off the pages, [`grid`] puts them
//! into lines and columns. A scanned page has no characters: it is refused, never guessed at.

mod columns;
mod glyphs;
mod grid;
mod streams;
mod widths;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::{most_unpacked, too_large, unpacks_to_more};
use crate::refusal::{Refusal, RefusalCode};
use crate::table::Table;

/// A statement of a year has a few hundred pages.
const MAX_PAGES: usize = 2000;
/// A page of a picture may carry a stamp or a page number as text.
const FEWEST_GLYPHS: usize = 30;

/// The line number of a row: the page, and the line on it. Three digits are the line.
const LINES_A_PAGE: u32 = 1000;

/// Adds the table of a PDF.
pub(super) fn table(
    name: &str,
    bytes: &[u8],
    passwords: &[String],
    tables: &mut Vec<Table>,
) -> Result<(), Refusal> {
    let read = AssertUnwindSafe(|| read(name, bytes, passwords));
    let damaged = || Refusal::new(name, RefusalCode::Damaged { detail: "PDF: its structure".to_owned() });
    let table = catch_unwind(read).unwrap_or_else(|_| Err(damaged()))?;
    tables.push(table);
    Ok(())
}

fn read(name: &str, bytes: &[u8], passwords: &[String]) -> Result<Table, Refusal> {
    let most = most_unpacked(bytes.len());
    if streams::unpack_to_more(bytes, most) {
        return Err(unpacks_to_more(name, most));
    }
    let pdf = opened(name, bytes, passwords)?;
    let count = pdf.pages().len();
    if count > MAX_PAGES {
        return Err(too_large(name, format!("{count} pages"), format!("{MAX_PAGES} pages")));
    }
    if !widths::are_sound(&pdf) {
        let detail = "PDF: the widths of its fonts".to_owned();
        return Err(Refusal::new(name, RefusalCode::Damaged { detail }));
    }
    let pages = glyphs::pages(&pdf)
        .map_err(|most| too_large(name, format!("> {most} characters"), format!("{most} characters")))?;
    if pages.iter().map(|page| page.glyphs.len()).sum::<usize>() < FEWEST_GLYPHS {
        return Err(Refusal::new(name, RefusalCode::ScannedPdf));
    }
    Ok(grid::table(name, &pages))
}

fn opened(name: &str, bytes: &[u8], passwords: &[String]) -> Result<Pdf, Refusal> {
    let refuse = |why| Err(Refusal::new(name, why));
    let damaged = |detail: &str| RefusalCode::Damaged { detail: format!("PDF: {detail}") };
    let all = std::iter::once("").chain(passwords.iter().map(String::as_str));
    for password in all {
        match Pdf::new_with_password(bytes.to_vec(), password) {
            Ok(pdf) => return Ok(pdf),
            Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {}
            Err(LoadPdfError::Decryption(error)) => return refuse(damaged(&format!("{error:?}"))),
            Err(LoadPdfError::Invalid) => return refuse(damaged("no pages")),
        }
    }
    refuse(if passwords.is_empty() { RefusalCode::NeedsPassword } else { RefusalCode::WrongPassword })
}
