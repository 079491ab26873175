//! Several tables in one file: each is read, or it is said that it was not.

use recoup_statements::{CheckOf, Mapping, Options, Reading, RefusalCode, read};

use crate::fixtures::*;

const OWN: &str = "我的对账单\n何时,收了多少,谁\n2026-12-03,12.50,甲\n2026-12-04,8.00,乙\n";

/// Two layouts with the same headers that are read in different units.
const TWINS: &str = r#"[
  {"id": "fen", "zh": "分店", "en": "fen", "kind": "detail", "require": [["单号", "票面"]],
   "evidence": {"level": "file", "from": "an own export", "seen": "2026-11-24"},
   "columns": {"acquirer_order": ["单号"], "time": ["时刻"], "gross": ["票面"]}, "unit": "fen"},
  {"id": "yuan", "zh": "元店", "en": "yuan", "kind": "detail", "require": [["单号", "票面"]],
   "evidence": {"level": "file", "from": "an own export", "seen": "2026-11-24"},
   "columns": {"acquirer_order": ["单号"], "time": ["时刻"], "gross": ["票面"]}, "unit": "yuan"}]"#;
const TWIN: &str = "单号,时刻,票面\na1,2026-11-03 10:00:00,12850\na2,2026-11-03 11:00:00,1000\n";

fn own() -> Mapping {
    let RefusalCode::UnknownTable { proposal } = plain(OWN.as_bytes()).unwrap_err().why else { panic!() };
    proposal.mapping
}

fn with(bytes: &[u8], mappings: &[Mapping]) -> Reading {
    read("包.zip", bytes, &Options { mappings, ..Options::default() })
        .unwrap_or_else(|e| panic!("{}", e.en()))
}

/// What is said to be left out.
fn left_out(reading: &Reading) -> Vec<&str> {
    let said = reading.checks.iter().filter(|c| c.of == CheckOf::LeftOut);
    said.inspect(|c| assert!(!c.holds && !c.what.en.is_empty())).map(|c| c.what.zh.as_str()).collect()
}

#[test]
fn a_table_that_the_owner_explained_is_read_beside_a_known_one() {
    for entries in [[("建行.csv", CCB), ("自家.csv", OWN)], [("自家.csv", OWN), ("建行.csv", CCB)]] {
        let entries = entries.map(|(name, text)| (name, text.as_bytes()));
        let reading = with(&zip(&entries, None), &[own()]);
        assert_eq!((reading.rows, left_out(&reading).len()), (4, 0), "{:?}", reading.checks);
        assert_eq!(reading.sum_in.to_string(), "121.00");
    }
}

#[test]
fn a_table_that_may_be_two_things_is_told_of_beside_a_known_one() {
    let twins = Mapping::from_json(TWINS).unwrap();
    let reading = with(&zip(&[("双.csv", TWIN.as_bytes()), ("建行.csv", CCB.as_bytes())], None), &twins);
    assert_eq!(reading.rows, 2);
    let said = left_out(&reading);
    assert_eq!(said.len(), 1);
    assert!(
        said[0].contains("双.csv") && said[0].contains("分店") && said[0].contains("元店"),
        "{}",
        said[0]
    );
}

