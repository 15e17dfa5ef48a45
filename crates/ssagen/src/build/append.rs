//! The built-in function append.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`append`, `getBackingStoreInfo`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::BackingStore;
use super::state::Build;
use super::store::Skip;
use super::vars::CLASS_GLOBAL;
use super::vars::Var;

/// The slice that grows, before and while it does.
#[derive(Clone, Copy)]
struct Grown {
    pointer: ValueId,
    /// The length with the new elements.
    len: ValueId,
    old_len: ValueId,
    cap: ValueId,
    count: ValueId,
    /// The address of the slice, if it grows in place.
    address: Option<ValueId>,
}

impl Build<'_> {
    /// Builds a call of append; in place it has no value.
    pub(super) fn append(&mut self, node: &Node, in_place: bool) -> Built<Option<ValueId>> {
        let ir = self.input.ir;
        let types = self.types;
        let args = ir.list(node.list);
        let (slice_node, new) = args
            .split_first()
            .ok_or(BuildRefusal::Invalid("append without a slice"))?;
        let elem = self.ty(self.ty(node.ty).elem);
        let pointer_type = self.ptr_to(elem.id);
        let mut address = None;
        let slice = if in_place {
            let to = self.addr(*slice_node)?;
            address = Some(to);
            self.load(node.ty, to)
        } else {
            self.expr(*slice_node)?
        };
        let mut grow = self.new_block();
        let assign = self.new_block();
        let pointer = self.v(Gen::SlicePtr, pointer_type, &[slice]);
        let old_len = self.v(Gen::SliceLen, types.int, &[slice]);
        let cap = self.v(Gen::SliceCap, types.int, &[slice]);
        let count = self.const_int(types.int, new.len() as i64);
        let len = self.v(Gen::Add64, types.int, &[old_len, count]);
        let is_short = self.v(Gen::Less64U, types.bool, &[cap, len]);
        let slots = self.vars.markers;
        self.set_var(slots.pointer, pointer);
        self.set_var(slots.len, len);
        if !in_place {
            self.set_var(slots.cap, cap);
        }
        let block = self.end()?;
        self.branch(block, is_short, -1, [grow, assign]);
        let grown = Grown {
            pointer,
            len,
            old_len,
            cap,
            count,
            address,
        };
        let mut store = None;
        if !in_place && node.has(flags::STAYS_ON_STACK) {
            store = self.backing_store(*slice_node)?;
        }
        if let Some(found) = store
            && !node.has(flags::USE_BUFFER)
            && !found.is_used
        {
            grow = self.append_to_stack(*slice_node, found, &grown, elem, [grow, assign])?;
        }
        self.start_block(grow);
        self.grow(node, *slice_node, &grown, store, pointer_type)?;
        self.end_to(assign)?;
        self.start_block(assign);
        self.append_elements(node, &grown, elem, pointer_type, new)
    }

    /// Calls the function that makes the slice larger.
    fn grow(
        &mut self,
        node: &Node,
        slice_node: NodeId,
        grown: &Grown,
        store: Option<BackingStore>,
        pointer_type: TypeId,
    ) -> Built<()> {
        let types = self.types;
        let rtype = self.expr_operand(node, 0)?;
        let mut args = vec![grown.pointer, grown.len, grown.cap, grown.count, rtype];
        if node.has(flags::NO_ALIAS) {
            return Err(BuildRefusal::Missing("append without aliases"));
        }
        let mut name = "growslice";
        if let Some(store) = store.filter(|_| node.has(flags::USE_BUFFER)) {
            self.zero_store_in_entry(node, slice_node, store)?;
            name = "growsliceBuf";
            args.push(self.addr_of_var(store.store)?);
            args.push(self.const_int(types.int, store.len));
        }
        let function = self.runtime_func(name);
        let results = self.runtime_call(function, &[node.ty], &args)?;
        let slice = results.first().copied();
        let slice = slice.ok_or(BuildRefusal::Invalid("call without a result"))?;
        let pointer = self.v(Gen::SlicePtr, pointer_type, &[slice]);
        let len = self.v(Gen::SliceLen, types.int, &[slice]);
        let cap = self.v(Gen::SliceCap, types.int, &[slice]);
        let slots = self.vars.markers;
        self.set_var(slots.pointer, pointer);
        self.set_var(slots.len, len);
        self.set_var(slots.cap, cap);
        if let Some(address) = grown.address {
            let target = self.node(slice_node)?;
            if target.op == Op::Name && target.int(0) != i64::from(CLASS_GLOBAL) {
                let before = self.mem();
                let aux = Aux::Name(target.name);
                let after = self.va(Gen::VarDef, types.mem, aux, &[before]);
                self.set_mem(after);
            }
            let to = self.vi(Gen::OffPtr, types.int_ptr, 16, &[address]);
            self.store(types.int, to, cap);
            self.store(pointer_type, address, pointer);
        }
        Ok(())
    }

    /// Stores the new elements.
    fn append_elements(
        &mut self,
        node: &Node,
        grown: &Grown,
        elem: Ty,
        pointer_type: TypeId,
        new: &[NodeId],
    ) -> Built<Option<ValueId>> {
        let (int, slots) = (self.types.int, self.vars.markers);
        let pointer = self.variable(slots.pointer, pointer_type);
        let len = self.variable(slots.len, int);
        let mut cap = None;
        match grown.address {
            None => cap = Some(self.variable(slots.cap, int)),
            Some(address) => {
                let to = self.vi(Gen::OffPtr, self.types.int_ptr, 8, &[address]);
                self.store(int, to, len);
            }
        }
        let mut values = Vec::with_capacity(new.len());
        for id in new {
            let is_value = self.ty(self.node(*id)?.ty).can_be_ssa;
            let value = if is_value {
                self.expr(*id)?
            } else {
                self.addr(*id)?
            };
            values.push((value, is_value));
        }
        let old_len = self.v(Gen::Sub64, int, &[len, grown.count]);
        let first = self.v(Gen::PtrIndex, pointer_type, &[pointer, old_len]);
        for (index, (value, is_value)) in values.into_iter().enumerate() {
            let index = self.const_int(int, index as i64);
            let to = self.v(Gen::PtrIndex, pointer_type, &[first, index]);
            if is_value {
                self.store_type(elem.id, to, value, Skip::default(), true)?;
            } else {
                self.move_memory(elem.id, to, value);
            }
        }
        self.vars.current.remove(slots.pointer);
        self.vars.current.remove(slots.len);
        let Some(cap) = cap else {
            return Ok(None);
        };
        self.vars.current.remove(slots.cap);
        Ok(Some(self.v(Gen::SliceMake, node.ty, &[pointer, len, cap])))
    }

    /// Returns the backing store on the stack for slices of a node, if there is one.
    pub(super) fn backing_store(&mut self, of: NodeId) -> Built<Option<BackingStore>> {
        let node = self.node(of)?;
        let elem = self.ty(self.ty(node.ty).elem);
        let header = self.input.header;
        if elem.size == 0 || elem.size > header.largest_store || header.flags.is_unoptimized {
            return Ok(None);
        }
        if let Some(known) = self.stores.get(&Var(of.0)) {
            return Ok(Some(*known));
        }
        let len = header.largest_store / elem.size;
        let package = self.input.cx.package;
        let known = self.input.types;
        let ty = self
            .f
            .store_type(package, &header.package, elem.id, len, known);
        let ty = ty.ok_or(BuildRefusal::Invalid("slice of an unknown type"))?;
        let store = self.new_temp(node.pos, ty, true);
        let bool = self.types.bool;
        let used = self.new_temp(node.pos, bool, false);
        let value = self.const_bool(false);
        if self.at.block == Some(self.f.entry) {
            self.set_var(used, value);
        } else {
            let entry = self.f.entry;
            self.vars.defined(entry).set(used, value);
        }
        let found = BackingStore {
            len,
            store,
            used,
            is_used: false,
        };
        self.stores.insert(Var(of.0), found);
        Ok(Some(found))
    }

    /// Builds the use of a backing store on the stack; returns the block that grows without it.
    fn append_to_stack(
        &mut self,
        slice_node: NodeId,
        store: BackingStore,
        grown: &Grown,
        elem: Ty,
        [grow, assign]: [BlockId; 2],
    ) -> Built<BlockId> {
        if let Some(store) = self.stores.get_mut(&Var(slice_node.0)) {
            store.is_used = true;
        }
        let types = self.types;
        let [used_test, len_test, body, slow] = [(); 4].map(|()| self.new_block());
        self.start_block(grow);
        let most = self.const_int(types.int, store.len);
        let fits = self.v(Gen::Leq64, types.bool, &[grown.len, most]);
        let block = self.end()?;
        self.branch(block, fits, 1, [used_test, slow]);
        self.start_block(used_test);
        let used = self.var_value(store.used)?;
        let is_unused = self.v(Gen::Not, types.bool, &[used]);
        let block = self.end()?;
        self.branch(block, is_unused, 1, [len_test, slow]);
        self.start_block(len_test);
        let zero = self.const_int(types.int, 0);
        let is_empty = self.v(Gen::Eq64, types.bool, &[grown.old_len, zero]);
        let block = self.end()?;
        self.branch(block, is_empty, 1, [body, slow]);
        self.start_block(body);
        let local = self.local(store.store)?;
        if elem.has_pointers {
            let before = self.mem();
            let aux = Aux::Name(local.name);
            let after = self.va(Gen::VarDef, types.mem, aux, &[before]);
            self.set_mem(after);
        }
        let address = self.addr_of_var(store.store)?;
        self.zero(local.ty, address);
        let slots = self.vars.markers;
        self.set_var(slots.pointer, address);
        self.set_var(slots.len, grown.len);
        let cap = self.const_int(types.int, store.len);
        self.set_var(slots.cap, cap);
        let is_used = self.const_bool(true);
        self.assign_var(store.used, is_used)?;
        self.end_to(assign)?;
        Ok(slow)
    }

    /// Makes a backing store zero in the first block.
    fn zero_store_in_entry(
        &mut self,
        node: &Node,
        slice_node: NodeId,
        store: BackingStore,
    ) -> Built<()> {
        let elem = self.ty(self.ty(node.ty).elem);
        if !elem.has_pointers || store.is_used {
            return Ok(());
        }
        let (entry, marker, mem) = (self.f.entry, self.vars.markers.mem, self.types.mem);
        let known = self.vars.defined(entry).get(marker);
        let memory = known.ok_or(BuildRefusal::Invalid("entry without a memory"))?;
        let local = self.local(store.store)?;
        let name = self.aux(Aux::Name(local.name));
        let memory = self.value_in(entry, Gen::VarDef, mem, node.pos, &[memory]);
        self.f.value_mut(memory).aux = name;
        let pointer = self.ptr_to(local.ty);
        let args = [self.sp, memory];
        let address = self.value_in(entry, Gen::LocalAddr, pointer, node.pos, &args);
        self.f.value_mut(address).aux = name;
        let memory = self.value_in(entry, Gen::Zero, mem, node.pos, &[address, memory]);
        let ty = self.aux(Aux::Type(local.ty));
        let size = self.ty(local.ty).size;
        let record = self.f.value_mut(memory);
        (record.aux, record.aux_int) = (ty, size);
        self.vars.defined(entry).set(marker, memory);
        if let Some(store) = self.stores.get_mut(&Var(slice_node.0)) {
            store.is_used = true;
        }
        Ok(())
    }
}
