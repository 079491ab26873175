//! The till's record, the slip and the acquirer's record of one sale.
#![allow(clippy::unwrap_used)]

mod counter;
mod world;

use counter::*;
use proptest::prelude::*;
use recoup_ledger::{Channel, Kind, Money, PaysInto, Status};
use recoup_matching::records::{Tie, Why};
use recoup_matching::{Certainty, FindingKind, State, default_agreement};
use world::*;

#[test]
fn one_sale_on_till_and_at_the_acquirer_counts_once() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!((answer.counted.len(), answer.joined.pairs.len()), (12, 12));
    assert!(answer.joined.pairs.iter().all(|pair| pair.sure && pair.tie == Tie::Time && pair.apart < 10));
    assert_eq!(answer.outcome.totals.expected, answer.outcome.totals.arrived);
    assert_eq!(answer.kinds(), []);
}

#[test]
fn a_clock_twenty_minutes_fast_is_learned() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 20);
    // Equal sales every ten minutes: without the clock each would find the wrong one.
    for minute in [0, 10, 20, 30, 40, 50] {
        let fast = 1000 + (minute + 20) / 60 * 100 + (minute + 20) % 60;
        let till = format!("2026-11-03T{:02}:{:02}:30", fast / 100, fast % 100);
        counter.both(&format!("2026-11-03T10:{minute:02}:30"), "15.00", &till);
    }
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!(answer.joined.pairs.len(), 18);
    for pair in &answer.joined.pairs {
        assert!((1195..=1210).contains(&pair.apart), "{pair:?}");
    }
    let clock = &answer.joined.clocks[0];
    assert!((1195..=1210).contains(&clock.fast) && clock.sales >= 10, "{clock:?}");
    assert_eq!(answer.kinds(), []);
}

#[test]
fn of_equal_sales_one_is_lacking_at_the_acquirer() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.both("2026-11-03T12:00:10", "45.00", "2026-11-03T12:00:40");
    let lacking = counter.till("2026-11-03T12:01:30", "45.00");
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!(answer.counted.len(), 14);
    let found = &answer.joined.lacking[0];
    assert_eq!((answer.joined.lacking.len(), found.equal), (1, (2, 1)));
    assert_eq!(found.sale, counter.id(lacking), "the nearest in time is the pair");
    assert_eq!(found.one_of.len(), 2, "but the other one cannot be ruled out");
    assert_eq!(answer.kinds(), [FindingKind::NotAtAcquirer]);
    let finding = &answer.outcome.findings[0];
    assert_eq!((finding.amount, finding.certainty), (yuan("45.00"), Certainty::OneOf));
    // The acquirer's own total is found to the fen, and the lost sale is owed beside it.
    assert_eq!(answer.state(counter.id(lacking)), State::NotArrived);
    assert_eq!(answer.outcome.totals.not_arrived, yuan("45.00"));
    assert_eq!(answer.outcome.totals.unexplained, Money::ZERO);
    assert!(answer.outcome.findings[0].reasons.iter().any(|r| r.zh().contains("收银有 2 笔")));
}

#[test]
fn two_real_equal_sales_stay_two() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.both("2026-11-03T12:00:10", "45.00", "2026-11-03T12:00:12");
    counter.both("2026-11-03T12:00:50", "45.00", "2026-11-03T12:00:52");
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!((answer.counted.len(), answer.joined.pairs.len()), (14, 14));
    assert_eq!(answer.kinds(), []);
}

#[test]
fn one_more_at_the_acquirer_is_said() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.both("2026-11-03T12:00:10", "45.00", "2026-11-03T12:00:12");
    counter.acquirer("2026-11-03T12:00:50", "45.00");
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!(answer.counted.len(), 14, "both are the acquirer's and both count");
    assert_eq!(answer.kinds(), [FindingKind::RecordsDiffer]);
    assert_eq!(answer.outcome.findings[0].amount, yuan("45.00"));
}

