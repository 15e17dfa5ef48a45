//! The types of functions and methods.
//!
//! Counterpart: cmd/compile/internal/types2/signature.go.

use vamos_ast::Node;
use vamos_constant::Value;
use vamos_types::BasicKind;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::assignments::measure;
use crate::checker::Checker;
use crate::checker::Delayed;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use vamos_types::SubstMap;
use vamos_types::Texts;

/// Parameters or results: the optional names, the variables, and true if the last is variadic.
type Params = (Vec<Option<NodeRef>>, Vec<ObjId>, bool);

impl Checker<'_> {
    /// Fills in a function's type from its declaration or a type expression: the field of its
    /// receiver, the fields of its type parameters, and its type.
    pub(crate) fn func_type(
        &mut self,
        sig: TypeId,
        receiver: Option<NodeRef>,
        type_params: &[NodeRef],
        typ: NodeRef,
    ) {
        let Node::FuncType { params, results } = self.source.node(typ) else {
            unreachable!("the expression is a function type");
        };
        self.open_scope(typ);
        let scope = self.env.scope.expect("a scope was opened");
        self.types.scope_mut(scope).is_func = true;
        self.types.signature_mut(sig).scope = Some(scope);
        let scope_pos = self.source.pos(typ);
        let mut recv = None;
        let mut rparams = Box::default();
        if let Some(receiver) = receiver {
            let (var, list) = self.collect_recv(receiver, scope_pos);
            recv = Some(var);
            rparams = list;
        }
        self.collect_type_params(sig, type_params);
        let (params, results) = (
            self.source.list(typ, params),
            self.source.list(typ, results),
        );
        let (param_names, params, is_variadic) = self.collect_params(VarKind::Param, &params);
        let (result_names, results, _) = self.collect_params(VarKind::Result, &results);
        if let Some(receiver) = receiver
            && let Some(var) = recv
            && self.types.object(var).name != Name::EMPTY
        {
            let name = self.source.field_name(receiver);
            self.declare(scope, name, var, scope_pos);
        }
        for (names, vars) in [(param_names, &params), (result_names, &results)] {
            for (name, var) in names.into_iter().zip(vars) {
                if name.is_some() && self.types.object(*var).name != Name::EMPTY {
                    self.declare(scope, name, *var, scope_pos);
                }
            }
        }
        let [params, results] = [params, results].map(|vars| self.types.new_tuple(vars));
        let signature = self.types.signature_mut(sig);
        signature.recv = recv;
        signature.rparams = rparams;
        signature.params = params;
        signature.results = results;
        signature.is_variadic = is_variadic;
        self.close_scope();
    }

    /// Returns the receiver that a field declares, and its type parameters, which are declared.
    fn collect_recv(&mut self, field: NodeRef, scope_pos: Pos) -> (ObjId, Box<[TypeId]>) {
        let type_expr = self.source.field_type(field);
        let (has_pointer, base, names) = self.unpack_recv(type_expr, true);
        let (recv_type, rparams) = if names.is_empty() {
            (self.plain_recv_type(type_expr, base), Box::default())
        } else {
            let parts = (has_pointer, base, names);
            self.generic_recv_type(type_expr, parts, scope_pos)
        };
        let pkg = Some(self.pkg);
        let ident = self.source.field_name(field);
        let name = ident.map_or(Name::EMPTY, |ident| self.name(ident));
        let recv = match ident {
            Some(ident) if name != Name::EMPTY => {
                let pos = self.source.pos(ident);
                self.types
                    .new_var(VarKind::Recv, pos, pkg, name, Some(recv_type))
            }
            _ => {
                let pos = self.source.pos(field);
                let recv =
                    self.types
                        .new_var(VarKind::Recv, pos, pkg, Name::EMPTY, Some(recv_type));
                self.record_implicit(field, recv);
                recv
            }
        };
        self.later(Delayed::Receiver { base, recv });
        (recv, rparams)
    }

    /// Returns the type of a receiver without type parameters.
    fn plain_recv_type(&mut self, type_expr: NodeRef, base: NodeRef) -> TypeId {
        let recv_type = self.var_type(type_expr);
        let mut next = Some(self.types.unpointer(recv_type));
        while let Some(typ) = next
            && let Type::Alias(alias) = self.types.get(typ)
        {
            let rhs = alias.from_rhs.map(|rhs| self.types.unpointer(rhs));
            if let Some(rhs) = rhs
                && matches!(self.types.get(rhs), Type::Named(_) | Type::Alias(_))
                && !self.types.type_params(rhs).is_empty()
            {
                let text = self.type_text(rhs);
                let text = format!("cannot define new methods on instantiated type {text}");
                self.error_at(base, Code::InvalidRecv, text);
                return typ::INVALID;
            }
            next = rhs;
        }
        recv_type
    }

    /// Returns the type of a receiver with type parameters, and those.
    fn generic_recv_type(
        &mut self,
        type_expr: NodeRef,
        (has_pointer, base, names): (bool, NodeRef, Vec<NodeRef>),
        scope_pos: Pos,
    ) -> (TypeId, Box<[TypeId]>) {
        // The base type is resolved before the parameters are declared: they may have its name.
        let base_type = self.generic_base_type(base);
        let mut tparams = Vec::with_capacity(names.len());
        for name in names {
            let tparam = self.declare_type_param(name, scope_pos);
            tparams.push(tparam);
            let obj = self.types.type_param(tparam).obj;
            self.record_use(name, obj);
            self.record_type_and_value(name, Mode::TypExpr, tparam, &Value::UNKNOWN);
        }
        let list = self.types.bind_tparams(&tparams);
        let Some(base_type) = base_type else {
            return (typ::INVALID, list);
        };
        let base_tparams = self.types.type_params(base_type);
        if tparams.len() == base_tparams.len() {
            let smap = SubstMap::new(&base_tparams, &tparams);
            for (tparam, base_tparam) in tparams.iter().zip(&base_tparams) {
                self.types.set_canon(*tparam, *base_tparam);
                let pos = self.types.object(self.types.type_param(*tparam).obj).pos;
                let bound = self.types.type_param(*base_tparam).bound;
                let bound = bound.map(|bound| self.types.subst(pos, bound, &smap));
                self.types.type_param_mut(*tparam).bound = bound;
            }
        } else {
            let got = measure(tparams.len(), "type parameter");
            let want = base_tparams.len();
            let text = format!("receiver declares {got}, but receiver base type declares {want}");
            self.error_at(base, Code::BadRecv, text);
        }
        self.verify_version(self.start(base), GoVersion(18), "type instantiation");
        let pos = self.source.pos(type_expr);
        let mut recv_type = self.types.instance(pos, base_type, &tparams);
        self.record_instance(base, &tparams, recv_type);
        if has_pointer && self.types.is_valid(recv_type) {
            recv_type = self.types.new_pointer(recv_type);
        }
        self.record_parenthesized_recv_types(type_expr, recv_type);
        (recv_type, list)
    }

    /// Returns the generic type of a receiver; `None` after an error.
    fn generic_base_type(&mut self, base: NodeRef) -> Option<TypeId> {
        let mut cause = String::new();
        let generic = self.generic_type(base, Some(&mut cause));
        if !self.types.is_valid(generic) {
            if !cause.is_empty() {
                self.error_at(base, Code::InvalidRecv, cause);
            }
            return None;
        }
        if matches!(self.types.get(generic), Type::Named(_)) {
            return Some(generic);
        }
        let text = self.type_text(generic);
        let text = format!("cannot define new methods on generic alias type {text}");
        self.error_at(base, Code::InvalidRecv, text);
        None
    }

    /// Records the types of the parts of a receiver's type.
    fn record_parenthesized_recv_types(&mut self, mut e: NodeRef, mut typ: TypeId) {
        loop {
            self.record_type_and_value(e, Mode::TypExpr, typ, &Value::UNKNOWN);
            if let Node::Paren { x: Some(x) } = self.source.node(e) {
                e = e.at(x);
            } else if let Some(elem) = self.source.pointer_base(e)
                && let Type::Pointer { elem: base } = self.types.get(typ)
            {
                e = elem;
                typ = *base;
            } else {
                return;
            }
        }
    }

    /// Returns the parameters or results of a list of fields, which are not declared yet.
    fn collect_params(&mut self, kind: VarKind, list: &[NodeRef]) -> Params {
        let mut names = Vec::with_capacity(list.len());
        let mut params = Vec::with_capacity(list.len());
        let mut is_variadic = false;
        let mut own = typ::INVALID;
        let mut last = None;
        for (index, field) in list.iter().copied().enumerate() {
            let mut type_expr = self.source.field_type(field);
            // Parameters that are declared together share the type.
            if last != Some(type_expr) {
                last = Some(type_expr);
                if let Node::DotsType { elem } = self.source.node(type_expr) {
                    if kind == VarKind::Param && index == list.len() - 1 {
                        is_variadic = true;
                    } else {
                        let text = "invalid use of ...";
                        self.error_at(type_expr, Code::InvalidSyntaxTree, text);
                    }
                    type_expr = type_expr.part(elem);
                }
                own = self.var_type(type_expr);
            }
            let pkg = Some(self.pkg);
            let ident = self.source.field_name(field);
            names.push(ident);
            params.push(match ident {
                Some(ident) => {
                    let (pos, name) = (self.source.pos(ident), self.name(ident));
                    if name == Name::EMPTY {
                        let text = "anonymous parameter";
                        self.error_at(ident, Code::InvalidSyntaxTree, text);
                    }
                    self.types.new_var(kind, pos, pkg, name, Some(own))
                }
                None => {
                    let pos = self.source.pos(field);
                    let param = self.types.new_var(kind, pos, pkg, Name::EMPTY, Some(own));
                    self.record_implicit(field, param);
                    param
                }
            });
        }
        let named = names.iter().flatten().count();
        if named != 0 && named != names.len() {
            let text = "list contains both named and anonymous parameters";
            self.error_at(list[0], Code::InvalidSyntaxTree, text);
        }
        if is_variadic && let (Some(param), Some(field)) = (params.last(), list.last()) {
            let slice = self.types.add(Type::Slice { elem: own });
            self.types.object_mut(*param).typ = Some(slice);
            let dots = self.source.field_type(*field);
            self.record_type_and_value(dots, Mode::TypExpr, slice, &Value::UNKNOWN);
        }
        (names, params, is_variadic)
    }

    /// Reports an error if a receiver is not valid; `base` is the name of its type.
    pub(crate) fn valid_recv(&mut self, base: NodeRef, recv: ObjId) {
        let recv_type = self.types.object(recv).typ.unwrap_or(typ::INVALID);
        let (own, _) = self.types.deref(recv_type);
        let actual = self.types.unalias(own);
        if !self.types.is_valid(actual) {
            return;
        }
        let text = match self.types.get(actual) {
            Type::Named(named) => {
                let obj = named.obj;
                if self.types.object(obj).pkg != Some(self.pkg) || self.is_cgo_type(obj) {
                    let text = self.type_text(own);
                    format!("cannot define new methods on non-local type {text}")
                } else {
                    let under = self.types.under(actual);
                    let cause = match self.types.get(under) {
                        Type::Basic(BasicKind::UnsafePointer) => "unsafe.Pointer",
                        Type::Pointer { .. } | Type::Interface(_) => "pointer or interface type",
                        _ => return,
                    };
                    format!("invalid receiver type {} ({cause})", self.type_text(own))
                }
            }
            Type::Basic(_) => {
                let text = self.type_text(own);
                format!("cannot define new methods on non-local type {text}")
            }
            _ => format!("invalid receiver type {}", self.type_text(recv_type)),
        };
        self.error_at(base, Code::InvalidRecv, text);
    }

    /// Reports whether cgo has made a type (`isCGoTypeObj`).
    fn is_cgo_type(&self, obj: ObjId) -> bool {
        let object = self.types.object(obj);
        let Some((file, _)) = object.pos.own() else {
            return false;
        };
        let file = self.source.files[file].lines.base_name();
        self.types.text(object.name).starts_with("_Ctype_") || file.starts_with("_cgo_")
    }
}
