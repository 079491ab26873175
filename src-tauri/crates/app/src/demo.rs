//! The whole job on sample data, for `recoup demo` and for the window's first look.

use std::fs;
use std::path::{Path, PathBuf};

use recoup_casework::Recipient;

use crate::files::NamedFile;
use crate::import::ImportOptions;
use crate::view::{MissingReport, NewCommunication};
use crate::{AppError, Recoup, Shop, today};

/// The sample files, embedded so that an installed program has them. All names, numbers and amounts are invented.
const STATEMENTS: [(&str, &[u8]); 8] = [
    ("收单明细_202610.csv", include_bytes!("../../../../tests/fixtures/收单明细_202610.csv")),
    ("收单明细_202611.xlsx", include_bytes!("../../../../tests/fixtures/收单明细_202611.xlsx")),
    (
        "中行流水_HISQRY_20261026-20261123.csv",
        include_bytes!("../../../../tests/fixtures/中行流水_HISQRY_20261026-20261123.csv"),
    ),
    (
        "工行明细_hisdetail_202611.csv",
        include_bytes!("../../../../tests/fixtures/工行明细_hisdetail_202611.csv"),
    ),
    (
        "微信交易账单_20261102-20261120.csv",
        include_bytes!("../../../../tests/fixtures/微信交易账单_20261102-20261120.csv"),
    ),
    (
        "微信资金账单_20261102-20261123.csv",
        include_bytes!("../../../../tests/fixtures/微信资金账单_20261102-20261123.csv"),
    ),
    (
        "支付宝业务明细_20261102-20261120.csv",
        include_bytes!("../../../../tests/fixtures/支付宝业务明细_20261102-20261120.csv"),
    ),
    (
        "支付宝账务明细_20261102-20261123.csv",
        include_bytes!("../../../../tests/fixtures/支付宝账务明细_20261102-20261123.csv"),
    ),
];
const EXHIBITS: [(&str, &[u8], &str); 3] = [
    (
        "小票_20261111.jpg",
        include_bytes!("../../../../tests/fixtures/小票_20261111.jpg"),
        "这笔收款在 POS 上成功，客户已付款",
    ),
    (
        "小票_20261117.jpg",
        include_bytes!("../../../../tests/fixtures/小票_20261117.jpg"),
        "另一笔同日收款在 POS 上成功",
    ),
    (
        "青杉支付答复函_20261119.pdf",
        include_bytes!("../../../../tests/fixtures/青杉支付答复函_20261119.pdf"),
        "机构书面承认已受理查询",
    ),
];

/// What `recoup demo` leaves.
#[derive(Debug)]
pub struct Demo {
    /// The answer.
    pub report: MissingReport,
    /// The case that was opened.
    pub case: u32,
    /// The dossier.
    pub dossier: PathBuf,
    /// Its pages.
    pub pages: usize,
    /// The evidence pack.
    pub pack: PathBuf,
}

/// Does the whole job in `dir` with a store of its own (`dir/store`), which is made anew each time.
///
/// # Errors
/// `refused` when `dir/store` is not a store that a demo made.
pub fn demo(dir: &Path) -> Result<Demo, AppError> {
    let store = dir.join("store");
    let mark = dir.join("样例.txt");
    if store.exists() {
        if !mark.is_file() {
            return Err(AppError::bad_input(
                format!("{} 里已经有别的数据，换一个文件夹。", dir.display()),
                format!("{} holds other data; choose another folder.", dir.display()),
            ));
        }
        fs::remove_dir_all(&store).map_err(|e| AppError::file(&store, e))?;
    }
    fs::create_dir_all(dir).map_err(|e| AppError::file(dir, e))?;
    fs::write(&mark, "这个文件夹里是追款管家的样例，可以整个删掉。\n")
        .map_err(|e| AppError::file(&mark, e))?;
    let mut app = Recoup::open(&store)?;
    app.fill_with_samples(&dir.join("文件"))?;
    let report = app.missing(today())?;
    let case = app.work_a_sample_case(&dir.join("文件"), &report)?;
    let dossier = dir.join("dossier.pdf");
    let pack = dir.join("pack.zip");
    let (printed, _) = app.export_with_pack(case, Recipient::Provider, &dossier, &pack)?;
    Ok(Demo { report, case, dossier, pages: printed.pages, pack })
}

