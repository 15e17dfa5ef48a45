//! All symbols of a link, by number.
//!
//! A symbol is defined in an object, or *external*: the linker created it, or changed it, and its
//! content is here. The number of a symbol is the order in which it was first seen; numbers decide
//! the order of output, so symbols must be created in upstream's order. Loading is in
//! [`crate::load`]; this module has the tables and their accessors: [`access`](self) reads symbols,
//! [`builder`](self) changes them, [`attrs`](self) holds the facts about a symbol other than its
//! content.
//! Counterpart: cmd/link/internal/loader/loader.go, symbolbuilder.go.

use std::borrow::Cow;

use vamos_objfile::goobj::Counts;
use vamos_objfile::goobj::Reader;
use vamos_objfile::goobj::SymRef;
use vamos_objfile::goobj::object_flag;
use vamos_objfile::goobj::pkg_idx;

use crate::arch::Arch;
use crate::kind::SymKind;
use crate::profile::Profile;
use crate::reloc::Reloc;

mod access;
mod attrs;
mod bitmap;
mod builder;
mod create;
mod digest;
mod facts;
mod names;
mod outer;
mod relocs;
mod slots;

pub use access::Aux;
pub use access::FuncTables;
pub use attrs::Attr;
pub use attrs::Extra;
pub use bitmap::Bitmap;
pub use builder::SymBuilder;
pub(crate) use create::align_bits;
pub(crate) use create::room_for_more;
pub(crate) use digest::Seeds;
pub(crate) use facts::Facts;
pub(crate) use names::Hash;
pub(crate) use names::Named;
pub(crate) use names::Names;
pub use relocs::Relocs;
pub(crate) use slots::Slots;

pub use crate::sym::Sym;
pub(crate) use names::definitions;

/// Versions of names: 0 and 1 are ABIs, from [`VERSION_STATIC`] on each object has its own,
/// and symbols of the linker without a name to look up have negative ones.
pub type Version = i32;
/// The assembler's calling convention, and all data.
pub const ABI0: Version = 0;
/// The compiler's calling convention.
pub const ABI_INTERNAL: Version = 1;
/// The first version of names that are local to one object.
pub const VERSION_STATIC: Version = 10;

/// The number of an object; 0 is no object, 1 the symbols that the linker created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjIndex(pub u32);

impl ObjIndex {
    /// The place of symbols that the linker created.
    pub const EXTERNAL: Self = Self(1);
    /// The first Go object.
    pub const FIRST: u32 = 2;
}

/// An object that was loaded.
#[derive(Debug)]
pub struct Object<'a> {
    /// The object's bytes.
    pub reader: Reader<'a>,
    /// Copy of the reader's counts.
    pub counts: Counts,
    /// The compilation unit, an index into [`crate::library::Libraries::units`].
    pub unit: u32,
    /// The library, an index into [`crate::library::Libraries::libs`].
    pub lib: u32,
    /// The version of the object's static symbols.
    pub version: Version,
    /// The first symbol: the definitions of the package for itself are consecutive.
    pub first: Sym,
    /// The symbols, by local index.
    pub syms: Vec<Sym>,
    /// Referenced packages, by the object's package index.
    pub pkgs: Vec<Package>,
}

/// A package that an object refers to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Package {
    /// The package's first object.
    pub obj: ObjIndex,
    /// The first symbol that this object defines for the package.
    pub first: Sym,
    /// Number of such symbols.
    pub len: u32,
}

impl Object<'_> {
    /// Returns true if the object was compiled with `-shared`.
    pub fn is_shared(&self) -> bool {
        self.reader.flags() & object_flag::SHARED != 0
    }

    /// Returns true if the assembler wrote the object.
    pub fn is_from_assembly(&self) -> bool {
        self.reader.flags() & object_flag::FROM_ASSEMBLY != 0
    }

    /// Returns true for an object of the standard library.
    pub fn is_std(&self) -> bool {
        self.reader.flags() & object_flag::STD != 0
    }
}

/// Position of a symbol's definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// The object.
    pub obj: ObjIndex,
    /// The index in the object; for external symbols the index of the payload.
    pub local: u32,
}

/// The content of an external symbol.
#[derive(Clone, Debug, Default)]
pub struct Payload<'a> {
    /// The name.
    pub name: Cow<'a, [u8]>,
    /// The size in memory, in bytes.
    pub size: i64,
    /// The version of the name.
    pub version: Version,
    /// The kind.
    pub kind: SymKind,
    /// The object that defined the symbol before the linker changed it, and its index
    /// there. Auxiliary symbols are still read from it.
    pub origin: Option<Home>,
    /// The relocations.
    pub relocs: Vec<Reloc>,
    /// The data; shorter than the size where the rest is zero.
    pub data: Cow<'a, [u8]>,
}

