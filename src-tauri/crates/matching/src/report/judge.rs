//! What the clock and the coverage say about everything still open.

use chrono::NaiveDate;
use recoup_ledger::{FindingId, PaysInto};

use crate::book::{Book, NONE};
use crate::outcome::{Proof, Reason, State};

/// How many working days after the due day money is called overdue before it is called not arrived; a withdrawal is not
/// missed before.
pub(crate) const PATIENCE: u32 = 3;

/// One judgement for each batch.
pub(crate) struct Judged {
    batches: Vec<Batch>,
}

/// What can be said about a batch's open transactions.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub known_to: Option<NaiveDate>,
    /// The state of what is open.
    pub state: State,
    /// The account paid into, where it is known.
    pub account: Option<String>,
    /// Payouts of the same agreement within two weeks that came.
    pub neighbours: u32,
    /// A credit of an acquirer lies near the due day that nothing explains and that may be this payout's.
    pub unclaimed: bool,
    /// A negative total: nobody owes it to the shop, the next payout will be less.
    pub carried: bool,
    /// The day that the acquirer's file gives as the settlement day of all that is open.
    pub said_paid: Option<NaiveDate>,
}

/// Judges every batch, and honours rejected "not arrived" findings.
pub(crate) fn all(book: &mut Book<'_>) -> Judged {
    let (accounts, surpluses) = (accounts(book), surpluses(book));
    let mut batches = Vec::with_capacity(book.batches.len());
    for i in 0..book.batches.len() {
        let judged = judge(book, i, &accounts, &surpluses);
        if matches!(judged.state, State::Overdue | State::NotArrived)
            && book.rejected.contains(&payout_finding(book, i as u32))
        {
            for txn in book.open_txns([i as u32]) {
                if !book.claims.contains_key(&txn) {
                    book.explain_away(txn, Reason::OwnerRejected);
                }
            }
        }
        for txn in held(book, i) {
            if book.rejected.contains(&lacking_finding(book.txns[txn as usize].id)) {
                book.explain_away(txn, Reason::OwnerRejected);
            }
        }
        batches.push(judged);
    }
    for (batch, number) in batches.iter_mut().zip(0..) {
        batch.said_paid = said_paid(book, number);
    }
    Judged { batches }
}

/// The day that the acquirer's file gives as the settlement day (结算日期) of all that is open; it may have been a plan.
fn said_paid(book: &Book<'_>, number: u32) -> Option<NaiveDate> {
    let open = book.open_txns([number]);
    let first = book.source(*open.first()?).paid_out_on?;
    open.iter().all(|txn| book.source(*txn).paid_out_on == Some(first)).then_some(first)
}

/// By agreement: the days on which money came, and the account it came to.
type Accounts = Vec<Vec<(NaiveDate, u32)>>;

fn accounts(book: &Book<'_>) -> Accounts {
    let mut accounts: Accounts = vec![Vec::new(); book.agreements.len()];
    for closed in &book.closed {
        let (Some(line), Some(agreement)) = (closed.lines.first(), closed.agreement) else { continue };
        accounts[agreement as usize].push((book.lines[*line as usize].on, *line));
    }
    accounts.iter_mut().for_each(|list| list.sort_unstable());
    accounts
}

fn judge(book: &Book<'_>, index: usize, accounts: &Accounts, surpluses: &[Surplus]) -> Batch {
    let batch = &book.batches[index];
    let came = accounts[batch.agreement as usize].as_slice();
    let from = came.partition_point(|(on, _)| (batch.due - *on).num_days() > 14);
    let to = came.partition_point(|(on, _)| (*on - batch.due).num_days() <= 14);
    let (known_to, account) = match &book.agreements[batch.agreement as usize].pays_into {
        PaysInto::Balance => {
            let number = &book.agreements[batch.agreement as usize].merchant_no;
            (book.covered.known_to(number, false, batch.due), Some(number.clone()))
        }
        PaysInto::Account(account) => {
            (book.covered.known_to(account, true, batch.due), Some(account.clone()))
        }
        PaysInto::AnyAccount => match nearest(came, batch.due) {
            Some(line) => {
                let account = &book.line(line).account;
                (book.covered.known_to(account, true, batch.due), Some(account.clone()))
            }
            None => (book.covered.known_to_on_all(batch.due), None),
        },
    };
    // Where every sale is paid by itself, a refund takes nothing from the sales beside it.
    let one_by_one = book.one_by_one.contains(&batch.agreement);
    let carried = batch.open.count > 0 && batch.open.net < 0 && !one_by_one;
    let state = if carried { State::InTransit } else { state(book, batch.due, known_to) };
    let owed = batch.open.count > 0 && !one_by_one;
    let elsewhere = |account: &String| in_a_surplus(book, surpluses, account, batch.due, batch.open.net);
    let unclaimed = owed && (unclaimed(book, batch) || account.as_ref().is_some_and(elsewhere));
    let neighbours = to.saturating_sub(from) as u32;
    Batch { known_to, state, account, neighbours, unclaimed, carried, said_paid: None }
}

