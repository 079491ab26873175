//! An invented shop with a case, for all tests of this crate.

#![allow(dead_code, clippy::unwrap_used)]

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use recoup_casework::case::fold;
use recoup_casework::{
    BankRow, Case, CaseSale, Communication, Event, FactsPin, Link, Record, RowRef, SaleState, Source, Way,
    link,
};
use recoup_ledger::{self as ledger, AccountLine, Kind, Money, Shop, Transaction, TxnId};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn chain(events: &[Event]) -> Vec<Link> {
    chain_from("2026-11-20T09:00:00+08:00", events)
}

/// One link a minute, the first at `start`.
pub fn chain_from(start: &str, events: &[Event]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for event in events {
        let at = DateTime::parse_from_rfc3339(start).unwrap() + chrono::Duration::minutes(links.len() as i64);
        links.push(link(links.last(), at, event));
    }
    links
}

pub fn sale(id: u8, sold_at: &str, gross: &str, fee: &str, due: &str) -> CaseSale {
    let sold_at = at(sold_at);
    CaseSale {
        id: TxnId([0, 0, 0, 0, 0, id]),
        sold_at,
        kind: Kind::Sale,
        channel: ledger::Channel::Card,
        gross: yuan(gross),
        fee: Some(yuan(fee)),
        net: yuan(gross) - yuan(fee),
        merchant_no: "899331054110027".into(),
        terminal_no: "60317742".into(),
        batch_no: "000216".into(),
        voucher_no: format!("{id:06}"),
        reference: format!("1117678991{id:02}"),
        auth_code: String::new(),
        order_no: String::new(),
        clearing_day: Some(sold_at.date()),
        due_on: day(due),
        days_late: (day("2026-11-23") - day(due)).num_days(),
        state: SaleState::NotArrived,
        row: RowRef { file: "明细.csv".into(), line: u32::from(id) + 1 },
    }
}

pub fn sales() -> Vec<CaseSale> {
    vec![
        sale(1, "2026-11-11 10:20", "1280.00", "4.86", "2026-11-12"),
        sale(2, "2026-11-11 18:05", "3369.20", "15.63", "2026-11-12"),
        sale(3, "2026-11-17 12:00", "680.00", "2.58", "2026-11-18"),
    ]
}

pub fn opened() -> Event {
    Event::CaseOpened {
        case: 1,
        acquirer: "青杉支付".into(),
        merchant_no: "899331054110027".into(),
        sales: sales(),
        facts: FactsPin::default(),
    }
}

pub fn answered(check: &str, answer: &str) -> Event {
    Event::Answered {
        case: 1,
        check: check.into(),
        answer: answer.into(),
        note: String::new(),
        automatic: false,
    }
}

pub fn called(promise_by: Option<&str>) -> Event {
    Event::ContactLogged {
        case: 1,
        communication: Communication {
            with: "青杉支付".into(),
            way: Way::Phone,
            number: "400-000-3300".into(),
            person: "0317".into(),
            at: at("2026-11-20 15:20"),
            said: "款项打款失败".into(),
            ticket: "GD1120-5582".into(),
            promise: "书面答复".into(),
            promise_by: promise_by.map(day),
            kept: None,
            exhibits: vec![],
        },
    }
}

pub fn case(more: &[Event]) -> Case {
    let mut events = vec![opened()];
    events.extend_from_slice(more);
    let history = fold(&chain(&events));
    assert_eq!(history.unread, Vec::<u64>::new());
    history.cases[0].clone()
}

pub fn shop() -> Shop {
    Shop {
        name: "南桥小满果蔬店".into(),
        credit_code: "92330105MA2ABCDE4X".into(),
        legal_representative: "林小满".into(),
        address: "某市南桥路 8 号".into(),
        phone: "000-5550100".into(),
        bank_name: "某银行南桥支行".into(),
        bank_account: "3310501040013308".into(),
        individual: Some(true),
    }
}

/// The record of a sale in the acquirer's file.
pub fn record(sale: &CaseSale) -> Record {
    let mut txn = Transaction::sale(sale.sold_at, sale.gross);
    txn.id = sale.id;
    txn.merchant_no.clone_from(&sale.merchant_no);
    txn.terminal_no.clone_from(&sale.terminal_no);
    txn.voucher_no.clone_from(&sale.voucher_no);
    txn.reference.clone_from(&sale.reference);
    txn.channel = sale.channel;
    txn.card = format!("622848******{:04}", 1000 + sale.row.line);
    txn.fee = sale.fee;
    Record { txn, row: sale.row.clone(), source: Source::Acquirer }
}

/// Another record, by default a sale of the same terminal.
pub fn other(id: u8, when: &str, gross: &str) -> Record {
    let mut record = record(&sale(id, when, gross, "0.00", "2026-11-30"));
    record.txn.fee = None;
    record
}

pub fn credit(on: &str, amount: &str, line: u32) -> BankRow {
    BankRow {
        line: AccountLine::bank(day(on), yuan(amount)),
        row: RowRef { file: "流水.csv".into(), line },
        matched: false,
        own: false,
    }
}
