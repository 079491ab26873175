//! The evidence of a case: files that come in, and what the owner says about them.

use recoup_casework::{Case, Event, Exhibit, PaintedCopy, channels};
use recoup_dossier::{Area, RedactError};

use crate::cases::reason;
use crate::files::{NamedFile, media_type, read_limited};
use crate::slips::EXHIBIT_LIMIT;
use crate::view::{CaseView, ErrorCode, ExhibitChange};
use crate::{AppError, Recoup};

impl Recoup {
    /// Attaches files as exhibits. Without `satisfies` this program proposes which requirements they satisfy, and marks
    /// it as a proposal.
    ///
    /// # Errors
    /// `bad_input` for a requirement that no paper can satisfy; `refused` for an empty file or a closed case.
    pub fn attach(
        &mut self,
        no: u32,
        files: &[NamedFile],
        proves: &str,
        satisfies: Option<&[String]>,
    ) -> Result<CaseView, AppError> {
        self.open_one(no)?;
        satisfies.into_iter().flatten().try_for_each(|id| known_paper(id))?;
        for paper in self.take_in(files)? {
            self.add_exhibit(no, paper, proves.trim(), satisfies)?;
        }
        self.case_view(no)
    }

    /// Says what an exhibit is, what it proves and which requirements it satisfies; `None` leaves a part as it is.
    ///
    /// # Errors
    /// `not_found`; `bad_input` for an empty title or a requirement that no paper can satisfy; `refused` for a closed case.
    pub fn describe_exhibit(
        &mut self,
        no: u32,
        exhibit: u32,
        change: &ExhibitChange,
    ) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        let shown = shown(&case, exhibit)?;
        change.satisfies.iter().flatten().try_for_each(|id| known_paper(id))?;
        let name = change.name.as_deref().map(str::trim);
        if name == Some("") {
            return Err(AppError::bad_input("证据要有个名字。", "An exhibit needs a title."));
        }
        let proves = change.proves.as_deref().map(str::trim);
        let same = name.is_none_or(|new| new == shown.name)
            && proves.is_none_or(|new| new == shown.proves)
            && change.satisfies.as_ref().is_none_or(|new| *new == shown.satisfies && !shown.proposed);
        if !same {
            self.append(&Event::ExhibitDescribed {
                case: no,
                no: exhibit,
                name: name.map(str::to_owned),
                source: None,
                proves: proves.map(str::to_owned),
                satisfies: change.satisfies.clone(),
            })?;
        }
        self.case_view(no)
    }

    /// No longer puts an exhibit forward: later dossiers leave it out, its bytes and the record of it stay.
    ///
    /// # Errors
    /// `not_found`; `bad_input` without a reason; `refused` for a closed case.
    pub fn withdraw_exhibit(&mut self, no: u32, exhibit: u32, why: &str) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        let exhibit = shown(&case, exhibit)?.no;
        let why = reason(why)?;
        self.append(&Event::ExhibitWithdrawn { case: no, no: exhibit, why })?;
        self.case_view(no)
    }

    /// Lets a copy of a photo, with these areas painted over, stand for it in every later dossier and pack. The photo stays
    /// in the vault as it is, and its number, title and purpose stay too. Without areas the photo itself is shown again.
    ///
    /// An area is left, head, width and height in thousandths of the photo as it is seen.
    ///
    /// # Errors
    /// `not_found`; `bad_input` for an area beyond the photo; `refused` for what is no photo and for a closed case;
    /// `damaged` when the photo was changed in the vault.
    pub fn paint_over(&mut self, no: u32, exhibit: u32, areas: &[Area]) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        let original = shown(&case, exhibit)?.sha256.clone();
        let before = case.exhibits.iter().find(|e| e.exhibit.no == exhibit).and_then(|e| e.painted.as_ref());
        if before.map_or(&[][..], |copy| &copy.areas) == areas {
            return self.case_view(no);
        }
        let copy = if areas.is_empty() {
            None
        } else {
            let copy = recoup_dossier::redact(&self.exhibit_bytes(&original)?, areas).map_err(not_painted)?;
            Some(PaintedCopy {
                media_type: copy.media_type.to_owned(),
                size: copy.bytes.len() as u64,
                sha256: self.store.vault().put(&copy.bytes)?.to_string(),
                areas: areas.to_vec(),
            })
        };
        self.append(&Event::ExhibitPaintedOver { case: no, no: exhibit, original, copy })?;
        self.case_view(no)
    }

    /// A photo as it is seen, small enough for a screen, as PNG bytes: to draw areas on.
    ///
    /// # Errors
    /// `not_found`; `refused` for what is no photo; `damaged` when it was changed in the vault.
    pub fn exhibit_picture(&self, no: u32, exhibit: u32) -> Result<Vec<u8>, AppError> {
        let case = self.find_case(no)?;
        let bytes = self.exhibit_bytes(&shown(&case, exhibit)?.sha256)?;
        recoup_dossier::upright_picture(&bytes, 1200).map_err(not_painted)
    }

    /// Files that prove one event, as exhibits; gives their numbers.
    pub(crate) fn add_papers(
        &mut self,
        no: u32,
        files: &[NamedFile],
        proves: &str,
        satisfies: &[&str],
    ) -> Result<Vec<u32>, AppError> {
        let satisfies: Vec<String> = satisfies.iter().map(|id| (*id).to_owned()).collect();
        let papers = self.take_in(files)?;
        papers.into_iter().map(|paper| self.add_exhibit(no, paper, proves, Some(&satisfies))).collect()
    }

    /// Reads files into the vault. All of them are read before the first event: one that cannot be read leaves no half
    /// of what the owner noted in the case.
    pub(crate) fn take_in(&self, files: &[NamedFile]) -> Result<Vec<Paper>, AppError> {
        files
            .iter()
            .map(|file| {
                let bytes = read_limited(&file.path, EXHIBIT_LIMIT)?;
                if bytes.is_empty() {
                    return Err(AppError::new(
                        ErrorCode::Refused,
                        format!("{} 是空的，不能作证据。", file.name),
                        format!("{} is empty and proves nothing.", file.name),
                    ));
                }
                Ok(Paper {
                    name: file.name.clone(),
                    media_type: media_type(&file.name, &bytes),
                    size: bytes.len() as u64,
                    sha256: self.store.vault().put(&bytes)?.to_string(),
                })
            })
            .collect()
    }

    /// One file as an exhibit; gives its number. Where the same bytes are in the case already they stay one exhibit, which
    /// from now on satisfies what is said of it here too.
    pub(crate) fn add_exhibit(
        &mut self,
        no: u32,
        paper: Paper,
        proves: &str,
        satisfies: Option<&[String]>,
    ) -> Result<u32, AppError> {
        let case = self.find_case(no)?;
        if let Some(known) = case.shown_exhibits().find(|e| e.sha256 == paper.sha256) {
            let chosen = satisfies.unwrap_or_default();
            // A guess is no word of the owner's: where the owner says something it goes.
            let guessed = known.proposed && !chosen.is_empty();
            let before: &[String] = if guessed { &[] } else { &known.satisfies };
            let more = chosen.iter().filter(|id| !before.contains(id));
            let union: Vec<String> = before.iter().chain(more).cloned().collect();
            let said = union != known.satisfies || guessed;
            // What was said first is left alone; the timeline says the rest.
            let proves = (known.proves.is_empty() && !proves.is_empty()).then(|| proves.to_owned());
            if said || proves.is_some() {
                self.append(&Event::ExhibitDescribed {
                    case: no,
                    no: known.no,
                    name: None,
                    source: None,
                    proves,
                    satisfies: said.then_some(union),
                })?;
            }
            return Ok(known.no);
        }
        let guess = guess(&paper.name, proves, paper.media_type);
        let exhibit = Exhibit {
            no: case.next_exhibit_no(),
            name: paper.name.clone(),
            file: paper.name,
            media_type: paper.media_type.to_owned(),
            size: paper.size,
            sha256: paper.sha256,
            source: "店主提供".into(),
            proves: proves.to_owned(),
            proposed: satisfies.is_none() && guess.is_some(),
            satisfies: match satisfies {
                Some(chosen) => chosen.to_vec(),
                None => guess.into_iter().map(str::to_owned).collect(),
            },
            taken_at: None,
        };
        let number = exhibit.no;
        self.append(&Event::ExhibitAdded { case: no, exhibit })?;
        Ok(number)
    }
}

