//! Loads, stores, and blocks of memory.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`load`, `store`, `zero`, `move`).

use vamos_ssa::Aux;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::is_disjoint;
use vamos_ssa::kind;

use super::instrument::Access;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

/// Moves of at most this number of bytes load everything before they store.
const SMALL_MOVE: i64 = 16;

/// Moves of this number of bytes and more are calls.
const LARGE_MOVE: i64 = 1024;

impl Build<'_> {
    /// Loads a value, which the race detector gets to know.
    pub(super) fn load(&mut self, ty: TypeId, address: ValueId) -> ValueId {
        self.instrument(ty, address, Access::Read);
        self.raw_load(ty, address)
    }

    /// Loads a value.
    pub(super) fn raw_load(&mut self, ty: TypeId, address: ValueId) -> ValueId {
        let mem = self.mem();
        self.v(Gen::Load, ty, &[address, mem])
    }

    /// Stores a value.
    pub(super) fn store(&mut self, ty: TypeId, address: ValueId, value: ValueId) {
        self.store_at(ty, address, value, true);
    }

    /// Stores a value; the store may be no statement.
    pub(super) fn store_at(
        &mut self,
        ty: TypeId,
        address: ValueId,
        value: ValueId,
        is_statement: bool,
    ) {
        let before = self.mem();
        let mem = self.types.mem;
        let args = [address, value, before];
        let after = self.va_at(Gen::Store, mem, Aux::Type(ty), &args, is_statement);
        self.set_mem(after);
    }

    /// Makes memory zero.
    pub(super) fn zero(&mut self, ty: TypeId, address: ValueId) {
        self.instrument(ty, address, Access::Write);
        let before = self.mem();
        let size = self.ty(ty).size;
        let after = self.vi(Gen::Zero, self.types.mem, size, &[address, before]);
        let aux = self.aux(Aux::Type(ty));
        self.f.value_mut(after).aux = aux;
        self.set_mem(after);
    }

    /// Copies memory to other memory that does not overlap.
    pub(super) fn move_memory(&mut self, ty: TypeId, to: ValueId, from: ValueId) {
        self.instrument(ty, from, Access::Read);
        self.instrument(ty, to, Access::Write);
        let before = self.mem();
        let size = self.ty(ty).size;
        let after = self.vi(Gen::Move, self.types.mem, size, &[to, from, before]);
        let aux = self.aux(Aux::Type(ty));
        self.f.value_mut(after).aux = aux;
        self.set_mem(after);
    }

    /// Copies memory to other memory that may overlap.
    pub(super) fn move_overlapping(&mut self, ty: TypeId, to: ValueId, from: ValueId) -> Built<()> {
        let facts = self.ty(ty);
        let is_array = facts.is(kind::ARRAY) && facts.len > 1;
        if !is_array || self.can_be_one_move(facts.size, to, from)? {
            self.move_memory(ty, to, from);
            return Ok(());
        }
        self.instrument(ty, from, Access::Read);
        self.instrument(ty, to, Access::Write);
        if facts.has_pointers {
            let rtype = self.reflect_type(ty)?;
            let function = self.runtime_func("typedmemmove");
            self.runtime_call(function, &[], &[rtype, to, from])?;
        } else {
            let size = self.const_int(self.types.uintptr, facts.size);
            let function = self.runtime_func("memmove");
            self.runtime_call(function, &[], &[to, from, size])?;
        }
        Ok(())
    }

    /// Reports whether a copy is right although its source and its target may overlap.
    fn can_be_one_move(&self, size: i64, to: ValueId, from: ValueId) -> Built<bool> {
        if size <= SMALL_MOVE || size >= LARGE_MOVE {
            return Ok(size <= SMALL_MOVE);
        }
        let cx = self.input.cx;
        let is_disjoint = is_disjoint(&self.f, &cx, (to, size), (from, size));
        is_disjoint.ok_or(BuildRefusal::Invalid("addresses of a move"))
    }

    /// Returns the address of the descriptor of a type.
    pub(super) fn reflect_type(&mut self, ty: TypeId) -> Built<ValueId> {
        self.descriptor(ty, self.has_no_algorithms(ty))
    }

    /// Reports whether a type has no functions for comparisons and hashes.
    pub(super) fn has_no_algorithms(&self, ty: TypeId) -> bool {
        let record = self.f.ty(self.input.cx.package, ty);
        record.is_some_and(Type::has_no_algorithms)
    }

    /// Returns the address of the descriptor of a type with or without functions for comparisons and
    /// hashes.
    pub(super) fn descriptor(&mut self, ty: TypeId, has_no_algorithms: bool) -> Built<ValueId> {
        let record = self.f.ty(self.input.cx.package, ty);
        let record = record.ok_or(BuildRefusal::Invalid("descriptor of an unknown type"))?;
        let prefix = if has_no_algorithms {
            "type:noalg."
        } else {
            "type:"
        };
        let name = format!("{prefix}{}", record.link_text);
        let sym = self.sym(name, 0);
        let pointer = self.types.byte_ptr;
        let base = self.sb;
        Ok(self.entry_aux(Gen::Addr, pointer, Aux::Sym(sym), &[base]))
    }
}
