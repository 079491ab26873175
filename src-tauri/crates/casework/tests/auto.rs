//! Every answer that the data gives, on invented data, with the rows that show it.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;

use common::*;
use recoup_casework::{AutoAnswer, CaseData, Source, auto_answers, calendar, case_answers};
use recoup_ledger::{Kind, Status};

fn data() -> CaseData {
    CaseData {
        sales: sales(),
        records: sales().iter().map(record).collect(),
        lines: vec![credit("2026-11-13", "4000.00", 40), credit("2026-11-19", "77.00", 41)],
        known_to: Some(day("2026-11-23")),
        cut_off: "23:00:00".parse().ok(),
        merchant_numbers: BTreeSet::from(["899331054110027".to_owned()]),
        ..CaseData::default()
    }
}

fn answer(data: &CaseData, check: &str) -> Option<AutoAnswer> {
    let found = auto_answers(data, &calendar()).into_iter().find(|a| a.check == check);
    if let Some(found) = &found {
        recoup_casework::checks::accept(check, &found.answer).unwrap();
        assert!(!found.text.zh.is_empty() && !found.text.en.is_empty());
    }
    found
}

fn lines(answer: &AutoAnswer) -> Vec<(&str, u32)> {
    answer.rows.iter().map(|row| (row.file.as_str(), row.line)).collect()
}

fn said(data: &CaseData, check: &str) -> String {
    answer(data, check).map(|a| a.answer).unwrap_or_default()
}

#[test]
fn record_in_acquirer_looks_each_sale_up() {
    let mut data = data();
    let all = answer(&data, "record_in_acquirer").unwrap();
    assert_eq!(all.answer, "yes");
    assert_eq!(lines(&all), [("明细.csv", 2), ("明细.csv", 3), ("明细.csv", 4)]);
    data.records[1].txn.status = Status::Failed;
    let partly = answer(&data, "record_in_acquirer").unwrap();
    assert_eq!(partly.answer, "partly");
    assert!(partly.text.zh.contains("3 笔里有 1 笔"), "{}", partly.text.zh);
    for record in &mut data.records {
        record.source = Source::Till;
    }
    assert_eq!(said(&data, "record_in_acquirer"), "slip_only");
    data.records.clear();
    assert_eq!(answer(&data, "record_in_acquirer"), None, "without any file there is nothing to say");
}

#[test]
fn response_codes_that_are_not_00_are_named() {
    let mut data = data();
    assert_eq!(answer(&data, "response_code"), None, "no codes in the file");
    for record in &mut data.records {
        record.txn.response_code = "00".into();
    }
    assert_eq!(said(&data, "response_code"), "ok");
    data.records[2].txn.response_code = "98".into();
    let uncertain = answer(&data, "response_code").unwrap();
    assert_eq!((uncertain.answer.as_str(), lines(&uncertain)), ("uncertain", vec![("明细.csv", 4)]));
    data.records[0].txn.response_code = "97".into();
    assert_eq!(said(&data, "response_code"), "blocked", "a blocked terminal is told first");
    data.records[0].txn.response_code = "51".into();
    data.records[2].txn.response_code = "00".into();
    assert_eq!(said(&data, "response_code"), "failed");
}

#[test]
fn absence_needs_a_statement_that_reaches_the_due_day() {
    let mut data = data();
    let absent = answer(&data, "absent_in_bank").unwrap();
    assert_eq!(absent.answer, "yes");
    assert_eq!(lines(&absent), [("流水.csv", 40), ("流水.csv", 41)], "the credits that were looked at");
    // The batch of 11-12: 1280 + 3369.20 less 20.49.
    data.lines.push(credit("2026-11-16", "4628.71", 42));
    let there = answer(&data, "absent_in_bank").unwrap();
    assert_eq!((there.answer.as_str(), lines(&there)), ("no", vec![("流水.csv", 42)]));
    data.lines[2].matched = true;
    assert_eq!(said(&data, "absent_in_bank"), "yes", "another payout explains that credit");
    data.known_to = Some(day("2026-11-17"));
    assert_eq!(said(&data, "absent_in_bank"), "not_covered");
    data.known_to = None;
    assert_eq!(said(&data, "absent_in_bank"), "not_covered");
}

