//! Declarations of types, and cycles of declarations.
//!
//! Counterpart: cmd/compile/internal/types2/decl.go (`typeDecl` and its helpers, `validCycle`,
//! `cycleError`).

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::problem::Problem;
use vamos_types::Texts;

/// The parts of a type declaration.
#[derive(Clone, Copy)]
struct TypeDecl<'p> {
    node: NodeRef,
    params: &'p [NodeRef],
    rhs: NodeRef,
}

impl Checker<'_> {
    /// Reports whether the cycle that starts with an object in the path is allowed; an error is
    /// reported if it is not.
    pub(crate) fn valid_cycle(&mut self, obj: ObjId) -> bool {
        let start = self.work.path_index[&obj];
        let cycle = self.work.path[start..].to_vec();
        let mut values = 0;
        let mut definitions = 0;
        for obj in &cycle {
            let object = self.types.object(*obj);
            match object.kind {
                ObjectKind::Const { .. } | ObjectKind::Var { .. } => values += 1,
                ObjectKind::TypeName => {
                    let own = object.typ;
                    // Cycles through lists of type parameters are allowed.
                    if self.env.in_tparam_list && own.is_some_and(|own| self.types.is_generic(own))
                    {
                        if self.config.release.allows_cycles_of_type_parameters() {
                            return true;
                        }
                        let first = self.first_in_src(&cycle);
                        self.cycle_error(&cycle, first);
                        return false;
                    }
                    if !self.types.is_alias(*obj) {
                        definitions += 1;
                    }
                }
                _ => {}
            }
        }
        // Cycles of constants and variables only are reported with the order of initialization.
        if values == cycle.len() {
            return true;
        }
        if values == 0 && definitions > 0 {
            return true;
        }
        let first = self.first_in_src(&cycle);
        self.cycle_error(&cycle, first);
        false
    }

    /// Reports a cycle of declarations, which begins with the object at `start`.
    pub(crate) fn cycle_error(&mut self, cycle: &[ObjId], start: usize) {
        let mut obj = cycle[start];
        let object = self.types.object(obj);
        let (pos, is_type) = (object.pos, object.is_type_name());
        if is_type
            && let Some(own) = object.typ
            && let Type::Alias(alias) = self.types.get_mut(own)
        {
            alias.from_rhs = Some(typ::INVALID);
        }
        let name = self.name_in_cycle(obj);
        if cycle.len() == 1 {
            let text = if is_type {
                format!("invalid recursive type: {name} refers to itself")
            } else {
                format!("invalid cycle in declaration: {name} refers to itself")
            };
            self.error(pos, Code::InvalidDeclCycle, text);
            return;
        }
        let mut problem = Problem::new(Code::InvalidDeclCycle);
        problem.add(
            pos,
            if is_type {
                format!("invalid recursive type {name}")
            } else {
                format!("invalid cycle in declaration of {name}")
            },
        );
        for index in 0..cycle.len() {
            let next = cycle[(start + index + 1) % cycle.len()];
            let (from, to) = (self.name_in_cycle(obj), self.name_in_cycle(next));
            let pos = self.types.object(obj).pos;
            problem.add(pos, format!("{from} refers to {to}"));
            obj = next;
        }
        self.report(problem);
    }

    /// Returns the name of an object that refers to itself.
    fn name_in_cycle(&mut self, obj: ObjId) -> String {
        let own = self.types.object(obj).typ;
        match own.and_then(|own| self.types.as_named(own)) {
            Some(named)
                if self.config.release.names_instances_in_cycles()
                    && self.types.is_instance(named) =>
            {
                self.type_text(named)
            }
            _ => self.types.qualified_name(obj),
        }
    }

    /// Checks the declaration of a type.
    pub(crate) fn type_decl(&mut self, obj: ObjId, node: NodeRef) {
        let Node::TypeDecl {
            params,
            is_alias,
            typ,
            ..
        } = self.source.node(node)
        else {
            return;
        };
        let at = self.later(Delayed::TypeDecl {
            obj,
            decl: node,
            rhs: None,
            has_version_error: false,
        });
        let params = self.source.list(node, params);
        let decl = TypeDecl {
            node,
            params: &params,
            rhs: node.part(typ),
        };
        let (own, is_wrong) = if is_alias {
            self.alias_decl(obj, decl)
        } else {
            self.type_definition(obj, decl)
        };
        if let Some((
            _,
            Some(Delayed::TypeDecl {
                rhs,
                has_version_error,
                ..
            }),
        )) = self.work.delayed.get_mut(at)
        {
            *rhs = Some(own);
            *has_version_error = is_wrong;
        }
    }

    /// Checks the declaration of an alias; returns the right side, and true if an error about its
    /// version was reported.
    fn alias_decl(&mut self, obj: ObjId, decl: TypeDecl<'_>) -> (TypeId, bool) {
        let mut has_version_error = false;
        if let Some(first) = decl.params.first() {
            let at = self.start(*first);
            has_version_error = !self.verify_version(at, GoVersion(23), "generic type alias");
        }
        if !has_version_error {
            let at = self.start(decl.node);
            has_version_error = !self.verify_version(at, GoVersion(9), "type alias");
        }
        let alias = self.types.new_alias(obj, None);
        let is_generic = !decl.params.is_empty();
        if is_generic {
            self.open_scope(decl.node);
            self.collect_type_params(alias, decl.params);
        }
        let rhs = self.declared_type(decl.rhs, Some(obj));
        self.types.alias_mut(alias).from_rhs = Some(rhs);
        if self.config.release.refuses_parameters_as_aliases()
            && self.types.alias(alias).tparams.contains(&rhs)
        {
            let text = "cannot use type parameter declared in alias declaration as RHS";
            self.error_at(decl.rhs, Code::MisplacedTypeParam, text);
            self.types.alias_mut(alias).from_rhs = Some(typ::INVALID);
        }
        if is_generic {
            self.close_scope();
        }
        (rhs, has_version_error)
    }

    /// Checks the definition of a type; returns the same as [`Checker::alias_decl`].
    fn type_definition(&mut self, obj: ObjId, decl: TypeDecl<'_>) -> (TypeId, bool) {
        let mut has_version_error = false;
        if let Some(first) = decl.params.first() {
            let at = self.start(*first);
            has_version_error = !self.verify_version(at, GoVersion(18), "type parameter");
        }
        let named = self.types.new_named(obj, None);
        self.types.named_mut(named).allow_nil_rhs = true;
        let is_generic = !decl.params.is_empty();
        if is_generic {
            self.open_scope(decl.node);
            self.collect_type_params(named, decl.params);
        }
        let rhs = self.declared_type(decl.rhs, Some(obj));
        self.types.named_mut(named).from_rhs = Some(rhs);
        if self.types.is_type_param(rhs) {
            let text = "cannot use a type parameter as RHS in type declaration";
            self.error_at(decl.rhs, Code::MisplacedTypeParam, text);
            self.types.named_mut(named).from_rhs = Some(typ::INVALID);
        }
        if is_generic {
            self.close_scope();
        }
        self.types.named_mut(named).allow_nil_rhs = false;
        (rhs, has_version_error)
    }

    /// Reports a type that contains itself, and imported constraints in old versions.
    pub(crate) fn later_type_decl(
        &mut self,
        obj: ObjId,
        decl: NodeRef,
        rhs: Option<TypeId>,
        has_version_error: bool,
    ) {
        let own = self.types.object(obj).typ;
        if let Some(named) = own.and_then(|own| self.types.as_named(own)) {
            self.valid_type(named);
        }
        let Some(rhs) = rhs.filter(|_| !has_version_error) else {
            return;
        };
        if self.types.is_imported_constraint(rhs)
            && !self.allow_version(GoVersion(18))
            && let Node::TypeDecl { typ, .. } = self.source.node(decl)
        {
            let at = self.start(decl.part(typ));
            let text = format!("using type constraint {}", self.type_text(rhs));
            self.verify_version(at, GoVersion(18), text);
        }
    }

    /// Declares type parameters and checks their constraints. `owner` is the defined type, alias
    /// or function that gets them before, since constraints can use it.
    pub(crate) fn collect_type_params(&mut self, owner: TypeId, fields: &[NodeRef]) {
        let Some(first) = fields.first() else {
            return;
        };
        let scope_pos = self.source.pos(*first);
        let mut tparams = Vec::with_capacity(fields.len());
        for field in fields {
            let name = self
                .source
                .field_name(*field)
                .expect("the parser wants names of type parameters");
            tparams.push(self.declare_type_param(name, scope_pos));
        }
        let list = self.types.bind_tparams(&tparams);
        match self.types.get_mut(owner) {
            Type::Named(named) => named.tparams = list,
            Type::Alias(alias) => alias.tparams = list,
            Type::Signature(sig) => sig.tparams = list,
            _ => unreachable!("nothing else is generic"),
        }
        debug_assert!(!self.env.in_tparam_list);
        self.env.in_tparam_list = true;
        let mut bound = typ::INVALID;
        let mut last = None;
        for (field, tparam) in fields.iter().zip(tparams) {
            let expr = self.source.field_type(*field);
            // Parameters that are declared together have one constraint.
            if last != Some(expr) {
                last = Some(expr);
                bound = self.bound(expr);
                if self.types.is_type_param(bound) {
                    let text = "cannot use a type parameter as constraint";
                    self.error_at(expr, Code::MisplacedTypeParam, text);
                    bound = typ::INVALID;
                }
            }
            self.types.type_param_mut(tparam).bound = Some(bound);
        }
        self.env.in_tparam_list = false;
    }

    /// Returns a constraint; a type that is no interface is wrapped in one.
    fn bound(&mut self, expr: NodeRef) -> TypeId {
        match self.source.node(expr) {
            Node::Operation {
                op: Operator::Tilde | Operator::Or,
                ..
            } => self.implicit_interface(expr),
            _ => self.typ(expr),
        }
    }

    /// Declares a type parameter, without a constraint yet.
    pub(crate) fn declare_type_param(&mut self, ident: NodeRef, scope_pos: Pos) -> TypeId {
        let (pos, name) = (self.source.pos(ident), self.name(ident));
        let obj = self.types.new_type_name(pos, Some(self.pkg), name, None);
        let tparam = self.types.new_type_param(obj, Some(typ::INVALID));
        let scope = self.env.scope.expect("type parameters are in a scope");
        self.declare(scope, Some(ident), obj, scope_pos);
        tparam
    }
}
