//! From what was sold to what the bank books.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use recoup_ledger::{AccountLine, Agreement, CardKind, Channel, DepositId, Money, Transaction};

use super::{Dice, Odd, Pays, Plan, Workload, account, first_day};

/// Rates of the market in hundredths of a percent, from which a wrong one is drawn.
const RATES: [i64; 14] = [20, 25, 30, 35, 38, 40, 45, 50, 55, 60, 63, 65, 78, 100];
const PAYER: &str = "银联商务股份有限公司客户备付金";

/// Whether the fee is the agreed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fee {
    Agreed,
    Other,
}

/// What the acquirer charges, in fen.
pub fn charged(
    plan: &Plan,
    txn: &Transaction,
    terms: &Agreement,
    clears: NaiveDate,
    agreed: i64,
    dice: &mut Dice,
) -> (i64, Fee) {
    let gross = txn.gross.fen();
    if gross < 0 {
        let keeps = dice.chance(plan.noise.refund_keeps_fee);
        return if keeps { (0, Fee::Other) } else { (agreed, Fee::Agreed) };
    }
    let at = |rate: i64| (gross * rate + 5_000) / 10_000;
    if plan.odd == Odd::RateChange && txn.channel != Channel::Card && clears >= first_day() + Days::new(45) {
        return (at(45), Fee::Agreed);
    }
    if dice.chance(plan.noise.wrong_fee) {
        let fee = at(RATES[dice.below(RATES.len() as u64) as usize]);
        return (fee, if fee == agreed { Fee::Agreed } else { Fee::Other });
    }
    let rate = terms.rate(txn.channel, txn.card_kind).map_or(38, |rule| match (txn.channel, txn.card_kind) {
        (Channel::Card, CardKind::Debit) => 50,
        (Channel::Card, _) => 60,
        _ => i64::from(rule.rate > rust_decimal::Decimal::ZERO) * 38,
    });
    let half = gross * rate % 10_000 == 5_000;
    if half && agreed == at(rate) && dice.chance(plan.noise.half_fen_down) {
        return (agreed - 1, Fee::Agreed);
    }
    (agreed, Fee::Agreed)
}

/// One payout: rows with their net, in fen.
#[derive(Debug, Default, Clone)]
struct Payout {
    rows: Vec<(u32, i64)>,
    days: Option<(NaiveDate, NaiveDate)>,
    less: i64,
}

/// What is paid for every agreement and due day.
#[derive(Default)]
pub struct Payouts {
    by_day: BTreeMap<(u32, NaiveDate), Payout>,
}

impl Payouts {
    pub fn add(&mut self, key: (u32, NaiveDate), row: u32, net: i64, clears: NaiveDate) {
        let payout = self.by_day.entry(key).or_default();
        payout.rows.push((row, net));
        let (from, to) = payout.days.unwrap_or((clears, clears));
        payout.days = Some((from.min(clears), to.max(clears)));
    }

    pub fn pay(mut self, plan: &Plan, dice: &mut Dice, made: &mut Workload) {
        self.be_odd(plan, dice);
        let keys: Vec<(u32, NaiveDate)> = self.by_day.keys().copied().collect();
        let mut carried: BTreeMap<u32, Payout> = BTreeMap::new();
        for (agreement, due) in keys {
            let Some(mut payout) = self.by_day.remove(&(agreement, due)) else { continue };
            let merges = plan.pays != Pays::Each && plan.pays != Pays::EachNumbered;
            if let Some(before) = carried.remove(&agreement) {
                let days = (before.days, payout.days);
                payout.rows.extend(before.rows);
                payout.less += before.less;
                if let (Some(a), Some(b)) = days {
                    payout.days = Some((a.0.min(b.0), a.1.max(b.1)));
                }
            }
            let net = payout.rows.iter().map(|(_, net)| net).sum::<i64>() - payout.less;
            // What nobody pays after it is paid now, however little.
            let last = self.by_day.range((agreement, due)..).next().is_none_or(|(key, _)| key.0 != agreement);
            if !last && merges && (net <= 0 || dice.chance(plan.noise.merge)) {
                carried.insert(agreement, payout);
                continue;
            }
            if merges {
                credit_whole(plan, dice, made, (agreement, due), &payout, net);
            } else {
                credit_each(plan, dice, made, (agreement, due), &payout);
            }
        }
        unrelated(plan, dice, made);
    }

