//! Numbers of the forms of debug entries.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`abbrevs`), putvarabbrevgen.go.

pub(super) const FUNCTION: u8 = 3;
pub(super) const WRAPPER: u8 = 4;
pub(super) const FUNCTION_ABSTRACT: u8 = 5;
pub(super) const FUNCTION_CONCRETE: u8 = 6;
pub(super) const WRAPPER_CONCRETE: u8 = 7;
pub(super) const INLINED: u8 = 8;
pub(super) const INLINED_RANGES: u8 = 9;
pub(super) const LEXICAL_BLOCK_RANGES: u8 = 12;
pub(super) const LEXICAL_BLOCK_SIMPLE: u8 = 13;
pub(super) const DICTIONARY_INDEX: u8 = 32;
/// Variables of an entry that all copies of a function share.
pub(super) const ABSTRACT_VARIABLE: u8 = 33;
pub(super) const ABSTRACT_PARAMETER: u8 = 34;
/// The first of six: with an origin, in a closure, or neither; each with a list of places, or not.
pub(super) const FIRST_VARIABLE: u8 = 35;
pub(super) const FIRST_PARAMETER: u8 = 41;
