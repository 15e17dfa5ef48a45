//! The predeclared types and objects.
//!
//! The universe is the first thing in each store, so its types and objects have the same ids
//! everywhere.
//! Counterpart: cmd/compile/internal/types2/universe.go.

use vamos_constant::Value;

use crate::basic::BasicKind;
use crate::data::Alias;
use crate::data::Interface;
use crate::data::Named;
use crate::data::NamedState;
use crate::data::Signature;
use crate::data::Term;
use crate::data::Type;
use crate::data::TypeSet;
use crate::id::ObjId;
use crate::id::ScopeId;
use crate::id::TypeId;
use crate::names::Name;
use crate::object::BuiltinId;
use crate::object::Object;
use crate::object::ObjectKind;
use crate::object::VarKind;
use crate::pos::Pos;
use crate::predeclared::Universe;
use crate::predeclared::typ;
use crate::store::Types;

/// The built-in functions by name; package unsafe starts at `Add`.
const BUILTINS: [(BuiltinId, &str); 26] = [
    (BuiltinId::Append, "append"),
    (BuiltinId::Cap, "cap"),
    (BuiltinId::Clear, "clear"),
    (BuiltinId::Close, "close"),
    (BuiltinId::Complex, "complex"),
    (BuiltinId::Copy, "copy"),
    (BuiltinId::Delete, "delete"),
    (BuiltinId::Imag, "imag"),
    (BuiltinId::Len, "len"),
    (BuiltinId::Make, "make"),
    (BuiltinId::Max, "max"),
    (BuiltinId::Min, "min"),
    (BuiltinId::New, "new"),
    (BuiltinId::Panic, "panic"),
    (BuiltinId::Print, "print"),
    (BuiltinId::Println, "println"),
    (BuiltinId::Real, "real"),
    (BuiltinId::Recover, "recover"),
    (BuiltinId::Add, "Add"),
    (BuiltinId::Alignof, "Alignof"),
    (BuiltinId::Offsetof, "Offsetof"),
    (BuiltinId::Sizeof, "Sizeof"),
    (BuiltinId::Slice, "Slice"),
    (BuiltinId::SliceData, "SliceData"),
    (BuiltinId::String, "String"),
    (BuiltinId::StringData, "StringData"),
];

impl BuiltinId {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        BUILTINS[self as usize].1
    }

    /// Reports whether package unsafe declares it.
    pub fn is_unsafe(self) -> bool {
        self as usize >= Self::Add as usize
    }
}

impl Default for Types {
    fn default() -> Self {
        Self::new()
    }
}

impl Types {
    /// Returns a store with the universe.
    pub fn new() -> Self {
        let mut types = Self::empty();
        let universe = declare(&mut types);
        types.end_universe(universe);
        types
    }
}

/// Declares everything in an empty store.
fn declare(types: &mut Types) -> Universe {
    let scope = types.new_scope(None, Pos::NONE, Pos::NONE);
    for kind in BasicKind::ALL {
        let own = types.add(Type::Basic(kind));
        debug_assert_eq!(own, typ::of(kind));
    }
    for kind in [BasicKind::Uint8, BasicKind::Int32] {
        types.add(Type::Basic(kind));
    }
    let unsafe_name = types.intern("unsafe");
    let unsafe_scope = types.new_scope(Some(scope), Pos::NONE, Pos::NONE);
    let unsafe_pkg = types.add_package(unsafe_name, unsafe_name, unsafe_scope);
    types.package_mut(unsafe_pkg).is_complete = true;
    let (any, comparable) = interfaces(types, scope);
    for kind in BasicKind::ALL {
        // A name with a space cannot be denoted in source.
        match kind {
            BasicKind::UnsafePointer => {
                let obj = type_name(types, kind.name(), typ::of(kind));
                types.object_mut(obj).pkg = Some(unsafe_pkg);
                types.insert(unsafe_scope, obj);
            }
            kind if kind.name().contains(' ') => {}
            kind => drop(declare_type(types, scope, kind.name(), typ::of(kind))),
        }
    }
    declare_type(types, scope, "byte", typ::BYTE);
    declare_type(types, scope, "rune", typ::RUNE);
    let mut constant = |name: &str, value: Value, typ: TypeId| {
        let obj = new_object(types, ObjectKind::Const { val: value }, name);
        types.object_mut(obj).typ = Some(typ);
        types.insert(scope, obj);
        obj
    };
    constant("true", Value::from(true), typ::UNTYPED_BOOL);
    constant("false", Value::from(false), typ::UNTYPED_BOOL);
    let iota = constant("iota", Value::from(0_i64), typ::UNTYPED_INT);
    let nil = new_object(types, ObjectKind::Nil, "nil");
    types.object_mut(nil).typ = Some(typ::UNTYPED_NIL);
    types.insert(scope, nil);
    for (id, name) in BUILTINS {
        let obj = new_object(types, ObjectKind::Builtin(id), name);
        types.object_mut(obj).typ = Some(typ::INVALID);
        let to = if id.is_unsafe() {
            types.object_mut(obj).pkg = Some(unsafe_pkg);
            unsafe_scope
        } else {
            scope
        };
        types.insert(to, obj);
    }
    Universe {
        scope,
        unsafe_pkg,
        iota,
        nil,
        any,
        comparable,
    }
}

