//! Finds the relocations that the dynamic linker has to finish, and those of host objects.
//!
//! Few objects of Go refer to symbols of libraries, and all such references are by name.
//! Relocations of other objects matter only where the program has no fixed address.
//! Counterpart: cmd/link/internal/ld/data.go (`dynrelocsym`, `dynreloc`).

use vamos_sched::Class;
use vamos_sched::Pool;

use super::dynamic::finish_dynamic;
use super::dynrel::add;
use super::dynrel::unsupported;
use super::state::ArchSyms;
use super::state::Dynamic;
use super::state::Tables;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;
use crate::options::Options;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// How many symbols one task looks at.
const CHUNK: usize = 1 << 12;

/// A relocation, with its symbol and its index.
type Found = (Sym, usize, Reloc);

/// Looks at the relocations of all symbols in `lists`, in order, and completes the tables
/// of dynamic linking.
///
/// # Errors
/// A relocation is not known, or there are too many errors.
pub(crate) fn scan_relocs(
    ldr: &mut Loader<'_>,
    options: &Options,
    pool: &Pool,
    lists: &[&[Sym]],
    syms: &ArchSyms,
    dynamic: &mut Dynamic,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    let chunks: Vec<&[Sym]> = lists.iter().flat_map(|list| list.chunks(CHUNK)).collect();
    let importing = importing_objects(ldr);
    let is_pie = options.is_pie();
    let found = pool.map(Class::Cpu, &chunks, |chunk| {
        let mut found = Vec::new();
        for &sym in *chunk {
            collect(ldr, is_pie, &importing, sym, &mut found);
        }
        found
    });
    let mut tables = Tables { ldr, syms, dynamic };
    for (sym, index, reloc) in found.into_iter().flatten() {
        // Without a fixed address, what is not known here is applied later.
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

/// Returns by number which objects may refer to symbols of libraries.
pub(crate) fn importing_objects(ldr: &Loader<'_>) -> Vec<bool> {
    let is_import = |&sym: &Sym| ldr.kind(sym) == SymKind::DynImport;
    let by_index = |obj: &Object<'_>| obj.counts.defs() - obj.counts.non_pkg;
    // A symbol that others refer to by package and index makes all objects suspect.
    let imports = ldr
        .all()
        .filter(|sym| ldr.is_external(*sym) && is_import(sym));
    let mut origins = imports.filter_map(|sym| ldr.origin(sym));
    let has_indexed = origins.any(|(obj, local)| local < by_index(obj));
    let has_builtin = ldr.builtins.iter().any(is_import);
    let first = ObjIndex::FIRST as usize;
    let mut importing = vec![true; first];
    importing.extend(ldr.objs.iter().map(|obj| {
        let by_name = obj.syms.get(by_index(obj) as usize..).unwrap_or_default();
        has_indexed || has_builtin || by_name.iter().any(is_import)
    }));
    importing
}

/// Collects the relocations of a symbol that matter.
fn collect(ldr: &Loader<'_>, is_pie: bool, importing: &[bool], sym: Sym, found: &mut Vec<Found>) {
    let object = ldr.origin_index(sym).filter(|_| !ldr.is_external(sym));
    let may_import = object.is_none_or(|obj| importing.get(obj.0 as usize) != Some(&false));
    if !may_import && !is_pie {
        return;
    }
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
