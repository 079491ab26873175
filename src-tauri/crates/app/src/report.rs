//! What arrived and what did not: the store's rows through the matching, kept until something changes.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use recoup_casework::SaleState;
use recoup_ledger::{
    AccountLine, Agreement, Calendar, Channel, Coverage, DepositId, Kind, LineKind, PayoutId, PaysInto,
    Transaction, TxnId,
};
use recoup_matching::records::Joined;
use recoup_matching::{
    Certainty, Decision, FindingKind, Memory, Outcome, PayoutState, State, Verdict, World, explain_again,
};

use crate::clock::local_moment;
use crate::records::{self, Writers};
use crate::view::{self, MissingReport, Reason, Text, Totals};
use crate::{AppError, Recoup};

/// What was read from the store and what the matching made of it.
pub(crate) struct Cached {
    pub stamp: u64,
    as_of: NaiveDate,
    pub transactions: Vec<Transaction>,
    pub lines: Vec<AccountLine>,
    pub agreements: Vec<Agreement>,
    pub coverage: Vec<Coverage>,
    pub outcome: Outcome,
    /// Which records are one sale; `transactions` has only those that count.
    pub joined: Joined,
    /// The other records: what the till, a slip or a wallet says of sales that count once already.
    pub evidence: Vec<Transaction>,
    /// Places in `evidence` by the sale that counts.
    pub evidence_by: HashMap<TxnId, Vec<usize>>,
    /// Imports of the shop's till and of slips.
    pub tills: BTreeSet<u32>,
    /// The same of slips.
    pub slips: BTreeSet<u32>,
    /// The names of the imported files by import number.
    pub files: HashMap<u32, String>,
    /// The case that a sale is in.
    pub cases: HashMap<TxnId, u32>,
    by_txn: HashMap<TxnId, usize>,
    by_line: HashMap<DepositId, usize>,
    by_payout: HashMap<PayoutId, usize>,
}

impl Recoup {
    /// `recoup missing`: judged on `as_of`.
    ///
    /// # Errors
    /// Those of reading the store.
    pub fn missing(&mut self, as_of: NaiveDate) -> Result<MissingReport, AppError> {
        Ok(self.cached(as_of)?.report())
    }

    /// The current answer, computed anew only when the store or the day changed.
    pub(crate) fn cached(&mut self, as_of: NaiveDate) -> Result<&Cached, AppError> {
        let stamp = self.store.stamp()?;
        let fresh = self.report.as_ref().is_some_and(|c| c.stamp == stamp && c.as_of == as_of);
        if !fresh {
            self.report = None;
            let mut memory = std::mem::take(&mut self.memory);
            let loaded = self.load(stamp, as_of, &mut memory);
            self.memory = memory;
            let loaded = loaded?;
            self.report = Some(loaded);
        }
        self.report.as_ref().ok_or_else(|| AppError::internal("no report"))
    }

    fn load(&self, stamp: u64, as_of: NaiveDate, memory: &mut Memory) -> Result<Cached, AppError> {
        let imports = self.store.imports()?;
        let writers = Writers::of(&imports);
        let mut transactions = self.store.transactions()?;
        let mut lines = self.store.lines()?;
        let agreements = self.store.agreements()?;
        let mut coverage = self.store.coverage()?;
        name_balances(&transactions, &agreements, &mut lines, &mut coverage);
        let joined = writers.join(&transactions, &lines, &agreements);
        let evidence = records::take_evidence(&mut transactions, &joined);
        records::name_merchants(&mut transactions, &writers, &agreements);
        let mut decisions = self.owner_decisions()?;
        records::redirect(&mut decisions, &joined);
        // The books follow the present calendar, also while a case of older facts is looked at.
        let _facts = self.with_facts_now()?;
        let calendar: Calendar = recoup_casework::calendar();
        let typed: Vec<TxnId> =
            transactions.iter().filter(|t| writers.slips.contains(&t.origin.import)).map(|t| t.id).collect();
        let world = World {
            transactions: &transactions,
            lines: &lines,
            agreements: &agreements,
            coverage: &coverage,
            calendar: &calendar,
            typed: &typed,
            joined: &joined,
            decisions: &decisions,
            as_of,
        };
        let outcome = explain_again(&world, memory);
        let mut cases = HashMap::new();
        for case in &self.history()?.cases {
            for sale in &case.sales {
                cases.insert(joined.stands_for(sale.id).unwrap_or(sale.id), case.no);
            }
        }
        Ok(Cached {
            stamp,
            as_of,
            files: imports.into_iter().map(|i| (i.id, i.file_name)).collect(),
            tills: writers.tills,
            slips: writers.slips,
            by_txn: transactions.iter().enumerate().map(|(i, t)| (t.id, i)).collect(),
            by_line: lines.iter().enumerate().map(|(i, l)| (l.id, i)).collect(),
            by_payout: outcome.payouts.iter().enumerate().map(|(i, p)| (p.id, i)).collect(),
            transactions,
            lines,
            agreements,
            coverage,
            outcome,
            evidence_by: records::by_counting(&evidence, &joined),
            joined,
            evidence,
            cases,
        })
    }

