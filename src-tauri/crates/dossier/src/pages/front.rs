//! Cover, one-page summary, letter, contents.

use crate::fonts::Face;
use crate::input::LetterBlock;
use crate::layout::{Cell, Heading, LEFT, Paragraph, Part, Row, Table};
use crate::text::{Setting, Span, Style};

use super::{BODY, Composer, grouped, left, row};

impl Composer<'_, '_> {
    pub(super) fn cover(&mut self) {
        let input = self.input;
        self.flow.new_page(Part::Cover, false);
        self.flow.anchor(Part::Cover.key());
        self.flow.skip(78.0);
        let rule = self.flow.y;
        let right = LEFT + self.flow.measure();
        self.flow.rule((LEFT, rule), (right, rule), 1.6, false);
        self.flow.rule((LEFT, rule + 3.2), (right, rule + 3.2), 0.5, false);
        self.flow.skip(42.0);
        self.flow.paragraph(&input.title, Paragraph::new(Face::Hei, 26.0, 40.0).align(0.5).after(6.0));
        let about = match self.chinese() {
            true => format!("{}请求{}结算未到账款项", input.shop.name, input.acquirer),
            false => format!("{} against {}: payments not received", input.shop.name, input.acquirer),
        };
        self.flow.paragraph(&about, Paragraph::new(Face::Song, 13.0, 22.0).align(0.5).after(34.0));

        let claimed = self.say("未到账金额（净额）", "Amount not received (net)");
        self.flow.paragraph(claimed, Paragraph::new(Face::Song, 11.0, 18.0).align(0.5).after(2.0));
        let figures = format!("¥{}", input.amount.grouped());
        self.flow.paragraph(&figures, Paragraph::new(Face::Hei, 30.0, 42.0).align(0.5).after(2.0));
        let capitals = format!("人民币{}", input.amount.capitals());
        self.flow.paragraph(&capitals, Paragraph::new(Face::Song, 14.0, 24.0).align(0.5).after(2.0));
        let count = match self.chinese() {
            true => format!("共 {} 笔", input.count),
            false => format!("{} payments", input.count),
        };
        let count = match (input.paid.is_zero(), self.chinese()) {
            (true, _) => count,
            (false, true) => format!("{count}，已扣除收到的 {} 元", input.paid.grouped()),
            (false, false) => format!("{count}, less {} yuan received", input.paid.grouped()),
        };
        self.flow.paragraph(&count, Paragraph::new(Face::Song, 11.0, 18.0).align(0.5).after(36.0));

        let period =
            input.period.map(|(a, b)| format!("{}—{}", input.language.date(a), input.language.date(b)));
        let shop = &input.shop;
        let mut lines: Vec<(&str, String)> = vec![
            (self.say("提交给", "To"), format!("{}（{}）", input.recipient.name, input.recipient.kind)),
            (self.say("提交人", "From"), shop.name.clone()),
            (self.say("统一社会信用代码", "Registration"), shop.credit_code.clone()),
            (self.say("地址", "Address"), shop.address.clone()),
            (self.say("联系人", "Contact"), format!("{}　{}", shop.contact, shop.phone).trim().to_owned()),
            (self.say("收单机构", "Acquirer"), input.acquirer.clone()),
            (self.say("商户编号", "Merchant number"), input.merchant_no.clone()),
            (self.say("交易期间", "Period"), period.unwrap_or_default()),
            (self.say("案件编号", "Case"), input.case_no.clone()),
            (self.say("页数", "Pages"), self.flow.known.pages.max(10).to_string()),
            (self.say("制作日期", "Prepared on"), input.language.date(input.prepared_on)),
        ];
        lines.retain(|l| !l.1.is_empty());
        let rows = lines
            .iter()
            .map(|(label, text)| {
                let (a, b) = (Style { face: Face::Hei, size: 10.5 }, Style { face: Face::Song, size: 10.5 });
                let head = Cell { head: true, ..Cell::of(vec![Span::new(*label, a)]) };
                row(vec![head, Cell::of(vec![Span::new(text.clone(), b)])])
            })
            .collect();
        let columns = vec![left(1.0), left(3.2)];
        self.flow.table(&Table { columns, head: Vec::new(), rows, size: 10.5, pad: 4.5, ..Table::default() });
    }

