//! The yardstick of `cargo dev bench` for workbooks: read every cell of the first sheet with `calamine`, nothing else.
//! `cells FILE.xlsx`

use std::error::Error;

use calamine::{Data, Reader};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("cells FILE.xlsx")?;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path)?;
    let sheet = book.worksheet_range_at(0).ok_or("a workbook without a sheet")??;
    let filled = sheet.rows().flatten().filter(|cell| !matches!(cell, Data::Empty)).count();
    println!("{filled} cells");
    Ok(())
}