    /// The owner's decisions in force: an undo takes the newest one back.
    pub(crate) fn owner_decisions(&self) -> Result<Vec<Decision>, AppError> {
        let mut kept: Vec<Decision> = Vec::new();
        for row in self.store.decisions()? {
            if row.kind == "undo" {
                kept.pop();
            } else {
                kept.push(serde_json::from_value(row.body).map_err(AppError::internal)?);
            }
        }
        Ok(kept)
    }
}

impl Cached {
    pub fn txn(&self, id: TxnId) -> Option<(&Transaction, &Verdict)> {
        let at = *self.by_txn.get(&self.counts(id))?;
        Some((&self.transactions[at], &self.outcome.verdicts[at]))
    }

    pub fn line(&self, id: DepositId) -> Option<&AccountLine> {
        self.by_line.get(&id).map(|at| &self.lines[*at])
    }

    pub fn payout(&self, id: PayoutId) -> Option<&recoup_matching::Payout> {
        self.by_payout.get(&id).map(|at| &self.outcome.payouts[*at])
    }

    /// `收单明细.xlsx 第 87 行`.
    pub fn place(&self, origin: recoup_ledger::Origin) -> String {
        place(&self.files, origin)
    }

    pub fn agreement_of(&self, txn: &Transaction, payout: Option<PayoutId>) -> Option<&Agreement> {
        let id = payout.and_then(|p| self.payout(p)).map_or(0, |p| p.agreement);
        self.agreements.iter().find(|a| a.id == id && id != 0).or_else(|| {
            self.agreements.iter().find(|a| a.merchant_no == txn.merchant_no && a.covers(txn.channel))
        })
    }

    pub fn sale(&self, txn: &Transaction, verdict: &Verdict) -> view::Sale {
        view::Sale {
            id: txn.id,
            reference: txn.reference.clone(),
            order_no: if txn.order_no.is_empty() { txn.acquirer_order.clone() } else { txn.order_no.clone() },
            merchant_no: txn.merchant_no.clone(),
            terminal_no: txn.terminal_no.clone(),
            voucher_no: txn.voucher_no.clone(),
            sold_at: local_moment(txn.at),
            kind: kind_word(txn.kind).into(),
            channel: channel_word(txn.channel).into(),
            gross: txn.gross,
            fee: verdict.fee,
            net: verdict.net,
            acquirer: self.agreement_of(txn, verdict.payout).map(|a| a.acquirer.clone()).unwrap_or_default(),
            payout: verdict.payout,
            due_on: verdict.due_on,
            days_late: verdict.days_late,
            state: state_word(verdict.state).into(),
            known_to: verdict.known_to,
            certainty: certainty_word(verdict.certainty).into(),
            confidence: verdict.confidence,
            one_of: verdict.one_of.to_vec(),
            reasons: reasons(&verdict.reasons),
            source: self.place(txn.origin),
            case: self.cases.get(&txn.id).copied(),
        }
    }

    pub fn payout_view(&self, p: &recoup_matching::Payout) -> view::Payout {
        let acquirer = self.agreements.iter().find(|a| a.id == p.agreement).map(|a| a.acquirer.clone());
        let late = p.deposits.iter().filter_map(|id| self.line(*id)).any(|line| line.on > p.due_on);
        view::Payout {
            id: p.id,
            agreement: p.agreement,
            acquirer: acquirer.unwrap_or_default(),
            merchant_no: p.merchant_no.clone(),
            channel: p.channel.into(),
            clearing_day: p.clearing_day,
            due_on: p.due_on,
            sales: p.sales as usize,
            gross: p.gross,
            fee: p.fee,
            net: p.net,
            received: p.received,
            difference: p.difference,
            deposits: p.deposits.clone(),
            state: payout_word(p.state).into(),
            known_to: p.known_to,
            late,
        }
    }

