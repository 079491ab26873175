//! Whether everything that is kept is still whole.

use crate::error::StoreError;
use crate::open::Store;
use crate::sha::Sha;
use crate::vault::VaultTrouble;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// SQLite's own check found damage, in its words.
    Database(String),
    /// A table has rows that belong to nothing.
    Orphans {
        /// Which table.
        table: String,
        /// How many.
        rows: u64,
    },
    /// The chain has a gap, or a link that does not follow the one before it; the number of that link.
    Chain(u64),
    /// A statement's file is gone.
    StatementMissing {
        /// The import.
        import: u32,
        /// Its file.
        file_name: String,
        /// What it should be.
        sha: Sha,
    },
    /// A file of the vault.
    Vault(VaultTrouble),
}

/// One thing found, with a sentence in both languages. `Display` is English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub trouble: Trouble,
    /// Whether anything of value is affected; else it is only worth knowing.
    pub serious: bool,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.trouble {
            Trouble::Database(what) => write!(f, "the database is damaged: {what}. Restore a backup"),
            Trouble::Orphans { table, rows } => {
                write!(f, "{rows} rows of {table} belong to no import. Restore a backup")
            }
            Trouble::Chain(seq) => write!(
                f,
                "link {seq} of the operation chain does not follow the one before it: the database was edited by hand"
            ),
            Trouble::StatementMissing { import, file_name, sha } => {
                write!(f, "the file of import {import} (“{file_name}”, {sha}) is missing. Import it again")
            }
            Trouble::Vault(VaultTrouble::Altered { sha, found }) => {
                write!(f, "the kept file {sha} was altered (now {found}). Add the original again")
            }
            Trouble::Vault(VaultTrouble::Unreadable(path, why)) => {
                write!(f, "“{}” cannot be read: {why}", path.display())
            }
            Trouble::Vault(VaultTrouble::Stranger(path)) => {
                write!(f, "“{}” was put into the vault by something else; it is not used", path.display())
            }
        }
    }
}

impl Finding {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match &self.trouble {
            Trouble::Database(what) => format!("数据库已损坏：{what}。请恢复备份"),
            Trouble::Orphans { table, rows } => {
                format!("{table} 表里有 {rows} 行不属于任何导入。请恢复备份")
            }
            Trouble::Chain(seq) => format!("操作链第 {seq} 环与前一环不相接：数据库被手工改动过"),
            Trouble::StatementMissing { import, file_name, sha } => {
                format!("第 {import} 次导入的文件“{file_name}”（{sha}）不见了。请重新导入该文件")
            }
            Trouble::Vault(VaultTrouble::Altered { sha, found }) => {
                format!("证据库里的文件 {sha} 被改动过（现在是 {found}）。请重新添加原件")
            }
            Trouble::Vault(VaultTrouble::Unreadable(path, why)) => {
                format!("“{}”无法读取：{why}", path.display())
            }
            Trouble::Vault(VaultTrouble::Stranger(path)) => {
                format!("“{}”不是本程序放进证据库的，不会使用", path.display())
            }
        }
    }
}

impl Store {
    /// Checks everything: the database's pages, rows and links, and every file of the vault. Reads all of it, so it
    /// takes as long as reading the folder.
    ///
    /// # Errors
    /// `Disk`, `Locked`: only when the check itself cannot be done.
    pub fn doctor(&self) -> Result<Vec<Finding>, StoreError> {
        let mut troubles = self.check_database()?;
        if troubles.is_empty() {
            troubles.extend(self.check_chain()?);
            for import in self.imports()? {
                if !self.vault.has(import.kept) {
                    let (import, file_name, sha) = (import.id, import.file_name, import.kept);
                    troubles.push(Trouble::StatementMissing { import, file_name, sha });
                }
            }
        }
        troubles.extend(self.vault.verify_all()?.into_iter().map(Trouble::Vault));
        Ok(troubles
            .into_iter()
            .map(|trouble| Finding {
                serious: !matches!(trouble, Trouble::Vault(VaultTrouble::Stranger(_))),
                trouble,
            })
            .collect())
    }

    fn check_database(&self) -> Result<Vec<Trouble>, StoreError> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>();
        let lines = match lines.map_err(StoreError::from) {
            Ok(lines) => lines,
            Err(StoreError::Damaged(what)) => vec![what],
            Err(other) => return Err(other),
        };
        let mut troubles: Vec<Trouble> =
            lines.into_iter().filter(|line| line != "ok").map(Trouble::Database).collect();
        if troubles.is_empty() {
            let mut statement = self
                .connection
                .prepare("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1")?;
            let orphans = statement
                .query_map([], |row| Ok(Trouble::Orphans { table: row.get(0)?, rows: row.get(1)? }))?
                .collect::<Result<Vec<_>, _>>()?;
            troubles.extend(orphans);
        }
        Ok(troubles)
    }

    /// Order and links only; whether each hash is right is the chain format's to say (`casework`).
    fn check_chain(&self) -> Result<Option<Trouble>, StoreError> {
        let links = self.links()?;
        Ok(links
            .windows(2)
            .find(|pair| pair[1].seq != pair[0].seq + 1 || pair[1].prev != pair[0].hash)
            .map(|pair| Trouble::Chain(pair[1].seq)))
    }
}
