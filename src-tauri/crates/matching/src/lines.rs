//! The lines of statements: read once, sorted, and what their memos say.

use chrono::NaiveDate;
use recoup_ledger::{AccountLine, Agreement, DepositId, PaysInto};
use rustc_hash::FxHashMap;

use crate::coverage::same_account;
use crate::memo::{self, Told};
use crate::numbers::Numbers;
use crate::payer::Payers;

/// An account line's place.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub id: DepositId,
    /// Its index in the world.
    pub index: u32,
    /// What its texts say, see [`Payers::intern`].
    pub text: u32,
    pub account: u32,
    pub memo: Told,
    pub on: NaiveDate,
    pub amount: i64,
    /// A credit of a bank account that nothing explains yet.
    pub free: bool,
    /// In a match, or left alone on the owner's word.
    pub taken: bool,
}

/// All lines up to a day.
pub(crate) struct Lines<'a> {
    /// Sorted by day, time, id.
    pub sorted: Vec<Line>,
    /// The accounts' names.
    pub accounts: Vec<&'a str>,
    /// Credits of bank accounts by account, each list sorted.
    pub deposits: Vec<Vec<u32>>,
    /// The numbers in the memos of credits.
    pub numbers: Numbers,
}

impl<'a> Lines<'a> {
    /// Reads them in the order in which they lie in memory, and only then sorts them.
    pub fn read(all: &'a [AccountLine], as_of: NaiveDate, payers: &mut Payers) -> Lines<'a> {
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut accounts: Vec<&str> = Vec::new();
        let mut numbers = Numbers::default();
        let mut lines: Vec<Line> = Vec::with_capacity(all.len());
        let mut keys: Vec<_> = Vec::with_capacity(all.len());
        for (index, line) in (0u32..).zip(all).filter(|(_, line)| line.on <= as_of) {
            let account = match lines.last().map(|line| line.account) {
                Some(same) if accounts[same as usize] == line.account => same,
                _ => *known.entry(line.account.as_str()).or_insert_with(|| {
                    accounts.push(line.account.as_str());
                    accounts.len() as u32 - 1
                }),
            };
            let place = lines.len() as u32;
            let free = line.is_deposit();
            if free {
                numbers.read(line, place);
            }
            keys.push((line.on, line.time, line.id, index, place));
            lines.push(Line {
                id: line.id,
                index,
                text: payers.intern(line),
                account,
                memo: if free { memo::read(&line.memo, line.on).into() } else { Told::default() },
                on: line.on,
                amount: line.amount.fen(),
                free,
                taken: false,
            });
        }
        keys.sort_unstable();
        let mut number_of = vec![0; lines.len()];
        for (number, (.., place)) in (0u32..).zip(&keys) {
            number_of[*place as usize] = number;
        }
        drop(keys);
        numbers.renumber(&number_of);
        put_in_order(&mut lines, number_of);
        let mut deposits = vec![Vec::new(); accounts.len()];
        for (number, line) in (0u32..).zip(&lines).filter(|(_, line)| line.free) {
            deposits[line.account as usize].push(number);
        }
        Lines { sorted: lines, accounts, deposits, numbers }
    }

    /// For every account whether the agreement may pay into it.
    pub fn pays_to(&self, agreement: &Agreement) -> Vec<bool> {
        let may_be = |name: &&str| match &agreement.pays_into {
            PaysInto::AnyAccount => true,
            PaysInto::Account(account) => same_account(account, name),
            PaysInto::Balance => false,
        };
        self.accounts.iter().map(may_be).collect()
    }
}

/// Moves every line to its number without a second list.
fn put_in_order(lines: &mut [Line], mut number_of: Vec<u32>) {
    for place in 0..lines.len() {
        while number_of[place] as usize != place {
            let number = number_of[place] as usize;
            lines.swap(place, number);
            number_of.swap(place, number);
        }
    }
}
