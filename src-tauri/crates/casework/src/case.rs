//! A case is what its events add up to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use recoup_ledger::{Money, Shop, TxnId};
use serde::{Deserialize, Serialize};

use crate::chain::Link;
use crate::event::Event;
use crate::recipient::Recipient;
use crate::record::{
    CaseSale, Channel, Communication, Exhibit, FactsPin, Outcome, PaintedCopy, SaleState, Stage,
};

/// Everything that a chain says.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct History {
    /// In the order in which they were opened.
    pub cases: Vec<Case>,
    /// The shop as last typed in.
    pub shop: Shop,
    /// Links whose event this version cannot read or that make no sense (a case that was never opened), by `seq`.
    pub unread: Vec<u64>,
}

/// The work on one or more missing sales against one acquirer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Case {
    /// 1, 2, 3…
    pub no: u32,
    /// Who should have paid, as shown to people.
    pub acquirer: String,
    /// 商户编号; empty when unknown.
    pub merchant_no: String,
    /// The link's time, +08:00, as text.
    pub opened_at: String,
    /// `None` while open.
    pub closed: Option<Closed>,
    /// In the order in which they were put in; those taken out are gone from here.
    pub sales: Vec<CaseSale>,
    /// The last day that the bank statements covered when the sales were last restated.
    pub known_to: Option<NaiveDate>,
    /// The latest answer of each check.
    pub answers: BTreeMap<String, Answer>,
    /// Calls and messages; number n is at n − 1.
    pub communications: Vec<Communication>,
    /// All exhibits, withdrawn ones too.
    pub exhibits: Vec<CaseExhibit>,
    /// Letters whose wording the owner changed.
    pub letters: BTreeMap<Recipient, Vec<String>>,
    /// Written demands.
    pub demands: Vec<Demand>,
    /// Complaints and suits, oldest first.
    pub filings: Vec<Filing>,
    /// Money that came, as the owner noted it, oldest first.
    pub payments: Vec<Payment>,
    /// Net of fees, of sales that the books show as arrived but that are no longer among `sales`: what is left out of a
    /// letter must not be counted as unpaid there. Zero in a case as folded.
    pub settled_in_books: Money,
    /// Dossiers made.
    pub deliveries: Vec<Delivery>,
    /// The facts the case is worked with.
    pub facts: FactsPin,
    /// Every event of the case in order: what the timeline shows.
    pub events: Vec<Dated>,
}

/// An event with its time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dated {
    /// The link's time.
    pub at: String,
    /// What happened.
    pub event: Event,
}

/// How and when a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The link's time.
    pub at: String,
    /// How.
    pub outcome: Outcome,
    /// In the owner's words.
    pub note: String,
}

/// An answer to a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The link's time.
    pub at: String,
    /// An option's id, `yes`, `no`, `dont_know`, a date or a text.
    pub answer: String,
    /// In the owner's words.
    pub note: String,
    /// Whether the data answered it.
    pub automatic: bool,
}

/// An exhibit and whether it is still put forward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseExhibit {
    /// What it is.
    #[serde(flatten)]
    pub exhibit: Exhibit,
    /// When it was added (the link's time).
    pub added_at: String,
    /// Why it is no longer put forward.
    pub withdrawn: Option<String>,
    /// The copy that stands for it in dossiers, parts of which are painted over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub painted: Option<PaintedCopy>,
}

/// A written demand (催告函).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// When it was sent.
    pub sent_on: NaiveDate,
    /// How.
    pub by: String,
    /// Waybill or ticket number.
    pub tracking: String,
    /// To which address.
    pub to: String,
    /// The last day that it gives.
    pub until: Option<NaiveDate>,
    /// The day on which it provably arrived.
    pub received_on: Option<NaiveDate>,
    /// Who signed for it.
    pub received_by: String,
    /// The exhibits that prove the sending, by number.
    pub exhibits: Vec<u32>,
    /// The exhibits that prove the receipt, by number.
    pub received_exhibits: Vec<u32>,
}

