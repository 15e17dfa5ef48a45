//! Prose of comments: forms of sentences that are hard to read have a maximum number.
//!
//! A row counts one form in the comments of all crates. The maxima are at most the rates in
//! codebases that we compare ourselves with: some of these words are right in some sentences.
//! Counterpart: none.

use super::Finding;
use super::files::File;
use super::files::Tree;

/// One form: its name, the phrases that count, and the maximum of their sum.
struct Row {
    name: &'static str,
    phrases: &'static [&'static str],
    most: usize,
}

const fn row(name: &'static str, phrases: &'static [&'static str], most: usize) -> Row {
    Row {
        name,
        phrases,
        most,
    }
}

/// Forms that count anywhere in a comment.
const ROWS: [Row; 11] = [
    row(
        "a headless relative clause (`what it …`)",
        &[
            "what a",
            "what the",
            "what it",
            "what is",
            "what they",
            "what was",
        ],
        90,
    ),
    row("`those of`, `that of`", &["those of", "that of"], 20),
    row("`beside`", &["beside"], 5),
    row("`stands`", &["stands"], 5),
    row("`looked`", &["looked"], 40),
    row("`asked`", &["asked"], 10),
    row("`known of`", &["known of"], 5),
    row("`has to`", &["has to"], 15),
    row("`behind`", &["behind"], 15),
    row("`kept`", &["kept"], 15),
    row("`so many`", &["so many"], 5),
];

/// First words of a doc comment that is no noun phrase and has no verb in the third person.
const QUESTIONS: [&str; 4] = ["What", "Whether", "How", "Where"];

/// The maximum number of docs of items that begin with one of [`QUESTIONS`].
const ITEM_DOCS: usize = 50;

/// The maximum number of docs of modules that begin with one of [`QUESTIONS`].
const MODULE_DOCS: usize = 0;

/// Checks the comments of all crates.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let counts = Counts::of(tree.rust().filter(|file| file.path.starts_with("crates/")));
    let rows = ROWS.iter().zip(counts.rows);
    let mut findings: Vec<Finding> = rows
        .filter_map(|(row, count)| finding(row.name, count, row.most))
        .collect();
    let docs = [
        (
            "docs of items that begin with a question word",
            counts.items,
            ITEM_DOCS,
        ),
        (
            "docs of modules that begin with a question word",
            counts.modules,
            MODULE_DOCS,
        ),
    ];
    findings.extend(
        docs.iter()
            .filter_map(|(name, count, most)| finding(name, *count, *most)),
    );
    findings
}

/// Returns a finding if a count is above its maximum.
fn finding(name: &str, count: usize, most: usize) -> Option<Finding> {
    (count > most).then(|| {
        Finding::new(
            "crates",
            "section 2b: plain words",
            format!("{count} in comments, at most {most}: {name}"),
            "begin with a noun phrase or a verb in the third person, and name the thing",
        )
    })
}

/// Numbers of occurrences in comments.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    rows: [usize; ROWS.len()],
    items: usize,
    modules: usize,
}

impl Counts {
    /// Counts the forms in files.
    fn of<'f>(files: impl Iterator<Item = &'f File>) -> Self {
        let mut counts = Self::default();
        for file in files {
            counts.add(&file.text);
        }
        counts
    }

    /// Adds the comments of a file. A phrase may continue on the next line of a comment.
    fn add(&mut self, source: &str) {
        let (mut text, mut previous) = (String::new(), "");
        for line in source.lines() {
            let (kind, comment) = split(line.trim());
            let is_question = kind != previous && begins_with_question(comment);
            match kind {
                "//!" => self.modules += usize::from(is_question),
                "///" => self.items += usize::from(is_question),
                _ => {}
            }
            if !kind.is_empty() {
                text.push_str(comment);
                text.push(' ');
            }
            previous = kind;
        }
        let text = text.to_lowercase();
        for (row, count) in ROWS.iter().zip(&mut self.rows) {
            let found = row.phrases.iter().map(|phrase| occurrences(&text, phrase));
            *count += found.sum::<usize>();
        }
    }
}

/// Splits a line into the kind of comment and its text; both are empty for code.
fn split(line: &str) -> (&'static str, &str) {
    for kind in ["//!", "///", "//"] {
        if let Some(text) = line.strip_prefix(kind) {
            // A line of slashes is no doc comment.
            if text.starts_with('/') {
                break;
            }
            return (kind, text.strip_prefix(' ').unwrap_or(text));
        }
    }
    ("", "")
}

fn begins_with_question(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric()).next();
    word.is_some_and(|word| QUESTIONS.contains(&word))
}

/// Returns the number of times that whole words of a text are the phrase.
fn occurrences(text: &str, phrase: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_whole = |at: usize| {
        !text[..at].ends_with(is_part) && !text[at + phrase.len()..].starts_with(is_part)
    };
    let found = text.match_indices(phrase);
    found.filter(|(at, _)| is_whole(*at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> Counts {
        let mut counts = Counts::default();
        counts.add(text);
        counts
    }

    /// Returns the index of a row whose phrases contain `phrase`.
    fn index(phrase: &str) -> usize {
        let holds = |row: &Row| row.phrases.contains(&phrase);
        ROWS.iter().position(holds).unwrap()
    }

    #[test]
    fn forms_are_counted_in_comments() {
        let text = "//! Where it is.\n//! How?\n\n/// Whether x\n/// is what\n/// it was.\nlet x = \"what a\";\n";
        let found = counts(text);
        assert_eq!((found.modules, found.items), (1, 1));
        assert_eq!(found.rows[index("what it")], 1);
    }

    #[test]
    fn only_whole_words_count() {
        assert_eq!(occurrences("behind, behindhand, (behind)", "behind"), 2);
        assert_eq!(occurrences("what item, what it", "what it"), 1);
        assert!(begins_with_question("What?"));
        assert!(!begins_with_question("Whatever"));
    }

    #[test]
    fn slashes_are_no_doc_comment() {
        assert_eq!(split("//// What"), ("", ""));
        assert_eq!(split("//"), ("//", ""));
    }

    #[test]
    fn a_count_above_its_maximum_is_a_finding() {
        assert!(finding("a form", 2, 2).is_none());
        assert!(finding("a form", 3, 2).is_some());
    }
}
