//! Selection and format of the errors of a package.
//!
//! Errors are filtered in the order in which they are found: at most one syntax error in a line, no
//! other error twice in a row, at most ten in all. The output is sorted by position; files are in
//! the order of their first errors.
//! Counterpart: cmd/compile/internal/base/print.go (`ErrorfAt`, `FlushErrors`),
//! cmd/compile/internal/noder/noder.go (`LoadPackage`).

use crate::lines::LinePosition;
use crate::parser::Outcome;

/// The number of errors that ends a compilation, unless all are wanted (`-e`).
const MOST: usize = 10;

/// Output of the compiler on the syntax of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The lines.
    pub text: String,
    /// True if the compilation ends here; otherwise types are checked, and their errors are printed
    /// among these.
    pub is_end: bool,
}

/// The position of a message.
#[derive(Clone, Debug)]
pub struct MessagePosition {
    /// The number of the file; numbers beyond the package's files denote files of imported
    /// packages.
    pub file: usize,
    /// The line and column in it.
    pub place: LinePosition,
    /// Its text in messages.
    pub shown: String,
}

/// An error that is found while a file is parsed, but not by the parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// Number of errors of the parser before it.
    pub errors: u32,
    /// Its offset in the source.
    pub offset: u32,
    /// The message.
    pub text: String,
}

/// An error that will be printed.
#[derive(Debug)]
struct Entry {
    /// The file and line directive, numbered from 1 on as they had their first errors; 0 if the
    /// place is unknown.
    base: usize,
    place: LinePosition,
    line: String,
}

/// The errors found so far, and the printed ones among them.
#[derive(Debug, Default)]
pub struct Printer {
    prints_all: bool,
    entries: Vec<Entry>,
    /// Files and line directives that had an error, in the order of the first.
    bases: Vec<(usize, u32)>,
    count: usize,
    /// The file and place of the last syntax error.
    syntax: Option<(usize, LinePosition)>,
    /// The same for other errors, and the text.
    other: Option<(Option<(usize, LinePosition)>, String)>,
    has_syntax: bool,
    /// The last line, if there were too many errors.
    last_line: Option<String>,
}

/// Reports the errors of a package's files, in the order of the command line.
pub fn report(files: &[Outcome], prints_all: bool) -> Report {
    let mut printer = Printer::new(prints_all);
    let is_end = printer.add_files(files);
    let text = printer.finish();
    Report { text, is_end }
}

fn is_same_line(a: (usize, LinePosition), b: (usize, LinePosition)) -> bool {
    (a.0, a.1.base, a.1.line) == (b.0, b.1.base, b.1.line)
}

impl Printer {
    /// Returns a printer without errors. It prints all errors, or ten.
    pub fn new(prints_all: bool) -> Self {
        Self {
            prints_all,
            ..Self::default()
        }
    }

    /// Adds the errors of files; reports whether the compilation ends here.
    pub fn add_files(&mut self, files: &[Outcome]) -> bool {
        let mut files = files.iter().enumerate();
        let is_end = files.any(|(number, file)| self.add_file(number, file, &[]));
        is_end || self.has_syntax
    }

    /// Adds the errors of a file with this number; `extras` are in the order in which they were
    /// found. Reports whether the compilation ends with this file.
    pub fn add_file(&mut self, number: usize, file: &Outcome, extras: &[Extra]) -> bool {
        let spot = |place| MessagePosition {
            file: number,
            place,
            shown: file.lines.show(place),
        };
        let mut extras = extras.iter().peekable();
        for index in 0..=file.errors.len() {
            while let Some(extra) = extras.next_if(|extra| extra.errors as usize <= index) {
                let place = file.lines.place(extra.offset);
                self.add(Some(&spot(place)), &extra.text);
            }
            if let Some(error) = file.errors.get(index) {
                let place = file.lines.place_of(error);
                self.add(Some(&spot(place)), &error.text);
            }
        }
        self.is_full() || file.file.is_none()
    }

    /// Reports whether there was a syntax error, so that types are not checked.
    pub fn has_syntax_error(&self) -> bool {
        self.has_syntax
    }

    /// Adds an error, unless it only repeats another of its line. Nothing is added after the last
    /// printed error.
    pub fn add(&mut self, spot: Option<&MessagePosition>, text: &str) {
        let here = spot.map(|spot| (spot.file, spot.place));
        if self.is_full() || !self.is_new(here, text) {
            return;
        }
        let base = here.map_or(0, |(file, place)| self.base((file, place.base)));
        let (place, line) = match spot {
            Some(spot) => (spot.place, format!("{}: {text}\n", spot.shown)),
            None => (LinePosition::default(), format!("{text}\n")),
        };
        self.entries.push(Entry { base, place, line });
        self.count += 1;
        if self.count >= MOST && !self.prints_all {
            let shown = spot.map_or("<unknown line number>", |spot| &spot.shown);
            self.last_line = Some(format!("{shown}: too many errors\n"));
        }
    }

    /// Reports whether there are as many errors as are printed.
    pub fn is_full(&self) -> bool {
        self.last_line.is_some()
    }

    /// Reports whether there is no error.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Reports whether an error is printed: it does not only repeat another of its line.
    fn is_new(&mut self, here: Option<(usize, LinePosition)>, text: &str) -> bool {
        if text.starts_with("syntax error") {
            self.has_syntax = true;
            let is_old = self
                .syntax
                .zip(here)
                .is_some_and(|(last, here)| is_same_line(last, here));
            if !is_old {
                self.syntax = here;
            }
            return !is_old;
        }
        let is_old = self.other.as_ref().is_some_and(|(last, last_text)| {
            let is_same = match (last, here) {
                (Some(last), Some(here)) => is_same_line(*last, here),
                (last, here) => last.is_none() && here.is_none(),
            };
            is_same && last_text == text
        });
        if !is_old {
            self.other = Some((here, text.to_owned()));
        }
        !is_old
    }

    /// Returns the number of a file with a line directive.
    fn base(&mut self, key: (usize, u32)) -> usize {
        let known = self.bases.iter().position(|base| *base == key);
        1 + known.unwrap_or_else(|| {
            self.bases.push(key);
            self.bases.len() - 1
        })
    }

    /// Returns the text of all errors.
    pub fn finish(mut self) -> String {
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
        text + self.last_line.as_deref().unwrap_or_default()
    }
}
