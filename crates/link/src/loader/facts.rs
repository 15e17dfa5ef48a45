//! Facts from the records of objects, by number of the symbol.
//!
//! Passes read kinds and sizes of all symbols, again and again. The records are scattered over the
//! objects; these are contiguous.
//! Counterpart: none; the official linker decodes records.

use vamos_objfile::goobj::SymRecord;

use super::Loader;
use super::Sym;
use crate::kind::SymKind;

/// The symbol is defined in an object.
const DEFINED: u8 = 1;
/// The symbol has a name.
const NAMED: u8 = 2;
/// The name is local to one object.
const STATIC: u8 = 4;

/// The record of a definition, without alignment and name. No bit is set for a symbol that the
/// linker created or changed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    pub(super) size: u32,
    pub(super) kind: SymKind,
    pub(super) flag: u8,
    pub(super) flag2: u8,
    bits: u8,
}

impl Facts {
    /// Returns the facts of a definition.
    #[inline]
    pub(crate) fn new(record: SymRecord<'_>) -> Self {
        let bit = |is_set: bool, bit: u8| if is_set { bit } else { 0 };
        Self {
            size: record.size(),
            kind: SymKind::from_object(record.kind()),
            flag: record.flag(),
            flag2: record.flag2(),
            bits: DEFINED
                | bit(record.name_len() > 0, NAMED)
                | bit(record.abi() == SymRecord::ABI_STATIC, STATIC),
        }
    }

    /// Returns bits of [`vamos_objfile::goobj::flag`].
    #[inline]
    pub(crate) fn flag(self) -> u8 {
        self.flag
    }

    /// Returns bits of [`vamos_objfile::goobj::flag2`].
    #[inline]
    pub(crate) fn flag2(self) -> u8 {
        self.flag2
    }
}

impl Loader<'_> {
    /// Returns the facts of a symbol that is defined in an object.
    #[inline]
    pub(crate) fn facts(&self, sym: Sym) -> Option<Facts> {
        let facts = self.facts.get(sym.index()).copied();
        facts.filter(|facts| facts.bits & DEFINED != 0)
    }

    /// Returns true if the symbol has a name.
    #[inline]
    pub(crate) fn has_name(&self, sym: Sym) -> bool {
        match self.facts(sym) {
            Some(facts) => facts.bits & NAMED != 0,
            None => !self.name(sym).is_empty(),
        }
    }

    /// Returns true if the name is local to one object.
    #[inline]
    pub fn is_file_local(&self, sym: Sym) -> bool {
        match self.facts(sym) {
            Some(facts) => facts.bits & STATIC != 0,
            None => self.version(sym) >= super::VERSION_STATIC,
        }
    }
}
