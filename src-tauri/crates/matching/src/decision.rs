//! What the owner decided; it wins over the machine and survives every new run.

use std::collections::HashSet;

use recoup_ledger::{DepositId, FindingId, TxnId};
use serde::{Deserialize, Serialize};

/// One decision of the owner. Ids that no longer exist are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// This deposit is the money for these sales.
    Match {
        /// A credit line of a bank statement or a balance.
        deposit: DepositId,
        /// The sales (and refunds) that it pays.
        sales: Vec<TxnId>,
    },
    /// This deposit is no payout: the machine leaves it alone. Takes back an earlier `Match` of it.
    Unmatch {
        /// A credit line.
        deposit: DepositId,
    },
    /// This finding is wrong: it is not made again.
    Reject {
        /// The finding.
        finding: FindingId,
    },
    /// The owner knows why the sale's money does not come.
    Settle {
        /// The sale.
        sale: TxnId,
        /// Why, in the owner's words.
        why: String,
    },
}

/// The findings that the owner called wrong.
pub(crate) fn rejected(decisions: &[Decision]) -> HashSet<FindingId> {
    let one = |decision: &Decision| match decision {
        Decision::Reject { finding } => Some(*finding),
        _ => None,
    };
    decisions.iter().filter_map(one).collect()
}
