//! Variables in the heap, and new objects.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`newHeapaddr`, `newObject`,
//! `flushPendingHeapAllocations`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::abi::ABI_INTERNAL;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::Local;
use super::vars::Var;
use crate::input::class;
use crate::input::round_up;

/// The largest size of several variables in one object, in bytes.
const LARGEST_TOGETHER: i64 = 16;

/// The size below which objects without pointers are tiny, in bytes.
const TINY: i64 = 16;

impl Build<'_> {
    /// Reports whether a variable may share its place with others.
    pub(super) fn is_merge_candidate(&self, local: Local) -> bool {
        let header = self.input.header;
        header.flags.merges_locals
            && !header.flags.is_unoptimized
            && local.class == class::AUTO
            && self.ty(local.ty).size > 24
            && !local.is_address_taken
            && !local.is_alone
            && local.rank.is_none()
    }

    /// Allocates parameters and results that are in the heap.
    pub(super) fn params_to_heap(&mut self) -> Built<()> {
        let ir = self.input.ir;
        for param in ir.params.iter().chain(&ir.results) {
            if param.name.0 == 0 {
                continue;
            }
            let var = Var(param.name.0);
            let local = self.local(var)?;
            if local.is_blank || local.is_on_stack() {
                continue;
            }
            self.new_heap_variable(var)?;
            if local.class == class::PARAM {
                let heap = self.local(var)?.heap;
                let heap = heap.ok_or(BuildRefusal::Invalid("parameter without an address"))?;
                let to = self.var_value(heap)?;
                let from = self.address_of_param(var)?;
                self.move_memory(local.ty, to, from);
            }
        }
        Ok(())
    }

    /// Allocates a variable in the heap.
    pub(super) fn new_heap_variable(&mut self, var: Var) -> Built<()> {
        let local = self.local(var)?;
        let ty = self.ty(local.ty);
        if ty.has_pointers || ty.size >= LARGEST_TOGETHER || ty.size == 0 {
            let address = self.new_object(local.ty)?;
            return self.set_heap_address(local.pos, var, address);
        }
        let mut used = 0;
        for pending in self.pending.clone() {
            used += self.pending_type(pending)?.size;
        }
        if used + ty.size > LARGEST_TOGETHER {
            self.flush_pending();
        }
        let object = match self.pending.first().copied() {
            Some(first) => {
                let object = self.f.args(first).first().copied();
                object.ok_or(BuildRefusal::Invalid("allocation without an object"))?
            }
            None => self.new_object_of(local.ty, None)?,
        };
        let pointer = self.ptr_to(local.ty);
        let address = self.vi(Gen::OffPtr, pointer, 0, &[object]);
        self.pending.push(address);
        self.set_heap_address(local.pos, var, address)
    }

    fn pending_type(&self, pending: ValueId) -> Built<super::kinds::Ty> {
        let elem = self.elem(self.type_of(pending))?;
        Ok(self.ty(elem))
    }

    /// Makes one object of the allocations in the block so far.
    pub(super) fn flush_pending(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if let [only] = *pending {
            self.f.value_mut(only).op = self.input.ops.number(Gen::Copy);
            return;
        }
        if !pending.is_empty()
            && let Err(refusal) = self.join_allocations(pending)
        {
            self.fail(refusal);
        }
    }

    fn join_allocations(&mut self, mut pending: Vec<ValueId>) -> Built<()> {
        let malformed = || BuildRefusal::Invalid("allocation without a call");
        let object = *self.f.args(pending[0]).first().ok_or_else(malformed)?;
        let call = *self.f.args(object).first().ok_or_else(malformed)?;
        let [rtype, mem, ..] = *self.f.args(call) else {
            return Err(malformed());
        };
        let mut aligns = Vec::new();
        for value in &pending {
            aligns.push((*value, self.pending_type(*value)?.align));
        }
        let align_of = |value: &ValueId| {
            let mut found = aligns.iter().filter(|(known, _)| known == value);
            found.next().map_or(1, |(_, align)| *align)
        };
        pending.sort_by_key(|value| std::cmp::Reverse(align_of(value)));
        let mut size = 0;
        for value in &pending {
            self.f.value_mut(*value).aux_int = size;
            size += self.pending_type(*value)?.size;
        }
        size = round_up(size, align_of(&pending[0]));
        let uintptr = self.types.uintptr;
        let size_value = self.const_int(uintptr, size);
        let rtype_type = self.f.value(rtype).ty;
        let nil = self.const_nil(rtype_type);
        let zeroed = self.const_bool(true);
        let args = [size_value, nil, zeroed, mem];
        let function = match self.sized_malloc(size, false) {
            Some(function) => function,
            None => self.runtime_func("mallocgc"),
        };
        let pointer = self.unsafe_pointer()?;
        let params = [uintptr, rtype_type, self.types.bool];
        let target = self.call_to(function, &params, &[pointer], ABI_INTERNAL)?;
        let aux = self.aux(Aux::Call(Box::new(target)));
        let tuple = self.tuple([pointer, self.types.mem])?;
        let record = self.f.value_mut(call);
        (record.aux, record.aux_int, record.ty) = (aux, 32, tuple);
        self.f.set_args(call, &args);
        self.f.value_mut(object).ty = pointer;
        Ok(())
    }

    /// Returns the function that allocates objects of one size, if there is one.
    fn sized_malloc(&mut self, size: i64, has_pointers: bool) -> Option<SymId> {
        let header = self.input.header;
        let profile = self.input.profile;
        if header.flags.is_runtime || !header.flags.has_sized_malloc || size > profile.largest_sized
        {
            return None;
        }
        let at = usize::try_from((size + 7) / 8).ok()?;
        let class = header.size_classes.get(at)?;
        let name = if has_pointers {
            format!("mallocgcSmallScanNoHeaderSC{class}")
        } else if size >= TINY {
            format!("mallocgcSmallNoScanSC{class}")
        } else if profile.has_one_tiny {
            "mallocgcTinySC2".to_owned()
        } else {
            format!("mallocgcTinySize{size}")
        };
        Some(self.runtime_func(&name))
    }

    /// Sets the address of a variable in the heap.
    pub(super) fn set_heap_address(&mut self, pos: Pos, var: Var, address: ValueId) -> Built<()> {
        let local = self.local(var)?;
        let ty = self.ptr_to(local.ty);
        let node = self.node(NodeId(var.0))?;
        let heap = self.new_heap_address(node.short_name(), local.flags, ty, pos);
        if let Some(local) = self.vars.local_mut(var) {
            local.heap = Some(heap);
        }
        if let Some(address) = self.vars.local_mut(heap) {
            address.is_result_address = local.class == class::RESULT;
        }
        self.assign_var(heap, address)
    }

    /// Allocates an object.
    pub(super) fn new_object(&mut self, ty: TypeId) -> Built<ValueId> {
        self.new_described(ty, self.has_no_algorithms(ty))
    }

    /// Allocates an object of a type with or without functions for comparisons and hashes.
    fn new_described(&mut self, ty: TypeId, has_no_algorithms: bool) -> Built<ValueId> {
        let facts = self.ty(ty);
        let pointer = self.ptr_to(ty);
        if facts.size == 0 {
            return Ok(self.zero_base(pointer));
        }
        let rtype = self.descriptor(ty, has_no_algorithms)?;
        let Some(function) = self.sized_malloc(facts.size, facts.has_pointers) else {
            return self.object_of_call("newobject", pointer, &[rtype]);
        };
        let size = self.const_int(self.types.uintptr, facts.size);
        let zeroed = self.const_bool(true);
        let results = self.runtime_call(function, &[pointer], &[size, rtype, zeroed])?;
        let object = results.first().copied();
        object.ok_or(BuildRefusal::Invalid("call without a result"))
    }

    fn new_object_of(&mut self, ty: TypeId, rtype: Option<ValueId>) -> Built<ValueId> {
        let pointer = self.ptr_to(ty);
        if self.ty(ty).size == 0 {
            return Ok(self.zero_base(pointer));
        }
        let rtype = match rtype {
            Some(rtype) => rtype,
            None => self.reflect_type(ty)?,
        };
        self.object_of_call("newobject", pointer, &[rtype])
    }

    fn object_of_call(&mut self, name: &str, ty: TypeId, args: &[ValueId]) -> Built<ValueId> {
        let function = self.runtime_func(name);
        let results = self.runtime_call(function, &[ty], args)?;
        let object = results.first().copied();
        object.ok_or(BuildRefusal::Invalid("call without a result"))
    }

    /// Builds the built-in function new.
    pub(super) fn new_expr(&mut self, node: &Node) -> Built<ValueId> {
        let elem = self.elem(self.ty(node.ty))?;
        if let Some(operand) = self.operand_or_none(node, 0) {
            let operand = self.node(operand)?;
            if operand.op == Op::DynamicType {
                let rtype = self.expr_operand(operand, 0)?;
                return self.new_object_of(elem, Some(rtype));
            }
        }
        self.new_described(elem, node.has(flags::NO_ALGORITHMS))
    }

    /// Adds a temporary variable, and returns its address.
    pub(super) fn temp(&mut self, pos: Pos, ty: TypeId) -> Built<(Var, ValueId)> {
        let var = self.new_temp(pos, ty, false);
        let local = self.local(var)?;
        let is_candidate = self.is_merge_candidate(local) && ty != self.input.header.defer;
        if self.ty(ty).has_pointers || is_candidate {
            let before = self.mem();
            let aux = Aux::Name(local.name);
            let after = self.va(Gen::VarDef, self.types.mem, aux, &[before]);
            self.set_mem(after);
        }
        let address = self.addr_of_var(var)?;
        Ok((var, address))
    }
}
