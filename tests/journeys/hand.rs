//! The owner's hand: real keys and a real mouse on the screen of a desk, for what lies outside the page — the system's own
//! dialogs, and files dragged in from another program.
//!
//! Nothing here waits for a fixed time and hopes. A key or a movement is made, what must follow is looked for, and where
//! it does not follow on a busy machine it is made again.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Desk, PATIENCE};

/// How long a dialog may take to close after the return key before the path is typed anew.
const CLOSING: Duration = Duration::from_secs(10);
/// How far and how often the mouse moves while the page does not show yet that files are over it.
const WIGGLE: i32 = 6;

impl Desk {
    /// Waits for the system's dialog with these words in its title. Gives its window.
    pub async fn dialog(&self, title: &str) -> String {
        self.until(title, || async { self.windows(title).pop() }).await
    }

    /// Types a path into the dialog and presses return, until it is gone. Only ASCII: xdotool may lose other letters.
    pub async fn type_path(&self, title: &str, path: &Path) {
        let path = path.to_str().unwrap();
        assert!(path.is_ascii(), "{path}");
        for attempt in 1..=3 {
            let Some(window) = self.windows(title).pop() else { return };
            // There is no window manager that would give the focus to a new window.
            self.xdo(&["windowfocus", "--sync", &window]);
            self.xdo(&["key", "--clearmodifiers", "ctrl+l"]);
            tokio::time::sleep(Duration::from_millis(200)).await;
            self.xdo(&["key", "--clearmodifiers", "ctrl+a"]);
            self.xdo(&["type", "--clearmodifiers", "--delay", "25", path]);
            tokio::time::sleep(Duration::from_millis(200)).await;
            self.xdo(&["key", "--clearmodifiers", "Return"]);
            if self.gone(title, CLOSING).await {
                return;
            }
            println!("the dialog “{title}” did not close; attempt {attempt}");
        }
        self.shot("failed").await;
        panic!("the dialog “{title}” does not take {path}");
    }

    /// Closes the dialog without an answer.
    pub async fn close_dialog(&self, title: &str) {
        for _ in 0..3 {
            let Some(window) = self.windows(title).pop() else { return };
            self.xdo(&["windowfocus", "--sync", &window]);
            self.xdo(&["key", "--clearmodifiers", "Escape"]);
            if self.gone(title, CLOSING).await {
                return;
            }
        }
        panic!("the dialog “{title}” does not close");
    }

    /// Waits until the page listens for files from outside.
    pub async fn listens(&self) {
        self.see("body[data-ready='true']").await;
    }

    /// Drags files out of another program's window and holds them over ours.
    pub async fn drag(&self, files: &[PathBuf]) -> Drag<'_> {
        let (left, top) = (1270, 846);
        let mut source = Command::new("/usr/bin/python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/journeys/drag_source.py"))
            .args([left.to_string(), top.to_string()])
            .args(files)
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(source.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        assert_eq!(ready.trim(), "ready", "the window to drag from did not open");
        let mut drag = Drag { desk: self, source, at: (left + 80, top + 24) };
        drag.jump(drag.at);
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.xdo(&["mousedown", "1"]);
        drag.onto_window().await;
        drag
    }

    /// The windows on the screen with these words in their title.
    fn windows(&self, title: &str) -> Vec<String> {
        let found = self
            .command(&["search", "--onlyvisible", "--name", title])
            .output()
            .expect("xdotool, which `cargo dev test` installs");
        String::from_utf8_lossy(&found.stdout).lines().map(str::to_string).collect()
    }

    async fn gone(&self, title: &str, within: Duration) -> bool {
        let start = Instant::now();
        while start.elapsed() < within {
            if self.windows(title).is_empty() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// One act of the hand. A window that has closed meanwhile makes xdotool fail, which the caller's look shows.
    fn xdo(&self, act: &[&str]) {
        self.command(act).stderr(Stdio::null()).status().expect("xdotool, which `cargo dev test` installs");
    }

    fn command(&self, act: &[&str]) -> Command {
        let mut command = Command::new("xdotool");
        command.args(act).env("DISPLAY", &self.display);
        command
    }
}

/// Files in the hand, the mouse button pressed.
pub struct Drag<'a> {
    desk: &'a Desk,
    source: Child,
    at: (i32, i32),
}

impl Drag<'_> {
    /// Moves over our window and waits until the page shows that it has noticed.
    pub async fn onto_window(&mut self) {
        self.glide((700, 420)).await;
        let start = Instant::now();
        while !self.desk.has("[data-testid='drop-veil']").await {
            if start.elapsed() > PATIENCE {
                self.desk.shot("failed").await;
                panic!("the page does not notice the files held over it");
            }
            // GTK tells of files only while the mouse moves.
            let turn = if self.at.0 > 700 { -WIGGLE } else { WIGGLE };
            self.jump((700 + turn, 420));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Moves off our window again, the button still pressed, and waits until the page shows that it has noticed.
    pub async fn off_window(&mut self) {
        self.glide((700, 890)).await;
        let start = Instant::now();
        while self.desk.has("[data-testid='drop-veil']").await {
            if start.elapsed() > PATIENCE {
                self.desk.shot("failed").await;
                panic!("the page does not notice that the files are gone");
            }
            let turn = if self.at.0 > 700 { -WIGGLE } else { WIGGLE };
            self.jump((700 + turn, 890));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Lets go. The program that the files come from must live until the page has them: keep this value so long.
    pub fn let_go(&self) {
        self.desk.xdo(&["mouseup", "1"]);
    }

    /// In steps, as a hand moves: the first ones start the drag, and a window is entered, not jumped into.
    async fn glide(&mut self, to: (i32, i32)) {
        let from = self.at;
        for step in 1..=12 {
            let part = |from: i32, to: i32| from + (to - from) * step / 12;
            self.jump((part(from.0, to.0), part(from.1, to.1)));
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    fn jump(&mut self, to: (i32, i32)) {
        self.at = to;
        self.desk.xdo(&["mousemove", &to.0.to_string(), &to.1.to_string()]);
    }
}

impl Drop for Drag<'_> {
    fn drop(&mut self) {
        self.source.kill().ok();
        self.source.wait().ok();
    }
}
