//! Lines without separators, whose fields have a length each. The layouts are data: `sources/fixed_width.json`.

use std::sync::LazyLock;

use encoding_rs::GBK;
use serde::Deserialize;

use super::unsupported;
use crate::refusal::RefusalCode;
use crate::table::Table;

/// One layout. Lengths are in bytes of GBK.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Layout {
    /// What stands above the table, for the source to be recognised by.
    title: String,
    /// What it is, in Chinese and English, where it is known and not read.
    #[serde(default)]
    refused: Option<(String, String)>,
    /// How many blanks stand between two fields.
    gap: usize,
    /// Fields that hold nothing but digits: what tells a file of this layout from any other text.
    digits: Vec<String>,
    fields: Vec<(String, usize)>,
    /// Columns cut out of a field: name, field, first byte, length.
    #[serde(default)]
    parts: Vec<(String, String, usize, usize)>,
    /// Fields in which `D` before an amount means a positive one: what the merchant pays.
    #[serde(default)]
    debit_is_positive: Vec<String>,
}

static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| {
    // A layout that does not parse is caught by the test below.
    serde_json::from_str(include_str!("../../sources/fixed_width.json")).unwrap_or_default()
});

/// The table of a file of any known layout.
pub(super) fn table(name: &str, bytes: &[u8]) -> Option<Result<Table, RefusalCode>> {
    let lines = || bytes.split(|b| *b == b'\n').map(trimmed).filter(|line| !line.is_empty()).take(20);
    let layout = LAYOUTS.iter().find(|layout| lines().any(|line| layout.fits(line)))?;
    if let Some((zh, en)) = &layout.refused {
        return Some(Err(unsupported(zh, en)));
    }
    let mut table = Table::new(name, "");
    table.push_row(0, [layout.title.as_str()]);
    let names = layout.fields.iter().map(|(name, _)| name.as_str());
    table.push_row(0, names.chain(layout.parts.iter().map(|(name, ..)| name.as_str())));
    for (line, number) in bytes.split(|b| *b == b'\n').map(trimmed).zip(1..) {
        if line.is_empty() {
            continue;
        }
        // A line of another length is shown whole: it becomes a row's problem, not a shifted amount.
        let cells = match layout.fits(line) {
            true => layout.cells(line),
            false => vec![GBK.decode_without_bom_handling(line).0.into_owned()],
        };
        table.push_row(number, cells.iter().map(String::as_str));
    }
    Some(Ok(table))
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

impl Layout {
    fn length(&self) -> usize {
        self.fields.iter().map(|(_, width)| width + self.gap).sum::<usize>().saturating_sub(self.gap)
    }

    /// Whether a line has the layout's length (but for blanks cut off at its end), blanks between the fields, and
    /// digits where there must be digits.
    fn fits(&self, line: &[u8]) -> bool {
        let length = self.length();
        let padding = line.get(length..).unwrap_or(&[]);
        if !padding.iter().all(|b| *b == b' ') || line.len() + 256 < length {
            return false;
        }
        let mut at = 0;
        self.fields.iter().all(|(name, width)| {
            let field = slice(line, at, *width);
            let gap = slice(line, at + width, self.gap);
            at += width + self.gap;
            let digits = || !field.is_empty() && field.iter().all(u8::is_ascii_digit);
            gap.iter().all(|b| *b == b' ') && (!self.digits.contains(name) || digits())
        })
    }

    fn cells(&self, line: &[u8]) -> Vec<String> {
        let text = |bytes: &[u8]| GBK.decode_without_bom_handling(bytes).0.trim().to_owned();
        let mut at = 0;
        let mut cells: Vec<String> = Vec::with_capacity(self.fields.len() + self.parts.len());
        let mut starts: Vec<usize> = Vec::with_capacity(self.fields.len());
        for (name, width) in &self.fields {
            let mut cell = text(slice(line, at, *width));
            if self.debit_is_positive.contains(name) {
                // `D` and `C` change places.
                cell = match cell.split_at_checked(1) {
                    Some(("D", rest)) => format!("C{rest}"),
                    Some(("C", rest)) => format!("D{rest}"),
                    _ => cell,
                };
            }
            cells.push(cell);
            starts.push(at);
            at += width + self.gap;
        }
        for (_, of, from, width) in &self.parts {
            let start = self.fields.iter().position(|(name, _)| name == of).map_or(at, |index| starts[index]);
            cells.push(text(slice(line, start + from, *width)));
        }
        cells
    }
}

/// The bytes from `at`, as far as the line goes.
fn slice(line: &[u8], at: usize, width: usize) -> &[u8] {
    let start = at.min(line.len());
    &line[start..(at + width).min(line.len()).max(start)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_parses_and_names_its_fields() {
        let layouts: Vec<Layout> =
            serde_json::from_str(include_str!("../../sources/fixed_width.json")).unwrap();
        for layout in layouts {
            let names: Vec<&String> = layout.fields.iter().map(|(name, _)| name).collect();
            assert!(layout.digits.iter().chain(&layout.debit_is_positive).all(|name| names.contains(&name)));
            assert!(layout.parts.iter().all(|(_, of, ..)| names.contains(&of)), "{}", layout.title);
        }
    }

    #[test]
    fn lengths_are_bytes() {
        let layout = Layout {
            title: "t".into(),
            refused: None,
            gap: 1,
            digits: vec!["金额".into()],
            fields: vec![("名称".into(), 6), ("金额".into(), 4), ("费".into(), 5)],
            parts: vec![("角".into(), "金额".into(), 2, 2)],
            debit_is_positive: vec!["费".into()],
        };
        let line = |text: &str| GBK.encode(text).0.into_owned();
        let good = line("小店   0123 D0005");
        assert_eq!(good.len(), 17);
        assert!(layout.fits(&good));
        assert_eq!(layout.cells(&good), ["小店", "0123", "C0005", "23"]);
        assert!(layout.fits(&line("小店   0123 D00")), "blanks at the end may be cut off");
        for bad in ["小店   012x D0005", "小店  x0123 D0005", "小店   0123 D0005x", ""] {
            assert!(!layout.fits(&line(bad)), "{bad}");
        }
    }
}
