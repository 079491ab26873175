//! A desk for one journey: its own screen, its own driver, its own data folder, one running app.
//!
//! Everything is started by us, on a port and a display that nobody else has, and ended by its process id, so journeys
//! run side by side and leave nothing behind. The app is the same program that is shipped. Most journeys answer its
//! dialogs by a file (`recoup_desktop::Dialogs`), because a driver cannot press the system's own windows; those that are
//! about the system itself start it as its owner does, and use its keyboard and mouse (`hand.rs`).

use std::cell::Cell;
use std::ffi::OsString;
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

/// How long anything on the screen may take. Generous: two journeys share two cores with a web view each.
pub const PATIENCE: Duration = Duration::from_secs(40);
/// The program that is shipped.
const APP: &str = env!("CARGO_BIN_EXE_recoup-desktop");

pub struct Desk {
    pub(crate) client: Client,
    pub(crate) clicks: Cell<usize>,
    pub(crate) display: String,
    answers: PathBuf,
    environment: Vec<(&'static str, OsString)>,
    folder: tempfile::TempDir,
    // Dropped last: the app and its driver end before the screen does.
    processes: Processes,
}

/// How the app is started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// On a folder of its own, its dialogs answered by a file.
    Scripted,
    /// As installed: the usual data folder (of a home that is ours), the system's dialogs, and a session bus on which a
    /// second start finds the first.
    Installed,
}

/// Whether there is what a journey needs. Where CI is set its absence is a failure.
pub fn can_run() -> bool {
    can_run_with(&[])
}