#[test]
fn failed_and_reversed_at_the_acquirer_are_conflicts() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    let failed = counter.acquirer("2026-11-03T12:00:10", "45.00");
    counter.shop.transactions[failed].status = Status::Failed;
    counter.shop.transactions[failed].response_code = "98".into();
    counter.till("2026-11-03T12:00:12", "45.00");
    let sale = counter.acquirer("2026-11-03T13:10:00", "66.00");
    counter.shop.transactions[sale].reference = "700000000099".into();
    counter.till("2026-11-03T13:10:02", "66.00");
    let back = counter.shop.counter(sale, Kind::Reversal, "2026-11-03T13:10:40", "66.00", "0.00");
    counter.shop.transactions[back].origin.import = ACQUIRER;
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!(answer.kinds(), [FindingKind::StatusConflict, FindingKind::StatusConflict]);
    assert_eq!(answer.state(counter.id(failed)), State::NeverSettles);
    assert_eq!(answer.state(counter.id(sale)), State::NeverSettles);
    assert_eq!(answer.outcome.totals.expected, answer.outcome.totals.arrived);
    let told: Vec<String> = answer.outcome.findings.iter().map(|f| f.reasons[0].zh()).collect();
    assert!(told[0].contains("已冲正") && told[1].contains("失败") && told[1].contains("98"), "{told:?}");
}

#[test]
fn a_void_that_the_till_knows_is_no_conflict() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    let sale = counter.acquirer("2026-11-03T13:10:00", "66.00");
    counter.shop.transactions[sale].reference = "700000000099".into();
    counter.till("2026-11-03T13:10:02", "66.00");
    for (import, at) in [(ACQUIRER, "2026-11-03T13:12:00"), (TILL, "2026-11-03T13:12:02")] {
        let back = counter.shop.counter(sale, Kind::Void, at, "66.00", "0.00");
        counter.shop.transactions[back].origin.import = import;
        if import == TILL {
            counter.shop.transactions[back].reference.clear();
        }
    }
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!((answer.kinds(), answer.counted.len()), (vec![], 14));
}

#[test]
fn a_sale_cancelled_on_the_till_alone_is_owed_by_nobody() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    let sale = counter.till("2026-11-03T13:10:02", "66.00");
    let back = counter.shop.counter(sale, Kind::Void, "2026-11-03T13:11:00", "66.00", "");
    counter.shop.transactions[back].origin.import = TILL;
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!(answer.kinds(), []);
    assert_eq!(answer.state(counter.id(sale)), State::NeverSettles);
    assert_eq!(answer.outcome.totals.expected, answer.outcome.totals.arrived);
}

#[test]
fn a_day_that_no_file_of_the_acquirer_shows_stands_on_the_till() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    // The acquirer's file ends on the 3rd.
    let later = counter.till("2026-11-04T10:00:00", "88.00");
    let answer = counter.answer();
    assert_eq!(answer.joined.lacking, []);
    assert_eq!(answer.counted.len(), 13);
    assert_eq!(answer.state(counter.id(later)), State::NotArrived, "like every sale that no credit pays");
    assert!(!answer.kinds().contains(&FindingKind::NotAtAcquirer));
    // The file says that it shows the 4th too: then the acquirer lacks it.
    counter.stated = Some(("2026-11-03", "2026-11-04"));
    assert_eq!(counter.join().lacking[0].sale, counter.id(later));
}

#[test]
fn another_way_of_payment_is_not_in_that_file() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.push(TILL, "2026-11-03T12:00:00", "88.00", Channel::WeChat);
    let answer = counter.answer();
    assert_eq!(answer.joined.lacking, [], "the acquirer's file is one of cards");
    assert_eq!(answer.counted.len(), 13);
}

