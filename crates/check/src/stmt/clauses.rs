//! `switch` statements on values, and `select` statements.
//!
//! Counterpart: cmd/compile/internal/types2/stmt.go.

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_constant::Kind;
use vamos_constant::Value;
use vamos_types::Pos;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::Problem;
use crate::sources::Sources;
use vamos_types::Texts;

/// A constant of a case as a key; only these are compared (`goVal`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum CaseKey {
    Int(i64),
    Uint(u64),
    /// The bits of a float, which is never a negative zero.
    Float(u64),
    Text(Arc<[u8]>),
}

impl CaseKey {
    fn of(val: &Value) -> Option<Self> {
        match val.kind() {
            Kind::Int => {
                let int = val.int64_val().map(Self::Int);
                int.or_else(|| val.uint64_val().map(Self::Uint))
            }
            Kind::Float => match val.float64_val() {
                (float, true) => Some(Self::Float(float.to_bits())),
                _ => None,
            },
            Kind::String => Some(Self::Text(val.string_val())),
            Kind::Unknown | Kind::Bool | Kind::Complex => None,
        }
    }
}

/// The cases of a switch so far: their places and types by value.
type SeenCases = HashMap<CaseKey, Vec<(Pos, TypeId)>>;

impl Checker<'_> {
    /// Reports `default` clauses after the first one.
    pub(super) fn multiple_defaults(&mut self, clauses: &[NodeRef]) {
        let mut first: Option<NodeRef> = None;
        for clause in clauses.iter().copied() {
            let head = match self.source.node(clause) {
                Node::CaseClause { cases, .. } => cases,
                Node::CommClause { comm, .. } => comm,
                _ => continue,
            };
            if head.is_some() {
                continue;
            }
            match first {
                Some(first) => {
                    let place = self.pos_text(self.source.pos(first));
                    let text = format!("multiple defaults (first at {place})");
                    self.error_at(clause, Code::DuplicateDefault, text);
                }
                None => first = Some(clause),
            }
        }
    }

    /// Checks a `switch` statement of either kind, in its scope.
    pub(super) fn any_switch(&mut self, s: NodeRef) {
        let Node::Switch {
            init,
            tag,
            body,
            rbrace,
        } = self.source.node(s)
        else {
            unreachable!("the caller has seen a switch statement");
        };
        self.simple_stmt(s.opt(init));
        let body = self.source.list(s, body);
        let tag = s.opt(tag);
        match tag.map(|tag| self.source.node(tag)) {
            Some(Node::TypeSwitchGuard { lhs, x }) => {
                self.type_switch_stmt(&body, s.opt(lhs), s.part(x));
            }
            _ => self.switch_stmt(tag, &body, self.source.offset_pos(s, rbrace)),
        }
    }

    fn switch_stmt(&mut self, tag: Option<NodeRef>, body: &[NodeRef], rbrace: Pos) {
        let mut x = Operand::new();
        if let Some(tag) = tag {
            self.expr(None, &mut x, tag);
            // It is as if the value were assigned to a variable.
            self.assignment(&mut x, None, "switch expression");
            if x.mode != Mode::Invalid
                && !self.types.comparable(x.typ)
                && !self.types.has_nil(x.typ)
            {
                let what = self.operand_text(&x);
                let typ = self.type_text(x.typ);
                let text = format!("cannot switch on {what} ({typ} is not comparable)");
                self.error(self.operand_pos(&x), Code::InvalidExprSwitch, text);
                x.invalidate();
            }
        } else {
            x.mode = Mode::Constant;
            x.typ = typ::BOOL;
            x.val = Value::from(true);
            let pos = body.first().map_or(rbrace, |first| self.source.pos(*first));
            let name = self.types.intern("true");
            x.expr = Some(self.source.new_name(pos, name));
        }
        self.multiple_defaults(body);
        let mut seen = SeenCases::new();
        for clause in body.iter().copied() {
            let Node::CaseClause { cases, body, .. } = self.source.node(clause) else {
                continue;
            };
            let cases = self.source.unpack_list(clause.opt(cases));
            self.case_values(&mut x, &cases, &mut seen);
            self.open_scope(clause);
            let body = self.source.list(clause, body);
            self.stmt_list(&body);
            self.close_scope();
        }
    }

    fn case_values(&mut self, x: &mut Operand, values: &[NodeRef], seen: &mut SeenCases) {
        for e in values.iter().copied() {
            let mut v = Operand::new();
            self.expr(None, &mut v, e);
            if x.mode == Mode::Invalid || v.mode == Mode::Invalid {
                continue;
            }
            self.convert_untyped(&mut v, x.typ);
            if v.mode == Mode::Invalid {
                continue;
            }
            // The value comes first, so that errors are at its position.
            let mut res = v.clone();
            self.comparison(&mut res, x, Operator::Eql, true);
            if res.mode == Mode::Invalid || v.mode != Mode::Constant {
                continue;
            }
            let Some(key) = CaseKey::of(&v.val) else {
                continue;
            };
            let others = seen.entry(key).or_default();
            let same = others.iter().find(|(_, t)| self.types.identical(v.typ, *t));
            let Some((previous, _)) = same else {
                others.push((self.source.pos(v.expr()), v.typ));
                continue;
            };
            let mut problem = Problem::new(Code::DuplicateCase);
            let what = self.operand_text(&v);
            let text = format!("duplicate case {what} in expression switch");
            problem.add(self.operand_pos(&v), text);
            problem.add(*previous, "previous case");
            self.report(problem);
        }
    }

    /// Checks a `select` statement.
    pub(super) fn select_stmt(&mut self, body: &[NodeRef]) {
        self.multiple_defaults(body);
        for clause in body.iter().copied() {
            let Node::CommClause { comm, body, .. } = self.source.node(clause) else {
                continue;
            };
            let comm = clause.opt(comm);
            if let Some(comm) = comm
                && !self.source.is_communication(comm)
            {
                let text = "select case must be send or receive (possibly with assignment)";
                self.error_at(comm, Code::InvalidSelectCase, text);
                continue;
            }
            self.open_scope(clause);
            self.simple_stmt(comm);
            let body = self.source.list(clause, body);
            self.stmt_list(&body);
            self.close_scope();
        }
    }
}

impl Sources<'_> {
    /// Reports whether a statement sends or receives one value.
    fn is_communication(&self, comm: NodeRef) -> bool {
        let rhs = match self.node(comm) {
            Node::Send { .. } => return true,
            Node::Assign { rhs, .. } => rhs,
            Node::ExprStmt { x } => x,
            _ => None,
        };
        let Some(rhs) = comm.opt(rhs) else {
            return false;
        };
        let is_receive = |node| {
            matches!(
                node,
                Node::Operation {
                    op: Operator::Recv,
                    y: None,
                    ..
                }
            )
        };
        is_receive(self.node(self.unparen(rhs)))
    }
}
