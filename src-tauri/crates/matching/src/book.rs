//! The working state: transactions in payouts, payouts in due days, lines by day and amount; what is closed already.
//!
//! Everything is sorted by stable keys before it gets a number, so that the order of the input does not matter.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use recoup_ledger::{AccountLine, Agreement, Channel, FindingId, PayoutId, PaysInto, Transaction, TxnId};

use crate::both::both;
pub(crate) use crate::closed::{Claim, Closed, How, minus, most_fee, plus};
use crate::coverage::Covered;
use crate::lines::{Line, Lines};
use crate::numbers::Numbers;
use crate::outcome::{Proof, Reason, Residual};
use crate::payer::{Payers, Strength};
use crate::short::{Few, Rare};
use crate::terms::LearnedTerms;
use crate::{World, batches, learn};

/// No payout, no match.
pub(crate) const NONE: u32 = u32::MAX;

/// A transaction's place. Amounts in fen.
#[derive(Debug, Clone)]
pub(crate) struct Txn {
    pub id: TxnId,
    /// Terminal and batch number, see [`Book::terminal`].
    pub place: u32,
    pub agreement: u32,
    pub batch: u32,
    /// Its place in the order of time and id.
    pub rank: u32,
    pub channel: Channel,
    pub gross: i64,
    pub net: i64,
    pub fee_known: bool,
    /// Whether the fee is that of a rate which only the credits show: no file and no agreement states it.
    pub fee_learned: bool,
    /// Number of the match that closed it.
    pub closed: u32,
    /// Why it never settles, or why the owner took it out.
    pub out: Option<Box<Reason>>,
    /// Whether `out` is the owner's word (its amount then counts as explained).
    pub explained: bool,
}

/// One payout: a clearing day under an agreement.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub id: PayoutId,
    pub agreement: u32,
    pub clearing: NaiveDate,
    pub due: NaiveDate,
    /// Sales of the till that the acquirer does not have: they wait aside, so that they disturb no total of the
    /// acquirer's.
    pub held: bool,
    /// In stable order.
    pub txns: Vec<u32>,
    /// Σ net, count and Σ gross with unknown fee of the transactions not closed yet.
    pub open: Open,
}

/// Sums over open transactions, in fen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Open {
    pub net: i64,
    pub count: u32,
    pub unknown: i64,
}

impl Open {
    pub fn add(&mut self, txn: &Txn, sign: i64) {
        self.net += sign * txn.net;
        self.count = (i64::from(self.count) + sign) as u32;
        if !txn.fee_known {
            self.unknown += sign * txn.gross;
        }
    }

    pub fn plus(mut self, other: Open) -> Open {
        self.net += other.net;
        self.count += other.count;
        self.unknown += other.unknown;
        self
    }
}

/// Payouts of one agreement that are due on the same day: `batches` is a range of [`Book::batches`].
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub agreement: u32,
    pub due: NaiveDate,
    pub batches: std::ops::Range<u32>,
}

/// The working state.
pub(crate) struct Book<'a> {
    pub world: &'a World<'a>,
    pub agreements: Vec<Agreement>,
    pub txns: Vec<Txn>,
    /// Sorted by agreement, due day, clearing day.
    pub batches: Vec<Batch>,
    /// Sorted by agreement and due day.
    pub groups: Vec<Group>,
    /// Sorted by day, time, id.
    pub lines: Vec<Line>,
    /// What may be a number in the memos of credits, until it is looked up.
    pub numbers: Numbers,
    pub payers: Payers,
    pub covered: Covered,
    pub closed: Vec<Closed>,
    pub claims: HashMap<u32, Claim>,
    /// Withdrawal line and the deposit that it became.
    pub withdrawals: Vec<(u32, Option<u32>)>,
    pub rejected: HashSet<FindingId>,
    pub odds: crate::Odds,
    pub memory: crate::Memory,
    pub learned: Vec<LearnedTerms>,
    /// By agreement: how many due days show its learned terms.
    pub witnesses: BTreeMap<u32, u32>,
    /// Agreements that pay sale by sale.
    pub one_by_one: BTreeSet<u32>,
    /// Agreements of which a single sale was paid by a credit of its own.
    pub paid_singly: BTreeSet<u32>,
    /// By [`Txn::place`]: a transaction of that terminal and batch number.
    pub places: Vec<u32>,
    typed: HashSet<recoup_ledger::TxnId>,
    /// Credits by bank account, each list sorted.
    deposits: Vec<Vec<u32>>,
    /// Those that nothing explained when somebody first asked, by amount in fen and day, sorted.
    by_amount: Option<Vec<(i64, NaiveDate, u32)>>,
    /// By agreement and account.
    pays_to: Vec<Vec<bool>>,
}

