//! Variants of errors that hold nothing but a text: callers cannot determine their cause, and their
//! sentence is made far from the type.
//!
//! Counterpart: none.

use super::policy::Occurrence;
use super::text::Source;

/// The types of a single field that can only be a text.
const TEXTS: [&str; 4] = ["(String)", "(Box<str>)", "(Arc<str>)", "(Rc<str>)"];

/// Returns the variants `Name(String)` of the product's errors, as `Enum::Name`.
pub(crate) fn all(sources: &[Source]) -> Vec<Occurrence> {
    let product: Vec<&Source> = sources.iter().filter(|s| s.is_product()).collect();
    let implementers: Vec<(&str, &str)> = product
        .iter()
        .flat_map(|source| errors_of(source).map(|name| (source.crate_name.as_str(), name)))
        .collect();
    let is_error = |source: &Source, name: &str| {
        name.ends_with("Error") || implementers.contains(&(&source.crate_name, name))
    };
    let in_file = |source: &&Source| variants(source, |name| is_error(source, name));
    product.iter().flat_map(in_file).collect()
}

/// Returns the types for which a file implements `Error`.
fn errors_of(source: &Source) -> impl Iterator<Item = &str> {
    const WORDS: &str = "Error for ";
    let code = source.code.as_str();
    let found = code.match_indices(WORDS);
    found.filter_map(move |(at, _)| {
        let line = code[..at].rsplit('\n').next().unwrap_or_default();
        let is_word = !line.ends_with(char::is_alphanumeric);
        let name = word(&code[at + WORDS.len()..]);
        (line.starts_with("impl") && is_word).then_some(name)
    })
}

fn variants(source: &Source, is_error: impl Fn(&str) -> bool) -> Vec<Occurrence> {
    const WORD: &str = "enum ";
    let code = source.code.as_str();
    let mut found = Vec::new();
    for (at, _) in code.match_indices(WORD) {
        let is_word = code[..at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        let name = word(&code[at + WORD.len()..]);
        let Some(open) = code[at..].find('{').map(|open| at + open) else {
            continue;
        };
        if !is_word || !is_error(name) {
            continue;
        }
        for text in texts(code, open) {
            let variant = word_before(&code[..text]);
            found.push(Occurrence {
                path: source.path.clone(),
                line: source.line_at(text),
                what: format!("{name}::{variant}"),
            });
        }
    }
    found
}

/// Returns the offsets of variants whose only field is a text, in the block that opens at `open`.
fn texts(code: &str, open: usize) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => break,
            b'}' => depth -= 1,
            b'(' if depth == 1 && TEXTS.iter().any(|text| code[at..].starts_with(text)) => {
                found.push(at);
            }
            _ => {}
        }
    }
    found
}

/// Returns the word that `code` begins with.
fn word(code: &str) -> &str {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_');
    &code[..end.unwrap_or(code.len())]
}

/// Returns the word that `code` ends with.
fn word_before(code: &str) -> &str {
    let start = code.rfind(|c: char| !c.is_alphanumeric() && c != '_');
    &code[start.map_or(0, |start| start + 1)..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::File;

    fn found(files: &[(&str, &str)]) -> Vec<(String, usize)> {
        let source = |(path, text): &(&str, &str)| {
            Source::new(&File {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            })
        };
        let sources: Vec<Source> = files.iter().map(source).collect();
        let found = all(&sources).into_iter();
        found.map(|place| (place.what, place.line)).collect()
    }

    #[test]
    fn texts_of_errors_are_found() {
        let text = "/// Text(String)\npub enum AError {\n    /// Doc(String).\n    Text(String),\n    \
                    Named { name: String },\n    Two(String, u8),\n    Boxed(Box<str>),\n    \
                    Path(PathError),\n}\nenum Other {\n    Text(String),\n}\n";
        let want = [
            ("AError::Text".to_owned(), 4),
            ("AError::Boxed".to_owned(), 7),
        ];
        assert_eq!(found(&[("crates/x/src/a.rs", text)]), want);
        assert_eq!(found(&[("crates/xtask/src/a.rs", text)]), []);
    }

    #[test]
    fn what_implements_error_is_one() {
        let stop = "pub(crate) enum Stop<T> {\n    Fatal(String),\n}\n";
        let error = "impl std::error::Error for Stop {}\nimpl MyError for X {}\n";
        let (a, b) = (("crates/x/src/a.rs", stop), ("crates/x/src/b.rs", error));
        assert_eq!(found(&[a, b]), [("Stop::Fatal".to_owned(), 2)]);
        // The same name in another crate is another type.
        assert_eq!(found(&[a, ("crates/y/src/b.rs", error)]), []);
    }
}
