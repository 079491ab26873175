//! What the store knows that reading a file needs, and what a file's merchant numbers tell beside that.

use std::collections::BTreeSet;

use recoup_ledger::{Agreement, Channel};
use recoup_statements::{self as statements, Reading};

use crate::import::ImportOptions;
use crate::view::Text;
use crate::{AppError, Recoup, worker};

/// What the store knows that reading needs.
pub(crate) struct Known {
    mappings: Vec<statements::Mapping>,
    agreements: Vec<Agreement>,
    pub merchant: Option<String>,
}

impl Known {
    pub fn of(
        app: &Recoup,
        options: &ImportOptions,
        more: &[statements::Mapping],
    ) -> Result<Known, AppError> {
        let more = [options.mappings.as_slice(), more].concat();
        let merchant = match options.agreement {
            Some(id) => Some(app.store.agreement(id)?.merchant_no),
            None => None,
        };
        Ok(Known { mappings: app.known_mappings(&more)?, agreements: app.store.agreements()?, merchant })
    }

    pub fn settings<'k>(&'k self, options: &'k ImportOptions) -> statements::Options<'k> {
        statements::Options {
            passwords: &options.passwords,
            as_kind: options.source.as_deref(),
            mappings: &self.mappings,
            merchant: self.merchant.as_deref(),
            isolated: Some(worker::ISOLATED),
        }
    }

    /// The agreements that the file's merchant numbers need and nobody has entered: the source's defaults, not
    /// confirmed by the owner.
    pub fn missing_agreements(
        &self,
        merchants: &BTreeSet<(String, Channel)>,
        reading: &Reading,
    ) -> Vec<Agreement> {
        // A till owes nobody anything; its own shop numbers are no merchant numbers.
        if reading.till {
            return Vec::new();
        }
        let covered = |merchant: &str, channel: Channel| {
            self.agreements.iter().any(|a| a.merchant_no == merchant && a.covers(channel))
        };
        let missing: BTreeSet<&str> = merchants
            .iter()
            .filter(|(merchant, channel)| !covered(merchant, *channel))
            .map(|(merchant, _)| merchant.as_str())
            .collect();
        missing.into_iter().map(|merchant| default_agreement(merchant, reading)).collect()
    }
}

/// The name of the acquirer that a merchant number hints at. What stands in brackets behind a name in the list explains
/// it; no bank writes it on a statement.
fn hinted(merchant: &str) -> Option<&'static str> {
    let hint = recoup_casework::codes::acquirer_hint(merchant)?;
    hint.name.split('（').next().filter(|name| !name.is_empty())
}

/// Says which acquirers are guessed, where the file itself names none.
pub(crate) fn guesses(reading: &Reading, merchants: &BTreeSet<(String, Channel)>) -> Vec<Text> {
    if reading.defaults.as_ref().is_some_and(|defaults| !defaults.acquirer.is_empty()) {
        return Vec::new();
    }
    let names: BTreeSet<&str> = merchants.iter().filter_map(|(merchant, _)| hinted(merchant)).collect();
    let said = |name: &str| {
        Text::new(
            format!("收单机构“{name}”由商户编号前三位推测，请核对"),
            format!(
                "The acquirer “{name}” is guessed from the first three digits of the merchant number; check it"
            ),
        )
    };
    names.into_iter().map(said).collect()
}

fn default_agreement(merchant: &str, reading: &Reading) -> Agreement {
    let mut agreement = recoup_matching::default_agreement(merchant, "", false);
    if let Some(defaults) = &reading.defaults {
        agreement.acquirer.clone_from(&defaults.acquirer);
        agreement.cycle = defaults.cycle;
        agreement.cut_off = defaults.cut_off;
        agreement.billing = defaults.billing;
        agreement.pays_into = defaults.pays_into.clone();
        agreement.payers.clone_from(&defaults.payers);
    }
    if agreement.acquirer.is_empty()
        && let Some(name) = hinted(merchant)
    {
        name.clone_into(&mut agreement.acquirer);
        agreement.payers.push(name.to_owned());
    }
    agreement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, world};

    #[test]
    fn each_merchant_number_hints_at_its_own_acquirer() {
        let (dir, mut app) = world();
        let text = "交易时间,交易金额,手续费,交易类型,参考号,商户编号\n\
                    2026-11-03 10:00:00,10.00,0.06,消费,000000000001,999331054110027\n\
                    2026-11-03 10:01:00,20.00,0.12,消费,000000000002,898331054110027\n\
                    2026-11-03 10:02:00,30.00,0.18,消费,000000000003,820331054110027\n";
        let files = [file(&dir, "明细.csv", text.as_bytes())];
        let looked = app.preview_import(&files, &ImportOptions::default()).unwrap();
        let done = app.commit_import(&files, &ImportOptions::default()).unwrap();
        for entry in [&looked.files[0], &done.files[0]] {
            let said =
                |name: &str| entry.why.iter().any(|w| w.zh.contains(name) && w.zh.contains("前三位推测"));
            assert!(said("“银联商务”") && said("“盛付通”"), "{:?}", entry.why);
        }
        let mut agreements = app.store.agreements().unwrap();
        agreements.sort_by(|a, b| b.merchant_no.cmp(&a.merchant_no));
        let of = |at: usize| (agreements[at].acquirer.as_str(), agreements[at].payers.as_slice());
        assert_eq!(
            of(0),
            ("", [].as_slice()),
            "a number that hints at nobody is not given the neighbour's acquirer"
        );
        assert_eq!(of(1), ("银联商务", ["银联商务".to_owned()].as_slice()));
        assert_eq!(of(2), ("盛付通", ["盛付通".to_owned()].as_slice()), "without the note in brackets");
    }
}
