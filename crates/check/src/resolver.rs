//! Declarations of the package and its files.
//!
//! Counterpart: cmd/compile/internal/types2/resolver.go.

use hashbrown::HashSet;
use vamos_ast::Node;
use vamos_constant::Value;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::ScopeId;
use vamos_types::VarKind;

use crate::checker::Checker;
use crate::checker::DeclId;
use crate::checker::DeclInfo;
use crate::checker::Declarations;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::const_group::ConstGroup;
use crate::const_group::ConstSpec;
use crate::node_ref::NodeRef;
use crate::problem::Problem;
use crate::sources::Sources;

/// A method whose receiver's type has a name.
struct Method {
    obj: ObjId,
    has_pointer: bool,
    receiver: NodeRef,
}

/// State of collecting the declarations of files.
#[derive(Default)]
struct Collected {
    methods: Vec<Method>,
    /// The file's scope and version.
    scope: Option<ScopeId>,
    version: GoVersion,
}

impl DeclInfo {
    /// Returns a declaration of nothing yet.
    fn new(file: ScopeId, version: GoVersion) -> Self {
        Self {
            file,
            version,
            lhs: Vec::new(),
            vtyp: None,
            init: None,
            is_inherited: false,
            tdecl: None,
            fdecl: None,
            deps: HashSet::new(),
        }
    }
}

