//! One sale in several files: which record counts, and what the others say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use recoup_ledger::{AccountLine, Agreement, Channel, PaysInto, Transaction, TxnId};
use recoup_matching::Decision;
use recoup_matching::records::{Differs, Joined, Pair, Records, Tie, join};
use recoup_store::Import;

use crate::report::{Cached, channel_text, kind_text};
use crate::view::{SaleRecord, Text};
use crate::{AppError, Recoup, today};

/// Who wrote which import.
pub(crate) struct Writers {
    pub tills: BTreeSet<u32>,
    pub slips: BTreeSet<u32>,
    periods: Vec<(u32, NaiveDate, NaiveDate)>,
}

impl Writers {
    pub fn of(imports: &[Import]) -> Writers {
        let is_till =
            |import: &&Import| import.summary.get("till").and_then(serde_json::Value::as_bool) == Some(true);
        let tills: BTreeSet<u32> = imports.iter().filter(is_till).map(|i| i.id).collect();
        let periods = imports
            .iter()
            .filter(|i| i.kind == "detail" && !tills.contains(&i.id))
            .filter_map(|i| {
                // A period may end on the very day of the export, of which the file has but a part.
                let made: NaiveDate = i.imported_at.get(..10)?.parse().ok()?;
                let last = i.period_to?.min(made.checked_sub_days(Days::new(1))?);
                Some((i.id, i.period_from?, last))
            })
            .collect();
        let slips = imports.iter().filter(|i| i.kind == "slip").map(|i| i.id).collect();
        Writers { tills, slips, periods }
    }

    /// Whether it is the shop's own word and not that of somebody who pays.
    pub fn is_own(&self, import: u32) -> bool {
        self.tills.contains(&import) || self.slips.contains(&import)
    }

    /// Which of all records are one sale.
    pub fn join(
        &self,
        transactions: &[Transaction],
        lines: &[AccountLine],
        agreements: &[Agreement],
    ) -> Joined {
        join(&Records {
            transactions,
            lines,
            agreements,
            tills: &self.tills,
            slips: &self.slips,
            periods: &self.periods,
        })
    }
}

/// Leaves the records that count, and gives the others.
pub(crate) fn take_evidence(transactions: &mut Vec<Transaction>, joined: &Joined) -> Vec<Transaction> {
    if joined.pairs.is_empty() {
        return Vec::new();
    }
    let (evidence, counted) =
        std::mem::take(transactions).into_iter().partition(|txn| joined.stands_for(txn.id).is_some());
    *transactions = counted;
    evidence
}

/// Places of the other records by the one that counts.
pub(crate) fn by_counting(evidence: &[Transaction], joined: &Joined) -> HashMap<TxnId, Vec<usize>> {
    let mut by: HashMap<TxnId, Vec<usize>> = HashMap::new();
    for (at, txn) in evidence.iter().enumerate() {
        if let Some(stands) = joined.stands_for(txn.id) {
            by.entry(stands).or_default().push(at);
        }
    }
    by
}

/// A till writes no merchant number, or one of its own: its sales get the one under which the shop's other sales of that
/// way of payment run.
pub(crate) fn name_merchants(transactions: &mut [Transaction], writers: &Writers, agreements: &[Agreement]) {
    let known: BTreeSet<&str> = agreements.iter().map(|a| a.merchant_no.as_str()).collect();
    let lacks = |txn: &Transaction| {
        writers.tills.contains(&txn.origin.import)
            && (txn.merchant_no.is_empty() || !known.contains(txn.merchant_no.as_str()))
    };
    if !transactions.iter().any(lacks) {
        return;
    }
    let mut votes: BTreeMap<bool, BTreeMap<&str, usize>> = BTreeMap::new();
    let is_card = |channel: Channel| matches!(channel, Channel::Card | Channel::Unknown);
    for txn in transactions.iter().filter(|txn| !writers.is_own(txn.origin.import)) {
        *votes.entry(is_card(txn.channel)).or_default().entry(&txn.merchant_no).or_default() += 1;
    }
    let most = |card: bool| -> Option<String> {
        let most = votes.get(&card)?.iter().max_by_key(|(merchant, count)| (**count, **merchant))?;
        Some((*most.0).to_owned())
    };
    let banks: Vec<&Agreement> = agreements.iter().filter(|a| a.pays_into != PaysInto::Balance).collect();
    let only = match banks.as_slice() {
        [one] => Some(one.merchant_no.clone()),
        _ => None,
    };
    let merchants = [false, true].map(|card| most(card).or_else(|| only.clone()));
    for txn in transactions.iter_mut().filter(|txn| lacks(txn)) {
        if let Some(merchant) = &merchants[usize::from(is_card(txn.channel))] {
            txn.merchant_no.clone_from(merchant);
        }
    }
}