    pub fn report(&self) -> MissingReport {
        let mut missing = Vec::new();
        let mut sales = Vec::new();
        for (txn, verdict) in self.transactions.iter().zip(&self.outcome.verdicts) {
            match verdict.state {
                State::Overdue | State::NotArrived => missing.push(self.sale(txn, verdict)),
                State::InTransit | State::Uncovered | State::NeverSettles | State::Explained => {
                    sales.push(self.sale(txn, verdict));
                }
                State::Arrived | State::ArrivedLate => {}
            }
        }
        missing.sort_by(|a, b| (a.due_on, &a.sold_at, a.id).cmp(&(b.due_on, &b.sold_at, b.id)));
        sales.sort_by(|a, b| (a.due_on, &a.sold_at, a.id).cmp(&(b.due_on, &b.sold_at, b.id)));
        let t = &self.outcome.totals;
        MissingReport {
            as_of: self.as_of,
            missing,
            sales,
            payouts: self.outcome.payouts.iter().map(|p| self.payout_view(p)).collect(),
            findings: self.outcome.findings.iter().map(finding).collect(),
            totals: Totals {
                expected: t.expected,
                arrived: t.arrived,
                in_transit: t.in_transit,
                uncovered: t.uncovered,
                overdue: t.overdue,
                not_arrived: t.not_arrived,
                fee_difference: t.fee_difference,
                explained: t.explained,
                unexplained: t.unexplained,
            },
        }
    }
}

/// WeChat's fund-flow bill does not say whose it is: its lines get the merchant number of the sales whose orders they
/// carry, or that of the only balance there is.
fn name_balances(
    transactions: &[Transaction],
    agreements: &[Agreement],
    lines: &mut [AccountLine],
    coverage: &mut [Coverage],
) {
    let nameless = |l: &AccountLine| l.kind != LineKind::Bank && l.account.is_empty();
    if !lines.iter().any(nameless) {
        return;
    }
    let by_order: HashMap<&str, &str> = transactions
        .iter()
        .filter(|t| !t.acquirer_order.is_empty())
        .map(|t| (t.acquirer_order.as_str(), t.merchant_no.as_str()))
        .collect();
    let mut votes: HashMap<u32, HashMap<&str, usize>> = HashMap::new();
    for line in lines.iter().filter(|l| nameless(l)) {
        if let Some(merchant) = by_order.get(line.order_no.as_str()) {
            *votes.entry(line.origin.import).or_default().entry(merchant).or_default() += 1;
        }
    }
    let balances: Vec<&Agreement> = agreements.iter().filter(|a| a.pays_into == PaysInto::Balance).collect();
    let only = match balances.as_slice() {
        [one] => Some(one.merchant_no.clone()),
        _ => None,
    };
    let owners: HashMap<u32, String> = votes
        .into_iter()
        .filter_map(|(import, votes)| {
            // The merchant number decides a draw, so that the answer does not depend on a map's order.
            let (owner, _) = votes.into_iter().max_by_key(|(merchant, count)| (*count, *merchant))?;
            Some((import, owner.to_owned()))
        })
        .collect();
    let mut named: HashSet<String> = HashSet::new();
    for line in lines.iter_mut().filter(|l| nameless(l)) {
        if let Some(owner) = owners.get(&line.origin.import).cloned().or_else(|| only.clone()) {
            named.insert(owner.clone());
            line.account = owner;
        }
    }
    // A nameless coverage belongs to the one balance that was just named; with several it is left out, which can only
    // make the app more careful.
    let named: Vec<String> = named.into_iter().collect();
    if let [one] = named.as_slice() {
        for cover in coverage.iter_mut().filter(|c| !c.bank && c.account.is_empty()) {
            cover.account.clone_from(one);
        }
    }
}

/// `收单明细.xlsx 第 87 行`; a slip has no file.
pub(crate) fn place(files: &HashMap<u32, String>, origin: recoup_ledger::Origin) -> String {
    match files.get(&origin.import) {
        Some(file) if origin.line > 0 => format!("{file} 第 {} 行", origin.line),
        Some(file) => file.clone(),
        None => String::new(),
    }
}

fn finding(f: &recoup_matching::Finding) -> view::Finding {
    view::Finding {
        id: f.id.to_string(),
        kind: finding_word(f.kind).into(),
        title: Text::new(f.kind.zh(), f.kind.en()),
        amount: f.amount,
        deposit: f.deposit,
        sales: f.sales.clone(),
        certainty: certainty_word(f.certainty).into(),
        confidence: f.confidence,
        rivals: f.rivals,
        reasons: reasons(&f.reasons),
        ask: Text::new(f.ask.zh(), f.ask.en()),
        settle_by: Text::new(f.settle_by.zh(), f.settle_by.en()),
    }
}

