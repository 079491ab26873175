//! A file in two steps: what it is, and then its rows.

use std::cmp::Reverse;

use crate::container::{self, LongText, ReadSeek};
use crate::intake::{Out, Sink, Stopped};
use crate::mapping;
use crate::reading::{self, Reading};
use crate::recognise::{Candidate, Certainty, Found, Recognised, recognise};
use crate::refusal::{Refusal, RefusalCode};
use crate::source::FileKind;
use crate::table::Table;
use crate::text::Bilingual;
use crate::{Options, sources};

/// A file of which it is known what it is, before any of its rows is read.
#[derive(Debug)]
pub struct Understood(Body);

#[derive(Debug)]
enum Body {
    /// Is gone through again for its rows.
    Long {
        text: LongText,
        found: Box<Found>,
    },
    Held(Tables),
}

/// The tables of a file that is held as a whole.
#[derive(Debug, Default)]
struct Tables {
    /// In the order in which they are read.
    found: Vec<(Table, Found)>,
    /// May be several things.
    choices: Vec<(Table, Vec<Candidate>)>,
    /// Is nothing that is known.
    strange: Vec<Table>,
    /// Files of an archive that cannot be read.
    refused: Vec<Refusal>,
}

/// Opens a file and finds out what it is. A long text file is gone through and not held.
///
/// # Errors
///
/// [`Stopped`], never `ByCaller`: as [`crate::read`], or the file fails.
pub fn open(name: &str, file: &mut dyn ReadSeek, options: &Options<'_>) -> Result<Understood, Stopped> {
    if let Some(kind) = options.as_kind {
        let known = sources().iter().any(|s| s.id == kind || s.kind.as_str() == kind);
        let own = options.mappings.iter().any(|m| m.prepared().id == kind);
        if !known && !own {
            return Err(Refusal::new(name, RefusalCode::NotThatKind { wanted: kind.to_owned() }).into());
        }
    }
    if let Some(text) = LongText::open(name, file)? {
        match recognise(text.head(), options.as_kind, options.mappings) {
            Some(Recognised::Found(found)) => return Ok(Understood(Body::Long { text, found })),
            Some(Recognised::Ambiguous(candidates)) => {
                return Err(Refusal::new(name, RefusalCode::Ambiguous { candidates }).into());
            }
            None if mapping::propose(text.head()).is_some() => {
                return Err(unknown(name, std::slice::from_ref(text.head()), options).into());
            }
            None => {}
        }
    }
    let bytes = container::whole(name, file)?;
    let contents = container::open(name, &bytes, options.opening())?;
    drop(bytes);
    let mut tables = Tables { refused: contents.refused, ..Tables::default() };
    for table in contents.tables {
        match recognise(&table, options.as_kind, options.mappings) {
            Some(Recognised::Found(one)) => tables.found.push((table, *one)),
            Some(Recognised::Ambiguous(candidates)) => tables.choices.push((table, candidates)),
            None => tables.strange.push(table),
        }
    }
    // Details before totals: an archive often holds both, and the totals may come first.
    tables.found.sort_by_key(|(table, found)| {
        (found.source.kind == FileKind::Summary, Reverse(found.certainty), table.index)
    });
    let is_known =
        |found: &Found| found.source.kind != FileKind::Summary && found.certainty > Certainty::Likely;
    if !tables.found.iter().any(|(_, found)| is_known(found)) && !tables.choices.is_empty() {
        let (table, candidates) = tables.choices.swap_remove(0);
        return Err(Refusal::new(&table.file, RefusalCode::Ambiguous { candidates }).into());
    }
    if tables.found.is_empty() {
        return Err(unknown(name, &tables.strange, options).into());
    }
    Ok(Understood(Body::Held(tables)))
}

