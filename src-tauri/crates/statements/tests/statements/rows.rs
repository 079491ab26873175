//! Rows with a fault, and card numbers.

use recoup_statements::{Options, masked_copy, masked_text};

use crate::fixtures::*;

#[test]
fn a_row_without_an_amount_is_named_and_the_others_are_taken() {
    let text = CCB.to_owned()
        + "31001999,小店,20261105 10:00:00,0,,1080.25,人民币元,某公司,2,,20261105,转账,缺,A-3\n"
        + "31001999,小店,20261105 11:00:00,-,-,1080.25,人民币元,某公司,2,,20261105,转账,缺,A-4\n"
        + "31001999,小店,20261106 11:00:00,0,12x,1092.25,人民币元,某公司,2,,20261106,转账,坏,A-5\n"
        + "31001999,小店,昨天,0,12.00,1092.25,人民币元,某公司,2,,昨天,转账,坏,A-6\n"
        + "31001999,小店,20261107 11:00:00,5,12.00,1092.25,人民币元,某公司,2,,20261107,转账,坏,A-7\n"
        + "31001999,小店,20261107 11:00:00,0,12.00,1092.25,美元,某公司,2,,20261107,转账,坏,A-8\n";
    let bank = plain(&gbk(&text)).unwrap();
    let problems: Vec<(u32, &str, &str)> =
        bank.problems.iter().map(|p| (p.line, p.column.as_str(), p.found.as_str())).collect();
    assert_eq!(
        problems,
        [
            (8, "贷方发生额/元(收入)", ""),
            (9, "贷方发生额/元(收入)", ""),
            (10, "贷方发生额/元(收入)", "12x"),
            (11, "记账日期", "昨天"),
            (12, "借方发生额/元(支取)", "5"),
            (13, "币种", "美元"),
        ]
    );
    assert_eq!(bank.rows, 2, "a nought beside an empty cell is no amount");
    assert_eq!(bank.problems[0].file, "文件");
    assert!(
        bank.problems[0].expected.zh.contains("没有金额")
            && bank.problems[0].expected.en.contains("has none")
    );
}

#[test]
fn footers_and_repeated_headers_are_no_rows_and_no_problems() {
    let text = "日期,摘要,收入,支出,余额\n2026-11-03,甲,100.00,,100.00\n本页小计,,100.00,,\n日期,摘要,收入,支出,余额\n\
        2026-11-04,乙,10.00,,110.00\n合计,,110.00,0.00,\n以上数据仅供参考，具体内容请以柜台为准,,,,\n打印时间 2026-11-30,,1.00,,\n";
    let bank = good(text);
    assert_eq!((bank.rows, bank.problems.len()), (2, 0), "{:?}", bank.problems);
}

#[test]
fn card_numbers_are_masked_wherever_they_stand() {
    let text = "交易时间,商户号,终端号,交易类型,卡号,交易金额,手续费,参考号,备注\n\
        2026-11-02 10:00:00,898,1,消费,4111111111111111,100.00,0.60,1,客户卡 6222021234567890128 已核\n";
    let luhn_ok = recoup_ledger::mask::luhn(b"6222021234567890128");
    let file = good(text);
    assert!(file.has_full_cards);
    assert_eq!(file.transactions[0].card, "411111******1111");
    assert_eq!(file.transactions[0].memo.contains("6222021234567890128"), !luhn_ok);
    let copy = masked_copy(text.as_bytes()).unwrap();
    let again = plain(&copy).unwrap();
    assert!(!again.has_full_cards);
    assert_eq!(again.transactions, file.transactions, "the copy reads the same");
    assert!(!good(CCB).has_full_cards);
}

#[test]
fn order_numbers_that_a_spreadsheet_damaged_are_not_used() {
    let text = "交易时间,商户号,终端号,交易类型,交易金额,手续费,商户订单号\n2026-11-02 10:00:00,898,1,消费,100.00,0.60,4.20000123E+27\n";
    let file = good(text);
    assert_eq!((file.rows, file.transactions[0].order_no.as_str()), (1, ""));
    let check = file.checks.iter().find(|check| !check.holds).unwrap();
    assert_eq!(check.line, Some(2));
}

#[test]
fn days_before_months_where_the_column_proves_it() {
    let text = "Date,Description,Debit,Credit,Balance\n03/11/2026,a,,1.00,1.00\n24/11/2026,b,,2.00,3.00\n";
    let bank = good(text);
    assert_eq!(bank.from.unwrap().to_string(), "2026-11-03");
    let open = "Date,Description,Debit,Credit,Balance\n03/11/2026,a,,1.00,1.00\n";
    let bank = good(open);
    assert_eq!((bank.rows, bank.problems[0].column.as_str()), (0, "Date"));
}

#[test]
fn a_workbook_with_card_numbers_is_kept_as_masked_text() {
    let rows: &[&[&str]] = &[
        &["账号：31001999"],
        &[],
        &["日期", "摘要", "收入", "支出", "余额", "对方账号"],
        &["@2026-11-03T09:15:37", "甲", "=1.5", "", "=1.5", "4111111111111111"],
        &["2026-11-04", "乙", "", "=0.5", "=1", "2"],
    ];
    let bytes = xlsx("页", rows);
    let file = plain(&bytes).unwrap();
    assert!(file.has_full_cards && masked_copy(&bytes).is_none());
    let text = masked_text("f", &bytes, &Options::default()).unwrap();
    assert!(!text.contains("4111111111111111"));
    let again = good(&text);
    assert!(!again.has_full_cards);
    assert_eq!((again.lines, again.rows), (file.lines, 2), "same rows on the same lines");
}

#[test]
fn very_many_bad_rows_are_counted_and_not_all_listed() {
    let text = CCB.to_owned()
        + &"31001999,小店,20261106 11:00:00,0,12x,1092.25,人民币元,某公司,2,,20261106,转账,坏,A-5\n"
            .repeat(20_003);
    let bank = plain(&gbk(&text)).unwrap();
    assert_eq!((bank.rows, bank.bad_rows, bank.problems.len()), (2, 20_003, 20_001));
    let last = &bank.problems[20_000];
    assert_eq!(last.line, 20_010);
    assert!(last.expected.zh.contains("另有 3 行") && last.expected.en.contains("3 more"), "{last:?}");
}
