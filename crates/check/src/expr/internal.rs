//! The kinds of expressions.
//!
//! Counterpart: cmd/compile/internal/types2/expr.go (`exprInternal`).

use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Operator;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::expr::ExprKind;
use crate::expr::Target;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;

/// An expression is wrong, and that was reported.
struct Failed;

impl Checker<'_> {
    /// Checks an expression; only [`Self::raw_expr`] calls this.
    pub(super) fn expr_internal(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: NodeRef,
        hint: Option<TypeId>,
    ) -> ExprKind {
        x.mode = Mode::Invalid;
        x.typ = typ::INVALID;
        match self.source.node(e) {
            // Type arguments are not inferred through parentheses.
            Node::Paren { x: inner } => {
                let kind = self.raw_expr(None, x, e.part(inner), None, false);
                x.expr = Some(e);
                return kind;
            }
            Node::Call { .. } => return self.call_expr(x, e),
            _ => {}
        }
        let result = self.plain_expr(target, x, e, hint);
        x.expr = Some(e);
        match result {
            Ok(kind) => kind,
            Err(Failed) => {
                x.invalidate();
                // A statement has no further errors.
                ExprKind::Statement
            }
        }
    }

    /// Checks an expression whose kind does not depend on another expression.
    fn plain_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: NodeRef,
        hint: Option<TypeId>,
    ) -> Result<ExprKind, Failed> {
        match self.source.node(e) {
            Node::Bad => return Err(Failed),
            Node::Name => {
                self.ident(x, e, false);
                return Ok(ExprKind::Expression);
            }
            Node::DotsType { .. } => return self.invalid_tree(e, "invalid use of ..."),
            Node::BasicLit { is_bad: true, .. } => return Err(Failed),
            Node::BasicLit { .. } => self.basic_lit(x, e),
            Node::FuncLit { .. } => self.func_lit(x, e),
            Node::CompositeLit { .. } => self.composite_lit(x, e, hint),
            Node::Selector { .. } => {
                self.selector(x, e, false);
                return Ok(ExprKind::Expression);
            }
            Node::Index { .. } => {
                if self.index_expr(x, e) {
                    self.func_inst(target, self.source.pos(e), x, Some(e), true);
                }
            }
            Node::Slice { .. } => self.slice_expr(x, e),
            Node::Assert { x: arg, typ } => self.assert_expr(x, e, e.part(arg), typ)?,
            Node::TypeSwitchGuard { x: arg, .. } => {
                let text = "use of .(type) outside type switch";
                self.error_at(e, Code::InvalidSyntaxTree, text);
                self.use_expr(e.opt(arg));
                return Err(Failed);
            }
            Node::List { .. } => return self.invalid_tree(e, "unexpected list of expressions"),
            Node::KeyValue { .. } => return self.invalid_tree(e, "no key:value expected"),
            Node::Operation { op, x: arg, y } => {
                return self.operation(x, e, op, e.part(arg), e.opt(y));
            }
            Node::ArrayType { .. }
            | Node::SliceType { .. }
            | Node::StructType { .. }
            | Node::FuncType { .. }
            | Node::InterfaceType { .. }
            | Node::MapType { .. }
            | Node::ChanType { .. } => {
                x.mode = Mode::TypExpr;
                x.typ = self.typ(e);
                return Ok(ExprKind::Expression);
            }
            other => unreachable!("no expression: {other:?}"),
        }
        match x.mode {
            Mode::Invalid => Err(Failed),
            _ => Ok(ExprKind::Expression),
        }
    }

    /// Reports an expression that the parser should not have accepted here.
    fn invalid_tree(&mut self, e: NodeRef, text: &str) -> Result<ExprKind, Failed> {
        self.error_at(e, Code::InvalidSyntaxTree, text);
        Err(Failed)
    }

    /// Checks a type assertion.
    fn assert_expr(
        &mut self,
        x: &mut Operand,
        e: NodeRef,
        arg: NodeRef,
        to: Option<NodeId>,
    ) -> Result<(), Failed> {
        self.expr(None, x, arg);
        if x.mode == Mode::Invalid {
            return Err(Failed);
        }
        let Some(to) = e.opt(to) else {
            return self.invalid_tree(e, "invalid use of AssertExpr").map(drop);
        };
        if self.types.is_type_param(x.typ) {
            let operand = self.operand_text(x);
            let what = "cannot use type assertion on type parameter value";
            let text = format!("{INVALID_OP}{what} {operand}");
            self.error(self.operand_pos(x), Code::InvalidAssert, text);
            return Err(Failed);
        }
        if !self.types.is_interface(x.typ) {
            let text = format!("{INVALID_OP}{} is not an interface", self.operand_text(x));
            self.error(self.operand_pos(x), Code::InvalidAssert, text);
            return Err(Failed);
        }
        let to = self.var_type(to);
        if !self.types.is_valid(to) || !self.is_complete(to) {
            return Err(Failed);
        }
        self.type_assertion(e, x, to, false);
        x.mode = Mode::CommaOk;
        x.typ = to;
        Ok(())
    }

    /// Checks an operation.
    fn operation(
        &mut self,
        x: &mut Operand,
        e: NodeRef,
        op: Operator,
        arg: NodeRef,
        y: Option<NodeRef>,
    ) -> Result<ExprKind, Failed> {
        match y {
            Some(y) => self.binary(x, Some(e), arg, y, op),
            None if op == Operator::Mul => {
                self.indirection(x, arg)?;
                return Ok(ExprKind::Expression);
            }
            None => self.unary(x, e, op, arg),
        }
        match x.mode {
            Mode::Invalid => Err(Failed),
            _ if op == Operator::Recv => Ok(ExprKind::Statement),
            _ => Ok(ExprKind::Expression),
        }
    }

    /// Checks `*x`, which is a pointer type or a dereference.
    fn indirection(&mut self, x: &mut Operand, arg: NodeRef) -> Result<(), Failed> {
        self.expr_or_type(x, arg, false);
        match x.mode {
            Mode::Invalid => return Err(Failed),
            Mode::TypExpr => {
                self.valid_var_type(arg, x.typ);
                x.typ = self.types.add(Type::Pointer { elem: x.typ });
                return Ok(());
            }
            _ => {}
        }
        let mut base = None;
        let set = self.types.typeset(x.typ);
        let elems = set.iter().map(|(_, under)| match *self.types.get(*under) {
            Type::Pointer { elem } => Some(elem),
            _ => None,
        });
        let mut elems: Vec<Option<TypeId>> = elems.collect();
        if elems.is_empty() {
            elems.push(None);
        }
        for elem in elems {
            let operand = |check: &mut Self| check.operand_text(x);
            let Some(elem) = elem else {
                let text = format!("{INVALID_OP}cannot indirect {}", operand(self));
                self.error(self.operand_pos(x), Code::InvalidIndirection, text);
                return Err(Failed);
            };
            if base.is_some_and(|base| !self.types.identical(elem, base)) {
                let operand = operand(self);
                let text =
                    format!("{INVALID_OP}pointers of {operand} must have identical base types");
                self.error(self.operand_pos(x), Code::InvalidIndirection, text);
                return Err(Failed);
            }
            base = Some(elem);
        }
        let base = base.expect("there is at least one type");
        if !self.is_complete(base) {
            return Err(Failed);
        }
        x.mode = Mode::Variable;
        x.typ = base;
        Ok(())
    }
}
