//! The list of errors of a source.
//!
//! Upstream stores every error of its scanner, one for each bad byte, and prints only the first and
//! their number. So this list stores the first errors in upstream's order and a count.
//! Counterpart: go/scanner/errors.go.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use vamos_base::golang::position::Lines;
use vamos_base::golang::position::Position;
use vamos_base::golang::position::SyntaxError;

/// Number of stored errors, unless all are wanted.
const KEPT: usize = 1000;

/// The errors of a source that is not valid: at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors {
    list: Vec<SyntaxError>,
    count: usize,
}

impl Errors {
    /// Returns the errors in upstream's order; see [`Report::keep_all`].
    pub fn list(&self) -> &[SyntaxError] {
        &self.list
    }

    /// Turns into the errors of [`Errors::list`].
    pub fn into_list(self) -> Vec<SyntaxError> {
        self.list
    }

    /// Returns the number of errors of the source.
    pub fn count(&self) -> usize {
        self.count
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.list.first() {
            write!(f, "{first}")?;
        }
        match self.count {
            0 | 1 => Ok(()),
            count => write!(f, " (and {} more errors)", count - 1),
        }
    }
}

impl std::error::Error for Errors {}

/// Collects errors while a source is read, and computes positions in it.
pub struct Report<'s> {
    lines: Lines<'s>,
    list: Vec<SyntaxError>,
    /// Maximal length of the list.
    kept: usize,
    /// Number of errors added.
    count: usize,
    /// The line of the newest error.
    newest: Option<u32>,
}

impl<'s> Report<'s> {
    pub(super) fn new(src: &'s [u8], name: &Arc<str>) -> Self {
        Self {
            lines: Lines::new(src, Arc::clone(name)),
            list: Vec::new(),
            kept: KEPT,
            count: 0,
            newest: None,
        }
    }

    /// Adds an error at an offset.
    pub fn add(&mut self, offset: usize, message: String) {
        let position = self.lines.position(offset);
        self.newest = Some(position.line);
        self.count += 1;
        self.list.push(SyntaxError { position, message });
        if self.list.len() / 2 >= self.kept {
            self.shorten();
        }
    }

    /// Applies the comment in `text` if it is a line directive.
    pub(super) fn directive(&mut self, text: Range<usize>, next: usize) {
        if let Err(bad) = self.lines.directive(text, next) {
            self.add(bad.offset, bad.message);
        }
    }

    /// Returns the position of an offset, line directives applied.
    pub fn position(&mut self, offset: usize) -> Position {
        self.lines.position(offset)
    }

    /// Returns the index of the line of an offset, from 0, directives ignored.
    pub fn line_index(&mut self, offset: usize) -> usize {
        self.lines.line_index(offset)
    }

    /// Returns the number of errors added.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Reports whether the newest error is on the line of `offset`.
    pub fn is_newest_on_line(&mut self, offset: usize) -> bool {
        self.newest
            .is_some_and(|line| self.lines.position(offset).line == line)
    }

    /// Collects all errors from now on, not only the first thousand.
    pub fn keep_all(&mut self) {
        self.kept = usize::MAX;
    }

    /// Drops the last errors in upstream's order, as many as there are too many.
    fn shorten(&mut self) {
        self.list.sort();
        self.list.truncate(self.kept);
    }

    /// Takes the errors; nothing where there were none.
    pub fn finish(&mut self) -> Option<Errors> {
        self.shorten();
        (self.count > 0).then(|| Errors {
            list: std::mem::take(&mut self.list),
            count: self.count,
        })
    }
}
