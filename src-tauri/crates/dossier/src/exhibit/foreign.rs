//! Foreign PDFs: each page becomes a form that is placed inside one of our pages.
//!
//! Placing under our own head and foot (and not stamping on the foreign page) keeps every page A4, keeps the stamp
//! visible above opaque backgrounds, and leaves scripts, actions and form fields behind.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// More pages than this are attached, not printed.
const MOST_PAGES: usize = 3000;
/// Content of one page beyond which it is taken for a bomb: 64 MB.
const MOST_CONTENT: usize = 64 << 20;

/// A page's visible box and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placing {
    /// Left, foot, right, head in the page's own units.
    pub(crate) bounds: [f32; 4],
    /// 0, 90, 180 or 270 degrees clockwise.
    pub(crate) turned: i64,
}

impl Placing {
    /// Width and height as seen.
    pub(crate) fn size(&self) -> (f32, f32) {
        let [x0, y0, x1, y1] = self.bounds;
        if self.turned % 180 == 0 { (x1 - x0, y1 - y0) } else { (y1 - y0, x1 - x0) }
    }

    /// The matrix that puts the page, scaled by `s`, with its foot's left corner at (x, y).
    pub(crate) fn matrix(&self, s: f32, x: f32, y: f32) -> [f32; 6] {
        let [x0, y0, x1, y1] = self.bounds;
        match self.turned {
            90 => [0.0, -s, s, 0.0, x - s * y0, y + s * x1],
            180 => [-s, 0.0, 0.0, -s, x + s * x1, y + s * y1],
            270 => [0.0, s, -s, 0.0, x + s * y1, y - s * x0],
            _ => [s, 0.0, 0.0, s, x - s * x0, y - s * y0],
        }
    }
}

/// A foreign document that can be shown.
pub(crate) struct Foreign {
    doc: Document,
    pages: Vec<ObjectId>,
    /// How each page lies.
    pub(crate) placings: Vec<Placing>,
    /// Whether it carries an electronic signature.
    pub(crate) signed: bool,
}

/// Why a PDF is attached only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unshown {
    Password,
    Damaged(String),
    TooMany(usize),
    Empty,
}

impl Unshown {
    /// The note on the slip sheet, Chinese and English.
    pub(crate) fn sentences(&self) -> (String, String) {
        let (zh, en) = match self {
            Unshown::Password => (
                "这份 PDF 有打开密码，填上密码后才能逐页印出".to_owned(),
                "this PDF needs its password".to_owned(),
            ),
            Unshown::Damaged(why) => {
                (format!("这份 PDF 损坏（{why}），不能逐页印出"), format!("this PDF is damaged ({why})"))
            }
            Unshown::TooMany(n) => {
                (format!("这份 PDF 有 {n} 页，太长，不逐页印出"), format!("this PDF has {n} pages"))
            }
            Unshown::Empty => ("这份 PDF 没有页".to_owned(), "this PDF has no pages".to_owned()),
        };
        (format!("{zh}；原文件附在本 PDF 内。"), format!("{en}; the original is attached"))
    }
}

impl Foreign {
    /// Reads a document; an owner-locked one opens without a password.
    pub(crate) fn read(bytes: &[u8], password: Option<&str>) -> Result<Foreign, Unshown> {
        // The parser is strict in places and panics on some damaged files; such a file is attached only.
        catch_unwind(AssertUnwindSafe(|| Foreign::parse(bytes, password)))
            .unwrap_or_else(|_| Err(Unshown::Damaged("unreadable structure".to_owned())))
    }

    fn parse(bytes: &[u8], password: Option<&str>) -> Result<Foreign, Unshown> {
        let mut doc = match password {
            Some(p) => Document::load_mem_with_options(bytes, lopdf::LoadOptions::with_password(p)),
            None => Document::load_mem(bytes),
        }
        .map_err(|e| match e {
            lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Unshown::Password,
            e => Unshown::Damaged(e.to_string()),
        })?;
        if doc.is_encrypted() {
            doc.decrypt(password.unwrap_or("")).map_err(|_| Unshown::Password)?;
        }
        let pages: Vec<ObjectId> = doc.page_iter().take(MOST_PAGES + 1).collect();
        if pages.is_empty() {
            return Err(Unshown::Empty);
        }
        if pages.len() > MOST_PAGES {
            return Err(Unshown::TooMany(pages.len()));
        }
        let placings = pages.iter().map(|id| placing(&doc, *id)).collect();
        let signed = doc
            .objects
            .values()
            .any(|o| o.as_dict().is_ok_and(|d| d.has(b"ByteRange") && d.has(b"Contents")));
        Ok(Foreign { doc, pages, placings, signed })
    }

