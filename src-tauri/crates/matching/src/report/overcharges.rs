//! Credits that show a rate other than the agreed one, added up.

use std::collections::BTreeMap;

use recoup_ledger::Money;

use super::ids;
use crate::book::{Book, Closed};
use crate::outcome::{Reason, Residual};
use crate::terms::Overcharge;

pub(super) fn all(book: &Book<'_>) -> Vec<Overcharge> {
    let mut alike: BTreeMap<(u32, &str), Vec<&Closed>> = BTreeMap::new();
    for closed in book.closed.iter().filter(|closed| closed.how.residual == Residual::Fee) {
        let rate = closed.how.reasons.iter().find_map(|reason| match reason {
            Reason::RateCharged { rate, .. } => Some(rate.as_str()),
            _ => None,
        });
        if let (Some(rate), Some(first)) = (rate, closed.txns.first()) {
            alike.entry((book.txns[*first as usize].agreement, rate)).or_default().push(closed);
        }
    }
    let mut found: Vec<Overcharge> =
        alike.into_iter().filter_map(|((agreement, rate), of)| added(book, agreement, rate, &of)).collect();
    found.sort_by(|a, b| (a.from, &a.merchant_no, &a.rate).cmp(&(b.from, &b.merchant_no, &b.rate)));
    found
}

fn added(book: &Book<'_>, agreement: u32, rate: &str, of: &[&Closed]) -> Option<Overcharge> {
    let due = |closed: &&Closed| {
        let first = closed.txns.first()?;
        Some(book.batches[book.txns[*first as usize].batch as usize].due)
    };
    // Lines stand in the order of their dates, sales in that of their payouts.
    let mut lines: Vec<u32> = of.iter().flat_map(|closed| closed.lines.iter().copied()).collect();
    lines.sort_unstable();
    let mut sales: Vec<u32> = of.iter().flat_map(|closed| closed.named.iter().copied()).collect();
    sales.sort_unstable_by_key(|txn| (book.txns[*txn as usize].batch, book.txns[*txn as usize].rank));
    let of_agreement = &book.agreements[agreement as usize];
    Some(Overcharge {
        agreement: of_agreement.id,
        merchant_no: of_agreement.merchant_no.clone(),
        rate: rate.to_owned(),
        from: of.iter().filter_map(due).min()?,
        until: of.iter().filter_map(due).max()?,
        amount: Money::from_fen(of.iter().map(|closed| closed.expected - closed.received).sum()),
        deposits: lines.iter().map(|line| book.lines[*line as usize].id).collect(),
        sales: ids(book, &sales),
    })
}