impl Checker<'_> {
    /// Reports whether a type's declaration is one of an alias.
    pub(crate) fn declares_alias(&self, obj: ObjId) -> bool {
        let decl = self
            .decls
            .decl_of(obj)
            .and_then(|decl| self.decls.decl_info(decl).tdecl);
        decl.is_some_and(|decl| {
            matches!(
                self.source.node(decl),
                Node::TypeDecl { is_alias: true, .. }
            )
        })
    }

    /// Reports an error if there are not as many values as names (`arity`).
    pub(crate) fn arity(
        &mut self,
        pos: Pos,
        names: &[NodeRef],
        inits: &[NodeRef],
        is_const: bool,
        is_inherited: bool,
    ) {
        let (l, r) = (names.len(), inits.len());
        if l < r {
            let extra = inits[l];
            if is_inherited {
                let at = self.pos_text(self.source.pos(extra));
                let text = format!("extra init expr at {at}");
                self.error(pos, Code::WrongAssignCount, text);
            } else {
                let text = format!("extra init expr {}", self.expr_text(extra));
                self.error_at(extra, Code::WrongAssignCount, text);
            }
        } else if l > r && (is_const || r != 1) {
            let name = self.name(names[r]);
            let text = format!("missing init expr for {}", self.types.text(name));
            self.error_at(names[r], Code::WrongAssignCount, text);
        }
    }

    /// Declares an object, which is no function, in the package.
    fn declare_pkg_obj(&mut self, ident: NodeRef, obj: ObjId, decl: DeclId) {
        let name = self.types.name_of(obj);
        if name == "init" {
            let text = "cannot declare init - must be func";
            self.error_at(ident, Code::InvalidInitDecl, text);
            return;
        }
        if name == "main" && self.is_main() {
            let text = "cannot declare main - must be func";
            self.error_at(ident, Code::InvalidMainDecl, text);
            return;
        }
        let scope = self.types.package(self.pkg).scope;
        self.declare(scope, Some(ident), obj, Pos::NONE);
        self.set_decl(obj, decl);
    }

    /// Reports whether the package is named main.
    fn is_main(&self) -> bool {
        let name = self.types.package(self.pkg).name;
        self.types.text(name) == "main"
    }

    /// Stores the declaration of an object, and its order.
    fn set_decl(&mut self, obj: ObjId, decl: DeclId) {
        self.decls.by_object.insert(obj, decl);
        self.types.object_mut(obj).order = self.decls.by_object.len() as u32;
    }

    /// Collects the imports and declarations of files, and assigns methods to their types.
    pub(crate) fn collect_objects(&mut self) {
        let mut collected = Collected::default();
        let mut scopes = Vec::new();
        for file in self.decls.files.clone() {
            scopes.push(self.collect_file(file, &mut collected));
        }
        self.check_file_scopes(&scopes);
        for method in collected.methods {
            let Method {
                obj,
                has_pointer,
                receiver,
            } = method;
            let Some((has_pointer, base)) = self.resolve_base_type_name(has_pointer, receiver)
            else {
                continue;
            };
            if let ObjectKind::Func { has_ptr_recv, .. } = &mut self.types.object_mut(obj).kind {
                *has_ptr_recv = has_pointer;
            }
            self.decls.methods.entry(base).or_default().push(obj);
        }
    }

    /// Collects the declarations of a file; returns its scope.
    fn collect_file(&mut self, file: usize, collected: &mut Collected) -> ScopeId {
        let source = self.source.files[file].file;
        let version = GoVersion::parse(&self.decls.versions[file]);
        self.set_version(version);
        let clause = NodeRef::new(file, source.package);
        self.record_def(clause, None);
        let package_scope = self.types.package(self.pkg).scope;
        let (start, end) = (Pos::new(file, 0), Pos::new(file, source.end));
        let scope = self.types.new_scope(Some(package_scope), start, end);
        collected.scope = Some(scope);
        collected.version = version;
        let dir = self.source.dir_of(clause);
        let mut consts = ConstGroup::default();
        for (index, decl) in self
            .source
            .list(clause, source.decls)
            .into_iter()
            .enumerate()
        {
            let node = self.source.node(decl);
            if !matches!(node, Node::ConstDecl { .. }) {
                consts.end();
            }
            let info = DeclInfo::new(scope, version);
            match node {
                Node::ImportDecl {
                    local_name, path, ..
                } => self.collect_import(decl, decl.opt(local_name), decl.opt(path), &dir, scope),
                Node::ConstDecl {
                    group,
                    names,
                    typ,
                    values,
                    ..
                } => {
                    let own = (decl.opt(typ), decl.opt(values));
                    let spec = consts.next(index, group, own);
                    let names = self.source.list(decl, names);
                    self.collect_consts(decl, &names, spec, &info);
                }
                Node::VarDecl {
                    names, typ, values, ..
                } => {
                    let names = self.source.list(decl, names);
                    self.collect_vars(decl, &names, (decl.opt(typ), decl.opt(values)), &info);
                }
                Node::TypeDecl { name, .. } => {
                    let ident = decl.part(name);
                    let (pos, name) = (self.source.pos(ident), self.name(ident));
                    let obj = self.types.new_type_name(pos, Some(self.pkg), name, None);
                    let tdecl = Some(decl);
                    let decl = self.decls.add_decl(DeclInfo { tdecl, ..info });
                    self.declare_pkg_obj(ident, obj, decl);
                }
                Node::FuncDecl { .. } => self.collect_func(decl, info, &mut collected.methods),
                _ => {}
            }
        }
        scope
    }

    /// Declares the constants of a declaration.
    fn collect_consts(
        &mut self,
        decl: NodeRef,
        names: &[NodeRef],
        spec: ConstSpec,
        info: &DeclInfo,
    ) {
        let values = self.source.unpack_list(spec.values);
        for (index, ident) in names.iter().enumerate() {
            let (pos, name) = (self.source.pos(*ident), self.name(*ident));
            let iota = Value::from(spec.iota);
            let obj = self.types.new_const(pos, Some(self.pkg), name, None, iota);
            let id = self.decls.add_decl(DeclInfo {
                vtyp: spec.typ,
                init: values.get(index).copied(),
                is_inherited: spec.is_inherited,
                ..info.clone()
            });
            self.declare_pkg_obj(*ident, obj, id);
        }
        let pos = self.source.pos(decl);
        self.arity(pos, names, &values, true, spec.is_inherited);
    }

    /// Declares the variables of a declaration with this type and these values.
    fn collect_vars(
        &mut self,
        decl: NodeRef,
        names: &[NodeRef],
        (typ, init): (Option<NodeRef>, Option<NodeRef>),
        info: &DeclInfo,
    ) {
        let values = self.source.unpack_list(init);
        let is_list = init.is_some_and(|init| matches!(self.source.node(init), Node::List { .. }));
        // One value for all variables: they have one declaration.
        let shared = (!is_list).then(|| {
            self.decls.add_decl(DeclInfo {
                vtyp: typ,
                init,
                ..info.clone()
            })
        });
        let mut lhs = Vec::with_capacity(names.len());
        for (index, ident) in names.iter().enumerate() {
            let (pos, name) = (self.source.pos(*ident), self.name(*ident));
            let obj = self
                .types
                .new_var(VarKind::Package, pos, Some(self.pkg), name, None);
            lhs.push(obj);
            let id = match shared {
                Some(id) => id,
                None => self.decls.add_decl(DeclInfo {
                    vtyp: typ,
                    init: values.get(index).copied(),
                    ..info.clone()
                }),
            };
            self.declare_pkg_obj(*ident, obj, id);
        }
        if let Some(id) = shared {
            self.decls.list[id.0 as usize].lhs = lhs;
        }
        if typ.is_none() || !values.is_empty() {
            let pos = self.source.pos(decl);
            self.arity(pos, names, &values, false, false);
        }
    }

    /// Declares a function, or collects a method.
    fn collect_func(&mut self, decl: NodeRef, info: DeclInfo, methods: &mut Vec<Method>) {
        let Node::FuncDecl {
            receiver,
            name: ident,
            params,
            typ,
            body,
            ..
        } = self.source.node(decl)
        else {
            return;
        };
        let ident = decl.part(ident);
        let (pos, name) = (self.source.pos(ident), self.name(ident));
        let obj = self.types.new_func(pos, Some(self.pkg), name, None);
        let type_params = self.source.list(decl, params);
        let mut has_param_error = false;
        if let Some(receiver) = decl.opt(receiver) {
            let typ = self.source.field_type(receiver);
            let (has_pointer, base, _) = self.unpack_recv(typ, false);
            if self.source.is_name(base) && name != Name::BLANK {
                let receiver = base;
                methods.push(Method {
                    obj,
                    has_pointer,
                    receiver,
                });
            }
            if let Some(first) = type_params.first()
                && self.config.release.has_generic_methods()
            {
                let at = self.start(*first);
                self.verify_version(at, GoVersion(27), "generic method");
                has_param_error = true;
            }
            self.record_def(ident, Some(obj));
        } else {
            let is_init = self.types.text(name) == "init";
            if is_init || self.types.text(name) == "main" && self.is_main() {
                let has_params = self.source.has_params(decl.part(typ));
                has_param_error = self.check_init_or_main(ident, is_init, &type_params, has_params);
            }
            let scope = self.types.package(self.pkg).scope;
            if is_init {
                self.types.object_mut(obj).parent = Some(scope);
                self.record_def(ident, Some(obj));
                if body.is_none() {
                    let text = "func init must have a body";
                    self.soft_error(pos, Code::MissingInitBody, text);
                }
            } else {
                self.declare(scope, Some(ident), obj, Pos::NONE);
            }
        }
        if let Some(first) = type_params.first()
            && !has_param_error
        {
            let at = self.start(*first);
            self.verify_version(at, GoVersion(18), "type parameter");
        }
        let fdecl = Some(decl);
        let id = self.decls.add_decl(DeclInfo { fdecl, ..info });
        self.set_decl(obj, id);
    }

    /// Reports errors of the type of `init` or `main`; returns true if one is about its type
    /// parameters.
    fn check_init_or_main(
        &mut self,
        ident: NodeRef,
        is_init: bool,
        type_params: &[NodeRef],
        has_params: bool,
    ) -> bool {
        let (name, code) = if is_init {
            ("init", Code::InvalidInitDecl)
        } else {
            ("main", Code::InvalidMainDecl)
        };
        if let Some(first) = type_params.first() {
            let at = self.start(*first);
            let text = format!("func {name} must have no type parameters");
            self.soft_error(at, code, text);
        }
        if has_params {
            let at = self.start(ident);
            let text = format!("func {name} must have no arguments and no return values");
            self.soft_error(at, code, text);
        }
        !type_params.is_empty()
    }

    /// Reports names that both the package and one of its files declare.
    fn check_file_scopes(&mut self, scopes: &[ScopeId]) {
        let package_scope = self.types.package(self.pkg).scope;
        for scope in scopes {
            for (name, obj) in self.types.scope(*scope).elems().to_vec() {
                let Some(alt) = self.types.lookup(package_scope, name) else {
                    continue;
                };
                let object = self.types.object(obj);
                let (how, pkg) = match object.kind {
                    ObjectKind::PkgName { imported } => ("import", Some(imported)),
                    _ => ("dot-import", object.pkg),
                };
                let of = pkg.map_or_else(String::new, |pkg| self.types.package_text(pkg));
                let name = self.types.name_of(alt);
                let mut problem = Problem::new(Code::DuplicateDecl);
                let text = format!("{name} already declared through {how} of {of}");
                problem.add(self.types.object(alt).pos, text);
                self.add_alt_decl(&mut problem, obj);
                self.report(problem);
            }
        }
    }

    /// Sorts package-level objects and methods by source position.
    pub(crate) fn sort_objects(&mut self) {
        let mut objects: Vec<ObjId> = self.decls.by_object.keys().copied().collect();
        objects.sort_by_key(|obj| self.types.object(*obj).order);
        self.decls.objects = objects;
    }

    /// Checks all package-level declarations: types, then aliases, then everything else.
    pub(crate) fn package_objects(&mut self) {
        let objects = self.decls.objects.clone();
        for obj in &objects {
            let object = self.types.object(*obj);
            if object.is_type_name() && object.typ.is_some() {
                self.collect_methods(*obj);
            }
        }
        let mut aliases = Vec::new();
        let mut others = Vec::new();
        for obj in objects {
            if !self.types.object(obj).is_type_name() {
                if !self.config.ignores_bodies || self.types.is_seen_by_importers(obj) {
                    others.push(obj);
                }
            } else if self.declares_alias(obj) {
                aliases.push(obj);
            } else {
                self.obj_decl(obj);
            }
        }
        for obj in aliases.into_iter().chain(others) {
            self.obj_decl(obj);
        }
        self.decls.methods.clear();
    }
}

