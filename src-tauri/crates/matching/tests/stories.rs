//! Stories of a small shop, told with invented numbers.
#![allow(clippy::unwrap_used)]

mod world;

use recoup_ledger::{Channel, Kind, Money};
use recoup_matching::{Certainty, FindingKind, PayoutState, Proof, State};
use world::*;

/// Ten days in November: everything is paid with the days in the memo, but the payout of 11-04.
fn november() -> Shop {
    let mut shop = Shop::new("2026-11-15", "2026-11-15");
    shop.sale("2026-11-02T10:00:00", "1200.00", "7.20");
    shop.sale("2026-11-02T18:30:00", "88.50", "0.34");
    shop.sale("2026-11-03T12:00:00", "431.07", "2.59");
    shop.sale("2026-11-04T09:15:00", "2500.00", "15.00");
    shop.sale("2026-11-04T20:10:00", "66.60", "0.25");
    shop.sale("2026-11-05T11:00:00", "733.00", "4.40");
    shop.sale("2026-11-06T11:00:00", "100.00", "0.38");
    shop.sale("2026-11-07T11:00:00", "260.00", "1.56");
    shop.sale("2026-11-08T11:00:00", "512.34", "3.07");
    shop.sale("2026-11-09T11:00:00", "91.00", "0.55");
    shop.credit("2026-11-03", "1280.96", "1102-1102费7.54元");
    shop.credit("2026-11-04", "428.48", "1103-1103费2.59元");
    shop.credit("2026-11-06", "728.60", "1105-1105费4.40元");
    shop.line("2026-11-06", "500.00", "张三", "还款");
    shop.line("2026-11-08", "1.37", "", "结息");
    shop.credit("2026-11-09", "867.33", "1106-1108费5.01元");
    shop.credit("2026-11-10", "90.45", "1109-1109费0.55元");
    shop.line("2026-11-06", "-79.00", "电力公司", "电费");
    shop
}

#[test]
fn one_payout_never_came() {
    let outcome = november().explain();
    assert_eq!(missing(&outcome), [3, 4]);
    let lost = payout(&outcome, "2026-11-04");
    assert_eq!((lost.net, lost.due_on), (yuan("2551.35"), d("2026-11-05")));
    assert_eq!((lost.received, lost.difference), (yuan("0"), yuan("2551.35")));
    assert_eq!((lost.state, lost.known_to), (PayoutState::NotArrived, Some(d("2026-11-15"))));
    assert!(outcome.payouts.iter().filter(|p| p.id != lost.id).all(|p| p.state == PayoutState::Paid));
    let verdict = &outcome.verdicts[3];
    assert_eq!((verdict.state, verdict.days_late), (State::NotArrived, 10));
    assert_eq!(verdict.certainty, Certainty::Proved);
    assert_eq!(verdict.reasons[0].zh(), "11-04 的这批应到 11-05，2,551.35 元，到 11-15 的流水里没有");
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!((outcome.findings[0].kind, outcome.findings[0].amount), (FindingKind::NotArrived, lost.net));
    let totals = outcome.totals;
    assert_eq!(totals.not_arrived, lost.net);
    assert_eq!(totals.arrived, yuan("3395.82"));
    assert_eq!(totals.expected, yuan("5947.17"));
    let strangers: Vec<_> = outcome.leftovers.iter().map(|l| (l.amount, l.from_acquirer)).collect();
    assert_eq!(strangers, [(yuan("500.00"), false), (yuan("1.37"), false)]);
}

#[test]
fn a_weekend_is_paid_in_one_credit() {
    let outcome = november().explain();
    for day in ["2026-11-06", "2026-11-07", "2026-11-08"] {
        let payout = payout(&outcome, day);
        assert_eq!((payout.due_on, payout.state), (d("2026-11-09"), PayoutState::Paid));
        assert_eq!(payout.deposits.len(), 1);
    }
    let batch = outcome.matches.iter().find(|m| m.payouts.len() == 3).unwrap();
    assert_eq!((batch.proof, batch.received), (Proof::MemoDays, yuan("867.33")));
    assert_eq!(batch.sales.len(), 3);
}

