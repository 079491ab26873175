//! `recoup missing` and `recoup explain`.

use std::path::PathBuf;

use chrono::NaiveDate;
use recoup_app::view::{MissingReport, Totals};
use recoup_app::{AppError, Recoup, today};

use crate::print::Printer;

pub fn missing(
    mut app: Recoup,
    as_of: Option<NaiveDate>,
    json: bool,
    csv: Option<PathBuf>,
    out: &Printer,
) -> Result<(), AppError> {
    let report = app.missing(as_of.unwrap_or_else(today))?;
    if json {
        return out.json(&report);
    }
    if let Some(file) = csv {
        app.export_missing(report.as_of, &file)?;
        out.say(
            &format!("{} 笔写进了 {}。", report.missing.len(), file.display()),
            &format!("{} rows written to {}.", report.missing.len(), file.display()),
        );
        return Ok(());
    }
    describe(&report, out);
    Ok(())
}

/// The answer for a person: the sentence, the table, the sum that adds up.
pub fn describe(report: &MissingReport, out: &Printer) {
    let lost = report.totals.overdue + report.totals.not_arrived;
    if report.missing.is_empty() {
        out.say(
            &format!("截至 {}，该到的钱里没有查出没到的。", report.as_of),
            &format!("As of {} nothing that was due is known to be missing.", report.as_of),
        );
    } else {
        out.say(
            &format!(
                "{} 元该到没到，共 {} 笔（截至 {}）。",
                lost.grouped(),
                report.missing.len(),
                report.as_of
            ),
            &format!(
                "{} yuan should have arrived and did not: {} payments (as of {}).",
                lost.grouped(),
                report.missing.len(),
                report.as_of
            ),
        );
        let rows: Vec<Vec<String>> = report
            .missing
            .iter()
            .map(|sale| {
                vec![
                    sale.id.to_string(),
                    sale.sold_at.get(..16).unwrap_or(&sale.sold_at).replace('T', " "),
                    sale.gross.grouped(),
                    sale.net.grouped(),
                    sale.due_on.map(|d| d.to_string()).unwrap_or_default(),
                    sale.days_late.to_string(),
                    if sale.reference.is_empty() { sale.order_no.clone() } else { sale.reference.clone() },
                    sale.acquirer.clone(),
                ]
            })
            .collect();
        out.table(
            &["编号", "收款时间", "收款", "应到", "应到日", "晚几天", "参考号/订单号", "收单机构"],
            &[2, 3, 5],
            &rows,
        );
    }
    for finding in &report.findings {
        out.line(&format!("· {} {} 元 [{}]", out.pick(&finding.title), finding.amount.grouped(), finding.id));
    }
    totals(&report.totals, out);
}

fn totals(t: &Totals, out: &Printer) {
    let parts = [
        (t.arrived, "已到账", "arrived"),
        (t.in_transit, "在途", "in transit"),
        (t.uncovered, "待流水", "no statement yet"),
        (t.overdue, "逾期", "overdue"),
        (t.not_arrived, "未到账", "not arrived"),
        (t.fee_difference, "手续费差异", "fee difference"),
        (t.explained, "已说明", "explained"),
        (t.unexplained, "说不清", "unexplained"),
    ];
    let list = |pick: fn(&(recoup_app::Money, &'static str, &'static str)) -> &'static str| {
        let shown: Vec<String> = parts
            .iter()
            .filter(|p| !p.0.is_zero())
            .map(|p| format!("{} {}", pick(p), p.0.grouped()))
            .collect();
        if shown.is_empty() { "0.00".to_owned() } else { shown.join(" + ") }
    };
    out.say(
        &format!("应到 {} = {}", t.expected.grouped(), list(|p| p.1)),
        &format!("Expected {} = {}", t.expected.grouped(), list(|p| p.2)),
    );
}

pub fn explain(
    mut app: Recoup,
    id: &str,
    as_of: Option<NaiveDate>,
    json: bool,
    out: &Printer,
) -> Result<(), AppError> {
    let explanation = app.explain(id, as_of.unwrap_or_else(today))?;
    if json {
        return out.json(&explanation);
    }
    out.line(out.pick(&explanation.title));
    for sentence in &explanation.sentences {
        out.line(&format!("  {}", out.pick(sentence)));
    }
    let rows: Vec<Vec<String>> = explanation
        .parts
        .iter()
        .map(|p| vec![out.pick(&p.label).to_owned(), p.amount.grouped(), p.id.clone().unwrap_or_default()])
        .collect();
    if !rows.is_empty() {
        out.table(&["", "元", ""], &[1], &rows);
        out.say(
            &format!("余下 {}", explanation.left_over.grouped()),
            &format!("left over {}", explanation.left_over.grouped()),
        );
    }
    for source in &explanation.sources {
        out.line(&format!("  ↳ {source}"));
    }
    if let Some(advice) = &explanation.advice {
        super::case::causes(&advice.causes, out);
        for rule in &advice.rules {
            let (title, no, article) = (&rule.title, &rule.document_no, &rule.article);
            out.say(&format!("依据：{title} {no} {article}"), &format!("rule: {title} {no} {article}"));
        }
        out.say(&format!("下一步：{}", advice.next.text.zh), &format!("Next: {}", advice.next.text.en));
    }
    Ok(())
}
