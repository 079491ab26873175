//! Invented shops with every noise that settlement is known to have, and the truth beside them.
//!
//! The same plan gives the same workload on every machine. Nothing here is a real shop's data; the rates are those of
//! the market (0.38 % for codes, 0.50 % capped at 20 yuan for debit cards, 0.60 % for credit cards).
//!
//! What goes wrong, and how often, stands in [`Noise`]; the shapes that the matcher's model does not assume are
//! [`Odd`]. [`Workload::lost`] names the sales that no credit contains: that is the question the matcher has to answer.
#![allow(dead_code, clippy::unwrap_used)]

mod amounts;
pub mod files;
mod money;
mod score;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use recoup_ledger::calendar::Year;
use recoup_ledger::{
    AccountLine, Agreement, Billing, Calendar, CardKind, Channel, Coverage, Cycle, Kind, Money, PaysInto,
    RateRule, Scope, Transaction, TxnId,
};
use recoup_matching::{Outcome, World, explain};

pub use amounts::Prices;
#[allow(unused_imports)] // tests use a part
pub use score::{BUCKETS, Score, score, share, wrong};

/// How the acquirer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    /// One net credit for each due day and kind of payment (cards, codes).
    Net,
    /// The same, with the number of transactions in the memo (共42笔).
    NetCounted,
    /// One credit for each sale; its order number in the memo.
    EachNumbered,
    /// One credit for each sale, without a number.
    Each,
}

/// What goes wrong. Shares are of the things that they happen to.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    /// Sales that are in no credit.
    pub lost: f64,
    /// Sales charged at another rate of the market.
    pub wrong_fee: f64,
    /// Sales that come with the next due day's credit.
    pub late_sale: f64,
    /// Sales given back within five days.
    pub refund: f64,
    /// Refunds of which the acquirer keeps the fee.
    pub refund_keeps_fee: f64,
    /// Credits booked one to three days late.
    pub late_credit: f64,
    /// Payouts in two or three credits, the last perhaps a day later.
    pub split: f64,
    /// Payouts paid together with the next one.
    pub merge: f64,
    /// Fees of exactly half a fen that the acquirer rounds down.
    pub half_fen_down: f64,
    /// Lines a day that are no payouts (suppliers, rent, private transfers).
    pub unrelated: f64,
    /// Credits whose memo names the trading days.
    pub days_in_memo: f64,
    /// Order numbers in memos that are cut, full-width, or unreadable.
    pub damaged: f64,
}

impl Noise {
    /// The noise that the goals are stated for.
    pub const USUAL: Noise = Noise {
        lost: 0.002,
        wrong_fee: 0.002,
        late_sale: 0.001,
        refund: 0.005,
        refund_keeps_fee: 0.1,
        late_credit: 0.01,
        split: 0.01,
        merge: 0.005,
        half_fen_down: 0.05,
        unrelated: 0.5,
        days_in_memo: 0.3,
        damaged: 0.03,
    };
    /// Other shares than any that the matcher was tuned on.
    pub const UNSEEN: Noise = Noise {
        lost: 0.003,
        wrong_fee: 0.001,
        late_sale: 0.002,
        refund: 0.012,
        refund_keeps_fee: 0.3,
        late_credit: 0.03,
        split: 0.02,
        merge: 0.015,
        half_fen_down: 0.5,
        unrelated: 1.5,
        days_in_memo: 0.1,
        damaged: 0.06,
    };
}

/// Shapes that the matcher's model does not assume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    Nothing,
    /// From the 46th day on, codes cost 0.45 % instead of the agreed 0.38 %.
    RateChange,
    /// 99 yuan for the terminal are kept back from the first card payout of every month.
    Rental,
    /// One sale in two thousand is taken back from a payout two to six weeks later, without a record.
    Chargeback,
    /// Two merchant numbers of one acquirer pay into one account.
    SharedAccount,
    /// The till's clock is 20 minutes fast: sales shortly before the cut-off seem to lie after it.
    FastClock,
}

/// One workload.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    /// Each shop has a merchant number, an account, and two agreements: cards (T1, 23:00) and codes (D1, midnight).
    pub shops: u32,
    pub days: u32,
    /// Sales a day and shop.
    pub per_day: u32,
    pub pays: Pays,
    pub noise: Noise,
    pub odd: Odd,
    pub prices: Prices,
}

impl Plan {
    /// A small shop: 60 sales a day for a year.
    pub fn small(seed: u64) -> Plan {
        Plan {
            seed,
            shops: 1,
            days: 365,
            per_day: 60,
            pays: Pays::Net,
            noise: Noise::USUAL,
            odd: Odd::Nothing,
            prices: Prices::Mixed,
        }
    }

    /// Busy shops: about 200 sales in a credit, a million in all when there are eight of them.
    pub fn busy(seed: u64, shops: u32) -> Plan {
        Plan { shops, per_day: 342, ..Plan::small(seed) }
    }
}

