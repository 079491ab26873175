//! What was read from a file, and how it is put together from its tables.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use recoup_ledger::{AccountLine, Coverage, Kind, Money, Status, Transaction};
use serde::Serialize;

use crate::account::{self, Chain};
use crate::catalog::{acquirer_hint, catalog};
use crate::detail;
use crate::preamble::{self, Stated};
use crate::problem::{Check, Problem, ProblemOf};
use crate::recognise::{Certainty, Found};
use crate::rows::Cells;
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
    /// An acquirer's rows.
    pub transactions: Vec<Transaction>,
    /// A bank's or a balance's rows, oldest first where the balances tell.
    pub lines: Vec<AccountLine>,
    /// Rows that were not taken over.
    pub problems: Vec<Problem>,
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

/// Counts and sums for the totals of a table.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    rows: usize,
    rows_in: usize,
    rows_out: usize,
    sum_in: Money,
    sum_out: Money,
    fee: Money,
    net: Money,
}

/// Lines of the file about which there is more to say than their amount.
#[derive(Debug, Default)]
struct Marks {
    /// Sign and flag contradict each other.
    doubtful: HashSet<u32>,
    /// They count for nothing.
    neutral: HashSet<u32>,
}

/// Adds one table to a reading.
pub(crate) fn add(reading: &mut Reading, table: &Table, found: &Found) {
    let cells = Cells::new(table, found);
    let header = found.data.saturating_sub(1);
    let mut stated = preamble::stated(table, header, &catalog().words);
    if !table.account.is_empty() {
        stated.account.clone_from(&table.account);
    }
    foreign(reading, table);
    if table.unguarded {
        let note = Bilingual::new(
            "没有找到 recoup 程序，文件没有在单独的进程里读取",
            "The program recoup was not found, so the file was not read in a process of its own",
        );
        if !reading.reasons.contains(&note) {
            reading.reasons.push(note);
        }
    }
    let mut asides: Vec<Row<'_>> = (0..header).map(|index| table.row(index)).collect();
    let mut sums = Sums::default();
    let (first_txn, first_line) = (reading.transactions.len(), reading.lines.len());
    let mut ended = false;
    let mut marks = Marks::default();
    if found.source.kind != FileKind::Summary {
        for row in table.rows_from(found.data) {
            cells.look_for_secrets(row);
            if cells.is_subtotal(row) {
                asides.push(row);
                continue;
            }
            let Err(fault) = take(reading, &mut sums, &mut marks, &cells, row, &stated) else { continue };
            let aside = cells.is_aside(row);
            if aside || ended || is_rule(row) {
                asides.push(row);
            } else {
                reading.problems.push(cells.problem(row, fault));
            }
            ended |= aside;
        }
    }
    detail::settle_voids(&mut reading.transactions[first_txn..]);
    for txn in &reading.transactions[first_txn..] {
        sums.transaction(txn);
    }
    let chain = account::settle(&mut reading.lines[first_line..], &marks.doubtful);
    if let Some(chain) = &chain {
        // The columns of in and out may have been turned round, and single signs with them.
        sums.signs(&reading.lines[first_line..], &marks.neutral);
        balances(reading, table, chain);
    }
    reading.sum_in += sums.sum_in;
    reading.sum_out += sums.sum_out;
    reading.rows += sums.rows;
    totals(reading, table, found, &asides, &sums);
    if let Some(line) = cells.damaged.get() {
        reading.checks.push(Check {
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
    reading.has_full_cards |= cells.full_cards.get();
    days(reading, found, &stated, chain.as_ref(), (first_txn, first_line));
}

/// Says so when a whole statement is in another currency.
fn foreign(reading: &mut Reading, table: &Table) {
    let currency = table.currency.trim();
    if currency.is_empty() || catalog().words.renminbi.contains(&currency.to_lowercase()) {
        return;
    }
    currency.clone_into(&mut reading.currency);
    reading.checks.push(Check {
        what: Bilingual::new("账户币种是人民币", "the account is in renminbi"),
        stated: currency.to_owned(),
        found: "CNY".to_owned(),
        holds: false,
        line: None,
    });
}

/// A row of dashes under the header, or one that holds no digit at all: a rule or a heading, no row with a fault.
fn is_rule(row: Row<'_>) -> bool {
    !row.cells().any(|cell| cell.chars().any(|c| c.is_numeric()))
}

fn take<'t>(
    reading: &mut Reading,
    sums: &mut Sums,
    marks: &mut Marks,
    cells: &Cells<'t>,
    row: Row<'t>,
    stated: &Stated,
) -> Result<(), crate::rows::Fault> {
    if cells.found.source.kind == FileKind::Detail {
        let Some(txn) = detail::transaction(cells, row, &stated.merchant)? else { return Ok(()) };
        reading.transactions.push(txn);
    } else {
        let read = account::line(cells, row, &stated.account)?;
        sums.rows += 1;
        if read.counts {
            sums.add(read.line.amount);
        } else {
            marks.neutral.insert(read.line.origin.line);
        }
        if read.doubtful {
            marks.doubtful.insert(read.line.origin.line);
        }
        reading.lines.push(read.line);
    }
    Ok(())
}

impl Sums {
    fn transaction(&mut self, txn: &Transaction) {
        self.rows += 1;
        let counts = match (txn.status, txn.kind) {
            (Status::Failed, _) | (_, Kind::PreAuth) => false,
            // A refund that is under way is money gone; a sale that is under way is none yet.
            (Status::Pending, kind) => kind == Kind::Refund,
            (Status::Succeeded, _) => true,
        };
        if counts {
            self.add(txn.gross);
            self.fee += txn.fee.unwrap_or(Money::ZERO);
            self.net += txn.owed();
        }
    }

    /// Adds up anew after signs have been turned.
    fn signs(&mut self, lines: &[AccountLine], neutral: &HashSet<u32>) {
        (self.rows_in, self.rows_out, self.sum_in, self.sum_out) = (0, 0, Money::ZERO, Money::ZERO);
        for line in lines.iter().filter(|l| !neutral.contains(&l.origin.line)) {
            self.add(line.amount);
        }
    }

    fn add(&mut self, amount: Money) {
        if amount.is_negative() {
            self.rows_out += 1;
            self.sum_out += amount.abs();
        } else {
            self.rows_in += 1;
            self.sum_in += amount;
        }
    }
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
        what,
        stated: chain.steps.to_string(),
        found: (chain.steps - chain.breaks.len()).to_string(),
        holds: chain.breaks.is_empty(),
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
        reading.checks.push(Check { what, stated, found, holds, line: (!holds).then_some(line) });
    }
}

fn days(
    reading: &mut Reading,
    found: &Found,
    stated: &Stated,
    chain: Option<&Chain>,
    (first_txn, first_line): (usize, usize),
) {
    let txns = reading.transactions[first_txn..].iter().map(|t| t.at.date());
    let lines = reading.lines[first_line..].iter().map(|l| l.on);
    let (from, to) = txns.chain(lines).fold((None, None), |(from, to), day| {
        (Some(from.map_or(day, |f: NaiveDate| f.min(day))), Some(to.map_or(day, |t: NaiveDate| t.max(day))))
    });
    let earlier = |a: Option<NaiveDate>, b: Option<NaiveDate>| a.into_iter().chain(b).min();
    reading.from = earlier(reading.from, from);
    reading.to = reading.to.max(to);
    reading.period_from = earlier(reading.period_from, stated.from);
    reading.period_to = reading.period_to.max(stated.to);
    if !matches!(found.source.kind, FileKind::Bank | FileKind::Wallet) {
        return;
    }
    let mut accounts: BTreeMap<String, (NaiveDate, NaiveDate)> = BTreeMap::new();
    for line in &reading.lines[first_line..] {
        let span = accounts.entry(line.account.clone()).or_insert((line.on, line.on));
        *span = (span.0.min(line.on), span.1.max(line.on));
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
        for (from, to) in without_gaps((from, to), chain) {
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

/// Names the acquirer after the merchant number where the file itself does not tell.
pub(crate) fn hint(reading: &mut Reading) {
    let Some(defaults) = &mut reading.defaults else { return };
    if !defaults.acquirer.is_empty() {
        return;
    }
    let Some(name) = reading.transactions.first().and_then(|txn| acquirer_hint(&txn.merchant_no)) else {
        return;
    };
    name.clone_into(&mut defaults.acquirer);
    defaults.payers.push(name.to_owned());
    reading.reasons.push(Bilingual::new(
        format!("收单机构“{name}”由商户编号前三位推测，请核对"),
        format!(
            "The acquirer “{name}” is guessed from the first three digits of the merchant number; check it"
        ),
    ));
}

/// Fills what a reading says about its source.
pub(crate) fn describe(reading: &mut Reading, found: &Found) {
    let source = &found.source;
    reading.kind = source.kind;
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
