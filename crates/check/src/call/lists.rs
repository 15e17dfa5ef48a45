//! Lists of expressions.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

use vamos_ast::Node;
use vamos_types::ObjId;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;

impl Checker<'_> {
    /// Returns the operands of a list of expressions; one call may give several.
    pub(crate) fn expr_list(&mut self, exprs: &[NodeRef]) -> Vec<Operand> {
        if let [only] = exprs {
            return self.multi_expr(*only, false).0;
        }
        let mut operands = Vec::with_capacity(exprs.len());
        for e in exprs {
            let mut x = Operand::new();
            self.expr(None, &mut x, *e);
            operands.push(x);
        }
        operands
    }

    /// Like [`Checker::expr_list`], with functions that may be generic still. The second result has
    /// the explicit type arguments by index, and may be shorter than the first.
    pub(crate) fn generic_expr_list(
        &mut self,
        exprs: &[NodeRef],
    ) -> (Vec<Operand>, Vec<Vec<TypeId>>) {
        // Before Go 1.21 all type arguments must be explicit.
        let infers = exprs.is_empty() || !self.allow_version(GoVersion(21));
        if let [only] = exprs {
            return self.generic_values(*only, infers);
        }
        let mut operands = Vec::with_capacity(exprs.len());
        let mut all_targs = Vec::with_capacity(exprs.len());
        for e in exprs.iter().copied() {
            let mut x = Operand::new();
            if self.is_generic_instance(&mut x, e) {
                all_targs.push(self.list_instance(&mut x, e, infers).unwrap_or_default());
            } else {
                self.generic_expr(&mut x, e, None);
                all_targs.push(Vec::new());
            }
            operands.push(x);
        }
        (operands, all_targs)
    }

    /// Reports whether an expression is an index expression of a generic function. Index
    /// expressions that are not are checked once more by the caller: mistakes in them count
    /// twice, and so do upstream.
    fn is_generic_instance(&mut self, x: &mut Operand, e: NodeRef) -> bool {
        matches!(self.source.node(e), Node::Index { .. }) && self.index_expr(x, e)
    }

    /// Returns the type arguments of a generic function that is an argument, if they are not
    /// all; otherwise the operand becomes the instance.
    fn list_instance(&mut self, x: &mut Operand, e: NodeRef, infers: bool) -> Option<Vec<TypeId>> {
        let pos = x
            .expr
            .map_or(vamos_types::Pos::NONE, |expr| self.source.pos(expr));
        let targs = self.func_inst(None, pos, x, Some(e), infers);
        match targs {
            Some(_) => x.expr = Some(e),
            None => self.record(x),
        }
        targs
    }

    /// Returns the values of one expression.
    fn generic_values(&mut self, e: NodeRef, infers: bool) -> (Vec<Operand>, Vec<Vec<TypeId>>) {
        let mut x = Operand::new();
        if self.is_generic_instance(&mut x, e) {
            let targs = self.list_instance(&mut x, e, infers);
            return (vec![x], targs.into_iter().collect());
        }
        self.raw_expr(None, &mut x, e, None, true);
        self.exclude(&mut x, &[Mode::NoValue, Mode::Builtin, Mode::TypExpr]);
        let values: Option<Vec<ObjId>> = match self.types.get(x.typ) {
            Type::Tuple { vars } if x.mode != Mode::Invalid => Some(vars.to_vec()),
            _ => None,
        };
        let Some(values) = values else {
            return (vec![x], Vec::new());
        };
        let types = self.types.var_types(&values);
        let operands = types.into_iter().map(|typ| Operand {
            mode: Mode::Value,
            expr: Some(e),
            typ,
            ..Operand::new()
        });
        (operands.collect(), Vec::new())
    }
}
