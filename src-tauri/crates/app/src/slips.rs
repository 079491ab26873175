//! Sales typed in from paper slips: they take part in everything like imported ones.

use recoup_ledger::transaction::TxnIds;
use recoup_ledger::{Channel, Kind, Money, Status, Transaction};
use recoup_store::{Begun, FileRead, NewFile, Original, Sha};
use serde::{Deserialize, Serialize};

use crate::files::{self, NamedFile, read_limited};
use crate::view::{ErrorCode, SlipSale};
use crate::{AppError, Recoup, clock, parse_amount};

/// The largest photo or recording that is kept: 300 MB.
pub(crate) const EXHIBIT_LIMIT: u64 = 300_000_000;

/// What is kept beside a slip's transaction: the photo's name and hash.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SlipNote {
    pub photo: Option<SlipPhoto>,
}

/// A photo of the slip in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SlipPhoto {
    pub name: String,
    pub sha256: String,
    pub size: u64,
    pub media_type: String,
}

impl Recoup {
    /// Adds a sale from a paper slip and gives its id. The photo goes into the vault and becomes evidence when a case
    /// is opened on the sale.
    ///
    /// # Errors
    /// `bad_input` for a time or amount that cannot be read; `refused` when an imported file already has this sale.
    pub fn add_sale(&mut self, slip: &SlipSale, photo: Option<NamedFile>) -> Result<String, AppError> {
        let at = clock::parse_moment(&slip.at)?;
        if at > clock::now().naive_local() {
            return Err(AppError::bad_input(
                format!("时间「{}」还没到，看看是不是写错了。", slip.at),
                format!("“{}” lies in the future; is it a slip of the pen?", slip.at),
            ));
        }
        let amount = parse_amount(&slip.amount)?;
        if amount <= Money::ZERO {
            return Err(AppError::bad_input(
                "金额要大于零；退货请选「退货」。",
                "The amount must be above zero; for a refund choose the kind “refund”.",
            ));
        }
        let kind = kind(&slip.kind)?;
        let takes_back = matches!(kind, Kind::Refund | Kind::Void | Kind::Reversal);
        let mut txn = Transaction::sale(at, if takes_back { -amount } else { amount });
        txn.kind = kind;
        txn.status = Status::Succeeded;
        txn.channel = channel(&slip.channel)?;
        txn.merchant_no = slip.merchant_no.trim().to_owned();
        txn.terminal_no = slip.terminal_no.trim().to_owned();
        txn.voucher_no = slip.voucher_no.trim().to_owned();
        txn.reference = slip.reference.trim().to_owned();
        let agreements = self.store.agreements()?;
        if txn.merchant_no.is_empty()
            && let [only] = agreements.as_slice()
        {
            txn.merchant_no = only.merchant_no.clone();
        }
        for known in self.store.transactions()? {
            if is_twin(&txn, &known) {
                return Err(AppError::new(
                    ErrorCode::Refused,
                    format!("这笔已经有了（编号 {}），不用再补。", known.id),
                    format!("This sale is already there as {}.", known.id),
                ));
            }
        }
        let photo = photo.map(|file| self.keep_photo(&file)).transpose()?;
        let note = SlipNote { photo };
        // What was typed is the document that the sale leads back to.
        let typed = serde_json::to_vec_pretty(slip).map_err(AppError::internal)?;
        txn.origin.line = 1;
        TxnIds::default().assign(&mut txn);
        let summary = serde_json::to_value(&note).map_err(AppError::internal)?;
        let now = clock::moment(clock::now());
        let known = agreements.iter().any(|a| a.merchant_no == txn.merchant_no && a.covers(txn.channel));
        let agreement = recoup_matching::default_agreement(&txn.merchant_no, slip.acquirer.trim(), false);
        let name = format!("小票 {} {} 元", at.format("%Y-%m-%d %H:%M"), amount.grouped());
        self.store.write(|write| -> Result<(), AppError> {
            let original = Original { sha256: Sha::of(&typed), size: typed.len() as u64 };
            let file = NewFile { file_name: &name, original, imported_at: &now };
            if let Begun::New(mut rows) = write.begin_import(&file)? {
                rows.transaction(&txn)?;
                let read =
                    FileRead { kind: "slip", source: "slip", coverage: &[], period: None, summary: &summary };
                rows.finish(&read, &mut typed.as_slice())?;
            }
            if !known {
                write.save_agreement(&agreement)?;
            }
            Ok(())
        })?;
        self.forget_report();
        Ok(txn.id.to_string())
    }

    fn keep_photo(&self, file: &NamedFile) -> Result<SlipPhoto, AppError> {
        let bytes = read_limited(&file.path, EXHIBIT_LIMIT)?;
        let sha = self.store.vault().put(&bytes)?;
        Ok(SlipPhoto {
            name: file.name.clone(),
            sha256: sha.to_string(),
            size: bytes.len() as u64,
            media_type: files::media_type(&file.name, &bytes).to_owned(),
        })
    }

    /// The photo of the slip that a transaction was typed in from.
    pub(crate) fn slip_photo(&self, txn: &Transaction) -> Result<Option<SlipPhoto>, AppError> {
        let Ok(import) = self.store.import_record(txn.origin.import) else { return Ok(None) };
        if import.kind != "slip" {
            return Ok(None);
        }
        Ok(serde_json::from_value::<SlipNote>(import.summary).ok().and_then(|note| note.photo))
    }
}

/// Whether a slip and an imported record are the same payment: the same reference and amount, or the same voucher on
/// the same terminal on the same day with the same amount.
pub(crate) fn is_twin(slip: &Transaction, other: &Transaction) -> bool {
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    slip.gross == other.gross
        && slip.kind == other.kind
        && (same(&slip.reference, &other.reference)
            || (same(&slip.voucher_no, &other.voucher_no)
                && same(&slip.terminal_no, &other.terminal_no)
                && slip.at.date() == other.at.date()))
}

fn kind(word: &str) -> Result<Kind, AppError> {
    Ok(match word.trim() {
        "" | "sale" | "消费" => Kind::Sale,
        "refund" | "退货" => Kind::Refund,
        "void" | "撤销" => Kind::Void,
        "reversal" | "冲正" => Kind::Reversal,
        "pre_auth" | "预授权" => Kind::PreAuth,
        "completion" | "预授权完成" => Kind::Completion,
        other => {
            return Err(AppError::bad_input(
                format!("类型「{other}」不认识，可以写 sale、refund、void、reversal、pre_auth、completion。"),
                format!("“{other}” is no kind; use sale, refund, void, reversal, pre_auth or completion."),
            ));
        }
    })
}

fn channel(word: &str) -> Result<Channel, AppError> {
    Ok(match word.trim() {
        "" | "unknown" => Channel::Unknown,
        "card" | "银行卡" => Channel::Card,
        "we_chat" | "wechat" | "微信" => Channel::WeChat,
        "alipay" | "支付宝" => Channel::Alipay,
        "union_pay_qr" | "unionpay_qr" | "unionpay" | "云闪付" => Channel::UnionPayQr,
        "e_cny" | "数字人民币" => Channel::ECny,
        "qr" | "扫码" => Channel::Qr,
        other => {
            return Err(AppError::bad_input(
                format!("付款方式「{other}」不认识，可以写 card、we_chat、alipay、union_pay_qr。"),
                format!("“{other}” is no channel; use card, we_chat, alipay or union_pay_qr."),
            ));
        }
    })
}
