//! The parts of values of builtin types.
//!
//! Counterpart: cmd/compile/internal/ssa/decompose.go (`decomposeBuiltinPhi`, `decomposeBuiltin`).

use super::Cx;
use crate::func::Func;
use crate::package::TypeId;
use crate::package::kind;
use crate::rules::Refusal;

/// The kinds of types with parts, a bit each.
const BUILTIN: u64 = 1 << kind::COMPLEX64
    | 1 << kind::COMPLEX128
    | 1 << kind::STRING
    | 1 << kind::SLICE
    | 1 << kind::INTER;

/// The most parts of a builtin type.
const MOST: usize = 3;

/// The parts of a builtin type.
pub(super) struct BuiltinParts {
    /// The operation that makes a value of the parts.
    pub(super) make: u16,
    list: [BuiltinPart; MOST],
    len: usize,
}

impl BuiltinParts {
    /// Returns the parts.
    pub(super) fn parts(&self) -> &[BuiltinPart] {
        self.list.get(..self.len).unwrap_or_default()
    }
}

/// A part of a value of a builtin type.
#[derive(Clone, Copy, Default)]
pub(super) struct BuiltinPart {
    pub(super) ty: TypeId,
    /// The operation that selects the part.
    pub(super) select: u16,
    /// The offset in memory, in bytes.
    pub(super) offset: i64,
    /// The endings that the names of variables for the part may have.
    pub(super) endings: &'static [&'static str],
}

/// Returns the parts of a builtin type; `None` for other types.
pub(super) fn builtin_parts(
    func: &mut Func,
    cx: &Cx<'_>,
    ty: TypeId,
) -> Result<Option<BuiltinParts>, Refusal> {
    let (ops, package) = (cx.ops, cx.package);
    let Some(of_kind) = func.kind(cx, ty) else {
        return Err(Refusal::Invalid);
    };
    if BUILTIN >> of_kind & 1 == 0 {
        return Ok(None);
    }
    let Some(found) = func.ty(package, ty) else {
        return Err(Refusal::Invalid);
    };
    let (found_kind, size, elem) = (found.kind, found.size, found.elem);
    let basic = |func: &mut Func, text| func.basic_type(package, text);
    let byte_pointer = |func: &mut Func| {
        let byte = func.basic_type(package, "uint8")?;
        func.pointer_type(package, byte)
    };
    let (mut list, mut len) = ([BuiltinPart::default(); MOST], 0);
    let mut part = |ty: Option<TypeId>, select, offset, endings| {
        let ty = ty.ok_or(Refusal::Invalid)?;
        let slot = list.get_mut(len).ok_or(Refusal::Invalid)?;
        *slot = BuiltinPart {
            ty,
            select,
            offset,
            endings,
        };
        len += 1;
        Ok::<(), Refusal>(())
    };
    let make = match found_kind {
        kind::COMPLEX64 | kind::COMPLEX128 => {
            let text = if size == 8 { "float32" } else { "float64" };
            let ty = basic(func, text);
            part(ty, ops.complex_real, 0, &[".real"])?;
            part(ty, ops.complex_imag, size / 2, &[".imag"])?;
            ops.complex_make
        }
        kind::STRING => {
            part(byte_pointer(func), ops.string_ptr, 0, &[".ptr"])?;
            part(basic(func, "int"), ops.string_len, 8, &[".len"])?;
            ops.string_make
        }
        kind::SLICE => {
            part(
                func.pointer_type(package, elem),
                ops.slice_ptr,
                0,
                &[".ptr"],
            )?;
            let int = basic(func, "int");
            part(int, ops.slice_len, 8, &[".len"])?;
            part(int, ops.slice_cap, 16, &[".cap"])?;
            ops.slice_make
        }
        kind::INTER => {
            part(basic(func, "uintptr"), ops.i_tab, 0, &[".itab", ".type"])?;
            part(byte_pointer(func), ops.i_data, 8, &[".data"])?;
            ops.i_make
        }
        _ => return Ok(None),
    };
    Ok(Some(BuiltinParts { make, list, len }))
}
