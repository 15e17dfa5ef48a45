//! Type assertions.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`dottype`, `dottype1`).

use vamos_ir::Node;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::assign::Right;
use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::store::Skip;

/// The offset of the hash in types and in itabs, in bytes.
const HASH_OFFSET: i64 = 16;

/// The value of an assertion, and whether it holds.
pub(super) type Asserted = (ValueId, Option<ValueId>);

/// An assertion.
#[derive(Clone, Copy)]
struct Assertion {
    pos: vamos_ssa::Pos,
    from: Ty,
    to: Ty,
    interface: ValueId,
    /// The descriptor of the interface's type, if it is not constant.
    source: Option<ValueId>,
    target: ValueId,
    target_itab: Option<ValueId>,
    /// The result of the assertion is a value, too.
    has_ok: bool,
    descriptor: Option<SymId>,
}

impl Build<'_> {
    /// Builds an assignment of an assertion and whether it holds.
    pub(super) fn assign_dot_type(&mut self, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        let (left, right) = (ir.list(node.list), ir.list(node.other));
        let ([value_to, ok_to], [right]) = (left, right) else {
            return Err(BuildRefusal::Invalid("assignment of an assertion"));
        };
        let right_node = self.node(*right)?;
        let (value, ok) = if right_node.op == Op::DotType2 {
            self.dot_type(right_node, true)?
        } else {
            self.dynamic_dot_type(right_node, true)?
        };
        let value = if self.ty(right_node.ty).can_be_ssa {
            Right::Value(value)
        } else {
            Right::At(self.address_of_load(value)?)
        };
        self.assign_to(*value_to, value, Skip::default(), false)?;
        let ok = ok.ok_or(BuildRefusal::Invalid("assertion without a result"))?;
        self.assign(*ok_to, ok)
    }

    /// Builds an assertion to a type that is known.
    pub(super) fn dot_type(&mut self, node: &Node, has_ok: bool) -> Built<Asserted> {
        let x = self.operand(node, 0)?;
        let from = self.ty(self.node(x)?.ty);
        let mut interface = self.expr(x)?;
        let target = self.reflect_type(node.ty)?;
        let target_itab = match self.operand_or_none(node, 1) {
            Some(itab) => Some(self.expr(itab)?),
            None => None,
        };
        if node.has(flags::NIL_PANIC) {
            let pointer = self.types.byte_ptr;
            let itab = self.v(Gen::ITab, pointer, &[interface]);
            let itab = self.nil_check(itab);
            let data = self.v(Gen::IData, pointer, &[interface]);
            let ty = self.f.value(interface).ty;
            interface = self.v(Gen::IMake, ty, &[itab, data]);
        }
        self.assertion(Assertion {
            pos: node.pos,
            from,
            to: self.ty(node.ty),
            interface,
            source: None,
            target,
            target_itab,
            has_ok,
            descriptor: (node.sym.0 != 0).then_some(node.sym),
        })
    }

    /// Builds an assertion to a type that depends on type arguments.
    pub(super) fn dynamic_dot_type(&mut self, node: &Node, has_ok: bool) -> Built<Asserted> {
        let x = self.operand(node, 0)?;
        let from = self.ty(self.node(x)?.ty);
        let to = self.ty(node.ty);
        let interface = self.expr(x)?;
        let source = match self.operand_or_none(node, 1) {
            Some(source) => Some(self.expr(source)?),
            None => None,
        };
        let mut target_itab = None;
        let target = if !self.is_empty_interface(from) && !to.is(kind::INTER) {
            let pointer = self.types.byte_ptr;
            let itab = self.expr_operand(node, 3)?;
            target_itab = Some(itab);
            let address = self.vi(Gen::OffPtr, pointer, 8, &[itab]);
            self.load(pointer, address)
        } else {
            self.expr_operand(node, 2)?
        };
        self.assertion(Assertion {
            pos: node.pos,
            from,
            to,
            interface,
            source,
            target,
            target_itab,
            has_ok,
            descriptor: None,
        })
    }

    fn assertion(&mut self, assertion: Assertion) -> Built<Asserted> {
        if !assertion.to.is(kind::INTER) {
            return self.assertion_to_concrete(&assertion);
        }
        if self.is_empty_interface(assertion.to) {
            return self.assertion_to_empty(&assertion);
        }
        self.assertion_to_interface(&assertion)
    }

    /// Adds a comparison of a pointer with nil.
    fn is_not_nil(&mut self, pointer: ValueId) -> ValueId {
        let ty = self.types.byte_ptr;
        let nil = self.const_nil(ty);
        self.v(Gen::NeqPtr, self.types.bool, &[pointer, nil])
    }

    /// Loads the type of an itab.
    fn type_of_itab(&mut self, itab: ValueId) -> ValueId {
        let pointer = self.types.byte_ptr;
        let address = self.vi(Gen::OffPtr, pointer, 8, &[itab]);
        self.load(pointer, address)
    }

    fn assertion_to_empty(&mut self, assertion: &Assertion) -> Built<Asserted> {
        let Assertion {
            from,
            to,
            interface,
            target,
            has_ok,
            ..
        } = *assertion;
        let pointer = self.types.byte_ptr;
        let from_empty = self.is_empty_interface(from);
        let itab = self.v(Gen::ITab, pointer, &[interface]);
        let condition = self.is_not_nil(itab);
        if from_empty && has_ok {
            return Ok((interface, Some(condition)));
        }
        let block = self.end()?;
        let [ok, fail] = [(); 2].map(|()| self.new_block());
        self.branch(block, condition, 1, [ok, fail]);
        if !has_ok {
            self.start_block(fail);
            let function = self.runtime_func("panicnildottype");
            self.panic_call(function, &[target])?;
            self.start_block(ok);
            if from_empty {
                return Ok((interface, None));
            }
            let ty = self.type_of_itab(itab);
            let data = self.v(Gen::IData, pointer, &[interface]);
            return Ok((self.v(Gen::IMake, to.id, &[ty, data]), None));
        }
        let marker = self.vars.markers.ty;
        self.start_block(ok);
        let ty = self.type_of_itab(itab);
        self.set_var(marker, ty);
        self.end()?;
        self.start_block(fail);
        self.set_var(marker, itab);
        self.end()?;
        let end = self.new_block();
        self.f.add_edge(ok, end);
        self.f.add_edge(fail, end);
        self.start_block(end);
        let data = self.v(Gen::IData, pointer, &[interface]);
        let ty = self.variable(marker, pointer);
        let value = self.v(Gen::IMake, to.id, &[ty, data]);
        self.vars.current.remove(marker);
        Ok((value, Some(condition)))
    }

    fn assertion_to_interface(&mut self, assertion: &Assertion) -> Built<Asserted> {
        let Assertion {
            from,
            to,
            interface,
            target,
            has_ok,
            ..
        } = *assertion;
        let (pointer, marker) = (self.types.byte_ptr, self.vars.markers.ty);
        let itab = self.v(Gen::ITab, pointer, &[interface]);
        let any = self.unsafe_pointer()?;
        let data = self.v(Gen::IData, any, &[interface]);
        let [nil, there, merge] = [(); 3].map(|()| self.new_block());
        let condition = self.is_not_nil(itab);
        let block = self.end()?;
        self.branch(block, condition, 1, [there, nil]);
        self.start_block(nil);
        if has_ok {
            self.set_var(marker, itab);
            self.end_to(merge)?;
        } else {
            let function = self.runtime_func("panicnildottype");
            self.panic_call(function, &[target])?;
        }
        self.start_block(there);
        let ty = if self.is_empty_interface(from) {
            itab
        } else {
            self.type_of_itab(itab)
        };
        let found = if let Some(sym) = assertion.descriptor {
            let base = self.sb;
            let descriptor = self.va(Gen::Addr, pointer, Aux::Sym(sym), &[base]);
            if !self.input.header.flags.is_unoptimized {
                self.assertion_cache(assertion, descriptor, [itab, ty], merge)?;
            }
            self.call_for_itab("typeAssert", &[descriptor, ty])?
        } else if has_ok {
            self.call_for_itab("assertE2I2", &[target, ty])?
        } else {
            self.call_for_itab("assertE2I", &[target, ty])?
        };
        self.set_var(marker, found);
        self.end_to(merge)?;
        self.start_block(merge);
        let itab = self.variable(marker, pointer);
        let ok = has_ok.then(|| self.is_not_nil(itab));
        Ok((self.v(Gen::IMake, to.id, &[itab, data]), ok))
    }

    fn call_for_itab(&mut self, name: &str, args: &[ValueId]) -> Built<ValueId> {
        let function = self.runtime_func(name);
        let results = self.runtime_call(function, &[self.types.byte_ptr], args)?;
        let itab = results.first().copied();
        itab.ok_or(BuildRefusal::Invalid("call without a result"))
    }

    /// Builds the search of a type in the cache of an assertion.
    fn assertion_cache(
        &mut self,
        assertion: &Assertion,
        descriptor: ValueId,
        [itab, ty]: [ValueId; 2],
        merge: BlockId,
    ) -> Built<()> {
        let types = self.types;
        let [head, body, hit, miss] = [(); 4].map(|()| self.new_block());
        let cache = self.load_cache(descriptor)?;
        let of = if self.is_empty_interface(assertion.from) {
            ty
        } else {
            itab
        };
        let address = self.vi(Gen::OffPtr, types.uint32_ptr, HASH_OFFSET, &[of]);
        let hash = self.raw_load(types.uint32, address);
        let hash = self.v(Gen::ZeroExt32to64, types.uintptr, &[hash]);
        self.set_var(self.vars.markers.hash, hash);
        let mask = self.raw_load(types.uintptr, cache);
        self.end_to(head)?;
        self.start_block(head);
        let index = self.hash_index(mask, 16)?;
        let word = self.own_uintptr(8);
        let index = self.v(Gen::Add64, types.uintptr, &[index, word]);
        let entry = self.v(Gen::AddPtr, types.uintptr_ptr, &[cache, index]);
        self.search_cache(entry, ty, [hit, body, miss, head])?;
        self.start_block(hit);
        let address = self.vi(Gen::OffPtr, types.byte_ptr_ptr, 8, &[entry]);
        let found = self.raw_load(types.byte_ptr, address);
        self.set_var(self.vars.markers.ty, found);
        self.end_to(merge)?;
        self.start_block(miss);
        Ok(())
    }

    fn assertion_to_concrete(&mut self, assertion: &Assertion) -> Built<Asserted> {
        let Assertion {
            from,
            to,
            interface,
            target,
            has_ok,
            ..
        } = *assertion;
        let from_empty = self.is_empty_interface(from);
        let itab = self.v(Gen::ITab, self.types.byte_ptr, &[interface]);
        let wanted = if from_empty {
            Some(target)
        } else {
            assertion.target_itab
        };
        let wanted = wanted.ok_or(BuildRefusal::Invalid("assertion without an itab"))?;
        let mut address = None;
        if has_ok && !to.can_be_ssa {
            address = Some(self.temp(assertion.pos, to.id)?.1);
        }
        let condition = self.v(Gen::EqPtr, self.types.bool, &[itab, wanted]);
        let block = self.end()?;
        let [ok, fail] = [(); 2].map(|()| self.new_block());
        self.branch(block, condition, 1, [ok, fail]);
        if !has_ok {
            self.start_block(fail);
            let source = match assertion.source {
                Some(source) => source,
                None => self.reflect_type(from.id)?,
            };
            let name = if from_empty {
                "panicdottypeE"
            } else {
                "panicdottypeI"
            };
            let function = self.runtime_func(name);
            self.panic_call(function, &[itab, target, source])?;
            self.start_block(ok);
            return Ok((self.data_of(interface, to)?, None));
        }
        self.concrete_with_ok(assertion, address, [ok, fail])
    }

    /// Builds the value in an interface.
    fn data_of(&mut self, interface: ValueId, ty: Ty) -> Built<ValueId> {
        if self.is_direct(ty) {
            return Ok(self.v(Gen::IData, ty.id, &[interface]));
        }
        let pointer = self.ptr_to(ty.id);
        let address = self.v(Gen::IData, pointer, &[interface]);
        Ok(self.load(ty.id, address))
    }

    fn concrete_with_ok(
        &mut self,
        assertion: &Assertion,
        address: Option<ValueId>,
        [ok, fail]: [BlockId; 2],
    ) -> Built<Asserted> {
        let Assertion { to, interface, .. } = *assertion;
        let end = self.new_block();
        let value_marker = self.vars.new_var();
        let ok_marker = self.vars.markers.ok;
        self.start_block(ok);
        if let Some(address) = address {
            let pointer = self.ptr_to(to.id);
            let data = self.v(Gen::IData, pointer, &[interface]);
            self.move_memory(to.id, address, data);
        } else {
            let value = self.data_of(interface, to)?;
            self.set_var(value_marker, value);
        }
        let is_true = self.const_bool(true);
        self.set_var(ok_marker, is_true);
        self.end_to(end)?;
        self.start_block(fail);
        if let Some(address) = address {
            self.zero(to.id, address);
        } else {
            let zero = self.zero_value(to)?;
            self.set_var(value_marker, zero);
        }
        let is_false = self.const_bool(false);
        self.set_var(ok_marker, is_false);
        self.end_to(end)?;
        self.start_block(end);
        let value = if let Some(address) = address {
            self.load(to.id, address)
        } else {
            let value = self.variable(value_marker, to.id);
            self.vars.current.remove(value_marker);
            value
        };
        let bool: TypeId = self.types.bool;
        let is_ok = self.variable(ok_marker, bool);
        self.vars.current.remove(ok_marker);
        Ok((value, Some(is_ok)))
    }
}
