//! The evidence pack: a ZIP that anyone can check with `sha256sum`.

use std::io::{self, Read, Seek, Write};

use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::error::DossierError;
use crate::exhibit::{open_verified, sha256};
use crate::input::{ExhibitEntry, Input, Language};
use crate::sign::{self, ShopKey};

/// The PDF's name in a pack.
pub const PDF: &str = "dossier.pdf";
/// The event log's name in a pack: one JSON object a line.
pub const CHAIN: &str = "chain.jsonl";
/// The manifest's name in a pack.
pub const MANIFEST: &str = "manifest.json";
/// The hash list's name in a pack, in the format of `sha256sum`.
pub const SUMS: &str = "SHA256SUMS";
/// The shop's public key in a pack, PEM.
pub const KEY: &str = "shop-key.pem";
/// The signature of [`SUMS`] in a pack: 64 bytes, Ed25519.
pub const SIGNATURE: &str = "SHA256SUMS.sig";
/// The instructions' name in a pack.
pub const README: &str = "README.txt";

/// What a pack holds, as its `manifest.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format: 2, signed.
    pub version: u32,
    /// The case's number.
    pub case_no: String,
    /// Who handed it in.
    pub shop: String,
    /// The day it was frozen.
    pub prepared_on: chrono::NaiveDate,
    /// The head of the chain, 64 hexadecimal digits.
    pub chain_head: String,
    /// Every file but the manifest, `SHA256SUMS` and its signature.
    pub entries: Vec<ManifestEntry>,
}

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Its path in the ZIP, ASCII.
    pub path: String,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// The exhibit's number, for an exhibit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhibit: Option<u32>,
    /// The exhibit's title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The name the file had when it was taken in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file_name: String,
}

/// The ASCII name of an exhibit's file: `E003.pdf`. Chinese names break in some ZIP programs, and then a check fails for a
/// reason that looks like tampering; the real name stands in the manifest.
pub(crate) fn ascii_name(e: &ExhibitEntry) -> String {
    let extension: String = e
        .file_name
        .rsplit_once('.')
        .map_or("bin", |x| x.1)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase();
    format!("E{:03}.{}", e.no, if extension.is_empty() { "bin".to_owned() } else { extension })
}

/// The list of exhibits that is attached to the PDF.
pub(crate) fn exhibit_list(input: &Input) -> Vec<u8> {
    let entries = input.exhibits.iter().map(|e| entry_of(e, ascii_name(e))).collect();
    json(&manifest(input, entries))
}

fn entry_of(e: &ExhibitEntry, path: String) -> ManifestEntry {
    ManifestEntry {
        path,
        sha256: e.sha256.to_ascii_lowercase(),
        size: e.size,
        exhibit: Some(e.no),
        title: e.title.clone(),
        file_name: e.file_name.clone(),
    }
}

fn manifest(input: &Input, entries: Vec<ManifestEntry>) -> Manifest {
    Manifest {
        version: 2,
        case_no: input.case_no.clone(),
        shop: input.shop.name.clone(),
        prepared_on: input.prepared_on,
        chain_head: input.chain_head.clone(),
        entries,
    }
}

fn json(manifest: &Manifest) -> Vec<u8> {
    let mut out = serde_json::to_vec_pretty(manifest).unwrap_or_default();
    out.push(b'\n');
    out
}

/// Writes the pack: the PDF, the originals under ASCII names, the event log, a manifest, `SHA256SUMS` with the signature of
/// the shop's key, and how to check.
///
/// `pdf` is what [`print`](crate::print) wrote, `chain` the case's events as JSON lines. Exhibits are opened one by one and
/// verified. The same arguments give the same bytes. Returns what the manifest says.
pub fn pack<W: Write + Seek>(
    input: &Input,
    pdf: &[u8],
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    chain: &[u8],
    key: &ShopKey,
    out: W,
) -> Result<Manifest, DossierError> {
    let refusals: Vec<_> = crate::check(input).into_iter().filter(|r| r.stops()).collect();
    if !refusals.is_empty() {
        return Err(DossierError::Refused(refusals));
    }
    let mut zip = ZipWriter::new(out);
    let mut entries = Vec::new();
    let add = |zip: &mut ZipWriter<W>, path: String, bytes: &[u8]| -> Result<ManifestEntry, DossierError> {
        write(zip, &path, bytes)?;
        Ok(ManifestEntry {
            path,
            sha256: sha256(bytes),
            size: bytes.len() as u64,
            exhibit: None,
            title: String::new(),
            file_name: String::new(),
        })
    };
    entries.push(add(&mut zip, README.to_owned(), readme(input.language).as_bytes())?);
    entries.push(add(&mut zip, PDF.to_owned(), pdf)?);
    for e in &input.exhibits {
        let bytes = open_verified(e, open)?;
        let path = format!("exhibits/{}", ascii_name(e));
        write(&mut zip, &path, &bytes)?;
        entries.push(ManifestEntry { size: bytes.len() as u64, ..entry_of(e, path) });
    }
    entries.push(add(&mut zip, CHAIN.to_owned(), chain)?);
    entries.push(add(&mut zip, KEY.to_owned(), key.public_pem().as_bytes())?);
    let manifest = manifest(input, entries);
    let listed = json(&manifest);
    let mut sums = String::new();
    for e in &manifest.entries {
        sums.push_str(&format!("{}  {}\n", e.sha256, e.path));
    }
    sums.push_str(&format!("{}  {MANIFEST}\n", sha256(&listed)));
    write(&mut zip, MANIFEST, &listed)?;
    write(&mut zip, SUMS, sums.as_bytes())?;
    write(&mut zip, SIGNATURE, &key.sign(sums.as_bytes()))?;
    let mut out = zip.finish().map_err(broken)?;
    out.flush()?;
    Ok(manifest)
}

