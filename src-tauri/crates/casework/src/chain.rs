//! The chain (操作链): an append-only list of events in which each link carries the hash of the one before.
//!
//! **The format**, so that anyone can recompute it without this program. A link in a log file is one line of six
//! fields with one tab between each two:
//!
//! ```text
//! hash ⇥ seq ⇥ at ⇥ prev ⇥ digest ⇥ event
//! ```
//!
//! `digest` is the SHA-256 of the event's bytes (compact JSON, UTF-8, no line break in it); `hash` is the SHA-256 of
//! fields two to five with the tabs between them and a line feed at the end. `seq` counts from 1; `prev` is the
//! `hash` of the line before, 64 zeros in the first; `at` is ISO 8601 with milliseconds and +08:00. With line 3:
//!
//! ```text
//! sed -n 3p chain.log | cut -f2-5 | sha256sum          gives field 1
//! sed -n 3p chain.log | cut -f6 | tr -d '\n' | sha256sum   gives field 5
//! ```
//!
//! An event that belongs to another case may be withheld from a pack: field six is then empty, and the chain can
//! still be checked whole, because the hash covers the digest and not the event itself.
//!
//! **What it proves:** nothing before a given head was changed or taken out since that head left the machine. It
//! proves nothing against the owner before a head was handed over, and not that an event is true.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::event::Event;

/// The `prev` of the first link: 64 zeros.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One link. All texts exactly as hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// From 1, without a gap.
    pub seq: u64,
    /// When it was written, by this machine's clock: `2026-11-24T09:41:00.000+08:00`.
    pub at: String,
    /// The hash of the link before, 64 lower-case hex digits; [`GENESIS`] in the first.
    pub prev: String,
    /// SHA-256 of `event`, 64 lower-case hex digits.
    pub digest: String,
    /// The event as compact JSON; empty when withheld.
    pub event: String,
    /// SHA-256 of `seq⇥at⇥prev⇥digest⏎`, 64 lower-case hex digits.
    pub hash: String,
}

/// Where a chain stands: what to hand over so that later changes are noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many links there are; 0 for an empty chain.
    pub seq: u64,
    /// The last link's hash; [`GENESIS`] for an empty chain.
    pub hash: String,
}

/// How a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The number is not the one after the link before: a link is missing, doubled or out of place.
    Order,
    /// The link does not name the hash of the link before: something before it was changed.
    Previous,
    /// The event is not the one that was hashed: its text was changed.
    Event,
    /// Number, time or digest were changed.
    Hash,
}

/// The first link that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the chain is broken at link {seq}: {}", self.en())]
pub struct Broken {
    /// The number that the link should have, counted from 1.
    pub seq: u64,
    /// What does not fit.
    pub what: Fault,
}

impl Broken {
    /// One sentence in Chinese.
    pub fn zh(&self) -> String {
        let what = match self.what {
            Fault::Order => "序号接不上，中间少了、多了或换了位置",
            Fault::Previous => "和前一环对不上，前面的内容被改过",
            Fault::Event => "这一环的内容和当时记下的不一样",
            Fault::Hash => "这一环的时间或序号被改过",
        };
        format!("操作链在第 {} 环断开：{what}。请拿备份里的这一环来比。", self.seq)
    }

    fn en(&self) -> &'static str {
        match self.what {
            Fault::Order => "its number does not follow, so a link is missing, doubled or out of place",
            Fault::Previous => "it does not name the link before, so something before it was changed",
            Fault::Event => "its event is not the one that was hashed",
            Fault::Hash => "its number, time or digest was changed",
        }
    }
}

/// A line of a log file that is not a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the log is not six fields separated by tabs, the second of them a number")]
pub struct NotALink {
    /// From 1.
    pub line: usize,
}

/// The next link after `prev` (`None`: the first of a chain). `at` is turned into +08:00.
pub fn link(prev: Option<&Link>, at: DateTime<FixedOffset>, event: &Event) -> Link {
    let event = event.to_json();
    let digest = sha256(event.as_bytes());
    let seq = prev.map_or(1, |link| link.seq + 1);
    let prev = prev.map_or(GENESIS, |link| &link.hash).to_owned();
    let at = stamp(at);
    let hash = hash(seq, &at, &prev, &digest);
    Link { seq, at, prev, digest, event, hash }
}

/// The time as it stands in a link: ISO 8601, milliseconds, +08:00.
pub fn stamp(at: DateTime<FixedOffset>) -> String {
    let china = FixedOffset::east_opt(8 * 3600).map_or(at, |zone| at.with_timezone(&zone));
    china.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// Checks every link in order. The head of the chain, or the first link that does not fit.
pub fn verify<'a>(links: impl IntoIterator<Item = &'a Link>) -> Result<Head, Broken> {
    let mut head = Head { seq: 0, hash: GENESIS.to_owned() };
    for link in links {
        let seq = head.seq + 1;
        let broken = |what| Err(Broken { seq, what });
        if link.seq != seq {
            return broken(Fault::Order);
        }
        if link.prev != head.hash {
            return broken(Fault::Previous);
        }
        if !link.event.is_empty() && sha256(link.event.as_bytes()) != link.digest {
            return broken(Fault::Event);
        }
        if hash(link.seq, &link.at, &link.prev, &link.digest) != link.hash {
            return broken(Fault::Hash);
        }
        head = Head { seq, hash: link.hash.clone() };
    }
    Ok(head)
}

