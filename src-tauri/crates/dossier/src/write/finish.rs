//! What printpdf cannot do, through lopdf: pictures and foreign pages, links, bookmarks, labels, language, structure,
//! attachments, metadata.

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

use crate::error::DossierError;
use crate::exhibit::jpeg::Jpeg;
use crate::exhibit::{Original, Prepared, Shown, sha256};
use crate::input::Input;
use crate::layout::{Flow, Item, Part};

use super::draw::{Drawn, picture_name};
use super::metadata::metadata;
use super::save::MARK;
use super::structure::tree;

/// A finished document, ready to be saved.
pub(crate) struct Finished {
    pub(crate) doc: Document,
    /// Foreign pages whose content could not be copied: Chinese and English.
    pub(crate) warnings: Vec<(String, String)>,
}

/// Finishes a drawn document.
pub(crate) fn finish(
    drawn: Drawn,
    flow: &Flow<'_>,
    input: &Input,
    exhibits: Vec<Prepared>,
) -> Result<Finished, DossierError> {
    let Drawn { mut doc, marks } = drawn;
    doc.version = "1.7".into();
    let pages: Vec<ObjectId> = doc.page_iter().collect();
    if pages.len() != flow.pages.len() {
        return Err(DossierError::Internal("pages got lost".into()));
    }
    let foreign = exhibits.iter().any(|e| matches!(e.shown, Shown::Pdf(_)));
    let cmyk = exhibits.iter().any(|e| matches!(&e.shown, Shown::Jpeg(j) if j.components == 4));
    let mut warnings = Vec::new();
    let (pictures, originals) = pictures(&mut doc, input, exhibits, &mut warnings);
    for (page, id) in flow.pages.iter().zip(&pages) {
        let mut used = Dictionary::new();
        for item in &page.items {
            if let Item::Picture { key, .. } = item
                && let Some(picture) = pictures.get(key)
            {
                used.set(picture_name(key), Object::Reference(*picture));
            }
        }
        resources(&mut doc, *id, used)?;
    }
    let links = links(&mut doc, flow, &pages)?;
    let root = tree(&mut doc, flow, &marks, &pages, &links);
    for (i, id) in pages.iter().enumerate() {
        let page = dictionary(&mut doc, *id)?;
        page.set("StructParents", i as i64);
        page.set("Tabs", name("S"));
    }
    let outline = outline(&mut doc, flow, input, &pages);
    let attached = attachments(&mut doc, input, originals);
    // What a foreign page holds cannot be vouched for, and CMYK does not fit an sRGB intent.
    let claims_archive = !foreign && !cmyk;
    let (info, xmp) = metadata(&mut doc, input, claims_archive);
    let intent = output_intent(&mut doc);
    let catalog = doc.catalog_mut().map_err(|e| DossierError::Internal(e.to_string()))?;
    catalog.set("PageMode", name("UseOutlines"));
    catalog.set("PageLayout", name("SinglePage"));
    catalog.set("Outlines", Object::Reference(outline));
    catalog.set("Lang", Object::string_literal(input.language.pick("zh-CN", "en")));
    catalog.set("StructTreeRoot", Object::Reference(root));
    catalog.set("Metadata", Object::Reference(xmp));
    catalog.set("OutputIntents", vec![intent]);
    let mut marked = Dictionary::new();
    marked.set("Marked", true);
    catalog.set("MarkInfo", marked);
    let mut viewer = Dictionary::new();
    viewer.set("DisplayDocTitle", true);
    catalog.set("ViewerPreferences", viewer);
    // The printed number is the page's number in the file.
    let mut decimal = Dictionary::new();
    decimal.set("S", name("D"));
    let mut labels = Dictionary::new();
    labels.set("Nums", vec![Object::Integer(0), Object::Dictionary(decimal)]);
    catalog.set("PageLabels", labels);
    let mut files = Dictionary::new();
    let mut names = Vec::new();
    for (key, id) in &attached {
        names.push(Object::string_literal(key.as_str()));
        names.push(Object::Reference(*id));
    }
    files.set("Names", names);
    let mut tree = Dictionary::new();
    tree.set("EmbeddedFiles", files);
    catalog.set("Names", tree);
    catalog.set("AF", attached.iter().map(|(_, id)| Object::Reference(*id)).collect::<Vec<_>>());

    let seed = serde_json::to_vec(input).map_err(|e| DossierError::Internal(e.to_string()))?;
    let id = sha256(&seed)[..32].to_owned();
    let id = Object::String(id.into_bytes(), StringFormat::Literal);
    doc.trailer.set("Info", Object::Reference(info));
    doc.trailer.set("ID", vec![id.clone(), id]);
    doc.compress();
    tidy(&mut doc);
    Ok(Finished { doc, warnings })
}