#[test]
fn what_cannot_be_read_of_an_archive_is_told_of_by_name() {
    let photo: &[u8] = b"\xFF\xD8\xFF\xE0 a photo";
    let inner = zip(&[("内.csv", CCB.as_bytes()), ("坏.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")], None);
    let file =
        zip(&[("a.jpg", photo), ("空.csv", b" "), ("自家.csv", OWN.as_bytes()), ("里.zip", &inner)], None);
    let reading = with(&file, &[]);
    assert_eq!(reading.rows, 2);
    let said = left_out(&reading).join("\n");
    for name in ["a.jpg", "自家.csv", "里.zip › 坏.xlsx"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert_eq!(left_out(&reading).len(), 3, "an empty file holds nothing: {said}");
}

#[test]
fn a_sheet_that_is_only_guessed_at_is_told_of() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, text) in
        [("建行", CCB), ("别家", "日期,摘要,收入,支出,余额\n2026-11-03,甲,1.00,,1.00\n"), ("说明", "请核对")]
    {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, line) in text.lines().enumerate() {
            for (column, cell) in line.trim().split(',').enumerate() {
                sheet.write_string(row as u32, column as u16, cell).unwrap();
            }
        }
    }
    let reading = with(&book.save_to_buffer().unwrap(), &[]);
    let said = left_out(&reading);
    assert_eq!((reading.rows, said.len()), (2, 1), "{said:?}");
    assert!(said[0].contains("的工作表「别家」没有读入"), "{}", said[0]);
}

#[test]
fn full_cards_outside_the_rows_of_data_are_found_too() {
    let card = "4111111111111111";
    let cover = format!("说明\n卡号：{card}\n");
    let summary = "交易日期,交易笔数,交易金额,卡\n";
    for (what, file) in [
        ("above the data", CCB.replacen("账户明细信息", &format!("账户明细信息 {card}"), 1).into_bytes()),
        (
            "on a cover",
            zip(&[("封面.csv", format!("甲,乙\n{cover},\n").as_bytes()), ("建行.csv", CCB.as_bytes())], None),
        ),
        (
            "in a table that is not read",
            zip(&[("自家.csv", OWN.replace("甲", card).as_bytes()), ("建行.csv", CCB.as_bytes())], None),
        ),
        (
            "in a table without a date",
            zip(
                &[("表.csv", format!("{summary}x,1,2.00,{card}\n").as_bytes()), ("建行.csv", CCB.as_bytes())],
                None,
            ),
        ),
    ] {
        let reading = with(&file, &[]);
        assert!(reading.has_full_cards, "{what}");
        let text = recoup_statements::masked_text("f", &file, &Options::default()).unwrap();
        assert!(!text.contains(card) && text.contains("411111******1111"), "{what}");
    }
    assert!(!with(CCB.as_bytes(), &[]).has_full_cards);
}

#[test]
fn a_long_text_that_may_be_two_things_is_asked_about() {
    let twins = Mapping::from_json(TWINS).unwrap();
    let rows: String =
        (0..150_000).map(|n| format!("a{n},2026-11-03 10:00:00,{}\n", n % 900 + 100)).collect();
    let text = format!("单号,时刻,票面\n{rows}");
    assert!(text.len() > 4 << 20);
    let options = Options { mappings: &twins, ..Options::default() };
    let refusal = read("长.csv", text.as_bytes(), &options).unwrap_err();
    let RefusalCode::Ambiguous { candidates } = &refusal.why else { panic!("{}", refusal.en()) };
    assert_eq!(candidates.iter().map(|c| c.source.as_str()).collect::<Vec<_>>(), ["fen", "yuan"]);
    let told = read("长.csv", text.as_bytes(), &Options { as_kind: Some("yuan"), ..options }).unwrap();
    assert_eq!((told.source.as_str(), told.rows), ("yuan", 150_000));
}

#[test]
fn what_the_owner_says_now_goes_before_what_he_explained_once() {
    let known = with(CCB.as_bytes(), &[]);
    let mut mapping = own();
    mapping.signature.clone_from(&known.signature);
    mapping.source.columns = [
        (recoup_statements::Field::Date, vec!["记账日期".to_owned()]),
        (recoup_statements::Field::Amount, vec!["余额".to_owned()]),
    ]
    .into();
    let mappings = [mapping];
    let as_kind = |kind: Option<&str>| {
        let options = Options { mappings: &mappings, as_kind: kind, ..Options::default() };
        read("f", CCB.as_bytes(), &options).unwrap()
    };
    let remembered = as_kind(None);
    assert!(remembered.source.starts_with("own_"), "{}", remembered.source);
    assert_eq!(as_kind(Some(&known.source)).source, known.source);
    assert_eq!(as_kind(Some(&remembered.source)).source, remembered.source);
}

