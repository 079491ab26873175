use recoup_ledger::{Channel, Kind, Money};
use recoup_store::{Order, Store, TransactionQuery};

use crate::util::{import, sales, store};

fn filled() -> (tempfile::TempDir, Store) {
    let (dir, mut store) = store();
    let mut txns = sales(0, 400);
    txns[10].channel = Channel::WeChat;
    txns[11].kind = Kind::Refund;
    txns[11].gross = -txns[11].gross;
    txns[12].memo = "O'Brien; DROP TABLE transactions".into();
    txns[13].reference = txns[14].reference.clone();
    import(&mut store, "a.csv", &txns, &[]);
    (dir, store)
}

fn found(store: &Store, text: &str) -> Vec<String> {
    let query = TransactionQuery { text: text.into(), limit: 50, order: Order::Oldest, ..Default::default() };
    let page = store.transactions_page(&query).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    assert_eq!(page.gross, page.rows.iter().map(|txn| txn.gross).sum::<Money>());
    page.rows.into_iter().map(|txn| txn.order_no).collect()
}

#[test]
fn a_person_finds_a_sale_by_what_is_on_the_slip() {
    let (_dir, store) = filled();
    assert_eq!(found(&store, "8.85"), ["NQ00000005"], "amount");
    assert_eq!(found(&store, "￥8.85"), ["NQ00000005"]);
    assert_eq!(found(&store, "9.27"), ["NQ00000011"], "the amount of a refund, without its sign");
    assert_eq!(found(&store, "NQ00000123"), ["NQ00000123"], "order number");
    assert_eq!(found(&store, "605000000077"), ["NQ00000077"], "reference");
    assert_eq!(found(&store, "0399"), ["NQ00000399"], "last four of the card");
    assert_eq!(found(&store, "2026-11-02 NQ00000123"), ["NQ00000123"], "all words must fit");
    assert!(found(&store, "2026-11-03").is_empty());
    assert!(found(&store, "%").is_empty(), "no wildcards");
    assert_eq!(found(&store, "O'Brien;"), ["NQ00000012"], "what is typed is never SQL");
    assert_eq!(store.transaction_count().unwrap(), 400);
}

#[test]
fn pages_have_filters_order_and_a_total() {
    let (_dir, store) = filled();
    let query = TransactionQuery { limit: 30, offset: 390, ..Default::default() };
    let page = store.transactions_page(&query).unwrap();
    assert_eq!((page.total, page.rows.len()), (400, 10));
    assert_eq!(page.rows[9].order_no, "NQ00000000", "newest first");
    let wechat = TransactionQuery { channels: vec![Channel::WeChat], limit: 9, ..Default::default() };
    assert_eq!(store.transactions_page(&wechat).unwrap().total, 1);
    let refunds = TransactionQuery { kinds: vec![Kind::Refund], limit: 0, ..Default::default() };
    let page = store.transactions_page(&refunds).unwrap();
    assert_eq!((page.total, page.rows.len()), (1, 0));
    assert!(page.gross.is_negative());
    let day = |text: &str| text.parse().ok();
    let none = TransactionQuery { from: day("2026-11-03"), limit: 9, ..Default::default() };
    assert_eq!(store.transactions_page(&none).unwrap().total, 0);
    let all = TransactionQuery { from: day("2026-11-02"), to: day("2026-11-02"), import: Some(1), ..none };
    assert_eq!(store.transactions_page(&all).unwrap().total, 400);
    let largest = TransactionQuery { order: Order::Largest, limit: 1, ..Default::default() };
    assert_eq!(store.transactions_page(&largest).unwrap().rows[0].order_no, "NQ00000399");
}

#[test]
fn a_reference_means_one_sale_or_says_that_it_does_not() {
    let (_dir, store) = filled();
    let id = sales(5, 6)[0].id;
    assert_eq!(store.find_ref(&id.to_string()).unwrap()[0].order_no, "NQ00000005");
    assert_eq!(store.find_ref(" NQ00000005 ").unwrap()[0].id, id);
    assert_eq!(store.find_ref("605000000014").unwrap().len(), 2, "ambiguous: both are given");
    assert!(store.find_ref("60500000001").unwrap().is_empty(), "a piece of a number is not a reference");
    assert!(store.find_ref("").unwrap().is_empty());
    assert!(store.find_ref("Sffffffffffff").unwrap().is_empty());
}
