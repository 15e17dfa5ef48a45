//! Positions in a file as errors show them, `//line` directives applied.
//!
//! Lines are found only up to the requested positions: a source without errors costs nothing here.
//! Counterpart: go/token/position.go, go/scanner (`Error`, `updateLineInfo`).

use std::ops::Range;
use std::sync::Arc;

use super::line_directive::LineDirective;
use super::line_directive::trailing_number;
use super::path;
use super::unicode::to_text;

/// A position to show; prints as `file:line:col`, without column where none is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The file, as it was named, or as a `//line` directive names it.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1; 0 if unknown.
    pub column: u32,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            if !self.file.is_empty() {
                f.write_str(":")?;
            }
            write!(f, "{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        } else if self.file.is_empty() {
            f.write_str("-")?;
        }
        Ok(())
    }
}

/// One error of a source with its position. The order equals the order of upstream's lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SyntaxError {
    /// Its position.
    pub position: Position,
    /// Text without position.
    pub message: String,
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.position, self.message)
    }
}

/// The position that a `//line` directive gives to the text from `offset` on.
struct LineInfo {
    offset: usize,
    file: Arc<str>,
    line: i64,
    column: i64,
}

/// Error of a `//line` directive with its position.
#[derive(Debug, PartialEq, Eq)]
pub struct BadDirective {
    /// Offset in the source.
    pub offset: usize,
    /// Text without position.
    pub message: String,
}

/// The lines of one file, found up to the requested positions.
pub struct Lines<'a> {
    src: &'a [u8],
    file: Arc<str>,
    /// Offsets where lines start; the first is 0.
    starts: Vec<usize>,
    /// Text before this offset was searched for line ends.
    searched: usize,
    infos: Vec<LineInfo>,
}

impl<'a> Lines<'a> {
    /// Starts with a file that shows as `file`.
    pub fn new(src: &'a [u8], file: Arc<str>) -> Self {
        Self {
            src,
            file,
            starts: vec![0],
            searched: 0,
            infos: Vec::new(),
        }
    }

    /// Returns the index of the line that `offset` is on, from 0, directives ignored.
    pub fn line_index(&mut self, offset: usize) -> usize {
        while self.searched < offset {
            let window = &self.src[self.searched..offset.min(self.src.len())];
            match window.iter().position(|b| *b == b'\n') {
                Some(end) => {
                    self.searched += end + 1;
                    // Upstream has no line after a final line end: the end of the source counts as
                    // after it.
                    if self.searched < self.src.len() {
                        self.starts.push(self.searched);
                    }
                }
                None => self.searched = offset,
            }
        }
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// Returns the position of `offset`, directives applied.
    pub fn position(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.src.len());
        let index = self.line_index(offset);
        let mut line = wide(index + 1);
        let mut column = wide(offset - self.starts[index] + 1);
        let mut file = &self.file;
        let count = self.infos.partition_point(|info| info.offset <= offset);
        if let Some(info) = count.checked_sub(1).map(|last| &self.infos[last]) {
            file = &info.file;
            let base = self
                .starts
                .partition_point(|start| *start <= info.offset)
                .saturating_sub(1);
            let directive = LineDirective {
                at_line: wide(base + 1),
                at_column: wide(info.offset - self.starts[base] + 1),
                line: info.line,
                column: info.column,
            };
            (line, column) = directive.relative(line, column);
        }
        Position {
            file: file.clone(),
            line: shown(line),
            column: shown(column),
        }
    }

    /// Applies the comment in `text` if it is a line directive: `next` is the offset of the first
    /// byte that it applies to. A general comment must be a complete one.
    pub fn directive(&mut self, text: Range<usize>, next: usize) -> Result<(), BadDirective> {
        let start = text.start;
        let Some(mut text) = self.src.get(text) else {
            return Ok(());
        };
        let is_general = text.starts_with(b"/*");
        let starts_line = start == 0 || self.src[start - 1] == b'\n';
        if !is_general && !starts_line {
            return Ok(());
        }
        text = if is_general {
            text.strip_suffix(b"*/").unwrap_or(text)
        } else {
            text.strip_suffix(b"\r").unwrap_or(text)
        };
        let Some(text) = text.get(2..).and_then(|text| text.strip_prefix(b"line ")) else {
            return Ok(());
        };
        self.apply(text, start + 7, next)
    }