#[test]
fn a_credit_before_the_due_day_is_another_batch() {
    let mut data = data();
    data.lines = vec![credit("2026-11-11", "4628.71", 1)];
    assert_eq!(said(&data, "absent_in_bank"), "yes");
}

#[test]
fn holidays_between_payment_and_due_day() {
    let mut data = data();
    assert_eq!(said(&data, "holiday_in_between"), "no");
    data.sales = vec![sale(1, "2026-09-30 10:00", "5.00", "0.00", "2026-10-08")];
    let holiday = answer(&data, "holiday_in_between").unwrap();
    assert_eq!(holiday.answer, "yes");
    assert!(holiday.text.zh.contains("7 天不上班（国庆节）"), "{}", holiday.text.zh);
    data.sales = vec![sale(1, "2027-03-05 10:00", "5.00", "0.00", "2027-03-08")];
    assert!(answer(&data, "holiday_in_between").unwrap().text.zh.contains("暂定"), "no notice for 2027 yet");
}

#[test]
fn the_cut_off_belongs_to_the_next_day() {
    let mut data = data();
    assert_eq!(said(&data, "after_cut_off"), "no");
    data.sales.push(sale(9, "2026-11-17 23:00", "10.00", "0.00", "2026-11-19"));
    let late = answer(&data, "after_cut_off").unwrap();
    assert_eq!((late.answer.as_str(), lines(&late)), ("yes", vec![("明细.csv", 10)]));
    data.cut_off = None;
    assert_eq!(answer(&data, "after_cut_off"), None, "not known: asked");
}

#[test]
fn refunds_are_paired_by_number_not_by_amount_alone() {
    let mut data = data();
    let mut stranger = other(20, "2026-11-18 09:00", "-680.00");
    stranger.txn.kind = Kind::Refund;
    data.records.push(stranger.clone());
    assert_eq!(said(&data, "refund_pairs"), "no", "the same amount alone proves nothing");
    stranger.txn.reference.clone_from(&data.sales[2].reference);
    data.records.push(stranger);
    let pair = answer(&data, "refund_pairs").unwrap();
    assert_eq!((pair.answer.as_str(), lines(&pair)), ("yes", vec![("明细.csv", 21)]));
    assert!(pair.text.zh.contains("680.00"));
}

#[test]
fn two_equal_payments_of_a_card_within_minutes() {
    let mut data = data();
    assert_eq!(said(&data, "duplicate_in_minutes"), "no");
    let mut twin = other(21, "2026-11-11 10:24", "1280.00");
    assert_eq!(said(&data, "duplicate_in_minutes"), "no");
    twin.txn.card.clone_from(&data.records[0].txn.card);
    data.records.push(twin.clone());
    let double = answer(&data, "duplicate_in_minutes").unwrap();
    assert_eq!((double.answer.as_str(), lines(&double)), ("yes", vec![("明细.csv", 2), ("明细.csv", 22)]));
    data.records.last_mut().unwrap().txn.at = at("2026-11-11 10:26");
    assert_eq!(said(&data, "duplicate_in_minutes"), "no", "six minutes apart");
    for record in &mut data.records {
        record.txn.card.clear();
    }
    assert_eq!(answer(&data, "duplicate_in_minutes"), None, "cards unknown: asked");
}

#[test]
fn a_credit_a_little_smaller_than_the_batch() {
    let mut data = data();
    assert_eq!(said(&data, "credit_close_by"), "no");
    data.lines.push(credit("2026-11-12", "4600.00", 43));
    let close = answer(&data, "credit_close_by").unwrap();
    assert_eq!((close.answer.as_str(), lines(&close)), ("yes", vec![("流水.csv", 43)]));
    assert!(close.text.zh.contains("28.71"), "{}", close.text.zh);
    data.lines = vec![credit("2026-11-12", "4400.00", 44), credit("2026-11-20", "4600.00", 45)];
    assert_eq!(said(&data, "credit_close_by"), "no", "more than 3 % below, or too late");
}