/// What the owner decided about a record holds for the sale that it is evidence of.
pub(crate) fn redirect(decisions: &mut [Decision], joined: &Joined) {
    let stands = |id: &mut TxnId| *id = joined.counts(*id);
    for decision in decisions {
        match decision {
            Decision::Match { sales, .. } => sales.iter_mut().for_each(stands),
            Decision::Settle { sale, .. } => stands(sale),
            Decision::Unmatch { .. } | Decision::Reject { .. } => {}
        }
    }
}

impl Recoup {
    /// Which records are one sale: as last answered, else anew.
    pub(crate) fn joined_records(&self) -> Result<Joined, AppError> {
        let stamp = self.store.stamp()?;
        if let Some(cached) = self.report.as_ref().filter(|cached| cached.stamp == stamp) {
            return Ok(cached.joined.clone());
        }
        let writers = Writers::of(&self.store.imports()?);
        Ok(writers.join(&self.store.transactions()?, &self.store.lines()?, &self.store.agreements()?))
    }

    /// The sales' ids and those of the further records of them: a slip's photo proves the sale whichever record counts.
    pub(crate) fn with_evidence(&mut self, ids: &[TxnId]) -> Result<Vec<TxnId>, AppError> {
        let cached = self.cached(today())?;
        let mut all = Vec::new();
        for id in ids {
            let counts = cached.counts(*id);
            all.push(counts);
            all.extend(cached.evidence_of(counts).iter().map(|(txn, _)| txn.id));
        }
        Ok(all)
    }
}

impl Cached {
    /// Further records that say more than the one that counts: slips, and amounts that differ.
    pub fn telling_evidence(&self) -> impl Iterator<Item = &Transaction> {
        let differs: BTreeSet<TxnId> = self
            .joined
            .conflicts
            .iter()
            .filter(|conflict| matches!(conflict.differs, Differs::Amount { .. }))
            .map(|conflict| conflict.record)
            .collect();
        self.evidence
            .iter()
            .filter(move |txn| self.slips.contains(&txn.origin.import) || differs.contains(&txn.id))
    }

    /// The record that counts for `id`.
    pub fn counts(&self, id: TxnId) -> TxnId {
        self.joined.counts(id)
    }

    /// The further records of a sale, in the order of time.
    pub fn evidence_of(&self, id: TxnId) -> Vec<(&Transaction, &Pair)> {
        let places = self.evidence_by.get(&id).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<_> = places
            .iter()
            .map(|at| &self.evidence[*at])
            .filter_map(|txn| Some((txn, self.joined.pair_of(txn.id)?)))
            .collect();
        found.sort_by_key(|(txn, _)| (txn.at, txn.id));
        found
    }

    /// Everything that is recorded of a sale side by side: till or slip, acquirer or wallet, bank.
    pub fn records_of(&self, id: TxnId) -> Vec<SaleRecord> {
        let Some((txn, verdict)) = self.txn(id) else { return Vec::new() };
        let mut records = vec![self.record(txn, None)];
        records.extend(self.evidence_of(txn.id).into_iter().map(|(txn, pair)| self.record(txn, Some(pair))));
        // The till first, as the sale went.
        records.sort_by_key(|record| match record.who {
            "till" => 0,
            "slip" => 1,
            "acquirer" => 2,
            _ => 3,
        });
        if let Some(line) = verdict.deposit.and_then(|deposit| self.line(deposit)) {
            records.push(SaleRecord {
                who: if line.kind == recoup_ledger::LineKind::Bank { "bank" } else { "balance" },
                id: line.id.to_string(),
                counts: false,
                at: match line.time {
                    Some(time) => format!("{} {}", line.on, time.format("%H:%M:%S")),
                    None => line.on.to_string(),
                },
                amount: line.amount,
                what: Text::new(line.counterparty.as_str(), line.counterparty.as_str()),
                status: "arrived",
                answer: None,
                number: line.serial.clone(),
                source: self.place(line.origin),
                note: None,
            });
        }
        records
    }

