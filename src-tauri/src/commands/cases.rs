//! A case: its four steps, its contacts, its evidence.

use recoup_app::view::{CallSheetView, CaseLine, CaseView, Exported, NewCommunication};
use serde::Deserialize;
use tauri::State;

use crate::Desk;
use crate::error::Answer;

#[tauri::command]
pub async fn cases(desk: State<'_, Desk>) -> Answer<Vec<CaseLine>> {
    desk.work(|shop| shop.cases()).await
}

#[tauri::command]
pub async fn open_case(desk: State<'_, Desk>, sales: Vec<String>) -> Answer<u32> {
    desk.work(move |shop| shop.open_case(&sales)).await
}

#[tauri::command]
pub async fn case_view(desk: State<'_, Desk>, no: u32) -> Answer<CaseView> {
    desk.work(move |shop| shop.case_view(no)).await
}

#[tauri::command]
pub async fn answer_check(
    desk: State<'_, Desk>,
    no: u32,
    check: String,
    answer: String,
    note: String,
) -> Answer<CaseView> {
    desk.work(move |shop| shop.answer_check(no, &check, &answer, &note)).await
}

/// What was said, with the numbers of the recordings and pictures that go with it.
#[derive(Deserialize)]
pub struct CommunicationWithFiles {
    #[serde(flatten)]
    communication: NewCommunication,
    files: Vec<u32>,
}

#[tauri::command]
pub async fn log_communication(
    desk: State<'_, Desk>,
    no: u32,
    communication: CommunicationWithFiles,
) -> Answer<CaseView> {
    let files = desk.chosen.named(&communication.files)?;
    desk.work(move |shop| shop.log_communication(no, &communication.communication, &files)).await
}

#[tauri::command]
pub async fn attach(
    desk: State<'_, Desk>,
    no: u32,
    files: Vec<u32>,
    proves: String,
    satisfies: Option<Vec<String>>,
) -> Answer<CaseView> {
    let files = desk.chosen.named(&files)?;
    desk.work(move |shop| shop.attach(no, &files, &proves, satisfies.as_deref())).await
}

#[tauri::command]
pub async fn take_out_sales(
    desk: State<'_, Desk>,
    no: u32,
    sales: Vec<String>,
    why: String,
) -> Answer<CaseView> {
    desk.work(move |shop| shop.take_out_sales(no, &sales, &why)).await
}

#[tauri::command]
pub async fn close_case(desk: State<'_, Desk>, no: u32, outcome: String, note: String) -> Answer<CaseView> {
    desk.work(move |shop| shop.close_case(no, &outcome, &note)).await
}

#[tauri::command]
pub async fn reopen_case(desk: State<'_, Desk>, no: u32, why: String) -> Answer<CaseView> {
    desk.work(move |shop| shop.reopen_case(no, &why)).await
}

#[tauri::command]
pub async fn call_sheet(desk: State<'_, Desk>, no: u32, contact: String) -> Answer<CallSheetView> {
    desk.work(move |shop| shop.call_sheet(no, Some(&contact))).await
}

#[tauri::command]
pub async fn export_calendar(desk: State<'_, Desk>, no: u32) -> Answer<Exported> {
    let path = desk.ask_where(format!("追款案件{no}-期限.ics")).await?;
    desk.work(move |shop| shop.export_calendar(no, &path)).await
}
