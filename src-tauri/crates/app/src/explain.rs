//! What a deposit, payout or sale is made of.

use chrono::NaiveDate;
use recoup_ledger::{DepositId, Kind, Money, PayoutId, TxnId};
use recoup_matching::{Proof, Residual};

use crate::records;
use crate::report::{Cached, channel_text, kind_text, reasons};
use crate::view::{ErrorCode, Explanation, Part, Text};
use crate::{AppError, Recoup, clock};

/// Names the further files that have the same row, behind the one that its values are from: each is evidence.
fn also_in(explained: &mut Explanation, places: Vec<recoup_store::SourceRef>) {
    let further: Vec<String> = places
        .into_iter()
        .filter(|place| !place.stored)
        .map(|place| {
            let differs = if place.differs { "（这里写的不一样）" } else { "" };
            format!("{} 第 {} 行{differs}", place.file_name, place.line)
        })
        .collect();
    let behind = explained.sources.len().min(1);
    explained.sources.splice(behind..behind, further);
}

impl Recoup {
    /// Explains a deposit (`D…`), payout (`P…`) or sale (`S…`, a reference or an order number).
    ///
    /// # Errors
    /// `not_found`, `ambiguous`.
    pub fn explain(&mut self, id: &str, as_of: NaiveDate) -> Result<Explanation, AppError> {
        let nothing = || {
            AppError::not_found(
                format!("没有编号是「{id}」的入账、划款或收款。"),
                format!("No deposit, payout or sale is called “{id}”."),
            )
        };
        // What is advised is judged on the same day as the rest.
        let _day = clock::on_day(as_of);
        if let Ok(deposit) = id.parse::<DepositId>() {
            let mut explained = self.cached(as_of)?.explain_deposit(deposit).ok_or_else(nothing)?;
            also_in(&mut explained, self.store.sources_of_line(deposit)?);
            let paid = self.cached(as_of)?.sales_paid_by(deposit);
            explained.advice = self.advice(&paid)?;
            return Ok(explained);
        }
        if let Ok(payout) = id.parse::<PayoutId>() {
            let mut explained = self.cached(as_of)?.explain_payout(payout).ok_or_else(nothing)?;
            let sales = self.cached(as_of)?.sales_of(payout);
            explained.advice = self.advice(&sales)?;
            return Ok(explained);
        }
        self.cached(as_of)?;
        let sale = self.sale_of(id)?;
        let cached = self.cached(as_of)?;
        let mut explained = cached.explain_sale(sale).ok_or_else(nothing)?;
        let counts = cached.counts(sale);
        let open = cached.is_open(counts);
        also_in(&mut explained, self.store.sources_of(counts)?);
        if open {
            explained.advice = self.advice(&[counts])?;
        }
        Ok(explained)
    }

    /// The sale that a person means by an id, a reference or an order number.
    pub(crate) fn sale_of(&self, text: &str) -> Result<TxnId, AppError> {
        let mut found = self.store.find_ref(text)?;
        if found.len() > 1 {
            // The till's record and the acquirer's of one sale often share the number.
            let joined = self.joined_records()?;
            found.retain(|txn| joined.stands_for(txn.id).is_none());
        }
        match found.as_slice() {
            [one] => Ok(one.id),
            [] => Err(AppError::not_found(
                format!("没有找到「{text}」这笔收款。可以用编号（S 开头）、参考号或订单号。"),
                format!("No sale is called “{text}”; use its id (S…), reference or order number."),
            )),
            many => {
                let list: Vec<String> = many
                    .iter()
                    .map(|t| format!("{}（{} {} 元）", t.id, t.at.format("%m-%d %H:%M"), t.gross.grouped()))
                    .collect();
                Err(AppError::new(
                    ErrorCode::Ambiguous,
                    format!("「{text}」有 {} 笔，请用编号：{}。", many.len(), list.join("、")),
                    format!("“{text}” fits {} payments; use an id: {}.", many.len(), list.join(", ")),
                ))
            }
        }
    }
}

