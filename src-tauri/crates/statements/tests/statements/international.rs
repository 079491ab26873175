//! Statements in the formats that banks agreed on, whole: what the owner sees of them.

use recoup_statements::{FileKind, ProblemOf};

use crate::fixtures::*;

const OFX: &str = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:936\r\n\r\n\
    <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CNY<BANKACCTFROM><BANKID>1<ACCTID>31001999<ACCTTYPE>CHECKING</BANKACCTFROM>\r\n\
    <BANKTRANLIST><DTSTART>20261101<DTEND>20261130\r\n\
    <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261103091537[+8:CST]<TRNAMT>100.50<FITID>F1<NAME>银联商务股份有限公司<MEMO>1102-1102费0.50元</STMTTRN>\r\n\
    <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261104<TRNAMT>-20,25<FITID>F2<NAME>某电力公司<MEMO>电费</STMTTRN>\r\n\
    </BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";

const MT940: &str = "{1:F01XXXXCNBJAXXX0000000000}{4:\r\n:20:S1\r\n:25:31001999\r\n:28C:1/1\r\n:60F:C261102CNY1000,00\r\n\
    :61:2611031103C100,5NTRFNONREF//B1\r\n:86:银联商务股份有限公司 1102-1102费0.50元\r\n\
    :61:2611041104RC20,25NTRFNONREF//B2\r\n:86:冲正\r\n:62F:C261104CNY1080,25\r\n-}\r\n";

const CAMT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.04\"><BkToCstmrStmt><Stmt><Id>S1</Id>\
    <Acct><Id><Othr><Id>31001999</Id></Othr></Id></Acct>\
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>\
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">1080.25</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>\n\
    <Ntry><Amt Ccy=\"CNY\">100.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-03</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>\
    <NtryDtls><TxDtls><RltdPties><Dbtr><Nm>银联商务股份有限公司</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>\n\
    <Ntry><Amt Ccy=\"CNY\">20.25</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-04</Dt></BookgDt></Ntry>\n\
    </Stmt></BkToCstmrStmt></Document>";

const QIF: &str = "!Account\nN31001999\nTBank\n^\n!Type:Bank\nD11/03/26\nT100.50\nP银联商务股份有限公司\nM1102-1102费0.50元\n^\nD11/04/26\nT-20.25\nP某电力公司\n^\n";

const BAI2: &str = "01,BANK,SHOP,261103,0915,1,,,2/\n02,SHOP,BANK,1,261103,2400,CNY,/\n03,31001999,,010,100000,,/\n88,015,108025,,/\n\
    16,195,10050,,B1,C1,UMS 1102-1102/\n16,475,2025,,B2,,electricity/\n49,220100,6/\n98,220100,1,8/\n99,220100,1,10/\n";

