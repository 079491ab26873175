//! What was read from a file, and how it is put together from its tables.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use recoup_ledger::{AccountLine, Coverage, Money, Transaction};
use serde::Serialize;

use crate::balances::Chain;
use crate::catalog::catalog;
use crate::intake::{self, Intake, Out, Pieces, Stopped, Sums};
use crate::preamble;
use crate::problem::{Check, CheckOf, Problem, ProblemOf};
use crate::recognise::{Certainty, Found};
use crate::rows::StrangeWords;
use crate::source::{AgreementDefaults, Field, FileKind, TotalOf};
use crate::table::{Row, Table};
use crate::text::Bilingual;
use crate::value;

/// A file, read.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reading {
    /// What its rows are.
    pub kind: FileKind,
    /// The source's id; `own_…` for a table that the owner explained.
    pub source: String,
    /// Whether the shop's own till wrote it, see [`crate::Source::till`].
    pub till: bool,
    /// How many rows of a till were left out because no acquirer has them: paid in cash, from a member's balance.
    pub not_acquired: usize,
    /// The source's name in Chinese.
    pub source_name_zh: String,
    /// The source's name in English.
    pub source_name_en: String,
    /// How sure that is.
    pub certainty: Certainty,
    /// Why.
    pub reasons: Vec<Bilingual>,
    /// [`crate::header::signature`] of the header row, under which a mapping is remembered.
    pub signature: String,
    /// The field's key and the header that it was read from.
    pub columns: BTreeMap<String, String>,
    /// Headers that were not read.
    pub ignored_columns: Vec<String>,
    /// An acquirer's rows; empty when they went to a [`crate::Sink`].
    pub transactions: Vec<Transaction>,
    /// A bank's or a balance's rows, in the file's order; empty when they went to a [`crate::Sink`].
    pub lines: Vec<AccountLine>,
    /// Rows that were not taken over, of one table at most 20,000 and the last; and totals and balances that do not fit.
    pub problems: Vec<Problem>,
    /// How many rows were not taken over, listed or not.
    pub bad_rows: usize,
    /// How many rows were taken over.
    pub rows: usize,
    /// Money in the shop's favour: gross sales, credits. Not less than nothing; failed and neutral rows left out.
    pub sum_in: Money,
    /// Refunds, debits, spending; not less than nothing.
    pub sum_out: Money,
    /// The first day of a transaction.
    pub from: Option<NaiveDate>,
    /// The last day of a transaction.
    pub to: Option<NaiveDate>,
    /// The first day of the period that the file states.
    pub period_from: Option<NaiveDate>,
    /// The last day of the period that the file states.
    pub period_to: Option<NaiveDate>,
    /// The accounts and days for which the file shows everything.
    pub coverage: Vec<Coverage>,
    /// Totals that the file states against its rows, and the chain of balances.
    pub checks: Vec<Check>,
    /// The agreement by default, for files of an acquirer or its balance.
    pub defaults: Option<AgreementDefaults>,
    /// The currency of all amounts when the file states one that is not renminbi (`EUR`); otherwise empty. Such rows
    /// are for looking at: they must not be added to amounts in renminbi.
    pub currency: String,
    /// Whether full card numbers stood in it; they are masked here, and a copy must be kept masked.
    pub has_full_cards: bool,
}

/// Adds one table to a reading; its rows go to `out`.
pub(crate) fn add(
    reading: &mut Reading,
    found: &Found,
    pieces: &mut dyn Pieces,
    out: &mut Out<'_>,
) -> Result<(), Stopped> {
    foreign(reading, pieces.head());
    unguarded(reading, pieces.head());
    let intake = intake::take(reading, found, pieces, out)?;
    if let Some(chain) = intake.chain() {
        balances(reading, pieces.head(), chain);
    }
    let sums = &intake.sums;
    reading.sum_in += sums.sum_in;
    reading.sum_out += sums.sum_out;
    reading.rows += sums.rows;
    reading.bad_rows += intake.bad_rows;
    reading.not_acquired += intake.not_acquired;
    let asides: Vec<Row<'_>> = intake.asides.rows_from(0).collect();
    totals(reading, pieces.head(), found, &asides, sums);
    if let Some(line) = intake.damaged {
        reading.checks.push(Check {
            of: CheckOf::Condition,
            what: Bilingual::new(
                "订单号完整（文件被 Excel 重新保存过会损坏，请重新下载）",
                "order numbers are whole (a spreadsheet saved this file again and lost digits; download it again)",
            ),
            stated: String::new(),
            found: String::new(),
            holds: false,
            line: Some(line),
        });
    }
    strange(reading, &intake.strange);
    days(reading, found, intake);
    Ok(())
}

