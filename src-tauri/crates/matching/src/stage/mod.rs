//! The stages, one file each. Every stage takes what is still open and closes what it can prove.

pub(crate) mod deficit;
pub(crate) mod fee_unknown;
pub(crate) mod held;
pub(crate) mod key;
pub(crate) mod owner;
mod owners;
pub(crate) mod part;
pub(crate) mod run;
pub(crate) mod single;
pub(crate) mod split;
pub(crate) mod total;
pub(crate) mod wallet;
