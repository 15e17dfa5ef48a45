//! Positions in the source.
//!
//! Counterpart: cmd/internal/src/pos.go and xpos.go.

/// A position in the source: the number of a position base, and line, column and marks as
/// cmd/internal/src packs them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pos {
    /// The number of the position base; 0 is an unknown position.
    pub base: u32,
    /// Line, statement mark, prologue mark and column.
    pub lico: u32,
}

/// The mark of a position as the beginning of a statement for a debugger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// No statement begins, but one does if the instruction that is one is removed.
    Default,
    /// It is one.
    Is,
    /// It never becomes one.
    Not,
}

impl Pos {
    const STATEMENT_BITS: u32 = 3;
    const LINE_SHIFT: u32 = 12;

    /// Returns the line; 0 is unknown.
    pub fn line(self) -> u32 {
        self.lico >> Self::LINE_SHIFT
    }

    /// Reports whether two positions are on one line of one base.
    pub fn is_same_line(self, other: Self) -> bool {
        self.base == other.base && self.line() == other.line()
    }

    /// Returns the mark of a statement; [`Statement::Not`] for a position without line and column.
    pub fn statement(self) -> Statement {
        match self.lico & Self::STATEMENT_BITS {
            _ if self.lico == 0 => Statement::Not,
            0 => Statement::Default,
            1 => Statement::Is,
            _ => Statement::Not,
        }
    }

    /// Returns the position with another mark; one without line and column has none.
    pub fn with_statement(self, statement: Statement) -> Self {
        let bits = match statement {
            Statement::Default => 0,
            Statement::Is => 1,
            Statement::Not => 2,
        };
        match self.lico {
            0 => self,
            lico => Self {
                lico: lico & !Self::STATEMENT_BITS | bits,
                ..self
            },
        }
    }
}
