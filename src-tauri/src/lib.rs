//! The window: shows the page, hands its commands to `recoup-app`, and keeps paths and dialogs to itself.
//!
//! **Architecture invariants.** This is the only crate that knows tauri and rfd. A command is one call of a method of
//! [`recoup_app::Recoup`]; whatever the window can do, the program `recoup` can do as well. A path never reaches the
//! page: it gets the number of a chosen file. The page may ask for what `capabilities/main.json` grants and for nothing
//! else, and it cannot reach the network.

#![deny(missing_docs)]

mod commands;
mod desk;
mod dialogs;
mod error;
mod opened_files;
mod start;

use tauri::Runtime;

pub use desk::Desk;
pub use dialogs::Dialogs;
pub use start::run;

/// The app without its window and plugins: its commands and what they work on. The tests run it on a mock runtime.
pub fn builder<R: Runtime>(empty: tauri::Builder<R>, desk: Desk) -> tauri::Builder<R> {
    empty.manage(desk).invoke_handler(tauri::generate_handler![
        commands::overview::overview,
        commands::overview::transactions,
        commands::overview::deposits,
        commands::overview::explain,
        commands::overview::export_missing,
        commands::decisions::match_by_hand,
        commands::decisions::unmatch,
        commands::decisions::reject_finding,
        commands::decisions::settle,
        commands::decisions::undo_decision,
        commands::import::pick_files,
        commands::import::take_opened_files,
        commands::import::preview_import,
        commands::import::commit_import,
        commands::import::import_progress,
        commands::import::cancel_import,
        commands::import::imports,
        commands::import::undo_import,
        commands::import::propose_mapping,
        commands::import::preview_mapping,
        commands::import::save_mapping,
        commands::import::choose_source,
        commands::import::own_sources,
        commands::import::export_own_source,
        commands::import::import_own_source,
        commands::import::remove_own_source,
        commands::import::add_sale,
        commands::shop::agreements,
        commands::shop::set_agreement,
        commands::shop::shop,
        commands::shop::set_shop,
        commands::shop::contacts,
        commands::shop::add_contact,
        commands::shop::pin_contact,
        commands::shop::export_contacts,
        commands::cases::cases,
        commands::cases::open_case,
        commands::cases::case_view,
        commands::cases::answer_check,
        commands::cases::log_communication,
        commands::cases::attach,
        commands::cases::take_out_sales,
        commands::cases::close_case,
        commands::cases::reopen_case,
        commands::cases::call_sheet,
        commands::cases::export_calendar,
        commands::papers::describe_exhibit,
        commands::papers::exhibit_picture,
        commands::papers::paint_over,
        commands::papers::withdraw_exhibit,
        commands::papers::demand_sent,
        commands::papers::demand_received,
        commands::papers::file_complaint,
        commands::papers::settle_promise,
        commands::papers::payment_received,
        commands::papers::letter,
        commands::papers::edit_letter,
        commands::facts::fact_kinds,
        commands::facts::fact_rows,
        commands::facts::set_fact,
        commands::facts::unset_fact,
        commands::facts::import_facts,
        commands::facts::fact_changes,
        commands::facts::take_facts,
        commands::dossier::dossier_check,
        commands::dossier::dossier_page,
        commands::dossier::export_dossier,
        commands::dossier::export_pack,
        commands::dossier::export_supplement,
        commands::dossier::print_again,
        commands::dossier::verify_file,
        commands::settings::load_demo,
        commands::settings::remove_demo,
        commands::settings::language,
        commands::settings::set_language,
        commands::settings::backup,
        commands::settings::doctor,
        commands::settings::painted,
    ])
}
