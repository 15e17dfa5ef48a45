//! Expressions.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`expr`).

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_check::NodeRef;
use vamos_check::SelectionKind;
use vamos_types::Facts as _;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::operators;
use crate::trees::opt;
use crate::writer::Writer;

/// The kinds of expressions.
const CONST: u64 = 0;
const LOCAL: u64 = 1;
const GLOBAL: u64 = 2;
pub(crate) const COMP_LIT: u64 = 3;
pub(crate) const FUNC_LIT: u64 = 4;
const FIELD_VAL: u64 = 5;
pub(crate) const METHOD_VAL: u64 = 6;
pub(crate) const METHOD_EXPR: u64 = 7;
const INDEX: u64 = 8;
const SLICE: u64 = 9;
const ASSERT: u64 = 10;
const UNARY_OP: u64 = 11;
const BINARY_OP: u64 = 12;
pub(crate) const CALL: u64 = 13;
pub(crate) const CONVERT: u64 = 14;
pub(crate) const NEW: u64 = 15;
pub(crate) const MAKE: u64 = 16;
pub(crate) const SIZEOF: u64 = 17;
pub(crate) const ALIGNOF: u64 = 18;
pub(crate) const OFFSETOF: u64 = 19;
const ZERO: u64 = 20;
const FUNC_INST: u64 = 21;
pub(crate) const RECV: u64 = 22;
const RESHAPE: u64 = 23;
const RUNTIME_BUILTIN: u64 = 24;

impl Writer<'_, '_> {
    /// Writes an expression.
    pub(crate) fn expr(&mut self, w: &mut Element, expr: NodeRef) -> Result<()> {
        self.step()?;
        let expr = self.trees.unparen(self.current(expr));
        if let Some(name) = self.made.helpers.get(&expr) {
            w.code(RUNTIME_BUILTIN);
            self.text(w, name);
            return Ok(());
        }
        let (obj, targs) = self.lookup_obj(expr)?;
        if let Some(known) = self.maybe_known(expr) {
            if let Some(value) = &known.value {
                w.code(CONST);
                self.node_pos(w, expr)?;
                let typ = self.ideal_type(&known);
                self.typ(w, typ)?;
                return self.value(w, value);
            }
            let is_nil = |obj: ObjId| matches!(self.types().object(obj).kind, ObjectKind::Nil);
            if obj.is_some_and(is_nil) {
                w.code(ZERO);
                self.node_pos(w, expr)?;
                return self.typ(w, known.typ);
            }
            let is_typed = !self.is_tuple(&known) && !self.types().is_untyped(known.typ);
            if !known.is_builtin() && is_typed {
                w.code(RESHAPE);
                self.typ(w, known.typ)?;
            }
        }
        match obj {
            Some(obj) => self.object_expr(w, expr, obj, &targs),
            None => self.composite_expr(w, expr),
        }
    }

    /// Writes a use of an object.
    fn object_expr(
        &mut self,
        w: &mut Element,
        expr: NodeRef,
        obj: ObjId,
        targs: &[TypeId],
    ) -> Result<()> {
        if !targs.is_empty() {
            w.code(FUNC_INST);
            self.node_pos(w, expr)?;
            return self.func_inst(w, obj, targs);
        }
        if self.is_global(obj) {
            w.code(GLOBAL);
            return self.obj(w, obj, &[]);
        }
        if !self.types().object(obj).is_var() {
            return Err(Error::unexpected("object", self.trees.pos(expr)));
        }
        w.code(LOCAL);
        self.use_local(w, self.trees.pos(expr), obj);
        Ok(())
    }

