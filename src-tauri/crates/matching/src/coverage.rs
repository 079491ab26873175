//! Up to which day statements let us judge an account.

use chrono::{Days, NaiveDate};
use recoup_ledger::Coverage;

/// One account and its covered stretches, merged and sorted; spellings of one account are one.
#[derive(Debug)]
struct Account {
    names: Vec<String>,
    bank: bool,
    stretches: Vec<(NaiveDate, NaiveDate)>,
}

/// All accounts of which there is a statement.
#[derive(Debug)]
pub(crate) struct Covered {
    accounts: Vec<Account>,
    as_of: NaiveDate,
}

impl Covered {
    /// Merges the files' days; two stretches that touch become one.
    pub fn new(coverage: &[Coverage], as_of: NaiveDate) -> Covered {
        let mut sorted: Vec<&Coverage> = coverage.iter().filter(|c| c.from <= c.to).collect();
        // Spellings without a mask first: two accounts of the same last digits are not joined by a masked one.
        sorted.sort_by(|a, b| {
            let key = |c: &Coverage| (c.account.contains('*'), c.account.clone(), c.bank, c.from, c.to);
            key(a).cmp(&key(b))
        });
        let mut accounts: Vec<Account> = Vec::new();
        for item in sorted {
            let of_name = |a: &&mut Account| a.bank == item.bank && a.names.contains(&item.account);
            let stretch = (item.from, item.to);
            if let Some(account) = accounts.iter_mut().find(of_name) {
                account.stretches.push(stretch);
                continue;
            }
            let mut same = accounts.iter_mut().filter(|a| a.may_be(item));
            match (same.next(), same.next()) {
                (Some(account), None) => {
                    account.stretches.push(stretch);
                    account.names.push(item.account.clone());
                }
                // A masked number that may be either of two accounts' stands by itself.
                _ => accounts.push(Account {
                    names: vec![item.account.clone()],
                    bank: item.bank,
                    stretches: vec![stretch],
                }),
            }
        }
        accounts.iter_mut().for_each(Account::join);
        Covered { accounts, as_of }
    }

    /// The last day up to which something due on `due` would have been seen on this account: the end of the stretch
    /// that holds `due`, else the end of the last stretch before it. Never after the day asked for.
    pub fn known_to(&self, account: &str, bank: bool, due: NaiveDate) -> Option<NaiveDate> {
        self.accounts
            .iter()
            .filter(|a| a.bank == bank && a.names.iter().any(|name| same_account(name, account)))
            .filter_map(|a| self.reach(a, due))
            .max()
    }

    /// The same where nobody knows which bank account is paid into: the least of all of them.
    pub fn known_to_on_all(&self, due: NaiveDate) -> Option<NaiveDate> {
        let mut least = None;
        for account in self.accounts.iter().filter(|a| a.bank) {
            let reach = self.reach(account, due)?;
            least = Some(least.map_or(reach, |l: NaiveDate| l.min(reach)));
        }
        least
    }

    fn reach(&self, account: &Account, due: NaiveDate) -> Option<NaiveDate> {
        let before = account.stretches.iter().rev().find(|(from, _)| *from <= due)?;
        Some(before.1.min(self.as_of))
    }
}

impl Account {
    /// Whether the file's spelling names this account; one that does not say its account is joined to its like alone.
    fn may_be(&self, item: &Coverage) -> bool {
        let same = |name: &String| !name.is_empty() && same_account(name, &item.account);
        self.bank == item.bank && !item.account.is_empty() && self.names.iter().any(same)
    }

    fn join(&mut self) {
        self.stretches.sort_unstable();
        self.stretches.dedup_by(|next, stretch| {
            let joined = touches(stretch.1, next.0);
            if joined {
                stretch.1 = stretch.1.max(next.1);
            }
            joined
        });
    }
}

fn touches(end: NaiveDate, start: NaiveDate) -> bool {
    end.checked_add_days(Days::new(1)).is_none_or(|next| start <= next)
}

/// Whether two spellings name the same account: equal without spaces, or equal in the last four digits where one of
/// them is masked. A statement that does not say its account fits every account.
pub(crate) fn same_account(a: &str, b: &str) -> bool {
    if a == b || a.is_empty() || b.is_empty() {
        return true;
    }
    let plain =
        |text: &str| -> Vec<char> { text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect() };
    let (a, b) = (plain(a), plain(b));
    if a == b {
        return true;
    }
    let masked = a.contains(&'*') || b.contains(&'*');
    masked && a.len() >= 4 && b.len() >= 4 && a[a.len() - 4..] == b[b.len() - 4..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(account: &str, from: &str, to: &str) -> Coverage {
        Coverage { account: account.into(), bank: true, from: d(from), to: d(to) }
    }

    #[test]
    fn a_gap_stops_the_view() {
        let covered = Covered::new(
            &[
                days("1", "2026-11-10", "2026-11-20"),
                days("1", "2026-10-01", "2026-10-31"),
                days("1", "2026-11-01", "2026-11-05"),
            ],
            d("2026-11-18"),
        );
        assert_eq!(
            covered.known_to("1", true, d("2026-10-15")),
            Some(d("2026-11-05")),
            "touching files join"
        );
        assert_eq!(covered.known_to("1", true, d("2026-11-07")), Some(d("2026-11-05")), "in the gap");
        assert_eq!(covered.known_to("1", true, d("2026-11-12")), Some(d("2026-11-18")), "not after as_of");
        assert_eq!(covered.known_to("1", true, d("2026-09-30")), None, "before all statements");
        assert_eq!(covered.known_to("2", true, d("2026-11-12")), None);
        assert_eq!(covered.known_to("1", false, d("2026-11-12")), None, "a balance is no bank account");
    }

    #[test]
    fn the_spellings_of_one_account_are_one() {
        let covered = Covered::new(
            &[
                days("622848******1234", "2026-10-01", "2026-10-31"),
                days("6228480000001234", "2026-11-01", "2026-11-20"),
                days("", "2026-11-21", "2026-11-30"),
            ],
            d("2026-11-30"),
        );
        for account in ["6228480000001234", "6228 4800 0000 1234", "622848******1234"] {
            assert_eq!(covered.known_to(account, true, d("2026-10-30")), Some(d("2026-11-20")), "{account}");
        }
        assert_eq!(
            covered.known_to_on_all(d("2026-10-30")),
            None,
            "the nameless file may be another account's"
        );
        let two = Covered::new(
            &[
                days("622848******1234", "2026-10-01", "2026-10-31"),
                days("6228480000001234", "2026-11-01", "2026-11-20"),
                days("6228489999991234", "2026-11-01", "2026-11-25"),
            ],
            d("2026-11-30"),
        );
        assert_eq!(two.known_to("6228480000001234", true, d("2026-10-30")), Some(d("2026-10-31")));
    }

    #[test]
    fn every_account_must_be_covered_when_nobody_knows_which() {
        let covered = Covered::new(
            &[days("1", "2026-11-01", "2026-11-20"), days("2", "2026-11-01", "2026-11-09")],
            d("2026-11-30"),
        );
        assert_eq!(covered.known_to_on_all(d("2026-11-05")), Some(d("2026-11-09")));
        assert_eq!(covered.known_to_on_all(d("2026-10-05")), None);
    }

    #[test]
    fn masked_accounts_are_told_by_their_tail() {
        assert!(same_account("6228 4800 0000 1234", "6228480000001234"));
        assert!(same_account("622848******1234", "6228480000001234"));
        assert!(!same_account("6228480000001234", "6228480000005678"));
        assert!(!same_account("16228480000001234", "6228480000001234"));
    }
}
