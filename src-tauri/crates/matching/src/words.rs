//! The sentences. A reason is a code with numbers; here it becomes plain words in Chinese and English.

use chrono::NaiveDate;

mod records;

use crate::outcome::{Ask, FindingKind, Reason, SettleBy};

fn md(day: &NaiveDate) -> String {
    day.format("%m-%d").to_string()
}

fn until(known_to: &Option<NaiveDate>) -> (String, String) {
    match known_to {
        Some(day) => (format!("目前的流水只到 {}", md(day)), format!("the statement ends on {day}")),
        None => ("还没有这一天的流水".to_owned(), "there is no statement for that day".to_owned()),
    }
}

impl Reason {
    /// The code of the contract.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::NoDeposit { .. } => "no_deposit",
            Reason::OthersArrived { .. } => "others_arrived",
            Reason::NoneFromAcquirer => "none_from_acquirer",
            Reason::ShortBy { .. } => "short_by",
            Reason::EqualSales { .. } => "equal_sales",
            Reason::Rivals { .. } => "rivals",
            Reason::ShortUnclear { .. } => "short_unclear",
            Reason::NotCovered { .. } => "not_covered",
            Reason::NotDue { .. } => "not_due",
            Reason::DaysOff { .. } => "days_off",
            Reason::CalendarProvisional { .. } => "calendar_provisional",
            Reason::Late { .. } => "late",
            Reason::FeeUnconfirmed { .. } => "fee_unconfirmed",
            Reason::FeeLearned { .. } => "fee_learned",
            Reason::FeeOff { .. } => "fee_off",
            Reason::RateCharged { .. } => "rate_charged",
            Reason::KeptBack { .. } => "kept_back",
            Reason::TooMuch { .. } => "too_much",
            Reason::UnknownCredit { .. } => "unknown_credit",
            Reason::WithdrawalNotSeen { .. } => "withdrawal_not_seen",
            Reason::CarriedOver { .. } => "carried_over",
            Reason::Failed => "failed",
            Reason::Pending => "pending",
            Reason::HeldOnly => "held_only",
            Reason::Completed => "completed",
            Reason::TakenBack { .. } => "taken_back",
            Reason::Held => "held",
            Reason::NotAtAcquirer { .. } => "not_at_acquirer",
            Reason::ClockOff { .. } => "clock_off",
            Reason::EqualCounts { .. } => "equal_counts",
            Reason::FailedThere { .. } => "failed_there",
            Reason::PendingThere { .. } => "pending_there",
            Reason::ReversedThere { .. } => "reversed_there",
            Reason::AmountsDiffer { .. } => "amounts_differ",
            Reason::UploadedLate { .. } => "uploaded_late",
            Reason::HowPaidUnknown { .. } => "how_paid_unknown",
            Reason::LittleInCommon { .. } => "little_in_common",
            Reason::RefundNotThere { .. } => "refund_not_there",
            Reason::CancelledOnTill => "cancelled_on_till",
            Reason::SaidPaidOut { .. } => "said_paid_out",
            Reason::OwnerSaid { .. } => "owner_said",
            Reason::OwnerRejected => "owner_rejected",
        }
    }

    /// 应答码 that the reason is about; empty where it is about none.
    pub fn answer(&self) -> &str {
        match self {
            Reason::FailedThere { answer }
            | Reason::PendingThere { answer }
            | Reason::ReversedThere { answer } => answer,
            _ => "",
        }
    }

    /// For the shop owner, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Reason::NoDeposit { clearing_day, due_on, amount, known_to } => format!(
                "{} 的这批应到 {}，{} 元，到 {} 的流水里没有",
                md(clearing_day),
                md(due_on),
                amount.grouped(),
                md(known_to)
            ),
            Reason::NoneFromAcquirer => {
                "这份流水里没有这家机构的任何一笔入账，先确认收款账户是不是这个".into()
            }
            Reason::OthersArrived { count } => {
                format!("前后两周另有 {count} 笔入账来自同一收单机构，说明收款账户没错")
            }
            Reason::ShortBy { due_on, expected, received, missing, sales } => format!(
                "{} 应到 {} 元，实到 {} 元，少 {} 元，正好是 {sales} 笔交易的金额",
                md(due_on),
                expected.grouped(),
                received.grouped(),
                missing.grouped()
            ),
            Reason::EqualSales { count, amount } => {
                format!("同一批里有 {count} 笔 {} 元，光看金额分不清是哪一笔", amount.grouped())
            }
            Reason::Rivals { count } => format!("另有 {count} 种组合也能凑成这个差额"),
            Reason::ShortUnclear { due_on, expected, received, lacking, stories } => {
                let end = match stories {
                    0 => "没有哪几笔交易能凑成这个差额".to_owned(),
                    n => format!("有 {n} 种可能的组合，不猜"),
                };
                format!(
                    "{} 应到 {} 元，实到 {} 元，少 {} 元；{end}",
                    md(due_on),
                    expected.grouped(),
                    received.grouped(),
                    lacking.grouped()
                )
            }
            Reason::NotCovered { due_on, known_to } => {
                format!("应到 {}，{}，还不能判断", md(due_on), until(known_to).0)
            }
            Reason::NotDue { due_on } => format!("应到 {}，还没到日子", md(due_on)),
            Reason::DaysOff { clearing_day, due_on } => {
                format!("{} 之后遇到休息日，顺延到 {} 到账", md(clearing_day), md(due_on))
            }
            Reason::CalendarProvisional { year } => format!("{year} 年的放假安排还没公布，到账日是暂定的"),
            Reason::Late { due_on, arrived_on, days } => {
                format!("应到 {}，{} 才到，晚了 {days} 天", md(due_on), md(arrived_on))
            }
            Reason::FeeUnconfirmed { gross, received } => format!(
                "交易额 {} 元，实到 {} 元；手续费没有依据可查，按实到金额推算",
                gross.grouped(),
                received.grouped()
            ),
            Reason::FeeLearned { fee, days } => {
                format!("手续费 {} 元是按 {days} 天的入账推算的，文件和协议里都没有写明", fee.grouped())
            }
            Reason::RateCharged { rate, sales } => {
                format!("多笔入账分文不差地说明，{sales} 笔按 {rate} 扣的手续费，不是约定的费率")
            }
            Reason::KeptBack { amount } => {
                format!("同样的 {} 元已被扣过几次，像是机构收的费用，不像少结了某一笔", amount.grouped())
            }
            Reason::FeeOff { expected, received, difference } => {
                let word = if difference.is_negative() { "少扣" } else { "多扣" };
                format!(
                    "应到 {} 元，实到 {} 元，手续费{word} {} 元",
                    expected.grouped(),
                    received.grouped(),
                    difference.abs().grouped()
                )
            }
            Reason::TooMuch { expected, received, surplus } => format!(
                "应到 {} 元，实到 {} 元，多到 {} 元",
                expected.grouped(),
                received.grouped(),
                surplus.grouped()
            ),
            Reason::UnknownCredit { on, amount } => {
                format!("{} 收单机构打来 {} 元，找不到对应的交易", md(on), amount.grouped())
            }
            Reason::WithdrawalNotSeen { on, amount, known_to } => {
                format!("{} 从余额提现 {} 元，到 {} 的银行流水里没有", md(on), amount.grouped(), md(known_to))
            }
            Reason::CarriedOver { amount } => {
                format!("退款多于收款，欠 {} 元，会从下一笔结算款里扣", amount.abs().grouped())
            }
            Reason::Failed => "交易没有成功，不会到账".to_owned(),
            Reason::Pending => "收单机构的文件里还是“处理中”，等结果".to_owned(),
            Reason::HeldOnly => "只是预授权，没有完成，不会到账".to_owned(),
            Reason::Completed => "预授权已完成，钱在完成的那一笔里".to_owned(),
            Reason::TakenBack { by } => format!("与 {by} 互相抵消，不会到账"),
            Reason::OwnerSaid { why } => format!("店主说明：{why}"),
            Reason::OwnerRejected => "店主认为这不是漏款".to_owned(),
            _ => records::zh(self),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            Reason::NoDeposit { clearing_day, due_on, amount, known_to } => format!(
                "The payout of {clearing_day} was due on {due_on}: {} yuan. The statement up to {known_to} does not show it",
                amount.grouped()
            ),
            Reason::NoneFromAcquirer => {
                "The statement shows no credit of this acquirer at all; check first that it is the account paid into"
                    .into()
            }
            Reason::OthersArrived { count } => {
                format!(
                    "{count} other credits of the same acquirer came within two weeks, so the account is the right one"
                )
            }
            Reason::ShortBy { due_on, expected, received, missing, sales } => format!(
                "Due on {due_on}: {} yuan, received {}, short by {}, which is exactly {sales} {}",
                expected.grouped(),
                received.grouped(),
                missing.grouped(),
                if *sales == 1 { "sale" } else { "sales" }
            ),
            Reason::EqualSales { count, amount } => {
                format!(
                    "{count} sales of that day are {} yuan each; the amount alone cannot tell which",
                    amount.grouped()
                )
            }
            Reason::Rivals { count } => format!("{count} other combinations give the same difference"),
            Reason::ShortUnclear { due_on, expected, received, lacking, stories } => {
                let end = match stories {
                    0 => "no few sales add up to the difference".to_owned(),
                    n => format!("{n} combinations are possible, so we do not guess"),
                };
                format!(
                    "Due on {due_on}: {} yuan, received {}, short by {}; {end}",
                    expected.grouped(),
                    received.grouped(),
                    lacking.grouped()
                )
            }
            Reason::NotCovered { due_on, known_to } => {
                format!("Due on {due_on}, but {}; we cannot judge yet", until(known_to).1)
            }
            Reason::NotDue { due_on } => format!("Not due before {due_on}"),
            Reason::DaysOff { clearing_day, due_on } => {
                format!("Days off after {clearing_day} move the due day to {due_on}")
            }
            Reason::CalendarProvisional { year } => {
                format!("The days off of {year} are not announced yet; the due day is provisional")
            }
            Reason::Late { due_on, arrived_on, days } => {
                let unit = if *days == 1 { "day" } else { "days" };
                format!("Due on {due_on}, came on {arrived_on}, {days} {unit} late")
            }
            Reason::FeeUnconfirmed { gross, received } => format!(
                "Sales of {} yuan, received {}; no file states the fee, so it is taken from what came",
                gross.grouped(),
                received.grouped()
            ),
            Reason::FeeLearned { fee, days } => format!(
                "The fee of {} yuan is worked out from the credits of {days} due days; no file and no agreement states it",
                fee.grouped()
            ),
            Reason::RateCharged { rate, sales } => {
                format!("several deposits show to the fen that {sales} sales were charged {rate}, not the agreed rate")
            }
            Reason::KeptBack { amount } => {
                format!("the same {} yuan were kept back before: a charge of the acquirer rather than a lost sale", amount.grouped())
            }
            Reason::FeeOff { expected, received, difference } => {
                let word = if difference.is_negative() { "too low" } else { "too high" };
                format!(
                    "Expected {} yuan, received {}: the fee is {word} by {}",
                    expected.grouped(),
                    received.grouped(),
                    difference.abs().grouped()
                )
            }
            Reason::TooMuch { expected, received, surplus } => format!(
                "Expected {} yuan, received {}, {} too much",
                expected.grouped(),
                received.grouped(),
                surplus.grouped()
            ),
            Reason::UnknownCredit { on, amount } => {
                format!("On {on} the acquirer paid {} yuan that belong to no known sale", amount.grouped())
            }
            Reason::WithdrawalNotSeen { on, amount, known_to } => format!(
                "{} yuan were withdrawn from the balance on {on}; the bank statement up to {known_to} does not show them",
                amount.grouped()
            ),
            Reason::CarriedOver { amount } => format!(
                "Refunds exceed sales by {} yuan; the next payout will be less by that",
                amount.abs().grouped()
            ),
            Reason::Failed => "The payment failed; no money is owed".to_owned(),
            Reason::Pending => "The acquirer's file calls it still in progress".to_owned(),
            Reason::HeldOnly => "Only a pre-authorisation without completion; no money is owed".to_owned(),
            Reason::Completed => {
                "The pre-authorisation was completed; the money is in the completion".to_owned()
            }
            Reason::TakenBack { by } => format!("Cancelled out by {by}; no money is owed"),
            Reason::OwnerSaid { why } => format!("The owner said: {why}"),
            Reason::OwnerRejected => "The owner says that this is not missing".to_owned(),
            _ => records::en(self),
        }
    }
}