    /// Applies `file:line` or `file:line:col`, which is at the offset `at`.
    fn apply(&mut self, text: &[u8], at: usize, next: usize) -> Result<(), BadDirective> {
        const MAX: i64 = 1 << 30;
        let Some((last_at, last)) = signed_number(text) else {
            return Ok(());
        };
        let bad = |what, start: usize, end: usize| BadDirective {
            offset: at + start,
            message: format!("invalid {what} number: {}", to_text(&text[start..end])),
        };
        let last = last.ok_or_else(|| bad("line", last_at, text.len()))?;
        let (line_at, line_end, line, column) = match signed_number(&text[..last_at - 1]) {
            Some((line_at, Some(line))) => {
                if last == 0 || last > MAX {
                    return Err(bad("column", last_at, text.len()));
                }
                (line_at, last_at - 1, line, Some(last))
            }
            _ => (last_at, text.len(), last, None),
        };
        if line == 0 || line > MAX {
            return Err(bad("line", line_at, line_end));
        }
        let name = &text[..line_at - 1];
        let file = if !name.is_empty() {
            let name = path::clean(&to_text(name));
            if path::is_abs(&name) {
                Arc::from(name)
            } else {
                Arc::from(path::join(&[path::split(&self.file).0, &name]))
            }
        } else if column.is_some() {
            self.position(at).file
        } else {
            Arc::from("")
        };
        let follows = self.infos.last().is_none_or(|last| last.offset < next);
        if follows && next < self.src.len() {
            self.line_index(next);
            self.infos.push(LineInfo {
                offset: next,
                file,
                line,
                column: column.unwrap_or(0),
            });
        }
        Ok(())
    }
}

/// Splits off `:number` at the end: the offset of the number and its value, if it is one. Upstream
/// accepts 64-bit values and reads the upper half as negative.
fn signed_number(text: &[u8]) -> Option<(usize, Option<i64>)> {
    let (at, number) = trailing_number(text)?;
    Some((at, number.map(u64::cast_signed)))
}

fn wide(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn shown(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn counts_lines_and_columns() {
        let mut lines = Lines::new(b"ab\ncd\n\nx", "f.go".into());
        let mut show = |offset| lines.position(offset).to_string();
        assert_eq!(show(4), "f.go:2:2");
        assert_eq!(show(0), "f.go:1:1");
        assert_eq!(show(2), "f.go:1:3");
        assert_eq!(show(7), "f.go:4:1");
        assert_eq!(show(8), "f.go:4:2");
        assert_eq!(show(99), "f.go:4:2");
    }

    #[test]
    fn line_directives_shift() {
        let mut lines = Lines::new(b"//line /d/g.y:10\nab\ncd\n", "/e/f.go".into());
        assert_eq!(lines.directive(0..16, 17), Ok(()));
        assert_eq!(lines.position(3).to_string(), "/e/f.go:1:4");
        assert_eq!(lines.position(18).to_string(), "/d/g.y:10");
        assert_eq!(lines.position(20).to_string(), "/d/g.y:11");
    }

    #[test]
    fn names_and_columns_of_directives() {
        let show = |directive: &str| {
            let src = format!("x /*line {directive}*/y");
            let end = src.len() - 1;
            let mut lines = Lines::new(src.as_bytes(), "/e/f.go".into());
            match lines.directive(2..end, end) {
                Ok(()) => lines.position(end).to_string(),
                Err(bad) => format!("{} {}", bad.offset, bad.message),
            }
        };
        assert_eq!(show("a/../b:7"), "/e/b:7");
        assert_eq!(show("b:7:3"), "/e/b:7:3");
        assert_eq!(show(":7:3"), "/e/f.go:7:3");
        assert_eq!(show(":7"), "7");
        assert_eq!(show("no"), "/e/f.go:1:14");
        assert_eq!(show("b:x"), "11 invalid line number: x");
        assert_eq!(show("b:0"), "11 invalid line number: 0");
        assert_eq!(show("b:0:1"), "11 invalid line number: 0");
        assert_eq!(show("b:1:0"), "13 invalid column number: 0");
        assert_eq!(show("b:9223372036854775808"), "/e/b");
    }
}
