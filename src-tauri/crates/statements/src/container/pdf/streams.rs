//! Counts what the streams of a PDF unpack to, before they are unpacked.
//!
//! The reader of PDFs unpacks a stream whole, however long it is: 5 KB can stand for gigabytes. So the compressed streams
//! are found by their bytes and gone through once without being held. Pictures are left out, as the reader leaves them.

use std::io::{Read, sink};

use flate2::read::ZlibDecoder;

/// How far before a stream its dictionary is looked for.
const DICTIONARY: usize = 2048;
const FLATE: &[u8] = b"/FlateDecode";
/// How often a stream may be compressed on top of itself and still be looked into.
const MOST_FILTERS: usize = 4;

/// Whether the streams of a file unpack to more than `most` bytes together. Encrypted ones cannot be told.
pub(super) fn unpack_to_more(bytes: &[u8], most: usize) -> bool {
    let mut left = most as u64 + 1;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let (dictionary, start) = (&bytes[at..at + found], at + found + b"stream".len());
        // The word alone may stand in any text, and must not hide the stream behind it.
        let Some(data) = begins(&bytes[start..]) else {
            at = start;
            continue;
        };
        let length = find(data, b"endstream").unwrap_or(data.len());
        let after = bytes.len() - data.len() + length;
        let data = &data[..length];
        let dictionary = &dictionary[dictionary.len().saturating_sub(DICTIONARY)..];
        let own = dictionary.windows(4).rposition(|window| window == b" obj").unwrap_or(0);
        let dictionary = &dictionary[own..];
        if find(dictionary, b"/Image").is_none() {
            // What is named in it twice may be a remark: the longest answer counts.
            let longest = (1..=filters(dictionary)).map(|filters| counted(data, filters, left)).max();
            left = left.saturating_sub(longest.unwrap_or(0));
            if left == 0 {
                return true;
            }
        }
        at = (after + b"endstream".len()).min(bytes.len());
    }
    false
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// What stands behind the end of the line, where it starts with the two bytes of every zlib stream.
fn begins(bytes: &[u8]) -> Option<&[u8]> {
    let white = bytes.iter().take(4).take_while(|byte| byte.is_ascii_whitespace()).count();
    match bytes.get(white..)? {
        data @ [first, second, ..]
            if white > 0 && first & 15 == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0 =>
        {
            Some(data)
        }
        _ => None,
    }
}

fn filters(mut dictionary: &[u8]) -> usize {
    let mut filters = 0;
    while let Some(at) = find(dictionary, FLATE) {
        filters += 1;
        dictionary = &dictionary[at + FLATE.len()..];
    }
    filters.clamp(1, MOST_FILTERS)
}

/// How many bytes come out, at most `most`; where the data is damaged, how many before that place.
fn counted(data: &[u8], filters: usize, most: u64) -> u64 {
    let mut reader: Box<dyn Read + '_> = Box::new(data);
    for _ in 0..filters {
        reader = Box::new(ZlibDecoder::new(reader));
    }
    let mut reader = reader.take(most);
    // What came out before an error is what the limit is lower by then.
    let _ = std::io::copy(&mut reader, &mut sink());
    most - reader.limit()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn object(dictionary: &str, data: &[u8]) -> Vec<u8> {
        [format!("1 0 obj\n<<{dictionary}>>\nstream\r\n").as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn all_streams_count_together() {
        let once = object("/Filter /FlateDecode", &zlib(&[b'q'; 1000]));
        let file = [b"%PDF-1.4\n".as_slice(), &once, &object("", b"q Q"), &once].concat();
        assert!(!unpack_to_more(&file, 2000));
        assert!(unpack_to_more(&file, 1999));
        let twice = object("/Filter [/FlateDecode /FlateDecode]", &zlib(&zlib(&[b'q'; 100_000])));
        assert!(unpack_to_more(&twice, 99_999) && !unpack_to_more(&twice, 100_000));
        let picture = object("/Subtype /Image /Filter /FlateDecode", &zlib(&[0; 100_000]));
        assert!(!unpack_to_more(&picture, 1000));
        // Nor is what other objects say about themselves.
        let font = b"1 0 obj\n<< /Flags 6 /Subtype /Image /Filter [/FlateDecode /FlateDecode] >>\nendobj\n";
        let behind = [font.as_slice(), &once].concat();
        assert!(unpack_to_more(&behind, 999) && !unpack_to_more(&behind, 1000));
        let said_twice = object("/Filter /FlateDecode %/FlateDecode\n", &zlib(&[b'q'; 1000]));
        assert!(unpack_to_more(&said_twice, 999));
        let hidden = [b"% the stream of a stream\n".as_slice(), &once].concat();
        assert!(unpack_to_more(&hidden, 999) && !unpack_to_more(&hidden, 1000));
        let cut = &once[..once.len() / 2];
        assert!(!unpack_to_more(cut, 1000));
        assert!(!unpack_to_more(b"stream", 0) && !unpack_to_more(b"stream\nx\x9c", 0));
    }
}
