//! Calls of functions that are operations.
//!
//! Counterpart: cmd/compile/internal/ssagen/intrinsics.go.

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ssa::Aux;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::calls::CallKind;
use super::intrinsic_table::Feature;
use super::intrinsic_table::Kind;
use super::intrinsic_table::Shape;
use super::intrinsic_table::shape;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::Var;

impl Build<'_> {
    /// Builds a call of an intrinsic function.
    pub(super) fn intrinsic(&mut self, id: NodeId, node: &Node) -> Built<Option<ValueId>> {
        let function = self.node(self.operand(node, 0)?)?;
        let name = String::from_utf8_lossy(function.short_name());
        let package = String::from_utf8_lossy(function.package());
        let found = shape(&package, &name);
        let found = found.ok_or_else(|| BuildRefusal::Intrinsic {
            package: package.into(),
            name: name.into(),
        })?;
        let ir = self.input.ir;
        let mut args = Vec::new();
        for arg in ir.list(node.list) {
            args.push(self.expr(*arg)?);
        }
        match found {
            Shape::Guarded(op, kind, feature) => {
                self.guarded(id, (op, kind), feature, &args).map(Some)
            }
            Shape::Divide => self.divide_wide(&args).map(Some),
            Shape::Select => self.select_value(&args).map(Some),
            Shape::OfMap(function) => self.map_function(function, &args).map(Some),
            found => self.simple_intrinsic(found, node, args),
        }
    }

    fn kind_type(&mut self, kind: Kind) -> Built<TypeId> {
        let types = self.types;
        let name = match kind {
            Kind::Bool => return Ok(types.bool),
            Kind::Int => return Ok(types.int),
            Kind::Uint8 => return Ok(types.uint8),
            Kind::Uint32 => return Ok(types.uint32),
            Kind::Uintptr => return Ok(types.uintptr),
            Kind::Float64 => return Ok(types.float64),
            Kind::BytePtr => return Ok(types.byte_ptr),
            Kind::Uint => "uint",
            Kind::Uint16 => "uint16",
            Kind::Uint64 => "uint64",
        };
        let found = self.f.basic_type(self.input.cx.package, name);
        found.ok_or_else(|| BuildRefusal::Type {
            text: name.into(),
            link_text: name.into(),
        })
    }

    fn simple_intrinsic(
        &mut self,
        shape: Shape,
        node: &Node,
        mut args: Vec<ValueId>,
    ) -> Built<Option<ValueId>> {
        let mem = self.types.mem;
        match shape {
            Shape::Value(op, kind) => {
                let ty = self.kind_type(kind)?;
                Ok(Some(self.v(op, ty, &args)))
            }
            Shape::Typed(op) => Ok(Some(self.v(op, node.ty, &args))),
            Shape::OfMemory(op, kind) => {
                let ty = self.kind_type(kind)?;
                let memory = self.mem();
                Ok(Some(self.v(op, ty, &[memory])))
            }
            Shape::Pair(op, kind) => {
                let ty = self.kind_type(kind)?;
                let pair = self.tuple([ty, ty])?;
                Ok(Some(self.v(op, pair, &args)))
            }
            Shape::Effect(op) => {
                args.push(self.mem());
                let after = self.v(op, mem, &args);
                self.set_mem(after);
                Ok(None)
            }
            Shape::Atomic(op, kind) | Shape::AtomicValue(op, kind) => {
                let ty = self.kind_type(kind)?;
                let pair = self.tuple([ty, mem])?;
                args.push(self.mem());
                let both = self.v(op, pair, &args);
                let is_value_first = matches!(shape, Shape::AtomicValue(..));
                let mut value = None;
                if is_value_first {
                    value = Some(self.v(Gen::Select0, ty, &[both]));
                }
                let after = self.v(Gen::Select1, mem, &[both]);
                self.set_mem(after);
                if !is_value_first {
                    value = Some(self.v(Gen::Select0, ty, &[both]));
                }
                Ok(value)
            }
            Shape::KeepAlive => {
                let data = self.v(Gen::IData, self.types.byte_ptr, &args);
                let before = self.mem();
                let after = self.v(Gen::KeepAlive, mem, &[data, before]);
                self.set_mem(after);
                Ok(None)
            }
            Shape::Guarded(..) | Shape::Divide | Shape::Select | Shape::OfMap(_) => {
                Err(BuildRefusal::Invalid("form of an intrinsic function"))
            }
        }
    }

    /// Builds an operation if the processor has a feature, and a call if it has not.
    fn guarded(
        &mut self,
        id: NodeId,
        (op, kind): (Gen, Kind),
        feature: Feature,
        args: &[ValueId],
    ) -> Built<ValueId> {
        let ty = self.kind_type(kind)?;
        if self.input.header.goamd64 >= feature.since {
            return Ok(self.v(op, ty, args));
        }
        let var = Var(id.0);
        let sym = self.runtime_var(feature.variable);
        let bool = self.types.bool;
        let has = self.entry_aux(Gen::HasCPUFeature, bool, Aux::Sym(sym), &[]);
        let block = self.end()?;
        let [then, els, end] = [(); 3].map(|()| self.new_block());
        self.branch(block, has, 1, [then, els]);
        self.start_block(then);
        let value = self.v(op, ty, args);
        self.set_var(var, value);
        self.end_to(end)?;
        self.start_block(els);
        let result = self.call(id, CallKind::Normal, false, None)?;
        let result = result.ok_or(BuildRefusal::Invalid("call without a value"))?;
        self.set_var(var, result);
        self.end_to(end)?;
        self.start_block(end);
        Ok(self.variable(var, ty))
    }

    /// Builds a division of two words by one.
    fn divide_wide(&mut self, args: &[ValueId]) -> Built<ValueId> {
        let [high, _, divisor] = *args else {
            return Err(BuildRefusal::Invalid("arguments of a division"));
        };
        let id = self.kind_type(Kind::Uint64)?;
        let (ty, bool) = (self.ty(id), self.types.bool);
        let zero = self.zero_value(ty)?;
        let op = self.op_of(Op::Ne, ty)?;
        let differs = self.v(op, bool, &[divisor, zero]);
        self.check(differs, "panicdivide")?;
        let op = self.op_of(Op::Lt, ty)?;
        let fits = self.v(op, bool, &[high, divisor]);
        self.check(fits, "panicoverflow")?;
        let pair = self.tuple([id, id])?;
        Ok(self.v(Gen::Div128u, pair, args))
    }

    /// Builds one of two values without a branch.
    fn select_value(&mut self, args: &[ValueId]) -> Built<ValueId> {
        let [which, x, y] = *args else {
            return Err(BuildRefusal::Invalid("arguments of a selection"));
        };
        let int = self.types.int;
        let zero = self.const_int(int, 0);
        let is_set = self.v(Gen::Neq64, self.types.bool, &[zero, which]);
        Ok(self.v(Gen::CondSelect, int, &[x, y, is_set]))
    }
}
