//! What to say on the phone: the questions in order, every detail filled in.

use chrono::NaiveDate;
use recoup_ledger::{Money, Shop};
use serde::Serialize;

use crate::case::Case;
use crate::contacts::{self, Contact};
use crate::record::{CaseSale, Text};

/// A sheet to read aloud or copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallSheet {
    /// Whom it is for.
    pub contact: Contact,
    /// The first sentence.
    pub opening: Text,
    /// In the order in which to ask.
    pub questions: Vec<Question>,
    /// What they will ask for: label and value.
    pub at_hand: Vec<(Text, String)>,
    /// What to beware of.
    pub warnings: Vec<Text>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// To read aloud.
    pub say: Text,
    /// Why it is asked, or what to do when they say a certain thing.
    pub why: Text,
    /// What to write down; the check that it answers, by id, may be empty.
    pub write_down: Text,
    /// The check that the answer belongs to; empty: none.
    pub check: String,
}

/// The sheet for calling `contact` about a case. `known_to` is the last day that the bank statements cover.
pub fn call_sheet(case: &Case, contact: &Contact, shop: &Shop, known_to: NaiveDate) -> CallSheet {
    let name = if shop.name.is_empty() { ("一家商户", "a shop") } else { (&*shop.name, &*shop.name) };
    let number = match (&*case.merchant_no, contact.kind.as_str()) {
        ("", _) => (String::new(), String::new()),
        (no, _) => (format!("，商户编号 {no}"), format!(", merchant number {no}")),
    };
    let opening = Text::new(
        format!("您好，我是{}{}。我要查一批没到账的结算款，请帮我登记工单。", name.0, number.0),
        format!(
            "Hello, this is {}{}. I am asking about payouts that did not arrive; please open a ticket.",
            name.1, number.1
        ),
    );
    let mut warnings = vec![contacts::warning().clone()];
    if !contact.tier.is_sure() {
        warnings.push(Text::new(
            "这个号码还没核实，以小票或协议上印的为准。",
            "This number is not verified; the one on the slip or the agreement counts.",
        ));
    }
    warnings.push(Text::new(
        "打之前按下录音键；自己参与的通话可以录。",
        "Start recording first; your own calls may be recorded.",
    ));
    // A bank can be the acquirer itself; else it is the one that keeps the shop's account.
    let questions = match contact.kind.as_str() {
        _ if contact.answers_to(&case.acquirer) => provider_questions(case, known_to),
        "bank" => bank_questions(case),
        "network" => network_questions(case),
        "regulator" => regulator_questions(case),
        _ => provider_questions(case, known_to),
    };
    CallSheet { contact: contact.clone(), opening, questions, at_hand: at_hand(case, shop), warnings }
}

struct Group {
    day: NaiveDate,
    due: NaiveDate,
    count: usize,
    gross: Money,
    net: Money,
    reference: String,
}

/// The unpaid sales by day and due day.
fn groups(case: &Case) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for sale in case.unpaid() {
        let day = sale.clearing_day.unwrap_or_else(|| sale.sold_at.date());
        match groups.iter_mut().find(|g| g.day == day && g.due == sale.due_on) {
            Some(group) => {
                group.count += 1;
                group.gross += sale.gross;
                group.net += sale.net;
            }
            None => groups.push(Group {
                day,
                due: sale.due_on,
                count: 1,
                gross: sale.gross,
                net: sale.net,
                reference: number_of(sale),
            }),
        }
    }
    groups.sort_by_key(|group| (group.due, group.day));
    groups
}

fn number_of(sale: &CaseSale) -> String {
    [&sale.reference, &sale.order_no, &sale.voucher_no]
        .into_iter()
        .find(|number| !number.is_empty())
        .cloned()
        .unwrap_or_default()
}

fn question(say: Text, why: Text, write_down: Text, check: &str) -> Question {
    Question { say, why, write_down, check: check.into() }
}

