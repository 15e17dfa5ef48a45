//! The types of backing stores on the stack: a struct of an array, which is aligned as a word. Each
//! store has types of its own.
//!
//! Counterpart: cmd/compile/internal/types/type.go and size.go (`NewArray`, `NewStruct`).

use crate::func::Func;
use crate::package::Component;
use crate::package::Package;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;
use crate::type_order::TypeOrder;

/// The size of a word, in bytes.
const WORD: i64 = 8;

/// The number of registers of a type that is in memory.
const IN_MEMORY: u32 = 255;

/// The largest size of a struct that may be an SSA value, in bytes.
const LARGEST_VALUE: i64 = 4 * WORD;

impl Func {
    /// Adds a type of arrays without functions for comparisons.
    fn add_array_type(
        &mut self,
        package: &Package,
        elem_id: TypeId,
        len: i64,
        no_algorithms: bool,
    ) -> Option<TypeId> {
        let elem = self.ty(package, elem_id)?;
        let inherited = type_flags::HAS_POINTERS | type_flags::NOT_IN_HEAP;
        let inherited = if len == 0 { 0 } else { elem.flags & inherited };
        let can_be_value = len == 0 || len == 1 && elem.can_be_ssa();
        let registers = |of_elem: u32| match len {
            0 => 0,
            1 => of_elem,
            _ => IN_MEMORY,
        };
        let ty = Type {
            text: format!("[{len}]{}", elem.text),
            link_text: format!("[{len}]{}", elem.link_text),
            kind: kind::ARRAY,
            size: elem.size.checked_mul(len)?,
            align: elem.align,
            flags: inherited
                | if can_be_value { type_flags::CAN_SSA } else { 0 }
                | if no_algorithms {
                    type_flags::NO_ALGORITHMS
                } else {
                    0
                },
            int_registers: registers(elem.int_registers),
            float_registers: registers(elem.float_registers),
            elem: elem_id,
            len,
            order: TypeOrder::of_parts(kind::ARRAY, &len.to_be_bytes(), [&elem.order]),
            ..Type::default()
        };
        Some(self.add_type(ty))
    }

    /// Adds a type of backing stores of some elements; `prefix` is the package in names of symbols.
    /// The table of the package may have it after its first `known` types if the compiler made it, too.
    pub fn store_type(
        &mut self,
        package: &Package,
        prefix: &str,
        elem: TypeId,
        len: i64,
        known: usize,
    ) -> Option<TypeId> {
        let word = self.basic_type(package, "uintptr")?;
        let types = self.fresh.types.len();
        let ids = [
            self.add_array_type(package, word, 0, false)?,
            self.add_array_type(package, elem, len, true)?,
        ];
        let [word, array] = ids.map(|id| self.ty(package, id));
        let (word, array) = (word?, array?);
        let align = word.align.max(array.align);
        let size = array.size.checked_add(align - 1)? / align * align;
        let spelling = |blank: &str, one: &str, two: &str| {
            format!("struct {{ {blank} {one}; {blank} {two} }}")
        };
        let can_be_value = array.can_be_ssa() && size <= LARGEST_VALUE;
        let inherited = type_flags::HAS_POINTERS | type_flags::NOT_IN_HEAP;
        let blank = format!("{prefix}._");
        let ty = Type {
            text: spelling("_", &word.text, &array.text),
            link_text: spelling(&blank, &word.link_text, &array.link_text),
            kind: kind::STRUCT,
            size,
            align,
            flags: array.flags & inherited
                | type_flags::NO_ALGORITHMS
                | if can_be_value { type_flags::CAN_SSA } else { 0 },
            int_registers: array.int_registers,
            float_registers: array.float_registers,
            components: ids.map(|ty| Component { ty, offset: 0 }).to_vec(),
            field_names: vec!["_".to_owned(); 2],
            order: TypeOrder::of_blank_fields(kind::STRUCT, prefix, [&word.order, &array.order]),
            ..Type::default()
        };
        if !self.fresh.makes_all {
            let mut same = package.types_of_spelling(&ty.text, &ty.link_text);
            let is_new = |id: &TypeId| id.0 as usize > known && !self.fresh.made_types.contains(id);
            if let Some(made) = same.find(is_new) {
                self.fresh.made_types.push(made);
                self.fresh.types.truncate(types);
                return Some(made);
            }
        }
        Some(self.add_type(ty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_are_aligned_as_words() {
        let package = Package::default();
        let mut func = Func::default();
        let byte = func.basic_type(&package, "uint8").expect("a basic type");
        let stores = [(); 2].map(|()| func.store_type(&package, "p", byte, 30, 0));
        assert_ne!(stores[0], stores[1]);
        let [store, _] = stores;
        let store = func.ty(&package, store.expect("a type"));
        let store = store.expect("an entry");
        assert_eq!(store.link_text, "struct { p._ [0]uintptr; p._ [30]uint8 }");
        assert_eq!((store.size, store.align), (32, 8));
        assert!(!store.can_be_ssa() && !store.has_pointers());
    }
}
