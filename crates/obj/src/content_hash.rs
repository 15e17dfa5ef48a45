//! Hashes of the content of symbols, by which the linker finds equal ones.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`contentHash`, `TrimInlineHash`), cmd/internal/hash.

use std::borrow::Cow;

use vamos_objfile::goobj::ContentHasher;
use vamos_objfile::goobj::HashedTarget;
use vamos_objfile::goobj::pkg_idx;

use crate::link::Link;
use crate::number::Numbering;
use crate::number::content_section;
use crate::symbol::SymId;
use crate::symbol::Symbol;

/// The hashes of the two lists of symbols that are found by content.
pub(crate) struct Hashes {
    pub(crate) short: Vec<[u8; 8]>,
    pub(crate) long: Vec<[u8; 16]>,
}

impl Link {
    /// Removes the hashes of inlined calls from names: only after hashing, which sees them.
    pub(crate) fn trim_names(&mut self) {
        let release = self.options.release;
        for sym in (0..self.symbols.len()).map(SymId::new) {
            let name = match release.debug_name(&self.symbols[sym].name) {
                Cow::Owned(name) => name,
                Cow::Borrowed(_) => continue,
            };
            self.symbols[sym].name = name.into();
        }
    }

    /// Returns the hashes of symbols that are found by content.
    pub(crate) fn hashes(&self, numbering: &Numbering, prefix: &str) -> Hashes {
        let short = numbering.hashed64_defs.iter();
        let long = numbering.hashed_defs.iter();
        Hashes {
            short: short.map(|sym| short_hash(&self.symbols[*sym])).collect(),
            long: long.map(|sym| self.content_hash(*sym, prefix)).collect(),
        }
    }

    /// Returns the hash of a symbol's content and targets. Targets are hashed by a property that is
    /// the same in all objects: content, name, or package and number.
    fn content_hash(&self, sym: SymId, prefix: &str) -> [u8; 16] {
        let symbol = &self.symbols[sym];
        let mut hash = ContentHasher::new(symbol.size.cast_unsigned(), content_section(symbol));
        if symbol.kind.is_text() {
            let name = self.options.release.debug_name(&symbol.name);
            hash.name(name.as_bytes());
        }
        hash.data(&symbol.data);
        for reloc in &symbol.relocs {
            let kind = self.options.release.reloc_number(reloc.kind);
            let mut add = |target| hash.reloc(reloc.off, reloc.siz, kind, reloc.add, target);
            let Some(id) = reloc.sym else {
                add(HashedTarget::Nothing);
                continue;
            };
            let target = &self.symbols[id];
            match target.pkg_idx {
                _ if id == sym => add(HashedTarget::Itself),
                pkg_idx::HASHED64 => add(HashedTarget::Short(&short_hash(target))),
                pkg_idx::HASHED => add(HashedTarget::Content(&self.content_hash(id, prefix))),
                pkg_idx::NONE => add(HashedTarget::Name(target.name.as_bytes())),
                pkg_idx::BUILTIN => add(HashedTarget::Builtin(target.sym_idx)),
                idx => {
                    let is_own = idx == pkg_idx::SELF;
                    let package = if is_own { prefix } else { &target.pkg };
                    add(HashedTarget::Numbered(package.as_bytes(), target.sym_idx));
                }
            }
        }
        hash.finish()
    }
}

/// Returns the content of a symbol of at most 8 bytes, padded.
fn short_hash(symbol: &Symbol) -> [u8; 8] {
    let mut out = [0; 8];
    let len = symbol.data.len().min(8);
    out[..len].copy_from_slice(&symbol.data[..len]);
    out
}