/// The same for a journey that needs these programs on top.
pub fn can_run_with(programs: &[&'static str]) -> bool {
    let needed = ["Xvfb", "WebKitWebDriver"].into_iter().chain(programs.iter().copied());
    let missing: Vec<&str> = needed.filter(|program| !on_path(program)).collect();
    if missing.is_empty() && cfg!(target_os = "linux") {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "a journey needs {missing:?}: `cargo dev test` installs it");
    println!("skipped: a journey in the real window needs Linux and some programs; missing: {missing:?}");
    false
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

impl Desk {
    /// Starts the app on an empty data folder, as a double-click would, with `files` on its command line.
    pub async fn start(files: &[&Path]) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        Desk::start_in(folder, files).await
    }

    /// The same on a folder that has data already.
    pub async fn start_in(folder: tempfile::TempDir, files: &[&Path]) -> Desk {
        Desk::open(folder, files, Start::Scripted).await
    }

    /// Starts the app as an installed one, on an empty home: the system's own dialogs, one instance for the session.
    pub async fn start_installed() -> Desk {
        Desk::open(tempfile::tempdir().unwrap(), &[], Start::Installed).await
    }

    async fn open(folder: tempfile::TempDir, files: &[&Path], start: Start) -> Desk {
        let mut processes = Processes(Vec::new());
        let display = processes.screen();
        let answers = folder.path().join("answers.txt");
        let mut environment: Vec<(&str, OsString)> = vec![
            ("DISPLAY", (&display).into()),
            ("GDK_BACKEND", "x11".into()),
            ("HOME", folder.path().into()),
            ("XDG_CONFIG_HOME", folder.path().join("config").into()),
            ("XDG_DATA_HOME", folder.path().join("share").into()),
            ("XDG_CACHE_HOME", folder.path().join("cache").into()),
            // The document's date boxes and the system's words follow it.
            ("LANG", "C.UTF-8".into()),
        ];
        match start {
            Start::Scripted => {
                environment.push(("RECOUP_DATA", folder.path().join("data").into()));
                environment.push(("RECOUP_DIALOG_ANSWERS", (&answers).into()));
            }
            Start::Installed => {
                environment.push(("DBUS_SESSION_BUS_ADDRESS", processes.bus(folder.path()).into()));
                // A dialog on the bus of a desktop (a portal) would not be the one that stands on our screen.
                environment.push(("GTK_USE_PORTAL", "0".into()));
                // Nobody on our bus keeps settings or reads the screen aloud.
                environment.push(("GSETTINGS_BACKEND", "memory".into()));
                environment.push(("NO_AT_BRIDGE", "1".into()));
            }
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            // tauri opens its web view to a driver only where this is set.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env_remove("WAYLAND_DISPLAY")
            // With WebKit's other way of drawing the driver never answers when asked for a picture.
            .env_remove("WEBKIT_DISABLE_DMABUF_RENDERER")
            .env_remove("RECOUP_DATA")
            .env_remove("RECOUP_DIALOG_ANSWERS")
            .envs(environment.iter().cloned())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        processes.0.push(driver);
        let options = json!({"webkitgtk:browserOptions": {"binary": APP, "args": files}});
        let client = connect(port, &options).await;
        client.set_window_size(1366, 768).await.ok();
        Desk { client, clicks: Cell::new(0), display, answers, environment, folder, processes }
    }

    /// Starts the app once more, as a double-click on `argument` in `folder` would while the window is open.
    pub fn second_start(&self, folder: &Path, argument: &str) -> Child {
        Command::new(APP)
            .arg(argument)
            .current_dir(folder)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("RECOUP_DATA")
            .env_remove("RECOUP_DIALOG_ANSWERS")
            .envs(self.environment.iter().cloned())
            .spawn()
            .unwrap()
    }

    /// Ends the app as its close button would, and gives the folder back so that it can be started again.
    pub async fn close(self) -> tempfile::TempDir {
        self.client.close().await.ok();
        drop(self.processes);
        self.folder
    }

    /// A place for the files of this journey, outside the app's own data.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the owner will choose in the next dialog that nobody has answered yet.
    pub fn next_dialog(&self, paths: &[&Path]) {
        let mut answers = std::fs::read_to_string(&self.answers).unwrap_or_default();
        answers.push_str(&paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join("\t"));
        answers.push('\n');
        std::fs::write(&self.answers, answers).unwrap();
    }

    /// Clicks so far. A key pressed is none, as typing is not.
    pub fn clicks(&self) -> usize {
        self.clicks.get()
    }

    /// Waits until the element is there and can be seen.
    pub async fn see(&self, css: &str) -> Element {
        self.until(css, || async { shown(self.client.find(Locator::Css(css)).await.ok()?).await }).await
    }

    /// Waits until the element with this test id is there, and can be seen.
    pub async fn thing(&self, id: &str) -> Element {
        self.see(&format!("[data-testid='{id}']")).await
    }

    /// Clicks what has this test id, and counts.
    pub async fn click(&self, id: &str) {
        self.click_at(&format!("[data-testid='{id}']")).await;
    }

    /// Clicks what a selector finds, and counts.
    pub async fn click_at(&self, css: &str) {
        self.clicks.set(self.clicks.get() + 1);
        // The page may draw the thing anew between the look and the click, as it may under a person's finger: then the
        // click has met nothing and is made again.
        self.until(css, || async {
            let element = shown(self.client.find(Locator::Css(css)).await.ok()?).await?;
            // A button that is still waiting for its data swallows a click without a word.
            if element.attr("aria-disabled").await.ok()?.is_some_and(|state| state != "false") {
                return None;
            }
            element.click().await.ok()
        })
        .await;
    }

    /// Waits until the page is on this screen and has nothing more to fetch.
    pub async fn on(&self, screen: &str) {
        self.see(&format!(".app[data-screen='{screen}']")).await;
    }

    /// Whether there is such an element now; does not wait.
    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    /// Waits until nothing on the page is being fetched any more.
    pub async fn settled(&self) {
        let script = "return document.querySelector('[aria-busy=true], .waiting') === null";
        self.until("the end of waiting", || async { (self.ask(script).await == true).then_some(()) }).await;
    }

    /// Presses the tab key until the focus is on the thing with this test id.
    pub async fn tab_to(&self, id: &str) {
        for _ in 0..60 {
            let focused = self.ask("return document.activeElement?.dataset?.testid ?? ''").await;
            if focused == id {
                return;
            }
            self.client.active_element().await.unwrap().send_keys("\u{e004}").await.unwrap();
        }
        panic!("the tab key never reaches {id}");
    }

    /// Waits until the page shows these words.
    pub async fn read(&self, words: &str) {
        self.until(words, || async { self.words().await.contains(words).then_some(()) }).await;
    }

    /// All words that the page shows now.
    pub async fn words(&self) -> String {
        // Not the driver's own text of an element: it takes seconds on a long table.
        match self.client.execute("return document.body.innerText", vec![]).await {
            Ok(Value::String(words)) => words,
            _ => String::new(),
        }
    }

    pub(crate) async fn until<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        look: impl Fn() -> F,
    ) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if start.elapsed() > PATIENCE {
                self.shot("failed").await;
                panic!(
                    "not on the screen after {PATIENCE:?}: {what}\nThe screen says:\n{}",
                    self.words().await
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Calls a command as the page would.
    pub async fn call(&self, command: &str, args: Value) -> Value {
        let script = "const [cmd, args, done] = arguments; \
                      window.__TAURI_INTERNALS__.invoke(cmd, args).then(ok => done({ok}), error => done({error}))";
        self.client.execute_async(script, vec![json!(command), args]).await.unwrap()
    }

    /// What a script on the page says.
    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap()
    }

    /// A picture of the window for a person to look at, in `target/screens/`. Nothing is compared with it.
    pub async fn shot(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screens");
        std::fs::create_dir_all(&folder).unwrap();
        // Not the frame before: on a busy machine the words are there before they are drawn, and colours still change.
        tokio::time::timeout(PATIENCE, self.client.execute_async(DRAWN, vec![])).await.ok();
        // A driver that cannot draw must not end a journey whose words are right.
        match tokio::time::timeout(PATIENCE, self.client.screenshot()).await {
            Ok(Ok(png)) => std::fs::write(folder.join(format!("{name}.png")), png).unwrap(),
            other => println!("no picture of {name}: {:?}", other.map(|picture| picture.map(|_| ()))),
        }
    }

    /// Looks at the screen as someone who cannot see it would: no violation of WCAG 2.1 A and AA by axe-core.
    pub async fn accessible(&self, screen: &str) {
        let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).unwrap_or_else(|error| panic!("{axe}: {error}"));
        self.client.execute(&axe, vec![]).await.unwrap();
        let found = self.client.execute_async(AXE, vec![]).await.unwrap();
        assert!(found["passes"].as_u64().unwrap_or(0) > 5, "{screen}: axe hardly ran: {found}");
        let violations = found["violations"].as_array().unwrap();
        if !violations.is_empty() {
            self.shot("failed").await;
        }
        assert!(violations.is_empty(), "{screen}: {}", serde_json::to_string_pretty(violations).unwrap());
    }

    /// The picture and the look in one, for every screen that a journey passes.
    pub async fn look(&self, screen: &str) {
        self.shot(screen).await;
        self.accessible(screen).await;
    }
}

/// Ends when what the page says now has been drawn, with its changes of colour; a turning wheel is not waited for.
const DRAWN: &str = "
const done = arguments[0];
const still = Promise.all(document.getAnimations().map(a => a.finished.catch(() => {})));
const late = new Promise(end => setTimeout(end, 600));
Promise.race([still, late]).then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";

/// Runs axe and boils its answer down to what a person needs to find the fault.
const AXE: &str = "
const done = arguments[0];
axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] } }).then(
    r => done({
        passes: r.passes.length,
        violations: r.violations.map(v => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 4).map(n => n.html + ' ' + n.failureSummary) })),
    }),
    e => done({ passes: 0, violations: [String(e)] }));";

