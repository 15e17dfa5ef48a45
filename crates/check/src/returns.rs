//! Terminating statements.
//!
//! Counterpart: cmd/compile/internal/types2/return.go.

use vamos_ast::ListId;
use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Token;
use vamos_types::Name;

use crate::checker::Checker;
use crate::node_ref::NodeRef;

impl Checker<'_> {
    /// Reports whether a statement, which may have a label, is a terminating one.
    pub(crate) fn is_terminating(&mut self, stmt: NodeRef, label: Option<Name>) -> bool {
        match self.source.node(stmt) {
            Node::Labeled { label, stmt: inner } => {
                let label = self.name(stmt.part(label));
                self.is_terminating(stmt.part(inner), Some(label))
            }
            Node::ExprStmt { x } => {
                let call = self.source.unparen(stmt.part(x));
                self.env.is_panic.contains(&call)
            }
            Node::Return { .. } => true,
            Node::Branch { token, .. } => matches!(token, Token::Goto | Token::Fallthrough),
            Node::Block { list, .. } => self.is_terminating_list(stmt, list),
            Node::If { then, or_else, .. } => {
                or_else.is_some()
                    && self.is_terminating(stmt.part(then), None)
                    && self.is_terminating(stmt.part(or_else), None)
            }
            Node::Switch { body, .. } => {
                let body = self.source.list(stmt, body);
                let mut has_default = false;
                for clause in body {
                    let Node::CaseClause { cases, body, .. } = self.source.node(clause) else {
                        continue;
                    };
                    has_default |= cases.is_none();
                    if !self.is_terminating_clause(clause, body, label) {
                        return false;
                    }
                }
                has_default
            }
            Node::Select { body, .. } => {
                let body = self.source.list(stmt, body);
                body.into_iter()
                    .all(|clause| match self.source.node(clause) {
                        Node::CommClause { body, .. } => {
                            self.is_terminating_clause(clause, body, label)
                        }
                        _ => true,
                    })
            }
            Node::For {
                init, cond, body, ..
            } => {
                // A range ends.
                let init = stmt.opt(init).map(|init| self.source.node(init));
                !matches!(init, Some(Node::RangeClause { .. }))
                    && cond.is_none()
                    && !self.has_break(stmt.part(body), label, true)
            }
            _ => false,
        }
    }

    fn is_terminating_list(&mut self, owner: NodeRef, list: ListId) -> bool {
        let is_empty = |stmt: &NodeId| matches!(self.source.node(owner.at(*stmt)), Node::Empty);
        let last = self
            .source
            .tree(owner)
            .list(list)
            .rev()
            .find(|stmt| !is_empty(stmt));
        last.is_some_and(|last| self.is_terminating(owner.at(last), None))
    }

    fn is_terminating_clause(
        &mut self,
        clause: NodeRef,
        body: ListId,
        label: Option<Name>,
    ) -> bool {
        self.is_terminating_list(clause, body) && !self.has_break_list(clause, body, label, true)
    }

    /// Reports whether there is a `break` out of the statement with this label, or, if
    /// `is_implicit`, out of the closest statement.
    fn has_break(&mut self, stmt: NodeRef, label: Option<Name>, is_implicit: bool) -> bool {
        match self.source.node(stmt) {
            Node::Labeled { stmt: inner, .. } => {
                self.has_break(stmt.part(inner), label, is_implicit)
            }
            Node::Branch {
                token: Token::Break,
                label: own,
                ..
            } => match stmt.opt(own) {
                None => is_implicit,
                Some(own) => label.is_some() && Some(self.name(own)) == label,
            },
            Node::Block { list, .. } => self.has_break_list(stmt, list, label, is_implicit),
            Node::If { then, or_else, .. } => {
                self.has_break(stmt.part(then), label, is_implicit)
                    || stmt
                        .opt(or_else)
                        .is_some_and(|or_else| self.has_break(or_else, label, is_implicit))
            }
            Node::Switch { body, .. } | Node::Select { body, .. } if label.is_some() => {
                let body = self.source.list(stmt, body);
                body.into_iter()
                    .any(|clause| match self.source.node(clause) {
                        Node::CaseClause { body, .. } | Node::CommClause { body, .. } => {
                            self.has_break_list(clause, body, label, false)
                        }
                        _ => false,
                    })
            }
            Node::For { body, .. } if label.is_some() => {
                self.has_break(stmt.part(body), label, false)
            }
            _ => false,
        }
    }

    fn has_break_list(
        &mut self,
        owner: NodeRef,
        list: ListId,
        label: Option<Name>,
        is_implicit: bool,
    ) -> bool {
        let list = self.source.list(owner, list);
        list.into_iter()
            .any(|stmt| self.has_break(stmt, label, is_implicit))
    }
}
