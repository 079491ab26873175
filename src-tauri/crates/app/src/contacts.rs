//! Whom to call: the known numbers with the owner's own laid over.

use std::path::Path;

use recoup_casework::contacts::{self, Contact, Tier};
use recoup_store::Override;

use crate::facts::document;
use crate::files::write_whole;
use crate::view::{ContactView, Exported, FactImport, NewContact, Text};
use crate::{AppError, Recoup, clock};

/// The kind under which the owner's contacts are stored.
const KIND: &str = "contact";
/// The data file of the known contacts.
const FILE: &str = "contacts.json";

impl Recoup {
    /// Every contact that has a number to show, the owner's own and pinned ones first.
    pub fn contacts(&self) -> Result<Vec<ContactView>, AppError> {
        Ok(self.all_contacts()?.iter().filter(|c| !c.shown_phone().is_empty()).map(show).collect())
    }

    pub(crate) fn all_contacts(&self) -> Result<Vec<Contact>, AppError> {
        // Numbers are the present ones also in an old case: an outdated hotline helps nobody.
        let _facts = self.with_facts_now()?;
        // One that was only put on top is the known one: a corrected number shows there too.
        let own: Vec<Contact> = self
            .own_contacts()?
            .into_iter()
            .map(|own| match contacts::find(&own.id) {
                Some(known) if own.tier != Tier::Owner => Contact { pinned: own.pinned, ..known.clone() },
                _ => own,
            })
            .collect();
        Ok(contacts::with_own(&own))
    }

    /// Adds a number of the owner's own, pinned: the one on the slip or the agreement goes first.
    pub fn add_contact(&mut self, new: &NewContact) -> Result<(), AppError> {
        let phone = new.phone.trim();
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        if new.name.trim().is_empty() || digits < 3 || phone.chars().count() > 40 {
            return Err(AppError::bad_input(
                "请填机构的名字和电话号码。",
                "Give the institution's name and a telephone number.",
            ));
        }
        let known = self.all_contacts()?;
        let same = known.iter().find(|c| c.answers_to(&new.name) && c.kind != "person");
        let contact = Contact {
            id: format!("own-{}", recoup_ledger::TxnId::of(&["contact", new.name.trim(), phone])),
            name: new.name.trim().to_owned(),
            kind: same.map_or("acquirer".to_owned(), |c| c.kind.clone()),
            phone: phone.to_owned(),
            tier: Tier::Owner,
            source: if new.note.trim().is_empty() {
                "店主填写".into()
            } else {
                format!("店主填写：{}", new.note.trim())
            },
            checked_on: Some(clock::today()),
            note: new.note.trim().to_owned(),
            pinned: true,
            ..Contact::default()
        };
        self.keep(&contact)
    }

    /// Puts a contact on top, or takes it down.
    pub fn pin_contact(&mut self, id: &str, pinned: bool) -> Result<(), AppError> {
        let mut contact = self.all_contacts()?.into_iter().find(|c| c.id == id).ok_or_else(|| {
            AppError::not_found(
                format!("没有编号是「{id}」的联系方式。"),
                format!("There is no contact “{id}”."),
            )
        })?;
        contact.pinned = pinned;
        self.keep(&contact)
    }

    fn keep(&mut self, contact: &Contact) -> Result<(), AppError> {
        let body = serde_json::to_value(contact).map_err(AppError::internal)?;
        let at = clock::moment(clock::now());
        Ok(self.store.set_override(&Override { kind: KIND.into(), name: contact.id.clone(), at, body })?)
    }

    /// Takes over a file of contacts as [`Recoup::import_facts`] does: verified numbers stay, nothing out of a file goes on
    /// top, and what is taken is marked 店主导入.
    ///
    /// # Errors
    /// `bad_input` for a file that holds no contacts.
    pub fn import_contacts(&mut self, file: &Path) -> Result<FactImport, AppError> {
        let looked_at = self.import_facts(file, false)?;
        if looked_at.of != FILE {
            return Err(AppError::bad_input(
                format!("{} 里不是联系电话。别的资料用 recoup facts import。", looked_at.file),
                format!("{} holds no contacts; other facts go by `recoup facts import`.", looked_at.file),
            ));
        }
        self.import_facts(file, true)
    }

    /// Writes all contacts in the form of the program's own file, which can be imported elsewhere.
    pub fn export_contacts(&self, file: &Path) -> Result<Exported, AppError> {
        let mut document = document(self.facts_now()?.text(FILE))?;
        let own = self.own_contacts()?;
        if let Some(rows) = document.get_mut("contacts").and_then(serde_json::Value::as_array_mut) {
            for contact in own {
                if !rows.iter().any(|row| row.get("id").is_some_and(|id| *id == contact.id)) {
                    // What is on top here is nobody else's business.
                    let contact = Contact { pinned: false, ..contact };
                    rows.push(serde_json::to_value(contact).map_err(AppError::internal)?);
                }
            }
        }
        write_whole(file, |out| serde_json::to_writer_pretty(out, &document).map_err(AppError::internal))?;
        Exported::written(file)
    }

    /// What the owner added or put on top, as it was stored.
    pub(crate) fn own_contacts(&self) -> Result<Vec<Contact>, AppError> {
        let own = self.store.overrides(KIND)?;
        own.into_iter().map(|fact| serde_json::from_value(fact.body).map_err(AppError::internal)).collect()
    }
}

pub(crate) fn show(contact: &Contact) -> ContactView {
    let mut note = contact.tier.text();
    if !contact.note.is_empty() {
        note.zh = format!("{}；{}", note.zh, contact.note);
    }
    ContactView {
        id: contact.id.clone(),
        name: contact.name.clone(),
        kind: contact.kind.clone(),
        phone: contact.shown_phone().to_owned(),
        hours: String::new(),
        source: contact.source.clone(),
        checked_on: contact.checked_on,
        tier: match contact.tier {
            Tier::Owner => "owner",
            Tier::Official => "verified",
            Tier::TwoSources => "several",
            Tier::OneSource | Tier::Conflict | Tier::Unverified => "one_source",
        }
        .into(),
        note: Text::new(note.zh, note.en),
        pinned: contact.pinned,
    }
}