fn not_painted(error: RedactError) -> AppError {
    let code = match error {
        RedactError::Area(_) | RedactError::Nothing => ErrorCode::BadInput,
        _ => ErrorCode::Refused,
    };
    AppError::new(code, error.zh(), error.to_string())
}

/// A file whose bytes lie in the vault.
pub(crate) struct Paper {
    name: String,
    media_type: &'static str,
    size: u64,
    sha256: String,
}

/// The exhibit of that number that is still put forward.
fn shown(case: &Case, exhibit: u32) -> Result<&Exhibit, AppError> {
    case.shown_exhibits().find(|known| known.no == exhibit).ok_or_else(|| {
        AppError::not_found(
            format!("案件 {} 没有证据 {exhibit}。", case.no),
            format!("Case {} has no exhibit {exhibit}.", case.no),
        )
    })
}

fn known_paper(id: &str) -> Result<(), AppError> {
    if channels::papers().any(|paper| paper.id == id) {
        return Ok(());
    }
    let known: Vec<&str> = channels::papers().map(|paper| paper.id.as_str()).collect();
    Err(AppError::bad_input(
        format!("没有「{id}」这一项材料，可以写 {}。", known.join("、")),
        format!("“{id}” is no paper that a recipient asks for; use {}.", known.join(", ")),
    ))
}

/// Which paper a file is, from its name and from what the owner says it proves: a proposal, shown as one.
fn guess(name: &str, proves: &str, media_type: &str) -> Option<&'static str> {
    let said = |words: &[&str]| words.iter().any(|w| name.contains(w) || proves.contains(w));
    if said(&["身份证"]) {
        Some("identity")
    } else if said(&["营业执照", "执照"]) {
        Some("licence")
    } else if said(&["受理协议", "协议", "合同"]) {
        Some("agreement")
    } else if said(&["催告函", "签收", "妥投"]) {
        Some("demand")
    } else if media_type.starts_with("audio/") || said(&["录音"]) {
        Some("recording")
    } else if said(&["答复函", "回函"]) {
        Some("provider_answer")
    } else if said(&["小票", "签购单", "POS"]) {
        Some("slips")
    } else {
        None
    }
}
