//! The state of a check.
//!
//! Counterpart: cmd/compile/internal/types2/check.go.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_constant::Value;
use vamos_types::Facts;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::ScopeId;
use vamos_types::Term;
use vamos_types::TypeId;
use vamos_types::Types;

use crate::config::Config;
use crate::info::Info;
use crate::mono_graph::MonoGraph;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::problem::Error;
use crate::sources::Sources;
use vamos_types::Importer;

/// The check of one package.
pub struct Checker<'a> {
    /// Types and objects.
    pub(crate) types: Types,
    pub(crate) config: &'a Config,
    pub(crate) source: Sources<'a>,
    pub(crate) importer: Box<dyn Importer + 'a>,
    pub(crate) pkg: PkgId,
    /// The errors in the order in which they were found.
    pub(crate) errors: Vec<Error>,
    pub(crate) info: Info,
    pub(crate) env: Environment,
    pub(crate) decls: Declarations,
    pub(crate) instances: Instances,
    pub(crate) work: Work,
    pub(crate) usage: Usage,
}

/// The environment in which an object is checked. It is replaced for each object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// The package-level declaration whose expression or body is checked.
    pub(crate) decl: Option<DeclId>,
    /// The innermost scope.
    pub(crate) scope: Option<ScopeId>,
    /// The language version of the file.
    pub(crate) version: GoVersion,
    /// The value of `iota` in a constant's declaration.
    pub(crate) iota: Option<Value>,
    /// The name of a constant whose expression is inherited.
    pub(crate) err_pos: Pos,
    pub(crate) in_tparam_list: bool,
    /// The type of the function that is checked.
    pub(crate) sig: Option<TypeId>,
    /// The calls of `panic`.
    pub(crate) is_panic: HashSet<NodeRef>,
    pub(crate) has_call_or_recv: bool,
}

/// A language version, `1.N` as N; 0 without one, so that all is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GoVersion(pub(crate) u32);

/// A package-level declaration; the index of [`Declarations::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DeclId(pub(crate) u32);

/// The declaration of a package-level object or a method (`declInfo`).
#[derive(Clone, Debug)]
pub(crate) struct DeclInfo {
    /// The scope of its file.
    pub(crate) file: ScopeId,
    pub(crate) version: GoVersion,
    /// The variables of a declaration with one expression for all.
    pub(crate) lhs: Vec<ObjId>,
    /// The type of constants and variables.
    pub(crate) vtyp: Option<NodeRef>,
    /// The expression of constants and variables.
    pub(crate) init: Option<NodeRef>,
    /// True if the expression is inherited from another constant.
    pub(crate) is_inherited: bool,
    /// The declaration of a type.
    pub(crate) tdecl: Option<NodeRef>,
    /// The declaration of a function.
    pub(crate) fdecl: Option<NodeRef>,
    /// The objects that its expression or body needs.
    pub(crate) deps: HashSet<ObjId>,
}

/// Declarations of the package.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    pub(crate) list: Vec<DeclInfo>,
    /// The declarations of package-level objects and of methods (`objMap`).
    pub(crate) by_object: HashMap<ObjId, DeclId>,
    /// The same objects in the order of the source (`objList`).
    pub(crate) objects: Vec<ObjId>,
    /// Imported packages by the directory of the importing file and the path (`impMap`).
    pub(crate) imported: HashMap<(String, String), PkgId>,
    /// The names of imported packages in the order of the source (`imports`).
    pub(crate) imports: Vec<ObjId>,
    /// Through which import an object came into a file's scope with a dot.
    pub(crate) dot_imports: HashMap<(ScopeId, Name), ObjId>,
    /// The methods of the package's types by type name.
    pub(crate) methods: HashMap<ObjId, Vec<ObjId>>,
    /// The files that belong to the package, by their places among all files.
    pub(crate) files: Vec<usize>,
    /// The Go versions of all files, as the configuration or the file has them.
    pub(crate) versions: Vec<String>,
}

/// Instances of generic types and functions.
#[derive(Debug, Default)]
pub(crate) struct Instances {
    /// Flow of type arguments to type parameters (`mono`).
    pub(crate) mono: MonoGraph,
}

