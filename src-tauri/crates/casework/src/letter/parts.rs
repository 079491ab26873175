//! Sentences that several letters share.

use chrono::NaiveDate;
use recoup_ledger::{self as ledger, Money, Shop};

use crate::case::Case;
use crate::channels;
use crate::demand;
use crate::law;
use crate::rates;
use crate::recipient::Recipient;
use crate::record::CaseSale;

/// Up to this many sales are listed one by one in the letter itself; more stand in the enclosed table and are summed
/// by due day.
pub(super) const LISTED: usize = 40;

/// Everything a letter is drafted from.
pub(super) struct Draft<'a> {
    pub case: &'a Case,
    pub shop: &'a Shop,
    pub today: NaiveDate,
    pub sales: Vec<&'a CaseSale>,
    pub gross: Money,
    pub net: Money,
    /// Noted as paid and not yet shown by the books.
    pub paid: Money,
    /// What is still claimed: `net` without `paid`.
    pub due: Money,
}

impl<'a> Draft<'a> {
    pub fn new(case: &'a Case, shop: &'a Shop, today: NaiveDate) -> Draft<'a> {
        let mut sales: Vec<&CaseSale> = case.unpaid().collect();
        sales.sort_by_key(|sale| (sale.due_on, sale.sold_at, sale.id));
        let gross = sales.iter().map(|sale| sale.gross).sum();
        let net: Money = sales.iter().map(|sale| sale.net).sum();
        let paid = case.paid_beyond_books().min(net);
        Draft { case, shop, today, sales, gross, net, paid, due: net - paid }
    }

    /// A detail, or the mark that it is still to be filled in.
    pub fn or_fill(&self, text: &str, label: &str) -> String {
        let text = text.trim();
        if text.is_empty() { format!("（待填：{label}）") } else { text.to_owned() }
    }

    pub fn name(&self) -> String {
        self.or_fill(&self.shop.name, "店名")
    }

    /// `5,823.26 元（大写：人民币伍仟…）`.
    pub fn amount(&self, money: Money) -> String {
        format!("{} 元（大写：人民币{}）", money.grouped(), money.capitals())
    }

    /// The last day for which the bank statements show everything.
    pub fn known_to(&self) -> NaiveDate {
        let from_sales =
            self.sales.iter().map(|s| s.due_on + chrono::Duration::days(s.days_late.max(0))).min();
        self.case.known_to.or(from_sales).unwrap_or(self.today)
    }

    /// Who writes.
    pub fn complainant(&self) -> Vec<String> {
        let shop = self.shop;
        let representative =
            if shop.individual == Some(true) { "经营者" } else { "法定代表人（负责人）" };
        vec![
            format!("名称：{}", self.name()),
            format!("统一社会信用代码：{}", self.or_fill(&shop.credit_code, "统一社会信用代码")),
            format!("{representative}：{}", self.or_fill(&shop.legal_representative, representative)),
            format!("地址：{}", self.or_fill(&shop.address, "地址")),
            format!("联系电话：{}", self.or_fill(&shop.phone, "联系电话")),
        ]
    }

    /// What is due, in one paragraph.
    pub fn summary(&self) -> String {
        let days: Vec<NaiveDate> = self.sales.iter().map(|s| s.sold_at.date()).collect();
        let span = match (days.iter().min(), days.iter().max()) {
            (Some(a), Some(b)) if a == b => zh_date(*a),
            (Some(a), Some(b)) => format!("{} 至 {}", zh_date(*a), zh_date(*b)),
            _ => String::new(),
        };
        let fee = self.gross - self.net;
        let fee = if fee == Money::ZERO {
            String::new()
        } else {
            format!("扣除手续费 {} 元后，", fee.grouped())
        };
        let cycle = match self.case.answer("agreement_kept") {
            "yes" | "electronic" => "按受理协议约定的结算周期，上述款项均已到期",
            _ => "按本店掌握的结算周期推算（以受理协议为准），上述款项均已到期",
        };
        let unknown = self.sales.iter().filter(|sale| sale.fee.is_none()).count();
        let unknown = match unknown {
            0 => String::new(),
            n => format!("其中 {n} 笔的手续费本店尚不知悉，暂按历次入账推算或按交易金额计，以结算明细为准。"),
        };
        format!(
            "{span}，本店通过{}的收款服务（商户编号 {}）收款 {} 笔，交易金额共 {} 元，{fee}应结算金额为 {}。{unknown}{cycle}。本店核对银行流水至 {}，没有查到对应入账。",
            self.case.acquirer,
            self.or_fill(&self.case.merchant_no, "商户编号"),
            self.sales.len(),
            self.gross.grouped(),
            self.amount(self.net),
            zh_date(self.known_to()),
        )
    }

    /// Every sale in a line of its own, or the sums by due day when there are too many.
    pub fn list(&self) -> Vec<String> {
        if self.sales.len() > LISTED {
            let mut lines: Vec<(NaiveDate, usize, Money)> = Vec::new();
            for sale in &self.sales {
                match lines.last_mut().filter(|(due, ..)| *due == sale.due_on) {
                    Some((_, count, net)) => {
                        *count += 1;
                        *net += sale.net;
                    }
                    None => lines.push((sale.due_on, 1, sale.net)),
                }
            }
            let mut out: Vec<String> = lines
                .iter()
                .map(|(due, count, net)| {
                    format!("应于 {due} 到账的 {count} 笔，应结算 {} 元。", net.grouped())
                })
                .collect();
            out.push("逐笔的时间、参考号和金额见附件《未到账交易明细表》。".into());
            return out;
        }
        self.sales.iter().enumerate().map(|(i, sale)| line(i + 1, sale)).collect()
    }

    /// Each logged contact.
    pub fn contacts(&self) -> Vec<String> {
        if self.case.communications.is_empty() {
            return vec!["本店还没有与该机构的沟通记录。".into()];
        }
        self.case
            .communications
            .iter()
            .map(|c| {
                let mut text = format!("{}，{}联系{}", c.at.format("%Y-%m-%d %H:%M"), c.way.zh(), c.with);
                for (label, value) in [("号码", &c.number), ("对方", &c.person), ("工单号", &c.ticket)]
                {
                    if !value.is_empty() {
                        text.push_str(&format!("，{label} {value}"));
                    }
                }
                if !c.said.is_empty() {
                    text.push_str(&format!("。对方表示：「{}」", c.said.trim_end_matches('。')));
                }
                if let Some(by) = c.promise_by {
                    let what = if c.promise.is_empty() { "答复" } else { &c.promise };
                    text.push_str(&format!("。对方答应：{}（最迟 {by}）", what.trim_end_matches('。')));
                }
                text.push('。');
                text
            })
            .collect()
    }

    /// Money that came meanwhile, and what that leaves.
    pub fn payments(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .case
            .payments
            .iter()
            .map(|paid| {
                let note = if paid.note.is_empty() { String::new() } else { format!("（{}）", paid.note) };
                format!("{}，本店收到 {} 元{note}。", zh_date(paid.on), paid.amount.grouped())
            })
            .collect();
        if self.paid > Money::ZERO {
            lines.push(format!(
                "扣除已收到的 {} 元，尚未结算 {}。",
                self.paid.grouped(),
                self.amount(self.due)
            ));
        }
        lines
    }

    /// Demands sent and complaints made so far.
    pub fn written(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for demand in &self.case.demands {
            let by = demand::way_text(&demand.by).zh;
            let mut text = format!("{}，以{by}发出书面催告函", zh_date(demand.sent_on));
            if !demand.tracking.is_empty() {
                text.push_str(&format!("（单号 {}）", demand.tracking));
            }
            if let Some(on) = demand.received_on {
                text.push_str(&format!("，{}送达", zh_date(on)));
            }
            lines.push(format!("{text}。"));
        }
        for filing in &self.case.filings {
            let Some(info) = channels::find(filing.channel) else { continue };
            let Some(sent) = filing.stages.first() else { continue };
            let number = if filing.number.is_empty() {
                String::new()
            } else {
                format!("，受理号 {}", filing.number)
            };
            lines.push(format!("{}，已向{}提交{number}。", zh_date(sent.on), info.title.zh));
        }
        lines
    }

    /// The articles of these ids, each with its gist.
    pub fn rules(&self, ids: &[&str]) -> Vec<String> {
        ids.iter()
            .filter_map(|id| law::find(id))
            .map(|rule| format!("{}：{}", rule.cite(), rule.gist.zh))
            .collect()
    }

    /// The articles that fit the case, each with its gist.
    pub fn rules_for_case(&self, base: &[&str]) -> Vec<String> {
        self.rules(&self.ids_for_case(base))
    }

    /// The articles that fit the case in one sentence without their gist, as courts read them.
    pub fn cited_for_case(&self, base: &[&str]) -> String {
        let mut out = String::new();
        let mut title = "";
        for rule in self.ids_for_case(base).iter().filter_map(|id| law::find(id)) {
            if !out.is_empty() {
                out.push('、');
            }
            // Articles of one law that follow each other share its name.
            let law_of_rule = rule.title.zh.split('·').next().unwrap_or_default();
            if law_of_rule == title {
                out.push_str(&rule.article);
            } else {
                out.push_str(&rule.cite());
            }
            title = law_of_rule;
        }
        out
    }

    /// What the answers of the case add to the rules.
    fn ids_for_case<'b>(&self, base: &[&'b str]) -> Vec<&'b str> {
        let mut ids: Vec<&'b str> = base.to_vec();
        for situation in law::situations(self.case) {
            ids.extend_from_slice(match situation {
                "risk_hold" if self.case.answer("hold_reason") == "aml" => &["AML-39", "AML-30"],
                "risk_hold" if self.case.answer("hold_reason") == "fraud" => &["FZ-32"],
                "agent_took" => &["N199-1-1", "N199-1-4", "SD-36"],
                "fees_deducted" => &["TL-34", "HT-568"],
                "wrong_account" => &["SD-29", "N259-2-3"],
                "unlicensed" => &["TL-6", "TL-47"],
                "system_error" => &["TL-18", "SD-25"],
                _ => &[],
            });
        }
        ids.retain(|id| law::find(id).is_none_or(|rule| rule.binds(self.case)));
        let mut seen = Vec::new();
        ids.retain(|id| {
            let new = !seen.contains(id);
            seen.push(id);
            new
        });
        ids
    }

    /// Interest up to today at the one-year LPR, with its arithmetic; empty when none can be computed.
    pub fn interest(&self) -> Option<(Money, String)> {
        let mut total = Money::ZERO;
        let mut percents: Vec<String> = Vec::new();
        let mut confirmed = true;
        // What was paid settles the earliest first (民法典 art. 560); no interest is asked on it, the cautious reading.
        let mut paid = self.paid;
        for sale in &self.sales {
            let settled = paid.min(sale.net);
            paid -= settled;
            let principal = sale.net - settled;
            let Some(interest) = rates::interest(principal, sale.due_on, self.today) else { continue };
            total += interest.cautious;
            confirmed &= interest.confirmed;
            let percent = format!("{}%", interest.percent);
            if !percents.contains(&percent) {
                percents.push(percent);
            }
        }
        if total == Money::ZERO {
            return None;
        }
        let check = if confirmed {
            ""
        } else {
            "（该利率请以全国银行间同业拆借中心最新公布为准）"
        };
        let how = format!(
            "以每笔尚未结算的金额为基数，按到期次日的一年期贷款市场报价利率 {}{check}，自应到账日次日起逐日计算，一年按 365 天，计至 {}为 {} 元，此后计至实际付清之日",
            percents.join("、"),
            zh_date(self.today),
            total.grouped()
        );
        Some((total, how))
    }

    pub fn enclosures(&self) -> Vec<String> {
        let mut list =
            vec![format!("未到账交易明细表（{} 笔）", self.sales.len()), "银行流水核对表".to_owned()];
        if !self.case.communications.is_empty() {
            list.push(format!("沟通记录（{} 次）", self.case.communications.len()));
        }
        list.extend(
            self.case.shown_exhibits().map(|exhibit| format!("证据 {}：{}", exhibit.no, exhibit.name)),
        );
        list
    }

    pub fn signature(&self, recipient: Recipient) -> Vec<String> {
        let role = match recipient {
            Recipient::Court => "具状人",
            Recipient::Provider => "致函方",
            Recipient::Police => "报案人",
            Recipient::Unionpay => "申请人",
            Recipient::Pbc | Recipient::Nfra => "投诉人",
        };
        vec![format!("{role}（签字或盖章）：{}", self.name()), zh_date(self.today)]
    }

    /// Account to pay into.
    pub fn account(&self) -> String {
        format!(
            "收款账户：户名 {}，开户行 {}，账号 {}",
            self.name(),
            self.or_fill(&self.shop.bank_name, "开户行"),
            self.or_fill(&self.shop.bank_account, "收款账号"),
        )
    }
}

