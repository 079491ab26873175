//! The structure tree: what each piece of text is, for screen readers and for text extraction in order.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::layout::{Flow, ROOT};

use super::finish::{name, text};

/// What one element holds itself.
#[derive(Default)]
struct Own {
    /// The page of its bare numbers.
    page: Option<ObjectId>,
    list: Vec<Object>,
}

impl Own {
    /// A piece of content: a bare number on the element's own page, a dictionary on another.
    fn content(&mut self, page: ObjectId, mcid: usize) {
        let mcid = Object::Integer(mcid as i64);
        if *self.page.get_or_insert(page) == page {
            return self.list.push(mcid);
        }
        let mut d = Dictionary::new();
        d.set("Type", name("MCR"));
        d.set("Pg", Object::Reference(page));
        d.set("MCID", mcid);
        self.list.push(Object::Dictionary(d));
    }
}

/// Builds the tree and returns the root's id. `links` are the annotations with their node, in the order of their
/// `/StructParent` numbers, which follow those of the pages.
pub(super) fn tree(
    doc: &mut Document,
    flow: &Flow<'_>,
    marks: &[Vec<usize>],
    pages: &[ObjectId],
    links: &[(ObjectId, ObjectId, usize)],
) -> ObjectId {
    let root = doc.new_object_id();
    let ids: Vec<ObjectId> = flow.nodes.iter().map(|_| doc.new_object_id()).collect();
    let mut own: BTreeMap<usize, Own> = BTreeMap::new();
    for (page, nodes) in pages.iter().zip(marks) {
        for (mcid, node) in nodes.iter().enumerate() {
            own.entry(*node).or_default().content(*page, mcid);
        }
    }
    for (annotation, page, node) in links {
        let mut d = Dictionary::new();
        d.set("Type", name("OBJR"));
        d.set("Obj", Object::Reference(*annotation));
        d.set("Pg", Object::Reference(*page));
        own.entry(*node).or_default().list.push(Object::Dictionary(d));
    }
    // From the last to the first, so that a parent knows which of its children have anything in them.
    let mut kids: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, node) in flow.nodes.iter().enumerate().skip(1).rev() {
        if own.contains_key(&n) || kids.contains_key(&n) {
            kids.entry(node.parent).or_default().push(n);
        }
    }
    for (n, node) in flow.nodes.iter().enumerate() {
        let Own { page, mut list } = own.remove(&n).unwrap_or_default();
        list.extend(kids.get(&n).into_iter().flatten().rev().map(|k| Object::Reference(ids[*k])));
        if list.is_empty() && n != ROOT {
            continue;
        }
        let mut d = Dictionary::new();
        d.set("S", name(node.tag));
        d.set("P", Object::Reference(if n == ROOT { root } else { ids[node.parent] }));
        match (list.len(), list.pop()) {
            (1, Some(only)) => d.set("K", only),
            (_, last) => d.set("K", list.into_iter().chain(last).collect::<Vec<_>>()),
        }
        if let Some(page) = page {
            d.set("Pg", Object::Reference(page));
        }
        if let Some(alt) = &node.alt {
            d.set("Alt", text(alt));
        }
        if node.tag == "TH" {
            let mut a = Dictionary::new();
            a.set("O", name("Table"));
            // Beside a data cell it heads its row, among other heads its column.
            let in_row = kids.get(&node.parent).into_iter().flatten().any(|k| flow.nodes[*k].tag == "TD");
            a.set("Scope", name(if in_row { "Row" } else { "Column" }));
            d.set("A", a);
        }
        doc.objects.insert(ids[n], Object::Dictionary(d));
    }
    let mut numbers = Vec::new();
    for (i, nodes) in marks.iter().enumerate() {
        let list: Vec<Object> = nodes.iter().map(|n| Object::Reference(ids[*n])).collect();
        let list = doc.add_object(Object::Array(list));
        numbers.push(Object::Integer(i as i64));
        numbers.push(Object::Reference(list));
    }
    for (i, (_, _, node)) in links.iter().enumerate() {
        numbers.push(Object::Integer((marks.len() + i) as i64));
        numbers.push(Object::Reference(ids[*node]));
    }
    let mut parents = Dictionary::new();
    parents.set("Nums", numbers);
    let parents = doc.add_object(parents);
    let mut d = Dictionary::new();
    d.set("Type", name("StructTreeRoot"));
    d.set("K", Object::Reference(ids[ROOT]));
    d.set("ParentTree", Object::Reference(parents));
    d.set("ParentTreeNextKey", (marks.len() + links.len()) as i64);
    doc.objects.insert(root, Object::Dictionary(d));
    root
}