    /// Writes an expression that is no use of an object.
    fn composite_expr(&mut self, w: &mut Element, expr: NodeRef) -> Result<()> {
        match self.trees.node(expr) {
            Node::CompositeLit { .. } => self.comp_lit(w, expr),
            Node::FuncLit { .. } => self.func_lit(w, expr),
            Node::Selector { .. } => self.selector_expr(w, expr),
            Node::Index { .. } => self.index_expr(w, expr),
            Node::Slice { x, index, .. } => {
                w.code(SLICE);
                self.expr(w, self.trees.part(expr, x)?)?;
                self.node_pos(w, expr)?;
                for part in index {
                    self.opt_expr(w, opt(expr, part))?;
                }
                Ok(())
            }
            Node::Assert { x, typ } => {
                let x = self.trees.part(expr, x)?;
                let iface = self.type_of(x)?;
                w.code(ASSERT);
                self.expr(w, x)?;
                self.node_pos(w, expr)?;
                self.expr_type(w, Some(iface), self.trees.part(expr, typ)?)?;
                self.rtype(w, iface)
            }
            Node::Operation { op, x, y: None } => {
                w.code(UNARY_OP);
                self.op(w, operators::unary(op), expr)?;
                self.node_pos(w, expr)?;
                self.expr(w, self.trees.part(expr, x)?)
            }
            Node::Operation { op, x, y } => {
                let operands = [self.trees.part(expr, x)?, self.trees.part(expr, y)?];
                self.binary_expr(w, expr, op, operands)
            }
            Node::Call { .. } => self.call_expr(w, expr),
            _ => Err(Error::unexpected("expression", self.trees.pos(expr))),
        }
    }

    fn binary_expr(
        &mut self,
        w: &mut Element,
        expr: NodeRef,
        op: Operator,
        operands: [NodeRef; 2],
    ) -> Result<()> {
        let [x, y] = operands.map(|operand| self.current(operand));
        let common = match op {
            Operator::Shl | Operator::Shr => None,
            _ => {
                let (x, y) = (self.type_of(x)?, self.type_of(y)?);
                Some(if self.checker.queries().is_assignable(x, y) {
                    y
                } else {
                    x
                })
            }
        };
        w.code(BINARY_OP);
        self.op(w, operators::binary(op), expr)?;
        self.implicit_conv(w, common, x)?;
        self.node_pos(w, expr)?;
        self.implicit_conv(w, common, y)
    }

    fn selector_expr(&mut self, w: &mut Element, expr: NodeRef) -> Result<()> {
        let missing = || Error::unexpected("selector", self.trees.pos(expr));
        let selection = self.selection(expr).ok_or_else(missing)?.clone();
        match selection.kind {
            SelectionKind::FieldVal => {
                let Node::Selector { x, .. } = self.trees.node(expr) else {
                    return Err(missing());
                };
                w.code(FIELD_VAL);
                self.expr(w, self.trees.part(expr, x)?)?;
                self.node_pos(w, expr)?;
                self.selector(w, selection.obj)
            }
            SelectionKind::MethodVal => self.method_val(w, expr, &selection),
            SelectionKind::MethodExpr => self.method_of_type(w, expr, &selection),
        }
    }

    fn index_expr(&mut self, w: &mut Element, expr: NodeRef) -> Result<()> {
        let Node::Index { x, index } = self.trees.node(expr) else {
            return Err(Error::unexpected("index", self.trees.pos(expr)));
        };
        let [x, index] = [self.trees.part(expr, x)?, self.trees.part(expr, index)?];
        let selection = self.selection(x).filter(|_| self.has_generic_methods());
        match selection.cloned() {
            Some(selection) if selection.kind == SelectionKind::MethodVal => {
                return self.method_val(w, x, &selection);
            }
            Some(selection) if selection.kind == SelectionKind::MethodExpr => {
                return self.method_of_type(w, x, &selection);
            }
            _ => {}
        }
        let own = self.type_of(x)?;
        let core = self.core_type(own);
        let key = match core.map(|core| self.types().get(core)) {
            Some(Type::Map { key, .. }) => Some(*key),
            _ => None,
        };
        w.code(INDEX);
        self.expr(w, x)?;
        self.node_pos(w, expr)?;
        self.implicit_conv(w, key, index)?;
        if key.is_some() {
            self.rtype(w, own)?;
        }
        Ok(())
    }

    /// Writes an optional expression.
    pub(crate) fn opt_expr(&mut self, w: &mut Element, expr: Option<NodeRef>) -> Result<()> {
        w.bool(expr.is_some());
        expr.map_or(Ok(()), |expr| self.expr(w, expr))
    }

    /// Writes a list of expressions.
    pub(crate) fn exprs(&mut self, w: &mut Element, exprs: &[NodeRef]) -> Result<()> {
        w.len(exprs.len());
        for expr in exprs {
            self.expr(w, *expr)?;
        }
        Ok(())
    }
}
