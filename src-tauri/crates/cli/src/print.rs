//! How answers look in a terminal.

use std::io::{self, Write};

use recoup_app::AppError;
use recoup_app::view::Text;
use serde::Serialize;
use serde_json::Value;

use crate::args::Language;

/// Prints in the chosen language.
pub struct Printer {
    language: Language,
}

impl Printer {
    pub fn new(language: Language) -> Printer {
        Printer { language }
    }

    /// The sentence in the chosen language.
    pub fn pick<'a>(&self, text: &'a Text) -> &'a str {
        match self.language {
            Language::Zh => &text.zh,
            Language::En => &text.en,
        }
    }

    /// For the person on the way: standard error.
    pub fn note(&self, text: &Text) {
        let _ = writeln!(io::stderr(), "{}", self.pick(text));
    }

    /// Part of the answer: standard output. A closed pipe (`recoup … | head`) is not an error.
    pub fn line(&self, line: &str) {
        let _ = writeln!(io::stdout(), "{line}");
    }

    /// Part of the answer, in the chosen language.
    pub fn say(&self, zh: &str, en: &str) {
        self.line(match self.language {
            Language::Zh => zh,
            Language::En => en,
        });
    }

    /// One JSON document; a sentence is a string in the chosen language.
    pub fn json(&self, value: &impl Serialize) -> Result<(), AppError> {
        let mut value = serde_json::to_value(value).map_err(AppError::internal)?;
        self.one_language(&mut value);
        let text = serde_json::to_string_pretty(&value).map_err(AppError::internal)?;
        self.line(&text);
        Ok(())
    }

    fn one_language(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.one_language(item)),
            Value::Object(fields) => {
                let key = match self.language {
                    Language::Zh => "zh",
                    Language::En => "en",
                };
                let sentence = fields.len() == 2 && fields.contains_key("zh") && fields.contains_key("en");
                if sentence && let Some(text) = fields.remove(key) {
                    *value = text;
                } else {
                    fields.values_mut().for_each(|field| self.one_language(field));
                }
            }
            _ => {}
        }
    }

    /// A table whose columns line up also with Chinese in them; the right-aligned columns are amounts.
    pub fn table(&self, headers: &[&str], right: &[usize], rows: &[Vec<String>]) {
        let mut widths: Vec<usize> = headers.iter().map(|h| width(h)).collect();
        for row in rows {
            for (cell, widest) in row.iter().zip(&mut widths) {
                *widest = (*widest).max(width(cell));
            }
        }
        let show = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::new();
            for (i, (cell, widest)) in cells.zip(&widths).enumerate() {
                let pad = " ".repeat(widest.saturating_sub(width(cell)));
                if i > 0 {
                    line.push_str("  ");
                }
                if right.contains(&i) {
                    line.push_str(&pad);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&pad);
                }
            }
            self.line(line.trim_end());
        };
        show(&mut headers.iter().copied());
        for row in rows {
            show(&mut row.iter().map(String::as_str));
        }
    }
}

/// Terminal columns: a Chinese character or full-width mark takes two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match c as u32 {
            0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F => 2,
            0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(width("未到账 5,823.26 元"), 18);
        assert_eq!(width("−1.00"), 5);
    }
}
