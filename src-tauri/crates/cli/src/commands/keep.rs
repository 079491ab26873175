//! Dossier, verification, backup, health.

use std::path::Path;
use std::process::ExitCode;

use recoup_app::{AppError, Recipient, Recoup};

use crate::print::Printer;

/// The dossier, the evidence pack, or both; clap sees to it that at least one place is given.
pub fn dossier(
    mut app: Recoup,
    case: u32,
    recipient: Recipient,
    output: Option<&Path>,
    pack: Option<&Path>,
    out: &Printer,
) -> Result<(), AppError> {
    let check = app.dossier_check(case, recipient)?;
    for problem in check.problems.iter().chain(&check.hints) {
        out.note(problem);
    }
    let (printed, packed) = match (output, pack) {
        (Some(pdf), Some(pack)) => {
            let (printed, packed) = app.export_with_pack(case, recipient, pdf, pack)?;
            (Some((pdf, printed)), Some((pack, packed)))
        }
        (Some(pdf), None) => (Some((pdf, app.export_dossier(case, recipient, pdf)?)), None),
        (None, Some(pack)) => (None, Some((pack, app.export_pack(case, recipient, pack)?))),
        (None, None) => (None, None),
    };
    if let Some((output, printed)) = printed {
        out.say(
            &format!("{}：{} 页，SHA-256 {}", output.display(), printed.pages, printed.sha256),
            &format!("{}: {} pages, SHA-256 {}", output.display(), printed.pages, printed.sha256),
        );
    }
    if let Some((pack, packed)) = packed {
        out.say(
            &format!("{}：SHA-256 {}", pack.display(), packed.sha256),
            &format!("{}: SHA-256 {}", pack.display(), packed.sha256),
        );
    }
    Ok(())
}

/// Only what is new since the last delivery.
pub fn supplement(
    mut app: Recoup,
    case: u32,
    recipient: Recipient,
    output: &Path,
    out: &Printer,
) -> Result<(), AppError> {
    let printed = app.export_supplement(case, recipient, output)?;
    printed.warnings.iter().for_each(|warning| out.note(warning));
    out.say(
        &format!("{}：补充材料 {} 页，SHA-256 {}", output.display(), printed.pages, printed.sha256),
        &format!("{}: a supplement of {} pages, SHA-256 {}", output.display(), printed.pages, printed.sha256),
    );
    Ok(())
}

/// An earlier delivery once more, the same bytes.
pub fn again(mut app: Recoup, case: u32, nth: usize, output: &Path, out: &Printer) -> Result<(), AppError> {
    let printed = app.print_again(case, nth, output)?;
    out.say(
        &format!("{}：和当时一字不差，{} 页，SHA-256 {}", output.display(), printed.pages, printed.sha256),
        &format!(
            "{}: the same bytes as on its day, {} pages, SHA-256 {}",
            output.display(),
            printed.pages,
            printed.sha256
        ),
    );
    Ok(())
}

/// Exit 0 when everything fits, 1 when something was changed or cannot be told.
pub fn verify(dir: &Path, file: &Path, out: &Printer) -> Result<ExitCode, AppError> {
    let report = recoup_app::verify(file, dir)?;
    for line in &report.lines {
        out.line(&format!("{} {}", if line.ok { "✓" } else { "✗" }, out.pick(&line.text)));
    }
    out.line(out.pick(&report.verdict));
    Ok(ExitCode::from(if report.ok { 0 } else { 1 }))
}

pub fn backup(app: Recoup, file: &Path, out: &Printer) -> Result<(), AppError> {
    let written = app.backup(file)?;
    out.say(
        &format!("备份在 {}，SHA-256 {}。请再拷一份到别的盘。", file.display(), written.sha256),
        &format!(
            "The backup is {}, SHA-256 {}. Keep another copy on another disk.",
            file.display(),
            written.sha256
        ),
    );
    Ok(())
}

pub fn restore(dir: &Path, file: &Path, out: &Printer) -> Result<(), AppError> {
    recoup_app::restore(file, dir)?;
    out.say(
        &format!("已恢复到 {}。原来的数据留在旁边，没有删。", dir.display()),
        &format!("Restored to {}. What was there before is kept beside it.", dir.display()),
    );
    Ok(())
}

pub fn doctor(app: Recoup, out: &Printer) -> Result<ExitCode, AppError> {
    let report = app.doctor()?;
    for finding in &report.findings {
        out.line(&format!("✗ {}", out.pick(finding)));
    }
    if report.ok {
        out.say("数据完好：账本、证据、操作链都对得上。", "All is well: books, exhibits and chain agree.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(3))
}
