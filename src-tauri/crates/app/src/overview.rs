//! The first screen: the answer in one sentence, the sum, the calendar, what to do next.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use recoup_ledger::{Calendar, Money};
use recoup_matching::{PayoutState, State};

use crate::report::Cached;
use crate::view::{AcquirerLine, DayCell, MissingReport, Overview, Target, Text, Todo};
use crate::{AppError, Recoup};

impl Recoup {
    /// Everything that the first screen shows, judged on `as_of`.
    ///
    /// # Errors
    /// Those of reading the store.
    pub fn overview(&mut self, as_of: NaiveDate) -> Result<Overview, AppError> {
        let _facts = self.with_facts_now()?;
        let shop = self.shop()?;
        let demo = self.is_demo();
        let cases = self.cases()?;
        let cached = self.cached(as_of)?;
        let report = cached.report();
        let empty = cached.transactions.is_empty() && cached.lines.is_empty();
        let bank: Vec<_> = cached.coverage.iter().filter(|c| c.bank).collect();
        let covered_from = bank.iter().map(|c| c.from).min();
        let covered_to = bank.iter().map(|c| c.to).max();
        let open: Vec<_> = cases.iter().filter(|c| c.state == "open").collect();
        let (sentence, detail) = sentences(&report, empty, covered_to);
        let mut todos = Vec::new();
        for case in &open {
            todos.push(Todo {
                urgency: match case.due {
                    Some(due) if due < as_of => "bad",
                    Some(due) if (due - as_of).num_days() <= 2 => "warn",
                    _ => "wait",
                },
                title: case.title.clone(),
                detail: case.waiting.clone(),
                go: Target::Case { case: case.case, step: Some(case.step) },
            });
        }
        todos.extend(hints(&report, empty, covered_to, as_of));
        let t = report.totals;
        let even = t.expected
            == t.arrived
                + t.in_transit
                + t.uncovered
                + t.overdue
                + t.not_arrived
                + t.fee_difference
                + t.explained
                + t.unexplained;
        Ok(Overview {
            empty,
            demo,
            shop: shop.name,
            as_of,
            covered_from,
            covered_to,
            sentence,
            detail,
            days: days(cached, as_of),
            acquirers: acquirers(cached, &report),
            todos,
            open_cases: open.len(),
            even,
            report,
        })
    }
}

fn sentences(report: &MissingReport, empty: bool, covered_to: Option<NaiveDate>) -> (Text, Text) {
    if empty {
        return (
            Text::new("把收款记录和银行流水拖到这里", "Drop the payment records and the bank statement here"),
            Text::new(
                "几秒钟就知道哪些钱没到、为什么、从哪天起。",
                "In seconds you see what never arrived, why, and since when.",
            ),
        );
    }
    let lost = report.totals.overdue + report.totals.not_arrived;
    let Some(oldest) = report.missing.iter().max_by_key(|s| s.days_late) else {
        if !report.totals.uncovered.is_zero() {
            return (
                Text::new(
                    format!("{} 元还等银行流水", report.totals.uncovered.grouped()),
                    format!("{} yuan wait for a bank statement", report.totals.uncovered.grouped()),
                ),
                match covered_to {
                    Some(day) => Text::new(
                        format!("流水只到 {day}，之后的还不能说没到。导入新流水就知道。"),
                        format!(
                            "Statements reach {day}; what is due later cannot be judged. Import a newer one."
                        ),
                    ),
                    None => Text::new(
                        "还没有银行流水，不能说到没到。导入流水就知道。",
                        "There is no bank statement yet, so nothing can be said to be missing. Import one.",
                    ),
                },
            );
        }
        return (
            Text::new("该到的钱都有着落", "Everything that was due is accounted for"),
            match covered_to {
                Some(day) => Text::new(format!("流水覆盖到 {day}。"), format!("Statements reach {day}.")),
                None => Text::default(),
            },
        );
    };
    if report.missing.iter().any(|s| s.reasons.iter().any(|r| r.code == "none_from_acquirer")) {
        return (
            Text::new(
                format!("{} 元在流水里找不到，共 {} 笔", lost.grouped(), report.missing.len()),
                format!(
                    "{} yuan are not in the statement: {} payments",
                    lost.grouped(),
                    report.missing.len()
                ),
            ),
            Text::new(
                "流水里没有这家机构的任何一笔入账：先确认导入的是不是收款账户的流水。",
                "The statement shows no credit of this acquirer at all; check that it is the account paid into.",
            ),
        );
    }
    let sold = oldest.sold_at.get(..10).unwrap_or_default().to_owned();
    let due = oldest.due_on.map(|d| d.to_string()).unwrap_or_default();
    (
        Text::new(
            format!("{} 元该到没到，共 {} 笔", lost.grouped(), report.missing.len()),
            format!(
                "{} yuan should have arrived and did not: {} payments",
                lost.grouped(),
                report.missing.len()
            ),
        ),
        Text::new(
            format!("最久的是 {sold} 的收款，应到 {due}，已晚 {} 天。", oldest.days_late),
            format!("The oldest was paid on {sold}, due {due}, {} days late.", oldest.days_late),
        ),
    )
}

