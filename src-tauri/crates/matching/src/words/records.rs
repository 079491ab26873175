//! The sentences about records of the till beside those of the acquirer.

use chrono::NaiveDateTime;

use crate::outcome::Reason;

fn hm(at: &NaiveDateTime) -> String {
    at.format("%m-%d %H:%M").to_string()
}

fn code(code: &str) -> (String, String) {
    match code {
        "" => (String::new(), String::new()),
        code => (format!("，应答码 {code}"), format!(", response code {code}")),
    }
}

pub(super) fn zh(reason: &Reason) -> String {
    match reason {
        Reason::NotAtAcquirer { at, amount, slip } => {
            let who = if *slip { "小票上" } else { "收银系统里" };
            format!(
                "{who} {} 有这笔 {} 元，收单机构那个时段的明细里没有：可能已冲正，可能是单边账，也可能离线没有上传",
                hm(at),
                amount.grouped()
            )
        }
        Reason::ClockOff { minutes } => {
            let word = if *minutes < 0 { "慢" } else { "快" };
            format!("店里记录的时间比收单机构{word}约 {} 分钟，已按此核对", minutes.abs())
        }
        Reason::EqualCounts { amount, till, acquirer } => {
            format!("那段时间 {} 元的交易，店里收银有 {till} 笔，收单机构有 {acquirer} 笔", amount.grouped())
        }
        Reason::FailedThere { answer: c } => {
            format!("店里的记录是成功，收单机构记为失败或关闭{}", code(c).0)
        }
        Reason::PendingThere { answer: c } => format!("店里的记录是成功，收单机构还在处理中{}", code(c).0),
        Reason::ReversedThere { answer: c } => {
            format!("店里的记录是成功，收单机构已冲正或撤销，店里没有这笔撤销的记录{}", code(c).0)
        }
        Reason::AmountsDiffer { till, acquirer } => {
            format!("同一笔，店里记的是 {} 元，收单机构是 {} 元", till.grouped(), acquirer.grouped())
        }
        Reason::UploadedLate { till, acquirer } => {
            format!("店里 {} 就有，收单机构到 {} 才有，像是离线交易后来上传的", hm(till), hm(acquirer))
        }
        Reason::HowPaidUnknown { sales, amount } => format!(
            "收银里 {sales} 笔共 {} 元没有写明付款方式，收单机构也没有，可能是现金；没有计入应到",
            amount.grouped()
        ),
        Reason::LittleInCommon { sales, amount, common } => format!(
            "收银里 {sales} 笔共 {} 元在收单明细里找不到，两边只有 {common} 笔对得上，像是别的机构收的；没有计入应到",
            amount.grouped()
        ),
        Reason::RefundNotThere { sales, amount } => {
            format!("收银退了 {sales} 笔共 {} 元，收单机构没有这些退款；没有从应到里扣", amount.grouped())
        }
        Reason::CancelledOnTill => "收银机上已撤销，收单机构没有收到，不会到账".to_owned(),
        Reason::SaidPaidOut { on } => {
            format!("收单机构的文件写的结算日是 {}", on.format("%m-%d"))
        }
        _ => String::new(),
    }
}

pub(super) fn en(reason: &Reason) -> String {
    match reason {
        Reason::NotAtAcquirer { at, amount, slip } => format!(
            "{} of {} has {} yuan that the acquirer's details of that time have not: reversed, a one-sided entry, or \
             taken offline and never uploaded",
            if *slip { "A slip" } else { "The till's record" },
            at.format("%Y-%m-%d %H:%M"),
            amount.grouped()
        ),
        Reason::ClockOff { minutes } => {
            let word = if *minutes < 0 { "slow" } else { "fast" };
            format!(
                "The shop's record is about {} minutes {word} beside the acquirer's; times were compared with that",
                minutes.abs()
            )
        }
        Reason::EqualCounts { amount, till, acquirer } => format!(
            "Of {} yuan there are {till} in the shop's records and {acquirer} at the acquirer at that time",
            amount.grouped()
        ),
        Reason::FailedThere { answer: c } => {
            format!("Paid by the shop's record, failed or closed by the acquirer's{}", code(c).1)
        }
        Reason::PendingThere { answer: c } => {
            format!("Paid by the shop's record, still in progress by the acquirer's{}", code(c).1)
        }
        Reason::ReversedThere { answer: c } => format!(
            "Paid by the shop's record; the acquirer reversed or voided it and the shop has no record of that{}",
            code(c).1
        ),
        Reason::AmountsDiffer { till, acquirer } => {
            format!(
                "One sale: {} yuan in the shop's record, {} at the acquirer",
                till.grouped(),
                acquirer.grouped()
            )
        }
        Reason::UploadedLate { till, acquirer } => {
            format!(
                "In the shop's record at {till}, at the acquirer only at {acquirer}: taken offline and uploaded later"
            )
        }
        Reason::HowPaidUnknown { sales, amount } => format!(
            "{sales} sales of the till ({} yuan) do not say how they were paid and are not at the acquirer: perhaps cash; \
             they are not counted as expected",
            amount.grouped()
        ),
        Reason::LittleInCommon { sales, amount, common } => format!(
            "{sales} sales of the till ({} yuan) are not at the acquirer, and only {common} are in both: they look like \
             another acquirer's and are not counted as expected",
            amount.grouped()
        ),
        Reason::RefundNotThere { sales, amount } => format!(
            "{sales} refunds of the till ({} yuan) are not at the acquirer; nothing is taken off what is expected",
            amount.grouped()
        ),
        Reason::CancelledOnTill => {
            "Taken back on the till before the acquirer had it; no money is owed".to_owned()
        }
        Reason::SaidPaidOut { on } => format!("The acquirer's file gives {on} as the settlement day"),
        _ => String::new(),
    }
}
