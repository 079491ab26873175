//! Sorts the transactions into payouts: agreement, clearing day, due day; takes out what never settles.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use recoup_ledger::{Agreement, Kind, Money, PayoutId, Scope, Status, Transaction, TxnId};
use rustc_hash::FxHashMap;

use crate::book::{Batch, Book, NONE, Open, Txn};
use crate::clearing::Fee;
use crate::learn::Terms;
use crate::outcome::Reason;
use crate::stage::held;
use crate::{World, clearing, never};

pub(crate) fn scope_order(scope: Scope) -> (u8, &'static str) {
    match scope {
        Scope::Card => (0, "card"),
        Scope::Qr => (1, "qr"),
        Scope::All => (2, "all"),
    }
}

/// The transactions in their payouts.
pub(crate) struct Sorted {
    /// Aligned with the world's.
    pub txns: Vec<Txn>,
    pub batches: Vec<Batch>,
    /// For every terminal and batch number one transaction that has them.
    pub places: Vec<u32>,
}

/// Gives every transaction its agreement and payout; appends default agreements where there is none. `learned` is
/// what the credits show of an agreement (by its place).
pub(crate) fn sort(
    world: &World<'_>,
    agreements: &mut Vec<Agreement>,
    learned: &BTreeMap<u32, Terms>,
) -> Sorted {
    let all = world.transactions;
    let (of, merchants) = by_merchant(all, agreements);
    let aside = held::aside(world.joined);
    let mut txns: Vec<Txn> = Vec::with_capacity(all.len());
    // What the sorting needs stands by itself: it does not have to jump about in the transactions.
    let mut keys: Vec<(NaiveDateTime, TxnId, u32)> = Vec::with_capacity(all.len());
    let mut days: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::with_capacity(all.len());
    let mut places: Vec<u32> = Vec::new();
    let mut known: FxHashMap<(&str, &str), u32> = FxHashMap::default();
    for ((index, txn), merchant) in (0u32..).zip(all).zip(of) {
        let at_place = *known.entry((&txn.terminal_no, &txn.batch_no)).or_insert_with(|| {
            places.push(index);
            places.len() as u32 - 1
        });
        let candidates = &merchants[merchant as usize];
        let covers = |a: &&u32| agreements[**a as usize].covers(txn.channel);
        let place = candidates.iter().find(covers).or(candidates.first()).copied().unwrap_or_default();
        let (agreement, terms) = (&agreements[place as usize], learned.get(&place));
        let (net, fee) = clearing::net(txn, agreement, terms.map_or(&[], |terms| terms.rates.as_slice()));
        let out = never::alone(txn).or_else(|| aside.get(&txn.id).cloned()).map(Box::new);
        let fast = terms.map_or(0, |terms| terms.shift);
        keys.push((txn.at, txn.id, index));
        days.push((clearing::clearing_day(txn, agreement, fast), txn.paid_out_on));
        txns.push(Txn {
            id: txn.id,
            place: at_place,
            agreement: place,
            batch: NONE,
            rank: 0,
            channel: txn.channel,
            gross: txn.gross.fen(),
            net: net.fen(),
            fee_known: fee != Fee::Unknown,
            fee_learned: fee == Fee::Learned,
            closed: NONE,
            out,
            explained: false,
        });
    }
    keys.sort_unstable();
    for (rank, (.., index)) in (0u32..).zip(&keys) {
        txns[*index as usize].rank = rank;
    }
    if all.iter().any(|txn| txn.kind == Kind::PreAuth) {
        mark_completed(world, &mut txns, &keys);
    }
    let mut numbers: FxHashMap<(u32, NaiveDate, NaiveDate, bool), u32> = FxHashMap::default();
    // By agreement: clearing day, the file's own due day, and the batch of the last transaction.
    let mut last: Vec<Option<(NaiveDate, Option<NaiveDate>, u32)>> = vec![None; agreements.len()];
    let mut batches: Vec<Batch> = Vec::new();
    for (.., index) in &keys {
        let txn = &txns[*index as usize];
        if txn.out.is_some() {
            continue;
        }
        let agreement = &agreements[txn.agreement as usize];
        let lacks = world.joined.lacks(txn.id);
        let held = lacks.is_some();
        let (mut day, paid_out_on) = days[*index as usize];
        if let Some(seconds) = lacks.and_then(|lacking| lacking.fast) {
            day = clearing::clearing_day(&all[*index as usize], agreement, seconds.div_euclid(60));
        }
        if let Some((last_day, last_paid_out_on, number)) = last[txn.agreement as usize]
            && !held
            && last_day == day
            && last_paid_out_on == paid_out_on
        {
            batches[number as usize].txns.push(*index);
            continue;
        }
        let usual = clearing::due_on(agreement.cycle, day, world.calendar);
        let due = paid_out_on.unwrap_or(usual);
        let number = *numbers.entry((txn.agreement, day, due, held)).or_insert_with(|| {
            batches.push(Batch {
                id: payout_id(agreement, day, (due != usual).then_some(due), held),
                agreement: txn.agreement,
                clearing: day,
                due,
                held,
                txns: Vec::new(),
                open: Open::default(),
            });
            batches.len() as u32 - 1
        });
        if !held {
            last[txn.agreement as usize] = Some((day, paid_out_on, number));
        }
        batches[number as usize].txns.push(*index);
    }
    take_out_pairs(all, &mut txns, &mut batches);
    batches.retain(|batch| !batch.txns.is_empty());
    batches.sort_by_key(|batch| (batch.agreement, batch.due, batch.clearing, batch.held));
    for (number, batch) in batches.iter_mut().enumerate() {
        for txn in &batch.txns {
            let txn = &mut txns[*txn as usize];
            txn.batch = number as u32;
            if batch.held {
                txn.out = Some(Box::new(Reason::Held));
            } else {
                batch.open.add(txn, 1);
            }
        }
    }
    Sorted { txns, batches, places }
}

