//! A bar on standard error while a long file is read, where standard error is a terminal.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use recoup_app::Watch;
use recoup_app::view::Text;

use crate::print::Printer;

/// Shows how far an import is. Ctrl-C ends the program as always: a file under way is one transaction, so nothing of it
/// stays.
pub fn bar(out: &Printer) -> Watch {
    if !std::io::stderr().is_terminal() {
        return Watch::default();
    }
    let rows = out.pick(&Text::new("行", "rows")).to_owned();
    let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr_with_hz(8));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}% {msg}") {
        bar.set_style(style);
    }
    let current = Mutex::new(0);
    Watch::new(move |at| {
        if let Ok(mut current) = current.lock()
            && *current != at.number
        {
            *current = at.number;
            bar.reset();
        }
        let file =
            if at.files > 1 { format!("[{}/{}] {}", at.number, at.files, at.file) } else { at.file.clone() };
        bar.set_message(format!("{file}  {} {rows}", at.rows));
        bar.set_position(u64::from(at.percent));
        if at.percent == 100 {
            bar.finish_and_clear();
        }
        ControlFlow::Continue(())
    })
}
