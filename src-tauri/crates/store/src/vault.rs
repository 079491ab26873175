//! Files named by their SHA-256: imported statements and exhibits.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::open::make_private;
use crate::sha::Sha;

/// A folder `ab/cdef…` of files whose name is the SHA-256 of their content. A file is written once and checked on every
/// reading; nothing here deletes one, because a case may cite it.
#[derive(Debug, Clone)]
pub struct Vault {
    dir: PathBuf,
}

/// What a full check of the vault found on one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultTrouble {
    /// The content does not have the hash that the name says.
    Altered {
        /// The name.
        sha: Sha,
        /// The content's hash.
        found: Sha,
    },
    /// A file that cannot be read, and what the system said.
    Unreadable(PathBuf, String),
    /// A file that the vault did not put there.
    Stranger(PathBuf),
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Vault {
    /// The vault in this folder, which is made when it is not there.
    ///
    /// # Errors
    /// `ReadOnly`, `Full`, `Disk`.
    pub fn in_folder(dir: &Path) -> Result<Vault, StoreError> {
        make_private(dir)?;
        Ok(Vault { dir: dir.to_owned() })
    }

    fn place(&self, sha: Sha) -> PathBuf {
        let name = sha.to_string();
        self.dir.join(&name[..2]).join(&name[2..])
    }

    /// Keeps these bytes. Putting the same bytes again changes nothing, except that it repairs a copy that was altered.
    ///
    /// # Errors
    /// `Full`, `ReadOnly`, `Disk`.
    pub fn put(&self, mut bytes: &[u8]) -> Result<Sha, StoreError> {
        let sha = Sha::of(bytes);
        if self.is_whole(sha) {
            return Ok(sha);
        }
        self.stream(&mut bytes).map(|(sha, _)| sha)
    }

    /// Copies to a temporary file, forces it to the disk, then gives it its name in one step.
    pub(crate) fn stream(&self, from: &mut dyn Read) -> Result<(Sha, u64), StoreError> {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let part = self.dir.join(format!("{}-{n}.tmp", std::process::id()));
        let result = self.stream_to(from, &part);
        if result.is_err() {
            let _ = fs::remove_file(&part);
        }
        result
    }

    fn stream_to(&self, from: &mut dyn Read, part: &Path) -> Result<(Sha, u64), StoreError> {
        let mut file = File::create(part).map_err(StoreError::disk(part))?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 128 * 1024];
        let mut size = 0;
        loop {
            let n = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(StoreError::disk(part)(e)),
            };
            hash.update(&buffer[..n]);
            file.write_all(&buffer[..n]).map_err(StoreError::disk(part))?;
            size += n as u64;
        }
        file.sync_all().map_err(StoreError::disk(part))?;
        drop(file);
        let sha = Sha(hash.finalize().into());
        if self.is_whole(sha) {
            fs::remove_file(part).map_err(StoreError::disk(part))?;
            return Ok((sha, size));
        }
        let place = self.place(sha);
        let folder = place.parent().unwrap_or(&self.dir);
        make_private(folder)?;
        protect(part);
        fs::rename(part, &place).map_err(StoreError::disk(&place))?;
        sync_folder(folder);
        Ok((sha, size))
    }

    fn is_whole(&self, sha: Sha) -> bool {
        File::open(self.place(sha))
            .and_then(|mut file| Sha::of_reader(&mut file))
            .is_ok_and(|(found, _)| found == sha)
    }

    /// Whether a file of that name is there; says nothing about its content.
    pub fn has(&self, sha: Sha) -> bool {
        self.place(sha).is_file()
    }

    /// The bytes, checked against their hash.
    ///
    /// # Errors
    /// `VaultMissing`, `VaultAltered`, `Disk`.
    pub fn get(&self, sha: Sha) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        self.copy_to(sha, &mut bytes)?;
        Ok(bytes)
    }

    /// Writes the content to `out` piece by piece and checks the hash at the end. What was written must be thrown away
    /// when it fails. Returns the size in bytes.
    ///
    /// # Errors
    /// `VaultMissing`, `VaultAltered`, `Disk`, `Full`.
    pub fn copy_to(&self, sha: Sha, out: &mut dyn Write) -> Result<u64, StoreError> {
        let place = self.place(sha);
        let mut file = match File::open(&place) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::VaultMissing(sha)),
            Err(e) => return Err(StoreError::disk(&place)(e)),
        };
        let mut tee = Tee { from: &mut file, out };
        let (found, size) = Sha::of_reader(&mut tee).map_err(StoreError::disk(&place))?;
        if found == sha { Ok(size) } else { Err(StoreError::VaultAltered { sha, found }) }
    }

    /// Every file's name, in order.
    ///
    /// # Errors
    /// `Disk`.
    pub fn names(&self) -> Result<Vec<Sha>, StoreError> {
        let mut names: Vec<Sha> = self.files()?.into_iter().filter_map(|(_, sha)| sha).collect();
        names.sort();
        Ok(names)
    }

    /// Reads and checks every file.
    ///
    /// # Errors
    /// `Disk` when the folder itself cannot be read.
    pub fn verify_all(&self) -> Result<Vec<VaultTrouble>, StoreError> {
        let mut troubles = Vec::new();
        for (path, sha) in self.files()? {
            let Some(sha) = sha else {
                troubles.push(VaultTrouble::Stranger(path));
                continue;
            };
            match File::open(&path).and_then(|mut file| Sha::of_reader(&mut file)) {
                Ok((found, _)) if found == sha => {}
                Ok((found, _)) => troubles.push(VaultTrouble::Altered { sha, found }),
                Err(e) => troubles.push(VaultTrouble::Unreadable(path, e.to_string())),
            }
        }
        Ok(troubles)
    }

    /// Every file with the hash that its path says; half-written ones of a killed program are left out.
    fn files(&self) -> Result<Vec<(PathBuf, Option<Sha>)>, StoreError> {
        let mut out = Vec::new();
        for folder in list(&self.dir)? {
            if !folder.is_dir() {
                if folder.extension().is_none_or(|e| e != "tmp") {
                    out.push((folder, None));
                }
                continue;
            }
            for file in list(&folder)? {
                let name = format!("{}{}", last(&folder), last(&file));
                out.push((file, name.parse().ok()));
            }
        }
        Ok(out)
    }
}

fn list(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut paths = fs::read_dir(dir)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>())
        .map_err(StoreError::disk(dir))?;
    paths.sort();
    Ok(paths)
}

fn last(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A kept file is not for editing. Windows is left alone: a read-only file could not be deleted there by `erase`.
fn protect(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o400));
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Makes the new name itself survive a power cut. Where a folder cannot be opened as a file (Windows) the file system
/// orders this by itself.
fn sync_folder(dir: &Path) {
    if let Ok(folder) = File::open(dir) {
        let _ = folder.sync_all();
    }
}

struct Tee<'a> {
    from: &'a mut File,
    out: &'a mut dyn Write,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.from.read(buffer)?;
        self.out.write_all(&buffer[..n])?;
        Ok(n)
    }
}