fn provider_questions(case: &Case, known_to: NaiveDate) -> Vec<Question> {
    let until = zh_day(known_to);
    let mut list: Vec<Question> = groups(case)
        .iter()
        .map(|group| {
            let (gross, net) = (group.gross.grouped(), group.net.grouped());
            let fee = match group.gross - group.net {
                Money::ZERO => String::new(),
                fee => format!("，扣手续费 {} 元", fee.grouped()),
            };
            let single = group.count == 1 && !group.reference.is_empty();
            let (what_zh, what_en) = if single {
                (
                    format!("1 笔 {gross} 元，参考号 {}", group.reference),
                    format!("one payment of {gross} yuan, reference {}", group.reference),
                )
            } else {
                (
                    format!("{} 笔，一共 {gross} 元", group.count),
                    format!("{} payments, {gross} yuan in all", group.count),
                )
            };
            let (day, due) = (zh_day(group.day), zh_day(group.due));
            question(
                Text::new(
                    format!("{day}收了 {what_zh}{fee}，应到 {net} 元，应该 {due}到。银行流水我查到 {until}，没有这笔钱。请问交易都成功了吗？"),
                    format!(
                        "On {} I took {what_en}; {net} yuan were due on {}. My bank statement up to {known_to} does not show them. Did everything succeed?",
                        group.day, group.due
                    ),
                ),
                Text::new("先让对方认这些交易成功，后面才好谈结算。", "First have them confirm that the payments succeeded."),
                Text::new("每一批：成功、冲正、失败还是处理中", "For each batch: successful, reversed, failed or pending"),
                "record_in_acquirer",
            )
        })
        .collect();
    list.push(question(
        Text::new(
            "这批钱现在是什么状态：待结算、已划款、打款失败，还是延迟结算？结算批次号和日期是多少？",
            "What is the state of this money: waiting, paid out, payout failed, or held? What are batch number and date?",
        ),
        Text::new(
            "对方说「已划款」：请他发划款凭证，写明日期、金额、户名、尾号、流水号。",
            "If they say “paid out”: ask for proof with date, amount, name, last digits and serial number.",
        ),
        Text::new("状态的原话、结算批次号、日期", "Their words, batch number, date"),
        "provider_status",
    ));
    let last = case.communications.last();
    let before = last.filter(|c| !c.said.is_empty()).map(|c| {
        let who = if c.person.is_empty() { String::new() } else { format!("工号 {} ", c.person) };
        (
            format!("上次 {}{who}说「{}」。", zh_day(c.at.date()), c.said),
            format!("On {} I was told “{}”. ", c.at.date(), c.said),
        )
    });
    let (before_zh, before_en) = before.unwrap_or_default();
    list.push(question(
        Text::new(
            format!("{before_zh}如果是打款失败，请把失败原因的原话念给我。改好以后怎么补划款，要几天？"),
            format!("{before_en}If the payout failed, please read me the reason word for word. How is it paid again, and when?"),
        ),
        Text::new("原话对得上，就知道是户名、额度还是账户状态。", "The exact words tell name, limit or account state."),
        Text::new("失败原因原话、补划办法和天数", "The reason, how and when it is paid again"),
        "failure_reason",
    ));
    list.push(question(
        Text::new(
            "如果是风控或延迟结算，请问依据哪一条、要我交什么材料、哪天解除？请给书面说明。",
            "If it is held, under which rule, which papers do you need, and when is it released? Please put it in writing.",
        ),
        Text::new(
            "涉及反洗钱的，对异议要在 15 日内答复（反洗钱法第三十九条）。",
            "For anti-money-laundering measures an objection is answered in 15 days (art. 39).",
        ),
        Text::new("理由、依据、材料、解除日期", "Reason, rule, papers, release date"),
        "hold_reason",
    ));
    list.push(closing());
    list
}

fn bank_questions(case: &Case) -> Vec<Question> {
    let mut list: Vec<Question> = groups(case)
        .iter()
        .map(|group| {
            question(
                Text::new(
                    format!(
                        "{}前后，有没有 {} 元左右的入账被退回或挂账？付款方是{}。",
                        zh_day(group.due),
                        group.net.grouped(),
                        case.acquirer
                    ),
                    format!(
                        "Around {}, was a credit of about {} yuan from {} returned or suspended?",
                        group.due,
                        group.net.grouped(),
                        case.acquirer
                    ),
                ),
                Text::new(
                    "机构说已划款时，钱可能停在银行。",
                    "If it was paid out, it may be stuck at the bank.",
                ),
                Text::new("退票日期、原因、流水号", "Return date, reason, serial number"),
                "payout_proof",
            )
        })
        .collect();
    list.push(question(
        Text::new(
            "我的账户现在能正常收款吗？是几类户，有没有限额、冻结、久悬？",
            "Can my account receive? Which class is it; is there a limit, freeze or dormancy?",
        ),
        Text::new(
            "II 类户非绑定账户转入一天最多 1 万元。",
            "A class II account takes 10,000 yuan a day from others.",
        ),
        Text::new("账户类别、状态；被冻结的，机关和文号", "Class, state; if frozen, authority and number"),
        "account_state",
    ));
    list.push(closing());
    list
}

