//! `recoup facts`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub enum FactsCommand {
    /// 有哪几类 · the kinds of facts
    List {
        #[arg(long)]
        json: bool,
    },
    /// 看一类,或其中一条 · one kind, or one row of it
    Show {
        kind: String,
        id: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// 更正一个值 · correct a value
    Set { kind: String, id: String, field: String, value: String },
    /// 撤回更正 · take a correction back
    Unset { kind: String, id: String },
    /// 导入一份资料文件 · take over a file of facts
    Import {
        file: PathBuf,
        /// 只看不改 · show, change nothing
        #[arg(long)]
        dry_run: bool,
        #[arg(long)]
        json: bool,
    },
    /// 改过什么 · what was changed
    Changes {
        #[arg(long)]
        json: bool,
    },
}
