//! A case as the printer's plain data, and the files that come of it.

mod again;
mod letter;
mod parts;
mod privacy;
mod supplement;

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use chrono::NaiveDate;
use recoup_casework::{self as casework, Case, Event, Recipient, auto, channels};
use recoup_dossier::{Input, Language, Letter, Printed, ShopKey, UnsettledRow};
use recoup_ledger::{Money, Shop};

use crate::case_view::nothing_owed;
use crate::files::{name_of, sha256_hex, write_whole};
use crate::report::{channel_text, kind_text};
use crate::view::{DossierCheck, ErrorCode, Exported, Text};
use crate::{AppError, Recoup, today};
use parts::*;

/// A dossier printed in memory.
pub(crate) struct Preview {
    /// Case, recipient, the store's state, the day.
    key: (u32, Recipient, u64, NaiveDate),
    pdf: Vec<u8>,
    pages: usize,
}

impl Recoup {
    /// What the recipient would send back, said before printing.
    ///
    /// # Errors
    /// `not_found`.
    pub fn dossier_check(&mut self, no: u32, recipient: Recipient) -> Result<DossierCheck, AppError> {
        let case = self.find_case(no)?;
        let _facts = self.with_facts_of(&case)?;
        let shop = self.shop()?;
        let (mut problems, mut hints) = (Vec::new(), Vec::new());
        let answers = self.auto_answers(&case)?;
        let known = self.with_data(&case, &answers)?;
        for needed in channels::missing_for(recipient, &known, &shop) {
            let title = Text::from(&needed.requirement.title);
            let how = Text::from(&needed.requirement.how);
            let line = Text::new(
                format!("还差{}：{}", title.zh, how.zh),
                format!("{} is missing: {}", title.en, how.en),
            );
            match needed.level {
                channels::Level::Required => problems.push(line),
                _ => hints.push(line),
            }
        }
        let code = shop.credit_code.trim().to_ascii_uppercase();
        if !code.is_empty()
            && let Err(why) = Shop::check_credit_code(&code)
        {
            let (zh, en) = (why.zh(), why.to_string());
            hints.push(Text::new(
                format!("{zh}。请对照营业执照改正。"),
                format!("Shop: {en}. Compare it with the licence."),
            ));
        }
        let claimed = self.claimed(&case, &answers)?;
        hints.extend(privacy::identity(&claimed, recipient));
        for lost in casework::letter(&claimed, recipient, &shop, today()).lost {
            problems.push(Text::new(
                format!("您改过的信里少了：{}", lost.zh),
                format!("Your wording of the letter lacks {}", lost.en),
            ));
        }
        let input = self.input_of(&case, recipient, &answers)?;
        let mut prints = true;
        for refusal in recoup_dossier::check(&input) {
            let line = Text::new(refusal.zh(), refusal.to_string());
            prints &= !refusal.stops();
            if refusal.stops() { problems.push(line) } else { hints.push(line) }
        }
        // A picture of the pages is only worth showing when they could be printed.
        let pages = if prints { self.preview(no, recipient, |_| Ok(input))?.pages } else { 0 };
        Ok(DossierCheck {
            recipient: recipient.word().into(),
            title: Text::new(recipient.zh(), recipient.en()),
            ready: problems.is_empty(),
            problems,
            hints,
            pages,
        })
    }

    /// Prints the dossier to `to`, whole or not at all, and notes the delivery in the chain.
    ///
    /// # Errors
    /// `damaged` when an exhibit was changed, `disk_full`, `read_only`, `refused`.
    pub fn export_dossier(&mut self, no: u32, recipient: Recipient, to: &Path) -> Result<Exported, AppError> {
        let case = self.find_case(no)?;
        let (_, input) = self.keyed(|app| app.input(&case, recipient))?;
        self.deliver(no, recipient, &input, to)
    }

    /// What is to be printed, and the shop's key. A dossier that is refused leaves no key behind: it is asked for before
    /// the first key is made, and once more with the key's fingerprint in it.
    fn keyed(
        &mut self,
        input: impl Fn(&mut Recoup) -> Result<Input, AppError>,
    ) -> Result<(ShopKey, Input), AppError> {
        if self.known_key()?.is_none() {
            let refusals =
                recoup_dossier::check(&input(self)?).into_iter().filter(|r| r.stops()).collect::<Vec<_>>();
            if !refusals.is_empty() {
                let refused = recoup_dossier::DossierError::Refused(refusals);
                return Err(AppError::new(ErrorCode::Refused, refused.zh(), refused.to_string()));
            }
        }
        let key = self.shop_key()?;
        Ok((key, input(self)?))
    }