/// All symbols of a link.
#[derive(Debug)]
pub struct Loader<'a> {
    /// Differences between releases.
    pub profile: &'static Profile,
    /// The processor.
    pub arch: &'static Arch,
    /// All objects; the first two have no content.
    pub objs: Vec<Object<'a>>,
    /// Positions of the definitions, by number.
    pub(crate) homes: Vec<Home>,
    /// Facts from the records of objects, by number.
    pub(crate) facts: Vec<Facts>,
    /// Contents of external symbols.
    pub(crate) payloads: Vec<Payload<'a>>,
    /// The first symbol that the linker created, once there is one.
    pub(crate) ext_start: Sym,
    /// Functions and variables of package runtime that the compiler refers to by number.
    pub(crate) builtins: Vec<Sym>,
    /// Symbols by name.
    pub(crate) names: Names<'a>,
    /// The last version given to a symbol without a name to look up.
    pub(crate) anonymous: Version,
    /// Addresses, sections and containers of symbols.
    pub(crate) layout: SymbolLayout,
    /// Attributes, one bitmap each.
    pub(crate) attrs: attrs::Attrs,
    /// Facts of few symbols.
    pub extra: Extra<'a>,
}

/// The layout of symbols, by number.
#[derive(Debug)]
pub(crate) struct SymbolLayout {
    /// Addresses, or offsets before addresses are known.
    pub(crate) values: Vec<i64>,
    /// Sections; 0 for none.
    pub(crate) sects: Vec<u16>,
    /// Alignments: 0 for the default, else 1 + log2.
    pub(crate) aligns: Vec<u8>,
    /// Containers of symbols.
    pub(crate) outer: Vec<Sym>,
}

impl<'a> Loader<'a> {
    /// Returns a loader without symbols.
    pub fn new(profile: &'static Profile, arch: &'static Arch) -> Self {
        Self {
            profile,
            arch,
            objs: Vec::new(),
            homes: vec![Home::default()],
            facts: vec![Facts::default()],
            payloads: Vec::new(),
            ext_start: Sym::NONE,
            builtins: vec![Sym::NONE; profile.builtins.len()],
            names: Names::default(),
            anonymous: 0,
            layout: SymbolLayout {
                values: vec![0],
                sects: vec![0],
                aligns: vec![0],
                outer: vec![Sym::NONE],
            },
            attrs: attrs::Attrs::default(),
            extra: Extra::default(),
        }
    }

    /// Returns the number of symbols, plus one for [`Sym::NONE`].
    #[inline]
    pub fn len(&self) -> usize {
        self.homes.len()
    }

    /// Returns true if there is no symbol.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// Iterates over all symbols by number.
    pub fn all(&self) -> impl Iterator<Item = Sym> + use<> {
        (1..self.homes.len() as u32).map(Sym)
    }

    /// Returns a loaded object.
    #[inline]
    pub fn obj(&self, index: ObjIndex) -> Option<&Object<'a>> {
        self.objs
            .get((index.0 as usize).wrapping_sub(ObjIndex::FIRST as usize))
    }

    /// Returns the object and the local index of a symbol that is defined in an object.
    #[inline]
    pub(crate) fn local(&self, sym: Sym) -> Option<(&Object<'a>, u32)> {
        let home = self.homes.get(sym.index())?;
        Some((self.obj(home.obj)?, home.local))
    }

    /// Returns the content of an external symbol.
    #[inline]
    pub(crate) fn payload(&self, sym: Sym) -> Option<&Payload<'a>> {
        let home = self.homes.get(sym.index())?;
        if home.obj != ObjIndex::EXTERNAL {
            return None;
        }
        self.payloads.get(home.local as usize)
    }

    /// Returns true if the linker created or changed the symbol.
    #[inline]
    pub fn is_external(&self, sym: Sym) -> bool {
        self.homes
            .get(sym.index())
            .is_some_and(|home| home.obj == ObjIndex::EXTERNAL)
    }

    /// Returns the symbol that an object refers to; [`Sym::NONE`] for a reference that
    /// leads nowhere.
    #[inline]
    pub fn resolve(&self, obj: &Object<'a>, target: SymRef) -> Sym {
        let counts = &obj.counts;
        let (obj, index) = match target.pkg {
            pkg_idx::INVALID => return Sym::NONE,
            pkg_idx::HASHED64 => (obj, counts.pkg.saturating_add(target.sym)),
            pkg_idx::HASHED => (
                obj,
                (counts.pkg + counts.hashed64).saturating_add(target.sym),
            ),
            pkg_idx::NONE => (
                obj,
                (counts.defs() - counts.non_pkg).saturating_add(target.sym),
            ),
            pkg_idx::SELF if target.sym < counts.pkg => return Sym(obj.first.0 + target.sym),
            pkg_idx::SELF => (obj, target.sym),
            pkg_idx::BUILTIN => {
                let builtin = self.builtins.get(target.sym as usize);
                return builtin.copied().unwrap_or_default();
            }
            pkg => match obj.pkgs.get(pkg as usize) {
                Some(other) if target.sym < other.len => {
                    return Sym(other.first.0 + target.sym);
                }
                other => match other.and_then(|other| self.obj(other.obj)) {
                    Some(other) => (other, target.sym),
                    None => return Sym::NONE,
                },
            },
        };
        obj.syms.get(index as usize).copied().unwrap_or_default()
    }
}
