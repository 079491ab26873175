//! Rows of a bank statement or of a wallet's fund-flow bill.

use std::collections::BTreeMap;

use recoup_ledger::{AccountLine, LineKind, Money, Status};

use crate::detail::{meaning, status};
use crate::problem::Check;
use crate::rows::{Cells, Expected, Fault};
use crate::source::{Field, FileKind, Meaning};
use crate::table::Row;
use crate::text::Bilingual;

/// A line, and whether its amount counts (neutral and failed rows of a wallet are kept and count for nothing).
pub(crate) struct Read {
    pub line: AccountLine,
    pub counts: bool,
}

enum Side {
    In,
    Out,
    Neutral,
}

/// The line of a row. `account` is the one that the preamble names.
pub(crate) fn line<'t>(cells: &Cells<'t>, row: Row<'t>, account: &str) -> Result<Read, Fault> {
    cells.renminbi(row)?;
    let when = cells.when(row);
    let on = when.day.or(when.stated);
    let on = on.ok_or_else(|| cells.fault_in(row, &[Field::Date, Field::Time], Expected::Day))?;
    // The time belongs to the day of the trade; booked on another day it would say something false.
    let time = when.time.filter(|_| when.stated.is_none_or(|stated| stated == on));
    let (amount, neutral) = amount(cells, row)?;

    let is_bank = cells.found.source.kind == FileKind::Bank;
    let kind = match meaning(cells, cells.get(row, Field::Kind)) {
        _ if is_bank => LineKind::Bank,
        Some(Meaning::Line(kind)) => kind,
        _ => LineKind::WalletOther,
    };
    let failed = !is_bank && status(cells, cells.get(row, Field::Status)) == Status::Failed;
    let mut line = AccountLine::bank(on, amount);
    line.origin = cells.origin(row);
    line.kind = kind;
    line.time = time;
    line.balance = cells.amount(row, Field::Balance).ok().flatten();
    line.serial = cells.id(row, Field::Serial);
    line.order_no = cells.id(row, Field::Order);
    line.account = cells.text(row, Field::Account);
    line.counterparty = cells.text(row, Field::Counterparty);
    line.counter_account = cells.text(row, Field::CounterAccount);
    line.memo = cells.memo(row);
    if cells.found.columns.has(Field::Payer) {
        let (other, other_account, own) = if amount.is_negative() {
            (Field::Payee, Field::PayeeAccount, Field::PayerAccount)
        } else {
            (Field::Payer, Field::PayerAccount, Field::PayeeAccount)
        };
        line.counterparty = cells.text(row, other);
        line.counter_account = cells.text(row, other_account);
        line.account = cells.text(row, own);
    }
    if !account.is_empty() {
        cells.mask(account).clone_into(&mut line.account);
    }
    if failed || neutral {
        // A withdrawal leaves the wallet although the bill calls it neutral; other neutral rows move nothing.
        let withdrawn = !failed && kind == LineKind::WalletWithdrawal;
        let printed = amount.abs();
        line.amount = if withdrawn { -printed } else { Money::ZERO };
        if !withdrawn {
            line.memo = format!("{} {printed}", line.memo).trim_start().to_owned();
        }
    }
    Ok(Read { line, counts: !failed && !neutral })
}

