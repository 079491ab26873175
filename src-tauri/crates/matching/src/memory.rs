//! What an earlier run weighed: one more day of files touches few chains of credits.

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;

use crate::Odds;
use crate::stories::{self, Node, Tally, Told};

/// The stories of the last run. A chain of credits of which no number has changed is not weighed again.
///
/// It never changes an answer: a story depends on nothing but the amounts of its chain and the odds, and those are its
/// key. What the last run did not use is forgotten.
#[derive(Debug, Default)]
pub struct Memory {
    before: FxHashMap<Key, Weighed>,
    now: FxHashMap<Key, Weighed>,
    anew: usize,
}

/// What [`stories::weigh`] says.
type Weighed = (Vec<Told>, Tally);

/// 128 bits over the chain and the odds.
type Key = [u64; 2];

impl Memory {
    /// How many chains of credits the last run had to weigh anew, and of how many in all.
    pub fn weighed(&self) -> (usize, usize) {
        (self.anew, self.before.len())
    }

    /// A run begins.
    pub(crate) fn begin(&mut self) {
        self.anew = 0;
    }

    /// A run ends.
    pub(crate) fn end(&mut self) {
        self.before = std::mem::take(&mut self.now);
    }

    /// As [`stories::weigh`].
    pub(crate) fn weigh(&mut self, nodes: &[Node], odds: &Odds) -> &Weighed {
        let Memory { before, now, anew } = self;
        let key = key(nodes, odds);
        now.entry(key).or_insert_with(|| {
            before.remove(&key).unwrap_or_else(|| {
                *anew += 1;
                stories::weigh(nodes, odds)
            })
        })
    }
}

fn key(nodes: &[Node], odds: &Odds) -> Key {
    [0u8, 1].map(|half| {
        let mut hash = DefaultHasher::new();
        half.hash(&mut hash);
        [odds.lost, odds.late, odds.wrong_fee].map(f64::to_bits).hash(&mut hash);
        nodes.hash(&mut hash);
        hash.finish()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stories::Row;

    #[test]
    fn a_chain_is_weighed_again_when_anything_of_it_changes() {
        let row = |net| Row { net, gross: net + 1, fee_known: true, channel: 0 };
        let node = Node { rows: (1..40).map(|n| row(n * 731)).collect(), deficit: 731, ..Node::default() };
        let other = Node { fewer: Some(1), ..node.clone() };
        let mut memory = Memory::default();
        let mut run = |nodes: &[Node], odds: &Odds| {
            memory.begin();
            assert_eq!(memory.weigh(nodes, odds), &stories::weigh(nodes, odds));
            memory.end();
            memory.weighed()
        };
        let (odds, one) = (Odds::default(), std::slice::from_ref(&node));
        assert_eq!(run(one, &odds), (1, 1));
        assert_eq!(run(one, &odds), (0, 1));
        assert_eq!(run(&[node.clone(), node.clone()], &odds), (1, 1));
        assert_eq!(run(one, &odds), (1, 1), "what was not used was forgotten");
        assert_eq!(run(&[other], &odds), (1, 1));
        assert_eq!(run(one, &odds.times(2.0)), (1, 1));
    }
}
