//! Positions in source files.
//!
//! A [`Pos`] is a base and a packed line and column. Bases are registered when they are first
//! used; that order numbers the files of the object.
//! Counterpart: cmd/internal/src/pos.go, xpos.go.

use std::fmt::Write as _;

use hashbrown::HashMap;

const COL_BITS: u32 = 8;
const STMT_MASK: u32 = 3;
const XLOGUE_SHIFT: u32 = 2;
const COL_SHIFT: u32 = 4;
const LINE_SHIFT: u32 = COL_BITS + COL_SHIFT;
const COL_MAX: u32 = (1 << COL_BITS) - 1;
const LINE_MAX: u32 = (1 << 20) - 2;
const NOT_STMT: u32 = 2;

/// A position: the number of a registered base, and packed line, column and marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pos {
    base: u32,
    lico: u32,
}

impl Pos {
    /// No position.
    pub const NONE: Self = Self { base: 0, lico: 0 };

    /// Returns true if base or line are known.
    #[inline]
    pub fn is_known(self) -> bool {
        self.base != 0 || self.line() != 0
    }

    /// Returns the line in the file.
    #[inline]
    pub fn line(self) -> u32 {
        self.lico >> LINE_SHIFT
    }

    /// Returns the column; 0 for unknown.
    #[inline]
    pub fn col(self) -> u32 {
        self.lico >> COL_SHIFT & COL_MAX
    }

    /// Returns true if a debugger must not stop here.
    #[inline]
    pub fn is_not_stmt(self) -> bool {
        self.lico == 0 || self.lico & STMT_MASK == NOT_STMT
    }

    /// Returns true if the function's prologue ends here.
    #[inline]
    pub fn is_prologue_end(self) -> bool {
        self.lico >> XLOGUE_SHIFT & 3 == 1
    }

    /// Returns the position with the mark that a debugger must not stop here.
    #[inline]
    pub fn with_not_stmt(self) -> Self {
        self.with_stmt(NOT_STMT)
    }

    /// Returns the position with the mark that a statement starts here.
    #[inline]
    pub fn with_is_stmt(self) -> Self {
        self.with_stmt(1)
    }

    /// Returns the position with no mark of statements.
    #[inline]
    pub fn with_default_stmt(self) -> Self {
        self.with_stmt(0)
    }

    /// Returns true if a statement starts here.
    #[inline]
    pub fn is_stmt(self) -> bool {
        self.lico & STMT_MASK == 1
    }

    /// Returns true if both positions are on one line of one base.
    #[inline]
    pub fn is_same_line(self, other: Self) -> bool {
        self.base == other.base && self.line() == other.line()
    }

    /// Returns the start of a statement in column 1 of the same line.
    pub fn at_column_1(self) -> Self {
        let lico = pack(self.line(), 1) | 1;
        Self { lico, ..self }
    }

    /// Returns the start of a statement on a line that no source has, so that a debugger sees a
    /// change of lines.
    pub fn with_bogus_line(self) -> Self {
        Self {
            lico: 1 << LINE_SHIFT | 1,
            ..self
        }
    }

    /// Returns the position of a registered base, by number, with packed line, column and marks.
    pub fn from_packed(base: u32, lico: u32) -> Self {
        Self { base, lico }
    }

    /// Returns the number of the base; 0 for none.
    pub fn base_number(self) -> u32 {
        self.base
    }

    /// Returns the packed line, column and marks.
    pub fn packed(self) -> u32 {
        self.lico
    }

    fn with_stmt(self, stmt: u32) -> Self {
        match self.lico {
            0 => self,
            lico => Self {
                lico: lico & !STMT_MASK | stmt,
                ..self
            },
        }
    }

    /// Returns the position with the mark that the prologue ends here (1), the epilogue begins
    /// here (2), or neither (0).
    #[inline]
    pub fn with_xlogue(self, xlogue: u32) -> Self {
        let lico = match (self.lico, xlogue) {
            (0, 0) => return self,
            (0, _) => NOT_STMT,
            (lico, _) => lico,
        };
        Self {
            lico: lico & !(3 << XLOGUE_SHIFT) | xlogue << XLOGUE_SHIFT,
            ..self
        }
    }
}

fn pack(line: u32, col: u32) -> u32 {
    // A line that cannot be represented has no column, so that positions stay ascending.
    let (line, col) = match line >= LINE_MAX {
        true => (LINE_MAX, 0),
        false => (line, col.min(COL_MAX)),
    };
    line << LINE_SHIFT | col << COL_SHIFT
}

/// The number of a base in its [`PosTable`], whether it is registered or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseId(u32);

/// A file, or the renamed part of a file after a `#line` directive.
#[derive(Clone, Debug)]
pub struct PosBase {
    /// The position from which on it counts; `None` for the start of a file of its own.
    pub start: Option<(BaseId, u32, u32)>,
    /// The name as it was given, for messages.
    pub filename: Box<str>,
    /// The absolute name, for tables.
    pub abs_filename: Box<str>,
    /// The line at the start.
    pub line: u32,
    /// The column at the start; 0 for unknown.
    pub col: u32,
    /// The number of the inlined call, if the base is one.
    pub inl: Option<u32>,
}

#[derive(Debug)]
struct Entry {
    base: PosBase,
    /// The number in [`Pos`]; 0 before the first use.
    number: u32,
    file: u32,
}

/// The bases of positions.
#[derive(Debug, Default)]
pub struct PosTable {
    entries: Vec<Entry>,
    /// Entries by number in [`Pos`], from 1 on.
    registered: Vec<u32>,
    files: Vec<Box<str>>,
    by_name: HashMap<Box<str>, u32>,
}

