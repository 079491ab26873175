//! Step 2: who paid the earlier payouts. Money that comes from somebody without a licence is a warning sign.

use std::collections::BTreeMap;

use super::{AutoAnswer, CaseData};
use crate::record::RowRef;

/// What stands in the names of those who may settle: payment companies (条例 art. 6: the name contains 支付), banks,
/// clearing houses and reserve accounts; the wallets' own companies beside them.
const LICENSED: [&str; 9] = ["支付", "银行", "备付金", "清算", "银联", "网联", "财付通", "通联", "信用社"];

pub(super) fn payer_kind(data: &CaseData) -> Option<AutoAnswer> {
    let mut others: BTreeMap<&str, Vec<RowRef>> = BTreeMap::new();
    let mut licensed: Vec<RowRef> = Vec::new();
    for row in data.lines.iter().filter(|row| row.own && row.line.is_deposit()) {
        match row.line.counterparty.trim() {
            "" => {}
            name if LICENSED.iter().any(|word| name.contains(word)) => licensed.push(row.row.clone()),
            name => others.entry(name).or_default().push(row.row.clone()),
        }
    }
    if others.is_empty() && licensed.is_empty() {
        return None;
    }
    Some(if others.is_empty() {
        AutoAnswer::new(
            "payer_kind",
            "licensed",
            format!("{} 笔到账的付款人，名称都像银行、支付公司或备付金户。", licensed.len()),
            format!(
                "All {} payouts came from a bank, a payment company or a reserve account.",
                licensed.len()
            ),
            licensed,
        )
    } else {
        let names: Vec<&str> = others.keys().copied().collect();
        AutoAnswer::new(
            "payer_kind",
            "other",
            format!("前后到账的钱是「{}」打来的，名称不像持牌机构。", names.join("、")),
            format!(
                "The money that did come was paid by {}, whose name is not that of a licensed institution.",
                names.join(", ")
            ),
            others.into_values().flatten().collect(),
        )
    })
}