const TILL: &str = "小票号,支付方式,交易时间,金额\nT1,微信,2026-12-03 10:00:00,12.50\n";

#[test]
fn a_till_and_an_acquirer_in_one_file_are_never_taken_for_each_other() {
    let acquirer = "交易时间,交易金额,手续费,交易类型,参考号,商户编号\n\
        2026-12-03 10:00:00,12.50,0.05,消费,000000000001,898331054110027\n";
    for entries in
        [[("收银.csv", TILL), ("收单.csv", acquirer)], [("收单.csv", acquirer), ("收银.csv", TILL)]]
    {
        let entries = entries.map(|(name, text)| (name, text.as_bytes()));
        let reading = with(&zip(&entries, None), &[]);
        assert_eq!((reading.rows, left_out(&reading).len()), (1, 1), "{:?}", reading.checks);
        let said = left_out(&reading)[0].to_owned();
        assert_eq!(said.contains("收银.csv"), !reading.till, "{said}");
    }
    // A bank's list beside the till's is neither.
    let reading = with(&zip(&[("收银.csv", TILL.as_bytes()), ("建行.csv", CCB.as_bytes())], None), &[]);
    assert_eq!((reading.till, left_out(&reading).len()), (false, 1), "{:?}", reading.checks);
}

#[test]
fn what_is_said_to_be_unread_is_not_read_by_half() {
    // The second of the inner archive's files needs a password that nobody gave.
    let half = zip_each(&[("建行.csv", CCB.as_bytes(), None), ("锁.csv", TWIN.as_bytes(), Some("135790"))]);
    let outer = zip(&[("里.zip", half.as_slice()), ("收银.csv", TILL.as_bytes())], None);
    let reading = with(&outer, &[]);
    assert!(left_out(&reading).iter().any(|said| said.contains("里.zip")), "{:?}", reading.checks);
    assert_eq!((reading.rows, reading.lines.len()), (1, 0), "the bank's rows are in what was not read");
}

#[test]
fn card_numbers_below_the_rows_and_in_a_strange_status_are_hidden() {
    let card = "4111111111111111";
    let below = format!("{CCB}备注：卡号 {card},,,,,,,,\n");
    assert!(with(below.as_bytes(), &[]).has_full_cards);
    let status = format!(
        "交易时间,交易金额,手续费,交易状态,参考号,商户编号\n\
         2026-12-03 10:00:00,12.50,0.05,{card},000000000001,898331054110027\n"
    );
    let reading = with(status.as_bytes(), &[]);
    let said: Vec<&str> = reading.checks.iter().map(|c| c.what.zh.as_str()).collect();
    assert!(reading.has_full_cards && said.iter().all(|s| !s.contains(card)), "{said:?}");
    assert!(said.iter().any(|s| s.contains("411111******1111")), "{said:?}");
}

#[test]
fn no_row_of_a_strange_status_goes_unsaid() {
    let rows: String = (0..30u32)
        .map(|n| {
            format!(
                "2026-12-03 10:00:00,12.50,0.05,状态{},{n:012},898331054110027\n",
                char::from(b'a' + (n % 26) as u8)
            )
        })
        .collect();
    let reading = with(format!("交易时间,交易金额,手续费,交易状态,参考号,商户编号\n{rows}").as_bytes(), &[]);
    let said = reading.checks.iter().find(|c| c.of == CheckOf::StrangeStatus).unwrap();
    let counted: u32 = said
        .what
        .zh
        .split("行")
        .filter_map(|part| part.trim().rsplit([' ', '」']).next()?.parse::<u32>().ok())
        .sum();
    assert_eq!(counted, 30, "{}", said.what.zh);
}