#[test]
fn a_till_without_times_is_joined_by_the_day() {
    let mut counter = Counter::new();
    for day in ["2026-11-02", "2026-11-03", "2026-11-04"] {
        for (time, gross) in [("09:00:00", "30.00"), ("12:00:00", "30.00"), ("15:00:00", "41.50")] {
            counter.acquirer(&format!("{day}T{time}"), gross);
            counter.till(&format!("{day}T00:00:00"), gross);
        }
    }
    let third = counter.till("2026-11-03T00:00:00", "30.00");
    let answer = counter.answer();
    assert_eq!((answer.joined.pairs.len(), answer.counted.len()), (9, 10));
    assert!(answer.joined.pairs.iter().all(|pair| pair.tie == Tie::Day && !pair.sure));
    let lacking = &answer.joined.lacking[0];
    assert_eq!((lacking.equal, lacking.one_of.len()), ((3, 2), 3));
    assert!(lacking.one_of.contains(&counter.id(third)));
}

#[test]
fn a_fixed_price_without_times_is_counted_day_by_day() {
    let mut counter = Counter::new();
    counter.stated = Some(("2026-11-03", "2026-11-05"));
    for n in 0..900 {
        let day = ["2026-11-03", "2026-11-04", "2026-11-05"][n % 3];
        counter.till(&format!("{day}T00:00:00"), "30.00");
        if n % 9 < 6 {
            counter.acquirer(&format!("{day}T12:{:02}:{:02}", n / 60, n % 60), "30.00");
        }
    }
    let joined = counter.join();
    assert_eq!((joined.pairs.len(), joined.lacking.len()), (600, 300));
    for lacking in &joined.lacking {
        assert_eq!((lacking.equal, lacking.one_of.len()), ((300, 200), 201));
        assert!(lacking.one_of.contains(&lacking.sale) && lacking.one_of.is_sorted());
    }
}

#[test]
fn a_number_that_every_row_has_proves_nothing() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    for n in 0..6 {
        let (early, late) = (format!("2026-11-03T10:{n}0:20"), format!("2026-11-03T16:{n}0:20"));
        counter.acquirer(&early, "45.00");
        counter.till(&late, "45.00");
    }
    let pairs = counter.join().pairs.len();
    for txn in &mut counter.shop.transactions {
        txn.reference = "00000000".into();
    }
    let joined = counter.join();
    assert_eq!((pairs, joined.pairs.len()), (12, 12), "six sales six hours apart are not the same");
    assert!(joined.pairs.iter().all(|pair| pair.tie == Tie::Time));
    // An order that was paid in three parts has one number, and that is proof.
    for txn in counter.shop.transactions.iter_mut().filter(|txn| txn.gross == yuan("45.00")) {
        let place = txn.at.and_utc().timestamp() / 600 % 6;
        txn.reference = if place < 3 { "2026110300000017".into() } else { String::new() };
    }
    assert_eq!(counter.join().pairs.iter().filter(|pair| pair.tie == Tie::Number).count(), 3);
}

#[test]
fn a_common_number_joins_whatever_the_clock_says() {
    let mut counter = Counter::new();
    let a = counter.acquirer("2026-11-03T12:00:00", "45.00");
    let b = counter.till("2026-11-03T19:00:00", "45.00");
    counter.shop.transactions[a].order_no = "2026110300000017".into();
    counter.shop.transactions[a].acquirer_order = "UMS99887766".into();
    counter.shop.transactions[b].order_no = "2026110300000017".into();
    let answer = counter.answer();
    assert_eq!((answer.counted.len(), answer.joined.pairs[0].tie), (1, Tie::Number));
    // Another amount under the same number is said and not counted twice.
    counter.shop.transactions[b].gross = yuan("54.00");
    let answer = counter.answer();
    assert_eq!(answer.counted.len(), 1);
    let conflict = answer.outcome.findings.iter().find(|f| f.kind == FindingKind::StatusConflict).unwrap();
    assert_eq!(conflict.amount, yuan("9.00"));
}

