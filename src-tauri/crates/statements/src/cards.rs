//! Copies of files in which full card numbers are masked.

use std::io::{self, Read};

use recoup_ledger::mask::mask_bytes;

use crate::container::{Form, form};

/// A copy of a text file in which every card and identity number is masked: same bytes, lines and columns otherwise.
///
/// `None` when there is nothing to mask, or when the file is no text (a workbook or an archive cannot be masked in
/// place; of such a file [`crate::masked_text`] is kept).
pub fn masked_copy(bytes: &[u8]) -> Option<Vec<u8>> {
    if !matches!(form(bytes), Form::Delimited | Form::Marked | Form::Wide) {
        return None;
    }
    let mut copy = bytes.to_vec();
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let digit = usize::from(bytes[0] == 0xFE);
        return mask_wide(&mut copy, digit).then_some(copy);
    }
    mask_bytes(&mut copy).then_some(copy)
}

/// A text file with every card number masked, as [`masked_copy`] makes it, read piece by piece. Not for UTF-16.
pub struct Masking<R> {
    from: R,
    buffer: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Masking<R> {
    /// Masks what `from` gives.
    pub fn new(from: R) -> Masking<R> {
        Masking { from, buffer: Vec::new(), given: 0, ended: false }
    }

    /// Reads on until there are bytes that can be given: what stands at the end may be the half of a number.
    fn refill(&mut self) -> io::Result<()> {
        const PIECE: usize = 256 * 1024;
        while self.given == self.ready() && !self.ended {
            self.buffer.drain(..self.given);
            self.given = 0;
            let start = self.buffer.len();
            self.buffer.resize(start + PIECE, 0);
            let read = self.from.read(&mut self.buffer[start..]);
            self.buffer.truncate(start + *read.as_ref().unwrap_or(&0));
            self.ended = match read {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => false,
                read => read? == 0,
            };
            let ready = self.ready();
            mask_bytes(&mut self.buffer[..ready]);
        }
        Ok(())
    }

    fn ready(&self) -> usize {
        if self.ended {
            return self.buffer.len();
        }
        // Groups of a number are parted by a blank or a dash; whole lines of those are no number.
        let tail = |part: fn(&u8) -> bool| self.buffer.iter().rev().take_while(|b| part(b)).count();
        let held = match tail(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-')) {
            long if long > 4096 => tail(u8::is_ascii_digit),
            held => held,
        };
        self.buffer.len() - held
    }
}

impl<R: Read> Read for Masking<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let n = out.len().min(self.ready() - self.given);
        out[..n].copy_from_slice(&self.buffer[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

/// The same for UTF-16; `digit` is where the low byte of a unit stands.
fn mask_wide(bytes: &mut [u8], digit: usize) -> bool {
    let units: Vec<u8> =
        bytes.chunks_exact(2).map(|pair| if pair[1 - digit] == 0 { pair[digit] } else { 0 }).collect();
    let mut masked = units.clone();
    let any = mask_bytes(&mut masked);
    for (index, (before, after)) in units.iter().zip(&masked).enumerate() {
        if before != after {
            bytes[index * 2 + digit] = *after;
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_same_lines_and_columns() {
        let text = "卡号,金额\r\n4111111111111111,1.00\r\n";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        let copy = masked_copy(&gbk).unwrap();
        assert_eq!(encoding_rs::GBK.decode(&copy).0, "卡号,金额\r\n411111******1111,1.00\r\n");
        assert_eq!(copy.len(), gbk.len());
        let wide: Vec<u8> =
            [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let copy = masked_copy(&wide).unwrap();
        assert_eq!(encoding_rs::UTF_16LE.decode(&copy).0, "卡号,金额\r\n411111******1111,1.00\r\n");
        // Whatever the pieces in which it comes.
        for size in 1..gbk.len() {
            let mut masked = Vec::new();
            let pieces = gbk
                .chunks(size)
                .fold(Box::new(io::empty()) as Box<dyn Read>, |before, piece| Box::new(before.chain(piece)));
            Masking::new(pieces).read_to_end(&mut masked).unwrap();
            assert_eq!(
                encoding_rs::GBK.decode(&masked).0,
                "卡号,金额\r\n411111******1111,1.00\r\n",
                "{size}"
            );
        }
        assert_eq!(masked_copy(b"1,2\n"), None);
        assert_eq!(masked_copy(b"PK\x03\x044111111111111111"), None);
    }
}