    pub(super) fn summary(&mut self) {
        let input = self.input;
        self.part(Part::Summary, self.say("一页说明", "Summary"));
        let rows: Vec<Row> = input
            .summary
            .iter()
            .map(|line| {
                let (a, b) = (Style { face: Face::Hei, size: 11.5 }, Style { face: Face::Song, size: 11.5 });
                let mut spans = self.flow.spans(&line.text, b);
                if let Some(key) = &line.see {
                    let page = self.flow.page_of(key);
                    let text = match self.chinese() {
                        true => format!("（见第 {page} 页）"),
                        false => format!(" (page {page})"),
                    };
                    spans.push(Span { text, style: b, link: Some(key.clone()) });
                }
                let head = Cell { head: true, ..Cell::of(vec![Span::new(line.label.clone(), a)]) };
                row(vec![head, Cell::of(spans)])
            })
            .collect();
        let columns = vec![left(1.0), left(4.4)];
        self.flow.table(&Table { columns, head: Vec::new(), rows, size: 11.5, pad: 7.0, ..Table::default() });
        if let Some((last, parts)) = input.identity.split_last() {
            let sums: Vec<String> = parts
                .iter()
                .filter(|p| !p.amount.is_zero())
                .map(|p| format!("{} {}", p.label, p.amount.grouped()))
                .collect();
            // A list that is empty has no page to lead to.
            let mut places = Vec::new();
            if !input.payouts.is_empty() {
                places.push(self.say("逐日账见第 {page:payouts} 页", "by day: page {page:payouts}"));
            }
            if !input.unsettled.is_empty() {
                places
                    .push(self.say("逐笔明细见第 {page:unsettled} 页", "by payment: page {page:unsettled}"));
            }
            let sum = last.amount.grouped();
            let text = match (self.chinese(), places.is_empty()) {
                (true, true) => format!("账目核对：{} {sum} 元＝{}。", last.label, sums.join("＋")),
                (true, false) => {
                    let places = places.join("，");
                    format!("账目核对：{} {sum} 元＝{}。{places}。", last.label, sums.join("＋"))
                }
                (false, true) => format!("Reconciliation: {} {sum} = {}.", last.label, sums.join(" + ")),
                (false, false) => {
                    let places = places.join("; ");
                    format!("Reconciliation: {} {sum} = {} ({places}).", last.label, sums.join(" + "))
                }
            };
            self.flow.space(4.0);
            self.flow.paragraph(&text, Paragraph::new(Face::Song, 11.5, 20.0).after(4.0));
        }
    }

    /// What a supplement changes, and which paper it belongs to.
    pub(super) fn changes(&mut self) {
        let Some(supplement) = &self.input.supplement else { return };
        self.part_below(Part::Changes, self.say("与前次材料相比", "What changed"));
        let day = self.input.language.date(supplement.day);
        let text = match self.chinese() {
            true => format!(
                "前次材料：{day}提交的《{}》，PDF 的 SHA-256 为 {}。前次材料不变，证据编号接着前次编。",
                supplement.title, supplement.sha256
            ),
            false => format!(
                "It adds to “{}” of {day} (SHA-256 of that PDF: {}), which stays as it is; exhibit numbers go on from there.",
                supplement.title, supplement.sha256
            ),
        };
        self.body(&text);
        for (i, change) in supplement.changes.iter().enumerate() {
            let number = if self.chinese() { format!("{}．", i + 1) } else { format!("{}. ", i + 1) };
            self.body(&format!("{number}{change}"));
        }
    }