impl Cached {
    fn explain_deposit(&self, id: DepositId) -> Option<Explanation> {
        let line = self.line(id)?;
        let found = self.outcome.matches.iter().find(|m| m.deposits.contains(&id));
        let title = Text::new(
            format!("{} 入账 {} 元（{}）", line.on, line.amount.grouped(), line.counterparty),
            format!("{}: {} yuan came in ({})", line.on, line.amount.grouped(), line.counterparty),
        );
        let mut sources = vec![self.place(line.origin)];
        let Some(m) = found else {
            let note = Text::new(
                "没有哪批收款和它对得上，所以没有算进到账。",
                "No payout fits it, so it counts for none.",
            );
            return Some(Explanation {
                id: id.to_string(),
                what: "deposit",
                title,
                sentences: vec![note],
                parts: Vec::new(),
                left_over: line.amount,
                sources,
                records: Vec::new(),
                advice: None,
            });
        };
        let mut sentences = vec![proof_text(m.proof)];
        sentences.extend(reasons(&m.reasons).into_iter().map(|r| r.text));
        let mut parts: Vec<Part> = Vec::new();
        for payout in &m.payouts {
            let paid: Vec<_> = m
                .sales
                .iter()
                .filter_map(|id| self.txn(*id))
                .filter(|(_, v)| v.payout == Some(*payout))
                .collect();
            let Some(p) = self.payout(*payout) else { continue };
            let gross: Money = paid.iter().map(|(t, _)| t.gross).sum();
            let net: Money = paid.iter().map(|(_, v)| v.net).sum();
            let (day, count) = (p.clearing_day, paid.len());
            parts.push(Part {
                label: Text::new(format!("{day} 的收款 {count} 笔"), format!("{count} payments of {day}")),
                amount: gross,
                id: Some(payout.to_string()),
                state: None,
            });
            if gross != net {
                parts.push(Part {
                    label: Text::new("手续费", "fees"),
                    amount: net - gross,
                    id: None,
                    state: None,
                });
            }
            sources.extend(paid.iter().take(3).map(|(t, _)| self.place(t.origin)));
        }
        let others: Money =
            m.deposits.iter().filter(|d| **d != id).filter_map(|d| self.line(*d)).map(|l| l.amount).sum();
        if !others.is_zero() {
            parts.push(Part {
                label: Text::new("同一批的其他入账", "other deposits of the same payout"),
                amount: -others,
                id: None,
                state: None,
            });
        }
        if m.residual != Residual::None {
            let label = match m.residual {
                Residual::Fee => Text::new("和约定不同的手续费", "fee that differs from the agreement"),
                _ => Text::new("说不清的差额", "a difference nobody has explained"),
            };
            parts.push(Part { label, amount: -m.difference, id: None, state: None });
        }
        let explained: Money = parts.iter().map(|p| p.amount).sum();
        Some(Explanation {
            id: id.to_string(),
            what: "deposit",
            title,
            sentences,
            left_over: line.amount - explained,
            parts,
            sources,
            records: Vec::new(),
            advice: None,
        })
    }