#[test]
fn a_till_that_does_not_say_how_it_was_paid_counts_only_what_the_acquirer_has() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.till_forgets_how_it_was_paid();
    let cash = counter.push(TILL, "2026-11-03T12:05:00", "500.00", Channel::Unknown);
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    assert_eq!(answer.joined.pairs.len(), 12);
    assert_eq!(answer.joined.unclear[0].why, Why::HowPaid);
    assert_eq!(answer.state(counter.id(cash)), State::NeverSettles);
    assert_eq!(answer.kinds(), [FindingKind::RecordsDiffer]);
    assert_eq!(answer.outcome.findings[0].amount, yuan("500.00"));
    assert_eq!(answer.outcome.totals.expected, answer.outcome.totals.arrived);
}

#[test]
fn what_may_be_cash_is_counted_on_no_day_and_takes_no_slip_away() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.till_forgets_how_it_was_paid();
    let cash = counter.push(TILL, "2026-11-03T12:05:00", "500.00", Channel::Unknown);
    // The acquirer's file ends on the 3rd; what the till has of the next day is as unclear.
    let next = counter.push(TILL, "2026-11-04T12:05:00", "60.00", Channel::Unknown);
    let slip = counter.push(SLIP, "2026-11-03T12:05:00", "500.00", Channel::Card);
    counter.paid("2026-11-04", "2026-11-03");
    let answer = counter.answer();
    let (cash, next, slip) = (counter.id(cash), counter.id(next), counter.id(slip));
    assert_eq!((answer.state(cash), answer.state(next)), (State::NeverSettles, State::NeverSettles));
    assert_eq!(answer.joined.lacking.iter().map(|l| l.sale).collect::<Vec<_>>(), [slip]);
    assert_eq!(answer.outcome.totals.not_arrived, yuan("500.00"), "the slip proves a card sale");
}

#[test]
fn a_refund_in_another_way_of_payment_cancels_nothing() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.push(ACQUIRER, "2026-11-03T18:00:00", "9.00", Channel::WeChat);
    counter.push(TILL, "2026-11-03T18:00:02", "9.00", Channel::WeChat);
    let lost = counter.till("2026-11-03T12:05:00", "100.00");
    let back = counter.push(TILL, "2026-11-03T13:11:00", "-100.00", Channel::WeChat);
    counter.shop.transactions[back].kind = Kind::Refund;
    let joined = counter.join();
    assert_eq!(joined.cancelled, []);
    assert!(joined.lacks(counter.id(lost)).is_some());
}

#[test]
fn a_conflict_that_the_till_told_is_not_told_again_of_the_slip() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    let failed = counter.acquirer("2026-11-03T12:00:10", "45.00");
    counter.shop.transactions[failed].status = Status::Failed;
    counter.till("2026-11-03T12:00:12", "45.00");
    counter.push(SLIP, "2026-11-03T12:00:00", "45.00", Channel::Card);
    // The till knows of this void; the slip of the sale is no news.
    let sale = counter.acquirer("2026-11-03T13:10:00", "66.00");
    counter.shop.transactions[sale].reference = "700000000099".into();
    counter.till("2026-11-03T13:10:02", "66.00");
    counter.push(SLIP, "2026-11-03T13:10:00", "66.00", Channel::Card);
    for (import, at) in [(ACQUIRER, "2026-11-03T13:12:00"), (TILL, "2026-11-03T13:12:02")] {
        let back = counter.shop.counter(sale, Kind::Void, at, "66.00", "0.00");
        counter.shop.transactions[back].origin.import = import;
        if import == TILL {
            counter.shop.transactions[back].reference.clear();
        }
    }
    counter.paid("2026-11-04", "2026-11-03");
    assert_eq!(counter.answer().kinds(), [FindingKind::StatusConflict]);
}

#[test]
fn files_of_two_shops_are_not_joined_by_chance() {
    let mut counter = Counter::new();
    for n in 0..40i64 {
        let minute = |m: i64| format!("2026-11-03T{:02}:{:02}:00", 9 + m / 60, m % 60);
        counter.acquirer(&minute(n * 14), &format!("{}.00", 10 + (n * 13) % 40));
        counter.till(&minute((n * 17) % 560), &format!("{}.00", 10 + (n * 7) % 40));
    }
    let answer = counter.answer();
    assert_eq!(answer.joined.pairs, []);
    assert_eq!(answer.joined.lacking, []);
    assert_eq!(answer.joined.unclear[0].why, Why::LittleInCommon);
    assert!(answer.kinds().contains(&FindingKind::RecordsDiffer));
    let theirs: Money = answer.counted.iter().filter(|t| t.origin.import == ACQUIRER).map(|t| t.gross).sum();
    assert_eq!(answer.outcome.totals.expected, theirs);
}

