//! Tables that the owner explains once.

use recoup_statements::{
    Certainty, Field, FileKind, Mapping, Options, RefusalCode, Source, header, propose_mapping, read,
};

use crate::fixtures::*;

const OWN: &str = "我的对账单\n何时,收了多少,谁\n2026-11-03,12.50,甲\n2026-11-04,8.00,乙\n";

fn proposal(bytes: &[u8]) -> recoup_statements::MappingProposal {
    match plain(bytes).unwrap_err().why {
        RefusalCode::UnknownTable { proposal } => *proposal,
        other => panic!("{other}"),
    }
}

#[test]
fn an_unknown_table_is_proposed_asked_and_remembered() {
    let proposal = proposal(OWN.as_bytes());
    assert_eq!(
        (proposal.header_line, proposal.headers.clone()),
        (Some(2), vec!["何时".into(), "收了多少".into(), "谁".into()])
    );
    assert_eq!(proposal.mapping.source.columns[&Field::Date], ["何时"]);
    assert_eq!(proposal.mapping.source.columns[&Field::Amount], ["收了多少"]);
    assert_eq!(proposal.sample[0], ["2026-11-03", "12.50", "甲"]);
    assert!(proposal.missing.is_empty());

    let mut mapping = proposal.mapping.clone();
    mapping.source.columns.insert(Field::Counterparty, vec!["谁".into()]);
    let kept = serde_json::to_string(&mapping).unwrap();
    let mapping: Mapping = serde_json::from_str(&kept).unwrap();
    let later = "另一个月\n何时,收了多少,谁\n2026-12-03,1.00,丙\n";
    let reading =
        read("f", later.as_bytes(), &Options { mappings: &[mapping], ..Options::default() }).unwrap();
    assert_eq!((reading.certainty, reading.kind, reading.rows), (Certainty::Told, FileKind::Bank, 1));
    assert_eq!(reading.lines[0].counterparty, "丙");
    assert!(reading.source.starts_with("own_"));
}

#[test]
fn details_of_an_unknown_acquirer_and_a_table_without_headers() {
    let text = "商户号,钱,手续费\n898,12.50,0.05\n";
    let mapping = Mapping {
        signature: header::signature(&["甲".into(), "乙".into(), "丙".into(), "丁".into()]),
        source: Source {
            kind: FileKind::Detail,
            columns: [
                (Field::Time, vec!["甲".into()]),
                (Field::Gross, vec!["乙".into()]),
                (Field::Kind, vec!["丙".into()]),
                (Field::Fee, vec!["丁".into()]),
            ]
            .into(),
            ..Source::default()
        },
    };
    let file = "甲,乙,丙,丁\n2026-11-03 10:00:00,12.50,消费,0.05\n2026-11-03 11:00:00,12.50,退款,0.05\n";
    let reading =
        read("f", file.as_bytes(), &Options { mappings: &[mapping], ..Options::default() }).unwrap();
    assert_eq!((reading.sum_in.fen(), reading.sum_out.fen()), (1250, 1250));
    assert_eq!(reading.transactions[1].fee.unwrap().fen(), -5);
    assert_eq!(plain(text.as_bytes()).unwrap_err().why.code(), "not_a_table");

    let bare = "001|2026-11-03|12.50|甲\n002|2026-11-04|8.00|乙\n";
    let proposal = proposal(bare.as_bytes());
    assert_eq!(proposal.header_line, None);
    assert_eq!(proposal.mapping.source.columns[&Field::Date], ["#2"]);
    let mapping = proposal.mapping;
    let reading =
        read("f", bare.as_bytes(), &Options { mappings: &[mapping], ..Options::default() }).unwrap();
    assert_eq!((reading.rows, reading.lines[0].origin.line), (2, 1));
}

#[test]
fn a_known_table_can_be_explained_too() {
    let proposals = propose_mapping("f", &gbk(CCB), &Options::default()).unwrap();
    assert_eq!(proposals[0].header_line, Some(5));
    assert_eq!(proposals[0].mapping.source.kind, FileKind::Bank);
    assert_eq!(proposals[0].mapping.signature, plain(&gbk(CCB)).unwrap().signature);
}
