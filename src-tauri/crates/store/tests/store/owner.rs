use recoup_ledger::{Agreement, Billing, Cycle, PaysInto, RateRule, Scope};
use recoup_store::{Override, StoreError};
use serde_json::{Value, json};

use crate::util::store;

fn agreement(merchant_no: &str) -> Agreement {
    Agreement {
        id: 0,
        merchant_no: merchant_no.into(),
        scope: Scope::All,
        acquirer: "青杉支付".into(),
        cycle: Cycle::Weekly(chrono::Weekday::Mon),
        cut_off: chrono::NaiveTime::from_hms_opt(23, 0, 0),
        rates: vec![RateRule {
            channel: None,
            card_kind: None,
            rate: "0.0038".parse().unwrap(),
            cap: Some(recoup_ledger::Money::from_fen(2000)),
            min: None,
        }],
        billing: Billing::Net,
        pays_into: PaysInto::Account("6001230045".into()),
        payers: vec!["青杉支付有限公司客户备付金".into()],
        confirmed: false,
    }
}

#[test]
fn agreements_are_saved_changed_and_removed() {
    let (_dir, mut store) = store();
    let mut one = agreement("899331054110027");
    one.id = store.save_agreement(&one).unwrap();
    let two = store.save_agreement(&agreement("899331054110028")).unwrap();
    assert_eq!(store.agreement(one.id).unwrap(), one);
    one.confirmed = true;
    one.cycle = Cycle::D1;
    store.save_agreement(&one).unwrap();
    assert_eq!(store.agreement(one.id).unwrap().cycle, Cycle::D1);
    store.remove_agreement(two).unwrap();
    assert_eq!(store.agreements().unwrap(), [one]);
    assert!(matches!(store.agreement(two), Err(StoreError::NoSuch { .. })));
    assert!(matches!(store.remove_agreement(two), Err(StoreError::NoSuch { .. })));
}

#[test]
fn a_default_never_replaces_what_the_owner_confirmed() {
    let (_dir, mut store) = store();
    let guess = agreement("899331054110027");
    let id = store.save_agreement(&guess).unwrap();
    let mut better = agreement("899331054110027");
    better.acquirer = "青杉支付（总行）".into();
    assert_eq!(store.save_agreement(&better).unwrap(), id, "a guess gives way to a newer guess");
    let mut said = agreement("899331054110027");
    said.confirmed = true;
    said.cycle = Cycle::T0;
    assert_eq!(store.save_agreement(&said).unwrap(), id);
    assert_eq!(store.save_agreement(&guess).unwrap(), id);
    assert_eq!(store.agreement(id).unwrap().cycle, Cycle::T0);
}

#[test]
fn mappings_settings_and_the_shop_are_remembered() {
    let (_dir, mut store) = store();
    assert_eq!(store.mappings().unwrap().get("sig"), None);
    store.save_mapping("sig", &json!({"金额": "gross"})).unwrap();
    store.save_mapping("sig", &json!({"金额": "net"})).unwrap();
    assert_eq!(store.mappings().unwrap().get("sig"), Some(&json!({"金额": "net"})));
    assert_eq!(store.mappings().unwrap().len(), 1);
    assert_eq!(store.setting::<String>("language").unwrap(), None);
    store.set_setting("language", &"zh-CN").unwrap();
    assert_eq!(store.setting::<String>("language").unwrap().as_deref(), Some("zh-CN"));
    assert!(matches!(store.setting::<u8>("language"), Err(StoreError::Damaged(_))));
    store.set_shop(&json!({"name": "南桥小满果蔬店"})).unwrap();
    assert_eq!(store.shop::<Value>().unwrap().unwrap()["name"], "南桥小满果蔬店");
}

#[test]
fn the_newest_fact_counts_and_the_older_ones_stay_readable() {
    let (_dir, mut store) = store();
    let fact = |name: &str, at: &str, body: Value| Override {
        kind: "contact".into(),
        name: name.into(),
        at: at.into(),
        body,
    };
    let first = fact("青杉支付", "2026-11-01", json!({"phone": "400-000-0001"}));
    let second = fact("青杉支付", "2026-11-02", json!({"phone": "400-000-0002"}));
    for f in [&first, &second, &fact("别家", "2026-11-01", json!({"phone": "1"}))] {
        store.set_override(f).unwrap();
    }
    store.set_override(&fact("别家", "2026-11-03", Value::Null)).unwrap();
    assert_eq!(store.overrides("contact").unwrap(), std::slice::from_ref(&second));
    assert_eq!(store.override_history("contact", "青杉支付").unwrap(), [first, second]);
    assert!(store.overrides("calendar").unwrap().is_empty());
    assert_eq!(
        store.override_names("contact").unwrap(),
        ["别家", "青杉支付"],
        "one taken back is remembered"
    );
}

#[test]
fn decisions_keep_their_order() {
    let (_dir, mut store) = store();
    for (n, kind) in ["match", "unmatch", "settle"].into_iter().enumerate() {
        let seq = store.append_decision("2026-11-24T09:00:00+08:00", kind, &json!({"n": n})).unwrap();
        assert_eq!(seq, n as u64 + 1);
    }
    let kinds: Vec<String> = store.decisions().unwrap().into_iter().map(|d| d.kind).collect();
    assert_eq!(kinds, ["match", "unmatch", "settle"]);
}
