//! Credits that belong to a due day by their payer but are not its total: what is lacking, and why.
//!
//! [`anchors`] finds the credits of every open due day; credits that follow each other are weighed together by
//! [`crate::stories`], after the rate that they show to the fen ([`rates`]) has been allowed for; [`settle`] closes
//! them with what was found.

mod anchors;
mod habits;
mod likely;
mod pairing;
mod rates;
mod settle;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;
use recoup_ledger::{DepositId, FindingId, TxnId};
use rustc_hash::FxHashMap;

use crate::book::Book;
use crate::stories::{Node, Row, Told};
use crate::{Memory, Odds};
use anchors::Anchor;
use rates::{Charged, Witness};

/// An amount of whole yuan kept back from so many credits of an agreement is a usual deduction.
const USUAL: usize = 3;

/// A credit, its open transactions and what they should have brought.
struct Short {
    anchor: Anchor,
    /// Open transactions, aligned with the rows of `node`.
    txns: Vec<u32>,
    node: Node,
    /// Σ gross of transactions whose fee nobody states; such a credit is not weighed.
    unknown: i64,
    charged: Option<Charged>,
}

pub(crate) fn run(book: &mut Book<'_>) {
    let anchors = anchors::find(book);
    if anchors.is_empty() {
        return;
    }
    let mut shorts: Vec<Short> = anchors.into_iter().map(|anchor| short(book, anchor)).collect();
    let witnesses = shorts.iter().filter(|short| short.unknown == 0).map(|short| Witness {
        agreement: short.anchor.agreement,
        due: short.anchor.due(book),
        node: &short.node,
    });
    let learned = rates::learn(&witnesses.collect::<Vec<_>>());
    for short in &mut shorts {
        let due = short.anchor.due(book);
        if let Some(charged) = learned.get(&short.anchor.agreement)
            && (charged.from..=charged.until).contains(&due)
        {
            allow_for(short, *charged);
        }
    }
    usual_deductions(&mut shorts);
    let until = habits::until(book);
    let near = shorts
        .iter()
        .filter(|short| short.anchor.due(book) < until)
        .map(|short| (short.anchor.agreement, &short.node.rows[..], short.node.deficit));
    let habits = habits::learn(book, near, until);
    for short in &mut shorts {
        short.node.habits = habits.get(&short.anchor.agreement).copied().unwrap_or_default();
    }
    let mut nodes: Vec<Node> = shorts.iter_mut().map(|short| std::mem::take(&mut short.node)).collect();
    let mut chains: Vec<Range<usize>> = Vec::new();
    for i in 0..shorts.len() {
        match chains.last_mut() {
            Some(chain) if follows(&shorts[i - 1], &shorts[i]) => chain.end = i + 1,
            _ => chains.push(i..i + 1),
        }
    }
    let mut memory = std::mem::take(&mut book.memory);
    let odds = odds(book, &mut memory, &shorts, &mut nodes, &chains, until);
    for chain in chains {
        let told: Vec<Option<Told>> = if shorts[chain.start].unknown == 0 {
            let odds = odds.get(&shorts[chain.start].anchor.agreement).unwrap_or(&book.odds);
            memory.weigh(&nodes[chain.clone()], odds).0.iter().cloned().map(Some).collect()
        } else {
            vec![None]
        };
        let mut extra = Vec::new();
        for (place, told) in chain.zip(told) {
            shorts[place].node = std::mem::take(&mut nodes[place]);
            extra = settle::settle(book, &shorts[place], told, extra);
        }
    }
    book.memory = memory;
}

/// How often something goes wrong under each agreement, as its own credits show.
fn odds(
    book: &Book<'_>,
    memory: &mut Memory,
    shorts: &[Short],
    nodes: &mut [Node],
    chains: &[Range<usize>],
    until: NaiveDate,
) -> BTreeMap<u32, Odds> {
    let whole = habits::whole(book, until);
    let mut found = BTreeMap::new();
    for part in chains.chunk_by(|a, b| shorts[a.start].anchor.agreement == shorts[b.start].anchor.agreement) {
        let agreement = shorts[part[0].start].anchor.agreement;
        let weighed: Vec<&[Node]> = part
            .iter()
            .filter(|chain| {
                shorts[chain.start].unknown == 0 && shorts[chain.end - 1].anchor.due(book) < until
            })
            .map(|chain| &nodes[chain.start..chain.end])
            .collect();
        let (odds, other) =
            habits::odds(memory, &weighed, whole.get(&agreement).copied().unwrap_or_default(), &book.odds);
        for node in part.iter().flat_map(|chain| chain.clone()) {
            nodes[node].habits.other = other;
        }
        found.insert(agreement, odds);
    }
    found
}

