//! The parts of a parameter or result, one for each register.
//!
//! Counterpart: cmd/compile/internal/abi/abiutils.go (`RegisterTypesAndOffsets`).

use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::Signature;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use crate::input::round_up;
use crate::refusal::Refusal;

/// The size of a pointer, in bytes.
const POINTER: i64 = 8;

/// The most levels of types inside each other.
const DEEPEST: u32 = 1000;

/// A part of a parameter or result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The offset, in bytes.
    pub(crate) offset: i64,
    /// The size, in bytes.
    pub(crate) size: i64,
    pub(crate) has_pointers: bool,
}

/// Returns the parts of a type.
pub(crate) fn parts(func: &Func, package: &Package, ty: TypeId) -> Result<Vec<Part>, Refusal> {
    let mut found = Vec::new();
    let list = Lister { func, package };
    list.add(ty, 0, DEEPEST, &mut found)?;
    Ok(found)
}

/// Returns the offsets of parameters in the caller's frame, in bytes. Those in registers have stack
/// slots one after the other.
pub(crate) fn param_offsets(
    func: &Func,
    package: &Package,
    signature: &Signature,
) -> Result<Vec<i64>, Refusal> {
    let mut end = signature.spill_offset;
    let offsets = signature.params.iter().map(|param| {
        if param.registers.is_empty() {
            return Ok(param.offset);
        }
        let ty = func.ty(package, param.ty);
        let ty = ty.ok_or(Refusal::Invalid("type of a parameter"))?;
        let start = round_up(end, ty.align);
        end = start + ty.size;
        Ok(start)
    });
    offsets.collect()
}

#[derive(Clone, Copy)]
struct Lister<'a> {
    func: &'a Func,
    package: &'a Package,
}

impl Lister<'_> {
    fn add(self, id: TypeId, at: i64, depth: u32, out: &mut Vec<Part>) -> Result<(), Refusal> {
        let depth = depth.checked_sub(1);
        let depth = depth.ok_or(Refusal::Invalid("deep type"))?;
        let ty = self.func.ty(self.package, id);
        let ty = ty.ok_or(Refusal::Invalid("no type"))?;
        let mut word = |index: i64, has_pointers: bool| {
            out.push(Part {
                offset: at + index * POINTER,
                size: POINTER,
                has_pointers,
            });
        };
        match ty.kind {
            _ if ty.size == 0 => {}
            kind::STRUCT if !ty.is_simd() => {
                for field in &ty.components {
                    self.add(field.ty, at + field.offset, depth, out)?;
                }
            }
            kind::ARRAY => {
                // The length of an array in registers is 1.
                for _ in 0..ty.len.min(1) {
                    self.add(ty.elem, at, depth, out)?;
                }
            }
            kind::SLICE => (0..3).for_each(|index| word(index, index == 0)),
            kind::STRING => (0..2).for_each(|index| word(index, index == 0)),
            kind::INTER => (0..2).for_each(|index| word(index, true)),
            kind::COMPLEX64 | kind::COMPLEX128 => {
                let half = ty.size / 2;
                out.extend([0, half].map(|offset| Part {
                    offset: at + offset,
                    size: half,
                    has_pointers: false,
                }));
            }
            _ => out.push(Part {
                offset: at,
                size: ty.size,
                has_pointers: ty.has_pointers(),
            }),
        }
        Ok(())
    }
}