/// Says which rows were not counted because nobody knows what their status means.
fn strange(reading: &mut Reading, strange: &StrangeWords) {
    let Some((_, line, _)) = strange.words.first() else { return };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (word, _, rows) in &strange.words {
        zh.push(format!("「{word}」{rows} 行"));
        en.push(format!("“{word}” ({rows} rows)"));
    }
    if strange.others > 0 {
        zh.push(format!("其他词 {} 行", strange.others));
        en.push(format!("others ({} rows)", strange.others));
    }
    reading.checks.push(Check {
        of: CheckOf::StrangeStatus,
        what: Bilingual::new(
            format!(
                "状态{}没见过，先当作没做完，不算应收。如果是收成功的，请在认列的那一屏说明它的意思",
                zh.join("、")
            ),
            format!(
                "Nobody knows the status {}; such rows count as not done and nothing is expected for them. If they succeeded, say so on the screen of the columns",
                en.join(", ")
            ),
        ),
        stated: String::new(),
        found: String::new(),
        holds: false,
        line: Some(*line),
    });
}

/// Says so when a risky file was not read in a process of its own.
fn unguarded(reading: &mut Reading, table: &Table) {
    if table.unguarded {
        let note = Bilingual::new(
            "没有找到 recoup 程序，文件没有在单独的进程里读取",
            "The program recoup was not found, so the file was not read in a process of its own",
        );
        if !reading.reasons.contains(&note) {
            reading.reasons.push(note);
        }
    }
}

/// Says that a part of the file was left out, and why; otherwise its rows would be missed by nobody.
pub(crate) fn left_out(reading: &mut Reading, file: &str, sheet: &str, why: &Bilingual) {
    let (in_zh, in_en) = match sheet {
        "" => (String::new(), String::new()),
        sheet => (format!("的工作表「{sheet}」"), format!(", sheet “{sheet}”")),
    };
    reading.checks.push(Check {
        of: CheckOf::LeftOut,
        what: Bilingual::new(
            format!("「{file}」{in_zh}没有读入：{}", why.zh),
            format!("“{file}”{in_en} was not read: {}", why.en),
        ),
        stated: String::new(),
        found: String::new(),
        holds: false,
        line: None,
    });
}

/// Says so when a whole statement is in another currency.
fn foreign(reading: &mut Reading, table: &Table) {
    let currency = table.currency.trim();
    if currency.is_empty() || catalog().words.renminbi.contains(&currency.to_lowercase()) {
        return;
    }
    currency.clone_into(&mut reading.currency);
    reading.checks.push(Check {
        of: CheckOf::Condition,
        what: Bilingual::new("账户币种是人民币", "the account is in renminbi"),
        stated: currency.to_owned(),
        found: String::new(),
        holds: false,
        line: None,
    });
}

/// The chain of balances: one check for the whole table, and a problem for each step that does not hold.
fn balances(reading: &mut Reading, table: &Table, chain: &Chain) {
    let first = chain.breaks.first().map(|b| b.after.0);
    let what = if !chain.is_telling() && chain.filtered {
        Bilingual::new(
            "每一行的余额与上一行相接（文件像是只导出了收入或只导出了支出，无法用余额核对）",
            "every balance follows from the one before (only one side seems to be exported, so balances prove nothing)",
        )
    } else {
        Bilingual::new("每一行的余额与上一行相接", "every balance follows from the one before")
    };
    reading.checks.push(Check {
        of: CheckOf::Balances,
        what,
        stated: chain.steps.to_string(),
        found: (chain.steps - chain.broken).to_string(),
        holds: chain.broken == 0,
        line: first,
    });
    // Where most steps fail, the balances are no chain, and naming each of them would only hide what matters.
    let named = if chain.is_telling() { chain.breaks.len() } else { chain.breaks.len().min(1) };
    let column = reading.columns.get(Field::Balance.key()).cloned().unwrap_or_default();
    for gap in &chain.breaks[..named] {
        let (before, after) = (gap.before.0, gap.after.0);
        reading.problems.push(Problem {
            file: table.file.clone(),
            sheet: table.sheet.clone(),
            line: after,
            column: column.clone(),
            found: gap.stated.to_string(),
            expected: Bilingual::new(
                format!("{}：第 {before} 行与第 {after} 行的余额不相接，中间可能缺少记录", gap.follows),
                format!(
                    "{}: the balances of lines {before} and {after} do not join; records may be absent between them",
                    gap.follows
                ),
            ),
            of: ProblemOf::Balance,
        });
    }
}

