//! The facts that everything rests on: looked at, corrected, imported, and taken into a case.

use recoup_app::view::{CaseView, FactChange, FactImport, FactKind, FactRow};
use tauri::State;

use crate::Desk;
use crate::error::Answer;

#[tauri::command]
pub async fn fact_kinds(desk: State<'_, Desk>) -> Answer<Vec<FactKind>> {
    desk.work(|shop| shop.fact_kinds()).await
}

#[tauri::command]
pub async fn fact_rows(desk: State<'_, Desk>, kind: String) -> Answer<Vec<FactRow>> {
    desk.work(move |shop| shop.fact_rows(&kind)).await
}

#[tauri::command]
pub async fn set_fact(
    desk: State<'_, Desk>,
    kind: String,
    id: String,
    field: String,
    value: String,
) -> Answer<FactRow> {
    desk.work(move |shop| shop.set_fact(&kind, &id, &field, &value)).await
}

#[tauri::command]
pub async fn unset_fact(desk: State<'_, Desk>, kind: String, id: String) -> Answer<()> {
    desk.work(move |shop| shop.unset_fact(&kind, &id)).await
}

#[tauri::command]
pub async fn import_facts(desk: State<'_, Desk>, file: u32, take: bool) -> Answer<FactImport> {
    let file = desk.chosen.one(file)?;
    desk.work(move |shop| shop.import_facts(&file.path, take)).await
}

#[tauri::command]
pub async fn fact_changes(desk: State<'_, Desk>) -> Answer<Vec<FactChange>> {
    desk.work(|shop| shop.fact_changes()).await
}

#[tauri::command]
pub async fn take_facts(desk: State<'_, Desk>, no: u32) -> Answer<CaseView> {
    desk.work(move |shop| shop.take_facts(no)).await
}
