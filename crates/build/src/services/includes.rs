//! Files that assembly and C sources include by a name relative to their own directory.
//!
//! Package directories list headers beside the sources; a source may also include one of
//! another directory (`runtime` includes `cgo/abi_amd64.h`). An executor that provides only
//! declared inputs has to know those.
//! Counterpart: none; upstream's tools find them by themselves.

use hashbrown::HashSet;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::Files;

/// Returns the existing files that `sources` include, directly or not, by a quoted name
/// relative to the including file.
pub(super) fn included(files: &dyn Files, sources: Vec<String>) -> Vec<String> {
    let mut seen: HashSet<String> = sources.iter().cloned().collect();
    let mut todo = sources;
    let mut found = Vec::new();
    while let Some(source) = todo.pop() {
        let Ok(text) = files.read(&source) else {
            continue;
        };
        for name in names(&text) {
            let file = path::join(&[&path::dir(&source), &name]);
            let is_file = |file: &str| files.stat(file).is_ok_and(|meta| meta.is_file());
            if !seen.contains(&file) && is_file(&file) {
                seen.insert(file.clone());
                found.push(file.clone());
                todo.push(file);
            }
        }
    }
    found
}

/// Returns the names in `#include "NAME"` lines.
fn names(text: &[u8]) -> Vec<String> {
    let lines = text.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| {
            let line = line.trim_ascii_start().strip_prefix(b"#")?;
            let line = line.trim_ascii_start().strip_prefix(b"include")?;
            let name = line.trim_ascii_start().strip_prefix(b"\"")?;
            let end = name.iter().position(|byte| *byte == b'"')?;
            Some(os_str::decode(&name[..end]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn quoted_names_only() {
        let text = b"#include \"a.h\"\n# include\t\"cgo/b.h\" // c\n#include <c.h>\nx \"d.h\"\n";
        assert_eq!(names(text), ["a.h", "cgo/b.h"]);
    }
}
