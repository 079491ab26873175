//! A rich invented case: nobody in it exists.

use chrono::{Days, NaiveDate};
use recoup_dossier::*;
use recoup_ledger::Money;

use crate::files::{SLIP, Vault, export_csv, receipt_pdf, screenshot_png};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// 120 characters that offer no break but the long-token rules.
pub fn long_name() -> String {
    let mut name = String::from("青杉支付_商户对账单_899331054110027_20261101-20261123_");
    while name.chars().count() < 116 {
        name.push_str("export");
    }
    name = name.chars().take(116).collect();
    name.push_str(".csv");
    name
}

/// The case with `rows` payments, and the vault with its exhibits.
pub fn sample(rows: u32) -> (Input, Vault) {
    let mut vault = Vault::default();
    let csv = export_csv();
    let csv_size = csv.len() as u64;
    let exhibit =
        |vault: &mut Vault, no, title: &str, file: &str, media: &str, bytes: Vec<u8>, proves: &str| {
            let size = bytes.len() as u64;
            ExhibitEntry {
                no,
                title: title.into(),
                kind: "电子数据".into(),
                source: "店主从收单机构商户平台下载，2026 年 11 月 20 日导入，导入后未改动".into(),
                proves: proves.into(),
                original: "原件；原始载体为店内电脑".into(),
                file_name: file.into(),
                media_type: media.into(),
                sha256: vault.put(bytes),
                size,
                password: None,
                painted_over: None,
                lines: Vec::new(),
            }
        };
    let mut exhibits = vec![
        exhibit(
            &mut vault,
            1,
            "青杉支付商户对账单（2026 年 11 月）",
            &long_name(),
            "text/csv",
            csv,
            "通过逐笔交易记录，证明本店通过青杉支付收取了本案全部款项，且青杉支付已按日清算",
        ),
        exhibit(
            &mut vault,
            2,
            "中国银行账户流水",
            "中国银行_流水_202611.pdf",
            "application/pdf",
            receipt_pdf(),
            "通过 11 月 1 日至 23 日的连续流水，证明 11 月 12 日、18 日应到的款项没有入账",
        ),
        exhibit(
            &mut vault,
            3,
            "签购单照片",
            "IMG_20261111_182301.jpg",
            "image/jpeg",
            SLIP.to_vec(),
            "证明 11 月 11 日 18 时 22 分的交易成功，金额 268.00 元",
        ),
        exhibit(
            &mut vault,
            4,
            "客服聊天截图",
            "Screenshot_20261113.png",
            "image/png",
            screenshot_png(false),
            "证明青杉支付客服承诺 11 月 15 日前处理——但至今没有处理",
        ),
        exhibit(
            &mut vault,
            5,
            "与客服的通话录音",
            "rec_20261113_0930.m4a",
            "audio/mp4",
            vec![7; 4096],
            "证明客服承认“系统清算延迟”并承诺在 3 个工作日内补发",
        ),
    ];
    assert_eq!(exhibits[0].size, csv_size);
    exhibits[0].lines = vec![12, 13, 44];
    let mut unsettled = Vec::new();
    let mut amount = Money::ZERO;
    let mut gross_sum = Money::ZERO;
    let mut fee_sum = Money::ZERO;
    for i in 0..rows {
        let gross = Money::from_fen(4_000 + i64::from(i) * 1_237);
        let fee = Money::from_fen(gross.fen() * 38 / 10_000);
        amount += gross - fee;
        gross_sum += gross;
        fee_sum += fee;
        unsettled.push(UnsettledRow {
            id: format!("S{:012x}", u64::from(i) * 7_919_577_733 + 3_735_928_559),
            sold_at: format!("2026-11-11 {:02}:{:02}:{:02}", 8 + i % 12, i * 7 % 60, i * 13 % 60),
            kind: if i % 3 == 0 { "消费 · 银行卡" } else { "消费 · 微信" }.into(),
            terminal: "60317742".into(),
            reference: format!("1117678{:05}", 99_184 - i * 331),
            order_no: format!("NQXM20261111{:014}", u64::from(i) * 99_991),
            gross,
            fee: Some(fee),
            net: gross - fee,
            due_on: day("2026-11-12"),
            days_late: 11,
            source: format!("青杉支付_商户对账单_202611.csv 第 {} 行", 12 + i),
        });
    }
    let mut payouts: Vec<PayoutRow> = (1..=9u64)
        .map(|i| {
            let clearing_day = day("2026-11-02") + Days::new(i - 1);
            let gross = Money::from_fen(512_345 + i as i64 * 1_111);
            let fee = Money::from_fen(gross.fen() * 38 / 10_000);
            PayoutRow {
                clearing_day,
                due_on: clearing_day + Days::new(1),
                sales: 20 + i as u32,
                gross,
                fee,
                net: gross - fee,
                received: gross - fee,
                difference: Money::ZERO,
                source: format!("中国银行 {} 第 {} 行", clearing_day + Days::new(1), 10 + i),
            }
        })
        .collect();
    payouts.push(PayoutRow {
        clearing_day: day("2026-11-11"),
        due_on: day("2026-11-12"),
        sales: rows,
        gross: gross_sum,
        fee: fee_sum,
        net: amount,
        received: Money::ZERO,
        difference: amount,
        source: "流水覆盖到 2026-11-23，没有这一笔".into(),
    });
    let arrived: Money = payouts.iter().map(|p| p.received).sum();
    let line = |label: &str, amount| SumLine { label: label.into(), amount };
    let identity = vec![
        line("已到", arrived),
        line("在途", Money::ZERO),
        line("流水未覆盖", Money::ZERO),
        line("逾期未到", amount),
        line("手续费差异", Money::ZERO),
        line("已说明", Money::ZERO),
        line("未说明", Money::ZERO),
        line("应到合计", arrived + amount),
    ];
    let summary = |label: &str, text: String, see: Option<&str>| SummaryLine {
        label: label.into(),
        text,
        see: see.map(str::to_owned),
    };
    let input = Input {
        language: Language::ZhCn,
        title: "催告函及证据材料".into(),
        recipient: Recipient { name: "青杉支付有限公司".into(), kind: "收单机构".into() },
        shop: Shop {
            name: "南桥小满果蔬店".into(),
            credit_code: "92310120MA1XXXXXX7".into(),
            address: "上海市奉贤区南桥镇虚构路 18 号".into(),
            contact: "林喆堃（经营者）".into(),
            phone: "021-5550 0100".into(),
        },
        case_no: "1".into(),
        acquirer: "青杉支付有限公司".into(),
        merchant_no: "899331054110027".into(),
        prepared_on: day("2026-11-24"),
        period: Some((day("2026-11-11"), day("2026-11-11"))),
        chain_head: crate::files::sha256(b"head"),
        key_fingerprint: "7".repeat(64),
        supplement: None,
        amount,
        paid: Money::ZERO,
        count: rows,
        summary: vec![
            summary("谁欠谁", "青杉支付有限公司（收单机构）欠南桥小满果蔬店（商户编号 899331054110027）。".into(), Some("letter")),
            summary("欠多少", format!("{} 笔，净额 {} 元（人民币{}）。", rows, amount.grouped(), amount.capitals()), Some("unsettled")),
            summary("何时应到", "2026 年 11 月 11 日清算，按受理协议约定的次日到账（T+1），应于 11 月 12 日到账，至 11 月 23 日已逾期 11 天。".into(), Some("payouts")),
            summary("怎么知道没到", "中国银行账户流水从 11 月 1 日连续到 11 月 23 日，余额逐笔相接，其中没有这一笔入账。".into(), Some("exhibit-2")),
            summary("对方说过什么", "11 月 13 日客服称“系统清算延迟，三个工作日内补发”，工单 QS-20261113-0042；期限已过，没有补发。".into(), Some("communications")),
            summary("请贵司做什么", "收到后 5 个工作日内划付上述款项，或者书面说明原因和依据。".into(), Some("letter")),
        ],
        letter: Letter {
            title: "催告函".into(),
            to: "青杉支付有限公司".into(),
            body: vec![
                LetterBlock::Paragraph("我店南桥小满果蔬店（商户编号 899331054110027，终端号 60317742）用贵司设备收取的下列款项，截至 2026 年 11 月 24 日没有到账：".into()),
                LetterBlock::Table(LetterTable {
                    head: ["清算日", "应到日", "笔数", "净额（元）", "依据"].map(str::to_owned).to_vec(),
                    rows: vec![
                        vec!["2026-11-11".into(), "2026-11-12".into(), rows.to_string(), amount.grouped(), "证据1、证据2".into()],
                        vec!["合计".into(), String::new(), rows.to_string(), amount.grouped(), String::new()],
                    ],
                    right: vec![2, 3],
                    total: true,
                }),
                LetterBlock::Paragraph(format!("合计人民币{}。逐笔明细见第 {{page:unsettled}} 页，每一笔都写明导入文件和行号；银行流水（证据2）从 11 月 1 日连续到 11 月 23 日，没有这一笔入账——逐日对账见第 {{page:payouts}} 页。", amount.capitals())),
                LetterBlock::Heading("一、请求事项".into()),
                LetterBlock::Item("（一）请在收到本函后 5 个工作日内划付上述款项，或者书面说明没有划付的原因和依据；".into()),
                LetterBlock::Item("（二）请提供上述交易在贵司系统内的清算、划付记录（划付日期、金额、收款账户、银行流水号）。".into()),
                LetterBlock::Heading("二、事实与理由".into()),
                LetterBlock::Paragraph("上述交易在签购单、贵司商户平台和本店记录上均显示“交易成功”。2026 年 11 月 13 日，本店致电贵司客服，工号 8027 的客服答复“系统清算延迟，三个工作日内补发”（证据5，工单 QS-20261113-0042）；11 月 18 日再次致电，对方称“已经反馈……请耐心等待”，没有给出期限。《银行卡收单业务管理办法》（中国人民银行公告〔2013〕第 9 号）对资金结算时限有规定，见第 {page:rules} 页。".into()),
                LetterBlock::Paragraph("本店已经按步骤核对了收款账户、终端、风控通知等可能的原因（见第 {page:checks} 页），没有发现本店一方的问题。联系记录见第 {page:communications} 页，证据目录见第 {page:exhibits} 页。".into()),
            ],
            enclosures: vec!["证据目录及证据 5 件".into(), "未到账交易明细".into()],
            signature: "南桥小满果蔬店（盖章）".into(),
        },
        timeline: (0..14u64)
            .map(|i| TimelineRow {
                at: format!("{} {:02}:{:02}", day("2026-11-11") + Days::new(i * 6 / 7), 9 + i % 9, i * 17 % 60),
                text: match i % 4 {
                    0 => "本店通过青杉支付终端收款，签购单和商户平台均显示“交易成功”。".into(),
                    1 => "应到账日。银行账户没有收到青杉支付的划款；当天其他入账正常。".into(),
                    2 => "致电青杉支付客服，工号 8027，称“系统清算延迟，三个工作日内补发”，给出工单号 QS-20261113-0042。".into(),
                    _ => "承诺的期限已过，仍没有到账；商户平台的状态没有变化（见证据4）。".into(),
                },
                exhibit: [Some(3), Some(2), Some(5), Some(4)][i as usize % 4],
            })
            .collect(),
        unsettled,
        payouts,
        identity,
        communications: vec![
            CommunicationRow {
                at: "2026-11-13 09:30".into(),
                channel: "电话，6 分 12 秒".into(),
                with: "95000-1（青杉支付客服，号码来自签购单）".into(),
                person: "工号 8027".into(),
                ticket: "QS-20261113-0042".into(),
                said: "系统清算延迟，三个工作日内补发，不用再打过来了。".into(),
                quoted: true,
                promise: "三个工作日内补发".into(),
                by: Some(day("2026-11-18")),
                exhibit: Some(5),
            },
            CommunicationRow {
                at: "2026-11-18 14:05".into(),
                channel: "在线客服".into(),
                with: "青杉支付商户平台".into(),
                person: "机器人转人工，未报姓名".into(),
                ticket: String::new(),
                said: "问为什么过了期限还没有补发，对方说已经反馈给技术部门，请耐心等待，问不到期限。".into(),
                quoted: false,
                promise: String::new(),
                by: None,
                exhibit: Some(4),
            },
        ],
        checks: (0..9)
            .map(|i| CheckRow {
                step: ["确认交易状态", "联系服务提供商", "调查内部流程"][i / 3].into(),
                question: ["签购单、商户平台、银行流水三处是否一致？", "收款账户是否变更、冻结或者注销？", "是否收到风控、调单、拒付通知？"][i % 3].into(),
                answer: ["不一致：银行没有", "没有变更", "没有收到"][i % 3].into(),
                basis: ["证据1 第 12 行起；证据2", "银行流水其他入账正常，见证据2", "商户平台消息记录，见证据4"][i % 3].into(),
            })
            .collect(),
        rules: vec![RuleOfLaw {
            title: "银行卡收单业务管理办法".into(),
            document_no: "中国人民银行公告〔2013〕第 9 号".into(),
            article: "第三十条".into(),
            gist: "规定收单机构应当按照协议约定及时将交易资金结算到特约商户的收单银行结算账户，并对结算时限作了限制。".into(),
            checked_on: day("2026-11-22"),
        }],
        exhibits,
        preservation: vec![
            Clause { heading: "一、由谁提取".into(), text: "由经营者林喆堃本人在店内电脑上提取，使用自己的商户平台账号和网上银行账号。".into() },
            Clause { heading: "二、怎样提取".into(), text: "从青杉支付商户平台“对账单下载”和中国银行网上银行“交易明细导出”直接下载，没有打开编辑。签购单由手机拍照，原图通过数据线传到电脑，没有经过会压缩图片的聊天软件。".into() },
            Clause { heading: "三、怎样保存".into(), text: "文件导入时即计算 SHA-256 并存入本机证据库，原文件只读保存；每一步操作写入首尾相接的操作链。打印本材料时又逐件重新计算并与入案时的指纹核对，全部一致。".into() },
            Clause { heading: "四、怎样核对".into(), text: "取得原文件的人用任何计算 SHA-256 的工具都可以核对，不需要本软件。".into() },
        ],
        limits: vec![
            "SHA-256 只能证明文件自入案以后没有改动，不能证明文件内容真实，也不能证明文件由谁、在什么时候形成。".into(),
            "操作链由提交人自己保管，掌握数据库的人理论上可以整条重做；只有把链的末端交给别人（例如随本材料交出）之后，此前的记录才相对固定。".into(),
            "时间来自本机时钟，没有经过授时机构认证。".into(),
            "截图、照片显示的是当时屏幕或者纸面的样子；必要时请核对原始设备。".into(),
            "软件给出的原因是按可能性排列的推测，不是结论；本材料没有把任何推测写成事实。".into(),
        ],
    };
    (input, vault)
}
