//! Whether a path lies inside a directory, links considered.
//!
//! Counterpart: cmd/go/internal/search/search.go (`InDir`).

use std::borrow::Cow;

use vamos_base::golang::path;
use vamos_fsys::Files;

/// Returns `file` relative to `dir` (`.` for the directory itself) if it is inside, by
/// name or with the links of either resolved.
pub fn in_dir<'p>(files: &dyn Files, file: &'p str, dir: &str) -> Option<Cow<'p, str>> {
    if let Some(rel) = path::in_dir(file, dir) {
        return Some(Cow::Borrowed(rel));
    }
    let real_of = |path: &str| files.eval_symlinks(path).ok().filter(|real| real != path);
    let real_file = real_of(file);
    if let Some(rel) = real_file
        .as_deref()
        .and_then(|real| path::in_dir(real, dir))
    {
        return Some(Cow::Owned(rel.to_owned()));
    }
    let real_dir = real_of(dir)?;
    if let Some(rel) = path::in_dir(file, &real_dir) {
        return Some(Cow::Borrowed(rel));
    }
    let rel = path::in_dir(real_file.as_deref()?, &real_dir)?;
    Some(Cow::Owned(rel.to_owned()))
}

/// Joins a possibly relative path to a base directory and cleans it.
pub(crate) fn absolute(base: &str, name: &str) -> String {
    if name.starts_with('/') {
        path::clean(name)
    } else {
        path::join(&[base, name])
    }
}