#[test]
fn mistyped_amounts_stand_out_against_the_till() {
    let mut data = data();
    assert_eq!(answer(&data, "off_by_digit"), None, "no till record: asked");
    let mut slip = other(30, "2026-11-17 12:01", "860.00");
    slip.source = Source::Till;
    slip.txn.voucher_no = "000003".into();
    data.records.push(slip.clone());
    let typed = answer(&data, "off_by_digit").unwrap();
    assert_eq!((typed.answer.as_str(), lines(&typed)), ("yes", vec![("明细.csv", 4), ("明细.csv", 31)]));
    data.records.last_mut().unwrap().txn.gross = yuan("680.00");
    assert_eq!(said(&data, "off_by_digit"), "no");
}

#[test]
fn a_pre_authorisation_without_completion() {
    let mut data = data();
    assert_eq!(said(&data, "preauth_open"), "no");
    let mut hold = other(31, "2026-11-12 20:00", "500.00");
    hold.txn.kind = Kind::PreAuth;
    hold.txn.auth_code = "A12345".into();
    data.records.push(hold.clone());
    let open = answer(&data, "preauth_open").unwrap();
    assert_eq!((open.answer.as_str(), lines(&open)), ("yes", vec![("明细.csv", 32)]));
    let mut done = other(32, "2026-11-13 11:00", "480.00");
    done.txn.kind = Kind::Completion;
    done.txn.auth_code = "A12345".into();
    data.records.push(done);
    assert_eq!(said(&data, "preauth_open"), "no");
}

#[test]
fn odd_refunds_by_staff() {
    let refund = |id: u8, when: &str, operator: &str| {
        let mut refund = other(id, when, "-30.00");
        refund.txn.kind = Kind::Refund;
        refund.txn.operator = operator.into();
        refund
    };
    let mut data = data();
    data.records[0].txn.operator = "01".into();
    data.records[1].txn.operator = "02".into();
    data.records.push(refund(40, "2026-11-11 14:00", "01"));
    assert_eq!(said(&data, "staff_refunds"), "no");
    data.records.push(refund(41, "2026-11-11 22:40", "01"));
    let late = answer(&data, "staff_refunds").unwrap();
    assert!(late.text.zh.contains("打烊后"));
    assert_eq!((late.answer.as_str(), lines(&late)), ("yes", vec![("明细.csv", 42)]));
    data.records.pop();
    data.records.push(refund(42, "2026-11-11 15:00", "01"));
    data.records.push(refund(43, "2026-11-11 16:00", "01"));
    assert!(answer(&data, "staff_refunds").unwrap().text.zh.contains("一个操作员"));
    data.records.truncate(3);
    let mut other_card = refund(44, "2026-11-18 10:00", "02");
    other_card.txn.reference.clone_from(&data.sales[2].reference);
    data.records.push(other_card);
    assert!(answer(&data, "staff_refunds").unwrap().text.zh.contains("别的卡"));
}

#[test]
fn a_terminal_that_stopped_while_others_go_on() {
    let mut data = data();
    assert_eq!(answer(&data, "terminal_silent"), None, "one terminal cannot be compared");
    let mut second = other(50, "2026-11-16 10:00", "9.00");
    second.txn.terminal_no = "60317743".into();
    data.records.push(second);
    assert_eq!(said(&data, "terminal_silent"), "no");
    data.records.push(other(51, "2026-11-20 10:00", "9.00"));
    let silent = answer(&data, "terminal_silent").unwrap();
    assert_eq!((silent.answer.as_str(), lines(&silent)), ("yes", vec![("明细.csv", 51)]));
    assert!(silent.text.zh.contains("60317743"));
}

#[test]
fn a_slip_with_another_merchant_number() {
    let mut data = data();
    assert_eq!(answer(&data, "foreign_merchant_no"), None, "no slips");
    let mut slip = other(60, "2026-11-17 12:00", "680.00");
    slip.source = Source::Till;
    data.records.push(slip);
    assert_eq!(said(&data, "foreign_merchant_no"), "own");
    data.records.last_mut().unwrap().txn.merchant_no = "898440354110009".into();
    let foreign = answer(&data, "foreign_merchant_no").unwrap();
    assert_eq!((foreign.answer.as_str(), lines(&foreign)), ("foreign", vec![("明细.csv", 61)]));
}

