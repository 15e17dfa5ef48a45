//! Read-only data that the dynamic linker relocates.
//!
//! In a position-independent executable such data has sections of its own, in a segment
//! that is writable until it has been relocated.
//! Counterpart: cmd/link/internal/ld/data.go (`makeRelroForSharedLib`).

use super::State;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Sym;
use crate::profile::TableSections;

/// The kinds of read-only data in the order of their section, with the kind of the same
/// data where it is relocated.
pub(super) const READ_ONLY: [(SymKind, Option<SymKind>); 11] = [
    (SymKind::Type, Some(SymKind::TypeRelRo)),
    (SymKind::String, Some(SymKind::StringRelRo)),
    (SymKind::GoString, Some(SymKind::GoStringRelRo)),
    (SymKind::GoFunc, Some(SymKind::GoFuncRelRo)),
    (SymKind::GcBits, Some(SymKind::GcBitsRelRo)),
    (SymKind::RoData, Some(SymKind::RoDataRelRo)),
    (SymKind::RoDataFipsStart, None),
    (SymKind::RoDataFips, None),
    (SymKind::RoDataFipsEnd, None),
    (SymKind::RoDataEnd, None),
    (SymKind::FuncTab, Some(SymKind::FuncTabRelRo)),
];

/// Returns the kinds of `.rodata` in a release; later ones have other sections for types
/// and functions.
pub(super) fn plain_kinds(tables: TableSections) -> Vec<SymKind> {
    let kinds = READ_ONLY.iter().map(|&(kind, _)| kind);
    match tables {
        TableSections::SortedTypes => kinds
            .filter(|kind| !matches!(kind, SymKind::Type | SymKind::GoFunc | SymKind::FuncTab))
            .collect(),
        TableSections::Last | TableSections::AfterRoData => kinds.collect(),
    }
}

/// Moves read-only data with relocations to kinds of their own.
pub(super) fn split(state: &mut State<'_, '_>) -> Result<(), Stop> {
    if !state.use_relro {
        return Ok(());
    }
    let only_data = state.tables() == TableSections::SortedTypes;
    for (kind, relocated) in READ_ONLY {
        if only_data && kind != SymKind::RoData {
            continue;
        }
        let mut keep = Vec::new();
        let mut moved = match relocated {
            Some(relocated) => std::mem::take(&mut state.data[relocated as usize]),
            None => Vec::new(),
        };
        for sym in std::mem::take(&mut state.data[kind as usize]) {
            if !is_relocated(state, sym) {
                keep.push(sym);
                continue;
            }
            let Some(relocated) = relocated else {
                let kind = kind.name();
                let text = format!("cannot contain relocations (type {kind})");
                state.error(sym, text)?;
                continue;
            };
            state.set_group_kind(sym, relocated);
            let outer = state.ldr.outer(sym);
            if outer.is_some() {
                state.set_group_kind(outer, relocated);
            }
            moved.push(sym);
        }
        check_outer(state, &moved)?;
        state.data[kind as usize] = keep;
        if let Some(relocated) = relocated {
            state.data[relocated as usize] = moved;
        }
    }
    Ok(())
}

fn is_relocated(state: &State<'_, '_>, sym: Sym) -> bool {
    match state.group_kind(sym) {
        // A container may have been moved before its members.
        SymKind::Type | SymKind::TypeRelRo | SymKind::GoFuncRelRo => true,
        SymKind::FuncTab if state.ldr.name(sym) == b"runtime.etypes" => true,
        // Relocations of these are offsets, which do not depend on the address.
        SymKind::GoFunc | SymKind::PclnTab => false,
        _ => !state.ldr.relocs(sym).is_empty(),
    }
}

/// A symbol and its container must be in the same section.
fn check_outer(state: &mut State<'_, '_>, syms: &[Sym]) -> Result<(), Stop> {
    for &sym in syms {
        let outer = state.ldr.outer(sym);
        if outer.is_none() {
            continue;
        }
        let (kind, other) = (state.group_kind(sym), state.group_kind(outer));
        if kind != other {
            let name = state.ldr.name_text(outer);
            let (kind, other) = (kind.name(), other.name());
            state.error(
                sym,
                format!("inconsistent types for symbol and its Outer {name} ({kind} != {other})"),
            )?;
        }
    }
    Ok(())
}
