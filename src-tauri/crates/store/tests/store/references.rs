use recoup_store::Store;

use crate::util::{import, sales, store};

fn filled() -> (tempfile::TempDir, Store) {
    let (dir, mut store) = store();
    let mut txns = sales(0, 400);
    txns[13].reference = txns[14].reference.clone();
    import(&mut store, "a.csv", &txns, &[]);
    (dir, store)
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
