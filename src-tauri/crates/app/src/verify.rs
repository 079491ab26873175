//! Whether a dossier or an evidence pack was changed since it was made.

use std::path::Path;

use recoup_casework::History;
use recoup_dossier::{EntryState, PackFault};
use serde::Serialize;

use crate::files::{read_limited, sha256_hex};
use crate::view::{ErrorCode, Text};
use crate::{AppError, Recoup};

/// What was checked.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    /// Everything fits and could be told.
    pub ok: bool,
    /// Each thing that was checked.
    pub lines: Vec<VerifyLine>,
    /// In one sentence.
    pub verdict: Text,
}

/// One thing that was checked.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyLine {
    /// Whether it fits.
    pub ok: bool,
    /// What it is.
    pub text: Text,
}

/// Checks a pack by its own manifest and chain, and a PDF by the deliveries that the store in `dir` remembers; where there
/// is no store, none is made.
///
/// # Errors
/// `refused` when the file is neither.
pub fn verify(file: &Path, dir: &Path) -> Result<Verified, AppError> {
    check(file, || match dir.join("recoup.db").is_file() {
        true => Recoup::open(dir)?.history(),
        false => Ok(History::default()),
    })
}

impl Recoup {
    /// As [`verify`], with the deliveries of the owner's books, also while the sample shop is shown.
    ///
    /// # Errors
    /// `refused` when the file is neither.
    pub fn verify_file(&self, file: &Path) -> Result<Verified, AppError> {
        if self.sample { verify(file, &self.dir) } else { check(file, || self.history()) }
    }
}

fn check(file: &Path, known: impl FnOnce() -> Result<History, AppError>) -> Result<Verified, AppError> {
    let bytes = read_limited(file, 4_000_000_000)?;
    if bytes.starts_with(b"PK") {
        return Ok(pack(&bytes));
    }
    if bytes.starts_with(b"%PDF") {
        return Ok(pdf(&bytes, &known()?));
    }
    Err(AppError::new(
        ErrorCode::Refused,
        format!("{} 既不是 PDF 也不是证据包。", file.display()),
        format!("{} is neither a PDF nor an evidence pack.", file.display()),
    ))
}

fn pack(bytes: &[u8]) -> Verified {
    let report = recoup_dossier::verify_pack(bytes);
    let mut lines: Vec<VerifyLine> = report
        .entries
        .iter()
        .map(|entry| {
            let (ok, zh, en) = match entry.state {
                EntryState::Intact => (true, "没有变", "unchanged"),
                EntryState::Altered => (false, "被改过", "was changed"),
                EntryState::Absent => (false, "不见了", "is missing"),
                EntryState::Unreadable => (false, "读不出来", "cannot be read"),
                EntryState::Unlisted => (false, "清单里没有", "is not on the list"),
            };
            VerifyLine {
                ok,
                text: Text::new(format!("{}：{zh}", entry.path), format!("{}: {en}", entry.path)),
            }
        })
        .collect();
    for fault in &report.faults {
        lines.push(VerifyLine { ok: false, text: fault_text(fault) });
    }
    if let Some(key) = &report.signed_by {
        lines.push(VerifyLine {
            ok: true,
            text: Text::new(
                format!("门店签名有效，公钥指纹 {key}：请与纸质材料指纹清单里的「门店公钥」对照"),
                format!(
                    "the shop's signature holds; compare the key's fingerprint {key} with the printed one"
                ),
            ),
        });
    }
    let chain = report.chain.as_deref().unwrap_or_default();
    lines.push(match recoup_casework::chain::read_log(chain) {
        Ok(links) if links.is_empty() => {
            VerifyLine { ok: false, text: Text::new("操作链是空的", "the operation chain is empty") }
        }
        Ok(links) => match recoup_casework::verify(&links) {
            Ok(head) => VerifyLine {
                ok: true,
                text: Text::new(
                    format!("操作链 {} 环，环环相接，末端 {}", head.seq, head.hash),
                    format!("the chain's {} links fit; its head is {}", head.seq, head.hash),
                ),
            },
            Err(broken) => VerifyLine { ok: false, text: Text::new(broken.zh(), broken.to_string()) },
        },
        Err(error) => VerifyLine {
            ok: false,
            text: Text::new(format!("操作链第 {} 行不成样子", error.line), error.to_string()),
        },
    });
    finish(lines)
}

fn fault_text(fault: &PackFault) -> Text {
    match fault {
        PackFault::NotAZip(why) => Text::new(
            format!("证据包打不开（{why}），可能没有下载完整"),
            format!("the pack cannot be opened ({why}); it may be incomplete"),
        ),
        PackFault::NoManifest(why) => Text::new(
            format!("包里没有可读的清单（{why}）"),
            format!("there is no readable manifest ({why})"),
        ),
        PackFault::SumsDiffer(line) => Text::new(
            format!("SHA256SUMS 和清单不一致：{line}"),
            format!("SHA256SUMS and the manifest differ: {line}"),
        ),
        PackFault::Signature(why) => Text::new(
            format!("门店签名对不上（{why}）：SHA256SUMS 不是打包时签名的那一份"),
            format!("the shop's signature does not hold ({why}): this is not the SHA256SUMS that was signed"),
        ),
    }
}

fn pdf(bytes: &[u8], known: &History) -> Verified {
    let sha = sha256_hex(bytes);
    let mut deliveries = known.cases.iter().flat_map(|c| c.deliveries.iter().map(move |d| (c.no, d)));
    finish(vec![match deliveries.find(|(_, d)| d.sha256 == sha) {
        Some((case, d)) => VerifyLine {
            ok: true,
            text: Text::new(
                format!("和 {} 为案件 {case} 做的《{}》一字不差（SHA-256 {sha}）", d.at, d.file),
                format!("the same bytes as “{}”, made for case {case} at {} (SHA-256 {sha})", d.file, d.at),
            ),
        },
        None => VerifyLine {
            ok: false,
            text: Text::new(
                format!("这台机器上没有做过这份文件（SHA-256 {sha}）：要么被改过，要么是在别处做的，说不准"),
                format!(
                    "this machine made no such file (SHA-256 {sha}): it was changed or made elsewhere; it cannot be told"
                ),
            ),
        },
    }])
}

fn finish(lines: Vec<VerifyLine>) -> Verified {
    let ok = lines.iter().all(|l| l.ok);
    let verdict = if ok {
        Text::new("核对完毕，没有改动。", "Everything fits; nothing was changed.")
    } else {
        Text::new("有对不上的地方，见上面带 ✗ 的。", "Something does not fit; see the lines with ✗.")
    };
    Verified { ok, lines, verdict }
}
