//! Which encoding a text file is in.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::refusal::RefusalCode;

/// Words that stand in every statement; whether they appear tells one Chinese encoding from another.
const SIMPLIFIED: [&str; 12] =
    ["交易", "日期", "金额", "时间", "账", "商户", "余额", "摘要", "订单", "收入", "支出", "流水"];
const TRADITIONAL: [&str; 8] = ["交易", "日期", "金額", "餘額", "結餘", "摘要", "帳", "時間"];
/// What Chinese text looks like after UTF-8 was read as GBK.
const MOJIBAKE: [&str; 8] = ["锟斤拷", "鏀", "浠", "璁", "寰", "閲", "鏃", "浜ゆ"];

/// The text of a file. Refuses bytes that are no text, and text whose characters are lost.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, RefusalCode> {
    let (text, guessed) = by_rules(bytes)?;
    // Text has no control characters; a picture or a program of an unknown kind has many.
    let controls = text
        .chars()
        .take(20_000)
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
        .count();
    let lost = text.chars().take(20_000).filter(|c| *c == '\u{fffd}').count();
    if controls > 8 || (guessed && lost > 20) {
        return Err(RefusalCode::NotATable);
    }
    if text.contains("锟斤拷") || (!guessed && lost > 3) {
        return Err(RefusalCode::Garbled);
    }
    Ok(repaired(&text).unwrap_or(text))
}

/// The text of an OFX file, which names its encoding. `1252` is often said of Chinese text: then the text decides.
pub(super) fn decode_ofx(bytes: &[u8]) -> Result<String, RefusalCode> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_uppercase();
    let stated = head.split_once("CHARSET:").map(|(_, rest)| rest.split_whitespace().next().unwrap_or(""));
    let western = matches!(stated, Some("1252" | "ISO-8859-1" | "8859-1"));
    if !western || strict(UTF_8, bytes).is_some() {
        return decode(bytes);
    }
    let chinese = strict(GB18030, bytes).filter(|text| {
        let foreign = text.chars().filter(|c| !c.is_ascii()).count();
        let common = text.chars().filter(|c| ('\u{4e00}'..='\u{9fa5}').contains(c)).count();
        // Accented letters stand alone between plain ones; Chinese stands together.
        let pairs =
            text.chars().zip(text.chars().skip(1)).filter(|(a, b)| !a.is_ascii() && !b.is_ascii()).count();
        common * 10 >= foreign * 9 && pairs * 2 >= foreign
    });
    Ok(chinese.unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()))
}

/// The text, and whether the encoding was only guessed.
fn by_rules(bytes: &[u8]) -> Result<(String, bool), RefusalCode> {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return Ok((encoding.decode_without_bom_handling(&bytes[bom..]).0.into_owned(), false));
    }
    if let Some(encoding) = utf_16_without_bom(bytes) {
        return Ok((encoding.decode_without_bom_handling(bytes).0.into_owned(), false));
    }
    if let Some(text) = strict(UTF_8, bytes) {
        return Ok((text, false));
    }
    if let Some(text) = strict(GB18030, bytes) {
        // Nearly every Big5 text is also valid GB18030, as nonsense.
        let known = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        if !known(&text, &SIMPLIFIED)
            && let Some(big5) = strict(BIG5, bytes)
            && known(&big5, &TRADITIONAL)
        {
            return Ok((big5, false));
        }
        return Ok((text, false));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow);
    Ok((encoding.decode_without_bom_handling(bytes).0.into_owned(), true))
}

/// The text when every byte decodes; a character cut off by the end of the file is dropped.
fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    (0..=3.min(bytes.len())).find_map(|cut| {
        encoding
            .decode_without_bom_handling_and_without_replacement(&bytes[..bytes.len() - cut])
            .map(|text| text.into_owned())
    })
}

fn utf_16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 8 {
        return None;
    }
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let many = head.len() / 10;
    match (even > many, odd > many) {
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 that some program read as GBK and saved again, put right where no byte was lost on the way.
fn repaired(text: &str) -> Option<String> {
    let head: String = text.chars().take(4000).collect();
    if MOJIBAKE.iter().filter(|mark| head.contains(**mark)).count() < 3 {
        return None;
    }
    let (bytes, _, lossy) = GBK.encode(text);
    if lossy {
        return None;
    }
    let fixed = strict(UTF_8, &bytes)?;
    SIMPLIFIED.iter().any(|word| fixed.contains(word)).then_some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "交易日期,金额\n2026-11-03,1.00\n";

    #[test]
    fn every_encoding_of_a_statement() {
        for encoding in [GBK, GB18030, UTF_8] {
            assert_eq!(decode(&encoding.encode(TEXT).0).unwrap(), TEXT, "{}", encoding.name());
        }
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little).unwrap(), TEXT);
        assert_eq!(decode(&big).unwrap(), TEXT);
        assert_eq!(decode(&[b"\xff\xfe", little.as_slice()].concat()).unwrap(), TEXT);
        assert_eq!(decode(&[b"\xef\xbb\xbf", TEXT.as_bytes()].concat()).unwrap(), TEXT);
        let traditional = "交易日期,結餘,摘要\n2026-11-03,1.00,轉帳\n";
        assert_eq!(decode(&BIG5.encode(traditional).0).unwrap(), traditional);
    }

    #[test]
    fn a_western_encoding_that_is_none() {
        let head = "OFXHEADER:100\nCHARSET:1252\n\n<OFX><NAME>";
        let chinese = [head.as_bytes(), &GBK.encode("示例电力公司").0].concat();
        assert!(decode_ofx(&chinese).unwrap().ends_with("示例电力公司"));
        let western = [head.as_bytes(), b"Informa\xe7\xe3o Caf\xe9 "].concat();
        assert!(decode_ofx(&western).unwrap().ends_with("Informação Café "));
        let stated = [head.replace("1252", "936").as_bytes(), &GBK.encode("电费").0].concat();
        assert!(decode_ofx(&stated).unwrap().ends_with("电费"));
    }

    #[test]
    fn a_file_cut_inside_a_character_is_read() {
        let bytes = GBK.encode("交易日期,摘要").0.into_owned();
        assert_eq!(decode(&bytes[..bytes.len() - 1]).unwrap(), "交易日期,摘");
    }

    #[test]
    fn text_saved_in_the_wrong_encoding() {
        let original = "交易时间,收入金额,支付方式,订单号码\n";
        let (wrong, _, _) = GBK.decode(original.as_bytes());
        if !wrong.contains('\u{fffd}') {
            assert_eq!(decode(wrong.as_bytes()).unwrap(), original);
        }
        assert_eq!(decode("锟斤拷锟斤拷,1.00".as_bytes()), Err(RefusalCode::Garbled));
    }

    #[test]
    fn binary_is_no_text() {
        let bytes: Vec<u8> = (0..=255u8).cycle().take(5000).collect();
        assert!(decode(&bytes).is_err());
    }
}
