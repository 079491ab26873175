//! Starting: plugins, the one window, and a sentence instead of a crash where a window cannot come up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use tauri::{
    AppHandle, DragDropEvent, Emitter, Manager, RunEvent, Runtime, WebviewWindowBuilder, WindowEvent, Wry,
};
use tauri_plugin_log::{RotationStrategy, Target, TargetKind, TimezoneStrategy};
use tauri_plugin_window_state::StateFlags;

use crate::{Desk, Dialogs, builder, opened_files};

/// Tells the page, without saying more, that `take_opened_files` has something.
const FILES_OPENED: &str = "files-opened";
/// Tells the page whether files are held over the window now, so that it can show where they will go. Ours and not
/// tauri's own event, whose payload is the paths.
const FILES_HOVER: &str = "files-hover";

/// Whether a message box can be shown before the window library has found the screen. On Linux it would wait for ever
/// where the screen is named but not reachable.
const BOX_BEFORE_WINDOW: bool = !cfg!(target_os = "linux");

/// Runs the window until it is closed. The exit code is 0, or 1 where no window could be opened; why is said in a
/// message box where there is a screen, and on stderr.
pub fn run() -> ExitCode {
    if !has_screen() {
        return refuse(
            "没有图形界面（DISPLAY 和 WAYLAND_DISPLAY 都没有设置），打不开窗口。不用窗口也能做完全部工作：请运行 recoup demo。",
            "There is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open. \
             The same work can be done without it: run `recoup demo`.",
            false,
        );
    }
    let folder = match data_folder() {
        Ok(folder) => folder,
        Err(sentence) => return refuse(&sentence.0, &sentence.1, BOX_BEFORE_WINDOW),
    };
    // Where the screen is named but not reachable, the window library panics. That is the owner's machine, not our fault,
    // and gets a sentence like everything else.
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let built = catch_unwind(AssertUnwindSafe(|| build(folder)));
    std::panic::set_hook(quiet);
    match built {
        Ok(Ok(app)) => {
            app.run(on_event);
            ExitCode::SUCCESS
        }
        Ok(Err(error)) => refuse(
            &format!("窗口打不开：{error}。请重新安装追款管家；数据不受影响。"),
            &format!(
                "The window cannot be opened: {error}. Please install the app again; your data is not affected."
            ),
            true,
        ),
        Err(panic) => {
            let why =
                panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            eprintln!("({})", why.unwrap_or("no reason given"));
            refuse(
                "连不上图形界面，打不开窗口。请在桌面环境里启动，或检查 DISPLAY 的设置。",
                "The screen cannot be reached, so no window can open. Start the app from a desktop, or check DISPLAY.",
                BOX_BEFORE_WINDOW,
            )
        }
    }
}

fn build(folder: PathBuf) -> tauri::Result<tauri::App> {
    let mut app = builder::<Wry>(tauri::Builder::new(), Desk::new(&folder, Dialogs::of_environment()));
    // Two windows on one folder would work on stale numbers. A folder chosen by RECOUP_DATA is another shop's: it may
    // stand beside the first, and the store's own lock guards it.
    if std::env::var_os("RECOUP_DATA").is_none() {
        // First of all plugins: a second start must end before anything else has begun.
        app = app.plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            let arguments = arguments.into_iter().skip(1).map(Into::into);
            open_files(app, opened_files::among_arguments(arguments, folder.as_ref()));
            if let Some(window) = app.get_webview_window("main") {
                // A window that cannot be raised is still there: nothing is lost.
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        }));
    }
    let app = app
        .plugin(log_of(&folder))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                .build(),
        )
        .setup(|app| {
            open_window(app.handle());
            Ok(())
        })
        .on_window_event(|window, event| {
            let WindowEvent::DragDrop(drag) = event else { return };
            let app = window.app_handle();
            // Nothing is lost where the page does not hear these: it only shows less.
            match drag {
                DragDropEvent::Enter { paths, .. } => drop(app.emit(FILES_HOVER, !paths.is_empty())),
                DragDropEvent::Leave => drop(app.emit(FILES_HOVER, false)),
                DragDropEvent::Drop { paths, .. } => {
                    drop(app.emit(FILES_HOVER, false));
                    open_files(app, paths.iter().cloned());
                }
                _ => {}
            }
        })
        .build(tauri::generate_context!())?;
    let here = std::env::current_dir().unwrap_or_default();
    app.state::<Desk>().open_files(opened_files::among_arguments(std::env::args_os().skip(1), &here));
    Ok(app)
}

