//! The dossier: what is still lacking, how its pages look, saving it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use recoup_app::view::{DossierCheck, Exported};
use recoup_app::{Recipient, Verified};
use tauri::State;

use crate::Desk;
use crate::error::Answer;

/// A short name, for a file that the owner will look for later.
fn place(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Provider => "收单机构",
        Recipient::Unionpay => "银联",
        Recipient::Pbc => "人民银行",
        Recipient::Nfra => "金融监管总局",
        Recipient::Court => "法院",
        Recipient::Police => "公安",
    }
}

#[tauri::command]
pub async fn dossier_check(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<DossierCheck> {
    desk.work(move |shop| shop.dossier_check(no, recipient)).await
}

#[tauri::command]
pub async fn dossier_page(
    desk: State<'_, Desk>,
    no: u32,
    recipient: Recipient,
    page: usize,
) -> Answer<String> {
    let png = desk.work(move |shop| shop.dossier_page(no, recipient, page)).await?;
    Ok(STANDARD.encode(png))
}

#[tauri::command]
pub async fn export_dossier(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<Exported> {
    let path = desk.ask_where(format!("追款材料-案件{no}-{}.pdf", place(recipient))).await?;
    desk.work(move |shop| shop.export_dossier(no, recipient, &path)).await
}

/// Only what is new since the last delivery to this recipient.
#[tauri::command]
pub async fn export_supplement(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<Exported> {
    let path = desk.ask_where(format!("补充材料-案件{no}-{}.pdf", place(recipient))).await?;
    desk.work(move |shop| shop.export_supplement(no, recipient, &path)).await
}

/// Delivery `nth` (from 1) of a case once more, the same bytes.
#[tauri::command]
pub async fn print_again(desk: State<'_, Desk>, no: u32, nth: usize) -> Answer<Exported> {
    let path = desk.ask_where(format!("追款材料-案件{no}-第{nth}份.pdf")).await?;
    desk.work(move |shop| shop.print_again(no, nth, &path)).await
}

#[tauri::command]
pub async fn export_pack(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<Exported> {
    let path = desk.ask_where(format!("证据包-案件{no}-{}.zip", place(recipient))).await?;
    desk.work(move |shop| shop.export_pack(no, recipient, &path)).await
}

/// Whether a dossier or pack was changed since it was made.
#[tauri::command]
pub async fn verify_file(desk: State<'_, Desk>, file: u32) -> Answer<Verified> {
    let file = desk.chosen.one(file)?;
    desk.work(move |shop| shop.verify_file(&file.path)).await
}
