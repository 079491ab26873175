//! Running heads, page numbers and exhibit stamps.

use crate::fonts::Face;
use crate::layout::{Item, Part};
use crate::text::{Line, Setting, Span, Style};

use super::Composer;

const SIZE: f32 = 8.5;

impl Composer<'_, '_> {
    /// Puts head and foot on every page; the printed number is the page's number in the file.
    pub(super) fn furniture(&mut self) {
        let total = self.flow.pages.len();
        let case = match self.chinese() {
            true => format!("追款案件 {}", self.input.case_no),
            false => format!("Case {}", self.input.case_no),
        };
        let title = format!("{} · {}", self.input.shop.name, self.input.title);
        for i in 0..total {
            let (part, width, height, stamp) = {
                let p = &self.flow.pages[i];
                (p.part, p.width, p.height, p.stamp.clone())
            };
            let (left, right) = (crate::layout::LEFT, width - crate::layout::RIGHT);
            let mut items = Vec::new();
            if part != Part::Cover {
                let head = height - 52.0;
                let mut room = right - left;
                if let Some(stamp) = stamp {
                    let line = self.small(&stamp, Face::Hei, 9.5);
                    let w = line.width + 14.0;
                    items.extend(frame(right - w, head - 4.5, w, 17.0));
                    room -= w + 10.0;
                    items.push(Item::Text { x: right - w + 7.0, y: head, line, node: None });
                } else {
                    let line = self.small(&case, Face::Song, SIZE);
                    room -= line.width + 16.0;
                    items.push(Item::Text { x: right - line.width, y: head, line, node: None });
                }
                let line = self.fitted(&title, room);
                items.push(Item::Text { x: left, y: head, line, node: None });
                items.push(Item::Rule {
                    from: (left, head - 6.5),
                    to: (right, head - 6.5),
                    width: 0.5,
                    dashed: false,
                });
            }
            let number = match self.chinese() {
                true => format!("第 {} 页　共 {total} 页", i + 1),
                false => format!("Page {} of {total}", i + 1),
            };
            let line = self.small(&number, Face::Song, SIZE + 0.5);
            let x = left + (right - left - line.width) / 2.0;
            items.push(Item::Text { x, y: 40.0, line, node: None });
            self.flow.pages[i].items.extend(items);
        }
    }

    fn small(&mut self, text: &str, face: Face, size: f32) -> Line {
        let spans = [Span::new(text, Style { face, size })];
        let mut lines = self.flow.lines(&spans, Setting { width: 10_000.0, indent: 0.0, justify: false });
        lines.pop().unwrap_or(Line { pieces: Vec::new(), width: 0.0, wraps: false })
    }

    /// A line that is shortened until it fits.
    fn fitted(&mut self, text: &str, room: f32) -> Line {
        let mut chars: Vec<char> = text.chars().collect();
        loop {
            let text: String = chars.iter().collect();
            let line = self.small(&text, Face::Song, SIZE);
            if line.width <= room || chars.len() < 4 {
                return line;
            }
            chars.truncate(chars.len() - 3);
            chars.push('…');
        }
    }
}

/// The four sides of a box.
fn frame(x: f32, y: f32, w: f32, h: f32) -> Vec<Item> {
    let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)];
    (0..4)
        .map(|i| Item::Rule { from: corners[i], to: corners[(i + 1) % 4], width: 0.8, dashed: false })
        .collect()
}
