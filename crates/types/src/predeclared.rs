//! The ids of predeclared types and objects.
//!
//! The universe is the first thing in each store, so its types have the same ids everywhere.
//! Counterpart: cmd/compile/internal/types2/universe.go.

use crate::id::ObjId;
use crate::id::PkgId;
use crate::id::ScopeId;

/// The ids of predeclared types: [`typ::INT`] is `int`.
pub mod typ {
    use crate::basic::BasicKind;
    use crate::id::TypeId;

    /// Returns the type of a kind; `uint8` and not `byte`.
    pub const fn of(kind: BasicKind) -> TypeId {
        TypeId::at(kind as usize)
    }

    macro_rules! consts {
        ($($name:ident $kind:ident),*) => {
            $(#[doc = concat!("The type of kind `", stringify!($kind), "`.")]
            pub const $name: TypeId = of(BasicKind::$kind);)*
        };
    }

    consts!(
        INVALID Invalid, BOOL Bool, INT Int, INT8 Int8, INT16 Int16, INT32 Int32, INT64 Int64,
        UINT Uint, UINT8 Uint8, UINT16 Uint16, UINT32 Uint32, UINT64 Uint64, UINTPTR Uintptr,
        FLOAT32 Float32, FLOAT64 Float64, COMPLEX64 Complex64, COMPLEX128 Complex128,
        STRING String, UNSAFE_POINTER UnsafePointer, UNTYPED_BOOL UntypedBool,
        UNTYPED_INT UntypedInt, UNTYPED_RUNE UntypedRune, UNTYPED_FLOAT UntypedFloat,
        UNTYPED_COMPLEX UntypedComplex, UNTYPED_STRING UntypedString, UNTYPED_NIL UntypedNil
    );

    /// `byte`.
    pub const BYTE: TypeId = TypeId::at(BasicKind::ALL.len());
    /// `rune`.
    pub const RUNE: TypeId = TypeId::at(BasicKind::ALL.len() + 1);
    /// The interface without methods that `any` denotes.
    pub const EMPTY_INTERFACE: TypeId = TypeId::at(BasicKind::ALL.len() + 2);
    /// `any`, an alias.
    pub const ANY: TypeId = TypeId::at(BasicKind::ALL.len() + 3);
    /// `error`.
    pub const ERROR: TypeId = TypeId::at(BasicKind::ALL.len() + 4);
    /// `comparable`.
    pub const COMPARABLE: TypeId = TypeId::at(BasicKind::ALL.len() + 5);
    /// Another interface without methods, which messages show as `interface{}` and not as `any`. It
    /// is the type of results and parameters of built-in functions.
    pub const PLAIN_INTERFACE: TypeId = TypeId::at(BasicKind::ALL.len() + 6);
}

/// The scopes and objects of the universe.
#[derive(Clone, Copy, Debug)]
pub struct Universe {
    /// The universe's scope.
    pub scope: ScopeId,
    /// Package unsafe.
    pub unsafe_pkg: PkgId,
    /// `iota`.
    pub iota: ObjId,
    /// `nil`.
    pub nil: ObjId,
    /// `any`.
    pub any: ObjId,
    /// `comparable`.
    pub comparable: ObjId,
}