fn network_questions(case: &Case) -> Vec<Question> {
    let mut list: Vec<Question> = case
        .unpaid()
        .take(10)
        .map(|sale| {
            question(
                Text::new(
                    format!("请查一笔银联交易：{}，{} 元，参考号 {}，终端号 {}。有没有成功，清算给了哪家机构？", sale.sold_at.format("%m 月 %d 日 %H:%M"), sale.gross.grouped(), blank(&sale.reference), blank(&sale.terminal_no)),
                    format!("Please look up: {}, {} yuan, reference {}, terminal {}. Did it succeed and to whom was it cleared?", sale.sold_at.format("%Y-%m-%d %H:%M"), sale.gross.grouped(), blank(&sale.reference), blank(&sale.terminal_no)),
                ),
                Text::new("银联不直接给商户打款，能确认钱到了哪家机构。", "UnionPay does not pay shops; it can say who received the money."),
                Text::new("成功与否、清算机构和日期", "Success, institution and date"),
                "",
            )
        })
        .collect();
    list.push(closing());
    list
}

fn regulator_questions(case: &Case) -> Vec<Question> {
    let total = case.amount_missing().grouped();
    vec![
        question(
            Text::new(
                format!(
                    "我要反映 {} 的结算问题：{} 笔共 {total} 元到期没有结算。我已经先向它投诉过。",
                    case.acquirer,
                    case.unpaid().count()
                ),
                format!(
                    "I report a settlement problem with {}: {} payments of {total} yuan are due and unsettled. I complained to it first.",
                    case.acquirer,
                    case.unpaid().count()
                ),
            ),
            Text::new(
                "没有先找机构的，一般不接收。",
                "Without a prior complaint it is usually not accepted.",
            ),
            Text::new("受理号、接线人、要补的材料", "Number, name, papers to add"),
            "",
        ),
        question(
            Text::new(
                "请问由哪个分支机构受理？个体工商户（或公司）按什么方式提交？",
                "Which branch handles it, and how does an individual shop or a company file?",
            ),
            Text::new("各地做法不同，以接线人的话为准。", "Practice differs by place."),
            Text::new("受理单位、提交方式", "Office, way of filing"),
            "",
        ),
        closing(),
    ]
}

fn closing() -> Question {
    question(
        Text::new(
            "请告诉我工单号、您的工号、哪天答复，并请书面回复到 APP 或邮箱。谢谢。",
            "Please tell me the ticket number, your number, and the day of the answer, and reply in writing. Thank you.",
        ),
        Text::new("这四样是以后每一步的凭据。", "These carry every later step."),
        Text::new("工单号、工号、答复日期", "Ticket, agent number, day of the answer"),
        "called_provider",
    )
}

fn at_hand(case: &Case, shop: &Shop) -> Vec<(Text, String)> {
    let first = |pick: fn(&CaseSale) -> &str| {
        let mut seen: Vec<&str> = Vec::new();
        for value in case.unpaid().map(pick).filter(|v| !v.is_empty()) {
            if !seen.contains(&value) {
                seen.push(value);
            }
        }
        match seen.len() {
            0..=3 => seen.join("、"),
            n => format!("{} 等 {n} 个", seen[..3].join("、")),
        }
    };
    [
        (Text::new("商户编号", "Merchant number"), case.merchant_no.clone()),
        (Text::new("终端号", "Terminal number"), first(|s| &s.terminal_no)),
        (Text::new("批次号", "Batch number"), first(|s| &s.batch_no)),
        (Text::new("门店地址", "Address of the shop"), shop.address.clone()),
        (Text::new("结算卡尾号", "Account, last digits"), shop.account_tail().to_owned()),
        (Text::new("登记的手机", "Registered phone"), shop.phone.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

fn zh_day(day: NaiveDate) -> String {
    day.format("%-m 月 %-d 日").to_string()
}

fn blank(text: &str) -> &str {
    if text.is_empty() { "（小票上找）" } else { text }
}
