//! OFX and QFX, version 1 (SGML, elements without end tags) and 2 (XML).
//!
//! Source: the OFX 1.6 and 2.2 specifications. Files in the wild have empty tags, everything on one line, several
//! accounts, decimal commas; so this walks over the tags and keeps no tree.

use super::{Entry, Names, Statement, begin, clock, day, plain_amount};
use crate::container::html::unescape;
use crate::table::Table;

const NAMES: Names =
    ["DTPOSTED", "TIMEPOSTED", "TRNAMT", "TRNTYPE", "NAME", "ACCTTO", "FITID", "MEMO", "CURSYM"];

/// The statements of a file. `None` when it has none (an investment account, a sign-on answer).
pub(in crate::container) fn tables(file: &str, text: &str) -> Option<Vec<Table>> {
    let mut reader = Reader::default();
    let mut rest = text;
    let mut line = 1;
    while let Some(at) = rest.find('<') {
        line += newlines(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<![CDATA[") {
            rest = &rest[1..];
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = rest[1..end].trim();
        let after = &rest[end + 1..];
        // A value ends at the next tag. CDATA is a value too.
        let (value, next) = match after.trim_start().strip_prefix("<![CDATA[") {
            Some(data) => data.split_once("]]>").unwrap_or((data, "")),
            None => after.split_at(after.find('<').unwrap_or(after.len())),
        };
        let name = tag.trim_end_matches('/').split_whitespace().next().unwrap_or("").to_ascii_uppercase();
        reader.tag(&name, &unescape(value.trim()), line);
        line += newlines(&rest[..rest.len() - next.len()]);
        rest = next;
    }
    reader.end_entry();
    let found = reader.done.into_iter().chain(reader.statement);
    let tables: Vec<Table> = found.map(|statement| statement.table(file, "OFX", &NAMES)).collect();
    (!tables.is_empty()).then_some(tables)
}

fn newlines(text: &str) -> u32 {
    text.bytes().filter(|b| *b == b'\n').count() as u32
}

#[derive(Default)]
struct Reader {
    done: Vec<Statement>,
    statement: Option<Statement>,
    entry: Option<Entry>,
    /// Which aggregate gives the next values their meaning.
    within: Within,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Within {
    #[default]
    Other,
    OwnAccount,
    OtherAccount,
    Ledger,
    Available,
}

impl Reader {
    fn tag(&mut self, name: &str, value: &str, line: u32) {
        match name {
            "STMTRS" | "CCSTMTRS" => {
                self.end_entry();
                if let Some(done) = self.statement.replace(Statement::default()) {
                    begin(&mut self.done, done);
                }
            }
            "STMTTRN" => {
                self.end_entry();
                self.entry = Some(Entry { line, ..Entry::default() });
            }
            "/STMTTRN" | "/BANKTRANLIST" | "/STMTRS" | "/CCSTMTRS" => self.end_entry(),
            "BANKACCTFROM" | "CCACCTFROM" => self.within = Within::OwnAccount,
            "BANKACCTTO" | "CCACCTTO" => self.within = Within::OtherAccount,
            "LEDGERBAL" => self.within = Within::Ledger,
            "AVAILBAL" => self.within = Within::Available,
            "/BANKACCTFROM" | "/CCACCTFROM" | "/BANKACCTTO" | "/CCACCTTO" | "/LEDGERBAL" | "/AVAILBAL" => {
                self.within = Within::Other;
            }
            _ if !value.is_empty() => self.value(name, value),
            _ => {}
        }
    }

    fn value(&mut self, name: &str, value: &str) {
        if let Some(entry) = &mut self.entry {
            match name {
                "DTPOSTED" => {
                    entry.day = day(value);
                    entry.time = clock(value.get(8..).unwrap_or(""));
                }
                "TRNAMT" => entry.amount = plain_amount(value, false),
                "TRNTYPE" => value.clone_into(&mut entry.kind),
                "NAME" | "PAYEE" if entry.name.is_empty() => value.clone_into(&mut entry.name),
                "FITID" => value.clone_into(&mut entry.serial),
                "MEMO" => value.clone_into(&mut entry.memo),
                "ACCTID" if self.within == Within::OtherAccount => value.clone_into(&mut entry.account),
                "CURSYM" => value.clone_into(&mut entry.currency),
                _ => {}
            }
            return;
        }
        let Some(statement) = &mut self.statement else { return };
        match name {
            "CURDEF" => value.clone_into(&mut statement.currency),
            "ACCTID" if self.within == Within::OwnAccount => value.clone_into(&mut statement.account),
            "DTSTART" => statement.from = day(value),
            "DTEND" => statement.to = day(value),
            "BALAMT" if self.within == Within::Ledger => statement.closing = plain_amount(value, false),
            _ => {}
        }
    }

    fn end_entry(&mut self) {
        if let Some(mut entry) = self.entry.take()
            && let Some(statement) = &mut self.statement
        {
            if entry.currency == statement.currency {
                entry.currency.clear();
            } else if statement.currency.is_empty() {
                statement.currency = std::mem::take(&mut entry.currency);
            }
            statement.entries.push(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let tables = tables("f", text).unwrap();
        let all = tables.iter().flat_map(|t| t.rows_from(0));
        all.map(|row| (row.line, row.cells().map(str::to_owned).collect())).collect()
    }

    #[test]
    fn elements_without_end_tags() {
        let text = "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CNY\n\
            <BANKACCTFROM><BANKID>1<ACCTID>6222<ACCTTYPE>CHECKING</BANKACCTFROM>\n\
            <BANKTRANLIST><DTSTART>20261101<DTEND>20261130\n\
            <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261103091537[+8:CST]<TRNAMT>1.234,50<FITID>F0<NAME>甲 &amp; 乙<MEMO>费</STMTTRN>\n\
            <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261104<TRNAMT>-3<FITID>F1<BANKACCTTO><ACCTID>99</BANKACCTTO>\n\
            <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261105<TRNAMT>-4<FITID>F2\n\
            </BANKTRANLIST><LEDGERBAL><BALAMT>100.00<DTASOF>20261130</LEDGERBAL><AVAILBAL><BALAMT>7</AVAILBAL></STMTRS></OFX>";
        let rows = rows(text);
        let row = |at: usize| rows[at].1.join("|");
        assert_eq!(row(1), "账号|6222");
        assert_eq!(row(5), "期末余额|100.00");
        assert_eq!(row(7), "2026-11-03|09:15:37|1234.50|CREDIT|甲 & 乙||F0|费|");
        assert_eq!(row(8), "2026-11-04||-3|DEBIT||99|F1||");
        assert_eq!(row(9), "2026-11-05||-4|DEBIT|||F2||");
        assert_eq!((rows[7].0, rows[8].0, rows[9].0), (7, 8, 9));
    }

    #[test]
    fn several_accounts_and_xml() {
        let one = |id: &str| {
            format!(
                "<CCSTMTRS><CURDEF>CNY</CURDEF><CCACCTFROM><ACCTID>{id}</ACCTID></CCACCTFROM><BANKTRANLIST><STMTTRN>\
                 <DTPOSTED>20261103</DTPOSTED><TRNAMT>1.00</TRNAMT><NAME><![CDATA[<甲>]]></NAME></STMTTRN></BANKTRANLIST></CCSTMTRS>"
            )
        };
        let text = format!(
            "<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?><OFX>{}{}</OFX>",
            one("1111"),
            one("2222")
        );
        let found = tables("f", &text).unwrap();
        assert_eq!(found.iter().map(|t| t.account.as_str()).collect::<Vec<_>>(), ["1111", "2222"]);
        assert_eq!(found[0].row(found[0].len() - 1).get(4), "<甲>");
        assert!(tables("f", "<OFX><INVSTMTRS><STMTTRN><TRNAMT>1</STMTTRN></INVSTMTRS></OFX>").is_none());
        assert!(tables("f", "<OFX><").is_none());
    }
}
