//! The evidence list with the columns that Art. 19 of 民事证据规定 (法释〔2019〕19号) asks for.

use crate::layout::{Part, Table};

use super::{Composer, TABLE, centre, left, row};

impl Composer<'_, '_> {
    pub(super) fn evidence_list(&mut self) {
        if self.input.exhibits.is_empty() {
            return;
        }
        let title = self.name_of(Part::Exhibits);
        self.part(Part::Exhibits, title);
        let input = self.input;
        let note = match self.chinese() {
            true => {
                format!("提交人：{}。制作日期：{}。", input.shop.name, input.language.date(input.prepared_on))
            }
            false => {
                format!("Submitted by {} on {}.", input.shop.name, input.language.date(input.prepared_on))
            }
        };
        self.note(&note);
        let mut rows = Vec::new();
        for e in &input.exhibits {
            let key = Part::Exhibit(e.no).key();
            let from = self.flow.page_of(&key);
            let to = self.flow.page_of(&format!("{key}-end"));
            let pages = if from == to { from } else { format!("{from}—{to}") };
            let no = if self.chinese() { format!("证据{}", e.no) } else { e.no.to_string() };
            let mut pages = self.cell(&pages);
            for span in pages.paragraphs.iter_mut().flatten() {
                span.link = Some(key.clone());
            }
            rows.push(row(vec![
                self.strong(&no),
                self.cell_of(&[&e.title, &kind_in_brackets(&e.kind, self.chinese())]),
                self.cell(&e.source),
                self.cell(&e.proves),
                self.cell(&e.original),
                pages,
            ]));
        }
        let head = match self.chinese() {
            true => ["编号", "名称和种类", "来源", "证明对象和内容", "原件／复制件", "页码"],
            false => ["No.", "Name and kind", "Source", "What it proves", "Original / copy", "Pages"],
        };
        let table = Table {
            columns: vec![left(0.95), left(1.75), left(2.0), left(2.6), left(1.3), centre(0.85)],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE,
            continued: self.continued("证据目录", "List of evidence"),
            ..Table::default()
        };
        self.flow.table(&table);
    }
}

fn kind_in_brackets(kind: &str, chinese: bool) -> String {
    match (kind.is_empty(), chinese) {
        (true, _) => String::new(),
        (_, true) => format!("（{kind}）"),
        (_, false) => format!("({kind})"),
    }
}
