//! Forward and backward over credits that follow each other.

use rustc_hash::FxHashMap;

use super::fees::Fees;
use super::many::Many;
use super::sets::{self, Coins, Effort, NONE, PAIR_REACH, Set};
use super::{Kind, Node, Tally, Told, Weight};
use crate::Odds;

/// Odds that a whole part (a clearing day, a channel, a terminal) is absent.
const PART: f64 = 0.0005;
/// Odds of a cause that is not modelled. Half of them may have any amount up to the expected one; the other half are
/// about as large as a sale, as what is taken back for an old one is.
pub(crate) const OTHER: f64 = 0.001;
/// A told story is a better answer than many untold ones together that weigh so many times as much: the owner can look
/// it up. What it is worth says its confidence.
const UNTOLD: f64 = 4.0;
/// Odds of one particular deduction of whole yuan.
const DEDUCTION: f64 = 4e-6;
/// The most that such a deduction is, in fen.
const DEDUCTION_MOST: i64 = 50_000;
/// The same where this very amount was kept back before.
const USUAL_DEDUCTION: f64 = 0.02;
/// How far a memo's count that contradicts a story counts against it.
const COUNT_WRONG: f64 = 0.000_3;
/// What is lighter than this beside the heaviest is left out; what the next credit may bear out is kept longer.
const LIGHT: f64 = 1e-5;
const LIGHT_LATE: f64 = 1e-6;
/// The most states kept between two credits.
const STATES: usize = 96;

/// More than this share of all weight must agree on a sale that the likeliest story does not name.
const AGREED: f64 = 0.5;

/// Where sales passed that nobody can name, they are two in so many cases: three were absent, a third of which are late.
const TWO: f64 = 0.3;

/// Sales that are on their way from one credit to the next: places among the earlier one's amounts.
type Late = [u16; 2];
const NOBODY: Late = [NONE; 2];
/// Stands for one that nobody knows: it left a credit of which too much is lacking to tell.
const SOMEBODY: Late = [NONE - 1, NONE];

/// What passes between two credits.
#[derive(Debug, Clone, Copy)]
struct State {
    late: Late,
    sum: i64,
    rows: i64,
    /// Weight of everything before, scaled to at most 1.
    forward: f64,
    /// Weight of the best single story so far, and the story of the earlier credit it ends with.
    best: f64,
    from: u32,
}

/// One story of one credit.
#[derive(Debug, Clone, Copy)]
struct Story {
    kind: Kind,
    /// Places of the states before and after.
    before: u16,
    /// Before the lightest states are dropped there may be more of them than a `u16` counts.
    after: u32,
    lost: Set,
    fee: i64,
    /// By itself, without what passes in and out.
    weight: f64,
    /// Whether a sale is lost in it.
    is_loss: bool,
    /// How many sales are absent that it does not name.
    untold: u8,
}

struct Step {
    stories: Vec<Story>,
    /// States before this credit.
    states: Vec<State>,
    /// Places of the states after this credit, of which each has so many sales that passed.
    passed: Vec<Late>,
    coins: Vec<i64>,
    rows: usize,
    usual_deduction: bool,
    fees: Fees,
    sets: u64,
}

/// Tells the likeliest story of every credit, and how often something went wrong in them; they follow each other without
/// one that fits to the fen between them.
pub(crate) fn weigh(nodes: &[Node], odds: &Odds) -> (Vec<Told>, Tally) {
    let start = State { late: NOBODY, sum: 0, rows: 0, forward: 1.0, best: 1.0, from: 0 };
    let mut states = vec![start];
    let mut steps: Vec<Step> = Vec::with_capacity(nodes.len());
    for (i, node) in nodes.iter().enumerate() {
        let before = steps.last().map_or(&[][..], |step: &Step| step.coins.as_slice());
        let (step, after) = step(node, before, states, odds, i + 1 == nodes.len());
        steps.push(step);
        states = after;
    }
    let mut told: Vec<Told> = Vec::with_capacity(nodes.len());
    let mut tally = Tally { credits: nodes.len() as f64, ..Tally::default() };
    let is_late = odds.late / (odds.lost + odds.late);
    let mut backward: Vec<f64> = states.iter().map(|_| 1.0).collect();
    let mut end = states.first().map_or(0, |state| state.from);
    let mut late = NOBODY;
    for step in steps.iter().rev() {
        let chosen = &step.stories[end as usize];
        let (mut this, before) = look_back(step, &backward, chosen, is_late, &mut tally);
        // A sale that came with the next credit is known there as the state that passed.
        let passed = late.iter().filter(|coin| is_known(**coin));
        this.late = passed.map(|coin| step.coins[usize::from(*coin)]).collect();
        told.push(this);
        backward = before;
        let state = &step.states[usize::from(chosen.before)];
        (late, end) = (state.late, state.from);
    }
    told.reverse();
    (told, tally)
}