fn new_object(types: &mut Types, kind: ObjectKind, name: &str) -> ObjId {
    let name = types.intern(name);
    types.add_object(Object::new(kind, Pos::NONE, None, name))
}

fn type_name(types: &mut Types, name: &str, typ: TypeId) -> ObjId {
    let obj = new_object(types, ObjectKind::TypeName, name);
    types.object_mut(obj).typ = Some(typ);
    obj
}

fn declare_type(types: &mut Types, scope: ScopeId, name: &str, typ: TypeId) -> ObjId {
    let obj = type_name(types, name, typ);
    types.insert(scope, obj);
    obj
}

/// Declares `any`, `error` and `comparable`; returns the objects of the first and the last.
fn interfaces(types: &mut Types, scope: ScopeId) -> (ObjId, ObjId) {
    let all = vec![Term {
        tilde: false,
        typ: None,
    }];
    let interface = |methods: Vec<ObjId>, is_comparable| Interface {
        tset: Some(
            TypeSet {
                methods: methods.clone(),
                terms: all.clone(),
                is_comparable,
            }
            .into(),
        ),
        methods,
        is_complete: true,
        ..Interface::default()
    };
    let empty = types.add(Type::Interface(Box::new(interface(Vec::new(), false))));
    debug_assert_eq!(empty, typ::EMPTY_INTERFACE);
    let any = declare_type(types, scope, "any", typ::ANY);
    types.add(Type::Alias(Box::new(Alias {
        obj: any,
        orig: typ::ANY,
        tparams: Box::default(),
        targs: Box::default(),
        from_rhs: Some(empty),
        actual: Some(empty),
    })));
    let named = |obj| Named {
        obj,
        inst: None,
        state: NamedState(
            NamedState::LAZY_LOADED.0
                | NamedState::UNPACKED.0
                | NamedState::HAS_METHODS.0
                | NamedState::HAS_UNDER.0,
        ),
        from_rhs: None,
        tparams: Box::default(),
        underlying: None,
        is_finite: false,
        methods: Vec::new(),
        is_imported: false,
        allow_nil_rhs: false,
        allow_nil_underlying: false,
    };
    let error = declare_type(types, scope, "error", typ::ERROR);
    types.add(Type::Named(Box::new(named(error))));
    let comparable = declare_type(types, scope, "comparable", typ::COMPARABLE);
    types.add(Type::Named(Box::new(named(comparable))));
    let plain = types.add(Type::Interface(Box::new(interface(Vec::new(), false))));
    debug_assert_eq!(plain, typ::PLAIN_INTERFACE);

    let mut var = |kind, typ| {
        let kind = ObjectKind::Var {
            kind,
            is_embedded: false,
            origin: None,
        };
        let var = types.add_object(Object::new(kind, Pos::NONE, None, Name::EMPTY));
        types.object_mut(var).typ = Some(typ);
        var
    };
    let recv = var(VarKind::Recv, typ::ERROR);
    let result = var(VarKind::Result, typ::STRING);
    let results = types.add(Type::Tuple {
        vars: Box::new([result]),
    });
    let signature = types.add(Type::Signature(Box::new(Signature {
        recv: Some(recv),
        results: Some(results),
        ..Signature::default()
    })));
    let kind = ObjectKind::Func {
        has_ptr_recv: false,
        origin: None,
    };
    let method = new_object(types, kind, "Error");
    types.object_mut(method).typ = Some(signature);
    for (typ, underlying) in [
        (typ::ERROR, interface(vec![method], false)),
        (typ::COMPARABLE, interface(Vec::new(), true)),
    ] {
        let underlying = types.add(Type::Interface(Box::new(underlying)));
        let named = types.named_mut(typ);
        named.from_rhs = Some(underlying);
        named.underlying = Some(underlying);
    }
    (any, comparable)
}
