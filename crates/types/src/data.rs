//! Data of the types.
//!
//! Counterpart: cmd/compile/internal/types2 (array.go, slice.go, struct.go, pointer.go, tuple.go,
//! signature.go, union.go, interface.go, map.go, chan.go, named.go, typeparam.go, alias.go,
//! typeset.go).

use std::sync::Arc;

use crate::basic::BasicKind;
use crate::id::ObjId;
use crate::id::ScopeId;
use crate::id::TypeId;
use crate::pos::Pos;

/// A type.
#[derive(Clone, Debug)]
pub enum Type {
    /// A basic type. `byte` and `rune` are types of their own, of the kinds `uint8` and `int32`
    /// ([`crate::Types::basic_name`]).
    Basic(BasicKind),
    /// An array.
    Array {
        /// Its element type.
        elem: TypeId,
        /// Its length; negative if unknown.
        len: i64,
    },
    /// A slice.
    Slice {
        /// Its element type.
        elem: TypeId,
    },
    /// A struct.
    Struct(Struct),
    /// A pointer.
    Pointer {
        /// The base type.
        elem: TypeId,
    },
    /// Parameters, results, or the values of a call.
    Tuple {
        /// The variables.
        vars: Box<[ObjId]>,
    },
    /// A function.
    Signature(Box<Signature>),
    /// A union of terms.
    Union {
        /// The terms.
        terms: Box<[Term]>,
    },
    /// An interface.
    Interface(Box<Interface>),
    /// A map.
    Map {
        /// Its key type.
        key: TypeId,
        /// Its element type.
        elem: TypeId,
    },
    /// A channel.
    Chan {
        /// Its direction.
        dir: ChanDir,
        /// Its element type.
        elem: TypeId,
    },
    /// A defined type, or an instance of one.
    Named(Box<Named>),
    /// A type parameter.
    TypeParam(Box<TypeParam>),
    /// An alias.
    Alias(Box<Alias>),
}

/// The direction of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the directions")]
pub enum ChanDir {
    SendRecv,
    SendOnly,
    RecvOnly,
}

/// A struct.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The fields.
    pub fields: Box<[ObjId]>,
    /// The tags by field; trailing fields without tags are omitted. Tags may contain any bytes.
    pub tags: Box<[Arc<[u8]>]>,
}

impl Struct {
    /// Returns the tag of a field; empty if it has none.
    pub fn tag(&self, index: usize) -> &[u8] {
        self.tags.get(index).map_or(&[], |tag| tag)
    }
}

/// A function's type.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// The type parameters of the receiver.
    pub rparams: Box<[TypeId]>,
    /// The type parameters.
    pub tparams: Box<[TypeId]>,
    /// The scope of a function of this package that is no instance.
    pub scope: Option<ScopeId>,
    /// The receiver.
    pub recv: Option<ObjId>,
    /// The parameters, a tuple, if there are any.
    pub params: Option<TypeId>,
    /// The results, a tuple, if there are any.
    pub results: Option<TypeId>,
    /// True if the last parameter is variadic.
    pub is_variadic: bool,
    /// The receiver of the method that a selector has made a function of.
    pub dropped_recv: DroppedRecv,
}

/// The receiver of a method that became a function (`recvold`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DroppedRecv {
    /// It was no method.
    #[default]
    None,
    /// The receiver of a method value.
    Value(ObjId),
    /// The first parameter of a method expression.
    FirstParam,
}

/// A term of a union.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// True if the term has a tilde: it includes all types with this underlying type.
    pub tilde: bool,
    /// The type; `None` means all types (only in type sets).
    pub typ: Option<TypeId>,
}

/// An interface.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// The methods that are written in it.
    pub methods: Vec<ObjId>,
    /// The embedded types.
    pub embeddeds: Vec<TypeId>,
    /// Positions of the embedded types, if known, for messages.
    pub embed_pos: Vec<Pos>,
    /// True for the implicit interface around a constraint that is no interface.
    pub is_implicit: bool,
    /// True if all of the above is set up.
    pub is_complete: bool,
    /// Its type set, once it was computed.
    pub tset: Option<Arc<TypeSet>>,
}

/// The type set of an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeSet {
    /// All methods, sorted by their unique names.
    pub methods: Vec<ObjId>,
    /// The terms; one without a type is all types.
    pub terms: Vec<Term>,
    /// True if only comparable types belong to it. Set only if the terms are all types.
    pub is_comparable: bool,
}

