//! The money identity and the independence of order, over random worlds.
#![allow(clippy::unwrap_used)]

mod world;

use std::collections::{BTreeMap, HashSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use recoup_ledger::{Channel, Kind, LineKind, Money, Status, Transaction};
use recoup_matching::{Decision, Memory, Outcome, Proof, State, default_agreement, explain_again};
use world::*;

/// What happens to one day's money at the bank.
#[derive(Debug, Clone)]
enum Payment {
    Whole,
    Nothing,
    Late(u64),
    Split(i64),
    WithNext,
    Lacking(usize),
    Fee(i64),
    Surplus(i64),
}

#[derive(Debug, Clone)]
struct Sold {
    gross: i64,
    kind: u8,
    channel: bool,
    fee: bool,
}

#[derive(Debug, Clone)]
struct Day {
    sold: Vec<Sold>,
    payment: Payment,
    memo: bool,
    stranger: Option<i64>,
}

fn payment() -> impl Strategy<Value = Payment> {
    prop_oneof![
        4 => Just(Payment::Whole),
        1 => Just(Payment::Nothing),
        1 => (1u64..20).prop_map(Payment::Late),
        1 => (1i64..99).prop_map(Payment::Split),
        1 => Just(Payment::WithNext),
        2 => (0usize..6).prop_map(Payment::Lacking),
        1 => (1i64..400).prop_map(Payment::Fee),
        1 => (1i64..9_000).prop_map(Payment::Surplus),
    ]
}

fn day() -> impl Strategy<Value = Day> {
    let sold = (1i64..80_000, 0u8..20, any::<bool>(), proptest::bool::weighted(0.9))
        .prop_map(|(gross, kind, channel, fee)| Sold { gross: (gross / 7 + 1) * 5, kind, channel, fee });
    (
        proptest::collection::vec(sold, 0..9),
        payment(),
        proptest::bool::weighted(0.3),
        proptest::option::weighted(0.2, 1i64..50_000),
    )
        .prop_map(|(sold, payment, memo, stranger)| Day { sold, payment, memo, stranger })
}

fn build(days: &[Day], gap: Option<(u64, u64)>, as_of: u64, wallet: bool) -> Shop {
    let first = d("2026-09-21");
    let at = |n: u64| first.checked_add_days(Days::new(n)).unwrap();
    let mut shop = Shop::new("2026-12-31", &at(as_of).to_string());
    shop.agreements.push(default_agreement("1600000000", "微信支付", true));
    if let Some((from, length)) = gap {
        shop.coverage = vec![
            bank_days("2026-09-01", &at(from).to_string()),
            bank_days(&at(from + 1 + length).to_string(), "2026-11-30"),
        ];
    }
    let mut carried = 0;
    for (n, day) in days.iter().enumerate() {
        let date = at(n as u64);
        let mut nets: Vec<i64> = Vec::new();
        for (i, sold) in day.sold.iter().enumerate() {
            nets.push(add(&mut shop, date, i, sold));
        }
        let due = calendar().next_working(date);
        if let Some(amount) = day.stranger {
            shop.line(&due.to_string(), &Money::from_fen(amount).to_string(), "李四", "转账");
        }
        let whole: i64 = nets.iter().sum::<i64>() + carried;
        carried = 0;
        let memo = if day.memo { format!("{0}-{0}费0元", date.format("%m%d")) } else { String::new() };
        let mut pay = |on: NaiveDate, amount: i64| {
            if amount > 0 {
                shop.credit(&on.to_string(), &Money::from_fen(amount).to_string(), &memo);
            }
        };
        match day.payment {
            Payment::Whole => pay(due, whole),
            Payment::Nothing => {}
            Payment::Late(days) => pay(due + Days::new(days), whole),
            Payment::Split(percent) => {
                pay(due, whole * percent / 100);
                pay(due, whole - whole * percent / 100);
            }
            Payment::WithNext => carried = whole,
            Payment::Lacking(i) => pay(due, whole - nets.get(i).copied().unwrap_or(0).max(0)),
            Payment::Fee(fen) => pay(due, whole - fen),
            Payment::Surplus(fen) => pay(due, whole + fen),
        }
    }
    if wallet {
        add_wallet(&mut shop, at(3));
    }
    shop
}

/// Adds a sale (or refund, void, hold, failure); returns what the acquirer owes for it.
fn add(shop: &mut Shop, date: NaiveDate, i: usize, sold: &Sold) -> i64 {
    let fee = (sold.gross * if sold.channel { 38 } else { 60 } + 5_000) / 10_000;
    let text = |fen: i64| Money::from_fen(fen).to_string();
    let time = format!("{date}T{:02}:{:02}:00", 9 + i, sold.gross % 60);
    let place =
        shop.sale(&time, &text(sold.gross), if sold.fee { text(fee) } else { String::new() }.as_str());
    shop.transactions[place].terminal_no = format!("T{}", sold.gross % 2);
    if sold.channel {
        shop.transactions[place].channel = Channel::WeChat;
    }
    let owed = sold.gross - if sold.fee { fee } else { 0 };
    match sold.kind {
        0 => shop.transactions[place].kind = Kind::PreAuth,
        1 => shop.transactions[place].status = Status::Failed,
        2 => {
            let kind = if sold.fee { Kind::Void } else { Kind::Refund };
            let fee = if sold.fee { text(fee) } else { String::new() };
            shop.counter(place, kind, &format!("{date}T21:00:00"), &text(sold.gross), &fee);
        }
        3 => {
            shop.counter(place, Kind::Refund, &format!("{date}T21:30:00"), &text(sold.gross / 2 + 1), "0.00");
            return owed - (sold.gross / 2 + 1);
        }
        _ => return owed,
    }
    0
}

fn add_wallet(shop: &mut Shop, day: NaiveDate) {
    for i in 0..6u32 {
        let mut txn =
            Transaction::sale(day.and_hms_opt(10, i, 0).unwrap(), Money::from_fen(1_000 + i64::from(i)));
        txn.merchant_no = "1600000000".into();
        txn.acquirer_order = format!("42000012{i:010}");
        shop.push(txn);
        if i % 3 != 0 {
            let amount = format!("10.{:02}", if i == 4 { 9 } else { i });
            let at = format!("{day}T10:{i:02}:02");
            shop.wallet("1600000000", LineKind::WalletTrade, &at, &amount, &format!("42000012{i:010}"));
            shop.wallet("1600000000", LineKind::WalletFee, &at, "-0.04", &format!("42000012{i:010}"));
        }
    }
    shop.coverage.push(recoup_ledger::Coverage {
        account: "1600000000".into(),
        bank: false,
        from: day,
        to: day,
    });
}

/// Decisions that hit whatever is there.
fn decide(shop: &mut Shop, picks: &[(u8, usize, usize)]) {
    for (kind, a, b) in picks {
        if shop.lines.is_empty() || shop.transactions.is_empty() {
            return;
        }
        let deposit = shop.lines[a % shop.lines.len()].id;
        let sale = shop.transactions[b % shop.transactions.len()].id;
        let next = shop.transactions[(b + 1) % shop.transactions.len()].id;
        let decision = match kind % 4 {
            0 => Decision::Match { deposit, sales: vec![sale, next] },
            1 => Decision::Unmatch { deposit },
            2 => Decision::Settle { sale, why: "店主".into() },
            _ => match shop.explain().findings.get(*a % 3) {
                Some(finding) => Decision::Reject { finding: finding.id },
                None => continue,
            },
        };
        shop.decisions.push(decision);
    }
}

/// Everything but the alignment with the input.
fn canonical(outcome: &Outcome) -> String {
    let mut outcome = outcome.clone();
    outcome.verdicts.sort_by_key(|v| v.id);
    serde_json::to_string(&outcome).unwrap()
}

fn check(shop: &Shop, outcome: &Outcome) {
    let totals = outcome.totals;
    assert!(totals.balance(), "{totals:?}");
    // The parts lead back to sales, matches and payouts.
    let sum = |states: &[State]| -> Money {
        outcome.verdicts.iter().filter(|v| states.contains(&v.state)).map(|v| v.net).sum()
    };
    assert_eq!(totals.in_transit, sum(&[State::InTransit]));
    assert_eq!(totals.uncovered, sum(&[State::Uncovered]));
    assert_eq!(totals.overdue, sum(&[State::Overdue]));
    assert_eq!(totals.not_arrived, sum(&[State::NotArrived]));
    assert_eq!(totals.explained, sum(&[State::Explained]));
    let payouts: Money = outcome.payouts.iter().map(|p| p.net).sum();
    assert_eq!(totals.expected, payouts);
    let received: Money = outcome.payouts.iter().map(|p| p.received).sum();
    assert_eq!(totals.arrived, received);
    let matched: Money =
        outcome.matches.iter().filter(|m| m.proof != Proof::Withdrawal).map(|m| m.received).sum();
    assert_eq!(totals.arrived, matched, "what arrived is what the credits brought");
    // Every credit is used once: in one match, or left over, or left alone on the owner's word.
    let mut used = HashSet::new();
    for deposit in outcome.matches.iter().flat_map(|m| &m.deposits) {
        assert!(used.insert(*deposit), "{deposit} twice in {:?}", outcome.matches);
    }
    assert!(outcome.leftovers.iter().all(|l| used.insert(l.deposit)));
    let bank: BTreeMap<_, _> = shop.lines.iter().map(|l| (l.id, l)).collect();
    for found in outcome.matches.iter().filter(|m| m.proof != Proof::Wallet && m.proof != Proof::Owner) {
        let sum: Money = found.deposits.iter().map(|id| bank[id].amount).sum();
        assert_eq!(found.received, sum);
        assert!(found.deposits.iter().all(|id| bank[id].on <= shop.as_of));
    }
    let mut sales = HashSet::new();
    assert!(outcome.matches.iter().flat_map(|m| &m.sales).all(|sale| sales.insert(*sale)));
    for verdict in &outcome.verdicts {
        let arrived = matches!(verdict.state, State::Arrived | State::ArrivedLate);
        assert_eq!(arrived, sales.contains(&verdict.id));
        assert!((0.0..=1.0).contains(&verdict.confidence));
        if matches!(verdict.state, State::Overdue | State::NotArrived) {
            assert!(verdict.known_to >= verdict.due_on, "never an accusation for an uncovered day");
            assert!(!verdict.reasons.is_empty());
            assert!(verdict.reasons.iter().all(|r| !r.zh().is_empty() && !r.en().is_empty()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_identity_holds_and_the_order_does_not_matter(
        days in proptest::collection::vec(day(), 1..16),
        gap in proptest::option::of((0u64..12, 0u64..6)),
        as_of in 2u64..40,
        wallet in any::<bool>(),
        picks in proptest::collection::vec((0u8..8, any::<usize>(), any::<usize>()), 0..4),
        rotate in any::<usize>(),
    ) {
        let picks: Vec<_> = picks.iter().map(|(k, a, b)| (*k, a % 1000, b % 1000)).collect();
        let mut shop = build(&days, gap, as_of, wallet);
        decide(&mut shop, &picks);
        let outcome = shop.explain();
        check(&shop, &outcome);
        let before = canonical(&outcome);
        let turn = rotate % shop.transactions.len().max(1);
        shop.transactions.rotate_left(turn);
        shop.lines.reverse();
        shop.agreements.reverse();
        shop.coverage.reverse();
        prop_assert_eq!(before, canonical(&shop.explain()));
    }

    #[test]
    fn what_was_weighed_before_changes_nothing(
        days in proptest::collection::vec(day(), 1..16),
        gap in proptest::option::of((0u64..12, 0u64..6)),
        steps in proptest::collection::vec(0u64..40, 2..6),
        picks in proptest::collection::vec((0u8..8, any::<usize>(), any::<usize>()), 0..3),
    ) {
        let picks: Vec<_> = picks.iter().map(|(k, a, b)| (*k, a % 1000, b % 1000)).collect();
        let mut memory = Memory::default();
        for (step, as_of) in steps.into_iter().enumerate() {
            // More and more days, other days on which it is asked, and at last the owner's word.
            let shop_days = &days[..days.len().min(4 * (step + 1))];
            let mut shop = build(shop_days, gap, as_of, false);
            if step > 2 {
                decide(&mut shop, &picks);
            }
            let again = explain_again(&shop.world(), &mut memory);
            prop_assert_eq!(canonical(&again), canonical(&shop.explain()));
        }
    }
}