/// Makes the window of `tauri.conf.json`. It is made here and not by tauri, whose answer to a missing WebView is a panic.
fn open_window(app: &AppHandle) {
    let config = app.config().app.windows.first().cloned().unwrap_or_default();
    let made = WebviewWindowBuilder::from_config(app, &config).and_then(|builder| builder.build());
    if let Err(error) = made {
        log::error!("no web view: {error}");
        let (zh, en) = if cfg!(windows) {
            (
                "这台电脑缺少 WebView2，打不开窗口。请到 https://developer.microsoft.com/microsoft-edge/webview2/ \
                 下载安装“常青版引导程序”，再打开追款管家。数据不受影响。",
                "WebView2 is missing on this computer, so the window cannot open. Install the Evergreen Bootstrapper from \
                 https://developer.microsoft.com/microsoft-edge/webview2/ and start the app again. Your data is not affected.",
            )
        } else {
            (
                "系统的网页组件打不开，没有窗口。请更新系统（Linux 上是 libwebkit2gtk-4.1）后再打开追款管家。数据不受影响。",
                "The system's web view cannot be opened. Update the system (on Linux libwebkit2gtk-4.1) and start the app \
                 again. Your data is not affected.",
            )
        };
        eprintln!("({error})");
        let app = app.clone();
        // On a thread of its own: a dialog on the window's thread waits for itself.
        std::thread::spawn(move || {
            refuse(zh, en, true);
            app.exit(1);
        });
    }
}

#[cfg_attr(not(target_os = "macos"), expect(unused_variables, reason = "only macOS opens files by an event"))]
fn on_event(app: &AppHandle, event: RunEvent) {
    #[cfg(target_os = "macos")]
    if let RunEvent::Opened { urls } = event {
        open_files(app, urls.iter().filter_map(|url| url.to_file_path().ok()));
    }
}

fn open_files<R: Runtime>(app: &AppHandle<R>, paths: impl IntoIterator<Item = PathBuf>) {
    if app.state::<Desk>().open_files(paths) {
        // Lost if the page does not listen yet: it asks by itself when it is drawn.
        let _ = app.emit(FILES_OPENED, ());
    }
}

/// The log lies beside the data, so that an owner who asks for help finds it. It holds no row of a statement: the crates
/// log what happened and how long it took, never what stood in a file.
fn log_of<R: Runtime>(folder: &std::path::Path) -> tauri::plugin::TauriPlugin<R> {
    let file = TargetKind::Folder { path: folder.join("logs"), file_name: Some("recoup".into()) };
    let mut log = tauri_plugin_log::Builder::new()
        .clear_targets()
        .target(Target::new(file))
        .level(log::LevelFilter::Warn)
        .level_for("recoup_desktop", log::LevelFilter::Info)
        .level_for("recoup_app", log::LevelFilter::Info)
        .level_for("recoup_store", log::LevelFilter::Info)
        .max_file_size(1_000_000)
        .rotation_strategy(RotationStrategy::KeepSome(3))
        .timezone_strategy(TimezoneStrategy::UseLocal);
    if cfg!(debug_assertions) {
        log = log.target(Target::new(TargetKind::Stderr));
    }
    log.build()
}

/// Where the shop's data lies: the same folder that the program `recoup` uses.
fn data_folder() -> Result<PathBuf, (String, String)> {
    recoup_app::default_data_dir().map_err(|error| (error.text.zh, error.text.en))
}

fn has_screen() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

/// Says why there is no window, on stderr and, with `in_box`, in a message box: a release on Windows has no console, and
/// an icon on a desktop shows none.
fn refuse(zh: &str, en: &str, in_box: bool) -> ExitCode {
    eprintln!("{zh}\n{en}");
    if in_box {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title("追款管家 · Recoup")
            .set_description(format!("{zh}\n\n{en}"))
            .show();
    }
    ExitCode::FAILURE
}
