//! Demands, complaints, payments and papers as the case's screen shows them.

use recoup_casework::{Case, Recipient, channels, demand, pitfalls};

use crate::case_papers::{stage_text, word_of};
use crate::view::{ChannelView, DemandView, FilingView, PaperView, PaymentView, StageView, Text};

/// Exhibits' numbers as the page's ids.
pub(super) fn ids<'a>(numbers: impl IntoIterator<Item = &'a u32>) -> Vec<String> {
    numbers.into_iter().map(ToString::to_string).collect()
}

pub(super) fn demands(case: &Case) -> Vec<DemandView> {
    case.demands
        .iter()
        .zip(1..)
        .map(|(sent, no)| DemandView {
            no,
            sent_on: sent.sent_on,
            by: demand::way_text(&sent.by).into(),
            tracking: sent.tracking.clone(),
            to: sent.to.clone(),
            until: sent.until,
            received_on: sent.received_on,
            received_by: sent.received_by.clone(),
            exhibits: ids(sent.exhibits.iter().chain(&sent.received_exhibits)),
        })
        .collect()
}

pub(super) fn filings(case: &Case) -> Vec<FilingView> {
    case.filings
        .iter()
        .map(|filing| FilingView {
            channel: word_of(&filing.channel),
            title: channels::find(filing.channel).map(|info| (&info.title).into()).unwrap_or_default(),
            number: filing.number.clone(),
            stages: filing
                .stages
                .iter()
                .map(|s| StageView { stage: word_of(&s.stage), title: stage_text(s.stage), on: s.on })
                .collect(),
            exhibits: ids(filing.stages.iter().flat_map(|stage| &stage.exhibits)),
        })
        .collect()
}

/// The channels that fit the acquirer, each with its periods and with what to know before going there.
pub(crate) fn channels(case: &Case) -> Vec<ChannelView> {
    channels::fitting(case)
        .into_iter()
        .map(|info| ChannelView {
            id: word_of(&info.id),
            title: (&info.title).into(),
            who: (&info.who).into(),
            refuses: (&info.refuses).into(),
            effect: (&info.effect).into(),
            periods: info
                .clocks
                .iter()
                .filter(|period| match period.only.as_str() {
                    "bank" => case.answer("real_acquirer") == "bank",
                    "aml" => case.answer("hold_reason") == "aml",
                    _ => true,
                })
                .map(|period| {
                    let (zh, en) =
                        if period.working { ("个工作日", "working days") } else { ("日", "days") };
                    Text::new(
                        format!("{}：{} {zh}", period.title.zh, period.days),
                        format!("{}: {} {en}", period.title.en, period.days),
                    )
                })
                .collect(),
            warnings: info
                .recipient
                .map(|recipient| {
                    pitfalls::warnings(case, recipient).into_iter().map(|p| (&p.text).into()).collect()
                })
                .unwrap_or_default(),
        })
        .collect()
}

pub(super) fn payments(case: &Case) -> Vec<PaymentView> {
    case.payments
        .iter()
        .map(|paid| PaymentView {
            on: paid.on,
            amount: paid.amount,
            note: paid.note.clone(),
            exhibits: ids(&paid.exhibits),
        })
        .collect()
}

/// The papers that some recipient asks for and that a file can show.
pub(super) fn papers() -> Vec<PaperView> {
    channels::papers()
        .map(|paper| PaperView {
            id: paper.id.clone(),
            title: (&paper.title).into(),
            wanted_by: Recipient::ALL
                .into_iter()
                .filter(|recipient| {
                    channels::requirements(*recipient).iter().any(|(wanted, _)| wanted.id == paper.id)
                })
                .map(|recipient| recipient.word().to_owned())
                .collect(),
        })
        .collect()
}