/// Source and file of each format.
pub fn files() -> [(&'static str, Vec<u8>); 5] {
    let bytes = |text: &str| text.as_bytes().to_vec();
    [
        ("ofx", gbk(OFX)),
        ("mt940", gbk(MT940)),
        ("camt", bytes(CAMT)),
        ("qif", bytes(QIF)),
        ("bai2", bytes(BAI2)),
    ]
}

#[test]
fn the_same_two_lines_in_every_format() {
    for (source, bytes) in files() {
        let reading = plain(&bytes).unwrap_or_else(|refusal| panic!("{source}: {}", refusal.en()));
        assert_eq!((reading.source.as_str(), reading.kind, reading.rows), (source, FileKind::Bank, 2));
        assert_eq!(
            (reading.sum_in.to_string(), reading.sum_out.to_string()),
            ("100.50".into(), "20.25".into()),
            "{source}"
        );
        assert!(reading.problems.is_empty(), "{source}: {:?}", reading.problems);
        assert!(reading.checks.iter().all(|check| check.holds), "{source}: {:?}", reading.checks);
        let first = &reading.lines[0];
        assert_eq!(
            (first.account.as_str(), first.on.to_string()),
            ("31001999", "2026-11-03".to_owned()),
            "{source}"
        );
        assert!(first.origin.line > 1, "{source}");
        assert!(reading.currency.is_empty(), "{source}");
        if source != "bai2" {
            let payer = format!("{}{}", first.counterparty, first.memo);
            assert!(payer.contains("银联商务股份有限公司"), "{source}: {payer}");
        }
    }
}

#[test]
fn balances_that_do_not_agree_are_reported() {
    let reading = plain(&gbk(&MT940.replace("CNY1080,25", "CNY1080,26"))).unwrap();
    let check = reading.checks.iter().find(|check| !check.holds).unwrap();
    assert_eq!((check.stated.as_str(), check.found.as_str()), ("80.26", "80.25"));
}

#[test]
fn a_statement_in_euro_says_so() {
    let reading = plain(&gbk(&MT940.replace("CNY", "EUR"))).unwrap();
    assert_eq!((reading.rows, reading.currency.as_str()), (2, "EUR"));
    assert!(reading.checks.iter().any(|check| !check.holds && check.stated == "EUR"));
}

#[test]
fn a_day_that_does_not_exist_is_one_rows_problem() {
    let reading = plain(&gbk(&MT940.replace(":61:2611041104", ":61:2602300230"))).unwrap();
    // The row itself, and the closing balance that it leaves without its line.
    let of: Vec<_> = reading.problems.iter().map(|p| p.of).collect();
    assert_eq!((reading.rows, of.first(), of.len()), (1, Some(&ProblemOf::Row), 2));
    assert_eq!(reading.problems[0].found, "2026-02-30");
    assert_eq!(reading.problems[0].line, 8);
}

#[test]
fn gzip_and_a_zip_inside_it() {
    assert_eq!(plain(&gzip(&gbk(CCB))).unwrap().rows, 2);
    assert_eq!(plain(&gzip(&zip(&[("a.csv", &gbk(CCB))], None))).unwrap().rows, 2);
    let bomb = gzip(&vec![b'0'; 65 << 20]);
    assert!(bomb.len() < 1_000_000);
    assert_eq!(plain(&bomb).unwrap_err().why.code(), "too_large");
}

/// A line of a ZM file: 41 fields, one blank between two.
fn zm(amount: &str, kind: &str, fee: &str, net: &str, query: &str) -> String {
    let fields: [(&str, usize); 41] = [
        ("S56", 3),
        ("88022900", 11),
        ("00049993", 11),
        ("190624", 6),
        ("1103112203", 10),
        ("622609******0048", 19),
        (amount, 12),
        ("4899", 4),
        ("07", 2),
        (query, 21),
        ("01", 2),
        ("10078087", 32),
        ("", 2),
        ("", 6),
        ("", 10),
        (fee, 13),
        (net, 13),
        ("0001", 4),
        ("", 15),
        (kind, 2),
        ("01", 2),
        ("000201", 6),
        ("", 2),
        ("", 4),
        ("", 32),
        ("", 1),
        ("", 21),
        ("802310000000001", 15),
        ("", 1),
        ("000000000000000", 15),
        ("小店", 32),
        ("000000000000", 13),
        (net, 13),
        ("01080209", 8),
        ("", 32),
        ("000000000000", 13),
        ("000000000000", 13),
        ("00000000000", 12),
        ("", 2),
        ("7", 1),
        ("", 131),
    ];
    let pad = |text: &str, width: usize| format!("{text}{}", " ".repeat(width - gbk(text).len()));
    fields.map(|(text, width)| pad(text, width)).join(" ")
}

pub fn zm_file() -> String {
    [
        zm("000000476800", "01", "D000000002861", "C000000473939", "202611031122031906248"),
        zm("000000010000", "04", "C000000000060", "D000000009940", "202611031140341931208"),
    ]
    .join("\r\n")
}

#[test]
fn a_unionpay_file_of_fixed_width() {
    let text = zm_file();
    assert_eq!(gbk(&text).len(), 607 * 2 + 2);
    let reading = plain(&gbk(&text)).unwrap();
    assert_eq!((reading.source.as_str(), reading.rows), ("unionpay_zm", 2));
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    assert_eq!(
        (reading.sum_in.to_string(), reading.sum_out.to_string()),
        ("4768.00".into(), "100.00".into())
    );
    let [sale, refund] = reading.transactions.as_slice() else { panic!() };
    assert_eq!(sale.at.to_string(), "2026-11-03 11:22:03");
    assert_eq!((sale.fee.unwrap().fen(), sale.net.unwrap().fen()), (2861, 473_939));
    assert_eq!((refund.fee.unwrap().fen(), refund.net.unwrap().fen()), (-60, -9940));
    assert_eq!(
        (sale.merchant_no.as_str(), sale.terminal_no.as_str(), sale.order_no.as_str()),
        ("802310000000001", "01080209", "10078087")
    );
    // A line that lost a byte is a problem, never a shifted amount.
    let reading = plain(&gbk(&text.replacen("01080209", "0108020", 1))).unwrap();
    assert_eq!((reading.rows, reading.problems.len()), (1, 1));
}

pub fn ods_content() -> String {
    let row = |cells: &[&str]| {
        let cell = |text: &&str| match text.parse::<f64>() {
            Ok(_) => format!(
                "<table:table-cell office:value-type=\"float\" office:value=\"{text}\"><text:p>x</text:p></table:table-cell>"
            ),
            Err(_) => format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
            ),
        };
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
    };
    format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet><table:table table:name=\"明细\">{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row(&["交易日期", "摘要", "收入", "支出", "余额"]),
        row(&["2026-11-03", "转存", "100.50", "", "1100.50"]),
    )
}

#[test]
fn an_open_document_sheet() {
    let content = ods_content();
    let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let file = zip(&[("mimetype", kind), ("content.xml", content.as_bytes())], None);
    let reading = plain(&file).unwrap();
    assert_eq!((reading.rows, reading.sum_in.to_string()), (1, "100.50".to_owned()));
    assert_eq!(reading.lines[0].origin.line, 2);
}
