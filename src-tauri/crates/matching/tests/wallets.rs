//! Balances of WeChat Pay and Alipay.
#![allow(clippy::unwrap_used)]

mod world;

use recoup_ledger::{AccountLine, Channel, Coverage, Kind, LineKind, Transaction};
use recoup_matching::{FindingKind, Proof, State, default_agreement};
use world::*;

const MERCHANT: &str = "1600000000";

fn wallet_shop() -> Shop {
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    shop.agreements.push(default_agreement(MERCHANT, "微信支付", true));
    for (at, gross, fee, order) in [
        ("2026-11-10T10:00:00", "52.27", "0.20", "420000128069602862"),
        ("2026-11-10T23:59:58", "7.97", "0.03", "420000121644715608"),
        ("2026-11-11T09:00:00", "446.77", "1.70", "420000124492283566"),
        ("2026-11-11T12:00:00", "31.00", "0.12", ""),
    ] {
        let mut txn = Transaction::sale(at.parse().unwrap(), yuan(gross));
        txn.merchant_no = MERCHANT.into();
        txn.channel = Channel::WeChat;
        txn.acquirer_order = order.into();
        txn.fee = Some(yuan(fee));
        shop.push(txn);
    }
    shop
}

fn flow_days(from: &str, to: &str) -> Coverage {
    Coverage { account: MERCHANT.into(), bank: false, from: d(from), to: d(to) }
}

#[test]
fn without_a_fund_flow_bill_nothing_is_missing() {
    let outcome = wallet_shop().explain();
    assert!(outcome.verdicts.iter().all(|v| v.state == State::Uncovered));
    assert_eq!(outcome.totals.uncovered, outcome.totals.expected);
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!(outcome.findings[0].kind, FindingKind::StatementGap);
    assert!(outcome.findings[0].settle_by.zh().contains("资金账单"));
}

#[test]
fn the_fund_flow_bill_credits_the_sales() {
    let mut shop = wallet_shop();
    shop.coverage.push(flow_days("2026-11-01", "2026-11-20"));
    shop.wallet(MERCHANT, LineKind::WalletTrade, "2026-11-10T10:00:03", "52.27", "420000128069602862");
    shop.wallet(MERCHANT, LineKind::WalletFee, "2026-11-10T10:00:03", "-0.20", "420000128069602862");
    shop.wallet(MERCHANT, LineKind::WalletTrade, "2026-11-11T00:00:01", "7.97", "420000121644715608");
    shop.wallet(MERCHANT, LineKind::WalletTrade, "2026-11-11T12:01:30", "31.00", "");
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [2]);
    assert_eq!(outcome.verdicts[2].state, State::NotArrived);
    assert_eq!(outcome.verdicts[1].state, State::Arrived, "two seconds over midnight are not late");
    assert_eq!(outcome.totals.arrived, yuan("90.89"), "net of fees: 52.07 + 7.94 + 30.88");
    assert_eq!(outcome.matches.iter().filter(|m| m.proof == Proof::Wallet).count(), 3);
    // A fee that the bill states differently is a fee difference.
    shop.lines[1].amount = yuan("-0.31");
    let outcome = shop.explain();
    assert_eq!(outcome.totals.fee_difference, yuan("0.11"));
    // The bill is younger than the question: not missing yet.
    shop.coverage[1] = flow_days("2026-11-01", "2026-11-10");
    shop.lines.retain(|l| l.on <= d("2026-11-10"));
    let outcome = shop.explain();
    assert_eq!(missing(&outcome), [1], "due and covered on the last day of the bill");
    assert_eq!(outcome.verdicts[2].state, State::Uncovered);
}

#[test]
fn a_fee_known_only_from_the_bill() {
    let mut shop = wallet_shop();
    shop.coverage.push(flow_days("2026-11-01", "2026-11-20"));
    shop.transactions[0].fee = None;
    shop.wallet(MERCHANT, LineKind::WalletTrade, "2026-11-10T10:00:03", "52.27", "420000128069602862");
    shop.wallet(MERCHANT, LineKind::WalletFee, "2026-11-10T10:00:03", "-0.20", "420000128069602862");
    let outcome = shop.explain();
    assert_eq!((outcome.verdicts[0].net, outcome.verdicts[0].fee), (yuan("52.07"), Some(yuan("0.20"))));
    assert_eq!(outcome.totals.fee_difference, yuan("0"));
}

#[test]
fn a_refund_inside_the_balance() {
    let mut shop = wallet_shop();
    shop.coverage.push(flow_days("2026-11-01", "2026-11-20"));
    let refund = shop.counter(2, Kind::Refund, "2026-11-12T10:00:00", "446.77", "1.70");
    shop.transactions[refund].refund_no = "50308069602862".into();
    shop.wallet(MERCHANT, LineKind::WalletTrade, "2026-11-11T09:00:03", "446.77", "420000124492283566");
    shop.wallet(MERCHANT, LineKind::WalletRefund, "2026-11-12T10:00:03", "-446.77", "420000124492283566");
    let outcome = shop.explain();
    assert_eq!(outcome.verdicts[2].state, State::Arrived);
    assert_eq!(outcome.verdicts[refund].state, State::Arrived);
    assert_eq!(outcome.totals.arrived, yuan("0"));
}

