//! Rows of an acquirer's file.

use std::collections::HashSet;

use chrono::NaiveTime;
use recoup_ledger::{CardKind, Channel, Kind, Money, Status, Transaction};

use crate::catalog::Words;
use crate::rows::{Cells, Expected, Fault};
use crate::source::{Aside, Field, Meaning};
use crate::table::Row;

/// The transaction of a row; `None` for rows that are none (a balance query).
pub(crate) fn transaction<'t>(
    cells: &Cells<'t>,
    row: Row<'t>,
    merchant: &str,
) -> Result<Option<Transaction>, Fault> {
    cells.renminbi(row)?;
    let word = cells.get(row, Field::Kind);
    let meaning = meaning(cells, word);
    if meaning == Some(Meaning::Other(Aside::Ignore)) {
        return Ok(None);
    }
    let when = cells.when(row);
    let clearing_day = cells.day(row, Field::ClearingDay);
    let day = when.stated.or(when.day).or(clearing_day);
    let day = day
        .ok_or_else(|| cells.fault_in(row, &[Field::Time, Field::Date, Field::ClearingDay], Expected::Day))?;
    let at = day.and_time(when.time.unwrap_or(NaiveTime::MIN));

    let refunded = cells.amount(row, Field::RefundAmount)?.filter(|m| !m.is_zero());
    let printed = cells.amount(row, Field::Gross)?;
    let takes_back =
        matches!(meaning, Some(Meaning::Transaction(Kind::Refund | Kind::Void | Kind::Reversal)));
    let printed = if takes_back { refunded.or(printed) } else { printed };
    let printed = printed.ok_or_else(|| cells.fault(row, Field::Gross, Expected::AmountMissing))?;
    let kind = match meaning {
        Some(Meaning::Transaction(kind)) => kind,
        Some(Meaning::Other(Aside::Released)) => Kind::PreAuth,
        _ if printed.is_negative() => Kind::Refund,
        _ => Kind::Sale,
    };
    // A sale printed below nothing is one taken back, whatever its name.
    let kind = if kind == Kind::Sale && printed.is_negative() { Kind::Refund } else { kind };
    let takes_back = matches!(kind, Kind::Refund | Kind::Void | Kind::Reversal);

    // Some files print what was taken back as a positive number; then fee and net are meant the same way.
    let turned = takes_back && !printed.is_negative();
    let against = |money: Money| if turned && !money.is_negative() { -money } else { money };
    let mut fee = cells.amount(row, Field::Fee)?;
    if cells.found.source.fee_negative {
        fee = fee.map(|money| -money);
    }
    let fee = fee.map(against);
    let mut net = cells.amount(row, Field::Net)?.map(against);
    if let Some(received) = cells.amount(row, Field::Received)? {
        let share = cells.amount(row, Field::Share)?.unwrap_or(Money::ZERO);
        net = Some(against(received) - fee.unwrap_or(Money::ZERO) + share);
    }

    let mut txn = Transaction::sale(at, against(printed));
    txn.origin = cells.origin(row);
    txn.kind = kind;
    txn.status = match meaning {
        Some(Meaning::Other(Aside::Released)) => Status::Failed,
        _ => {
            let word = cells.get(row, Field::Status);
            let status = status(cells, word);
            if status.is_none() {
                cells.strange.borrow_mut().note(&cells.mask(word), row.line);
            }
            status.unwrap_or(Status::Pending)
        }
    };
    txn.clearing_day = clearing_day;
    txn.paid_out_on = cells.day(row, Field::PaidOn);
    txn.fee = fee;
    txn.net = net;
    txn.merchant_no = cells.id(row, Field::Merchant);
    if txn.merchant_no.is_empty() {
        merchant.clone_into(&mut txn.merchant_no);
    }
    txn.terminal_no = cells.id(row, Field::Terminal);
    txn.voucher_no = cells.id(row, Field::Voucher);
    txn.batch_no = cells.id(row, Field::Batch);
    txn.auth_code = cells.id(row, Field::Auth);
    txn.reference = cells.id(row, Field::Reference);
    txn.order_no = cells.id(row, Field::Order);
    txn.acquirer_order = cells.id(row, Field::AcquirerOrder);
    txn.refund_no = cells.id(row, Field::RefundNo);
    txn.response_code = cells.get(row, Field::Response).to_owned();
    txn.operator = cells.get(row, Field::Operator).to_owned();
    txn.store = cells.text(row, Field::Store);
    txn.card = cells.text(row, Field::Card);
    txn.memo = cells.memo(row);
    (txn.channel, txn.card_kind) = channel(cells, row, !txn.card.is_empty());
    Ok(Some(txn))
}

/// The sales that a file calls failed. A void or a reversal of one of them (已撤销, 已冲正) takes nothing back: the sale
/// counts for nothing already.
#[derive(Debug, Default)]
pub(crate) struct FailedSales(HashSet<(u8, String, Money)>);

