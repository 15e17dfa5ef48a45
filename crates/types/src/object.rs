//! Objects: packages, constants, types, variables, functions and labels.
//!
//! Counterpart: cmd/compile/internal/types2/object.go.

use vamos_constant::Value;

use crate::id::ObjId;
use crate::id::PkgId;
use crate::id::ScopeId;
use crate::id::TypeId;
use crate::names::Name;
use crate::pos::Pos;

/// An object: the denotation of a name.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its kind, with the data of that kind.
    pub kind: ObjectKind,
    /// The scope that declares it; `None` for methods and fields.
    pub parent: Option<ScopeId>,
    /// Position of its name in the declaration.
    pub pos: Pos,
    /// Its package; `None` for labels and objects of the universe.
    pub pkg: Option<PkgId>,
    /// Its name.
    pub name: Name,
    /// Its type, if that is known already.
    pub typ: Option<TypeId>,
    /// The order of package-level objects in the source, from 1 on; 0 for others.
    pub order: u32,
    /// Position at which its scope starts.
    pub scope_pos: Pos,
}

/// The kinds of objects.
#[derive(Clone, Debug)]
pub enum ObjectKind {
    /// An imported package.
    PkgName {
        /// The package.
        imported: PkgId,
    },
    /// A constant.
    Const {
        /// Its value.
        val: Value,
    },
    /// The name of a type.
    TypeName,
    /// A variable, parameter, result or field.
    Var {
        /// The kind of the variable.
        kind: VarKind,
        /// True for an embedded field.
        is_embedded: bool,
        /// The variable of the generic declaration from which it was instantiated.
        origin: Option<ObjId>,
    },
    /// A function or method.
    Func {
        /// True if its receiver is a pointer; used while it has no type.
        has_ptr_recv: bool,
        /// The function of the generic declaration from which it was instantiated.
        origin: Option<ObjId>,
    },
    /// A label.
    Label,
    /// A function of the language.
    Builtin(BuiltinId),
    /// `nil`.
    Nil,
}

/// The kinds of variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VarKind {
    /// Declared by a package.
    Package,
    /// Declared in a function.
    Local,
    /// A receiver.
    Recv,
    /// A parameter.
    Param,
    /// A result.
    Result,
    /// A field of a struct.
    Field,
}

/// The functions of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are those of the functions")]
pub enum BuiltinId {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    Add,
    Alignof,
    Offsetof,
    Sizeof,
    Slice,
    SliceData,
    String,
    StringData,
}

impl Object {
    /// Returns an object without a scope.
    pub fn new(kind: ObjectKind, pos: Pos, pkg: Option<PkgId>, name: Name) -> Self {
        Self {
            kind,
            parent: None,
            pos,
            pkg,
            name,
            typ: None,
            order: 0,
            scope_pos: Pos::NONE,
        }
    }

    /// Reports whether it is a type's name.
    pub fn is_type_name(&self) -> bool {
        matches!(self.kind, ObjectKind::TypeName)
    }

    /// Reports whether it is a variable, parameter, result or field.
    pub fn is_var(&self) -> bool {
        matches!(self.kind, ObjectKind::Var { .. })
    }

    /// Reports whether it is a function or method.
    pub fn is_func(&self) -> bool {
        matches!(self.kind, ObjectKind::Func { .. })
    }

    /// Reports whether it is a field of a struct.
    pub fn is_field(&self) -> bool {
        let kind = VarKind::Field;
        matches!(self.kind, ObjectKind::Var { kind: own, .. } if own == kind)
    }

    /// Reports whether it is an embedded field.
    pub fn is_embedded(&self) -> bool {
        matches!(
            self.kind,
            ObjectKind::Var {
                is_embedded: true,
                ..
            }
        )
    }
}
