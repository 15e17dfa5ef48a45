//! Content of symbols, and its comparison.
//!
//! Counterpart: none.

use std::fmt::Debug;

use vamos_obj::Reloc;
use vamos_obj::SymId;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use super::replay::Replay;
use super::tables::Tables;

/// The number of bytes of a difference that are shown.
const BYTES: usize = 16;

/// Content of a symbol.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) size: i64,
    pub(crate) data: Vec<u8>,
    pub(crate) relocs: Vec<DumpedReloc>,
}

/// A relocation of a dump; the kind has the number of the release.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DumpedReloc {
    pub(crate) off: i32,
    pub(crate) siz: u8,
    pub(crate) kind: u16,
    pub(crate) add: i64,
    pub(crate) sym: u64,
}

impl Content {
    /// Reads content.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, DumpError> {
        Ok(Self {
            size: cursor.int()?,
            data: cursor.bytes()?.to_vec(),
            relocs: cursor.list(|cursor| {
                Ok(DumpedReloc {
                    off: cursor.narrow_int()?,
                    siz: cursor.narrow()?,
                    kind: cursor.narrow()?,
                    add: cursor.int()?,
                    sym: cursor.uint()?,
                })
            })?,
        })
    }

    /// Returns the relocations with the symbols of an object.
    pub(crate) fn relocs_in(
        &self,
        replay: &mut Replay,
        tables: &Tables,
    ) -> Result<Vec<Reloc>, DumpError> {
        let release = replay.link.options.release;
        let relocs = self.relocs.iter().map(|reloc| {
            Ok(Reloc {
                off: reloc.off,
                siz: reloc.siz,
                kind: release.reloc_kind(reloc.kind),
                add: reloc.add,
                sym: replay.sym(reloc.sym, tables)?,
            })
        });
        relocs.collect()
    }
}

/// Compares symbols of an object with content of its dump.
#[derive(Clone, Copy)]
pub(crate) struct Comparer<'a> {
    pub(crate) replay: &'a Replay,
    pub(crate) tables: &'a Tables,
}

impl Comparer<'_> {
    /// Returns the first difference of a symbol's data and relocations.
    pub(crate) fn content(self, name: &str, sym: SymId, want: &Content) -> Option<String> {
        let link = &self.replay.link;
        let symbol = &link.symbols[sym];
        let found = bytes(name, &symbol.data, &want.data).map(|(_, message)| message);
        let found = found.or_else(|| unequal(&format!("size of {name}"), &symbol.size, &want.size));
        let ours = symbol.relocs.iter().map(|reloc| {
            let kind = link.options.release.reloc_number(reloc.kind);
            let target = self.name(reloc.sym);
            format!("{}+{} {kind} {target}{:+}", reloc.off, reloc.siz, reloc.add)
        });
        let theirs = want.relocs.iter().map(|reloc| {
            let (kind, target) = (reloc.kind, self.tables.text(reloc.sym));
            format!("{}+{} {kind} {target}{:+}", reloc.off, reloc.siz, reloc.add)
        });
        let (ours, theirs) = (ours.collect::<Vec<_>>(), theirs.collect::<Vec<_>>());
        let pairs = ours.iter().zip(&theirs).enumerate();
        let mut pairs = pairs.filter_map(|(number, (ours, theirs))| {
            unequal(&format!("relocation {number} of {name}"), ours, theirs)
        });
        let what = format!("number of relocations of {name}");
        found
            .or_else(|| pairs.next())
            .or_else(|| unequal(&what, &ours.len(), &theirs.len()))
    }

    /// Returns a symbol's name and calling convention; nothing for no symbol.
    pub(crate) fn name(self, sym: Option<SymId>) -> String {
        sym.map_or_else(String::new, |sym| {
            let symbol = &self.replay.link.symbols[sym];
            format!("{}<{}>", symbol.name, symbol.abi)
        })
    }
}

/// Returns the first place of different bytes, and its description.
pub(crate) fn bytes(name: &str, ours: &[u8], theirs: &[u8]) -> Option<(usize, String)> {
    if ours == theirs {
        return None;
    }
    let same = ours.iter().zip(theirs).take_while(|(a, b)| a == b);
    let at = same.count();
    let part = |bytes: &[u8]| bytes[at..bytes.len().min(at + BYTES)].to_vec();
    let (left, right) = (part(ours), part(theirs));
    let lengths = (ours.len(), theirs.len());
    let text = format!("{name} at {at} of {lengths:?}: {left:02x?}, want {right:02x?}");
    Some((at, text))
}

/// Returns a description of values that are not equal.
pub(crate) fn unequal<T: PartialEq + Debug>(name: &str, ours: &T, theirs: &T) -> Option<String> {
    (ours != theirs).then(|| format!("{name}: {ours:?}, want {theirs:?}"))
}
