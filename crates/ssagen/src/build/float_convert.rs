//! Conversions from and to floating-point numbers.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`fpConvOpToSSA`, `uint64Tofloat`,
//! `floatToUint`).

use vamos_ir::NodeId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::Var;

/// Two operations, with a type between them; `Copy` does nothing.
type Steps = (Gen, Gen, Between);

/// The type between two operations.
#[derive(Clone, Copy)]
enum Between {
    Int32,
    Int64,
}

/// Returns the operations that convert an integer.
fn from_integer(size: i64, is_signed: bool, is_single: bool) -> Option<Steps> {
    let narrow = if is_single {
        Gen::Cvt32to32F
    } else {
        Gen::Cvt32to64F
    };
    let wide = if is_single {
        Gen::Cvt64to32F
    } else {
        Gen::Cvt64to64F
    };
    Some(match (size, is_signed) {
        (1, true) => (Gen::SignExt8to32, narrow, Between::Int32),
        (2, true) => (Gen::SignExt16to32, narrow, Between::Int32),
        (4, true) => (Gen::Copy, narrow, Between::Int32),
        (8, true) => (Gen::Copy, wide, Between::Int64),
        (1, false) => (Gen::ZeroExt8to32, narrow, Between::Int32),
        (2, false) => (Gen::ZeroExt16to32, narrow, Between::Int32),
        (4, false) => (Gen::ZeroExt32to64, wide, Between::Int64),
        _ => return None,
    })
}

/// Returns the operations that convert to an integer.
fn to_integer(size: i64, is_signed: bool, is_single: bool) -> Option<Steps> {
    let narrow = if is_single {
        Gen::Cvt32Fto32
    } else {
        Gen::Cvt64Fto32
    };
    let wide = if is_single {
        Gen::Cvt32Fto64
    } else {
        Gen::Cvt64Fto64
    };
    Some(match (size, is_signed) {
        (1, _) => (narrow, Gen::Trunc32to8, Between::Int32),
        (2, _) => (narrow, Gen::Trunc32to16, Between::Int32),
        (4, true) => (narrow, Gen::Copy, Between::Int32),
        (8, true) => (wide, Gen::Copy, Between::Int64),
        (4, false) => (wide, Gen::Trunc64to32, Between::Int64),
        _ => return None,
    })
}

impl Build<'_> {
    /// Builds a conversion from or to a floating-point number.
    pub(super) fn convert_float(
        &mut self,
        node: Option<NodeId>,
        value: ValueId,
        from: Ty,
        to: Ty,
    ) -> Built<ValueId> {
        if from.is_float() && to.is_float() {
            let op = match (from.size, to.size) {
                (8, 4) => Gen::Cvt64Fto32F,
                (4, 8) => Gen::Cvt32Fto64F,
                (4, _) => Gen::Round32F,
                _ => Gen::Round64F,
            };
            return Ok(self.v(op, to.id, &[value]));
        }
        let steps = if from.is_integer() {
            from_integer(from.size, from.is_signed(), to.is(kind::FLOAT32))
        } else if to.is_integer() {
            to_integer(to.size, to.is_signed(), from.is(kind::FLOAT32))
        } else {
            return Err(BuildRefusal::Missing("conversions of these types"));
        };
        let Some((first, second, between)) = steps else {
            let node = node.ok_or(BuildRefusal::Invalid("conversion without a node"))?;
            return if from.is_integer() {
                self.uint64_to_float(node, value, from, to)
            } else {
                self.float_to_unsigned(node, value, from, to)
            };
        };
        Ok(match (first, second) {
            (Gen::Copy, op) | (op, Gen::Copy) => self.v(op, to.id, &[value]),
            _ => {
                let ty = match between {
                    Between::Int32 => self.types.int32,
                    Between::Int64 => self.types.int64,
                };
                let value = self.v(first, ty, &[value]);
                self.v(second, to.id, &[value])
            }
        })
    }

    /// Returns the type of a node.
    fn node_type(&self, node: NodeId) -> Built<TypeId> {
        self.node(node).map(|node| node.ty)
    }

    /// Builds the conversion of an integer whose highest bit is no sign.
    fn uint64_to_float(&mut self, node: NodeId, x: ValueId, from: Ty, to: Ty) -> Built<ValueId> {
        let is_single = to.size == 4;
        let convert = if is_single {
            Gen::Cvt64to32F
        } else {
            Gen::Cvt64to64F
        };
        let add = if is_single { Gen::Add32F } else { Gen::Add64F };
        let var = Var(node.0);
        let zero = self.zero_value(from)?;
        let is_small = self.v(Gen::Leq64, self.types.bool, &[zero, x]);
        let block = self.end()?;
        self.set_kind(block, self.input.cx.ops.block_if, is_small);
        self.f.block_mut(block).likely = 1;
        let [then, els, after] = [(); 3].map(|()| self.new_block());
        self.f.add_edge(block, then);
        self.start_block(then);
        let converted = self.v(convert, to.id, &[x]);
        self.set_var(var, converted);
        self.end_to(after)?;
        self.f.add_edge(block, els);
        self.start_block(els);
        let one = self.const_int(from.id, 1);
        let low = self.v(Gen::And64, from.id, &[x, one]);
        let half = self.v(Gen::Rsh64Ux64, from.id, &[x, one]);
        let half = self.v(Gen::Or64, from.id, &[half, low]);
        let converted = self.v(convert, to.id, &[half]);
        let doubled = self.v(add, to.id, &[converted, converted]);
        self.set_var(var, doubled);
        self.end_to(after)?;
        self.start_block(after);
        let ty = self.node_type(node)?;
        Ok(self.variable(var, ty))
    }

    /// Builds the conversion to an integer whose highest bit is no sign.
    fn float_to_unsigned(&mut self, node: NodeId, x: ValueId, from: Ty, to: Ty) -> Built<ValueId> {
        let (less, convert, subtract) = if from.size == 4 {
            (Gen::Less32F, Gen::Cvt32Fto64, Gen::Sub32F)
        } else {
            (Gen::Less64F, Gen::Cvt64Fto64, Gen::Sub64F)
        };
        let (bool, var) = (self.types.bool, Var(node.0));
        let highest = 1_u64 << 63;
        let cutoff = self.const_float(from.id, highest as f64);
        let is_small = self.v(less, bool, &[x, cutoff]);
        let block = self.end()?;
        self.set_kind(block, self.input.cx.ops.block_if, is_small);
        self.f.block_mut(block).likely = 1;
        let [then, els, after] = [(); 3].map(|()| self.new_block());
        self.f.add_edge(block, then);
        self.start_block(then);
        let converted = self.v(convert, to.id, &[x]);
        self.set_var(var, converted);
        self.end_to(after)?;
        self.f.add_edge(block, els);
        self.start_block(els);
        let rest = self.v(subtract, from.id, &[x, cutoff]);
        let rest = self.v(convert, to.id, &[rest]);
        let highest = self.const_of(to, highest as i64)?;
        let converted = self.v(Gen::Or64, to.id, &[rest, highest]);
        self.set_var(var, converted);
        self.end_to(after)?;
        self.start_block(after);
        let ty = self.node_type(node)?;
        Ok(self.variable(var, ty))
    }
}
