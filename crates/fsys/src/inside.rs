//! Tests whether a path is inside a directory, after resolving links.
//!
//! Counterpart: cmd/go/internal/search/search.go (`InDir`).

use std::borrow::Cow;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use vamos_base::golang::os_str;
use vamos_base::golang::path;

use crate::Files;
use crate::os::os_path;

/// Returns `file` relative to `dir` (`.` for the directory itself) if it is inside, by
/// name or with the links of either resolved.
pub fn in_dir<'p>(files: &dyn Files, file: &'p str, dir: &str) -> Option<Cow<'p, str>> {
    let real_of = |path: &str| files.eval_symlinks(path).ok();
    find(file, dir, || real_of(file), || real_of(dir))
}

/// A directory whose links are resolved once, for many tests of paths below it.
///
/// It makes system calls, and records nothing about the links in the paths
/// ([`crate::access_log::AccessRecorder::outside`]).
pub struct Root<'d> {
    name: &'d str,
    real: Option<String>,
}

impl<'d> Root<'d> {
    /// Resolves the links of a directory in their present state.
    pub fn of(dir: &'d str) -> Self {
        Self {
            name: dir,
            real: real_of(dir),
        }
    }

    /// Returns the directory's name as it was given.
    pub fn name(&self) -> &'d str {
        self.name
    }

    /// Reports whether a path is outside, with its links in their present state.
    pub fn is_outside(&self, file: &str) -> bool {
        find(file, self.name, || real_of(file), || self.real.clone()).is_none()
    }
}

/// Returns the path without links, from the kernel.
fn real_of(path: &str) -> Option<String> {
    let real = fs::canonicalize(os_path(path)).ok()?;
    Some(os_str::decode(real.as_os_str().as_bytes()))
}

/// Resolves links only if the names alone do not decide.
fn find<'p>(
    file: &'p str,
    dir: &str,
    real_file: impl FnOnce() -> Option<String>,
    real_dir: impl FnOnce() -> Option<String>,
) -> Option<Cow<'p, str>> {
    if let Some(rel) = path::in_dir(file, dir) {
        return Some(Cow::Borrowed(rel));
    }
    let real_file = real_file().filter(|real| real != file);
    if let Some(rel) = real_file
        .as_deref()
        .and_then(|real| path::in_dir(real, dir))
    {
        return Some(Cow::Owned(rel.to_owned()));
    }
    let real_dir = real_dir().filter(|real| real != dir)?;
    if let Some(rel) = path::in_dir(file, &real_dir) {
        return Some(Cow::Borrowed(rel));
    }
    let rel = path::in_dir(real_file.as_deref()?, &real_dir)?;
    Some(Cow::Owned(rel.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::Root;
    use super::in_dir;
    use crate::Disk;

    #[test]
    fn links_lead_inside() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().canonicalize().unwrap();
        let at = |name: &str| top.join(name).to_str().unwrap().to_owned();
        for name in ["root", "other"] {
            std::fs::create_dir(at(name)).unwrap();
        }
        std::fs::write(at("root/f"), "").unwrap();
        symlink("root", at("link")).unwrap();
        symlink("../root/f", at("other/l")).unwrap();
        for (file, root, inside) in [
            ("root/f", "root", Some("f")),
            ("root", "root", Some(".")),
            ("root/none", "root", Some("none")),
            ("other/l", "root", Some("f")),
            ("link/f", "root", Some("f")),
            ("root/f", "link", Some("f")),
            ("other/l", "link", Some("f")),
            ("link/none", "root", None),
            ("other/none", "root", None),
            ("rootf", "root", None),
        ] {
            let (file, root) = (at(file), at(root));
            let found = in_dir(&Disk::new(), &file, &root);
            assert_eq!(found.as_deref(), inside, "{file} in {root}");
            assert_eq!(Root::of(&root).is_outside(&file), inside.is_none());
        }
        let root = at("root");
        for outside in ["/proc/self/mountinfo", "a\0b"] {
            assert!(Root::of(&root).is_outside(outside));
        }
    }
}
