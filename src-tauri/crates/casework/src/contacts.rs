//! Whom to call (`data/contacts.json`), with the source of every number.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::facts::Kept;
use crate::record::Text;

/// How sure a number is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Typed in by the owner from the slip, the terminal or the agreement: goes first.
    Owner,
    /// Seen in an official text or the institution's own.
    Official,
    /// Two or more independent sources agree.
    TwoSources,
    /// One secondary source: shown as 待核实, never as a fact.
    OneSource,
    /// The sources disagree: no number is shown.
    Conflict,
    /// Not verified: no number is shown.
    #[default]
    Unverified,
}

/// An institution or person to call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Unique.
    pub id: String,
    /// As shown to people.
    pub name: String,
    /// `acquirer`, `platform`, `aggregator`, `network`, `bank`, `regulator`, `association`, `person`.
    pub kind: String,
    /// Other names under which files know it.
    pub aliases: Vec<String>,
    /// Empty when there is none that may be shown.
    pub phone: String,
    /// How sure the number is.
    pub tier: Tier,
    /// Its own site; empty when not verified.
    pub domain: String,
    /// Where the number was read.
    pub source: String,
    /// When.
    pub checked_on: Option<NaiveDate>,
    /// What to know before calling.
    pub note: String,
    /// What it deals with: `settlement`, `complaint`, `agent`, `clearing`, `account`, `regulator`, `report`.
    pub handles: Vec<String>,
    /// Whether the owner put it on top.
    pub pinned: bool,
}

#[derive(Default, Deserialize)]
pub(crate) struct File {
    warning: Text,
    contacts: Vec<Contact>,
}

static FILE: Kept<File> = Kept::of("contacts.json");

impl Tier {
    /// Whether the number may be shown as it is, without 待核实.
    pub fn is_sure(self) -> bool {
        matches!(self, Tier::Owner | Tier::Official | Tier::TwoSources)
    }

    /// As shown to people.
    pub fn text(self) -> Text {
        match self {
            Tier::Owner => Text::new("店主填的", "typed in by the owner"),
            Tier::Official => Text::new("官方资料", "official text"),
            Tier::TwoSources => Text::new("两处资料一致", "two sources agree"),
            Tier::OneSource => {
                Text::new("待核实，以小票或协议为准", "to be verified; the slip or agreement counts")
            }
            Tier::Conflict => Text::new("各处说法不一，不显示号码", "sources disagree, no number shown"),
            Tier::Unverified => Text::new("没有核实的号码", "no verified number"),
        }
    }
}

/// Every contact of the data file.
pub fn contacts() -> &'static [Contact] {
    &FILE.get().contacts
}

/// The contact of that id.
pub fn find(id: &str) -> Option<&'static Contact> {
    FILE.get().contacts.iter().find(|contact| contact.id == id)
}

/// The warning about false support that stands beside every number.
pub fn warning() -> &'static Text {
    &FILE.get().warning
}

/// The contacts of the data file with the owner's own laid over: an own one of the same id replaces, others come first.
pub fn with_own(own: &[Contact]) -> Vec<Contact> {
    let mut all: Vec<Contact> = own.to_vec();
    all.extend(FILE.get().contacts.iter().filter(|known| own.iter().all(|o| o.id != known.id)).cloned());
    all.sort_by_key(|contact| (!contact.pinned, contact.tier != Tier::Owner));
    all
}

/// Those to call about an acquirer, the right party first: the owner's own and pinned ones, the acquirer itself, then
/// UnionPay. An acquirer that no entry knows gives the owner's own and UnionPay only.
pub fn for_acquirer(acquirer: &str, all: &[Contact]) -> Vec<Contact> {
    let mut found: Vec<(u8, &Contact)> = all
        .iter()
        .filter_map(|contact| {
            let named = contact.answers_to(acquirer);
            match contact {
                c if named && (c.pinned || c.tier == Tier::Owner) => Some((0, c)),
                c if named => Some((1, c)),
                c if c.kind == "person" && c.pinned => Some((2, c)),
                c if c.id == "unionpay" => Some((3, c)),
                _ => None,
            }
        })
        .collect();
    found.sort_by_key(|(rank, contact)| (*rank, contact.tier));
    found.into_iter().map(|(_, contact)| contact.clone()).collect()
}

impl Contact {
    /// Whether `name`, as a file or the owner spells it, means this contact.
    pub fn answers_to(&self, name: &str) -> bool {
        // 支付 at the end came with the renaming of 2024; inside a name it belongs to it (支付宝).
        let short = |text: &str| {
            let text = text.replace("股份有限公司", "").replace("有限公司", "");
            text.trim().trim_end_matches("支付").to_owned()
        };
        let name = short(name);
        !name.is_empty()
            && std::iter::once(&self.name).chain(&self.aliases).any(|own| {
                let own = short(own.split(['（', '/']).next().unwrap_or(own));
                own == name || (own.chars().count() > 1 && name.contains(&own))
            })
    }

    /// The number as it may be shown: empty unless somebody verified it or it is marked 待核实.
    pub fn shown_phone(&self) -> &str {
        match self.tier {
            Tier::Conflict | Tier::Unverified => "",
            _ => &self.phone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_acquirer_is_found_by_any_of_its_names_and_goes_before_unionpay() {
        let ids = |name: &str| -> Vec<String> {
            for_acquirer(name, contacts()).into_iter().map(|contact| contact.id).collect()
        };
        assert_eq!(ids("银联商务股份有限公司"), ["ums", "unionpay"]);
        assert_eq!(ids("拉卡拉支付"), ["lakala", "unionpay"]);
        assert_eq!(ids("青杉支付"), ["unionpay"]);
    }

    #[test]
    fn no_contact_answers_for_another_acquirer() {
        for contact in
            contacts().iter().filter(|c| ["acquirer", "platform", "bank"].contains(&c.kind.as_str()))
        {
            let name = contact.name.split(['（', '/']).next().unwrap_or_default();
            let found = for_acquirer(name.trim(), contacts());
            let ids: Vec<&str> = found.iter().map(|c| c.id.as_str()).collect();
            assert_eq!(ids, [contact.id.as_str(), "unionpay"], "{name}");
        }
    }

    #[test]
    fn the_owners_number_goes_first() {
        let own = Contact {
            id: "mine".into(),
            name: "青杉支付".into(),
            kind: "acquirer".into(),
            phone: "400-000-3360".into(),
            tier: Tier::Owner,
            pinned: true,
            ..Contact::default()
        };
        let all = with_own(std::slice::from_ref(&own));
        assert_eq!(all[0].id, "mine");
        assert_eq!(for_acquirer("青杉支付", &all)[0].phone, "400-000-3360");
    }

    #[test]
    fn unverified_numbers_are_never_shown() {
        for contact in contacts() {
            if matches!(contact.tier, Tier::Conflict | Tier::Unverified) {
                assert_eq!(contact.shown_phone(), "", "{}", contact.id);
            } else {
                assert!(!contact.source.is_empty(), "{} has no source", contact.id);
            }
        }
        assert_eq!(find("allinpay").map(Contact::shown_phone), Some(""));
    }
}
