//! Branches and loops to instructions.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::state::Compiler;
use super::state::Fail;
use super::state::Label;
use crate::rules::code::Get;
use crate::rules::code::Instr;
use crate::rules::source::Expr;
use crate::rules::source::For;
use crate::rules::source::Range;
use crate::rules::source::Stmt;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Compiles a branch.
    pub(super) fn if_else(
        &mut self,
        init: Option<&'a Stmt>,
        condition: &'a Expr,
        then: &'a [Stmt],
        other: &'a [Stmt],
    ) -> Result<(), Fail> {
        let locals = self.frame.locals.len();
        if let Some(init) = init {
            self.statement(init)?;
        }
        let next = self.frame.next;
        match (then, other) {
            // `if !(…) { break }` is a jump.
            ([Stmt::Break], []) => {
                let label = self.frame.breaks.last().copied();
                let label = label.ok_or_else(|| Fail::new("break"))?;
                self.condition(condition, false, label)?;
            }
            ([Stmt::Continue], []) => {
                let label = self.frame.continues.last().copied();
                let label = label.ok_or_else(|| Fail::new("continue"))?;
                self.condition(condition, false, label)?;
            }
            _ => {
                let (otherwise, end) = (self.label(), self.label());
                self.condition(condition, true, otherwise)?;
                self.frame.next = next;
                self.statements(then)?;
                if !other.is_empty() {
                    self.jump(Instr::Jump(0), end);
                }
                self.place(otherwise);
                self.statements(other)?;
                self.place(end);
            }
        }
        self.frame.locals.truncate(locals);
        Ok(())
    }

    /// Compiles a loop.
    pub(super) fn for_loop(&mut self, found: &'a For) -> Result<(), Fail> {
        let locals = self.frame.locals.len();
        let next = self.frame.next;
        let [start, post, end] = [self.label(), self.label(), self.label()];
        self.frame.breaks.push(end);
        self.frame.continues.push(post);
        if let Some(init) = &found.init {
            self.statement(init)?;
        }
        self.place(start);
        let inner = self.frame.next;
        if let Some(condition) = &found.condition {
            self.condition(condition, true, end)?;
            self.frame.next = inner;
        }
        self.statements(&found.body)?;
        self.place(post);
        if let Some(post) = &found.post {
            self.statement(post)?;
        }
        // A body that ends with `return` never comes here.
        if found.post.is_some() || !matches!(found.body.last(), Some(Stmt::Return(_))) {
            self.jump(Instr::Jump(0), start);
        }
        self.place(end);
        self.frame.breaks.pop();
        self.frame.continues.pop();
        self.frame.locals.truncate(locals);
        self.frame.next = next;
        Ok(())
    }

    /// Compiles a loop over the arguments of a value.
    pub(super) fn range(&mut self, found: &'a Range) -> Result<(), Fail> {
        let Expr::Field(owner, list) = &found.over else {
            return Err(Fail::new("range"));
        };
        let owner = self.expr(owner, None)?;
        let (owner, ty) = self.reg(owner, None)?;
        if ty != Ty::Value || &**list != "Args" {
            return Err(Fail::new(format!("range over {list}")));
        }
        let locals = self.frame.locals.len();
        let (index, len) = (self.load(0)?, self.allocate(1)?);
        let value = self.allocate(1)?;
        self.emit(Instr::Get(Get::Args, len, owner));
        let [start, post, end] = [self.label(), self.label(), self.label()];
        self.place(start);
        let more = self.operator(Token::Less, INT)?.0;
        self.jump(Instr::UnlessBin(more, index, len, 0), end);
        self.emit(Instr::ArgAt(value, owner, index));
        if let Some(key) = &found.key {
            self.declare(key.clone(), index, INT);
        }
        if let Some(name) = &found.value {
            self.declare(name.clone(), value, Ty::Value);
        }
        self.frame.breaks.push(end);
        self.frame.continues.push(post);
        self.statements(&found.body)?;
        self.frame.breaks.pop();
        self.frame.continues.pop();
        self.place(post);
        let one = self.load(1)?;
        let add = self.operator(Token::Add, INT)?.0;
        self.emit(Instr::Bin(add, index, index, one));
        self.jump(Instr::Jump(0), start);
        self.place(end);
        self.frame.locals.truncate(locals);
        Ok(())
    }

    /// Compiles a choice of cases.
    pub(super) fn switch(
        &mut self,
        tag: Option<&'a Expr>,
        cases: &'a [(Vec<Expr>, Vec<Stmt>)],
    ) -> Result<(), Fail> {
        let tag = match tag {
            Some(tag) => {
                let value = self.expr(tag, None)?;
                Some(self.reg(value, None)?)
            }
            None => None,
        };
        let end = self.label();
        let bodies: Vec<Label> = cases.iter().map(|_| self.label()).collect();
        let mut default = end;
        for ((exprs, _), body) in cases.iter().zip(&bodies) {
            if exprs.is_empty() {
                default = *body;
            }
            for expr in exprs {
                let next = self.frame.next;
                let at = match tag {
                    Some((tag, ty)) => {
                        let at = self.typed(expr, ty)?;
                        let to = self.allocate(1)?;
                        let bin = self.operator(Token::Equal, ty)?.0;
                        self.emit(Instr::Bin(bin, to, tag, at));
                        to
                    }
                    None => self.typed(expr, Ty::Bool)?,
                };
                self.frame.next = next;
                self.jump(Instr::When(at, 0), *body);
            }
        }
        self.jump(Instr::Jump(0), default);
        self.frame.breaks.push(end);
        for (at, (_, body)) in cases.iter().enumerate() {
            self.place(bodies[at]);
            let (body, next) = match body.split_last() {
                Some((Stmt::Fallthrough, body)) => (body, bodies.get(at + 1).copied()),
                _ => (&body[..], None),
            };
            self.statements(body)?;
            self.jump(Instr::Jump(0), next.unwrap_or(end));
        }
        self.frame.breaks.pop();
        self.place(end);
        Ok(())
    }
}
