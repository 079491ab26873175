//! Who paid a credit line: how strongly its texts speak for an acquirer.

use std::borrow::Cow;

use recoup_ledger::{AccountLine, Agreement};
use rustc_hash::FxHashMap;

const WORDS: &str = include_str!("../data/payer_words.txt");

/// How much a credit's payer and memo speak for an agreement's acquirer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// Plainly something else: interest, a repayment, another acquirer.
    Never,
    /// Somebody who is not known as an acquirer.
    Stranger,
    /// The statement does not say who paid.
    Neutral,
    /// Some acquirer or clearing house.
    Looks,
    /// This acquirer: by its name, the owner's word, or earlier payouts.
    Known,
}

/// What a line's texts say by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    Payout,
    Other,
    Nothing,
}

fn words(class: &str) -> impl Iterator<Item = &'static str> {
    WORDS.lines().filter_map(move |line| {
        let (this, word) = line.split_once('\t')?;
        (this == class).then_some(word)
    })
}

/// Compares names without spaces, full-width brackets or letter case.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Most characters stay as they are and are copied in one piece.
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let plain = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
            'a'..='z' => Some(c.to_ascii_uppercase()),
            c if c.is_whitespace() => None,
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.extend(plain);
        copied = at + c.len_utf8();
    }
    out.push_str(&text[copied..]);
    out
}

fn stem(name: &str) -> String {
    let mut name = plain(name);
    while let Some(shorter) = words("suffix").find_map(|tail| name.strip_suffix(tail).map(str::to_owned)) {
        name = shorter;
    }
    name
}

/// What a line says, and whose payer it names.
#[derive(Debug)]
struct Text {
    /// Payer, separator, memo; both plain.
    full: String,
    hint: Hint,
    /// The agreements that know a name in it, in order, as of the first `seen` learned names.
    speaks_for: Vec<u32>,
    seen: usize,
    /// The agreement that last learned from it.
    taught: u32,
}

/// The payers of every agreement, typed, named or learned, and the texts of every line, read once.
#[derive(Debug)]
pub(crate) struct Payers {
    known: Words<u32>,
    /// Whether anybody is known as this agreement's payer.
    knows: Vec<bool>,
    /// Names learned from payouts, oldest first.
    learned: Vec<(u32, String)>,
    hints: Words<Hint>,
    names: FxHashMap<String, u32>,
    texts: Vec<Text>,
    /// Spelt here before it is looked up.
    key: String,
    /// The key of the line before.
    before: (String, u32),
}

impl Payers {
    pub fn new(agreements: &[Agreement]) -> Payers {
        let mut known = Words::default();
        let mut knows = vec![false; agreements.len()];
        for (i, agreement) in agreements.iter().enumerate() {
            let typed = agreement.payers.iter().map(|p| plain(p));
            for name in typed.chain([stem(&agreement.acquirer)]).filter(|name| is_long(name, 2)) {
                known.insert(&name, i as u32);
                knows[i] = true;
            }
        }
        let mut hints = Words::default();
        for (class, hint) in [("payout", Hint::Payout), ("other", Hint::Other)] {
            words(class).for_each(|word| _ = hints.insert(&plain(word), hint));
        }
        Payers {
            known,
            knows,
            learned: Vec::new(),
            hints,
            names: FxHashMap::default(),
            texts: Vec::new(),
            key: String::new(),
            before: (String::new(), 0),
        }
    }

    /// Makes room for so many agreements.
    pub fn resize(&mut self, agreements: usize) {
        self.knows.resize(agreements, false);
    }

    /// A number for what the line says; equal texts (digits aside) share it.
    pub fn intern(&mut self, line: &AccountLine) -> u32 {
        self.key.clear();
        self.key.push_str(&line.counterparty);
        self.key.push('\u{1f}');
        let memo = self.key.len();
        add_without_digits(&line.memo, &mut self.key);
        // Lines of one payer mostly lie together.
        if self.key == self.before.0 {
            return self.before.1;
        }
        let known = self.names.get(&self.key).copied();
        let id = known.unwrap_or_else(|| self.read(memo, line));
        self.before.0.clone_from(&self.key);
        self.before.1 = id;
        id
    }

