//! The hash of Go sources, from which the fingerprints of the SDK's compiler and linker are
//! made.
//!
//! Counterpart: none; upstream identifies a tool by its binary.

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;

/// Adds the Go sources of one directory below GOROOT/src to a hash, by name, size and content;
/// with `is_deep` also those of the directories below it. Tests do not count. A directory or
/// file that cannot be read counts as empty.
pub(crate) fn add(hash: &mut Sha256, files: &dyn Files, goroot: &str, dir: &str, is_deep: bool) {
    let dir_path = path::join(&[goroot, "src", dir]);
    let entries = files.read_dir(&dir_path).unwrap_or_default();
    for entry in entries.iter() {
        let name = &entry.name;
        if entry.kind == FileKind::Dir {
            // As for package patterns; `_gen` holds generators of sources.
            let is_ignored = name.starts_with(['_', '.']) || name == "testdata";
            if is_deep && !is_ignored {
                add(hash, files, goroot, &path::join(&[dir, name]), true);
            }
            continue;
        }
        if !name.ends_with(".go") || name.ends_with("_test.go") {
            continue;
        }
        let data = files.read(&path::join(&[&dir_path, name]));
        let data = data.as_deref().unwrap_or_default();
        hash.update(format!("{dir}/{name} {}\n", data.len()).as_bytes());
        hash.update(data);
    }
}

/// Returns the fingerprint of the Go sources of directories below GOROOT/src, without those below
/// them.
pub(crate) fn of_dirs(files: &dyn Files, goroot: &str, dirs: &[&str]) -> Digest {
    let mut hash = Sha256::new();
    for dir in dirs {
        add(&mut hash, files, goroot, dir, false);
    }
    hash.finish()
}

/// Returns the release of a table of releases and fingerprints that has this fingerprint.
pub(crate) fn release(rows: &[(&'static str, &str)], fingerprint: &str) -> Option<&'static str> {
    let mut rows = rows.iter();
    rows.find(|row| row.1 == fingerprint).map(|row| row.0)
}
