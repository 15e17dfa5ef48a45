//! Response files: arguments of tools that are in a file (`@FILE`).
//!
//! Counterpart: cmd/internal/objabi/flag.go (`expandArgs`, `ParseArgs`), from Go 1.27 on.

use std::borrow::Cow;

use vamos_base::golang::os_str;
use vamos_fsys::PathError;
use vamos_fsys::uncached;

/// The number of files that may name one another.
const DEPTH: usize = 50;

/// The reason why arguments cannot be expanded.
#[derive(Debug)]
pub(super) enum ResponseError {
    /// A file cannot be read.
    Path(PathError),
    /// Files name one another too often, perhaps in a circle.
    TooDeep,
}

/// Replaces each argument `@FILE` by the arguments in the file.
pub(super) fn expand(args: Cow<'_, [String]>) -> Result<Cow<'_, [String]>, ResponseError> {
    if !args.iter().any(|arg| arg.starts_with('@')) {
        return Ok(args);
    }
    let mut out = Vec::new();
    add(&args, DEPTH, &mut out)?;
    Ok(Cow::Owned(out))
}

fn add(args: &[String], depth: usize, out: &mut Vec<String>) -> Result<(), ResponseError> {
    for arg in args {
        let Some(file) = arg.strip_prefix('@') else {
            out.push(arg.clone());
            continue;
        };
        let depth = depth.checked_sub(1).ok_or(ResponseError::TooDeep)?;
        let bytes = uncached::read(file).map_err(ResponseError::Path)?;
        add(&split(&bytes), depth, out)?;
    }
    Ok(())
}

/// The quotes around a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

/// Splits the text of a response file into arguments: at white space outside quotes. Between
/// single quotes a backslash has no meaning, between double quotes it is for some characters only.
fn split(text: &[u8]) -> Vec<String> {
    let mut args = Vec::new();
    let mut arg = Vec::new();
    let mut is_begun = false;
    let mut quote = Quote::None;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (quote, byte) {
            (Quote::Single, b'\'') | (Quote::Double, b'"') => quote = Quote::None,
            (Quote::None, b'\'') => (quote, is_begun) = (Quote::Single, true),
            (Quote::None, b'"') => (quote, is_begun) = (Quote::Double, true),
            (Quote::None, b' ' | b'\t' | b'\n' | b'\r') => {
                if is_begun {
                    args.push(os_str::decode(&std::mem::take(&mut arg)));
                    is_begun = false;
                }
            }
            (Quote::None | Quote::Double, b'\\') => {
                if let Some(escaped) = escaped(&mut rest, quote) {
                    arg.extend(escaped);
                    is_begun = true;
                }
            }
            _ => {
                arg.push(byte);
                is_begun = true;
            }
        }
    }
    if is_begun {
        args.push(os_str::decode(&arg));
    }
    args
}

/// Consumes the character after a backslash from `rest`, and returns the text of both; `None` at
/// the end of a line, which continues in the next one, and at the end of the text.
fn escaped<'t>(rest: &mut &'t [u8], quote: Quote) -> Option<&'t [u8]> {
    let text = *rest;
    for end in [&b"\n"[..], b"\r\n"] {
        if let Some(after) = text.strip_prefix(end) {
            *rest = after;
            return None;
        }
    }
    let (first, after) = match text.len() {
        0 if quote == Quote::None => return None,
        0 => (&b""[..], text),
        _ => text.split_at(1),
    };
    if quote == Quote::Double && !matches!(first, b"\\" | b"\"" | b"$" | b"`") {
        return Some(b"\\");
    }
    *rest = after;
    Some(first)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use vamos_fsys::work;

    use super::ResponseError;
    use super::expand;
    use super::split;

    #[test]
    fn files_name_files() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("{}/{name}", dir.path().display());
        let first = format!("b @{} ''", at("second"));
        for (name, text) in [("first", first), ("second", "c".to_owned())] {
            work::write(&at(name), text.as_bytes()).unwrap();
        }
        let circle = format!("@{}", at("circle"));
        work::write(&at("circle"), circle.as_bytes()).unwrap();
        let expanded = |file: &str| {
            let args = ["a".to_owned(), format!("@{}", at(file))];
            expand(Cow::Borrowed(&args)).map(Cow::into_owned)
        };
        assert_eq!(expanded("first").unwrap(), ["a", "b", "c", ""]);
        assert!(matches!(expanded("circle"), Err(ResponseError::TooDeep)));
        let Err(ResponseError::Path(error)) = expanded("none") else {
            panic!("there is no such file");
        };
        assert!(error.is_not_exist());
    }

    #[test]
    fn texts_and_arguments() {
        for (text, expected) in [
            ("", &[][..]),
            (" a\tb\r\nc ", &["a", "b", "c"]),
            ("'a b' \"c d\"e", &["a b", "c de"]),
            ("'' \"\"", &["", ""]),
            (r"'a\b' a\b a\ b", &[r"a\b", "ab", "a b"]),
            (r#""a\\b\"c\$d\`e\f""#, &[r#"a\b"c$d`e\f"#]),
            ("a\\\nb \"c\\\r\nd\"", &["ab", "cd"]),
            ("\\\r a\\", &["\r", "a"]),
            ("\\\n", &[]),
            ("'open", &["open"]),
            ("\"open\\", &["open\\"]),
        ] {
            assert_eq!(split(text.as_bytes()), expected, "{text:?}");
        }
    }
}
