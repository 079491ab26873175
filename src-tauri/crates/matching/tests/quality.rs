//! The matching keeps its quality: a few seeds of the bench's workloads, with room below the bench's goals.
#![allow(clippy::unwrap_used)]

#[path = "../benches/workload/mod.rs"]
mod workload;

use recoup_matching::{Memory, explain, explain_again};
use workload::{Noise, Pays, Plan, Score, Workload, score};

fn over(seeds: std::ops::RangeInclusive<u64>, plan: impl Fn(u64) -> Plan) -> Score {
    let mut sum = Score::default();
    for seed in seeds {
        let made = Workload::new(&plan(seed));
        let outcome = made.explain();
        assert!(outcome.totals.balance());
        sum.add(&score(&made, &outcome));
    }
    sum
}

#[test]
fn a_small_shops_missing_sales_are_named() {
    let found = over(1..=2, Plan::small);
    assert!(found.precision() >= 0.92 && found.recall() >= 0.92, "{found:?}");
    assert!(found.short_precision() >= 0.96 && found.short_recall() >= 0.97, "{found:?}");
    assert!(found.alarms_per_true() <= 1.05, "{found:?}");
}

#[test]
fn noise_that_nobody_tuned_for_does_not_break_it() {
    let found = over(501..=502, |seed| Plan { noise: Noise::UNSEEN, ..Plan::small(seed) });
    assert!(found.recall() >= 0.85, "{found:?}");
    assert!(found.short_precision() >= 0.8 && found.short_recall() >= 0.9, "{found:?}");
}

#[test]
fn numbers_in_memos_and_single_credits_are_matched() {
    let few = |seed, pays| Plan { pays, days: 120, ..Plan::small(seed) };
    let found = over(1..=2, |seed| few(seed, Pays::EachNumbered));
    assert!(found.precision() >= 0.96 && found.recall() >= 0.96, "{found:?}");
    let found = over(1..=2, |seed| few(seed, Pays::Each));
    assert!(found.precision() >= 0.9 && found.recall() >= 0.9, "{found:?}");
}

#[test]
fn the_same_workload_gives_the_same_bytes() {
    let plan = Plan { days: 90, ..Plan::busy(3, 1) };
    let bytes = |mut made: Workload| {
        let first = serde_json::to_string(&made.explain().findings).unwrap();
        made.lines.reverse();
        made.agreements.reverse();
        assert_eq!(first, serde_json::to_string(&made.explain().findings).unwrap());
        first
    };
    assert_eq!(bytes(Workload::new(&plan)), bytes(Workload::new(&plan)));
}

#[test]
fn one_more_day_weighs_only_what_it_touches() {
    let made = Workload::new(&Plan { days: 60, ..Plan::busy(7, 1) });
    let mut memory = Memory::default();
    let (mut anew, mut all) = (0, 0);
    for day in 0..4 {
        let mut world = made.world();
        world.as_of = workload::first_day() + chrono::Days::new(50 + day);
        let again = explain_again(&world, &mut memory);
        let whole = serde_json::to_string(&explain(&world)).unwrap();
        assert!(serde_json::to_string(&again).unwrap() == whole, "day {day}");
        if day > 0 {
            (anew, all) = (anew + memory.weighed().0, all + memory.weighed().1);
        }
    }
    assert!(anew > 0 && anew * 5 < all, "{anew} of {all} chains were weighed anew");
}
