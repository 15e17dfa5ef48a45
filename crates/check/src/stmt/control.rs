//! `if` and `for` statements.
//!
//! Counterpart: cmd/compile/internal/types2/stmt.go.

use vamos_ast::Node;
use vamos_ast::Operator;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::range::RangeParts;

impl Checker<'_> {
    /// Checks the condition of an `if` or `for` statement.
    fn condition(&mut self, cond: NodeRef, keyword: &str) {
        let mut x = Operand::new();
        self.expr(None, &mut x, cond);
        if x.mode != Mode::Invalid && !self.types.all_boolean(x.typ) {
            let text = format!("non-boolean condition in {keyword} statement");
            self.error_at(cond, Code::InvalidCond, text);
        }
    }

    /// Checks an `if` statement, in its scope.
    pub(super) fn if_stmt(&mut self, s: NodeRef) {
        let Node::If {
            init,
            cond,
            then,
            or_else,
        } = self.source.node(s)
        else {
            unreachable!("the caller has seen an if statement");
        };
        self.simple_stmt(s.opt(init));
        self.condition(s.part(cond), "if");
        self.stmt(s.part(then));
        let Some(or_else) = s.opt(or_else) else {
            return;
        };
        match self.source.node(or_else) {
            Node::If { .. } | Node::Block { .. } => self.stmt(or_else),
            _ => {
                let text = "invalid else branch in if statement";
                self.error_at(or_else, Code::InvalidSyntaxTree, text);
            }
        }
    }

    /// Checks a `for` statement.
    pub(super) fn for_stmt(&mut self, s: NodeRef) {
        let Node::For {
            init,
            cond,
            post,
            body,
        } = self.source.node(s)
        else {
            unreachable!("the caller has seen a for statement");
        };
        if let Some(clause) = s.opt(init)
            && let Node::RangeClause { lhs, is_def, x } = self.source.node(clause)
        {
            let mut vars = [clause.opt(lhs), None, None];
            if let Some(list) = vars[0]
                && let Node::List { elems } = self.source.node(list)
            {
                let names = self.source.list(list, elems);
                if names.len() < 2 {
                    let text = "invalid lhs in range clause";
                    return self.error_at(s, Code::InvalidSyntaxTree, text);
                }
                vars = [0, 1, 2].map(|i| names.get(i).copied());
            }
            let [key, value, extra] = vars;
            return self.range_stmt(RangeParts {
                stmt: s,
                key,
                value,
                extra,
                x: clause.part(x),
                is_def,
                body: s.part(body),
            });
        }
        self.open_scope(s);
        self.simple_stmt(s.opt(init));
        if let Some(cond) = s.opt(cond) {
            self.condition(cond, "for");
        }
        self.simple_stmt(s.opt(post));
        if let Some(post) = s.opt(post)
            && let Node::Assign {
                op: Operator::Def,
                lhs,
                ..
            } = self.source.node(post)
        {
            // The parser has reported the declaration.
            self.use_exprs(&[post.part(lhs)]);
        }
        self.stmt(s.part(body));
        self.close_scope();
    }
}
