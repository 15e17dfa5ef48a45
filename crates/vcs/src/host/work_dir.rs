//! The directory of copies of remote repositories: `cache/vcs` in the module cache, under names
//! that are shared with the official command.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/codehost.go (`WorkDir`).

use std::sync::Arc;

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_modfile::ModuleError;

use crate::redact::redact;

/// The directory of a repository's copy, and the file that locks it.
pub(super) struct WorkDir {
    /// The directory.
    pub(super) dir: String,
    lock: String,
}

impl WorkDir {
    /// Returns the directory for the repository `name` of a kind, made if it is missing;
    /// `show` prints the lines of `-x`.
    pub(super) fn open(
        gomodcache: &str,
        kind: &str,
        name: &str,
        show: &mut dyn FnMut(&str),
    ) -> Result<Self, ModuleError> {
        let key = format!("{kind}:{name}");
        let parent = path::join(&[gomodcache, "cache/vcs"]);
        // The name of the repository could equal another directory, or a path inside it.
        let dir = format!("{parent}/{}", Digest::of(key.as_bytes()).hex());
        let made = Self {
            lock: format!("{dir}.lock"),
            dir,
        };
        let dir = &made.dir;
        show(&format!("mkdir -p {parent} # {kind} {name}"));
        uncached::make_dirs(&parent).map_err(path_error)?;
        show(&format!("# lock {}", made.lock));
        let _lock = LockedFile::edit(&made.lock).map_err(|error| {
            ModuleError::Message(format!(
                "codehost.WorkDir: can't find or create lock file: {error}"
            ))
        })?;
        let note = format!("{dir}.info");
        let is_dir = uncached::stat(dir).is_ok_and(|meta| meta.is_dir());
        if is_dir && let Ok(have) = uncached::read(&note) {
            let have = os_str::decode(&have);
            let have = have.strip_suffix('\n').unwrap_or(&have);
            if have != key {
                let (have, want) = (quote(&redact(have)), quote(&redact(&key)));
                return Err(ModuleError::Message(format!(
                    "{note} exists with wrong content (have {have} want {want})"
                )));
            }
            show(&format!("# {dir} for {kind} {name}"));
            return Ok(made);
        }
        show(&format!("mkdir -p {dir} # {kind} {name}"));
        // If it cannot be removed, making or using it fails.
        let _ = work::remove_all(dir);
        uncached::make_dirs(dir).map_err(path_error)?;
        if let Err(error) = work::write(&note, key.as_bytes()) {
            made.remove();
            return Err(path_error(error));
        }
        Ok(made)
    }

    /// Takes the exclusive lock on the copy.
    pub(super) fn lock(&self) -> Result<LockedFile, ModuleError> {
        LockedFile::edit(&self.lock).map_err(path_error)
    }

    /// Reports whether the copy has a file or directory of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        uncached::stat(&format!("{}/{name}", self.dir)).is_ok()
    }

    /// Removes a copy that could not be made.
    pub(super) fn remove(&self) {
        // Leftover files are removed when the directory is created next.
        let _ = work::remove_all(&self.dir);
    }
}

/// Turns an error of a file into one about modules.
pub(super) fn path_error(error: PathError) -> ModuleError {
    ModuleError::Other(Arc::new(error))
}
