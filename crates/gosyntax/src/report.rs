//! The list of errors of a source.
//!
//! Upstream keeps every error of its scanner, one for each bad byte. Shown are the first
//! and how many there are, so the first in upstream's order and a count are kept here.
//! Counterpart: go/scanner/errors.go.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use vamos_base::golang::position::Lines;
use vamos_base::golang::position::SyntaxError;

/// How many errors are kept at least.
const KEPT: usize = 1000;

/// The errors of a source that is not valid: at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors {
    list: Vec<SyntaxError>,
    count: usize,
}

impl Errors {
    /// Makes the list of these errors.
    pub(crate) fn new(list: Vec<SyntaxError>) -> Self {
        let count = list.len();
        Self { list, count }
    }

    /// Returns the errors in upstream's order; of more than a thousand the first.
    pub fn list(&self) -> &[SyntaxError] {
        &self.list
    }

    /// Turns into the errors of [`Errors::list`].
    pub fn into_list(self) -> Vec<SyntaxError> {
        self.list
    }

    /// Returns how many errors the source has.
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

/// Collects errors while a source is read.
pub(crate) struct Report<'s> {
    lines: Lines<'s>,
    list: Vec<SyntaxError>,
    count: usize,
    /// The line of the newest error.
    newest: Option<u32>,
}

impl<'s> Report<'s> {
    pub(crate) fn new(src: &'s [u8], name: &Arc<str>) -> Self {
        Self {
            lines: Lines::new(src, Arc::clone(name)),
            list: Vec::new(),
            count: 0,
            newest: None,
        }
    }

    /// Adds an error at an offset.
    pub(crate) fn add(&mut self, offset: usize, message: String) {
        let position = self.lines.position(offset);
        self.newest = Some(position.line);
        self.count += 1;
        self.list.push(SyntaxError { position, message });
        if self.list.len() == 2 * KEPT {
            self.list.sort();
            self.list.truncate(KEPT);
        }
    }

    /// Applies the comment in `text` if it is a line directive.
    pub(crate) fn directive(&mut self, text: Range<usize>, next: usize) {
        if let Err(bad) = self.lines.directive(text, next) {
            self.add(bad.offset, bad.message);
        }
    }

    /// Returns how many errors were added.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Reports whether the newest error is on the line of `offset`.
    pub(crate) fn is_newest_on_line(&mut self, offset: usize) -> bool {
        self.newest
            .is_some_and(|line| self.lines.position(offset).line == line)
    }

    /// Ends the collection; nothing where there were no errors.
    pub(crate) fn finish(mut self) -> Option<Errors> {
        self.list.sort();
        self.list.truncate(KEPT);
        (self.count > 0).then_some(Errors {
            list: self.list,
            count: self.count,
        })
    }
}
