//! Line and column numbering of imported files.
//!
//! Counterpart: cmd/compile/internal/syntax/pos.go (`PosBase`).

use std::sync::Arc;

use vamos_types::ForeignPlace;

/// Origin of the line numbers of a file.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) file: Arc<str>,
    /// A directive that gives lines other numbers.
    pub(crate) directive: Option<Directive>,
}

/// A `//line` directive, which sets the line and the column of the code after it.
#[derive(Debug)]
pub(crate) struct Directive {
    /// The name of the file that it is in, as it has it at that place.
    pub(crate) within: Arc<str>,
    pub(crate) at_line: u32,
    pub(crate) at_column: u32,
    pub(crate) line: u32,
    /// 0 if columns are unknown.
    pub(crate) column: u32,
}

impl Base {
    /// Returns the place of a line and column of the file.
    pub(crate) fn place(&self, line: u32, column: u32) -> ForeignPlace {
        let plain = |file: &Arc<str>| ForeignPlace {
            file: file.clone(),
            line,
            column,
            physical: None,
        };
        let Some(directive) = &self.directive else {
            return plain(&self.file);
        };
        let mut place = plain(&self.file);
        let distance = line.wrapping_sub(directive.at_line);
        place.line = directive.line.wrapping_add(distance);
        place.column = match directive.column {
            0 => 0,
            own if line == directive.at_line => {
                own.wrapping_add(column.wrapping_sub(directive.at_column))
            }
            _ => column,
        };
        if place != plain(&directive.within) {
            let text = format!("{}:{line}:{column}", directive.within);
            place.physical = Some(text.into());
        }
        place
    }
}
