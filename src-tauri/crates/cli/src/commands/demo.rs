//! `recoup demo`: the whole job on sample data.

use std::path::Path;

use recoup_app::AppError;

use super::missing;
use crate::print::Printer;

pub fn run(dir: &Path, out: &Printer) -> Result<(), AppError> {
    out.say("样例数据，人名、店名、号码都是编的。", "Sample data; all names and numbers are invented.");
    let demo = recoup_app::demo(dir)?;
    missing::describe(&demo.report, out);
    out.say(
        &format!("案件 {} 的材料：{}（{} 页）", demo.case, demo.dossier.display(), demo.pages),
        &format!("The dossier of case {}: {} ({} pages)", demo.case, demo.dossier.display(), demo.pages),
    );
    out.say(
        &format!("证据包：{}", demo.pack.display()),
        &format!("The evidence pack: {}", demo.pack.display()),
    );
    Ok(())
}
