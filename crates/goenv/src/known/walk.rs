//! The files of a tool's sources.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;

use crate::deciding::Depth;
use crate::deciding::Tool;

/// Calls a function with each Go file that decides a capability of a tool: its path below
/// GOROOT/src, and its content. Tests do not count, and files that cannot be read are not there.
pub fn walk(files: &dyn Files, goroot: &str, tool: Tool, visit: &mut dyn FnMut(&str, &[u8])) {
    for source in tool.sources() {
        match source.depth {
            Depth::File => file(files, goroot, tool, source.path, visit),
            Depth::Dir => dir(files, goroot, tool, source.path, false, visit),
            Depth::Tree => dir(files, goroot, tool, source.path, true, visit),
        }
    }
}

fn file(
    files: &dyn Files,
    goroot: &str,
    tool: Tool,
    name: &str,
    visit: &mut dyn FnMut(&str, &[u8]),
) {
    if tool.decided_by_file(name).is_empty() {
        return;
    }
    if let Ok(data) = files.read(&path::join(&[goroot, "src", name])) {
        visit(name, &data);
    }
}

fn dir(
    files: &dyn Files,
    goroot: &str,
    tool: Tool,
    name: &str,
    is_deep: bool,
    visit: &mut dyn FnMut(&str, &[u8]),
) {
    let entries = files.read_dir(&path::join(&[goroot, "src", name]));
    let entries = entries.unwrap_or_default();
    for entry in entries.iter() {
        let base = &entry.name;
        let path = path::join(&[name, base]);
        // Distributions link directories of their SDKs.
        let is_link = is_deep && entry.kind == FileKind::Symlink;
        let is_dir = entry.kind == FileKind::Dir
            || (is_link && files.is_dir(&path::join(&[goroot, "src", &path])));
        if is_dir {
            // As for package patterns; `_gen` holds generators of sources.
            let is_ignored = base.starts_with(['_', '.']) || base == "testdata";
            if is_deep && !is_ignored {
                dir(files, goroot, tool, &path, true, visit);
            }
        } else if base.ends_with(".go") && !base.ends_with("_test.go") {
            file(files, goroot, tool, &path, visit);
        }
    }
}