/// Records, statement and truth.
pub struct Workload {
    pub transactions: Vec<Transaction>,
    pub lines: Vec<AccountLine>,
    pub agreements: Vec<Agreement>,
    pub coverage: Vec<Coverage>,
    pub calendar: Calendar,
    pub as_of: NaiveDate,
    /// Places of the sales that never came, in order.
    pub lost: Vec<u32>,
    /// For every transaction its agreement's id and due day.
    pub due: Vec<(u32, NaiveDate)>,
    /// What the contract lets the shop expect of each, in fen.
    pub owed: Vec<i64>,
    /// What else went wrong: place, what happened, by how many fen the credit is less for it.
    pub mishaps: Vec<(u32, &'static str, i64)>,
}

impl Workload {
    pub fn world(&self) -> World<'_> {
        World {
            transactions: &self.transactions,
            lines: &self.lines,
            agreements: &self.agreements,
            coverage: &self.coverage,
            calendar: &self.calendar,
            typed: &[],
            joined: &recoup_matching::records::NOTHING,
            decisions: &[],
            as_of: self.as_of,
        }
    }

    pub fn explain(&self) -> Outcome {
        explain(&self.world())
    }

    pub fn new(plan: &Plan) -> Workload {
        let first = first_day();
        let last = first + Days::new(u64::from(plan.days) + 70);
        let mut made = Workload {
            transactions: Vec::new(),
            lines: Vec::new(),
            agreements: Vec::new(),
            coverage: Vec::new(),
            calendar: calendar(),
            as_of: last,
            lost: Vec::new(),
            due: Vec::new(),
            owed: Vec::new(),
            mishaps: Vec::new(),
        };
        let mut dice = Dice::new(plan.seed);
        let mut payouts = money::Payouts::default();
        for shop in 0..plan.shops {
            made.agreements.extend(agreements(plan, shop));
            let account = account(plan, shop);
            if made.coverage.iter().all(|c| c.account != account) {
                made.coverage.push(Coverage { account, bank: true, from: first, to: last });
            }
            for day in 0..plan.days {
                made.sell(plan, shop, first + Days::new(u64::from(day)), &mut dice, &mut payouts);
            }
        }
        payouts.pay(plan, &mut dice, &mut made);
        made
    }

    /// One shop's day.
    fn sell(
        &mut self,
        plan: &Plan,
        shop: u32,
        day: NaiveDate,
        dice: &mut Dice,
        payouts: &mut money::Payouts,
    ) {
        let factor = if plan.calendar_is_off(&self.calendar, day) { 130 } else { 90 };
        let sales = plan.per_day * factor / 100;
        for n in 0..sales {
            // 08:00 to 23:40, so that some lie beyond the cards' cut-off.
            let second = 28_800 + i64::from(n) * 56_400 / i64::from(sales) + dice.below(40) as i64;
            let (channel, card_kind) = match dice.below(100) {
                0..38 => (Channel::WeChat, CardKind::Unknown),
                38..63 => (Channel::Alipay, CardKind::Unknown),
                63..70 => (Channel::UnionPayQr, CardKind::Unknown),
                70..83 => (Channel::Card, CardKind::Debit),
                _ => (Channel::Card, CardKind::Credit),
            };
            let mut txn = Transaction::sale(
                day.and_time(NaiveTime::MIN) + TimeDelta::seconds(second),
                Money::from_fen(plan.prices.draw(channel == Channel::Card, dice)),
            );
            (txn.channel, txn.card_kind) = (channel, card_kind);
            txn.merchant_no = merchant(shop);
            txn.terminal_no = format!("T{shop:03}{:04}", dice.below(3));
            let place = self.transactions.len() as u128;
            txn.reference = format!("{:012}", 100_000_000_000 + place * 7_919);
            txn.acquirer_order = format!("4200{:024}", (place + 1) * 6_700_417_982_451_653);
            let refund = dice.chance(plan.noise.refund);
            self.record(plan, shop, txn.clone(), refund, dice, payouts);
            if refund {
                let mut back = txn;
                back.kind = Kind::Refund;
                back.gross = -back.gross;
                back.at += TimeDelta::days(1 + dice.below(5) as i64);
                back.refund_no = format!("R{}", back.reference);
                if back.at.date() < first_day() + Days::new(u64::from(plan.days)) {
                    self.record(plan, shop, back, true, dice, payouts);
                }
            }
        }
    }