fn line(no: usize, sale: &CaseSale) -> String {
    let mut text = format!("{no}. {}，{}", sale.sold_at.format("%Y-%m-%d %H:%M:%S"), channel(sale.channel));
    for (label, value) in [
        ("终端号", &sale.terminal_no),
        ("凭证号", &sale.voucher_no),
        ("参考号", &sale.reference),
        ("订单号", &sale.order_no),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("，{label} {value}"));
        }
    }
    text.push_str(&format!("，交易金额 {} 元", sale.gross.grouped()));
    match sale.fee {
        Some(fee) if fee != Money::ZERO => text.push_str(&format!("，手续费 {} 元", fee.grouped())),
        Some(_) => {}
        None => text.push_str("，手续费不详"),
    }
    text.push_str(&format!("，应结算 {} 元，应到账日 {}", sale.net.grouped(), sale.due_on));
    if sale.days_late > 0 {
        text.push_str(&format!("，已晚 {} 天", sale.days_late));
    }
    text.push('。');
    text
}

fn channel(channel: ledger::Channel) -> &'static str {
    match channel {
        ledger::Channel::Card => "银行卡",
        ledger::Channel::WeChat => "微信支付",
        ledger::Channel::Alipay => "支付宝",
        ledger::Channel::UnionPayQr => "云闪付",
        ledger::Channel::ECny => "数字人民币",
        ledger::Channel::Qr => "扫码",
        ledger::Channel::Unknown => "付款方式不详",
    }
}

pub(super) fn zh_date(day: NaiveDate) -> String {
    day.format("%Y 年 %-m 月 %-d 日").to_string()
}
