//! The naming rules of module, import and file paths.
//!
//! Counterpart: golang.org/x/mod/module (CheckPath, CheckImportPath, CheckFilePath).

use super::Invalid;
use super::is_letter;
use super::split_path_version;
use crate::golang::os_str;
use crate::golang::quote::quote;
use crate::golang::quote::quote_char;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PathKind {
    Module,
    Import,
    File,
}

/// Checks a module path: an import path whose first element looks like a domain name,
/// without elements that begin with a dot, and with a proper major version suffix.
pub fn check_path(path: &str) -> Result<(), Invalid> {
    check_module_path(path).map_err(|err| invalid("module", path, err))
}

/// Checks an import path: slash-separated elements of letters, digits and `-._~+`.
pub fn check_import_path(path: &str) -> Result<(), Invalid> {
    check_elements(path, PathKind::Import).map_err(|err| invalid("import", path, err))
}

/// Checks a slash-separated file path, which may contain much more than an import path.
pub fn check_file_path(path: &str) -> Result<(), Invalid> {
    check_elements(path, PathKind::File).map_err(|err| invalid("file", path, err))
}

fn invalid(kind: &'static str, path: &str, err: String) -> Invalid {
    Invalid::Path {
        kind,
        path: path.to_string(),
        why: err,
    }
}

fn check_module_path(path: &str) -> Result<(), String> {
    check_elements(path, PathKind::Module)?;
    let first = path.split('/').next().unwrap_or("");
    if first.is_empty() {
        return Err("leading slash".into());
    }
    if !first.contains('.') {
        return Err("missing dot in first path element".into());
    }
    if first.starts_with('-') {
        return Err("leading dash in first path element".into());
    }
    if let Some(c) = first
        .chars()
        .find(|c| !matches!(c, '-' | '.' | '0'..='9' | 'a'..='z'))
    {
        return Err(format!(
            "invalid char {} in first path element",
            quote_char(c)
        ));
    }
    if split_path_version(path).is_none() {
        return Err("invalid version".into());
    }
    Ok(())
}

fn check_elements(path: &str, kind: PathKind) -> Result<(), String> {
    if std::str::from_utf8(&os_str::encode(path)).is_err() {
        return Err("invalid UTF-8".into());
    }
    if path.is_empty() {
        return Err("empty string".into());
    }
    if path.starts_with('-') && kind != PathKind::File {
        return Err("leading dash".into());
    }
    if path.contains("//") {
        return Err("double slash".into());
    }
    if path.ends_with('/') {
        return Err("trailing slash".into());
    }
    path.split('/')
        .try_for_each(|elem| check_element(elem, kind))
}

/// Checks one path element.
pub(super) fn check_element(elem: &str, kind: PathKind) -> Result<(), String> {
    if elem.is_empty() {
        return Err("empty path element".into());
    }
    if elem.bytes().all(|c| c == b'.') {
        return Err(format!("invalid path element {}", quote(elem)));
    }
    if elem.starts_with('.') && kind == PathKind::Module {
        return Err("leading dot in path element".into());
    }
    if elem.ends_with('.') {
        return Err("trailing dot in path element".into());
    }
    if let Some(c) = elem.chars().find(|&c| !char_ok(c, kind)) {
        return Err(format!("invalid char {}", quote_char(c)));
    }
    let short = elem.split('.').next().unwrap_or("");
    if is_windows_device(short) {
        return Err(format!(
            "{} disallowed as path element component on Windows",
            quote(short)
        ));
    }
    if kind == PathKind::File {
        return Ok(());
    }
    // `name~1` is how Windows shortens a longer name.
    if let Some((_, digits)) = short.rsplit_once('~')
        && !digits.is_empty()
        && digits.bytes().all(|c| c.is_ascii_digit())
    {
        return Err("trailing tilde and digits in path element".into());
    }
    Ok(())
}

fn char_ok(c: char, kind: PathKind) -> bool {
    if c.is_ascii_alphanumeric() {
        return true;
    }
    match kind {
        PathKind::Module => "-._~".contains(c),
        PathKind::Import => "-._~+".contains(c),
        PathKind::File if c.is_ascii() => "!#$%&()+,-.=@[]^_{}~ ".contains(c),
        PathKind::File => is_letter(c),
    }
}

/// Names that Windows keeps for devices, in any directory and with any extension.
fn is_windows_device(name: &str) -> bool {
    if ["CON", "PRN", "AUX", "NUL"]
        .iter()
        .any(|bad| bad.eq_ignore_ascii_case(name))
    {
        return true;
    }
    let bytes = name.as_bytes();
    bytes.len() == 4
        && matches!(bytes[3], b'1'..=b'9')
        && (bytes[..3].eq_ignore_ascii_case(b"COM") || bytes[..3].eq_ignore_ascii_case(b"LPT"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(r: Result<(), Invalid>) -> String {
        r.err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn module_paths() {
        for (path, want) in [
            ("x.y/z", ""),
            ("x.y", ""),
            ("", "malformed module path \"\": empty string"),
            (
                "x.y/z/v1",
                "malformed module path \"x.y/z/v1\": invalid version",
            ),
            ("/x.y", "malformed module path \"/x.y\": empty path element"),
            (
                "xy/z",
                "malformed module path \"xy/z\": missing dot in first path element",
            ),
            ("-x.y/z", "malformed module path \"-x.y/z\": leading dash"),
            (
                "X.y/z",
                "malformed module path \"X.y/z\": invalid char 'X' in first path element",
            ),
            ("x.y//z", "malformed module path \"x.y//z\": double slash"),
            ("x.y/", "malformed module path \"x.y/\": trailing slash"),
            (
                "x.y/.z",
                "malformed module path \"x.y/.z\": leading dot in path element",
            ),
            (
                "x.y/z.",
                "malformed module path \"x.y/z.\": trailing dot in path element",
            ),
            (
                "x.y/..",
                "malformed module path \"x.y/..\": invalid path element \"..\"",
            ),
            (
                "x.y/a b",
                "malformed module path \"x.y/a b\": invalid char ' '",
            ),
            (
                "x.y/a'b",
                "malformed module path \"x.y/a'b\": invalid char '\\''",
            ),
            (
                "x.y/Com1.txt",
                "malformed module path \"x.y/Com1.txt\": \"Com1\" disallowed as path element component on Windows",
            ),
            (
                "x.y/foo~12",
                "malformed module path \"x.y/foo~12\": trailing tilde and digits in path element",
            ),
            ("x.y/foo~1a", ""),
            (
                "x.y/c+",
                "malformed module path \"x.y/c+\": invalid char '+'",
            ),
        ] {
            assert_eq!(text(check_path(path)), want, "{path}");
        }
    }

    #[test]
    fn import_and_file_paths() {
        assert_eq!(text(check_import_path("x/c++")), "");
        assert_eq!(
            text(check_import_path("foo bar")),
            "malformed import path \"foo bar\": invalid char ' '"
        );
        assert_eq!(
            text(check_import_path("x/@y")),
            "malformed import path \"x/@y\": invalid char '@'"
        );
        assert_eq!(text(check_file_path("a b/c~1/é.txt")), "");
        assert_eq!(text(check_file_path("-x")), "");
        assert_eq!(
            text(check_file_path("a*b")),
            "malformed file path \"a*b\": invalid char '*'"
        );
        assert_eq!(
            text(check_file_path("x/nul")),
            "malformed file path \"x/nul\": \"nul\" disallowed as path element component on Windows"
        );
    }
}
