//! What a letter must still say after the owner has rewritten it.

use chrono::NaiveDate;

use super::parts::{Draft, zh_date};
use crate::recipient::Recipient;
use crate::record::Text;

/// One thing that a letter says: its name for people, and wordings of which one must stand in it.
struct Element {
    what: Text,
    any_of: Vec<String>,
}

/// The elements that the drafted letter has and the edited one has not, in the order in which a reader looks for them.
/// Blanks and the width of punctuation make no difference. A sum that has changed since the letter was edited is
/// missing too: the old one would be claimed.
pub(super) fn lost(
    draft: &Draft<'_>,
    recipient: Recipient,
    drafted: &[String],
    edited: &[String],
) -> Vec<Text> {
    let (drafted, edited) = (plain(&drafted.join("\n")), plain(&edited.join("\n")));
    let says = |text: &str, any_of: &[String]| any_of.iter().any(|words| text.contains(&plain(words)));
    elements(draft, recipient)
        .into_iter()
        .filter(|element| says(&drafted, &element.any_of) && !says(&edited, &element.any_of))
        .map(|element| element.what)
        .collect()
}

fn elements(draft: &Draft<'_>, recipient: Recipient) -> Vec<Element> {
    let case = draft.case;
    let element = |zh: String, en: String, any_of: Vec<String>| Element { what: Text { zh, en }, any_of };
    let mut list = vec![
        element(
            format!("您是谁：店名「{}」", draft.shop.name),
            format!("who writes: the shop’s name “{}”", draft.shop.name),
            vec![draft.shop.name.clone()],
        ),
        element(
            format!("找谁：{}", case.acquirer),
            format!("about whom: {}", case.acquirer),
            vec![case.acquirer.clone()],
        ),
        element(
            format!("商户编号 {}", case.merchant_no),
            format!("merchant number {}", case.merchant_no),
            vec![case.merchant_no.clone()],
        ),
        element(
            format!("金额 {} 元", draft.due.grouped()),
            format!("the amount of {} yuan", draft.due.grouped()),
            vec![draft.due.grouped(), draft.due.to_string()],
        ),
    ];
    let mut days: Vec<NaiveDate> = draft.sales.iter().flat_map(|s| [s.sold_at.date(), s.due_on]).collect();
    days.sort_unstable();
    days.dedup();
    list.push(element(
        "哪天收的、哪天该到".into(),
        "the days of payment and settlement".into(),
        days.iter().flat_map(|day| written(*day)).collect(),
    ));
    list.push(element(
        format!("流水核对到哪天（{}）", draft.known_to()),
        format!("up to which day the statement was checked ({})", draft.known_to()),
        written(draft.known_to()),
    ));
    list.push(element(
        "要对方做什么（请求）".into(),
        "what is asked for".into(),
        ["请于", "请求", "判令", "请接收", "请核查", "请确认", "请依法", "请将"].map(str::to_owned).to_vec(),
    ));
    list.push(element("依据（法律、规定或协议）".into(), "the rules it stands on".into(), vec!["《".into()]));
    if !draft.shop.bank_account.trim().is_empty() && recipient == Recipient::Provider {
        let account = draft.shop.bank_account.trim().to_owned();
        list.push(element("收款账号".into(), "the account to pay into".into(), vec![account]));
    }
    for said in case.communications.iter().filter(|c| !c.ticket.is_empty()) {
        list.push(element(
            format!("工单号 {}", said.ticket),
            format!("ticket {}", said.ticket),
            vec![said.ticket.clone()],
        ));
    }
    if matches!(recipient, Recipient::Pbc | Recipient::Nfra) {
        list.push(element(
            "身份证件（没有真实身份，投诉不接收）".into(),
            "proof of identity (a complaint without it is refused)".into(),
            vec!["身份证".into(), "证件".into()],
        ));
        list.push(element(
            "有没有在别处起诉、投诉过的声明".into(),
            "the statement whether it is pending elsewhere".into(),
            vec!["据实".into(), "起诉".into()],
        ));
    }
    list.retain(|element| element.any_of.iter().any(|words| !words.trim().is_empty()));
    list
}

/// A day in the spellings that people use.
fn written(day: NaiveDate) -> Vec<String> {
    vec![
        zh_date(day),
        day.to_string(),
        day.format("%Y/%m/%d").to_string(),
        day.format("%Y.%m.%d").to_string(),
        day.format("%-m月%-d日").to_string(),
    ]
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != ',' && *c != '，')
        .map(|c| match c as u32 {
            // Full-width digits and letters as an input method may leave them.
            wide @ 0xFF10..=0xFF5A => char::from_u32(wide - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}
