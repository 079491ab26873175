//! What goes out and comes back in a case: demands, complaints, promises, payments, letters, and what exhibits are for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use recoup_app::view::{CaseView, ExhibitChange, LetterView, NewFiling};
use recoup_app::{Money, Recipient};
use serde::Deserialize;
use tauri::State;

use crate::Desk;
use crate::error::Answer;

#[tauri::command]
pub async fn describe_exhibit(
    desk: State<'_, Desk>,
    no: u32,
    exhibit: u32,
    change: ExhibitChange,
) -> Answer<CaseView> {
    desk.work(move |shop| shop.describe_exhibit(no, exhibit, &change)).await
}

/// A photo as it is seen, as PNG in base64.
#[tauri::command]
pub async fn exhibit_picture(desk: State<'_, Desk>, no: u32, exhibit: u32) -> Answer<String> {
    let png = desk.work(move |shop| shop.exhibit_picture(no, exhibit)).await?;
    Ok(STANDARD.encode(png))
}

#[tauri::command]
pub async fn paint_over(
    desk: State<'_, Desk>,
    no: u32,
    exhibit: u32,
    areas: Vec<[u16; 4]>,
) -> Answer<CaseView> {
    desk.work(move |shop| shop.paint_over(no, exhibit, &areas)).await
}

#[tauri::command]
pub async fn withdraw_exhibit(desk: State<'_, Desk>, no: u32, exhibit: u32, why: String) -> Answer<CaseView> {
    desk.work(move |shop| shop.withdraw_exhibit(no, exhibit, &why)).await
}

/// A demand that was sent, with the numbers of the files that prove it.
#[derive(Deserialize)]
pub struct DemandSent {
    on: NaiveDate,
    by: String,
    tracking: String,
    to: String,
    until: Option<NaiveDate>,
    files: Vec<u32>,
}

#[tauri::command]
pub async fn demand_sent(desk: State<'_, Desk>, no: u32, demand: DemandSent) -> Answer<CaseView> {
    let files = desk.chosen.named(&demand.files)?;
    desk.work(move |shop| {
        let DemandSent { on, by, tracking, to, until, .. } = demand;
        shop.demand_sent(no, on, &by, &tracking, &to, until, &files)
    })
    .await
}

#[tauri::command]
pub async fn demand_received(
    desk: State<'_, Desk>,
    no: u32,
    on: NaiveDate,
    by: String,
    files: Vec<u32>,
) -> Answer<CaseView> {
    let files = desk.chosen.named(&files)?;
    desk.work(move |shop| shop.demand_received(no, on, &by, &files)).await
}

#[tauri::command]
pub async fn file_complaint(
    desk: State<'_, Desk>,
    no: u32,
    filing: NewFiling,
    files: Vec<u32>,
) -> Answer<CaseView> {
    let files = desk.chosen.named(&files)?;
    desk.work(move |shop| shop.file_complaint(no, &filing, &files)).await
}

#[tauri::command]
pub async fn settle_promise(
    desk: State<'_, Desk>,
    no: u32,
    communication: u32,
    kept: bool,
) -> Answer<CaseView> {
    desk.work(move |shop| shop.settle_promise(no, communication, kept)).await
}

#[tauri::command]
pub async fn payment_received(
    desk: State<'_, Desk>,
    no: u32,
    on: NaiveDate,
    amount: Money,
    note: String,
    files: Vec<u32>,
) -> Answer<CaseView> {
    let files = desk.chosen.named(&files)?;
    desk.work(move |shop| shop.payment_received(no, on, amount, &note, &files)).await
}

#[tauri::command]
pub async fn letter(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<LetterView> {
    desk.work(move |shop| shop.letter(no, recipient)).await
}

#[tauri::command]
pub async fn edit_letter(
    desk: State<'_, Desk>,
    no: u32,
    recipient: Recipient,
    paragraphs: Vec<String>,
) -> Answer<LetterView> {
    desk.work(move |shop| shop.edit_letter(no, recipient, &paragraphs)).await
}
