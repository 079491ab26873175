//! What an import says about a file.

use recoup_ledger::{AccountLine, Money, Transaction};
use recoup_statements::{self as statements, Check, CheckOf, Reading};

use crate::files::NamedFile;
use crate::report::{channel_text, kind_text};
use crate::view::{FileCheck, ImportFile, Refused, RowProblem, SampleRow, Text};

/// What was read of a file, with nothing said yet about what was stored.
pub(crate) fn describe(
    file: &NamedFile,
    sha256: &str,
    reading: &Reading,
    sample: Vec<SampleRow>,
) -> ImportFile {
    ImportFile {
        file: file.name.clone(),
        sha256: sha256.to_owned(),
        import: None,
        kind: Some(reading.kind.as_str().to_owned()),
        till: reading.till,
        source: reading.source.clone(),
        source_name: Text::new(&reading.source_name_zh, &reading.source_name_en),
        certainty: match reading.certainty {
            statements::Certainty::Sure => "sure",
            statements::Certainty::Told => "mapped",
            statements::Certainty::Likely => "likely",
        }
        .into(),
        why: reading.reasons.iter().map(|r| Text::new(&r.zh, &r.en)).collect(),
        columns: reading.columns.clone(),
        ignored_columns: reading.ignored_columns.clone(),
        rows: reading.rows,
        new: 0,
        duplicate: 0,
        bad_rows: reading.bad_rows,
        // A total or a balance that does not fit is no bad row: it stands among the checks.
        problems: reading
            .problems
            .iter()
            .filter(|p| p.of == statements::ProblemOf::Row)
            .map(|p| RowProblem {
                file: p.file.clone(),
                sheet: p.sheet.clone(),
                line: p.line,
                column: p.column.clone(),
                found: p.found.clone(),
                expected: Text::new(&p.expected.zh, &p.expected.en),
            })
            .collect(),
        checks: reading
            .checks
            .iter()
            .map(|c| FileCheck { ok: c.holds, text: check(c) })
            .chain(gaps(reading))
            .chain(not_acquired(reading))
            .collect(),
        refused: None,
        sum_in: reading.sum_in,
        sum_out: reading.sum_out,
        from: reading.from,
        to: reading.to,
        period_from: reading.period_from,
        period_to: reading.period_to,
        sample,
        already: None,
        masked: reading.has_full_cards,
    }
}

/// What a check found, in one sentence.
fn check(c: &Check) -> Text {
    let (zh, en, stated, found) = (&c.what.zh, &c.what.en, &c.stated, &c.found);
    match c.of {
        CheckOf::LeftOut | CheckOf::StrangeStatus => Text::new(zh, en),
        CheckOf::Balances => Text::new(
            format!("{zh}：{stated} 处里 {found} 处相接"),
            format!("{en}: {found} of {stated} steps hold"),
        ),
        CheckOf::Total | CheckOf::Condition => match (c.holds, stated.as_str(), found.as_str()) {
            (true, "", _) => Text::new(zh, en),
            (true, ..) => Text::new(format!("{zh}：{stated}"), format!("{en}: {stated}")),
            (false, "", "") => Text::new(format!("不符合：{zh}"), format!("not so: {en}")),
            (false, _, "") => {
                Text::new(format!("{zh}：文件写的是 {stated}"), format!("{en}: the file says {stated}"))
            }
            (false, ..) => Text::new(
                format!("{zh}：文件写的是 {stated}，逐行加起来是 {found}"),
                format!("{en}: the file says {stated}, its rows say {found}"),
            ),
        },
    }
}

/// What a till took that no acquirer sees.
fn not_acquired(reading: &Reading) -> Option<FileCheck> {
    let rows = reading.not_acquired;
    (rows > 0).then(|| FileCheck {
        ok: true,
        text: Text::new(
            format!("现金、会员卡等 {rows} 笔不经过收单机构，没有算进来"),
            format!("{rows} rows in cash or from members' balances go through no acquirer and were left out"),
        ),
    })
}