    fn explain_payout(&self, id: PayoutId) -> Option<Explanation> {
        let p = self.payout(id)?;
        let view = self.payout_view(p);
        let mut parts = vec![
            Part {
                label: Text::new(format!("{} 笔收款", p.sales), format!("{} payments", p.sales)),
                amount: p.gross,
                id: None,
                state: None,
            },
            Part { label: Text::new("手续费", "fees"), amount: -p.fee, id: None, state: None },
        ];
        let mut sources = Vec::new();
        for deposit in &p.deposits {
            let Some(line) = self.line(*deposit) else { continue };
            sources.push(self.place(line.origin));
        }
        if !p.received.is_zero() {
            parts.push(Part {
                label: Text::new("已到账", "arrived"),
                amount: -p.received,
                id: p.deposits.first().map(ToString::to_string),
                state: None,
            });
        }
        let mut sentences = Vec::new();
        let mut seen = Vec::new();
        for (txn, verdict) in self.transactions.iter().zip(&self.outcome.verdicts) {
            if verdict.payout != Some(id) {
                continue;
            }
            for reason in reasons(&verdict.reasons) {
                if !seen.contains(&reason.text.zh) {
                    seen.push(reason.text.zh.clone());
                    sentences.push(reason.text);
                }
            }
            if sources.len() < 8 {
                sources.push(self.place(txn.origin));
            }
        }
        Some(Explanation {
            id: id.to_string(),
            what: "payout",
            title: Text::new(
                format!("{} 清算、{} 应到的 {} 元", p.clearing_day, p.due_on, p.net.grouped()),
                format!("{} yuan of clearing day {}, due {}", p.net.grouped(), p.clearing_day, view.due_on),
            ),
            sentences,
            left_over: p.net - p.received,
            parts,
            sources,
            records: Vec::new(),
            advice: None,
        })
    }

    /// Whether there is something to say about a transaction beyond that it arrived.
    pub(crate) fn is_open(&self, id: TxnId) -> bool {
        use recoup_matching::State;
        let takes = |kind| !matches!(kind, Kind::Refund | Kind::Void | Kind::Reversal);
        self.txn(id).is_some_and(|(txn, verdict)| {
            takes(txn.kind) && !matches!(verdict.state, State::Arrived | State::Explained)
        })
    }

    /// What was sold and came with a deposit.
    fn sales_paid_by(&self, id: DepositId) -> Vec<TxnId> {
        let found = self.outcome.matches.iter().find(|m| m.deposits.contains(&id));
        let sold = |id: &&TxnId| self.txn(**id).is_some_and(|(txn, _)| txn.gross > Money::ZERO);
        found.map(|m| m.sales.iter().filter(sold).copied().collect()).unwrap_or_default()
    }

    /// What was sold in a payout, without what was taken back.
    fn sales_of(&self, id: PayoutId) -> Vec<TxnId> {
        let of = |(txn, verdict): (&recoup_ledger::Transaction, &recoup_matching::Verdict)| {
            (verdict.payout == Some(id) && txn.gross > Money::ZERO).then_some(txn.id)
        };
        self.transactions.iter().zip(&self.outcome.verdicts).filter_map(of).collect()
    }

    fn explain_sale(&self, id: TxnId) -> Option<Explanation> {
        let (txn, verdict) = self.txn(id)?;
        let kind = kind_text(txn.kind);
        let channel = channel_text(txn.channel);
        let at = txn.at.format("%Y-%m-%d %H:%M:%S");
        let mut sentences: Vec<Text> = reasons(&verdict.reasons).into_iter().map(|r| r.text).collect();
        let mut sources = vec![self.place(txn.origin)];
        for (other, pair) in self.evidence_of(txn.id) {
            let (place, note) = (self.place(other.origin), records::tie_text(pair));
            sentences.push(Text::new(
                format!("{place} 也有这笔：{}。", note.zh),
                format!("{place} has it too: {}.", note.en),
            ));
            sources.push(place);
        }
        if let Some(line) = verdict.deposit.and_then(|d| self.line(d)) {
            sentences.push(Text::new(
                format!("钱在 {} 的入账 {} 元里。", line.on, line.amount.grouped()),
                format!("The money is in the deposit of {} ({} yuan).", line.on, line.amount.grouped()),
            ));
            sources.push(self.place(line.origin));
        }
        let mut parts = vec![Part {
            label: Text::new("收款", "paid at the counter"),
            amount: txn.gross,
            id: None,
            state: None,
        }];
        // A fee that is only worked out is no fact of the sale, but the sum has to be right.
        let fee = txn.gross - verdict.net;
        if !fee.is_zero() {
            parts.push(Part { label: Text::new("手续费", "fee"), amount: -fee, id: None, state: None });
        }
        let left_over = if verdict.deposit.is_some() { Money::ZERO } else { verdict.net };
        if let Some(deposit) = verdict.deposit {
            parts.push(Part {
                label: Text::new("已到账", "arrived"),
                amount: -verdict.net,
                id: Some(deposit.to_string()),
                state: None,
            });
        }
        Some(Explanation {
            id: id.to_string(),
            what: "sale",
            title: Text::new(
                format!(
                    "{at} {}{} {} 元：{}",
                    channel.zh,
                    kind.zh,
                    txn.gross.grouped(),
                    state_text(verdict).zh
                ),
                format!(
                    "{at} {} {} of {} yuan: {}",
                    channel.en,
                    kind.en,
                    txn.gross.grouped(),
                    state_text(verdict).en
                ),
            ),
            sentences,
            parts,
            left_over,
            sources,
            records: self.records_of(id),
            advice: None,
        })
    }
}