/// Whether a sale that is late for one credit would come with the other.
fn follows(a: &Short, b: &Short) -> bool {
    a.unknown == 0
        && b.unknown == 0
        && a.anchor.agreement == b.anchor.agreement
        && a.anchor.groups.end == b.anchor.groups.start
}

fn short(book: &Book<'_>, anchor: Anchor) -> Short {
    let txns = book.open_txns(anchor.batches(book));
    let mut unknown = 0;
    let rows: Vec<Row> = txns
        .iter()
        .map(|t| {
            let row = row(book, *t);
            if !row.fee_known {
                unknown += row.gross;
            }
            row
        })
        .collect();
    let deficit = rows.iter().map(|row| row.net).sum::<i64>() - anchor.received;
    let fewer = match anchor.lines.as_slice() {
        [line] => book.lines[*line as usize].memo.count.map(|count| rows.len() as i64 - i64::from(count)),
        _ => None,
    };
    let parts = parts(book, &txns);
    let node = Node { rows, parts, deficit, fewer, ..Node::default() };
    Short { anchor, txns, node, unknown, charged: None }
}

fn row(book: &Book<'_>, txn: u32) -> Row {
    let txn = &book.txns[txn as usize];
    Row { net: txn.net, gross: txn.gross, fee_known: txn.fee_known, channel: txn.channel as u8 }
}

/// Clearing days, channels, terminals and batches that may be absent as a whole; equal parts once.
fn parts(book: &Book<'_>, txns: &[u32]) -> Vec<Vec<usize>> {
    let mut parts: FxHashMap<(u8, u32, &str), Vec<usize>> = FxHashMap::default();
    for (row, txn) in txns.iter().enumerate() {
        let this = &book.txns[*txn as usize];
        let keys = [
            (0, this.batch, ""),
            (1, this.channel as u32, ""),
            (2, 0, book.terminal(*txn)),
            (3, 0, book.batch_no(*txn)),
        ];
        for key in keys {
            parts.entry(key).or_default().push(row);
        }
    }
    parts.retain(|_, rows| rows.len() > 1 && rows.len() < txns.len());
    let distinct: BTreeSet<Vec<usize>> = parts.into_values().collect();
    distinct.into_iter().collect()
}

/// Takes the charged rate as given: what it took is no longer lacking.
fn allow_for(short: &mut Short, charged: Charged) {
    if short.unknown > 0 {
        return;
    }
    for row in &mut short.node.rows {
        let extra = charged.extra(row);
        short.node.deficit -= extra;
        row.net -= extra;
    }
    short.charged = Some(charged);
}

/// Amounts of whole yuan that are lacking again and again are no sales.
fn usual_deductions(shorts: &mut [Short]) {
    let mut times: BTreeMap<(u32, i64), usize> = BTreeMap::new();
    let whole = |short: &Short| short.node.deficit > 0 && short.node.deficit % 100 == 0;
    for short in shorts.iter().filter(|short| whole(short)) {
        *times.entry((short.anchor.agreement, short.node.deficit)).or_default() += 1;
    }
    for short in shorts.iter_mut() {
        short.node.usual_deduction =
            times.get(&(short.anchor.agreement, short.node.deficit)).is_some_and(|times| *times >= USUAL);
    }
}

/// The identity of "these sales are lacking in these credits"; a rejected one is not made again.
pub(crate) fn named_id(book: &Book<'_>, lines: &[u32], sales: &[u32]) -> FindingId {
    let mut deposits: Vec<DepositId> = lines.iter().map(|line| book.line(*line).id).collect();
    let mut sales: Vec<TxnId> = sales.iter().map(|txn| book.source(*txn).id).collect();
    deposits.sort();
    sales.sort();
    let mut parts = vec!["lacking".to_owned()];
    parts.extend(deposits.iter().map(ToString::to_string));
    parts.extend(sales.iter().map(ToString::to_string));
    FindingId::of(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}
