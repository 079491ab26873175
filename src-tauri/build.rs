//! Builds the page, so that a plain `cargo run` is all it takes, and declares which commands the window has.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// Every command of the window. Naming them here turns each into a permission that `capabilities/main.json` must grant;
/// `cargo dev lint` compares this list with the handler, the capability, `ui/src/api/types.ts` and `tauri.ts`.
const COMMANDS: &[&str] = &[
    "add_contact",
    "add_sale",
    "agreements",
    "answer_check",
    "attach",
    "backup",
    "call_sheet",
    "cancel_import",
    "case_view",
    "cases",
    "close_case",
    "commit_import",
    "contacts",
    "demand_received",
    "demand_sent",
    "deposits",
    "describe_exhibit",
    "doctor",
    "dossier_check",
    "dossier_page",
    "edit_letter",
    "explain",
    "export_calendar",
    "export_contacts",
    "export_dossier",
    "export_missing",
    "export_own_source",
    "export_pack",
    "export_supplement",
    "fact_changes",
    "fact_kinds",
    "fact_rows",
    "file_complaint",
    "import_facts",
    "import_own_source",
    "import_progress",
    "imports",
    "language",
    "letter",
    "load_demo",
    "log_communication",
    "match_by_hand",
    "open_case",
    "overview",
    "own_sources",
    "painted",
    "payment_received",
    "pick_files",
    "pin_contact",
    "preview_import",
    "preview_mapping",
    "print_again",
    "propose_mapping",
    "reject_finding",
    "remove_demo",
    "remove_own_source",
    "reopen_case",
    "save_mapping",
    "choose_source",
    "set_agreement",
    "set_fact",
    "set_language",
    "set_shop",
    "settle",
    "settle_promise",
    "shop",
    "take_facts",
    "take_opened_files",
    "take_out_sales",
    "transactions",
    "undo_decision",
    "undo_import",
    "unmatch",
    "unset_fact",
    "verify_file",
    "exhibit_picture",
    "paint_over",
    "withdraw_exhibit",
];

/// Set to leave the page alone: for an editor's checks, or where `ui/dist` was built elsewhere.
const PREBUILT: &str = "RECOUP_UI_PREBUILT";

fn main() -> ExitCode {
    let done = page(Path::new("../ui")).and_then(|()| {
        let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
            .map_err(|e| format!("{e:#}"))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={}", sentence.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

/// Runs `npm ci` when the lock file has changed, then `npm run build`.
fn page(ui: &Path) -> Result<(), String> {
    // Sources only: the build writes `dist` and `node_modules` itself and would start itself over and over.
    for input in [
        "src",
        "public",
        "index.html",
        "package.json",
        "package-lock.json",
        "tsconfig.json",
        "vite.config.ts",
    ] {
        let input = ui.join(input);
        if input.exists() {
            println!("cargo::rerun-if-changed={}", input.display());
        }
    }
    println!("cargo::rerun-if-env-changed={PREBUILT}");
    if std::env::var_os(PREBUILT).is_some() {
        return match ui.join("dist/index.html").is_file() {
            true => Ok(()),
            false => Err(format!(
                "{PREBUILT} is set, but there is no ui/dist/index.html: unset it, or build the page"
            )),
        };
    }
    let lock = std::fs::read(ui.join("package-lock.json"))
        .map_err(|error| format!("ui/package-lock.json cannot be read ({error}): the clone is not whole"))?;
    // `cargo dev test` keeps the same stamp: the packages are installed once.
    let stamp = ui.join("node_modules/.installed-for");
    if std::fs::read(&stamp).map_or(true, |installed| installed != lock) {
        npm(ui, &["ci", "--no-audit", "--no-fund"])?;
        std::fs::write(&stamp, &lock)
            .map_err(|error| format!("{} cannot be written ({error})", stamp.display()))?;
    }
    npm(ui, &["run", "build"])
}

fn npm(ui: &Path, args: &[&str]) -> Result<(), String> {
    let typed = format!("npm {}", args.join(" "));
    let output = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(args)
        .current_dir(ui)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("npm cannot be started ({error}): install Node.js 20.19 or newer"))?;
    if output.status.success() {
        return Ok(());
    }
    // Not through `cargo::error`: what npm says has many lines. Cargo shows stderr when a build script fails.
    eprintln!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("`{typed}` failed in the folder ui ({}); what it said stands below", output.status))
}
