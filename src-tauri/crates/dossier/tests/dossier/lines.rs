//! Every set line against the rules of Chinese line breaking.

use recoup_dossier::{LetterBlock, LetterTable, PageText, read_out};

use crate::sample::sample;

/// Marks that never begin a line, written down here on their own so that the test does not ask the code it tests.
const NEVER_FIRST: &str = "，。、；：！？”’）》〉】〕」』·～％)]},;:!?%—…";
const NEVER_LAST: &str = "“‘（《〈【〔「『([{¥￥第";

fn lines(rows: u32) -> Vec<PageText> {
    let (input, vault) = sample(rows);
    read_out(&input, &mut vault.opener()).unwrap()
}

#[test]
fn no_line_breaks_where_it_must_not() {
    let mut checked = 0;
    for page in lines(64) {
        for pair in page.lines.windows(2).filter(|p| p[0].wraps) {
            let (a, b) = (pair[0].text.trim_end(), pair[1].text.trim_start());
            let (Some(last), Some(first)) = (a.chars().last(), b.chars().next()) else { continue };
            assert!(!NEVER_LAST.contains(last), "page {}: “{a}” ends with {last}", page.page);
            assert!(!NEVER_FIRST.contains(first), "page {}: “{b}” begins with {first}", page.page);
            assert!(
                !(last.is_ascii_digit() && "元角分笔页天日月年条号行".contains(first)),
                "page {}: “{a}|{b}” parts a number from its unit",
                page.page
            );
            // Dates and amounts are never cut; long numbers may be.
            let tail: String = a.chars().rev().take_while(|c| !c.is_whitespace()).collect();
            let date =
                tail.len() < 10 && tail.chars().all(|c| c.is_ascii_digit() || c == '-') && tail.contains('-');
            assert!(!(date && first.is_ascii_digit()), "page {}: “{a}|{b}” cuts a date", page.page);
            checked += 1;
        }
    }
    assert!(checked > 200, "{checked} breaks were looked at");
}

#[test]
fn nothing_runs_out_of_the_page() {
    for page in lines(64) {
        for line in &page.lines {
            assert_eq!(line.overflow, 0, "page {}: {}", page.page, line.text);
        }
    }
}

#[test]
fn a_row_taller_than_a_page_is_split_between_lines() {
    let (mut input, vault) = sample(2);
    let sentence = "对方说“系统清算延迟”，没有给出期限——请耐心等待……工单 QS-20261113-0042。";
    input.communications[0].said = sentence.repeat(120);
    let pages = read_out(&input, &mut vault.opener()).unwrap();
    let mut with = 0;
    for page in &pages {
        for line in &page.lines {
            assert_eq!(line.overflow, 0, "page {}: {}", page.page, line.text);
        }
        with += usize::from(page.lines.iter().filter(|l| l.text.contains("耐心等待")).count() > 3);
    }
    assert!(with >= 3, "the row stands on {with} pages");
    let all: String = pages.iter().flat_map(|p| &p.lines).map(|l| l.text.trim()).collect();
    assert!(all.matches("0042。").count() >= 118, "nothing of it is lost");
}

#[test]
fn a_total_keeps_a_tall_row_beside_it() {
    let (mut input, vault) = sample(1);
    let mut beside = 0;
    for times in 64..92 {
        let row = |a: &str, b: String| vec![a.to_owned(), b];
        input.letter.body = vec![LetterBlock::Table(LetterTable {
            head: row("项目", "说明".into()),
            rows: vec![row("甲", "对方说系统清算延迟请耐心等待".repeat(times)), row("合计总额", "元".into())],
            right: Vec::new(),
            total: true,
        })];
        let pages = read_out(&input, &mut vault.opener()).unwrap();
        let page = pages.iter().find(|p| p.lines.iter().any(|l| l.text.contains("合计总额"))).unwrap();
        let lines = page.lines.iter().filter(|l| l.text.contains("耐心")).count();
        assert!(lines > 0, "{times} times: the total stands below a blank row");
        beside += usize::from(lines > 20);
    }
    assert!(beside > 10, "rows of more than half a page were tried: {beside}");
}

#[test]
fn the_summary_names_no_page_that_is_not_there() {
    let (whole, vault) = sample(3);
    let summary = |payouts: bool, unsettled: bool| {
        let mut input = whole.clone();
        if !payouts {
            input.payouts.clear();
        }
        if !unsettled {
            input.unsettled.clear();
        }
        let pages = read_out(&input, &mut vault.opener()).unwrap();
        let page = pages.iter().find(|p| p.lines.iter().any(|l| l.text.contains("账目核对"))).unwrap();
        page.lines.iter().map(|l| l.text.trim()).collect::<String>()
    };
    for (payouts, unsettled) in [(true, true), (true, false), (false, true), (false, false)] {
        let text = summary(payouts, unsettled);
        let own = text.split("账目核对").nth(1).unwrap();
        assert_eq!(own.contains("逐日账见第"), payouts, "{own}");
        assert_eq!(own.contains("逐笔明细见第"), unsettled, "{own}");
        assert!(!own.contains("第 00 页"), "{own}");
    }
}

#[test]
fn no_heading_stands_alone_at_the_foot() {
    let titles = ["逐日对账", "内部自查", "依据的规定", "文件指纹清单", "本材料不能证明什么", "账目恒等式"];
    for rows in (1..40).step_by(5) {
        for page in lines(rows) {
            // The page's last line is its number, before it the head; what comes before those is the last of the text.
            let body: Vec<&str> = page.lines.iter().map(|l| l.text.as_str()).collect();
            let text = &body[..body.len().saturating_sub(3)];
            if let Some(last) = text.last() {
                assert!(
                    !titles.contains(last),
                    "page {} of {rows} rows ends with the heading {last}",
                    page.page
                );
            }
        }
    }
}