/// Work in progress, and deferred work.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// Deferred checks, in order, with their language version (`delayed`).
    pub(crate) delayed: Vec<(GoVersion, Option<Delayed>)>,
    /// The objects that are being declared (`objPath`).
    pub(crate) path: Vec<ObjId>,
    /// Their indices in the path (`objPathIdx`).
    pub(crate) path_index: HashMap<ObjId, usize>,
    /// Expressions without a final type (`untyped`).
    pub(crate) untyped: HashMap<NodeRef, Untyped>,
    /// True for defined types whose size depends on type parameters (`varSize`).
    pub(crate) var_sizes: HashMap<TypeId, bool>,
}

/// An expression without a final type (`exprInfo`).
#[derive(Clone, Debug)]
pub(crate) struct Untyped {
    /// True for the left operand of a shift that is checked when its type is known.
    pub(crate) is_lhs: bool,
    pub(crate) mode: Mode,
    pub(crate) typ: TypeId,
    pub(crate) val: Value,
}

/// Uses of variables and packages.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    /// Variables (`usedVars`).
    pub(crate) vars: HashSet<ObjId>,
    /// Names of packages (`usedPkgNames`).
    pub(crate) pkg_names: HashSet<ObjId>,
}

/// A check that is deferred until a statement or all declarations are done (`later`). The data of
/// each variant are the variables that upstream's function captures.
#[derive(Clone, Debug)]
pub(crate) enum Delayed {
    /// The body of a declared function (decl.go: funcDecl).
    FuncBody {
        decl: DeclId,
        sig: TypeId,
        body: NodeRef,
    },
    /// The body of a function literal (literals.go: funcLit).
    FuncLit {
        decl: Option<DeclId>,
        iota: Option<Box<Value>>,
        sig: TypeId,
        body: NodeRef,
    },
    /// A declared type contains itself (decl.go: typeDecl). The right side, and the flag for a
    /// reported version error, are filled in when they are known.
    TypeDecl {
        obj: ObjId,
        decl: NodeRef,
        rhs: Option<TypeId>,
        has_version_error: bool,
    },
    /// Fields and methods have different names (decl.go: collectMethods).
    FieldUniqueness { base: TypeId },
    /// A variable's type is no constraint (typexpr.go: validVarType).
    VarType { expr: NodeRef, typ: TypeId },
    /// Keys of a map are comparable (typexpr.go: typInternal).
    MapKey { expr: NodeRef, key: TypeId },
    /// Type arguments satisfy their constraints (typexpr.go: instantiatedType).
    Instance {
        generic: NodeRef,
        args: Box<[NodeRef]>,
        targs: Box<[TypeId]>,
        inst: TypeId,
    },
    /// A type may be embedded in a struct (struct.go: structType).
    EmbeddedField { pos: Pos, typ: TypeId },
    /// Embedded methods of one name are identical (typeset.go).
    DuplicateMethod {
        pos: Pos,
        method: ObjId,
        other: ObjId,
        other_pos: Pos,
    },
    /// The type set of an interface (interface.go: interfaceType).
    InterfaceTypeSet { pos: Pos, typ: TypeId },
    /// Terms of a union are valid (union.go: parseUnion).
    UnionTerms {
        exprs: Box<[NodeRef]>,
        terms: Box<[Term]>,
    },
    /// A receiver is valid (signature.go: collectRecv).
    Receiver { base: NodeRef, recv: ObjId },
    /// The type arguments of a function satisfy their constraints (call.go: instantiateSignature);
    /// `xlist` are the explicit ones.
    VerifyFuncInstance {
        pos: Pos,
        sig: TypeId,
        targs: Box<[TypeId]>,
        xlist: Box<[NodeRef]>,
    },
}

impl Facts for Checker<'_> {
    fn types(&self) -> &Types {
        &self.types
    }

    fn types_mut(&mut self) -> &mut Types {
        &mut self.types
    }

    fn declare(&mut self, method: ObjId) {
        self.obj_decl(method);
    }

    fn place_text(&self, pos: Pos) -> String {
        self.pos_text(pos)
    }
}
