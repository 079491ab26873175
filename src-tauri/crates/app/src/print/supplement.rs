//! 补充材料: what came since the last delivery to a recipient. What was delivered stays as it is.

use std::collections::HashMap;
use std::path::Path;

use recoup_casework::{Case, Recipient};
use recoup_dossier::{Input, Letter, LetterBlock, SummaryLine, Supplement, UnsettledRow};
use recoup_ledger::Money;

use super::painted_over;
use crate::view::{ErrorCode, Exported};
use crate::{AppError, Recoup};

impl Recoup {
    /// Prints to `to` only what is new since the last delivery to this recipient, with what changed, and notes the
    /// delivery in the chain.
    ///
    /// # Errors
    /// `refused` when nothing was delivered yet or nothing changed; else as [`Recoup::export_dossier`].
    pub fn export_supplement(
        &mut self,
        no: u32,
        recipient: Recipient,
        to: &Path,
    ) -> Result<Exported, AppError> {
        let case = self.find_case(no)?;
        let (_, input) = self.keyed(|app| app.supplement(&case, recipient))?;
        self.deliver(no, recipient, &input, to)
    }

    fn supplement(&mut self, case: &Case, recipient: Recipient) -> Result<Input, AppError> {
        let mut earlier: Vec<(String, Input)> = Vec::new();
        for d in case.deliveries.iter().filter(|d| d.recipient == recipient && !d.frozen.is_empty()) {
            let bytes = self.exhibit_bytes(&d.frozen)?;
            earlier.push((d.sha256.clone(), serde_json::from_slice(&bytes).map_err(AppError::internal)?));
        }
        let Some((sha256, last)) = earlier.last() else {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("还没有给{}做过材料，没有可补充的：先做一份完整的。", recipient.zh()),
                format!("Nothing was made for {} yet: make a whole dossier first.", recipient.en()),
            ));
        };
        let mut input = self.input(case, recipient)?;
        let printed: HashMap<&str, u32> =
            earlier.iter().flat_map(|(_, i)| &i.exhibits).map(|e| (e.sha256.as_str(), e.no)).collect();
        let copies: HashMap<&str, u32> = earlier
            .iter()
            .flat_map(|(_, i)| &i.exhibits)
            .filter_map(|e| e.painted_over.as_ref().map(|p| (p.original.as_str(), e.no)))
            .collect();
        let by_old_numbers = painted_over(&input.exhibits);
        number_on(&mut input, &printed, &copies);
        input.limits.retain(|limit| Some(limit) != by_old_numbers.as_ref());
        input.limits.extend(painted_over(&input.exhibits));
        let old = |of: &dyn Fn(&Input) -> bool| earlier.iter().any(|(_, i)| of(i));
        input.timeline.retain(|row| !old(&|i| i.timeline.contains(row)));
        input.communications.retain(|row| !old(&|i| i.communications.contains(row)));
        input.checks.retain(|row| !old(&|i| i.checks.contains(row)));
        input.rules.retain(|row| !old(&|i| i.rules.contains(row)));
        let changes = changes(&input, last);
        if changes.is_empty() {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("和上次交给{}的一样，没有要补充的。", recipient.zh()),
                format!("Nothing changed since the last delivery to {}.", recipient.en()),
            ));
        }
        let no = last.supplement.as_ref().map_or(1, |s| s.no + 1);
        input.title = format!("补充材料（{}）", counted(no));
        input.letter = letter(&input, last, &changes);
        input.summary = summary(&input, last, &changes);
        input.supplement = Some(Supplement {
            no,
            title: last.title.clone(),
            day: last.prepared_on,
            sha256: sha256.clone(),
            changes,
        });
        Ok(input)
    }
}

/// Leaves only exhibits that were not delivered, with the numbers after those that were; rows keep citing both. What was
/// delivered as a copy with parts painted over keeps that copy's number when it is shown otherwise now.
fn number_on(input: &mut Input, printed: &HashMap<&str, u32>, copies: &HashMap<&str, u32>) {
    let mut next = printed.values().max().map_or(1, |no| no + 1);
    let mut numbers = HashMap::new();
    input.exhibits.retain_mut(|e| {
        // Who has the photo itself has what a copy with parts painted over shows.
        let original = e.painted_over.as_ref().map_or(e.sha256.as_str(), |p| p.original.as_str());
        let before = printed.get(e.sha256.as_str()).or(printed.get(original)).copied();
        let no = before.or(copies.get(original).copied()).unwrap_or(next);
        numbers.insert(e.no, no);
        e.no = no;
        if no == next {
            next += 1;
        }
        before.is_none()
    });
    let cited = input.timeline.iter_mut().map(|t| &mut t.exhibit);
    for exhibit in cited.chain(input.communications.iter_mut().map(|c| &mut c.exhibit)) {
        *exhibit = exhibit.and_then(|no| numbers.get(&no).copied());
    }
}

