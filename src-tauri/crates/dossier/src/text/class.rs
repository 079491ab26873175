//! What a character may do at the ends of a line, after the W3C's 中文排版需求 (clreq) and GB/T 15834—2011.

/// How a character behaves in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// 汉字 and other full-width signs.
    Han,
    /// Opening brackets and quotes: never the last of a line.
    Open,
    /// Closing brackets, quotes, stops: never the first of a line.
    Close,
    /// Connecting marks that never begin a line: `·`, `～`, `％`.
    Joiner,
    /// `—` and `…`: two of them are one sign.
    Dash,
    /// A letter or digit of the Latin script.
    Latin,
    /// Any other half-width sign.
    Sign,
    /// A space.
    Space,
}

impl Class {
    pub(crate) fn of(c: char) -> Class {
        match c {
            ' ' | '\u{a0}' | '\u{3000}' | '\t' => Class::Space,
            '“' | '‘' | '（' | '《' | '〈' | '【' | '〔' | '「' | '『' | '［' | '｛' | '〖' => {
                Class::Open
            }
            '，' | '。' | '、' | '；' | '：' | '！' | '？' | '”' | '’' | '）' | '》' | '〉' | '】' | '〕'
            | '」' | '』' | '］' | '｝' | '〗' | '．' => Class::Close,
            '·' | '・' | '～' | '％' | '‰' | '℃' | '／' | '－' => Class::Joiner,
            '—' | '…' => Class::Dash,
            '(' | '[' | '{' => Class::Sign,
            c if c.is_ascii_alphanumeric() => Class::Latin,
            c if c.is_ascii() => Class::Sign,
            c if u32::from(c) < 0x2E80 && c.is_alphanumeric() => Class::Latin,
            c if u32::from(c) < 0x2E80 => Class::Sign,
            _ => Class::Han,
        }
    }
}

/// Whether a line may never begin with this character.
pub(crate) fn never_first(c: char) -> bool {
    matches!(Class::of(c), Class::Close | Class::Joiner)
        || matches!(c, ')' | ']' | '}' | ',' | ';' | ':' | '!' | '?' | '%' | '—' | '…')
}

/// Whether a line may never end with this character.
pub(crate) fn never_last(c: char) -> bool {
    Class::of(c) == Class::Open || matches!(c, '(' | '[' | '{' | '¥' | '￥' | '$' | '№' | '第')
}

/// Whether the blank half of a full-width mark lies on its right and can be dropped.
pub(crate) fn blank_right(c: char) -> bool {
    Class::of(c) == Class::Close && !matches!(c, '！' | '？')
}

/// Units and counters that stay with the number before them.
pub(crate) fn is_unit(c: char) -> bool {
    "元角分笔页行天日月年时点个份条号次款项件张台家起周秒级期倍万亿％%℃".contains(c)
}
