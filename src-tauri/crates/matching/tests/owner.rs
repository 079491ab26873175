//! The owner's decisions win over the machine.
#![allow(clippy::unwrap_used)]

mod world;

use recoup_matching::{Decision, FindingKind, PayoutState, Proof, State};
use world::*;

/// A day of three sales; nothing fits.
fn shop() -> Shop {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    shop.sale("2026-11-10T10:00:00", "100.00", "0.38");
    shop.sale("2026-11-10T11:00:00", "251.30", "0.95");
    shop.sale("2026-11-11T12:00:00", "66.00", "0.25");
    shop
}

#[test]
fn a_group_by_hand() {
    let mut shop = shop();
    shop.line("2026-11-14", "349.00", "某某商贸", "往来");
    assert_eq!(missing(&shop.explain()), [0, 1, 2]);
    let (deposit, sales) = (shop.lines[0].id, shop.transactions[..2].iter().map(|t| t.id).collect());
    shop.decisions.push(Decision::Match { deposit, sales });
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [2]);
    assert_eq!(outcome.verdicts[0].state, State::ArrivedLate);
    assert_eq!((outcome.matches[0].proof, outcome.matches[0].confidence), (Proof::Owner, 1.0));
    assert_eq!(outcome.totals.fee_difference, yuan("0.97"), "349.97 less 349.00");
    // Undone, the line is left alone even where it would fit.
    shop.decisions.push(Decision::Unmatch { deposit });
    shop.lines[0].amount = yuan("349.97");
    assert_eq!(missing(&shop.explain()), [0, 1, 2]);
    // The newest wins again.
    let sales = vec![shop.transactions[2].id];
    shop.decisions.push(Decision::Match { deposit, sales });
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [0, 1]);
    assert_eq!(outcome.findings.iter().filter(|f| f.kind == FindingKind::OverCredited).count(), 1);
}

#[test]
fn a_settled_sale_is_explained_and_its_day_still_fits() {
    let mut shop = shop();
    let why = "顾客改付现金".to_owned();
    shop.decisions.push(Decision::Settle { sale: shop.transactions[0].id, why: why.clone() });
    shop.credit("2026-11-11", "250.35", "");
    shop.credit("2026-11-12", "65.75", "");
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[0].state, State::Explained);
    assert_eq!(outcome.verdicts[0].reasons[0].zh(), format!("店主说明：{why}"));
    assert!(missing(&outcome).is_empty());
    assert_eq!(outcome.totals.explained, yuan("99.62"));
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    // Its money came after all: that is stronger than a memory.
    shop.lines[0].amount = yuan("349.97");
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[0].state, State::Arrived);
    assert_eq!(payout(&outcome, "2026-11-10").state, PayoutState::Paid);
}

#[test]
fn a_rejected_story_is_not_told_again() {
    let mut shop = shop();
    shop.credit("2026-11-11", "250.35", ""); // the first sale's 99.62 are lacking
    shop.credit("2026-11-12", "65.75", "");
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [0]);
    let finding = outcome.findings.iter().find(|f| f.kind == FindingKind::NotArrived).unwrap().id;
    shop.decisions.push(Decision::Reject { finding });
    let outcome = shop.explain();
    assert!(missing(&outcome).is_empty());
    assert_eq!(outcome.totals.unexplained, yuan("99.62"), "the money is still lacking");
    let finding = outcome.findings.iter().find(|f| f.kind == FindingKind::Short).unwrap().id;
    shop.decisions.push(Decision::Reject { finding });
    assert!(shop.explain().findings.is_empty());
}

#[test]
fn a_rejected_payout_is_explained() {
    let mut shop = shop();
    shop.credit("2026-11-12", "65.75", "");
    let finding = shop.explain().findings[0].id;
    shop.decisions.push(Decision::Reject { finding });
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[0].state, State::Explained);
    assert_eq!(outcome.totals.explained, yuan("349.97"));
}

#[test]
fn decisions_are_plain_json_and_unknown_ids_do_no_harm() {
    let mut shop = shop();
    let settle = Decision::Settle { sale: shop.transactions[0].id, why: "x".into() };
    let text = serde_json::to_string(&settle).unwrap();
    assert!(text.starts_with(r#"{"kind":"settle","sale":"S"#), "{text}");
    assert_eq!(serde_json::from_str::<Decision>(&text).unwrap(), settle);
    let gone = recoup_ledger::DepositId::of(&["gone"]);
    shop.decisions = vec![
        Decision::Match { deposit: gone, sales: vec![shop.transactions[0].id] },
        Decision::Unmatch { deposit: gone },
        Decision::Settle { sale: recoup_ledger::TxnId::of(&["gone"]), why: String::new() },
    ];
    assert_eq!(missing(&shop.explain()), [0, 1, 2]);
}

/// A slip alone does not say what else was paid that day: a larger or smaller credit of the acquirer explains nothing.
#[test]
fn no_shortfall_is_read_from_a_day_known_from_slips_alone() {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    let slip = shop.sale("2026-11-05T12:30:00", "8888.88", "");
    shop.credit("2026-11-06", "1923.17", "");
    shop.typed = vec![shop.transactions[slip].id];
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [slip]);
    assert!(outcome.findings.iter().all(|f| f.kind != FindingKind::Short), "{:?}", outcome.findings);
}
