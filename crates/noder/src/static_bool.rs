//! Conditions that are always true or false, and statements after which nothing follows.
//!
//! A condition with a constant part is replaced by its other part from then on; the tree does not
//! change.
//! Counterpart: cmd/compile/internal/noder/writer.go (`staticBool`, `terminates`).

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_ast::Token;
use vamos_check::NodeRef;

use crate::error::Result;
use crate::trees::opt;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Returns the node that is written in the place of a node.
    pub(crate) fn current(&self, mut x: NodeRef) -> NodeRef {
        while let Some(other) = self.replaced.get(&x) {
            x = *other;
        }
        x
    }

    /// Returns 1 for a condition that is always true, -1 for one that is always false, else 0.
    pub(crate) fn static_bool(&mut self, place: NodeRef) -> Result<i64> {
        self.step()?;
        let x = self.current(place);
        if let Some(value) = self.known(x)?.value {
            return Ok(if value.bool_val() { 1 } else { -1 });
        }
        let Node::Operation { op, x: first, y } = self.trees.node(x) else {
            return Ok(0);
        };
        let first = self.trees.part(x, first)?;
        // The value with which the first operand decides.
        let decisive = match op {
            Operator::Not => return self.static_bool(first),
            Operator::AndAnd => -1,
            Operator::OrOr => 1,
            _ => return Ok(0),
        };
        let second = self.trees.part(x, y)?;
        let left = self.static_bool(first)?;
        if left == decisive {
            self.replaced.insert(x, first);
            return Ok(left);
        }
        let right = self.static_bool(second)?;
        if left == -decisive || right == decisive {
            if self.known(self.current(first))?.value.is_some() {
                self.replaced.insert(x, second);
            }
            return Ok(right);
        }
        Ok(0)
    }

    /// Reports whether a statement ends the execution of its list.
    pub(crate) fn terminates(&mut self, stmt: NodeRef) -> Result<bool> {
        self.step()?;
        let stmt = self.current(stmt);
        match self.trees.node(stmt) {
            Node::Branch { token, .. } => Ok(token == Token::Goto),
            Node::Return { .. } => Ok(true),
            Node::ExprStmt { x } => {
                let x = self.trees.unparen(self.trees.part(stmt, x)?);
                match self.trees.node(x) {
                    Node::Call { fun, .. } => self.is_builtin(self.trees.part(x, fun)?, "panic"),
                    _ => Ok(false),
                }
            }
            Node::If {
                cond,
                then,
                or_else,
                ..
            } => {
                let cond = self.static_bool(self.trees.part(stmt, cond)?)?;
                if cond >= 0 && !self.terminates_opt(opt(stmt, then))? {
                    return Ok(false);
                }
                Ok(cond > 0 || self.terminates_opt(opt(stmt, or_else))?)
            }
            Node::Block { list, .. } => {
                let list = self.trees.list(stmt, list);
                self.terminates_opt(self.last_stmt(&list))
            }
            _ => Ok(false),
        }
    }

    fn terminates_opt(&mut self, stmt: Option<NodeRef>) -> Result<bool> {
        stmt.map_or(Ok(false), |stmt| self.terminates(stmt))
    }

    /// Returns the last statement that is not empty.
    fn last_stmt(&self, list: &[NodeRef]) -> Option<NodeRef> {
        let is_empty = |stmt: NodeRef| matches!(self.trees.node(stmt), Node::Empty);
        list.iter().copied().rfind(|stmt| !is_empty(*stmt))
    }

    /// Reports whether a list ends with `fallthrough`, which may have labels.
    pub(crate) fn has_fallthrough(&self, list: &[NodeRef]) -> bool {
        let mut last = self.last_stmt(list);
        while let Some(stmt) = last.map(|stmt| self.current(stmt))
            && let Node::Labeled { stmt: inner, .. } = self.trees.node(stmt)
        {
            last = opt(stmt, inner);
        }
        let last = last.map(|stmt| self.trees.node(stmt));
        matches!(
            last,
            Some(Node::Branch {
                token: Token::Fallthrough,
                ..
            })
        )
    }
}
