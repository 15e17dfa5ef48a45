//! Search for the relocations that the dynamic linker completes: the part common to all formats.
//!
//! Few objects of Go refer to symbols of libraries, and all such references are by name.
//! Counterpart: cmd/link/internal/ld/data.go (`dynreloc`).

use vamos_sched::Class;
use vamos_sched::Pool;

use crate::kind::SymKind;
use crate::loader::Loader;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;

/// Number of symbols of one task.
const CHUNK: usize = 1 << 12;

/// Runs `collect` on each symbol of `lists`; each task has a result, in order.
pub(crate) fn collect<T: Default + Send>(
    pool: &Pool,
    lists: &[&[Sym]],
    collect: impl Fn(Sym, &mut T) + Sync,
) -> Vec<T> {
    let chunks: Vec<&[Sym]> = lists.iter().flat_map(|list| list.chunks(CHUNK)).collect();
    pool.map(Class::Cpu, &chunks, |chunk| {
        let mut found = T::default();
        for &sym in *chunk {
            collect(sym, &mut found);
        }
        found
    })
}

/// The objects that may refer to symbols of libraries, by number.
pub(crate) struct Importing(Vec<bool>);

impl Importing {
    /// Collects the references by name of all objects.
    pub(crate) fn new(ldr: &Loader<'_>) -> Self {
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
        Self(importing)
    }

    /// Returns true if the relocations of a symbol may refer to symbols of libraries.
    pub(crate) fn may_import(&self, ldr: &Loader<'_>, sym: Sym) -> bool {
        let object = ldr.origin_index(sym).filter(|_| !ldr.is_external(sym));
        object.is_none_or(|obj| self.0.get(obj.0 as usize) != Some(&false))
    }
}
