//! The letter's paragraphs as blocks of a page.

use recoup_dossier::LetterBlock;

/// A paragraph of a letter; one that only names what follows (`四、依据`) is a heading, and never ends a page.
pub(super) fn block(text: &str) -> LetterBlock {
    let name = text.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    let names = name.len() < text.len()
        && name.starts_with('、')
        && name.chars().count() <= 20
        && !name.ends_with(['。', '：', '；', '，']);
    if names { LetterBlock::Heading(text.to_owned()) } else { LetterBlock::Paragraph(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_that_only_names_what_follows_is_a_heading() {
        let is_heading = |text: &str| matches!(block(text), LetterBlock::Heading(_));
        assert!(is_heading("四、依据") && is_heading("十二、交易和结算情况"));
        for text in ["、依据", "1. 请求", "一、请于 12 月 5 日前支付。", "一共三笔", "一、致函方："]
        {
            assert!(!is_heading(text), "{text}");
        }
    }
}
