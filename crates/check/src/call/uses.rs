//! Expressions that are checked only so that their operands count as used.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

use vamos_ast::Node;
use vamos_types::Name;

use crate::checker::Checker;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;

impl Checker<'_> {
    /// Checks expressions that are not needed, so that their operands count as used (`use`);
    /// reports whether all of them are valid.
    pub(crate) fn use_exprs(&mut self, exprs: &[NodeRef]) -> bool {
        self.use_all(exprs, false)
    }

    /// Like [`Checker::use_exprs`], for one optional expression.
    pub(crate) fn use_expr(&mut self, expr: Option<NodeRef>) -> bool {
        expr.is_none_or(|expr| self.use_one(expr, false))
    }

    /// Like [`Checker::use_exprs`], for left sides of assignments: variables do not count as used
    /// (`useLHS`).
    pub(crate) fn use_lhs(&mut self, exprs: &[NodeRef]) -> bool {
        self.use_all(exprs, true)
    }

    fn use_all(&mut self, exprs: &[NodeRef], is_lhs: bool) -> bool {
        let mut is_right = true;
        for e in exprs {
            is_right &= self.use_one(*e, is_lhs);
        }
        is_right
    }

    fn use_one(&mut self, e: NodeRef, is_lhs: bool) -> bool {
        let mut x = Operand::new();
        let inner = self.source.unparen(e);
        match self.source.node(inner) {
            Node::Name => {
                if self.name(inner) == Name::BLANK {
                    return true;
                }
                let var = if is_lhs {
                    self.assigned_var(inner)
                } else {
                    None
                };
                self.expr_or_type(&mut x, inner, true);
                self.usage.restore_used(var);
            }
            Node::List { elems } => {
                let elems = self.source.list(inner, elems);
                return self.use_all(&elems, is_lhs);
            }
            _ => drop(self.raw_expr(None, &mut x, e, None, true)),
        }
        x.mode != Mode::Invalid
    }
}
