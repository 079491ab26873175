//! Each exhibit: a slip sheet, then what it shows.

use crate::exhibit::Shown;
use crate::exhibit::foreign::Placing;
use crate::exhibit::jpeg::Jpeg;
use crate::exhibit::text::Excerpt;
use crate::fonts::Face;
use crate::input::ExhibitEntry;
use crate::layout::{BOTTOM, Cell, Heading, LEFT, Paragraph, Part, TOP, Table};
use crate::text::{Span, Style};

use super::{Composer, grouped, left, right, row};

impl Composer<'_, '_> {
    pub(super) fn exhibit_pages(&mut self) {
        let (input, prepared) = (self.input, self.exhibits);
        for (entry, ready) in input.exhibits.iter().zip(prepared) {
            let first = self.flow.pages.len();
            let part = Part::Exhibit(entry.no);
            self.flow.new_page(part, false);
            self.slip(entry, &ready.shown, &ready.notes);
            match &ready.shown {
                Shown::Jpeg(jpeg) => self.photo(entry, jpeg),
                Shown::Png(png) => {
                    let (w, h) = (png.width as f32, png.height as f32);
                    self.picture_page(entry, (w, h), (png.width, png.height), |x, y, dw, dh| {
                        [dw, 0.0, 0.0, dh, x, y]
                    });
                }
                Shown::Pdf(foreign) => {
                    for (i, placing) in foreign.placings.iter().enumerate() {
                        self.foreign_page(entry, i, foreign.placings.len(), *placing);
                    }
                }
                Shown::Text(lines, encoding) => self.text_pages(entry, lines, encoding),
                Shown::Slip => {}
            }
            let total = self.flow.pages.len() - first;
            for i in 0..total {
                let stamp = match self.chinese() {
                    true => format!("证据{} · 第{}/{total}页", entry.no, i + 1),
                    false => format!("Exhibit {} · {}/{total}", entry.no, i + 1),
                };
                self.flow.pages[first + i].stamp = Some(stamp);
            }
            self.flow.anchor(format!("{}-end", part.key()));
        }
    }

    fn slip(&mut self, entry: &ExhibitEntry, shown: &Shown, notes: &[(String, String)]) {
        self.flow.skip(60.0);
        let title = match self.chinese() {
            true => format!("证据{}　{}", entry.no, entry.title),
            false => format!("Exhibit {}  {}", entry.no, entry.title),
        };
        let anchor = Some(Part::Exhibit(entry.no).key());
        self.flow.heading(Heading { level: 1, text: title, anchor, listed: true, centred: true });
        let how = match (shown, self.chinese()) {
            _ if entry.painted_over.is_some() => &self.painted(entry),
            (Shown::Jpeg(_), true) => "以下一页为原照片，文件逐字节收录，未压缩、未修改。",
            (Shown::Jpeg(_), false) => "The photo follows; its file is included byte for byte.",
            (Shown::Png(_), true) => "以下一页为原图，像素未改动；原文件附在本 PDF 内。",
            (Shown::Png(_), false) => {
                "The picture follows with its pixels unchanged; the original file is attached."
            }
            (Shown::Pdf(_), true) => "以下逐页为原 PDF 的影像；原文件附在本 PDF 内。",
            (Shown::Pdf(_), false) => "The original PDF follows page by page; the original file is attached.",
            (Shown::Text(..), true) => "以下为原文件摘录，带行号；原文件附在本 PDF 内。",
            (Shown::Text(..), false) => {
                "Lines of the original follow with their numbers; the original file is attached."
            }
            (Shown::Slip, true) => "原文件附在本 PDF 内。",
            (Shown::Slip, false) => "The original file is attached to this PDF.",
        };
        let (a, b) = (Style { face: Face::Hei, size: 10.5 }, Style { face: Face::Song, size: 10.5 });
        let labels = match self.chinese() {
            true => [
                "种类",
                "来源",
                "证明对象和内容",
                "原件／复制件",
                "文件名",
                "文件类型",
                "大小",
                "SHA-256",
                "原件 SHA-256",
                "说明",
            ],
            false => [
                "Kind",
                "Source",
                "What it proves",
                "Original / copy",
                "File",
                "Type",
                "Size",
                "SHA-256",
                "SHA-256 of the original",
                "Note",
            ],
        };
        let size = match self.chinese() {
            true => format!("{} 字节", entry.size),
            false => format!("{} bytes", entry.size),
        };
        let mut note =
            if matches!(shown, Shown::Slip) && !notes.is_empty() { Vec::new() } else { vec![how.to_owned()] };
        note.extend(notes.iter().map(|n| if self.chinese() { n.0.clone() } else { n.1.clone() }));
        let values = [
            vec![entry.kind.clone()],
            vec![entry.source.clone()],
            vec![entry.proves.clone()],
            vec![entry.original.clone()],
            vec![entry.file_name.clone()],
            vec![entry.media_type.clone()],
            vec![size],
            vec![grouped(&entry.sha256)],
            entry.painted_over.iter().map(|p| grouped(&p.original)).collect(),
            note,
        ];
        let mut rows = Vec::new();
        for (label, value) in labels.iter().zip(values) {
            let paragraphs: Vec<Vec<Span>> =
                value.iter().filter(|v| !v.is_empty()).map(|v| vec![Span::new(v.clone(), b)]).collect();
            if paragraphs.is_empty() {
                continue;
            }
            let head = Cell { head: true, ..Cell::of(vec![Span::new(*label, a)]) };
            rows.push(row(vec![head, Cell { paragraphs, ..Cell::of(Vec::new()) }]));
        }
        let columns = vec![left(1.0), left(3.6)];
        self.flow.table(&Table { columns, head: Vec::new(), rows, size: 10.5, pad: 4.5, ..Table::default() });
    }