    pub(super) fn letter(&mut self) {
        let letter = &self.input.letter;
        self.flow.new_page(Part::Letter, false);
        self.flow.skip(6.0);
        self.flow.heading(Heading {
            level: 1,
            text: letter.title.clone(),
            anchor: Some(Part::Letter.key()),
            listed: true,
            centred: true,
        });
        let plain = Paragraph::new(Face::Song, 12.0, 20.5);
        self.flow.paragraph(&letter.to, plain.after(2.0));
        let indent = if self.chinese() { 2.0 } else { 0.0 };
        for block in &letter.body {
            match block {
                LetterBlock::Paragraph(text) => self.flow.paragraph(text, plain.indent(indent).after(2.0)),
                LetterBlock::Heading(text) => self.flow.heading(Heading {
                    level: 2,
                    text: text.clone(),
                    anchor: None,
                    listed: false,
                    centred: false,
                }),
                LetterBlock::Item(text) => self.flow.paragraph(text, plain.indent(indent).after(1.0)),
                LetterBlock::Table(table) => {
                    let style = |face| Style { face, size: 10.5 };
                    let wide: Vec<f32> = (0..table.head.len()).map(|i| column_share(table, i)).collect();
                    let columns = wide
                        .iter()
                        .enumerate()
                        .map(|(i, w)| if table.right.contains(&i) { super::right(*w) } else { left(*w) })
                        .collect();
                    let last = table.rows.len().saturating_sub(1);
                    let mut rows = Vec::new();
                    for (i, cells) in table.rows.iter().enumerate() {
                        let total = table.total && i == last;
                        let face = if total { Face::Hei } else { Face::Song };
                        let cells = cells.iter().map(|c| Cell::of(self.flow.spans(c, style(face)))).collect();
                        rows.push(Row { cells, total, anchor: None });
                    }
                    self.flow.space(4.0);
                    self.flow.table(&Table {
                        columns,
                        head: table.head.clone(),
                        rows,
                        size: 10.5,
                        continued: self.continued(&letter.title, &letter.title),
                        ..Table::default()
                    });
                }
            }
        }
        // The end of a letter stays together: no page bears a signature alone.
        let enclosures = letter.enclosures.len() as f32 * 18.0;
        self.flow.settle(8.0 + enclosures + 22.0 + 2.0 * plain.leading);
        self.flow.space(6.0);
        let label = self.say("附件：", "Enclosures: ");
        for (i, enclosure) in letter.enclosures.iter().enumerate() {
            let number = if letter.enclosures.len() > 1 { format!("{}．", i + 1) } else { String::new() };
            let text =
                if i == 0 { format!("{label}{number}{enclosure}") } else { format!("{number}{enclosure}") };
            let by = if i == 0 { 0.0 } else { 36.0 };
            self.flow.paragraph(&text, Paragraph::new(Face::Song, 12.0, 18.0).left(by));
        }
        let day = self.input.language.date(self.input.prepared_on);
        self.flow.space(22.0);
        // Signature and date stay together and leave room for a seal.
        let signed = format!("{}\n{day}", letter.signature);
        self.flow.paragraph(&signed, plain.align(1.0).whole());
    }

    pub(super) fn contents(&mut self) {
        self.part(Part::Contents, self.say("目录", "Contents"));
        self.flow.settle(20.0);
        self.flow.enter("TOC");
        let width = self.flow.measure();
        // The list is that of the earlier pass: the first pass prints none.
        let listed: Vec<(u8, String, String)> = self.listed_before();
        for (level, text, anchor) in listed {
            let style = Style {
                face: if level == 1 { Face::Hei } else { Face::Song },
                size: if level == 1 { BODY } else { 10.0 },
            };
            let left = if level == 1 { 0.0 } else { 18.0 };
            let page = self.flow.page_of(&anchor);
            let leading = if level == 1 { 22.0 } else { 17.0 };
            let number =
                [Span { text: page, style: Style { face: Face::Song, ..style }, link: Some(anchor.clone()) }];
            let number = self.flow.lines(&number, Setting { width: 60.0, indent: 0.0, justify: false });
            let spans = [Span { text, style, link: Some(anchor) }];
            let lines =
                self.flow.lines(&spans, Setting { width: width - left - 46.0, indent: 0.0, justify: false });
            if self.flow.left() < leading * lines.len() as f32 {
                self.flow.turn();
            }
            self.flow.enter("TOCI");
            let last = lines.len().saturating_sub(1);
            for (i, line) in lines.into_iter().enumerate() {
                let down = self.flow.y + leading * 0.5 + style.size * 0.36;
                let end = LEFT + left + line.width;
                self.flow.draw(line, LEFT + left, down);
                if i == last
                    && let Some(number) = number.first()
                {
                    let x = LEFT + width - number.width;
                    leader(&mut self.flow, end + 6.0, x - 6.0, down - 2.5);
                    self.flow.draw(number.clone(), x, down);
                }
                self.flow.skip(leading);
            }
            self.flow.leave();
        }
        self.flow.leave();
        self.flow.space(14.0);
        let note = match self.chinese() {
            true => "页码与 PDF 阅读器显示的页码一致；目录、证据编号和页码都可以点击。".to_owned(),
            false => "Printed page numbers are those of the PDF viewer; entries, exhibit numbers and page numbers are links."
                .to_owned(),
        };
        self.note(&note);
        let head = match self.chinese() {
            true => format!("操作链末端（SHA-256）：\n{}", grouped(&self.input.chain_head)),
            false => format!("Head of the chain (SHA-256):\n{}", grouped(&self.input.chain_head)),
        };
        self.note(&head);
    }

