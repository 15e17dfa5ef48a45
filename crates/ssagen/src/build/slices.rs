//! Slices of strings, slices and arrays.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`slice`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::checks::Bounds;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

/// The bounds of a slice, where there are some.
#[derive(Clone, Copy, Default)]
struct Limits {
    low: Option<ValueId>,
    high: Option<ValueId>,
    max: Option<ValueId>,
}

/// Pointer, length and capacity.
#[derive(Clone, Copy)]
struct Parts {
    pointer: ValueId,
    len: ValueId,
    cap: ValueId,
}

impl<'a> Build<'a> {
    /// Builds a slice expression.
    pub(super) fn slice_expr(&mut self, node: &Node) -> Built<ValueId> {
        let sliced = self.operand(node, 0)?;
        let conversion = self.checked_conversion(node, sliced)?;
        let value = self.expr_with_checks(sliced, conversion.is_none())?;
        let mut limits = [None; 3];
        for (limit, index) in limits.iter_mut().zip(1..) {
            if let Some(operand) = self.operand_or_none(node, index) {
                *limit = Some(self.expr(operand)?);
            }
        }
        let [low, high, max] = limits;
        let limits = Limits { low, high, max };
        let parts = self.slice(value, limits, node.has(flags::BOUNDED))?;
        let Parts { pointer, len, cap } = parts;
        if let Some((conversion, max)) = conversion.zip(limits.max) {
            let (from, to) = (self.type_of(max), self.ty(self.types.uintptr));
            let count = self.convert(None, max, from, to)?;
            self.check_pointer(conversion, value, Some(count))?;
        }
        if node.op == Op::SliceStr {
            return Ok(self.v(Gen::StringMake, node.ty, &[pointer, len]));
        }
        Ok(self.v(Gen::SliceMake, node.ty, &[pointer, len, cap]))
    }

    /// Returns the conversion from an unsafe pointer that is checked with the limits of a slice.
    fn checked_conversion(&self, node: &Node, sliced: NodeId) -> Built<Option<&'a Node>> {
        let sliced = self.node(sliced)?;
        let is_checked = self.input.ir.facts.checks_pointers
            && node.op == Op::Slice3Arr
            && sliced.op == Op::ConvNop;
        if !is_checked {
            return Ok(None);
        }
        let from = self.node(self.operand(sliced, 0)?)?;
        Ok(self.ty(from.ty).is(kind::UNSAFEPTR).then_some(sliced))
    }

    /// Takes a value apart that is sliced.
    fn sliced_parts(&mut self, value: ValueId) -> Built<Parts> {
        let ty = self.type_of(value);
        let types = self.types;
        match ty.kind {
            kind::SLICE => {
                let pointer = self.ptr_to(ty.elem);
                Ok(Parts {
                    pointer: self.v(Gen::SlicePtr, pointer, &[value]),
                    len: self.v(Gen::SliceLen, types.int, &[value]),
                    cap: self.v(Gen::SliceCap, types.int, &[value]),
                })
            }
            kind::STRING => {
                let pointer = self.v(Gen::StringPtr, types.byte_ptr, &[value]);
                let len = self.v(Gen::StringLen, types.int, &[value]);
                Ok(Parts {
                    pointer,
                    len,
                    cap: len,
                })
            }
            kind::PTR => {
                let array = self.elem(ty)?;
                let array = self.ty(array);
                let checked = self.nil_check(value);
                let pointer = self.ptr_to(array.elem);
                let pointer = self.v(Gen::Copy, pointer, &[checked]);
                let len = self.const_int(types.int, array.len);
                Ok(Parts {
                    pointer,
                    len,
                    cap: len,
                })
            }
            _ => Err(BuildRefusal::Invalid("type of a sliced value")),
        }
    }

    /// Builds the parts of a slice of a value.
    fn slice(&mut self, value: ValueId, limits: Limits, is_bounded: bool) -> Built<Parts> {
        let ty = self.type_of(value);
        let int = self.types.int;
        let whole = self.sliced_parts(value)?;
        let mut low = match limits.low {
            Some(low) => low,
            None => self.const_int(int, 0),
        };
        let mut high = limits.high.unwrap_or(whole.len);
        let mut max = limits.max.unwrap_or(whole.cap);
        let is_slice = ty.is(kind::SLICE);
        if limits.max.is_some() {
            if max != whole.cap {
                let bounds = if is_slice {
                    Bounds::Slice3Cap
                } else {
                    Bounds::Slice3Len
                };
                max = self.bounds_check(max, whole.cap, bounds, is_bounded)?;
            }
            if high != max {
                high = self.bounds_check(high, max, Bounds::Slice3High, is_bounded)?;
            }
            low = self.bounds_check(low, high, Bounds::Slice3Low, is_bounded)?;
        } else {
            if high != max {
                let bounds = if is_slice {
                    Bounds::SliceCap
                } else {
                    Bounds::SliceLen
                };
                high = self.bounds_check(high, max, bounds, is_bounded)?;
            }
            low = self.bounds_check(low, high, Bounds::SliceLow, is_bounded)?;
        }
        let len = self.v(Gen::Sub64, int, &[high, low]);
        let cap = if high != max && !ty.is(kind::STRING) {
            self.v(Gen::Sub64, int, &[max, low])
        } else {
            len
        };
        let pointer = self.slice_pointer(whole.pointer, low, cap)?;
        Ok(Parts { pointer, len, cap })
    }

    /// Builds the pointer of a slice, which stays if the capacity is 0.
    fn slice_pointer(&mut self, pointer: ValueId, low: ValueId, cap: ValueId) -> Built<ValueId> {
        let int = self.types.int;
        let is_constant = self.is_op(low, Gen::Const64) || self.is_op(low, Gen::Const32);
        if is_constant && self.f.value(low).aux_int == 0 {
            return Ok(pointer);
        }
        let ty = self.type_of(pointer);
        // The number of bytes of a pointer's target is its length in the tables.
        let size = ty.len;
        let stride = self.const_int(int, size);
        let delta = self.v(Gen::Mul64, int, &[low, stride]);
        let mask = self.v(Gen::Slicemask, int, &[cap]);
        let delta = self.v(Gen::And64, int, &[delta, mask]);
        Ok(self.v(Gen::AddPtr, ty.id, &[pointer, delta]))
    }
}