fn is_known(coin: u16) -> bool {
    coin < SOMEBODY[0]
}

/// `before` are the amounts of the credit before.
fn step(node: &Node, before: &[i64], states: Vec<State>, odds: &Odds, last: bool) -> (Step, Vec<State>) {
    let amounts_before = before;
    let coins = Coins::of(&node.rows);
    let fees = Fees::of(&node.rows, odds, &node.habits);
    // Nothing passes out of the last credit.
    let absent = if last { odds.lost } else { odds.lost + odds.late };
    let many = Many::of(&coins, absent, node.deficit, before);
    let none_late = |count: usize| (odds.lost / absent).powi(count as i32);
    let mut stories: Vec<Story> = Vec::new();
    let mut after: Vec<State> = Vec::new();
    let mut places: FxHashMap<Late, u32> = FxHashMap::default();
    let mut sets = 0;
    let expected: i64 = node.rows.iter().map(|row| row.net).sum::<i64>().max(1);
    let mut heaviest = 0.0f64;
    for (before, state) in states.iter().enumerate() {
        let target = node.deficit + state.sum;
        let counted = |absent: i64| match node.fewer {
            Some(fewer) if absent - state.rows != fewer => COUNT_WRONG,
            _ => 1.0,
        };
        let mut put = |kind: Kind, lost: Set, late: Late, fee: i64, weight: Weight, untold: u8| {
            let through = weight * state.forward;
            let light = if late == NOBODY { LIGHT } else { LIGHT_LATE };
            if weight <= 0.0 || through < heaviest * light {
                return;
            }
            heaviest = heaviest.max(through);
            let next = after.len() as u32;
            let place = *places.entry(late).or_insert(next);
            if place == next {
                let amounts = late.iter().filter(|c| is_known(**c)).map(|c| coins.net(*c));
                let rows = late.iter().filter(|c| **c != NONE).count() as i64;
                let sum = amounts.sum();
                after.push(State { late, sum, rows, forward: 0.0, best: 0.0, from: 0 });
            }
            let this = &mut after[place as usize];
            this.forward += through;
            let best = weight * state.best / if untold > 0 { UNTOLD } else { 1.0 };
            if best > this.best {
                (this.best, this.from) = (best, stories.len() as u32);
            }
            let is_loss = lost[0] != NONE || untold > 0 || matches!(kind, Kind::Part(_));
            stories.push(Story {
                kind,
                before: before as u16,
                after: place,
                lost,
                fee,
                weight,
                is_loss,
                untold,
            });
        };
        let like_a_sale = many.absent(1, target.abs()) / (absent * node.rows.len() as f64);
        let other = match target {
            t if node.usual_deduction && state.late == NOBODY && t > 0 => USUAL_DEDUCTION,
            t if t % 100 == 0 && (1..=DEDUCTION_MOST).contains(&t) => DEDUCTION,
            _ => node.habits.other / 2.0 / expected as f64,
        } + node.habits.other / 4.0 * like_a_sale;
        put(Kind::Other, [NONE; 3], NOBODY, 0, other, 0);
        if state.late == SOMEBODY {
            let each = counted(0) / amounts_before.len() as f64;
            for brought in amounts_before {
                let weight = each * fees.weight(target + brought);
                put(Kind::Set, [NONE; 3], NOBODY, target + brought, weight * (1.0 - TWO), 0);
            }
            put(Kind::Other, [NONE; 3], NOBODY, 0, TWO * many.brought(2, target) * counted(-1), 0);
            for (brought, share) in [(1, 1.0 - TWO), (2, TWO)] {
                let counted = |count: usize| counted((count + 1) as i64 - brought);
                let count = brought as usize;
                let all = share * many.beside_brought(count, target, counted);
                let none = share * many.beside_brought(count, target, |n| counted(n) * none_late(n));
                put(Kind::Other, [NONE; 3], NOBODY, 0, none, 1);
                put(Kind::Other, [NONE; 3], SOMEBODY, 0, all - none, 1);
            }
            continue;
        }
        let full = state.late == NOBODY;
        for count in 1..=many.orders() {
            // What is told below one by one is not counted here.
            let untold = match (count, full) {
                (4.., _) | (3, false) => 1.0,
                (3, true) | (2, false) => fees.beyond(0),
                (2, true) => fees.beyond(PAIR_REACH),
                _ => 0.0,
            };
            let weight = untold * many.absent(count, target) * counted(count as i64);
            put(Kind::Other, [NONE; 3], NOBODY, 0, weight * none_late(count), count as u8);
            put(Kind::Other, [NONE; 3], SOMEBODY, 0, weight * (1.0 - none_late(count)), count as u8);
        }
        if state.late == NOBODY {
            for (i, part) in node.parts.iter().enumerate() {
                let net: i64 = part.iter().map(|row| node.rows[*row].net).sum();
                if (net - target).abs() <= super::fees::REACH {
                    let weight = PART * fees.weight(target - net) * counted(part.len() as i64);
                    put(Kind::Part(i as u16), [NONE; 3], NOBODY, target - net, weight, 0);
                }
            }
            for (channel, extra) in &fees.channels {
                if (extra - target).abs() <= 1 && target.abs() > 1 {
                    let weight = Fees::channel_odds() * fees.weight(0) * counted(0);
                    put(Kind::ChannelFee(*channel), [NONE; 3], NOBODY, target, weight, 0);
                }
            }
        }
        let effort = if state.late == NOBODY { Effort::Full } else { Effort::Little };
        sets::find(&coins, &fees, target, effort, |set, weight, fee| {
            let count = set.iter().filter(|coin| **coin != NONE).count();
            if fee == 0 && count > 0 && state.late == NOBODY {
                sets += 1;
            }
            let weight = weight * counted(count as i64);
            for mask in 0u8..1 << count {
                // Nothing passes out of the last credit.
                if last && mask > 0 {
                    continue;
                }
                // At most two sales are followed by name.
                let by_name = mask.count_ones() <= if fee == 0 { 2 } else { 1 };
                let (mut lost, mut late, mut weight) = ([NONE; 3], NOBODY, weight);
                let (mut l, mut w) = (0, 0);
                for (i, coin) in set.iter().take(count).enumerate() {
                    if mask >> i & 1 == 1 {
                        weight *= odds.late;
                        if by_name {
                            late[w] = *coin;
                            w += 1;
                        }
                    } else {
                        lost[l] = *coin;
                        (l, weight) = (l + 1, weight * odds.lost);
                    }
                }
                put(Kind::Set, lost, if by_name { late } else { SOMEBODY }, fee, weight, 0);
            }
        });
    }
    let (states_before, after) = (states, scaled(after, &mut stories, last));
    let coins = coins.0.iter().map(|(net, _)| *net).collect();
    let passed = after.iter().map(|state| state.late).collect();
    let (rows, usual_deduction) = (node.rows.len(), node.usual_deduction);
    (Step { stories, states: states_before, passed, coins, rows, usual_deduction, fees, sets }, after)
}

