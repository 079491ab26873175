//! Title, dates, language: the same in the Info dictionary and in XMP.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::input::Input;

use super::finish::{name, text};

/// Writes Info and XMP and returns their ids.
pub(super) fn metadata(doc: &mut Document, input: &Input, claims_archive: bool) -> (ObjectId, ObjectId) {
    let title = format!("{}：{}（案件 {}）", input.shop.name, input.title, input.case_no);
    let day = input.prepared_on;
    let mut info = Dictionary::new();
    info.set("Title", text(&title));
    info.set("Author", text(&input.shop.name));
    info.set("Subject", text(&input.acquirer));
    info.set("Creator", text("追款管家 Recoup"));
    info.set("Producer", text("Recoup"));
    let stamp = format!("D:{}000000+08'00'", day.format("%Y%m%d"));
    info.set("CreationDate", Object::string_literal(stamp.clone()));
    info.set("ModDate", Object::string_literal(stamp));
    let info = doc.add_object(info);

    let at = format!("{}T00:00:00+08:00", day.format("%Y-%m-%d"));
    let archive = if claims_archive {
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
    } else {
        ""
    };
    let xmp = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n{archive}\
         <dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>\n\
         <xmp:CreatorTool>追款管家 Recoup</xmp:CreatorTool>\n\
         <xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>\n\
         <pdf:Producer>Recoup</pdf:Producer>\n\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        title = escaped(&title),
        author = escaped(&input.shop.name),
        subject = escaped(&input.acquirer),
    );
    let mut dict = Dictionary::new();
    dict.set("Type", name("Metadata"));
    dict.set("Subtype", name("XML"));
    let xmp = doc.add_object(Stream::new(dict, xmp.into_bytes()).with_compression(false));
    (info, xmp)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
