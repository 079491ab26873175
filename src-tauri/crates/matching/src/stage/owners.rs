//! Whose a balance's line is where the fund-flow bill does not say the merchant number.

use recoup_ledger::LineKind;
use rustc_hash::FxHashMap;

use crate::book::Book;

/// Line and the agreement that it belongs to. A line that may be anybody's is not in it: nobody gets it.
pub(super) type Owners = FxHashMap<u32, u32>;

/// The owners of all balance lines without an account.
///
/// With one balance they are its own. With several, a line belongs to the agreement whose transactions carry its order
/// number; a line without such a number (a withdrawal has none) to the agreement of all other lines of its file, since
/// a bill is drawn for one balance.
pub(super) fn of_nameless(book: &Book<'_>, balances: &[u32]) -> Owners {
    let nameless: Vec<u32> = (0..book.lines.len() as u32)
        .filter(|line| {
            let line = book.line(*line);
            line.kind != LineKind::Bank && line.account.is_empty()
        })
        .collect();
    match balances {
        [] => return Owners::default(),
        [only] => return nameless.into_iter().map(|line| (line, *only)).collect(),
        _ if nameless.is_empty() => return Owners::default(),
        _ => {}
    }
    let by_number = by_number(book, balances);
    let mut owners = Owners::default();
    let mut by_file: FxHashMap<u32, Option<u32>> = FxHashMap::default();
    for line in &nameless {
        let source = book.line(*line);
        if let Some(Some(agreement)) = by_number.get(source.order_no.as_str()) {
            owners.insert(*line, *agreement);
            agree(by_file.entry(source.origin.import).or_insert(Some(*agreement)), *agreement);
        }
    }
    for line in nameless {
        if let Some(Some(agreement)) = by_file.get(&book.line(line).origin.import) {
            owners.entry(line).or_insert(*agreement);
        }
    }
    owners
}

/// The balances' transactions by each of their numbers; `None` where two agreements have the number.
fn by_number<'a>(book: &Book<'a>, balances: &[u32]) -> FxHashMap<&'a str, Option<u32>> {
    let mut by_number: FxHashMap<&str, Option<u32>> = FxHashMap::default();
    for (txn, this) in (0u32..).zip(&book.txns).filter(|(_, this)| balances.contains(&this.agreement)) {
        let source = book.source(txn);
        let numbers = [&source.order_no, &source.acquirer_order, &source.refund_no, &source.reference];
        for number in numbers.into_iter().filter(|number| !number.is_empty()) {
            agree(by_number.entry(number).or_insert(Some(this.agreement)), this.agreement);
        }
    }
    by_number
}

/// Two different answers are none.
fn agree(answer: &mut Option<u32>, agreement: u32) {
    if *answer != Some(agreement) {
        *answer = None;
    }
}
