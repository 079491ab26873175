//! What goes wrong in the window itself. All else comes from `recoup-app` as it is: a closed code and a sentence in both
//! languages, which is all that the page gets to see.

use recoup_app::{AppError, ErrorCode};

/// What every command answers.
pub type Answer<T> = Result<T, AppError>;

/// The owner closed a dialog without choosing. Not a fault: the page stays as it was.
pub fn cancelled() -> AppError {
    AppError::new(
        ErrorCode::Cancelled,
        "没有选择保存位置，什么都没有写。",
        "No place to save was chosen; nothing was written.",
    )
}

/// The page named a file that this window never gave it, or gave it before a restart.
pub fn unknown_file(id: u32) -> AppError {
    AppError::not_found(
        format!("找不到编号为 {id} 的文件：它可能是上次打开程序时选的。请重新选择文件。"),
        format!(
            "There is no chosen file number {id}: it may be from before a restart. Please choose the file again."
        ),
    )
}

/// A command that broke off: the thread that did it is gone.
pub fn broken_work(detail: &dyn std::fmt::Display) -> AppError {
    // The detail may hold data of the owner's; it goes to the log of this machine and not to the page.
    log::error!("a command broke off: {detail}");
    AppError::new(
        ErrorCode::Internal,
        "程序内部出错，这一步没有完成，已保存的数据没有变。请再试一次；仍不行请到“设置”里体检。",
        "Something broke inside the app. This step was not done and nothing saved has changed. \
         Try again; if it happens again, run the self-check in Settings.",
    )
}