/// Whether an acquirer's credit of about the amount, from shortly before the due day to five days after it, belongs to
/// nothing.
fn unclaimed(book: &Book<'_>, batch: &crate::book::Batch) -> bool {
    let (due, net) = (batch.due, batch.open.net);
    // One that came a day or two too early for this payout may have changed places with its own; and days off may have
    // been paid before the next working day.
    let first = crate::book::minus(due, 2).min(crate::book::plus(batch.clearing, 1));
    let from = book.lines.partition_point(|line| line.on < first);
    book.lines[from..]
        .iter()
        .take_while(|line| (line.on - due).num_days() <= 5)
        .filter(|line| line.free && line.amount * 2 >= net && line.amount * 2 <= net * 3)
        .any(|line| book.payers.is_acquirer(line.text))
}

/// The day of a credit, how many fen it brought too much, and its line.
type Surplus = (NaiveDate, i64, u32);

/// Sorted by day: credits that brought far more than the payouts that they were matched with by payer and day alone.
fn surpluses(book: &Book<'_>) -> Vec<Surplus> {
    let guessed = book.closed.iter().filter(|closed| closed.how.proof == Proof::PayerAndDay);
    let much = guessed.filter(|closed| closed.received * 10 > closed.expected * 11);
    let mut found: Vec<Surplus> = much
        .filter_map(|closed| Some((closed.on, closed.received - closed.expected, *closed.lines.first()?)))
        .collect();
    found.sort_unstable();
    found
}

/// Whether the payout may lie in another's credit: a surplus near its due day of a good part of its amount.
fn in_a_surplus(book: &Book<'_>, surpluses: &[Surplus], account: &str, due: NaiveDate, net: i64) -> bool {
    let first = surpluses.partition_point(|(on, ..)| (*on - due).num_days() < -2);
    surpluses[first..]
        .iter()
        .take_while(|(on, ..)| (*on - due).num_days() <= 5)
        .any(|(_, surplus, line)| surplus * 5 >= net * 2 && book.line(*line).account == account)
}

/// The line nearest in time to the due day.
fn nearest(came: &[(NaiveDate, u32)], due: NaiveDate) -> Option<u32> {
    let at = came.partition_point(|(on, _)| *on < due);
    let around = [at.checked_sub(1), Some(at)];
    around
        .into_iter()
        .flatten()
        .filter_map(|i| came.get(i))
        .min_by_key(|(on, line)| ((*on - due).num_days().abs(), *line))
        .map(|(_, line)| *line)
}

fn state(book: &Book<'_>, due: NaiveDate, known_to: Option<NaiveDate>) -> State {
    if book.world.as_of <= due {
        return State::InTransit;
    }
    match known_to {
        Some(known_to) if known_to >= due => {
            // At most so many working days lie between them.
            if known_to < book.world.calendar.add_working(due, PATIENCE + 1) {
                State::Overdue
            } else {
                State::NotArrived
            }
        }
        _ => State::Uncovered,
    }
}

/// Sales of a payout that the acquirer lacks.
fn held(book: &Book<'_>, index: usize) -> Vec<u32> {
    let batch = &book.batches[index];
    if batch.held { batch.txns.clone() } else { Vec::new() }
}

/// The identity of "the acquirer does not have this sale".
pub(crate) fn lacking_finding(sale: recoup_ledger::TxnId) -> FindingId {
    FindingId::of(&["lacking", &sale.to_string()])
}

/// The identity of "this payout did not come".
pub(crate) fn payout_finding(book: &Book<'_>, batch: u32) -> FindingId {
    FindingId::of(&["payout", &book.batches[batch as usize].id.to_string()])
}

impl Judged {
    /// The judgement of a batch.
    pub fn batch(&self, batch: u32) -> &Batch {
        &self.batches[batch as usize]
    }

    /// What became of a transaction.
    pub fn state(&self, book: &Book<'_>, txn: u32) -> State {
        let this = &book.txns[txn as usize];
        if this.explained {
            return State::Explained;
        }
        if this.out.is_some() || this.batch == NONE {
            return State::NeverSettles;
        }
        if this.closed == NONE {
            return self.batch(this.batch).state;
        }
        if arrived_on(book, txn) > latest_on_time(book, txn) { State::ArrivedLate } else { State::Arrived }
    }
}

/// The day on which the last credit of the transaction's match was booked.
pub(crate) fn arrived_on(book: &Book<'_>, txn: u32) -> NaiveDate {
    book.closed[book.txns[txn as usize].closed as usize].on
}

/// A balance is credited around midnight: the day after the sale is still in time.
fn latest_on_time(book: &Book<'_>, txn: u32) -> NaiveDate {
    let this = &book.txns[txn as usize];
    let due = book.batches[this.batch as usize].due;
    match book.agreements[this.agreement as usize].pays_into {
        PaysInto::Balance => crate::book::plus(due, 1),
        PaysInto::AnyAccount | PaysInto::Account(_) => due,
    }
}
