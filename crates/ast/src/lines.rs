//! Lines and columns of offsets.
//!
//! Counterpart: cmd/compile/internal/syntax/pos.go; cmd/internal/src (`Pos.Format`).

use vamos_base::golang::line_directive::LineDirective;
use vamos_base::golang::os_str;

use crate::error::Error;
use crate::line_base::LineBase;
use crate::line_base::MAX;
use crate::pragma::Directives;

/// Columns from this one on are not shown: they do not fit into the compiler's positions.
const MAX_COLUMN: u32 = 255;

/// Lines from this one on are shown as this one.
const MAX_LINE: u32 = (1 << 20) - 2;

/// The lines of a file.
#[derive(Clone, Debug)]
pub struct Lines {
    name: String,
    /// The offsets at which lines start.
    starts: Vec<u32>,
    /// The offsets of `..` at the end of a line. The compiler reads the line's end, goes back, and
    /// counts a line: for it, everything after the first dot is in the next line.
    breaks: Vec<u32>,
    bases: Vec<LineBase>,
    /// The offset of the end of the file.
    end: u32,
}

/// A line and column in a file, with the line directive that applies to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinePosition {
    /// The number of the line directive, 0 for none.
    pub base: u32,
    /// The line in the file itself, from 1 on.
    pub line: u32,
    /// The column in bytes, from 1 on.
    pub column: u32,
}

/// An origin of line numbers (`PosBase`): the file, or a line directive in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosBase {
    /// The name of the file, as it was given or as the directive has it. Compilers make it absolute.
    pub name: String,
    /// The directive; its place is counted in the file itself.
    pub directive: Option<LineDirective>,
}

/// Returns the offsets at which lines start.
fn starts(src: &[u8]) -> Vec<u32> {
    /// The same byte in all places of a word.
    const fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // As many as in most sources.
    let mut starts = Vec::with_capacity(src.len() / 24 + 1);
    starts.push(0);
    let (words, rest) = src.as_chunks::<8>();
    let mut at = 0;
    for word in words {
        // The highest bit of each byte of the result is set where the byte is a newline.
        let differences = u64::from_le_bytes(*word) ^ all(b'\n');
        let is_zero = !(((differences & all(0x7f)) + all(0x7f)) | differences | all(0x7f));
        let mut found = is_zero;
        while found != 0 {
            starts.push(at + found.trailing_zeros() / 8 + 1);
            found &= found - 1;
        }
        at += 8;
    }
    let newlines = rest
        .iter()
        .zip(at + 1..)
        .filter(|(byte, _)| **byte == b'\n');
    starts.extend(newlines.map(|(_, start)| start));
    starts
}

impl Lines {
    pub(crate) fn new(name: &str, src: &[u8], directives: &Directives) -> Self {
        let mut starts = starts(src);
        if !src.ends_with(b"\n") {
            // A line directive there applies from the next line on.
            starts.push(src.len() as u32 + 1);
        }
        Self {
            name: name.to_owned(),
            starts,
            breaks: directives.breaks.clone(),
            bases: if directives.joins_names {
                (directives.bases.iter())
                    .map(|base| base.joined(name))
                    .collect()
            } else {
                directives.bases.clone()
            },
            end: src.len() as u32,
        }
    }

    /// Adds directives that were read since.
    pub(crate) fn add_directives(&mut self, directives: &Directives) {
        let breaks = directives.breaks.get(self.breaks.len()..);
        self.breaks.extend_from_slice(breaks.unwrap_or_default());
        let bases = directives.bases.get(self.bases.len()..);
        self.bases.extend_from_slice(bases.unwrap_or_default());
    }

    /// Returns the line and column of an offset in the file itself.
    fn physical(&self, offset: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let breaks = self.breaks.partition_point(|at| *at < offset);
        let last = self.breaks.get(breaks.wrapping_sub(1)).copied();
        let start = start.max(last.unwrap_or(0));
        ((line + breaks) as u32, offset - start + 1)
    }

