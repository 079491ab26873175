//! What to do next, and for whom the case waits.

mod remedy;
mod settled;

use chrono::NaiveDate;
use serde::Serialize;

use crate::auto::AutoAnswer;
use crate::case::Case;
use crate::channels;
use crate::checks;
use crate::clocks::Clock;
use crate::recipient::Recipient;
use crate::record::{Channel, Stage, Text};

/// The next thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// In one sentence.
    pub text: Text,
    /// The step that it belongs to: `verify`, `provider`, `internal`, `legal`.
    pub step: &'static str,
    /// The check to open, by id; `None`: not a question.
    pub check: Option<&'static str>,
    /// What the main button does.
    pub action: Action,
}

/// What the main button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Answer the check.
    Answer,
    /// Import a newer statement.
    Import,
    /// Match a deposit, or take sales out of the case.
    Review,
    /// Open the call sheet.
    Call,
    /// Send the written demand.
    Demand,
    /// Make the dossier for this channel.
    File(Channel),
    /// Nothing until a day; `None`: until somebody writes.
    Wait(Option<NaiveDate>),
    /// Close the case.
    Close,
}

/// For whom the case waits: the pill beside its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateLine {
    /// In a few words.
    pub text: Text,
    /// `ok`, `wait`, `warn`, `bad`: the colour's meaning.
    pub tone: &'static str,
    /// Until when; `None`: no day.
    pub until: Option<NaiveDate>,
}

struct Known<'a> {
    case: &'a Case,
    automatic: &'a [AutoAnswer],
}

impl Known<'_> {
    /// The owner's answer, else the data's.
    fn is(&self, check: &str) -> &str {
        match self.case.answer(check) {
            "" => self.automatic.iter().find(|a| a.check == check).map_or("", |a| &a.answer),
            own => own,
        }
    }
}

impl Known<'_> {
    /// Where to complain once the demand's period has passed, and the advice that says so.
    fn regulator(&self) -> (Channel, &'static str) {
        match self.is("real_acquirer") {
            "bank" => (Channel::Nfra, "收单机构是银行：向金融监管总局 12378 投诉。"),
            "unlicensed" => (Channel::PbcReport, "查不到许可证：向人民银行举报。"),
            _ if self.is("shop_kind") == "company" => {
                (Channel::PbcReport, "以单位名义向人民银行反映（用户投诉）。")
            }
            _ => (Channel::Pbc, "收单机构是支付公司：向人民银行 12363 投诉。"),
        }
    }
}

/// Whose list of papers matters now: the acquirer's until something was handed out, then that of the regulator to which
/// [`next_step`] leads. A channel without a dossier of its own is the central bank's.
pub fn recipient_now(case: &Case, automatic: &[AutoAnswer]) -> Recipient {
    if case.demands.is_empty() && case.deliveries.is_empty() {
        return Recipient::Provider;
    }
    let (channel, _) = Known { case, automatic }.regulator();
    channels::find(channel).and_then(|info| info.recipient).unwrap_or(Recipient::Pbc)
}

/// A question belongs to its own step, whichever rule leads to it.
fn next(step: &'static str, check: Option<&'static str>, action: Action, zh: String, en: &str) -> NextStep {
    let step = check.and_then(checks::find).map_or(step, |(own, _)| own.id.as_str());
    NextStep { text: Text { zh, en: en.to_owned() }, step, check, action }
}

/// What to do next in an open case; `None` when it is closed. The order is that of the four steps: what would make
/// the claim void comes first, then the provider, then the demand, then the authorities.
pub fn next_step(case: &Case, automatic: &[AutoAnswer], today: NaiveDate) -> Option<NextStep> {
    if !case.is_open() {
        return None;
    }
    let known = Known { case, automatic };
    settled::not_owed(&known)
        .or_else(|| verify(&known))
        .or_else(|| provider(&known, today))
        .or_else(|| internal(&known))
        .or_else(|| remedy::unlicensed(&known))
        .or_else(|| remedy::objection(&known, today))
        .or_else(|| legal(&known, today))
}