    /// What a copy with parts painted over is, for its slip sheet.
    fn painted(&self, entry: &ExhibitEntry) -> String {
        let areas = entry.painted_over.as_ref().map_or(0, |p| p.areas);
        match self.chinese() {
            true => format!(
                "以下一页为遮盖副本：黑块 {areas} 处，黑块下的像素和照片的拍摄信息已从文件中清除。原件未改动，由提交人保管，可供核对。"
            ),
            false => format!(
                "The page that follows is a copy with {areas} areas painted over; what was under them, and the camera's data, \
                 is not in the file. The original is unchanged and kept by the submitter for comparison."
            ),
        }
    }

    fn photo(&mut self, entry: &ExhibitEntry, jpeg: &Jpeg) {
        let stored = (jpeg.width as f32, jpeg.height as f32);
        let seen = if jpeg.turned() { (stored.1, stored.0) } else { stored };
        let orientation = jpeg.orientation;
        self.picture_page(entry, seen, (jpeg.width, jpeg.height), move |x, y, w, h| match orientation {
            2 => [-w, 0.0, 0.0, h, x + w, y],
            3 => [-w, 0.0, 0.0, -h, x + w, y + h],
            4 => [w, 0.0, 0.0, -h, x, y + h],
            5 => [0.0, -h, -w, 0.0, x + w, y + h],
            6 => [0.0, -h, w, 0.0, x, y + h],
            7 => [0.0, h, w, 0.0, x, y],
            8 => [0.0, h, -w, 0.0, x + w, y],
            _ => [w, 0.0, 0.0, h, x, y],
        });
    }

