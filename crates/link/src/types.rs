//! Reads type descriptors: the data that the compiler writes for each Go type.
//!
//! A descriptor starts with a common part; fields of its kind follow, then the names and types of
//! its methods if it has any. References are relocations, found by their offset. Bytes that are
//! missing read as zero: a malformed descriptor gives wrong results, no failure.
//! Counterpart: cmd/link/internal/ld/decodesym.go.

use crate::arch::PTR_SIZE;
use crate::loader::Loader;
use crate::loader::Relocs;
use crate::loader::Sym;

/// The kind of a Go type (`internal/abi.Kind`), with the names of package reflect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum GoKind {
    #[default]
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Pointer,
    Slice,
    String,
    Struct,
    UnsafePointer,
}

const KINDS: [GoKind; 27] = [
    GoKind::Invalid,
    GoKind::Bool,
    GoKind::Int,
    GoKind::Int8,
    GoKind::Int16,
    GoKind::Int32,
    GoKind::Int64,
    GoKind::Uint,
    GoKind::Uint8,
    GoKind::Uint16,
    GoKind::Uint32,
    GoKind::Uint64,
    GoKind::Uintptr,
    GoKind::Float32,
    GoKind::Float64,
    GoKind::Complex64,
    GoKind::Complex128,
    GoKind::Array,
    GoKind::Chan,
    GoKind::Func,
    GoKind::Interface,
    GoKind::Map,
    GoKind::Pointer,
    GoKind::Slice,
    GoKind::String,
    GoKind::Struct,
    GoKind::UnsafePointer,
];

/// Releases before 1.26 keep flags above the kind's number.
const KIND_MASK: u8 = 31;

const PTR: usize = PTR_SIZE as usize;
/// The size of the common part.
const COMMON: usize = 4 * PTR + 16;
/// The size of the additional data of types with methods or a package.
const UNCOMMON: usize = 16;
/// The size of a field of a struct.
const FIELD: usize = 3 * PTR;
/// The size of a method, in a descriptor and in package reflect.
const METHOD: usize = 16;

const FLAGS: usize = 2 * PTR + 4;
const KIND: usize = 2 * PTR + 7;
const GC_DATA: usize = 3 * PTR + 8;
const STR: usize = 4 * PTR + 8;

const FLAG_UNCOMMON: u8 = 1;
const FLAG_EXTRA_STAR: u8 = 1 << 1;
const FLAG_GC_MASK_ON_DEMAND: u8 = 1 << 4;

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field<'l> {
    /// The name.
    pub name: &'l [u8],
    /// The type.
    pub go_type: Sym,
    /// The offset in the struct.
    pub offset: i64,
    /// True if the field is embedded.
    pub is_embedded: bool,
}

/// The descriptor of a Go type.
#[derive(Clone, Copy)]
pub struct TypeDesc<'l, 'a> {
    loader: &'l Loader<'a>,
    data: &'l [u8],
    relocs: Relocs<'l, 'a>,
}

impl<'a> Loader<'a> {
    /// Returns a symbol that is a type descriptor, to read it.
    pub fn type_desc(&self, sym: Sym) -> TypeDesc<'_, 'a> {
        TypeDesc {
            loader: self,
            data: self.data(sym),
            relocs: self.relocs(sym),
        }
    }

    /// Returns the type that an interface table is for.
    pub fn itab_type(&self, itab: Sym) -> Sym {
        self.relocs(itab).target_at(PTR)
    }

    /// Returns the name in a symbol that describes one: flags, length, bytes.
    pub fn encoded_name(&self, sym: Sym) -> &[u8] {
        let Some((_, data)) = self.data(sym).split_first() else {
            return &[];
        };
        let (mut len, mut shift) = (0, 0);
        for (at, &byte) in data.iter().enumerate().take(5) {
            len |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return data.get(at + 1..at + 1 + len).unwrap_or_default();
            }
        }
        &[]
    }
}

