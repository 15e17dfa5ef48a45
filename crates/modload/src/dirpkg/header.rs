//! The dependencies of loading on a directory of Go files, as digests: if they are unchanged after
//! an edit, so are the packages and their imports.
//!
//! For a file this is its header without documentation; for the directory, its names without the
//! temporary files of editors.
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::Digest;
use vamos_fsys::DirEntry;
use vamos_fsys::Files;
use vamos_syntax::SourceInfo;
use vamos_syntax::read_go;

use super::codec::Writer;
use super::codec::write_source;

/// Returns the digest of the data that loading reads of a Go file with these bytes; `None` if it
/// has errors.
pub fn header_of(path: &str, bytes: &[u8]) -> Option<Digest> {
    header_digest(&read_go(bytes, &Arc::from(path)).ok()?, path)
}

/// Returns the digest of the names in a directory, and their kinds; `None` if it cannot be read.
pub fn names_of(files: &dyn Files, dir: &str) -> Option<Digest> {
    Some(names_digest(&files.read_dir(dir).ok()?))
}

pub(super) fn header_digest(info: &SourceInfo, path: &str) -> Option<Digest> {
    let mut undocumented = info.clone();
    undocumented.synopsis.clear();
    let mut out = Writer::default();
    write_source(&undocumented, path, &mut out)?;
    Some(Digest::of(&out.0))
}

pub(super) fn names_digest(entries: &[DirEntry]) -> Digest {
    let mut out = Writer::default();
    for entry in entries.iter().filter(|entry| !is_of_editor(&entry.name)) {
        out.text(&entry.name);
        out.number(entry.kind as u64);
    }
    Digest::of(&out.0)
}

/// Reports whether vim or Emacs creates files with this name next to an edited file.
fn is_of_editor(name: &str) -> bool {
    let is_swap = |rest: &str| {
        let end = rest.rsplit_once('.').map_or("", |(_, end)| end);
        end.len() == 3 && end.starts_with("sw")
    };
    let is_hidden = name.strip_prefix('.').is_some_and(is_swap);
    let is_auto_saved = name.starts_with('#') && name.ends_with('#');
    is_hidden || is_auto_saved || name.ends_with('~') || name.starts_with(".#")
}

#[cfg(test)]
mod tests {
    use super::header_of;
    use super::is_of_editor;

    #[test]
    fn headers_contain_the_inputs_of_loading() {
        let of = |text: &str| header_of("/p/a.go", text.as_bytes());
        let first = of("// Package p is.\npackage p\n\nimport \"fmt\"\n\nfunc f() {}\n");
        assert!(first.is_some());
        assert_eq!(
            of("// Package p was.\npackage p\n\nimport \"fmt\"\n\nfunc g() {}\n"),
            first
        );
        for other in [
            "// Package p is.\npackage q\n\nimport \"fmt\"\n",
            "// Package p is.\npackage p\n\nimport \"os\"\n",
            "//go:build linux\npackage p\n\nimport \"fmt\"\n",
            "// Package p is.\npackage p\n\nimport \"fmt\"\n\nimport \"C\"\n",
        ] {
            assert_ne!(of(other), first, "{other}");
        }
        assert_eq!(of("package"), None);
    }

    #[test]
    fn editors_make_these() {
        for name in [".a.go.swp", ".a.go.swo", "a.go~", "#a.go#", ".#a.go"] {
            assert!(is_of_editor(name), "{name}");
        }
        for name in ["a.go", "a.swp.go", ".git", "x.swp", ".sw", "go.mod", "#a"] {
            assert!(!is_of_editor(name), "{name}");
        }
    }
}