    /// Returns the place of an offset.
    pub fn place(&self, offset: u32) -> LinePosition {
        // For the end of the file the last directive counts, even if it ends there without a newline.
        let applies = |base: &LineBase| base.offset.min(self.end) <= offset;
        let base = self.bases.partition_point(applies);
        let (line, column) = self.physical(offset);
        let base = base as u32;
        LinePosition { base, line, column }
    }

    /// Returns the place of an error.
    pub fn place_of(&self, error: &Error) -> LinePosition {
        let place = self.place(error.start);
        LinePosition {
            column: place.column + (error.offset - error.start),
            ..place
        }
    }

    /// Returns the name of the file at a place, its line, and its column, 0 for none: as line
    /// directives have it.
    pub fn relative(&self, place: LinePosition) -> (String, u64, u32) {
        let Some(index) = (place.base as usize).checked_sub(1) else {
            return (self.name.clone(), place.line.into(), place.column);
        };
        // Lines saturate. Below the base they are no lines, but are shown: an error on a whole
        // file is in its first line.
        let (line, column) = self
            .directive(index)
            .relative(place.line.into(), place.column.into());
        let line = line.min(i64::from(MAX as u32)) as u64;
        let column = u32::try_from(column.max(0)).unwrap_or(u32::MAX);
        (self.name_of(index), line, column)
    }

    /// Returns a line directive: the first place to which it applies, and the line and column shown there.
    fn directive(&self, index: usize) -> LineDirective {
        let base = &self.bases[index];
        let (at_line, column) = self.physical(base.start);
        LineDirective {
            at_line: at_line.into(),
            at_column: i64::from(column) + i64::from(base.offset - base.start),
            line: base.line.into(),
            column: base.column.into(),
        }
    }

    /// Returns the number of line directives: [`LinePosition::base`] is at most this.
    pub fn directive_count(&self) -> u32 {
        self.bases.len() as u32
    }

    /// Returns an origin of line numbers by its number in [`LinePosition::base`].
    pub fn base(&self, number: u32) -> PosBase {
        match (number as usize).checked_sub(1) {
            None => PosBase {
                name: self.name.clone(),
                directive: None,
            },
            Some(index) => PosBase {
                name: self.name_of(index),
                directive: Some(self.directive(index)),
            },
        }
    }

    /// Reports whether the file has line directives.
    pub fn has_directives(&self) -> bool {
        !self.bases.is_empty()
    }

    /// Returns the last part of the name of the file itself.
    pub fn base_name(&self) -> &str {
        let last = self.name.rsplit(['/', '\\']).next();
        last.unwrap_or(&self.name)
    }

    /// Returns the name of the file at a place, as line directives have it.
    pub fn file_name(&self, place: LinePosition) -> String {
        match (place.base as usize).checked_sub(1) {
            None => self.name.clone(),
            Some(index) => self.name_of(index),
        }
    }

    /// Returns the name that a line directive gives the file.
    fn name_of(&self, index: usize) -> String {
        let named = self.bases[..=index].iter().rev();
        let name = named.filter_map(|base| base.name.as_ref()).next();
        name.map_or_else(|| self.name.clone(), |name| os_str::decode(name))
    }

    /// Returns a position as messages begin with it: file, line, and the column, if it is known and
    /// not too large.
    pub fn show(&self, place: LinePosition) -> String {
        let place = LinePosition {
            line: place.line.min(MAX_LINE),
            column: place.column.min(MAX_COLUMN),
            ..place
        };
        let (name, line, column) = self.relative(place);
        match column {
            1..MAX_COLUMN => format!("{name}:{line}:{column}"),
            _ => format!("{name}:{line}"),
        }
    }

    /// Returns a position as it appears within messages: relative, and the absolute one if that
    /// differs.
    pub fn text(&self, place: LinePosition) -> String {
        let own = format!("{}:{}:{}", self.name, place.line, place.column);
        let (name, line, column) = self.relative(place);
        let shown = match (line, column) {
            // Before the line that a directive names.
            (0, _) if name.is_empty() => "<unknown position>".to_owned(),
            (0, _) => name,
            (_, 0) => format!("{name}:{line}"),
            _ => format!("{name}:{line}:{column}"),
        };
        if shown == own {
            own
        } else {
            format!("{shown}[{own}]")
        }
    }
}
