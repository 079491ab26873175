//! Transactions and deposits, page by page.

use recoup_ledger::{DepositId, LineKind, Money};
use recoup_matching::Decision;

use crate::explain::proof_text;
use crate::report::{Cached, state_word};
use crate::view::{Deposit, DepositPage, TransactionPage, TransactionQuery};
use crate::{AppError, Recoup, today};

impl Recoup {
    /// A page of transactions, newest first.
    pub fn transactions(&mut self, query: &TransactionQuery) -> Result<TransactionPage, AppError> {
        let cached = self.cached(today())?;
        let words: Vec<&str> = query.text.split_whitespace().collect();
        let mut total = 0;
        let mut sum = Money::ZERO;
        let mut rows = Vec::new();
        for (txn, verdict) in cached.transactions.iter().zip(&cached.outcome.verdicts).rev() {
            let day = txn.at.date();
            let fits = query.from.is_none_or(|from| day >= from)
                && query.to.is_none_or(|to| day <= to)
                && query.state.as_ref().is_none_or(|state| state == state_word(verdict.state))
                && query.channel.as_ref().is_none_or(|c| c == crate::report::channel_word(txn.channel))
                && words.iter().all(|word| fits_word(txn, word));
            if !fits {
                continue;
            }
            if total >= query.offset && rows.len() < query.limit.min(500) {
                rows.push(cached.sale(txn, verdict));
            }
            total += 1;
            sum += verdict.net;
        }
        Ok(TransactionPage { total, sum, rows })
    }

    /// A page of the credits on bank statements, newest first.
    pub fn deposits(&mut self, text: &str, offset: usize, limit: usize) -> Result<DepositPage, AppError> {
        let decided: Vec<DepositId> = self
            .owner_decisions()?
            .iter()
            .filter_map(|d| match d {
                Decision::Match { deposit, .. } | Decision::Unmatch { deposit } => Some(*deposit),
                _ => None,
            })
            .collect();
        let cached = self.cached(today())?;
        let mut order: Vec<&recoup_ledger::AccountLine> = cached
            .lines
            .iter()
            .filter(|l| l.kind == LineKind::Bank && l.amount > Money::ZERO)
            .filter(|l| {
                text.split_whitespace().all(|word| {
                    l.counterparty.contains(word)
                        || l.memo.contains(word)
                        || l.on.to_string().contains(word)
                        || l.amount.to_string().contains(&word.replace(',', ""))
                })
            })
            .collect();
        order.sort_by_key(|l| std::cmp::Reverse((l.on, l.time, l.id)));
        let total = order.len();
        let rows = order
            .into_iter()
            .skip(offset)
            .take(limit.min(500))
            .map(|line| cached.deposit(line, decided.contains(&line.id)))
            .collect();
        Ok(DepositPage { total, rows })
    }
}

/// One search word: an amount, the last digits of a card, a reference, an order number, a terminal or a day.
fn fits_word(txn: &recoup_ledger::Transaction, word: &str) -> bool {
    let plain = word.replace([',', '，', '￥', '¥'], "");
    txn.gross.to_string().contains(&plain)
        || txn.reference.contains(word)
        || txn.order_no.contains(word)
        || txn.acquirer_order.contains(word)
        || txn.terminal_no.contains(word)
        || txn.voucher_no.contains(word)
        || (word.len() == 4 && txn.card.ends_with(word))
        || txn.at.format("%Y-%m-%d %m-%d").to_string().contains(word)
        || txn.id.to_string() == word
}

impl Cached {
    fn deposit(&self, line: &recoup_ledger::AccountLine, by_owner: bool) -> Deposit {
        let found = self.outcome.matches.iter().find(|m| m.deposits.contains(&line.id));
        Deposit {
            id: line.id,
            on: line.on,
            time: line.time.map(|t| t.format("%H:%M:%S").to_string()),
            amount: line.amount,
            account: line.account.clone(),
            counterparty: line.counterparty.clone(),
            memo: line.memo.clone(),
            balance: line.balance,
            source: self.place(line.origin),
            payouts: found.map(|m| m.payouts.to_vec()).unwrap_or_default(),
            sales: found.map(|m| m.sales.to_vec()).unwrap_or_default(),
            note: found.map(|m| proof_text(m.proof)),
            by_owner,
        }
    }
}
