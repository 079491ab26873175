//! How long `explain` takes: three shops, each with 10 000, 100 000 and 1 000 000 sales over two years.
//!
//! `cargo run --release -p recoup-matching --example shops [SALES...]` prints, for each shop and size, the seconds and a
//! fingerprint of the whole answer. The shops are invented and the same on every run: two fingerprints that differ mean
//! two answers that differ.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::io::{BufWriter, Write};
use std::time::Instant;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use recoup_ledger::{
    AccountLine, Agreement, Calendar, Channel, Coverage, DepositId, Kind, Money, Transaction, TxnId,
};
use recoup_matching::{Outcome, World, default_agreement, explain};

const DAYS: u64 = 730;
const ACCOUNT: &str = "450000000001";
/// Merchant number, acquirer, payer on the statement, channel.
const SHOPS: [(&str, &str, &str, Channel); 2] = [
    ("898000000000001", "银联商务", "银联商务股份有限公司客户备付金", Channel::Card),
    ("822000000000002", "拉卡拉支付", "拉卡拉支付股份有限公司客户备付金", Channel::WeChat),
];

/// How the money comes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pays {
    /// One credit for each day and merchant number.
    Daily,
    /// One credit for each sale, without a number.
    EachSale,
    /// One credit for each sale, its order number in the memo: whole, cut to its end, or under the customer's name.
    EachSaleNumbered,
}

struct Shop {
    transactions: Vec<Transaction>,
    lines: Vec<AccountLine>,
    agreements: Vec<Agreement>,
    coverage: Vec<Coverage>,
    calendar: Calendar,
    as_of: NaiveDate,
    seed: u64,
}

impl Shop {
    fn new(sales: u64, pays: Pays) -> Shop {
        let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let last = first + Days::new(DAYS + 10);
        let mut shop = Shop {
            transactions: Vec::new(),
            lines: Vec::new(),
            agreements: SHOPS
                .map(|(number, acquirer, ..)| default_agreement(number, acquirer, false))
                .to_vec(),
            coverage: vec![Coverage { account: ACCOUNT.into(), bank: true, from: first, to: last }],
            calendar: Calendar::new(&BTreeMap::new()),
            as_of: last,
            seed: 20_260_101,
        };
        for day in 0..DAYS {
            let here = sales * (day + 1) / DAYS - sales * day / DAYS;
            shop.day(first + Days::new(day), here, pays);
        }
        shop
    }

    /// A number below `below`; always the same sequence.
    fn roll(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % below
    }

    fn day(&mut self, day: NaiveDate, sales: u64, pays: Pays) {
        let due = self.calendar.next_working(day);
        let mut totals = [0; SHOPS.len()];
        let mut lost = [0; SHOPS.len()];
        for n in 0..sales {
            let which = self.roll(SHOPS.len() as u64) as usize;
            let at = day.and_time(NaiveTime::MIN)
                + chrono::TimeDelta::seconds(28_800 + (n * 50_000 / sales) as i64);
            let net = self.sale(which, at);
            totals[which] += net;
            match pays {
                Pays::Daily if lost[which] == 0 && self.roll(50 * sales.max(1)) == 0 => lost[which] = net,
                Pays::Daily => {}
                _ if self.roll(1_000) == 0 => {}
                Pays::EachSale => {
                    let late = if self.roll(500) == 0 { 2 } else { 0 };
                    self.credit(
                        due + Days::new(late),
                        net,
                        SHOPS[which].2,
                        format!("商户清算{}", self.lines.len()),
                    );
                }
                Pays::EachSaleNumbered => self.numbered(which, due, net),
            }
        }
        for which in 0..SHOPS.len() {
            // One payout in two hundred does not come at all.
            if pays == Pays::Daily && totals[which] > 0 && self.roll(200) != 0 {
                let memo = if self.roll(3) == 0 {
                    format!("{0}-{0}费0元", day.format("%m%d"))
                } else {
                    String::new()
                };
                self.credit(due, totals[which] - lost[which], SHOPS[which].2, memo);
            }
        }
        let amount = 1_000 + self.roll(90_000) as i64;
        self.credit(due, amount, "李四商贸", "货款".to_owned());
        let amount = 1_000 + self.roll(90_000) as i64;
        self.credit(due, -amount, "电力公司", "电费".to_owned());
    }

