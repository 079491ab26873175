//! The page's side of the border, without a page.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use recoup_desktop::{Desk, Dialogs, builder};
use serde_json::{Value, json};
use tauri::WebviewWindow;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager};

pub struct Page {
    app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    folder: tempfile::TempDir,
    called: RefCell<BTreeSet<String>>,
}

impl Page {
    /// The app on an empty data folder.
    pub fn open() -> Page {
        Page::labelled("main")
    }

    /// The same with a window that has another label, to which no capability grants anything.
    pub fn labelled(label: &str) -> Page {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(&folder.path().join("data"), Dialogs::script(folder.path().join("answers.txt")));
        let app = builder(mock_builder(), desk).build(tauri::generate_context!()).unwrap();
        let window = tauri::WebviewWindowBuilder::new(&app, label, Default::default()).build().unwrap();
        Page { app, window, folder, called: RefCell::default() }
    }

    /// Calls a command; the error is what the page's promise is rejected with.
    pub fn call(&self, command: &str, args: Value) -> Result<Value, Value> {
        self.called.borrow_mut().insert(command.to_string());
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" }.parse().unwrap(),
            body: InvokeBody::Json(args),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.into(),
        };
        get_ipc_response(&self.window, request).map(|body| body.deserialize::<Value>().unwrap())
    }

    /// Calls a command that must succeed.
    pub fn ok(&self, command: &str, args: Value) -> Value {
        self.call(command, args.clone()).unwrap_or_else(|error| panic!("{command} {args}: {error}"))
    }

    /// Calls a command that must fail, and gives the code of its error. Its sentences must be there in both languages.
    pub fn refused(&self, command: &str, args: Value) -> String {
        let error = match self.call(command, args.clone()) {
            Ok(answer) => panic!("{command} {args} was not refused: {answer}"),
            Err(error) => error,
        };
        for lang in ["zh", "en"] {
            let sentence =
                error["text"][lang].as_str().unwrap_or_else(|| panic!("{command} {args}: {error}"));
            assert!(sentence.chars().count() > 5, "{command} {args}: {error}");
        }
        error["code"].as_str().unwrap_or_else(|| panic!("{command} {args}: {error}")).to_string()
    }

    /// What the owner will choose in the next dialog.
    pub fn next_dialog(&self, paths: &[&Path]) {
        let file = self.folder.path().join("answers.txt");
        let mut answers = std::fs::read_to_string(&file).unwrap_or_default();
        answers.push_str(&paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join("\t"));
        answers.push('\n');
        std::fs::write(file, answers).unwrap();
    }

    /// Files that come by double-click, command line or drop.
    pub fn opened(&self, paths: &[&Path]) {
        assert!(self.app.state::<Desk>().open_files(paths.iter().map(|p| p.to_path_buf())));
    }

    /// Numbers of the files that a dialog gave.
    pub fn pick(&self, purpose: &str, paths: &[&Path]) -> Vec<u64> {
        self.next_dialog(paths);
        let picked = self.ok("pick_files", json!({"purpose": purpose}));
        picked.as_array().unwrap().iter().map(|file| file["id"].as_u64().unwrap()).collect()
    }

    /// A place for files of the test, outside the app's own data.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Every command called so far.
    pub fn called(&self) -> BTreeSet<String> {
        self.called.borrow().clone()
    }
}
