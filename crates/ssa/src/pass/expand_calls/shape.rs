//! The parts of values that are passed part by part.
//!
//! Counterpart: cmd/compile/internal/ssa/expand_calls.go (`rewriteSelectOrArg`,
//! `decomposeAsNecessary`).

use super::Expander;
use crate::package::TypeId;
use crate::package::kind;
use crate::rules::Refusal;

/// A part of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) ty: TypeId,
    /// The type that decides the place of the part.
    pub(super) place: TypeId,
    /// The operation that selects the part, and its integer.
    pub(super) select: u16,
    pub(super) aux_int: i64,
}

/// The parts of a type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The operation that makes a value of its parts.
    pub(super) make: u16,
    /// The number of parts.
    pub(super) len: usize,
    parts: Parts,
}

#[derive(Clone, Copy, Debug)]
enum Parts {
    /// The parts of a builtin type.
    Few([Part; 3]),
    /// The fields of a struct.
    Fields(TypeId),
    /// The elements of an array.
    Elems(TypeId),
}

impl Expander<'_, '_> {
    /// Returns the shape of a type that has parts.
    pub(super) fn shape(&mut self, id: TypeId) -> Result<Option<Shape>, Refusal> {
        let (ops, types) = (self.cx.ops, self.types);
        let ty = self.ty(id)?;
        let few = |make, parts: [(u16, TypeId); 2]| {
            let [one, two] = parts.map(|(select, ty)| part(select, ty));
            (make, 2, Parts::Few([one, two, Part::default()]))
        };
        let (make, len, parts) = match ty.kind {
            kind::ARRAY => (
                ops.array_make1,
                ty.len.max(0) as usize,
                Parts::Elems(ty.elem),
            ),
            kind::STRUCT if ty.is_plain_struct() => {
                (ops.struct_make, ty.components.len(), Parts::Fields(id))
            }
            kind::SLICE => {
                let pointer = self.pointer_to(ty.elem)?;
                let first = Part {
                    place: types.byte_pointer,
                    ..part(ops.slice_ptr, pointer)
                };
                let rest = [ops.slice_len, ops.slice_cap].map(|select| part(select, types.int));
                let parts = Parts::Few([first, rest[0], rest[1]]);
                (ops.slice_make, 3, parts)
            }
            kind::STRING => few(
                ops.string_make,
                [
                    (ops.string_ptr, types.byte_pointer),
                    (ops.string_len, types.int),
                ],
            ),
            kind::INTER => few(
                ops.i_make,
                [(ops.i_tab, types.word), (ops.i_data, types.byte_pointer)],
            ),
            kind::COMPLEX64 => few(
                ops.complex_make,
                [ops.complex_real, ops.complex_imag].map(|select| (select, types.float32)),
            ),
            kind::COMPLEX128 => few(
                ops.complex_make,
                [ops.complex_real, ops.complex_imag].map(|select| (select, types.float64)),
            ),
            _ => return Ok(None),
        };
        Ok(Some(Shape { make, len, parts }))
    }

    /// Returns a part of a shape.
    pub(super) fn part(&self, shape: &Shape, index: usize) -> Result<Part, Refusal> {
        let ops = self.cx.ops;
        let (select, ty) = match shape.parts {
            Parts::Few(parts) => return parts.get(index).copied().ok_or(Refusal::Invalid),
            Parts::Fields(whole) => {
                let field = self.ty(whole)?.components.get(index);
                (ops.struct_select, field.ok_or(Refusal::Invalid)?.ty)
            }
            Parts::Elems(elem) => (ops.array_select, elem),
        };
        Ok(Part {
            aux_int: index as i64,
            ..part(select, ty)
        })
    }
}

/// Returns the only part of a type that an operation selects.
fn part(select: u16, ty: TypeId) -> Part {
    Part {
        ty,
        place: ty,
        select,
        aux_int: 0,
    }
}
