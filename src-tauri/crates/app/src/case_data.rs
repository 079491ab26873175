//! What the books say about a case: the rows around it, the answers that they give, the call sheet.

use std::collections::{BTreeSet, HashSet};

use chrono::Days;
use recoup_casework::{self as casework, Case, RowRef, auto, contacts};
use recoup_ledger::{DepositId, PayoutId};
use recoup_matching::Residual;

use crate::contacts::show as show_contact;
use crate::view::{CallQuestion, CallSheetView, Text};
use crate::{AppError, Recoup, today};

impl Recoup {
    /// The case with its sales as the books show them now, and the day up to which statements reach. The chain keeps them
    /// as they were when the case was opened: what came since is known from the books alone.
    pub(crate) fn restated(&mut self, case: &Case) -> Result<Case, AppError> {
        let cached = self.cached(today())?;
        let mut now = case.clone();
        let mut reach = None;
        for sale in &mut now.sales {
            if let Some((_, verdict)) = cached.txn(sale.id) {
                sale.state = crate::report::case_state(verdict.state);
                sale.days_late = verdict.days_late;
                reach = reach.max(verdict.known_to);
            }
        }
        now.known_to = reach.or(case.known_to);
        Ok(now)
    }

    /// The case as it stands now ([`Recoup::restated`]), with what the data answers where the owner has not.
    pub(crate) fn with_data(&mut self, case: &Case, answers: &[auto::AutoAnswer]) -> Result<Case, AppError> {
        let mut known = self.restated(case)?;
        for auto in answers {
            let said = known.answers.get(&auto.check).is_some_and(|a| !a.answer.is_empty());
            if !said {
                let answer = casework::case::Answer {
                    at: case.opened_at.clone(),
                    answer: auto.answer.clone(),
                    note: String::new(),
                    automatic: true,
                };
                known.answers.insert(auto.check.clone(), answer);
            }
        }
        Ok(known)
    }

    /// The case as a letter or dossier puts it forward now: only the sales that the books still miss, and only the
    /// exhibits that still stand, under the numbers that are printed. What arrived meanwhile is kept as a sum. `answers`
    /// are those of [`Recoup::auto_answers`].
    pub(crate) fn claimed(&mut self, case: &Case, answers: &[auto::AutoAnswer]) -> Result<Case, AppError> {
        let mut current = self.with_data(case, answers)?;
        // Those that arrived leave the list with their sum: no sum of the remaining ones counts them again.
        current.settled_in_books = current.amount_recovered();
        let owed: BTreeSet<_> = current.unpaid().map(|sale| sale.id).collect();
        current.sales.retain(|sale| owed.contains(&sale.id));
        current.number_shown();
        Ok(current)
    }

    /// What the data answers, and what the case's own record answers.
    pub(crate) fn auto_answers(&mut self, case: &Case) -> Result<Vec<auto::AutoAnswer>, AppError> {
        let data = self.case_data(case)?;
        let mut answers = auto::auto_answers(&data, &casework::calendar());
        answers.extend(auto::case_answers(case));
        Ok(answers)
    }