    /// Contents as the whole dossier will have them; known before it is laid out.
    fn listed_before(&self) -> Vec<(u8, String, String)> {
        let input = self.input;
        let mut out: Vec<(u8, String, String)> = Vec::new();
        let mut add = |level: u8, text: &str, part: Part| out.push((level, text.to_owned(), part.key()));
        add(1, self.say("一页说明", "Summary"), Part::Summary);
        if input.supplement.is_some() {
            add(1, self.say("与前次材料相比", "What changed"), Part::Changes);
        }
        add(1, &input.letter.title, Part::Letter);
        add(1, self.say("目录", "Contents"), Part::Contents);
        for (part, title) in self.middle() {
            add(1, title, part);
        }
        if let Some(first) = input.exhibits.first() {
            add(1, self.say("证据材料", "Exhibits"), Part::Exhibit(first.no));
        }
        for e in &input.exhibits {
            let text = if self.chinese() {
                format!("证据{}　{}", e.no, e.title)
            } else {
                format!("Exhibit {}  {}", e.no, e.title)
            };
            add(2, &text, Part::Exhibit(e.no));
        }
        for (part, title) in self.end() {
            add(1, title, part);
        }
        out
    }

    /// The parts between the contents and the exhibits that this dossier has.
    fn middle(&self) -> Vec<(Part, &'static str)> {
        let i = self.input;
        let mut out = Vec::new();
        let mut add = |has: bool, part: Part, title: &'static str| {
            if has {
                out.push((part, title));
            }
        };
        add(!i.exhibits.is_empty(), Part::Exhibits, self.say("证据目录", "List of evidence"));
        add(!i.timeline.is_empty(), Part::Timeline, self.say("大事记", "Timeline"));
        add(!i.unsettled.is_empty(), Part::Unsettled, self.say("未到账交易明细", "Payments not received"));
        add(!i.payouts.is_empty(), Part::Payouts, self.say("逐日对账", "Reconciliation by day"));
        add(!i.communications.is_empty(), Part::Communications, self.say("沟通记录", "Communication log"));
        add(!i.checks.is_empty(), Part::Checks, self.say("内部自查", "Internal checks"));
        add(!i.rules.is_empty(), Part::Rules, self.say("依据的规定", "Rules relied on"));
        out
    }

    fn end(&self) -> Vec<(Part, &'static str)> {
        let mut out = Vec::new();
        if !self.input.preservation.is_empty() {
            out.push((
                Part::Preservation,
                self.say("电子数据提取与保全说明", "How the data was obtained and kept"),
            ));
        }
        out.push((Part::Hashes, self.say("文件指纹清单", "List of file hashes")));
        if !self.input.limits.is_empty() {
            out.push((Part::Limits, self.say("本材料不能证明什么", "What this dossier does not prove")));
        }
        out.push((Part::Receipt, self.say("签收回执", "Receipt")));
        out
    }

    /// The title of a part as contents and the part itself print it.
    pub(super) fn name_of(&self, part: Part) -> &'static str {
        self.middle().into_iter().chain(self.end()).find(|p| p.0 == part).map_or("", |p| p.1)
    }
}

/// Dots from a title to its page number.
fn leader(flow: &mut crate::layout::Flow<'_>, from: f32, to: f32, down: f32) {
    if to - from > 12.0 {
        flow.rule((from, down), (to, down), 0.6, true);
    }
}

/// The share of a column by its widest entry.
fn column_share(table: &crate::input::LetterTable, i: usize) -> f32 {
    let wide = |s: &str| s.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum::<f32>();
    let head = table.head.get(i).map_or(1.0, |h| wide(h));
    let cells = table.rows.iter().filter_map(|r| r.get(i)).map(|c| wide(c)).fold(head, f32::max);
    cells.clamp(3.0, 16.0) + 1.5
}
