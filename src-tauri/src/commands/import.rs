//! Choosing files, looking at what they hold, taking them in.

use recoup_app::view::{
    ImportEntry, ImportFile, ImportProgress, ImportReport, Mapping, MappingProposal, OwnSource, SlipSale,
};
use recoup_app::{ImportOptions, NamedFile, Watch};
use serde::Deserialize;
use tauri::State;

use crate::Desk;
use crate::dialogs::{PickedFile, Question};
use crate::error::{Answer, cancelled};

/// What the files are wanted for.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Import,
    Exhibit,
    Photo,
    Facts,
    Dossier,
}

#[tauri::command]
pub async fn pick_files(desk: State<'_, Desk>, purpose: Purpose) -> Answer<Vec<PickedFile>> {
    let question = match purpose {
        Purpose::Import => Question::Statements,
        Purpose::Exhibit => Question::Exhibits,
        Purpose::Photo => Question::Photo,
        Purpose::Facts => Question::Facts,
        Purpose::Dossier => Question::Dossier,
    };
    let paths = desk.ask(question).await?;
    Ok(desk.chosen.keep(paths))
}

#[tauri::command]
pub async fn take_opened_files(desk: State<'_, Desk>) -> Answer<Vec<PickedFile>> {
    Ok(desk.chosen.keep(desk.opened.take()))
}

#[tauri::command]
pub async fn preview_import(
    desk: State<'_, Desk>,
    files: Vec<u32>,
    passwords: Vec<String>,
) -> Answer<ImportReport> {
    let files = desk.chosen.named(&files)?;
    desk.import(move |shop, watch| shop.preview_import(&files, &with(passwords, watch))).await
}

#[tauri::command]
pub async fn commit_import(
    desk: State<'_, Desk>,
    files: Vec<u32>,
    passwords: Vec<String>,
) -> Answer<ImportReport> {
    let files = desk.chosen.named(&files)?;
    desk.import(move |shop, watch| shop.commit_import(&files, &with(passwords, watch))).await
}

/// How far the import or preview is that runs just now; none when nothing runs.
#[tauri::command]
pub async fn import_progress(desk: State<'_, Desk>) -> Answer<Option<ImportProgress>> {
    Ok(desk.import.progress())
}

/// Stops it: what runs answers with the code `cancelled`, and nothing of its file is stored.
#[tauri::command]
pub async fn cancel_import(desk: State<'_, Desk>) -> Answer<()> {
    desk.import.stop();
    Ok(())
}

#[tauri::command]
pub async fn imports(desk: State<'_, Desk>) -> Answer<Vec<ImportEntry>> {
    desk.work(|shop| shop.imports()).await
}

#[tauri::command]
pub async fn undo_import(desk: State<'_, Desk>, id: u32) -> Answer<()> {
    desk.work(move |shop| shop.undo_import(id)).await
}

#[tauri::command]
pub async fn propose_mapping(desk: State<'_, Desk>, file: u32) -> Answer<MappingProposal> {
    let named = desk.chosen.one(file)?;
    desk.work(move |shop| shop.propose_mapping(file, &named)).await
}

#[tauri::command]
pub async fn preview_mapping(desk: State<'_, Desk>, file: u32, mapping: Mapping) -> Answer<ImportFile> {
    let file = desk.chosen.one(file)?;
    desk.work(move |shop| shop.preview_mapping(&file, &mapping)).await
}

#[tauri::command]
pub async fn save_mapping(desk: State<'_, Desk>, file: u32, mapping: Mapping) -> Answer<()> {
    let file = desk.chosen.one(file)?;
    desk.work(move |shop| shop.save_mapping(&file, &mapping)).await
}

#[tauri::command]
pub async fn choose_source(desk: State<'_, Desk>, file: u32, source: String) -> Answer<()> {
    let file = desk.chosen.one(file)?;
    desk.work(move |shop| shop.choose_source(&file, &source)).await
}

#[tauri::command]
pub async fn own_sources(desk: State<'_, Desk>) -> Answer<Vec<OwnSource>> {
    desk.work(|shop| shop.own_sources()).await
}

#[tauri::command]
pub async fn export_own_source(desk: State<'_, Desk>, id: String) -> Answer<String> {
    let asked = id.clone();
    let source = desk.work(move |shop| shop.own_source(&asked)).await?;
    // What stands for a folder somewhere is no part of a name.
    let name: String = source
        .name
        .chars()
        .map(|c| if r#"/\:*?"<>|"#.contains(c) || c.is_control() { '_' } else { c })
        .collect();
    let path = desk.ask_where(format!("列对应_{name}.json")).await?;
    let saved = NamedFile::from_path(path.clone()).name;
    desk.work(move |shop| shop.export_own_source(&id, &path)).await?;
    Ok(saved)
}

#[tauri::command]
pub async fn import_own_source(desk: State<'_, Desk>) -> Answer<OwnSource> {
    let path = desk.ask(Question::Mapping).await?.pop().ok_or_else(cancelled)?;
    desk.work(move |shop| shop.import_own_source(&NamedFile::from_path(path))).await
}

#[tauri::command]
pub async fn remove_own_source(desk: State<'_, Desk>, id: String) -> Answer<()> {
    desk.work(move |shop| shop.remove_own_source(&id)).await
}

/// A sale from a paper slip, with the number of its photo.
#[derive(Deserialize)]
pub struct SlipWithPhoto {
    #[serde(flatten)]
    slip: SlipSale,
    photo: Option<u32>,
}

#[tauri::command]
pub async fn add_sale(desk: State<'_, Desk>, sale: SlipWithPhoto) -> Answer<String> {
    let photo = sale.photo.map(|id| desk.chosen.one(id)).transpose()?;
    desk.work(move |shop| shop.add_sale(&sale.slip, photo)).await
}

fn with(passwords: Vec<String>, watch: Watch) -> ImportOptions {
    ImportOptions { passwords, watch, ..ImportOptions::default() }
}