#[test]
fn the_same_without_memos() {
    let mut shop = november();
    shop.lines.iter_mut().filter(|line| line.memo.contains('费')).for_each(|line| line.memo.clear());
    assert_eq!(missing(&shop.explain()), [3, 4]);
    shop.lines.iter_mut().filter(|line| line.counterparty == PAYER).for_each(|l| l.counterparty.clear());
    assert_eq!(missing(&shop.explain()), [3, 4], "without payers too");
    shop.agreements.clear();
    assert_eq!(missing(&shop.explain()), [3, 4], "under the default agreement");
}

#[test]
fn eight_days_of_rest_are_paid_on_the_first_working_day() {
    let mut shop = Shop::new("2026-10-20", "2026-10-20");
    for day in ["09-30", "10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"] {
        shop.sale(&format!("2026-{day}T12:00:00"), "100.00", "0.60");
    }
    shop.sale("2026-10-08T12:00:00", "41.00", "0.25");
    shop.credit("2026-10-08", "795.20", "");
    shop.credit("2026-10-09", "40.75", "");
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    assert!(
        outcome.payouts.iter().take(8).all(|p| p.due_on == d("2026-10-08") && p.state == PayoutState::Paid)
    );

    shop.lines.remove(0);
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [0, 1, 2, 3, 4, 5, 6, 7]);
    let codes: Vec<_> = outcome.verdicts[0].reasons.iter().map(|r| r.code()).collect();
    assert_eq!(codes, ["no_deposit", "others_arrived", "days_off"]);
}

/// One day of nine sales; `paid` is what came on the next day.
fn one_day(paid: &str) -> Shop {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    for (minute, (gross, fee)) in [
        ("128.00", "0.49"),
        ("37.50", "0.14"),
        ("642.10", "3.85"),
        ("19.90", "0.08"),
        ("260.00", "0.99"),
        ("37.50", "0.14"),
        ("1033.00", "6.20"),
        ("75.25", "0.29"),
        ("512.80", "3.08"),
    ]
    .into_iter()
    .enumerate()
    {
        shop.sale(&format!("2026-11-10T10:{minute:02}:00"), gross, fee);
    }
    shop.credit("2026-11-11", paid, "");
    shop
}

const WHOLE_DAY: &str = "2730.79";

#[test]
fn the_sale_that_a_short_credit_lacks_is_named() {
    assert!(missing(&one_day(WHOLE_DAY).explain()).is_empty());
    let outcome = one_day("2092.54").explain(); // less 638.25, the third sale's net
    assert_eq!(missing(&outcome), [2]);
    let verdict = &outcome.verdicts[2];
    assert_eq!((verdict.certainty, verdict.one_of.len()), (Certainty::Proved, 0));
    assert!(verdict.confidence > 0.99);
    assert_eq!(verdict.reasons[0].code(), "short_by");
    let payout = payout(&outcome, "2026-11-10");
    assert_eq!((payout.state, payout.difference), (PayoutState::Short, yuan("638.25")));
    assert_eq!(outcome.totals.not_arrived, yuan("638.25"));
    assert_eq!(outcome.totals.arrived, yuan("2092.54"));
    assert_eq!(outcome.findings[0].deposit, Some(outcome.matches[0].deposits[0]));
}

#[test]
fn two_lacking_sales_are_named_together() {
    let outcome = one_day("1833.51").explain(); // less 638.25 and 259.01 + … two sales
    let lacking = yuan(WHOLE_DAY) - yuan("1833.51");
    assert_eq!(lacking, yuan("897.28"));
    // 638.25 + 259.01 = 897.26: two fen of rounding are not a third cause.
    assert!(missing(&outcome).is_empty(), "nothing fits to the fen, so nobody is named");
    let outcome = one_day("1833.53").explain();
    assert_eq!(missing(&outcome), [2, 4]);
    assert_eq!(outcome.findings.len(), 1, "one finding for one credit");
}

