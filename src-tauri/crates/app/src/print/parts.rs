//! The parts of a dossier: finished sentences and rows from a case.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use recoup_casework::{self as casework, Case, CaseExhibit, Recipient, auto::AutoAnswer, checks, law};
use recoup_dossier::{
    CheckRow, Clause, CommunicationRow, ExhibitEntry, PaintedOver, PayoutRow, RuleOfLaw, SumLine,
    SummaryLine, TimelineRow,
};
use recoup_ledger::Money;

use crate::case_papers::stage_text;
use crate::case_view::rows_text;

/// Files are named once and then by a circled number, so that tables stay narrow and every row still leads to its line.
#[derive(Default)]
pub(super) struct Legend {
    pub(super) files: Vec<String>,
}

impl Legend {
    pub(super) fn row(&mut self, row: &casework::RowRef) -> String {
        if row.file.is_empty() { "店主补录".into() } else { self.place(&row.file, row.line) }
    }

    pub(super) fn place(&mut self, file: &str, line: u32) -> String {
        let at = self.files.iter().position(|f| f == file).unwrap_or_else(|| {
            self.files.push(file.to_owned());
            self.files.len() - 1
        });
        format!("{} 第 {line} 行", mark(at))
    }

    pub(super) fn text(&self) -> String {
        let named: Vec<String> =
            self.files.iter().enumerate().map(|(at, file)| format!("{}{file}", mark(at))).collect();
        format!("{}。表中以编号和行号注明出处。", named.join("；"))
    }
}

/// ① to ⑳, then [21].
fn mark(at: usize) -> String {
    match u32::try_from(at).ok().filter(|at| *at < 20).and_then(|at| char::from_u32('①' as u32 + at)) {
        Some(circled) => circled.to_string(),
        None => format!("[{}]", at + 1),
    }
}

/// The addressee without the salutation's marks: `青杉支付`.
pub(super) fn addressee(to: &str, recipient: Recipient) -> String {
    let name =
        to.trim_start_matches('致').trim_start_matches(['：', ':']).trim_end_matches(['：', ':']).trim();
    if name.is_empty() { recipient.zh().into() } else { name.into() }
}

/// Who signs. The printer sets the date itself, from the day the dossier was frozen.
pub(super) fn signatories(lines: &[String]) -> String {
    let names: Vec<&str> =
        lines.iter().map(String::as_str).filter(|l| !(l.ends_with('日') && l.contains('年'))).collect();
    names.join("\n")
}

pub(super) fn summary(
    case: &Case,
    amount: Money,
    count: u32,
    known_to: Option<NaiveDate>,
    legend: &Legend,
) -> Vec<SummaryLine> {
    let line = |label: &str, text: String, see: Option<&str>| SummaryLine {
        label: label.into(),
        text,
        see: see.map(str::to_owned),
    };
    let due: Vec<NaiveDate> = case.sales.iter().map(|s| s.due_on).collect();
    let (first, last) = (due.iter().min(), due.iter().max());
    let when = match (first, last) {
        (Some(a), Some(b)) if a == b => format!("应于 {a} 到账。"),
        (Some(a), Some(b)) => format!("应于 {a} 至 {b} 到账。"),
        _ => String::new(),
    };
    let mut lines = vec![
        line(
            "金额",
            format!(
                "{} 元（人民币{}），扣除手续费后的净额，共 {count} 笔。",
                amount.grouped(),
                amount.capitals()
            ),
            Some("unsettled"),
        ),
        line("何时应到", when, Some("payouts")),
    ];
    if let Some(day) = known_to {
        lines.push(line(
            "怎么知道没到",
            format!("收款账户的银行流水连续覆盖到 {day}，其中没有与这些收款相符的入账；同一机构前后各日的划款见逐日对账。"),
            Some("payouts"),
        ));
    }
    if !case.communications.is_empty() {
        let tickets: Vec<&str> =
            case.communications.iter().map(|c| c.ticket.as_str()).filter(|t| !t.is_empty()).collect();
        let mut distinct = tickets.clone();
        distinct.dedup();
        let numbers = if distinct.is_empty() {
            String::new()
        } else {
            format!("，工单号 {}", distinct.join("、"))
        };
        lines.push(line(
            "已经做的",
            format!("已联系 {} 次{numbers}。", case.communications.len()),
            Some("communications"),
        ));
    }
    if !case.exhibits.is_empty() {
        lines.push(line(
            "证据",
            format!("共 {} 份，逐份列明来源和证明对象。", case.shown_exhibits().count()),
            Some("exhibits"),
        ));
    }
    if !legend.files.is_empty() {
        lines.push(line("所依据的文件", legend.text(), Some("preservation")));
    }
    let paid = case.paid_beyond_books();
    if !paid.is_zero() {
        lines.push(line(
            "已收到",
            format!("已收到 {} 元，上面的金额已经扣除。", paid.grouped()),
            Some("timeline"),
        ));
    }
    if let Some(demand) = case.demands.last() {
        let text = match demand.received_on {
            Some(on) => format!("书面催告函 {} 寄出，{on} 送达。", demand.sent_on),
            None => format!("书面催告函 {} 寄出。", demand.sent_on),
        };
        lines.push(line("书面催告", text, Some("timeline")));
    }
    lines.push(line(
        "请求",
        "请核实这些收款的划付情况，按约定支付，或书面说明原因和处理期限。".into(),
        Some("letter"),
    ));
    lines
}

