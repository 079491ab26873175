//! The list of missing sales as a CSV that Excel opens right and that cannot smuggle in a formula.

use std::io::Write;
use std::path::Path;

use chrono::NaiveDate;

use crate::files::write_whole;
use crate::view::{Exported, MissingReport};
use crate::{AppError, Recoup};

impl Recoup {
    /// Writes the missing sales as of a day as a table: UTF-8 with a byte-order mark, one row a sale.
    ///
    /// # Errors
    /// `disk_full`, `read_only`.
    pub fn export_missing(&mut self, as_of: NaiveDate, to: &Path) -> Result<Exported, AppError> {
        write_csv(&self.missing(as_of)?, to)?;
        Exported::written(to)
    }
}

/// Texts that a spreadsheet would take for a formula get an apostrophe.
fn write_csv(report: &MissingReport, path: &Path) -> Result<(), AppError> {
    write_whole(path, |file| {
        let io = |e| AppError::file(path, e);
        file.write_all("\u{feff}".as_bytes()).map_err(io)?;
        let mut out = csv::Writer::from_writer(file);
        let csv_error = |e: csv::Error| AppError::file(path, std::io::Error::other(e));
        out.write_record([
            "编号",
            "收款时间",
            "商户编号",
            "终端号",
            "凭证号",
            "参考号",
            "订单号",
            "收款金额(元)",
            "手续费(元)",
            "应到金额(元)",
            "收单机构",
            "应到日",
            "晚几天",
            "状态",
            "来源",
        ])
        .map_err(csv_error)?;
        for s in &report.missing {
            out.write_record([
                s.id.to_string(),
                s.sold_at.get(..19).unwrap_or(&s.sold_at).replace('T', " "),
                text(&s.merchant_no),
                text(&s.terminal_no),
                text(&s.voucher_no),
                text(&s.reference),
                text(&s.order_no),
                s.gross.to_string(),
                s.fee.map(|f| f.to_string()).unwrap_or_default(),
                s.net.to_string(),
                text(&s.acquirer),
                s.due_on.map(|d| d.to_string()).unwrap_or_default(),
                s.days_late.to_string(),
                s.state.clone(),
                text(&s.source),
            ])
            .map_err(csv_error)?;
        }
        out.flush().map_err(io)
    })
}

fn text(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\0') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_formula_stays_a_text() {
        assert_eq!(text("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(text("青杉支付"), "青杉支付");
    }
}
