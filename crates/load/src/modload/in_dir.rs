//! Whether a path lies inside a directory, links considered.
//!
//! Counterpart: cmd/go/internal/search/search.go (`InDir`).

use vamos_base::golang::path;
use vamos_fsys::Files;

/// Returns `file` relative to `dir` (`.` for the directory itself) if it is inside.
///
/// Upstream resolves the links of both paths. Here an ancestor of `file` that is the
/// same directory on disk as `dir` counts, which needs no link to be read.
pub(crate) fn in_dir<'p>(files: &dyn Files, file: &'p str, dir: &str) -> Option<&'p str> {
    if let Some(rel) = path::in_dir(file, dir) {
        return Some(rel);
    }
    let wanted = files.stat(dir).ok().filter(|meta| meta.ino != 0)?;
    let mut ancestor = file;
    loop {
        if let Ok(meta) = files.stat(ancestor)
            && (meta.dev, meta.ino) == (wanted.dev, wanted.ino)
        {
            return path::in_dir(file, ancestor);
        }
        let cut = ancestor.rfind('/')?;
        if ancestor.len() == 1 {
            return None;
        }
        ancestor = &ancestor[..cut.max(1)];
    }
}

/// Joins a possibly relative path to a base directory and cleans it.
pub(crate) fn absolute(base: &str, name: &str) -> String {
    if name.starts_with('/') {
        path::clean(name)
    } else {
        path::join(&[base, name])
    }
}