/// The amount in the shop's favour, and whether the row is neutral.
fn amount<'t>(cells: &Cells<'t>, row: Row<'t>) -> Result<(Money, bool), Fault> {
    let columns = &cells.found.columns;
    if columns.has(Field::In) || columns.has(Field::Out) {
        let money_in = cells.amount(row, Field::In)?;
        let money_out = cells.amount(row, Field::Out)?;
        return match (money_in.filter(|m| !m.is_zero()), money_out.filter(|m| !m.is_zero())) {
            (Some(_), Some(_)) => Err(cells.fault(row, Field::Out, Expected::OneSide)),
            (Some(money), None) => Ok((money, false)),
            // Some banks, and Alipay in 支出金额（-元）, print what went out with a minus in a column of its own.
            (None, Some(money))
                if money.is_negative()
                    && (!columns.has(Field::Balance) || cells.found.source.kind == FileKind::Wallet) =>
            {
                Ok((money, false))
            }
            (None, Some(money)) => Ok((-money, false)),
            // Two printed noughts are an amount (a tax of 0.00). One nought is how some banks print an empty cell, and
            // beside an empty cell it leaves the row without an amount.
            (None, None) if money_in.is_some() && money_out.is_some() => Ok((Money::ZERO, false)),
            (None, None)
                if columns.has(Field::In) != columns.has(Field::Out) && money_in.or(money_out).is_some() =>
            {
                Ok((Money::ZERO, false))
            }
            (None, None) => Err(cells.fault_in(row, &[Field::In, Field::Out], Expected::AmountMissing)),
        };
    }
    let money = cells.amount(row, Field::Amount)?;
    let money = money.ok_or_else(|| cells.fault(row, Field::Amount, Expected::AmountMissing))?;
    if !columns.has(Field::Flag) {
        return Ok((money, false));
    }
    let at = columns.at(Field::Flag).unwrap_or(usize::MAX);
    match side(cells, row.get(at)) {
        Some(Side::In) => Ok((money, false)),
        // The sign and the flag say the same where both are printed.
        Some(Side::Out) if money.is_negative() => Ok((money, false)),
        Some(Side::Out) => Ok((-money, false)),
        Some(Side::Neutral) if cells.found.source.kind == FileKind::Wallet => Ok((money, true)),
        _ if money.is_negative() => Ok((money, false)),
        _ => Err(cells.fault(row, Field::Flag, Expected::Direction)),
    }
}

fn side(cells: &Cells<'_>, text: &str) -> Option<Side> {
    let text = text.trim().to_lowercase();
    let starts = |words: &[String]| {
        words.iter().any(|w| if w.len() == 1 { text == *w } else { text.starts_with(w.as_str()) })
    };
    if starts(&cells.words.flag_neutral) {
        Some(Side::Neutral)
    } else if starts(&cells.words.flag_in) {
        Some(Side::In)
    } else if starts(&cells.words.flag_out) {
        Some(Side::Out)
    } else {
        None
    }
}

/// Follows the balances of one table: whether it runs newest first (then it is turned round) and whether the columns of
/// in and out are the wrong way round (then the signs are). Says where the chain has a gap.
pub(crate) fn settle(lines: &mut [AccountLine]) -> Option<Check> {
    let mut accounts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines.iter() {
        *accounts.entry(line.account.as_str()).or_default() += 1;
    }
    if accounts.len() != 1 || lines.len() < 2 || lines.iter().any(|line| line.balance.is_none()) {
        return None;
    }
    let holds = |before: &AccountLine, after: &AccountLine, flipped: bool| {
        let amount = if flipped { -after.amount } else { after.amount };
        before.balance.unwrap_or_default() + amount == after.balance.unwrap_or_default()
    };
    let steps = lines.len() - 1;
    let count = |reversed: bool, flipped: bool| {
        lines
            .windows(2)
            .filter(|w| if reversed { holds(&w[1], &w[0], flipped) } else { holds(&w[0], &w[1], flipped) })
            .count()
    };
    let (mut best, mut reversed, mut flipped) = (count(false, false), false, false);
    for (r, f) in [(true, false), (false, true), (true, true)] {
        let right = count(r, f);
        // Turning the signs needs more than a coincidence.
        if right > best && (!f || (right == steps && steps >= 2)) {
            (best, reversed, flipped) = (right, r, f);
        }
    }
    if best == 0 && lines[0].on > lines[steps].on {
        reversed = true;
    }
    if flipped {
        for line in lines.iter_mut() {
            line.amount = -line.amount;
        }
    }
    if reversed {
        lines.reverse();
    }
    let gap = lines.windows(2).find(|w| !holds(&w[0], &w[1], false)).map(|w| w[1].origin.line);
    let what = Bilingual::new("每一行的余额与上一行相接", "every balance follows from the one before");
    Some(Check {
        what,
        stated: format!("{steps}"),
        found: format!("{best}"),
        holds: gap.is_none(),
        line: gap,
    })
}
