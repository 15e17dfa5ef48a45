//! Which errors of a package the compiler prints, and how.
//!
//! Errors are filtered as they are found: one syntax error in a line, no other error twice
//! in a row. Ten are the most. What was found is sorted by position; files are in the
//! order of their first errors.
//! Counterpart: cmd/compile/internal/base/print.go (`ErrorfAt`, `FlushErrors`),
//! cmd/compile/internal/noder/noder.go (`LoadPackage`).

use std::fmt::Write as _;

use crate::lines::Place;
use crate::parser::Outcome;

/// So many errors end a compilation, unless all are wanted (`-e`).
const MOST: usize = 10;

/// What the compiler prints on the syntax of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The lines.
    pub text: String,
    /// Whether the compilation ends here; otherwise types are checked, and their errors are
    /// printed among these.
    pub is_end: bool,
}

/// An error with its place.
struct Entry {
    /// The file and line directive, numbered as they had their first errors.
    base: usize,
    place: Place,
    line: String,
}

/// The errors so far.
#[derive(Default)]
struct Errors {
    entries: Vec<Entry>,
    /// Files and line directives that had an error, in the order of the first.
    bases: Vec<(usize, u32)>,
    count: usize,
    /// The file and place of the last syntax error.
    syntax: Option<(usize, Place)>,
    /// The same for other errors, and the text.
    other: Option<(usize, Place, String)>,
    has_syntax: bool,
}

/// Reports the errors of a package's files, in the order of the command line.
pub fn report(files: &[Outcome], prints_all: bool) -> Report {
    let mut errors = Errors::default();
    for (number, file) in files.iter().enumerate() {
        for error in &file.errors {
            let place = file.lines.place_of(error);
            if !errors.is_new(number, place, &error.text, error.is_syntax()) {
                continue;
            }
            let shown = file.lines.show(place);
            errors.add(number, place, format!("{shown}: {}\n", error.text));
            if errors.count >= MOST && !prints_all {
                let mut text = errors.flush();
                let _ = writeln!(text, "{shown}: too many errors");
                return Report { text, is_end: true };
            }
        }
        if file.file.is_none() {
            let text = errors.flush();
            return Report { text, is_end: true };
        }
    }
    let is_end = errors.has_syntax;
    let text = errors.flush();
    Report { text, is_end }
}

fn is_same_line(a: (usize, Place), b: (usize, Place)) -> bool {
    (a.0, a.1.base, a.1.line) == (b.0, b.1.base, b.1.line)
}

impl Errors {
    /// Reports whether an error is printed: it does not only repeat another of its line.
    fn is_new(&mut self, file: usize, place: Place, text: &str, is_syntax: bool) -> bool {
        let here = (file, place);
        if is_syntax {
            self.has_syntax = true;
            let is_old = self.syntax.is_some_and(|last| is_same_line(last, here));
            if !is_old {
                self.syntax = Some(here);
            }
            return !is_old;
        }
        let is_old = self.other.as_ref().is_some_and(|(last, place, last_text)| {
            is_same_line((*last, *place), here) && last_text == text
        });
        if !is_old {
            self.other = Some((file, place, text.to_owned()));
        }
        !is_old
    }

    fn add(&mut self, file: usize, place: Place, line: String) {
        let key = (file, place.base);
        let known = self.bases.iter().position(|base| *base == key);
        let base = known.unwrap_or_else(|| {
            self.bases.push(key);
            self.bases.len() - 1
        });
        self.count += 1;
        self.entries.push(Entry { base, place, line });
    }

    /// Returns the text of all errors.
    fn flush(mut self) -> String {
        self.entries.sort_by_key(|entry| {
            // Larger columns do not fit into positions.
            (entry.base, entry.place.line, entry.place.column.min(255))
        });
        let mut text = String::new();
        let mut last = "";
        for entry in &self.entries {
            if entry.line != last {
                text += &entry.line;
            }
            last = &entry.line;
        }
        text
    }
}
