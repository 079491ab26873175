//! Files that are read without asking.

use recoup_ledger::{CardKind, Channel, Cycle, Kind, LineKind, PaysInto, Status};
use recoup_statements::{Certainty, FileKind, Options, read};

use crate::fixtures::*;

#[test]
fn a_wechat_bill_in_every_encoding() {
    for bytes in [
        WECHAT.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", WECHAT.as_bytes()].concat(),
        gbk(WECHAT),
        [0xFEFFu16].into_iter().chain(WECHAT.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
    ] {
        let bill = plain(&bytes).unwrap();
        assert_eq!((bill.kind, bill.source.as_str()), (FileKind::Detail, "wechat_merchant"));
        assert_eq!(bill.certainty, Certainty::Sure);
        assert_eq!(
            (bill.rows, bill.sum_in.to_string(), bill.sum_out.to_string()),
            (3, "80.00".into(), "20.00".into())
        );
        assert!(bill.problems.is_empty(), "{:?}", bill.problems);
        assert!(bill.checks.iter().all(|check| check.holds), "{:?}", bill.checks);
        assert_eq!(bill.checks.len(), 4);
        let refund = &bill.transactions[1];
        assert_eq!((refund.kind, refund.gross.fen(), refund.fee.unwrap().fen()), (Kind::Refund, -2000, -8));
        assert_eq!((refund.refund_no.as_str(), refund.acquirer_order.as_str()), ("5001", "42001"));
        let sale = &bill.transactions[2];
        assert_eq!((sale.channel, sale.card_kind), (Channel::WeChat, CardKind::Credit));
        assert_eq!(
            (sale.origin.line, sale.refund_no.as_str(), sale.merchant_no.as_str()),
            (4, "", "1600000000")
        );
        assert_eq!(bill.defaults.unwrap().pays_into, PaysInto::Balance);
    }
}

#[test]
fn an_acquirers_workbook_says_when_it_clears_and_what_it_keeps() {
    let sale = &[
        "20261103",
        "@2026-11-02T23:05:00",
        "00012345",
        "消费",
        "622848******1234",
        "=100.1",
        "=99.6",
        "=0.5",
        "=0",
        "=0",
        "000123",
        "598064842168",
        "贷记卡",
        "某行",
        "898000000000001",
        "小店",
        "一店",
        "A1",
        "3202611",
        "贷记卡",
    ];
    let refund = &[
        "20261103",
        "2026-11-03 10:00:00",
        "00012345",
        "联机退货",
        "",
        "=-50",
        "=-49.81",
        "=-0.19",
        "=0",
        "=0",
        "000124",
        "598064842169",
        "",
        "",
        "898000000000001",
        "小店",
        "一店",
        "A2",
        "3202612",
        "微信",
    ];
    let held = &[
        "20261103",
        "2026-11-03 11:00:00",
        "00012345",
        "预授权",
        "622848******1234",
        "=500",
        "=0",
        "=0",
        "=0",
        "=0",
        "000125",
        "598064842170",
        "",
        "",
        "898000000000001",
        "小店",
        "一店",
        "A3",
        "3202613",
        "借记卡",
    ];
    let note = &["请注意：D1手续费字段为预估数据仅供参考"];
    let title = &["交易笔数：3  交易金额：50.10  手续费：0.31  清算金额：49.79"];
    let bytes = xlsx("对账数据", &[title, UMS_HEADER, sale, refund, held, note]);
    let file = plain(&bytes).unwrap();
    assert_eq!((file.source.as_str(), file.rows), ("ums", 3));
    assert_eq!((file.sum_in.to_string(), file.sum_out.to_string()), ("100.10".into(), "50.00".into()));
    assert!(file.checks.iter().all(|check| check.holds), "{:?}", file.checks);
    let first = &file.transactions[0];
    assert_eq!(first.at.to_string(), "2026-11-02 23:05:00");
    assert_eq!(first.clearing_day.unwrap().to_string(), "2026-11-03");
    assert_eq!((first.fee.unwrap().fen(), first.net.unwrap().fen()), (50, 9960));
    assert_eq!((first.terminal_no.as_str(), first.voucher_no.as_str()), ("00012345", "000123"));
    assert_eq!((first.channel, first.card_kind), (Channel::Card, CardKind::Credit));
    let back = &file.transactions[1];
    assert_eq!((back.kind, back.gross.fen(), back.fee.unwrap().fen()), (Kind::Refund, -5000, -19));
    assert_eq!(back.channel, Channel::WeChat);
    assert_eq!(file.transactions[2].kind, Kind::PreAuth);
    let defaults = file.defaults.unwrap();
    assert_eq!((defaults.cycle, defaults.acquirer.as_str()), (Cycle::T1, "银联商务"));
    assert_eq!(defaults.cut_off.unwrap().to_string(), "23:00:00");
}

#[test]
fn a_bank_statement_states_its_account_and_period() {
    for bytes in [gbk(CCB), CCB.as_bytes().to_vec()] {
        let bank = plain(&bytes).unwrap();
        assert_eq!((bank.source.as_str(), bank.rows), ("ccb_corporate", 2));
        assert_eq!((bank.sum_in.to_string(), bank.sum_out.to_string()), ("100.50".into(), "20.25".into()));
        let coverage = &bank.coverage[0];
        assert_eq!((coverage.account.as_str(), coverage.bank), ("31001999", true));
        assert_eq!(
            (coverage.from.to_string(), coverage.to.to_string()),
            ("2026-11-01".into(), "2026-11-30".into())
        );
        assert_eq!(bank.to.unwrap().to_string(), "2026-11-04");
        let line = &bank.lines[0];
        assert_eq!((line.memo.as_str(), line.serial.as_str()), ("电子汇入 1102-1102费0.50元", "A-1"));
        assert_eq!(line.at().to_string(), "2026-11-03 09:15:37");
        assert_eq!(line.origin.line, 6);
    }
}

#[test]
fn a_statement_printed_newest_first_is_followed_backwards() {
    let text = "日期,摘要,收入,支出,余额\n2026-11-05,丙,,5.00,105.00\n2026-11-04,乙,10.00,,110.00\n2026-11-03,甲,100.00,,100.00\n";
    let bank = good(text);
    let memos: Vec<&str> = bank.lines.iter().map(|line| line.memo.as_str()).collect();
    assert_eq!(memos, ["丙", "乙", "甲"], "in the order of the file");
    assert!(bank.checks[0].holds);
    assert_eq!(bank.certainty, Certainty::Likely);
}

#[test]
fn a_bank_that_heads_its_columns_the_other_way_round_is_believed_by_its_balances() {
    let text = "日期,摘要,借方金额,贷方金额,余额\n2026-11-03,甲,100.00,,100.00\n2026-11-04,乙,10.00,,110.00\n2026-11-05,丙,,5.00,105.00\n";
    let bank = good(text);
    let amounts: Vec<i64> = bank.lines.iter().map(|line| line.amount.fen()).collect();
    assert_eq!(amounts, [10_000, 1000, -500]);
    assert_eq!((bank.sum_in.fen(), bank.sum_out.fen()), (11_000, 500));
}

#[test]
fn a_gap_in_the_balances_is_told_with_its_line() {
    let text = "日期,摘要,收入,支出,余额\n2026-11-03,甲,100.00,,100.00\n2026-11-04,乙,10.00,,110.00\n2026-11-06,丁,1.00,,150.00\n";
    let check = &good(text).checks[0];
    assert_eq!((check.holds, check.line, check.found.as_str()), (false, Some(4), "1"));
}

#[test]
fn flags_and_signs_say_which_way_money_went() {
    let text = "交易日期,借贷标志,交易金额,余额,对方户名\n20261103,贷,10.00,10.00,甲\n20261104,借,3.00,7.00,乙\n20261105,D,1.00,6.00,乙\n";
    let amounts: Vec<i64> = good(text).lines.iter().map(|line| line.amount.fen()).collect();
    assert_eq!(amounts, [1000, -300, -100]);
    let signed = "交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息\n20261103,091537,转存,+10.00,10.00,甲\n20261104,,利息税,-1.50,8.50,乙\n";
    let bank = good(signed);
    assert_eq!(bank.source, "abc_personal");
    assert_eq!(bank.lines[0].time.unwrap().to_string(), "09:15:37");
    assert_eq!((bank.lines[1].amount.fen(), bank.lines[1].time), (-150, None));
}

#[test]
fn an_html_page_named_xls_and_a_workbook_with_dates() {
    let page = "<html><body><table><tr><td colspan=10>民生银行 活期账户交易明细 账号：6226000000001122</td></tr>\
        <tr><th>交易时间</th><th>交易流水号</th><th>借方发生额</th><th>贷方发生额</th><th>账户余额</th><th>凭证号</th>\
        <th>对方账号</th><th>对方账号名称</th><th>对方开户行</th><th>客户附言</th></tr>\
        <tr><td>2026-11-03 09:15:37</td><td>C1</td><td>0.00</td><td>6,394.29</td><td>26,394.29</td><td></td>\
        <td>31</td><td>银联商务&amp;客户备付金</td><td></td><td>费32.44元</td></tr></table></body></html>";
    let bank = good(page);
    assert_eq!((bank.source.as_str(), bank.lines[0].amount.fen()), ("cmbc_corporate", 639_429));
    assert_eq!(bank.lines[0].counterparty, "银联商务&客户备付金");
    let bytes = xlsx(
        "流水",
        &[
            &["日期", "借/贷", "发生额", "余额", "对方户名"],
            &["@2026-11-03T09:15:37", "贷", "=6394.29", "=26394.29", "银联商务"],
        ],
    );
    let bank = plain(&bytes).unwrap();
    assert_eq!(bank.lines[0].at().to_string(), "2026-11-03 09:15:37");
    assert_eq!(bank.sum_in.to_string(), "6394.29");
}

#[test]
fn an_archive_of_details_and_totals_is_the_details() {
    let details = "#支付宝业务明细查询\n#账号：[2088000000000156]\n#起始日期：[2026年11月02日 00:00:00]   终止日期：[2026年11月04日 00:00:00]\n\
        支付宝交易号,商户订单号,业务类型,商品名称,完成时间,终端号,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,分润（元）,备注\n\
        20261\t,A1\t,交易\t,茶\t,2026-11-02 09:54:18,\t,*三\t,32.23,32.23,\t,-0.12,0.00,\t\n\
        20261\t,A1\t,退款\t,茶\t,2026-11-03 09:54:18,\t,*三\t,-10.00,-10.00,R1\t,0.04,0.00,\t\n\
        #------业务明细列表结束------\n#交易合计：1笔，商家实收共32.23元，商家优惠共0.00元\n#退款合计：1笔\n#导出时间：[2026年11月04日 09:02:33]\n";
    let totals = "#支付宝业务汇总查询\n门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）\n合计\t,\t,1,1,22.23,22.23\n";
    let archive = zip(&[("汇总.csv", &gbk(totals)), ("明细.csv", &gbk(details))], None);
    let bill = plain(&archive).unwrap();
    assert_eq!((bill.kind, bill.source.as_str(), bill.rows), (FileKind::Detail, "alipay_merchant", 2));
    let (sale, refund) = (&bill.transactions[0], &bill.transactions[1]);
    assert_eq!((sale.fee.unwrap().fen(), sale.net.unwrap().fen()), (12, 3211));
    assert_eq!((refund.gross.fen(), refund.fee.unwrap().fen(), refund.net.unwrap().fen()), (-1000, -4, -996));
    assert_eq!((sale.merchant_no.as_str(), sale.channel), ("2088000000000156", Channel::Alipay));
    assert_eq!(bill.period_to.unwrap().to_string(), "2026-11-04");
    assert!(bill.checks.iter().all(|check| check.holds), "{:?}", bill.checks);

    let alone = plain(&gbk(totals)).unwrap();
    assert_eq!((alone.kind, alone.rows), (FileKind::Summary, 0));
}

#[test]
fn fund_flows_tell_sales_fees_and_withdrawals_apart() {
    let text = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号\n\
        `2026-11-02 10:00:00,`42001,`F1,`交易,`交易,`收入,`50.00,`50.00,`system,`,`V1\n\
        `2026-11-02 10:00:00,`42001,`F2,`扣除交易手续费,`扣除交易手续费,`支出,`0.19,`49.81,`system,`,`V1\n\
        `2026-11-03 09:00:00,`T1,`F3,`提现,`提现,`支出,`49.81,`0.00,`system,`,`V2\n\
        资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n`3,`1,`50.00,`2,`50.00\n";
    let bill = good(text);
    let kinds: Vec<LineKind> = bill.lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::WalletTrade, LineKind::WalletFee, LineKind::WalletWithdrawal]);
    assert_eq!((bill.kind, bill.lines[0].order_no.as_str()), (FileKind::Wallet, "42001"));
    assert!(!bill.coverage[0].bank);
    assert!(bill.checks.iter().all(|check| check.holds), "{:?}", bill.checks);
    assert_eq!(bill.checks.len(), 6);
}