/// Drops what nothing leads to and numbers the rest without gaps. lopdf's own ways take time by the square of the objects,
/// and a dossier of a few hundred pages has tens of thousands.
fn tidy(doc: &mut Document) {
    let mut reached = HashSet::new();
    let mut waiting: Vec<&Object> = doc.trailer.iter().map(|(_, value)| value).collect();
    while let Some(object) = waiting.pop() {
        match object {
            Object::Reference(id) if reached.insert(*id) => waiting.extend(doc.objects.get(id)),
            Object::Array(list) => waiting.extend(list),
            Object::Dictionary(dict) => waiting.extend(dict.iter().map(|(_, value)| value)),
            Object::Stream(stream) => waiting.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    let kept = std::mem::take(&mut doc.objects).into_iter().filter(|(id, _)| reached.contains(id));
    let kept: Vec<(ObjectId, Object)> = kept.collect();
    let numbers: HashMap<ObjectId, ObjectId> =
        kept.iter().zip(1..).map(|((old, _), number)| (*old, (number, 0))).collect();
    doc.max_id = kept.len() as u32;
    doc.trailer.iter_mut().for_each(|(_, value)| renumber(value, &numbers));
    doc.objects = kept
        .into_iter()
        .zip(1..)
        .map(|((_, mut object), number)| {
            renumber(&mut object, &numbers);
            ((number, 0), object)
        })
        .collect();
}

/// A reference to what is not there becomes null, which is how a reader takes it anyway.
fn renumber(object: &mut Object, numbers: &HashMap<ObjectId, ObjectId>) {
    match object {
        Object::Reference(id) => match numbers.get(id) {
            Some(new) => *id = *new,
            None => *object = Object::Null,
        },
        Object::Array(list) => list.iter_mut().for_each(|value| renumber(value, numbers)),
        Object::Dictionary(dict) => dict.iter_mut().for_each(|(_, value)| renumber(value, numbers)),
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, value)| renumber(value, numbers)),
        _ => {}
    }
}

/// A PDF name.
pub(super) fn name(text: &str) -> Object {
    Object::Name(text.as_bytes().to_vec())
}

/// A text string: plain where it is ASCII, else UTF-16 with its mark.
pub(super) fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let mut bytes = vec![0xFE, 0xFF];
    for unit in text.encode_utf16() {
        bytes.extend_from_slice(&unit.to_be_bytes());
    }
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn dictionary(doc: &mut Document, id: ObjectId) -> Result<&mut Dictionary, DossierError> {
    doc.get_dictionary_mut(id).map_err(|e| DossierError::Internal(e.to_string()))
}

/// Says that device colours are meant as sRGB.
fn output_intent(doc: &mut Document) -> Object {
    let mut dict = Dictionary::new();
    dict.set("N", 3);
    let profile = doc.add_object(Stream::new(dict, super::icc::srgb()));
    let mut intent = Dictionary::new();
    intent.set("Type", name("OutputIntent"));
    intent.set("S", name("GTS_PDFA1"));
    intent.set("OutputConditionIdentifier", text("sRGB IEC61966-2.1"));
    intent.set("Info", text("sRGB IEC61966-2.1"));
    intent.set("DestOutputProfile", Object::Reference(profile));
    Object::Dictionary(intent)
}

/// Each page gets its own pictures and loses the empty entries printpdf writes.
fn resources(doc: &mut Document, page: ObjectId, pictures: Dictionary) -> Result<(), DossierError> {
    let id = dictionary(doc, page)?
        .get(b"Resources")
        .and_then(Object::as_reference)
        .map_err(|e| DossierError::Internal(e.to_string()))?;
    let resources = dictionary(doc, id)?;
    for key in [&b"ExtGState"[..], b"Shading", b"XObject"] {
        resources.remove(key);
    }
    if !pictures.is_empty() {
        resources.set("XObject", pictures);
    }
    Ok(())
}

type Originals = Vec<(usize, Original)>;

