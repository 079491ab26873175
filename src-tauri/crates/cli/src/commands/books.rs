//! Agreements, contacts, the shop.

use recoup_app::view::{AgreementView, NewContact};
use recoup_app::{AppError, Recoup};

use crate::args::{AgreementCommand, AgreementSet, ContactsCommand, Shop};
use crate::print::Printer;

pub fn agreement(mut app: Recoup, command: AgreementCommand, out: &Printer) -> Result<(), AppError> {
    match command {
        AgreementCommand::List { json } => {
            let agreements = app.agreements(recoup_app::today())?;
            if json {
                return out.json(&agreements);
            }
            let rows: Vec<Vec<String>> = agreements.iter().map(row).collect();
            out.table(
                &["#", "商户编号", "收单机构", "范围", "周期", "日切", "费率", "入账", "确认"],
                &[0],
                &rows,
            );
            for a in &agreements {
                let shown = a.learned.iter().map(|l| &l.text).chain(a.overcharges.iter().map(|o| &o.text));
                for text in shown {
                    out.line(&format!("{} {}：{}", a.id, a.merchant_no, out.pick(text)));
                }
            }
            Ok(())
        }
        AgreementCommand::Set(change) => set(app, *change, out),
    }
}

fn row(a: &AgreementView) -> Vec<String> {
    vec![
        a.id.to_string(),
        a.merchant_no.clone(),
        a.acquirer.clone(),
        a.scope.clone(),
        a.cycle.clone(),
        a.cut_off.clone().unwrap_or_default(),
        a.rates.clone(),
        a.pays_into.clone(),
        if a.confirmed { "✓".to_owned() } else { "默认".to_owned() },
    ]
}

fn set(mut app: Recoup, change: AgreementSet, out: &Printer) -> Result<(), AppError> {
    let known = app.stated_agreements()?;
    let found = match (change.id, &change.merchant) {
        (Some(id), _) => Some(known.into_iter().find(|a| a.id == id).ok_or_else(|| {
            AppError::not_found(
                format!("没有编号 {id} 的协议，用 recoup agreement list 看看有哪些。"),
                format!("There is no agreement {id}; see `recoup agreement list`."),
            )
        })?),
        (None, Some(merchant)) => known.into_iter().find(|a| &a.merchant_no == merchant),
        (None, None) => {
            return Err(AppError::bad_input(
                "要改哪个协议？给编号，或用 --merchant 给商户编号。",
                "Which agreement? Give its number, or a merchant number with --merchant.",
            ));
        }
    };
    let mut a = found.unwrap_or_else(|| AgreementView {
        id: 0,
        merchant_no: change.merchant.clone().unwrap_or_default(),
        acquirer: String::new(),
        scope: "all".into(),
        cycle: "t1".into(),
        cut_off: None,
        rates: String::new(),
        cap_debit: None,
        billing: "net".into(),
        pays_into: String::new(),
        confirmed: true,
        learned: None,
        overcharges: Vec::new(),
    });
    if let Some(merchant) = change.merchant {
        a.merchant_no = merchant;
    }
    if let Some(acquirer) = change.acquirer {
        a.acquirer = acquirer;
    }
    if let Some(scope) = change.channel {
        a.scope = scope;
    }
    if let Some(cycle) = change.cycle {
        a.cycle = cycle;
    }
    if let Some(cut_off) = change.cut_off {
        a.cut_off = (!cut_off.is_empty()).then_some(cut_off);
    }
    if let Some(rates) = change.rate {
        a.rates = rates;
    }
    if let Some(cap) = change.cap_debit {
        a.cap_debit = Some(recoup_app::parse_amount(&cap)?);
    }
    if let Some(billing) = change.billing {
        a.billing = billing;
    }
    if let Some(pays_into) = change.pays_into {
        a.pays_into = pays_into;
    }
    let id = app.set_agreement(&a)?;
    out.say(&format!("协议 {id} 已保存。"), &format!("Agreement {id} is saved."));
    Ok(())
}

pub fn contacts(mut app: Recoup, command: ContactsCommand, out: &Printer) -> Result<(), AppError> {
    match command {
        ContactsCommand::List { json } => {
            let contacts = app.contacts()?;
            if json {
                return out.json(&contacts);
            }
            let rows: Vec<Vec<String>> = contacts
                .iter()
                .map(|c| {
                    vec![
                        if c.pinned { "★".to_owned() } else { String::new() },
                        c.id.clone(),
                        c.name.clone(),
                        c.phone.clone(),
                        c.tier.clone(),
                        c.source.clone(),
                    ]
                })
                .collect();
            out.table(&["", "编号", "名称", "电话", "核实", "出处"], &[], &rows);
        }
        ContactsCommand::Add { name, phone, note } => {
            app.add_contact(&NewContact { name, phone, note })?;
            out.say("已加上，排在最前面。", "Added on top.");
        }
        ContactsCommand::Pin { id } => {
            app.pin_contact(&id, true)?;
            out.say("已置顶。", "Pinned.");
        }
        ContactsCommand::Unpin { id } => {
            app.pin_contact(&id, false)?;
            out.say("已取消置顶。", "No longer on top.");
        }
        ContactsCommand::Import { file } => {
            super::facts::differences(&app.import_contacts(&file)?, false, out);
        }
        ContactsCommand::Export { file } => {
            app.export_contacts(&file)?;
            out.say("已导出。", "Exported.");
        }
    }
    Ok(())
}

pub fn shop(mut app: Recoup, args: Shop, out: &Printer) -> Result<(), AppError> {
    let mut shop = app.shop()?;
    let mut changed = false;
    for (value, field) in [
        (args.name, &mut shop.name),
        (args.credit_code, &mut shop.credit_code),
        (args.legal_representative, &mut shop.legal_representative),
        (args.address, &mut shop.address),
        (args.phone, &mut shop.phone),
        (args.bank_name, &mut shop.bank_name),
        (args.bank_account, &mut shop.bank_account),
    ] {
        if let Some(value) = value {
            *field = value;
            changed = true;
        }
    }
    if changed {
        app.set_shop(&shop)?;
    }
    if args.json {
        return out.json(&shop);
    }
    out.table(
        &["", ""],
        &[],
        &[
            vec!["门店".into(), shop.name],
            vec!["统一社会信用代码".into(), shop.credit_code],
            vec!["法定代表人/经营者".into(), shop.legal_representative],
            vec!["地址".into(), shop.address],
            vec!["电话".into(), shop.phone],
            vec!["开户行".into(), shop.bank_name],
            vec!["账号".into(), shop.bank_account],
        ],
    );
    Ok(())
}
