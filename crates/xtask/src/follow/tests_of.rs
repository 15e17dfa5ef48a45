//! The tests and scripts that differ between two releases.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::path::Path;

/// Directories below GOROOT whose tests matter.
const DIRS: [&str; 7] = [
    "src/cmd/go",
    "src/cmd/link",
    "src/cmd/asm",
    "src/cmd/compile",
    "src/cmd/internal",
    "src/internal/types/testdata",
    "src/go/constant",
];

/// Prints them.
pub(super) fn show(old: &Path, new: &Path) {
    crate::say("tests and scripts:");
    for dir in DIRS {
        let mut names = BTreeSet::new();
        collect(old, Path::new(dir), &mut names);
        collect(new, Path::new(dir), &mut names);
        for name in names {
            let (before, after) = (
                std::fs::read(old.join(&name)),
                std::fs::read(new.join(&name)),
            );
            let sign = match (&before, &after) {
                (Err(_), _) => '+',
                (_, Err(_)) => '-',
                (Ok(one), Ok(other)) if one == other => continue,
                _ => '~',
            };
            crate::say(&format!("{sign} {name}"));
        }
    }
}

/// Adds the tests and test data below a directory.
fn collect(root: &Path, dir: &Path, names: &mut BTreeSet<String>) {
    let Ok(entries) = std::fs::read_dir(root.join(dir)) else {
        return;
    };
    for entry in entries.flatten() {
        let path = dir.join(entry.file_name());
        let name = path.display().to_string();
        if entry.path().is_dir() {
            collect(root, &path, names);
        } else if name.ends_with("_test.go") || name.contains("/testdata/") {
            names.insert(name);
        }
    }
}
