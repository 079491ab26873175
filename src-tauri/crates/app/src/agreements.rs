//! Agreements: how they are typed and shown, and the ones that come from the files alone.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveTime, Weekday};
use recoup_ledger::{Agreement, Billing, CardKind, Channel, Cycle, Money, PaysInto, RateRule, Scope, TxnId};
use rust_decimal::Decimal;

use crate::clock::local_moment;
use crate::report::Cached;
use crate::view::{self, AgreementView, Text};
use crate::{AppError, Recoup};

impl Recoup {
    /// All agreements, the derived ones too, and what the credits up to `as_of` show about them; a derived one that no
    /// import uses any more is left out.
    ///
    /// # Errors
    /// Those of reading the store.
    pub fn agreements(&mut self, as_of: NaiveDate) -> Result<Vec<AgreementView>, AppError> {
        let mut all = self.stated_agreements()?;
        let books = self.cached(as_of)?;
        all.iter_mut().for_each(|agreement| books.say_what_credits_show(agreement));
        Ok(all)
    }

    /// [`Recoup::agreements`] without what the credits show.
    pub fn stated_agreements(&self) -> Result<Vec<AgreementView>, AppError> {
        let used: HashSet<String> = self.store.transactions()?.into_iter().map(|t| t.merchant_no).collect();
        let all = self.store.agreements()?;
        Ok(all.iter().filter(|a| a.confirmed || used.contains(&a.merchant_no)).map(show).collect())
    }

    /// Saves a typed agreement (id 0: a new one) and gives its number. It counts as confirmed by the owner.
    pub fn set_agreement(&mut self, view: &AgreementView) -> Result<u32, AppError> {
        let mut agreement = read(view)?;
        if let Some(before) = self.store.agreements()?.into_iter().find(|a| a.id == view.id) {
            agreement.payers = before.payers;
        }
        agreement.confirmed = true;
        let id = self.store.save_agreement(&agreement)?;
        self.forget_report();
        Ok(id)
    }
}

impl Cached {
    fn say_what_credits_show(&self, agreement: &mut AgreementView) {
        let learned = self.outcome.learned.iter().find(|l| l.agreement == agreement.id);
        agreement.learned =
            learned.map(|l| view::Learned { days: l.credits, text: Text::new(l.zh(), l.en()) });
        let of_it = self.outcome.overcharges.iter().filter(|o| o.agreement == agreement.id);
        agreement.overcharges = of_it
            .map(|o| view::Overcharge {
                rate: o.rate.clone(),
                from: o.from,
                until: o.until,
                amount: o.amount,
                deposits: o.deposits.len(),
                sales: o.sales.iter().filter_map(|id| self.overcharged(*id)).collect(),
                text: Text::new(o.zh(), o.en()),
            })
            .collect();
    }

    fn overcharged(&self, id: TxnId) -> Option<view::OverchargedSale> {
        let (txn, verdict) = self.txn(id)?;
        let sold_at = local_moment(txn.at);
        Some(view::OverchargedSale { id, sold_at, gross: txn.gross, fee: verdict.fee })
    }
}

fn show(a: &Agreement) -> AgreementView {
    AgreementView {
        id: a.id,
        merchant_no: a.merchant_no.clone(),
        acquirer: a.acquirer.clone(),
        scope: match a.scope {
            Scope::All => "all",
            Scope::Card => "card",
            Scope::Qr => "qr",
        }
        .into(),
        cycle: match a.cycle {
            Cycle::T1 => "t1",
            Cycle::D1 => "d1",
            Cycle::T0 => "t0",
            Cycle::Weekly(_) => "weekly",
            Cycle::OnRequest => "on-request",
        }
        .into(),
        cut_off: a.cut_off.map(|t| t.format("%H:%M").to_string()),
        rates: show_rates(&a.rates),
        cap_debit: a.rates.iter().find(|r| r.card_kind == Some(CardKind::Debit)).and_then(|r| r.cap),
        billing: match a.billing {
            Billing::Net => "net",
            Billing::Gross => "gross",
        }
        .into(),
        pays_into: match &a.pays_into {
            PaysInto::AnyAccount => String::new(),
            PaysInto::Account(account) => account.clone(),
            PaysInto::Balance => "balance".into(),
        },
        confirmed: a.confirmed,
        learned: None,
        overcharges: Vec::new(),
    }
}

