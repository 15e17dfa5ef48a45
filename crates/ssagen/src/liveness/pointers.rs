//! The places of pointers in values of a type.
//!
//! Counterpart: cmd/compile/internal/typebits/typebits.go and cmd/compile/internal/types/size.go
//! (`PtrDataSize`).

use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use crate::refusal::Refusal;

/// The size of a pointer, in bytes.
pub(crate) const POINTER: i64 = 8;

/// The most levels of types inside each other.
const DEEPEST: u32 = 1000;

/// The types of a function.
#[derive(Clone, Copy)]
pub(crate) struct Types<'a> {
    pub(crate) func: &'a Func,
    pub(crate) package: &'a Package,
}

impl<'a> Types<'a> {
    pub(crate) fn ty(self, id: TypeId) -> Result<&'a Type, Refusal> {
        let ty = self.func.ty(self.package, id);
        ty.ok_or(Refusal::Invalid("no type"))
    }

    /// Calls a function with the offset of each pointer of a value, in bytes.
    pub(crate) fn each_pointer(
        self,
        id: TypeId,
        offset: i64,
        visit: &mut impl FnMut(i64),
    ) -> Result<(), Refusal> {
        self.visit(id, offset, DEEPEST, visit)
    }

    fn visit(
        self,
        id: TypeId,
        offset: i64,
        depth: u32,
        visit: &mut impl FnMut(i64),
    ) -> Result<(), Refusal> {
        let depth = depth.checked_sub(1);
        let depth = depth.ok_or(Refusal::Invalid("deep type"))?;
        let ty = self.ty(id)?;
        if !ty.has_pointers() {
            return Ok(());
        }
        match ty.kind {
            kind::PTR
            | kind::UNSAFEPTR
            | kind::FUNC
            | kind::CHAN
            | kind::MAP
            | kind::STRING
            | kind::SLICE => visit(offset),
            // The first word of an interface is not in the heap.
            kind::INTER => visit(offset + POINTER),
            kind::ARRAY => {
                let size = self.ty(ty.elem)?.size;
                for index in 0..ty.len {
                    self.visit(ty.elem, offset + index * size, depth, visit)?;
                }
            }
            kind::STRUCT => {
                for field in &ty.components {
                    self.visit(field.ty, offset + field.offset, depth, visit)?;
                }
            }
            _ => return Err(Refusal::Invalid("pointers of a type")),
        }
        Ok(())
    }

    /// Returns the number of bytes at the beginning of a value that may have pointers.
    pub(crate) fn pointer_bytes(self, id: TypeId) -> Result<i64, Refusal> {
        let mut end = 0;
        self.each_pointer(id, 0, &mut |offset| end = end.max(offset + POINTER))?;
        Ok(end)
    }

    /// Reports whether a variable of the type has more than one part.
    pub(crate) fn is_fat(self, id: TypeId) -> Result<bool, Refusal> {
        let mut ty = self.ty(id)?;
        for _ in 0..DEEPEST {
            ty = match ty.kind {
                kind::SLICE | kind::STRING | kind::INTER => return Ok(true),
                kind::ARRAY if ty.len == 1 => self.ty(ty.elem)?,
                kind::STRUCT if ty.is_simd() => return Ok(false),
                kind::STRUCT if ty.components.len() == 1 => self.ty(ty.components[0].ty)?,
                kind::ARRAY | kind::STRUCT => return Ok(true),
                _ => return Ok(false),
            };
        }
        Err(Refusal::Invalid("deep type"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_ssa::Component;

    /// Adds a type with pointers.
    fn add(package: &mut Package, ty: Type) -> TypeId {
        package.add_type(Type {
            text: format!("T{}", package.types.len()),
            flags: 1,
            ..ty
        })
    }

    #[test]
    fn pointers_of_parts_are_found() {
        let mut package = Package::default();
        let [pointer, text, interface] = [(kind::PTR, 8), (kind::STRING, 16), (kind::INTER, 16)]
            .map(|(kind, size)| {
                let ty = Type {
                    kind,
                    size,
                    ..Type::default()
                };
                add(&mut package, ty)
            });
        let array = Type {
            kind: kind::ARRAY,
            size: 16,
            elem: pointer,
            len: 2,
            ..Type::default()
        };
        let array = add(&mut package, array);
        let fields = [(text, 8), (interface, 24), (array, 40)];
        let whole = Type {
            kind: kind::STRUCT,
            size: 56,
            components: fields.map(|(ty, offset)| Component { ty, offset }).to_vec(),
            ..Type::default()
        };
        let whole = add(&mut package, whole);
        let func = Func::default();
        let types = Types {
            func: &func,
            package: &package,
        };
        let mut found = Vec::new();
        types
            .each_pointer(whole, 100, &mut |offset| found.push(offset))
            .unwrap();
        assert_eq!(found, [108, 132, 140, 148]);
        assert_eq!(types.pointer_bytes(whole), Ok(56));
        assert_eq!(types.is_fat(pointer), Ok(false));
        assert_eq!(types.is_fat(array), Ok(true));
        assert!(types.ty(TypeId(99)).is_err());
    }
}
