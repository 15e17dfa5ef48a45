//! Positions of declarations.
//!
//! Counterpart: cmd/compile/internal/syntax/pos.go (`Pos`).

use std::fmt;
use std::sync::Arc;

use vamos_base::golang::line_directive::LineDirective;

/// A position: in a file of the package as a byte offset, or in a file of an imported package
/// as the number of a [`ForeignPlace`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Pos {
    file: u32,
    at: u32,
}

/// The file of positions in imported packages.
const FOREIGN: u32 = u32::MAX;

impl Pos {
    /// No position.
    pub const NONE: Self = Self { file: 0, at: 0 };

    /// Returns the position of a byte offset in one of the package's files, which are counted from
    /// 0.
    pub fn new(file: usize, offset: u32) -> Self {
        let file = file as u32 + 1;
        Self { file, at: offset }
    }

    /// Returns the position with this number in the table of foreign ones.
    pub(crate) fn foreign(number: usize) -> Self {
        let at = number as u32;
        Self { file: FOREIGN, at }
    }

    /// Reports whether the position is known.
    pub fn is_known(self) -> bool {
        self.file != 0
    }

    /// Returns the file of the package, counted from 0, and the offset.
    pub fn own(self) -> Option<(usize, u32)> {
        match self.file {
            0 | FOREIGN => None,
            file => Some((file as usize - 1, self.at)),
        }
    }

    /// Returns the number in the table of foreign positions.
    pub(crate) fn foreign_number(self) -> Option<usize> {
        (self.file == FOREIGN).then_some(self.at as usize)
    }
}

/// An origin of line numbers of an imported package ([`ForeignBase`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BaseId(pub(crate) u32);

/// A position in an imported package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignPlace {
    /// The origin of its line number. Each importer has its own for each element that it reads.
    pub base: BaseId,
    /// The line in the file itself, from 1 on.
    pub line: u32,
    /// The column in bytes in the file itself, from 1 on; 0 if it is unknown.
    pub column: u32,
}

/// An origin of line numbers (`PosBase`).
#[derive(Clone, Debug)]
pub struct ForeignBase {
    /// The name of the file, which many places share.
    pub file: Arc<str>,
    /// The directive that gives lines other numbers, and the origin of its own place, if it is
    /// known.
    pub directive: Option<(Option<BaseId>, LineDirective)>,
}

/// A position as messages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPlace {
    /// The name of the file.
    pub file: Arc<str>,
    /// The line, from 1 on.
    pub line: u32,
    /// The column in bytes, from 1 on; 0 if it is unknown.
    pub column: u32,
    /// The place in the file itself, if a directive changes it.
    pub physical: Option<PhysicalPlace>,
}

/// A place in a file itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhysicalPlace {
    /// The name of the file.
    pub file: Arc<str>,
    /// The line, from 1 on.
    pub line: u32,
    /// The column in bytes, from 1 on; 0 if it is unknown.
    pub column: u32,
}

impl fmt::Display for PhysicalPlace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.file, self.line, self.column)
    }
}
