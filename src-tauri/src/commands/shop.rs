//! The shop, its agreements, and whom to call.

use recoup_app::Shop;
use recoup_app::view::{AgreementView, ContactView, Exported, NewContact};
use tauri::State;

use crate::Desk;
use crate::error::Answer;

#[tauri::command]
pub async fn agreements(desk: State<'_, Desk>) -> Answer<Vec<AgreementView>> {
    desk.work(|shop| shop.agreements(recoup_app::today())).await
}

#[tauri::command]
pub async fn set_agreement(desk: State<'_, Desk>, agreement: AgreementView) -> Answer<()> {
    desk.work(move |shop| shop.set_agreement(&agreement).map(drop)).await
}

#[tauri::command]
pub async fn shop(desk: State<'_, Desk>) -> Answer<Shop> {
    desk.work(|shop| shop.shop()).await
}

#[tauri::command]
pub async fn set_shop(desk: State<'_, Desk>, shop: Shop) -> Answer<()> {
    desk.work(move |recoup| recoup.set_shop(&shop)).await
}

#[tauri::command]
pub async fn contacts(desk: State<'_, Desk>) -> Answer<Vec<ContactView>> {
    desk.work(|shop| shop.contacts()).await
}

#[tauri::command]
pub async fn add_contact(desk: State<'_, Desk>, contact: NewContact) -> Answer<()> {
    desk.work(move |shop| shop.add_contact(&contact)).await
}

#[tauri::command]
pub async fn pin_contact(desk: State<'_, Desk>, id: String, pinned: bool) -> Answer<()> {
    desk.work(move |shop| shop.pin_contact(&id, pinned)).await
}

#[tauri::command]
pub async fn export_contacts(desk: State<'_, Desk>) -> Answer<Exported> {
    let path = desk.ask_where("联系电话.json".to_owned()).await?;
    desk.work(move |shop| shop.export_contacts(&path)).await
}