pub(super) fn payout_rows(
    cached: &crate::report::Cached,
    case: &Case,
    legend: &mut Legend,
) -> Vec<PayoutRow> {
    let concerned: Vec<_> =
        case.sales.iter().filter_map(|s| cached.txn(s.id)).filter_map(|(_, v)| v.payout).collect();
    let due: Vec<NaiveDate> = case.sales.iter().map(|s| s.due_on).collect();
    let (Some(first), Some(last)) = (due.iter().min(), due.iter().max()) else { return Vec::new() };
    let (from, to) = (*first - Days::new(5), *last + Days::new(5));
    cached
        .outcome
        .payouts
        .iter()
        .filter(|p| {
            concerned.contains(&p.id)
                || (p.merchant_no == case.merchant_no && (from..=to).contains(&p.due_on))
        })
        .map(|p| {
            let lines: Vec<_> = p.deposits.iter().filter_map(|d| cached.line(*d)).collect();
            let source = match lines.as_slice() {
                [] => match p.known_to {
                    Some(day) => format!("到 {day} 的流水里没有"),
                    None => "没有流水".into(),
                },
                some => some
                    .iter()
                    .map(|l| {
                        let file = cached.files.get(&l.origin.import).cloned().unwrap_or_default();
                        let place = legend.place(&file, l.origin.line);
                        format!("{} 入账 {} 元，{place}", l.on.format("%m-%d"), l.amount.grouped())
                    })
                    .collect::<Vec<_>>()
                    .join("；"),
            };
            PayoutRow {
                clearing_day: p.clearing_day,
                due_on: p.due_on,
                sales: p.sales,
                gross: p.gross,
                fee: p.fee,
                net: p.net,
                received: p.received,
                difference: p.difference,
                source,
            }
        })
        .collect()
}

pub(super) fn identity(t: &crate::view::Totals) -> Vec<SumLine> {
    let parts = [
        ("已到账", t.arrived),
        ("在途", t.in_transit),
        ("待银行流水", t.uncovered),
        ("逾期（三个工作日内）", t.overdue),
        ("未到账", t.not_arrived),
        ("手续费差异", t.fee_difference),
        ("店主已说明", t.explained),
        ("说不清的差额", t.unexplained),
    ];
    let mut lines: Vec<SumLine> = parts
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(label, amount)| SumLine { label: label.into(), amount })
        .collect();
    lines.push(SumLine { label: "应到合计".into(), amount: t.expected });
    lines
}

/// The exhibits of a case whose numbers are those printed ([`Case::number_shown`]).
pub(super) fn exhibits(case: &Case) -> Vec<ExhibitEntry> {
    let shown = case.exhibits.iter().filter(|e| e.withdrawn.is_none());
    shown
        .map(|CaseExhibit { exhibit: e, painted, .. }| {
            let kind = match e.media_type.split('/').next() {
                Some("image") => "书证（照片）",
                Some("audio" | "video") => "视听资料",
                _ if e.media_type == "application/pdf" => "书证",
                _ => "电子数据",
            };
            ExhibitEntry {
                no: e.no,
                title: e.name.clone(),
                kind: kind.into(),
                source: if e.source.is_empty() { "店主提供".into() } else { e.source.clone() },
                proves: e.proves.clone(),
                original: match painted {
                    Some(copy) => {
                        format!("复制件，遮盖 {} 处；原件由店主保管，可供核对", copy.areas.len())
                    }
                    None => "原件由店主保管，可供核对".into(),
                },
                file_name: if painted.is_some() { painted_name(&e.file) } else { e.file.clone() },
                media_type: painted.as_ref().map_or(&e.media_type, |copy| &copy.media_type).clone(),
                sha256: painted.as_ref().map_or(&e.sha256, |copy| &copy.sha256).clone(),
                size: painted.as_ref().map_or(e.size, |copy| copy.size),
                password: None,
                painted_over: painted
                    .as_ref()
                    .map(|copy| PaintedOver { areas: copy.areas.len() as u32, original: e.sha256.clone() }),
                lines: Vec::new(),
            }
        })
        .collect()
}