impl FindingKind {
    /// A title in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            FindingKind::NotArrived => "未到账",
            FindingKind::Overdue => "逾期未到",
            FindingKind::PaidOutNotSeen => "机构写的结算日已过，银行没有",
            FindingKind::NotAtAcquirer => "机构没有这笔交易",
            FindingKind::StatusConflict => "两边记录不一致",
            FindingKind::RecordsDiffer => "收银和收单对不上",
            FindingKind::Short => "少到，无法定位",
            FindingKind::ArrivedLate => "延迟到账",
            FindingKind::FeeDifference => "手续费不符",
            FindingKind::UnknownDeduction => "不明扣款",
            FindingKind::OverCredited => "多到账",
            FindingKind::UnknownCredit => "来款找不到交易",
            FindingKind::WithdrawalNotArrived => "提现未到账",
            FindingKind::StatementGap => "缺流水",
        }
    }

    /// A title in English.
    pub fn en(self) -> &'static str {
        match self {
            FindingKind::NotArrived => "Not arrived",
            FindingKind::Overdue => "Overdue",
            FindingKind::PaidOutNotSeen => "The acquirer's settlement day is past, not at the bank",
            FindingKind::NotAtAcquirer => "Unknown to the acquirer",
            FindingKind::StatusConflict => "Records contradict each other",
            FindingKind::RecordsDiffer => "Till and acquirer do not fit",
            FindingKind::Short => "Short, sales unknown",
            FindingKind::ArrivedLate => "Arrived late",
            FindingKind::FeeDifference => "Fee difference",
            FindingKind::UnknownDeduction => "Unknown deduction",
            FindingKind::OverCredited => "Too much",
            FindingKind::UnknownCredit => "Credit without sales",
            FindingKind::WithdrawalNotArrived => "Withdrawal not arrived",
            FindingKind::StatementGap => "Statement lacking",
        }
    }
}

