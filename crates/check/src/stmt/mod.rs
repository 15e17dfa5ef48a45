//! Statements, and the bodies of functions.
//!
//! Counterpart: cmd/compile/internal/types2/stmt.go.

mod clauses;
mod control;
mod type_switch;

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_ast::Token;
use vamos_constant::Value;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::ScopeId;
use vamos_types::TypeId;
use vamos_types::VarKind;

use crate::checker::Checker;
use crate::checker::DeclId;
use crate::checker::Environment;
use crate::code::Code;
use crate::expr::ExprKind;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;
use crate::problem::Problem;
use vamos_types::Texts;

impl Checker<'_> {
    /// Checks the body of a function or of a function literal.
    pub(crate) fn func_body(
        &mut self,
        decl: Option<DeclId>,
        sig: TypeId,
        body: NodeRef,
        iota: Option<Value>,
    ) {
        debug_assert!(!self.config.ignores_bodies, "bodies are not checked");
        let signature = self.types.signature(sig);
        let scope = signature.scope.expect("declared functions have scopes");
        let results = signature.results;
        let inner = Environment {
            decl,
            scope: Some(scope),
            version: self.env.version,
            iota,
            sig: Some(sig),
            ..Environment::default()
        };
        let outer = self.replace_env(inner);
        let Node::Block { list, rbrace } = self.source.node(body) else {
            unreachable!("bodies are blocks");
        };
        let list = self.source.list(body, list);
        self.stmt_list(&list);
        if !self.types.vars(results).is_empty() && !self.is_terminating(body, None) {
            let at = self.source.offset_pos(body, rbrace);
            self.error(at, Code::MissingReturn, "missing return");
        }
        self.check_usage(scope);
        self.replace_env(outer);
    }

    /// Reports the variables of a function that nothing uses, scope by scope (`usage`).
    fn check_usage(&mut self, scope: ScopeId) {
        let mut unused: Vec<(Pos, ObjId)> = Vec::new();
        for (_, obj) in self.types.scope(scope).elems() {
            let object = self.types.object(*obj);
            let ObjectKind::Var { kind, .. } = object.kind else {
                continue;
            };
            let needs_use = !matches!(kind, VarKind::Recv | VarKind::Param | VarKind::Result);
            if needs_use && !self.usage.vars.contains(obj) {
                unused.push((object.pos, *obj));
            }
        }
        unused.sort_by(|(a, _), (b, _)| self.cmp_pos(*a, *b));
        for (pos, var) in unused {
            let text = format!("declared and not used: {}", self.types.name_of(var));
            self.soft_error(pos, Code::UnusedVar, text);
        }
        for i in 0..self.types.scope(scope).children.len() {
            let child = self.types.scope(scope).children[i];
            // The body of a function literal is a matter of its own.
            if !self.types.scope(child).is_func {
                self.check_usage(child);
            }
        }
    }

    /// Opens a scope for a node, in the current one.
    pub(crate) fn open_scope(&mut self, node: NodeRef) {
        // No message shows where a scope ends.
        let scope = self
            .types
            .new_scope(self.env.scope, self.source.pos(node), Pos::NONE);
        self.env.scope = Some(scope);
    }

    /// Goes back to the scope around the current one.
    pub(crate) fn close_scope(&mut self) {
        let scope = self.env.scope.expect("a scope is open");
        self.env.scope = self.types.scope(scope).parent;
    }

    /// Checks statements. The parser reports misplaced `break`, `continue` and `fallthrough`.
    pub(crate) fn stmt_list(&mut self, list: &[NodeRef]) {
        for stmt in list {
            self.stmt(*stmt);
        }
    }

    /// Checks the statement at the beginning of another one, if there is one.
    fn simple_stmt(&mut self, stmt: Option<NodeRef>) {
        if let Some(stmt) = stmt {
            self.stmt(stmt);
        }
    }

    /// Checks a statement, and then the function literals in it and its other deferred checks.
    pub(crate) fn stmt(&mut self, s: NodeRef) {
        if !self.types.may_go_on() {
            return;
        }
        let top = self.delayed_len();
        self.stmt_now(s);
        self.process_delayed(top);
    }

    fn stmt_now(&mut self, s: NodeRef) {
        match self.source.node(s) {
            Node::Empty | Node::Branch { .. } => {}
            Node::DeclStmt { decls } => {
                let decls = self.source.list(s, decls);
                self.decl_stmt(&decls);
            }
            Node::Labeled { stmt, .. } => self.stmt(s.part(stmt)),
            Node::ExprStmt { x } => self.expr_stmt(s.part(x)),
            Node::Send { chan, value } => {
                let mut ch = Operand::new();
                let mut val = Operand::new();
                self.expr(None, &mut ch, s.part(chan));
                self.assigned_expr(&mut val, s.part(value), None);
                if ch.mode == Mode::Invalid || val.mode == Mode::Invalid {
                    return;
                }
                if let Some(elem) = self.chan_elem(self.start(s), &ch, false) {
                    self.assignment(&mut val, Some(elem), "send");
                }
            }
            Node::Assign { op, lhs, rhs } => {
                self.assign_stmt(s, op, s.part(lhs), s.opt(rhs));
            }
            Node::CallStmt { token, call, .. } => {
                self.suspended_call(token, s.part(call));
            }
            Node::Return { results } => self.return_stmt(s, s.opt(results)),
            Node::Block { list, .. } => {
                self.open_scope(s);
                let list = self.source.list(s, list);
                self.stmt_list(&list);
                self.close_scope();
            }
            Node::If { .. } => {
                self.open_scope(s);
                self.if_stmt(s);
                self.close_scope();
            }
            Node::Switch { .. } => {
                self.open_scope(s);
                self.any_switch(s);
                self.close_scope();
            }
            Node::Select { body, .. } => {
                let body = self.source.list(s, body);
                self.select_stmt(&body);
            }
            Node::For { .. } => self.for_stmt(s),
            _ => self.error_at(s, Code::InvalidSyntaxTree, "invalid statement"),
        }
    }

    /// Checks an expression that is a statement: only calls and receive operations can be.
    fn expr_stmt(&mut self, e: NodeRef) {
        let mut x = Operand::new();
        let kind = self.raw_expr(None, &mut x, e, None, false);
        let (message, code) = match x.mode {
            Mode::Builtin => ("must be called", Code::UncalledBuiltin),
            Mode::TypExpr => ("is not an expression", Code::NotAnExpr),
            _ if kind == ExprKind::Statement => return,
            _ => ("is not used", Code::UnusedExpr),
        };
        let text = format!("{} {message}", self.operand_text(&x));
        self.error(self.operand_pos(&x), code, text);
    }

    fn assign_stmt(&mut self, s: NodeRef, op: Operator, lhs: NodeRef, rhs: Option<NodeRef>) {
        let Some(rhs) = rhs else {
            // x++ or x--
            let mut x = Operand::new();
            self.expr(None, &mut x, lhs);
            if x.mode == Mode::Invalid {
                return;
            }
            if !self.types.all_numeric(x.typ) {
                let typ = self.type_text(x.typ);
                let what = self.expr_text(lhs);
                let op = op.text();
                let text = format!("{INVALID_OP}{what}{op}{op} (non-numeric type {typ})");
                return self.error_at(lhs, Code::NonNumericIncDec, text);
            }
            return self.assign_operand(lhs, &mut x, "assignment");
        };
        let lhs = self.source.unpack_list(Some(lhs));
        let rhs = self.source.unpack_list(Some(rhs));
        match op {
            Operator::None => self.assign_vars(&lhs, &rhs),
            Operator::Def => self.short_var_decl(self.source.pos(s), &lhs, &rhs),
            _ => {
                let ([to], [value]) = (&lhs[..], &rhs[..]) else {
                    let text = format!(
                        "assignment operation {} requires single-valued expressions",
                        op.text()
                    );
                    return self.error_at(s, Code::MultiValAssignOp, text);
                };
                let mut x = Operand::new();
                self.binary(&mut x, None, *to, *value, op);
                self.assign_operand(*to, &mut x, "assignment");
            }
        }
    }

    /// Checks the call of a `go` or `defer` statement.
    fn suspended_call(&mut self, token: Token, call: NodeRef) {
        let (keyword, code) = match token {
            Token::Defer => ("defer", Code::InvalidDefer),
            _ => ("go", Code::InvalidGo),
        };
        if !matches!(self.source.node(call), Node::Call { .. }) {
            let text = format!("expression in {keyword} must be function call");
            self.error_at(call, code, text);
            self.use_exprs(&[call]);
            return;
        }
        let mut x = Operand::new();
        let (message, code) = match self.raw_expr(None, &mut x, call, None, false) {
            ExprKind::Conversion => ("requires function call, not conversion", code),
            ExprKind::Expression => ("discards result of", Code::UnusedResults),
            ExprKind::Statement => return,
        };
        let text = format!("{keyword} {message} {}", self.operand_text(&x));
        self.error(self.operand_pos(&x), code, text);
    }

    fn return_stmt(&mut self, s: NodeRef, results: Option<NodeRef>) {
        let sig = self.env.sig.expect("statements are in functions");
        let vars = self.types.vars(self.types.signature(sig).results).to_vec();
        let values = self.source.unpack_list(results);
        let is_named = |name: &str| !name.is_empty();
        let has_named = vars
            .first()
            .is_some_and(|var| is_named(self.types.name_of(*var)));
        if !values.is_empty() || !has_named {
            return self.init_vars(&vars, &values, Some(s));
        }
        // A name in between would hide the result that is returned.
        for var in vars {
            let name = self.types.object(var).name;
            if let Some(alt) = self.lookup(name).filter(|alt| *alt != var) {
                let mut problem = Problem::new(Code::OutOfScopeResult);
                let shown = self.types.name_of(var);
                let text = format!("result parameter {shown} not in scope at return");
                problem.add(self.start(s), text);
                let text = format!("inner declaration of {}", self.object_text(var));
                problem.add(self.types.object(alt).pos, text);
                self.report(problem);
            }
        }
    }
}
