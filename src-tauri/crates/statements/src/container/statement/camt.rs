//! CAMT.053 statements, and the reports (052) and notifications (054) of the same make, of any version.
//!
//! Source: ISO 20022 message definitions camt.052 to camt.054. Names are matched without their name space, which tells
//! the version; what changed its place from version to version is looked for in each place.

use quick_xml::events::Event;

use super::super::xml::{attribute, push_reference, reader};
use super::{Entry, Names, Statement, begin, joined, negated};
use crate::table::Table;

const NAMES: Names = [
    "BookgDt",
    "BookgTm",
    "Ntry-Amt",
    "BkTxCd",
    "RltdPties-Nm",
    "RltdPties-Acct",
    "AcctSvcrRef",
    "RmtInf-Ustrd",
    "Ntry-Ccy",
];

/// Elements lie inside each other a dozen deep in these messages.
const MAX_DEPTH: usize = 64;

/// The statements of a message; the error says what is wrong with the XML.
pub(in crate::container) fn tables(file: &str, text: &str) -> Result<Vec<Table>, String> {
    let mut reader = reader(text);
    let mut message = Message::default();
    let mut path: Vec<String> = Vec::new();
    let mut value = String::new();
    let (mut line, mut counted) = (1u32, 0usize);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let at = (reader.buffer_position() as usize).min(text.len());
        line += text.as_bytes()[counted..at].iter().filter(|b| **b == b'\n').count() as u32;
        counted = at;
        match event {
            Event::Start(tag) => {
                if path.len() >= MAX_DEPTH {
                    return Err(format!("XML: more than {MAX_DEPTH} elements inside each other"));
                }
                path.push(tag.local_name().as_ref().to_owned());
                value.clear();
                message.open(&path, line);
                if path.last().is_some_and(|name| name == "Amt") {
                    message.amount_in = attribute(&tag, "Ccy").unwrap_or_default();
                }
            }
            Event::Text(text) => value.push_str(&text),
            Event::CData(text) => value.push_str(&text),
            Event::GeneralRef(reference) => push_reference(&mut value, &reference),
            Event::End(_) => {
                message.value(&path, value.trim());
                message.close(&path);
                path.pop();
                value.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !path.is_empty() {
        return Err("XML: the file ends inside an element".to_owned());
    }
    Ok(message.statements.into_iter().map(|s| s.table(file, "CAMT", &NAMES)).collect())
}

#[derive(Default)]
struct Message {
    statements: Vec<Statement>,
    entry: Option<Building>,
    balance: Balance,
    /// The currency of the amount that is being read.
    amount_in: String,
}

#[derive(Default)]
struct Balance {
    kind: String,
    amount: String,
    debit: bool,
}

/// An entry with everything that its place in the tree does not decide at once.
#[derive(Default)]
struct Building {
    entry: Entry,
    debit: bool,
    booked: bool,
    value_day: String,
    names: [Vec<String>; 2],
    accounts: [Vec<String>; 2],
    memo: Vec<String>,
}

impl Message {
    fn open(&mut self, path: &[String], line: u32) {
        match path.last().map(String::as_str) {
            Some("Stmt" | "Rpt" | "Ntfctn") if path.len() == 3 => {
                begin(&mut self.statements, Statement::default());
            }
            Some("Bal") => self.balance = Balance::default(),
            Some("Ntry") => {
                let entry = Entry { line, ..Entry::default() };
                self.entry = Some(Building { entry, booked: true, ..Building::default() });
            }
            _ => {}
        }
    }

    fn value(&mut self, path: &[String], value: &str) {
        if value.is_empty() {
            return;
        }
        let at = |up: usize| path.len().checked_sub(up + 1).map_or("", |at| path[at].as_str());
        let Some(statement) = self.statements.last_mut() else { return };
        if let Some(building) = &mut self.entry {
            building.value(&at, path, value, &self.amount_in, &statement.currency);
            return;
        }
        match (at(2), at(1), at(0)) {
            (_, "Stmt" | "Rpt" | "Ntfctn", "Id") => value.clone_into(&mut statement.number),
            ("Acct", "Id", "IBAN") | ("Id", "Othr", "Id")
                if statement.account.is_empty() && path.iter().any(|p| p == "Acct") =>
            {
                value.clone_into(&mut statement.account);
            }
            (_, "Acct", "Ccy") => value.clone_into(&mut statement.currency),
            (_, "FrToDt", "FrDtTm" | "FrDt") => statement.from = day_of(value),
            (_, "FrToDt", "ToDtTm" | "ToDt") => statement.to = day_of(value),
            ("Tp", "CdOrPrtry", "Cd" | "Prtry") => value.clone_into(&mut self.balance.kind),
            (_, "Bal", "Amt") => {
                value.clone_into(&mut self.balance.amount);
                if statement.currency.is_empty() {
                    statement.currency.clone_from(&self.amount_in);
                }
            }
            (_, "Bal", "CdtDbtInd") => self.balance.debit = value == "DBIT",
            _ => {}
        }
    }

    fn close(&mut self, path: &[String]) {
        let Some(statement) = self.statements.last_mut() else { return };
        match path.last().map(String::as_str) {
            Some("Bal") => {
                let Balance { kind, amount, debit } = std::mem::take(&mut self.balance);
                let amount = if debit { negated(&amount) } else { amount };
                match kind.as_str() {
                    // The closing balance of the day before is the opening one of this.
                    "OPBD" | "PRCD" if statement.opening.is_empty() => statement.opening = amount,
                    "CLBD" => statement.closing = amount,
                    _ => {}
                }
            }
            Some("Ntry") => {
                if let Some(building) = self.entry.take()
                    && building.booked
                {
                    statement.entries.push(building.finished());
                }
            }
            _ => {}
        }
    }
}

impl Building {
    fn value<'p>(
        &mut self,
        at: &impl Fn(usize) -> &'p str,
        path: &[String],
        value: &str,
        amount_in: &str,
        currency: &str,
    ) {
        let debtor = path.iter().any(|p| matches!(p.as_str(), "Dbtr" | "DbtrAcct"));
        let creditor = path.iter().any(|p| matches!(p.as_str(), "Cdtr" | "CdtrAcct"));
        match (at(2), at(1), at(0)) {
            (_, "Ntry", "Amt") => {
                value.clone_into(&mut self.entry.amount);
                if amount_in != currency {
                    amount_in.clone_into(&mut self.entry.currency);
                }
            }
            (_, "Ntry", "CdtDbtInd") => self.debit = value == "DBIT",
            // Pending and informational entries are no movements yet. A code of its own since version 4.
            (_, "Ntry", "Sts") | ("Ntry", "Sts", "Cd") => self.booked = value == "BOOK",
            ("Ntry", "BookgDt", _) => {
                self.entry.day = day_of(value);
                self.entry.time = time_of(value);
            }
            ("Ntry", "ValDt", _) => self.value_day = day_of(value),
            (_, "Ntry", "AcctSvcrRef") => value.clone_into(&mut self.entry.serial),
            (_, "Refs", "AcctSvcrRef" | "EndToEndId" | "TxId")
                if self.entry.serial.is_empty() && value != "NOTPROVIDED" =>
            {
                value.clone_into(&mut self.entry.serial);
            }
            (_, _, "Nm") if path.iter().any(|p| p == "RltdPties") => {
                if debtor {
                    self.names[0].push(value.to_owned());
                } else if creditor {
                    self.names[1].push(value.to_owned());
                }
            }
            (_, "Id", "IBAN") | ("Id", "Othr", "Id") if path.iter().any(|p| p == "RltdPties") => {
                if debtor {
                    self.accounts[0].push(value.to_owned());
                } else if creditor {
                    self.accounts[1].push(value.to_owned());
                }
            }
            (_, "RmtInf", "Ustrd") | (_, "Ntry", "AddtlNtryInf") | (_, "TxDtls", "AddtlTxInf") => {
                self.memo.push(value.to_owned());
            }
            (_, "Prtry", "Cd") | (_, "Fmly", "SubFmlyCd") if path.iter().any(|p| p == "BkTxCd") => {
                self.entry.kind = joined([self.entry.kind.as_str(), value]);
            }
            _ => {}
        }
    }

    /// `CdtDbtInd` says which way the money went, of a reversal too; `RvslInd` only says that it is one.
    fn finished(self) -> Entry {
        let mut entry = self.entry;
        if entry.day.is_empty() {
            entry.day = self.value_day;
        }
        // Money that came is from the debtor, money that went is for the creditor. A batch has many; then none is named.
        let side = usize::from(self.debit);
        let single = |mut all: Vec<String>| {
            all.dedup();
            if all.len() == 1 { all.remove(0) } else { String::new() }
        };
        let [debtors, creditors] = self.names;
        let [from, to] = self.accounts;
        entry.name = single(if side == 0 { debtors } else { creditors });
        entry.account = single(if side == 0 { from } else { to });
        entry.memo = joined(self.memo.iter().map(String::as_str));
        if self.debit {
            entry.amount = negated(&entry.amount);
        }
        entry
    }
}

/// The day of `2026-11-03` or `2026-11-03T09:15:37+08:00`.
fn day_of(value: &str) -> String {
    value.get(..10).unwrap_or(value).to_owned()
}

/// The time of day as printed, whatever its zone: statements are in the bank's own time.
fn time_of(value: &str) -> String {
    match value.get(11..19) {
        Some("00:00:00") | None => String::new(),
        Some(time) => time.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(extra: &str, mark: &str, status: &str) -> String {
        format!(
            "<Ntry><Amt Ccy=\"CNY\">12.50</Amt><CdtDbtInd>{mark}</CdtDbtInd>{status}\
             <BookgDt><DtTm>2026-11-03T09:15:37+08:00</DtTm></BookgDt>{extra}</Ntry>\n"
        )
    }

    fn message(entries: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><a:Document xmlns:a=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><a:BkToCstmrStmt>\n\
             <a:Stmt><Id>S1</Id><FrToDt><FrDtTm>2026-11-01T00:00:00</FrDtTm><ToDtTm>2026-11-30T23:59:59</ToDtTm></FrToDt>\
             <Acct><Id><Othr><Id>6222</Id></Othr></Id><Ccy>CNY</Ccy></Acct>\
             <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Bal>\
             <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">7.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>\n\
             {entries}</a:Stmt></a:BkToCstmrStmt></a:Document>"
        )
    }

    #[test]
    fn entries_of_any_version() {
        let party = |tag: &str, name: &str| format!("<{tag}><Pty><Nm>{name}</Nm></Pty></{tag}>");
        let details = |parties: &str| {
            format!(
                "<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><RltdPties>{parties}\
                 <DbtrAcct><Id><IBAN>DE1</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>货款 &amp; 费</Ustrd></RmtInf></TxDtls></NtryDtls>"
            )
        };
        let both = party("Dbtr", "付款人") + &party("Cdtr", "收款人");
        let text = message(
            &(entry(&details(&both), "CRDT", "<Sts><Cd>BOOK</Cd></Sts>")
                + &entry(&details(&both), "DBIT", "<RvslInd>true</RvslInd><Sts>BOOK</Sts>")
                + &entry("", "CRDT", "<Sts>PDNG</Sts>")),
        );
        let found = tables("f", &text).unwrap();
        let rows: Vec<String> = found[0]
            .rows_from(0)
            .filter(|row| row.line > 0)
            .map(|row| row.cells().collect::<Vec<_>>().join("|"))
            .collect();
        assert_eq!(
            rows,
            [
                "2026-11-03|09:15:37|12.50||付款人|DE1|E1|货款 & 费|",
                "2026-11-03|09:15:37|-12.50||收款人||E1|货款 & 费|"
            ]
        );
        assert_eq!((found[0].account.as_str(), found[0].currency.as_str()), ("6222", "CNY"));
        assert!(found[0].rows_from(0).any(|row| row.cells().eq(["期末余额减期初余额", "12.50"])));
    }

    #[test]
    fn broken_messages_say_so() {
        assert!(tables("f", "<Document><Stmt>").is_err());
        assert!(tables("f", &"<a>".repeat(100)).is_err());
        assert!(tables("f", "<a></b>").is_err());
    }
}
