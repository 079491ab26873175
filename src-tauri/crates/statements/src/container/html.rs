//! HTML tables, as many bank portals save them under the name of a spreadsheet.
//!
//! Only the tags that make up tables matter; a page that no browser would call valid is read all the same.

use crate::table::Table;

/// The most columns that a `colspan` may reach.
const MAX_SPAN: usize = 256;

#[derive(Default)]
struct Open {
    rows: Vec<Vec<String>>,
    in_cell: bool,
    span: usize,
}

/// Adds the table with the most rows; the smaller ones frame the page.
pub(super) fn tables(name: &str, page: &str, tables: &mut Vec<Table>) {
    let mut done: Vec<Vec<Vec<String>>> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut rest = page;
    let mut hidden: Option<&str> = None;
    // Cells that a span may add, over the whole page: a short tag must not become thousands of cells again and again.
    let mut spare = page.len() / 2 + 1024;
    while let Some(at) = rest.find('<') {
        if hidden.is_none() {
            add_text(&mut open, &rest[..at]);
        }
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let tag = rest[1..end].trim_end_matches('>').trim_end_matches('/');
        rest = &rest[end..];
        let closing = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let tag_name: String =
            tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match (tag_name.as_str(), closing) {
            ("script", false) => hidden = Some("script"),
            ("style", false) => hidden = Some("style"),
            ("script" | "style", true) => hidden = None,
            _ if hidden.is_some() => {}
            ("table", false) => open.push(Open::default()),
            ("table", true) => done.extend(open.pop().map(|table| table.rows)),
            ("tr", false) => {
                if let Some(table) = open.last_mut() {
                    table.in_cell = false;
                    table.rows.push(Vec::new());
                }
            }
            ("td" | "th", false) => {
                if let Some(table) = open.last_mut() {
                    if table.rows.is_empty() {
                        table.rows.push(Vec::new());
                    }
                    table.in_cell = true;
                    table.span = attribute(tag, "colspan").unwrap_or(1).clamp(1, MAX_SPAN);
                    if let Some(row) = table.rows.last_mut() {
                        row.push(String::new());
                    }
                }
            }
            ("td" | "th" | "tr", true) => {
                if let Some(table) = open.last_mut()
                    && std::mem::take(&mut table.in_cell)
                    && let Some(row) = table.rows.last_mut()
                {
                    let more = table.span.saturating_sub(1).min(spare);
                    spare -= more;
                    row.extend(std::iter::repeat_n(String::new(), more));
                }
            }
            ("br", _) => add_text(&mut open, " "),
            _ => {}
        }
    }
    done.extend(open.into_iter().map(|table| table.rows));
    if let Some(rows) = done.into_iter().max_by_key(Vec::len) {
        let mut table = Table::new(name, "");
        for (row, line) in rows.iter().zip(1..) {
            table.push_row(line, row.iter().map(String::as_str));
        }
        tables.push(table);
    }
}

fn add_text(open: &mut [Open], text: &str) {
    if let Some(table) = open.last_mut()
        && table.in_cell
        && let Some(cell) = table.rows.last_mut().and_then(|row| row.last_mut())
    {
        let text = text.replace(['\r', '\n'], " ");
        cell.push_str(&unescape(&text));
    }
}

fn attribute(tag: &str, name: &str) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let after = lower.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let digits: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known =
            rest.bytes().take(11).position(|b| b == b';').and_then(|end| Some((entity(&rest[1..end])?, end)));
        match known {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "nbsp" => Some(' '),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "yen" => Some('¥'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_table_of_a_careless_page() {
        let page = "<HTML><style>td{a:b}</style><table><tr><td>frame<table border=1>\
            <tr><td colspan=\"2\">账号：1&nbsp;</td><td>x</td></tr>\
            <tr><th>日期<th>金额<th>备注\
            <tr><td>2026-11-03</td><td>1&#46;00</td><td>A &amp; B &unknown; C<br/>D</td></tr>\
            </table></td></tr></table></html>";
        let mut found = Vec::new();
        tables("f", page, &mut found);
        let rows: Vec<Vec<&str>> = found[0].rows_from(0).map(|row| row.cells().collect()).collect();
        assert_eq!(
            rows,
            [
                vec!["账号：1", "", "x"],
                vec!["日期", "金额", "备注"],
                vec!["2026-11-03", "1.00", "A & B &unknown; C D"]
            ]
        );
    }

    #[test]
    fn broken_pages_do_no_harm() {
        for page in
            ["<table", "<table><tr><td", "<td>x", "<table></table></table>", "<!--", "<table><td>&#x110000;"]
        {
            tables("f", page, &mut Vec::new());
        }
    }
}