    /// Copies page `index` into `target` as a form and returns it. `copied` carries over between pages of one document.
    pub(crate) fn form(
        &self,
        index: usize,
        target: &mut Document,
        copied: &mut BTreeMap<ObjectId, ObjectId>,
    ) -> Result<ObjectId, String> {
        let id = *self.pages.get(index).ok_or("no such page")?;
        let mut content = self
            .doc
            .get_page_content_with_limit(id, MOST_CONTENT)
            .map_err(|e| format!("the content of page {} cannot be read: {e}", index + 1))?;
        let mut resources = match inherited(&self.doc, id, b"Resources") {
            Some(Object::Dictionary(d)) => d,
            _ => Dictionary::new(),
        };
        let stamps = appearances(&self.doc, id);
        if !stamps.is_empty() {
            let mut forms = match resources.get(b"XObject").ok().map(|o| resolve(&self.doc, o)) {
                Some(Object::Dictionary(d)) => d,
                _ => Dictionary::new(),
            };
            let mut wrapped = b"q\n".to_vec();
            wrapped.append(&mut content);
            wrapped.extend_from_slice(b"\nQ\n");
            for (n, (stream, m)) in stamps.iter().enumerate() {
                let key = format!("RecoupAnnot{n}");
                forms.set(key.clone(), Object::Reference(*stream));
                wrapped.extend_from_slice(
                    format!("q {} {} {} {} {} {} cm /{key} Do Q\n", m[0], m[1], m[2], m[3], m[4], m[5])
                        .as_bytes(),
                );
            }
            resources.set("XObject", forms);
            content = wrapped;
        }
        let mut dict = Dictionary::new();
        dict.set("Type", "XObject");
        dict.set("Subtype", "Form");
        let b = self.placings.get(index).map_or([0.0, 0.0, 595.0, 842.0], |p| p.bounds);
        dict.set("BBox", b.iter().map(|v| Object::Real(*v)).collect::<Vec<_>>());
        let resources = self.copy(&Object::Dictionary(resources), target, copied);
        dict.set("Resources", resources);
        if let Some(group) = self.doc.get_dictionary(id).ok().and_then(|d| d.get(b"Group").ok()) {
            dict.set("Group", self.copy(group, target, copied));
        }
        Ok(target.add_object(Stream::new(dict, content)))
    }

    /// A copy of an object and of all it leads to, without ways back to the document, scripts and actions.
    fn copy(
        &self,
        object: &Object,
        target: &mut Document,
        copied: &mut BTreeMap<ObjectId, ObjectId>,
    ) -> Object {
        let mut waiting = Vec::new();
        let out = rewrite(object.clone(), target, copied, &mut waiting);
        while let Some((from, to)) = waiting.pop() {
            let object = self.doc.get_object(from).cloned().unwrap_or(Object::Null);
            let object = rewrite(object, target, copied, &mut waiting);
            target.objects.insert(to, object);
        }
        out
    }
}

/// Dictionary keys that lead out of what is drawn. None of them is a name that resources use.
const DROPPED: [&[u8]; 7] =
    [b"Parent", b"StructParent", b"StructParents", b"PieceInfo", b"Metadata", b"OPI", b"OC"];

fn rewrite(
    object: Object,
    target: &mut Document,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
    waiting: &mut Vec<(ObjectId, ObjectId)>,
) -> Object {
    match object {
        Object::Reference(id) => {
            let to = *copied.entry(id).or_insert_with(|| {
                let to = target.new_object_id();
                waiting.push((id, to));
                to
            });
            Object::Reference(to)
        }
        Object::Array(items) => {
            Object::Array(items.into_iter().map(|o| rewrite(o, target, copied, waiting)).collect())
        }
        Object::Dictionary(dict) => Object::Dictionary(rewrite_dict(dict, target, copied, waiting)),
        Object::Stream(mut stream) => {
            stream.dict = rewrite_dict(stream.dict, target, copied, waiting);
            Object::Stream(stream)
        }
        other => other,
    }
}

fn rewrite_dict(
    dict: Dictionary,
    target: &mut Document,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
    waiting: &mut Vec<(ObjectId, ObjectId)>,
) -> Dictionary {
    let mut out = Dictionary::new();
    for (key, value) in dict.iter() {
        if !DROPPED.contains(&key.as_slice()) {
            out.set(key.clone(), rewrite(value.clone(), target, copied, waiting));
        }
    }
    out
}

