//! Terms that the credits show: rates that nobody typed, the cut-off, a till's clock that is off, payouts on days off.
//!
//! A day's total that is a credit to the fen is no accident. Where enough days fit under other terms than the assumed
//! ones, and clearly more than under those, the credits are believed. What the owner typed is never overwritten; a
//! typed cut-off is only read by a clock that may be off.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use recoup_ledger::{Agreement, Billing, CardKind, Channel, Cycle, Money, PaysInto, RateRule};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::book::{Batch, Txn, plus};
use crate::stories::{RATES, fee_at};
use crate::terms::LearnedTerms;
use crate::{World, clearing};

/// So many due days, the earliest, are looked at.
const DAYS: usize = 90;
/// So many of them must fit under the other terms.
const WITNESSES: usize = 5;
/// The same for rates: to the fen, with a fee between nothing and 3 % of gross.
const RATE_WITNESSES: usize = 3;
/// So many days must have been paid, to the fen, on a day on which the assumed cycle pays nothing.
const CYCLE_WITNESSES: usize = 3;
/// Minutes by which a till's clock may be off.
const SHIFTS: [i64; 8] = [-30, -20, -15, -10, 10, 15, 20, 30];
/// Cut-offs of the market, as hour and minute; 0:00 is midnight.
const CUT_OFFS: [(u32, u32); 6] = [(0, 0), (21, 0), (22, 0), (22, 30), (23, 0), (23, 30)];
/// Caps of debit cards, in fen; 0 is none.
const CAPS: [i64; 4] = [0, 2_000, 2_500, 1_800];

/// Credits of the days looked at, by amount in fen.
type Credits = FxHashMap<i64, Vec<NaiveDate>>;

/// What was learned of one agreement.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Terms {
    pub cut_off: Option<Option<NaiveTime>>,
    pub cycle: Option<Cycle>,
    /// Minutes by which the till's clock is fast.
    pub shift: i64,
    pub rates: Vec<RateRule>,
    pub witnesses: usize,
}

/// What the credits show about every agreement, by its place; empty where the assumed terms fit well.
pub(crate) fn terms(
    world: &World<'_>,
    agreements: &[Agreement],
    txns: &[Txn],
    batches: &[Batch],
) -> BTreeMap<u32, Terms> {
    let mut found = BTreeMap::new();
    for part in batches.chunk_by(|a, b| a.agreement == b.agreement) {
        let agreement = &agreements[part[0].agreement as usize];
        if agreement.pays_into == PaysInto::Balance || agreement.billing == Billing::Gross {
            continue;
        }
        let mut days: Vec<&[Batch]> = part.chunk_by(|a, b| a.due == b.due).take(DAYS).collect();
        days.retain(|day| day[0].due < world.as_of);
        let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
        if days.len() < RATE_WITNESSES {
            continue;
        }
        let from = first[0].due.min(plus(first[0].clearing, 1));
        let Some(credits) = credits(world, from, plus(last[0].due, 2), days.len()) else { continue };
        let unknown = days.iter().any(|day| day.iter().any(|batch| batch.open.unknown > 0));
        let learned = if unknown {
            rates(world, txns, &days, &credits)
        } else {
            every_day(agreement, &days, &credits).or_else(|| cut_off(world, agreement, txns, &days, &credits))
        };
        if let Some(learned) = learned {
            found.insert(part[0].agreement, learned);
        }
    }
    found
}

/// `None` where every sale is paid by itself: such credits show no totals.
fn credits(world: &World<'_>, from: NaiveDate, to: NaiveDate, days: usize) -> Option<Credits> {
    let mut credits = Credits::default();
    let mut count = 0;
    for line in world.lines.iter().filter(|line| line.on >= from && line.on <= to && line.is_deposit()) {
        count += 1;
        if count > 60 * days {
            return None;
        }
        credits.entry(line.amount.fen()).or_default().push(line.on);
    }
    Some(credits)
}

fn comes(credits: &Credits, amount: i64, due: NaiveDate) -> bool {
    let in_time = |on: &NaiveDate| *on >= due && *on <= plus(due, 2);
    amount > 0 && credits.get(&amount).is_some_and(|days| days.iter().any(in_time))
}

