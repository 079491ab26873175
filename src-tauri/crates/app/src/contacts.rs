//! Whom to call: the known numbers with the owner's own laid over.

use std::path::Path;

use recoup_casework::contacts::{self, Contact, Tier};
use recoup_store::Override;

use crate::files::{read_limited, write_whole};
use crate::view::{ContactView, NewContact, Text};
use crate::{AppError, Recoup, clock};

/// The kind under which the owner's contacts are stored.
const KIND: &str = "contact";

impl Recoup {
    /// Every contact that has a number to show, the owner's own and pinned ones first.
    pub fn contacts(&self) -> Result<Vec<ContactView>, AppError> {
        Ok(self.all_contacts()?.iter().filter(|c| !c.shown_phone().is_empty()).map(show).collect())
    }

    pub(crate) fn all_contacts(&self) -> Result<Vec<Contact>, AppError> {
        // Numbers are the present ones also in an old case: an outdated hotline helps nobody.
        let _facts = self.with_facts_now()?;
        let own = self
            .store
            .overrides(KIND)?
            .into_iter()
            .map(|fact| serde_json::from_value(fact.body).map_err(AppError::internal))
            .collect::<Result<Vec<Contact>, _>>()?;
        // One that was only put on top is the known one: a corrected number shows there too.
        let own: Vec<Contact> = own
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

    /// Takes over a file of contacts and says what it changed. A verified number is never replaced: a swapped hotline
    /// is a fraud.
    pub fn import_contacts(&mut self, file: &Path) -> Result<Vec<Text>, AppError> {
        let bytes = read_limited(file, 5_000_000)?;
        let imported: Vec<Contact> = serde_json::from_slice(&bytes).map_err(|e| {
            AppError::bad_input(
                format!("{} 不是联系电话文件（第 {} 行）。", file.display(), e.line()),
                format!("{} is no file of contacts (line {}).", file.display(), e.line()),
            )
        })?;
        let known = self.all_contacts()?;
        let mut said = Vec::new();
        for difference in contacts::differences(&known, &imported) {
            if difference.replaces_verified {
                said.push(Text::new(
                    format!(
                        "没有换：{} 已核实的号码是 {}，文件里写的是 {}。",
                        difference.name, difference.known, difference.imported
                    ),
                    format!(
                        "Kept: the verified number of {} is {}; the file says {}.",
                        difference.name, difference.known, difference.imported
                    ),
                ));
                continue;
            }
            let Some(mut contact) = imported.iter().find(|c| c.id == difference.id).cloned() else {
                continue;
            };
            contact.tier = Tier::Owner;
            contact.source = format!("店主导入：{}", contact.source);
            self.keep(&contact)?;
            said.push(Text::new(
                format!("店主导入：{} {}", difference.name, difference.imported),
                format!("Imported by the owner: {} {}", difference.name, difference.imported),
            ));
        }
        if said.is_empty() {
            said.push(Text::new("没有不同，什么都没改。", "No difference, nothing was changed."));
        }
        Ok(said)
    }

    /// Writes all contacts as a file that can be imported elsewhere.
    pub fn export_contacts(&self, file: &Path) -> Result<(), AppError> {
        let all = self.all_contacts()?;
        write_whole(file, |out| serde_json::to_writer_pretty(out, &all).map_err(AppError::internal))
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
