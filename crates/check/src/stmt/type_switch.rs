//! `switch` statements on types.
//!
//! Counterpart: cmd/compile/internal/types2/stmt.go.

use vamos_ast::Node;
use vamos_types::Name;
use vamos_types::ObjectKind;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::Problem;
use vamos_types::Texts;

/// The cases of a type switch so far; no type for `nil`.
type SeenTypes = Vec<(Option<TypeId>, NodeRef)>;

impl Checker<'_> {
    /// Checks a `switch` on the type of `x`, which `lhs` names in each clause.
    pub(super) fn type_switch_stmt(
        &mut self,
        body: &[NodeRef],
        mut lhs: Option<NodeRef>,
        x: NodeRef,
    ) {
        if let Some(ident) = lhs {
            if self.name(ident) == Name::BLANK {
                let text = "no new variable on left side of :=";
                self.soft_error(self.start(ident), Code::NoNewVar, text);
                lhs = None;
            } else {
                // Each clause declares a variable of its own.
                self.record_def(ident, None);
            }
        }
        let subject = self.switch_subject(x);
        self.multiple_defaults(body);
        let mut vars = Vec::new();
        let mut seen = SeenTypes::new();
        for clause in body.iter().copied() {
            let Node::CaseClause { cases, body, colon } = self.source.node(clause) else {
                continue;
            };
            let cases = self.source.unpack_list(clause.opt(cases));
            let typ = self.case_types(subject.as_ref(), &cases, &mut seen);
            self.open_scope(clause);
            if let Some(ident) = lhs {
                let name = self.name(ident);
                let obj = self.new_local(self.source.pos(ident), name, Some(typ));
                let scope = self.env.scope.expect("the clause's scope is open");
                self.declare(scope, None, obj, self.source.offset_pos(clause, colon));
                self.record_implicit(clause, obj);
                vars.push(obj);
            }
            let body = self.source.list(clause, body);
            self.stmt_list(&body);
            self.close_scope();
        }
        // All these variables are one: a use of any of them suffices.
        if let Some(ident) = lhs {
            let mut is_used = false;
            for var in vars {
                is_used |= !self.usage.vars.insert(var);
            }
            if !is_used {
                let name = self.name(ident);
                let text = format!("{} declared and not used", self.types.text(name));
                self.soft_error(self.start(ident), Code::UnusedVar, text);
            }
        }
    }

    /// Returns the operand of the type switch, if it is an interface.
    fn switch_subject(&mut self, x: NodeRef) -> Option<Operand> {
        let mut operand = Operand::new();
        self.expr(None, &mut operand, x);
        if operand.mode == Mode::Invalid {
            return None;
        }
        let is_type_param = self.types.is_type_param(operand.typ);
        if !is_type_param && self.types.is_interface(operand.typ) {
            return Some(operand);
        }
        let what = self.operand_text(&operand);
        let text = if is_type_param {
            format!("cannot use type switch on type parameter value {what}")
        } else {
            format!("{what} is not an interface")
        };
        self.error(self.operand_pos(&operand), Code::InvalidTypeSwitch, text);
        None
    }

    /// Reports whether an expression is the predeclared `nil`.
    fn is_nil_expr(&mut self, e: NodeRef) -> bool {
        let e = self.source.unparen(e);
        if !self.source.is_name(e) {
            return false;
        }
        let name = self.name(e);
        let obj = self.lookup(name);
        obj.is_some_and(|obj| matches!(self.types.object(obj).kind, ObjectKind::Nil))
    }

    /// Checks the types of a clause; returns the type that the variable has there. `x` is the
    /// operand of the switch, if that is an interface.
    fn case_types(
        &mut self,
        x: Option<&Operand>,
        types: &[NodeRef],
        seen: &mut SeenTypes,
    ) -> TypeId {
        let mut last = None;
        for e in types.iter().copied() {
            last = if self.is_nil_expr(e) {
                self.expr(None, &mut Operand::new(), e);
                None
            } else {
                let typ = self.var_type(e);
                if !self.types.is_valid(typ) {
                    last = Some(typ);
                    continue;
                }
                Some(typ)
            };
            let previous = seen.iter().find(|(other, _)| match (last, *other) {
                (None, None) => true,
                (Some(a), Some(b)) => self.types.identical(a, b),
                _ => false,
            });
            if let Some((_, previous)) = previous {
                let shown = last.map_or_else(|| "nil".to_owned(), |typ| self.type_text(typ));
                let mut problem = Problem::new(Code::DuplicateCase);
                let text = format!("duplicate case {shown} in type switch");
                problem.add(self.start(e), text);
                problem.add(self.start(*previous), "previous case");
                self.report(problem);
                continue;
            }
            seen.push((last, e));
            if let (Some(x), Some(typ)) = (x, last) {
                self.type_assertion(e, x, typ, true);
            }
        }
        match (types, last) {
            ([_], Some(typ)) => typ,
            _ => x.map_or(typ::INVALID, |x| x.typ),
        }
    }
}