/// Money that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// When.
    pub on: NaiveDate,
    /// How much.
    pub amount: Money,
    /// How and from whom, in the owner's words.
    pub note: String,
    /// The exhibits that prove it, by number.
    pub exhibits: Vec<u32>,
}

/// A complaint or suit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// With whom.
    pub channel: Channel,
    /// 受理号 / 案号, as last given.
    pub number: String,
    /// Each stage, oldest first.
    pub stages: Vec<FilingStage>,
}

/// One step of a complaint or suit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingStage {
    /// How far it got.
    pub stage: Stage,
    /// On which day.
    pub on: NaiveDate,
    /// The number that was given with this step; may be empty.
    pub number: String,
    /// The exhibits that prove this step, by number.
    pub exhibits: Vec<u32>,
}

/// A dossier that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The link's time.
    pub at: String,
    /// For whom.
    pub recipient: Recipient,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the PDF.
    pub sha256: String,
    /// The head printed in it.
    pub head: String,
    /// Its pages; 0 when not noted.
    pub pages: u32,
    /// SHA-256 of what was printed, as plain data in the vault; empty when not kept.
    pub frozen: String,
}

/// What the links add up to. Never fails: what cannot be read is listed in [`History::unread`]. Whether the links
/// hang together is for [`crate::chain::verify`] to say.
pub fn fold<'a>(links: impl IntoIterator<Item = &'a Link>) -> History {
    let mut history = History::default();
    for link in links {
        let event = link.read();
        if !history.apply(link, event) {
            history.unread.push(link.seq);
        }
    }
    history
}

impl History {
    /// The case of that number.
    pub fn case(&self, no: u32) -> Option<&Case> {
        self.cases.iter().find(|case| case.no == no)
    }

    fn apply(&mut self, link: &Link, event: Event) -> bool {
        let no = match &event {
            Event::ShopSet { shop } => {
                self.shop = shop.clone();
                return true;
            }
            Event::KeyMade { .. } => return true,
            event => event.case(),
        };
        let Some(no) = no else { return false };
        let known = self.cases.iter().position(|case| case.no == no);
        // Every case is opened exactly once, and nothing happens to it before.
        if known.is_none() != matches!(event, Event::CaseOpened { .. }) {
            return false;
        }
        let at = known.unwrap_or_else(|| {
            self.cases.push(Case { no, ..Case::default() });
            self.cases.len() - 1
        });
        let case = &mut self.cases[at];
        let understood = case.apply(&link.at, &event);
        case.events.push(Dated { at: link.at.clone(), event });
        understood
    }
}