impl<'a> Book<'a> {
    /// Sorts the world into payouts and lines; nothing is matched yet.
    pub fn open(world: &'a World<'a>) -> Book<'a> {
        let mut agreements: Vec<Agreement> = world.agreements.to_vec();
        agreements.sort_by(|a, b| {
            let key = |x: &Agreement| {
                (x.merchant_no.clone(), batches::scope_order(x.scope), x.acquirer.clone(), x.id)
            };
            key(a).cmp(&key(b))
        });
        let mut payers = Payers::new(&agreements);
        let (sorted, lines) = both(
            || batches::sort(world, &mut agreements, &BTreeMap::new()),
            || Lines::read(world.lines, world.as_of, &mut payers),
        );
        let (mut txns, mut batches) = (sorted.txns, sorted.batches);
        // Whoever pays an agreement that nobody has typed is still to be learned.
        payers.resize(agreements.len());
        let own: Vec<Batch>;
        let told = if batches.iter().any(|batch| batch.held) {
            own = batches.iter().filter(|batch| !batch.held).cloned().collect();
            own.as_slice()
        } else {
            batches.as_slice()
        };
        let terms = learn::terms(world, &agreements, &txns, told);
        if !terms.is_empty() {
            for (place, terms) in &terms {
                let agreement = &mut agreements[*place as usize];
                agreement.cut_off = terms.cut_off.unwrap_or(agreement.cut_off);
                agreement.cycle = terms.cycle.unwrap_or(agreement.cycle);
            }
            let sorted = batches::sort(world, &mut agreements, &terms);
            (txns, batches) = (sorted.txns, sorted.batches);
        }
        let mut groups: Vec<Group> = Vec::new();
        for (i, batch) in batches.iter().enumerate() {
            let i = i as u32;
            match groups.last_mut() {
                Some(group) if group.agreement == batch.agreement && group.due == batch.due => {
                    group.batches.end = i + 1;
                }
                _ => groups.push(Group { agreement: batch.agreement, due: batch.due, batches: i..i + 1 }),
            }
        }
        let pays_to = agreements.iter().map(|agreement| lines.pays_to(agreement)).collect();
        Book {
            covered: Covered::new(world.coverage, world.as_of),
            payers,
            learned: learn::told(&agreements, &terms),
            witnesses: terms.iter().map(|(place, terms)| (*place, terms.witnesses as u32)).collect(),
            world,
            agreements,
            txns,
            batches,
            places: sorted.places,
            groups,
            closed: Vec::with_capacity(lines.sorted.len()),
            lines: lines.sorted,
            numbers: lines.numbers,
            claims: HashMap::new(),
            withdrawals: Vec::new(),
            rejected: crate::decision::rejected(world.decisions),
            odds: crate::Odds::default(),
            memory: crate::Memory::default(),
            one_by_one: BTreeSet::new(),
            paid_singly: BTreeSet::new(),
            typed: world.typed.iter().copied().collect(),
            deposits: lines.deposits,
            by_amount: None,
            pays_to,
        }
    }

    pub fn line(&self, line: u32) -> &'a AccountLine {
        &self.world.lines[self.lines[line as usize].index as usize]
    }

    pub fn source(&self, txn: u32) -> &'a Transaction {
        &self.world.transactions[txn as usize]
    }

    pub fn is_open(&self, txn: u32) -> bool {
        let txn = &self.txns[txn as usize];
        txn.closed == NONE && txn.out.is_none()
    }

    /// The open transactions of some batches, in stable order.
    pub fn open_txns(&self, batches: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut out = Vec::new();
        for batch in batches.into_iter().map(|batch| &self.batches[batch as usize]) {
            if batch.open.count > 0 {
                out.extend(batch.txns.iter().copied().filter(|txn| self.is_open(*txn)));
            }
        }
        out
    }

    pub fn group_open(&self, group: &Group) -> Open {
        self.sum_open(group.batches.clone())
    }

    pub fn sum_open(&self, batches: impl IntoIterator<Item = u32>) -> Open {
        batches.into_iter().fold(Open::default(), |sum, b| sum.plus(self.batches[b as usize].open))
    }

    /// First and last clearing day of some batches.
    pub fn days(&self, batches: std::ops::Range<u32>) -> (NaiveDate, NaiveDate) {
        let days = |b: u32| self.batches[b as usize].clearing;
        (days(batches.start), days(batches.end - 1))
    }

    /// Groups with open transactions that are paid into a bank account.
    pub fn open_groups(&self) -> Vec<Group> {
        self.groups
            .iter()
            .filter(|group| {
                self.agreements[group.agreement as usize].pays_into != PaysInto::Balance
                    && self.group_open(group).count > 0
            })
            .cloned()
            .collect()
    }

    /// The same without agreements that pay sale by sale: of those no total means anything.
    pub fn open_totals(&self) -> Vec<Group> {
        let mut groups = self.open_groups();
        groups.retain(|group| !self.one_by_one.contains(&group.agreement));
        groups
    }

    /// Whether nothing but paper slips is known of the day: other sales may have been paid with them.
    pub fn only_typed(&self, group: &Group) -> bool {
        !self.typed.is_empty()
            && self
                .open_txns(group.batches.clone())
                .into_iter()
                .all(|txn| self.typed.contains(&self.source(txn).id))
    }

    pub fn strength(&mut self, agreement: u32, line: u32) -> Strength {
        let text = self.lines[line as usize].text;
        self.payers.strength(agreement, text)
    }

    fn fits(&mut self, agreement: u32, line: u32, least: Strength, days: (NaiveDate, NaiveDate)) -> bool {
        let this = &self.lines[line as usize];
        let other_days = this.memo.days.is_some_and(|(from, to)| to < days.0 || from > days.1);
        this.free
            && !other_days
            && self.pays_to[agreement as usize][this.account as usize]
            && self.strength(agreement, line) >= least
    }

    /// The first free credit of exactly `amount` fen booked in `window` that may pay the agreement's `days`.
    pub fn find(
        &mut self,
        agreement: u32,
        amount: i64,
        window: (NaiveDate, NaiveDate),
        least: Strength,
        days: (NaiveDate, NaiveDate),
    ) -> Option<u32> {
        self.find_any(amount, window, |book, line| book.fits(agreement, line, least, days))
    }

    /// All free credits booked in `window` that may pay the agreement's `days`.
    pub fn credits(
        &mut self,
        agreement: u32,
        window: (NaiveDate, NaiveDate),
        least: Strength,
        days: (NaiveDate, NaiveDate),
    ) -> Vec<u32> {
        let mut lines = Vec::new();
        let mut accounts = 0;
        for account in 0..self.deposits.len() {
            if self.pays_to[agreement as usize][account] {
                accounts += 1;
                lines.extend_from_slice(self.deposits_in(account, window));
            }
        }
        lines.retain(|line| self.fits(agreement, *line, least, days));
        if accounts > 1 {
            lines.sort_unstable();
        }
        lines
    }

    /// Whether [`Book::credits`] has any.
    pub fn has_credit(
        &mut self,
        agreement: u32,
        window: (NaiveDate, NaiveDate),
        least: Strength,
        days: (NaiveDate, NaiveDate),
    ) -> bool {
        (0..self.deposits.len()).any(|account| {
            self.pays_to[agreement as usize][account] && {
                let lines = self.deposits_in(account, window).to_vec();
                lines.into_iter().any(|line| self.fits(agreement, line, least, days))
            }
        })
    }

    /// The account's credits booked in `window`; empty where it ends before it begins.
    fn deposits_in(&self, account: usize, (first, last): (NaiveDate, NaiveDate)) -> &[u32] {
        let all = self.deposits[account].as_slice();
        let start = all.partition_point(|line| self.lines[*line as usize].on < first);
        let end = start + all[start..].partition_point(|line| self.lines[*line as usize].on <= last);
        &all[start..end]
    }

    /// Never looks again at the credits that are taken by now.
    pub fn forget_taken(&mut self) {
        let lines = &self.lines;
        for deposits in &mut self.deposits {
            deposits.retain(|line| lines[*line as usize].free);
        }
    }

    /// All free credits, sorted.
    pub fn free_deposits(&mut self) -> Vec<u32> {
        self.forget_taken();
        let mut free: Vec<u32> = self.deposits.concat();
        free.sort_unstable();
        free
    }

    /// Whether the line's account may be the one that the agreement pays into.
    pub fn pays_into(&self, agreement: u32, line: u32) -> bool {
        self.pays_to[agreement as usize][self.lines[line as usize].account as usize]
    }

    /// The agreement's batches.
    pub fn batches_of(&self, agreement: u32) -> std::ops::Range<u32> {
        let start = self.batches.partition_point(|b| b.agreement < agreement);
        let end = self.batches.partition_point(|b| b.agreement <= agreement);
        start as u32..end as u32
    }

    /// The first free credit of exactly `amount` fen booked in `window` that fits `test`, whatever account it is on.
    pub fn find_any(
        &mut self,
        amount: i64,
        window: (NaiveDate, NaiveDate),
        test: impl Fn(&mut Book<'_>, u32) -> bool,
    ) -> Option<u32> {
        let by_amount = match self.by_amount.take() {
            Some(by_amount) => by_amount,
            None => {
                let free = self.free_deposits();
                let key = |line: u32| (self.lines[line as usize].amount, self.lines[line as usize].on, line);
                let mut by_amount: Vec<_> = free.into_iter().map(key).collect();
                by_amount.sort_unstable();
                by_amount
            }
        };
        let from = by_amount.partition_point(|(a, on, _)| (*a, *on) < (amount, window.0));
        let mut near = by_amount[from..].iter().take_while(|(a, on, _)| *a == amount && *on <= window.1);
        let found = near.find(|(.., line)| self.lines[*line as usize].free && test(self, *line));
        let found = found.map(|(.., line)| *line);
        self.by_amount = Some(by_amount);
        found
    }

    /// Σ net in fen.
    pub fn net_of(&self, txns: &[u32]) -> i64 {
        txns.iter().map(|txn| self.txns[*txn as usize].net).sum()
    }

    /// Σ gross in fen.
    pub fn gross_of(&self, txns: &[u32]) -> i64 {
        txns.iter().map(|txn| self.txns[*txn as usize].gross).sum()
    }

    /// The agreement's batches with a clearing day in the range and something open.
    pub fn cleared_between(&self, agreement: u32, from: NaiveDate, to: NaiveDate) -> Vec<u32> {
        let all = self.batches_of(agreement);
        let (start, end) = (all.start as usize, all.end as usize);
        // Due days grow with clearing days but for the file's own exceptions; a month of slack finds those too.
        let start = start + self.batches[start..end].partition_point(|b| b.due < minus(from, 31));
        (start..end)
            .take_while(|b| self.batches[*b].due <= plus(to, 62))
            .filter(|b| {
                let batch = &self.batches[*b];
                batch.clearing >= from && batch.clearing <= to && batch.open.count > 0
            })
            .map(|b| b as u32)
            .collect()
    }

    /// Closes transactions by lines.
    pub fn close(
        &mut self,
        txns: impl IntoIterator<Item = u32>,
        lines: impl IntoIterator<Item = u32>,
        how: How,
    ) -> u32 {
        let lines: Few<u32> = lines.into_iter().collect();
        let received = lines.iter().map(|line| self.lines[*line as usize].amount).sum();
        self.close_with(txns.into_iter().collect(), lines, received, how)
    }

    /// The same where not all of the lines' amount counts towards the transactions.
    pub fn close_with(&mut self, txns: Few<u32>, lines: Few<u32>, received: i64, how: How) -> u32 {
        let number = self.closed.len() as u32;
        let mut expected = 0;
        for txn in &txns {
            let this = &mut self.txns[*txn as usize];
            debug_assert!(this.closed == NONE && this.out.is_none(), "a transaction is closed once");
            this.closed = number;
            expected += this.net;
            self.batches[this.batch as usize].open.add(this, -1);
        }
        let mut on = None;
        for line in &lines {
            on = on.max(Some(self.lines[*line as usize].on));
            self.take(*line);
        }
        let on = on.unwrap_or(self.world.as_of);
        debug_assert!(how.residual != Residual::None || expected == received, "a difference has a name");
        let agreement = txns.first().map(|txn| self.txns[*txn as usize].agreement);
        if how.proof == Proof::Single {
            self.paid_singly.extend(agreement);
        }
        self.closed.push(Closed {
            txns,
            lines,
            expected,
            received,
            how,
            agreement,
            on,
            rivals: 0,
            named: Rare::NONE,
        });
        number
    }

    /// No other stage may use the line.
    pub fn take(&mut self, line: u32) {
        let line = &mut self.lines[line as usize];
        (line.free, line.taken) = (false, true);
    }

    /// Takes a transaction out of its payout on the owner's word.
    pub fn explain_away(&mut self, txn: u32, reason: Reason) {
        let this = &mut self.txns[txn as usize];
        if this.closed != NONE || this.out.is_some() {
            return;
        }
        self.batches[this.batch as usize].open.add(this, -1);
        this.out = Some(Box::new(reason));
        this.explained = true;
    }

    /// Remembers the payer of a line that paid the agreement to the fen.
    pub fn learn(&mut self, agreement: u32, line: u32) {
        let text = self.lines[line as usize].text;
        self.payers.learn(agreement, text);
    }
}
