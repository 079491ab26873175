//! What the owner does in a case. Each is one event on the chain; nothing is changed in place.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use recoup_casework::{
    self as casework, Case, CaseSale, Communication, Event, Exhibit, History, Outcome, RowRef, Way, checks,
};
use recoup_ledger::{Kind, TxnId};

use crate::files::NamedFile;
use crate::report::case_state;
use crate::view::{CaseLine, CaseView, ErrorCode, NewCommunication};
use crate::{AppError, Recoup, clock, today};

/// Who owes a sale: the acquirer's name, the merchant number.
type Owing = (String, String);

impl Recoup {
    /// All cases, the open ones first.
    pub fn cases(&mut self) -> Result<Vec<CaseLine>, AppError> {
        let history = self.history()?;
        let mut lines: Vec<CaseLine> =
            history.cases.iter().map(|case| self.case_line(case)).collect::<Result<_, _>>()?;
        lines.sort_by_key(|l| (l.state != "open", std::cmp::Reverse(l.case)));
        Ok(lines)
    }

    /// Opens a case on missing sales, named by id, reference or order number, and gives its number. The photos of
    /// slips come along as evidence.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`; `refused` when a sale is in another open case, is not missing, or the sales are owed
    /// by different acquirers.
    pub fn open_case(&mut self, refs: &[String]) -> Result<u32, AppError> {
        let mut ids: Vec<TxnId> = refs.iter().map(|r| self.sale_of(r)).collect::<Result<_, _>>()?;
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Err(AppError::bad_input("至少选一笔没到的收款。", "Choose at least one missing sale."));
        }
        let history = self.history()?;
        self.in_no_open_case(&history, &ids)?;
        let no = history.cases.iter().map(|c| c.no).max().unwrap_or(0) + 1;
        let (sales, acquirers) = self.case_sales(&ids)?;
        // A payment that never settles is no claim, but it is worth following up: one-sided, refunded, only held.
        let worth = |s: &CaseSale| match s.state {
            casework::SaleState::Overdue | casework::SaleState::NotArrived => true,
            casework::SaleState::NeverSettles => {
                matches!(s.kind, Kind::Sale | Kind::PreAuth | Kind::Completion)
            }
            _ => false,
        };
        if let Some(sale) = sales.iter().find(|s| !worth(s)) {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("{} 现在不能说没到，先不立案。用 recoup explain {} 看它到哪了。", sale.id, sale.id),
                format!("{} cannot be called missing now; see `recoup explain {}`.", sale.id, sale.id),
            ));
        }
        let first = acquirers.first().cloned().unwrap_or_default();
        let owes = |a: &Owing| if a.0.is_empty() { a.1.clone() } else { a.0.clone() };
        if let Some(other) = acquirers.iter().find(|a| owes(a) != owes(&first)) {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("这些收款归不同的机构结算：「{}」和「{}」。请分开立案。", owes(&first), owes(other)),
                format!(
                    "These are owed by different acquirers, “{}” and “{}”; open a case for each.",
                    owes(&first),
                    owes(other)
                ),
            ));
        }
        let (acquirer, merchant_no) = first;
        let acquirer = if acquirer.is_empty() { "收单机构".to_owned() } else { acquirer };
        let facts = self.pin_facts()?;
        self.append(&Event::CaseOpened { case: no, acquirer, merchant_no, sales, facts })?;
        for id in self.with_evidence(&ids)? {
            let Some(txn) = self.store.transaction(id)? else { continue };
            let Some(photo) = self.slip_photo(&txn)? else { continue };
            let case = self.find_case(no)?;
            let exhibit = Exhibit {
                no: case.next_exhibit_no(),
                name: format!("签购单照片（{}）", txn.at.format("%Y-%m-%d %H:%M")),
                file: photo.name,
                media_type: photo.media_type,
                size: photo.size,
                sha256: photo.sha256,
                source: "店主拍摄".into(),
                proves: format!(
                    "{} 这笔 {} 元已在 POS 上收妥",
                    txn.at.format("%Y-%m-%d %H:%M"),
                    txn.gross.grouped()
                ),
                satisfies: vec!["slips".into()],
                proposed: false,
                taken_at: None,
            };
            self.append(&Event::ExhibitAdded { case: no, exhibit })?;
        }
        self.forget_report();
        Ok(no)
    }

    /// The sales as a case keeps them, with who owes them: (acquirer, merchant number) in the order of the sales.
    pub(crate) fn case_sales(&mut self, ids: &[TxnId]) -> Result<(Vec<CaseSale>, Vec<Owing>), AppError> {
        let cached = self.cached(today())?;
        let mut sales = Vec::new();
        let mut owed_by = Vec::new();
        for id in ids {
            let Some((txn, verdict)) = cached.txn(*id) else {
                return Err(AppError::not_found(
                    format!("没有 {id} 这笔收款。"),
                    format!("There is no sale {id}."),
                ));
            };
            let clearing_day = verdict.payout.and_then(|p| cached.payout(p)).map(|p| p.clearing_day);
            sales.push(CaseSale {
                id: txn.id,
                sold_at: txn.at,
                kind: txn.kind,
                channel: txn.channel,
                gross: txn.gross,
                fee: verdict.fee,
                net: verdict.net,
                merchant_no: txn.merchant_no.clone(),
                terminal_no: txn.terminal_no.clone(),
                batch_no: txn.batch_no.clone(),
                voucher_no: txn.voucher_no.clone(),
                reference: txn.reference.clone(),
                auth_code: txn.auth_code.clone(),
                order_no: if txn.order_no.is_empty() {
                    txn.acquirer_order.clone()
                } else {
                    txn.order_no.clone()
                },
                clearing_day,
                due_on: verdict.due_on.unwrap_or(txn.at.date()),
                days_late: verdict.days_late,
                state: case_state(verdict.state),
                row: RowRef {
                    file: cached.files.get(&txn.origin.import).cloned().unwrap_or_default(),
                    line: txn.origin.line,
                },
            });
            let acquirer =
                cached.agreement_of(txn, verdict.payout).map(|a| a.acquirer.clone()).unwrap_or_default();
            // Several merchant numbers of one acquirer may stand in one case; without a name the number tells them apart.
            owed_by.push((acquirer, txn.merchant_no.clone()));
        }
        // Sales in the order in which they were paid read better than in the order of their ids.
        let mut both: Vec<_> = sales.into_iter().zip(owed_by).collect();
        both.sort_by_key(|(sale, _)| (sale.sold_at, sale.id));
        Ok(both.into_iter().unzip())
    }

    pub(crate) fn find_case(&self, no: u32) -> Result<Case, AppError> {
        self.history()?.case(no).cloned().ok_or_else(|| {
            AppError::not_found(
                format!("没有案件 {no}。用 recoup case list 看看有哪些。"),
                format!("There is no case {no}; see `recoup case list`."),
            )
        })
    }

    pub(crate) fn open_one(&self, no: u32) -> Result<Case, AppError> {
        let case = self.find_case(no)?;
        if case.is_open() {
            return Ok(case);
        }
        Err(AppError::new(
            ErrorCode::Refused,
            format!("案件 {no} 已经结了，不能再改。"),
            format!("Case {no} is closed and cannot be changed."),
        ))
    }

    /// Answers a check; the same answer again changes nothing.
    ///
    /// # Errors
    /// `bad_input` for an answer that does not fit, `refused` for a closed case.
    pub fn answer_check(
        &mut self,
        no: u32,
        check: &str,
        answer: &str,
        note: &str,
    ) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        checks::accept(check, answer).map_err(|e| AppError::bad_input(e.zh(), e.to_string()))?;
        let same = case.answers.get(check).is_some_and(|a| a.answer == answer && a.note == note);
        if !same {
            self.append(&Event::Answered {
                case: no,
                check: check.to_owned(),
                answer: answer.to_owned(),
                note: note.to_owned(),
                automatic: false,
            })?;
        }
        self.case_view(no)
    }

    /// Logs a contact; its files become exhibits.
    pub fn log_communication(
        &mut self,
        no: u32,
        new: &NewCommunication,
        files: &[NamedFile],
    ) -> Result<CaseView, AppError> {
        self.open_one(no)?;
        if new.with.trim().is_empty() || new.said.trim().is_empty() {
            return Err(AppError::bad_input(
                "请写和谁联系的、对方说了什么。",
                "Say with whom and what they said.",
            ));
        }
        let at = clock::parse_moment(&new.at)?;
        let way = way(&new.channel)?;
        let proves = format!("{} 与{}的沟通", at.format("%Y-%m-%d %H:%M"), new.with.trim());
        let papers = self.take_in(files)?;
        let exhibits = papers
            .into_iter()
            .map(|paper| self.add_exhibit(no, paper, &proves, None))
            .collect::<Result<Vec<u32>, _>>()?;
        let communication = Communication {
            with: new.with.trim().to_owned(),
            way,
            number: new.number.trim().to_owned(),
            person: new.person.trim().to_owned(),
            at,
            said: new.said.trim().to_owned(),
            ticket: new.ticket.trim().to_owned(),
            promise: new.promise.trim().to_owned(),
            promise_by: new.by,
            kept: None,
            exhibits,
        };
        self.append(&Event::ContactLogged { case: no, communication })?;
        self.case_view(no)
    }

    /// Closes a case: `paid`, `part`, `refused` or `withdrawn`.
    pub fn close_case(&mut self, no: u32, outcome: &str, note: &str) -> Result<CaseView, AppError> {
        self.open_one(no)?;
        let outcome: Outcome = outcome.parse().map_err(|_| {
            AppError::bad_input(
                format!("结果「{outcome}」不认识，可以写 paid、part、refused、withdrawn。"),
                format!("“{outcome}” is no outcome; use paid, part, refused or withdrawn."),
            )
        })?;
        self.append(&Event::CaseClosed { case: no, outcome, note: note.to_owned() })?;
        self.forget_report();
        self.case_view(no)
    }

    /// Lets a closed case go on.
    ///
    /// # Errors
    /// `bad_input` without a reason; `refused` for an open case, or when a sale of it is in another open case by now.
    pub fn reopen_case(&mut self, no: u32, why: &str) -> Result<CaseView, AppError> {
        let case = self.find_case(no)?;
        if case.is_open() {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("案件 {no} 没有结，接着办就行。"),
                format!("Case {no} is not closed; it goes on as it is."),
            ));
        }
        let why = reason(why)?;
        let ids: Vec<TxnId> = case.sales.iter().map(|sale| sale.id).collect();
        self.in_no_open_case(&self.history()?, &ids)?;
        self.append(&Event::CaseReopened { case: no, why })?;
        self.forget_report();
        self.case_view(no)
    }

    /// Takes sales out of a case, named by id, reference or order number: they are no longer claimed, and another case
    /// may take them. The chain keeps that they were in it.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`; `bad_input` without a reason or for sales that are not in the case; `refused` for a
    /// closed case, or when nothing would be left.
    pub fn take_out_sales(&mut self, no: u32, refs: &[String], why: &str) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        let why = reason(why)?;
        let mut sales: Vec<TxnId> = refs.iter().map(|r| self.sale_of(r)).collect::<Result<_, _>>()?;
        // The case has the record that counted when it was opened; another one of the same sale may be named.
        let joined = self.joined_records()?;
        for id in sales.iter_mut().filter(|id| case.sale(**id).is_none()) {
            let same = case.sales.iter().find(|sale| joined.counts(sale.id) == joined.counts(*id));
            *id = same.map_or(*id, |sale| sale.id);
        }
        sales.sort_unstable();
        sales.dedup();
        if let Some(other) = sales.iter().find(|id| case.sale(**id).is_none()) {
            return Err(AppError::bad_input(
                format!("{other} 不在案件 {no} 里。"),
                format!("{other} is not in case {no}."),
            ));
        }
        if sales.is_empty() {
            return Err(AppError::bad_input("至少选一笔收款。", "Choose at least one sale."));
        }
        if sales.len() == case.sales.len() {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("案件 {no} 里一笔都不剩了。不追了就结案。"),
                format!("Nothing would be left in case {no}; close it instead."),
            ));
        }
        self.append(&Event::SalesTakenOut { case: no, sales, why })?;
        self.forget_report();
        self.case_view(no)
    }

    /// A sale is claimed in one open case only, whichever of its records was named.
    fn in_no_open_case(&self, history: &History, ids: &[TxnId]) -> Result<(), AppError> {
        let joined = self.joined_records()?;
        let asked: BTreeSet<TxnId> = ids.iter().map(|id| joined.counts(*id)).collect();
        for case in history.cases.iter().filter(|c| c.is_open()) {
            if let Some(sale) = case.sales.iter().map(|s| s.id).find(|id| asked.contains(&joined.counts(*id)))
            {
                return Err(AppError::new(
                    ErrorCode::Refused,
                    format!("{sale} 已经在案件 {} 里了。", case.no),
                    format!("{sale} is already in case {}.", case.no),
                ));
            }
        }
        Ok(())
    }

    /// The case's due dates as a calendar file.
    pub fn export_calendar(&mut self, no: u32, to: &Path) -> Result<crate::view::Exported, AppError> {
        let case = self.find_case(no)?;
        let _facts = self.with_facts_of(&case)?;
        let case = self.restated(&case)?;
        let clocks = casework::clocks::clocks(&case, today(), &casework::calendar());
        let text = casework::ics(&case, &clocks, clock::now().to_utc());
        crate::files::write_whole(to, |file| {
            std::io::Write::write_all(file, text.as_bytes()).map_err(|e| AppError::file(to, e))
        })?;
        crate::view::Exported::written(to)
    }
}

/// Why something was taken back, in the owner's words: whoever reads the record asks for it.
pub(crate) fn reason(why: &str) -> Result<String, AppError> {
    let why = why.trim();
    if why.is_empty() {
        return Err(AppError::bad_input("写一句原因。", "Give a reason."));
    }
    Ok(why.to_owned())
}

/// The day part of a chain moment.
pub(crate) fn day_of(moment: &str) -> NaiveDate {
    moment.get(..10).and_then(|d| d.parse().ok()).unwrap_or_default()
}

fn way(word: &str) -> Result<Way, AppError> {
    Ok(match word.trim() {
        "" | "phone" | "电话" => Way::Phone,
        "app" | "APP" | "在线客服" => Way::App,
        "chat" | "微信" => Way::Chat,
        "email" | "邮件" => Way::Email,
        "letter" | "信函" | "书面" => Way::Letter,
        "in_person" | "当面" | "柜台" => Way::InPerson,
        other => {
            return Err(AppError::bad_input(
                format!("联系方式「{other}」不认识，可以写 电话、在线客服、微信、邮件、书面、当面。"),
                format!("“{other}” is no way of contact; use phone, app, chat, email, letter or in_person."),
            ));
        }
    })
}