pub(crate) fn reasons(reasons: &[recoup_matching::Reason]) -> Vec<Reason> {
    let text = |r: &recoup_matching::Reason| {
        let (zh, en) = (r.zh(), r.en());
        match records::answer(r.answer()) {
            Some(code) => Text::new(format!("{zh}。{}", code.zh), format!("{en}. {}", code.en)),
            None => Text::new(zh, en),
        }
    };
    reasons.iter().map(|r| Reason { code: r.code().to_owned(), text: text(r) }).collect()
}

/// The word of the contract.
pub(crate) fn state_word(state: State) -> &'static str {
    match state {
        State::InTransit => "in_transit",
        State::Uncovered => "uncovered",
        State::Overdue => "overdue",
        State::NotArrived => "not_arrived",
        State::Arrived => "arrived",
        State::ArrivedLate => "arrived_late",
        State::NeverSettles => "never_settles",
        State::Explained => "explained",
    }
}

/// The same state as a case keeps it.
pub(crate) fn case_state(state: State) -> SaleState {
    match state {
        State::InTransit => SaleState::InTransit,
        State::Uncovered => SaleState::Uncovered,
        State::Overdue => SaleState::Overdue,
        State::NotArrived => SaleState::NotArrived,
        State::Arrived => SaleState::Arrived,
        State::ArrivedLate => SaleState::ArrivedLate,
        State::NeverSettles => SaleState::NeverSettles,
        State::Explained => SaleState::Explained,
    }
}

fn payout_word(state: PayoutState) -> &'static str {
    match state {
        PayoutState::Paid => "paid",
        PayoutState::Short => "short",
        PayoutState::Over => "over",
        PayoutState::InTransit => "in_transit",
        PayoutState::Uncovered => "uncovered",
        PayoutState::Overdue => "overdue",
        PayoutState::NotArrived => "not_arrived",
    }
}

fn certainty_word(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Proved => "proved",
        Certainty::OneOf => "one_of",
        Certainty::Likely => "likely",
    }
}

fn finding_word(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::NotArrived => "not_arrived",
        FindingKind::Overdue => "overdue",
        FindingKind::PaidOutNotSeen => "paid_out_not_seen",
        FindingKind::NotAtAcquirer => "not_at_acquirer",
        FindingKind::StatusConflict => "status_conflict",
        FindingKind::RecordsDiffer => "records_differ",
        FindingKind::Short => "short",
        FindingKind::ArrivedLate => "arrived_late",
        FindingKind::FeeDifference => "fee_difference",
        FindingKind::UnknownDeduction => "unknown_deduction",
        FindingKind::OverCredited => "over_credited",
        FindingKind::UnknownCredit => "unknown_credit",
        FindingKind::WithdrawalNotArrived => "withdrawal_not_arrived",
        FindingKind::StatementGap => "statement_gap",
    }
}

/// The word of the contract.
pub(crate) fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Sale => "sale",
        Kind::Refund => "refund",
        Kind::Void => "void",
        Kind::Reversal => "reversal",
        Kind::PreAuth => "pre_auth",
        Kind::Completion => "completion",
    }
}

/// As people say it.
pub(crate) fn kind_text(kind: Kind) -> Text {
    match kind {
        Kind::Sale => Text::new("消费", "sale"),
        Kind::Refund => Text::new("退货", "refund"),
        Kind::Void => Text::new("撤销", "void"),
        Kind::Reversal => Text::new("冲正", "reversal"),
        Kind::PreAuth => Text::new("预授权", "pre-authorisation"),
        Kind::Completion => Text::new("预授权完成", "completion"),
    }
}

/// The word of the contract.
pub(crate) fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Card => "card",
        Channel::WeChat => "we_chat",
        Channel::Alipay => "alipay",
        Channel::UnionPayQr => "union_pay_qr",
        Channel::ECny => "e_cny",
        Channel::Qr => "qr",
        Channel::Unknown => "unknown",
    }
}

/// As people say it.
pub(crate) fn channel_text(channel: Channel) -> Text {
    match channel {
        Channel::Card => Text::new("银行卡", "card"),
        Channel::WeChat => Text::new("微信", "WeChat Pay"),
        Channel::Alipay => Text::new("支付宝", "Alipay"),
        Channel::UnionPayQr => Text::new("云闪付", "UnionPay QR"),
        Channel::ECny => Text::new("数字人民币", "e-CNY"),
        Channel::Qr => Text::new("扫码", "QR code"),
        Channel::Unknown => Text::new("收款", "payment"),
    }
}
