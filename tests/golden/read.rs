//! What a finished PDF says, read by other means than it was written: lines, tags, links.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest, Sha256};

/// A printed line: where its baseline stands, and what it says.
pub struct Line {
    pub y: f32,
    pub text: String,
}

/// A PDF, read.
pub struct Read {
    /// By page, in the order of drawing.
    pub lines: Vec<Vec<Line>>,
    /// By page and mark, the text of a marked piece.
    marked: HashMap<(ObjectId, i64), String>,
    doc: Document,
    pages: Vec<ObjectId>,
}

impl Read {
    pub fn new(pdf: &[u8]) -> Read {
        let doc = Document::load_mem(pdf).unwrap();
        let pages: Vec<ObjectId> = doc.get_pages().into_values().collect();
        let mut read = Read { lines: Vec::new(), marked: HashMap::new(), doc, pages };
        for page in read.pages.clone() {
            let lines = read.page(page);
            read.lines.push(lines);
        }
        read
    }

    fn page(&mut self, page: ObjectId) -> Vec<Line> {
        let fonts: HashMap<Vec<u8>, HashMap<u16, String>> = self
            .doc
            .get_page_fonts(page)
            .unwrap()
            .into_iter()
            .map(|(name, font)| (name, to_unicode(&self.doc, font)))
            .collect();
        let content = Content::decode(&self.doc.get_page_content(page)).unwrap();
        let (mut lines, mut font, mut mark, mut y) = (Vec::<Line>::new(), None, None, 0.0);
        for op in content.operations {
            match op.operator.as_str() {
                "Tf" => font = fonts.get(op.operands[0].as_name().unwrap()),
                "Tm" => y = op.operands[5].as_float().unwrap(),
                "BDC" => {
                    mark = op.operands[1].as_dict().ok().and_then(|d| d.get(b"MCID").ok()?.as_i64().ok())
                }
                "BMC" | "EMC" => mark = None,
                "TJ" => {
                    let mut said = String::new();
                    for piece in op.operands[0].as_array().unwrap() {
                        let Ok(glyphs) = piece.as_str() else { continue };
                        for glyph in glyphs.chunks(2) {
                            let code = u16::from_be_bytes([glyph[0], glyph[1]]);
                            said += font.and_then(|f| f.get(&code)).map_or("\u{fffd}", String::as_str);
                        }
                    }
                    if let Some(mark) = mark {
                        *self.marked.entry((page, mark)).or_default() += &said;
                    }
                    match lines.last_mut() {
                        Some(last) if last.y == y => last.text += &said,
                        _ => lines.push(Line { y, text: said }),
                    }
                }
                "Do" => lines.push(Line { y: 0.0, text: "（图）".into() }),
                _ => {}
            }
        }
        lines
    }

