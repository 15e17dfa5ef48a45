//! Modules that are edited, and changes of their files.
//!
//! Counterpart: none.

use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_fsys::work;

/// A change of a module.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// In a file, a text that is there once is replaced.
    Replace(&'static str, &'static str, &'static str),
    /// A file is added.
    Add(&'static str, &'static str),
    /// A file is removed.
    Remove(&'static str),
}

/// A module, and its edits by name.
pub(super) struct Module {
    pub(super) name: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
    pub(super) edits: &'static [(&'static str, Change)],
}

impl Module {
    /// Writes the files.
    pub(super) fn lay(&self, dir: &str) -> Result<(), PathError> {
        let head = format!("module example.com/{}\n\ngo 1.25\n", self.name);
        uncached::make_dirs(dir)?;
        work::write(&format!("{dir}/go.mod"), head.as_bytes())?;
        for (path, text) in self.files {
            let (parent, _) = path.rsplit_once('/').unwrap_or_default();
            uncached::make_dirs(&format!("{dir}/{parent}"))?;
            work::write(&format!("{dir}/{path}"), text.as_bytes())?;
        }
        Ok(())
    }
}

impl Change {
    /// Changes the files.
    pub(super) fn apply(self, dir: &str) -> Result<(), PathError> {
        match self {
            Self::Replace(path, old, new) => {
                let path = format!("{dir}/{path}");
                let text = uncached::read(&path)?;
                let text = String::from_utf8_lossy(&text).replacen(old, new, 1);
                work::write(&path, text.as_bytes())
            }
            Self::Add(path, text) => work::write(&format!("{dir}/{path}"), text.as_bytes()),
            Self::Remove(path) => work::remove(&format!("{dir}/{path}")),
        }
    }
}