fn verify(known: &Known<'_>) -> Option<NextStep> {
    if known.case.all_arrived() {
        return Some(next(
            "legal",
            None,
            Action::Close,
            "钱都到了，可以结案。".into(),
            "All of it arrived; close the case.",
        ));
    }
    let step = |check, action, zh: &str, en| Some(next("verify", Some(check), action, zh.into(), en));
    match known.is("absent_in_bank") {
        "no" => {
            return step(
                "absent_in_bank",
                Action::Review,
                "流水里有金额一样的入账，先看看是不是这批。",
                "There is a credit of that amount: see first whether it is this batch.",
            );
        }
        "not_covered" | "" => {
            return step(
                "absent_in_bank",
                Action::Import,
                "流水还没盖住到账日，导入新的流水再看。",
                "The statement does not reach the due day; import a newer one.",
            );
        }
        _ => {}
    }
    if known.is("refund_pairs") == "yes" {
        return step(
            "refund_pairs",
            Action::Review,
            "有几笔后来退过，先从案件里拿出来。",
            "Some were refunded: take them out of the case first.",
        );
    }
    if known.is("duplicate_in_minutes") == "yes" && known.case.answer("duplicate_in_minutes").is_empty() {
        return step(
            "duplicate_in_minutes",
            Action::Answer,
            "有几笔可能收了两次，先和客户核对。",
            "Some may be double charges: check with the customer first.",
        );
    }
    if known.is("record_in_acquirer").is_empty() {
        return step(
            "record_in_acquirer",
            Action::Answer,
            "先确认收单机构的记录里有这些笔。",
            "First make sure the acquirer’s record holds these payments.",
        );
    }
    None
}

fn provider(known: &Known<'_>, today: NaiveDate) -> Option<NextStep> {
    let case = known.case;
    let who = &case.acquirer;
    let step = |check, action, zh: String, en| Some(next("provider", check, action, zh, en));
    let Some(last) = case.communications.last() else {
        return step(
            Some("called_provider"),
            Action::Call,
            format!("给{who}客服打电话，稿子写好了，照着念。"),
            "Call the acquirer; the sheet is ready to read out.",
        );
    };
    if let Some(first) = remedy::own_account(known) {
        return Some(first);
    }
    if case.filings.is_empty() && case.demands.is_empty() {
        if last.kept == Some(false) {
            return step(
                Some("written_demand"),
                Action::Demand,
                format!("{who}答应的没有兑现。寄书面催告函，留好面单。"),
                "They did not keep their promise; send the written demand.",
            );
        }
        match last.promise_by.filter(|_| last.kept.is_none()) {
            Some(by) if by < today => {
                return step(
                    Some("written_demand"),
                    Action::Demand,
                    format!("{who}答应 {by} 前答复，已经过了。寄书面催告函。"),
                    "The promised day has passed; send the written demand.",
                );
            }
            Some(by) if !known.is("provider_status").is_empty() => {
                return step(
                    None,
                    Action::Wait(Some(by)),
                    format!("等{who} {by} 前的答复；这几天把内部几项查完。"),
                    "Wait for the promised answer; use the time to check your own side.",
                );
            }
            _ => {}
        }
    }
    let status = known.is("provider_status");
    let missing = |check: &str| known.is(check).is_empty();
    if status.is_empty() {
        return step(
            Some("provider_status"),
            Action::Answer,
            format!("记下{who}说这批钱是什么状态。"),
            "Note what they say is the state of the money.",
        );
    }
    let ask = match status {
        "payout_failed" if missing("failure_reason") => Some((
            "failure_reason",
            "问清打款失败的原话，才知道改哪里。",
            "Ask for the exact reason of the failed payout.",
        )),
        "risk_hold" if missing("hold_reason") => Some((
            "hold_reason",
            "问清风控的理由，权利和期限跟着理由走。",
            "Ask for the reason of the hold; your rights follow from it.",
        )),
        "paid_out" if missing("payout_proof") => Some((
            "payout_proof",
            "要划款凭证，再去开户行查。",
            "Ask for the proof of payout, then have your bank trace it.",
        )),
        _ if missing("real_acquirer") => Some((
            "real_acquirer",
            "弄清真正的收单机构是银行还是支付公司，投诉的地方不一样。",
            "Find out whether the acquirer is a bank or a payment company.",
        )),
        _ => None,
    };
    let (check, zh, en) = ask?;
    step(Some(check), Action::Answer, zh.into(), en)
}