#[test]
fn equal_sales_cannot_be_told_apart() {
    let outcome = one_day("2693.43").explain(); // less 37.36, of which there are two
    assert_eq!(missing(&outcome), [1], "one entry for one loss, the earliest");
    let verdict = &outcome.verdicts[1];
    assert_eq!(verdict.certainty, Certainty::OneOf);
    assert_eq!(verdict.one_of, [outcome.verdicts[1].id, outcome.verdicts[5].id]);
}

#[test]
fn a_short_credit_without_a_story_is_a_finding_and_no_accusation() {
    let outcome = one_day("2600.00").explain();
    assert!(missing(&outcome).is_empty());
    assert_eq!(outcome.findings.len(), 1);
    let finding = &outcome.findings[0];
    assert_eq!((finding.kind, finding.amount, finding.sales.len()), (FindingKind::Short, yuan("130.79"), 0));
    assert_eq!(outcome.totals.unexplained, yuan("130.79"));
    assert_eq!(payout(&outcome, "2026-11-10").state, PayoutState::Short);
}

#[test]
fn many_stories_are_counted_and_not_guessed() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    for n in 1..=60 {
        shop.sale(&format!("2026-11-10T11:{:02}:00", n % 60), &format!("{n}.00"), "0.00");
    }
    let whole: i64 = (1..=60).map(|n| n * 100).sum();
    let paid = recoup_ledger::Money::from_fen(whole - 9_000).to_string(); // 30 + 60, 31 + 59, …
    shop.credit("2026-11-11", &paid, "");
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    let finding = &outcome.findings[0];
    assert_eq!(finding.kind, FindingKind::Short);
    assert!(finding.rivals > 15, "{} stories", finding.rivals);
}

#[test]
fn fees_charged_too_high_are_a_fee_difference() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    for (minute, gross) in ["200.00", "350.00", "120.50", "999.00"].into_iter().enumerate() {
        let fee = yuan(gross).times(rust_decimal::Decimal::new(38, 4)).to_string();
        shop.sale(&format!("2026-11-10T10:{minute:02}:00"), gross, &fee);
    }
    // 1,669.50 gross; 0.60 % instead of 0.38 %: 1.20 + 2.10 + 0.72 + 5.99 = 10.01 instead of 6.35
    shop.credit("2026-11-11", "1659.49", "");
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    assert_eq!(outcome.totals.fee_difference, yuan("3.66"));
    assert_eq!(outcome.totals.unexplained, yuan("0"));
    assert_eq!(outcome.findings[0].kind, FindingKind::FeeDifference);
    assert_eq!(outcome.findings[0].sales.len(), 4);
}

#[test]
fn a_few_fen_of_rounding_are_no_loss() {
    let mut shop = one_day("2730.77");
    let outcome = shop.explain();
    assert_eq!(payout(&outcome, "2026-11-10").state, PayoutState::Paid);
    assert_eq!(outcome.totals.fee_difference, yuan("0.02"));
    assert!(outcome.findings.is_empty());
    shop.lines[0].amount = yuan("2730.80");
    assert_eq!(shop.explain().totals.fee_difference, yuan("-0.01"));
}

#[test]
fn too_much_money_is_said() {
    let outcome = one_day("2830.79").explain();
    assert_eq!(outcome.totals.unexplained, yuan("-100.00"));
    assert_eq!(outcome.findings[0].kind, FindingKind::OverCredited);
    assert_eq!(payout(&outcome, "2026-11-10").state, PayoutState::Over);
}

#[test]
fn without_fees_a_little_under_gross_counts_as_arrived() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    shop.sale("2026-11-10T10:00:00", "1000.00", "");
    shop.sale("2026-11-10T11:00:00", "500.01", "");
    shop.credit("2026-11-11", "1493.99", "");
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    let verdict = &outcome.verdicts[0];
    assert_eq!((verdict.state, verdict.certainty), (State::Arrived, Certainty::Likely));
    assert_eq!(outcome.verdicts[0].net + outcome.verdicts[1].net, yuan("1493.99"), "shares sum to the fen");
    assert_eq!(outcome.totals.fee_difference, yuan("0"));
    assert_eq!(outcome.matches[0].proof, Proof::FeeUnknown);

    shop.lines[0].amount = yuan("1450.00"); // 3.3 % under
    let outcome = shop.explain();
    assert_eq!(outcome.findings[0].kind, FindingKind::Short);
    shop.lines[0].amount = yuan("497.01"); // the first sale is lacking, 0.6 % fee on the second
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [0]);
    assert_eq!(outcome.verdicts[0].certainty, Certainty::Likely);
}

