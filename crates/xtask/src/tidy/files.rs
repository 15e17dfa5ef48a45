//! The files of the workspace, read once.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;

/// A text file of the project.
pub(crate) struct File {
    /// Its path from the workspace, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All text files that the project keeps.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    pub(crate) files: Vec<File>,
}

/// The extensions of files that are checked, as are files without one.
const TEXT: [&str; 8] = ["rs", "toml", "md", "txt", "sh", "go", "yml", "lock"];

impl Tree {
    /// Reads the workspace that this program was built in.
    pub(crate) fn read() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        Self::read_from(&root)
    }

    /// Reads a checkout.
    pub(crate) fn read_from(root: &Path) -> Result<Self, String> {
        let root = std::fs::canonicalize(root).map_err(|error| error.to_string())?;
        let mut files = Vec::new();
        walk(&root, "", &mut files)?;
        Ok(Self { root, files })
    }

    /// Returns the Rust files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// Returns the file at `path`.
    pub(crate) fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn walk(dir: &Path, prefix: &str, files: &mut Vec<File>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", dir.display());
    let mut entries = std::fs::read_dir(dir)
        .map_err(failed)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            // Build output and git's own files are skipped. A name that starts with a dot
            // is checked too: it may contain something about the machine.
            if !matches!(name.as_str(), "target" | ".git" | "proptest-regressions") {
                walk(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if kind.is_file() {
            let is_text = match name.rsplit_once('.') {
                Some((_, extension)) => TEXT.contains(&extension),
                None => name != ".git",
            };
            if is_text && let Ok(text) = std::fs::read_to_string(entry.path()) {
                files.push(File { path, text });
            }
        }
    }
    Ok(())
}