    /// Every page's lines.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (page, lines) in self.lines.iter().enumerate() {
            writeln!(out, "—— {} ——", page + 1).unwrap();
            for line in lines {
                writeln!(out, "{}", line.text).unwrap();
            }
        }
        out
    }

    /// The structure tree, an element a line, with what it holds.
    pub fn structure(&self) -> String {
        let catalog = self.doc.catalog().unwrap();
        let mut out = String::new();
        let word = |key: &[u8]| show(catalog.get_deref(key, &self.doc).ok());
        writeln!(out, "Lang {}", word(b"Lang")).unwrap();
        let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap();
        writeln!(out, "Marked {}", show(marked.get(b"Marked").ok())).unwrap();
        let root = catalog.get_deref(b"StructTreeRoot", &self.doc).unwrap().as_dict().unwrap();
        self.element(root.get(b"K").unwrap(), None, 0, &mut out);
        out
    }

    fn element(&self, kid: &Object, page: Option<ObjectId>, depth: usize, out: &mut String) {
        let (_, kid) = self.doc.dereference(kid).unwrap();
        let element = kid.as_dict().unwrap();
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        write!(out, "{}{}", "  ".repeat(depth), show(element.get(b"S").ok())).unwrap();
        if let Ok(attributes) = element.get_deref(b"A", &self.doc).and_then(Object::as_dict) {
            for (key, value) in sorted(attributes).into_iter().filter(|(key, _)| key != "O") {
                write!(out, " {key}={}", show(Some(value))).unwrap();
            }
        }
        if let Ok(alt) = element.get(b"Alt") {
            write!(out, " Alt={}", show(Some(alt))).unwrap();
        }
        let alone = [element.get(b"K").cloned().unwrap_or(Object::Null)];
        let kids = alone[0].as_array().map_or(&alone[..], |list| list);
        let (mut said, mut below) = (String::new(), Vec::new());
        for kid in kids {
            let (_, object) = self.doc.dereference(kid).unwrap();
            let dict = object.as_dict().ok();
            let mcr = dict.filter(|d| d.get(b"MCID").is_ok());
            let mark = object.as_i64().ok().or_else(|| mcr?.get(b"MCID").ok()?.as_i64().ok());
            let on = mcr.and_then(|d| d.get(b"Pg").ok()?.as_reference().ok()).or(page);
            if let (Some(mark), Some(on)) = (mark, on) {
                said += self.marked.get(&(on, mark)).map_or("", String::as_str);
            } else if let Some(annotation) = dict.and_then(|d| d.get_deref(b"Obj", &self.doc).ok()) {
                let contents = annotation.as_dict().unwrap().get(b"Contents").ok();
                said += &format!("〔→{}〕", show(contents));
            } else {
                below.push(kid);
            }
        }
        writeln!(out, "{}{said}", if said.is_empty() { "" } else { "　" }).unwrap();
        for kid in below {
            self.element(kid, page, depth + 1, out);
        }
    }

    /// Where everything leads: links, bookmarks; and what is attached, without this word in it.
    pub fn links(&self, without: &str) -> String {
        let mut out = String::new();
        for (number, page) in self.pages.iter().enumerate() {
            let page = self.doc.get_dictionary(*page).unwrap();
            let none = Vec::new();
            let annotations =
                page.get_deref(b"Annots", &self.doc).and_then(Object::as_array).unwrap_or(&none);
            for annotation in annotations {
                let (_, annotation) = self.doc.dereference(annotation).unwrap();
                let annotation = annotation.as_dict().unwrap();
                let rect = annotation.get(b"Rect").unwrap().as_array().unwrap();
                let rect: Vec<i64> = rect.iter().map(|v| v.as_float().unwrap().round() as i64).collect();
                let from = (rect[1] as f32, rect[3] as f32);
                let on = self.lines[number].iter().find(|l| l.y >= from.0 && l.y <= from.1);
                let on = on.map_or("", |l| l.text.as_str());
                let to = self.destination(annotation.get(b"Dest").unwrap());
                writeln!(out, "{} {rect:?} 「{}」 → {to}", number + 1, short(on)).unwrap();
            }
        }
        let catalog = self.doc.catalog().unwrap();
        let outline = catalog.get_deref(b"Outlines", &self.doc).unwrap().as_dict().unwrap();
        self.outline(outline, 0, &mut out);
        let names = catalog.get_deref(b"Names", &self.doc).unwrap().as_dict().unwrap();
        let files = names.get_deref(b"EmbeddedFiles", &self.doc).unwrap().as_dict().unwrap();
        for file in files.get(b"Names").unwrap().as_array().unwrap().chunks(2) {
            let (_, spec) = self.doc.dereference(&file[1]).unwrap();
            let spec = spec.as_dict().unwrap();
            let stream = spec.get(b"EF").unwrap().as_dict().unwrap().get_deref(b"F", &self.doc).unwrap();
            let stream = stream.as_stream().unwrap();
            let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => text.replace(without, "").into_bytes(),
                Err(other) => other.into_bytes(),
            };
            let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
            let name = show(spec.get(b"UF").ok());
            let relation = show(spec.get(b"AFRelationship").ok());
            writeln!(out, "附件 {name} {relation} {} 字节 {hash}", bytes.len()).unwrap();
        }
        out
    }

    fn outline(&self, node: &Dictionary, depth: usize, out: &mut String) {
        let mut next = node.get_deref(b"First", &self.doc).ok();
        while let Some(item) = next {
            let item = item.as_dict().unwrap();
            let to = self.destination(item.get(b"Dest").unwrap());
            let title = show(item.get(b"Title").ok());
            writeln!(out, "{}书签 {title} → {to}", "  ".repeat(depth)).unwrap();
            self.outline(item, depth + 1, out);
            next = item.get_deref(b"Next", &self.doc).ok();
        }
    }

    /// The page and the height, and the first line that is seen there.
    fn destination(&self, object: &Object) -> String {
        let parts = object.as_array().unwrap();
        let page = parts[0].as_reference().unwrap();
        let page = self.pages.iter().position(|p| *p == page).unwrap();
        let y = parts[3].as_float().unwrap();
        let below = self.lines[page].iter().filter(|l| l.y <= y && !l.text.trim().is_empty());
        let first = below.max_by(|a, b| a.y.total_cmp(&b.y)).map_or("", |l| l.text.as_str());
        format!("{} @{} 「{}」", page + 1, y.round(), short(first))
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(16).collect()
}

fn sorted(dict: &Dictionary) -> BTreeMap<String, &Object> {
    dict.iter().map(|(key, value)| (String::from_utf8_lossy(key).into_owned(), value)).collect()
}

fn show(object: Option<&Object>) -> String {
    match object {
        Some(Object::Name(name)) => String::from_utf8_lossy(name).into_owned(),
        Some(Object::String(bytes, _)) => match bytes.strip_prefix(&[0xFE, 0xFF]) {
            Some(wide) => {
                let units: Vec<u16> = wide.chunks(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
                String::from_utf16(&units).unwrap()
            }
            None => String::from_utf8_lossy(bytes).into_owned(),
        },
        Some(Object::Integer(i)) => i.to_string(),
        Some(Object::Boolean(b)) => b.to_string(),
        other => format!("{other:?}"),
    }
}

/// What each glyph of a font stands for.
fn to_unicode(doc: &Document, font: &Dictionary) -> HashMap<u16, String> {
    let map = font.get_deref(b"ToUnicode", doc).unwrap().as_stream().unwrap();
    let text = map.decompressed_content().unwrap_or_else(|_| map.content.clone());
    let text = String::from_utf8(text).unwrap();
    let mut out = HashMap::new();
    for line in text.lines() {
        let pair: Vec<&str> = line.split_whitespace().collect();
        let [glyph, chars] = pair[..] else { continue };
        let inner = |t: &str| Some(t.strip_prefix('<')?.strip_suffix('>')?.to_owned());
        let (Some(glyph), Some(chars)) = (inner(glyph), inner(chars)) else { continue };
        let Ok(glyph) = u16::from_str_radix(&glyph, 16) else { continue };
        let units: Vec<u16> = chars
            .as_bytes()
            .chunks(4)
            .map(|c| u16::from_str_radix(std::str::from_utf8(c).unwrap(), 16).unwrap())
            .collect();
        // The last word counts: the code space's bounds look like a pair too, but stand before all pairs.
        out.insert(glyph, String::from_utf16_lossy(&units));
    }
    out
}