#[test]
fn rates_of_the_agreement_give_the_fee() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    shop.sale("2026-11-10T10:00:00", "1000.00", "");
    shop.sale("2026-11-10T10:30:00", "8000.00", "");
    shop.agreements[0].rates = vec![recoup_ledger::RateRule {
        channel: None,
        card_kind: None,
        rate: rust_decimal::Decimal::new(5, 3),
        cap: Some(yuan("20.00")),
        min: None,
    }];
    shop.credit("2026-11-11", "8975.00", ""); // 5.00 and the cap of 20.00
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[1].fee, Some(yuan("20.00")));
    assert_eq!(outcome.matches[0].proof, Proof::Total);
}

#[test]
fn the_borders_of_overdue() {
    // Due on Wednesday 11-11.
    let state = |covered: &str, as_of: &str| {
        let mut shop = one_day("1.00");
        shop.lines.clear();
        shop.coverage = vec![bank_days("2026-11-01", covered)];
        shop.as_of = d(as_of);
        let verdict = shop.explain().verdicts[0].clone();
        (verdict.state, verdict.days_late, verdict.known_to)
    };
    assert_eq!(state("2026-11-11", "2026-11-10"), (State::InTransit, 0, Some(d("2026-11-10"))));
    assert_eq!(state("2026-11-11", "2026-11-11"), (State::InTransit, 0, Some(d("2026-11-11"))));
    assert_eq!(state("2026-11-10", "2026-11-12"), (State::Uncovered, 0, Some(d("2026-11-10"))));
    assert_eq!(state("2026-10-31", "2026-11-12").0, State::Uncovered, "no statement at all");
    assert_eq!(state("2026-11-11", "2026-11-20"), (State::Overdue, 0, Some(d("2026-11-11"))));
    assert_eq!(
        state("2026-11-16", "2026-11-20"),
        (State::Overdue, 5, Some(d("2026-11-16"))),
        "three working days"
    );
    assert_eq!(state("2026-11-17", "2026-11-20"), (State::NotArrived, 6, Some(d("2026-11-17"))), "four");
    assert_eq!(state("2026-11-30", "2026-11-13"), (State::Overdue, 2, Some(d("2026-11-13"))), "as_of limits");
}

#[test]
fn a_gap_in_the_statement_accuses_nobody() {
    let mut shop = november();
    shop.coverage = vec![bank_days("2026-10-01", "2026-11-04"), bank_days("2026-11-06", "2026-11-15")];
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    assert_eq!(outcome.totals.uncovered, yuan("2551.35"));
    assert_eq!(outcome.findings[0].kind, FindingKind::StatementGap);
    assert_eq!(
        outcome.findings[0].settle_by.zh(),
        format!("请导入账户 {ACCOUNT} 从 2026-11-05 到 2026-11-05 的银行流水")
    );
}

#[test]
fn late_money_is_late_and_not_missing() {
    let mut shop = november();
    shop.credit("2026-11-12", "2551.35", "");
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    let verdict = &outcome.verdicts[3];
    assert_eq!((verdict.state, verdict.days_late), (State::ArrivedLate, 7));
    assert_eq!(outcome.totals.arrived, outcome.totals.expected);
    assert_eq!(outcome.findings[0].kind, FindingKind::ArrivedLate);
    // Asked before it came, it is missing.
    shop.as_of = d("2026-11-11");
    assert_eq!(missing(&shop.explain()), [3, 4]);
}

