//! Text with a separator between the fields.

use crate::table::Table;

/// Quotation marks that span more line ends than these mean nothing in their file.
pub(super) const LINES_IN_QUOTES: u32 = 5;

/// The table of a text; `None` when no separator makes one.
pub(super) fn table(name: &str, text: &str) -> Option<Table> {
    let Some(delimiter) = delimiter(text) else { return parted_by_blanks(name, text) };
    // A stray quotation mark swallows the lines after it; then quotes mean nothing in this file.
    split(name, text, 1, delimiter, true).or_else(|| split(name, text, 1, delimiter, false))
}

/// The separator under which most lines have the same number of fields. Preambles have another number than the body.
pub(super) fn delimiter(text: &str) -> Option<u8> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(400).collect();
    let mut best: Option<(usize, u8)> = None;
    for delimiter in [b',', b'\t', b'|', b';', b'^'] {
        let mut counts = [0usize; 128];
        for line in &lines {
            counts[fields(line, delimiter).min(127)] += 1;
        }
        counts[0] = 0;
        let Some((separators, agreeing)) =
            counts.iter().copied().enumerate().skip(1).max_by_key(|(n, count)| count * (n + 3))
        else {
            continue;
        };
        let score = agreeing * (separators + 3);
        if agreeing > 0 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, delimiter));
        }
    }
    let (_, delimiter) = best?;
    let head = lines.first().map_or(0, |line| fields(line, delimiter));
    (head > 0 || !are_columns_of_words(&lines)).then_some(delimiter)
}

/// How many separators stand outside quotation marks. A tab after a comma fills a cell and separates nothing.
fn fields(line: &str, delimiter: u8) -> usize {
    let (mut quoted, mut before) = (false, 0);
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            let padding = *byte == b'\t' && before == b',';
            before = *byte;
            *byte == delimiter && !quoted && !padding
        })
        .count()
}

/// The rows of a text that starts on line `first` of its file; `None` when its quotation marks swallow lines.
pub(super) fn split(name: &str, text: &str, first: u32, delimiter: u8, quoting: bool) -> Option<Table> {
    let bytes = text.as_bytes();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(bytes);
    let mut table = Table::new(name, "");
    table.reserve(bytes.len());
    let mut record = csv::StringRecord::new();
    let (mut line, mut counted) = (first, 0usize);
    while reader.read_record(&mut record).ok()? {
        // The reader's own line number is that of the blank lines before a record.
        let mut start = record.position().map_or(counted, |p| p.byte() as usize);
        while bytes.get(start).is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            start += 1;
        }
        line += newlines(&bytes[counted.min(start)..start]);
        counted = start;
        // Inside a field a line end stands only where it is quoted.
        if quoting && record.iter().map(|field| newlines(field.as_bytes())).sum::<u32>() > LINES_IN_QUOTES {
            return None;
        }
        table.push_row(line, &record);
    }
    Some(table)
}

/// Whether the lines have equally many words, so many that they are columns: amounts in them have commas.
fn are_columns_of_words(lines: &[&str]) -> bool {
    let words = |line: &&str| line.split_whitespace().count();
    matches!(lines, [head, rest @ ..] if !rest.is_empty()
        && words(head) >= 5
        && !head.contains(|c: char| c.is_ascii_digit())
        && rest.iter().all(|line| words(line) == words(head)))
}

/// Reports for a printer: columns parted by two blanks or more, or by one where every line has equally many words.
fn parted_by_blanks(name: &str, text: &str) -> Option<Table> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if are_columns_of_words(&lines) {
        let mut table = Table::new(name, "");
        for (line, number) in text.lines().zip(1..) {
            table.push_row(number, line.split_whitespace());
        }
        return Some(table);
    }
    let cells = |line: &'_ str| line.split("  ").map(str::trim).filter(|c| !c.is_empty()).count();
    if text.lines().filter(|line| cells(line) >= 3).take(2).count() < 2 {
        return None;
    }
    let mut table = Table::new(name, "");
    for (line, number) in text.lines().zip(1..) {
        table.push_row(number, line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()));
    }
    Some(table)
}

fn newlines(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|b| **b == b'\n').count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_file() {
        let table = table("f", "标题\r\n\r\na,b,c\r\n1,\"x\r\ny\",3\r\n\r\n4,5,6").unwrap();
        let lines: Vec<u32> = table.rows_from(0).map(|row| row.line).collect();
        assert_eq!(lines, [1, 3, 4, 7]);
        assert_eq!(table.row(2).get(1), "x\r\ny");
    }

    #[test]
    fn separators_are_found_by_the_body() {
        for (text, delimiter) in [
            ("备注,一,二\na|b|c\n1|2|3\n4|5|6\n", b'|'),
            ("a^b\n1^2\n", b'^'),
            ("a\tb\tc\n1,0\t2,0\t3,0\n", b'\t'),
            ("\t一,\t二,\t三\n\ta,\tb,\tc\n", b','),
            ("日期;金额\n2026-11-03;\"1,0;0\"\n", b';'),
        ] {
            assert_eq!(super::delimiter(text), Some(delimiter), "{text}");
        }
        assert_eq!(super::delimiter("just a sentence\n"), None);
    }

    #[test]
    fn reports_for_a_printer() {
        let report = "   汇总表\n\n交易类型      交易笔数      交易金额\n______\n自助消费             8        13227.00\n";
        let found = table("f", report).unwrap();
        assert_eq!(found.row(3).cells().collect::<Vec<_>>(), ["自助消费", "8", "13227.00"]);
        assert_eq!(found.row(3).line, 5);
        assert!(table("f", "a sentence.  Another one.\nMore.\n").is_none());
    }

    #[test]
    fn words_in_columns_are_no_separators_of_thousands() {
        let text = " 单号 日期  卡类型   金额  费用 批次\n 7 20261103   借记卡  1,100.00 5.50 -\n\n 8 20261104 贷记卡 10.00 0.05 -\n";
        let found = table("f", text).unwrap();
        assert_eq!(
            found.row(1).cells().collect::<Vec<_>>(),
            ["7", "20261103", "借记卡", "1,100.00", "5.50", "-"]
        );
        assert_eq!((found.row(found.len() - 1).line, found.row(found.len() - 1).get(3)), (4, "10.00"));
        assert_eq!(super::delimiter("a, b c d e\n1, 2 3 4 5\n"), Some(b','));
    }

    #[test]
    fn a_stray_quotation_mark_loses_no_rows() {
        let mut text = String::from("a,b\n\"x,1\n");
        for n in 0..20 {
            text.push_str(&format!("y,{n}\n"));
        }
        assert_eq!(table("f", &text).unwrap().len(), 22);
    }
}
