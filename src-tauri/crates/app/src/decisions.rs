//! The owner's decisions about deposits, sales and findings. They win over the machine and survive a re-run.

use recoup_ledger::{DepositId, TxnId};
use recoup_matching::Decision;

use crate::{AppError, Recoup, clock, today};

impl Recoup {
    fn deposit_of(&self, text: &str) -> Result<DepositId, AppError> {
        let wrong = || {
            AppError::not_found(
                format!("没有编号是「{text}」的入账。编号以 D 开头。"),
                format!("No deposit is called “{text}”; its id begins with D."),
            )
        };
        let id: DepositId = text.parse().map_err(|_| wrong())?;
        self.store.line(id)?.ok_or_else(wrong)?;
        Ok(id)
    }

    /// The owner says that a deposit is the money for these sales.
    pub fn match_by_hand(&mut self, deposit: &str, sales: &[String]) -> Result<(), AppError> {
        let deposit = self.deposit_of(deposit)?;
        let sales: Vec<TxnId> = sales.iter().map(|s| self.sale_of(s)).collect::<Result<_, _>>()?;
        if sales.is_empty() {
            return Err(AppError::bad_input("至少选一笔收款。", "Choose at least one sale."));
        }
        self.decide(&Decision::Match { deposit, sales })
    }

    /// The owner says that a deposit is no payout.
    pub fn unmatch(&mut self, deposit: &str) -> Result<(), AppError> {
        let deposit = self.deposit_of(deposit)?;
        self.decide(&Decision::Unmatch { deposit })
    }

    /// The owner says that a finding is wrong.
    pub fn reject_finding(&mut self, finding: &str) -> Result<(), AppError> {
        let known = self.cached(today())?.outcome.findings.iter().find(|f| f.id.to_string() == finding);
        let id = known.map(|f| f.id).ok_or_else(|| {
            AppError::not_found(
                format!("现在没有编号是「{finding}」的发现。"),
                format!("There is no finding “{finding}” now."),
            )
        })?;
        self.decide(&Decision::Reject { finding: id })
    }

    /// The owner knows why a sale does not arrive.
    pub fn settle(&mut self, sale: &str, why: &str) -> Result<(), AppError> {
        let sale = self.sale_of(sale)?;
        if why.trim().is_empty() {
            return Err(AppError::bad_input("请写一句原因。", "Say why in a few words."));
        }
        self.decide(&Decision::Settle { sale, why: why.trim().to_owned() })
    }

    /// Takes the owner's newest decision back.
    pub fn undo_decision(&mut self) -> Result<(), AppError> {
        if self.owner_decisions()?.is_empty() {
            return Err(AppError::not_found("没有可以撤回的决定。", "There is no decision to take back."));
        }
        self.store.append_decision(&clock::moment(clock::now()), "undo", &serde_json::Value::Null)?;
        self.forget_report();
        Ok(())
    }

    fn decide(&mut self, decision: &Decision) -> Result<(), AppError> {
        let kind = match decision {
            Decision::Match { .. } => "match",
            Decision::Unmatch { .. } => "unmatch",
            Decision::Reject { .. } => "reject",
            Decision::Settle { .. } => "settle",
        };
        let body = serde_json::to_value(decision).map_err(AppError::internal)?;
        self.store.append_decision(&clock::moment(clock::now()), kind, &body)?;
        self.forget_report();
        Ok(())
    }
}