/// Drops the lightest states, with the stories that lead to them, and scales the rest.
fn scaled(after: Vec<State>, stories: &mut Vec<Story>, last: bool) -> Vec<State> {
    let most = after.iter().map(|state| state.forward).fold(0.0, f64::max);
    let best = after.iter().map(|state| state.best).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..after.len())
        .filter(|i| after[*i].forward >= most * LIGHT_LATE && (!last || after[*i].late == NOBODY))
        .collect();
    order.sort_by(|a, b| after[*b].forward.total_cmp(&after[*a].forward).then(a.cmp(b)));
    order.truncate(STATES);
    let mut place = vec![u32::MAX; after.len()];
    order.iter().enumerate().for_each(|(to, from)| place[*from] = to as u32);
    let mut moved = vec![0u32; stories.len()];
    let mut kept = 0;
    for (i, story) in stories.iter_mut().enumerate() {
        story.after = place[story.after as usize];
        moved[i] = kept;
        kept += u32::from(story.after != u32::MAX);
    }
    stories.retain(|story| story.after != u32::MAX);
    order
        .into_iter()
        .map(|i| {
            let state = after[i];
            State {
                forward: state.forward / most,
                best: state.best / best,
                from: moved[state.from as usize],
                ..state
            }
        })
        .collect()
}

