//! Search for relocations that the dynamic linker must complete, and relocations of host objects.
//!
//! Relocations of objects that import nothing matter only where the program has no fixed address.
//! Counterpart: cmd/link/internal/ld/data.go (`dynrelocsym`, `dynreloc`).

use vamos_sched::Pool;

use super::dynamic::finish_dynamic;
use super::dynrel::add;
use super::dynrel::unsupported;
use super::state::Dynamic;
use super::state::Tables;
use crate::arch_syms::ArchSyms;
use crate::dynreloc;
use crate::dynreloc::Importing;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// A relocation, with its symbol and its index.
type DynReloc = (Sym, usize, Reloc);

/// Scans the relocations of all symbols in `lists`, in order, and completes the tables of dynamic
/// linking.
///
/// # Errors
/// A relocation is unknown, or there are too many errors.
pub(crate) fn scan_relocs(
    ldr: &mut Loader<'_>,
    options: &Options,
    pool: &Pool,
    lists: &[&[Sym]],
    syms: &ArchSyms,
    dynamic: &mut Dynamic,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    let importing = Importing::new(ldr);
    let is_pie = options.is_pie();
    let found = dynreloc::collect(pool, lists, |sym, found: &mut Vec<DynReloc>| {
        let may_import = importing.may_import(ldr, sym);
        if may_import || is_pie {
            collect(ldr, is_pie, may_import, sym, found);
        }
    });
    let mut tables = Tables { ldr, syms, dynamic };
    for (sym, index, reloc) in found.into_iter().flatten() {
        // Without a fixed address, a relocation that is not handled here is applied later.
        if is_pie {
            add(&mut tables, options, diag, (sym, index, reloc))?;
            continue;
        }
        let target = reloc.sym;
        if target.is_some() && !tables.ldr.is_reachable(target) {
            let name = tables.ldr.name_text(target);
            let text = format!("dynamic relocation to unreachable symbol {name}");
            tables.ldr.report(diag, sym, text)?;
        }
        if !add(&mut tables, options, diag, (sym, index, reloc))? {
            return Err(unsupported(tables.ldr, sym, reloc));
        }
    }
    finish_dynamic(tables.ldr, tables.dynamic, options);
    Ok(())
}

/// Collects the relocations of a symbol that matter.
fn collect(ldr: &Loader<'_>, is_pie: bool, may_import: bool, sym: Sym, found: &mut Vec<DynReloc>) {
    let relocs = ldr.relocs(sym);
    for index in 0..relocs.len() {
        let kind = relocs.kind(index);
        let is_known = match kind {
            RelocType::ADDR => true,
            RelocType::CALL | RelocType::CALLARM64 => may_import,
            kind => kind.0 >= RelocType::ELF,
        };
        if is_pie && !is_known {
            continue;
        }
        let reloc = relocs.at(index);
        if reloc.is_marker() || reloc.weak && !ldr.is_reachable(reloc.sym) {
            continue;
        }
        let is_import = || reloc.sym.is_some() && ldr.kind(reloc.sym) == SymKind::DynImport;
        if is_pie || kind.0 >= RelocType::ELF || is_import() {
            found.push((sym, index, reloc));
        }
    }
}
