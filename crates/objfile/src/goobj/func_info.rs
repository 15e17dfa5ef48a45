//! The facts of a function that have no symbol of their own.
//!
//! Counterpart: cmd/internal/goobj/funcinfo.go.

use super::records::SymRef;
use super::records::u32_at;

const FILES: usize = 16;
const INLINED: usize = 24;
/// Offset of the function in the record of an inlined call.
const FUNC: usize = 12;

/// A call that was inlined into a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InlinedCall {
    /// The index of the call that this one is inlined into; -1 for the function itself.
    pub parent: i32,
    /// The file of the call, an index into the compilation unit's files.
    pub file: u32,
    /// The line of the call.
    pub line: i32,
    /// The function that was called.
    pub func: SymRef,
    /// The position of an instruction of the caller.
    pub parent_pc: i32,
}

/// The data of a function's symbol of kind [`super::AuxKind::FuncInfo`].
#[derive(Clone, Copy, Debug)]
pub struct FuncInfo<'a>(&'a [u8]);

impl<'a> FuncInfo<'a> {
    /// Interprets the data of such a symbol.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Returns the size of arguments and results, in bytes.
    pub fn args(&self) -> u32 {
        u32_at(self.0, 0)
    }

    /// Returns the size of local variables, in bytes.
    pub fn locals(&self) -> u32 {
        u32_at(self.0, 4)
    }

    /// Returns the number of a function that the runtime treats specially, else 0.
    pub fn func_id(&self) -> u8 {
        self.0.get(8).copied().unwrap_or_default()
    }

    /// Returns the runtime's flags.
    pub fn func_flag(&self) -> u8 {
        self.0.get(9).copied().unwrap_or_default()
    }

    /// Returns the line of the function's declaration.
    pub fn start_line(&self) -> i32 {
        u32_at(self.0, 12).cast_signed()
    }

    /// Returns true if the function is the outermost of a stack.
    pub fn is_top_frame(&self) -> bool {
        self.func_flag() & 1 != 0
    }

    fn file_bytes(&self) -> &'a [u8] {
        let len = 4 * u32_at(self.0, FILES) as usize;
        self.0
            .get(FILES + 4..)
            .and_then(|rest| rest.get(..len))
            .unwrap_or_default()
    }

    /// Iterates over the files that the function's lines are from: indices into the
    /// compilation unit's files.
    pub fn files(&self) -> impl ExactSizeIterator<Item = u32> {
        let bytes = self.file_bytes();
        bytes
            .as_chunks()
            .0
            .iter()
            .map(|index| u32::from_le_bytes(*index))
    }

    /// Returns the offset of the inlined calls, and their records.
    fn inlined_bytes(&self) -> (usize, &'a [u8]) {
        let at = FILES + 4 + self.file_bytes().len();
        let len = INLINED.saturating_mul(u32_at(self.0, at) as usize);
        let rest = self.0.get(at + 4..).unwrap_or_default();
        (at + 4, rest.get(..len).unwrap_or_default())
    }

    /// Iterates over the places in the data of the functions whose calls were inlined.
    pub(super) fn inlined_places(&self) -> impl Iterator<Item = usize> + use<> {
        let (start, bytes) = self.inlined_bytes();
        let count = bytes.len() / INLINED;
        (0..count).map(move |record| start + record * INLINED + FUNC)
    }

    /// Iterates over the calls that were inlined.
    pub fn inlined(&self) -> impl ExactSizeIterator<Item = InlinedCall> {
        let (_, bytes) = self.inlined_bytes();
        bytes.chunks_exact(INLINED).map(|record| InlinedCall {
            parent: u32_at(record, 0).cast_signed(),
            file: u32_at(record, 4),
            line: u32_at(record, 8).cast_signed(),
            func: SymRef::read(record, FUNC),
            parent_pc: u32_at(record, 20).cast_signed(),
        })
    }
}
