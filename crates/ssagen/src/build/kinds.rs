//! Facts about a type, copied from the tables, and the operations for operands of its kind.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`opToSSA`, `shiftOpToSSA`, `concreteEtype`).

use vamos_ir::Op;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use super::ops::Gen;

/// Facts about a type.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ty {
    pub(super) id: TypeId,
    pub(super) kind: u32,
    pub(super) size: i64,
    pub(super) align: i64,
    pub(super) elem: TypeId,
    pub(super) len: i64,
    pub(super) fields: usize,
    pub(super) has_pointers: bool,
    pub(super) is_pointer_shaped: bool,
    pub(super) can_be_ssa: bool,
    pub(super) is_simd: bool,
    pub(super) is_target_not_in_heap: bool,
}

impl Ty {
    pub(super) fn of(id: TypeId, ty: &Type) -> Self {
        Self {
            id,
            kind: ty.kind,
            size: ty.size,
            align: ty.align,
            elem: ty.elem,
            len: ty.len,
            fields: ty.components.len(),
            has_pointers: ty.has_pointers(),
            is_pointer_shaped: ty.is_pointer_shaped(),
            can_be_ssa: ty.can_be_ssa(),
            is_simd: ty.is_simd(),
            is_target_not_in_heap: ty.is_target_not_in_heap(),
        }
    }

    pub(super) fn is(self, kind: u32) -> bool {
        self.kind == kind
    }

    pub(super) fn is_integer(self) -> bool {
        (kind::INT8..=kind::UINTPTR).contains(&self.kind)
    }

    pub(super) fn is_signed(self) -> bool {
        self.is_integer() && self.kind % 2 == 1 && self.kind != kind::UINTPTR
    }

    pub(super) fn is_float(self) -> bool {
        self.is(kind::FLOAT32) || self.is(kind::FLOAT64)
    }

    pub(super) fn is_complex(self) -> bool {
        self.is(kind::COMPLEX64) || self.is(kind::COMPLEX128)
    }

    /// Reports whether the type is a boolean or a number.
    pub(super) fn is_scalar(self) -> bool {
        self.is(kind::BOOL) || self.is_integer() || self.is_float() || self.is_complex()
    }

    /// Returns the index of the size in a row of operations for 1, 2, 4 and 8 bytes.
    fn size_index(self) -> Option<usize> {
        Some(match self.size {
            1 => 0,
            2 => 1,
            4 => 2,
            8 => 3,
            _ => return None,
        })
    }

    /// Returns the operation for a node's operation on operands of the type.
    pub(super) fn op(self, op: Op) -> Option<Gen> {
        match op {
            Op::Not if self.is(kind::BOOL) => return Some(Gen::Not),
            Op::Imag if self.is_complex() => return Some(Gen::ComplexImag),
            Op::Real if self.is_complex() => return Some(Gen::ComplexReal),
            Op::Eq | Op::Ne => return self.equality(op),
            _ => {}
        }
        if self.is_float() {
            return self.float_op(op);
        }
        if !self.is_integer() {
            return None;
        }
        let is_signed = self.is_signed();
        let row = match op {
            Op::Add => [Gen::Add8, Gen::Add16, Gen::Add32, Gen::Add64],
            Op::Sub => [Gen::Sub8, Gen::Sub16, Gen::Sub32, Gen::Sub64],
            Op::Neg => [Gen::Neg8, Gen::Neg16, Gen::Neg32, Gen::Neg64],
            Op::BitNot => [Gen::Com8, Gen::Com16, Gen::Com32, Gen::Com64],
            Op::Mul => [Gen::Mul8, Gen::Mul16, Gen::Mul32, Gen::Mul64],
            Op::And => [Gen::And8, Gen::And16, Gen::And32, Gen::And64],
            Op::Or => [Gen::Or8, Gen::Or16, Gen::Or32, Gen::Or64],
            Op::Xor => [Gen::Xor8, Gen::Xor16, Gen::Xor32, Gen::Xor64],
            Op::Div if is_signed => [Gen::Div8, Gen::Div16, Gen::Div32, Gen::Div64],
            Op::Div => [Gen::Div8u, Gen::Div16u, Gen::Div32u, Gen::Div64u],
            Op::Mod if is_signed => [Gen::Mod8, Gen::Mod16, Gen::Mod32, Gen::Mod64],
            Op::Mod => [Gen::Mod8u, Gen::Mod16u, Gen::Mod32u, Gen::Mod64u],
            Op::Lt if is_signed => [Gen::Less8, Gen::Less16, Gen::Less32, Gen::Less64],
            Op::Lt => [Gen::Less8U, Gen::Less16U, Gen::Less32U, Gen::Less64U],
            Op::Le if is_signed => [Gen::Leq8, Gen::Leq16, Gen::Leq32, Gen::Leq64],
            Op::Le => [Gen::Leq8U, Gen::Leq16U, Gen::Leq32U, Gen::Leq64U],
            _ => return None,
        };
        row.get(self.size_index()?).copied()
    }

