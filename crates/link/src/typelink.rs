//! Pass `typelink`: the tables by which the runtime finds types and interface tables.
//!
//! Types are sorted by their text. Several types can have the same one; their order is the result
//! of Go's sort, which is not stable.
//! Counterpart: cmd/link/internal/ld/typelink.go.

use vamos_base::golang::pdqsort;
use vamos_sched::Class;
use vamos_sched::Pool;

use crate::arch::PTR_SIZE;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// Number of symbols of one task.
const CHUNK: usize = 2048;

/// The types and interface tables that the runtime finds by tables.
#[derive(Default)]
pub(crate) struct Listed {
    /// Types by their text.
    types: Vec<Sym>,
    /// Interface tables by number.
    itabs: Vec<Sym>,
}

/// Creates `runtime.typelink` and `runtime.itablink` from the result of [`find`].
pub(crate) fn typelink(ldr: &mut Loader<'_>, listed: &Listed) {
    if !ldr.profile.has_type_links {
        return;
    }
    let Listed { types, itabs } = listed;
    Table {
        name: b"runtime.typelink",
        kind: SymKind::TypeLink,
        reloc: RelocType::ADDROFF,
        entry: 4,
    }
    .create(ldr, types);
    Table {
        name: b"runtime.itablink",
        kind: SymKind::ItabLink,
        reloc: RelocType::ADDR,
        entry: PTR_SIZE as u8,
    }
    .create(ldr, itabs);
}

/// Finds the live types and interface tables in `listed`, which are by number, and sorts them.
pub(crate) fn find(ldr: &Loader<'_>, pool: &Pool, listed: &[Sym]) -> Listed {
    if !ldr.profile.has_type_links {
        return Listed::default();
    }
    let chunks: Vec<&[Sym]> = listed.chunks(CHUNK).collect();
    let found = pool.map(Class::Cpu, &chunks, |chunk| {
        let mut found: (Vec<(&[u8], Sym)>, Vec<Sym>) = Default::default();
        for &sym in *chunk {
            if ldr.is_typelink(sym) {
                found.0.push((ldr.type_desc(sym).text(), sym));
            } else if ldr.is_itab(sym) {
                found.1.push(sym);
            }
        }
        found
    });
    let (mut types, mut itabs) = (Vec::new(), Vec::new());
    for (more_types, more_itabs) in found {
        types.extend(more_types);
        itabs.extend(more_itabs);
    }
    pdqsort::sort_func(&mut types, |a, b| a.0.cmp(b.0));
    let types = types.into_iter().map(|(_, sym)| sym).collect();
    Listed { types, itabs }
}

/// A table of references.
struct Table {
    name: &'static [u8],
    kind: SymKind,
    reloc: RelocType,
    /// The size of a reference in bytes.
    entry: u8,
}

impl Table {
    fn create(&self, ldr: &mut Loader<'_>, targets: &[Sym]) {
        let entry = usize::from(self.entry);
        let mut table = ldr.update_named(self.name, ABI0);
        table.set_kind(self.kind).set(Attr::Local, true);
        table.set_size(0).data_mut(entry * targets.len());
        table
            .relocs_mut()
            .extend((targets.iter().enumerate()).map(|(at, &sym)| Reloc {
                off: (at * entry) as i32,
                size: self.entry,
                kind: self.reloc,
                sym,
                ..Reloc::default()
            }));
    }
}
