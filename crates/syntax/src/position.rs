//! Positions in a file as errors show them, `//line` directives applied.
//!
//! Counterpart: go/token/position.go.

use std::sync::Arc;

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

/// The position that a `//line` directive gives to the text from `offset` on.
struct LineInfo {
    offset: usize,
    file: Arc<str>,
    line: usize,
    column: usize,
}

/// The lines of one file, found as far as positions were asked for.
pub(crate) struct Lines<'a> {
    src: &'a [u8],
    file: Arc<str>,
    /// Offsets where lines start; the first is 0.
    starts: Vec<usize>,
    /// Text before this offset was searched for line ends.
    searched: usize,
    infos: Vec<LineInfo>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(src: &'a [u8], file: Arc<str>) -> Self {
        Self {
            src,
            file,
            starts: vec![0],
            searched: 0,
            infos: Vec::new(),
        }
    }

    /// The name the file was opened under.
    pub(crate) fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Returns the index of the line that `offset` is on, from 0, directives ignored.
    pub(crate) fn line_index(&mut self, offset: usize) -> usize {
        while self.searched < offset {
            let window = &self.src[self.searched..offset.min(self.src.len())];
            match window.iter().position(|b| *b == b'\n') {
                Some(end) => {
                    self.searched += end + 1;
                    // Upstream has no line after a final line end: the end of the
                    // source counts as behind it.
                    if self.searched < self.src.len() {
                        self.starts.push(self.searched);
                    }
                }
                None => self.searched = offset,
            }
        }
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// Records that the text from `offset` on is `file`, `line` and `column`; column 0:
    /// unknown.
    pub(crate) fn add_info(&mut self, offset: usize, file: Arc<str>, line: usize, column: usize) {
        let follows = self.infos.last().is_none_or(|last| last.offset < offset);
        if follows && offset < self.src.len() {
            self.infos.push(LineInfo {
                offset,
                file,
                line,
                column,
            });
        }
    }

    /// Returns the position of `offset`, directives applied.
    pub(crate) fn position(&mut self, offset: usize) -> Position {
        let index = self.line_index(offset);
        let mut line = index + 1;
        let mut column = offset - self.starts[index] + 1;
        let mut file = &self.file;
        let count = self.infos.partition_point(|info| info.offset <= offset);
        if let Some(info) = count.checked_sub(1).map(|last| &self.infos[last]) {
            file = &info.file;
            let base = self
                .starts
                .partition_point(|start| *start <= info.offset)
                .saturating_sub(1);
            let distance = index - base;
            line = info.line + distance;
            if info.column == 0 {
                column = 0;
            } else if distance == 0 {
                column = info.column + (offset - info.offset);
            }
        }
        Position {
            file: file.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }
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
    }

    #[test]
    fn line_directives_shift() {
        let mut lines = Lines::new(b"//line g.y:10\nab\ncd\n", "f.go".into());
        lines.add_info(14, "/d/g.y".into(), 10, 0);
        assert_eq!(lines.position(3).to_string(), "f.go:1:4");
        assert_eq!(lines.position(15).to_string(), "/d/g.y:10");
        assert_eq!(lines.position(17).to_string(), "/d/g.y:11");
    }
}