impl Sources<'_> {
    /// Reports whether a function's type has parameters or results.
    fn has_params(&self, typ: NodeRef) -> bool {
        let tree = self.tree(typ);
        match self.node(typ) {
            Node::FuncType { params, results } => !tree.is_empty(params) || !tree.is_empty(results),
            _ => false,
        }
    }

    /// Returns the type of a field or parameter.
    pub(crate) fn field_type(&self, field: NodeRef) -> NodeRef {
        match self.node(field) {
            Node::Field { typ, .. } => field.part(typ),
            _ => field,
        }
    }

    /// Returns the name of a field or parameter, if it has one.
    pub(crate) fn field_name(&self, field: NodeRef) -> Option<NodeRef> {
        match self.node(field) {
            Node::Field { name, .. } => field.opt(name),
            _ => None,
        }
    }
}

impl Declarations {
    /// Returns the declaration of a package-level object or a method.
    pub(crate) fn decl_of(&self, obj: ObjId) -> Option<DeclId> {
        self.by_object.get(&obj).copied()
    }

    /// Returns the data of a declaration.
    pub(crate) fn decl_info(&self, decl: DeclId) -> &DeclInfo {
        &self.list[decl.0 as usize]
    }

    /// Adds a declaration.
    fn add_decl(&mut self, info: DeclInfo) -> DeclId {
        self.list.push(info);
        DeclId(self.list.len() as u32 - 1)
    }
}
