//! Go files of the SDK, for tests of code that reads Go.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::official_sdk;

/// Directories with files that are wrong on purpose.
pub const WRONG: [&str; 4] = [
    "test",
    "src/internal/types/testdata",
    "src/cmd/compile/internal/syntax/testdata",
    "src/go/parser/testdata",
];

/// Returns the files below a directory of the SDK that are Go files, or that its own
/// parsers are tested with; sorted.
pub fn files(dir: &str) -> Vec<PathBuf> {
    let Some(sdk) = official_sdk() else {
        return Vec::new();
    };
    files_below(&sdk.join(dir))
}

/// Returns such files below any directory; sorted.
pub fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(dir, &mut found);
    found.sort();
    found
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() {
            walk(&path, found);
        } else if matches!(extension, Some("go" | "go2" | "src" | "input" | "golden")) {
            found.push(path);
        }
    }
}

/// Reads files.
pub fn read(files: &[PathBuf]) -> Vec<Vec<u8>> {
    files
        .iter()
        .filter_map(|file| fs::read(file).ok())
        .collect()
}
