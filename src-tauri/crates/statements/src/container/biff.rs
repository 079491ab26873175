//! Looks over an OLE container (`.xls`, encrypted `.xlsx`) before a reader is let at it.
//!
//! The reader trusts the counts in the container: chains that run in circles and cells in column 60,000 make it ask for
//! gigabytes, which ends the program. So the chains are walked here first, with bounds, and the cells looked over.

use std::collections::HashMap;

const END: u32 = 0xFFFF_FFFE;
const RESERVED: u32 = 0xFFFF_FFFA;
/// A sheet of the old format has 256 columns.
const COLUMNS: u16 = 256;
/// LABEL, RK, LABELSST, NUMBER, FORMULA, BOOLERR, BLANK, RSTRING, MULRK, MULBLANK
const CELLS: [u16; 10] = [0x0204, 0x027E, 0x00FD, 0x0203, 0x0006, 0x0205, 0x0201, 0x00D6, 0x00BD, 0x00BE];

/// What an OLE container holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ole {
    /// A workbook; `unicode` since Excel 97.
    Workbook {
        /// Texts are UTF-16 whatever the file's code page says.
        unicode: bool,
    },
    /// A workbook of the old kind with a password.
    LockedWorkbook,
    /// A password-protected `.xlsx`.
    EncryptedWorkbook,
    /// Something else.
    Other,
}

struct File<'b> {
    bytes: &'b [u8],
    sector: usize,
    fat: Vec<u32>,
    /// The stream in which the small streams lie, 64 bytes a piece.
    mini: Vec<u8>,
}

/// What the container holds, or what is wrong with it.
pub(super) fn inspect(bytes: &[u8]) -> Result<Ole, &'static str> {
    if bytes.len() < 1536 {
        return Err("OLE: shorter than its header");
    }
    let sector = match u16_at(bytes, 30) {
        9 => 512,
        12 => 4096,
        _ => return Err("OLE: sector size"),
    };
    let sectors = bytes.len() / sector;
    for (at, what) in [(44, "OLE: FAT count"), (64, "OLE: mini FAT count"), (72, "OLE: DIFAT count")] {
        if u32_at(bytes, at) as usize > sectors {
            return Err(what);
        }
    }
    let mut file = File { bytes, sector, fat: Vec::new(), mini: Vec::new() };
    file.fat = file.read_fat(sectors)?;
    let directory = file.chain(u32_at(bytes, 48), sectors)?;
    let mut streams: HashMap<String, (u32, usize)> = HashMap::new();
    for (index, entry) in directory.chunks_exact(128).enumerate() {
        let kind = entry[66];
        let size = u32_at(entry, 120) as usize;
        if !matches!(kind, 1 | 2 | 5) {
            continue;
        }
        if (kind != 1 && size > bytes.len()) || (sector == 4096 && u32_at(entry, 124) != 0) {
            return Err("OLE: a stream longer than the file");
        }
        let length = usize::from(u16_at(entry, 64)).clamp(2, 64);
        let units: Vec<u16> = entry[..length - 2].chunks_exact(2).map(|pair| u16_at(pair, 0)).collect();
        let start = u32_at(entry, 116);
        if index == 0 && u32_at(bytes, 64) > 0 {
            file.mini = file.chain(start, size.div_ceil(sector))?;
        }
        streams.insert(String::from_utf16_lossy(&units).to_lowercase(), (start, size));
    }
    if streams.contains_key("encryptedpackage") {
        return Ok(Ole::EncryptedWorkbook);
    }
    let (unicode, &(start, size)) = match (streams.get("workbook"), streams.get("book")) {
        (Some(stream), _) => (true, stream),
        (None, Some(stream)) => (false, stream),
        _ => return Ok(Ole::Other),
    };
    let mut stream = match size {
        0..4096 => file.small_stream(start, size)?,
        _ => file.chain(start, size.div_ceil(sector))?,
    };
    stream.truncate(size);
    if records(&stream)? {
        return Ok(Ole::LockedWorkbook);
    }
    Ok(Ole::Workbook { unicode })
}

