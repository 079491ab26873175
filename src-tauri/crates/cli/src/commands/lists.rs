//! `recoup transactions` and `recoup deposits`: the lists behind the answer.

use recoup_app::view::TransactionQuery;
use recoup_app::{AppError, Recoup};

use crate::args::Page;
use crate::print::Printer;

pub fn transactions(
    mut app: Recoup,
    query: &TransactionQuery,
    json: bool,
    out: &Printer,
) -> Result<(), AppError> {
    let page = app.transactions(query)?;
    if json {
        return out.json(&page);
    }
    let rows: Vec<Vec<String>> = page
        .rows
        .iter()
        .map(|sale| {
            vec![
                sale.id.to_string(),
                sale.sold_at.get(..16).unwrap_or(&sale.sold_at).replace('T', " "),
                sale.gross.grouped(),
                sale.net.grouped(),
                sale.due_on.map(|d| d.to_string()).unwrap_or_default(),
                sale.state.clone(),
                if sale.reference.is_empty() { sale.order_no.clone() } else { sale.reference.clone() },
            ]
        })
        .collect();
    out.table(&["编号", "收款时间", "收款", "应到", "应到日", "状态", "参考号/订单号"], &[2, 3], &rows);
    let (shown, total, sum) = (rows.len(), page.total, page.sum.grouped());
    out.say(
        &format!("共 {total} 笔，净额 {sum} 元；这里是第 {} 笔起的 {shown} 笔。", query.offset + 1),
        &format!("{total} payments, {sum} yuan net; {shown} of them from number {} on.", query.offset + 1),
    );
    Ok(())
}

pub fn deposits(mut app: Recoup, text: &str, page: &Page, out: &Printer) -> Result<(), AppError> {
    let found = app.deposits(text, page.offset, page.limit.into())?;
    if page.json {
        return out.json(&found);
    }
    let rows: Vec<Vec<String>> = found
        .rows
        .iter()
        .map(|line| {
            let pays: Vec<String> = line
                .payouts
                .iter()
                .map(ToString::to_string)
                .chain(line.sales.iter().map(ToString::to_string))
                .collect();
            vec![
                line.id.to_string(),
                line.on.to_string(),
                line.amount.grouped(),
                line.counterparty.clone(),
                line.memo.clone(),
                pays.join(" "),
            ]
        })
        .collect();
    out.table(&["编号", "入账日", "金额", "对方户名", "摘要", "是哪些钱"], &[2], &rows);
    let (shown, total) = (rows.len(), found.total);
    out.say(
        &format!("共 {total} 笔入账；这里是第 {} 笔起的 {shown} 笔。", page.offset + 1),
        &format!("{total} credits; {shown} of them from number {} on.", page.offset + 1),
    );
    Ok(())
}