    /// One picture, as large as the page allows but not beyond 96 pixels an inch, with a line below it.
    fn picture_page(
        &mut self,
        entry: &ExhibitEntry,
        seen: (f32, f32),
        stored: (u32, u32),
        matrix: impl Fn(f32, f32, f32, f32) -> [f32; 6],
    ) {
        self.flow.new_page(Part::Exhibit(entry.no), seen.0 > 1.25 * seen.1);
        let (width, height) = (self.flow.measure(), self.flow.body() - 26.0);
        let scale = (width / seen.0).min(height / seen.1).min(0.75);
        let (w, h) = (seen.0 * scale, seen.1 * scale);
        let page_height = self.flow.pages.last().map_or(0.0, |p| p.height);
        let x = LEFT + (width - w) / 2.0;
        let y = page_height - TOP - h;
        let alt = format!("{}：{}", entry.title, entry.proves);
        self.flow.picture(Part::Exhibit(entry.no).key(), matrix(x, y, w, h), alt);
        self.flow.skip(h + 4.0);
        let text = match (self.chinese(), &entry.painted_over) {
            (true, Some(p)) => format!("遮盖副本（黑块 {} 处），{} × {} 像素", p.areas, stored.0, stored.1),
            (false, Some(p)) => {
                format!("copy with {} areas painted over: {} × {} pixels", p.areas, stored.0, stored.1)
            }
            (true, None) => format!("原图 {} × {} 像素", stored.0, stored.1),
            (false, None) => format!("original: {} × {} pixels", stored.0, stored.1),
        };
        self.flow.paragraph(&text, Paragraph::new(Face::Song, 8.5, 14.0).align(0.5));
    }

    fn foreign_page(&mut self, entry: &ExhibitEntry, index: usize, of: usize, placing: Placing) {
        let (w, h) = placing.size();
        self.flow.new_page(Part::Exhibit(entry.no), w > 1.1 * h);
        let page = self.flow.pages.last().map_or((595.0, 842.0), |p| (p.width, p.height));
        // A foreign page has margins of its own: it may reach nearer to the edges than our text, but not the binding.
        let (left, right, foot, head) = (LEFT - 22.0, 24.0, BOTTOM - 12.0, TOP - 10.0);
        let (room_w, room_h) = (page.0 - left - right, page.1 - foot - head);
        let scale = (room_w / w).min(room_h / h).min(1.6);
        let x = left + (room_w - w * scale) / 2.0;
        let y = foot + (room_h - h * scale) / 2.0;
        let alt = match self.chinese() {
            true => format!("{}，原文件第 {} 页，共 {of} 页", entry.title, index + 1),
            false => format!("{}, page {} of {of} of the original", entry.title, index + 1),
        };
        self.flow.picture(
            format!("{}/{index}", Part::Exhibit(entry.no).key()),
            placing.matrix(scale, x, y),
            alt,
        );
    }

    fn text_pages(&mut self, entry: &ExhibitEntry, lines: &[Excerpt], encoding: &str) {
        self.flow.new_page(Part::Exhibit(entry.no), false);
        let caption = match self.chinese() {
            true => format!(
                "{}（编码 {encoding}）摘录。行号前有“※”的是本案引用的行；卡号按规定隐去中间各位。",
                entry.file_name
            ),
            false => format!(
                "From {} ({encoding}). “※” marks the lines referred to; card numbers are masked.",
                entry.file_name
            ),
        };
        self.note(&caption);
        let size = 8.5;
        let (song, hei) = (Style { face: Face::Song, size }, Style { face: Face::Hei, size });
        let mut rows = Vec::new();
        for line in lines {
            match line {
                Excerpt::Line { no, text, named } => {
                    let style = if *named { hei } else { song };
                    let number = if *named { format!("※ {no}") } else { no.to_string() };
                    rows.push(row(vec![
                        Cell::of(vec![Span::new(number, style)]),
                        Cell::of(vec![Span::new(text.clone(), style)]),
                    ]));
                }
                Excerpt::Gap { from, to } => {
                    let text = match self.chinese() {
                        true => format!("（第 {from} 行至第 {to} 行略）"),
                        false => format!("(lines {from} to {to} left out)"),
                    };
                    rows.push(row(vec![
                        Cell::of(vec![Span::new("…", song)]),
                        Cell::of(vec![Span::new(text, song)]),
                    ]));
                }
            }
        }
        let head = match self.chinese() {
            true => ["行号", "原文"],
            false => ["Line", "Text"],
        };
        let table = Table {
            columns: vec![right(0.7), left(9.3)],
            head: head.map(str::to_owned).to_vec(),
            rows,
            size,
            ..Table::default()
        };
        self.flow.table(&table);
    }
}
