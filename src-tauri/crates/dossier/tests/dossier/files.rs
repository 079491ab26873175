//! Exhibit files made for the tests.

use std::collections::BTreeMap;
use std::io;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use sha2::{Digest, Sha256};

/// An invented slip, photographed sideways: its EXIF orientation is 6.
pub const SLIP: &[u8] = include_bytes!("fixtures/slip.jpg");

/// Files by their SHA-256, as a vault keeps them.
#[derive(Default, Clone)]
pub struct Vault(pub BTreeMap<String, Vec<u8>>);

impl Vault {
    /// Takes a file in and gives its hash.
    pub fn put(&mut self, bytes: Vec<u8>) -> String {
        let hash = sha256(&bytes);
        self.0.insert(hash.clone(), bytes);
        hash
    }

    /// The function that opens exhibits.
    pub fn opener(&self) -> impl FnMut(&str) -> io::Result<Vec<u8>> + '_ {
        |hash| self.0.get(hash).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A three-page receipt: upright, turned by 90 degrees, landscape; the last has a seal as an annotation.
pub fn receipt_pdf() -> Vec<u8> {
    let mut doc = Document::with_version("1.5");
    let pages_id = doc.new_object_id();
    let font =
        doc.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let mut kids = Vec::new();
    for (n, (w, h, rotate)) in [(595, 842, 0), (595, 842, 90), (842, 595, 0)].into_iter().enumerate() {
        let text = format!(
            "1 w 20 20 {} {} re S BT /F1 28 Tf 60 {} Td (BANK RECEIPT page {} of 3) Tj 0 -40 Td (credit 0.00 on 2026-11-12) Tj ET",
            w - 40,
            h - 40,
            h - 100,
            n + 1
        );
        let content = doc.add_object(Stream::new(Dictionary::new(), text.into_bytes()));
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => pages_id,
            "MediaBox" => vec![0.into(), 0.into(), w.into(), h.into()],
            "Rotate" => rotate,
            "Contents" => content,
            // A page action that must not come along.
            "AA" => dictionary! { "O" => dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") } },
        };
        if n == 2 {
            let seal = Stream::new(
                dictionary! {
                    "Type" => "XObject", "Subtype" => "Form",
                    "BBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
                    "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
                },
                b"2 w 2 2 96 96 re S BT /F1 20 Tf 18 44 Td (SEAL) Tj ET".to_vec(),
            );
            let seal = doc.add_object(seal);
            let stamp = doc.add_object(dictionary! {
                "Type" => "Annot", "Subtype" => "Stamp", "F" => 4,
                "Rect" => vec![600.into(), 60.into(), 760.into(), 220.into()],
                "AP" => dictionary! { "N" => seal },
            });
            page.set("Annots", vec![Object::Reference(stamp)]);
        }
        kids.push(Object::Reference(doc.add_object(page)));
    }
    doc.objects.insert(
        pages_id,
        Object::Dictionary(dictionary! {
            "Type" => "Pages", "Count" => 3, "Kids" => kids,
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        }),
    );
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    doc.trailer.set("Root", catalog);
    let mut out = Vec::new();
    doc.save_to(&mut out).unwrap();
    out
}

/// A screenshot with some colour, and transparency if asked for.
pub fn screenshot_png(alpha: bool) -> Vec<u8> {
    let (w, h) = (360u32, 640u32);
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, w, h);
    encoder.set_color(if alpha { png::ColorType::Rgba } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    let mut data = Vec::new();
    for y in 0..h {
        for x in 0..w {
            let bar = (y / 40) % 2 == 0 && x > 30 && x < 300;
            data.extend_from_slice(if bar { &[40, 80, 160] } else { &[240, 240, 236] });
            if alpha {
                data.push(if x < 20 { 0 } else { 255 });
            }
        }
    }
    writer.write_image_data(&data).unwrap();
    writer.finish().unwrap();
    out
}

/// An acquirer's export with 60 lines in GBK.
pub fn export_csv() -> Vec<u8> {
    let mut text =
        String::from("交易日期,交易时间,终端号,参考号,卡号,交易类型,交易金额,手续费,净额,商户订单号\r\n");
    for i in 0..60 {
        text.push_str(&format!(
            "2026-11-{:02},18:{:02}:07,60317742,1117678{:05},4111111111111111,消费,{}.50,0.{:02},{}.00,NQXM202611{:018}\r\n",
            1 + i / 4,
            i,
            i,
            40 + i,
            15 + i % 10,
            40 + i,
            i * 7919
        ));
    }
    encoding_rs::GBK.encode(&text).0.into_owned()
}