impl Recoup {
    /// Imports the sample files (written to `folder` first, so that a person can look at them).
    pub(crate) fn fill_with_samples(&mut self, folder: &Path) -> Result<(), AppError> {
        fs::create_dir_all(folder).map_err(|e| AppError::file(folder, e))?;
        let mut files = Vec::new();
        for (name, bytes) in STATEMENTS.iter().copied().chain(EXHIBITS.iter().map(|(n, b, _)| (*n, *b))) {
            let path = folder.join(name);
            fs::write(&path, bytes).map_err(|e| AppError::file(&path, e))?;
            files.push(NamedFile::from_path(path));
        }
        files.truncate(STATEMENTS.len());
        let report = self.commit_import(&files, &ImportOptions::default())?;
        if let Some(refused) = report.files.iter().find_map(|f| f.refused.as_ref()) {
            return Err(AppError::internal(&refused.text.en));
        }
        // The file has the layout of a well-known acquirer; the sample's is an invented one.
        let agreement = self.stated_agreements()?.into_iter().find(|a| a.merchant_no == "899331054110027");
        if let Some(mut agreement) = agreement {
            agreement.acquirer = "青杉支付".into();
            agreement.rates = "贷记卡=0.6%,借记卡=0.38%,全部=0.38%".into();
            agreement.cap_debit = Some(crate::parse_amount("20")?);
            self.set_agreement(&agreement)?;
        }
        self.set_shop(&Shop {
            name: "南桥小满果蔬店（样例）".into(),
            legal_representative: "林小满".into(),
            address: "杭州市样例区南桥路 8 号".into(),
            phone: "0571-80000000".into(),
            bank_name: "中国银行样例支行".into(),
            ..Shop::default()
        })
    }

    /// Opens a case on everything that is missing and walks it as an owner would.
    pub(crate) fn work_a_sample_case(
        &mut self,
        folder: &Path,
        report: &MissingReport,
    ) -> Result<u32, AppError> {
        let refs: Vec<String> = report.missing.iter().map(|s| s.id.to_string()).collect();
        let case = self.open_case(&refs)?;
        for (name, _, proves) in EXHIBITS {
            self.attach(case, &[NamedFile::from_path(folder.join(name))], proves, None)?;
        }
        let acquirer = self.case_view(case)?.acquirer;
        for (at, said, promise, by) in [
            (
                "2026-11-18 10:05",
                "已受理，这批款项的状态是处理中，书面答复另寄。",
                "11-23 前答复",
                chrono::NaiveDate::from_ymd_opt(2026, 11, 23),
            ),
            (
                "2026-11-20 15:20",
                "款项打款失败，原因还在核对，三个工作日内给书面答复。",
                "三个工作日内书面答复",
                chrono::NaiveDate::from_ymd_opt(2026, 11, 25),
            ),
        ] {
            let call = NewCommunication {
                with: acquirer.clone(),
                channel: "phone".into(),
                number: "400-000-0000".into(),
                person: "工号 0317".into(),
                at: at.into(),
                said: said.into(),
                ticket: "QS-1118-0427".into(),
                promise: promise.into(),
                by,
            };
            self.log_communication(case, &call, &[])?;
        }
        for (check, answer, note) in [
            ("called_provider", "yes", "11-18 和 11-20 各打了一次"),
            ("provider_status", "payout_failed", "客服原话：打款失败"),
            ("account_changed", "no", ""),
            ("account_state", "normal", "柜台查过，账户正常"),
            ("foreign_merchant_no", "own", ""),
            ("software_network", "fine", ""),
            ("agreement_kept", "yes", ""),
        ] {
            self.answer_check(case, check, answer, note)?;
        }
        Ok(case)
    }
}
