//! Names in a table, each up to a zero byte.
//!
//! Counterpart: debug/elf/file.go (`getString`), debug/macho/file.go and debug/pe/string.go
//! (`cstring`).

use super::error::ProgramError;

/// A table of names. Real names hardly overlap, so the size of the table bounds the total size of
/// the names that may be taken.
pub(super) struct Names<'a> {
    table: &'a [u8],
    left: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(table: &'a [u8]) -> Self {
        Self {
            table,
            left: Self::budget(table.len()),
        }
    }

    /// Returns the maximal total size in bytes of the names from a table of `size` bytes.
    pub(super) fn budget(size: usize) -> usize {
        size.saturating_mul(4).saturating_add(1 << 16)
    }

    /// Returns the name at `offset`, and true if a zero byte ends it; `None` if the offset is
    /// outside of the table.
    pub(super) fn at(&mut self, offset: u32) -> Result<Option<(&'a [u8], bool)>, ProgramError> {
        let rest = usize::try_from(offset).ok();
        let Some(rest) = rest.and_then(|start| self.table.get(start..)) else {
            return Ok(None);
        };
        let end = rest.iter().take(self.left).position(|byte| *byte == 0);
        let size = end.unwrap_or(rest.len());
        match self.left.checked_sub(size) {
            Some(left) => self.left = left,
            None => return Err(ProgramError::Unsupported("a table of names that overlap")),
        }
        Ok(Some((&rest[..size], end.is_some())))
    }
}
