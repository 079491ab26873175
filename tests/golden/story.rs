//! A shop's papers, made the way an owner makes them: files, a case, calls, a demand, a complaint, a suit. The clock stands
//! at a moment for each step and the key is given, so that the bytes are the same everywhere and always.

use std::path::Path;

use crate::view::NewFiling;
use crate::{NamedFile, Recipient, Recoup, Shop, clock, parse_amount, today};

/// A dossier, and what of it changes whenever a data file of the program does.
pub struct Made {
    pub recipient: Recipient,
    pub pdf: Vec<u8>,
    /// The head of the chain, which names the data files that the case is worked with.
    pub head: String,
}

/// The three dossiers, in the order in which the case comes to them.
pub fn dossiers() -> Vec<Made> {
    let dir = tempfile::tempdir().unwrap();
    clock::stand_at("2026-11-24T09:30:00+08:00");
    let mut app = Recoup::open(&dir.path().join("data")).unwrap();
    app.take_key(&[7; 32]).unwrap();
    let folder = dir.path().join("files");
    app.fill_with_samples(&folder).unwrap();
    let shop = app.shop().unwrap();
    app.set_shop(&Shop {
        credit_code: "92330199MA2XMGQ88D".into(),
        bank_account: "331050100000001234".into(),
        individual: Some(true),
        ..shop
    })
    .unwrap();
    let report = app.missing(today()).unwrap();
    let case = app.work_a_sample_case(&folder, &report).unwrap();
    let mut made = vec![print(&mut app, case, Recipient::Provider, dir.path())];

    clock::stand_at("2026-11-30T16:05:00+08:00");
    let waybill =
        paper(dir.path(), "EMS面单.txt", "EMS 1143567890123\r\n寄件 2026-11-25\r\n收件 青杉支付 法务部");
    let on = |day: &str| day.parse().unwrap();
    app.demand_sent(case, on("2026-11-25"), "ems", "1143567890123", "杭州市样例区", None, &[waybill])
        .unwrap();
    let receipt = paper(dir.path(), "EMS签收查询.txt", "1143567890123\r\n2026-11-27 14:10 前台签收");
    app.demand_received(case, on("2026-11-27"), "前台", &[receipt]).unwrap();
    app.payment_received(case, on("2026-11-28"), parse_amount("300").unwrap(), "转到店主的卡", &[]).unwrap();

    clock::stand_at("2026-12-09T10:00:00+08:00");
    app.settle_promise(case, 1, false).unwrap();
    made.push(print(&mut app, case, Recipient::Pbc, dir.path()));

    clock::stand_at("2026-12-29T11:20:00+08:00");
    let filed = |stage: &str, day: &str, number: &str| NewFiling {
        channel: "pbc".into(),
        stage: stage.into(),
        on: on(day),
        number: number.into(),
    };
    app.file_complaint(case, &filed("", "2026-12-09", ""), &[]).unwrap();
    // The number of the card of a customer whom the court need not know.
    app.paint_over(case, 2, &[[90, 330, 830, 110]]).unwrap();
    app.file_complaint(case, &filed("accepted", "2026-12-16", "1236320260001"), &[]).unwrap();
    made.push(print(&mut app, case, Recipient::Court, dir.path()));
    made
}

fn paper(dir: &Path, name: &str, text: &str) -> NamedFile {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    NamedFile::from_path(path)
}

fn print(app: &mut Recoup, case: u32, recipient: Recipient, dir: &Path) -> Made {
    let path = dir.join(format!("{}.pdf", recipient.word()));
    app.export_dossier(case, recipient, &path).unwrap();
    let head = app.find_case(case).unwrap().deliveries.last().unwrap().head.clone();
    Made { recipient, pdf: std::fs::read(path).unwrap(), head }
}
