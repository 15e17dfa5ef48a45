//! Files that assembly and C sources include by a name relative to their own directory.
//!
//! Package directories list headers with the sources; a source may also include one of another
//! directory (`runtime` includes `cgo/abi_amd64.h`). An executor that provides only declared inputs
//! needs those headers, too.
//! Counterpart: none; upstream does not declare the inputs of tools.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::Files;

/// By file, the existing files that it includes itself. Each file is read once per build:
/// several jobs may have the same source or header.
#[derive(Default)]
pub(super) struct Includes(Mutex<HashMap<String, Arc<[String]>>>);

impl Includes {
    /// Returns the existing files that `sources` include, directly or not, by a quoted name
    /// relative to the including file.
    pub(super) fn of(&self, files: &dyn Files, sources: Vec<String>) -> Vec<String> {
        let mut seen: HashSet<String> = sources.iter().cloned().collect();
        let mut todo = sources;
        let mut found = Vec::new();
        while let Some(source) = todo.pop() {
            for file in &*self.direct(files, source) {
                if seen.insert(file.clone()) {
                    found.push(file.clone());
                    todo.push(file.clone());
                }
            }
        }
        found
    }

    fn direct(&self, files: &dyn Files, source: String) -> Arc<[String]> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(direct) = known().get(&source) {
            return Arc::clone(direct);
        }
        let Ok(text) = files.read(&source) else {
            return Arc::default();
        };
        let dir = path::dir(&source);
        let paths = names(&text).into_iter();
        let paths = paths.map(|name| path::join(&[&dir, &name]));
        let is_file = |file: &String| files.stat(file).is_ok_and(|meta| meta.is_file());
        let direct: Arc<[String]> = paths.filter(is_file).collect();
        known().insert(source, Arc::clone(&direct));
        direct
    }
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