impl TypeSet {
    /// Reports whether no type belongs to it.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Reports whether all types belong to it as far as terms go.
    pub fn has_all_terms(&self) -> bool {
        self.terms.iter().any(|term| term.typ.is_none())
    }

    /// Reports whether it has specific terms.
    pub fn has_terms(&self) -> bool {
        !self.is_empty() && !self.has_all_terms()
    }

    /// Reports whether only methods restrict it.
    pub fn is_method_set(&self) -> bool {
        !self.is_comparable && self.has_all_terms()
    }

    /// Reports whether all types belong to it.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }
}

/// Progress in setting up a defined type, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamedState(pub u8);

impl NamedState {
    /// Methods are loaded, constraints may not be.
    pub const LAZY_LOADED: Self = Self(1);
    /// Everything except methods of instances is set up.
    pub const UNPACKED: Self = Self(2);
    /// Methods are set up.
    pub const HAS_METHODS: Self = Self(4);
    /// The underlying type is set up.
    pub const HAS_UNDER: Self = Self(8);
    /// The finiteness of its size is computed.
    pub const HAS_FINITE: Self = Self(16);

    /// Reports whether one of the bits of `other` is set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Sets bits.
    pub fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// A defined type.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name; for an instance an object at the position of the instantiation.
    pub obj: ObjId,
    /// Origin and type arguments of an instance.
    pub inst: Option<Box<Instance>>,
    /// The parts that are set up.
    pub state: NamedState,
    /// The right side of the declaration.
    pub from_rhs: Option<TypeId>,
    /// The type parameters.
    pub tparams: Box<[TypeId]>,
    /// The underlying type.
    pub underlying: Option<TypeId>,
    /// True if its size is finite, once that is computed.
    pub is_finite: bool,
    /// The methods that are declared for it; of an instance those that were needed.
    pub methods: Vec<Option<ObjId>>,
    /// True if a [`crate::Loader`] must still complete it.
    pub is_imported: bool,
    /// True while its declaration is being checked, so that `from_rhs` may be missing.
    pub allow_nil_rhs: bool,
    /// The same for `underlying`.
    pub allow_nil_underlying: bool,
}

impl Named {
    /// Returns a defined type of which nothing is known but its name.
    pub fn new(obj: ObjId) -> Self {
        Self {
            obj,
            inst: None,
            state: NamedState::default(),
            from_rhs: None,
            tparams: Box::default(),
            underlying: None,
            is_finite: false,
            methods: Vec::new(),
            is_imported: false,
            allow_nil_rhs: false,
            allow_nil_underlying: false,
        }
    }
}

/// Origin and type arguments of an instance of a defined type.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The generic type.
    pub orig: TypeId,
    /// The type arguments.
    pub targs: Box<[TypeId]>,
    /// Number of expanded methods.
    pub expanded_methods: usize,
    /// The number of the table of the instances that its expansion needs; `None` if it was not
    /// expanded.
    pub(crate) context: Option<u32>,
    /// True while its expansion shares instances with the checked package: until the end of the
    /// check, and never for imports.
    pub(crate) is_shared: bool,
}

impl Instance {
    /// Returns an instance of which nothing is expanded, whose expansion shares instances with the
    /// checked package.
    pub fn new(orig: TypeId, targs: Box<[TypeId]>) -> Self {
        Self {
            orig,
            targs,
            expanded_methods: 0,
            context: None,
            is_shared: true,
        }
    }
}

/// A type parameter.
#[derive(Clone, Debug)]
pub struct TypeParam {
    /// A number of its own.
    pub id: u32,
    /// Its name.
    pub obj: ObjId,
    /// Its index in its list; `None` before it has one.
    pub index: Option<u32>,
    /// Its constraint.
    pub bound: Option<TypeId>,
}

/// An alias.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its name.
    pub obj: ObjId,
    /// The generic alias that it is an instance of, or itself.
    pub orig: TypeId,
    /// The type parameters.
    pub tparams: Box<[TypeId]>,
    /// The type arguments.
    pub targs: Box<[TypeId]>,
    /// The right side of the declaration, which may be an alias.
    pub from_rhs: Option<TypeId>,
    /// The aliased type, itself no alias.
    pub actual: Option<TypeId>,
}
