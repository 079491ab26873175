//! What a reader or a receiver would stumble over, found before printing.

use std::collections::BTreeSet;

use recoup_ledger::Money;
use serde_json::Value;

use crate::error::Refusal;
use crate::fonts::{Face, Fonts};
use crate::input::Input;
use crate::layout::Part;

/// Largest exhibit in bytes.
const LARGEST: u64 = 1 << 30;

/// Looks an input over without opening an exhibit. An empty answer means nothing was found; see [`Refusal::stops`].
pub fn check(input: &Input) -> Vec<Refusal> {
    let mut out = Vec::new();
    // A supplement's exhibits go on from those that were delivered.
    let first = match &input.supplement {
        Some(_) => input.exhibits.first().map_or(u32::MAX, |e| e.no.max(1)),
        None => 1,
    };
    for (e, no) in input.exhibits.iter().zip(first..) {
        if e.no != no {
            out.push(Refusal::Numbering { no: e.no });
        }
        if !is_hash(&e.sha256) {
            out.push(Refusal::Hash { of: format!("证据{}", e.no) });
        }
        if e.size > LARGEST {
            out.push(Refusal::TooLarge { no: e.no, size: e.size });
        }
    }
    if input.supplement.as_ref().is_some_and(|s| !is_hash(&s.sha256)) {
        out.push(Refusal::Hash { of: "前次材料".to_owned() });
    }
    if !is_hash(&input.chain_head) {
        out.push(Refusal::Hash { of: "操作链末端".to_owned() });
    }
    let numbers: BTreeSet<u32> = input.exhibits.iter().map(|e| e.no).collect();
    let cited =
        input.timeline.iter().map(|t| t.exhibit).chain(input.communications.iter().map(|c| c.exhibit));
    let before = if input.supplement.is_some() { 1..first } else { 0..0 };
    for no in cited.flatten().filter(|no| !numbers.contains(no) && !before.contains(no)) {
        out.push(Refusal::Reference { to: format!("证据{no}") });
    }
    let rows: Money = input.unsettled.iter().map(|u| u.net).sum();
    if !input.unsettled.is_empty() && rows - input.paid != input.amount {
        out.push(Refusal::Amount { claimed: input.amount, rows: rows - input.paid });
    }
    let keys = keys(input);
    let mut texts = Vec::new();
    let value = serde_json::to_value(input).unwrap_or_default();
    collect(&value, &mut texts);
    let mut seen = BTreeSet::new();
    for text in &texts {
        for key in text.split("{page:").skip(1).filter_map(|r| r.split_once('}')).map(|x| x.0) {
            if !keys.contains(key) {
                out.push(Refusal::Reference { to: key.to_owned() });
            }
        }
        let Ok(fonts) = Fonts::get() else { continue };
        for c in text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{feff}' | '\u{200b}' | '\u{ad}'))
        {
            if fonts.covering(Face::Song, c).is_none() && seen.insert(c) {
                let inside: String = text.chars().take(24).collect();
                out.push(Refusal::Character { character: c, inside });
            }
        }
    }
    for line in input.summary.iter().filter_map(|l| l.see.as_deref()).filter(|k| !keys.contains(*k)) {
        out.push(Refusal::Reference { to: line.to_owned() });
    }
    out
}

/// The names a text may refer to.
fn keys(input: &Input) -> BTreeSet<String> {
    let mut out: BTreeSet<String> =
        [Part::Cover, Part::Summary, Part::Letter, Part::Contents, Part::Hashes, Part::Receipt]
            .map(Part::key)
            .into();
    let parts = [
        (input.supplement.is_none(), Part::Changes),
        (input.exhibits.is_empty(), Part::Exhibits),
        (input.timeline.is_empty(), Part::Timeline),
        (input.unsettled.is_empty(), Part::Unsettled),
        (input.payouts.is_empty(), Part::Payouts),
        (input.communications.is_empty(), Part::Communications),
        (input.checks.is_empty(), Part::Checks),
        (input.rules.is_empty(), Part::Rules),
        (input.preservation.is_empty(), Part::Preservation),
        (input.limits.is_empty(), Part::Limits),
    ];
    out.extend(parts.into_iter().filter(|p| !p.0).map(|p| p.1.key()));
    out.extend(input.exhibits.iter().map(|e| Part::Exhibit(e.no).key()));
    out.extend(input.unsettled.iter().map(|u| format!("payment-{}", u.id)));
    out
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn collect<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::String(s) => out.push(s),
        Value::Array(a) => a.iter().for_each(|v| collect(v, out)),
        Value::Object(o) => o.values().for_each(|v| collect(v, out)),
        _ => {}
    }
}
