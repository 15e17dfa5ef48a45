//! The symbols of a function that only the function has, and its references to types.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`emitStackObjects`, `emitWrappedFuncInfo`),
//! cmd/compile/internal/reflectdata/reflect.go (`MarkTypeSymUsedInInterface`).

use vamos_obj::Abi;
use vamos_obj::FunctionSymbols;
use vamos_obj::Reloc;
use vamos_obj::RelocType;
use vamos_obj::SymId;
use vamos_ssa::Func;

use crate::analysis::FunctionData;
use crate::analysis::data_kind;
use crate::input::Symbols;
use crate::refusal::Refusal;

/// Declares the symbols that are in no table of the package, in the order of the function's table.
pub(crate) fn own_symbols(func: &Func, own: &mut FunctionSymbols<'_>) -> Vec<SymId> {
    let fresh = func.fresh.syms.iter();
    fresh
        .map(|sym| own.lookup_abi(&sym.name, Abi::of_number(sym.abi)))
        .collect()
}

/// Returns the symbol of function data.
pub(crate) fn data_symbol(own: &mut FunctionSymbols<'_>, data: &FunctionData) -> SymId {
    let Some(name) = &data.name else {
        return own.gc_locals(&data.content);
    };
    // Masks of pointers are data.
    let abi = if data.kind == data_kind::WRAPPED {
        Abi::Internal
    } else {
        Abi::Abi0
    };
    let targets = data.targets.iter();
    let relocs = targets.map(|(offset, target)| Reloc {
        off: *offset as i32,
        siz: 4,
        kind: RelocType::ADDROFF,
        add: 0,
        sym: Some(own.lookup_abi(target, abi)),
    });
    let relocs = relocs.collect();
    own.content(name, &data.content, relocs)
}

/// Returns the names of the masks of pointers that function data refer to.
pub(crate) fn pointer_masks(data: Vec<FunctionData>) -> Vec<String> {
    let masks = data.into_iter();
    let masks = masks.filter(|data| data.kind == data_kind::STACK_OBJECTS);
    let masks = masks.flat_map(|data| data.targets);
    masks.map(|(_, name)| name).collect()
}

/// Returns marks for the linker: the types of values that the function converts to interfaces.
pub(crate) fn interface_relocs(func: &Func, symbols: Symbols<'_>) -> Result<Vec<Reloc>, Refusal> {
    let used = func.fresh.used_in_interfaces.iter();
    let relocs = used.map(|sym| {
        Ok(Reloc {
            off: 0,
            siz: 0,
            kind: RelocType::USEIFACE,
            add: 0,
            sym: Some(symbols.get(*sym).ok_or(Refusal::Symbol(sym.0))?),
        })
    });
    relocs.collect()
}
