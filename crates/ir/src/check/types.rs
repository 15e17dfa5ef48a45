//! Checks of types: sizes, alignments and numbers of registers follow from kinds and parts.
//!
//! Counterpart: cmd/compile/internal/types/size.go (`CalcSize`), which calculates them.

use vamos_ssa::Package;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use super::layout::Layout;
use super::layout::Registers;
use super::layout::Rule;

/// The size of a type that has none (`types.BADWIDTH`).
const NO_SIZE: i64 = -1_000_000_000;

/// The largest size of a type, in bytes.
pub(super) const MAX_SIZE: i64 = 1 << 50;

/// The largest alignment of a type, in bytes.
const MAX_ALIGN: i64 = 8;

/// The size of the largest vector, in bytes.
const MAX_VECTOR: i64 = 64;

/// The size of the largest type whose variables may be SSA values, in bytes.
const MAX_VALUE: i64 = 4 * MAX_VECTOR;

/// The most levels of types inside each other.
const MAX_TYPE_DEPTH: u32 = 500;

/// The maximum number of parts of a type. Parts of parts count, too.
const MAX_TYPE_PARTS: u64 = 1 << 20;

/// The elements of an array that count as parts.
const COUNTED_ELEMENTS: u64 = 32;

/// The kinds of types whose values are pointers.
const POINTERS: [u32; 5] = [
    kind::PTR,
    kind::UNSAFEPTR,
    kind::MAP,
    kind::CHAN,
    kind::FUNC,
];

/// The kinds of types that only the back end has.
const OF_BACK_END: [u32; 3] = [kind::SSA, kind::TUPLE, kind::RESULTS];

/// The extent of a checked type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// The levels of types inside each other.
    depth: u32,
    /// The number of parts. Parts of parts count, too.
    parts: u64,
}

impl Extent {
    /// Adds a part several times.
    fn add(&mut self, part: Self, times: u64) -> Result<(), Rule> {
        self.depth = self.depth.max(part.depth + 1);
        self.parts = self.parts.saturating_add(part.parts.saturating_mul(times));
        if self.depth > MAX_TYPE_DEPTH || self.parts > MAX_TYPE_PARTS {
            return Err("number of parts");
        }
        Ok(())
    }
}

/// A type of the table, and the types before it.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) ty: &'a Type,
    pub(super) package: &'a Package,
    /// The extents of the types before it.
    pub(super) known: &'a [Extent],
}

impl<'a> Entry<'a> {
    /// Checks the type, and returns its extent.
    pub(super) fn check(self) -> Result<Extent, Rule> {
        let ty = self.ty;
        match (ty.kind, Layout::of_kind(ty.kind)) {
            (_, Some(layout)) => layout.check(ty)?,
            (kind::ARRAY, _) => self.array()?.check(ty)?,
            (kind::STRUCT, _) => self.check_struct()?,
            (of_kind, _) if OF_BACK_END.contains(&of_kind) => self.check_of_back_end()?,
            _ => return Err("kind"),
        }
        let has_len = [kind::ARRAY, kind::PTR].contains(&ty.kind);
        if !(0..=MAX_SIZE).contains(&ty.len) || !has_len && ty.len != 0 {
            return Err("length");
        }
        let is_pointer = POINTERS.contains(&ty.kind);
        if ty.is_pointer_shaped() != is_pointer {
            return Err("pointer");
        }
        self.check_value()?;
        self.extent()
    }

    /// Checks that a type whose variables may be SSA values is small, and that its parts are such
    /// types, too.
    fn check_value(self) -> Result<(), Rule> {
        let ty = self.ty;
        if ty.is_simd() {
            let is_vector = [kind::STRUCT, kind::SSA].contains(&ty.kind) && ty.size <= MAX_VECTOR;
            return is_vector.then_some(()).ok_or("vector");
        }
        if !ty.can_be_ssa() || ty.size == 0 {
            return Ok(());
        }
        let is_value = |id| matches!(self.part(id), Ok((part, _)) if part.can_be_ssa());
        let has_values = match ty.kind {
            kind::ARRAY => ty.len <= 1 && is_value(ty.elem),
            _ => ty.components.iter().all(|part| is_value(part.ty)),
        };
        if !has_values || ty.size > MAX_VALUE {
            return Err("value");
        }
        Ok(())
    }

    /// Returns a part, which comes before the type in the table, and its extent.
    fn part(self, id: TypeId) -> Result<(&'a Type, Extent), Rule> {
        let index = (id.0 as usize).checked_sub(1);
        let known = index.and_then(|index| self.known.get(index));
        let part = self.package.ty(id).zip(known.copied());
        part.ok_or("part that comes later")
    }

    /// Returns an element or field, which is of no type of the back end.
    fn value(self, id: TypeId) -> Result<(&'a Type, Extent), Rule> {
        let (ty, extent) = self.part(id)?;
        if OF_BACK_END.contains(&ty.kind) {
            return Err("part of the back end");
        }
        Ok((ty, extent))
    }

