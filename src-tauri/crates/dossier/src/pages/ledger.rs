//! The money: every payment that did not arrive, and due against received by day.

use recoup_ledger::Money;

use crate::fonts::Face;
use crate::layout::{Align, Cell, Heading, Paragraph, Part, Row, Table};

use super::{Composer, TABLE, centre, left, right, row};

impl Composer<'_, '_> {
    pub(super) fn unsettled(&mut self) {
        if self.input.unsettled.is_empty() {
            return;
        }
        self.part(Part::Unsettled, self.name_of(Part::Unsettled));
        let note = self.say(
            "金额单位：元。“出处”写明这一笔在哪个导入文件的第几行；“逾期”从应到日算到银行流水所覆盖的最后一天。",
            "Amounts in yuan. “Source” names the imported file and line; days late run from the due day to the last day the \
             bank statement covers.",
        );
        self.note(note);
        let mut rows = Vec::new();
        let (mut gross, mut fee, mut net) = (Money::ZERO, Money::ZERO, Money::ZERO);
        let mut fees_known = true;
        for (i, u) in self.input.unsettled.iter().enumerate() {
            gross += u.gross;
            net += u.net;
            fee += u.fee.unwrap_or(Money::ZERO);
            fees_known &= u.fee.is_some();
            let terminal = match (u.terminal.is_empty(), self.chinese()) {
                (true, _) => String::new(),
                (_, true) => format!("终端 {}", u.terminal),
                (_, false) => format!("terminal {}", u.terminal),
            };
            let late = match self.chinese() {
                true => format!("{} 天", u.days_late),
                false => format!("{} days", u.days_late),
            };
            let cells = vec![
                self.cell(&(i + 1).to_string()),
                self.small_cell(&[&u.sold_at, &u.kind, &terminal]),
                self.small_cell(&[&u.reference, &u.order_no, &u.id]),
                self.cell(&u.gross.grouped()),
                self.cell(&u.fee.map_or_else(|| "—".to_owned(), Money::grouped)),
                self.cell(&u.net.grouped()),
                self.small_cell(&[&u.due_on.format("%Y-%m-%d").to_string(), &late]),
                self.small_cell(&[&u.source]),
            ];
            rows.push(Row { cells, total: false, anchor: Some(format!("payment-{}", u.id)) });
        }
        let label = match self.chinese() {
            true => format!("合计 {} 笔", self.input.unsettled.len()),
            false => format!("Total of {}", self.input.unsettled.len()),
        };
        let fees = if fees_known { fee.grouped() } else { "—".to_owned() };
        let mut first = self.strong(&label);
        first.over = 3;
        first.align = Some(Align::Left);
        let capitals = format!("人民币{}", net.capitals());
        let mut last = self.cell(&capitals);
        last.over = 2;
        last.align = Some(Align::Left);
        rows.push(Row {
            cells: vec![
                first,
                self.strong(&gross.grouped()),
                self.strong(&fees),
                self.strong(&net.grouped()),
                last,
            ],
            total: true,
            anchor: None,
        });
        let head = match self.chinese() {
            true => [
                "序",
                "时间、种类、终端",
                "参考号、订单、编号",
                "交易金额",
                "手续费",
                "应到净额",
                "应到、逾期",
                "出处",
            ],
            false => [
                "No.",
                "When, kind, terminal",
                "Reference, order, id",
                "Gross",
                "Fee",
                "Net due",
                "Due, late",
                "Source",
            ],
        };
        let table = Table {
            columns: vec![
                centre(0.45),
                left(1.75),
                left(2.4),
                right(0.95),
                right(0.8),
                right(0.95),
                left(1.25),
                left(1.9),
            ],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE - 0.5,
            continued: self.continued("未到账交易明细", "Payments not received"),
            ..Table::default()
        };
        self.flow.table(&table);
        if fees_known {
            let text = match self.chinese() {
                true => format!(
                    "验算：交易金额合计 {} － 手续费合计 {} ＝ {} 元。",
                    gross.grouped(),
                    fee.grouped(),
                    (gross - fee).grouped()
                ),
                false => {
                    format!("Check: {} − {} = {}.", gross.grouped(), fee.grouped(), (gross - fee).grouped())
                }
            };
            self.flow.paragraph(&text, Paragraph::new(Face::Song, 10.0, 17.0).after(4.0));
        }
    }