fn write<W: Write + Seek>(zip: &mut ZipWriter<W>, path: &str, bytes: &[u8]) -> Result<(), DossierError> {
    // Pictures and PDFs are compressed already; storing them keeps the pack fast and its bytes easy to find.
    let packed = [".json", ".jsonl", ".txt", ".csv", ".pem"].iter().any(|e| path.ends_with(e));
    let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(bytes.len() as u64 > u64::from(u32::MAX) / 2);
    zip.start_file(path, options).map_err(broken)?;
    zip.write_all(bytes)?;
    Ok(())
}

fn broken(e: zip::result::ZipError) -> DossierError {
    match e {
        zip::result::ZipError::Io(e) => DossierError::Write(e),
        e => DossierError::Internal(e.to_string()),
    }
}

fn readme(language: Language) -> String {
    language
        .pick(
            "怎样核对这份材料\n\n\
             1. 解开压缩包，在解开的文件夹里运行：\n\
             \x20  Linux：   sha256sum -c SHA256SUMS\n\
             \x20  macOS：   shasum -a 256 -c SHA256SUMS\n\
             \x20  Windows： certutil -hashfile dossier.pdf SHA256（逐个文件，与 SHA256SUMS 中的一行对照）\n\
             2. 每个文件显示 OK 或数字一致，说明它与打包时一个字节不差。\n\
             3. exhibits 里是证据原文件，未改动（文件名带“遮盖”的是遮盖副本）；E003 就是证据3，原来的文件名在 manifest.json 里。\n\
             4. chain.jsonl 是操作记录，每行带前一行的指纹；最后一行的指纹与 manifest.json 中的 chain_head、\n\
             \x20  PDF 上印的操作链末端应当相同。\n\
             5. SHA256SUMS.sig 是门店密钥对 SHA256SUMS 的签名（Ed25519）。用 OpenSSL 3 核对：\n\
             \x20  openssl pkeyutl -verify -pubin -inkey shop-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig\n\
             \x20  公钥指纹（下面一行的结果）应与纸质材料指纹清单里的“门店公钥”相同：\n\
             \x20  openssl pkey -pubin -in shop-key.pem -outform DER | openssl dgst -sha256\n\n\
             核对只能说明文件自签名后没有变，不能说明内容真实，也不能说明形成的时间；密钥由门店自己保管，\n\
             签名不是电子认证机构的认证。\n",
            "How to check this pack\n\n\
             1. Unpack it and run in that folder:\n\
             \x20  Linux:    sha256sum -c SHA256SUMS\n\
             \x20  macOS:    shasum -a 256 -c SHA256SUMS\n\
             \x20  Windows:  certutil -hashfile dossier.pdf SHA256 (file by file, against the line in SHA256SUMS)\n\
             2. OK, or equal digits, means the file is byte for byte what was packed.\n\
             3. exhibits holds the untouched originals (or copies painted over, named 遮盖); E003 is exhibit 3, its own name stands in manifest.json.\n\
             4. chain.jsonl is the event log, each line carries the fingerprint of the one before; the last one must equal\n\
             \x20  chain_head in manifest.json and the head printed in the PDF.\n\
             5. SHA256SUMS.sig is the signature of the shop's key over SHA256SUMS (Ed25519). With OpenSSL 3:\n\
             \x20  openssl pkeyutl -verify -pubin -inkey shop-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig\n\
             \x20  The key's fingerprint (what the next line prints) must equal the one in the paper's list of hashes:\n\
             \x20  openssl pkey -pubin -in shop-key.pem -outform DER | openssl dgst -sha256\n\n\
             The check shows that files did not change since they were signed. It shows neither that they are true nor when they\n\
             were made; the key is the shop's own, no certification authority stands behind it.\n",
        )
        .to_owned()
}

/// What a check of a pack found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackReport {
    /// What the manifest says, if it can be read.
    pub manifest: Option<Manifest>,
    /// Every listed file with its state, in the manifest's order; unlisted files last.
    pub entries: Vec<EntryReport>,
    /// The event log as it lies in the pack, for the check of its links.
    pub chain: Option<String>,
    /// The fingerprint of the key whose signature over `SHA256SUMS` holds; `None` when it does not (then a fault says why).
    pub signed_by: Option<String>,
    /// What is wrong with the pack as a whole.
    pub faults: Vec<PackFault>,
}

