//! The order of types where it replaces tables of them.
//!
//! Types that reflect finds by name come first, sorted by their text; other types follow
//! by size, and interface tables are last.
//! Counterpart: cmd/link/internal/ld/data.go (`dodataSect`, Go 1.27).

use std::cmp::Ordering;

use vamos_base::golang::pdqsort;

use super::round_up;
use super::sym_align;
use crate::arch::PTR_SIZE;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::symtab::Patches;

/// The groups of types, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Mark,
    Named,
    Other,
    Itab,
}

struct Key<'k> {
    sym: Sym,
    size: i64,
    group: Group,
    text: &'k [u8],
}

impl Key<'_> {
    fn order(a: &Self, b: &Self) -> Ordering {
        let by_group = a.group.cmp(&b.group);
        by_group.then_with(|| match a.group {
            // Types with the same text keep no order of their own: the sort decides.
            Group::Named => a.text.cmp(b.text),
            _ => (a.size, a.sym).cmp(&(b.size, b.sym)),
        })
    }
}

/// Sorts types; returns the group of each.
pub(super) fn sort(ldr: &Loader<'_>, syms: &mut Vec<Sym>) -> Vec<(Sym, Group)> {
    let mark = ldr.lookup(b"type:*", ABI0);
    let key = |&sym: &Sym| {
        let group = if sym == mark {
            Group::Mark
        } else if ldr.is_itab(sym) {
            Group::Itab
        } else if ldr.is_typelink(sym) {
            Group::Named
        } else {
            Group::Other
        };
        let text = match group {
            Group::Named => ldr.type_desc(sym).text(),
            _ => &[],
        };
        Key {
            sym,
            size: ldr.size(sym),
            group,
            text,
        }
    };
    let mut keys: Vec<Key<'_>> = syms.iter().map(key).collect();
    pdqsort::sort_func(&mut keys, Key::order);
    let groups: Vec<(Sym, Group)> = keys.iter().map(|key| (key.sym, key.group)).collect();
    *syms = groups.iter().map(|&(sym, _)| sym).collect();
    groups
}

/// Finds where the groups end when they are laid out, and writes it into the module's
/// description.
pub(super) fn write_extents(
    ldr: &mut Loader<'_>,
    groups: &[(Sym, Group)],
    moduledata: Sym,
    patches: Patches,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    if patches.type_desc_len == 0 {
        for field in ["TypeDesc", "ItabOffset", "ItabSize"] {
            let text = format!(
                "internal error: phase error: moduledata{field}Offset not set in dodataSect"
            );
            diag.error(text)?;
        }
        return Ok(());
    }
    // The first word of the section is empty.
    let mut named = PTR_SIZE;
    let mut types = PTR_SIZE;
    let mut itabs = 0;
    for &(sym, group) in groups {
        let align = sym_align(ldr, sym);
        let size = ldr.size(sym);
        match group {
            Group::Mark => {}
            Group::Named | Group::Other => {
                types = round_up(types, align) + size;
                if group == Group::Named {
                    named = types;
                }
            }
            Group::Itab => {
                if itabs == 0 {
                    types = round_up(types, align);
                }
                itabs = round_up(itabs, align) + size;
            }
        }
    }
    let mut moduledata = ldr.update(moduledata);
    moduledata.set_u64(patches.type_desc_len, named.cast_unsigned());
    moduledata.set_u64(patches.itab_off, types.cast_unsigned());
    moduledata.set_u64(patches.itab_len, itabs.cast_unsigned());
    Ok(())
}