#[test]
fn neutral_rows_of_a_personal_bill_are_rows_only() {
    let text = "微信支付账单明细,,,,,,,,,,\n起始时间：[2026-11-01 00:00:00] 终止时间：[2026-11-10 23:59:59],,,,,,,,,,\n----------------------微信支付账单明细列表--------------------,,,,,,,,,,\n\
        交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n\
        2026-11-02 10:00:00,二维码收款,甲,茶,收入,¥23.00,零钱,已收钱,1\t,/\t,/\n\
        2026-11-03 10:00:00,零钱提现,招商银行,/,/,¥20.00,招商银行,提现已到账,2\t,/\t,服务费¥0.10\n\
        2026-11-04 10:00:00,转入零钱通,/,/,/,¥3.00,零钱,支付成功,3\t,/\t,/\n\
        2026-11-05 10:00:00,商户消费,乙,饭,支出,¥8.00,零钱,支付失败,4\t,/\t,/\n";
    let bill = good(text);
    assert_eq!((bill.source.as_str(), bill.rows), ("wechat_personal", 4));
    assert_eq!((bill.sum_in.fen(), bill.sum_out.fen()), (2300, 0));
    let lines: Vec<(LineKind, i64)> = bill.lines.iter().map(|line| (line.kind, line.amount.fen())).collect();
    assert_eq!(lines[0], (LineKind::WalletTrade, 2300));
    assert_eq!(lines[1], (LineKind::WalletWithdrawal, -2000));
    assert_eq!((lines[2].1, lines[3].1), (0, 0));
    assert!(bill.lines[2].memo.ends_with("3.00"), "{}", bill.lines[2].memo);
}

