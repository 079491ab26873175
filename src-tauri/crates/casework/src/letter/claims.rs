//! The written demand (催告函) and the statement of claim (起诉状).

use chrono::Days;

use super::parts::{Draft, zh_date};
use crate::demand::DEMAND_DAYS;
use crate::rates;

pub(super) fn demand(draft: &Draft<'_>) -> (String, String, Vec<String>) {
    let until = draft.today.checked_add_days(Days::new(DEMAND_DAYS)).unwrap_or(draft.today);
    let mut text = vec!["一、致函方".to_owned()];
    text.extend(draft.complainant());
    text.push("二、交易和结算情况".into());
    text.push(draft.summary());
    text.extend(draft.list());
    text.extend(draft.payments());
    text.push("三、已经做过的沟通".into());
    text.extend(draft.contacts());
    text.push("四、依据".into());
    text.extend(draft.rules_for_case(&["SD-30", "TL-30", "TL-35", "SD-35", "HT-509", "HT-577", "HT-579"]));
    text.push("五、请求".into());
    text.push(format!(
        "1. 请于 {}前将应结算款项 {}结算至下列账户。{}。",
        zh_date(until),
        draft.amount(draft.due),
        draft.account()
    ));
    match (draft.case.answer("agreed_damages"), draft.interest()) {
        ("yes", _) => text.push("2. 请按协议约定的违约金标准一并支付逾期付款违约金。".into()),
        (_, Some((_, how))) => text.push(format!("2. 请一并支付逾期付款损失：{how}。")),
        (_, None) => text.push("2. 逾期付款损失按实际付清之日另计。".into()),
    }
    text.push("3. 如已划款，请提供划款凭证（日期、金额、收款户名、账号尾号、流水号）；如打款失败，请书面告知原因和补划办法。".into());
    text.push("4. 如采取了延迟结算、限制等措施，请书面说明措施名称、依据、所需材料和解除条件。".into());
    text.push("5. 请提供上述交易的交易状态和结算明细。".into());
    text.push(format!(
        "六、其他\n本函是民法典第一百九十五条第（一）项所称的履行请求。{}前没有结算或书面答复的，本店将依法向监管部门反映，或向有管辖权的机构主张。",
        zh_date(until)
    ));
    ("催告函".into(), format!("致：{}", draft.case.acquirer), split(text))
}

pub(super) fn suit(draft: &Draft<'_>) -> (String, String, Vec<String>) {
    let mut text = vec!["一、当事人信息".to_owned(), "原告".to_owned()];
    text.extend(draft.complainant());
    text.push(format!(
        "被告：{}。住所地：（待填：被告住所地）。统一社会信用代码：（待填：被告统一社会信用代码）。法定代表人：（待填：被告法定代表人）。",
        draft.case.acquirer
    ));
    text.push("二、诉讼请求".into());
    text.push(format!("1. 判令被告支付未结算交易款 {}（明细见附件）。", draft.amount(draft.due)));
    match (draft.case.answer("agreed_damages"), draft.interest()) {
        ("yes", _) => text.push("2. 判令被告按协议约定支付逾期付款违约金，计至实际付清之日。".into()),
        (_, Some((_, how))) => text.push(format!("2. 判令被告支付逾期付款损失：{how}。")),
        (_, None) => text.push("2. 判令被告支付逾期付款损失，计至实际付清之日。".into()),
    }
    text.push("3. 诉讼费用由被告承担。".into());
    let total = draft.due + draft.interest().map(|(sum, _)| sum).unwrap_or_default();
    let fee = rates::court_fee(total).map(|fee| {
        format!("；按《诉讼费用交纳办法》第十三条估算案件受理费 {} 元，简易程序减半", fee.grouped())
    });
    text.push(format!("标的总额：{} 元{}。", total.grouped(), fee.unwrap_or_default()));
    text.push("三、约定管辖和诉前保全".into());
    text.push(match draft.case.answer("dispute_clause") {
        "court" => "协议约定了管辖法院：（待填：约定的法院）。".into(),
        "none" => "协议没有约定仲裁，也没有约定管辖法院。争议标的为给付货币，接收货币一方所在地为合同履行地（民事诉讼法第二十四条及其司法解释第十八条）。".into(),
        "arbitration" => "协议写有仲裁条款，提交前请先确认其是否有效。".to_owned(),
        _ => "协议对仲裁和管辖的约定：（待填：争议解决条款）。".to_owned(),
    });
    text.push("是否已经诉前保全：（待填：是或否）。".into());
    text.push("四、事实与理由".into());
    text.push(draft.summary());
    text.extend(draft.list());
    text.extend(draft.payments());
    text.push("是否催促过履行：".into());
    text.extend(draft.contacts());
    text.extend(draft.written());
    let basis = draft.cited_for_case(&["HT-509", "HT-577", "HT-579", "HT-584", "TL-30", "SD-30"]);
    text.push(format!("请求依据：{basis}。"));
    text.push("五、调解意愿".into());
    text.push("是否同意先行调解：（待填：同意或不同意）。".into());
    ("民事起诉状".into(), "（待填：受诉法院）人民法院".into(), text)
}

fn split(text: Vec<String>) -> Vec<String> {
    text.iter().flat_map(|paragraph| paragraph.split('\n').map(str::to_owned)).collect()
}