    /// Reads a text that was not seen before; its memo begins in `key` at `memo`.
    fn read(&mut self, memo: usize, line: &AccountLine) -> u32 {
        let name = plain(&line.counterparty);
        let full = format!("{name}\u{1f}{}", plain(&self.key[memo..]));
        let hint = self.hint(&full, name.len());
        let id = self.texts.len() as u32;
        let speaks_for = speaking(&self.known, &full);
        self.texts.push(Text { full, hint, speaks_for, seen: self.learned.len(), taught: u32::MAX });
        self.names.insert(self.key.clone(), id);
        id
    }

    /// A payer that is an acquirer counts more than a word in the memo; the payer is `full` up to `name`.
    fn hint(&self, full: &str, name: usize) -> Hint {
        let (mut payout, mut other) = (false, false);
        for (end, hint) in self.hints.all_in(full) {
            match hint {
                Hint::Payout if end <= name => return Hint::Payout,
                Hint::Payout => payout = true,
                Hint::Other => other = true,
                Hint::Nothing => {}
            }
        }
        match (other, payout) {
            (true, _) => Hint::Other,
            (false, true) => Hint::Payout,
            (false, false) => Hint::Nothing,
        }
    }

    /// How strongly the text speaks for the agreement.
    pub fn strength(&mut self, agreement: u32, text: u32) -> Strength {
        if self.texts[text as usize].seen < self.learned.len() {
            let speaks_for = self.speaks_for(text).into_owned();
            let this = &mut self.texts[text as usize];
            (this.speaks_for, this.seen) = (speaks_for, self.learned.len());
        }
        let this = &self.texts[text as usize];
        let ours = this.speaks_for.contains(&agreement);
        if ours {
            Strength::Known
        } else if this.hint == Hint::Other || !this.speaks_for.is_empty() {
            Strength::Never
        } else if this.hint == Hint::Payout {
            Strength::Looks
        } else if this.full.starts_with('\u{1f}') {
            Strength::Neutral
        } else {
            Strength::Stranger
        }
    }

    /// The agreements that know a name in the text, in order.
    fn speaks_for(&self, text: u32) -> Cow<'_, [u32]> {
        /// So many names are sooner tried one by one.
        const FEW: usize = 4;
        let this = &self.texts[text as usize];
        let lately = &self.learned[this.seen..];
        if lately.len() > FEW {
            return Cow::Owned(speaking(&self.known, &this.full));
        }
        let mut found = Cow::Borrowed(this.speaks_for.as_slice());
        for (agreement, name) in lately {
            if let Err(place) = found.binary_search(agreement)
                && this.full.contains(name.as_str())
            {
                found.to_mut().insert(place, *agreement);
            }
        }
        found
    }

    /// The first agreement whose payer the text names.
    pub fn payer_of(&self, text: u32) -> Option<u32> {
        self.speaks_for(text).first().copied()
    }

    /// Whether the text speaks for some acquirer at all.
    pub fn is_acquirer(&self, text: u32) -> bool {
        self.texts[text as usize].hint == Hint::Payout || self.payer_of(text).is_some()
    }

    /// Whether anybody is known as this agreement's payer.
    pub fn knows_payer(&self, agreement: u32) -> bool {
        self.knows[agreement as usize]
    }

    /// Remembers who paid a payout that fits to the fen.
    pub fn learn(&mut self, agreement: u32, text: u32) {
        let this = &mut self.texts[text as usize];
        if this.hint == Hint::Other || this.taught == agreement {
            return;
        }
        this.taught = agreement;
        let name = this.full.split('\u{1f}').next().unwrap_or_default();
        if is_long(name, 4) && self.known.insert(name, agreement) {
            self.knows[agreement as usize] = true;
            self.learned.push((agreement, name.to_owned()));
        }
    }
}