/// Puts every picture and foreign page into the document; returns them by the layout's key, and the files to attach.
fn pictures(
    doc: &mut Document,
    input: &Input,
    exhibits: Vec<Prepared>,
    warnings: &mut Vec<(String, String)>,
) -> (BTreeMap<String, ObjectId>, Originals) {
    let mut out = BTreeMap::new();
    let mut originals = Vec::new();
    for (i, (entry, prepared)) in input.exhibits.iter().zip(exhibits).enumerate() {
        let key = Part::Exhibit(entry.no).key();
        match prepared.shown {
            Shown::Jpeg(jpeg) => {
                let mut head = jpeg_head(&jpeg);
                head.set(MARK, i as i64);
                out.insert(key, doc.add_object(Stream::new(head, Vec::new()).with_compression(false)));
            }
            Shown::Png(png) => {
                let mut image = png.image;
                if let Some(mask) = png.mask {
                    let mask = doc.add_object(mask);
                    image.dict.set("SMask", Object::Reference(mask));
                }
                out.insert(key, doc.add_object(image));
            }
            Shown::Pdf(foreign) => {
                let mut copied = BTreeMap::new();
                for page in 0..foreign.placings.len() {
                    match foreign.form(page, doc, &mut copied) {
                        Ok(id) => {
                            out.insert(format!("{key}/{page}"), id);
                        }
                        Err(why) => warnings.push((
                            format!("证据{}第 {} 页印不出来（{why}），请看所附原文件", entry.no, page + 1),
                            format!("page {} of exhibit {} cannot be printed ({why})", page + 1, entry.no),
                        )),
                    }
                }
            }
            Shown::Text(..) | Shown::Slip => {}
        }
        if let Some(original) = prepared.original {
            originals.push((i, original));
        }
    }
    (out, originals)
}

fn jpeg_head(jpeg: &Jpeg) -> Dictionary {
    let mut dict = Dictionary::new();
    dict.set("Type", name("XObject"));
    dict.set("Subtype", name("Image"));
    dict.set("Width", i64::from(jpeg.width));
    dict.set("Height", i64::from(jpeg.height));
    dict.set("BitsPerComponent", 8);
    dict.set(
        "ColorSpace",
        name(match jpeg.components {
            1 => "DeviceGray",
            4 => "DeviceCMYK",
            _ => "DeviceRGB",
        }),
    );
    if jpeg.inverted {
        dict.set("Decode", [1, 0, 1, 0, 1, 0, 1, 0].map(Object::Integer).to_vec());
    }
    dict.set("Filter", name("DCTDecode"));
    dict
}

/// Link annotations: (annotation, page, node) in the order of their structure numbers.
fn links(
    doc: &mut Document,
    flow: &Flow<'_>,
    pages: &[ObjectId],
) -> Result<Vec<(ObjectId, ObjectId, usize)>, DossierError> {
    let mut out = Vec::new();
    for (page, id) in flow.pages.iter().zip(pages) {
        let mut annotations = Vec::new();
        for link in &page.links {
            let Some(anchor) = flow.anchors.get(&link.to) else { continue };
            let mut d = Dictionary::new();
            d.set("Type", name("Annot"));
            d.set("Subtype", name("Link"));
            d.set("Rect", link.rect.iter().map(|v| Object::Real(*v)).collect::<Vec<_>>());
            d.set("Border", vec![Object::Integer(0); 3]);
            d.set("F", 4);
            d.set("Dest", destination(pages, anchor.page, anchor.y));
            d.set("StructParent", (pages.len() + out.len()) as i64);
            d.set("Contents", text(&link.to));
            let annotation = doc.add_object(d);
            annotations.push(Object::Reference(annotation));
            out.push((annotation, *id, link.node));
        }
        let page = dictionary(doc, *id)?;
        if annotations.is_empty() {
            page.remove(b"Annots");
        } else {
            page.set("Annots", annotations);
        }
    }
    Ok(out)
}

fn destination(pages: &[ObjectId], page: usize, y: f32) -> Object {
    let page = pages.get(page).map_or(Object::Null, |p| Object::Reference(*p));
    Object::Array(vec![page, name("XYZ"), Object::Null, Object::Real(y), Object::Null])
}

struct Mark {
    title: String,
    page: usize,
    y: f32,
    below: Vec<Mark>,
}

/// Bookmarks: parts, and the exhibits below a node of their own; each title carries its page number.
fn outline(doc: &mut Document, flow: &Flow<'_>, input: &Input, pages: &[ObjectId]) -> ObjectId {
    let mut marks: Vec<Mark> = Vec::new();
    let cover = input.language.pick("封面", "Cover");
    marks.push(Mark { title: format!("{cover} · 1"), page: 0, y: 842.0, below: Vec::new() });
    for l in &flow.listed {
        let Some(anchor) = flow.anchors.get(&l.anchor) else { continue };
        let title = format!("{} · {}", l.text, anchor.page + 1);
        let mark = Mark { title, page: anchor.page, y: anchor.y + 20.0, below: Vec::new() };
        if l.anchor.starts_with("exhibit-") {
            if input.exhibits.first().is_some_and(|e| l.anchor == Part::Exhibit(e.no).key()) {
                let title = format!("{} · {}", input.language.pick("证据材料", "Exhibits"), anchor.page + 1);
                marks.push(Mark { title, page: anchor.page, y: 842.0, below: Vec::new() });
            }
            if let Some(last) = marks.last_mut() {
                last.below.push(mark);
            }
        } else {
            marks.push(mark);
        }
    }
    let root = doc.new_object_id();
    let (first, last, count) = siblings(doc, root, &marks, pages);
    let mut d = Dictionary::new();
    d.set("Type", name("Outlines"));
    if let (Some(first), Some(last)) = (first, last) {
        d.set("First", Object::Reference(first));
        d.set("Last", Object::Reference(last));
    }
    d.set("Count", count);
    doc.objects.insert(root, Object::Dictionary(d));
    root
}

