//! What the owner decides about a match.

use tauri::State;

use crate::Desk;
use crate::error::Answer;

#[tauri::command]
pub async fn match_by_hand(desk: State<'_, Desk>, deposit: String, sales: Vec<String>) -> Answer<()> {
    desk.work(move |shop| shop.match_by_hand(&deposit, &sales)).await
}

#[tauri::command]
pub async fn unmatch(desk: State<'_, Desk>, deposit: String) -> Answer<()> {
    desk.work(move |shop| shop.unmatch(&deposit)).await
}

#[tauri::command]
pub async fn reject_finding(desk: State<'_, Desk>, finding: String) -> Answer<()> {
    desk.work(move |shop| shop.reject_finding(&finding)).await
}

#[tauri::command]
pub async fn settle(desk: State<'_, Desk>, sale: String, why: String) -> Answer<()> {
    desk.work(move |shop| shop.settle(&sale, &why)).await
}

#[tauri::command]
pub async fn undo_decision(desk: State<'_, Desk>) -> Answer<()> {
    desk.work(|shop| shop.undo_decision()).await
}