impl PackReport {
    /// Whether every file is there, unaltered, and nothing else is. The links of the chain are another matter.
    pub fn holds(&self) -> bool {
        self.faults.is_empty() && self.entries.iter().all(|e| e.state == EntryState::Intact)
    }
}

/// One file of a checked pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryReport {
    /// Its path.
    pub path: String,
    /// How it is.
    pub state: EntryState,
}

/// How a file of a pack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Its bytes are those the manifest lists.
    Intact,
    /// Its bytes differ.
    Altered,
    /// It is listed but not there.
    Absent,
    /// It is there but cannot be read out of the ZIP.
    Unreadable,
    /// It is there but not listed.
    Unlisted,
}

/// What is wrong with a pack as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum PackFault {
    /// It is no readable ZIP.
    NotAZip(String),
    /// There is no readable manifest.
    NoManifest(String),
    /// `SHA256SUMS` says something else than the manifest; the line is named.
    SumsDiffer(String),
    /// There is no signature of the hash list, or it is not that of the key in the pack.
    Signature(String),
}

/// Checks a pack: every file against the manifest, the manifest against `SHA256SUMS`, that against the signature. Never fails: what cannot be read is
/// said in the report. The links of the event log are checked by whoever knows the chain's format.
pub fn verify_pack(bytes: &[u8]) -> PackReport {
    let mut report =
        PackReport { manifest: None, entries: Vec::new(), chain: None, signed_by: None, faults: Vec::new() };
    let mut zip = match ZipArchive::new(io::Cursor::new(bytes)) {
        Ok(zip) => zip,
        Err(e) => {
            report.faults.push(PackFault::NotAZip(e.to_string()));
            return report;
        }
    };
    let listed = match read(&mut zip, MANIFEST) {
        Ok(Some(listed)) => listed,
        Ok(None) => {
            report.faults.push(PackFault::NoManifest("it is missing".into()));
            return report;
        }
        Err(e) => {
            report.faults.push(PackFault::NoManifest(e));
            return report;
        }
    };
    let manifest: Manifest = match serde_json::from_slice(&listed) {
        Ok(manifest) => manifest,
        Err(e) => {
            report.faults.push(PackFault::NoManifest(e.to_string()));
            return report;
        }
    };
    let mut sums = String::new();
    for e in &manifest.entries {
        let state = match read(&mut zip, &e.path) {
            Ok(None) => EntryState::Absent,
            Err(_) => EntryState::Unreadable,
            Ok(Some(bytes)) => {
                let same = sha256(&bytes) == e.sha256 && bytes.len() as u64 == e.size;
                if e.path == CHAIN {
                    report.chain = String::from_utf8(bytes).ok();
                }
                if same { EntryState::Intact } else { EntryState::Altered }
            }
        };
        report.entries.push(EntryReport { path: e.path.clone(), state });
        sums.push_str(&format!("{}  {}\n", e.sha256, e.path));
    }
    sums.push_str(&format!("{}  {MANIFEST}\n", sha256(&listed)));
    let found = read(&mut zip, SUMS).ok().flatten().unwrap_or_default();
    if found != sums.as_bytes() {
        let found = String::from_utf8_lossy(&found).into_owned();
        let line = found.lines().zip(sums.lines()).find(|(a, b)| a != b).map_or(SUMS, |x| x.1);
        report.faults.push(PackFault::SumsDiffer(line.to_owned()));
    }
    match signature(&mut zip, &found) {
        Ok(fingerprint) => report.signed_by = Some(fingerprint),
        Err(why) => report.faults.push(PackFault::Signature(why)),
    }
    let names: Vec<String> =
        zip.file_names().map(|n| n.map_or_else(|e| e.to_string(), |n| n.into_owned())).collect();
    for path in names {
        let known = [MANIFEST, SUMS, SIGNATURE].contains(&path.as_str())
            || manifest.entries.iter().any(|e| e.path == path);
        if !known {
            report.entries.push(EntryReport { path, state: EntryState::Unlisted });
        }
    }
    report.manifest = Some(manifest);
    report
}

fn signature(zip: &mut ZipArchive<io::Cursor<&[u8]>>, sums: &[u8]) -> Result<String, String> {
    let mut file = |path: &str| read(zip, path)?.ok_or_else(|| format!("{path} is missing"));
    sign::verify(&file(KEY)?, sums, &file(SIGNATURE)?)
}

/// A file's bytes, `None` if it is not there.
fn read(zip: &mut ZipArchive<io::Cursor<&[u8]>>, path: &str) -> Result<Option<Vec<u8>>, String> {
    let mut file = match zip.by_name(path) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(e) => return Err(e.to_string()),
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    Ok(Some(bytes))
}
