//! What can happen to a case. Events are only ever added; a later one supersedes an earlier one.

use chrono::NaiveDate;
use recoup_ledger::{Money, Shop, TxnId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::recipient::Recipient;
use crate::record::{
    CaseSale, Channel, Communication, Exhibit, FactsPin, Outcome, PaintedCopy, Stage, some_one_or_many,
};

/// What happened, as it stands in the chain: JSON with the tag `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A case was opened on these sales.
    CaseOpened {
        /// 1, 2, 3…
        case: u32,
        /// Who should have paid, as shown to people.
        acquirer: String,
        /// 商户编号; empty when unknown.
        merchant_no: String,
        /// The sales as they stood on that day.
        sales: Vec<CaseSale>,
        /// Which facts the case is worked with.
        facts: FactsPin,
    },
    /// More sales were put into the case.
    SalesAdded {
        /// The case's number.
        case: u32,
        /// The sales as they stood on that day.
        sales: Vec<CaseSale>,
    },
    /// Sales were taken out of the case; the earlier links still name them.
    SalesTakenOut {
        /// The case's number.
        case: u32,
        /// Which.
        sales: Vec<TxnId>,
        /// In the owner's words.
        why: String,
    },
    /// Newer statements changed what is known of sales of the case: arrived late, more days late…
    SalesRestated {
        /// The case's number.
        case: u32,
        /// The sales as they stand now; each replaces the earlier state of the same id.
        sales: Vec<CaseSale>,
        /// The last day that the bank statements cover without a gap.
        known_to: NaiveDate,
    },
    /// A check was answered, by the owner or from the data.
    Answered {
        /// The case's number.
        case: u32,
        /// The check's id in `checks.json`.
        check: String,
        /// An option's id, `yes`, `no`, `dont_know`, a date or a text; empty takes the answer back.
        answer: String,
        /// In the owner's words.
        #[serde(default)]
        note: String,
        /// Whether the data answered it.
        #[serde(default)]
        automatic: bool,
    },
    /// A call, message or visit was logged.
    ContactLogged {
        /// The case's number.
        case: u32,
        /// What was said.
        communication: Communication,
    },
    /// A logged contact was corrected; the earlier wording stays in the chain.
    ContactAmended {
        /// The case's number.
        case: u32,
        /// Its number within the case, from 1.
        no: u32,
        /// The whole of it anew.
        communication: Communication,
    },
    /// A file was attached.
    ExhibitAdded {
        /// The case's number.
        case: u32,
        /// What it is; its bytes lie in the vault under the SHA-256.
        exhibit: Exhibit,
    },
    /// What an exhibit proves or where it is from was written down.
    ExhibitDescribed {
        /// The case's number.
        case: u32,
        /// Its number within the case, from 1.
        no: u32,
        /// Its title; `None` leaves it.
        #[serde(default)]
        name: Option<String>,
        /// Where it is from; `None` leaves it.
        #[serde(default)]
        source: Option<String>,
        /// What it proves; `None` leaves it.
        #[serde(default)]
        proves: Option<String>,
        /// The requirements of recipients that it satisfies (`licence`, `agreement`…), chosen by the owner and no longer
        /// a guess; `None` leaves them.
        #[serde(default, deserialize_with = "some_one_or_many")]
        satisfies: Option<Vec<String>>,
    },
    /// An exhibit is no longer put forward; its bytes and this line stay.
    ExhibitWithdrawn {
        /// The case's number.
        case: u32,
        /// Its number within the case, from 1.
        no: u32,
        /// In the owner's words.
        why: String,
    },
    /// From now on a copy with parts painted over stands for a photo in dossiers; the photo itself stays as it is.
    ExhibitPaintedOver {
        /// The case's number.
        case: u32,
        /// The exhibit's number within the case, from 1.
        no: u32,
        /// SHA-256 of the photo that it stands for.
        original: String,
        /// The copy; `None` shows the photo itself again.
        copy: Option<PaintedCopy>,
    },
    /// The owner changed a letter's paragraphs.
    LetterEdited {
        /// The case's number.
        case: u32,
        /// Whose letter.
        recipient: Recipient,
        /// The body as it shall be printed; empty goes back to the drafted one.
        paragraphs: Vec<String>,
    },
    /// A written demand (催告函) was sent.
    DemandSent {
        /// The case's number.
        case: u32,
        /// On which day.
        on: NaiveDate,
        /// `ems`, `email`, `app`, `in_person`…
        by: String,
        /// The waybill, ticket or message number.
        #[serde(default)]
        tracking: String,
        /// To which address.
        #[serde(default)]
        to: String,
        /// The last day that the letter gives.
        #[serde(default)]
        until: Option<NaiveDate>,
        /// The exhibits that prove the sending (receipt, waybill, sent mail), by number.
        #[serde(default)]
        exhibits: Vec<u32>,
    },
    /// The demand provably arrived: this restarts the limitation period.
    DemandReceived {
        /// The case's number.
        case: u32,
        /// On which day.
        on: NaiveDate,
        /// Who signed for it.
        #[serde(default)]
        by: String,
        /// The exhibits that prove it (waybill, read receipt), by number.
        #[serde(default)]
        exhibits: Vec<u32>,
    },
    /// A complaint or suit went to a channel, or got further there.
    Filed {
        /// The case's number.
        case: u32,
        /// With whom.
        channel: Channel,
        /// How far it is.
        stage: Stage,
        /// On which day.
        on: NaiveDate,
        /// 受理号 / 案号.
        #[serde(default)]
        number: String,
        /// The exhibits that prove it (receipt, notice of acceptance), by number.
        #[serde(default)]
        exhibits: Vec<u32>,
    },
    /// Some of the money came.
    PaymentReceived {
        /// The case's number.
        case: u32,
        /// On which day.
        on: NaiveDate,
        /// How much.
        amount: Money,
        /// How and from whom, in the owner's words.
        #[serde(default)]
        note: String,
        /// The exhibits that prove it, by number.
        #[serde(default)]
        exhibits: Vec<u32>,
    },
    /// The case goes on with the facts as they stand now, corrections of the owner included.
    FactsTaken {
        /// The case's number.
        case: u32,
        /// The facts from now on.
        facts: FactsPin,
    },
    /// A dossier was made for a recipient.
    Delivered {
        /// The case's number.
        case: u32,
        /// For whom.
        recipient: Recipient,
        /// The file's name as saved.
        file: String,
        /// SHA-256 of the PDF, 64 hex digits.
        sha256: String,
        /// The head of the chain that is printed in it.
        head: String,
        /// How many pages; 0 when it was not noted.
        #[serde(default)]
        pages: u32,
        /// SHA-256 of all that was printed, as plain data: printing it again gives the same file. Empty when not kept.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        frozen: String,
    },
    /// The case ended.
    CaseClosed {
        /// The case's number.
        case: u32,
        /// How.
        outcome: Outcome,
        /// In the owner's words.
        #[serde(default)]
        note: String,
    },
    /// A closed case goes on.
    CaseReopened {
        /// The case's number.
        case: u32,
        /// In the owner's words.
        why: String,
    },
    /// The shop's details were typed in or changed.
    ShopSet {
        /// All of them.
        shop: Shop,
    },
    /// The shop's signing key was made; from here on its packs bear this key.
    KeyMade {
        /// SHA-256 of the public key, 64 hex digits.
        fingerprint: String,
    },
    /// An event that this version does not know, or a withheld one: kept as it is, changes nothing.
    #[serde(skip)]
    Other {
        /// Its `kind`, empty when it has none.
        kind: String,
        /// All of it.
        json: Value,
    },
}