fn hints(report: &MissingReport, empty: bool, covered_to: Option<NaiveDate>, as_of: NaiveDate) -> Vec<Todo> {
    let mut todos = Vec::new();
    if empty {
        todos.push(Todo {
            urgency: "info",
            title: Text::new("导入文件", "Import files"),
            detail: Text::new(
                "收单机构的交易明细、银行流水、微信和支付宝账单都行。",
                "The acquirer's detail, bank statements, WeChat and Alipay bills.",
            ),
            go: Target::Import,
        });
        return todos;
    }
    let free: Vec<_> = report.missing.iter().filter(|s| s.case.is_none()).collect();
    if !free.is_empty() {
        let sum: Money = free.iter().map(|s| s.net).sum();
        todos.push(Todo {
            urgency: "bad",
            title: Text::new(
                format!("把 {} 元立成案件", sum.grouped()),
                format!("Open a case on {} yuan", sum.grouped()),
            ),
            detail: Text::new(
                format!("{} 笔还没人追。立案后一步步带您做。", free.len()),
                format!("{} payments are in no case yet.", free.len()),
            ),
            go: Target::Missing,
        });
    }
    if !report.totals.uncovered.is_zero() {
        todos.push(Todo {
            urgency: "wait",
            title: Text::new("导入新的银行流水", "Import a newer bank statement"),
            detail: match covered_to {
                Some(day) => Text::new(
                    format!("流水只到 {day}，{} 元还不能说没到。", report.totals.uncovered.grouped()),
                    format!(
                        "Statements reach {day}; {} yuan cannot be judged.",
                        report.totals.uncovered.grouped()
                    ),
                ),
                None => Text::new("还没有银行流水。", "There is no bank statement yet."),
            },
            go: Target::Import,
        });
    }
    if !report.totals.fee_difference.is_zero() {
        todos.push(Todo {
            urgency: "warn",
            title: Text::new(
                format!("问清 {} 元手续费", report.totals.fee_difference.grouped()),
                format!("Ask about {} yuan of fees", report.totals.fee_difference.grouped()),
            ),
            detail: Text::new(
                "实扣的手续费和明细或协议不一样。",
                "The fee that was taken differs from the file or the agreement.",
            ),
            go: Target::Agreements,
        });
    }
    if !report.totals.in_transit.is_zero() {
        todos.push(Todo {
            urgency: "wait",
            title: Text::new(
                format!("{} 元在路上", report.totals.in_transit.grouped()),
                format!("{} yuan are on their way", report.totals.in_transit.grouped()),
            ),
            detail: Text::new(
                format!("到 {as_of} 还没到该到的日子。"),
                format!("On {as_of} they are not due yet."),
            ),
            go: Target::Import,
        });
    }
    todos
}