impl PosTable {
    /// Adds a base. It takes part in the numbering of files when it is first used.
    pub fn add(&mut self, base: PosBase) -> BaseId {
        let id = BaseId(self.entries.len() as u32);
        self.entries.push(Entry {
            base,
            number: 0,
            file: 0,
        });
        id
    }

    /// Adds the base of a file.
    pub fn add_file(&mut self, filename: &str, abs_filename: &str) -> BaseId {
        self.add(PosBase {
            start: None,
            filename: filename.into(),
            abs_filename: abs_filename.into(),
            line: 1,
            col: 1,
            inl: None,
        })
    }

    /// Returns the greatest number of a base in positions.
    pub fn last_number(&self) -> u32 {
        self.registered.len() as u32
    }

    /// Returns a base.
    pub fn base(&self, id: BaseId) -> &PosBase {
        &self.entries[id.0 as usize].base
    }

    /// Returns the position of a line and column, and registers its base.
    pub fn pos(&mut self, base: BaseId, line: u32, col: u32) -> Pos {
        let entry = &mut self.entries[base.0 as usize];
        if entry.number == 0 {
            self.registered.push(base.0);
            entry.number = self.registered.len() as u32;
            let name = &entry.base.abs_filename;
            entry.file = match self.by_name.get(name) {
                Some(file) => *file,
                None => {
                    let file = self.files.len() as u32;
                    self.files.push(name.clone());
                    self.by_name.insert(name.clone(), file);
                    file
                }
            };
        }
        Pos {
            base: entry.number,
            lico: pack(line, col),
        }
    }

    fn entry(&self, pos: Pos) -> Option<(BaseId, &Entry)> {
        let id = *self.registered.get(pos.base.checked_sub(1)? as usize)?;
        Some((BaseId(id), &self.entries[id as usize]))
    }

    /// Returns the base of a position.
    pub fn base_of(&self, pos: Pos) -> Option<&PosBase> {
        self.entry(pos).map(|(_, entry)| &entry.base)
    }

    /// Returns the number of the file and the line, as `#line` directives have changed them; -1
    /// and 0 for no position.
    pub fn file_and_line(&self, pos: Pos) -> (i32, i32) {
        match self.entry(pos) {
            Some((_, entry)) => (entry.file.cast_signed(), self.rel_line(pos).cast_signed()),
            None => (-1, 0),
        }
    }

    /// Returns the name of the file, as `#line` directives have changed it.
    pub fn rel_file(&self, pos: Pos) -> &str {
        self.base_of(pos).map_or("", |base| &base.filename)
    }

    /// Returns the name of the file that has the position.
    fn file(&self, pos: Pos) -> &str {
        let start = self.base_of(pos).and_then(|base| base.start);
        match start {
            Some((file, _, _)) => &self.base(file).filename,
            None => self.rel_file(pos),
        }
    }

    /// Returns true if a position comes before another one; files are ordered by name.
    pub fn is_before(&self, pos: Pos, other: Pos) -> bool {
        (self.file(pos), pos.lico) < (self.file(other), other.lico)
    }

    /// Returns the line, as `#line` directives have changed it.
    pub fn rel_line(&self, pos: Pos) -> u32 {
        let Some(base) = self.base_of(pos) else {
            return 0;
        };
        let start = base.start.map_or(1, |(_, line, _)| line);
        match base.line {
            0 => 0,
            line => line.wrapping_add(pos.line()).wrapping_sub(start),
        }
    }

    /// Returns the column, as `#line` directives have changed it; 0 for unknown.
    pub fn rel_col(&self, pos: Pos) -> u32 {
        let Some(base) = self.base_of(pos) else {
            return 0;
        };
        let (line, col) = base.start.map_or((1, 1), |(_, line, col)| (line, col));
        match base.col {
            0 => 0,
            first if pos.line() == line => first.wrapping_add(pos.col()).wrapping_sub(col),
            _ => pos.col(),
        }
    }

    /// Returns `file:line`, and optionally the column, and the original position after one that a
    /// `#line` directive has changed.
    pub fn text(&self, pos: Pos, has_col: bool, has_original: bool) -> String {
        if !pos.is_known() {
            return "<unknown line number>".to_owned();
        }
        let base = self.base_of(pos);
        let original = base.and_then(|base| base.start);
        let name = base.map_or("", |base| &base.filename);
        let Some((file, _, _)) = original else {
            return position_text(name, pos.line(), pos.col(), has_col);
        };
        let mut out = position_text(name, self.rel_line(pos), self.rel_col(pos), has_col);
        if has_original {
            let file = &self.base(file).filename;
            let text = position_text(file, pos.line(), pos.col(), has_col);
            let _ = write!(out, "[{text}]");
        }
        out
    }

    /// Returns the absolute names of files by number.
    pub fn files(&self) -> &[Box<str>] {
        &self.files
    }
}

fn position_text(file: &str, line: u32, col: u32, has_col: bool) -> String {
    let mut out = format!("{file}:{line}");
    if has_col && 0 < col && col < COL_MAX {
        let _ = write!(out, ":{col}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_statements_are_independent_of_the_place() {
        let pos = Pos::from_packed(3, 7 << LINE_SHIFT | 9 << COL_SHIFT);
        let marked = pos.with_is_stmt();
        assert!(marked.is_stmt() && !marked.with_not_stmt().is_stmt());
        assert_eq!(marked.with_default_stmt(), pos);
        assert!(marked.is_same_line(pos) && !marked.is_same_line(Pos::NONE));
        let first = pos.at_column_1();
        assert_eq!((first.line(), first.col(), first.is_stmt()), (7, 1, true));
        let bogus = pos.with_bogus_line();
        assert_eq!((bogus.base_number(), bogus.line(), bogus.col()), (3, 1, 0));
        assert!(!Pos::NONE.with_is_stmt().is_stmt());
    }
}