impl Event {
    /// From the JSON of a link; what cannot be read becomes [`Event::Other`], never an error.
    pub fn read(json: &str) -> Event {
        match serde_json::from_str(json) {
            Ok(event) => event,
            Err(_) => {
                let json: Value = serde_json::from_str(json).unwrap_or_default();
                let kind = json.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
                Event::Other { kind, json }
            }
        }
    }

    /// Compact JSON without a line break.
    pub fn to_json(&self) -> String {
        match self {
            Event::Other { json, .. } => json.to_string(),
            known => serde_json::to_string(known).unwrap_or_default(),
        }
    }

    /// Which case it touches; `None` for the shop's details and for unknown events without a case number.
    pub fn case(&self) -> Option<u32> {
        use Event::*;
        match self {
            CaseOpened { case, .. }
            | SalesAdded { case, .. }
            | SalesTakenOut { case, .. }
            | SalesRestated { case, .. }
            | Answered { case, .. }
            | ContactLogged { case, .. }
            | ContactAmended { case, .. }
            | ExhibitAdded { case, .. }
            | ExhibitDescribed { case, .. }
            | ExhibitWithdrawn { case, .. }
            | ExhibitPaintedOver { case, .. }
            | LetterEdited { case, .. }
            | DemandSent { case, .. }
            | DemandReceived { case, .. }
            | Filed { case, .. }
            | PaymentReceived { case, .. }
            | FactsTaken { case, .. }
            | Delivered { case, .. }
            | CaseClosed { case, .. }
            | CaseReopened { case, .. } => Some(*case),
            ShopSet { .. } | KeyMade { .. } => None,
            Other { json, .. } => {
                json.get("case").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_back_what_it_wrote() {
        let event = Event::Answered {
            case: 3,
            check: "provider_status".into(),
            answer: "payout_failed".into(),
            note: "户名不符".into(),
            automatic: false,
        };
        let json = event.to_json();
        assert!(json.starts_with(r#"{"kind":"answered","case":3,"#), "{json}");
        assert_eq!(Event::read(&json), event);
    }

    #[test]
    fn an_event_of_a_later_version_is_kept_whole() {
        let json = r#"{"case":7,"kind":"case_forwarded","to":"somebody"}"#;
        let event = Event::read(json);
        assert_eq!(event.case(), Some(7));
        assert!(matches!(&event, Event::Other { kind, .. } if kind == "case_forwarded"));
        assert_eq!(event.to_json(), json);
        assert!(matches!(Event::read("not json"), Event::Other { .. }));
    }
}