#[test]
fn a_sale_uploaded_two_days_later_is_one_sale() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-02", 0);
    counter.usual_day("2026-11-05", 0);
    let till = counter.till("2026-11-02T12:00:00", "345.00");
    let there = counter.acquirer("2026-11-04T08:30:00", "345.00");
    let answer = counter.answer();
    let pair = answer.joined.pair_of(counter.id(till)).unwrap();
    assert_eq!((pair.stands, pair.tie), (counter.id(there), Tie::Later));
    assert!(answer.kinds().contains(&FindingKind::StatusConflict));
}

#[test]
fn money_that_came_for_a_sale_that_the_acquirer_s_file_lacks_has_arrived() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    let till = counter.till("2026-11-03T12:05:00", "345.00");
    let sum: Money =
        counter.shop.transactions.iter().filter(|t| t.origin.import == ACQUIRER).map(|t| t.gross).sum();
    counter.shop.credit("2026-11-04", &(sum + yuan("345.00")).to_string(), "");
    let answer = counter.answer();
    assert_eq!(answer.joined.lacking.len(), 1);
    assert_eq!(answer.state(counter.id(till)), State::Arrived);
    assert_eq!(answer.kinds(), []);
}

#[test]
fn a_slip_is_joined_with_the_acquirer_s_record_or_lacks_there() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    counter.shop.transactions.retain(|t| t.origin.import == ACQUIRER);
    let first = counter.shop.transactions[0].clone();
    let slip = counter.push(SLIP, "2026-11-03T09:01:00", &first.gross.to_string(), Channel::Unknown);
    let lost = counter.push(SLIP, "2026-11-03T12:20:00", "77.70", Channel::Card);
    // Ids were given before rows were left out.
    for (n, txn) in counter.shop.transactions.iter_mut().enumerate() {
        txn.id = recoup_ledger::TxnId::of(&["slip story", &n.to_string()]);
    }
    let answer = counter.answer();
    let first = counter.shop.transactions[0].id;
    assert_eq!(answer.joined.stands_for(counter.id(slip)), Some(first));
    assert_eq!(answer.joined.lacking.len(), 1);
    assert!(answer.joined.lacking[0].slip && answer.joined.lacking[0].sale == counter.id(lost));
}

#[test]
fn a_rejected_lack_is_the_owner_s_word() {
    let mut counter = Counter::new();
    counter.usual_day("2026-11-03", 0);
    let till = counter.till("2026-11-03T12:05:00", "345.00");
    counter.paid("2026-11-04", "2026-11-03");
    let finding = counter.answer().outcome.findings[0].id;
    counter.shop.decisions.push(recoup_matching::Decision::Reject { finding });
    let answer = counter.answer();
    assert_eq!(answer.kinds(), []);
    assert_eq!(answer.state(counter.id(till)), State::Explained);
    assert_eq!(answer.outcome.totals.explained, yuan("345.00"));
}

