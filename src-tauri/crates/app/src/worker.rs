//! The process in which files are read that a damaged reader could bring down: old workbooks and PDFs.
//!
//! It is the program `recoup` beside the running one, which may be the window or `recoup` itself, called with
//! [`PARSE_WORKER`]. The request goes in through its input, the answer comes back through its output.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use recoup_statements::{Isolated, WorkerFault};

/// The word that makes `recoup` a worker.
pub const PARSE_WORKER: &str = "--parse-worker";

/// A statement of 200 pages takes a second.
const TIME_LIMIT: Duration = Duration::from_secs(20);
/// What a worker may have for itself, and what for each byte of the file.
#[cfg(target_os = "linux")]
const ADDRESS_SPACE: (u64, u64) = (512 << 20, 50);
/// Whatever the file's size.
#[cfg(target_os = "linux")]
const MOST_ADDRESS_SPACE: u64 = 4 << 30;

/// What the readers of statements are given.
pub(crate) const ISOLATED: Isolated<'static> = Isolated(&ask);

/// What `recoup --parse-worker` does. Exit code 0 with an answer, whatever the file is.
pub fn parse_worker() -> ExitCode {
    let mut request = Vec::new();
    if std::io::stdin().lock().read_to_end(&mut request).is_err() {
        return ExitCode::FAILURE;
    }
    limit_memory(request.len() as u64);
    let answer = recoup_statements::answer(&request);
    match std::io::stdout().lock().write_all(&answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// A reader that asks for more than this ends the worker, not the program.
#[cfg(target_os = "linux")]
fn limit_memory(request: u64) {
    let (own, each) = ADDRESS_SPACE;
    let most = (own + request.saturating_mul(each)).min(MOST_ADDRESS_SPACE);
    // Where the system does not let us, the time limit is left.
    let _ = rlimit::setrlimit(rlimit::Resource::AS, most, most);
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_: u64) {}

fn ask(request: &[u8]) -> Result<Vec<u8>, WorkerFault> {
    let program = beside().ok_or(WorkerFault::NoWorker)?;
    run(Command::new(program).arg(PARSE_WORKER), request, TIME_LIMIT)
}

/// `recoup` beside the running program.
fn beside() -> Option<PathBuf> {
    let running = std::env::current_exe().ok()?;
    let program = running.with_file_name(format!("recoup{}", std::env::consts::EXE_SUFFIX));
    program.is_file().then_some(program)
}

/// Runs a program until it has answered, at most for `limit`.
fn run(command: &mut Command, request: &[u8], limit: Duration) -> Result<Vec<u8>, WorkerFault> {
    without_window(command);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = Running(command.spawn().map_err(|_| WorkerFault::NoWorker)?);
    let (Some(mut input), Some(mut output)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err(WorkerFault::NoWorker);
    };
    let started = Instant::now();
    thread::scope(|scope| {
        // A worker that ends early closes its input: what it says, or does not say, comes back on its output.
        scope.spawn(move || {
            let _ = input.write_all(request);
        });
        let answer = scope.spawn(move || {
            let mut answer = Vec::new();
            output.read_to_end(&mut answer).map(|_| answer)
        });
        loop {
            let ended = child.0.try_wait().ok().flatten();
            // The answer may be longer than a pipe holds; then the worker ends only after it was read.
            if let Some(status) = ended {
                let answer = answer.join().ok().and_then(Result::ok);
                return answer.filter(|_| status.success()).ok_or(WorkerFault::Died);
            }
            if started.elapsed() > limit {
                child.end();
                return Err(WorkerFault::TooLong);
            }
            thread::sleep(Duration::from_millis(2));
        }
    })
}

/// A console program started by a window opens one of its own unless told not to.
#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_window(_: &mut Command) {}

/// Never left behind.
struct Running(Child);

impl Running {
    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: u64) -> Result<Vec<u8>, WorkerFault> {
        run(Command::new("sh").args(["-c", script]), &vec![b'x'; 300_000], Duration::from_millis(limit))
    }

    #[test]
    fn an_answer_longer_than_a_pipe_comes_back() {
        assert_eq!(shell("cat", 10_000).map(|answer| answer.len()), Ok(300_000));
    }

    #[test]
    fn a_worker_that_hangs_or_dies_is_no_more_than_that() {
        let started = Instant::now();
        assert_eq!(shell("exec sleep 30", 200), Err(WorkerFault::TooLong));
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(shell("exit 3", 10_000), Err(WorkerFault::Died));
        assert_eq!(shell("kill -9 $$", 10_000), Err(WorkerFault::Died));
        let missing = run(&mut Command::new("/nonexistent/recoup"), b"", TIME_LIMIT);
        assert_eq!(missing, Err(WorkerFault::NoWorker));
    }
}