fn totals(reading: &mut Reading, table: &Table, found: &Found, asides: &[Row<'_>], sums: &Sums) {
    for total in &found.source.totals {
        let Some((stated, line)) = preamble::total(asides, total) else { continue };
        let Ok(number) = value::amount(&stated) else { continue };
        let money = number.money(false, true).unwrap_or_default();
        let count = |n: usize| (number.number == rust_decimal::Decimal::from(n), n.to_string());
        let sum = |m: Money| (money == m, m.to_string());
        let (holds, found) = match total.of {
            TotalOf::Rows => count(sums.rows),
            TotalOf::RowsIn => count(sums.rows_in),
            TotalOf::RowsOut => count(sums.rows_out),
            TotalOf::SumIn => sum(sums.sum_in),
            TotalOf::SumOut => sum(sums.sum_out),
            TotalOf::Balance => sum(sums.sum_in - sums.sum_out),
            TotalOf::Fee => sum(sums.fee),
            TotalOf::Net => sum(sums.net),
        };
        let what = Bilingual::new(total.label.clone(), format!("the stated total “{}”", total.label));
        if !holds {
            reading.problems.push(Problem {
                file: table.file.clone(),
                sheet: table.sheet.clone(),
                line,
                column: total.label.clone(),
                found: stated.clone(),
                expected: Bilingual::new(
                    format!("{found}（逐行加起来的结果）"),
                    format!("{found}, as the rows add up"),
                ),
                of: ProblemOf::Total,
            });
        }
        reading.checks.push(Check {
            of: CheckOf::Total,
            what,
            stated,
            found,
            holds,
            line: (!holds).then_some(line),
        });
    }
}

fn days(reading: &mut Reading, found: &Found, intake: Intake<'_>) {
    let chain = intake.chain().cloned();
    let Intake { stated, days, mut accounts, .. } = intake;
    let earlier = |a: Option<NaiveDate>, b: Option<NaiveDate>| a.into_iter().chain(b).min();
    reading.from = earlier(reading.from, days.map(|(from, _)| from));
    reading.to = reading.to.max(days.map(|(_, to)| to));
    reading.period_from = earlier(reading.period_from, stated.from);
    reading.period_to = reading.period_to.max(stated.to);
    if !matches!(found.source.kind, FileKind::Bank | FileKind::Wallet) {
        return;
    }
    if accounts.is_empty()
        && let (Some(from), Some(to)) = (stated.from, stated.covered_to)
    {
        accounts.insert(stated.account.clone(), (from, to));
    }
    for (account, (first, last)) in accounts {
        // A stated period that the rows contradict is wider in fact.
        let from = stated.from.unwrap_or(first).min(first);
        let to = stated.covered_to.unwrap_or(last).max(last);
        let bank = found.source.kind == FileKind::Bank;
        for (from, to) in without_gaps((from, to), chain.as_ref()) {
            reading.coverage.push(Coverage { account: account.clone(), bank, from, to });
        }
    }
}

/// A stretch of days less those on which the balances say that lines are absent: nobody may be accused of not having
/// paid on such a day.
fn without_gaps(
    (mut from, to): (NaiveDate, NaiveDate),
    chain: Option<&Chain>,
) -> Vec<(NaiveDate, NaiveDate)> {
    let mut stretches = Vec::new();
    for gap in chain.filter(|c| c.is_telling()).map(|c| c.breaks.as_slice()).unwrap_or_default() {
        if let Some(end) = gap.before.1.pred_opt() {
            stretches.push((from, end));
        }
        from = gap.after.1.succ_opt().unwrap_or(from);
    }
    stretches.push((from, to));
    stretches.retain(|(from, to)| from <= to);
    stretches
}

/// Fills what a reading says about its source.
pub(crate) fn describe(reading: &mut Reading, found: &Found) {
    let source = &found.source;
    reading.kind = source.kind;
    reading.till = source.till;
    reading.source.clone_from(&source.id);
    reading.source_name_zh.clone_from(&source.zh);
    reading.source_name_en.clone_from(&source.en);
    reading.certainty = found.certainty;
    reading.reasons.clone_from(&found.reasons);
    reading.signature = crate::header::signature(&found.headers);
    reading.defaults.clone_from(&source.defaults);
    let name = |at: usize| found.headers.get(at).cloned().unwrap_or_default();
    for &field in Field::ALL {
        let columns: Vec<String> = match field {
            Field::Memo => found.columns.memo.iter().map(|at| name(*at)).collect(),
            Field::Channel => found.columns.channel.iter().map(|at| name(*at)).collect(),
            _ => found.columns.at(field).map(name).into_iter().collect(),
        };
        if !columns.is_empty() {
            reading.columns.insert(field.key().to_owned(), columns.join(" + "));
        }
    }
    reading.ignored_columns = (0..found.headers.len())
        .filter(|at| !found.columns.uses(*at) && !found.headers[*at].is_empty())
        .map(name)
        .collect();
}