    /// Prints one delivery to `to` and notes it in the chain.
    fn deliver(
        &mut self,
        no: u32,
        recipient: Recipient,
        input: &Input,
        to: &Path,
    ) -> Result<Exported, AppError> {
        let mut printed = None;
        write_whole(to, |file| {
            let mut out = io::BufWriter::new(file);
            let made = recoup_dossier::print(input, &mut |sha| self.open_exhibit(sha), &mut out)
                .map_err(|e| printing_error(to, e))?;
            out.flush().map_err(|e| AppError::file(to, e))?;
            printed = Some(made);
            Ok(())
        })?;
        let printed = printed.ok_or_else(|| AppError::internal("nothing was printed"))?;
        let file = name_of(to);
        self.delivered(no, recipient, input, &file, &printed)?;
        Ok(Exported { file, pages: printed.pages, sha256: printed.sha256, warnings: warnings(input) })
    }

    /// Notes a delivery in the chain, with what it said.
    fn delivered(
        &mut self,
        no: u32,
        recipient: Recipient,
        input: &Input,
        file: &str,
        printed: &Printed,
    ) -> Result<(), AppError> {
        self.append(&Event::Delivered {
            case: no,
            recipient,
            file: file.to_owned(),
            sha256: printed.sha256.clone(),
            head: input.chain_head.clone(),
            pages: printed.pages as u32,
            frozen: self.freeze(input)?,
        })?;
        Ok(())
    }

    /// Writes the evidence pack: the dossier, the exhibits as given, the chain, the hashes. The dossier inside is a
    /// delivery of its own, with the chain's head of this moment.
    ///
    /// # Errors
    /// As [`Recoup::export_dossier`].
    pub fn export_pack(&mut self, no: u32, recipient: Recipient, to: &Path) -> Result<Exported, AppError> {
        let case = self.find_case(no)?;
        let (key, input) = self.keyed(|app| app.input(&case, recipient))?;
        let (pdf, printed) = self.print_whole(&input, to)?;
        let sha256 = self.write_pack(no, &input, &pdf, &key, to)?;
        let file = name_of(to);
        self.delivered(no, recipient, &input, &format!("{file} › dossier.pdf"), &printed)?;
        Ok(Exported { file, pages: printed.pages, sha256, warnings: warnings(&input) })
    }

    /// The dossier to `pdf` and the evidence pack with the same bytes in it to `pack`: printed once, one delivery. Neither
    /// takes its place before both are written.
    ///
    /// # Errors
    /// As [`Recoup::export_dossier`]; `bad_input` when both are to be one file.
    pub fn export_with_pack(
        &mut self,
        no: u32,
        recipient: Recipient,
        pdf: &Path,
        pack: &Path,
    ) -> Result<(Exported, Exported), AppError> {
        if one_file(pdf, pack) {
            return Err(AppError::bad_input(
                format!("材料和证据包不能存成同一个文件 {}，请给证据包另起名字。", name_of(pdf)),
                format!("The dossier and the pack cannot both be {}; name the pack otherwise.", name_of(pdf)),
            ));
        }
        let case = self.find_case(no)?;
        let (key, input) = self.keyed(|app| app.input(&case, recipient))?;
        let (bytes, printed) = self.print_whole(&input, pdf)?;
        let mut sha256 = String::new();
        write_whole(pdf, |file| {
            file.write_all(&bytes).map_err(|e| AppError::file(pdf, e))?;
            sha256 = self.write_pack(no, &input, &bytes, &key, pack)?;
            Ok(())
        })?;
        let file = name_of(pdf);
        self.delivered(no, recipient, &input, &file, &printed)?;
        let pages = printed.pages;
        let packed = Exported { file: name_of(pack), pages, sha256, warnings: Vec::new() };
        Ok((Exported { file, pages, sha256: printed.sha256, warnings: warnings(&input) }, packed))
    }

    /// The whole dossier in memory; `to` is named where it cannot be printed.
    fn print_whole(&self, input: &Input, to: &Path) -> Result<(Vec<u8>, Printed), AppError> {
        let mut pdf = Vec::new();
        let printed = recoup_dossier::print(input, &mut |sha| self.open_exhibit(sha), &mut pdf)
            .map_err(|e| printing_error(to, e))?;
        Ok((pdf, printed))
    }