/// `小票（遮盖）.jpg`.
fn painted_name(file: &str) -> String {
    match file.rsplit_once('.') {
        Some((name, ending)) => format!("{name}（遮盖）.{ending}"),
        None => format!("{file}（遮盖）"),
    }
}

pub(super) fn communications(case: &Case) -> Vec<CommunicationRow> {
    let mut rows: Vec<_> = case.communications.iter().collect();
    rows.sort_by_key(|c| c.at);
    rows.into_iter()
        .map(|c| CommunicationRow {
            at: c.at.format("%Y-%m-%d %H:%M").to_string(),
            channel: c.way.zh().into(),
            with: if c.number.is_empty() { c.with.clone() } else { format!("{}（{}）", c.with, c.number) },
            person: c.person.clone(),
            ticket: c.ticket.clone(),
            said: c.said.clone(),
            quoted: false,
            promise: c.promise.clone(),
            by: c.promise_by,
            exhibit: c.exhibits.first().copied(),
        })
        .collect()
}

pub(super) fn timeline(case: &Case) -> Vec<TimelineRow> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut days: Vec<(NaiveDate, u32, Money, NaiveDate)> = Vec::new();
    for sale in &case.sales {
        let day = sale.sold_at.date();
        match days.iter_mut().find(|(d, _, _, due)| *d == day && *due == sale.due_on) {
            Some(entry) => {
                entry.1 += 1;
                entry.2 += sale.gross;
            }
            None => days.push((day, 1, sale.gross, sale.due_on)),
        }
    }
    for (day, count, gross, due) in &days {
        rows.push((day.to_string(), format!("收款 {count} 笔，共 {} 元。", gross.grouped())));
        rows.push((due.to_string(), format!("{day} 的收款应到账，银行流水中没有相符的入账。")));
    }
    for c in &case.communications {
        let mut text = format!("{}联系{}", c.way.zh(), c.with);
        if !c.ticket.is_empty() {
            text.push_str(&format!("，工单 {}", c.ticket));
        }
        if !c.said.is_empty() {
            text.push_str(&format!("。对方表示：{}", c.said));
        }
        rows.push((c.at.format("%Y-%m-%d %H:%M").to_string(), text));
        if let Some(by) = c.promise_by {
            rows.push((by.to_string(), format!("{}承诺的期限：{}", c.with, c.promise)));
        }
    }
    let mut rows: Vec<TimelineRow> =
        rows.into_iter().map(|(at, text)| TimelineRow { at, text, exhibit: None }).collect();
    let mut put = |on: NaiveDate, text: String, numbers: &[u32]| {
        rows.push(TimelineRow { at: on.to_string(), text, exhibit: numbers.first().copied() });
    };
    for demand in &case.demands {
        let by = casework::demand::way_text(&demand.by).zh;
        let number =
            if demand.tracking.is_empty() { String::new() } else { format!("，单号 {}", demand.tracking) };
        put(demand.sent_on, format!("以{by}寄出书面催告函{number}。"), &demand.exhibits);
        if let Some(on) = demand.received_on {
            let signed = if demand.received_by.is_empty() {
                String::new()
            } else {
                format!("，{}签收", demand.received_by)
            };
            put(on, format!("催告函送达{signed}。"), &demand.received_exhibits);
        }
    }
    for filing in &case.filings {
        let Some(info) = casework::channels::find(filing.channel) else { continue };
        for step in &filing.stages {
            let what = stage_text(step.stage).zh;
            let number =
                if step.number.is_empty() { String::new() } else { format!("，受理号 {}", step.number) };
            put(step.on, format!("{}：{what}{number}。", info.title.zh), &step.exhibits);
        }
    }
    for paid in &case.payments {
        let note = if paid.note.is_empty() { String::new() } else { format!("（{}）", paid.note) };
        put(paid.on, format!("收到 {} 元{note}。", paid.amount.grouped()), &paid.exhibits);
    }
    rows.sort_by(|a, b| (&a.at, &a.text).cmp(&(&b.at, &b.text)));
    rows
}

pub(super) fn check_rows(case: &Case, answers: &[AutoAnswer]) -> Vec<CheckRow> {
    let mut rows = Vec::new();
    for step in checks::steps().iter().take(3) {
        for check in &step.checks {
            let said = case.answers.get(&check.id).filter(|a| !a.answer.is_empty());
            let auto = answers.iter().find(|a| a.check == check.id);
            let (answer, basis) = match (said, auto) {
                (Some(a), auto) => {
                    let mut basis = String::from("店主回答");
                    if !a.note.is_empty() {
                        basis.push_str(&format!("：{}", a.note));
                    }
                    if let Some(auto) = auto {
                        basis.push_str(&format!("；数据：{}", auto.text.zh));
                    }
                    (check.shown(&a.answer).zh, basis)
                }
                (None, Some(auto)) => {
                    let places = rows_text(&auto.rows);
                    let basis = if places.is_empty() {
                        auto.text.zh.clone()
                    } else {
                        format!("{}（{places}）", auto.text.zh)
                    };
                    (check.shown(&auto.answer).zh, basis)
                }
                (None, None) => continue,
            };
            rows.push(CheckRow {
                step: step.title.zh.clone(),
                question: check.question.zh.clone(),
                answer,
                basis,
            });
        }
    }
    rows
}

