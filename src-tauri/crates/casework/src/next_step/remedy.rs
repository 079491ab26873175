//! What removes the cause itself, before anything is demanded: the own account, a hold, a party without a licence.

use chrono::NaiveDate;

use super::{Action, Known, NextStep, next};
use crate::codes;
use crate::record::{Channel, Stage};

/// A failed payout is paid again once the account is in order: nothing is to be demanded before.
pub(super) fn own_account(known: &Known<'_>) -> Option<NextStep> {
    if known.is("provider_status") != "payout_failed" {
        return None;
    }
    let step = |check, zh: &str, en| Some(next("internal", Some(check), Action::Answer, zh.into(), en));
    match known.is("account_state") {
        "frozen" => {
            return step(
                "account_state",
                "收款账户冻结：先到开户行问清冻结机关、文号和期限，或换一个账户；办好后把这一项改成「正常」，再请机构补划款。",
                "The account is frozen: ask the bank which authority froze it, or change the account; then set this to normal and have the payout made again.",
            );
        }
        "limited" => {
            return step(
                "account_state",
                "II、III 类户入账有限额：换成本人 I 类户或对公户；换好后把这一项改成「正常」，再请机构补划款。",
                "The account class has a limit: use a class I or company account; then set this to normal and have the payout made again.",
            );
        }
        "dormant" => {
            return step(
                "account_state",
                "账户久悬、没年检或已销户：到开户行恢复或换户；办好后把这一项改成「正常」，再请机构补划款。",
                "The account is dormant or closed: restore or change it; then set this to normal and have the payout made again.",
            );
        }
        "" => {}
        _ => return None,
    }
    let failure = codes::payout_failure(known.case.answer("failure_reason"))?;
    matches!(failure.cause.as_str(), "C08" | "C28" | "C29").then(|| {
        next(
            "internal",
            Some("account_state"),
            Action::Answer,
            format!("失败原因是「{}」：给开户行打电话，看账户的状态和类别。", failure.name.zh),
            "The reason points to the account: ask the bank for its state and class.",
        )
    })
}

/// 反洗钱法 art. 39: a written objection is answered within 15 days; then the central bank or a court.
pub(super) fn objection(known: &Known<'_>, today: NaiveDate) -> Option<NextStep> {
    if known.is("provider_status") != "risk_hold" || known.is("hold_reason") != "aml" {
        return None;
    }
    let filed = known.case.filings.iter().rfind(|f| f.channel == Channel::Provider);
    let Some(filed) = filed else {
        return Some(next(
            "legal",
            None,
            Action::File(Channel::Provider),
            "向机构书面提异议，附真实交易的凭据：15 日内要答复。".into(),
            "Object in writing with proof of real sales: it must answer within 15 days.",
        ));
    };
    if known.case.filings.len() > 1 {
        return None;
    }
    let answered = filed.stages.iter().any(|s| matches!(s.stage, Stage::Answered | Stage::Refused));
    let due = filed.stages.first()?.on + chrono::Days::new(OBJECTION_DAYS);
    if !answered && today <= due {
        return Some(next(
            "legal",
            None,
            Action::Wait(Some(due)),
            format!("等机构对异议的书面答复，最迟 {due}。"),
            "Wait for the written answer to the objection.",
        ));
    }
    let (channel, whom) = known.regulator();
    Some(next(
        "legal",
        None,
        Action::File(channel),
        format!("异议没有答复，或不满意。{whom}也可以直接起诉。"),
        "No answer, or not a satisfying one: complain to the regulator; a suit is possible too.",
    ))
}

/// 反洗钱法 art. 39.
const OBJECTION_DAYS: u64 = 15;

/// 条例 arts. 6 and 47: nobody without a licence may handle payments; there is no ordinary complaint to wait for.
pub(super) fn unlicensed(known: &Known<'_>) -> Option<NextStep> {
    let case = known.case;
    let police = case.filings.iter().any(|f| f.channel == Channel::Police);
    let crime = !["", "none", "dont_know"].contains(&known.is("crime_signs"));
    if known.is("real_acquirer") != "unlicensed" || !case.filings.is_empty() || (crime && !police) {
        return None;
    }
    Some(next(
        "legal",
        None,
        Action::File(Channel::PbcReport),
        "查不到支付许可证：停用这台机器，带转账记录向人民银行举报；有诈骗迹象就报警。".into(),
        "No licence can be found: stop using the terminal and report to the central bank with the transfers; call the police where there is fraud.",
    ))
}
