//! Warnings at the moment they matter (`data/pitfalls.json`).

use recoup_ledger::Shop;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::channels;
use crate::facts::Kept;
use crate::recipient::Recipient;
use crate::record::Text;

/// Something that many do wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pitfall {
    /// Unique.
    pub id: String,
    /// `always`, `check:id=answer`, or `no:what` (the case has no such thing yet: `contacts`, `demand`).
    pub when: String,
    /// Before which dossiers it is shown.
    pub recipients: Vec<Recipient>,
    /// The warning and what to do instead.
    pub text: Text,
    /// The rule it stands on, by id.
    pub law: String,
}

#[derive(Default, Deserialize)]
pub(crate) struct File {
    pitfalls: Vec<Pitfall>,
}

static FILE: Kept<File> = Kept::of("pitfalls.json");

/// All of them.
pub fn pitfalls() -> &'static [Pitfall] {
    &FILE.get().pitfalls
}

/// Those that apply before going to `recipient` with this case; those that follow from the case come first.
pub fn warnings(case: &Case, recipient: Recipient) -> Vec<&'static Pitfall> {
    let shop = Shop::default();
    let mut found: Vec<&Pitfall> = FILE
        .get()
        .pitfalls
        .iter()
        .filter(|pitfall| pitfall.recipients.contains(&recipient))
        .filter(|pitfall| match pitfall.when.split_once(':') {
            None => true,
            Some(("no", what)) => !channels::satisfied(&format!("case:{what}"), case, &shop),
            Some(_) => channels::satisfied(&pitfall.when, case, &shop),
        })
        .collect();
    found.sort_by_key(|pitfall| pitfall.when == "always");
    found
}
