//! A file on the owner's disk, opened, hashed, and what of it is kept.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};

use recoup_statements as statements;
use recoup_store::{Original, Sha};

use crate::AppError;
use crate::files::{self, NamedFile};
use crate::import::STATEMENT_LIMIT;

/// A file of the owner's, opened and hashed.
pub(crate) struct Opened {
    pub file: Box<dyn statements::ReadSeek + Send>,
    pub original: Original,
    form: statements::Form,
}

impl Opened {
    pub fn new(named: &NamedFile) -> Result<Opened, AppError> {
        let path = &named.path;
        let file = File::open(path).map_err(|e| AppError::file(path, e))?;
        let meta = file.metadata().map_err(|e| AppError::file(path, e))?;
        let mut file: Box<dyn statements::ReadSeek + Send> =
            if meta.is_file() && meta.len() <= STATEMENT_LIMIT {
                Box::new(file)
            } else {
                // A folder, a pipe, or too much: what can be read of it is held, what cannot says why.
                Box::new(Cursor::new(files::read_limited(path, STATEMENT_LIMIT)?))
            };
        let (sha256, size) = Sha::of_reader(&mut file).map_err(|e| AppError::file(path, e))?;
        let mut head = Vec::new();
        let read = file
            .seek(SeekFrom::Start(0))
            .and_then(|_| (&mut file).take(statements::HEAD as u64).read_to_end(&mut head));
        read.map_err(|e| AppError::file(path, e))?;
        Ok(Opened { file, original: Original { sha256, size }, form: statements::form(&head) })
    }

    /// A part of a file, to be looked at.
    pub fn part(bytes: Vec<u8>) -> Opened {
        let original = Original { sha256: Sha::of(&bytes), size: bytes.len() as u64 };
        let form = statements::form(&bytes);
        Opened { file: Box::new(Cursor::new(bytes)), original, form }
    }

    /// A PDF is kept as given: a copy with numbers covered would be no evidence, and is not asked for.
    pub fn is_kept_as_given(&self) -> bool {
        self.form == statements::Form::Pdf
    }

    pub fn sha(&self) -> String {
        self.original.sha256.to_string()
    }

    /// The copy that is kept of a file with full card numbers: the text with digits replaced in place, or the tables of a
    /// workbook as text. Where neither can be made only a note is kept, never the numbers.
    pub fn masked(
        &mut self,
        name: &str,
        settings: &statements::Options<'_>,
    ) -> std::io::Result<Box<dyn Read + '_>> {
        /// Longer texts are masked on the way.
        const HELD: u64 = 4 * 1024 * 1024;
        let is_text = matches!(self.form, statements::Form::Delimited | statements::Form::Marked);
        if is_text && self.original.size > HELD {
            return Ok(Box::new(statements::Masking::new(&mut self.file)));
        }
        let mut bytes = Vec::new();
        self.file.read_to_end(&mut bytes)?;
        let copy = statements::masked_copy(&bytes).unwrap_or_else(|| {
            let tables = statements::masked_text(name, &bytes, settings);
            let note = "原件含完整卡号，没有留副本；请自己保管原件。\n";
            tables.unwrap_or_else(|_| note.to_owned()).into_bytes()
        });
        Ok(Box::new(Cursor::new(copy)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ImportOptions;
    use crate::testing::{file, world};

    #[test]
    fn what_is_kept_of_a_locked_archive_is_its_masked_text() {
        use std::io::Write;
        let (dir, mut app) = world();
        let text = "交易时间,交易金额,手续费,交易类型,参考号,商户编号,卡号\n\
                    2026-11-03 10:00:00,10.00,0.06,消费,000000000001,898331054110027,4111111111111111\n";
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let locked =
            zip::write::SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "135790");
        archive.start_file("明细.csv", locked).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
        let files = [file(&dir, "明细.zip", archive.finish().unwrap().into_inner())];
        let options = ImportOptions { passwords: vec!["135790".into()], ..ImportOptions::default() };
        let done = app.commit_import(&files, &options).unwrap();
        assert!(done.files[0].masked, "{:?}", done.files[0].refused);
        let kept = app.store.import_record(1).unwrap().kept;
        let kept = String::from_utf8(app.store.vault().get(kept).unwrap()).unwrap();
        assert!(kept.contains("000000000001\t898331054110027\t411111******1111"), "{kept}");
    }

    #[test]
    fn a_pdf_is_known_wherever_it_says_so() {
        for start in ["", "\n", "\u{feff}\r\n"] {
            assert!(
                Opened::part(format!("{start}%PDF-1.7 4111111111111111").into_bytes()).is_kept_as_given()
            );
        }
        assert!(!Opened::part(b"1,2\n".to_vec()).is_kept_as_given());
    }
}