/// Each step of the running balance that does not hold, by its line.
fn gaps(reading: &Reading) -> impl Iterator<Item = FileCheck> + '_ {
    reading.problems.iter().filter(|p| p.of == statements::ProblemOf::Balance).map(|p| FileCheck {
        ok: false,
        text: Text::new(
            format!("第 {} 行余额是 {}，应是 {}", p.line, p.found, p.expected.zh),
            format!("line {}: the balance is {}, expected {}", p.line, p.found, p.expected.en),
        ),
    })
}

/// One line as it was understood.
pub(crate) fn sample_line(line: &AccountLine) -> SampleRow {
    SampleRow {
        line: line.origin.line,
        at: match line.time {
            Some(time) => format!("{} {}", line.on, time.format("%H:%M:%S")),
            None => line.on.to_string(),
        },
        what: if line.amount.is_negative() { Text::new("支出", "out") } else { Text::new("收入", "in") },
        amount: line.amount,
        fee: None,
        who: line.counterparty.clone(),
        reference: if line.serial.is_empty() { line.memo.clone() } else { line.serial.clone() },
    }
}

/// One sale as it was understood.
pub(crate) fn sample_sale(txn: &Transaction) -> SampleRow {
    let (channel, kind) = (channel_text(txn.channel), kind_text(txn.kind));
    SampleRow {
        line: txn.origin.line,
        at: txn.at.format("%Y-%m-%d %H:%M:%S").to_string(),
        what: Text::new(format!("{}{}", channel.zh, kind.zh), format!("{} {}", channel.en, kind.en)),
        amount: txn.gross,
        fee: txn.fee,
        who: txn.terminal_no.clone(),
        reference: if txn.reference.is_empty() { txn.acquirer_order.clone() } else { txn.reference.clone() },
    }
}

/// The report of a file that was not read; `sha256` is empty when it could not even be opened.
pub(crate) fn refused(
    file: &NamedFile,
    sha256: &str,
    code: &str,
    text: Text,
    needs: Option<&'static str>,
) -> ImportFile {
    ImportFile {
        file: file.name.clone(),
        sha256: sha256.to_owned(),
        import: None,
        kind: None,
        till: false,
        source: String::new(),
        source_name: Text::default(),
        certainty: "none".into(),
        why: Vec::new(),
        columns: Default::default(),
        ignored_columns: Vec::new(),
        rows: 0,
        new: 0,
        duplicate: 0,
        bad_rows: 0,
        problems: Vec::new(),
        checks: Vec::new(),
        refused: Some(Refused { code: code.to_owned(), text, needs, choices: Vec::new() }),
        sum_in: Money::ZERO,
        sum_out: Money::ZERO,
        from: None,
        to: None,
        period_from: None,
        period_to: None,
        sample: Vec::new(),
        already: None,
        masked: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<FileCheck> {
        let file = NamedFile { name: "流水.csv".into(), path: "流水.csv".into() };
        let reading = statements::read("流水.csv", text.as_bytes(), &statements::Options::default()).unwrap();
        describe(&file, "", &reading, Vec::new()).checks
    }

    #[test]
    fn the_chain_of_balances_is_no_total_that_the_file_states() {
        let head = "日期,摘要,收入,支出,余额\n2026-11-03,甲,100.00,,100.00\n2026-11-04,乙,10.00,,110.00\n";
        let broken = said(&format!("{head}2026-11-06,丁,,1.00,150.00\n"));
        assert_eq!(broken[0].text.zh, "每一行的余额与上一行相接：2 处里 1 处相接");
        assert_eq!(broken[0].text.en, "every balance follows from the one before: 1 of 2 steps hold");
        assert!(!broken[0].ok);
        let whole = said(&format!("{head}2026-11-06,丁,,1.00,109.00\n"));
        assert_eq!(
            (whole[0].ok, whole[0].text.zh.as_str()),
            (true, "每一行的余额与上一行相接：2 处里 2 处相接")
        );
    }

    #[test]
    fn a_check_without_a_figure_is_a_whole_sentence() {
        let of = CheckOf::Condition;
        let what = statements::Bilingual::new("甲", "a");
        let mut c = Check { of, what, stated: String::new(), found: String::new(), holds: true, line: None };
        assert_eq!(check(&c).zh, "甲");
        c.holds = false;
        assert_eq!(check(&c).zh, "不符合：甲");
        c.stated = "EUR".into();
        assert_eq!(check(&c).zh, "甲：文件写的是 EUR");
    }
}
