//! One sale, several records: what the till or a slip says beside what the acquirer or the wallet says.
//!
//! Identifiers join records that share the acquirer's own number. A till's export and a slip mostly have other numbers
//! or none, and would count a second time. [`join`] runs before [`crate::explain`] and says which records are the same
//! sale, so that one of them stands for it and the others are evidence. Where a record on the till has no partner
//! although the acquirer's files show its day, that is a question of its own and never silently more or less money.
//!
//! Without a common number two records are one sale when amount, kind and way of payment agree and the times differ by
//! as much as this till's clock differs from the acquirer's: [`clock`] learns that from amounts that occur once. Of k
//! equal sales here and m there, in the time that the clock allows, the lesser number are pairs, in the order of time.

mod clock;
mod cover;
mod number;
mod pairing;
mod rows;
mod wallet;

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use recoup_ledger::{AccountLine, Agreement, Channel, Money, Transaction, TxnId};

use rows::Rows;

/// What [`join`] looks at.
#[derive(Debug, Clone, Copy)]
pub struct Records<'a> {
    /// All records, in any order; `origin.import` says from which file each is.
    pub transactions: &'a [Transaction],
    /// Lines of balances: they tell whether a wallet itself has the money of a sale.
    pub lines: &'a [AccountLine],
    /// Which merchant numbers pay into a balance.
    pub agreements: &'a [Agreement],
    /// Imports that the shop's own till wrote.
    pub tills: &'a BTreeSet<u32>,
    /// Imports that were typed in from paper slips.
    pub slips: &'a BTreeSet<u32>,
    /// For an acquirer's file: import, first and last day that it says it shows whole.
    pub periods: &'a [(u32, NaiveDate, NaiveDate)],
}

/// By what two records are known to be one sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// They share an order number, a reference, or terminal and voucher.
    Number,
    /// Amount, way of payment and time.
    Time,
    /// Amount, way of payment and day: one of the files has no times.
    Day,
    /// Amount and way of payment; the acquirer has it up to three days later, as a sale taken offline.
    Later,
}

/// Two records of one sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The record that is evidence only.
    pub record: TxnId,
    /// The record that counts.
    pub stands: TxnId,
    /// By what.
    pub tie: Tie,
    /// By how many seconds `record` is later than `stands` on its own clock; 0 where a file has no times.
    pub apart: i64,
    /// Whether a number says so, or a clock that enough other sales show.
    pub sure: bool,
}

/// A sale on the till or on a slip that the acquirer's files do not have although they show its day.
#[derive(Debug, Clone, PartialEq)]
pub struct Lacking {
    /// The till's or the slip's record.
    pub sale: TxnId,
    /// When, by its own clock.
    pub at: NaiveDateTime,
    /// How much.
    pub amount: Money,
    /// Whether a slip says it, not a till.
    pub slip: bool,
    /// By how many seconds that clock is fast, where it is known.
    pub fast: Option<i64>,
    /// How many equal sales till and acquirer have in that time: the till has more.
    pub equal: (u32, u32),
    /// Where equal sales cannot be told apart: the till's that may as well be the one, this one included. Otherwise empty.
    pub one_of: Vec<TxnId>,
    /// 0 to 1.
    pub confidence: f64,
}

/// Why a till's record is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It does not say how it was paid, and the acquirer does not have it: it may have been cash.
    HowPaid,
    /// Too few of the till's sales are in the acquirer's files for them to be the same shop's.
    LittleInCommon,
    /// A refund or void that the acquirer does not have.
    TakenBack,
}

/// Records of one till that have no partner and are not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Why.
    pub why: Why,
    /// The records, sorted.
    pub sales: Vec<TxnId>,
    /// Their sum.
    pub amount: Money,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// How many of the till's sales of those days are at the acquirer.
    pub common: u32,
}

/// How the acquirer's record of a sale differs from what the till or the slip says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    /// It failed or was closed there.
    Failed,
    /// It is still in progress there.
    Pending,
    /// It was reversed or voided there, and the till does not know.
    TakenBack,
    /// Another amount.
    Amount {
        /// The till's.
        till: Money,
        /// The acquirer's.
        acquirer: Money,
    },
    /// The acquirer has it on another day.
    Later {
        /// On the till.
        till: NaiveDateTime,
        /// At the acquirer.
        acquirer: NaiveDateTime,
    },
}

