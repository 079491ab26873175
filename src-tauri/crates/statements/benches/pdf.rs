//! A bank statement of 200 pages as a PDF, read to rows. The limit is two seconds.

// The maker of pages is shared with the tests, which use more of it.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

#[path = "../tests/statements/paper.rs"]
mod paper;

use std::time::{Duration, Instant};

use recoup_statements::{Options, read};

const PAGES: usize = 200;
const ROWS: usize = 40;
const LIMIT: Duration = Duration::from_secs(2);

fn main() {
    let mut balance = 100_000;
    let texts: Vec<Vec<(f64, f64, String)>> = (0..PAGES).map(|page| one(page, &mut balance)).collect();
    let pages: Vec<Vec<paper::Placed<'_>>> =
        texts.iter().map(|page| page.iter().map(|(x, y, text)| (*x, *y, text.as_str())).collect()).collect();
    let bytes = paper::pdf(&pages, &[], &[]);
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        let reading = read("f.pdf", &bytes, &Options::default()).unwrap();
        best = best.min(started.elapsed());
        assert_eq!(reading.rows, PAGES * ROWS);
        assert!(reading.checks.iter().all(|check| check.holds) && reading.problems.is_empty());
    }
    println!(
        "PDF statement: {PAGES} pages, {} rows, {} KB in {best:?} (limit {LIMIT:?})",
        PAGES * ROWS,
        bytes.len() / 1024
    );
    assert!(best < LIMIT, "over the limit");
}

fn one(page: usize, balance: &mut i64) -> Vec<(f64, f64, String)> {
    let mut texts = vec![(300.0, 30.0, "中国农业银行账户明细".to_owned())];
    texts.extend(paper::HEADER.map(|(x, name)| (x, 45.0, name.to_owned())));
    for row in 0..ROWS {
        let y = 60.0 + row as f64 * 12.5;
        *balance += 1001;
        let day = page * 28 / PAGES + 1;
        texts.push((30.0, y, format!("2026-11-{day:02} 09:{row:02}:00")));
        texts.push((125.0, y, "10.01".to_owned()));
        texts.push((245.0, y, format!("{}.{:02}", *balance / 100, *balance % 100)));
        texts.push((310.0, y, format!("3100100000{page:04}{row:02}")));
        texts.push((410.0, y, "银联商务股份有限公司客户备付金".to_owned()));
        texts.push((560.0, y, "转存 1102-1102费0.50元".to_owned()));
    }
    texts
}
