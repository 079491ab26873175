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

/// Prints the due days on which a claim is wrong: how many claims, how many of them wrong, the highest confidence, the
/// reasons, and the credits near that explain no sale, or that were matched with another due day.
pub fn wrong(made: &Workload, outcome: &Outcome) {
    let mut truth: BTreeMap<(u32, NaiveDate, i64), u32> = BTreeMap::new();
    for place in &made.lost {
        let (agreement, due) = made.due[*place as usize];
        *truth.entry((agreement, due, made.transactions[*place as usize].gross.fen())).or_default() += 1;
    }
    #[derive(Default)]
    struct Day {
        claims: u32,
        wrong: u32,
        net: i64,
        most: f64,
        reasons: BTreeSet<&'static str>,
    }
    let mut days: BTreeMap<(u32, NaiveDate), Day> = BTreeMap::new();
    for (i, verdict) in outcome.verdicts.iter().enumerate() {
        let gross = made.transactions[i].gross.fen();
        if matches!(verdict.state, State::Overdue | State::NotArrived) && gross > 0 {
            let (agreement, due) = made.due[i];
            let left = truth.entry((agreement, due, gross)).or_default();
            let day = days.entry((agreement, due)).or_default();
            day.claims += 1;
            day.wrong += u32::from(*left == 0);
            *left = left.saturating_sub(1);
            day.most = day.most.max(verdict.confidence);
            day.reasons.extend(verdict.reasons.iter().map(|reason| reason.code()));
            day.net += verdict.net.fen();
        }
    }
    let matched: BTreeMap<_, _> =
        outcome.matches.iter().flat_map(|m| m.deposits.iter().map(move |d| (*d, m))).collect();
    for ((agreement, due), day) in days.iter().filter(|(_, day)| day.wrong > 0) {
        let Day { claims, wrong, net, most, reasons } = day;
        println!("{agreement} {due}: {wrong} of {claims} wrong, {net} fen, at most {most:.3}, {reasons:?}");
        causes(made, *agreement, *due);
        for payout in outcome.payouts.iter().filter(|p| p.agreement == *agreement) {
            let days = (payout.due_on - *due).num_days();
            if (-5..=5).contains(&days) && *claims > 3 {
                println!(
                    "   {days:+} {} sales, {} of {}, cleared {}, {:?}",
                    payout.sales, payout.received, payout.net, payout.clearing_day, payout.state
                );
            }
        }
        let account = super::PaysInto::Account(String::new());
        let account = made.agreements.iter().find(|a| a.id == *agreement).map_or(&account, |a| &a.pays_into);
        let super::PaysInto::Account(account) = account else { continue };
        for line in &made.lines {
            let days = (line.on - *due).num_days();
            if line.account == *account && line.is_deposit() && (-5..=5).contains(&days) && *claims > 3 {
                let found =
                    matched.get(&line.id).map(|m| (m.proof, m.confidence, m.payouts.len(), m.sales.len()));
                println!("      {days:+} {} {} {} {found:?}", line.amount, line.counterparty, line.memo);
            }
        }
    }
}

/// Prints what happened to the sales of a due day, and what was late for the due day before.
fn causes(made: &Workload, agreement: u32, due: NaiveDate) {
    let lost = made.lost.iter().map(|place| {
        let place = *place as usize;
        (place as u32, "lost", made.owed[place])
    });
    for (place, what, fen) in lost.chain(made.mishaps.iter().copied()) {
        let (of, on) = made.due[place as usize];
        let days = (on - due).num_days();
        if of == agreement && (days == 0 || ((-12..0).contains(&days) && what == "late")) {
            println!("      happened {days:+}: {what} {fen}");
        }
    }
}