fn siblings(
    doc: &mut Document,
    parent: ObjectId,
    marks: &[Mark],
    pages: &[ObjectId],
) -> (Option<ObjectId>, Option<ObjectId>, i64) {
    let ids: Vec<ObjectId> = marks.iter().map(|_| doc.new_object_id()).collect();
    let mut count = ids.len() as i64;
    for (i, (mark, id)) in marks.iter().zip(&ids).enumerate() {
        let mut d = Dictionary::new();
        d.set("Title", text(&mark.title));
        d.set("Parent", Object::Reference(parent));
        d.set("Dest", destination(pages, mark.page, mark.y));
        if i > 0 {
            d.set("Prev", Object::Reference(ids[i - 1]));
        }
        if let Some(next) = ids.get(i + 1) {
            d.set("Next", Object::Reference(*next));
        }
        if !mark.below.is_empty() {
            let (first, last, below) = siblings(doc, *id, &mark.below, pages);
            if let (Some(first), Some(last)) = (first, last) {
                d.set("First", Object::Reference(first));
                d.set("Last", Object::Reference(last));
                d.set("Count", below);
                count += below;
            }
        }
        doc.objects.insert(*id, Object::Dictionary(d));
    }
    (ids.first().copied(), ids.last().copied(), count)
}

/// The untouched originals and the list of all exhibits with their hashes.
fn attachments(doc: &mut Document, input: &Input, originals: Originals) -> Vec<(String, ObjectId)> {
    let mut out = Vec::new();
    for (i, original) in originals {
        let e = &input.exhibits[i];
        let file = crate::pack::ascii_name(e);
        let about = Attachment {
            file: &file,
            shown: &e.file_name,
            about: &e.title,
            media_type: &e.media_type,
            relationship: "Source",
            size: e.size as i64,
        };
        let stream = match original {
            Original::Held(bytes) => Stream::new(Dictionary::new(), bytes),
            Original::Later => {
                let mut head = Dictionary::new();
                head.set(MARK, i as i64);
                Stream::new(head, Vec::new()).with_compression(false)
            }
        };
        let id = attach(doc, input, &about, stream);
        out.push((file, id));
    }
    let list = crate::pack::exhibit_list(input);
    let about = Attachment {
        file: "manifest.json",
        shown: "manifest.json",
        about: input.language.pick("证据文件清单", "list of exhibits"),
        media_type: "application/json",
        relationship: "Data",
        size: list.len() as i64,
    };
    let id = attach(doc, input, &about, Stream::new(Dictionary::new(), list));
    out.push(("manifest.json".to_owned(), id));
    out.sort();
    out
}

struct Attachment<'a> {
    file: &'a str,
    shown: &'a str,
    about: &'a str,
    media_type: &'a str,
    relationship: &'a str,
    size: i64,
}

fn attach(doc: &mut Document, input: &Input, about: &Attachment<'_>, mut stream: Stream) -> ObjectId {
    let stamp = format!("D:{}000000+08'00'", input.prepared_on.format("%Y%m%d"));
    let mut params = Dictionary::new();
    params.set("Size", about.size);
    params.set("ModDate", Object::string_literal(stamp));
    let media_type =
        if about.media_type.contains('/') { about.media_type } else { "application/octet-stream" };
    stream.dict.set("Type", name("EmbeddedFile"));
    stream.dict.set("Subtype", name(media_type));
    stream.dict.set("Params", params);
    let stream = doc.add_object(stream);
    let mut ef = Dictionary::new();
    ef.set("F", Object::Reference(stream));
    ef.set("UF", Object::Reference(stream));
    let mut spec = Dictionary::new();
    spec.set("Type", name("Filespec"));
    spec.set("F", Object::string_literal(about.file));
    spec.set("UF", text(about.shown));
    spec.set("Desc", text(about.about));
    spec.set("AFRelationship", name(about.relationship));
    spec.set("EF", ef);
    doc.add_object(spec)
}