/// That days off are paid like all others, although nobody said so: their payouts come before they are due.
fn every_day(agreement: &Agreement, days: &[&[Batch]], credits: &Credits) -> Option<Terms> {
    if agreement.confirmed || agreement.cycle != Cycle::T1 {
        return None;
    }
    let comes_on = |amount: i64, on: NaiveDate| {
        amount > 0 && credits.get(&amount).is_some_and(|days| days.contains(&on))
    };
    let sum = |day: &&&[Batch]| day.iter().map(|batch| batch.open.net).sum::<i64>();
    let early = |batch: &&Batch| {
        let next = plus(batch.clearing, 1);
        next < batch.due && comes_on(batch.open.net, next)
    };
    let witnesses = days.iter().flat_map(|day| day.iter()).filter(early).count();
    let together = days.iter().filter(|day| day.len() > 1 && comes(credits, sum(day), day[0].due)).count();
    (witnesses >= CYCLE_WITNESSES && witnesses > 2 * together).then(|| Terms {
        cycle: Some(Cycle::D1),
        witnesses,
        ..Terms::default()
    })
}

/// Another cut-off (where none was typed), or a clock that is off, under which clearly more days fit.
fn cut_off(
    world: &World<'_>,
    agreement: &Agreement,
    txns: &[Txn],
    days: &[&[Batch]],
    credits: &Credits,
) -> Option<Terms> {
    let sum = |day: &&&[Batch]| day.iter().map(|batch| batch.open.net).sum::<i64>();
    let usual = days.iter().filter(|day| comes(credits, sum(day), day[0].due)).count();
    if usual * 2 >= days.len() {
        return None;
    }
    let mut rows: Vec<(NaiveDateTime, i64)> = Vec::new();
    for txn in days.iter().flat_map(|day| day.iter()).flat_map(|batch| batch.txns.iter()) {
        let source = &world.transactions[*txn as usize];
        if source.clearing_day.is_some() || source.paid_out_on.is_some() {
            return None;
        }
        rows.push((source.at, txns[*txn as usize].net));
    }
    let mut candidates: Vec<(Option<NaiveTime>, i64)> =
        SHIFTS.iter().map(|shift| (agreement.cut_off, *shift)).collect();
    if !agreement.confirmed {
        let cut_offs = CUT_OFFS.iter().map(|(h, m)| NaiveTime::from_hms_opt(*h, *m, 0));
        candidates.extend(cut_offs.map(|cut_off| (cut_off, 0)));
    }
    let mut best: Option<(usize, Terms)> = None;
    let mut terms = agreement.clone();
    for (cut_off, shift) in candidates {
        terms.cut_off = cut_off;
        let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        let (mut day, mut sum) = (NaiveDate::MIN, 0);
        for (at, net) in &rows {
            let this = clearing::day_of(*at - TimeDelta::minutes(shift), &terms);
            // Sales of one day mostly stand together.
            if this != day {
                *days.entry(day).or_default() += sum;
                (day, sum) = (this, 0);
            }
            sum += net;
        }
        *days.entry(day).or_default() += sum;
        days.remove(&NaiveDate::MIN);
        let mut sums: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for (day, sum) in days {
            *sums.entry(clearing::due_on(terms.cycle, day, world.calendar)).or_default() += sum;
        }
        let fits = sums.iter().filter(|(due, net)| comes(credits, **net, **due)).count();
        if fits >= WITNESSES && fits >= 2 * usual && best.as_ref().is_none_or(|(most, _)| fits > *most) {
            let cut_off = (cut_off != agreement.cut_off).then_some(cut_off);
            best = Some((fits, Terms { cut_off, shift, witnesses: fits, ..Terms::default() }));
        }
    }
    best.map(|(_, terms)| terms)
}

/// Sales that are charged alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Class {
    Code,
    Debit,
    Credit,
    Other,
}

fn class(channel: Channel, card: CardKind) -> Class {
    match (channel, card) {
        (Channel::Card, CardKind::Debit) => Class::Debit,
        (Channel::Card, CardKind::Credit) => Class::Credit,
        (Channel::Card | Channel::Unknown, _) => Class::Other,
        _ => Class::Code,
    }
}

/// A rate in hundredths of a percent and a cap in fen.
type Price = (i64, i64);

