//! The letter to each recipient: as drafted, or in the owner's own words.

use recoup_casework::{self as casework, Case, Event, Recipient};

use crate::view::LetterView;
use crate::{AppError, Recoup, today};

/// More is a book, not a letter.
const LONGEST: usize = 60_000;

impl Recoup {
    /// The letter to a recipient as it would be printed now, and what it lacks.
    ///
    /// # Errors
    /// `not_found`.
    pub fn letter(&mut self, no: u32, recipient: Recipient) -> Result<LetterView, AppError> {
        let case = self.find_case(no)?;
        let letter = self.letter_of(&case, recipient)?;
        Ok(LetterView {
            recipient: recipient.word().into(),
            title: letter.title,
            to: letter.to,
            paragraphs: letter.paragraphs,
            drafted: letter.drafted,
            enclosures: letter.enclosures,
            signature: letter.signature,
            to_fill: letter.to_fill,
            edited: letter.edited,
            lost: letter.lost.into_iter().map(Into::into).collect(),
        })
    }

    /// Keeps the owner's wording of a letter; no paragraph at all, or the drafted ones, go back to the draft.
    ///
    /// # Errors
    /// `bad_input` for a text that is too long; `refused` for a closed case.
    pub fn edit_letter(
        &mut self,
        no: u32,
        recipient: Recipient,
        paragraphs: &[String],
    ) -> Result<LetterView, AppError> {
        let case = self.open_one(no)?;
        let clean: Vec<String> = paragraphs
            .iter()
            .flat_map(|paragraph| paragraph.split(['\n', '\r']))
            .map(|paragraph| paragraph.trim().to_owned())
            .filter(|paragraph| !paragraph.is_empty())
            .collect();
        if clean.iter().map(|p| p.chars().count()).sum::<usize>() > LONGEST {
            return Err(AppError::bad_input(
                format!("信太长了，最多 {LONGEST} 个字。细节放到证据里。"),
                format!(
                    "The letter is too long (at most {LONGEST} characters). Put the details into exhibits."
                ),
            ));
        }
        let now = self.letter_of(&case, recipient)?;
        let clean = if clean == now.drafted { Vec::new() } else { clean };
        let same = if now.edited { clean == now.paragraphs } else { clean.is_empty() };
        if !same {
            self.append(&Event::LetterEdited { case: no, recipient, paragraphs: clean })?;
        }
        self.letter(no, recipient)
    }

    fn letter_of(&mut self, case: &Case, recipient: Recipient) -> Result<casework::Letter, AppError> {
        let _facts = self.with_facts_of(case)?;
        let shop = self.shop()?;
        let answers = self.auto_answers(case)?;
        let current = self.claimed(case, &answers)?;
        Ok(casework::letter(&current, recipient, &shop, today()))
    }
}
