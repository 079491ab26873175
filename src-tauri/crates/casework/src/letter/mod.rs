//! Letters for each recipient, drafted from the case.
//!
//! They state what the records show and nothing more, in neutral words: money is 应到没到, nobody "owes" or "cheats".
//! A detail that the owner has not typed in yet stands as `（待填：…）` and is listed in [`Letter::to_fill`].

mod claims;
mod complaints;
mod lost;
mod parts;

use chrono::NaiveDate;
use recoup_ledger::Shop;
use serde::Serialize;

use crate::case::Case;
use crate::recipient::Recipient;
use crate::record::Text;

/// A letter as plain text. A paragraph that begins with a Chinese numeral and 、 is a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// For whom.
    pub recipient: Recipient,
    /// Such as 催告函.
    pub title: String,
    /// The addressee as written on top.
    pub to: String,
    /// The body.
    pub paragraphs: Vec<String>,
    /// What is enclosed.
    pub enclosures: Vec<String>,
    /// Signature lines with the date.
    pub signature: Vec<String>,
    /// What the owner still has to fill in, Chinese labels.
    pub to_fill: Vec<String>,
    /// Whether the owner changed the paragraphs.
    pub edited: bool,
    /// The body as drafted, to go back to.
    pub drafted: Vec<String>,
    /// What the drafted body says and the owner's does not: without it a reader sends the letter back.
    pub lost: Vec<Text>,
}

/// What stands before the closing mark; a label may hold a pair of marks itself (法定代表人（负责人）).
fn label(rest: &str) -> &str {
    let mut open = 1;
    let end = rest.char_indices().find(|(_, c)| {
        open += match c {
            '（' => 1,
            '）' => -1,
            _ => 0,
        };
        open == 0
    });
    end.map_or(rest, |(at, _)| &rest[..at])
}

/// Drafts the letter to `recipient`, dated `today`. Paragraphs that the owner changed stand in place of the draft.
pub fn letter(case: &Case, recipient: Recipient, shop: &Shop, today: NaiveDate) -> Letter {
    let draft = parts::Draft::new(case, shop, today);
    let (title, to, paragraphs) = match recipient {
        Recipient::Provider => claims::demand(&draft),
        Recipient::Court => claims::suit(&draft),
        Recipient::Unionpay => complaints::unionpay(&draft),
        Recipient::Pbc => complaints::pbc(&draft),
        Recipient::Nfra => complaints::nfra(&draft),
        Recipient::Police => complaints::police(&draft),
    };
    let edited = case.letters.get(&recipient);
    let drafted = paragraphs;
    let lost = edited.map(|own| lost::lost(&draft, recipient, &drafted, own)).unwrap_or_default();
    let paragraphs = edited.unwrap_or(&drafted).clone();
    let signature = draft.signature(recipient);
    let mut to_fill: Vec<String> = Vec::new();
    for text in std::iter::once(&to).chain(&paragraphs).chain(&signature) {
        for rest in text.split("（待填：").skip(1) {
            let label = label(rest).to_owned();
            if !to_fill.contains(&label) {
                to_fill.push(label);
            }
        }
    }
    Letter {
        recipient,
        title,
        to,
        paragraphs,
        enclosures: draft.enclosures(),
        signature,
        to_fill,
        edited: edited.is_some(),
        drafted,
        lost,
    }
}