/// By which evidence a deposit was matched.
pub(crate) fn proof_text(proof: Proof) -> Text {
    match proof {
        Proof::Owner => Text::new("您手工匹配的。", "Matched by you."),
        Proof::Key => {
            Text::new("附言里有订单号或参考号。", "An order or reference number stands in the memo.")
        }
        Proof::MemoDays => Text::new(
            "附言写明了收款的日子，总额分毫不差。",
            "The memo names the days of trade, and the total fits to the fen.",
        ),
        Proof::Total => Text::new("应到日的总额分毫不差。", "The total of the due day fits to the fen."),
        Proof::Run => {
            Text::new("相邻几个清算日合在一起到的。", "Neighbouring clearing days were paid together.")
        }
        Proof::Part => Text::new(
            "应到款里的一部分（一种支付方式或一台机器）单独到的。",
            "One part of the due day (a channel or terminal) was paid by itself.",
        ),
        Proof::Split => Text::new("分成两三笔到的。", "Paid in two or three credits."),
        Proof::Single => Text::new("正好是一笔收款。", "It is exactly one payment."),
        Proof::FeeUnknown => Text::new(
            "手续费没有写明；到账比收款少 0–3%，当作手续费，未确认。",
            "The fee is stated nowhere; the credit is 0–3 % under gross, taken as the fee, unconfirmed.",
        ),
        Proof::Fee => Text::new("差额是手续费。", "The difference is a fee."),
        Proof::Deficit => Text::new("少的正好是几笔收款。", "It lacks exactly a few payments."),
        Proof::Chained => {
            Text::new("前一天的几笔和这批一起到的。", "Payments of the day before came with it.")
        }
        Proof::PayerAndDay => {
            Text::new("付款方和日子对得上，金额还说不清。", "Payer and day fit; the amount is not explained.")
        }
        Proof::Wallet => Text::new("资金账单里有这笔入账。", "The balance's fund-flow bill credits it."),
        Proof::Withdrawal => Text::new("是从商户余额提现来的。", "It was withdrawn from the balance."),
    }
}

fn state_text(verdict: &recoup_matching::Verdict) -> Text {
    use recoup_matching::State::*;
    match verdict.state {
        InTransit => Text::new("在途，还没到日子", "on its way, not due yet"),
        Uncovered => Text::new("流水还没覆盖到应到日，现在不能说没到", "no statement covers the due day yet"),
        Overdue => Text::new("逾期", "overdue"),
        NotArrived => Text::new("未到账", "not arrived"),
        Arrived => Text::new("已到账", "arrived"),
        ArrivedLate => Text::new("晚到了", "arrived late"),
        NeverSettles => Text::new("这笔不会结算", "will never settle"),
        Explained => Text::new("已说明", "explained"),
    }
}