    /// Writes a pack; gives the SHA-256 of the file.
    fn write_pack(
        &self,
        no: u32,
        input: &Input,
        pdf: &[u8],
        key: &ShopKey,
        to: &Path,
    ) -> Result<String, AppError> {
        // Events of other cases stay at home: their links are there, their contents are withheld.
        let links: Vec<_> = self
            .links()?
            .into_iter()
            .map(|link| if link.read().case().is_none_or(|c| c == no) { link } else { link.withheld() })
            .collect();
        let chain = casework::chain::write_log(&links);
        let mut sha256 = String::new();
        write_whole(to, |file| {
            recoup_dossier::pack(
                input,
                pdf,
                &mut |sha| self.open_exhibit(sha),
                chain.as_bytes(),
                key,
                &mut *file,
            )
            .map_err(|e| printing_error(to, e))?;
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(0)).map_err(|e| AppError::file(to, e))?;
            let mut again = std::fs::File::try_clone(file).map_err(|e| AppError::file(to, e))?;
            again.read_to_end(&mut bytes).map_err(|e| AppError::file(to, e))?;
            sha256 = sha256_hex(&bytes);
            Ok(())
        })?;
        Ok(sha256)
    }

    /// One page of the dossier as it would be printed now, as PNG bytes; pages count from 1.
    ///
    /// # Errors
    /// `not_found` for a page that is not there.
    pub fn dossier_page(&mut self, no: u32, recipient: Recipient, page: usize) -> Result<Vec<u8>, AppError> {
        let nothing = || {
            AppError::not_found(format!("材料没有第 {page} 页。"), format!("The dossier has no page {page}."))
        };
        let number = NonZeroUsize::new(page).ok_or_else(nothing)?;
        let preview = self.preview(no, recipient, |app| {
            let case = app.find_case(no)?;
            app.input(&case, recipient)
        })?;
        recoup_dossier::render_page(&preview.pdf, number, 1.5)
            .map_err(|e| printing_error(Path::new("预览"), e))?
            .ok_or_else(nothing)
    }

    /// The dossier in memory, printed anew from `input` only when something changed.
    fn preview(
        &mut self,
        no: u32,
        recipient: Recipient,
        input: impl FnOnce(&mut Recoup) -> Result<Input, AppError>,
    ) -> Result<&Preview, AppError> {
        let stamp = self.store.stamp()?;
        let key = (no, recipient, stamp, today());
        if self.preview.as_ref().is_none_or(|p| p.key != key) {
            let input = input(self)?;
            let (pdf, printed) = self.print_whole(&input, Path::new("预览"))?;
            self.preview = Some(Preview { key, pdf, pages: printed.pages });
        }
        self.preview.as_ref().ok_or_else(|| AppError::internal("no preview"))
    }

    fn open_exhibit(&self, sha256: &str) -> io::Result<Vec<u8>> {
        self.exhibit_bytes(sha256).map_err(|e| io::Error::other(e.text.zh))
    }

    /// The case as plain data, as it stands now.
    fn input(&mut self, case: &Case, recipient: Recipient) -> Result<Input, AppError> {
        let _facts = self.with_facts_of(case)?;
        let answers = self.auto_answers(case)?;
        self.input_of(case, recipient, &answers)
    }

    /// As [`Recoup::input`], with the data's answers at hand and the case's facts in force.
    fn input_of(
        &mut self,
        case: &Case,
        recipient: Recipient,
        answers: &[auto::AutoAnswer],
    ) -> Result<Input, AppError> {
        let shop = self.shop()?;
        let today = today();
        let key_fingerprint = self.known_key()?.map(|key| key.fingerprint()).unwrap_or_default();
        let current = self.claimed(case, answers)?;
        let head = self.links()?.last().map(|l| l.hash.clone()).unwrap_or_else(|| "0".repeat(64));
        let mut unsettled = Vec::new();
        let mut equal = 0;
        let mut stranger = false;
        let mut legend = Legend::default();
        let hashes: HashMap<String, String> =
            self.store.imports()?.into_iter().map(|i| (i.file_name, i.sha256.to_string())).collect();
        let cached = self.cached(today)?;
        for sale in &current.sales {
            if let Some((_, verdict)) = cached.txn(sale.id) {
                stranger |= verdict.reasons.contains(&recoup_matching::Reason::NoneFromAcquirer);
                equal += usize::from(verdict.one_of.len() > 1);
            }
            let kind = format!("{}{}", channel_text(sale.channel).zh, kind_text(sale.kind).zh);
            unsettled.push(UnsettledRow {
                id: sale.id.to_string(),
                sold_at: sale.sold_at.format("%Y-%m-%d %H:%M:%S").to_string(),
                kind,
                terminal: sale.terminal_no.clone(),
                reference: sale.reference.clone(),
                order_no: sale.order_no.clone(),
                gross: sale.gross,
                fee: sale.fee,
                net: sale.net,
                due_on: sale.due_on,
                days_late: sale.days_late,
                source: {
                    let mut places = vec![legend.row(&sale.row)];
                    // The record that counts now may be another than the one that the case was opened on.
                    let counts = cached.txn(sale.id).map(|(txn, _)| txn);
                    let others = cached.evidence_of(cached.counts(sale.id));
                    let all = counts.into_iter().chain(others.into_iter().map(|(txn, _)| txn));
                    for txn in all.filter(|txn| txn.id != sale.id) {
                        let file = cached.files.get(&txn.origin.import).map_or("", String::as_str);
                        let place = legend.place(file, txn.origin.line);
                        if !places.contains(&place) {
                            places.push(place);
                        }
                    }
                    places.join("；")
                },
            });
        }
        if unsettled.is_empty() && nothing_owed(case) {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!(
                    "案件 {} 里的交易不会结算（没成功、只预授权，或已退），没有可主张的结算款，不做未到账材料。去说明时带收单明细、操作日志和小票原件。",
                    case.no
                ),
                format!(
                    "Nothing in case {} will be settled (failed, only held, or taken back), so there is no claim to print. Bring the acquirer’s records, the operator’s log and the original slips.",
                    case.no
                ),
            ));
        }
        if unsettled.is_empty() {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("案件 {} 里的钱按最新流水都到了，没有可追的，不用再做材料。", case.no),
                format!(
                    "By the newest statements everything in case {} has arrived; there is nothing to claim.",
                    case.no
                ),
            ));
        }
        let rows: Money = unsettled.iter().map(|u| u.net).sum();
        let paid = current.paid_beyond_books().min(rows);
        let amount = rows - paid;
        let known_to =
            current.sales.iter().filter_map(|s| cached.txn(s.id)).filter_map(|(_, v)| v.known_to).max();
        let payouts = payout_rows(cached, &current, &mut legend);
        let identity = identity(&cached.report().totals);
        let letter = casework::letter(&current, recipient, &shop, today);
        let sold: Vec<NaiveDate> = current.sales.iter().map(|s| s.sold_at.date()).collect();
        let period = sold.iter().min().copied().zip(sold.iter().max().copied());
        let exhibits = exhibits(&current);
        let count = unsettled.len() as u32;
        Ok(Input {
            language: Language::ZhCn,
            title: format!("{}及证据材料", letter.title),
            recipient: recoup_dossier::Recipient {
                name: addressee(&letter.to, recipient),
                kind: recipient.zh().into(),
            },
            shop: recoup_dossier::Shop {
                name: if shop.name.is_empty() {
                    "（门店名称未填）".into()
                } else {
                    shop.name.clone()
                },
                credit_code: shop.credit_code.clone(),
                address: shop.address.clone(),
                contact: shop.legal_representative.clone(),
                phone: shop.phone.clone(),
            },
            case_no: case.no.to_string(),
            acquirer: case.acquirer.clone(),
            merchant_no: case.merchant_no.clone(),
            prepared_on: today,
            period,
            chain_head: head,
            key_fingerprint,
            supplement: None,
            amount,
            paid,
            count,
            summary: summary(&current, amount, count, known_to, &legend),
            letter: Letter {
                title: letter.title.clone(),
                to: letter.to.clone(),
                body: letter.paragraphs.iter().map(|text| letter::block(text)).collect(),
                enclosures: letter.enclosures.clone(),
                signature: signatories(&letter.signature),
            },
            timeline: timeline(&current),
            unsettled,
            payouts,
            identity,
            communications: communications(&current),
            checks: check_rows(case, answers),
            rules: rules(&current),
            preservation: preservation(&legend, &hashes),
            limits: limits(equal, known_to, stranger, &exhibits),
            exhibits,
        })
    }
}

/// Whether two paths name one file, also where the system does not tell capital letters from small ones.
fn one_file(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = parent.canonicalize().unwrap_or_else(|_| parent.to_owned());
        parent.join(path.file_name().unwrap_or_default()).to_string_lossy().to_lowercase()
    };
    whole(a) == whole(b)
}

/// What the recipient may not like, but what does not stop the printing.
fn warnings(input: &Input) -> Vec<Text> {
    let refusals = recoup_dossier::check(input).into_iter();
    refusals.filter(|r| !r.stops()).map(|r| Text::new(r.zh(), r.to_string())).collect()
}

fn printing_error(to: &Path, error: recoup_dossier::DossierError) -> AppError {
    use recoup_dossier::DossierError::*;
    let code = match error {
        ExhibitUnreadable { .. } | ExhibitAltered { .. } => ErrorCode::Damaged,
        Refused(_) => ErrorCode::Refused,
        Write(cause) => return AppError::file(to, cause),
        _ => ErrorCode::Internal,
    };
    AppError::new(code, error.zh(), error.to_string())
}
