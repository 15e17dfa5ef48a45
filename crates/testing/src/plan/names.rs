//! Names of test binaries.
//!
//! Counterpart: cmd/go/internal/test/test.go (`testBinaryName`, `windowsBadWords`).

use vamos_load::Package;

/// Words in names of programs for which Windows requires more permissions.
const WINDOWS_WORDS: [&str; 4] = ["install", "patch", "setup", "update"];

/// Returns the name of a package's test binary, without extension.
pub fn binary_name(package: &Package) -> String {
    let stem = match package.import_path.as_str() {
        "command-line-arguments" => package.name.clone(),
        _ => package.default_exec_name(),
    };
    stem + ".test"
}

/// Returns the name under which a test binary is linked and run.
pub(super) fn linked_name(name: &str, goos: &str) -> String {
    let is_refused = goos == "windows" && WINDOWS_WORDS.iter().any(|word| name.contains(word));
    if is_refused {
        "test.test".to_owned()
    } else {
        name.to_owned()
    }
}