#[test]
fn wechat_s_own_bill_inside_the_acquirer_s_counts_once() {
    let mut counter = Counter::new();
    let mut wallet = default_agreement("1600000001", "微信支付", true);
    wallet.id = 7;
    assert_eq!(wallet.pays_into, PaysInto::Balance);
    counter.shop.agreements.push(wallet);
    for n in 0..15i64 {
        let at = |seconds: i64| format!("2026-11-03T{:02}:{:02}:{:02}", 9 + n / 2, (n * 29) % 60, seconds);
        let gross = format!("{}.00", 10 + (n * 3) % 7);
        counter.push(ACQUIRER, &at(10), &gross, Channel::WeChat);
        let bill = counter.push(9, &at(12), &gross, Channel::WeChat);
        counter.shop.transactions[bill].merchant_no = "1600000001".into();
    }
    let joined = counter.join();
    assert_eq!(joined.pairs.len(), 15);
    for pair in &joined.pairs {
        let stands = counter.shop.transactions.iter().find(|t| t.id == pair.stands).unwrap();
        assert_eq!(stands.origin.import, ACQUIRER);
    }
    // Where the fund-flow bill credits a sale, the wallet has the money.
    counter.shop.transactions[1].acquirer_order = "4200000000001".into();
    let line = recoup_ledger::LineKind::WalletTrade;
    counter.shop.wallet("1600000001", line, "2026-11-03T09:00:12", "10.00", "4200000000001");
    assert_eq!(counter.join().stands_for(counter.id(0)), Some(counter.id(1)));
    // A wallet of its own beside the acquirer: other sales, some of them equal.
    for (n, txn) in (0i64..).zip(counter.shop.transactions.iter_mut().filter(|t| t.origin.import == 9)) {
        txn.at += chrono::TimeDelta::minutes(if n % 3 == 0 { 0 } else { 40 + n });
    }
    let left = counter.join().pairs.len();
    assert_eq!(left, 0, "five of fifteen by chance are no common bill");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is joined, the money holds to the fen, no acquirer's sale vanishes, and the order does not matter.
    #[test]
    fn no_money_is_made_or_lost(
        rows in prop::collection::vec((0u32..3, 0i64..2880, 1i64..6, 0u8..4, 0u8..8), 0..60),
        shift in -40i64..40,
    ) {
        let mut counter = Counter::new();
        for (who, minute, gross, channel, kind) in rows {
            let channel = [Channel::Card, Channel::WeChat, Channel::Qr, Channel::Unknown][channel as usize];
            let import = [ACQUIRER, TILL, TILL][who as usize];
            let minute = if import == TILL { minute + shift } else { minute };
            let at = d("2026-11-03").and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::minutes(minute);
            let place = counter.push(import, &at.format("%Y-%m-%dT%H:%M:%S").to_string(), &format!("{gross}.00"), channel);
            let txn = &mut counter.shop.transactions[place];
            match kind {
                0 => txn.status = Status::Failed,
                1 => (txn.kind, txn.gross) = (Kind::Void, -txn.gross),
                _ => {}
            }
        }
        counter.paid("2026-11-04", "2026-11-03");
        let answer = counter.answer();
        let theirs: usize = counter.shop.transactions.iter().filter(|t| t.origin.import == ACQUIRER).count();
        prop_assert_eq!(answer.counted.iter().filter(|t| t.origin.import == ACQUIRER).count(), theirs);
        let mut stands: Vec<_> = answer.joined.pairs.iter().map(|p| p.stands).collect();
        stands.sort_unstable();
        stands.dedup();
        prop_assert_eq!(stands.len(), answer.joined.pairs.len(), "one to one");
        // Every till's record is joined, or counted, or said not to be.
        let mut unclear = 0;
        for unclear_of in &answer.joined.unclear { unclear += unclear_of.sales.len(); }
        let tills = counter.shop.transactions.iter().filter(|t| t.origin.import == TILL).count();
        let counted = answer.counted.iter().filter(|t| t.origin.import == TILL).count();
        prop_assert_eq!(answer.joined.pairs.len() + counted, tills);
        prop_assert!(unclear + 2 * answer.joined.cancelled.len() <= counted);
        let mut turned = Counter::new();
        turned.shop.lines = counter.shop.lines.clone();
        turned.shop.transactions = counter.shop.transactions.iter().rev().cloned().collect();
        let again = turned.answer();
        prop_assert_eq!(&again.joined, &answer.joined);
        prop_assert_eq!(again.outcome.totals, answer.outcome.totals);
        prop_assert_eq!(again.outcome.findings, answer.outcome.findings);
    }
}