    /// Returns the layout of an array.
    fn array(self) -> Result<Layout, Rule> {
        let (elem, _) = self.value(self.ty.elem)?;
        let size = elem.size.checked_mul(self.ty.len);
        let size = size.filter(|size| (0..=MAX_SIZE).contains(size));
        Ok(Layout {
            size: size.ok_or("length")?,
            align: elem.align,
            registers: match self.ty.len {
                0 => Registers::NONE,
                1 => Registers::of(elem),
                _ => Registers::IN_MEMORY,
            },
        })
    }

    fn check_struct(self) -> Result<(), Rule> {
        let ty = self.ty;
        if ty.field_names.len() != ty.components.len() {
            return Err("names of fields");
        }
        let is_aligned = |offset: i64, align: i64| align > 0 && offset % align == 0;
        if !(1..=MAX_ALIGN).contains(&ty.align) || ty.align.count_ones() != 1 {
            return Err("alignment");
        }
        if !(0..=MAX_SIZE).contains(&ty.size) || !is_aligned(ty.size, ty.align) {
            return Err("size");
        }
        let mut end = 0;
        let mut registers = Registers::NONE;
        for field in &ty.components {
            let (of_field, _) = self.value(field.ty)?;
            if of_field.align > ty.align {
                return Err("alignment");
            }
            if field.offset < end || !is_aligned(field.offset, of_field.align) {
                return Err("offset of a field");
            }
            let next = field.offset.checked_add(of_field.size);
            let next = next.filter(|next| (end..=ty.size).contains(next));
            end = next.ok_or("offset of a field")?;
            registers = registers.and(Registers::of(of_field));
        }
        let has_registers = if ty.is_simd() {
            // A vector is in one register, whatever its fields are; the mark of vectors is in none.
            ty.int_registers == 0 && ty.float_registers <= 1
        } else {
            Registers::of(ty) == registers
        };
        has_registers.then_some(()).ok_or("registers")
    }

    /// Checks a type of the back end. Some have no size and no alignment.
    fn check_of_back_end(self) -> Result<(), Rule> {
        let ty = self.ty;
        let most = if ty.kind == kind::SSA { MAX_VECTOR } else { 0 };
        if ty.size != NO_SIZE && !(0..=most).contains(&ty.size) {
            return Err("size");
        }
        if !(0..=MAX_ALIGN).contains(&ty.align) || ty.align.count_ones() > 1 {
            return Err("alignment");
        }
        if Registers::of(ty) != Registers::NONE {
            return Err("registers");
        }
        Ok(())
    }