/// Whole weeks, Monday first, from the first clearing day to the last, at most ten weeks back.
fn days(cached: &Cached, as_of: NaiveDate) -> Vec<DayCell> {
    let calendar: Calendar = recoup_casework::calendar();
    let mut by_day: BTreeMap<NaiveDate, (Money, u8, bool)> = BTreeMap::new();
    for p in &cached.outcome.payouts {
        let late = p.deposits.iter().filter_map(|d| cached.line(*d)).any(|l| l.on > p.due_on);
        let entry = by_day.entry(p.clearing_day).or_insert((Money::ZERO, 0, false));
        entry.0 += p.net;
        entry.1 = entry.1.max(rank(p.state));
        entry.2 |= late;
    }
    // A short payout is as bad as its worst sale; without one only the fee differs.
    for verdict in &cached.outcome.verdicts {
        let worse = match verdict.state {
            State::Overdue => 5,
            State::NotArrived => 6,
            _ => continue,
        };
        if let Some(p) = verdict.payout.and_then(|p| cached.payout(p))
            && let Some(entry) = by_day.get_mut(&p.clearing_day)
        {
            entry.1 = entry.1.max(worse);
        }
    }
    // A sale that the owner explained colours its day unless something worse does.
    for verdict in &cached.outcome.verdicts {
        if verdict.state != State::Explained {
            continue;
        }
        if let Some(p) = verdict.payout.and_then(|p| cached.payout(p))
            && let Some(entry) = by_day.get_mut(&p.clearing_day)
        {
            entry.1 = entry.1.max(2);
        }
    }
    let (Some(first), Some(last)) = (by_day.keys().next().copied(), by_day.keys().next_back().copied())
    else {
        return Vec::new();
    };
    let last = last.max(as_of.min(last + chrono::Days::new(7)));
    let first = first.max(last - chrono::Days::new(69));
    let monday = first - chrono::Days::new(u64::from(first.weekday().num_days_from_monday()));
    let sunday = last + chrono::Days::new(u64::from(6 - last.weekday().num_days_from_monday()));
    monday
        .iter_days()
        .take_while(|day| *day <= sunday)
        .map(|day| {
            let found = by_day.get(&day);
            DayCell {
                day,
                expected: found.map_or(Money::ZERO, |f| f.0),
                state: found.map_or("none", |f| STATES[f.1 as usize]).into(),
                working: calendar.is_working(day),
                holiday: calendar.holiday(day).unwrap_or_default().into(),
                late: found.is_some_and(|f| f.2),
                unofficial: !calendar.is_official(day),
            }
        })
        .collect()
}

const STATES: [&str; 7] =
    ["arrived", "fee", "explained", "in_transit", "uncovered", "overdue", "not_arrived"];

fn rank(state: PayoutState) -> u8 {
    match state {
        PayoutState::Paid => 0,
        PayoutState::Over | PayoutState::Short => 1,
        PayoutState::InTransit => 3,
        PayoutState::Uncovered => 4,
        PayoutState::Overdue => 5,
        PayoutState::NotArrived => 6,
    }
}

fn acquirers(cached: &Cached, report: &MissingReport) -> Vec<AcquirerLine> {
    let mut by_name: BTreeMap<String, AcquirerLine> = BTreeMap::new();
    for (view, p) in report.payouts.iter().zip(&cached.outcome.payouts) {
        let name = if view.acquirer.is_empty() { view.merchant_no.clone() } else { view.acquirer.clone() };
        let line = by_name.entry(name.clone()).or_insert_with(|| AcquirerLine {
            acquirer: name,
            expected: Money::ZERO,
            arrived: Money::ZERO,
            missing: Money::ZERO,
            payouts: 0,
            on_time: 0,
        });
        line.expected += p.net;
        line.arrived += p.received;
        if !matches!(p.state, PayoutState::InTransit | PayoutState::Uncovered) {
            line.payouts += 1;
            line.on_time +=
                usize::from(matches!(p.state, PayoutState::Paid | PayoutState::Over) && !view.late);
        }
    }
    for sale in &report.missing {
        let name = if sale.acquirer.is_empty() { &sale.merchant_no } else { &sale.acquirer };
        if let Some(line) = by_name.get_mut(name) {
            line.missing += sale.net;
        }
    }
    by_name.into_values().collect()
}