/// The rates under which several days of unknown fee fit to the fen.
fn rates(world: &World<'_>, txns: &[Txn], days: &[&[Batch]], credits: &Credits) -> Option<Terms> {
    let mut votes: BTreeMap<Vec<(Class, Price)>, usize> = BTreeMap::new();
    for day in days {
        let mut known = 0;
        let mut classes: BTreeMap<Class, Vec<i64>> = BTreeMap::new();
        for txn in day.iter().flat_map(|batch| batch.txns.iter()) {
            let this = &txns[*txn as usize];
            if this.fee_known {
                known += this.net;
            } else {
                let source = &world.transactions[*txn as usize];
                classes.entry(class(source.channel, source.card_kind)).or_default().push(this.gross);
            }
        }
        let gross: i64 = classes.values().flatten().sum();
        // A sum of few sales fits many rates by chance.
        if gross < 10_000 || classes.is_empty() {
            continue;
        }
        let due = day[0].due;
        let prices: Vec<(Class, Vec<(Price, i64)>)> =
            classes.iter().map(|(class, rows)| (*class, fees(*class, rows))).collect();
        combine(&prices, &mut Vec::new(), 0, &mut |chosen, fee| {
            if comes(credits, known + gross - fee, due) {
                *votes.entry(chosen.to_vec()).or_default() += 1;
            }
        });
    }
    // Of equally many, the first in order: the lowest rates, without a cap.
    let (chosen, witnesses) = votes.into_iter().rev().max_by_key(|(_, count)| *count)?;
    if witnesses < RATE_WITNESSES {
        return None;
    }
    let rates = chosen.iter().flat_map(|(class, price)| rules(*class, *price)).collect();
    Some(Terms { rates, witnesses, ..Terms::default() })
}

/// What each price would take from the rows.
fn fees(class: Class, rows: &[i64]) -> Vec<(Price, i64)> {
    let caps: &[i64] = if class == Class::Debit { &CAPS } else { &CAPS[..1] };
    let mut prices: Vec<(Price, i64)> = Vec::new();
    for rate in RATES {
        for cap in caps {
            let one = |gross: &i64| {
                let fee = fee_at(gross.abs(), rate);
                let fee = if *cap > 0 { fee.min(*cap) } else { fee };
                if *gross < 0 { -fee } else { fee }
            };
            let fee: i64 = rows.iter().map(one).sum();
            prices.push(((rate, *cap), fee));
        }
    }
    prices
}

fn combine(
    prices: &[(Class, Vec<(Price, i64)>)],
    chosen: &mut Vec<(Class, Price)>,
    fee: i64,
    each: &mut impl FnMut(&[(Class, Price)], i64),
) {
    let Some(((class, options), rest)) = prices.split_first() else { return each(chosen, fee) };
    for (price, sum) in options {
        chosen.push((*class, *price));
        combine(rest, chosen, fee + sum, each);
        chosen.pop();
    }
}

fn rules(class: Class, (rate, cap): Price) -> Vec<RateRule> {
    let rule = |channel, card_kind| RateRule {
        channel,
        card_kind,
        rate: Decimal::new(rate, 4),
        cap: (cap > 0).then(|| Money::from_fen(cap)),
        min: None,
    };
    match class {
        Class::Debit => vec![rule(Some(Channel::Card), Some(CardKind::Debit))],
        Class::Credit => vec![rule(Some(Channel::Card), Some(CardKind::Credit))],
        Class::Other => {
            vec![rule(Some(Channel::Card), Some(CardKind::Unknown)), rule(Some(Channel::Unknown), None)]
        }
        Class::Code => {
            let codes = [Channel::WeChat, Channel::Alipay, Channel::UnionPayQr, Channel::ECny, Channel::Qr];
            codes.map(|channel| rule(Some(channel), None)).to_vec()
        }
    }
}

/// As the outcome tells it.
pub(crate) fn told(agreements: &[Agreement], terms: &BTreeMap<u32, Terms>) -> Vec<LearnedTerms> {
    terms
        .iter()
        .map(|(place, terms)| {
            let agreement = &agreements[*place as usize];
            LearnedTerms {
                agreement: agreement.id,
                merchant_no: agreement.merchant_no.clone(),
                cut_off: terms.cut_off.map(|cut_off| cut_off.unwrap_or(NaiveTime::MIN)),
                cycle: terms.cycle,
                clock_fast_minutes: terms.shift,
                rates: terms.rates.clone(),
                credits: terms.witnesses as u32,
            }
        })
        .collect()
}