#[test]
fn one_credit_for_two_days_and_one_day_in_three_credits() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    shop.sale("2026-11-10T10:00:00", "700.00", "4.20");
    shop.sale("2026-11-11T10:00:00", "300.00", "1.80");
    shop.sale("2026-11-12T10:00:00", "900.00", "5.40");
    shop.credit("2026-11-12", "994.00", "");
    shop.credit("2026-11-13", "400.00", "");
    shop.credit("2026-11-13", "400.00", "");
    shop.credit("2026-11-13", "94.60", "");
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    assert_eq!(outcome.verdicts[0].state, State::ArrivedLate);
    assert_eq!(outcome.verdicts[1].state, State::Arrived);
    assert_eq!(payout(&outcome, "2026-11-12").deposits.len(), 3);
    let proofs: Vec<_> = outcome.matches.iter().map(|m| m.proof).collect();
    assert_eq!(proofs, [Proof::Run, Proof::Split]);
}

#[test]
fn a_sale_that_comes_with_the_next_days_credit() {
    let mut shop = one_day("2092.54");
    shop.sale("2026-11-11T10:00:00", "311.00", "1.87");
    shop.sale("2026-11-11T12:00:00", "77.00", "0.46");
    shop.credit("2026-11-12", "1023.92", ""); // 309.13 + 76.54 + 638.25
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    assert_eq!((outcome.verdicts[2].state, outcome.verdicts[2].days_late), (State::ArrivedLate, 1));
    assert_eq!(outcome.totals.unexplained, yuan("0"));
}

#[test]
fn each_channel_paid_by_itself() {
    let mut shop = one_day("1.00");
    shop.lines.clear();
    for place in [1, 3, 5, 7] {
        shop.transactions[place].channel = Channel::WeChat;
    }
    shop.credit("2026-11-11", "2561.29", ""); // the cards; the QR part (169.50) is lacking
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [1, 3, 5, 7]);
    shop.credit("2026-11-11", "169.50", "");
    assert!(missing(&shop.explain()).is_empty());
}

#[test]
fn every_sale_paid_by_itself() {
    let mut shop = one_day("1.00");
    shop.lines.clear();
    for net in ["127.51", "638.25", "19.82", "259.01", "37.36", "1026.80", "74.96", "509.72"] {
        shop.credit("2026-11-11", net, "");
    }
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [1], "one of the two of 37.50");
    assert_eq!(outcome.verdicts[1].one_of.len(), 2);
    shop.credit("2026-11-13", "37.36", "");
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    assert_eq!(outcome.verdicts[1].state, State::ArrivedLate);
}

#[test]
fn numbers_in_the_memo() {
    let mut shop = one_day("1.00");
    shop.lines.clear();
    let reference = |shop: &Shop, place: usize| shop.transactions[place].reference.clone();
    let full_width: String =
        reference(&shop, 0).chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect();
    shop.credit("2026-11-11", "127.51", &format!("交易{full_width}"));
    let memo = format!("单号{}", reference(&shop, 2));
    shop.credit("2026-11-14", "638.25", &memo);
    let tail = format!("尾号XX{}", &reference(&shop, 5)[4..]);
    shop.credit("2026-11-11", "37.36", &tail);
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [1, 3, 4, 6, 7, 8]);
    assert_eq!(outcome.verdicts[2].state, State::ArrivedLate);
    assert!(outcome.matches.iter().all(|m| m.proof == Proof::Key));
}

#[test]
fn refunds_voids_and_holds() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    let sale = shop.sale("2026-11-10T10:00:00", "300.00", "1.80");
    let voided = shop.sale("2026-11-10T11:00:00", "80.00", "0.48");
    let void = shop.counter(voided, Kind::Void, "2026-11-10T11:01:00", "80.00", "0.48");
    let refunded = shop.sale("2026-11-10T12:00:00", "50.00", "0.30");
    let refund = shop.counter(refunded, Kind::Refund, "2026-11-10T13:00:00", "50.00", "");
    shop.transactions[refund].fee = Some(yuan("0"));
    let hold = shop.sale("2026-11-10T14:00:00", "1000.00", "");
    shop.transactions[hold].kind = Kind::PreAuth;
    let failed = shop.sale("2026-11-10T15:00:00", "999.00", "");
    shop.transactions[failed].status = recoup_ledger::Status::Failed;
    shop.credit("2026-11-11", "297.90", ""); // 298.20 less the fee that was not given back
    let outcome = shop.explain();
    for place in [voided, void, hold, failed] {
        assert_eq!(outcome.verdicts[place].state, State::NeverSettles, "{place}");
    }
    for place in [sale, refunded, refund] {
        assert_eq!(outcome.verdicts[place].state, State::Arrived, "{place}");
    }
    assert_eq!(outcome.totals.expected, yuan("297.90"), "what never settles lies outside");
    assert_eq!(payout(&outcome, "2026-11-10").sales, 3);
}

