//! Runs of letters and digits in memos that may be order or reference numbers, and where each of them stands.

use std::hash::BuildHasher;

use recoup_ledger::AccountLine;
use rustc_hash::FxBuildHasher;

/// Shorter runs of letters and digits are dates, amounts and voucher numbers.
pub(crate) const SHORTEST: usize = 10;
/// Nothing.
const NONE: u32 = u32::MAX;
/// So many numbers are looked up side by side: memory is slow to answer, but answers many at once.
const ABREAST: usize = 32;

/// The numbers of all credits, in one text.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    text: String,
    pub runs: Vec<Run>,
}

/// Where a number stands, and the line that it is of.
#[derive(Debug)]
pub(crate) struct Run {
    start: usize,
    length: u32,
    pub line: u32,
}

impl Numbers {
    /// Adds those of a line.
    pub fn read(&mut self, line: &AccountLine, number: u32) {
        let mut start = self.text.len();
        for c in line.memo.chars() {
            match c {
                'a'..='z' => self.text.push(c.to_ascii_uppercase()),
                '0'..='9' | 'A'..='Z' => self.text.push(c),
                // In full width.
                '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
                    self.text.extend(char::from_u32(c as u32 - 0xfee0));
                }
                c if c.is_whitespace() => {}
                _ => start = self.end(start, number),
            }
        }
        start = self.end(start, number);
        if line.order_no.len() >= SHORTEST {
            self.text.push_str(&line.order_no);
            self.end(start, number);
        }
    }

    /// Keeps the run that ends here if it is long enough; says where the next one starts.
    fn end(&mut self, start: usize, line: u32) -> usize {
        let length = self.text.len() - start;
        if length >= SHORTEST {
            self.runs.push(Run { start, length: length as u32, line });
        } else {
            self.text.truncate(start);
        }
        self.text.len()
    }

    /// Lines get other numbers.
    pub fn renumber(&mut self, number_of: &[u32]) {
        for run in &mut self.runs {
            run.line = number_of[run.line as usize];
        }
    }

    /// What the run says.
    pub fn said(&self, run: &Run) -> &str {
        self.text.get(run.start..run.start + run.length as usize).unwrap_or_default()
    }
}

/// The runs by what they say. A million numbers are looked up here, of which many are in no memo: a lookup that finds
/// nothing mostly ends at the first of three places in memory.
pub(crate) struct Index<'n> {
    numbers: &'n Numbers,
    /// By the first bits of the hash: a run, or [`NONE`].
    heads: Vec<u32>,
    /// By run.
    links: Vec<Link>,
}

/// How the runs hang together; [`NONE`] is the end.
struct Link {
    /// The last bits of the hash.
    rest: u32,
    /// The next run with the same first bits that says something else.
    other: u32,
    /// The next run that says the same.
    same: u32,
}

impl Index<'_> {
    pub fn of(numbers: &Numbers) -> Index<'_> {
        let places = (numbers.runs.len() * 2).next_power_of_two();
        let (heads, links) = (vec![NONE; places], Vec::with_capacity(numbers.runs.len()));
        let mut index = Index { numbers, heads, links };
        for (place, run) in (0u32..).zip(&numbers.runs) {
            let said = numbers.said(run);
            let (head, rest) = index.split(said);
            let mut link = Link { rest, other: NONE, same: NONE };
            match index.find(index.heads[head], rest, said) {
                Some(equal) => link.same = std::mem::replace(&mut index.links[equal as usize].same, place),
                None => link.other = std::mem::replace(&mut index.heads[head], place),
            }
            index.links.push(link);
        }
        index
    }

    fn split(&self, number: &str) -> (usize, u32) {
        let hash = FxBuildHasher.hash_one(number);
        (hash as usize & (self.heads.len() - 1), (hash >> 32) as u32)
    }

    /// The run from which all that say the same hang.
    fn find(&self, mut place: u32, rest: u32, number: &str) -> Option<u32> {
        while place != NONE {
            let link = &self.links[place as usize];
            if link.rest == rest && self.numbers.said(&self.numbers.runs[place as usize]) == number {
                return Some(place);
            }
            place = link.other;
        }
        None
    }

    /// Looks many numbers up and says for each in which lines it stands; a line may come twice.
    pub fn look_up<'t>(&self, asked: impl Iterator<Item = (u32, &'t str)>, mut found: impl FnMut(u32, u32)) {
        let mut abreast: Vec<Asked<'t>> = Vec::with_capacity(ABREAST);
        for (who, number) in asked {
            let (head, rest) = self.split(number);
            abreast.push(Asked { who, number, place: head as u32, rest });
            if abreast.len() == ABREAST {
                self.answer(&mut abreast, &mut found);
            }
        }
        self.answer(&mut abreast, &mut found);
    }

    fn answer(&self, abreast: &mut Vec<Asked<'_>>, found: &mut impl FnMut(u32, u32)) {
        for asked in abreast.iter_mut() {
            asked.place = self.heads[asked.place as usize];
        }
        abreast.retain(|asked| asked.place != NONE);
        for asked in abreast.iter_mut() {
            let link = &self.links[asked.place as usize];
            if link.rest != asked.rest {
                asked.place = link.other;
            }
        }
        for asked in abreast.drain(..) {
            let mut place = self.find(asked.place, asked.rest, asked.number).unwrap_or(NONE);
            while place != NONE {
                found(asked.who, self.numbers.runs[place as usize].line);
                place = self.links[place as usize].same;
            }
        }
    }
}

/// A number that is looked up.
struct Asked<'t> {
    who: u32,
    number: &'t str,
    /// First its place among the heads, then that of a run.
    place: u32,
    rest: u32,
}