/// The merchant of every transaction, and the agreements of every merchant; appends a default one where there is none.
fn by_merchant(all: &[Transaction], agreements: &mut Vec<Agreement>) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut names: FxHashMap<&str, u32> = FxHashMap::default();
    let mut before: Option<(&str, u32)> = None;
    let mut of: Vec<u32> = Vec::with_capacity(all.len());
    for txn in all {
        let name = txn.merchant_no.as_str();
        let merchant = match before {
            // Most stand beside others of their merchant.
            Some((same, merchant)) if same == name => merchant,
            _ => {
                let next = names.len() as u32;
                *names.entry(name).or_insert(next)
            }
        };
        before = Some((name, merchant));
        of.push(merchant);
    }
    let mut merchants: Vec<Vec<u32>> = vec![Vec::new(); names.len()];
    for (i, agreement) in (0u32..).zip(agreements.iter()) {
        if let Some(merchant) = names.get(agreement.merchant_no.as_str()) {
            merchants[*merchant as usize].push(i);
        }
    }
    let mut lacking: Vec<(&str, u32)> = names.into_iter().collect();
    lacking.retain(|(_, merchant)| merchants[*merchant as usize].is_empty());
    lacking.sort_unstable();
    for (name, merchant) in lacking {
        merchants[merchant as usize].push(agreements.len() as u32);
        agreements.push(clearing::default_agreement(name, "", false));
    }
    (of, merchants)
}

fn take_out_pairs(all: &[Transaction], txns: &mut [Txn], batches: &mut [Batch]) {
    for batch in batches.iter_mut().filter(|batch| !batch.held) {
        if !batch.txns.iter().any(|t| txns[*t as usize].gross < 0) {
            continue;
        }
        let entries: Vec<never::Entry<'_>> = batch
            .txns
            .iter()
            .map(|t| never::Entry {
                index: *t,
                txn: &all[*t as usize],
                gross: Money::from_fen(txns[*t as usize].gross),
                net: Money::from_fen(txns[*t as usize].net),
            })
            .collect();
        for (sale, counter) in never::pairs(&entries) {
            txns[sale as usize].out = Some(Box::new(Reason::TakenBack { by: all[counter as usize].id }));
            txns[counter as usize].out = Some(Box::new(Reason::TakenBack { by: all[sale as usize].id }));
        }
        batch.txns.retain(|t| txns[*t as usize].out.is_none());
    }
}

/// Holds that were completed say so.
fn mark_completed(world: &World<'_>, txns: &mut [Txn], order: &[(NaiveDateTime, TxnId, u32)]) {
    let of = |kind: Kind| {
        order.iter().map(|(.., i)| *i).filter(move |i| {
            let txn = &world.transactions[*i as usize];
            txn.kind == kind && txn.status == Status::Succeeded
        })
    };
    let holds: Vec<(u32, &Transaction)> =
        of(Kind::PreAuth).map(|i| (i, &world.transactions[i as usize])).collect();
    if holds.is_empty() {
        return;
    }
    let completions: Vec<&Transaction> =
        of(Kind::Completion).map(|i| &world.transactions[i as usize]).collect();
    for hold in never::completed(&holds, &completions) {
        txns[hold as usize].out = Some(Box::new(Reason::Completed));
    }
}

/// Over merchant number, scope and clearing day (and the due day, where the file's own differs from the agreement's).
fn payout_id(agreement: &Agreement, day: NaiveDate, due: Option<NaiveDate>, held: bool) -> PayoutId {
    let (day, due) = (day.to_string(), due.map(|due| due.to_string()).unwrap_or_default());
    let parts = [agreement.merchant_no.as_str(), scope_order(agreement.scope).1, &day, &due, "till"];
    PayoutId::of(&parts[..if held { 5 } else { 4 }])
}

impl<'a> Book<'a> {
    /// The terminal, without going to the transaction itself.
    pub fn terminal(&self, txn: u32) -> &'a str {
        &self.source(self.places[self.txns[txn as usize].place as usize]).terminal_no
    }

    /// The terminal's batch number (批次号), in the same way.
    pub fn batch_no(&self, txn: u32) -> &'a str {
        &self.source(self.places[self.txns[txn as usize].place as usize]).batch_no
    }
}
