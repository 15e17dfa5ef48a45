//! Dumps of functions: the state before the first pass and after each pass, as the SDK's compiler
//! writes it with our overlay.
//!
//! A dump is a sequence of records: kind, length in bytes, content. All numbers are varints;
//! signed ones are in zigzag form; a text is its length and its bytes.
//!
//! | record | content |
//! |---|---|
//! | [`HEADER`] | the machine and the release, once |
//! | [`TYPE`], [`SYM`], [`NAME`], [`AUX`] | the next entry of a table of the package |
//! | [`BASE`] | a position base |
//! | [`DATA`] | the content of a read-only symbol |
//! | [`FUNC`] | a function begins: its name |
//! | [`STATE`] | the number of the pass (0: none yet), its nanoseconds, the [`Sections`] that changed |
//! | [`END`] | the function ends |
//! | [`LISTS`] | the location lists of the function that ended last |
//!
//! An unchanged state is a few bytes. A section is compared and replaced as a whole: one for each
//! block with its values, and six for the rest of a function ([`sections`]).
//! Counterpart: none; the text of GOSSAFUNC leaves out most of the state.

mod bytes;
mod decode;
mod encode;
mod lists;
mod stream;
mod tables;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use bytes::Cursor;
pub use bytes::DumpError;
pub use decode::decode;
pub use encode::encode;
pub use encode::is_in_state;
pub use lists::ListedPart;
pub use lists::Lists;
pub use stream::Event;
pub use stream::Reader;

/// The machine and the release.
pub const HEADER: u64 = 1;
/// A type.
pub const TYPE: u64 = 2;
/// A symbol of the linker.
pub const SYM: u64 = 3;
/// A variable or function.
pub const NAME: u64 = 4;
/// An aux value.
pub const AUX: u64 = 5;
/// The beginning of a function.
pub const FUNC: u64 = 6;
/// A state.
pub const STATE: u64 = 7;
/// The end of a function.
pub const END: u64 = 8;
/// A position base: its number, and the number of the inlined call that it is in.
pub const BASE: u64 = 9;
/// The content of a read-only symbol, which may change until it is complete.
pub const DATA: u64 = 10;

/// The location lists of the function that ended last.
pub const LISTS: u64 = 11;

/// A slice type, and its element, which has the slice as a part; or a type of pointers with a name, and its
/// target.
pub const ELEM: u64 = 12;

/// The sections of a state, by key.
pub mod sections {
    /// Signature, counters, flags, order of blocks, free numbers, registers with parameters.
    pub const FRAME: u64 = 0;
    /// Variables and their values.
    pub const SLOTS: u64 = 1;
    /// Registers and stack slots of values.
    pub const HOMES: u64 = 2;
    /// Cached results about the control-flow graph.
    pub const CACHES: u64 = 3;
    /// Look-ups of constants and aux values.
    pub const LOOKUPS: u64 = 4;
    /// Values that are used but are in no block.
    pub const STRAYS: u64 = 5;
    /// The key of block 0; a block's section is this plus its number.
    pub const BLOCKS: u64 = 16;
}

/// A state as bytes, by key of the section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections(pub BTreeMap<u64, Vec<u8>>);

impl Sections {
    /// Returns a section, or nothing if the state has none of this key.
    pub fn get(&self, key: u64) -> &[u8] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Returns the keys whose sections differ between two states.
    pub fn differences(&self, other: &Self) -> Vec<u64> {
        let keys = self.0.keys().chain(other.0.keys());
        let mut keys: Vec<u64> = keys.copied().collect();
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| self.0.get(key) != other.0.get(key));
        keys
    }
}