    /// Puts a transaction into the books and, unless it gets lost, into a payout.
    fn record(
        &mut self,
        plan: &Plan,
        shop: u32,
        mut txn: Transaction,
        refund: bool,
        dice: &mut Dice,
        payouts: &mut money::Payouts,
    ) {
        let place = self.transactions.len() as u32;
        let agreement = shop * 2 + u32::from(txn.channel == Channel::Card);
        let terms = &self.agreements[agreement as usize];
        let clears = clearing(&txn, terms);
        let due = due(terms, clears, &self.calendar);
        let agreed = terms.rate(txn.channel, txn.card_kind).unwrap().fee(txn.gross).fen();
        let (charged, kind) = money::charged(plan, &txn, terms, clears, agreed, dice);
        if plan.odd == Odd::FastClock {
            txn.at += TimeDelta::minutes(20);
        }
        txn.id = TxnId::of(&["workload", &plan.seed.to_string(), &place.to_string()]);
        let key = (agreement, due);
        let net = txn.gross.fen() - charged;
        let clean = kind == money::Fee::Agreed && !refund;
        if clean && dice.chance(plan.noise.lost) {
            self.lost.push(place);
        } else if clean && dice.chance(plan.noise.late_sale) {
            payouts.add((agreement, next_due(terms, due, &self.calendar)), place, net, clears);
            self.mishaps.push((place, "late", net));
        } else {
            payouts.add(key, place, net, clears);
        }
        if charged != agreed {
            self.mishaps.push((place, "fee", charged - agreed));
        }
        let seen = due_of(&txn, terms, &self.calendar);
        self.due.push((terms.id, seen));
        self.owed.push(txn.gross.fen() - agreed);
        self.transactions.push(txn);
    }
}

impl Plan {
    fn calendar_is_off(&self, calendar: &Calendar, day: NaiveDate) -> bool {
        !calendar.is_working(day)
    }
}

fn clearing(txn: &Transaction, terms: &Agreement) -> NaiveDate {
    let after = terms.cut_off.is_some_and(|cut_off| txn.at.time() >= cut_off);
    txn.at.date() + Days::new(u64::from(after))
}

fn due(terms: &Agreement, clears: NaiveDate, calendar: &Calendar) -> NaiveDate {
    if terms.cycle == Cycle::T1 { calendar.next_working(clears) } else { clears + Days::new(1) }
}

fn due_of(txn: &Transaction, terms: &Agreement, calendar: &Calendar) -> NaiveDate {
    due(terms, clearing(txn, terms), calendar)
}

fn next_due(terms: &Agreement, due: NaiveDate, calendar: &Calendar) -> NaiveDate {
    if terms.cycle == Cycle::T1 { calendar.next_working(due) } else { due + Days::new(1) }
}

pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 2).unwrap()
}

pub fn merchant(shop: u32) -> String {
    format!("898{:012}", 100_000 + u64::from(shop) * 7)
}

pub fn account(plan: &Plan, shop: u32) -> String {
    let number = if plan.odd == Odd::SharedAccount { 0 } else { shop };
    format!("4500{number:08}")
}

fn agreements(plan: &Plan, shop: u32) -> [Agreement; 2] {
    let rate = |channel, card_kind, bp: i64, cap: Option<i64>| RateRule {
        channel: Some(channel),
        card_kind,
        rate: rust_decimal::Decimal::new(bp, 4),
        cap: cap.map(Money::from_fen),
        min: None,
    };
    let base = |id, scope, cycle, cut_off, rates| Agreement {
        id,
        merchant_no: merchant(shop),
        scope,
        acquirer: "银联商务".to_owned(),
        cycle,
        cut_off,
        rates,
        billing: Billing::Net,
        pays_into: PaysInto::Account(account(plan, shop)),
        payers: Vec::new(),
        confirmed: true,
    };
    let codes = [Channel::WeChat, Channel::Alipay, Channel::UnionPayQr];
    let codes = codes.map(|channel| rate(channel, None, 38, None)).to_vec();
    let cards = vec![
        rate(Channel::Card, Some(CardKind::Debit), 50, Some(2_000)),
        rate(Channel::Card, Some(CardKind::Credit), 60, None),
    ];
    [
        base(shop * 2 + 1, Scope::Qr, Cycle::D1, None, codes),
        base(shop * 2 + 2, Scope::Card, Cycle::T1, NaiveTime::from_hms_opt(23, 0, 0), cards),
    ]
}

/// The State Council's rests of 2025 (国办发明电〔2024〕12号).
fn calendar() -> Calendar {
    let d = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    let mut off: Vec<(NaiveDate, String)> = vec![(d(1, 1), "元旦".into())];
    for (from, to, name) in [
        (d(1, 28), d(2, 4), "春节"),
        (d(4, 4), d(4, 6), "清明节"),
        (d(5, 1), d(5, 5), "劳动节"),
        (d(5, 31), d(6, 2), "端午节"),
        (d(10, 1), d(10, 8), "国庆节"),
    ] {
        off.extend(from.iter_days().take_while(|day| *day <= to).map(|day| (day, name.to_owned())));
    }
    let worked = [d(1, 26), d(2, 8), d(4, 27), d(9, 28), d(10, 11)];
    let work_on_weekend = worked.map(|day| (day, "调休".to_owned())).to_vec();
    Calendar::new(&BTreeMap::from([(2025, Year { status: "official".into(), off, work_on_weekend })]))
}

/// Numbers that are the same on every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below `below`.
    pub fn below(&mut self, below: u64) -> u64 {
        self.next() % below
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// From 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}