    pub(super) fn payouts(&mut self) {
        if self.input.payouts.is_empty() {
            return;
        }
        self.part_below(Part::Payouts, self.name_of(Part::Payouts));
        let mut rows = Vec::new();
        let mut sum = [Money::ZERO; 5];
        let mut sales = 0;
        for p in &self.input.payouts {
            let amounts = [p.gross, p.fee, p.net, p.received, p.difference];
            for (s, a) in sum.iter_mut().zip(amounts) {
                *s += a;
            }
            sales += p.sales;
            let mut cells = vec![
                self.cell(&p.clearing_day.format("%Y-%m-%d").to_string()),
                self.cell(&p.due_on.format("%Y-%m-%d").to_string()),
                self.cell(&p.sales.to_string()),
            ];
            for (i, a) in amounts.iter().enumerate() {
                let text = a.grouped();
                cells.push(if i == 4 && !a.is_zero() { self.strong(&text) } else { self.cell(&text) });
            }
            cells.push(self.cell(&p.source));
            rows.push(row(cells));
        }
        let label = self.say("合计", "Total");
        let mut first = self.strong(label);
        first.over = 2;
        let mut cells = vec![first, self.strong(&sales.to_string())];
        for s in sum {
            cells.push(self.strong(&s.grouped()));
        }
        cells.push(Cell { over: 1, ..Cell::default() });
        rows.push(Row { cells, total: true, anchor: None });
        let head = match self.chinese() {
            true => ["清算日", "应到日", "笔数", "交易金额", "手续费", "应到", "实到", "差额", "银行流水"],
            false => ["Cleared", "Due", "Count", "Gross", "Fee", "Due", "Received", "Short", "Bank line"],
        };
        let table = Table {
            columns: vec![
                left(1.15),
                left(1.15),
                right(0.6),
                right(1.15),
                right(0.85),
                right(1.15),
                right(1.15),
                right(1.1),
                left(1.9),
            ],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE - 0.5,
            continued: self.continued("逐日对账", "Reconciliation by day"),
            ..Table::default()
        };
        self.flow.table(&table);
        self.identity();
    }

    fn identity(&mut self) {
        let Some((last, parts)) = self.input.identity.split_last() else { return };
        let text = self.say("账目恒等式", "The money identity").to_owned();
        self.flow.heading(Heading { level: 2, text, anchor: None, listed: false, centred: false });
        let mut rows = Vec::new();
        for p in parts {
            rows.push(row(vec![self.cell(&p.label), self.cell(&p.amount.grouped())]));
        }
        let cells = vec![self.strong(&last.label), self.strong(&last.amount.grouped())];
        rows.push(Row { cells, total: true, anchor: None });
        let head = match self.chinese() {
            true => ["项目", "金额（元）"],
            false => ["Part", "Yuan"],
        };
        self.flow.table(&Table {
            columns: vec![left(3.0), right(1.4)],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size: TABLE,
            whole: true,
            ..Table::default()
        });
        let (parts, total): (Money, Money) = (parts.iter().map(|p| p.amount).sum(), last.amount);
        let text = match (parts == total, self.chinese()) {
            (true, true) => format!("各项之和 {} 元，与{}一致，差 0.00 元。", parts.grouped(), last.label),
            (true, false) => format!("The parts add up to {}, the difference is 0.00.", parts.grouped()),
            (false, true) => format!(
                "各项之和 {} 元，与{}差 {} 元，请核对。",
                parts.grouped(),
                last.label,
                (total - parts).grouped()
            ),
            (false, false) => {
                format!("The parts add up to {}, off by {}.", parts.grouped(), (total - parts).grouped())
            }
        };
        self.flow.paragraph(&text, Paragraph::new(Face::Song, 10.0, 17.0).after(4.0));
    }
}
