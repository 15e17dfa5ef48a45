//! The registers of a parameter: offset and size of the bytes in each.
//!
//! Counterpart: `RegisterTypesAndOffsets` and `ComputePadding` of
//! cmd/compile/internal/abi/abiutils.go.

use crate::cx::Cx;
use crate::func::Func;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;
use crate::properties::PTR_SHAPED;
use crate::rules::Refusal;

/// The deepest nesting of types.
const DEPTH: u32 = 100;

/// The size of a pointer, in bytes.
const WORD: i64 = 8;

/// The bytes of a parameter that are in one register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) offset: i64,
    pub(super) size: i64,
}

/// Returns the pieces of a parameter of a type.
pub(super) fn pieces(func: &Func, cx: &Cx<'_>, ty: TypeId) -> Result<Vec<Piece>, Refusal> {
    let mut list = Vec::new();
    add(func, cx, ty, 0, &mut list, 0)?;
    Ok(list)
}

/// Adds the pieces of a part.
fn add(
    func: &Func,
    cx: &Cx<'_>,
    id: TypeId,
    offset: i64,
    list: &mut Vec<Piece>,
    depth: u32,
) -> Result<(), Refusal> {
    if depth > DEPTH {
        return Err(Refusal::Bound);
    }
    let ty = func.ty(cx.package, id).ok_or(Refusal::Invalid)?;
    let mut words = |count: i64, size: i64| {
        list.extend((0..count).map(|index| Piece {
            offset: offset + index * size,
            size,
        }));
    };
    match ty.kind {
        _ if ty.size == 0 => {}
        _ if ty.flags & type_flags::IS_SIMD != 0 => words(1, ty.size),
        kind::COMPLEX64 | kind::COMPLEX128 => words(2, ty.size / 2),
        kind::STRING | kind::INTER => words(2, WORD),
        kind::SLICE => words(3, WORD),
        kind::ARRAY => {
            let size = func.ty(cx.package, ty.elem).map_or(0, |elem| elem.size);
            for index in 0..ty.len {
                add(func, cx, ty.elem, offset + index * size, list, depth + 1)?;
            }
        }
        kind::STRUCT => {
            for field in &ty.components {
                add(func, cx, field.ty, offset + field.offset, list, depth + 1)?;
            }
        }
        of_kind if of_kind <= kind::BOOL || PTR_SHAPED >> of_kind & 1 != 0 => words(1, ty.size),
        _ => {}
    }
    Ok(())
}