#[test]
fn a_withdrawal_is_looked_for_at_the_bank() {
    let mut shop = wallet_shop();
    shop.coverage.push(flow_days("2026-11-01", "2026-11-20"));
    shop.wallet(MERCHANT, LineKind::WalletWithdrawal, "2026-11-12T08:00:00", "-90.00", "");
    let outcome = shop.explain();
    let finding = outcome.findings.iter().find(|f| f.kind == FindingKind::WithdrawalNotArrived).unwrap();
    assert_eq!(finding.amount, yuan("90.00"));
    let mut line = AccountLine::bank(d("2026-11-13"), yuan("90.00"));
    line.account = ACCOUNT.into();
    line.counterparty = "财付通支付科技有限公司".into();
    shop.push_line(line);
    let outcome = shop.explain();
    assert!(outcome.findings.iter().all(|f| f.kind != FindingKind::WithdrawalNotArrived));
    let found = outcome.matches.iter().find(|m| m.proof == Proof::Withdrawal).unwrap();
    assert_eq!(found.deposits, [shop.lines[0].id, shop.lines[1].id]);
    assert!(outcome.leftovers.is_empty());
}

#[test]
fn a_withdrawal_over_the_national_day_is_not_missed() {
    let mut shop = wallet_shop();
    shop.coverage.push(flow_days("2026-09-01", "2026-11-20"));
    // The third working day after it is 10-10, a Saturday worked.
    shop.wallet(MERCHANT, LineKind::WalletWithdrawal, "2026-09-30T18:00:00", "-90.00", "");
    assert_eq!(lost_withdrawals(&shop.explain()).len(), 1);
    for (on, found) in [("2026-10-08", true), ("2026-10-10", true), ("2026-10-11", false)] {
        let came = shop.line(on, "90.00", "财付通支付科技有限公司", "");
        assert_eq!(lost_withdrawals(&shop.explain()).is_empty(), found, "{on}");
        shop.lines.remove(came);
    }
}

/// Two balances whose bills do not say whose they are, each with one sale and one withdrawal.
fn two_nameless_balances(files: [u32; 2]) -> Shop {
    const OTHER: &str = "2088000000000001";
    let mut shop = Shop::new("2026-11-20", "2026-11-20");
    for ((merchant, name), file) in [(MERCHANT, "微信支付"), (OTHER, "支付宝")].into_iter().zip(files)
    {
        shop.agreements.push(default_agreement(merchant, name, true));
        let order = format!("4200001{merchant}");
        let place = shop.sale("2026-11-10T10:00:00", "52.27", "0.20");
        shop.transactions[place].merchant_no = merchant.into();
        shop.transactions[place].acquirer_order = order.clone();
        shop.coverage.push(Coverage { account: merchant.into(), ..flow_days("2026-11-01", "2026-11-20") });
        let trade = shop.wallet("", LineKind::WalletTrade, "2026-11-10T10:00:03", "52.27", &order);
        let taken = shop.wallet("", LineKind::WalletWithdrawal, "2026-11-12T08:00:00", "-50.00", "");
        shop.lines[trade].origin.import = file;
        shop.lines[taken].origin.import = file;
    }
    shop
}

fn lost_withdrawals(outcome: &recoup_matching::Outcome) -> Vec<recoup_ledger::DepositId> {
    let lost = outcome.findings.iter().filter(|f| f.kind == FindingKind::WithdrawalNotArrived);
    let mut lines: Vec<_> = lost.filter_map(|f| f.deposit).collect();
    lines.sort();
    lines
}

#[test]
fn a_line_without_an_account_belongs_to_one_balance() {
    let mut shop = two_nameless_balances([1, 2]);
    let outcome = shop.explain();
    assert!(outcome.verdicts.iter().all(|v| v.state == State::Arrived), "told apart by order number");
    let mut both = [shop.lines[1].id, shop.lines[3].id];
    both.sort();
    assert_eq!(lost_withdrawals(&outcome), both, "each once");
    // The bank shows Alipay's money: the withdrawal of Alipay's file is the one that came.
    let mut line = AccountLine::bank(d("2026-11-13"), yuan("50.00"));
    line.account = ACCOUNT.into();
    line.counterparty = "支付宝（中国）网络技术有限公司客户备付金".into();
    let came = shop.push_line(line);
    let outcome = shop.explain();
    assert_eq!(lost_withdrawals(&outcome), [shop.lines[1].id]);
    let found = outcome.matches.iter().find(|m| m.proof == Proof::Withdrawal).unwrap();
    assert_eq!(found.deposits, [shop.lines[3].id, shop.lines[came].id]);
}

#[test]
fn a_withdrawal_that_may_be_anybodys_is_nobodys() {
    let shop = two_nameless_balances([1, 1]);
    let outcome = shop.explain();
    assert!(outcome.verdicts.iter().all(|v| v.state == State::Arrived), "order numbers still tell");
    assert_eq!(lost_withdrawals(&outcome), [], "no accusation for a line of unknown owner");
}

#[test]
fn two_agreements_of_one_balance_look_for_a_withdrawal_once() {
    let mut shop = wallet_shop();
    let mut twin = default_agreement(MERCHANT, "微信支付", true);
    twin.scope = recoup_ledger::Scope::Card;
    shop.agreements.push(twin);
    shop.coverage.push(flow_days("2026-11-01", "2026-11-20"));
    let taken = shop.wallet(MERCHANT, LineKind::WalletWithdrawal, "2026-11-12T08:00:00", "-90.00", "");
    assert_eq!(lost_withdrawals(&shop.explain()), [shop.lines[taken].id]);
}