fn internal(known: &Known<'_>) -> Option<NextStep> {
    if !known.case.demands.is_empty() || !known.case.filings.is_empty() {
        return None;
    }
    for (check, bad) in [
        ("preauth_open", "yes"),
        ("foreign_merchant_no", "foreign"),
        ("staff_refunds", "yes"),
        ("off_by_digit", "yes"),
        ("terminal_silent", "yes"),
    ] {
        // The owner's own answer settles it; only an open finding of the data asks for a look.
        if known.is(check) == bad && known.case.answer(check).is_empty() {
            return Some(next(
                "internal",
                Some(check),
                Action::Answer,
                "店里的记录有一处要看：先把它弄清楚。".into(),
                "The shop’s own records show something to look at first.",
            ));
        }
    }
    for check in ["account_state", "account_changed", "terminal_use"] {
        if known.is(check).is_empty() {
            return Some(next(
                "internal",
                Some(check),
                Action::Answer,
                "把店里的几项查一遍，对方常拿这些说事。".into(),
                "Check your own side; these are what they usually point to.",
            ));
        }
    }
    None
}

fn legal(known: &Known<'_>, today: NaiveDate) -> Option<NextStep> {
    let case = known.case;
    let step = |check, action, zh: String, en| Some(next("legal", check, action, zh, en));
    if !["", "none", "dont_know"].contains(&known.is("crime_signs"))
        && !case.filings.iter().any(|f| f.channel == Channel::Police)
    {
        return step(
            None,
            Action::File(Channel::Police),
            "有报案的事实：带材料去派出所，要受案回执。".into(),
            "There are facts for the police: report and ask for the receipt.",
        );
    }
    // Who has complained already does not begin with a demand; a report to the police is no complaint.
    let complained = case.filings.iter().any(|f| f.channel != Channel::Police);
    let demand = case.demands.last();
    if demand.is_none() && !complained {
        return step(
            Some("written_demand"),
            Action::Demand,
            match known.is("agent_role") {
                "received" | "changed_account" => {
                    "向收单机构（不是代理商）寄书面催告函：代理商造成的损失，要它先行赔付。"
                }
                _ => "寄书面催告函，留好面单和签收。",
            }
            .into(),
            "Send the written demand to the acquirer, also where its agent took the money; keep waybill and receipt.",
        );
    }
    let filed = case.filings.last();
    if let (None, Some(demand)) = (filed, demand) {
        if demand.received_on.is_none() {
            return step(
                Some("written_demand"),
                Action::Answer,
                match demand.tracking.as_str() {
                    "" => "查催告函有没有签收，截图留下。".into(),
                    no => format!("查单号 {no} 有没有签收，截图留下，再记一笔「已送达」。"),
                },
                "Trace the demand and keep proof of receipt.",
            );
        }
        if let Some(until) = demand.until.filter(|until| *until >= today) {
            return step(
                None,
                Action::Wait(Some(until)),
                format!("催告函给到 {until}，先等答复。"),
                "Wait for the period of the demand.",
            );
        }
        let (channel, zh) = known.regulator();
        return step(
            None,
            Action::File(channel),
            zh.into(),
            "The period has passed: complain to the regulator.",
        );
    }
    let filing = filed?;
    let answered = filing.stages.iter().any(|s| matches!(s.stage, Stage::Answered | Stage::Refused));
    let in_court = case.filings.iter().any(|f| matches!(f.channel, Channel::Court | Channel::Arbitration));
    let waited = filing.stages.first().is_some_and(|sent| (today - sent.on).num_days() > 75);
    if in_court {
        return step(
            None,
            Action::Wait(None),
            "已经在法院或仲裁，按通知准备材料。".into(),
            "It is in court or arbitration; follow its notices.",
        );
    }
    if answered || waited {
        return match known.is("dispute_clause") {
            "arbitration" => step(
                None,
                Action::File(Channel::Arbitration),
                "协议写了仲裁：向写明的仲裁委申请。".into(),
                "The agreement names arbitration: apply there.",
            ),
            "" => step(
                Some("dispute_clause"),
                Action::Answer,
                "看协议的争议条款，决定去法院还是仲裁。".into(),
                "See the dispute clause: court or arbitration.",
            ),
            _ => step(
                None,
                Action::File(Channel::Court),
                "投诉没解决：准备起诉，金额不大可走小额诉讼。".into(),
                "Unsolved: prepare the suit; small sums go to small claims.",
            ),
        };
    }
    step(
        None,
        Action::Wait(None),
        "投诉已交，等受理和答复；有消息就记一笔。".into(),
        "The complaint is in; log every answer.",
    )
}

