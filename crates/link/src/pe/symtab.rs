//! The symbol table and its names.
//!
//! Functions come in the order of the code, then all other symbols by number. Pieces are made by
//! several threads; the offsets of long names become final when they are joined.
//! Counterpart: cmd/link/internal/ld/pe.go (`writeSymbols`, `writeSymbol`, `mapToPESection`).

use vamos_sched::Class;
use vamos_sched::Pool;

use super::sections::NAMES_START;
use crate::error::Stop;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::Layout;
use crate::section::SegmentId;
use crate::symtab::abi_name;
use crate::symtab::is_named_data;
use crate::symtab::is_undefined;
use crate::symtab::text_bounds;

/// The size of a symbol.
pub(super) const SYMBOL: usize = 18;
/// Maximal length in bytes of a name that is in the symbol.
const SHORT: usize = 8;
/// Number of symbols of one task.
const CHUNK: usize = 1 << 13;

/// The type of functions, and the classes of symbols.
const FUNCTION: u16 = 0x20;
const EXTERNAL: u8 = 2;
const STATIC: u8 = 3;

/// Symbols, and their long names.
#[derive(Debug, Default)]
pub(super) struct Symtab {
    pub(super) syms: Vec<u8>,
    /// The long names, each with a zero. Offsets start at [`NAMES_START`].
    pub(super) names: Vec<u8>,
}

impl Symtab {
    fn add(&mut self, name: &[u8], value: u32, section: u16, kind: u16, class: u8) {
        let mut bytes = [0; SYMBOL];
        if name.len() > SHORT {
            let offset = NAMES_START + self.names.len();
            bytes[4..8].copy_from_slice(&(offset as u32).to_le_bytes());
            self.names.extend(name);
            self.names.push(0);
        } else {
            bytes[..name.len()].copy_from_slice(name);
        }
        bytes[8..12].copy_from_slice(&value.to_le_bytes());
        bytes[12..14].copy_from_slice(&section.to_le_bytes());
        bytes[14..16].copy_from_slice(&kind.to_le_bytes());
        bytes[16] = class;
        self.syms.extend(bytes);
    }

    /// Appends other symbols.
    fn append(&mut self, mut other: Self) {
        for symbol in other.syms.chunks_exact_mut(SYMBOL) {
            let Some([0, 0, 0, 0, offset @ ..]) = symbol.first_chunk_mut::<SHORT>() else {
                continue;
            };
            let moved = u32::from_le_bytes(*offset) + self.names.len() as u32;
            // An empty name is all zeros, as a short one.
            if *offset != [0; 4] {
                *offset = moved.to_le_bytes();
            }
        }
        self.syms.extend(other.syms);
        self.names.extend(other.names);
    }
}

/// Returns the symbol table; `names` are long names that come before the names of symbols.
///
/// # Errors
/// A symbol has no position in the file.
pub(super) fn build(
    ldr: &Loader<'_>,
    layout: &Layout,
    pool: &Pool,
    funcs: &[Sym],
    names: Vec<u8>,
) -> Result<Symtab, Stop> {
    let mut functions: Vec<Sym> = text_bounds(ldr).into_iter().flatten().collect();
    functions.extend_from_slice(funcs);
    let all: Vec<Sym> = ldr.with(Attr::Reachable).iter().collect();
    let functions = functions.chunks(CHUNK).map(|chunk| (true, chunk));
    let chunks: Vec<_> = functions
        .chain(all.chunks(CHUNK).map(|chunk| (false, chunk)))
        .collect();
    let parts = pool.map(Class::Cpu, &chunks, |&(is_code, syms)| {
        let mut part = Symtab::default();
        for &sym in syms {
            if is_code || is_undefined(ldr, sym) || is_named_data(ldr, sym) {
                add(ldr, layout, &mut part, sym)?;
            }
        }
        Ok(part)
    });
    let mut table = Symtab {
        syms: Vec::new(),
        names,
    };
    for part in parts {
        table.append(part?);
    }
    Ok(table)
}

fn add(ldr: &Loader<'_>, layout: &Layout, out: &mut Symtab, sym: Sym) -> Result<(), Stop> {
    let kind = ldr.kind(sym);
    let is_undefined = is_undefined(ldr, sym);
    let section = ldr.sect(sym);
    if section == 0 && !is_undefined {
        return Ok(());
    }
    // The numbers of the first sections.
    let place = match layout.section(section).seg {
        Some(SegmentId::Text) => Some((1, SegmentId::Text)),
        Some(SegmentId::RoData) => Some((2, SegmentId::RoData)),
        Some(SegmentId::Data) => Some((3, SegmentId::Data)),
        _ => None,
    };
    let (number, start) = match place {
        Some((number, segment)) => (number, layout.segment(segment).vaddr.cast_signed()),
        None if is_undefined => (0, ldr.value(sym)),
        None => {
            let name = ldr.name_text(sym);
            let reason = format!("the symbol {name} in no section of code or data");
            return Err(Stop::Unsupported(reason));
        }
    };
    let value = ldr.value(sym).wrapping_sub(start) as u32;
    let is_static = ldr.is_file_local(sym)
        || ldr.has(Attr::Hidden, sym)
        || ldr.has(Attr::Local, sym)
        || ldr.profile.hashed_text_is_local && ldr.is_content_hashed(sym) && kind.is_text();
    let class = if is_static { STATIC } else { EXTERNAL };
    let is_function = kind.is_text() || is_undefined;
    let symbol_type = if is_function { FUNCTION } else { 0 };
    out.add(
        &abi_name(ldr, sym, ldr.name(sym)),
        value,
        number,
        symbol_type,
        class,
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_move() {
        let mut table = Symtab {
            syms: Vec::new(),
            names: b".zdebug_info\0".to_vec(),
        };
        let mut part = Symtab::default();
        part.add(b"short.go", 1, 2, FUNCTION, STATIC);
        part.add(b"long.name", 0, 1, 0, EXTERNAL);
        table.append(part);
        let [short, long] = [0, SYMBOL].map(|at| &table.syms[at..at + SYMBOL]);
        assert_eq!(short, b"short.go\x01\0\0\0\x02\0\x20\0\x03\0");
        assert_eq!(&long[..8], b"\0\0\0\0\x11\0\0\0");
        assert_eq!(&table.names[13..], b"long.name\0");
    }
}