/// Reads a log file's text: one link a line; an empty last line is allowed.
pub fn read_log(text: &str) -> Result<Vec<Link>, NotALink> {
    let mut links = Vec::new();
    for (i, line) in text.lines().enumerate() {
        if line.is_empty() {
            continue;
        }
        let bad = NotALink { line: i + 1 };
        let fields: Vec<&str> = line.split('\t').collect();
        let [hash, seq, at, prev, digest, event] = fields[..] else { return Err(bad) };
        let Ok(seq) = seq.parse() else { return Err(bad) };
        links.push(Link {
            seq,
            at: at.to_owned(),
            prev: prev.to_owned(),
            digest: digest.to_owned(),
            event: event.to_owned(),
            hash: hash.to_owned(),
        });
    }
    Ok(links)
}

/// The log file's text for links; [`read_log`] reads it back.
pub fn write_log<'a>(links: impl IntoIterator<Item = &'a Link>) -> String {
    let mut out = String::new();
    for link in links {
        out.push_str(&link.hash);
        out.push('\t');
        out.push_str(&link.covered());
        out.push('\t');
        out.push_str(&link.event);
        out.push('\n');
    }
    out
}

impl Link {
    /// What happened. An event of a later version comes back as [`Event::Other`].
    pub fn read(&self) -> Event {
        Event::read(&self.event)
    }

    /// The same link without its event, for a pack that must not show another case.
    pub fn withheld(&self) -> Link {
        Link { event: String::new(), ..self.clone() }
    }

    fn covered(&self) -> String {
        format!("{}\t{}\t{}\t{}", self.seq, self.at, self.prev, self.digest)
    }
}

fn hash(seq: u64, at: &str, prev: &str, digest: &str) -> String {
    sha256(format!("{seq}\t{at}\t{prev}\t{digest}\n").as_bytes())
}

/// SHA-256 as 64 lower-case hex digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn three() -> Vec<Link> {
        let event = |note: &str| Event::CaseReopened { case: 1, why: note.into() };
        let first = link(None, at("2026-11-24T09:41:00+08:00"), &event("一"));
        let second = link(Some(&first), at("2026-11-24T01:42:00.5Z"), &event("二\t带\n换行"));
        let third = link(Some(&second), at("2026-11-24T09:43:00+08:00"), &event("三"));
        vec![first, second, third]
    }

    #[test]
    fn a_chain_checks_and_is_written_in_beijing_time() {
        let links = three();
        assert_eq!(links[1].at, "2026-11-24T09:42:00.500+08:00");
        assert_eq!(verify(&links), Ok(Head { seq: 3, hash: links[2].hash.clone() }));
        assert_eq!(verify(&[]), Ok(Head { seq: 0, hash: GENESIS.into() }));
    }

    #[test]
    fn the_hash_is_the_documented_one() {
        let links = three();
        let log = write_log(&links);
        let line = log.lines().nth(1).unwrap();
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 6, "tabs and line breaks inside a text are escaped by JSON");
        assert_eq!(sha256(format!("{}\n", fields[1..5].join("\t")).as_bytes()), fields[0]);
        assert_eq!(sha256(fields[5].as_bytes()), fields[4]);
        // `printf '' | sha256sum`, so that the hex is known to be the ordinary one.
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(read_log(&log).unwrap(), links);
        assert_eq!(read_log("ab\tc\n"), Err(NotALink { line: 1 }));
    }

    #[test]
    fn every_kind_of_tampering_is_found_where_it_is() {
        let broken = |change: &dyn Fn(&mut Vec<Link>)| {
            let mut links = three();
            change(&mut links);
            verify(&links).unwrap_err()
        };
        let at = |seq, what| Broken { seq, what };
        assert_eq!(broken(&|l| l[1].event = l[1].event.replace('二', "贰")), at(2, Fault::Event));
        assert_eq!(broken(&|l| l[1].at = l[0].at.clone()), at(2, Fault::Hash));
        assert_eq!(broken(&|l| drop(l.remove(1))), at(2, Fault::Order));
        assert_eq!(broken(&|l| drop(l.remove(0))), at(1, Fault::Order));
        assert_eq!(broken(&|l| l.swap(1, 2)), at(2, Fault::Order));
        assert_eq!(broken(&|l| l[2].hash = GENESIS.into()), at(3, Fault::Hash));
        // A link rewritten with a hash of its own is betrayed by the one after it.
        let rewritten = broken(&|l| {
            let event = Event::CaseReopened { case: 1, why: "别的".into() };
            l[1] = link(Some(&l[0].clone()), super::tests::at("2026-11-24T09:42:00.5+08:00"), &event);
        });
        assert_eq!(rewritten, at(3, Fault::Previous));
        assert!(rewritten.zh().contains("第 3 环"));
        assert!(rewritten.to_string().contains("link 3"));
    }

    #[test]
    fn no_single_byte_of_the_log_can_change_unnoticed() {
        let log = write_log(&three()).into_bytes();
        for i in 0..log.len() {
            for with in [b'0', b'f', b'\t'] {
                let mut changed = log.clone();
                changed[i] = with;
                let Ok(text) = String::from_utf8(changed.clone()) else { continue };
                if changed != log && read_log(&text).is_ok_and(|links| verify(&links).is_ok()) {
                    panic!("byte {i} changed unnoticed: {text}");
                }
            }
        }
    }

    #[test]
    fn a_withheld_event_does_not_break_the_chain() {
        let mut links = three();
        links[1] = links[1].withheld();
        assert!(verify(&links).is_ok());
        assert!(matches!(links[1].read(), Event::Other { .. }));
    }
}
