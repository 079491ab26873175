//! For whom a letter and a dossier are made.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who gets the dossier; the words of `recoup dossier --for`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The acquirer itself (收单机构): a written demand.
    Provider,
    /// 中国银联.
    Unionpay,
    /// 中国人民银行 (12363): acquirers that are payment companies.
    Pbc,
    /// 国家金融监督管理总局 (12378): acquirers that are banks.
    Nfra,
    /// 人民法院.
    Court,
    /// 公安机关.
    Police,
}

/// A word that names no recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no recipient; use provider, unionpay, pbc, nfra, court or police")]
pub struct NotARecipient(pub String);

impl Recipient {
    /// All, in the order of escalation.
    pub const ALL: [Recipient; 6] = [
        Recipient::Provider,
        Recipient::Unionpay,
        Recipient::Pbc,
        Recipient::Nfra,
        Recipient::Court,
        Recipient::Police,
    ];

    /// The word used in JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Recipient::Provider => "provider",
            Recipient::Unionpay => "unionpay",
            Recipient::Pbc => "pbc",
            Recipient::Nfra => "nfra",
            Recipient::Court => "court",
            Recipient::Police => "police",
        }
    }

    /// As shown to people.
    pub fn zh(self) -> &'static str {
        match self {
            Recipient::Provider => "收单机构",
            Recipient::Unionpay => "中国银联",
            Recipient::Pbc => "中国人民银行",
            Recipient::Nfra => "国家金融监督管理总局",
            Recipient::Court => "人民法院",
            Recipient::Police => "公安机关",
        }
    }

    /// As shown to people.
    pub fn en(self) -> &'static str {
        match self {
            Recipient::Provider => "the acquirer",
            Recipient::Unionpay => "China UnionPay",
            Recipient::Pbc => "the People's Bank of China",
            Recipient::Nfra => "the National Financial Regulatory Administration",
            Recipient::Court => "the people's court",
            Recipient::Police => "the police",
        }
    }
}

impl FromStr for Recipient {
    type Err = NotARecipient;
    fn from_str(word: &str) -> Result<Recipient, NotARecipient> {
        Recipient::ALL.into_iter().find(|r| r.word() == word).ok_or_else(|| NotARecipient(word.to_owned()))
    }
}
