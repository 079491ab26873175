//! The written demand (催告函): how it can be sent, and how long it gives.

use crate::record::Text;

/// The period that the demand gives: a choice of this app (7 to 10 days are usual), not a rule of law.
pub const DEMAND_DAYS: u64 = 10;

/// After how many days without proof of delivery the owner is told to trace it: a choice of this app, a letter by EMS
/// usually arrives within three days.
pub const TRACE_DAYS: u64 = 5;

/// The ways in which a demand is sent, by their word in the chain.
pub const WAYS: [(&str, &str, &str); 6] = [
    ("ems", "EMS 快递", "EMS"),
    ("registered", "挂号信", "registered mail"),
    ("courier", "其他快递", "another courier"),
    ("email", "电子邮件", "e-mail"),
    ("app", "机构 APP 或网站", "the acquirer's app or site"),
    ("in_person", "当面递交", "handed over in person"),
];

/// A way as shown to people; a word of a later version stands for itself.
pub fn way_text(word: &str) -> Text {
    match WAYS.iter().find(|(id, ..)| *id == word) {
        Some((_, zh, en)) => Text::new(*zh, *en),
        None => Text::new(word, word),
    }
}
