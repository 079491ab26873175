//! Sources that are nothing but text: one added at run time, an owner's mapping given to others.

use recoup_ledger::{Channel, Status};
use recoup_statements::{
    Certainty, EvidenceLevel, Field, FileKind, Mapping, Meaning, Options, ProblemOf, RefusalCode,
    SourceError, choose_source, read, sources,
};

use crate::fixtures::*;

/// An acquirer that nobody has heard of: fen, codes for status and channel, fees below nothing, totals in a footer.
const NEW: &str = r#"{
  "id": "shanhai", "zh": "山海支付 交易明细", "en": "Shanhai transactions", "kind": "detail", "base": "acquirer",
  "evidence": {"level": "file", "from": "an own export", "seen": "2026-11-24"},
  "require": [["山海单号", "入金时间", "票面"]],
  "columns": {"acquirer_order": ["山海单号"], "time": ["入金时间"], "gross": ["票面"], "fee": ["服务费"], "status": ["结果"], "channel": ["渠道"]},
  "unit": "fen", "fee_negative": true,
  "statuses": [["1", "succeeded"], ["9", "failed"]], "channels": [["W", "we_chat"], ["U", "union_pay_qr"]],
  "end": ["全部完毕"], "totals": [{"label": "票面之和", "of": "sum_in"}],
  "defaults": {"acquirer": "山海支付", "cycle": "d1", "payers": ["山海"]}
}"#;

const FILE: &str = "山海支付对账\n山海单号,入金时间,票面,服务费,结果,渠道\n\
    a1,2026-11-03 10:00:00,12850,-49,1,W\na2,2026-11-03 11:00:00,1000,-4,9,U\n小计,2026-11-03,13850,,,\n\
    a3,2026-11-04 09:00:00,500,-2,1,U\n全部完毕,票面之和：133.50\n";

fn with(text: &str, mappings: &[Mapping]) -> recoup_statements::Reading {
    read("f", text.as_bytes(), &Options { mappings, ..Options::default() })
        .unwrap_or_else(|e| panic!("{}", e.en()))
}

#[test]
fn a_source_is_added_as_text_alone() {
    let own = Mapping::from_json(NEW).unwrap();
    let reading = with(FILE, &own);
    assert_eq!((reading.source.as_str(), reading.certainty), ("shanhai", Certainty::Sure));
    assert_eq!((reading.rows, reading.sum_in.fen()), (3, 13_350));
    let txns = &reading.transactions;
    assert_eq!((txns[0].channel, txns[0].fee.unwrap().fen()), (Channel::WeChat, 49));
    assert_eq!((txns[1].channel, txns[1].status), (Channel::UnionPayQr, Status::Failed));
    assert_eq!(reading.defaults.as_ref().unwrap().acquirer, "山海支付");
    assert!(reading.checks.iter().all(|c| c.holds) && reading.problems.is_empty(), "{:?}", reading.problems);
}

#[test]
fn a_table_without_headers_is_told_by_the_shape_of_its_rows() {
    let text = r#"[{"id": "bare", "zh": "无表头", "en": "bare", "kind": "detail", "base": "acquirer",
        "headless": {"names": ["标记", "时间", "金额", "终端号"], "cells": {"1": {"one_of": ["SH1"]}, "2": "day", "3": "amount", "4": "digits"}}}]"#;
    let own = Mapping::from_json(text).unwrap();
    let file = "共两笔\nSH1|20261103101500|12.50|00000001|\nSH1|20261103101600|abc|00000001|\nSH1|20261103101700|8.00|00000002|\n";
    let reading = with(file, &own);
    assert_eq!((reading.source.as_str(), reading.rows, reading.sum_in.fen()), ("bare", 2, 2050));
    assert_eq!(reading.transactions[1].terminal_no, "00000002");
    let problem = &reading.problems[0];
    assert_eq!((problem.line, problem.column.as_str(), problem.found.as_str()), (3, "金额", "abc"));
}

