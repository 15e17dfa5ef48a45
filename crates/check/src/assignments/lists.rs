//! Assignments and initializations of several variables.
//!
//! Counterpart: cmd/compile/internal/types2/assignments.go.

use vamos_ast::Node;
use vamos_types::ObjId;

use crate::checker::Checker;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::sources::Sources;

impl Checker<'_> {
    /// Checks the values of variables that are declared together, or of results where there is
    /// a `return` statement.
    pub(crate) fn init_vars(
        &mut self,
        lhs: &[ObjId],
        rhs: &[NodeRef],
        return_stmt: Option<NodeRef>,
    ) {
        let (l, r) = (lhs.len(), rhs.len());
        let context = match return_stmt {
            Some(_) => "return statement",
            None => self.assignment_context(l),
        };
        if l == r && !self.source.is_one_call(rhs) {
            for (var, e) in lhs.iter().zip(rhs) {
                let typ = self.types.object(*var).typ;
                let target = typ.and_then(|typ| self.init_target(*var, typ, return_stmt.is_some()));
                let mut x = Operand::new();
                self.expr(target.as_ref(), &mut x, *e);
                self.init_var(*var, &mut x, context);
            }
            return;
        }
        // Otherwise one expression must have all the values.
        let [only] = rhs else {
            if self.use_exprs(rhs) {
                match return_stmt {
                    Some(stmt) => {
                        let values = self.expr_list(rhs);
                        self.return_error(stmt, lhs, &values);
                    }
                    None => self.assign_error(rhs, l, r),
                }
            }
            return self.types.invalidate_untyped_vars(lhs);
        };
        let (mut values, is_comma_ok) = self.multi_expr(*only, l == 2 && return_stmt.is_none());
        if l == values.len() {
            for (var, x) in lhs.iter().zip(&mut values) {
                self.init_var(*var, x, context);
            }
            if is_comma_ok && values.iter().all(|x| x.mode != Mode::Invalid) {
                self.record_comma_ok_types(*only, &values);
            }
            return;
        }
        if values.first().is_some_and(|x| x.mode != Mode::Invalid) {
            match return_stmt {
                Some(stmt) => self.return_error(stmt, lhs, &values),
                None => self.assign_error(rhs, l, values.len()),
            }
        }
        self.types.invalidate_untyped_vars(lhs);
    }

    /// Returns the description of an assignment to `count` variables for messages.
    fn assignment_context(&self, count: usize) -> &'static str {
        if count > 1 && self.config.release.names_multiple_assignments() {
            "multiple assignment"
        } else {
            "assignment"
        }
    }

    /// Returns the target of a variable's value, if the variable is a function.
    fn init_target(
        &mut self,
        var: ObjId,
        typ: vamos_types::TypeId,
        is_result: bool,
    ) -> Option<crate::expr::Target> {
        let mut target = self.new_target(Some(typ), "")?;
        target.desc = match self.types.name_of(var) {
            "" if is_result => "result variable".to_owned(),
            name => name.to_owned(),
        };
        Some(target)
    }

    /// Checks assignments of expressions.
    pub(crate) fn assign_vars(&mut self, lhs: &[NodeRef], rhs: &[NodeRef]) {
        let (l, r) = (lhs.len(), rhs.len());
        let context = self.assignment_context(l);
        if l == r && !self.source.is_one_call(rhs) {
            for (to, e) in lhs.iter().zip(rhs) {
                self.assign_expr(*to, *e, context);
            }
            return;
        }
        let [only] = rhs else {
            let is_lhs_right = self.use_lhs(lhs);
            let is_rhs_right = self.use_exprs(rhs);
            if is_lhs_right && is_rhs_right {
                self.assign_error(rhs, l, r);
            }
            return;
        };
        let (mut values, is_comma_ok) = self.multi_expr(*only, l == 2);
        if l == values.len() {
            for (to, x) in lhs.iter().zip(&mut values) {
                self.assign_operand(*to, x, context);
            }
            if is_comma_ok && values.iter().all(|x| x.mode != Mode::Invalid) {
                self.record_comma_ok_types(*only, &values);
            }
            return;
        }
        if values.first().is_some_and(|x| x.mode != Mode::Invalid) {
            self.assign_error(rhs, l, values.len());
        }
        self.use_lhs(lhs);
    }
}

impl Sources<'_> {
    /// Reports whether there is one expression, and that is a call: it may have several values,
    /// and messages on their number name it.
    fn is_one_call(&self, exprs: &[NodeRef]) -> bool {
        match exprs {
            [only] => matches!(self.node(self.unparen(*only)), Node::Call { .. }),
            _ => false,
        }
    }
}
