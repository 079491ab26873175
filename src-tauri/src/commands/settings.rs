//! Sample data, language, backup, self-check.

use recoup_app::view::{Doctor, Exported};
use serde::Deserialize;
use tauri::State;

use crate::Desk;
use crate::error::Answer;

#[tauri::command]
pub async fn load_demo(desk: State<'_, Desk>) -> Answer<()> {
    desk.work(|shop| shop.load_demo()).await
}

#[tauri::command]
pub async fn remove_demo(desk: State<'_, Desk>) -> Answer<()> {
    desk.work(|shop| shop.remove_demo()).await
}

#[tauri::command]
pub async fn language(desk: State<'_, Desk>) -> Answer<String> {
    desk.work(|shop| shop.language()).await
}

/// The languages that the page speaks.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    Zh,
    En,
}

#[tauri::command]
pub async fn set_language(desk: State<'_, Desk>, lang: Lang) -> Answer<()> {
    desk.work(move |shop| {
        shop.set_language(match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        })
    })
    .await
}

#[tauri::command]
pub async fn backup(desk: State<'_, Desk>) -> Answer<Exported> {
    let path = desk.ask_where(format!("追款管家备份-{}.zip", recoup_app::today())).await?;
    desk.work(move |shop| shop.backup(&path)).await
}

#[tauri::command]
pub async fn doctor(desk: State<'_, Desk>) -> Answer<Doctor> {
    desk.work(|shop| shop.doctor()).await
}

/// The page has drawn its first useful frame: how long the owner waited goes to the log.
#[tauri::command]
pub async fn painted(desk: State<'_, Desk>) -> Answer<()> {
    log::info!("painted after {} ms", desk.started.elapsed().as_millis());
    Ok(())
}