impl Case {
    /// Takes in one event; `false` when it is unknown or names something that is not there.
    fn apply(&mut self, at: &str, event: &Event) -> bool {
        let at = at.to_owned();
        match event {
            Event::CaseOpened { acquirer, merchant_no, sales, facts, .. } => {
                self.acquirer = acquirer.clone();
                self.merchant_no = merchant_no.clone();
                self.opened_at = at;
                self.facts = facts.clone();
                self.put(sales);
            }
            Event::SalesAdded { sales, .. } => self.put(sales),
            Event::SalesTakenOut { sales, .. } => self.sales.retain(|sale| !sales.contains(&sale.id)),
            Event::SalesRestated { sales, known_to, .. } => {
                self.known_to = Some(*known_to);
                for new in sales {
                    if let Some(old) = self.sales.iter_mut().find(|sale| sale.id == new.id) {
                        *old = new.clone();
                    }
                }
            }
            Event::Answered { check, answer, note, automatic, .. } => {
                if answer.is_empty() {
                    self.answers.remove(check);
                } else {
                    let (answer, note) = (answer.clone(), note.clone());
                    self.answers.insert(check.clone(), Answer { at, answer, note, automatic: *automatic });
                }
            }
            Event::ContactLogged { communication, .. } => self.communications.push(communication.clone()),
            Event::ContactAmended { no, communication, .. } => {
                let Some(old) = (*no as usize).checked_sub(1).and_then(|i| self.communications.get_mut(i))
                else {
                    return false;
                };
                *old = communication.clone();
            }
            Event::ExhibitAdded { exhibit, .. } => {
                if self.exhibits.iter().any(|e| e.exhibit.no == exhibit.no) {
                    return false;
                }
                let exhibit = exhibit.clone();
                self.exhibits.push(CaseExhibit { exhibit, added_at: at, withdrawn: None, painted: None });
            }
            Event::ExhibitDescribed { no, name, source, proves, satisfies, .. } => {
                let Some(exhibit) = self.exhibit_mut(*no) else { return false };
                let exhibit = &mut exhibit.exhibit;
                for (field, new) in
                    [(&mut exhibit.name, name), (&mut exhibit.source, source), (&mut exhibit.proves, proves)]
                {
                    if let Some(new) = new {
                        field.clone_from(new);
                    }
                }
                if let Some(chosen) = satisfies {
                    exhibit.satisfies.clone_from(chosen);
                    exhibit.proposed = false;
                }
            }
            Event::ExhibitWithdrawn { no, why, .. } => {
                let Some(exhibit) = self.exhibit_mut(*no) else { return false };
                exhibit.withdrawn = Some(why.clone());
            }
            Event::ExhibitPaintedOver { no, original, copy, .. } => {
                let Some(exhibit) = self.exhibit_mut(*no).filter(|e| e.exhibit.sha256 == *original) else {
                    return false;
                };
                exhibit.painted.clone_from(copy);
            }
            Event::LetterEdited { recipient, paragraphs, .. } => {
                if paragraphs.is_empty() {
                    self.letters.remove(recipient);
                } else {
                    self.letters.insert(*recipient, paragraphs.clone());
                }
            }
            Event::DemandSent { on, by, tracking, to, until, exhibits, .. } => self.demands.push(Demand {
                sent_on: *on,
                by: by.clone(),
                tracking: tracking.clone(),
                to: to.clone(),
                until: *until,
                received_on: None,
                received_by: String::new(),
                exhibits: exhibits.clone(),
                received_exhibits: Vec::new(),
            }),
            Event::DemandReceived { on, by, exhibits, .. } => {
                let Some(demand) = self.demands.iter_mut().rfind(|d| d.received_on.is_none()) else {
                    return false;
                };
                demand.received_on = Some(*on);
                demand.received_by = by.clone();
                demand.received_exhibits.clone_from(exhibits);
            }
            Event::Filed { channel, stage, on, number, exhibits, .. } => {
                self.file(*channel, *stage, *on, number, exhibits);
            }
            Event::PaymentReceived { on, amount, note, exhibits, .. } => self.payments.push(Payment {
                on: *on,
                amount: *amount,
                note: note.clone(),
                exhibits: exhibits.clone(),
            }),
            Event::FactsTaken { facts, .. } => self.facts = facts.clone(),
            Event::Delivered { recipient, file, sha256, head, pages, frozen, .. } => {
                self.deliveries.push(Delivery {
                    at,
                    recipient: *recipient,
                    file: file.clone(),
                    sha256: sha256.clone(),
                    head: head.clone(),
                    pages: *pages,
                    frozen: frozen.clone(),
                })
            }
            Event::CaseClosed { outcome, note, .. } => {
                self.closed = Some(Closed { at, outcome: *outcome, note: note.clone() });
            }
            Event::CaseReopened { .. } => self.closed = None,
            Event::ShopSet { .. } | Event::KeyMade { .. } => {}
            Event::Other { .. } => return false,
        }
        true
    }

    fn put(&mut self, sales: &[CaseSale]) {
        for new in sales {
            match self.sales.iter_mut().find(|sale| sale.id == new.id) {
                Some(old) => *old = new.clone(),
                None => self.sales.push(new.clone()),
            }
        }
    }