impl<'l> TypeDesc<'l, '_> {
    fn uint<const N: usize>(&self, at: usize) -> u64 {
        let mut bytes = [0; 8];
        if let Some(found) = self.data.get(at..).and_then(|rest| rest.get(..N)) {
            bytes[..N].copy_from_slice(found);
        }
        u64::from_le_bytes(bytes)
    }

    fn has_flag(&self, flag: u8) -> bool {
        self.uint::<1>(FLAGS) as u8 & flag != 0
    }

    /// Returns the kind.
    pub fn kind(&self) -> GoKind {
        let number = self.uint::<1>(KIND) as u8 & KIND_MASK;
        KINDS.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// Returns the size of a value, in bytes.
    pub fn size(&self) -> i64 {
        self.uint::<8>(0).cast_signed()
    }

    /// Returns the number of leading bytes of a value that can contain pointers.
    pub fn ptr_data(&self) -> i64 {
        self.uint::<8>(PTR).cast_signed()
    }

    /// Returns true if the type has methods or a package.
    pub fn has_uncommon(&self) -> bool {
        self.has_flag(FLAG_UNCOMMON)
    }

    /// Returns true if the runtime makes the mask of pointers when it needs it.
    pub fn has_gc_mask_on_demand(&self) -> bool {
        self.has_flag(FLAG_GC_MASK_ON_DEMAND)
    }

    /// Returns the mask of pointers.
    pub fn gc_mask(&self) -> &'l [u8] {
        self.loader.data(self.target(GC_DATA))
    }

    /// Returns the type as text.
    pub fn text(&self) -> &'l [u8] {
        let text = self.name_at(STR);
        if self.has_flag(FLAG_EXTRA_STAR) {
            return text.get(1..).unwrap_or_default();
        }
        text
    }

    /// Returns the symbol that the descriptor refers to at an offset.
    pub fn target(&self, off: usize) -> Sym {
        self.relocs.target_at(off)
    }

    fn name_at(&self, off: usize) -> &'l [u8] {
        self.loader.encoded_name(self.target(off))
    }

    /// Returns the type of the elements of an array, a channel, a pointer or a slice, or
    /// the type of a map's keys.
    pub fn elem(&self) -> Sym {
        self.target(COMMON)
    }

    /// Returns the type of a map's values.
    pub fn map_value(&self) -> Sym {
        self.target(COMMON + PTR)
    }

    /// Returns the type of a map's groups.
    pub fn map_group(&self) -> Sym {
        self.target(COMMON + 2 * PTR)
    }

    /// Returns the length of an array.
    pub fn array_len(&self) -> i64 {
        self.uint::<8>(COMMON + 2 * PTR).cast_signed()
    }

    /// Returns the number of methods of an interface.
    pub fn iface_methods(&self) -> i64 {
        self.uint::<8>(COMMON + 2 * PTR).cast_signed()
    }

    /// Returns true if a function's last parameter is variadic.
    pub fn is_variadic(&self) -> bool {
        self.uint::<2>(COMMON + 2) >> 15 != 0
    }

    /// Returns the number of parameters of a function.
    pub fn func_params(&self) -> usize {
        self.uint::<2>(COMMON) as usize
    }

    /// Returns the number of results of a function.
    pub fn func_results(&self) -> usize {
        (self.uint::<2>(COMMON + 2) & 0x7fff) as usize
    }

    /// Returns the type of a function's parameter.
    pub fn func_param(&self, index: usize) -> Sym {
        self.target(self.own_end() + index * PTR)
    }

    /// Returns the type of a function's result.
    pub fn func_result(&self, index: usize) -> Sym {
        self.func_param(self.func_params() + index)
    }

    /// Returns the number of fields of a struct.
    pub fn fields(&self) -> usize {
        self.uint::<8>(COMMON + 2 * PTR) as usize
    }

    fn field_at(&self, index: usize) -> usize {
        self.own_end() + index * FIELD
    }

    /// Returns the type of a struct's field.
    pub fn field_type(&self, index: usize) -> Sym {
        self.target(self.field_at(index) + PTR)
    }

    /// Returns the offset of a struct's field.
    pub fn field_offset(&self, index: usize) -> i64 {
        self.uint::<8>(self.field_at(index) + 2 * PTR).cast_signed()
    }

    /// Iterates over the fields of a struct, as many as the descriptor has room for. Their
    /// relocations are in order, so the search for each starts after the one before.
    pub fn struct_fields(&self) -> impl Iterator<Item = Field<'l>> + use<'l, '_> {
        let desc = *self;
        let (start, mut next) = (desc.own_end(), 0);
        let mut target = move |off| {
            let found = desc.relocs.index_of(next, off)?;
            next = found + 1;
            Some(desc.relocs.target(found))
        };
        let count = desc.fields().min(desc.data.len() / FIELD);
        (0..count).map(move |index| {
            let at = start + index * FIELD;
            let name = target(at).unwrap_or_default();
            let flags = desc.loader.data(name).first();
            Field {
                name: desc.loader.encoded_name(name),
                go_type: target(at + PTR).unwrap_or_default(),
                offset: desc.uint::<8>(at + 2 * PTR).cast_signed(),
                is_embedded: flags.is_some_and(|flags| flags & 1 << 3 != 0),
            }
        })
    }

    /// Returns the size of the common part and the fields of the kind.
    fn kind_end(&self) -> usize {
        COMMON
            + match self.kind() {
                GoKind::Struct => 4 * PTR,
                GoKind::Pointer | GoKind::Func | GoKind::Slice => PTR,
                GoKind::Array | GoKind::Interface => 3 * PTR,
                GoKind::Chan => 2 * PTR,
                GoKind::Map => self.loader.profile.map_type_words * PTR + 8,
                _ => 0,
            }
    }

    /// Returns the offset of parameters or fields.
    fn own_end(&self) -> usize {
        self.kind_end() + if self.has_uncommon() { UNCOMMON } else { 0 }
    }

    /// Returns the offsets of the methods' descriptions: each the offset of a name, then
    /// of a type. `None` if the type has no methods.
    pub fn methods(&self) -> Option<impl ExactSizeIterator<Item = usize> + use<>> {
        if !self.has_uncommon() {
            return None;
        }
        let at = self.kind_end();
        let count = self.uint::<2>(at + 4) as usize;
        let first = at + self.uint::<4>(at + 8) as usize;
        Some((0..count).map(move |index| first + index * METHOD))
    }
}