    fn be_odd(&mut self, plan: &Plan, dice: &mut Dice) {
        let keys: Vec<(u32, NaiveDate)> = self.by_day.keys().copied().collect();
        match plan.odd {
            Odd::Rental => {
                let mut seen = std::collections::BTreeSet::new();
                for key in keys.into_iter().filter(|(agreement, _)| agreement % 2 == 1) {
                    if seen.insert((key.0, key.1.month()))
                        && let Some(payout) = self.by_day.get_mut(&key)
                    {
                        payout.less += 9_900;
                    }
                }
            }
            Odd::Chargeback => {
                for (i, key) in keys.iter().enumerate() {
                    let rows = self.by_day[key].rows.clone();
                    for (_, net) in rows.into_iter().filter(|(_, net)| *net > 0) {
                        if dice.chance(0.0005) {
                            let later = i + 14 + dice.below(28) as usize;
                            if let Some(other) = keys.get(later).filter(|other| other.0 == key.0) {
                                self.by_day.entry(*other).or_default().less += net;
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

fn credit_whole(
    plan: &Plan,
    dice: &mut Dice,
    made: &mut Workload,
    (agreement, due): (u32, NaiveDate),
    payout: &Payout,
    net: i64,
) {
    if net <= 0 {
        return;
    }
    let late = if dice.chance(plan.noise.late_credit) { 1 + dice.below(3) } else { 0 };
    let mut on = due + Days::new(late);
    let mut pieces = vec![net];
    if dice.chance(plan.noise.split) && net > 10_000 {
        let cut = net / 5 + dice.below((net / 2) as u64) as i64;
        pieces = vec![cut, net - cut];
        if dice.below(3) == 0 {
            let cut = pieces[1] / 3;
            pieces = vec![pieces[0], cut, pieces[1] - cut];
        }
    }
    let count = pieces.len();
    for (i, piece) in pieces.into_iter().enumerate() {
        if i > 0 && i + 1 == count && dice.below(2) == 0 {
            on = on + Days::new(1);
        }
        let mut memo = match dice.below(4) {
            0 => String::new(),
            1 => "商户资金清算".to_owned(),
            2 => format!("POS清算{:06}", dice.below(1_000_000)),
            _ => "特约商户资金清算转入".to_owned(),
        };
        if dice.chance(plan.noise.days_in_memo)
            && let Some((from, to)) = payout.days
        {
            memo = format!("{}-{}清算款", from.format("%m%d"), to.format("%m%d"));
        }
        if plan.pays == Pays::NetCounted && count == 1 {
            memo.push_str(&format!(" 共{}笔", payout.rows.len()));
        }
        line(plan, made, agreement / 2, on, piece, PAYER, memo);
    }
}

fn credit_each(
    plan: &Plan,
    dice: &mut Dice,
    made: &mut Workload,
    (agreement, due): (u32, NaiveDate),
    payout: &Payout,
) {
    for (row, net) in &payout.rows {
        if *net <= 0 {
            // A refund is taken from the balance; the statement shows it as a debit.
            line(plan, made, agreement / 2, due, *net, PAYER, "退款".to_owned());
            continue;
        }
        let late = if dice.chance(plan.noise.late_credit / 10.0) { 1 + dice.below(3) } else { 0 };
        let mut memo = "商户清算".to_owned();
        if plan.pays == Pays::EachNumbered {
            let order = &made.transactions[*row as usize].acquirer_order;
            memo = if !dice.chance(plan.noise.damaged) {
                format!("商户清算 订单{order}")
            } else {
                match dice.below(3) {
                    0 => format!("订单尾号{}", &order[order.len() - 12..]),
                    1 => order.chars().map(wide).collect(),
                    _ => format!("订单{}*", &order[..9]),
                }
            };
        }
        line(plan, made, agreement / 2, due + Days::new(late), *net, PAYER, memo);
    }
}

/// A digit in full width.
fn wide(c: char) -> char {
    char::from_u32(c as u32 + 0xfee0).unwrap_or(c)
}

fn unrelated(plan: &Plan, dice: &mut Dice, made: &mut Workload) {
    for shop in 0..plan.shops {
        for day in 0..plan.days {
            if !dice.chance(plan.noise.unrelated.min(1.0)) {
                continue;
            }
            let on = first_day() + Days::new(u64::from(day));
            let fen = 1_000 + dice.below(400_000) as i64;
            let (sign, payer, memo) = match dice.below(4) {
                0 => (1, "李四商贸", "货款"),
                1 => (-1, "电力公司", "电费"),
                2 => (1, "王五", "转账"),
                _ => (-1, "某某物业", "房租"),
            };
            line(plan, made, shop, on, sign * fen, payer, memo.to_owned());
        }
    }
}

fn line(plan: &Plan, made: &mut Workload, shop: u32, on: NaiveDate, fen: i64, payer: &str, memo: String) {
    if fen == 0 {
        return;
    }
    let mut line = AccountLine::bank(on, Money::from_fen(fen));
    line.id = DepositId::of(&["workload", &plan.seed.to_string(), &made.lines.len().to_string()]);
    line.account = account(plan, shop);
    line.counterparty = payer.to_owned();
    line.memo = memo;
    made.lines.push(line);
}