fn resolve(doc: &Document, object: &Object) -> Object {
    doc.dereference(object).map(|(_, o)| o.clone()).unwrap_or(Object::Null)
}

/// A page attribute, its own or that of a node above it.
fn inherited(doc: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut id = page;
    for _ in 0..64 {
        let dict = doc.get_dictionary(id).ok()?;
        if let Ok(value) = dict.get(key) {
            return Some(resolve(doc, value));
        }
        id = dict.get(b"Parent").ok()?.as_reference().ok()?;
    }
    None
}

fn rectangle(doc: &Document, object: &Object) -> Option<[f32; 4]> {
    let list = object.as_array().ok()?;
    let v: Vec<f32> = list.iter().filter_map(|o| resolve(doc, o).as_float().ok()).collect();
    let [a, b, c, d] = v.as_slice() else { return None };
    let out = [a.min(*c), b.min(*d), a.max(*c), b.max(*d)];
    (out[2] - out[0] > 1.0 && out[3] - out[1] > 1.0).then_some(out)
}

fn placing(doc: &Document, page: ObjectId) -> Placing {
    let media = inherited(doc, page, b"MediaBox")
        .and_then(|o| rectangle(doc, &o))
        .unwrap_or([0.0, 0.0, 595.0, 842.0]);
    let crop = inherited(doc, page, b"CropBox").and_then(|o| rectangle(doc, &o)).unwrap_or(media);
    let cut = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
    let bounds = if cut[2] - cut[0] > 1.0 && cut[3] - cut[1] > 1.0 { cut } else { media };
    let turned = inherited(doc, page, b"Rotate").and_then(|o| o.as_i64().ok()).unwrap_or(0).rem_euclid(360);
    Placing { bounds, turned: turned / 90 * 90 }
}

/// What annotations draw on the page (filled fields, seals, notes): the stream and the matrix that puts it.
fn appearances(doc: &Document, page: ObjectId) -> Vec<(ObjectId, [f32; 6])> {
    let Some(Object::Array(list)) = inherited(doc, page, b"Annots") else { return Vec::new() };
    list.iter().filter_map(|o| appearance(doc, &resolve(doc, o))).collect()
}

fn appearance(doc: &Document, annotation: &Object) -> Option<(ObjectId, [f32; 6])> {
    let dict = annotation.as_dict().ok()?;
    let flags = dict.get(b"F").ok().and_then(|o| o.as_i64().ok()).unwrap_or(0);
    // Hidden (2) and no-view (32) annotations, links and pop-ups draw nothing.
    if flags & 0b10_0010 != 0 || matches!(dict.get(b"Subtype").ok()?.as_name().ok()?, b"Popup" | b"Link") {
        return None;
    }
    let rect = rectangle(doc, &resolve(doc, dict.get(b"Rect").ok()?))?;
    let ap = resolve(doc, dict.get(b"AP").ok()?);
    let mut normal = ap.as_dict().ok()?.get(b"N").ok()?.clone();
    if let Ok(states) = resolve(doc, &normal).as_dict() {
        let state = dict.get(b"AS").ok()?.as_name().ok()?;
        normal = states.get(state).ok()?.clone();
    }
    let id = normal.as_reference().ok()?;
    let form = doc.get_object(id).ok()?.as_stream().ok()?;
    let bbox = rectangle(doc, &resolve(doc, form.dict.get(b"BBox").ok()?))?;
    let m: Vec<f32> = match form.dict.get(b"Matrix").ok().map(|o| resolve(doc, o)) {
        Some(Object::Array(a)) => a.iter().filter_map(|o| o.as_float().ok()).collect(),
        _ => vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    };
    let [a, b, c, d, e, f] = m.as_slice() else { return None };
    let corners = [(bbox[0], bbox[1]), (bbox[2], bbox[1]), (bbox[0], bbox[3]), (bbox[2], bbox[3])]
        .map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
    let low = |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::MAX, f32::min);
    let high = |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::MIN, f32::max);
    let (x0, y0, x1, y1) = (low(|p| p.0), low(|p| p.1), high(|p| p.0), high(|p| p.1));
    if x1 - x0 < 0.01 || y1 - y0 < 0.01 {
        return None;
    }
    let (sx, sy) = ((rect[2] - rect[0]) / (x1 - x0), (rect[3] - rect[1]) / (y1 - y0));
    Some((id, [sx, 0.0, 0.0, sy, rect[0] - sx * x0, rect[1] - sy * y0]))
}