/// What is different, sentence by sentence. `now` holds only what is new of everything but the payments.
fn changes(now: &Input, last: &Input) -> Vec<String> {
    let mut out = Vec::new();
    let only = |a: &Input, b: &Input| -> (usize, Money) {
        let known = |row: &&UnsettledRow| !b.unsettled.iter().any(|r| r.id == row.id);
        let rows: Vec<_> = a.unsettled.iter().filter(known).collect();
        (rows.len(), rows.iter().map(|r| r.net).sum())
    };
    let (gone, gone_sum) = only(last, now);
    if gone > 0 {
        out.push(format!(
            "前次列为未到账的 {gone} 笔（净额 {} 元）按最新流水已经到账或者不再请求，本次不再列入。",
            gone_sum.grouped()
        ));
    }
    let (added, added_sum) = only(now, last);
    if added > 0 {
        out.push(format!("新增未到账 {added} 笔，净额 {} 元。", added_sum.grouped()));
    }
    if now.amount != last.amount {
        out.push(format!(
            "请求金额由 {} 元改为 {} 元（人民币{}）。",
            last.amount.grouped(),
            now.amount.grouped(),
            now.amount.capitals()
        ));
    }
    for e in &now.exhibits {
        out.push(format!("新增证据{}：{}。", e.no, e.title));
    }
    if !now.communications.is_empty() {
        out.push(format!("新增沟通记录 {} 次，见第 {{page:communications}} 页。", now.communications.len()));
    }
    if !now.checks.is_empty() {
        out.push(format!("内部自查有 {} 项新增或者更新，见第 {{page:checks}} 页。", now.checks.len()));
    }
    out
}

fn letter(input: &Input, last: &Input, changes: &[String]) -> Letter {
    let mut body = vec![LetterBlock::Paragraph(format!(
        "我店于 {} 向贵单位提交《{}》（商户编号 {}），请求处理未到账的款项。此后有下列新的情况，现补充提交，请与前次材料一并处理：",
        last.prepared_on.format("%Y 年 %-m 月 %-d 日"),
        last.title,
        input.merchant_no
    ))];
    body.extend(changes.iter().zip(1..).map(|(c, i)| LetterBlock::Item(format!("{i}．{c}"))));
    body.push(LetterBlock::Paragraph(format!(
        "截至本材料制作之日，仍未到账的款项共 {} 笔，净额 {} 元（人民币{}），逐笔明细见第 {{page:unsettled}} 页。前次材料中的请求事项不变，金额以本次为准。",
        input.count,
        input.amount.grouped(),
        input.amount.capitals()
    )));
    let mut enclosures: Vec<String> =
        input.exhibits.iter().map(|e| format!("证据{}：{}", e.no, e.title)).collect();
    enclosures.push("未到账交易明细（更新）".into());
    Letter { title: "补充材料说明".into(), body, enclosures, ..input.letter.clone() }
}

fn summary(input: &Input, last: &Input, changes: &[String]) -> Vec<SummaryLine> {
    let line = |label: &str, text: String, see: &str| SummaryLine {
        label: label.into(),
        text,
        see: Some(see.into()),
    };
    vec![
        line(
            "这是什么",
            format!("对 {} 提交的《{}》的补充，请与前次材料一并看。", last.prepared_on, last.title),
            "changes",
        ),
        line("补充了什么", changes.join(""), "changes"),
        line(
            "现在还欠多少",
            format!(
                "{} 笔，净额 {} 元（人民币{}）。",
                input.count,
                input.amount.grouped(),
                input.amount.capitals()
            ),
            "unsettled",
        ),
    ]
}

/// 一 to 十, then figures.
fn counted(no: u32) -> String {
    let figures = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    no.checked_sub(1)
        .and_then(|i| figures.get(i as usize))
        .map_or_else(|| no.to_string(), |f| (*f).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::world;

    #[test]
    fn what_is_refused_makes_no_key() {
        let (dir, mut app) = world();
        app.fill_with_samples(&dir.path().join("files")).unwrap();
        let missing = app.missing("2026-11-24".parse().unwrap()).unwrap().missing;
        let case = app.open_case(&[missing[0].id.to_string()]).unwrap();
        let to = dir.path().join("a.pdf");
        let refused = app.export_supplement(case, Recipient::Provider, &to).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Refused);
        assert!(app.known_key().unwrap().is_none() && !to.exists());
        app.export_dossier(case, Recipient::Provider, &to).unwrap();
        assert!(app.known_key().unwrap().is_some());
    }
}