#[test]
fn allinpay_keeps_neither_name_nor_identity_number() {
    let cells = [
        "821000000000001",
        "示例店",
        "00000001",
        "10:15:00",
        "消费",
        "000001",
        "000123",
        "261103000001",
        "622260******0001",
        "借记卡",
        "0102",
        "示例银行",
        "128.50",
        "0.49",
        "2026-11-03",
        "T1",
        "O1",
        "",
        "",
        "128.50",
        "128.01",
        "银行卡",
        "0",
        "10:15:01",
        "某某",
        "11010519491231002X",
        "0",
        "0",
        "128.50",
        "",
        "",
        "",
        "",
        "2026-11-03",
    ];
    let reading = good(&format!("{}\n", cells.join(",")));
    assert_eq!((reading.source.as_str(), reading.rows, reading.sum_in.fen()), ("allinpay", 1, 12_850));
    let txn = &reading.transactions[0];
    assert_eq!((txn.net.unwrap().fen(), txn.at.to_string().as_str()), (12_801, "2026-11-03 10:15:00"));
    assert!(reading.has_full_cards, "the file itself must be kept masked");
    let handed = serde_json::to_string(&reading).unwrap();
    assert!(!handed.contains("11010519491231002X") && !handed.contains("某某"));
}

#[test]
fn an_owners_mapping_is_a_source_that_can_be_given_to_others() {
    let file = "我的对账单\n何时,收了多少,谁\n2026-11-03,12.50,甲\n2026-11-04,8.00,乙\n";
    let RefusalCode::UnknownTable { proposal } = plain(file.as_bytes()).unwrap_err().why else { panic!() };
    let text = Mapping::to_json(std::slice::from_ref(&proposal.mapping));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value[0]["layout"], proposal.mapping.signature);
    assert_eq!(value[0]["evidence"]["level"], "owner");
    let back = Mapping::from_json(&text).unwrap();
    assert_eq!(Mapping::to_json(&back), text);
    let later = with("另一个月\n何时,收了多少,谁\n2026-12-03,1.00,丙\n", &back);
    assert_eq!((later.certainty, later.kind, later.rows), (Certainty::Told, FileKind::Bank, 1));
}