impl FailedSales {
    fn keys(txn: &Transaction) -> impl Iterator<Item = (u8, String, Money)> + '_ {
        [(0, &txn.acquirer_order), (1, &txn.order_no), (2, &txn.reference)]
            .into_iter()
            .filter(|(_, key)| !key.is_empty())
            .map(|(which, key)| (which, key.clone(), txn.gross.abs()))
    }

    /// Notes the transaction if it is one.
    pub fn note(&mut self, txn: &Transaction) {
        if txn.kind == Kind::Sale && txn.status == Status::Failed {
            self.0.extend(FailedSales::keys(txn));
        }
    }

    /// Makes a void or reversal of one count for nothing.
    pub fn settle(&self, txn: &mut Transaction) {
        if !self.0.is_empty()
            && matches!(txn.kind, Kind::Void | Kind::Reversal)
            && FailedSales::keys(txn).any(|key| self.0.contains(&key))
        {
            txn.status = Status::Failed;
        }
    }
}

pub(crate) fn meaning<'t>(cells: &Cells<'t>, word: &'t str) -> Option<Meaning> {
    if word.is_empty() {
        return None;
    }
    let source = &cells.found.source;
    let whole = || source.whole_kinds.iter().find(|(w, _)| w == word).map(|(_, meaning)| *meaning);
    cells.kinds.get(word, || whole().or_else(|| kind_of(&source.kinds, word)))
}

/// What a word of the kind column means, by a list of words.
pub(crate) fn kind_of(kinds: &[(String, Meaning)], word: &str) -> Option<Meaning> {
    let find = |word: &str| kinds.iter().find(|(w, _)| word.contains(w.as_str()));
    find(word).or_else(|| find(&word.to_lowercase())).map(|(_, meaning)| *meaning)
}

/// What a status word says. `None` for one that nobody knows: its row is shown, and counts for nothing until somebody
/// says what it means.
pub(crate) fn status<'t>(cells: &Cells<'t>, word: &'t str) -> Option<Status> {
    if word.is_empty() {
        return Some(Status::Succeeded);
    }
    let own = || cells.found.source.statuses.iter().find(|(w, _)| w == word).map(|(_, status)| *status);
    cells.statuses.get(word, || own().or_else(|| status_of(cells.words, word)))
}

/// What a status word says by the common words.
pub(crate) fn status_of(words: &Words, word: &str) -> Option<Status> {
    let lower = word.to_lowercase();
    // The longest word wins: 待结算 is a sale that succeeded, 待 alone one that is not done.
    let longest = |words: &[String]| {
        let fits = |w: &&String| {
            // Codes of digits are whole words.
            if w.bytes().all(|b| b.is_ascii_digit()) { lower == **w } else { lower.contains(w.as_str()) }
        };
        words.iter().filter(fits).map(String::len).max().unwrap_or(0)
    };
    let (failed, pending, succeeded) =
        (longest(&words.failed), longest(&words.pending), longest(&words.succeeded));
    if failed > 0 && failed >= pending.max(succeeded) {
        Some(Status::Failed)
    } else if succeeded > pending {
        Some(Status::Succeeded)
    } else {
        (pending > 0).then_some(Status::Pending)
    }
}

/// Whether the till says that it was paid in a way that no acquirer sees: in cash, from a member's balance.
pub(crate) fn is_not_acquired<'t>(cells: &Cells<'t>, row: Row<'t>) -> bool {
    let (channel, _) = channel(cells, row, false);
    channel == Channel::Unknown
        && cells.found.columns.channel.iter().any(|at| {
            let text = row.get(*at).to_lowercase();
            cells.words.not_acquired.iter().any(|word| text.contains(word.as_str()))
        })
}

fn channel<'t>(cells: &Cells<'t>, row: Row<'t>, has_card: bool) -> (Channel, CardKind) {
    // The file of one wallet names no channel.
    let mut channel = cells.found.source.channel;
    let mut card_kind = CardKind::Unknown;
    let read = |at: usize| {
        let text = row.get(at);
        cells.channels.get(text, || {
            let own = cells.found.source.channels.iter().find(|(word, _)| word == text);
            own.map_or_else(
                || channel_of(cells.words, &text.to_lowercase()),
                |(_, channel)| (*channel, CardKind::Unknown),
            )
        })
    };
    for at in &cells.found.columns.channel {
        let (named, kind) = read(*at);
        if channel == Channel::Unknown {
            channel = named;
        }
        if card_kind == CardKind::Unknown {
            card_kind = kind;
        }
    }
    if let Some(at) = cells.found.columns.at(Field::CardKind) {
        let (_, stated) = read(at);
        if stated != CardKind::Unknown {
            card_kind = stated;
        }
    }
    if channel == Channel::Unknown && (has_card || card_kind != CardKind::Unknown) {
        channel = Channel::Card;
    }
    (channel, card_kind)
}

/// What a text in small letters says about the way to pay, by the common words.
pub(crate) fn channel_of(words: &Words, text: &str) -> (Channel, CardKind) {
    let channel = words.channels.iter().find(|(w, _)| text.contains(w.as_str())).map(|(_, c)| *c);
    let card_kind = words.card_kinds.iter().find(|(w, _)| text.contains(w.as_str())).map(|(_, k)| *k);
    (channel.unwrap_or_default(), card_kind.unwrap_or_default())
}
