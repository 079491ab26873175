//! Whatever the bytes, there is an answer.

use proptest::prelude::*;

use crate::fixtures::*;

fn damaged(whole: &[u8], changes: &[(usize, u8)], cut: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for (at, value) in changes {
        let at = at % bytes.len();
        bytes[at] = *value;
    }
    bytes.truncate(bytes.len() - cut % bytes.len());
    bytes
}

fn any_damage() -> impl Strategy<Value = (Vec<(usize, u8)>, usize)> {
    (proptest::collection::vec((any::<usize>(), any::<u8>()), 0..8), prop_oneof![Just(0), any::<usize>()])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = plain(&bytes);
    }

    #[test]
    fn random_tables(text in "([日期金额余收支出借贷0-9.,:/\\-\"`= ]{0,12}[,|\t\n]){0,60}") {
        let _ = plain(text.as_bytes());
        let _ = plain(&gbk(&(CCB.to_owned() + &text)));
    }

    #[test]
    fn random_cells(cells in proptest::collection::vec("\\PC{0,14}", 14)) {
        let _ = plain((CCB.to_owned() + &cells.join(",") + "\n").as_bytes());
        let _ = plain((WECHAT.to_owned() + &cells.join(",") + "\n").as_bytes());
    }

    #[test]
    fn damaged_texts((changes, cut) in any_damage()) {
        let _ = plain(&damaged(WECHAT.as_bytes(), &changes, cut));
        let _ = plain(&damaged(&gbk(CCB), &changes, cut));
    }

    #[test]
    fn damaged_workbooks((changes, cut) in any_damage()) {
        let book = xlsx("页", &[&["日期", "摘要", "收入", "支出", "余额"], &["@2026-11-03T00:00:00", "甲", "=1", "", "=1"]]);
        let _ = plain(&damaged(&book, &changes, cut));
        let _ = plain(&damaged(&zip(&[("b.csv", &gbk(CCB))], None), &changes, cut));
    }
}
