//! A dossier that was changed in one place: the comparison must see it and name it.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object};

use super::picture::Grey;
use super::story::{Made, dossiers};
use super::{Looks, kept, shown};

/// What the comparison says of a dossier after a change; only page `page` (from 1) is drawn anew.
fn seen(made: &Made, pages: &[Grey], page: u32, name: &str, change: &dyn Fn(&mut Document)) -> Vec<String> {
    let mut doc = Document::load_mem(&made.pdf).unwrap();
    change(&mut doc);
    let mut pdf = Vec::new();
    doc.save_to(&mut pdf).unwrap();
    let changed = Made { recipient: made.recipient, pdf, head: made.head.clone() };
    let out = shown().join("changed").join(name);
    let looks = Looks::drawn(&changed, |number| match number + 1 == page as usize {
        true => Grey::drawn(&changed.pdf, number),
        false => pages[number].clone(),
    });
    looks.faults(&kept().join(made.recipient.word()), &out)
}

/// Changes the drawing of a page, from 1.
fn draw(doc: &mut Document, page: u32, change: impl FnOnce(&mut Vec<Operation>)) {
    let id = doc.get_pages()[&page];
    let mut content = Content::decode(&doc.get_page_content(id)).unwrap();
    change(&mut content.operations);
    doc.change_page_content(id, content.encode().unwrap()).unwrap();
}

fn shift(operation: &mut Operation, operand: usize, by: f32) {
    let value = operation.operands[operand].as_float().unwrap();
    operation.operands[operand] = Object::Real(value + by);
}

#[test]
fn a_change_in_one_place_is_seen_and_named() {
    if std::env::var_os("RECOUP_BLESS").is_some() {
        return;
    }
    let made = dossiers().swap_remove(0);
    let (letter, table) = (3, 11);
    let pages = Looks::of(&made).pages;
    let seen = |page, name: &str, change: &dyn Fn(&mut Document)| seen(&made, &pages, page, name, change);

    let faults = seen(letter, "nothing", &|_| {});
    assert!(faults.is_empty(), "{faults:?}");

    // One sign of a line of the letter.
    let faults = seen(letter, "letter", &|doc| {
        draw(doc, letter, |operations| {
            let line = operations.iter_mut().filter(|o| o.operator == "TJ").nth(12).unwrap();
            let glyphs = line.operands[0].as_array_mut().unwrap();
            let sign = glyphs.iter_mut().find_map(|g| g.as_str_mut().ok()).unwrap();
            sign[1] ^= 1;
        });
    });
    assert!(faults.iter().any(|f| f.starts_with("text.txt line")), "{faults:?}");
    assert!(faults.iter().any(|f| f.starts_with("structure.txt line")), "{faults:?}");

    // One line a point lower.
    let faults = seen(letter, "line", &|doc| {
        draw(doc, letter, |operations| {
            let line = operations.iter_mut().filter(|o| o.operator == "Tm").nth(12).unwrap();
            shift(line, 5, -1.0);
        });
    });
    assert!(faults.len() == 1 && faults[0].starts_with("page 3 looks different"), "{faults:?}");
    assert!(shown().join("changed/line/page-03.png").is_file(), "the page is there to be looked at");

    // A link that goes elsewhere.
    let faults = seen(2, "link", &|doc| {
        let pages = doc.get_pages();
        let page = doc.get_dictionary(pages[&2]).unwrap();
        let link = page.get(b"Annots").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        let link = doc.get_dictionary_mut(link).unwrap();
        link.get_mut(b"Dest").unwrap().as_array_mut().unwrap()[0] = Object::Reference(pages[&5]);
    });
    assert!(faults.len() == 1 && faults[0].starts_with("links.txt line"), "{faults:?}");

    // A head of a column that is a cell like any other.
    let faults = seen(1, "head", &|doc| {
        let heads = doc.objects.values_mut().filter_map(|o| o.as_dict_mut().ok());
        let mut heads = heads.filter(|d| d.get(b"S").and_then(Object::as_name).is_ok_and(|s| s == b"TH"));
        heads.next().unwrap().set("S", Object::Name(b"TD".to_vec()));
    });
    assert!(faults.len() == 1 && faults[0].starts_with("structure.txt line"), "{faults:?}");

    // A head that no longer says what it heads.
    let faults = seen(1, "scope", &|doc| {
        let heads = doc.objects.values_mut().filter_map(|o| o.as_dict_mut().ok());
        let mut heads = heads.filter(|d| d.get(b"S").and_then(Object::as_name).is_ok_and(|s| s == b"TH"));
        heads.next().unwrap().remove(b"A");
    });
    assert!(faults.len() == 1 && faults[0].contains("Scope"), "{faults:?}");

    // A column two points to the right, without a word changed.
    let faults = seen(table, "column", &|doc| {
        draw(doc, table, |operations| {
            let at = |o: &Operation| o.operands[4].as_float().unwrap();
            let starts: Vec<f32> = operations.iter().filter(|o| o.operator == "Tm").map(at).collect();
            let column = |x: f32| starts.iter().filter(|s| **s == x).count();
            let most = starts.iter().copied().max_by_key(|x| column(*x)).unwrap();
            for line in operations.iter_mut().filter(|o| o.operator == "Tm") {
                if at(line) == most {
                    shift(line, 4, 2.0);
                }
            }
        });
    });
    assert!(faults.len() == 1 && faults[0].starts_with("page 11 looks different"), "{faults:?}");
}
