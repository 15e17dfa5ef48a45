//! Declarations: constants, variables, types and functions.
//!
//! Counterpart: cmd/compile/internal/types2/decl.go.

use vamos_ast::Node;
use vamos_constant::Value;
use vamos_types::ObjId;
use vamos_types::ObjSet;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::ScopeId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::DeclId;
use crate::checker::Delayed;
use crate::checker::Environment;
use crate::code::Code;
use crate::const_group::ConstGroup;
use crate::const_group::ConstSpec;
use crate::node_ref::NodeRef;
use crate::operand::Operand;
use crate::problem::Problem;
use vamos_types::Facts;
use vamos_types::Texts;

impl Checker<'_> {
    /// Adds an object to a scope, and records the name that declares it.
    pub(crate) fn declare(&mut self, scope: ScopeId, name: Option<NodeRef>, obj: ObjId, pos: Pos) {
        if self.types.object(obj).name != vamos_types::Name::BLANK {
            if let Some(alt) = self.types.insert(scope, obj) {
                let mut problem = Problem::new(Code::DuplicateDecl);
                let text = format!("{} redeclared in this block", self.types.name_of(obj));
                problem.add(self.types.object(obj).pos, text);
                self.add_alt_decl(&mut problem, alt);
                self.report(problem);
                return;
            }
            self.types.object_mut(obj).scope_pos = pos;
        }
        if let Some(name) = name {
            self.record_def(name, Some(obj));
        }
    }

    /// Checks the declaration of an object, so that its type is known. An object without a type
    /// was not checked yet; one in the path is being checked, so that there is a cycle.
    pub(crate) fn obj_decl(&mut self, obj: ObjId) {
        if self.work.path_index.contains_key(&obj) {
            let is_valid = self.valid_cycle(obj);
            let object = self.types.object_mut(obj);
            let is_wrong = match object.kind {
                ObjectKind::Const { .. } | ObjectKind::Var { .. } => {
                    !is_valid || object.typ.is_none()
                }
                ObjectKind::TypeName => !is_valid,
                // Functions keep their type: others rely on it.
                _ => false,
            };
            if is_wrong {
                object.typ = Some(typ::INVALID);
            }
            debug_assert!(self.types.object(obj).typ.is_some());
            return;
        }
        if self.types.object(obj).typ.is_some() {
            return;
        }
        if !self.types.may_go_on() {
            self.types.object_mut(obj).typ = Some(typ::INVALID);
            return;
        }
        let Some(decl) = self.decls.decl_of(obj) else {
            // It is imported, and damaged export data did not give its type.
            self.types.object_mut(obj).typ = Some(typ::INVALID);
            return;
        };
        self.work.push(obj);
        let info = self.decls.decl_info(decl);
        let env = Environment {
            scope: Some(info.file),
            version: info.version,
            ..Environment::default()
        };
        let saved = self.replace_env(env);
        self.decl_of_kind(obj, decl);
        self.replace_env(saved);
        self.work.pop();
    }

    /// Checks a declaration in its own environment.
    fn decl_of_kind(&mut self, obj: ObjId, decl: DeclId) {
        let info = self.decls.decl_info(decl);
        let (vtyp, init, is_inherited) = (info.vtyp, info.init, info.is_inherited);
        match self.types.object(obj).kind {
            ObjectKind::Const { .. } => {
                self.env.decl = Some(decl);
                self.const_decl(obj, vtyp, init, is_inherited);
            }
            ObjectKind::Var { .. } => {
                let lhs = info.lhs.clone();
                self.env.decl = Some(decl);
                self.var_decl(obj, &lhs, vtyp, init);
            }
            ObjectKind::TypeName => {
                let tdecl = info
                    .tdecl
                    .expect("a type's name is declared by a type declaration");
                self.type_decl(obj, tdecl);
                self.collect_methods(obj);
            }
            ObjectKind::Func { .. } => self.func_decl(obj, decl),
            _ => unreachable!("other objects are not declared by the package"),
        }
    }

    /// Checks the declaration of a constant.
    fn const_decl(
        &mut self,
        obj: ObjId,
        typ: Option<NodeRef>,
        init: Option<NodeRef>,
        is_inherited: bool,
    ) {
        let iota = match &mut self.types.object_mut(obj).kind {
            ObjectKind::Const { val } => std::mem::replace(val, Value::UNKNOWN),
            _ => unreachable!("the object is a constant"),
        };
        self.report_findings();
        let saved_iota = self.env.iota.replace(iota);
        let saved_pos = std::mem::replace(&mut self.env.err_pos, Pos::NONE);
        self.const_in_env(obj, typ, init, is_inherited);
        self.report_findings();
        self.env.iota = saved_iota;
        self.env.err_pos = saved_pos;
    }

    fn const_in_env(
        &mut self,
        obj: ObjId,
        typ: Option<NodeRef>,
        init: Option<NodeRef>,
        is_inherited: bool,
    ) {
        if let Some(expr) = typ {
            let own = self.typ(expr);
            if !self.types.is_const_type(own) {
                let under = self.types.under(own);
                if self.types.is_valid(under) {
                    let text = format!("invalid constant type {}", self.type_text(own));
                    self.error_at(expr, Code::InvalidConstType, text);
                }
                self.types.object_mut(obj).typ = Some(typ::INVALID);
                return;
            }
            self.types.object_mut(obj).typ = Some(own);
        }
        let mut x = Operand::new();
        if let Some(init) = init {
            if is_inherited {
                // The expression is elsewhere; the constant's name is all there is to show.
                self.report_findings();
                self.env.err_pos = self.types.object(obj).pos;
            }
            self.expr(None, &mut x, init);
        }
        self.init_const(obj, &mut x);
    }

    /// Checks the declaration of a variable; `lhs` are all variables if one expression is for all.
    fn var_decl(&mut self, obj: ObjId, lhs: &[ObjId], typ: Option<NodeRef>, init: Option<NodeRef>) {
        if let Some(expr) = typ {
            let own = self.var_type(expr);
            self.types.object_mut(obj).typ = Some(own);
        }
        let Some(init) = init else {
            if typ.is_none() {
                self.types.object_mut(obj).typ = Some(typ::INVALID);
            }
            return;
        };
        if lhs.len() <= 1 {
            let object = self.types.object(obj);
            let (own, name) = (object.typ, self.types.text(object.name).to_owned());
            let mut x = Operand::new();
            let target = self.new_target(own, &name);
            self.expr(target.as_ref(), &mut x, init);
            self.init_var(obj, &mut x, "variable declaration");
            return;
        }
        if typ.is_some() {
            let own = self.types.object(obj).typ;
            for var in lhs {
                self.types.object_mut(*var).typ = own;
            }
        }
        self.init_vars(lhs, &[init], None);
    }

    /// Adds the methods that were collected for a type to it.
    pub(crate) fn collect_methods(&mut self, obj: ObjId) {
        let Some(methods) = self.decls.methods.remove(&obj) else {
            return;
        };
        debug_assert!(!self.declares_alias(obj));
        let mut set = ObjSet::default();
        let base = self
            .types
            .object(obj)
            .typ
            .and_then(|own| self.types.as_named(own));
        if let Some(base) = base {
            self.later(Delayed::FieldUniqueness { base });
            for index in 0..self.types.num_named_methods(base) {
                let method = self.queries().named_method(base, index);
                self.types.insert_in_set(&mut set, method);
            }
        }
        for method in methods {
            let Some(alt) = self.types.insert_in_set(&mut set, method) else {
                if let Some(base) = base {
                    self.types.add_method(base, method);
                }
                continue;
            };
            let pos = self.types.object(method).pos;
            let (of, name) = (self.types.name_of(obj), self.types.name_of(method));
            let mut text = format!("method {of}.{name} already declared");
            let other = self.types.object(alt).pos;
            if other.is_known() {
                text = format!("{text} at {}", self.pos_text(other));
            }
            self.error(pos, Code::DuplicateMethod, text);
        }
    }

    /// Reports fields of a struct that have the name of a method.
    pub(crate) fn check_field_uniqueness(&mut self, base: TypeId) {
        let under = self.types.under(base);
        let Type::Struct(fields) = self.types.get(under) else {
            return;
        };
        let fields = fields.fields.clone();
        let mut set = ObjSet::default();
        for index in 0..self.types.num_named_methods(base) {
            let method = self.queries().named_method(base, index);
            self.types.insert_in_set(&mut set, method);
        }
        for field in fields {
            if self.types.object(field).name == vamos_types::Name::BLANK {
                continue;
            }
            if let Some(alt) = self.types.insert_in_set(&mut set, field) {
                let mut problem = Problem::new(Code::DuplicateFieldAndMethod);
                let name = self.types.name_of(field);
                let text = format!("field and method with the same name {name}");
                problem.add(self.types.object(alt).pos, text);
                self.add_alt_decl(&mut problem, field);
                self.report(problem);
            }
        }
    }

    /// Checks the declaration of a function or method; its body comes later.
    fn func_decl(&mut self, obj: ObjId, decl: DeclId) {
        debug_assert!(self.env.iota.is_none());
        let sig = Type::Signature(Box::default());
        let sig = self.types.add(sig);
        self.types.object_mut(obj).typ = Some(sig);
        let fdecl = self
            .decls
            .decl_info(decl)
            .fdecl
            .expect("a function is declared by a function declaration");
        let Node::FuncDecl {
            receiver,
            params,
            typ,
            body,
            ..
        } = self.source.node(fdecl)
        else {
            return;
        };
        let params = self.source.list(fdecl, params);
        self.func_type(sig, fdecl.opt(receiver), &params, fdecl.part(typ));
        let body = fdecl.opt(body);
        if !params.is_empty() && body.is_none() {
            let text = "generic function is missing function body";
            self.soft_error(self.start(fdecl), Code::BadDecl, text);
        }
        if let Some(body) = body
            && !self.config.ignores_bodies
        {
            self.later(Delayed::FuncBody { decl, sig, body });
        }
    }

    /// Checks the declarations of a declaration statement.
    pub(crate) fn decl_stmt(&mut self, decls: &[NodeRef]) {
        let mut consts = ConstGroup::default();
        for (index, decl) in decls.iter().copied().enumerate() {
            let node = self.source.node(decl);
            if !matches!(node, Node::ConstDecl { .. }) {
                consts.end();
            }
            match node {
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
                    self.local_consts(decl, &names, spec);
                }
                Node::VarDecl {
                    names, typ, values, ..
                } => {
                    let names = self.source.list(decl, names);
                    self.local_vars(decl, &names, decl.opt(typ), decl.opt(values));
                }
                Node::TypeDecl { name, .. } => {
                    let ident = decl.part(name);
                    let (pos, name) = (self.source.pos(ident), self.name(ident));
                    let obj = self.types.new_type_name(pos, Some(self.pkg), name, None);
                    self.declare_local(ident, obj, pos);
                    self.work.push(obj);
                    self.type_decl(obj, decl);
                    self.work.pop();
                }
                _ => {}
            }
        }
    }

    /// Declares an object in the current scope.
    fn declare_local(&mut self, ident: NodeRef, obj: ObjId, pos: Pos) {
        let scope = self.env.scope.expect("statements are in a scope");
        self.declare(scope, Some(ident), obj, pos);
    }

    /// Checks and declares the constants of a declaration in a function.
    fn local_consts(&mut self, decl: NodeRef, names: &[NodeRef], spec: ConstSpec) {
        let top = self.delayed_len();
        let values = self.source.unpack_list(spec.values);
        let mut lhs = Vec::with_capacity(names.len());
        for (index, ident) in names.iter().enumerate() {
            let (pos, name) = (self.source.pos(*ident), self.name(*ident));
            let iota = Value::from(spec.iota);
            let obj = self.types.new_const(pos, Some(self.pkg), name, None, iota);
            lhs.push(obj);
            let init = values.get(index).copied();
            self.const_decl(obj, spec.typ, init, spec.is_inherited);
        }
        let pos = self.source.pos(decl);
        self.arity(pos, names, &values, true, spec.is_inherited);
        self.process_delayed(top);
        for (ident, obj) in names.iter().zip(lhs) {
            self.declare_local(*ident, obj, pos);
        }
    }

    /// Checks and declares the variables of a declaration in a function.
    fn local_vars(
        &mut self,
        decl: NodeRef,
        names: &[NodeRef],
        typ: Option<NodeRef>,
        values: Option<NodeRef>,
    ) {
        let top = self.delayed_len();
        let mut vars = Vec::with_capacity(names.len());
        for ident in names {
            let (pos, name) = (self.source.pos(*ident), self.name(*ident));
            vars.push(
                self.types
                    .new_var(VarKind::Local, pos, Some(self.pkg), name, None),
            );
        }
        let values = self.source.unpack_list(values);
        for (index, obj) in vars.iter().enumerate() {
            let (lhs, init) = match values.len() {
                count if count == names.len() => (&[][..], Some(values[index])),
                1 => (&vars[..], Some(values[0])),
                _ => (&[][..], values.get(index).copied()),
            };
            self.var_decl(*obj, lhs, typ, init);
            if values.len() == 1 {
                // All variables have got their types.
                break;
            }
        }
        let pos = self.source.pos(decl);
        if typ.is_none() || !values.is_empty() {
            self.arity(pos, names, &values, false, false);
        }
        self.process_delayed(top);
        for (ident, obj) in names.iter().zip(vars) {
            self.declare_local(*ident, obj, pos);
        }
    }
}
