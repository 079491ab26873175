//! The dossier: what is still lacking, how its pages look, saving it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use recoup_app::view::{DossierCheck, Exported};
use serde::Deserialize;
use tauri::State;

use crate::Desk;
use crate::error::Answer;

/// Whom a dossier is for; the ids are the command line's own.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    Provider,
    Unionpay,
    Pbc,
    Nfra,
    Court,
    Police,
}

impl Recipient {
    fn id(self) -> &'static str {
        match self {
            Recipient::Provider => "provider",
            Recipient::Unionpay => "unionpay",
            Recipient::Pbc => "pbc",
            Recipient::Nfra => "nfra",
            Recipient::Court => "court",
            Recipient::Police => "police",
        }
    }

    /// A short name, for a file that the owner will look for later.
    fn place(self) -> &'static str {
        match self {
            Recipient::Provider => "收单机构",
            Recipient::Unionpay => "银联",
            Recipient::Pbc => "人民银行",
            Recipient::Nfra => "金融监管总局",
            Recipient::Court => "法院",
            Recipient::Police => "公安",
        }
    }
}

#[tauri::command]
pub async fn dossier_check(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<DossierCheck> {
    desk.work(move |shop| shop.dossier_check(no, recipient.id())).await
}

#[tauri::command]
pub async fn dossier_page(
    desk: State<'_, Desk>,
    no: u32,
    recipient: Recipient,
    page: usize,
) -> Answer<String> {
    let png = desk.work(move |shop| shop.dossier_page(no, recipient.id(), page)).await?;
    Ok(STANDARD.encode(png))
}

#[tauri::command]
pub async fn export_dossier(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<Exported> {
    let path = desk.ask_where(format!("追款材料-案件{no}-{}.pdf", recipient.place())).await?;
    desk.work(move |shop| shop.export_dossier(no, recipient.id(), &path)).await
}

#[tauri::command]
pub async fn export_pack(desk: State<'_, Desk>, no: u32, recipient: Recipient) -> Answer<Exported> {
    let path = desk.ask_where(format!("证据包-案件{no}-{}.zip", recipient.place())).await?;
    desk.work(move |shop| shop.export_pack(no, recipient.id(), &path)).await
}
