//! The data files, embedded at build time and read once, and the owner's corrections laid over them.
//!
//! A file that cannot be read is empty here and a line in [`crate::lint::lint`], which a test keeps empty.
//!
//! A case is worked with the facts that it has pinned, which may be older or newer than the embedded ones: [`Laid`] says
//! which texts differ, and [`in_force`] puts them into force for the work of one thread, so that every rule, period and
//! rate that is asked for meanwhile comes from them.

pub mod rows;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::de::DeserializeOwned;

use crate::chain::sha256;
use crate::record::FactsPin;

/// Every data file: its name in `data/` and its text.
pub const FILES: [(&str, &str); 11] = [
    ("acquirer_prefix.json", include_str!("../data/acquirer_prefix.json")),
    ("calendar.json", include_str!("../data/calendar.json")),
    ("causes.json", include_str!("../data/causes.json")),
    ("channels.json", include_str!("../data/channels.json")),
    ("checks.json", include_str!("../data/checks.json")),
    ("contacts.json", include_str!("../data/contacts.json")),
    ("law.json", include_str!("../data/law.json")),
    ("payout_failures.json", include_str!("../data/payout_failures.json")),
    ("pitfalls.json", include_str!("../data/pitfalls.json")),
    ("rates.json", include_str!("../data/rates.json")),
    ("response_codes.json", include_str!("../data/response_codes.json")),
];

/// The embedded text of a data file; empty when there is none of that name.
pub fn text(name: &str) -> &'static str {
    FILES.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| text)
}

/// The SHA-256 of every data file as the program brings it, 64 lower-case hex digits.
fn embedded() -> &'static BTreeMap<String, String> {
    static PIN: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PIN.get_or_init(|| {
        FILES.iter().map(|(name, text)| ((*name).to_owned(), sha256(text.as_bytes()))).collect()
    })
}

/// A text that cannot stand in for a data file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file} would be unreadable: {cause}")]
pub struct Unreadable {
    /// The data file's name.
    pub file: String,
    /// What the reader says.
    pub cause: String,
}

/// Texts that take the place of embedded data files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Laid(BTreeMap<String, (String, Arc<str>)>);

impl Laid {
    /// Lays a text over a data file; the embedded text itself takes an earlier one away.
    ///
    /// # Errors
    /// [`Unreadable`] when it is no such file.
    pub fn lay(&mut self, file: &str, text: &str) -> Result<(), Unreadable> {
        crate::lint::readable(file, text).map_err(|cause| Unreadable { file: file.to_owned(), cause })?;
        let sha = sha256(text.as_bytes());
        if embedded().get(file) == Some(&sha) {
            self.0.remove(file);
        } else {
            self.0.insert(file.to_owned(), (sha, text.into()));
        }
        Ok(())
    }

    /// The text of a data file with what is laid over it.
    pub fn text(&self, file: &str) -> &str {
        self.0.get(file).map_or_else(|| text(file), |(_, laid)| laid)
    }

    /// The SHA-256 of every data file with what is laid over: what a case pins.
    pub fn pin(&self) -> FactsPin {
        let mut pin = embedded().clone();
        pin.extend(self.0.iter().map(|(file, (sha, _))| (file.clone(), sha.clone())));
        FactsPin(pin)
    }
}

thread_local! {
    static STACK: RefCell<Vec<Laid>> = const { RefCell::new(Vec::new()) };
}

/// Facts are in force on this thread until this is dropped; it cannot leave the thread.
#[must_use = "the facts are in force only while this lives"]
#[derive(Debug)]
pub struct InForce(PhantomData<*const ()>);

/// Puts facts into force on this thread, over those that are; the last dropped one ends first.
pub fn in_force(laid: Laid) -> InForce {
    STACK.with_borrow_mut(|stack| stack.push(laid));
    InForce(PhantomData)
}

impl Drop for InForce {
    fn drop(&mut self) {
        STACK.with_borrow_mut(|stack| stack.pop());
    }
}

/// A data file as the program reads it: the embedded one, and each text that was ever laid over it.
///
/// What is laid over is kept for the life of the process: an owner corrects a handful of facts, and rules are handed
/// out as plain references.
pub(crate) struct Kept<T: 'static> {
    file: &'static str,
    embedded: OnceLock<T>,
    laid: Mutex<BTreeMap<String, &'static T>>,
}

impl<T: DeserializeOwned + Default + Sync> Kept<T> {
    /// The data file of that name.
    pub const fn of(file: &'static str) -> Kept<T> {
        Kept { file, embedded: OnceLock::new(), laid: Mutex::new(BTreeMap::new()) }
    }

    /// Its content as it is in force, or the default when it cannot be read.
    pub fn get(&'static self) -> &'static T {
        let over = STACK.with_borrow(|stack| stack.last().and_then(|laid| laid.0.get(self.file).cloned()));
        match over {
            None => self.embedded.get_or_init(|| serde_json::from_str(text(self.file)).unwrap_or_default()),
            Some((sha, text)) => {
                let mut laid = self.laid.lock().unwrap_or_else(PoisonError::into_inner);
                laid.entry(sha)
                    .or_insert_with(|| Box::leak(Box::new(serde_json::from_str(&text).unwrap_or_default())))
            }
        }
    }
}

/// What a new case pins where nothing is laid over: the SHA-256 of every data file.
pub fn pin() -> FactsPin {
    Laid::default().pin()
}