/// Adds the parts of a text between its digits.
fn add_without_digits(text: &str, out: &mut String) {
    // A digit is never a part of another character.
    let (bytes, mut at) = (text.as_bytes(), 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let words = rest.iter().position(u8::is_ascii_digit).unwrap_or(rest.len());
        out.push_str(&text[at..at + words]);
        at += words;
        at += bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    }
}

/// The agreements that know a name in the text, in order.
fn speaking(known: &Words<u32>, text: &str) -> Vec<u32> {
    let mut found: Vec<u32> = known.all_in(text).map(|(_, agreement)| agreement).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn is_long(text: &str, least: usize) -> bool {
    text.chars().nth(least - 1).is_some()
}

/// Words to be found anywhere in a text, however many there are; each has tags.
///
/// A word is looked up by its first character, then by its length and spelling: a text costs its own length, not the
/// number of words.
#[derive(Debug)]
struct Words<T> {
    by_first: FxHashMap<char, Initial<T>>,
}

/// The words with one first character.
#[derive(Debug)]
struct Initial<T> {
    /// In bytes, each once.
    lengths: Vec<usize>,
    words: FxHashMap<String, Vec<T>>,
}

impl<T> Default for Words<T> {
    fn default() -> Words<T> {
        Words { by_first: FxHashMap::default() }
    }
}

impl<T: Copy + PartialEq> Words<T> {
    /// Adds a word; `false` if it has the tag already.
    fn insert(&mut self, word: &str, tag: T) -> bool {
        let Some(first) = word.chars().next() else { return false };
        let initial = self
            .by_first
            .entry(first)
            .or_insert_with(|| Initial { lengths: Vec::new(), words: FxHashMap::default() });
        let Some(tags) = initial.words.get_mut(word) else {
            initial.words.insert(word.to_owned(), vec![tag]);
            if !initial.lengths.contains(&word.len()) {
                initial.lengths.push(word.len());
            }
            return true;
        };
        let new = !tags.contains(&tag);
        if new {
            tags.push(tag);
        }
        new
    }

    /// The tags of all words in the text, and where each word ends.
    fn all_in(&self, text: &str) -> impl Iterator<Item = (usize, T)> {
        let begin = |(at, first)| Some((at, self.by_first.get(&first)?));
        text.char_indices().filter_map(begin).flat_map(move |(at, initial)| {
            initial.lengths.iter().flat_map(move |length| {
                let end = at + length;
                let tags = text.get(at..end).and_then(|word| initial.words.get(word));
                tags.into_iter().flatten().map(move |tag| (end, *tag))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(counterparty: &str, memo: &str) -> AccountLine {
        let mut line = AccountLine::bank("2026-11-03".parse().unwrap(), recoup_ledger::Money::from_fen(1));
        line.counterparty = counterparty.into();
        line.memo = memo.into();
        line
    }

    #[test]
    fn a_payer_is_told_from_a_stranger() {
        let ours = crate::default_agreement("898000000000001", "银联商务股份有限公司", false);
        let other = crate::default_agreement("822000000000001", "拉卡拉支付股份有限公司", false);
        let mut payers = Payers::new(&[ours, other]);
        for (counterparty, memo, strength) in [
            ("银联商务股份有限公司客户备付金", "1102-1102费32.44元", Strength::Known),
            ("拉卡拉支付股份有限公司客户备付金", "", Strength::Never),
            ("某某支付有限公司客户备付金", "", Strength::Looks),
            ("", "特约商户资金清算转入", Strength::Looks),
            ("", "", Strength::Neutral),
            ("", "结息", Strength::Never),
            ("张三", "还款", Strength::Never),
            ("李四商贸", "货款", Strength::Stranger),
        ] {
            let text = payers.intern(&line(counterparty, memo));
            assert_eq!(payers.strength(0, text), strength, "{counterparty} {memo}");
        }
        let text = payers.intern(&line("某某支付有限公司客户备付金", ""));
        payers.learn(0, text);
        assert_eq!(payers.strength(0, text), Strength::Known);
    }
}
