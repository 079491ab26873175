//! The arguments of `recoup case`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use recoup_app::Recipient;

#[derive(Subcommand)]
pub enum CaseCommand {
    /// 立案 · open a case on missing sales
    Open {
        #[arg(long, required = true, num_args = 1.., value_name = "REF")]
        missing: Vec<String>,
        #[arg(long)]
        json: bool,
    },
    /// 列出 · list
    List {
        #[arg(long)]
        json: bool,
    },
    /// 看一个案件 · show one
    Show {
        case: u32,
        #[arg(long)]
        json: bool,
    },
    /// 回答一个核查项 · answer a check
    Check {
        case: u32,
        item: String,
        answer: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// 记一次沟通 · log a contact
    Call(Call),
    /// 电话稿 · what to say
    Sheet { case: u32, contact: Option<String> },
    /// 加证据 · attach evidence
    Attach {
        case: u32,
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 证明什么 · what it proves
        #[arg(long, default_value = "", hide_default_value = true)]
        proves: String,
        /// 算哪几项材料 · which papers of a checklist it is (default: a proposal, marked as such)
        #[arg(long, num_args = 1.., value_name = "REQ")]
        satisfies: Option<Vec<String>>,
    },
    /// 改一份证据的说明 · say what an exhibit is
    Exhibit {
        case: u32,
        exhibit: u32,
        #[arg(long)]
        name: Option<String>,
        #[arg(long, value_name = "TEXT")]
        proves: Option<String>,
        /// 算哪几项材料;不写编号就是哪项都不算 · which papers it is; none: no paper in particular
        #[arg(long, num_args = 0.., value_name = "REQ")]
        satisfies: Option<Vec<String>>,
    },
    /// 遮盖照片里不该给人看的地方,原件不动 · paint over parts of a photo on a copy
    #[command(group(clap::ArgGroup::new("how").required(true).args(["boxes", "undo"])))]
    Redact {
        case: u32,
        exhibit: u32,
        /// 遮哪里:左,上,宽,高,都是照片宽高的千分数,可以写几次 · left, head, width, height in thousandths of the photo
        #[arg(long = "box", value_name = "X,Y,W,H", value_parser = area)]
        boxes: Vec<[u16; 4]>,
        /// 不遮了,用原照片 · show the photo itself again
        #[arg(long)]
        undo: bool,
    },
    /// 一份证据不再用 · no longer put an exhibit forward
    Withdraw {
        case: u32,
        exhibit: u32,
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 从案件里拿出几笔 · take sales out of the case
    TakeOut {
        case: u32,
        #[arg(required = true, value_name = "REF")]
        sales: Vec<String>,
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 催告函寄出、送达 · a written demand sent or received
    Demand(Demand),
    /// 投诉、起诉交了或有了进展 · a complaint or suit handed in, or how far it is
    Filed {
        case: u32,
        /// 交给谁 · provider, unionpay, pbc, pbc_report, nfra, pcac, hotline12345, market12315, police, mediation, court, arbitration
        #[arg(long, value_name = "CHANNEL")]
        at: String,
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
        /// 进展 · how far
        #[arg(long, default_value = "sent", value_parser = ["sent", "accepted", "papers_asked", "answered", "refused", "withdrawn"])]
        stage: String,
        /// 受理号、案号
        #[arg(long, default_value = "", hide_default_value = true, value_name = "NO")]
        number: String,
        #[arg(long, num_args = 1.., value_name = "F")]
        file: Vec<PathBuf>,
    },
    /// 对方答应的兑现了没有 · whether a promise was kept
    Promise {
        case: u32,
        /// 第几次沟通 · number of the contact, from 1
        contact: u32,
        #[arg(value_parser = ["kept", "broken"])]
        kept: String,
    },
    /// 收到一部分钱 · some of the money came
    Paid {
        case: u32,
        #[arg(long, value_name = "YUAN")]
        amount: String,
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
        #[arg(long, num_args = 1.., value_name = "F")]
        file: Vec<PathBuf>,
    },
    /// 看、改一封信 · look at a letter, or reword it
    Letter {
        case: u32,
        #[arg(long = "for", value_name = "provider|unionpay|pbc|nfra|court|police")]
        recipient: Recipient,
        /// 看(不写也是看) · show it (the default)
        #[arg(long, conflicts_with_all = ["set", "reset"])]
        show: bool,
        /// 换成这个文本文件,一行一段 · take this text file, one paragraph a line
        #[arg(long, value_name = "FILE", conflicts_with = "reset")]
        set: Option<PathBuf>,
        /// 改回范文 · back to the draft
        #[arg(long)]
        reset: bool,
        #[arg(long)]
        json: bool,
    },
    /// 让案件用上现在的资料(更正过的、新版的) · let a case go on with the facts as they are now
    TakeFacts { case: u32 },
    /// 提醒写成日历文件 · reminders as a calendar file
    #[command(alias = "calendar")]
    Reminders {
        case: u32,
        #[arg(short, long, value_name = "FILE.ics")]
        output: PathBuf,
    },
    /// 结案 · close
    Close {
        case: u32,
        #[arg(long, value_parser = ["paid", "part", "refused", "withdrawn"])]
        outcome: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// 结了的案件重新办理 · let a closed case go on
    Reopen {
        case: u32,
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
}

fn area(text: &str) -> Result<[u16; 4], String> {
    let numbers: Option<Vec<u16>> = text.split([',', '，']).map(|n| n.trim().parse().ok()).collect();
    numbers.and_then(|n| n.try_into().ok()).ok_or_else(|| {
        "要写成 左,上,宽,高 四个 0 到 1000 的整数 · four whole numbers from 0 to 1000: left,head,width,height".into()
    })
}

#[derive(Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["sent", "received"])))]
pub struct Demand {
    pub case: u32,
    /// 哪天寄出 · sent on
    #[arg(long, value_name = "DATE")]
    pub sent: Option<NaiveDate>,
    /// 哪天送达 · received on
    #[arg(long, value_name = "DATE")]
    pub received: Option<NaiveDate>,
    /// 怎么寄的:ems、registered、courier、email、app、in_person;送达时写谁签收 · how it was sent; when received, who signed
    #[arg(long, default_value = "", hide_default_value = true)]
    pub by: String,
    /// 单号 · waybill
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "NO",
        conflicts_with = "received"
    )]
    pub tracking: String,
    /// 寄到哪 · address
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "received")]
    pub to: String,
    /// 请对方哪天前答复 · the last day that it gives
    #[arg(long, value_name = "DATE", conflicts_with = "received")]
    pub until: Option<NaiveDate>,
    /// 面单、回执 · receipt or proof
    #[arg(long, num_args = 1.., value_name = "F")]
    pub file: Vec<PathBuf>,
}

#[derive(Args)]
pub struct Call {
    pub case: u32,
    #[arg(long)]
    pub with: String,
    #[arg(long)]
    pub at: String,
    #[arg(long)]
    pub said: String,
    #[arg(long, default_value = "电话")]
    pub channel: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub number: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub person: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub ticket: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub promise: String,
    #[arg(long, value_name = "DATE")]
    pub by: Option<NaiveDate>,
    #[arg(long, num_args = 1.., value_name = "F")]
    pub file: Vec<PathBuf>,
}