#[test]
fn units_that_the_header_gets_wrong() {
    let head = "商户编号|交易日期|交易时间|终端号|分支机构|交易类型|拉卡拉流水号|原拉卡拉流水号|卡号|支付渠道|银行名称|交易金额(分)|手续费(分)|结算金额(分)|商户订单号\n";
    let fen =
        format!("{head}822|20261102|083825|0001||消费|66598064842168|||借记卡||218122|1091|217031|A1\n");
    assert_eq!(good(&fen).sum_in.to_string(), "2181.22");
    let yuan =
        format!("{head}822|2026-11-02|08:38:25|0001||消费|66598064842168|||支付宝||100.00|0.50|99.50|A1\n");
    let file = good(&yuan);
    assert_eq!((file.sum_in.to_string(), file.transactions[0].channel), ("100.00".into(), Channel::Alipay));
}

#[test]
fn failed_sales_and_words_for_kinds() {
    let text = "交易时间,商户号,终端号,交易类型,交易状态,交易金额,手续费,参考号\n\
        2026-11-02 10:00:00,898,1,消费,交易成功,100.00,0.60,1\n\
        2026-11-02 10:01:00,898,1,消费,交易失败,70.00,0.00,2\n\
        2026-11-02 10:02:00,898,1,消费撤销,成功,100.00,0.60,3\n\
        2026-11-02 10:03:00,898,1,预授权完成,成功,40.00,0.20,4\n\
        2026-11-02 10:04:00,898,1,预授权撤销,成功,40.00,0.00,5\n\
        2026-11-02 10:05:00,898,1,冲正,成功,5.00,0.00,6\n\
        2026-11-02 10:06:00,898,1,消费,待结算,1.00,0.00,7\n\
        2026-11-02 10:07:00,898,1,余额查询,成功,0.00,0.00,8\n";
    let file = good(text);
    assert_eq!((file.source.as_str(), file.rows, file.certainty), ("acquirer", 7, Certainty::Likely));
    let kinds: Vec<Kind> = file.transactions.iter().map(|t| t.kind).collect();
    use Kind::{Completion, PreAuth, Reversal, Sale, Void};
    assert_eq!(kinds, [Sale, Sale, Void, Completion, PreAuth, Reversal, Sale]);
    assert_eq!(file.transactions[1].status, Status::Failed);
    assert_eq!(file.transactions[4].status, Status::Failed);
    let void = &file.transactions[2];
    assert_eq!((void.gross.fen(), void.fee.unwrap().fen()), (-10_000, -60));
    assert_eq!((file.sum_in.to_string(), file.sum_out.to_string()), ("141.00".into(), "105.00".into()));
}

