//! Looks over the widths of fonts before the pages are drawn.
//!
//! `/W [0 4000000000 500]` says in a few bytes that four thousand million characters are as wide as each other, and the
//! reader of fonts makes an entry for every one of them. A font has 65,536 characters at most.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::array::FlexArrayIter;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object};

/// How many characters all fonts together may give a width by naming the first and the last of them: a dozen fonts,
/// each whole.
const MOST: u64 = 12 * 65_536;
/// A font stands in the resources of a page at most five objects deep.
const DEPTH: u8 = 8;

/// Whether the fonts of a document are no larger than fonts are.
pub(super) fn are_sound(pdf: &Pdf) -> bool {
    let mut left = MOST;
    pdf.objects().into_iter().all(|object| look_over(&object, DEPTH, &mut left))
}

fn look_over(object: &Object<'_>, depth: u8, left: &mut u64) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    // What is only referred to is an object of its own.
    let mut inside = |found: &MaybeRef<Object<'_>>| match found {
        MaybeRef::NotRef(object) => look_over(object, depth, left),
        MaybeRef::Ref(_) => true,
    };
    match object {
        Object::Array(array) => array.raw_iter().all(|found| inside(&found)),
        Object::Dict(dict) => dict.entries().all(|(_, found)| inside(&found)) && font(dict, left),
        _ => true,
    }
}

fn font(dict: &Dict<'_>, left: &mut u64) -> bool {
    let mut take = |first: u32, last: u32| {
        let more = u64::from(last.saturating_sub(first));
        *left = left.saturating_sub(more);
        *left > 0
    };
    let mut all = |name, next: fn(&mut FlexArrayIter<'_>) -> Option<(u32, u32)>| {
        let Some(widths) = dict.get::<Array<'_>>(name) else { return true };
        let mut iter = widths.flex_iter();
        loop {
            // In the order in which the reader of fonts tries them.
            if iter.next::<(u32, Array<'_>)>().is_some() {
                continue;
            }
            match next(&mut iter) {
                Some((first, last)) if !take(first, last) => return false,
                Some(_) => {}
                None => return true,
            }
        }
    };
    all("W", |iter| iter.next::<(u32, u32, f32)>().map(|(first, last, _)| (first, last)))
        && all("W2", |iter| iter.next::<(u32, u32, f32, f32, f32)>().map(|(first, last, ..)| (first, last)))
}