#[test]
fn the_case_itself_answers_two_checks() {
    assert_eq!(case_answers(&case(&[])), []);
    let sent = recoup_casework::Event::DemandSent {
        case: 1,
        on: day("2026-11-25"),
        by: "ems".into(),
        tracking: String::new(),
        to: String::new(),
        until: None,
        exhibits: Vec::new(),
    };
    let answers = case_answers(&case(&[called(None), sent]));
    let short: Vec<(&str, &str)> = answers.iter().map(|a| (&*a.check, &*a.answer)).collect();
    assert_eq!(short, [("called_provider", "yes"), ("written_demand", "sent")]);
    for (check, answer) in short {
        recoup_casework::checks::accept(check, answer).unwrap();
    }
}

#[test]
fn refunds_are_told_by_operator_and_hour() {
    let mut data = data();
    for (n, operator) in ["01", "02", "03"].into_iter().enumerate() {
        data.records[n].txn.operator = operator.into();
    }
    let back = |id: u8, when: &str, operator: &str, kind: Kind| {
        let mut record = other(id, when, "-30.00");
        record.txn.kind = kind;
        record.txn.operator = operator.into();
        record
    };
    data.records.push(back(70, "2026-11-11 14:05", "01", Kind::Refund));
    data.records.push(back(71, "2026-11-11 14:40", "03", Kind::Void));
    data.records.push(back(72, "2026-11-17 16:10", "03", Kind::Void));
    let told = answer(&data, "staff_refunds").unwrap();
    assert_eq!(told.answer, "no", "in the daytime, by several people: nothing odd");
    let texts: Vec<&str> = told.details.iter().map(|d| d.text.zh.as_str()).collect();
    assert_eq!(
        texts,
        [
            "操作员 01：1 笔退款、撤销，30.00 元（14 点 1 笔）。",
            "操作员 03：2 笔退款、撤销，60.00 元（14 点 1 笔、16 点 1 笔）。"
        ]
    );
    assert_eq!(told.details[1].rows.len(), 2, "each line leads to its rows");
    // Its slip, typed in, is the same refund.
    let mut slip = back(75, "2026-11-11 14:40", "03", Kind::Void);
    slip.source = Source::Till;
    data.records.push(slip);
    assert_eq!(answer(&data, "staff_refunds").unwrap().details, told.details);
    // The same person in the evening after the last sale stands out, and is named with the hour.
    data.records.push(back(73, "2026-11-17 22:31", "03", Kind::Void));
    let odd = answer(&data, "staff_refunds").unwrap();
    assert_eq!(odd.answer, "yes");
    assert!(odd.details.iter().any(|d| d.text.zh.contains("打烊后") && d.rows.len() == 1), "{odd:?}");
    assert!(odd.details.iter().any(|d| d.text.zh.contains("22 点 1 笔")), "{odd:?}");
    // A sale after it: the shop was still open.
    data.records.push(other(74, "2026-11-17 22:50", "45.00"));
    assert_eq!(said(&data, "staff_refunds"), "no");
}

#[test]
fn a_sale_made_as_something_else() {
    let mut data = data();
    assert_eq!(answer(&data, "kind_wrong"), None, "no till record: asked");
    let mut slip = other(80, "2026-11-17 12:01", "680.00");
    slip.source = Source::Till;
    slip.txn.voucher_no = "000003".into();
    data.records.push(slip);
    assert_eq!(said(&data, "kind_wrong"), "no");
    data.records[2].txn.kind = Kind::PreAuth;
    let wrong = answer(&data, "kind_wrong").unwrap();
    assert_eq!((wrong.answer.as_str(), lines(&wrong)), ("yes", vec![("明细.csv", 4), ("明细.csv", 81)]));
    assert!(wrong.text.zh.contains("店里记的是消费，机构记的是预授权"), "{}", wrong.text.zh);
    // Its completion is how such a sale is settled.
    let mut done = other(81, "2026-11-17 12:02", "680.00");
    done.txn.kind = Kind::Completion;
    data.records.push(done);
    assert_eq!(said(&data, "kind_wrong"), "no");
    // A later refund of a rightly made sale carries the same reference and is no wrong key.
    data.records[2].txn.kind = Kind::Sale;
    data.records.pop();
    let mut refund = other(82, "2026-11-17 15:00", "-680.00");
    refund.txn.kind = Kind::Refund;
    refund.txn.voucher_no = "000003".into();
    data.records.push(refund);
    assert_eq!(said(&data, "kind_wrong"), "no");
    // Pressed as a refund instead of a sale.
    data.records[2].txn.kind = Kind::Refund;
    data.records[2].txn.gross = yuan("-680.00");
    assert_eq!(said(&data, "kind_wrong"), "yes");
}

