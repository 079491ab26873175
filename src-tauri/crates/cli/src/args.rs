//! The command line as `clap` reads it.

mod case;
mod facts;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use recoup_app::Recipient;

pub use case::{CaseCommand, Demand};
pub use facts::FactsCommand;

/// 追款管家:找出没有到账的刷卡和扫码收款,一步步追回来。
///
/// Finds card and QR payments that never reached the bank, and helps to get them. Nothing leaves this machine.
#[derive(Parser)]
#[command(name = "recoup", version, arg_required_else_help = true)]
pub struct Cli {
    /// 数据文件夹 · folder of the data (default: RECOUP_DATA, else the folder that the window uses)
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 语言 · language of messages
    #[arg(long, global = true, value_enum, default_value_t = Language::Zh)]
    pub lang: Language,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Zh,
    En,
}

#[derive(Subcommand)]
pub enum Command {
    /// 导入对账单、银行流水 · read files from the bank and the acquirer
    #[command(args_conflicts_with_subcommands = true)]
    Import(Import),
    /// 教它认过的表 · tables that it was taught
    Mapping {
        #[command(subcommand)]
        command: MappingCommand,
    },
    /// 手工补录小票 · a sale typed in from a paper slip
    Sale {
        #[command(subcommand)]
        command: SaleCommand,
    },
    /// 受理协议:多久到账、费率 · when and how much the acquirer pays
    Agreement {
        #[command(subcommand)]
        command: AgreementCommand,
    },
    /// 哪些钱没到 · which payments never arrived
    Missing {
        /// 以哪一天为准 · judged on this day (default: today in +08:00)
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        /// 输出 JSON · one JSON document on standard output
        #[arg(long, conflicts_with = "csv")]
        json: bool,
        /// 写成 CSV 表格 · write a CSV table
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
    /// 每一笔收款和它的下落,新的在前 · every payment and where its money is, the newest first
    Transactions {
        /// 金额、参考号、订单号、终端号、卡尾号、日子 · amount, number, terminal, last four digits or day
        #[arg(long, default_value = "", hide_default_value = true)]
        text: String,
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        #[arg(long, value_name = "DATE")]
        to: Option<NaiveDate>,
        #[arg(long, value_parser = ["in_transit", "uncovered", "overdue", "not_arrived", "arrived", "arrived_late", "never_settles", "explained"])]
        state: Option<String>,
        #[arg(long, value_parser = ["card", "we_chat", "alipay", "union_pay_qr", "e_cny", "qr", "unknown"])]
        channel: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 银行流水里的每一笔入账,新的在前 · every credit of the bank statements, the newest first
    Deposits {
        /// 金额、对方户名、摘要、日子 · amount, payer, memo or day
        #[arg(long, default_value = "", hide_default_value = true)]
        text: String,
        #[command(flatten)]
        page: Page,
    },
    /// 一笔入账、划款或收款是怎么回事 · what a deposit, payout or sale is made of
    Explain {
        id: String,
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        #[arg(long)]
        json: bool,
    },
    /// 手工匹配 · match a deposit with sales by hand
    Match {
        deposit: String,
        #[arg(required = true)]
        sales: Vec<String>,
    },
    /// 取消匹配 · take a match back
    Unmatch { deposit: String },
    /// 这条发现不对 · a finding is wrong
    Reject { finding: String },
    /// 这笔我知道原因 · the owner knows why a sale did not arrive
    Settle {
        sale: String,
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// 撤回上一个手工决定 · take back the newest decision
    Undo,
    /// 追款案件 · cases
    Case {
        #[command(subcommand)]
        command: CaseCommand,
    },
    /// 联系电话 · whom to call
    Contacts {
        #[command(subcommand)]
        command: ContactsCommand,
    },
    /// 法规、利率、放假等资料:看、更正、导入 · the facts: look, correct, import
    Facts {
        #[command(subcommand)]
        command: FactsCommand,
    },
    /// 门店资料 · the shop's details for letters
    Shop(Shop),
    /// 生成维权材料 · print the dossier
    Dossier {
        case: u32,
        /// 交给谁 · for whom
        #[arg(
            long = "for",
            value_name = "provider|unionpay|pbc|nfra|court|police",
            required_unless_present = "again"
        )]
        recipient: Option<Recipient>,
        /// 只做上次之后新增的（补充材料） · only what is new since the last delivery
        #[arg(long, conflicts_with_all = ["again", "pack"])]
        supplement: bool,
        /// 原样再印以前做过的第几份 · print an earlier delivery again, byte for byte
        #[arg(long, value_name = "N", conflicts_with_all = ["recipient", "pack"])]
        again: Option<usize>,
        /// 存成 PDF · where to
        #[arg(short, long, value_name = "FILE.pdf", required_unless_present = "pack")]
        output: Option<PathBuf>,
        /// 存证据包，单独存或者和 PDF 一起存 · write the evidence pack, alone or with the PDF
        #[arg(long, value_name = "FILE.zip")]
        pack: Option<PathBuf>,
    },
    /// 核对材料有没有被改过 · check a dossier or pack against its hashes
    Verify { file: PathBuf },
    /// 备份 · write a backup
    Backup { file: PathBuf },
    /// 恢复备份 · restore a backup
    Restore { file: PathBuf },
    /// 体检 · check the store
    Doctor,
    /// 用样例数据走一遍 · do the whole job on sample data
    Demo {
        #[arg(default_value = "./recoup-demo")]
        dir: PathBuf,
    },
}

/// Which part of a long list.
#[derive(Args)]
pub struct Page {
    /// 跳过几笔 · skip so many
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// 最多几笔 · at most so many (500)
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
    pub limit: u16,
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    pub command: Option<ImportCommand>,
    /// 文件 · files
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 当作哪种来源 · read as this source
    #[arg(long = "as", value_name = "KIND")]
    pub source: Option<String>,
    /// 归到哪个协议 · under this agreement, where the file has no merchant number
    #[arg(long, value_name = "ID")]
    pub agreement: Option<u32>,
    /// 文件密码 · password of an encrypted file
    #[arg(long, value_name = "TEXT", conflicts_with = "password_file")]
    pub password: Option<String>,
    /// 密码写在文件里 · file that holds the password
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// 没见过的表:列出它的列和猜测 · an unknown table: show its columns and a first guess, store nothing
    #[arg(long, value_name = "columns", value_parser = ["columns"], conflicts_with = "mapping")]
    pub map: Option<String>,
    /// 按这个列对应来读,并记住 · read with this mapping and remember it
    #[arg(long, value_name = "FILE.json")]
    pub mapping: Option<PathBuf>,
    /// 只看不存 · show, store nothing
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum ImportCommand {
    /// 撤销一次导入 · undo an import
    Undo { import: u32 },
    /// 导入记录 · the import log
    List {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub enum MappingCommand {
    /// 列出 · list
    List {
        #[arg(long)]
        json: bool,
    },
    /// 看一个,可以直接存成文件 · show one, as it is handed on
    Show { id: String },
    /// 存成文件,给别的店用 · write one to a file
    Export { id: String, file: PathBuf },
    /// 读入别人给的 · take one in
    Import { file: PathBuf },
    /// 像哪几家都说得通的表,说定是哪一家 · say which source a table is of, when several fit
    Choose {
        file: PathBuf,
        /// 导入时列出的编号 · the id that the import listed
        source: String,
        #[arg(long = "password", value_name = "PW")]
        passwords: Vec<String>,
    },
    /// 忘掉 · forget one
    Remove { id: String },
}

#[derive(Subcommand)]
pub enum SaleCommand {
    /// 补一笔 · add one
    Add {
        /// 时间,如 2026-11-04T18:22
        #[arg(long)]
        at: String,
        /// 金额(元)
        #[arg(long, value_name = "YUAN")]
        amount: String,
        #[arg(long, default_value = "card")]
        channel: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        merchant: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        terminal: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        voucher: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        reference: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        acquirer: String,
        #[arg(long, default_value = "sale")]
        kind: String,
        #[arg(long, value_name = "FILE")]
        photo: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub enum AgreementCommand {
    /// 列出 · list
    List {
        #[arg(long)]
        json: bool,
    },
    /// 修改或新增 · change one (by ID) or add one (by --merchant)
    Set(Box<AgreementSet>),
}

#[derive(Args)]
pub struct AgreementSet {
    pub id: Option<u32>,
    #[arg(long, value_name = "NO")]
    pub merchant: Option<String>,
    #[arg(long)]
    pub acquirer: Option<String>,
    /// card, qr 或 all
    #[arg(long)]
    pub channel: Option<String>,
    /// t1, d1, t0, weekly 或 on-request
    #[arg(long)]
    pub cycle: Option<String>,
    /// 日切时间 HH:MM
    #[arg(long, value_name = "HH:MM")]
    pub cut_off: Option<String>,
    /// 费率,如 微信=0.38%,贷记卡=0.6%
    #[arg(long)]
    pub rate: Option<String>,
    /// 借记卡封顶(元)
    #[arg(long, value_name = "YUAN")]
    pub cap_debit: Option<String>,
    /// net 或 gross
    #[arg(long)]
    pub billing: Option<String>,
    /// 入账账号,或 balance
    #[arg(long, value_name = "ACCOUNT|balance")]
    pub pays_into: Option<String>,
}

#[derive(Subcommand)]
pub enum ContactsCommand {
    /// 列出 · list
    List {
        #[arg(long)]
        json: bool,
    },
    /// 加一个 · add
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        phone: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// 置顶 · put on top
    Pin { id: String },
    /// 取消置顶 · no longer on top
    Unpin { id: String },
    /// 读入 · import
    Import { file: PathBuf },
    /// 导出 · export
    Export { file: PathBuf },
}

#[derive(Args)]
pub struct Shop {
    #[arg(long)]
    pub name: Option<String>,
    /// 统一社会信用代码
    #[arg(long)]
    pub credit_code: Option<String>,
    /// 法定代表人或经营者
    #[arg(long)]
    pub legal_representative: Option<String>,
    #[arg(long)]
    pub address: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long)]
    pub bank_name: Option<String>,
    #[arg(long)]
    pub bank_account: Option<String>,
    #[arg(long)]
    pub json: bool,
}