#[test]
fn what_is_no_source_is_said_in_both_languages() {
    for (text, fits) in [
        ("{", "NotSources"),
        ("[1]", "NotSources"),
        (r#"{"id": "a", "columns": {"date": ["日期"], "amount": ["金额"]}}"#, "NothingToTellBy"),
        (
            r#"{"id": "a", "kind": "bank", "require": [["日期"]], "columns": {"date": ["日期"]}}"#,
            "NothingToRead",
        ),
    ] {
        let error: SourceError = Mapping::from_json(text).unwrap_err();
        assert!(format!("{error:?}").starts_with(fits), "{error:?}");
        assert!(!error.zh().is_empty() && !error.to_string().is_empty());
    }
}

#[test]
fn every_source_says_where_it_is_known_from() {
    let said = sources().iter().filter(|s| !s.evidence.from.is_empty());
    for source in said.clone() {
        assert!(
            source.evidence.seen.len() == 10 && source.evidence.level < EvidenceLevel::Owner,
            "{}",
            source.id
        );
    }
    assert!(said.count() > 70);
    // A layout that nobody has confirmed is read with a word of warning.
    let reading = good(
        "随行付商户交易明细\n交易时间,交易金额,手续费,商户号\n2026-11-03 10:00:00,12.50,0.05,836000000000001\n",
    );
    assert_eq!((reading.source.as_str(), reading.certainty), ("suixingfu", Certainty::Likely));
    assert!(reading.reasons.iter().any(|r| r.en.contains("No public file")));
}

#[test]
fn two_sources_that_fit_alike_are_asked_about_and_not_guessed() {
    let other =
        NEW.replace("shanhai", "haishan").replace("山海支付", "海山支付").replace("\"fen\"", "\"yuan\"");
    let own = Mapping::from_json(&format!("[{NEW},{other}]")).unwrap();
    let options = Options { mappings: &own, ..Options::default() };
    let refusal = read("f", FILE.as_bytes(), &options).unwrap_err();
    let RefusalCode::Ambiguous { candidates } = &refusal.why else { panic!("{}", refusal.en()) };
    let ids: Vec<&str> = candidates.iter().map(|c| c.source.as_str()).collect();
    assert_eq!(ids, ["haishan", "shanhai"]);
    assert!(refusal.zh().contains("海山支付") && refusal.zh().contains("山海支付"), "{}", refusal.zh());
    let told = read("f", FILE.as_bytes(), &Options { as_kind: Some("shanhai"), ..options }).unwrap();
    assert_eq!((told.source.as_str(), told.sum_in.fen()), ("shanhai", 13_350));
    // Answered once, it is not asked again; a later answer takes its place.
    let mut known = own.clone();
    for (source, sum) in [("shanhai", 13_350), ("haishan", 1_335_000)] {
        let chosen =
            choose_source("f", FILE.as_bytes(), source, &Options { mappings: &known, ..options }).unwrap();
        known = own.iter().cloned().chain([chosen]).collect();
        let told = read("f", FILE.as_bytes(), &Options { mappings: &known, ..options }).unwrap();
        assert_eq!((told.source.as_str(), told.sum_in.fen()), (source, sum));
        assert_eq!(told.certainty, Certainty::Told);
    }
    let wrong = choose_source("f", FILE.as_bytes(), "icbc", &options).unwrap_err();
    assert!(matches!(wrong.why, RefusalCode::NotThatKind { .. }), "{}", wrong.en());
}

#[test]
fn a_header_of_two_rows_is_one() {
    let reading = good(
        "账户明细\n交易日期,发生额,,余额,对方户名\n,借方,贷方,,\n2026-11-03,,100.00,100.00,甲\n2026-11-04,30.00,,70.00,乙\n",
    );
    assert_eq!((reading.rows, reading.sum_in.fen(), reading.sum_out.fen()), (2, 10_000, 3000));
    let joined = good(
        "日期,收入,,支出,,余额,摘要\n,金额,笔数,金额,笔数,,\n2026-11-03,100.00,1,,,100.00,甲\n2026-11-04,,,30.00,1,70.00,乙\n",
    );
    assert_eq!((joined.sum_in.fen(), joined.sum_out.fen()), (10_000, 3000));
}

#[test]
fn a_gap_in_the_balances_is_a_problem_and_no_day_of_it_is_vouched_for() {
    let text = "农业银行\n交易时间,收入金额,支出金额,账户余额,对方账号,对方户名,对方开户行,摘要,交易用途\n\
        2026-11-03 09:00:00,100.00,,100.00,,甲,,,\n2026-11-04 09:00:00,50.00,,150.00,,甲,,,\n\
        2026-11-07 09:00:00,50.00,,300.00,,甲,,,\n2026-11-09 09:00:00,,20.00,280.00,,乙,,,\n\
        汇总收入金额：210.00\n";
    let reading = good(text);
    assert_eq!((reading.rows, reading.sum_in.fen()), (4, 20_000));
    let gap = reading.problems.iter().find(|p| p.of == ProblemOf::Balance).unwrap();
    assert_eq!((gap.line, gap.column.as_str(), gap.found.as_str()), (5, "账户余额", "300.00"));
    assert!(gap.expected.zh.contains("第 4 行与第 5 行"), "{}", gap.expected.zh);
    let total = reading.problems.iter().find(|p| p.of == ProblemOf::Total).unwrap();
    assert_eq!((total.line, total.found.as_str()), (7, "210.00"));
    let days: Vec<(String, String)> =
        reading.coverage.iter().map(|c| (c.from.to_string(), c.to.to_string())).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(days, [pair("2026-11-03", "2026-11-03"), pair("2026-11-08", "2026-11-09")]);
}

#[test]
fn a_minus_beside_a_credit_is_what_the_balance_says() {
    let text = "日期,摘要,借/贷,发生额,余额\n2026-11-03,甲,贷,100.00,100.00\n2026-11-04,乙,贷,-30.00,130.00\n2026-11-05,丙,贷,-10.00,120.00\n";
    let reading = good(text);
    assert_eq!((reading.sum_in.fen(), reading.sum_out.fen()), (13_000, 1000));
}

#[test]
fn a_word_that_the_owner_explained_is_a_whole_word() {
    let text = "何时,收了,怎样\n2026-12-03,12.50,扣款\n2026-12-03,12.50,扣款撤销\n";
    let RefusalCode::UnknownTable { proposal } = plain(text.as_bytes()).unwrap_err().why else { panic!() };
    let mut mapping = proposal.mapping;
    let columns = [(Field::Date, "何时"), (Field::Gross, "收了"), (Field::Kind, "怎样")];
    mapping.source.kind = FileKind::Detail;
    mapping.source.columns = columns.map(|(field, header)| (field, vec![header.to_owned()])).into();
    mapping.source.whole_kinds = vec![("扣款".into(), Meaning::Transaction(recoup_ledger::Kind::Sale))];
    let reading =
        read("f", text.as_bytes(), &Options { mappings: &[mapping], ..Options::default() }).unwrap();
    let kinds: Vec<_> = reading.transactions.iter().map(|t| t.kind).collect();
    assert_eq!(kinds, [recoup_ledger::Kind::Sale, recoup_ledger::Kind::Void]);
}
