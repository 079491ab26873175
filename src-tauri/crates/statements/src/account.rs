//! Rows of a bank statement or of a wallet's fund-flow bill.

use recoup_ledger::{AccountLine, LineKind, Money, Status};

use crate::detail::{meaning, status};
use crate::rows::{Cells, Expected, Fault};
use crate::source::{Field, FileKind, Meaning};
use crate::table::Row;

/// A line, and whether its amount counts (neutral and failed rows of a wallet are kept and count for nothing).
pub(crate) struct Read {
    pub line: AccountLine,
    pub counts: bool,
    /// Whether flag and sign say different things (a minus on the credit side is a reversal, or only a habit).
    pub doubtful: bool,
}

/// The amount of a row.
#[derive(Debug, Clone, Copy)]
struct Moved {
    money: Money,
    neutral: bool,
    doubtful: bool,
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
    let Moved { money: amount, neutral, doubtful } = amount(cells, row)?;

    let is_bank = cells.found.source.kind == FileKind::Bank;
    let kind = match meaning(cells, cells.get(row, Field::Kind)) {
        _ if is_bank => LineKind::Bank,
        Some(Meaning::Line(kind)) => kind,
        _ => LineKind::WalletOther,
    };
    let failed = !is_bank && status(cells, cells.get(row, Field::Status)) == Some(Status::Failed);
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
    Ok(Read { line, counts: !failed && !neutral, doubtful: doubtful && !failed && !neutral })
}

/// The amount in the shop's favour, and whether the row is neutral.
fn amount<'t>(cells: &Cells<'t>, row: Row<'t>) -> Result<Moved, Fault> {
    let moved = |money: Money| Moved { money, neutral: false, doubtful: false };
    let doubted = |money: Money| Moved { doubtful: true, ..moved(money) };
    let columns = &cells.found.columns;
    if columns.has(Field::In) || columns.has(Field::Out) {
        let money_in = cells.amount(row, Field::In)?;
        let money_out = cells.amount(row, Field::Out)?;
        return match (money_in.filter(|m| !m.is_zero()), money_out.filter(|m| !m.is_zero())) {
            (Some(_), Some(_)) => Err(cells.fault(row, Field::Out, Expected::OneSide)),
            (Some(money), None) if money.is_negative() => Ok(doubted(money)),
            (Some(money), None) => Ok(moved(money)),
            // Some banks, and Alipay in 支出金额（-元）, print what went out with a minus in a column of its own.
            (None, Some(money))
                if money.is_negative()
                    && (!columns.has(Field::Balance) || cells.found.source.kind == FileKind::Wallet) =>
            {
                Ok(moved(money))
            }
            (None, Some(money)) if money.is_negative() => Ok(doubted(-money)),
            (None, Some(money)) => Ok(moved(-money)),
            // Two printed noughts are an amount (a tax of 0.00). One nought is how some banks print an empty cell, and
            // beside an empty cell it leaves the row without an amount.
            (None, None) if money_in.is_some() && money_out.is_some() => Ok(moved(Money::ZERO)),
            (None, None)
                if columns.has(Field::In) != columns.has(Field::Out) && money_in.or(money_out).is_some() =>
            {
                Ok(moved(Money::ZERO))
            }
            (None, None) => Err(cells.fault_in(row, &[Field::In, Field::Out], Expected::AmountMissing)),
        };
    }
    let money = cells.amount(row, Field::Amount)?;
    let money = money.ok_or_else(|| cells.fault(row, Field::Amount, Expected::AmountMissing))?;
    if !columns.has(Field::Flag) {
        return Ok(moved(if cells.found.source.sign_reversed { -money } else { money }));
    }
    let at = columns.at(Field::Flag).unwrap_or(usize::MAX);
    match side(cells, row.get(at)) {
        Some(Side::In) if money.is_negative() => Ok(doubted(money)),
        Some(Side::In) => Ok(moved(money)),
        // The sign and the flag say the same where both are printed.
        Some(Side::Out) if money.is_negative() => Ok(moved(money)),
        Some(Side::Out) => Ok(moved(-money)),
        Some(Side::Neutral) if cells.found.source.kind == FileKind::Wallet => {
            Ok(Moved { neutral: true, ..moved(money) })
        }
        _ if money.is_negative() => Ok(moved(money)),
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
