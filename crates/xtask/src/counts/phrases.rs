//! The phrases that plain text avoids (style guide, section 2b).
//!
//! Counterpart: none.

use crate::tidy::files::Tree;

use super::text::crate_of;

/// A phrase that is listed: how it is shown, and the words, each with its forms.
pub(crate) struct Phrase {
    pub(crate) name: &'static str,
    words: &'static [&'static [&'static str]],
}

/// All listed phrases.
pub(crate) const PHRASES: &[Phrase] = &[
    phrase("is none", &[&["is", "are"], &["none"]]),
    phrase("nobody", &[&["nobody", "nobody's"]]),
    phrase("came to", &[&["came", "comes", "come"], &["to"]]),
    phrase("who", &[&["who", "whoever"]]),
    phrase("tells", &[&["tells", "told"]]),
    phrase("says", &[&["says", "said"]]),
    phrase("bears", &[&["bears", "bear"]]),
    phrase("a memory", &[&["a"], &["memory"]]),
    phrase("by chance", &[&["by", "of"], &["chance"]]),
    phrase("the world", &[&["the"], &["world"]]),
    phrase("the clock", &[&["the"], &["clock"]]),
];

const fn phrase(name: &'static str, words: &'static [&'static [&'static str]]) -> Phrase {
    Phrase { name, words }
}

/// Texts that name the phrases in order to list them.
const LISTS: [&str; 1] = ["crates/xtask/src/counts/phrases.rs"];

/// A listed phrase that was found.
pub(crate) struct PhraseUse {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) phrase: &'static str,
}

/// Returns the listed phrases in comments of Rust files and in documents.
pub(crate) fn find(tree: &Tree) -> Vec<PhraseUse> {
    let mut found = Vec::new();
    for file in &tree.files {
        let is_rust = file.path.ends_with(".rs");
        let is_text = is_rust || file.path.ends_with(".md") || file.path.ends_with(".toml");
        if !is_text || LISTS.contains(&file.path.as_str()) {
            continue;
        }
        for (number, line) in (1..).zip(file.text.lines()) {
            let text = if is_rust { comment(line) } else { Some(line) };
            for phrase in text.map(phrases).unwrap_or_default() {
                found.push(PhraseUse {
                    path: file.path.clone(),
                    line: number,
                    phrase,
                });
            }
        }
    }
    found
}

/// Returns the comment that a line of Rust is or ends with.
fn comment(line: &str) -> Option<&str> {
    let at = line.find("//")?;
    // In a string, most likely an address.
    let is_code = line[..at].ends_with(':') || line[..at].matches('"').count() % 2 == 1;
    (!is_code).then(|| &line[at..])
}

/// Returns the listed phrases of a line.
fn phrases(line: &str) -> Vec<&'static str> {
    // A quotation is somebody else's text.
    let quoted = |(at, part)| (at % 2 == 0).then_some(part);
    let own: Vec<&str> = line.split('`').enumerate().filter_map(quoted).collect();
    let own = own.join(" x ").to_lowercase();
    let is_part = |c: char| c.is_alphanumeric() || c == '\'' || c == '_';
    let words: Vec<&str> = own
        .split(|c| !is_part(c))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    for phrase in PHRASES {
        let fits = |window: &&[&str]| {
            let mut pairs = window.iter().zip(phrase.words);
            pairs.all(|(word, forms)| forms.contains(word))
        };
        let count = words.windows(phrase.words.len()).filter(fits).count();
        found.extend(std::iter::repeat_n(phrase.name, count));
    }
    found
}

/// Returns the names of all listed phrases.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PHRASES.iter().map(|phrase| phrase.name)
}

/// Returns the crate of a found phrase, or the document.
pub(crate) fn owner(found: &PhraseUse) -> &str {
    if found.path.starts_with("crates/") {
        crate_of(&found.path)
    } else {
        &found.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_phrases_are_found() {
        for (line, want) in [
            ("// The key is none, and nobody told it.", 3),
            ("// What came to be: who says so?", 3),
            ("let told = x.says();", 0),
            ("let x = \"https://told\";", 0),
            ("x(); // by chance", 1),
            ("// Go prints `who told` itself.", 0),
            ("/// The whole clock.", 0),
        ] {
            let found = comment(line).map(phrases).unwrap_or_default();
            assert_eq!(found.len(), want, "{line}: {found:?}");
        }
    }
}