/// For whom the case waits, until when.
pub fn state_line(case: &Case, clocks: &[Clock], today: NaiveDate) -> StateLine {
    let line = |zh: String, en: String, tone, until| StateLine { text: Text { zh, en }, tone, until };
    if let Some(closed) = &case.closed {
        use crate::record::Outcome::*;
        let (zh, en) = match closed.outcome {
            Paid => ("已全部到账，结案", "closed: all paid"),
            Part => ("部分到账，结案", "closed: paid in part"),
            Refused => ("对方拒绝，结案", "closed: refused"),
            Withdrawn => ("不再追，结案", "closed: withdrawn"),
        };
        return line(zh.into(), en.into(), "ok", None);
    }
    if case.all_arrived() {
        return line("钱都到了，等您结案".into(), "all of it arrived, close the case".into(), "ok", None);
    }
    // The limits of the law run in the background; what somebody is expected to do comes first.
    let waits = |clock: &&Clock| !["settlement_30", "limitation"].contains(&clock.id.as_str());
    if let Some(clock) = clocks.iter().filter(waits).min_by_key(|clock| clock.days_left.abs()) {
        let what_zh = match clock.id.as_str() {
            "promise" => "等对方答复",
            "demand" => "等催告函的期限",
            "demand_trace" => "催告函在路上，查签收",
            _ => "等投诉的结果",
        };
        let what_en = match clock.id.as_str() {
            "promise" => "waiting for their answer",
            "demand" => "waiting for the demand’s period",
            "demand_trace" => "demand under way, trace it",
            _ => "waiting for the complaint",
        };
        let (zh, en, tone) = match clock.days_left {
            n if n < 0 => (format!("已过 {} 天", -n), format!("{} days over", -n), "bad"),
            0 => ("今天到期".into(), "due today".into(), "warn"),
            1 => ("明天到期".into(), "due tomorrow".into(), "warn"),
            n => (format!("还剩 {n} 天"), format!("{n} days left"), "wait"),
        };
        return line(format!("{what_zh}，{zh}"), format!("{what_en}, {en}"), tone, Some(clock.due));
    }
    if case.communications.is_empty() {
        return line("还没联系机构".into(), "provider not yet called".into(), "warn", None);
    }
    let since = case.communications.iter().map(|c| (today - c.at.date()).num_days()).min().unwrap_or(0);
    let tone = if since > 7 { "warn" } else { "wait" };
    line(
        format!("{since} 天前联系过，等您下一步"),
        format!("last contact {since} days ago, your move"),
        tone,
        None,
    )
}
