//! What the commands work on: the shop's data, the files chosen so far, the files that wait to be opened.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use recoup_app::view::ImportProgress;
use recoup_app::{AppError, Recoup, Watch};

use crate::dialogs::{Chosen, Dialogs, Question};
use crate::error::{Answer, broken_work, cancelled};
use crate::opened_files::OpenedFiles;

/// The state of the running app; tauri hands it to every command.
pub struct Desk {
    shop: Arc<Mutex<Shop>>,
    pub(crate) chosen: Chosen,
    pub(crate) opened: OpenedFiles,
    dialogs: Arc<Dialogs>,
    pub(crate) import: Arc<ImportUnderWay>,
    pub(crate) started: Instant,
}

/// The import or preview that runs just now: how far it is, and whether the owner wants it stopped. Beside the shop's
/// data, which the import holds while it runs.
#[derive(Debug, Default)]
pub(crate) struct ImportUnderWay {
    progress: Mutex<Option<ImportProgress>>,
    stop: AtomicBool,
}

impl ImportUnderWay {
    /// How far it is; `None` when nothing runs.
    pub fn progress(&self) -> Option<ImportProgress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops it before its next piece. Does nothing when nothing runs.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn set(&self, progress: Option<ImportProgress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

/// Ends the notes about an import, however it ended.
struct Ended<'i>(&'i ImportUnderWay);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

/// The shop's data, opened when first asked for: where it cannot be opened the window still comes up and says why, and
/// the next command tries again (another program may have held the lock).
struct Shop {
    folder: PathBuf,
    open: Option<Recoup>,
}

impl Desk {
    /// A desk on the data in `folder`, which is made when first needed.
    pub fn new(folder: &Path, dialogs: Dialogs) -> Desk {
        Desk {
            shop: Arc::new(Mutex::new(Shop { folder: folder.to_path_buf(), open: None })),
            chosen: Chosen::default(),
            opened: OpenedFiles::default(),
            dialogs: Arc::new(dialogs),
            import: Arc::default(),
            started: Instant::now(),
        }
    }

    /// Puts files into the queue that the command `take_opened_files` empties; the answer is whether any of them exists.
    pub fn open_files(&self, paths: impl IntoIterator<Item = PathBuf>) -> bool {
        self.opened.push(paths)
    }

    /// Does work on the shop's data, off the threads that keep the window alive.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Recoup) -> Result<T, AppError> + Send + 'static,
    ) -> Answer<T> {
        let shop = Arc::clone(&self.shop);
        let done = tauri::async_runtime::spawn_blocking(move || {
            // A panic in an earlier command has rolled its transaction back: the data is whole, so the lock may be taken.
            let mut shop = shop.lock().unwrap_or_else(PoisonError::into_inner);
            if shop.open.is_none() {
                shop.open = Some(Recoup::open_for_window(&shop.folder)?);
            }
            match shop.open.as_mut() {
                Some(recoup) => work(recoup),
                None => Err(broken_work(&"the store is closed right after it was opened")),
            }
        });
        done.await.unwrap_or_else(|lost| Err(broken_work(&lost)))
    }

    /// Does an import or a preview: as [`Desk::work`], with a watch that tells how far it is and hears the owner's stop.
    pub(crate) async fn import<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Recoup, Watch) -> Result<T, AppError> + Send + 'static,
    ) -> Answer<T> {
        let under_way = Arc::clone(&self.import);
        self.work(move |shop| {
            let _ended = Ended(&under_way);
            under_way.stop.store(false, Ordering::Relaxed);
            let heard = Arc::clone(&under_way);
            let watch = Watch::new(move |at| {
                heard.set(Some(at.clone()));
                if heard.stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            work(shop, watch)
        })
        .await
    }

    /// Shows a dialog and waits for the owner; no path where it was closed.
    pub(crate) async fn ask(&self, question: Question) -> Answer<Vec<PathBuf>> {
        let dialogs = Arc::clone(&self.dialogs);
        let asked = tauri::async_runtime::spawn_blocking(move || dialogs.ask(&question));
        asked.await.map_err(|lost| broken_work(&lost))
    }

    /// Asks where to save. Errors: `cancelled`.
    pub(crate) async fn ask_where(&self, suggested: String) -> Answer<PathBuf> {
        self.ask(Question::Save { name: suggested }).await?.pop().ok_or_else(cancelled)
    }
}
