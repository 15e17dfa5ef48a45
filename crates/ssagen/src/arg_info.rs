//! The places of parameters, as tracebacks print them.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`EmitArgInfo`) and internal/abi/type.go.

use vamos_ssa::Aux;
use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use crate::liveness::pointers::POINTER;
use crate::liveness::pointers::Types;
use crate::parts::param_offsets;
use crate::refusal::Refusal;

/// The most parts that are printed.
const MOST: u32 = 10;

/// The level of braces at which parts are left out.
const DEEPEST: u32 = 5;

/// Bytes with a meaning of their own; those from `SPECIAL` on are no offsets.
mod mark {
    pub(super) const SPECIAL: i64 = 0xf0;
    pub(super) const OFFSET_TOO_LARGE: u8 = 0xfb;
    pub(super) const DOTS: u8 = 0xfc;
    pub(super) const END_OF_PARTS: u8 = 0xfd;
    pub(super) const START_OF_PARTS: u8 = 0xfe;
    pub(super) const END: u8 = 0xff;
}

/// Returns the places of the parameters of a function, if it has any. `name` is the name of its
/// symbol.
pub(crate) fn arg_info(
    func: &Func,
    package: &Package,
    name: &str,
) -> Result<Option<Vec<u8>>, Refusal> {
    let signature = match func.aux(package, func.own.call) {
        Some(Aux::Call(call)) => call.signature.as_deref(),
        _ => None,
    };
    let signature = signature.ok_or(Refusal::Invalid("no signature"))?;
    if signature.params.is_empty() {
        return Ok(None);
    }
    let mut writer = Writer {
        types: Types { func, package },
        bytes: Vec::new(),
        count: 0,
    };
    // The dictionary of a generic function is not printed.
    let hidden = usize::from(name.contains('['));
    let offsets = param_offsets(func, package, signature)?;
    let params = signature.params.iter().zip(offsets);
    for (param, offset) in params.skip(hidden) {
        if !writer.part(param.ty, offset, 0)? {
            break;
        }
    }
    writer.bytes.push(mark::END);
    Ok(Some(writer.bytes))
}

struct Writer<'a> {
    types: Types<'a>,
    bytes: Vec<u8>,
    /// The number of parts so far.
    count: u32,
}

impl Writer<'_> {
    /// Reports whether another part may be printed; the reader learns if not.
    fn has_room(&mut self) -> bool {
        if self.count >= MOST {
            self.bytes.push(mark::DOTS);
        }
        self.count < MOST
    }

    /// Adds a number.
    fn number(&mut self, size: i64, offset: i64) {
        if offset >= mark::SPECIAL {
            self.bytes.push(mark::OFFSET_TOO_LARGE);
        } else {
            self.bytes.extend([offset as u8, size as u8]);
        }
        self.count += 1;
    }

    /// Adds numbers of one size, one behind the other, as far as there is room.
    fn numbers(&mut self, count: i64, size: i64, offset: i64) {
        for index in 0..count {
            if !self.has_room() {
                break;
            }
            self.number(size, offset + index * size);
        }
    }

    /// Adds a value; returns whether more follow.
    fn part(&mut self, id: TypeId, offset: i64, depth: u32) -> Result<bool, Refusal> {
        if !self.has_room() {
            return Ok(false);
        }
        let ty = self.types.ty(id)?;
        let has_parts = match ty.kind {
            kind::STRUCT => !ty.is_simd(),
            kind::ARRAY
            | kind::COMPLEX64
            | kind::COMPLEX128
            | kind::INTER
            | kind::STRING
            | kind::SLICE => true,
            _ => false,
        };
        if !has_parts {
            self.number(ty.size, offset);
            return Ok(true);
        }
        self.bytes.push(mark::START_OF_PARTS);
        if depth + 1 >= DEEPEST {
            self.bytes.extend([mark::DOTS, mark::END_OF_PARTS]);
            self.count += 1;
            return Ok(true);
        }
        self.parts(ty, offset, depth + 1)?;
        self.bytes.push(mark::END_OF_PARTS);
        Ok(true)
    }

    /// Adds the parts of a value.
    fn parts(&mut self, ty: &Type, offset: i64, depth: u32) -> Result<(), Refusal> {
        match ty.kind {
            kind::INTER | kind::STRING => self.numbers(2, POINTER, offset),
            kind::SLICE => self.numbers(3, POINTER, offset),
            kind::COMPLEX64 | kind::COMPLEX128 => self.numbers(2, ty.size / 2, offset),
            kind::ARRAY => {
                // An empty value counts as a part.
                self.count += u32::from(ty.len == 0);
                let size = self.types.ty(ty.elem)?.size;
                for index in 0..ty.len {
                    if !self.part(ty.elem, offset + index * size, depth)? {
                        break;
                    }
                }
            }
            _ => {
                self.count += u32::from(ty.components.is_empty());
                for field in &ty.components {
                    if !self.part(field.ty, offset + field.offset, depth)? {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}