async fn shown(element: Element) -> Option<Element> {
    element.is_displayed().await.ok()?.then_some(element)
}

/// The driver needs a moment to listen, and the app one to draw its first window.
async fn connect(port: u16, options: &Value) -> Client {
    let start = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(options.as_object().unwrap().clone());
        let address = format!("http://127.0.0.1:{port}/");
        match tokio::time::timeout(PATIENCE, builder.connect(&address)).await {
            Ok(Ok(client)) => return client,
            Ok(Err(error)) if start.elapsed() > PATIENCE => panic!("the driver gives no session: {error}"),
            Err(_) if start.elapsed() > 2 * PATIENCE => panic!("the driver does not answer"),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// What was started for one desk; ended newest first, by process id.
struct Processes(Vec<Child>);

impl Processes {
    /// A screen without a monitor. The number is the server's own choice, so two never meet.
    fn screen(&mut self) -> String {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        self.0.push(server);
        format!(":{}", number.trim())
    }

    /// A message bus as every desktop session has one, with nothing on it that could be woken up. Gives its address.
    fn bus(&mut self, folder: &Path) -> String {
        let config = folder.join("bus.conf");
        let socket = folder.join("bus").display().to_string();
        std::fs::write(
            &config,
            format!(
                "<busconfig><type>session</type><listen>unix:path={socket}</listen><policy context='default'>\
                 <allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/></policy></busconfig>"
            ),
        )
        .unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address=1"])
            .stderr(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        self.0.push(bus);
        address.trim().to_string()
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for process in self.0.iter_mut().rev() {
            process.kill().ok();
            process.wait().ok();
        }
    }
}
