//! The last pages: preservation, hashes, limits, receipt.

use crate::fonts::Face;
use crate::layout::{Cell, Heading, LEFT, Paragraph, Part, Table};
use crate::text::{Span, Style};

use super::{Composer, TABLE, centre, grouped, left, row};

impl Composer<'_, '_> {
    pub(super) fn preservation(&mut self) {
        if self.input.preservation.is_empty() {
            return;
        }
        self.part(Part::Preservation, self.name_of(Part::Preservation));
        for c in &self.input.preservation {
            self.flow.heading(Heading {
                level: 2,
                text: c.heading.clone(),
                anchor: None,
                listed: false,
                centred: false,
            });
            self.body(&c.text);
        }
    }

    pub(super) fn hashes(&mut self) {
        let title = self.name_of(Part::Hashes);
        if self.input.preservation.is_empty() {
            self.part(Part::Hashes, title);
        } else {
            self.part_below(Part::Hashes, title);
        }
        let note = self.say(
            "SHA-256 是按文件内容算出的 64 位指纹，文件改动一个字节，指纹就会不同。核对方法：Windows 用 certutil -hashfile \
             文件名 SHA256，macOS 用 shasum -a 256 文件名，Linux 用 sha256sum 文件名。下表每四位空一格，便于对照。",
            "SHA-256 is a fingerprint of a file's content: change one byte and it differs. Check it with certutil -hashfile FILE \
             SHA256 (Windows), shasum -a 256 FILE (macOS) or sha256sum FILE (Linux). The table groups it by four.",
        );
        self.note(note);
        let mut rows = Vec::new();
        for e in &self.input.exhibits {
            let key = Part::Exhibit(e.no).key();
            let no = if self.chinese() { format!("证据{}", e.no) } else { e.no.to_string() };
            let mut no = self.strong(&no);
            for span in no.paragraphs.iter_mut().flatten() {
                span.link = Some(key.clone());
            }
            rows.push(row(vec![
                no,
                self.cell(&e.file_name),
                self.cell(&e.size.to_string()),
                self.cell(&grouped(&e.sha256)),
            ]));
        }
        let own = [
            (self.say("操作链末端", "Head of the chain"), &self.input.chain_head),
            (self.say("门店公钥", "The shop's key"), &self.input.key_fingerprint),
        ];
        for (name, print) in own.into_iter().filter(|(_, print)| !print.is_empty()) {
            rows.push(row(vec![
                self.strong(name),
                self.cell("—"),
                self.cell("—"),
                self.cell(&grouped(print)),
            ]));
        }
        let head = match self.chinese() {
            true => ["编号", "文件名", "字节", "SHA-256"],
            false => ["No.", "File", "Bytes", "SHA-256"],
        };
        let table = Table {
            columns: vec![left(1.0), left(2.6), super::right(1.0), left(3.9)],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE - 0.5,
            continued: self.continued("文件指纹清单", "List of file hashes"),
            ..Table::default()
        };
        self.flow.table(&table);
    }

    pub(super) fn limits(&mut self) {
        if self.input.limits.is_empty() {
            return;
        }
        self.part_below(Part::Limits, self.name_of(Part::Limits));
        for (i, text) in self.input.limits.iter().enumerate() {
            let how = Paragraph::new(Face::Song, 10.5, 18.0).left(20.0).after(3.0);
            let number = if self.chinese() { format!("{}．", i + 1) } else { format!("{}. ", i + 1) };
            self.flow.paragraph(&format!("{number}{text}"), Paragraph { left: 0.0, ..how });
        }
    }

    pub(super) fn receipt(&mut self) {
        let input = self.input;
        self.flow.new_page(Part::Receipt, false);
        let down = self.flow.y;
        let right = LEFT + self.flow.measure();
        self.flow.rule((LEFT, down), (right, down), 0.8, true);
        self.flow.skip(4.0);
        let note = self.say(
            "沿虚线裁下，由收件人填写后交还提交人。",
            "Cut along the dashed line; the recipient returns this part.",
        );
        self.flow.paragraph(note, Paragraph::new(Face::Song, 9.0, 15.0).align(0.5).after(10.0));
        self.flow.heading(Heading {
            level: 1,
            text: self.name_of(Part::Receipt).to_owned(),
            anchor: Some(Part::Receipt.key()),
            listed: true,
            centred: true,
        });
        let pages = self.flow.known.pages.max(10);
        let (a, b) = (Style { face: Face::Hei, size: 10.5 }, Style { face: Face::Song, size: 10.5 });
        let (title, case) = (input.title.clone(), input.case_no.clone());
        let lines: Vec<(&str, String)> = match self.chinese() {
            true => vec![
                ("材料名称", format!("{title}（案件 {case}）")),
                ("提交人", input.shop.name.clone()),
                ("收件人", input.recipient.name.clone()),
                ("份数和页数", format!("＿＿ 份，每份 {pages} 页")),
                ("证据", format!("{} 件，详见证据目录", input.exhibits.len())),
                ("金额", format!("¥{}（人民币{}）", input.amount.grouped(), input.amount.capitals())),
                ("收到时间", "＿＿＿＿ 年 ＿＿ 月 ＿＿ 日 ＿＿ 时".to_owned()),
                ("登记编号", String::new()),
                ("经办人", String::new()),
                ("收件单位（盖章）", "\n\n".to_owned()),
            ],
            false => vec![
                ("Papers", format!("{title} (case {case})")),
                ("From", input.shop.name.clone()),
                ("To", input.recipient.name.clone()),
                ("Copies and pages", format!("____ copies of {pages} pages")),
                ("Exhibits", input.exhibits.len().to_string()),
                ("Amount", format!("¥{}", input.amount.grouped())),
                ("Received on", "____-__-__ __:__".to_owned()),
                ("Registered as", String::new()),
                ("Clerk", String::new()),
                ("Seal", "\n\n".to_owned()),
            ],
        };
        let rows = lines
            .into_iter()
            .map(|(label, text)| {
                let head = Cell { head: true, ..Cell::of(vec![Span::new(label, a)]) };
                // An empty field keeps the height of two lines, to be written in.
                let empty = text.trim().is_empty();
                let paragraphs = match (empty, text.len()) {
                    (true, 0) => vec![vec![Span::new(" ", b)], vec![Span::new(" ", b)]],
                    (true, _) => (0..5).map(|_| vec![Span::new(" ", b)]).collect(),
                    _ => vec![vec![Span::new(text, b)]],
                };
                row(vec![head, Cell { paragraphs, ..Cell::of(Vec::new()) }])
            })
            .collect();
        let columns = vec![centre(1.0), left(3.4)];
        self.flow.table(&Table { columns, head: Vec::new(), rows, size: 10.5, pad: 4.5, ..Table::default() });
    }
}