    /// The rows around a case: the acquirer's records of the days and the bank lines near the due days.
    fn case_data(&mut self, case: &Case) -> Result<auto::CaseData, AppError> {
        let now = self.restated(case)?;
        let cached = self.cached(today())?;
        let matches = &cached.outcome.matches;
        let matched: HashSet<DepositId> = matches.iter().flat_map(|m| m.deposits.iter().copied()).collect();
        let is_own = |id: &PayoutId| cached.payout(*id).is_some_and(|p| p.merchant_no == case.merchant_no);
        let own: HashSet<DepositId> = matches
            .iter()
            .filter(|m| m.payouts.iter().any(is_own))
            .flat_map(|m| m.deposits.iter().copied())
            .collect();
        let sold: Vec<_> = case.sales.iter().map(|s| s.sold_at.date()).collect();
        let due: Vec<_> = case.sales.iter().map(|s| s.due_on).collect();
        let (Some(first), Some(last)) = (sold.iter().min(), sold.iter().max()) else {
            return Ok(auto::CaseData::default());
        };
        let (from, to) = (*first - Days::new(7), *last + Days::new(14));
        let by_shop = |import: &u32| cached.tills.contains(import) || cached.slips.contains(import);
        let row = |origin: recoup_ledger::Origin| RowRef {
            file: cached.files.get(&origin.import).cloned().unwrap_or_default(),
            line: origin.line,
        };
        let records = cached
            .transactions
            .iter()
            .chain(cached.telling_evidence())
            .filter(|t| (from..=to).contains(&t.at.date()))
            .map(|t| auto::Record {
                txn: t.clone(),
                row: row(t.origin),
                source: if by_shop(&t.origin.import) { auto::Source::Till } else { auto::Source::Acquirer },
            })
            .collect();
        let (early, late) = (
            due.iter().min().map_or(from, |d| *d - Days::new(3)),
            due.iter().max().map_or(to, |d| *d + Days::new(14)),
        );
        let lines = cached
            .lines
            .iter()
            .filter(|l| (early..=late).contains(&l.on))
            .map(|l| auto::BankRow {
                line: l.clone(),
                row: row(l.origin),
                matched: matched.contains(&l.id),
                own: own.contains(&l.id),
            })
            .collect();
        let agreements: Vec<_> =
            cached.agreements.iter().filter(|a| a.merchant_no == case.merchant_no).collect();
        // The shop's numbers are those it confirmed and those of the files that its acquirers gave it.
        let own = cached.agreements.iter().filter(|a| a.confirmed).map(|a| a.merchant_no.as_str());
        let exported = cached.transactions.iter().filter(|t| !by_shop(&t.origin.import));
        let numbers: BTreeSet<&str> = own.chain(exported.map(|t| t.merchant_no.as_str())).collect();
        let merchant_numbers = numbers.into_iter().filter(|no| !no.is_empty()).map(str::to_owned).collect();
        let near = |id: &DepositId| cached.line(*id).filter(|line| (early..=late).contains(&line.on));
        let claimed: BTreeSet<_> = case.sales.iter().map(|s| s.id).collect();
        let charged =
            |amount: recoup_ledger::Money, deposits: &[DepositId], sales: &[recoup_ledger::TxnId]| {
                let line = deposits.iter().find_map(near).filter(|_| amount > recoup_ledger::Money::ZERO)?;
                let own = sales.iter().any(|id| claimed.contains(id));
                Some(auto::FeeKept { amount, row: row(line.origin), own })
            };
        // A rate that several credits show is told once, not for each of them.
        let rates = &cached.outcome.overcharges;
        let of_a_rate = |id: &DepositId| rates.iter().any(|o| o.deposits.contains(id));
        let single = cached.outcome.matches.iter().filter(|m| m.residual == Residual::Fee);
        let single = single.filter(|m| !m.deposits.iter().any(of_a_rate));
        let fees_kept = rates
            .iter()
            .filter_map(|o| charged(o.amount, &o.deposits, &o.sales))
            .chain(single.filter_map(|m| charged(m.difference, &m.deposits, &m.sales)))
            .collect();
        Ok(auto::CaseData {
            sales: now.sales,
            records,
            lines,
            known_to: now.known_to,
            cut_off: agreements.first().and_then(|a| a.cut_off),
            merchant_numbers,
            agreements: cached
                .agreements
                .iter()
                .filter(|a| a.confirmed && !a.rates.is_empty())
                .cloned()
                .collect(),
            fees_kept,
        })
    }

    pub(crate) fn exhibit_bytes(&self, sha256: &str) -> Result<Vec<u8>, AppError> {
        let sha = sha256.parse().map_err(|_| AppError::internal(format!("bad hash {sha256}")))?;
        Ok(self.store.vault().get(sha)?)
    }

    /// What to say on the telephone to a contact (the first fitting one when none is named).
    ///
    /// # Errors
    /// `not_found`.
    pub fn call_sheet(&mut self, no: u32, contact: Option<&str>) -> Result<CallSheetView, AppError> {
        let case = self.find_case(no)?;
        let shop = self.shop()?;
        let all = self.all_contacts()?;
        let chosen = match contact {
            Some(id) => all.iter().find(|c| c.id == id).cloned(),
            None => contacts::for_acquirer(&case.acquirer, &all).into_iter().next(),
        };
        let chosen = chosen.ok_or_else(|| {
            AppError::not_found(
                "没有这个联系方式。先用 recoup contacts add 记下小票或协议上的客服电话。",
                "There is no such contact. Add the number on the slip or agreement with `recoup contacts add`.",
            )
        })?;
        let _facts = self.with_facts_of(&case)?;
        let answers = self.auto_answers(&case)?;
        let case = self.with_data(&case, &answers)?;
        let known_to = case.known_to.unwrap_or_else(today);
        let sheet = casework::call_sheet::call_sheet(&case, &chosen, &shop, known_to);
        Ok(CallSheetView {
            contact: show_contact(&chosen),
            opening: sheet.opening.into(),
            have_ready: sheet
                .at_hand
                .into_iter()
                .map(|(label, value)| {
                    Text::new(format!("{}：{value}", label.zh), format!("{}: {value}", label.en))
                })
                .collect(),
            questions: sheet
                .questions
                .into_iter()
                .map(|q| CallQuestion {
                    say: q.say.into(),
                    why: q.why.into(),
                    write_down: q.write_down.into(),
                })
                .collect(),
            warnings: sheet.warnings.into_iter().map(Into::into).collect(),
        })
    }
}
