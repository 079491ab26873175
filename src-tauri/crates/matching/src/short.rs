//! Lists that are short a million times over: most hold one thing, or nothing.

use std::ops::Deref;
use std::slice::Iter;

use serde::{Serialize, Serializer};

/// A list that mostly holds one thing: that one stands in it and has no place of its own in memory.
#[derive(Clone, PartialEq, Eq)]
pub enum Few<T> {
    /// Nothing, or one.
    AtMostOne(Option<T>),
    /// More.
    Several(Box<[T]>),
}

/// A list that is mostly empty, and then no larger than a pointer.
#[derive(Clone, PartialEq, Eq)]
#[allow(clippy::box_collection)] // the box of a slice is two pointers
pub struct Rare<T>(Option<Box<Vec<T>>>);

impl<T> Few<T> {
    /// Without anything in it.
    pub const NONE: Few<T> = Few::AtMostOne(None);
}

impl<T> Deref for Few<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        match self {
            Few::AtMostOne(one) => one.as_slice(),
            Few::Several(several) => several,
        }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Few<T> {
        let mut items = items.into_iter();
        let first = items.next();
        let (first, second) = match (first, items.next()) {
            (Some(first), Some(second)) => (first, second),
            (first, _) => return Few::AtMostOne(first),
        };
        Few::Several([first, second].into_iter().chain(items).collect())
    }
}

impl<T> Rare<T> {
    /// Without anything in it.
    pub const NONE: Rare<T> = Rare(None);

    /// Adds at the end.
    pub(crate) fn push(&mut self, item: T) {
        self.0.get_or_insert_default().push(item);
    }

    /// Puts `items` before all others.
    pub(crate) fn put_first(&mut self, mut items: Vec<T>) {
        items.extend(self.0.take().into_iter().flat_map(|rest| *rest));
        *self = items.into();
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Rare<T> {
        Rare::NONE
    }
}

impl<T> Deref for Rare<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |items| items.as_slice())
    }
}

impl<T> From<Vec<T>> for Rare<T> {
    fn from(items: Vec<T>) -> Rare<T> {
        Rare((!items.is_empty()).then(|| Box::new(items)))
    }
}

impl<T> Extend<T> for Rare<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

macro_rules! as_a_list {
    ($name:ident) => {
        impl<T: std::fmt::Debug> std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.deref().fmt(f)
            }
        }

        impl<T: Serialize> Serialize for $name<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.deref().serialize(serializer)
            }
        }

        impl<'a, T> IntoIterator for &'a $name<T> {
            type Item = &'a T;
            type IntoIter = Iter<'a, T>;
            fn into_iter(self) -> Iter<'a, T> {
                self.iter()
            }
        }

        impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for $name<T> {
            fn eq(&self, other: &[T; N]) -> bool {
                self.deref() == other
            }
        }

        impl<T: PartialEq> PartialEq<Vec<T>> for $name<T> {
            fn eq(&self, other: &Vec<T>) -> bool {
                self.deref() == other.as_slice()
            }
        }
    };
}

as_a_list!(Few);
as_a_list!(Rare);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_lists_and_small() {
        for count in 0..4u32 {
            let all: Vec<u32> = (0..count).collect();
            let few: Few<u32> = all.iter().copied().collect();
            let mut rare: Rare<u32> = Vec::new().into();
            rare.extend(all.iter().copied().skip(1));
            rare.put_first(all.iter().copied().take(1).collect());
            assert_eq!(few, all);
            assert_eq!(rare, all);
            assert_eq!(format!("{few:?}{rare:?}"), format!("{all:?}{all:?}"));
            assert_eq!(serde_json::to_string(&few).unwrap(), serde_json::to_string(&rare).unwrap());
        }
        assert_eq!(size_of::<Few<recoup_ledger::TxnId>>(), 16);
        assert_eq!(size_of::<Rare<u32>>(), size_of::<usize>());
    }
}