impl Ask {
    /// Whom to ask, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Ask::Acquirer { name } if name.is_empty() => "收单机构".to_owned(),
            Ask::Acquirer { name } => name.clone(),
            Ask::Bank => "开户银行".to_owned(),
            Ask::Shop => "自己：缺一份文件".to_owned(),
        }
    }

    /// Whom to ask, in English.
    pub fn en(&self) -> String {
        match self {
            Ask::Acquirer { name } if name.is_empty() => "the acquirer".to_owned(),
            Ask::Acquirer { name } => name.clone(),
            Ask::Bank => "the bank".to_owned(),
            Ask::Shop => "yourself: a file is lacking".to_owned(),
        }
    }
}

impl SettleBy {
    /// What to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            SettleBy::ImportStatement { account, from, to } => {
                let account = if account.is_empty() { String::new() } else { format!("账户 {account} ") };
                format!("请导入{account}从 {from} 到 {to} 的银行流水")
            }
            SettleBy::ImportFundFlow { account, from, to } => {
                format!("请导入商户号 {account} 从 {from} 到 {to} 的资金账单")
            }
            SettleBy::ImportDetail { day } => format!("请导入收单机构 {day} 的结算明细"),
            SettleBy::PayoutRecord { day, amount } => {
                format!("请对方提供 {day} 这笔 {} 元的划款记录", amount.grouped())
            }
            SettleBy::FeeAgreement => "请对照受理协议里的费率".to_owned(),
            SettleBy::ImportSales { day } => format!("请导入 {day} 前后的全部交易明细"),
            SettleBy::AskStatus { at, amount } => format!(
                "在机器上查末笔、把离线交易上传；请收单机构书面说明 {} 这笔 {} 元的状态（成功、冲正还是没收到）",
                at.format("%Y-%m-%d %H:%M"),
                amount.grouped()
            ),
            SettleBy::CompareRecords { from, to } => {
                format!("请对照 {from} 到 {to} 的收银小票和收单明细；缺哪家机构的明细就导入哪家的")
            }
        }
    }

    /// What to do, in English.
    pub fn en(&self) -> String {
        match self {
            SettleBy::ImportStatement { account, from, to } => {
                let account =
                    if account.is_empty() { String::new() } else { format!(" of account {account}") };
                format!("Import the bank statement{account} from {from} to {to}")
            }
            SettleBy::ImportFundFlow { account, from, to } => {
                format!("Import the fund-flow bill of merchant number {account} from {from} to {to}")
            }
            SettleBy::ImportDetail { day } => format!("Import the acquirer's settlement detail of {day}"),
            SettleBy::PayoutRecord { day, amount } => {
                format!("Ask for the payout record of {day} over {} yuan", amount.grouped())
            }
            SettleBy::FeeAgreement => "Compare with the rate in the agreement".to_owned(),
            SettleBy::ImportSales { day } => format!("Import all sales around {day}"),
            SettleBy::AskStatus { at, amount } => format!(
                "Let the terminal show its last payment and upload what it holds; ask the acquirer in writing what became \
                 of the {} yuan of {} (paid, reversed, or never received)",
                amount.grouped(),
                at.format("%Y-%m-%d %H:%M")
            ),
            SettleBy::CompareRecords { from, to } => format!(
                "Compare the till's slips with the acquirer's details from {from} to {to}; import the details of any \
                 acquirer that is lacking"
            ),
        }
    }
}
