//! Splits Rust sources into code, comments and string literals.
//!
//! Counterpart: none.

use crate::tidy::files::File;
use crate::tidy::files::Tree;

/// Crates that are not part of the product.
pub(crate) const DEVELOPMENT: [&str; 6] = [
    "testkit",
    "remotekit",
    "oracle",
    "generate",
    "xtask",
    "fuzz",
];

/// A source file without its tests, split into code and comments.
pub(crate) struct Source {
    /// The path from the workspace.
    pub(crate) path: String,
    /// The crate's directory name.
    pub(crate) crate_name: String,
    /// The text without the inline test module.
    pub(crate) text: String,
    /// The text with comments and the content of literals replaced by spaces.
    pub(crate) code: String,
    /// String literals: where the content starts in `text`, and the content as written.
    pub(crate) strings: Vec<(usize, String)>,
}

impl Source {
    /// Splits a file.
    pub(crate) fn new(file: &File) -> Self {
        let text = product_text(&file.text);
        let (code, strings) = mask(&text);
        Self {
            path: file.path.clone(),
            crate_name: crate_of(&file.path).to_owned(),
            text,
            code,
            strings,
        }
    }

    /// Returns the number of the line at a place in the text, from 1.
    pub(crate) fn line_at(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Reports whether the file belongs to the product.
    pub(crate) fn is_product(&self) -> bool {
        !DEVELOPMENT.contains(&self.crate_name.as_str())
    }
}

/// Returns the sources of the workspace: Rust files that are not tests.
pub(crate) fn sources(tree: &Tree) -> Vec<Source> {
    let files = tree.rust().filter(|file| !is_test_file(&file.path));
    let files = files.filter(|file| !file.text.starts_with("#![cfg(test)]"));
    files.map(Source::new).collect()
}

/// Returns the crate that a path belongs to, by the name of its directory.
pub(crate) fn crate_of(path: &str) -> &str {
    let rest = path.strip_prefix("crates/").unwrap_or(path);
    rest.split('/').next().unwrap_or_default()
}

/// Reports whether a file holds nothing but tests or data for them.
pub(crate) fn is_test_file(path: &str) -> bool {
    let (dirs, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.trim_end_matches(".rs");
    let is_test_dir = |dir: &str| {
        matches!(
            dir,
            "tests" | "benches" | "fuzz" | "examples" | "generated" | "protos"
        )
    };
    dirs.split('/').any(is_test_dir)
        || matches!(name, "test" | "tests")
        || name.starts_with("tests_")
        || name.ends_with("_test")
        || name.ends_with("_tests")
}

/// Returns the text up to the inline test module.
pub(crate) fn product_text(text: &str) -> String {
    let mut offset = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let is_module = |next: &&str| next.starts_with("mod ") && next.trim_end().ends_with('{');
        if line.trim_end() == "#[cfg(test)]" && lines.peek().is_some_and(is_module) {
            return text[..offset].to_owned();
        }
        offset += line.len();
    }
    text.to_owned()
}

/// Returns the code with comments and literals blanked, and the string literals.
fn mask(text: &str) -> (String, Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut strings = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => {
                let end = find(bytes, at, b"\n");
                blank(&mut code, at, end);
                end
            }
            b'/' if bytes[at..].starts_with(b"/*") => {
                let end = find(bytes, at, b"*/").saturating_add(2).min(bytes.len());
                blank(&mut code, at, end);
                end
            }
            b'"' => {
                let end = string_end(bytes, at + 1);
                strings.push((at + 1, text[at + 1..end].to_owned()));
                blank(&mut code, at + 1, end);
                end + 1
            }
            b'r' if !is_word(bytes, at) => match raw_string(bytes, at) {
                Some((start, end, after)) => {
                    strings.push((start, text[start..end].to_owned()));
                    blank(&mut code, start, end);
                    after
                }
                None => at + 1,
            },
            b'\'' => char_end(&text[at..]).map_or(at + 1, |length| {
                blank(&mut code, at + 1, at + length - 1);
                at + length
            }),
            _ => at + 1,
        };
        at = end;
    }
    let code = String::from_utf8(code).unwrap_or_default();
    (code, strings)
}

fn blank(code: &mut [u8], start: usize, end: usize) {
    let end = end.min(code.len());
    for byte in &mut code[start.min(end)..end] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// Returns the offset of the first `what` from `at`, or the end.
fn find(bytes: &[u8], at: usize, what: &[u8]) -> usize {
    let found = bytes[at..].windows(what.len()).position(|w| w == what);
    found.map_or(bytes.len(), |found| at + found)
}

/// Reports whether the byte before `at` belongs to a word that continues at `at`.
fn is_word(bytes: &[u8], at: usize) -> bool {
    // `br"…"` is a raw string too.
    let before = |n: usize| at.checked_sub(n).map_or(b' ', |at| bytes[at]);
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match before(1) {
        b'b' => is_part(before(2)),
        byte => is_part(byte),
    }
}

fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns start and end of a raw string's content, and where the literal ends.
fn raw_string(bytes: &[u8], at: usize) -> Option<(usize, usize, usize)> {
    let hashes = bytes[at + 1..].iter().take_while(|b| **b == b'#').count();
    let quote = at + 1 + hashes;
    if bytes.get(quote) != Some(&b'"') {
        return None;
    }
    let mut close = vec![b'"'];
    close.resize(hashes + 1, b'#');
    let end = find(bytes, quote + 1, &close);
    Some((quote + 1, end, end + close.len()))
}

/// Returns the length of the character literal at the start of `text`; `None` for a lifetime.
fn char_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    match chars.next()?.1 {
        '\\' => {
            chars.next()?;
            let (end, _) = chars.find(|(_, c)| *c == '\'')?;
            Some(end + 1)
        }
        _ => match chars.next()? {
            (end, '\'') => Some(end + 1),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::new(&File {
            path: "crates/x/src/y.rs".to_owned(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn literals_and_comments_are_blanked() {
        let text = "a('{', \"}\\\"{\", r#\"\"x\"#, &'a b'}') // {\n/* { */ c\n";
        let source = source(text);
        assert!(!source.code.contains(['{', '}']), "{}", source.code);
        assert!(source.code.contains("&'a b"));
        assert!(source.code.ends_with("c\n"));
        let strings: Vec<&str> = source.strings.iter().map(|(_, s)| s.as_str()).collect();
        assert_eq!(strings, ["}\\\"{", "\"x"]);
        assert_eq!(source.code.len(), text.len());
    }

    #[test]
    fn tests_are_left_out() {
        assert_eq!(source("x\n#[cfg(test)]\nmod tests {\n}\n").text, "x\n");
        assert_eq!(source("#[cfg(test)]\nmod tests;\nx\n").text.len(), 26);
        for (path, want) in [
            ("crates/a/src/tests.rs", true),
            ("crates/a/tests/all.rs", true),
            ("crates/fuzz/src/lib.rs", true),
            ("crates/a/src/tests_more.rs", true),
            ("crates/a/src/test_main.rs", false),
        ] {
            assert_eq!(is_test_file(path), want, "{path}");
        }
    }
}