impl Understood {
    /// Hands the rows to `sink` one by one. `file` is the one that was opened, unchanged: a long text is never held as a
    /// whole but gone through more than once. `merchant` is the merchant number of rows that name none. What is returned
    /// holds everything but the rows.
    ///
    /// # Errors
    ///
    /// [`Stopped`]: the file fails, or the sink wants no more. The sink may have got rows before that.
    pub fn rows(
        self,
        file: &mut dyn ReadSeek,
        merchant: Option<&str>,
        sink: &mut dyn Sink,
    ) -> Result<Reading, Stopped> {
        let mut out = Out::new(sink, merchant);
        match self.0 {
            Body::Held(tables) => tables.rows(&mut out),
            Body::Long { text, found } => {
                let mut reading = Reading::default();
                reading::describe(&mut reading, &found);
                reading::add(&mut reading, &found, &mut text.pieces(file), &mut out)?;
                Ok(reading)
            }
        }
    }
}

impl Tables {
    fn rows(self, out: &mut Out<'_>) -> Result<Reading, Stopped> {
        let mut reading = Reading::default();
        let main = self.found.first().map(|(_, main)| {
            reading::describe(&mut reading, main);
            main.source.kind
        });
        for (table, found) in &self.found {
            if Some(found.source.kind) != main && found.source.kind == FileKind::Summary {
                // Totals beside details repeat them.
                reading.has_full_cards |= table.holds_secret(0..table.len());
            } else if found.source.kind == FileKind::Detail && found.source.till != reading.till {
                // A file is the till's or the acquirer's as a whole: what it says is evidence or counts.
                let why = Bilingual::new(
                    "同一个文件里既有收银系统的记录，又有别家的表。请把它单独存成一个文件再导入。",
                    "a till's records and another's stand in one file. Save it as a file of its own and import that.",
                );
                left_out(&mut reading, table, &why);
            } else if found.certainty > Certainty::Likely || reading.certainty == Certainty::Likely {
                reading::add(&mut reading, found, &mut &*table, out)?;
            } else {
                // A guess beside a known table is its cover sheet, or another provider's table.
                let why = Bilingual::new(
                    "认不出是哪家机构的表，而同一个文件里有认得的表。里面若有交易，请单独导入它。",
                    "its provider is not known, and a known table stands beside it. If it holds transactions, import it alone.",
                );
                left_out(&mut reading, table, &why);
            }
        }
        for (table, candidates) in self.choices {
            left_out(&mut reading, &table, &RefusalCode::Ambiguous { candidates }.text());
        }
        for table in &self.strange {
            match mapping::propose(table) {
                Some(proposal) => {
                    let why = RefusalCode::UnknownTable { proposal: Box::new(proposal) };
                    left_out(&mut reading, table, &why.text());
                }
                None => reading.has_full_cards |= table.holds_secret(0..table.len()),
            }
        }
        for refusal in self.refused.iter().filter(|refusal| refusal.why != RefusalCode::Empty) {
            reading::left_out(&mut reading, &refusal.file, "", &refusal.why.text());
        }
        Ok(reading)
    }
}

/// A table whose rows are not taken over: that is said, and what is kept of the file must be masked all the same.
fn left_out(reading: &mut Reading, table: &Table, why: &Bilingual) {
    reading.has_full_cards |= table.holds_secret(0..table.len());
    reading::left_out(reading, &table.file, &table.sheet, why);
}

fn unknown(name: &str, tables: &[Table], options: &Options<'_>) -> Refusal {
    let understood = || tables.iter().any(|table| recognise(table, None, options.mappings).is_some());
    if let Some(kind) = options.as_kind
        && understood()
    {
        return Refusal::new(name, RefusalCode::NotThatKind { wanted: kind.to_owned() });
    }
    let largest = tables.iter().filter(|t| !t.is_empty()).max_by_key(|t| t.len());
    match largest.and_then(mapping::propose) {
        Some(proposal) => Refusal::new(name, RefusalCode::UnknownTable { proposal: Box::new(proposal) }),
        None => Refusal::new(name, RefusalCode::NotATable),
    }
}
