//! Invented files, made here.

use std::io::{Cursor, Write};

use recoup_statements::{Options, Reading, Refusal, read};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

pub fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

pub fn plain(bytes: &[u8]) -> Result<Reading, Refusal> {
    read("文件", bytes, &Options::default())
}

pub fn good(text: &str) -> Reading {
    plain(text.as_bytes()).unwrap_or_else(|refusal| panic!("{}", refusal.en()))
}

/// A workbook of one sheet; cells that start with `=` are numbers, with `@` dates as ISO.
pub fn xlsx(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    let dated = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            if let Some(number) = cell.strip_prefix('=') {
                page.write_number(row, column, number.parse::<f64>().unwrap()).unwrap();
            } else if let Some(moment) = cell.strip_prefix('@') {
                let moment = ExcelDateTime::parse_from_str(moment).unwrap();
                page.write_datetime_with_format(row, column, &moment, &dated).unwrap();
            } else if !cell.is_empty() {
                page.write_string(row, column, *cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// An archive; with a password it is encrypted with AES-256.
pub fn zip(entries: &[(&str, &[u8])], password: Option<&str>) -> Vec<u8> {
    zip_each(&entries.iter().map(|(name, bytes)| (*name, *bytes, password)).collect::<Vec<_>>())
}

/// An archive whose files have each its own password or none.
pub fn zip_each(entries: &[(&str, &[u8], Option<&str>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes, password) in entries {
        let options = zip::write::SimpleFileOptions::default();
        let options = match password {
            Some(password) => options.with_aes_encryption(zip::AesMode::Aes256, password),
            None => options,
        };
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub const UMS_HEADER: &[&str] = &[
    "清算时间",
    "交易时间",
    "终端号",
    "交易类型",
    "卡号",
    "交易金额",
    "清算金额",
    "手续费",
    "T0手续费",
    "D1手续费",
    "流水号",
    "检索号",
    "卡类型",
    "发卡行",
    "商户号",
    "商户名称",
    "分店简称",
    "商户订单号",
    "银商订单号",
    "交易方式",
];

pub const CCB: &str = "中国建设银行账户明细信息\n\
    账\u{3000}\u{3000}号,31001999\n\
    起始日期,20261101\n\
    终止日期,20261130\n\
    账号,账户名称,交易时间,借方发生额/元(支取),贷方发生额/元(收入),余额,币种,对方户名,对方账号,对方开户机构,记账日期,摘要,备注,账户明细编号-交易流水号\n\
    31001999,小店,20261103 09:15:37,0,100.50,1100.50,人民币元,银联商务股份有限公司,1,,20261103,电子汇入,1102-1102费0.50元,A-1\n\
    31001999,小店,20261104 10:00:00,20.25,0,1080.25,人民币元,某公司,2,,20261104,转账,水费,A-2\n";

pub const WECHAT: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n\
    `2026-11-02 10:25:54,`wx1,`1600000000,`0,`,`42001,`A1,`u,`MICROPAY,`SUCCESS,`OTHERS,`CNY,`50.00,`0.00,`0,`0,`0.00,`0.00,`,`,`茶，一杯,`,`0.19000,`0.38%,`50.00,`0.00,`\r\n\
    `2026-11-02 11:25:54,`wx1,`1600000000,`0,`,`42001,`A1,`u,`MICROPAY,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5001,`R1,`20.00,`0.00,`ORIGINAL,`SUCCESS,`茶，一杯,`,`-0.08000,`0.38%,`0.00,`20.00,`\r\n\
    `2026-11-03 11:25:54,`wx1,`1600000000,`0,`,`42002,`A2,`u,`MICROPAY,`SUCCESS,`ICBC_CREDIT,`CNY,`30.00,`0.00,`0,`0,`0.00,`0.00,`,`,`茶，一杯,`,`0.11000,`0.38%,`30.00,`0.00,`\r\n\
    总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n\
    `3,`80.00,`20.00,`0.00,`0.22000,`80.00,`20.00\r\n";
