//! PDF statements: the table as it lies on paper.

use crate::fixtures::*;
use crate::paper::{HEADER, Placed, document, pdf, xls};
use recoup_statements::ProblemOf;

fn header(y: f64) -> Vec<Placed<'static>> {
    HEADER.map(|(x, name)| (x, y, name)).to_vec()
}

fn head() -> Vec<Placed<'static>> {
    let mut page = vec![
        (300.0, 40.0, "中国农业银行账户明细"),
        (30.0, 55.0, "账号：03-400000001   户名：小店   币种：人民币"),
        (30.0, 66.0, "起始日期：20261101   截止日期：20261130"),
    ];
    page.extend(header(80.0));
    page
}

/// Time, in, out, balance, account, name, memo; the amounts end at the right edge of their column.
fn row(y: f64, cells: [&'static str; 7]) -> Vec<Placed<'static>> {
    let right = |x: f64, text: &str| x + 28.0 - text.len() as f64 * 3.5;
    let at =
        [30.0, right(125.0, cells[1]), right(185.0, cells[2]), right(245.0, cells[3]), 310.0, 410.0, 560.0];
    at.into_iter().zip(cells).filter(|(_, text)| !text.is_empty()).map(|(x, text)| (x, y, text)).collect()
}

/// A statement of one page.
pub fn sample() -> Vec<u8> {
    let mut page = head();
    page.extend(row(100.0, ["2026-11-03 09:15:37", "100.00", "", "1,100.00", "", "甲", "转存"]));
    pdf(&[page], &[(28.0, 70.0, 140.0)], &[(88.0, 28.0, 700.0)])
}

#[test]
fn columns_by_position_and_cells_of_several_lines_around_the_day() {
    let mut one = head();
    one.extend([(410.0, 97.0, "银联商务股份有限公司客户"), (560.0, 97.0, "1102-1102费0")]);
    one.extend(row(100.0, ["2026-11-03 09:15:37", "16,394.29", "", "26,394.29", "31001", "", ""]));
    one.extend([(410.0, 105.0, "备付金"), (560.0, 105.0, ".50元")]);
    one.extend(row(118.0, ["2026-11-03 13:49:01", "", "2,479.53", "23,914.76", "", "电力公司", "电费"]));
    one.push((400.0, 560.0, "第 1 页/共 2 页"));
    let mut two = head();
    two.extend(row(100.0, ["2026-11-04 10:00:00", "", "14.76", "23,900.00", "", "银行", "手续费"]));
    two.push((30.0, 130.0, "汇总收入金额：16,394.29 汇总支出金额：2,494.29"));
    two.push((400.0, 560.0, "第 2 页/共 2 页"));
    let reading = plain(&pdf(&[one, two], &[], &[])).unwrap();
    assert_eq!((reading.source.as_str(), reading.rows), ("bank", 3));
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    assert!(reading.checks.iter().all(|check| check.holds), "{:?}", reading.checks);
    assert_eq!(
        (reading.sum_in.to_string(), reading.sum_out.to_string()),
        ("16394.29".into(), "2494.29".into())
    );
    let first = &reading.lines[0];
    assert_eq!(first.counterparty, "银联商务股份有限公司客户备付金");
    assert!(first.memo.contains("1102-1102费0.50元"), "{}", first.memo);
    assert_eq!(first.account, "03-400000001");
    // Page and line on the page.
    let places: Vec<u32> = reading.lines.iter().map(|line| line.origin.line).collect();
    assert_eq!((places[0] / 1000, places[2] / 1000), (1, 2));
    assert!(places[0] % 1000 < places[1] % 1000);
    assert_eq!(reading.to.unwrap().to_string(), "2026-11-04");
}

#[test]
fn a_header_on_the_first_page_only_and_lines_below_the_day() {
    let mut one = head();
    one.extend(row(
        100.0,
        ["2026-11-03 09:15:37", "100.00", "", "1,100.00", "31001", "银联商务股份有限公司客户", "转存"],
    ));
    one.push((410.0, 109.0, "备付金"));
    one.extend(row(130.0, ["2026-11-04 09:15:37", "200.00", "", "1,300.00", "31001", "甲", "转存"]));
    one.extend(row(150.0, ["2026-11-05 09:15:37", "", "1.00", "1,299.00", "31001", "乙", "转存"]));
    let mut two = row(60.0, ["2026-11-06 09:15:37", "", "9.00", "1,290.00", "31001", "丙公司", "转存"]);
    two.push((410.0, 69.0, "北京分公司"));
    let reading = plain(&pdf(&[one, two], &[], &[])).unwrap();
    assert_eq!(reading.rows, 4);
    assert!(reading.checks.iter().all(|check| check.holds), "{:?}", reading.checks);
    let names: Vec<&str> = reading.lines.iter().map(|line| line.counterparty.as_str()).collect();
    assert_eq!(names, ["银联商务股份有限公司客户备付金", "甲", "乙", "丙公司北京分公司"]);
}

#[test]
fn ruling_decides_where_there_is_one() {
    let mut page = head();
    // The text of the first row's name is taller than the gap to the next row: only the rule says whose it is.
    page.extend(row(100.0, ["2026-11-03 09:15:37", "100.00", "", "1,100.00", "31001", "甲", "转存"]));
    page.extend([(410.0, 108.0, "乙"), (410.0, 116.0, "丙"), (410.0, 124.0, "丁")]);
    page.extend(row(134.0, ["2026-11-04 09:15:37", "200.00", "", "1,300.00", "31001", "戊", "转存"]));
    let edges = [28.0, 120.0, 180.0, 240.0, 305.0, 405.0, 555.0, 700.0];
    let vertical: Vec<_> = edges.iter().map(|x| (*x, 70.0, 140.0)).collect();
    let horizontal: Vec<_> = [70.0, 88.0, 126.0, 140.0].iter().map(|y| (*y, 28.0, 700.0)).collect();
    let reading = plain(&pdf(&[page], &vertical, &horizontal)).unwrap();
    assert_eq!(reading.rows, 2);
    let names: Vec<&str> = reading.lines.iter().map(|line| line.counterparty.as_str()).collect();
    assert_eq!(names, ["甲乙丙丁", "戊"]);
}

#[test]
fn a_day_that_is_none_is_a_rows_problem_and_moves_nothing() {
    let mut page = head();
    page.extend(row(100.0, ["2026-11-03 09:15:37", "100.00", "", "1,100.00", "", "甲", "转存"]));
    page.extend(row(120.0, ["2026-13-45 09:15:37", "200.00", "", "1,300.00", "", "乙", "转存"]));
    page.extend(row(140.0, ["2026-11-05 09:15:37", "", "50.00", "1,250.00", "", "丙", "转存"]));
    let reading = plain(&pdf(&[page], &[], &[])).unwrap();
    // The row itself, and the step of the balances over it.
    let of: Vec<_> = reading.problems.iter().map(|p| p.of).collect();
    assert_eq!((reading.rows, of), (2, vec![ProblemOf::Row, ProblemOf::Balance]));
    assert_eq!(reading.sum_in.to_string(), "100.00");
    assert!(reading.problems[0].line > 1000);
}

#[test]
fn what_is_no_table_is_refused_for_its_reason() {
    let code = |bytes: &[u8]| plain(bytes).unwrap_err().why.code();
    // A page with nothing but a picture, and one where a machine laid invisible text over it.
    let picture = "q 100 0 0 100 0 0 cm Q".to_owned();
    assert_eq!(code(&document(&[picture])), "scanned_pdf");
    let hex: String = "2026-11-03 09:15:37 100.00 1,100.00 银联商务股份有限公司"
        .encode_utf16()
        .map(|u| format!("{u:04X}"))
        .collect();
    let hidden = format!("BT 3 Tr /F1 7 Tf 1 0 0 1 30 500 Tm <{hex}> Tj ET");
    assert_eq!(code(&document(&[hidden])), "scanned_pdf");
    let letter = vec![
        (30.0, 60.0, "尊敬的商户："),
        (30.0, 80.0, "您反映的交易我们已经收到，正在核实，请耐心等待，谢谢。以上。"),
        (30.0, 100.0, "某某支付"),
    ];
    assert_eq!(code(&pdf(&[letter], &[], &[])), "not_a_table");
    let refusal = plain(&document(&[String::new()])).unwrap_err();
    assert!(refusal.zh().contains("扫描件") && refusal.en().contains("picture"));
}

#[test]
fn a_watermark_puts_nothing_into_the_amounts() {
    let mut page = head();
    page.extend(row(100.0, ["2026-11-03 09:15:37", "100.00", "", "1,100.00", "", "甲", "转存"]));
    let file = String::from_utf8(pdf(&[page], &[], &[])).unwrap();
    let hex: String = "仅供内部使用8888".encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let marks = format!(
        "BT /F1 20 Tf 0.7 0.7 -0.7 0.7 120 480 Tm <{hex}> Tj ET\n0.85 g BT /F1 9 Tf 1 0 0 1 130 495 Tm <{hex}> Tj ET 0 g\n"
    );
    let stream = file.split("stream\n").nth(1).and_then(|rest| rest.split("\nendstream").next()).unwrap();
    let reading = plain(&document(&[marks + stream])).unwrap();
    assert_eq!((reading.rows, reading.sum_in.to_string()), (1, "100.00".to_owned()));
}

#[test]
fn an_old_workbook_whose_code_page_is_wrong() {
    let rows: &[&[&str]] = &[
        &["交易日期", "摘要", "收入", "支出", "余额"],
        &["2026-11-03", "银联商务", "=100.5", "", "=1100.5"],
        &["2026-11-04", "电费", "", "=20.25", "=1080.25"],
    ];
    for code_page in [1200, 1252, 936] {
        let reading = plain(&xls(code_page, rows)).unwrap();
        assert_eq!((reading.rows, reading.sum_in.to_string()), (2, "100.50".to_owned()), "{code_page}");
        assert_eq!(reading.lines[0].memo, "银联商务", "{code_page}");
    }
}

#[test]
fn two_cells_in_the_corners_of_a_sheet() {
    let mut rows: Vec<&[&str]> = vec![&[]; 65_535];
    rows[0] = &["交易日期"];
    let wide = vec![""; 255].into_iter().chain(["x"]).collect::<Vec<_>>();
    rows.push(&wide);
    assert_eq!(plain(&xls(1200, &rows)).unwrap_err().why.code(), "damaged");
}