    /// Adds a sale, now and then with a refund of it; returns what the acquirer owes.
    fn sale(&mut self, which: usize, at: NaiveDateTime) -> i64 {
        let gross = 100 + self.roll(60_000) as i64;
        let fee = (gross * 38 + 5_000) / 10_000;
        let place = self.transactions.len();
        let mut txn = Transaction::sale(at, Money::from_fen(gross));
        txn.id = TxnId::of(&["speed", &place.to_string()]);
        txn.merchant_no = SHOPS[which].0.to_owned();
        txn.terminal_no = format!("T{:07}", self.roll(4));
        txn.channel = SHOPS[which].3;
        txn.fee = Some(Money::from_fen(fee));
        txn.reference = format!("{:012}", 700_000_000_000 + place as u64 * 7_919);
        txn.acquirer_order = if place.is_multiple_of(5) {
            format!("PO{:020X}", (place as u128 + 1) * 982_451_653_007)
        } else {
            format!("4200{:024}", (place as u128 + 1) * 6_700_417_982_451_653)
        };
        self.transactions.push(txn.clone());
        if place.is_multiple_of(400) {
            txn.id = TxnId::of(&["speed", &place.to_string(), "refund"]);
            txn.kind = Kind::Refund;
            (txn.gross, txn.fee) = (-txn.gross, Some(Money::from_fen(-fee)));
            self.transactions.push(txn);
            return 0;
        }
        gross - fee
    }

    fn numbered(&mut self, which: usize, due: NaiveDate, net: i64) {
        let order = self.transactions[self.transactions.len() - 1].acquirer_order.clone();
        let place = self.lines.len();
        let tail = order.len() - 14;
        match place % 100 {
            0..5 => self.credit(due, net, SHOPS[which].2, format!("订单尾号{}", &order[tail..])),
            5 => self.credit(due, net, &format!("顾客甲{}号", name(place)), format!("货款 {order}")),
            _ => self.credit(due, net, SHOPS[which].2, format!("商户清算 订单{order} 共1笔")),
        }
    }

    fn credit(&mut self, on: NaiveDate, fen: i64, counterparty: &str, memo: String) {
        if fen == 0 {
            return;
        }
        let mut line = AccountLine::bank(on, Money::from_fen(fen));
        line.id = DepositId::of(&["speed", &self.lines.len().to_string()]);
        line.account = ACCOUNT.to_owned();
        line.counterparty = counterparty.to_owned();
        line.memo = memo;
        self.lines.push(line);
    }

    fn explain(&self) -> Outcome {
        explain(&World {
            transactions: &self.transactions,
            lines: &self.lines,
            agreements: &self.agreements,
            coverage: &self.coverage,
            calendar: &self.calendar,
            typed: &[],
            decisions: &[],
            as_of: self.as_of,
        })
    }
}

/// A name for a number, without digits.
fn name(mut n: usize) -> String {
    let mut name = String::new();
    while n > 0 {
        name.extend("赵钱孙李周吴郑王冯陈".chars().nth(n % 10));
        n /= 10;
    }
    name
}

/// Hashes what is written to it.
struct Fingerprint(DefaultHasher);

impl Write for Fingerprint {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn fingerprint(outcome: &Outcome) -> u64 {
    // Hash equal portions whatever the serializer's own are.
    let mut out = BufWriter::with_capacity(1 << 16, Fingerprint(DefaultHasher::new()));
    serde_json::to_writer(&mut out, outcome).unwrap();
    out.flush().unwrap();
    out.get_ref().0.finish()
}

fn main() {
    let mut sizes: Vec<u64> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000, 1_000_000];
    }
    println!("{:20}{:>10}{:>9}{:>9}  answer", "shop", "sales", "seconds", "matches");
    for pays in [Pays::Daily, Pays::EachSale, Pays::EachSaleNumbered] {
        for size in &sizes {
            let shop = Shop::new(*size, pays);
            let start = Instant::now();
            let outcome = shop.explain();
            let seconds = start.elapsed().as_secs_f64();
            let (matches, answer) = (outcome.matches.len(), fingerprint(&outcome));
            println!("{:20}{size:>10}{seconds:>9.3}{matches:>9}  {answer:016x}", format!("{pays:?}"));
        }
    }
}