    fn record(&self, txn: &Transaction, pair: Option<&Pair>) -> SaleRecord {
        let import = txn.origin.import;
        let into_balance = || self.agreement_of(txn, None).is_some_and(|a| a.pays_into == PaysInto::Balance);
        let who = match () {
            () if self.tills.contains(&import) => "till",
            () if self.slips.contains(&import) => "slip",
            () if into_balance() => "wallet",
            () => "acquirer",
        };
        let (channel, kind) = (channel_text(txn.channel), kind_text(txn.kind));
        let numbers = [&txn.reference, &txn.order_no, &txn.acquirer_order, &txn.voucher_no];
        SaleRecord {
            who,
            id: txn.id.to_string(),
            counts: pair.is_none(),
            at: txn.at.format("%Y-%m-%d %H:%M:%S").to_string(),
            amount: txn.gross,
            what: Text::new(format!("{}{}", channel.zh, kind.zh), format!("{} {}", channel.en, kind.en)),
            status: match txn.status {
                recoup_ledger::Status::Succeeded => "succeeded",
                recoup_ledger::Status::Failed => "failed",
                recoup_ledger::Status::Pending => "pending",
            },
            answer: answer(&txn.response_code),
            number: numbers.into_iter().find(|n| !n.is_empty()).cloned().unwrap_or_default(),
            source: self.place(txn.origin),
            note: pair.map(tie_text),
        }
    }
}

/// What a response code means, in both languages; `None` where there is none.
pub(crate) fn answer(code: &str) -> Option<Text> {
    if code.is_empty() {
        return None;
    }
    let told = recoup_casework::codes::explain_code(code);
    let (named, named_en) = match told.meaning.as_str() {
        "" => Default::default(),
        name => (format!("“{name}”"), format!(" “{name}”")),
    };
    Some(Text::new(
        format!("应答码 {code}{named}：{}", told.means.zh),
        format!("Response code {code}{named_en}: {}", told.means.en),
    ))
}

/// By what two records are one sale.
pub(crate) fn tie_text(pair: &Pair) -> Text {
    let apart = pair.apart.abs();
    let (word, word_en) = if pair.apart < 0 { ("早", "earlier") } else { ("晚", "later") };
    let time = match apart {
        0 => ("时间相同".to_owned(), "at the same time".to_owned()),
        s if s < 120 => (format!("{word} {s} 秒"), format!("{s} seconds {word_en}")),
        s => (format!("{word}约 {} 分钟", s / 60), format!("about {} minutes {word_en}", s / 60)),
    };
    let unsure = if pair.sure {
        ("", "")
    } else {
        ("；没有共同的编号，请核对", "; no common number, check it")
    };
    match pair.tie {
        Tie::Number => Text::new("有共同的编号，是同一笔", "the same sale: a number is in both"),
        Tie::Time => Text::new(
            format!("金额和付款方式相同，{}，是同一笔{}", time.0, unsure.0),
            format!("the same sale: same amount and way of payment, {}{}", time.1, unsure.1),
        ),
        Tie::Day => Text::new(
            format!("同一天、同样金额，是同一笔{}", unsure.0),
            format!("the same sale: same day and amount{}", unsure.1),
        ),
        Tie::Later => Text::new(
            "金额相同，收单机构晚了几天才有，像是离线交易后来上传的；请核对",
            "the same amount, days later at the acquirer: it looks like an offline sale uploaded later; check it",
        ),
    }
}
