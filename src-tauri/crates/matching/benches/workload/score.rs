//! How good an answer is, against the truth.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use recoup_matching::{FindingKind, Outcome, State};

use super::Workload;

/// Lower ends of the confidence buckets.
pub const BUCKETS: [f64; 6] = [0.0, 0.5, 0.7, 0.9, 0.97, 0.99];

/// Counts; rates come from them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// Sales named as not arrived, how many with the right credit and gross amount, and how many there are.
    pub said: u32,
    pub right: u32,
    pub lost: u32,
    /// Due days said to lack a sale, how many do, and how many there are.
    pub alarms: u32,
    pub right_alarms: u32,
    pub short: u32,
    /// Claims of at least 0.9, and how many are right.
    pub sure: u32,
    pub sure_right: u32,
    /// By bucket of [`BUCKETS`]: claims, sum of their confidences, how many are right.
    pub buckets: [(u32, f64, u32); BUCKETS.len()],
    /// Claims called proved, and how many are right.
    pub proved: u32,
    pub proved_right: u32,
}

impl Score {
    pub fn add(&mut self, other: &Score) {
        self.said += other.said;
        self.right += other.right;
        self.lost += other.lost;
        self.alarms += other.alarms;
        self.right_alarms += other.right_alarms;
        self.short += other.short;
        self.sure += other.sure;
        self.sure_right += other.sure_right;
        self.proved += other.proved;
        self.proved_right += other.proved_right;
        for (a, b) in self.buckets.iter_mut().zip(other.buckets) {
            *a = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
        }
    }

    pub fn precision(&self) -> f64 {
        share(self.right, self.said)
    }

    pub fn recall(&self) -> f64 {
        share(self.right, self.lost)
    }

    pub fn short_precision(&self) -> f64 {
        share(self.right_alarms, self.alarms)
    }

    pub fn short_recall(&self) -> f64 {
        share(self.right_alarms, self.short)
    }

    pub fn alarms_per_true(&self) -> f64 {
        share(self.alarms, self.short)
    }

    pub fn sure_precision(&self) -> f64 {
        share(self.sure_right, self.sure)
    }

    /// The part of the true losses that the sure claims name.
    pub fn sure_recall(&self) -> f64 {
        share(self.sure_right, self.lost)
    }
}

pub fn share(part: impl Into<f64>, whole: impl Into<f64>) -> f64 {
    let (part, whole) = (part.into(), whole.into());
    if whole == 0.0 { 1.0 } else { part / whole }
}

/// Compares claims by agreement, due day and gross amount: equal sales of one credit are interchangeable.
pub fn score(made: &Workload, outcome: &Outcome) -> Score {
    let mut score = Score { lost: made.lost.len() as u32, ..Score::default() };
    let mut truth: BTreeMap<(u32, NaiveDate, i64), u32> = BTreeMap::new();
    let mut short: BTreeSet<(u32, NaiveDate)> = BTreeSet::new();
    for place in &made.lost {
        let (agreement, due) = made.due[*place as usize];
        *truth.entry((agreement, due, made.transactions[*place as usize].gross.fen())).or_default() += 1;
        short.insert((agreement, due));
    }
    let mut alarms: BTreeSet<(u32, NaiveDate)> = BTreeSet::new();
    let mut claims: Vec<(f64, bool, (u32, NaiveDate, i64))> = Vec::new();
    for (i, verdict) in outcome.verdicts.iter().enumerate() {
        if matches!(verdict.state, State::Overdue | State::NotArrived) && made.transactions[i].gross.fen() > 0
        {
            let (agreement, due) = made.due[i];
            alarms.insert((agreement, due));
            let proved = verdict.certainty != recoup_matching::Certainty::Likely;
            claims.push((verdict.confidence, proved, (agreement, due, made.transactions[i].gross.fen())));
        }
    }
    let payouts: BTreeMap<_, _> = outcome.payouts.iter().map(|p| (p.id, (p.agreement, p.due_on))).collect();
    for finding in outcome.findings.iter().filter(|f| f.kind == FindingKind::Short) {
        // A credit for several days is one alarm.
        alarms.extend(finding.payouts.last().and_then(|id| payouts.get(id)));
    }
    claims.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    for (confidence, proved, key) in claims {
        let right = truth.get_mut(&key).is_some_and(|left| {
            let any = *left > 0;
            *left = left.saturating_sub(1);
            any
        });
        score.said += 1;
        score.right += u32::from(right);
        if confidence >= 0.9 {
            score.sure += 1;
            score.sure_right += u32::from(right);
        }
        if proved {
            score.proved += 1;
            score.proved_right += u32::from(right);
        }
        let bucket = BUCKETS.iter().rposition(|low| confidence >= *low).unwrap_or_default();
        let this = &mut score.buckets[bucket];
        *this = (this.0 + 1, this.1 + confidence, this.2 + u32::from(right));
    }
    score.alarms = alarms.len() as u32;
    score.right_alarms = alarms.intersection(&short).count() as u32;
    score.short = short.len() as u32;
    score
}
