//! Checks the directories in which linkers and GCC search for files.
//!
//! GCC reads further flags from files in directories whose names depend on its version, so all
//! directories below one are searched.
//! Counterpart: cmd/go/internal/work/security.go (`scanLinkerSearchDir`).

use hashbrown::HashSet;
use vamos_base::golang::path;
use vamos_fsys::Disk;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::eval_symlinks;
use vamos_fsys::uncached;

use super::linker_flags::Checks;
use super::linker_flags::is_library;
use crate::flag_error::FlagError;

/// The sibling directories that GCC also searches for a directory of libraries.
const SIBLINGS: [&str; 4] = ["lib", "lib32", "lib64", "libx32"];

/// A search below directories.
struct Search<'s> {
    checks: &'s Checks<'s>,
    /// True if libraries are checked too.
    has_libraries: bool,
    visited: HashSet<String>,
}

impl Checks<'_> {
    /// Checks the contents of a directory; with `has_libraries` also its libraries and its sibling
    /// directories.
    pub(super) fn check_search_dir(&self, dir: &str, has_libraries: bool) -> Result<(), FlagError> {
        let dir = without_sysroot(dir);
        if dir.is_empty() || !self.local.is_local(dir) {
            return Ok(());
        }
        let mut search = Search {
            checks: self,
            has_libraries,
            visited: HashSet::new(),
        };
        search.check_tree(dir)?;
        if !has_libraries {
            return Ok(());
        }
        let dir = self.local.absolute(dir);
        // Without links, the parent may be another directory.
        let resolved = eval_symlinks(&dir).ok().filter(|resolved| *resolved != dir);
        for dir in std::iter::once(dir).chain(resolved) {
            let parent = path::dir(&dir);
            if parent == dir || path::dir(&parent) == parent {
                // The sibling directories belong to the system.
                continue;
            }
            for name in SIBLINGS {
                search.check_tree(&path::join(&[&parent, name]))?;
            }
        }
        Ok(())
    }
}

/// Returns a directory without the mark that it is below the system's root.
fn without_sysroot(dir: &str) -> &str {
    dir.strip_prefix('=')
        .or_else(|| dir.strip_prefix("$SYSROOT"))
        .unwrap_or(dir)
}

impl Search<'_> {
    fn check_tree(&mut self, root: &str) -> Result<(), FlagError> {
        let local = self.checks.local;
        let mut root = local.absolute(root);
        if !local.is_local(&root) {
            return Ok(());
        }
        if let Ok(resolved) = eval_symlinks(&root) {
            root = resolved;
        }
        if self.visited.contains(&root) || !local.is_local(&root) {
            return Ok(());
        }
        self.visited.insert(root.clone());
        if !uncached::stat(&root).is_ok_and(|meta| meta.is_dir()) {
            return Ok(());
        }
        self.walk(&root)
    }

    fn walk(&mut self, dir: &str) -> Result<(), FlagError> {
        let entries = Disk::new().read_dir(dir).unwrap_or_default();
        for entry in entries.iter() {
            let file = path::join(&[dir, &entry.name]);
            match entry.kind {
                FileKind::Dir => {
                    if self.checks.local.is_local(&file) {
                        self.walk(&file)?;
                    }
                    continue;
                }
                FileKind::Symlink if uncached::stat(&file).is_ok_and(|meta| meta.is_dir()) => {
                    self.check_tree(&file)?;
                    continue;
                }
                _ => {}
            }
            let name = entry.name.to_lowercase();
            if name == "specs" || name.ends_with(".spec") {
                return Err(FlagError::SpecFile {
                    source: self.checks.source.to_owned(),
                    file,
                });
            }
            if self.has_libraries && is_library(&name) {
                self.checks.check_input(&file)?;
            }
        }
        Ok(())
    }
}
