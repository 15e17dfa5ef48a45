//! The symbol table and its names.
//!
//! Counterpart: cmd/link/internal/ld/macho.go (`machosymtab`).

use std::borrow::Cow;

use vamos_sched::Class;
use vamos_sched::Pool;

use super::Prepared;
use super::Scope;
use super::scope;
use crate::error::Stop;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::symtab::abi_name;
use crate::symtab::external_name;
use crate::symtab::is_undefined;
use crate::symtab::with_dots;

/// The size of a symbol.
const SYMBOL: usize = 16;
/// Number of symbols of one task.
const CHUNK: usize = 1 << 13;
/// Names start with these bytes.
const NAMES_START: &[u8] = b" \0";

/// Types of symbols.
const UNDEFINED: u8 = 1;
const IN_SECTION: u8 = 0xe;
const EXTERNAL: u8 = 1;
/// Known to the objects of the program only.
const HIDDEN: u8 = 0x10;

/// Symbols and names.
#[derive(Debug, Default)]
pub(super) struct Symtab {
    pub(super) syms: Vec<u8>,
    pub(super) names: Vec<u8>,
}

impl Symtab {
    fn add(&mut self, name: &[u8], kind: u8, section: u8, value: i64) {
        self.syms.extend((self.names.len() as u32).to_le_bytes());
        self.syms.extend([kind, section, 0, 0]);
        self.syms.extend(value.to_le_bytes());
        self.names.push(b'_');
        self.names.extend(name);
        self.names.push(0);
    }

    /// Appends other symbols.
    fn append(&mut self, mut other: Self) {
        for symbol in other.syms.chunks_exact_mut(SYMBOL) {
            if let Some(offset) = symbol.first_chunk_mut::<4>() {
                let moved = u32::from_le_bytes(*offset) + self.names.len() as u32;
                *offset = moved.to_le_bytes();
            }
        }
        self.syms.extend(other.syms);
        self.names.extend(other.names);
    }
}

impl Prepared {
    /// Returns the symbol table; `sections` are the numbers of sections in the file.
    ///
    /// # Errors
    /// A symbol has no section.
    pub(super) fn symtab(
        &self,
        ldr: &Loader<'_>,
        pool: &Pool,
        sections: &[u8],
    ) -> Result<Symtab, Stop> {
        let chunks: Vec<&[Sym]> = self.table.syms.chunks(CHUNK).collect();
        let parts = pool.map(Class::Cpu, &chunks, |chunk| {
            let mut part = Symtab::default();
            for &sym in *chunk {
                add(ldr, sections, &mut part, sym)?;
            }
            Ok(part)
        });
        let mut table = Symtab {
            syms: Vec::new(),
            names: NAMES_START.to_vec(),
        };
        for part in parts {
            table.append(part?);
        }
        Ok(table)
    }
}

fn add(ldr: &Loader<'_>, sections: &[u8], out: &mut Symtab, sym: Sym) -> Result<(), Stop> {
    // DTrace cannot handle middle dots.
    let plain: Cow<'_, [u8]> = with_dots(external_name(ldr, sym));
    let name = abi_name(ldr, sym, &plain);
    if is_undefined(ldr, sym) {
        out.add(&name, UNDEFINED, 0, 0);
        return Ok(());
    }
    let outer = match ldr.outer(sym) {
        Sym::NONE => sym,
        outer => outer,
    };
    match sections.get(usize::from(ldr.sect(outer))) {
        Some(&section) if section > 0 => {
            let kind = match scope(ldr, sym) {
                Scope::Exported if ldr.has(Attr::CgoExportDynamic, sym) => IN_SECTION | EXTERNAL,
                Scope::Exported => IN_SECTION | EXTERNAL | HIDDEN,
                Scope::Local | Scope::Undefined => IN_SECTION,
            };
            out.add(&name, kind, section, ldr.value(sym));
            Ok(())
        }
        _ => {
            let name = ldr.name_text(sym);
            Err(Stop::Unsupported(format!(
                "the symbol {name} in no section"
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_move() {
        let mut table = Symtab {
            syms: Vec::new(),
            names: NAMES_START.to_vec(),
        };
        for _ in 0..2 {
            let mut part = Symtab::default();
            part.add(b"main.f", IN_SECTION, 3, 0x1234);
            table.append(part);
        }
        assert_eq!(table.names, b" \0_main.f\0_main.f\0");
        let symbol = &table.syms[SYMBOL..];
        assert_eq!(
            symbol,
            [10, 0, 0, 0, 0xe, 3, 0, 0, 0x34, 0x12, 0, 0, 0, 0, 0, 0]
        );
    }
}