#[test]
fn the_caller_may_say_what_it_is() {
    let options = Options { as_kind: Some("bank"), ..Options::default() };
    let refusal = read("f", WECHAT.as_bytes(), &options).unwrap_err();
    assert_eq!(refusal.why.code(), "not_that_kind");
    let options = Options { as_kind: Some("wechat_merchant"), ..Options::default() };
    assert_eq!(read("f", WECHAT.as_bytes(), &options).unwrap().rows, 3);
    let options = Options { as_kind: Some("nonsense"), ..Options::default() };
    assert_eq!(read("f", WECHAT.as_bytes(), &options).unwrap_err().why.code(), "not_that_kind");
}

#[test]
fn ids_do_not_depend_on_container_or_overlap() {
    let bill = good(WECHAT);
    let lines: Vec<&str> = WECHAT.lines().collect();
    let part = [lines[0], lines[3]].join("\n");
    let again = good(&part);
    assert_eq!(again.transactions[0].id, bill.transactions[2].id);
    let ids: std::collections::BTreeSet<_> = bill.transactions.iter().map(|t| t.id).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_void_of_a_sale_that_is_called_void_counts_once() {
    let text = "交易时间,商户号,终端号,交易类型,交易状态,交易金额,手续费,参考号\n\
        2026-11-02 10:00:00,898000000000001,1,消费,已撤销,100.00,0.60,77\n\
        2026-11-02 10:02:00,898000000000001,1,消费撤销,成功,-100.00,-0.60,77\n\
        2026-11-02 10:03:00,898000000000001,1,消费,成功,30.00,0.20,78\n";
    let file = good(text);
    assert_eq!(
        (file.rows, file.sum_in.to_string(), file.sum_out.to_string()),
        (3, "30.00".into(), "0.00".into())
    );
    assert_eq!(
        file.defaults.unwrap().acquirer,
        "",
        "the file names nobody; guessing is for who knows the shop"
    );
}
