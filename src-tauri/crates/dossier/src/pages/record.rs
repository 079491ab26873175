//! What happened and what was said: timeline, communications, checks, rules of law.

use crate::fonts::Face;
use crate::layout::{Heading, Paragraph, Part, Table};

use super::{Composer, TABLE, centre, left, row};

impl Composer<'_, '_> {
    pub(super) fn timeline(&mut self) {
        if self.input.timeline.is_empty() {
            return;
        }
        self.part(Part::Timeline, self.name_of(Part::Timeline));
        let mut rows = Vec::new();
        for t in &self.input.timeline {
            rows.push(row(vec![self.cell(&t.at), self.cell(&t.text), self.exhibit_cell(t.exhibit)]));
        }
        let head = match self.chinese() {
            true => ["时间", "经过", "依据"],
            false => ["When", "What happened", "Shown by"],
        };
        let table = Table {
            columns: vec![left(1.45), left(5.6), centre(0.95)],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE + 0.5,
            continued: self.continued("大事记", "Timeline"),
            ..Table::default()
        };
        self.flow.table(&table);
    }

    pub(super) fn communications(&mut self) {
        if self.input.communications.is_empty() {
            return;
        }
        self.part(Part::Communications, self.name_of(Part::Communications));
        let note = self.say(
            "引号内是对方原话；标明“摘要”的是提交人事后整理，以录音、截图等证据为准。",
            "Words in quotation marks are verbatim; what is marked “summary” was written down by the shop afterwards.",
        );
        self.note(note);
        let mut rows = Vec::new();
        for c in &self.input.communications {
            let said = match (c.quoted, self.chinese()) {
                (true, true) => format!("“{}”", c.said.trim_matches(['“', '”', '"'])),
                (true, false) => format!("“{}”", c.said.trim_matches(['“', '”', '"'])),
                (false, true) => format!("（摘要）{}", c.said),
                (false, false) => format!("(summary) {}", c.said),
            };
            let by = c.by.map(|d| d.format("%Y-%m-%d").to_string());
            let promise = match (c.promise.is_empty(), by) {
                (true, None) => "—".to_owned(),
                (true, Some(by)) => by,
                (false, None) => c.promise.clone(),
                (false, Some(by)) if self.chinese() => format!("{}（期限 {by}）", c.promise),
                (false, Some(by)) => format!("{} (by {by})", c.promise),
            };
            let ticket = match (c.ticket.is_empty(), self.chinese()) {
                (true, _) => String::new(),
                (_, true) => format!("工单 {}", c.ticket),
                (_, false) => format!("ticket {}", c.ticket),
            };
            rows.push(row(vec![
                self.cell_of(&[&c.at, &c.channel]),
                self.cell_of(&[&c.with, &c.person, &ticket]),
                self.cell(&said),
                self.cell(&promise),
                self.exhibit_cell(c.exhibit),
            ]));
        }
        let head = match self.chinese() {
            true => ["时间和方式", "联系对象", "内容", "对方承诺", "依据"],
            false => ["When, how", "With whom", "What was said", "Promise", "Shown by"],
        };
        let table = Table {
            columns: vec![left(1.3), left(1.75), left(3.2), left(1.75), centre(0.9)],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE,
            continued: self.continued("沟通记录", "Communication log"),
            ..Table::default()
        };
        self.flow.table(&table);
    }

    pub(super) fn checks(&mut self) {
        if self.input.checks.is_empty() {
            return;
        }
        self.part_below(Part::Checks, self.name_of(Part::Checks));
        let mut rows = Vec::new();
        for (i, c) in self.input.checks.iter().enumerate() {
            rows.push(row(vec![
                self.cell(&(i + 1).to_string()),
                self.cell(&c.step),
                self.cell(&c.question),
                self.strong(&c.answer),
                self.cell(&c.basis),
            ]));
        }
        let head = match self.chinese() {
            true => ["序号", "步骤", "查什么", "结果", "依据"],
            false => ["No.", "Step", "Question", "Answer", "Basis"],
        };
        let table = Table {
            columns: vec![centre(0.55), left(1.25), left(2.7), left(1.6), left(2.5)],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE,
            continued: self.continued("内部自查", "Internal checks"),
            ..Table::default()
        };
        self.flow.table(&table);
    }

    pub(super) fn rules(&mut self) {
        if self.input.rules.is_empty() {
            return;
        }
        self.part_below(Part::Rules, self.name_of(Part::Rules));
        for r in &self.input.rules {
            let title = match self.chinese() {
                true => format!("《{}》（{}）{}", r.title, r.document_no, r.article),
                false => format!("{} ({}), {}", r.title, r.document_no, r.article),
            };
            self.flow.heading(Heading { level: 3, text: title, anchor: None, listed: false, centred: false });
            let day = self.input.language.date(r.checked_on);
            let text = match self.chinese() {
                true => format!("{}（{day}核对）", r.gist),
                false => format!("{} (checked on {day})", r.gist),
            };
            let indent = if self.chinese() { 2.0 } else { 0.0 };
            self.flow.paragraph(&text, Paragraph::new(Face::Song, 10.5, 17.5).indent(indent).after(4.0));
        }
    }
}
