//! The order in which packages are initialized.
//!
//! Each package that has something to do at startup has a record, which refers to the
//! records of its imports. Of all packages whose imports are initialized, the one with the
//! first name is next.
//! Counterpart: cmd/link/internal/ld/inittask.go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::HashMap;

use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;

/// The size of a record without functions to run.
const EMPTY: i64 = 8;

/// Creates the lists of records that the runtime runs; returns the program's list
/// (`go:main.inittasks`), [`Sym::NONE`] if it has no such records.
pub(crate) fn inittasks(ldr: &mut Loader<'_>) -> Result<Sym, Stop> {
    let main = list(ldr, b"main..inittask", b"go:main.inittasks")?;
    let header = ldr.lookup(b"runtime.runtime_inittasks", ABI0);
    if header.is_some() {
        let list = list(ldr, b"runtime..inittask", b"go:runtime.inittasks")?;
        let len = ldr.size(list).cast_unsigned() / 8;
        let mut builder = ldr.update(header);
        builder.set_size(0).set_kind(SymKind::NoPtrData);
        builder.add_addr(list);
        builder.add_u64(len);
        builder.add_u64(len);
    }
    Ok(main)
}

/// Creates the symbol `name` with the addresses of all records that `root` needs;
/// [`Sym::NONE`] if there is no such record.
fn list(ldr: &mut Loader<'_>, root: &[u8], name: &'static [u8]) -> Result<Sym, Stop> {
    let root = ldr.lookup(root, ABI0);
    if root.is_none() {
        return Ok(Sym::NONE);
    }
    let records = schedule(ldr, root)?;
    let sym = ldr.create_static(name);
    let mut builder = ldr.update(sym);
    builder.set_kind(SymKind::NoPtrData);
    for record in records {
        builder.add_addr(record);
    }
    Ok(sym)
}

/// Returns the records with functions that `root` needs, in the order in which they run.
fn schedule(ldr: &Loader<'_>, root: Sym) -> Result<Vec<Sym>, Stop> {
    let mut ready = BinaryHeap::new();
    let mut importers: HashMap<Sym, Vec<Sym>> = HashMap::new();
    // Number of unscheduled imports of each package.
    let mut missing: HashMap<Sym, usize> = HashMap::from([(root, 0)]);
    let mut found = vec![root];
    while let Some(record) = found.pop() {
        let mut imports = 0;
        for reloc in ldr.relocs(record).iter() {
            if reloc.kind != RelocType::INITORDER {
                continue;
            }
            imports += 1;
            importers.entry(reloc.sym).or_default().push(record);
            if !missing.contains_key(&reloc.sym) {
                missing.insert(reloc.sym, 0);
                found.push(reloc.sym);
            }
        }
        missing.insert(record, imports);
        if imports == 0 {
            ready.push(Reverse((ldr.name(record), record)));
        }
    }
    let mut order = Vec::new();
    while let Some(Reverse((_, record))) = ready.pop() {
        if ldr.size(record) > EMPTY {
            order.push(record);
        }
        for &importer in importers.get(&record).into_iter().flatten() {
            let count = missing.entry(importer).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                ready.push(Reverse((ldr.name(importer), importer)));
            }
        }
    }
    match missing.iter().find(|(_, count)| **count > 0) {
        None => Ok(order),
        Some((&record, count)) => {
            let name = ldr.name_text(record);
            let text = format!("inittask for {name} is not schedulable {count}");
            Err(Stop::Exit(text))
        }
    }
}