pub(super) fn rules(case: &Case) -> Vec<RuleOfLaw> {
    law::for_case(case)
        .into_iter()
        .filter(|r| r.side == "shop")
        .take(12)
        .map(|r| RuleOfLaw {
            title: r.title.zh.clone(),
            document_no: r.doc_no.clone(),
            article: r.article.clone(),
            gist: r.gist.zh.clone(),
            checked_on: r.checked_on,
        })
        .collect()
}

/// The headings follow the factors by which a court weighs electronic data (法释〔2019〕19号 第九十三条).
pub(super) fn preservation(legend: &Legend, hashes: &HashMap<String, String>) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = [
        (
            "数据从哪里来",
            "收款记录和银行流水是店主从收单机构、银行、支付平台下载的原始文件，由本程序按原文件读取。每个数字都注明文件名和行号。",
        ),
        (
            "怎样保存",
            "导入的文件和证据按原始字节保存，以 SHA-256 为名；每次打开和打印都重新计算并核对，不符的不予打印。含完整卡号的对账单只保存遮去中间位数的副本，并记下原件的 SHA-256，原件由店主保管。",
        ),
        (
            "怎样防止改动",
            "案件的每一步（回答、沟通、证据、结案）都作为一条记录追加在操作链上，每条含有前一条的 SHA-256。更正只能追加，原来的记录仍在。链的末端值印在本材料上。",
        ),
        (
            "怎样得出未到账",
            "按清算日归集收款，减去手续费得到应结算净额，依国务院办公厅公布的放假安排推算应到日，再与银行流水逐笔核对。只有流水连续覆盖到应到日之后，才称未到账。全部金额之和与应到金额分毫不差。",
        ),
        (
            "由谁操作",
            "由店主在自己的电脑上操作。程序不联网，不上传任何数据。照片和录音是店主提供的原件的副本。",
        ),
    ]
    .into_iter()
    .map(|(heading, text)| Clause { heading: heading.into(), text: text.into() })
    .collect();
    let prints: Vec<String> = legend
        .files
        .iter()
        .enumerate()
        .filter_map(|(at, file)| Some(format!("{} {file}，SHA-256 {}", mark(at), hashes.get(file)?)))
        .collect();
    if !prints.is_empty() {
        clauses.insert(
            1,
            Clause { heading: "所依据文件的指纹".into(), text: format!("{}。", prints.join("；")) },
        );
    }
    clauses
}

/// Which exhibits are copies with parts painted over, by the numbers that they have now.
pub(super) fn painted_over(exhibits: &[ExhibitEntry]) -> Option<String> {
    let painted: Vec<String> =
        exhibits.iter().filter(|e| e.painted_over.is_some()).map(|e| e.no.to_string()).collect();
    (!painted.is_empty())
        .then(|| format!("证据 {} 是遮盖副本，黑块处的内容本材料里没有，以原件为准。", painted.join("、")))
}

pub(super) fn limits(
    equal: usize,
    known_to: Option<NaiveDate>,
    stranger: bool,
    exhibits: &[ExhibitEntry],
) -> Vec<String> {
    let mut limits = vec![
        "本材料依据店主提供的文件作出；文件若不完整或被他人改动过，结论会随之改变。".to_owned(),
        "未到账的原因只列出可能的情形，由收单机构的记录最终说明，本材料不作定论。".to_owned(),
        "操作链能显示某一末端值交出之后的改动，不能证明交出之前没有改动，也不能证明记录的事情本身属实。"
            .to_owned(),
        "SHA-256 只证明文件没有变过，不证明文件由谁、在何时制作。".to_owned(),
        "沟通记录是店主所记的摘要，以录音、书面答复为准。".to_owned(),
        "法律条文为摘要，引用前请核对现行有效文本。".to_owned(),
    ];
    if let Some(day) = known_to {
        limits.push(format!("银行流水覆盖到 {day}；之后才到的款项不在其中。"));
    }
    limits.extend(painted_over(exhibits));
    if stranger {
        limits.push("所依据的流水里没有该机构的任何一笔入账；若它不是约定的收款账户，结论不成立。".into());
    }
    if equal > 0 {
        limits.push(format!(
            "有 {equal} 笔与同一天的其他收款金额相同，仅凭金额不能确定是哪一笔，列出的是其中最早的。"
        ));
    }
    limits
}