    /// A new `Sent` opens a new filing; every other stage belongs to the last filing with that channel.
    fn file(&mut self, channel: Channel, stage: Stage, on: NaiveDate, number: &str, exhibits: &[u32]) {
        let last = self.filings.iter_mut().rfind(|f| f.channel == channel);
        let step = FilingStage { stage, on, number: number.to_owned(), exhibits: exhibits.to_vec() };
        match last {
            Some(filing) if stage != Stage::Sent => {
                filing.stages.push(step);
                if !number.is_empty() {
                    number.clone_into(&mut filing.number);
                }
            }
            _ => self.filings.push(Filing { channel, number: number.to_owned(), stages: vec![step] }),
        }
    }

    fn exhibit_mut(&mut self, no: u32) -> Option<&mut CaseExhibit> {
        self.exhibits.iter_mut().find(|e| e.exhibit.no == no)
    }

    /// Whether the case goes on.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The sale of that id.
    pub fn sale(&self, id: TxnId) -> Option<&CaseSale> {
        self.sales.iter().find(|sale| sale.id == id)
    }

    /// The sales whose money is due and not there.
    pub fn unpaid(&self) -> impl Iterator<Item = &CaseSale> {
        self.sales.iter().filter(|sale| matches!(sale.state, SaleState::Overdue | SaleState::NotArrived))
    }

    /// Whether everything has arrived: nothing is left to claim, and no period runs any more.
    pub fn all_arrived(&self) -> bool {
        !self.sales.is_empty() && self.sales.iter().all(|sale| sale.state.has_arrived())
    }

    /// Net of fees, of the sales whose money is due and not there.
    pub fn amount_missing(&self) -> Money {
        self.unpaid().map(|sale| sale.net).sum()
    }

    /// Net of fees, of the sales whose money came after the case was opened.
    pub fn amount_recovered(&self) -> Money {
        self.sales.iter().filter(|sale| sale.state.has_arrived()).map(|sale| sale.net).sum()
    }

    /// What the owner noted as paid beyond what the books show as arrived. A payment that a statement shows too counts
    /// once: all of the case's sales were unpaid when they were put into it, so what arrived is part of what was paid.
    pub fn paid_beyond_books(&self) -> Money {
        let noted: Money = self.payments.iter().map(|payment| payment.amount).sum();
        (noted - self.amount_recovered() - self.settled_in_books).max(Money::ZERO)
    }

    /// The exhibits that are put forward, by number.
    pub fn shown_exhibits(&self) -> impl Iterator<Item = &Exhibit> {
        self.exhibits.iter().filter(|e| e.withdrawn.is_none()).map(|e| &e.exhibit)
    }

    /// Leaves only the exhibits that still stand and numbers them anew without gaps, for print: a withdrawn one must not
    /// leave a hole in the list, and letter, timeline and log must name the numbers that are printed.
    pub fn number_shown(&mut self) {
        self.exhibits.retain(|e| e.withdrawn.is_none());
        let mut printed = BTreeMap::new();
        for (e, no) in self.exhibits.iter_mut().zip(1..) {
            printed.insert(e.exhibit.no, no);
            e.exhibit.no = no;
        }
        let cited = self.communications.iter_mut().map(|c| &mut c.exhibits);
        let demands = self.demands.iter_mut().flat_map(|d| [&mut d.exhibits, &mut d.received_exhibits]);
        let stages = self.filings.iter_mut().flat_map(|f| &mut f.stages).map(|stage| &mut stage.exhibits);
        let cited = cited.chain(demands).chain(stages);
        for numbers in cited.chain(self.payments.iter_mut().map(|p| &mut p.exhibits)) {
            *numbers = numbers.iter().filter_map(|no| printed.get(no).copied()).collect();
        }
    }

    /// The number for the next exhibit.
    pub fn next_exhibit_no(&self) -> u32 {
        self.exhibits.iter().map(|e| e.exhibit.no).max().unwrap_or(0) + 1
    }

    /// The latest answer to a check, empty when there is none.
    pub fn answer(&self, check: &str) -> &str {
        self.answers.get(check).map_or("", |answer| &answer.answer)
    }
}
