//! Switches, jump tables and switches over interfaces.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`stmt`).

use vamos_ir::Node;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::BlockId;

use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

/// A jump table has at most this many entries for each of its cases (cmd/compile/internal/walk,
/// `minDensity`).
const ENTRIES_PER_CASE: u64 = 4;

impl Build<'_> {
    pub(super) fn switch_stmt(&mut self, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        let end = self.new_block();
        let outer = self.at.break_to.replace(end);
        let is_labelled = node.has(flags::HAS_LABEL);
        if is_labelled {
            self.label(&node.text).break_to = Some(end);
        }
        self.stmt_list(ir.list(node.list))?;
        self.at.break_to = outer;
        if is_labelled {
            self.label(&node.text).break_to = None;
        }
        // The statements of a switch end with a branch.
        if self.at.block.is_some() {
            self.end_with_exit()?;
        }
        self.start_block(end);
        Ok(())
    }

    pub(super) fn jump_table(&mut self, node: &Node) -> Built<()> {
        let kind = self.input.cx.ops.block_jump_table;
        let table = self.f.new_block(kind);
        let end = self.new_block();
        let index = self.expr_operand(node, 0)?;
        let word = self.types.uintptr;
        let (from, to) = (self.type_of(index), self.ty(word));
        let index = self.convert(None, index, from, to)?;
        let bounds = node.ints.first().zip(node.ints.last());
        let (first, last) = bounds.ok_or(BuildRefusal::Invalid("empty jump table"))?;
        let (first, width) = (*first as u64, (*last as u64).wrapping_sub(*first as u64));
        if width / ENTRIES_PER_CASE > node.ints.len() as u64 {
            return Err(BuildRefusal::Invalid("size of a jump table"));
        }
        let first_value = self.own_uintptr(first);
        let index = self.v(Gen::Sub64, word, &[index, first_value]);
        let width_value = self.own_uintptr(width);
        let is_in = self.v(Gen::Leq64U, self.types.bool, &[index, width_value]);
        let block = self.end()?;
        self.branch(block, is_in, 1, [table, end]);
        self.start_block(table);
        self.f.block_mut(table).pos = node.pos;
        let mut control = index;
        if self.input.header.flags.masks_indexes {
            control = self.v(Gen::SpectreSliceIndex, word, &[index, width_value]);
        }
        self.f.set_control(table, control);
        let mut targets = vec![end; width as usize + 1];
        let labels: Vec<&[u8]> = node.text.split(|byte| *byte == b'\n').collect();
        if labels.len() < node.ints.len() {
            return Err(BuildRefusal::Invalid("labels of a jump table"));
        }
        for (label, value) in labels.into_iter().zip(&node.ints) {
            let target = self.label_target(label);
            let at = (*value as u64).wrapping_sub(first) as usize;
            let slot = targets.get_mut(at);
            *slot.ok_or(BuildRefusal::Invalid("order of a jump table"))? = target;
        }
        for target in targets {
            self.f.add_edge(table, target);
        }
        self.end()?;
        self.start_block(end);
        Ok(())
    }

    pub(super) fn interface_switch(&mut self, node: &Node) -> Built<()> {
        let types = self.types;
        let ty = self.expr_operand(node, 2)?;
        let hash = self.expr_operand(node, 3)?;
        let base = self.sb;
        let descriptor = self.va(Gen::Addr, types.byte_ptr, Aux::Sym(node.sym), &[base]);
        let mut merge = None;
        if !self.input.header.flags.is_unoptimized {
            let block = self.new_block();
            merge = Some(block);
            self.interface_cache(node, [ty, hash, descriptor], block)?;
        }
        let function = self.runtime_func("interfaceSwitch");
        let results = [types.int, types.byte_ptr];
        let results = self.runtime_call(function, &results, &[descriptor, ty])?;
        for (operand, result) in results.into_iter().enumerate() {
            let left = self.operand(node, operand)?;
            self.assign(left, result)?;
        }
        if let Some(merge) = merge {
            self.end_to(merge)?;
            self.start_block(merge);
        }
        Ok(())
    }

    /// Builds the search of a type in the cache of a switch.
    fn interface_cache(
        &mut self,
        node: &Node,
        [ty, hash, descriptor]: [vamos_ssa::ValueId; 3],
        merge: BlockId,
    ) -> Built<()> {
        let types = self.types;
        let [hit, miss, head, body] = [(); 4].map(|()| self.new_block());
        let cache = self.load_cache(descriptor)?;
        let hash = self.v(Gen::ZeroExt32to64, types.uintptr, &[hash]);
        self.set_var(self.vars.markers.hash, hash);
        let mask = self.raw_load(types.uintptr, cache);
        self.end_to(head)?;
        self.start_block(head);
        let word = self.own_uintptr(8);
        let entries = self.v(Gen::AddPtr, types.uintptr_ptr, &[cache, word]);
        let index = self.hash_index(mask, 24)?;
        let entry = self.v(Gen::AddPtr, types.uintptr_ptr, &[entries, index]);
        self.search_cache(entry, ty, [hit, body, miss, head])?;
        self.start_block(hit);
        let address = self.vi(Gen::OffPtr, types.int_ptr, 8, &[entry]);
        let case = self.raw_load(types.int, address);
        let address = self.vi(Gen::OffPtr, types.byte_ptr_ptr, 16, &[entry]);
        let itab = self.raw_load(types.byte_ptr, address);
        for (operand, value) in [case, itab].into_iter().enumerate() {
            let left = self.operand(node, operand)?;
            self.assign(left, value)?;
        }
        self.end_to(merge)?;
        self.start_block(miss);
        Ok(())
    }

    /// Builds an assignment of both results of an intrinsic function.
    pub(super) fn assign_func(&mut self, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        let (left, right) = (ir.list(node.list), ir.list(node.other));
        let ([first, second], [call]) = (left, right) else {
            return Err(BuildRefusal::Invalid("assignment of a call"));
        };
        let call_node = self.node(*call)?;
        if call_node.op != Op::CallFunc || call_node.int(0) == 0 {
            return Err(BuildRefusal::Invalid("assignment of several results"));
        }
        let value = self.intrinsic(*call, call_node)?;
        let value = value.ok_or(BuildRefusal::Invalid("intrinsic without a value"))?;
        let [one, other] = [*first, *second].map(|left| self.node(left).map(|node| node.ty));
        let one = self.v(Gen::Select0, one?, &[value]);
        let other = self.v(Gen::Select1, other?, &[value]);
        self.assign(*first, one)?;
        self.assign(*second, other)
    }
}
