//! Resolution of import paths to packages.
//!
//! Counterpart: cmd/compile/internal/noder/import.go (`resolveImportPath`, `checkImportPath`,
//! `openPackage`).

use vamos_base::golang::path;
use vamos_base::golang::quote::quote;

/// Paths that stand for no package.
const RESERVED: [&str; 2] = ["go", "type"];

/// Resolves an import path to the path of a package. `own` is the path of the importing package,
/// `mapped` the entry of the import map, `dir` the base of local paths (`-D`, else the current
/// directory).
///
/// # Errors
/// The reason why the path is invalid.
pub fn resolve_import_path(
    import: &str,
    own: &str,
    mapped: Option<&str>,
    dir: &str,
) -> Result<String, String> {
    if import == "main" {
        return Err("cannot import \"main\"".to_owned());
    }
    if import == own {
        let import = quote(import);
        return Err(format!(
            "import {import} while compiling that package (import cycle)"
        ));
    }
    let import = mapped.unwrap_or(import);
    if import.starts_with('/') {
        return Err("import path cannot be absolute path".to_owned());
    }
    let is_local =
        matches!(import, "." | "..") || import.starts_with("./") || import.starts_with("../");
    if is_local {
        let joined = path::join(&[dir, import]);
        check_import_path(&joined)?;
        return Ok(joined);
    }
    let clean = path::clean(import);
    if clean != import {
        let [import, clean] = [import, &clean].map(quote);
        return Err(format!(
            "non-canonical import path {import} (should be {clean})"
        ));
    }
    Ok(import.to_owned())
}

/// Checks the characters of a path, in which spaces are allowed.
fn check_import_path(import: &str) -> Result<(), String> {
    if import.is_empty() {
        return Err("import path is empty".to_owned());
    }
    if import.contains('\0') {
        return Err("import path contains NUL".to_owned());
    }
    let shown = quote(import);
    if RESERVED.contains(&import) {
        return Err(format!(
            "import path {shown} is reserved and cannot be used"
        ));
    }
    for c in import.chars() {
        let problem = match c {
            char::REPLACEMENT_CHARACTER => "invalid UTF-8 sequence".to_owned(),
            '\0'..='\x1f' | '\x7f' => "control character".to_owned(),
            '\\' => {
                return Err(format!(
                    "import path contains backslash; use slash: {shown}"
                ));
            }
            c if "!\"#$%&'()*,:;<=>?[]^`{|}".contains(c) => format!("invalid character '{c}'"),
            _ => continue,
        };
        return Err(format!("import path contains {problem}: {shown}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::resolve_import_path;

    #[test]
    fn paths() {
        let resolve = |import, mapped| match resolve_import_path(import, "p", mapped, "/d") {
            Ok(text) | Err(text) => text,
        };
        for (import, expected) in [
            ("fmt", "fmt"),
            ("./q", "/d/q"),
            ("..", "/"),
            ("main", "cannot import \"main\""),
            (
                "p",
                "import \"p\" while compiling that package (import cycle)",
            ),
            ("/q", "import path cannot be absolute path"),
            (
                "a//b",
                "non-canonical import path \"a//b\" (should be \"a/b\")",
            ),
            (
                "./a\\b",
                "import path contains backslash; use slash: \"/d/a\\\\b\"",
            ),
            (
                "./a:b",
                "import path contains invalid character ':': \"/d/a:b\"",
            ),
            (
                "./a\nb",
                "import path contains control character: \"/d/a\\nb\"",
            ),
        ] {
            assert_eq!(resolve(import, None), expected);
        }
        assert_eq!(resolve("a", Some("vendor/a")), "vendor/a");
    }
}
