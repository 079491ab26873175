//! What to do where nothing is owed yet, or nothing ever will be: the trade's false alarms, and payments that failed.

use super::{Action, Known, NextStep, next};
use crate::channels;
use crate::record::{Channel, SaleState};

/// The advice for sales that are not missing; `None` where there is something to claim.
pub(super) fn not_owed(known: &Known<'_>) -> Option<NextStep> {
    let sales = &known.case.sales;
    let all = |state: SaleState| !sales.is_empty() && sales.iter().all(|s| s.state == state);
    if all(SaleState::InTransit) {
        let due = sales.iter().map(|s| s.due_on).max()?;
        let why =
            if known.is("holiday_in_between") == "yes" { "中间放假，到账日顺延。" } else { "" };
        return Some(next(
            "verify",
            None,
            Action::Wait(Some(due)),
            format!("还没到日子：{why}等到 {due}，过了再导入新的流水看，不用打电话。"),
            "Not due yet: wait for the day, then import a newer statement. No call is needed.",
        ));
    }
    if known.case.all_arrived() && known.is("fee_as_agreed") == "over" && known.case.communications.is_empty()
    {
        return Some(next(
            "verify",
            Some("fee_as_agreed"),
            Action::Call,
            "钱到了，手续费扣多了：对照协议费率页，向机构要扣费明细和依据。".into(),
            "It arrived with too high a fee: compare with the agreement and ask for the list and the clause.",
        ));
    }
    if all(SaleState::NeverSettles) { never(known) } else { None }
}

fn never(known: &Known<'_>) -> Option<NextStep> {
    let step = |own, check, action, zh: &str, en| Some(next(own, Some(check), action, zh.into(), en));
    if known.is("preauth_open") == "yes"
        && known.case.sales.iter().any(|s| s.kind == recoup_ledger::Kind::PreAuth)
    {
        return step(
            "internal",
            "preauth_open",
            Action::Answer,
            "只做了预授权：尽快做「预授权完成」；过了有效期，就请客户重新付。",
            "Only pre-authorised: complete it now; once it has expired the customer must pay anew.",
        );
    }
    if known.is("refund_pairs") == "yes" {
        return refunded(known);
    }
    match known.is("response_code") {
        "uncertain" | "failed" => one_sided(known),
        "blocked" => step(
            "verify",
            "response_code",
            Action::Call,
            "终端或商户号被拦：马上问机构为什么停用。",
            "Terminal or merchant number is blocked: ask the acquirer at once.",
        ),
        _ => None,
    }
}

/// Money that went back: who gave it back, and to whom.
fn refunded(known: &Known<'_>) -> Option<NextStep> {
    let case = known.case;
    let step = |check, zh: &str, en| Some(next("internal", Some(check), Action::Answer, zh.into(), en));
    if known.is("staff_refunds") != "yes" {
        return Some(next(
            "verify",
            Some("refund_pairs"),
            Action::Review,
            "这些笔后来退过，不会再结算：核对是谁退的、客户认不认。".into(),
            "They were refunded and will not settle: see who did it and ask the customer.",
        ));
    }
    if case.answer("staff_refunds").is_empty() {
        return step(
            "staff_refunds",
            "这些笔被退掉了，退得不对劲：按操作员和钟点对监控、排班，先把记录留好。",
            "They were refunded in an odd way: compare operator and hour with video and roster; keep the records.",
        );
    }
    match known.is("crime_signs") {
        "" | "dont_know" => step(
            "crime_signs",
            "弄清是不是店里的人拿了钱：是就固定监控和日志，再报案。",
            "Find out whether somebody of the shop took it; if so secure video and logs, then report.",
        ),
        "none" => Some(next(
            "verify",
            Some("refund_pairs"),
            Action::Review,
            "退款弄清了，钱不会再来：不用向机构追。".into(),
            "The refunds are explained; nothing is owed by the acquirer.",
        )),
        _ if case.filings.iter().any(|f| f.channel == Channel::Police) => Some(next(
            "legal",
            None,
            Action::Wait(None),
            "已经报案：配合调查，等受案回执和通知。".into(),
            "It is with the police: co-operate and wait for their notice.",
        )),
        _ => Some(next(
            "legal",
            None,
            Action::File(Channel::Police),
            "有报案的事实：带操作日志和监控去派出所，要受案回执。".into(),
            "There are facts for the police: bring logs and video, and ask for the receipt.",
        )),
    }
}

/// 单边账: the terminal has no clear success; the customer may have been debited all the same.
fn one_sided(known: &Known<'_>) -> Option<NextStep> {
    let case = known.case;
    match known.is("customer_record") {
        "" | "dont_know" | "cannot_ask" => Some(next(
            "verify",
            Some("customer_record"),
            Action::Answer,
            "先查末笔，等自动冲正，别让客户再付；再问客户扣没扣款。".into(),
            "Query the last payment, wait for the reversal, charge nobody again; then ask whether the customer was debited.",
        )),
        "debited" if case.communications.is_empty() => Some(next(
            "provider",
            Some("called_provider"),
            Action::Call,
            format!("客户扣了款：把参考号、终端号、时间、金额报给{}，请它查这笔、补记账。", case.acquirer),
            "The customer was debited: give the acquirer reference, terminal, time and amount; ask it to book the payment.",
        )),
        "debited"
            if !case.filings.iter().any(|f| f.channel == Channel::Unionpay)
                && channels::fitting(case).iter().any(|info| info.id == Channel::Unionpay) =>
        {
            Some(next(
                "legal",
                None,
                Action::File(Channel::Unionpay),
                "机构说没收到：请银联 95516 查这笔有没有成功、清算给了谁。".into(),
                "The acquirer says it has nothing: ask UnionPay 95516 whether it succeeded and to whom it was cleared.",
            ))
        }
        "debited" => Some(next(
            "legal",
            None,
            Action::Wait(None),
            "等查这笔的结果；有消息就记一笔。".into(),
            "Wait for the answer about this payment and log it.",
        )),
        _ => Some(next(
            "verify",
            Some("customer_record"),
            Action::Close,
            "客户没扣款，或已退回：这笔没收成，请客户另付，结案。".into(),
            "The customer was not debited, or has it back: the payment failed; ask for it anew and close.",
        )),
    }
}