/// Two records of one sale that contradict each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The till's or slip's record.
    pub record: TxnId,
    /// The acquirer's.
    pub stands: TxnId,
    /// How.
    pub differs: Differs,
    /// 应答码 of the acquirer's record, else of the till's; may be empty.
    pub code: String,
    /// The till's amount.
    pub amount: Money,
    /// 0 to 1: how sure it is that both are one sale.
    pub confidence: f64,
}

/// Equal sales of which the acquirer has more than the till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uneven {
    /// The acquirer's records, in the order of time.
    pub sales: Vec<TxnId>,
    /// Each.
    pub each: Money,
    /// How many the till has.
    pub till: u32,
}

/// What is known of one till's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The till's number (收银机号); may be empty.
    pub terminal_no: String,
    /// By how many seconds it is fast beside the acquirer's; negative: slow.
    pub fast: i64,
    /// How many sales show it.
    pub sales: u32,
}

/// Which records are one sale, and what does not fit. [`Joined::default`] joins nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Joined {
    /// Sorted by `record`.
    pub pairs: Vec<Pair>,
    /// Sorted by `sale`.
    pub lacking: Vec<Lacking>,
    /// One for each till, way of payment and reason.
    pub unclear: Vec<Unclear>,
    /// A sale and the entry with which the till took it back before the acquirer had either: nothing is owed.
    pub cancelled: Vec<(TxnId, TxnId)>,
    /// Sorted by `record`.
    pub conflicts: Vec<Conflict>,
    /// Sorted by the first sale.
    pub uneven: Vec<Uneven>,
    /// Sorted by till.
    pub clocks: Vec<Clock>,
}

/// Joins nothing.
pub static NOTHING: Joined = Joined {
    pairs: Vec::new(),
    lacking: Vec::new(),
    unclear: Vec::new(),
    cancelled: Vec::new(),
    conflicts: Vec::new(),
    uneven: Vec::new(),
    clocks: Vec::new(),
};

impl Joined {
    /// The record that counts where `id` is only evidence.
    pub fn stands_for(&self, id: TxnId) -> Option<TxnId> {
        self.pair_of(id).map(|pair| pair.stands)
    }

    /// The record that counts for the sale of which `id` is a record.
    pub fn counts(&self, id: TxnId) -> TxnId {
        self.stands_for(id).unwrap_or(id)
    }

    /// The pair whose evidence `id` is.
    pub fn pair_of(&self, id: TxnId) -> Option<&Pair> {
        let at = self.pairs.binary_search_by_key(&id, |pair| pair.record).ok()?;
        Some(&self.pairs[at])
    }

    /// The sale that the acquirer lacks, by its id.
    pub fn lacks(&self, id: TxnId) -> Option<&Lacking> {
        let at = self.lacking.binary_search_by_key(&id, |lacking| lacking.sale).ok()?;
        Some(&self.lacking[at])
    }
}

/// Finds the records that are one sale. The order of the input does not matter.
///
/// Nothing is looked at where no record is a till's, a slip's, or a wallet's beside an acquirer's.
pub fn join(records: &Records<'_>) -> Joined {
    let mut joined = Joined::default();
    let of_shop = !records.tills.is_empty() || !records.slips.is_empty();
    let wallets = wallet::numbers(records);
    if !of_shop && wallets.is_empty() {
        return joined;
    }
    let mut rows = Rows::of(records);
    wallet::join(records, &wallets, &mut rows, &mut joined);
    if of_shop && !rows.payers.is_empty() {
        let cover = cover::Cover::of(records, &rows);
        pairing::tills(records, &mut rows, &cover, &mut joined);
        pairing::slips(records, &mut rows, &cover, &mut joined);
    } else if of_shop {
        pairing::slips_on_tills(records, &mut rows, &mut joined);
    }
    joined.pairs.sort_by_key(|pair| pair.record);
    joined.lacking.sort_by_key(|lacking| lacking.sale);
    joined.conflicts.sort_by_key(|conflict| conflict.record);
    joined.uneven.sort_by_key(|uneven| uneven.sales.first().copied());
    joined
}

/// Whether two channels may be one payment: tills write 扫码 where the acquirer knows the wallet, and 银联 for cards and
/// for its code.
fn may_be(a: Channel, b: Channel) -> bool {
    use Channel::{Alipay, Card, ECny, Qr, UnionPayQr, Unknown, WeChat};
    a == b
        || matches!(
            (a, b),
            (Unknown, _)
                | (_, Unknown)
                | (Qr, WeChat | Alipay | UnionPayQr | ECny)
                | (WeChat | Alipay | UnionPayQr | ECny, Qr)
                | (Card, UnionPayQr)
                | (UnionPayQr, Card)
        )
}
