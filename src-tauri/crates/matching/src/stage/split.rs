//! One due day paid in two or three credits.

use std::collections::HashMap;

use crate::book::{Book, How, plus};
use crate::outcome::Proof;
use crate::payer::Strength;

/// With more credits than this around a due day, sums of three fit by chance.
const MOST: usize = 40;

pub(crate) fn run(book: &mut Book<'_>) {
    for group in book.open_totals() {
        let open = book.group_open(&group);
        let days = book.days(group.batches.clone());
        let window = (group.due, plus(group.due, 2));
        let mut lines = book.credits(group.agreement, window, Strength::Looks, days);
        lines.retain(|line| book.lines[*line as usize].amount < open.net);
        if lines.len() < 2 || lines.len() > MOST {
            continue;
        }
        let amounts: Vec<i64> = lines.iter().map(|line| book.lines[*line as usize].amount).collect();
        let Some((set, unique)) = two_or_three(&amounts, open.net) else { continue };
        let txns = book.open_txns(group.batches.clone());
        let chosen: Vec<u32> = set.into_iter().map(|i| lines[i]).collect();
        for line in &chosen {
            book.learn(group.agreement, *line);
        }
        let how = if unique { How::proved(Proof::Split, 0.95) } else { How::likely(Proof::Split, 0.8) };
        book.close(txns, chosen, how);
    }
}

/// The first set of two, else of three amounts that sum to `total`, and whether it is the only one of its size.
fn two_or_three(amounts: &[i64], total: i64) -> Option<(Vec<usize>, bool)> {
    let mut at: HashMap<i64, Vec<usize>> = HashMap::new();
    for (i, amount) in amounts.iter().enumerate() {
        at.entry(*amount).or_default().push(i);
    }
    let later =
        |amount: i64, i: usize| at.get(&amount).into_iter().flatten().copied().filter(move |j| *j > i);
    let mut found: Vec<Vec<usize>> = Vec::new();
    for (i, a) in amounts.iter().enumerate() {
        found.extend(later(total - a, i).map(|j| vec![i, j]));
    }
    if found.is_empty() {
        for i in 0..amounts.len() {
            for j in i + 1..amounts.len() {
                found.extend(later(total - amounts[i] - amounts[j], j).map(|k| vec![i, j, k]));
            }
        }
    }
    let unique = found.len() == 1;
    found.into_iter().next().map(|set| (set, unique))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_two_and_three() {
        assert_eq!(two_or_three(&[300, 500, 200], 800), Some((vec![0, 1], true)));
        assert_eq!(two_or_three(&[300, 500, 200], 1000), Some((vec![0, 1, 2], true)));
        assert_eq!(two_or_three(&[400, 400], 800), Some((vec![0, 1], true)));
        assert_eq!(two_or_three(&[100, 700, 300, 500], 800), Some((vec![0, 1], false)));
        assert_eq!(two_or_three(&[100, 200], 400), None, "one amount is not used twice");
    }
}