impl File<'_> {
    fn get(&self, id: u32) -> Result<&[u8], &'static str> {
        let start = (id as usize + 1).saturating_mul(self.sector);
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end).filter(|s| !s.is_empty()).ok_or("OLE: a sector beyond the end of the file")
    }

    fn read_fat(&self, sectors: usize) -> Result<Vec<u32>, &'static str> {
        let mut ids: Vec<u32> = self.bytes[76..512].chunks_exact(4).map(|b| u32_at(b, 0)).collect();
        let mut next = u32_at(self.bytes, 68);
        let mut seen = 0;
        while next < RESERVED {
            seen += 1;
            if seen > sectors {
                return Err("OLE: the DIFAT runs in a circle");
            }
            ids.extend(self.get(next)?.chunks_exact(4).map(|b| u32_at(b, 0)));
            next = ids.pop().unwrap_or(END);
        }
        let mut fat = Vec::new();
        for id in ids.into_iter().filter(|id| *id < RESERVED) {
            fat.extend(self.get(id)?.chunks_exact(4).map(|b| u32_at(b, 0)));
            if fat.len() > (sectors + 2) * 4 + 4096 {
                return Err("OLE: FAT longer than the file");
            }
        }
        Ok(fat)
    }

    /// A stream of less than 4096 bytes.
    fn small_stream(&self, start: u32, size: usize) -> Result<Vec<u8>, &'static str> {
        let fat = self.chain(u32_at(self.bytes, 60), u32_at(self.bytes, 64) as usize)?;
        let mut out = Vec::new();
        let mut id = start;
        while out.len() < size && id < RESERVED {
            let at = (id as usize).saturating_mul(64);
            let piece = self.mini.get(at..at + 64).ok_or("OLE: a small stream leaves its place")?;
            out.extend_from_slice(piece);
            id = fat.get(id as usize * 4..id as usize * 4 + 4).map_or(END, |next| u32_at(next, 0));
        }
        Ok(out)
    }

    /// The bytes of a chain of at most `most` sectors.
    fn chain(&self, start: u32, most: usize) -> Result<Vec<u8>, &'static str> {
        let mut out = Vec::new();
        let mut id = start;
        for _ in 0..=most {
            if id == END {
                return Ok(out);
            }
            if out.len() >= most * self.sector {
                break;
            }
            out.extend_from_slice(self.get(id)?);
            id = *self.fat.get(id as usize).ok_or("OLE: a chain leaves the FAT")?;
        }
        // A stream may stop inside its chain; a directory may not go round in circles.
        if out.len() / self.sector >= self.bytes.len() / self.sector {
            return Err("OLE: a chain runs in a circle");
        }
        Ok(out)
    }
}

/// How many cells the rectangle around the cells of a sheet may have, whatever few of them hold something: the reader
/// makes all of them.
const MAX_AREA: usize = 4_000_000;

/// The cells of one sheet.
#[derive(Default)]
struct Extent {
    cells: usize,
    rows: usize,
    columns: usize,
}

impl Extent {
    fn is_sound(&self) -> bool {
        self.rows * self.columns <= MAX_AREA.max(self.cells * 16)
    }
}

/// Looks at every cell's place. Returns whether the records are encrypted.
fn records(stream: &[u8]) -> Result<bool, &'static str> {
    let mut at = 0;
    let mut sheet = Extent::default();
    while at + 4 <= stream.len() {
        let (kind, length) = (u16_at(stream, at), usize::from(u16_at(stream, at + 2)));
        let Some(body) = stream.get(at + 4..at + 4 + length) else {
            return Ok(false);
        };
        match kind {
            0x002F => return Ok(true),
            _ if CELLS.contains(&kind) && length >= 4 && u16_at(body, 2) >= COLUMNS => {
                return Err("xls: a cell outside the sheet");
            }
            // BOF: the next sheet.
            0x0809 => sheet = Extent::default(),
            0x00BD | 0x00BE if length >= 6 && u16_at(body, length - 2) >= COLUMNS => {
                return Err("xls: a cell outside the sheet");
            }
            _ => {}
        }
        if CELLS.contains(&kind) && length >= 4 {
            let last =
                if matches!(kind, 0x00BD | 0x00BE) { u16_at(body, length - 2) } else { u16_at(body, 2) };
            sheet.cells += 1;
            sheet.rows = sheet.rows.max(usize::from(u16_at(body, 0)) + 1);
            sheet.columns = sheet.columns.max(usize::from(last) + 1);
            if !sheet.is_sound() {
                return Err("xls: cells too far apart");
            }
        }
        at += 4 + length;
    }
    Ok(false)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