fn read(view: &AgreementView) -> Result<Agreement, AppError> {
    let unknown = |what: &str, found: &str, allowed: &str| {
        AppError::bad_input(
            format!("{what}「{found}」不认识，可以写：{allowed}。"),
            format!("“{found}” is not known here; write one of: {allowed}."),
        )
    };
    let cut_off = match view.cut_off.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(text) => Some(
            NaiveTime::parse_from_str(text, "%H:%M")
                .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
                .map_err(|_| unknown("日切时间", text, "23:00"))?,
        ),
    };
    Ok(Agreement {
        id: view.id,
        merchant_no: view.merchant_no.trim().to_owned(),
        acquirer: view.acquirer.trim().to_owned(),
        scope: match view.scope.as_str() {
            "all" | "" => Scope::All,
            "card" => Scope::Card,
            "qr" => Scope::Qr,
            other => return Err(unknown("范围", other, "all, card, qr")),
        },
        cycle: match view.cycle.to_ascii_lowercase().as_str() {
            "t1" | "" => Cycle::T1,
            "d1" => Cycle::D1,
            "t0" => Cycle::T0,
            "weekly" => Cycle::Weekly(Weekday::Mon),
            "on-request" => Cycle::OnRequest,
            other => return Err(unknown("周期", other, "t1, d1, t0, weekly, on-request")),
        },
        cut_off,
        rates: read_rates(&view.rates, view.cap_debit)?,
        billing: match view.billing.as_str() {
            "net" | "" => Billing::Net,
            "gross" => Billing::Gross,
            other => return Err(unknown("计费方式", other, "net, gross")),
        },
        pays_into: match view.pays_into.trim() {
            "" => PaysInto::AnyAccount,
            "balance" => PaysInto::Balance,
            account => PaysInto::Account(account.to_owned()),
        },
        payers: Vec::new(),
        confirmed: true,
    })
}

const RATE_NAMES: [(&str, Option<Channel>, Option<CardKind>); 9] = [
    ("借记卡", Some(Channel::Card), Some(CardKind::Debit)),
    ("贷记卡", Some(Channel::Card), Some(CardKind::Credit)),
    ("信用卡", Some(Channel::Card), Some(CardKind::Credit)),
    ("刷卡", Some(Channel::Card), None),
    ("微信", Some(Channel::WeChat), None),
    ("支付宝", Some(Channel::Alipay), None),
    ("云闪付", Some(Channel::UnionPayQr), None),
    ("数字人民币", Some(Channel::ECny), None),
    ("全部", None, None),
];

fn show_rates(rates: &[RateRule]) -> String {
    let parts: Vec<String> = rates
        .iter()
        .map(|rule| {
            let name = RATE_NAMES
                .iter()
                .find(|(_, channel, kind)| *channel == rule.channel && *kind == rule.card_kind)
                .map_or("全部", |(name, _, _)| name);
            format!("{name}={}%", (rule.rate * Decimal::ONE_HUNDRED).normalize())
        })
        .collect();
    parts.join(",")
}

/// `微信=0.38%,贷记卡=0.6%`; a bare `0.38%` is for all. The cap is for debit cards.
fn read_rates(text: &str, cap_debit: Option<Money>) -> Result<Vec<RateRule>, AppError> {
    let mut rules = Vec::new();
    for part in text.split([',', '，', ';', '；']).map(str::trim).filter(|p| !p.is_empty()) {
        let wrong = || {
            AppError::bad_input(
                format!(
                    "费率「{part}」看不懂，请写成 微信=0.38% 这样，名称可以是借记卡、贷记卡、微信、支付宝、云闪付、全部。"
                ),
                format!("“{part}” is not a rate; write it like 微信=0.38%."),
            )
        };
        let (name, value) = part.split_once(['=', '＝']).unwrap_or(("全部", part));
        let (_, channel, card_kind) =
            RATE_NAMES.iter().find(|(known, _, _)| *known == name.trim()).ok_or_else(wrong)?;
        let digits = value.trim().trim_end_matches(['%', '％']);
        let percent: Decimal = digits.trim().parse().map_err(|_| wrong())?;
        if percent.is_sign_negative() || percent > Decimal::TEN {
            return Err(wrong());
        }
        let debit = *card_kind == Some(CardKind::Debit);
        rules.push(RateRule {
            channel: *channel,
            card_kind: *card_kind,
            rate: percent / Decimal::ONE_HUNDRED,
            cap: if debit { cap_debit } else { None },
            min: None,
        });
    }
    // A narrower rule wins over a wider one, whatever order it was typed in.
    rules.sort_by_key(|r| (r.card_kind.is_none(), r.channel.is_none()));
    Ok(rules)
}

/// Reads an amount that a person typed: `1,234.50`, `１２３`, with or without 元.
pub(crate) fn typed_amount(text: &str) -> Option<Money> {
    let clean: String = text
        .trim()
        .trim_start_matches(['¥', '￥'])
        .trim_end_matches('元')
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '．' => '.',
            '－' | '−' => '-',
            other => other,
        })
        .collect();
    clean.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_amount;

    #[test]
    fn rates_as_people_type_them() {
        let rules = read_rates("0.38%，贷记卡=0.6%, 借记卡 = 0.5 %", Some(Money::from_fen(2000))).unwrap();
        assert_eq!(rules.len(), 3);
        assert_eq!(rules[0].card_kind, Some(CardKind::Credit));
        assert_eq!(rules[1].cap, Some(Money::from_fen(2000)));
        assert_eq!(show_rates(&rules), "贷记卡=0.6%,借记卡=0.5%,全部=0.38%");
        assert!(read_rates("花呗=1%", None).is_err());
        assert!(read_rates("微信=38", None).is_err(), "38 % is a slip of the pen");
    }

    #[test]
    fn amounts_as_people_type_them() {
        assert_eq!(parse_amount("￥1，234.50 元").unwrap(), Money::from_fen(123_450));
        assert!(parse_amount("12.345").is_err());
    }
}