    fn extent(self) -> Result<Extent, Rule> {
        let ty = self.ty;
        let mut extent = Extent { depth: 1, parts: 1 };
        match ty.kind {
            kind::ARRAY => {
                let count = (ty.len as u64).min(COUNTED_ELEMENTS);
                extent.add(self.value(ty.elem)?.1, count)?;
            }
            // Elements of slices and targets of pointers are no parts, and may have the type as a
            // part. Types of pointers without a name have no target here.
            _ if ty.kind == kind::SLICE || ty.kind == kind::PTR && ty.elem.0 != 0 => {
                let elem = self.package.ty(ty.elem);
                let is_value = elem.is_some_and(|elem| !OF_BACK_END.contains(&elem.kind));
                is_value.then_some(()).ok_or("element")?;
            }
            _ if ty.elem.0 != 0 => return Err("element"),
            _ => {}
        }
        if ty.kind != kind::STRUCT && !OF_BACK_END.contains(&ty.kind) && !ty.components.is_empty() {
            return Err("parts");
        }
        for part in &ty.components {
            extent.add(self.part(part.ty)?.1, 1)?;
        }
        Ok(extent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_ssa::Component;

    /// The flag of types that are shaped like pointers.
    const IS_POINTER: u64 = 1 << 1;

    /// The flag of types whose variables may be SSA values.
    const CAN_SSA: u64 = 1 << 3;

    /// The flag of vectors.
    const IS_SIMD: u64 = 1 << 4;

    fn ty(of_kind: u32, size: i64, align: i64, [ints, floats]: [u32; 2]) -> Type {
        Type {
            kind: of_kind,
            size,
            align,
            int_registers: ints,
            float_registers: floats,
            ..Type::default()
        }
    }

    fn array(len: i64, size: i64, registers: [u32; 2]) -> Type {
        Type {
            elem: TypeId(1),
            len,
            ..ty(kind::ARRAY, size, 4, registers)
        }
    }

    fn pointer(elem: u32) -> Type {
        Type {
            elem: TypeId(elem),
            flags: IS_POINTER,
            ..ty(kind::PTR, 8, 8, [1, 0])
        }
    }

    fn slice(elem: u32) -> Type {
        Type {
            elem: TypeId(elem),
            ..ty(kind::SLICE, 24, 8, [3, 0])
        }
    }

    fn record(size: i64, offsets: &[i64], registers: [u32; 2]) -> Type {
        let field = |offset: &i64| Component {
            ty: TypeId(1),
            offset: *offset,
        };
        Type {
            components: offsets.iter().map(field).collect(),
            field_names: vec!["x".to_owned(); offsets.len()],
            ..ty(kind::STRUCT, size, 4, registers)
        }
    }

    /// Checks a type after one of 32-bit integers.
    fn check(ty: &Type) -> Result<(), Rule> {
        let mut package = Package::default();
        package.add_type(self::ty(kind::INT32, 4, 4, [1, 0]));
        let known = [Extent { depth: 1, parts: 1 }];
        let package = &package;
        let known = &known;
        Entry { ty, package, known }.check().map(drop)
    }

    #[test]
    fn layouts_follow_from_kinds() {
        assert_eq!(check(&ty(kind::STRING, 16, 8, [2, 0])), Ok(()));
        assert_eq!(check(&ty(kind::COMPLEX64, 8, 4, [0, 2])), Ok(()));
        assert_eq!(check(&ty(kind::STRING, 1 << 50, 8, [2, 0])), Err("size"));
        assert_eq!(check(&ty(kind::INT64, 8, 4, [1, 0])), Err("alignment"));
        assert_eq!(check(&ty(kind::FLOAT32, 4, 4, [1, 0])), Err("registers"));
        assert_eq!(check(&ty(25, 8, 8, [1, 0])), Err("kind"));
    }

    #[test]
    fn layouts_follow_from_parts() {
        assert_eq!(check(&array(1, 4, [1, 0])), Ok(()));
        assert_eq!(check(&array(3, 12, [255, 255])), Ok(()));
        assert_eq!(check(&array(3, 12, [3, 0])), Err("registers"));
        assert_eq!(check(&array(1 << 50, 4, [255, 255])), Err("length"));
        assert_eq!(check(&slice(1)), Ok(()));
        assert_eq!(check(&slice(2)), Err("element"));
        assert_eq!(check(&pointer(0)), Ok(()));
        assert_eq!(check(&pointer(1)), Ok(()));
        assert_eq!(check(&pointer(2)), Err("element"));
        assert_eq!(check(&record(12, &[0, 8], [2, 0])), Ok(()));
        assert_eq!(check(&record(12, &[0, 8], [1, 0])), Err("registers"));
        assert_eq!(
            check(&record(12, &[0, 2], [2, 0])),
            Err("offset of a field")
        );
        assert_eq!(check(&record(10, &[0], [1, 0])), Err("size"));
        let offsets: Vec<i64> = (0..300).map(|index| index * 4).collect();
        assert_eq!(check(&record(1200, &offsets, [255, 255])), Ok(()));
    }

    #[test]
    fn slices_may_be_parts_of_their_elements() {
        let mut package = Package::default();
        package.add_type(slice(2));
        package.add_type(Type {
            align: 8,
            components: vec![Component::default()],
            ..record(24, &[0], [3, 0])
        });
        package.types[1].components[0].ty = TypeId(1);
        let mut known = Vec::new();
        for ty in &package.types {
            let package = &package;
            let entry = Entry {
                ty,
                package,
                known: &known,
            };
            let extent = entry.check();
            known.push(extent.expect("a struct with a slice of itself"));
        }
    }

    #[test]
    fn values_are_small() {
        let value = |ty: Type| Type {
            flags: CAN_SSA,
            ..ty
        };
        let int = value(ty(kind::INT32, 4, 4, [1, 0]));
        assert_eq!(check(&int), Ok(()));
        // Integers of the table are not values.
        assert_eq!(check(&value(array(1, 4, [1, 0]))), Err("value"));
        assert_eq!(check(&value(array(0, 0, [0, 0]))), Ok(()));
        assert_eq!(check(&value(record(4, &[0], [1, 0]))), Err("value"));
        let vector = |size| Type {
            flags: IS_SIMD,
            ..record(size, &[0], [0, 1])
        };
        assert_eq!(check(&vector(16)), Ok(()));
        assert_eq!(check(&vector(1 << 40)), Err("vector"));
    }

    #[test]
    fn types_of_the_back_end_are_small() {
        assert_eq!(check(&ty(kind::SSA, NO_SIZE, 0, [0, 0])), Ok(()));
        assert_eq!(check(&ty(kind::SSA, 16, 8, [0, 0])), Ok(()));
        assert_eq!(check(&ty(kind::SSA, 16, 1 << 13, [0, 0])), Err("alignment"));
        assert_eq!(check(&ty(kind::SSA, 1 << 20, 8, [0, 0])), Err("size"));
        assert_eq!(check(&ty(kind::TUPLE, 8, 8, [0, 0])), Err("size"));
        assert_eq!(check(&ty(kind::RESULTS, 0, 0, [1, 0])), Err("registers"));
    }
}
