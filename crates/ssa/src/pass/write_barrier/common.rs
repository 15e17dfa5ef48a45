//! Values and types that all barriers of a function use.
//!
//! Counterpart: cmd/compile/internal/ssa/writebarrier.go (`writebarrier`).

use super::super::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::ids::abi;
use crate::intern::NewAuxes;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::SymId;
use crate::package::TypeId;
use crate::rules::Refusal;
use crate::sets::SparseSet;

/// Values and types that all barriers use.
pub(super) struct Common {
    pub(super) auxes: NewAuxes,
    pub(super) static_base: ValueId,
    /// The address of the flag.
    pub(super) flag: ValueId,
    pub(super) zero: ValueId,
    pub(super) zero_call: SymId,
    pub(super) move_call: SymId,
    pub(super) memory: TypeId,
    /// The results of a call without results.
    pub(super) results: TypeId,
    pub(super) word: TypeId,
    pub(super) word_pointer: TypeId,
    pub(super) u32: TypeId,
    pub(super) bool: TypeId,
    /// Pointers that are in the buffer.
    pub(super) sources: SparseSet,
    pub(super) targets: SparseSet,
}

impl Common {
    pub(super) fn find(func: &mut Func, cx: &Cx<'_>) -> Result<Self, Refusal> {
        let (ops, package) = (cx.ops, cx.package);
        let mut basic = |text| func.basic_type(package, text).ok_or(Refusal::Invalid);
        let (memory, word) = (basic("mem")?, basic("uintptr")?);
        let (u32, bool) = (basic("uint32")?, basic("bool")?);
        let mut pointer = |ty| func.pointer_type(package, ty).ok_or(Refusal::Invalid);
        let (word_pointer, u32_pointer) = (pointer(word)?, pointer(u32)?);
        let results = func
            .results_type(package, &[memory])
            .ok_or(Refusal::Invalid)?;
        let (_, static_base) = func.stack_and_static(cx, word);
        let auxes = NewAuxes::of(func);
        let flag = func.intern_sym(package, "runtime.writeBarrier", abi::NONE);
        let aux = func.intern_aux(package, Aux::Sym(flag));
        let pos = func.block(func.entry).pos;
        let flag = func.new_value(func.entry, ops.addr, u32_pointer, pos, ops);
        func.value_mut(flag).aux = aux;
        func.add_arg(flag, static_base);
        let zero = func.const_of_size(cx, u32, 0).ok_or(Refusal::Invalid)?;
        let count = func.values.len();
        Ok(Self {
            auxes,
            static_base,
            flag,
            zero_call: func.intern_sym(package, "runtime.wbZero", abi::INTERNAL),
            move_call: func.intern_sym(package, "runtime.wbMove", abi::INTERNAL),
            zero,
            memory,
            results,
            word,
            word_pointer,
            u32,
            bool,
            sources: SparseSet::taken(&mut func.free.scratch, count),
            targets: SparseSet::taken(&mut func.free.scratch, count),
        })
    }

    /// Gives the vectors back.
    pub(super) fn end(self, func: &mut Func) {
        self.sources.end(&mut func.free.scratch);
        self.targets.end(&mut func.free.scratch);
        self.auxes.end(func);
    }

    /// Returns the aux value of the symbol that describes a type.
    pub(super) fn type_sym(
        &self,
        func: &mut Func,
        cx: &Cx<'_>,
        aux: AuxId,
    ) -> Result<AuxId, Refusal> {
        let Some(Aux::Type(ty)) = func.aux(cx.package, aux) else {
            return Err(Refusal::Invalid);
        };
        let ty = func.ty(cx.package, *ty).ok_or(Refusal::Invalid)?;
        let name = format!("type:{}", ty.link_text);
        let sym = func.intern_sym(cx.package, &name, abi::NONE);
        Ok(func.intern_aux(cx.package, Aux::Sym(sym)))
    }
}
