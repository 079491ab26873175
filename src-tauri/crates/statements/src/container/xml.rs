//! What the readers of XML have in common.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart};

/// A reader of a text, set up as all of them are.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    Reader::from_str(text)
}

/// The attribute of that name, whatever its name space.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(attribute.value.into_owned())
}

/// Adds what `&amp;` or `&#x4E00;` stands for; a blank for a name that XML itself does not know.
pub(super) fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => text.push(c),
        _ => text.push_str(resolve_xml_entity(reference.as_ref()).unwrap_or(" ")),
    }
}
