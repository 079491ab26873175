//! Letters to UnionPay, the regulators and the police.

use super::parts::Draft;
use crate::law;

type Drafted = (String, String, Vec<String>);

pub(super) fn unionpay(draft: &Draft<'_>) -> Drafted {
    let mut text = vec!["一、申请人".to_owned()];
    text.extend(draft.complainant());
    text.push("二、请协助查询的交易".into());
    text.push(draft.summary());
    text.extend(draft.list());
    text.push("三、请求".into());
    text.push("1. 请确认上述银联交易是否成功、是否冲正。".into());
    text.push("2. 请告知交易清算给了哪家收单机构，以及清算日期。".into());
    text.push("3. 如交易存在差错，请告知差错处理的办法和期限。".into());
    text.push("四、已与收单机构沟通的情况".into());
    text.extend(draft.contacts());
    text.extend(draft.written());
    text.push("五、依据".into());
    text.extend(draft.rules(&["N259-3-5"]));
    ("交易查询和差错协助申请".into(), "致：中国银联股份有限公司".into(), text)
}

pub(super) fn pbc(draft: &Draft<'_>) -> Drafted {
    let individual = draft.shop.individual == Some(true) || draft.case.answer("shop_kind") == "individual";
    let basis = if individual {
        "本人以个体工商户经营者身份提出投诉；如不属于金融消费者投诉范围，请按用户投诉事项接收转办。"
    } else {
        "本单位作为支付服务的用户（收款人），依据《非银行支付机构监督管理条例实施细则》第五十八条提出用户投诉。"
    };
    let base = ["TL-2", "TL-30", "TL-35", "TL-50", "SD-30", "SD-35", "XZ-58"];
    let mut requests = vec![
        "1. 请接收并转办本投诉，督促被投诉人书面答复上述款项的状态和结算日期。",
        "2. 请核查被投诉人是否按规定和协议为用户办理资金结算。",
    ];
    let situations = law::situations(draft.case);
    if situations.contains(&"agent_took") || situations.contains(&"wrong_account") {
        requests.push("3. 请核查其业务外包和结算账户管理是否合规。");
    }
    let to = "致：中国人民银行（待填：分支机构名称）";
    complaint(draft, "投诉书", to, basis, &base, &requests)
}

pub(super) fn nfra(draft: &Draft<'_>) -> Drafted {
    let base = ["SD-30", "SD-35", "HT-509", "HT-579"];
    let requests = [
        "1. 请将本投诉转交被投诉银行，督促其在规定期限内书面答复。",
        "2. 请被投诉人说明上述款项的状态、结算日期，或延迟结算的依据。",
    ];
    let basis = "被投诉人是银行，本投诉依据 2024 年 6 月 28 日起的投诉分工提出。";
    complaint(draft, "投诉书", "致：国家金融监督管理总局（待填：派出机构名称）", basis, &base, &requests)
}

fn complaint(
    draft: &Draft<'_>,
    title: &str,
    to: &str,
    basis: &str,
    base: &[&str],
    requests: &[&str],
) -> Drafted {
    let mut text = vec!["一、投诉人".to_owned()];
    text.extend(draft.complainant());
    text.push(
        match draft.case.shown_exhibits().find(|exhibit| exhibit.satisfies.iter().any(|s| s == "identity")) {
            Some(exhibit) => format!("有效身份证件：见证据 {}（只供贵单位核对）。", exhibit.no),
            None => "有效身份证件：（待填：证件名称和号码）。".to_owned(),
        },
    );
    text.push("二、被投诉人".into());
    text.push(format!("名称：{}。住所地：（待填：被投诉人住所地）。", draft.case.acquirer));
    text.push("三、投诉请求".into());
    text.push(basis.into());
    text.extend(requests.iter().map(|request| (*request).to_owned()));
    text.push("四、事实经过".into());
    text.push(draft.summary());
    text.extend(draft.list());
    text.extend(draft.payments());
    text.push("五、已与被投诉人沟通的情况".into());
    text.extend(draft.contacts());
    text.extend(draft.written());
    text.push("六、依据".into());
    text.extend(draft.rules_for_case(base));
    text.push("七、声明".into());
    text.push(match draft.case.answer("already_filed") {
        "none" => "同一事项没有起诉、没有申请仲裁，也没有被其他行政机关或调解组织受理。以上内容据实陈述。"
            .to_owned(),
        "court" | "arbitration" => {
            "同一事项已经起诉或申请仲裁，请以贵单位的接收规定为准。以上内容据实陈述。".to_owned()
        }
        "authority" => "同一事项已向其他部门反映：（待填：部门和结果）。以上内容据实陈述。".to_owned(),
        _ => "同一事项是否已起诉、仲裁或向其他部门反映：（待填：是否另行处理过）。以上内容据实陈述。"
            .to_owned(),
    });
    (title.into(), to.into(), text)
}

pub(super) fn police(draft: &Draft<'_>) -> Drafted {
    let facts = match draft.case.answer("crime_signs") {
        "forged_change" => {
            "本店的结算账户被变更，而本店没有提出过变更申请。变更的时间、方式和新账户：（待填：变更情况）。"
        }
        "vanished" => {
            "对方收取本店款项后，本店按其留下的电话、地址均联系不上。最后一次联系的时间和方式：（待填：最后联系情况）。"
        }
        "fake_provider" => {
            "与本店联系的人自称是支付机构工作人员，本店事后向该机构核实，对方表示没有此人或此项业务。经过：（待填：接触和付款经过）。"
        }
        "insider" => {
            "本店核对记录时发现，有退款、撤销或收款码变动，当班人员没有说明来由。时间和经手人：（待填：时间和经手人）。"
        }
        _ => "可能涉及的事实：（待填：具体事实）。没有具体事实的，本事项属于民事纠纷。",
    };
    let mut text = vec!["一、报案人".to_owned()];
    text.extend(draft.complainant());
    text.push("二、涉及的款项".into());
    text.push(draft.summary());
    text.extend(draft.list());
    text.push("三、具体事实".into());
    text.push(facts.into());
    text.extend(draft.payments());
    text.push("四、沟通情况".into());
    text.extend(draft.contacts());
    text.extend(draft.written());
    text.push("五、请求".into());
    let basis = draft.cited_for_case(&["GA-171", "GA-178"]);
    text.push(format!("请依法审查上述事实，出具受案回执；决定不予立案的，请送达通知书（{basis}）。以上内容据实陈述，所附记录与原件一致。"));
    ("情况说明和报案材料".into(), "致：（待填：公安机关名称）".into(), text)
}
