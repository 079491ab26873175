use super::*;
use crate::Odds;

fn rows(nets: &[i64]) -> Vec<Row> {
    nets.iter().map(|net| Row { net: *net, gross: *net, fee_known: false, channel: 0 }).collect()
}

fn node(nets: &[i64], deficit: i64) -> Node {
    Node { rows: rows(nets), deficit, ..Node::default() }
}

fn tell(nodes: &[Node], odds: &Odds) -> Vec<Told> {
    weigh(nodes, odds).0
}

fn one(nets: &[i64], deficit: i64) -> Told {
    tell(&[node(nets, deficit)], &Odds::default()).remove(0)
}

fn lost(told: &Told) -> Vec<i64> {
    told.lost.iter().map(|(net, _)| *net).collect()
}

#[test]
fn one_absent_sale_is_named() {
    let told = one(&[1234, 5678, 9_012, 40_077], 5678);
    assert_eq!((told.kind, lost(&told)), (Kind::Set, vec![5678]));
    assert_eq!(told.rivals, 0);
    assert!(told.confidence > 0.99, "{told:?}");
}

#[test]
fn two_and_three_absent_sales() {
    assert_eq!(lost(&one(&[1234, 5678, 9_012, 40_077], 1234 + 9012)), [1234, 9012]);
    let told = one(&[1234, 5678, 9_013, 40_077, 77_123], 1234 + 9013 + 77_123);
    assert_eq!(told.sets, 1);
    let told = one(&[500, 500, 500, 1_999], 1500);
    assert_eq!(told.sets, 1, "three equal ones are one set");
}

#[test]
fn rivals_of_equal_weight_are_counted() {
    // 3 + 7 = 4 + 6 = 10
    let told = one(&[301, 701, 401, 601, 9_999], 1002);
    assert!(told.rivals >= 1);
    assert!(told.lost.iter().all(|(_, share)| *share <= 0.5));
}

#[test]
fn sets_are_counted_like_by_hand() {
    let nets = [101, 203, 307, 401, 503, 607, 709, 811, 907, 203, 307];
    let mut by_hand = std::collections::BTreeSet::new();
    for i in 0..nets.len() {
        for j in i + 1..nets.len() {
            for k in j..nets.len() {
                let mut set = vec![nets[i], nets[j]];
                set.extend((k > j).then(|| nets[k]));
                set.sort_unstable();
                if set.iter().sum::<i64>() == 1417 {
                    by_hand.insert(set);
                }
            }
        }
    }
    assert!(by_hand.len() > 1);
    assert_eq!(one(&nets, 1417).sets, by_hand.len() as u64);
}

#[test]
fn a_wrong_rate_is_a_fee_and_a_missing_day_is_a_part() {
    let row = |gross: i64| Row { net: gross - fee_at(gross, 38), gross, fee_known: true, channel: 1 };
    let rows: Vec<Row> = [12_345, 45_678, 99_900, 150_000].map(row).to_vec();
    let extra: i64 = rows.iter().map(|r| fee_at(r.gross, 60) - (r.gross - r.net)).sum();
    let told = |parts: &[Vec<usize>], deficit| {
        let node = Node { rows: rows.clone(), parts: parts.to_vec(), deficit, ..Node::default() };
        tell(&[node], &Odds::default()).remove(0)
    };
    assert!(matches!(told(&[], extra).kind, Kind::ChannelFee(_)));
    let part = rows[0].net + rows[1].net + rows[2].net;
    assert_eq!(told(&[vec![0, 1, 2]], part).kind, Kind::Part(0));
}

#[test]
fn what_the_next_credit_has_too_much_of_is_late_and_not_lost() {
    let told = tell(&[node(&[1234, 5678, 9_012], 5678), node(&[333, 4_444], -5678)], &Odds::default());
    assert_eq!((lost(&told[0]), told[0].late.clone()), (vec![], vec![5678]));
    assert!(told[0].any_loss < 0.01, "{told:?}");
    // One of two is late, the other lost.
    let told = tell(&[node(&[1234, 5678, 9_012], 6912), node(&[333, 4_444], -5678)], &Odds::default());
    assert_eq!((lost(&told[0]), told[0].late.clone()), (vec![1234], vec![5678]));
}

#[test]
fn the_count_in_the_memo_decides_between_one_and_two() {
    let mut short = node(&[1000, 2345, 3345, 7_777], 3345);
    short.fewer = Some(2);
    assert_eq!(lost(&tell(&[short.clone()], &Odds::default())[0]), [1000, 2345]);
    short.fewer = Some(1);
    assert_eq!(lost(&tell(&[short], &Odds::default())[0]), [3345]);
}

#[test]
fn other_odds_do_not_change_a_plain_answer() {
    for factor in [5.0, 0.1] {
        let told = tell(&[node(&[1234, 5678, 9_012, 40_077], 5678)], &Odds::default().times(factor));
        assert_eq!(lost(&told[0]), [5678]);
        assert!(told[0].confidence > 0.98);
    }
}

#[test]
fn more_pairs_that_may_be_late_than_a_short_number_counts() {
    // Some 70 000 sets of three explain what is lacking, and any two of each may come with the next credit.
    let nets: Vec<i64> = (0..900).map(|n| 100_000 + n).collect();
    let lacking = 3 * 100_450;
    let paid = 100_450;
    // Rare ones, so that stories of more than three sales are no rivals.
    let odds = Odds { lost: 0.000_2, late: 0.000_5, ..Odds::default() };
    let told = tell(&[node(&nets, lacking), node(&[333, 4_444], -paid)], &odds);
    assert_eq!(told[0].late, [paid]);
    assert_eq!(lost(&told[0]).iter().sum::<i64>() + paid, lacking, "{:?}", lost(&told[0]));
}

#[test]
fn what_comes_for_a_nameless_sale_of_the_day_before_is_no_fee() {
    // Five of the first day are absent, one of which comes with the second day's credit.
    let first: Vec<i64> = (0..60).map(|n| 2_003 + n * 397 + (n * n * 7) % 391).collect();
    let second: Vec<i64> = (0..60).map(|n| 1_907 + n * 433 + (n * n * 11) % 389).collect();
    let absent = [first[3], first[17], first[29], first[44], first[58]];
    let chain = [node(&first, absent.iter().sum()), node(&second, -first[44])];
    let told = tell(&chain, &Odds::default());
    assert_eq!((told[1].kind, lost(&told[1])), (Kind::Other, vec![]), "{told:?}");
}