    fn float_op(self, op: Op) -> Option<Gen> {
        let [single, double] = match op {
            Op::Add => [Gen::Add32F, Gen::Add64F],
            Op::Sub => [Gen::Sub32F, Gen::Sub64F],
            Op::Mul => [Gen::Mul32F, Gen::Mul64F],
            Op::Div => [Gen::Div32F, Gen::Div64F],
            Op::Neg => [Gen::Neg32F, Gen::Neg64F],
            Op::Lt => [Gen::Less32F, Gen::Less64F],
            Op::Le => [Gen::Leq32F, Gen::Leq64F],
            _ => return None,
        };
        Some(if self.is(kind::FLOAT32) {
            single
        } else {
            double
        })
    }

    fn equality(self, op: Op) -> Option<Gen> {
        let index = usize::from(op == Op::Ne);
        let pair = match self.kind {
            kind::BOOL => [Gen::EqB, Gen::NeqB],
            kind::FLOAT32 => [Gen::Eq32F, Gen::Neq32F],
            kind::FLOAT64 => [Gen::Eq64F, Gen::Neq64F],
            kind::INTER => [Gen::EqInter, Gen::NeqInter],
            kind::SLICE => [Gen::EqSlice, Gen::NeqSlice],
            kind::FUNC | kind::MAP | kind::CHAN | kind::PTR | kind::UNSAFEPTR => {
                [Gen::EqPtr, Gen::NeqPtr]
            }
            kind::UINTPTR => [Gen::Eq64, Gen::Neq64],
            _ if self.is_integer() => match self.size_index()? {
                0 => [Gen::Eq8, Gen::Neq8],
                1 => [Gen::Eq16, Gen::Neq16],
                2 => [Gen::Eq32, Gen::Neq32],
                _ => [Gen::Eq64, Gen::Neq64],
            },
            _ => return None,
        };
        pair.get(index).copied()
    }

    /// Returns the operation of a shift by a number of another unsigned type.
    pub(super) fn shift_op(self, op: Op, by: Self) -> Option<Gen> {
        use Gen as G;
        let at = 4 * self.size_index()? + by.size_index()?;
        let row = match op {
            Op::Lsh => [
                G::Lsh8x8,
                G::Lsh8x16,
                G::Lsh8x32,
                G::Lsh8x64,
                G::Lsh16x8,
                G::Lsh16x16,
                G::Lsh16x32,
                G::Lsh16x64,
                G::Lsh32x8,
                G::Lsh32x16,
                G::Lsh32x32,
                G::Lsh32x64,
                G::Lsh64x8,
                G::Lsh64x16,
                G::Lsh64x32,
                G::Lsh64x64,
            ],
            Op::Rsh if self.is_signed() => [
                G::Rsh8x8,
                G::Rsh8x16,
                G::Rsh8x32,
                G::Rsh8x64,
                G::Rsh16x8,
                G::Rsh16x16,
                G::Rsh16x32,
                G::Rsh16x64,
                G::Rsh32x8,
                G::Rsh32x16,
                G::Rsh32x32,
                G::Rsh32x64,
                G::Rsh64x8,
                G::Rsh64x16,
                G::Rsh64x32,
                G::Rsh64x64,
            ],
            Op::Rsh => [
                G::Rsh8Ux8,
                G::Rsh8Ux16,
                G::Rsh8Ux32,
                G::Rsh8Ux64,
                G::Rsh16Ux8,
                G::Rsh16Ux16,
                G::Rsh16Ux32,
                G::Rsh16Ux64,
                G::Rsh32Ux8,
                G::Rsh32Ux16,
                G::Rsh32Ux32,
                G::Rsh32Ux64,
                G::Rsh64Ux8,
                G::Rsh64Ux16,
                G::Rsh64Ux32,
                G::Rsh64Ux64,
            ],
            _ => return None,
        };
        row.get(at).copied()
    }

    /// Returns the operation that makes an integer of another size; `Copy` for the same size.
    pub(super) fn resize_op(self, to_size: i64) -> Option<Gen> {
        if self.size == to_size {
            return Some(Gen::Copy);
        }
        let is_signed = self.is_signed();
        Some(match (self.size, to_size) {
            (2, 1) => Gen::Trunc16to8,
            (4, 1) => Gen::Trunc32to8,
            (4, 2) => Gen::Trunc32to16,
            (8, 1) => Gen::Trunc64to8,
            (8, 2) => Gen::Trunc64to16,
            (8, 4) => Gen::Trunc64to32,
            (1, 2) if is_signed => Gen::SignExt8to16,
            (1, 4) if is_signed => Gen::SignExt8to32,
            (1, 8) if is_signed => Gen::SignExt8to64,
            (2, 4) if is_signed => Gen::SignExt16to32,
            (2, 8) if is_signed => Gen::SignExt16to64,
            (4, 8) if is_signed => Gen::SignExt32to64,
            (1, 2) => Gen::ZeroExt8to16,
            (1, 4) => Gen::ZeroExt8to32,
            (1, 8) => Gen::ZeroExt8to64,
            (2, 4) => Gen::ZeroExt16to32,
            (2, 8) => Gen::ZeroExt16to64,
            (4, 8) => Gen::ZeroExt32to64,
            _ => return None,
        })
    }
}