/// One credit's answer, and the weight of everything from here on for each state before it.
fn look_back(
    step: &Step,
    backward: &[f64],
    chosen: &Story,
    is_late: f64,
    tally: &mut Tally,
) -> (Told, Vec<f64>) {
    let mut before = vec![0.0; step.states.len()];
    let (mut all, mut any_loss) = (0.0, 0.0);
    let mut here = Tally::default();
    let mut answers: FxHashMap<(Kind, Set), f64> = FxHashMap::default();
    let mut amounts: FxHashMap<(u16, u8), f64> = FxHashMap::default();
    for story in &step.stories {
        let onward = story.weight * backward[story.after as usize];
        before[usize::from(story.before)] += onward;
        let weight = onward * step.states[usize::from(story.before)].forward;
        all += weight;
        if story.is_loss {
            any_loss += weight;
        }
        count(step, story, weight, is_late, &mut here);
        *answers.entry((story.kind, story.lost)).or_default() += weight;
        let mut times = 0;
        for (i, coin) in story.lost.iter().enumerate().filter(|(_, coin)| **coin != NONE) {
            times = if i > 0 && story.lost[i - 1] == *coin { times + 1 } else { 1 };
            *amounts.entry((*coin, times)).or_default() += weight;
        }
    }
    let most = before.iter().copied().fold(0.0, f64::max);
    if most > 0.0 {
        before.iter_mut().for_each(|weight| *weight /= most);
    }
    let share = |weight: f64| if all > 0.0 { (weight / all).min(1.0) } else { 0.0 };
    tally.add(&here, 1.0 / all.max(f64::MIN_POSITIVE));
    tally.rows += step.rows as f64;
    tally.wrong_fee_expected += step.fees.wrong;
    let mine = answers.get(&(chosen.kind, chosen.lost)).copied().unwrap_or_default();
    let rivals = answers.values().filter(|weight| **weight > mine / 100.0).count() as u64;
    let mut lost = Vec::new();
    let mut times = 0;
    for (i, coin) in chosen.lost.iter().enumerate().filter(|(_, coin)| **coin != NONE) {
        times = if i > 0 && chosen.lost[i - 1] == *coin { times + 1 } else { 1 };
        let weight = amounts.get(&(*coin, times)).copied().unwrap_or_default();
        lost.push((step.coins[usize::from(*coin)], share(weight)));
    }
    // The likeliest single story may lack a sale that most others agree on.
    let told = |coin: u16| chosen.lost.iter().filter(|lost| **lost == coin).count();
    let mut others: Vec<(u16, u8, f64)> = amounts
        .iter()
        .map(|((coin, times), weight)| (*coin, *times, share(*weight)))
        .filter(|(coin, times, share)| *share > AGREED && usize::from(*times) > told(*coin))
        .collect();
    others.sort_unstable_by_key(|(coin, times, _)| (*coin, *times));
    lost.extend(others.into_iter().map(|(coin, _, share)| (step.coins[usize::from(coin)], share)));
    // A sale that came or went without a name leaves an amount that is none of the fees told here.
    let nameless = [step.states[usize::from(chosen.before)].late, step.passed[chosen.after as usize]];
    let kind = if nameless.contains(&SOMEBODY) { Kind::Other } else { chosen.kind };
    let told = Told {
        kind,
        lost,
        late: Vec::new(),
        fee_row: step.fees.only_row(chosen.fee),
        confidence: share(mine),
        rivals: rivals.saturating_sub(1),
        sets: step.sets,
        any_loss: share(any_loss),
    };
    (told, before)
}

/// Adds what goes wrong in one story.
fn count(step: &Step, story: &Story, weight: f64, is_late: f64, tally: &mut Tally) {
    let late = step.passed[story.after as usize];
    let untold = f64::from(story.untold);
    if story.untold > 0 {
        // Of those that are absent, so many are late where at least one is.
        let none = (1.0 - is_late).powi(i32::from(story.untold));
        let late = if late == SOMEBODY { untold * is_late / (1.0 - none) } else { 0.0 };
        tally.late += weight * late;
        tally.lost += weight * (untold - late);
        tally.wrong_fee += weight * step.fees.wrong;
        return;
    }
    match story.kind {
        Kind::Set => {
            tally.lost += weight * story.lost.iter().filter(|coin| **coin != NONE).count() as f64;
            tally.late += weight * late.iter().filter(|coin| is_known(**coin)).count() as f64;
            tally.wrong_fee += weight * step.fees.is_wrong(story.fee);
        }
        // What is kept back again and again is known by its amount.
        Kind::Other if !step.usual_deduction => tally.other += weight,
        Kind::Other | Kind::Part(_) | Kind::ChannelFee(_) => {}
    }
}