#[test]
fn a_terminal_with_slips_after_its_last_upload() {
    let mut data = data();
    let mut slip = other(90, "2026-11-18 11:00", "66.00");
    slip.source = Source::Till;
    data.records.push(slip.clone());
    assert_eq!(
        answer(&data, "terminal_silent"),
        None,
        "one terminal, one slip a day later: it may still upload"
    );
    data.records.last_mut().unwrap().txn.at = at("2026-11-20 11:00");
    let silent = answer(&data, "terminal_silent").unwrap();
    assert_eq!((silent.answer.as_str(), lines(&silent)), ("yes", vec![("明细.csv", 4), ("明细.csv", 91)]));
    assert!(silent.text.zh.contains("后来的小票 1 张"), "{}", silent.text.zh);
}

#[test]
fn fees_beside_the_agreement() {
    let mut data = data();
    assert_eq!(answer(&data, "fee_as_agreed"), None, "no rates were typed: asked");
    let rule = recoup_ledger::RateRule {
        channel: None,
        card_kind: None,
        rate: "0.0038".parse().unwrap(),
        cap: Some(yuan("20.00")),
        min: None,
    };
    data.agreements = vec![recoup_ledger::Agreement {
        id: 1,
        merchant_no: "899331054110027".into(),
        scope: recoup_ledger::Scope::All,
        acquirer: "青杉支付".into(),
        cycle: recoup_ledger::Cycle::T1,
        cut_off: None,
        rates: vec![rule],
        billing: recoup_ledger::Billing::Net,
        pays_into: recoup_ledger::PaysInto::AnyAccount,
        payers: Vec::new(),
        confirmed: true,
    }];
    // 1,280.00 and 680.00 at 0.38 % are 4.86 and 2.58; 3,369.20 is 12.80, the file says 15.63.
    let over = answer(&data, "fee_as_agreed").unwrap();
    assert_eq!((over.answer.as_str(), lines(&over)), ("over", vec![("明细.csv", 3)]));
    assert!(over.text.zh.contains("2.83"), "{}", over.text.zh);
    data.records[1].txn.fee = Some(yuan("12.81"));
    assert_eq!(said(&data, "fee_as_agreed"), "yes", "a fen is rounding");
    let row = recoup_casework::RowRef { file: "流水.csv".into(), line: 9 };
    data.fees_kept = vec![recoup_casework::auto::FeeKept { amount: yuan("1.20"), row, own: true }];
    let kept = answer(&data, "fee_as_agreed").unwrap();
    assert_eq!((kept.answer.as_str(), lines(&kept)), ("over", vec![("流水.csv", 9)]));
    data.fees_kept[0].own = false;
    let around = answer(&data, "fee_as_agreed").unwrap();
    assert_eq!(around.answer, "yes", "another batch's fee says nothing about these");
    assert!(around.text.zh.contains("别的收款多扣了 1.20"), "{}", around.text.zh);
}

#[test]
fn the_payers_name_tells_a_licensed_institution_from_another() {
    let mut data = data();
    assert_eq!(answer(&data, "payer_kind"), None, "no payout is known yet");
    data.lines[0].own = true;
    data.lines[0].line.counterparty = "青杉支付有限公司客户备付金".into();
    assert_eq!(said(&data, "payer_kind"), "licensed");
    data.lines[1].line.counterparty = "张某".into();
    assert_eq!(said(&data, "payer_kind"), "licensed", "a private transfer is no payout");
    data.lines[1].matched = true;
    assert_eq!(said(&data, "payer_kind"), "licensed", "nor is what another acquirer paid");
    data.lines[1].own = true;
    let other = answer(&data, "payer_kind").unwrap();
    assert_eq!((other.answer.as_str(), lines(&other)), ("other", vec![("流水.csv", 41)]));
    assert!(other.text.zh.contains("张某"));
}
