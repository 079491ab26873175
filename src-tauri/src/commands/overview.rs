//! The overview, and the lists behind it.

use recoup_app::view::{DepositPage, Explanation, Exported, Overview, TransactionPage, TransactionQuery};
use serde::Deserialize;
use tauri::State;

use crate::Desk;
use crate::error::Answer;

#[tauri::command]
pub async fn overview(desk: State<'_, Desk>) -> Answer<Overview> {
    desk.work(|shop| shop.overview(recoup_app::today())).await
}

#[tauri::command]
pub async fn transactions(desk: State<'_, Desk>, query: TransactionQuery) -> Answer<TransactionPage> {
    desk.work(move |shop| shop.transactions(&query)).await
}

/// What the list of deposits asks for.
#[derive(Deserialize)]
pub struct DepositQuery {
    text: String,
    offset: usize,
    limit: usize,
}

#[tauri::command]
pub async fn deposits(desk: State<'_, Desk>, query: DepositQuery) -> Answer<DepositPage> {
    desk.work(move |shop| shop.deposits(&query.text, query.offset, query.limit)).await
}

#[tauri::command]
pub async fn explain(desk: State<'_, Desk>, id: String) -> Answer<Explanation> {
    desk.work(move |shop| shop.explain(&id, recoup_app::today())).await
}

/// The missing sales as a table for a spreadsheet.
#[tauri::command]
pub async fn export_missing(desk: State<'_, Desk>) -> Answer<Exported> {
    let today = recoup_app::today();
    let path = desk.ask_where(format!("未到账-{today}.csv")).await?;
    desk.work(move |shop| shop.export_missing(today, &path)).await
}