#[test]
fn a_day_of_refunds_is_taken_from_the_next_payout() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    let sale = shop.sale("2026-11-09T10:00:00", "300.00", "1.80");
    shop.counter(sale, Kind::Refund, "2026-11-10T10:00:00", "300.00", "1.80");
    shop.credit("2026-11-10", "298.20", "");
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[1].state, State::InTransit, "nothing is due to the shop");
    assert_eq!(outcome.verdicts[1].reasons[0].code(), "carried_over");
    assert!(missing(&outcome).is_empty());
    shop.sale("2026-11-11T10:00:00", "1000.00", "6.00");
    shop.credit("2026-11-12", "695.80", "");
    let outcome = shop.explain();
    assert!(outcome.verdicts.iter().all(|v| matches!(v.state, State::Arrived | State::ArrivedLate)));
}

#[test]
fn a_strangers_equal_amount_is_used_only_when_there_is_nothing_better() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    shop.sale("2026-11-10T10:00:00", "503.02", "3.02");
    shop.line("2026-11-11", "500.00", "张三", "还款");
    assert_eq!(missing(&shop.explain()), [0], "a repayment is no payout");
    shop.lines[0].memo = "往来款".into();
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[0].state, State::Arrived);
    assert_eq!(outcome.verdicts[0].certainty, Certainty::Likely);
    shop.credit("2026-11-12", "500.00", "");
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[0].deposit, Some(shop.lines[1].id), "the acquirer's own credit goes first");
}

#[test]
fn the_file_says_when_it_was_paid_out() {
    let mut shop = one_day("1.00");
    shop.lines.clear();
    shop.transactions.iter_mut().for_each(|t| t.paid_out_on = Some(d("2026-11-13")));
    shop.credit("2026-11-13", WHOLE_DAY, "");
    let outcome = shop.explain();
    assert_eq!(payout(&outcome, "2026-11-10").due_on, d("2026-11-13"));
    assert!(outcome.verdicts.iter().all(|v| v.state == State::Arrived));
}

#[test]
fn a_late_credit_and_two_days_in_one_do_not_lose_a_whole_day() {
    let mut shop = Shop::new("2026-11-30", "2026-11-30");
    let mut owed = Vec::new();
    for (day, places, least) in [("09", 9, 9_000), ("10", 11, 9_000), ("11", 9, 9_900), ("12", 12, 9_000)] {
        let mut sum = Money::ZERO;
        for place in 0..places {
            let fen = least + 1_371 * place + 17 * owed.len() as i64;
            shop.sale(&format!("2026-11-{day}T10:{place:02}:00"), &Money::from_fen(fen).to_string(), "0.50");
            sum += Money::from_fen(fen - 50);
        }
        owed.push(sum);
    }
    // The first day's money comes three days late and 21 fen short; the third day is paid with the fourth, 33 fen short. By amount and
    // delay the first's credit is nearer to the third day, which would leave the first without any.
    shop.credit("2026-11-13", &(owed[0] - yuan("0.21")).to_string(), "");
    shop.credit("2026-11-11", &(owed[1] - shop.transactions[12].gross + yuan("0.50")).to_string(), "");
    shop.credit("2026-11-13", &(owed[2] + owed[3] - yuan("0.33")).to_string(), "");
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [12], "one sale, and no day as a whole");
    assert!(outcome.totals.balance());
}
