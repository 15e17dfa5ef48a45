//! Statements to instructions.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::later::is_of_pattern;
use super::later::is_pure;
use super::state::Compiler;
use super::state::Fail;
use super::state::Val;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::code::Set;
use crate::rules::source::Expr;
use crate::rules::source::Stmt;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Compiles statements with variables of their own.
    pub(super) fn statements(&mut self, list: &'a [Stmt]) -> Result<(), Fail> {
        let locals = self.frame.locals.len();
        let next = self.frame.next;
        for stmt in list {
            let before = self.frame.next;
            self.statement(stmt)?;
            if !matches!(stmt, Stmt::Define(..) | Stmt::Var(..)) {
                self.frame.next = before;
            }
        }
        self.frame.locals.truncate(locals);
        self.frame.next = next;
        Ok(())
    }

    pub(super) fn statement(&mut self, stmt: &'a Stmt) -> Result<(), Fail> {
        if self.frame.is_in_rule && !is_of_pattern(stmt) {
            self.evaluate_all()?;
        }
        match stmt {
            Stmt::Define(names, values) => self.define(names, values),
            Stmt::Assign(places, operator, values) => self.assign(places, *operator, values),
            Stmt::Var(names, ty, value) => self.var(names, ty.as_deref(), value.as_ref()),
            Stmt::Expr(expr) => self.expr(expr, None).map(drop),
            Stmt::If(init, condition, then, other) => {
                self.if_else(init.as_deref(), condition, then, other)
            }
            Stmt::For(found) if found.rule.is_some() => self.rule(found),
            Stmt::For(found) => self.for_loop(found),
            Stmt::Range(found) => self.range(found),
            Stmt::Switch(tag, cases) => self.switch(tag.as_ref(), cases),
            Stmt::Return(values) => self.return_values(values),
            Stmt::Break => {
                let label = self.frame.breaks.last().copied();
                let label = label.ok_or_else(|| Fail::new("break"))?;
                self.jump(Instr::Jump(0), label);
                Ok(())
            }
            Stmt::Continue => {
                let label = self.frame.continues.last().copied();
                let label = label.ok_or_else(|| Fail::new("continue"))?;
                self.jump(Instr::Jump(0), label);
                Ok(())
            }
            Stmt::Fallthrough => Err(Fail::new("fallthrough")),
            Stmt::Block(list) => self.statements(list),
        }
    }

    fn define(&mut self, names: &'a [Box<str>], values: &'a [Expr]) -> Result<(), Fail> {
        if names.len() != values.len() {
            return Err(Fail::new("several results"));
        }
        if self.frame.is_in_rule && values.iter().all(is_pure) {
            return self.define_later(names, values);
        }
        let mut found = Vec::new();
        for value in values {
            let is_copy = matches!(value, Expr::Name(_)) && !self.frame.is_rules;
            let value = self.expr(value, None)?;
            let (from, ty) = self.reg(value, None)?;
            let at = match is_copy {
                true => {
                    let at = self.allocate(self.width(ty))?;
                    self.copy(at, from, ty);
                    at
                }
                false => from,
            };
            found.push((at, ty));
        }
        for (name, (at, ty)) in names.iter().zip(found) {
            self.declare(name.clone(), at, ty);
        }
        Ok(())
    }

    pub(super) fn copy(&mut self, to: Reg, from: Reg, ty: Ty) {
        for offset in 0..self.width(ty) {
            self.emit(Instr::Move(to + offset, from + offset));
        }
    }

    fn var(
        &mut self,
        names: &'a [Box<str>],
        ty: Option<&str>,
        value: Option<&'a Expr>,
    ) -> Result<(), Fail> {
        let ty = ty.map(|ty| self.type_named(ty)).transpose()?;
        for name in names {
            let (at, ty) = match (value, ty) {
                (Some(value), ty) => {
                    let value = self.expr(value, ty)?;
                    let (from, ty) = self.reg(value, ty)?;
                    let at = self.allocate(self.width(ty))?;
                    self.copy(at, from, ty);
                    (at, ty)
                }
                (None, Some(ty)) => {
                    let at = self.allocate(self.width(ty))?;
                    for offset in 0..self.width(ty) {
                        self.emit_constant(at + offset, 0);
                    }
                    (at, ty)
                }
                (None, None) => return Err(Fail::new("var")),
            };
            self.declare(name.clone(), at, ty);
        }
        Ok(())
    }

    fn assign(
        &mut self,
        places: &'a [Expr],
        operator: Option<Token>,
        values: &'a [Expr],
    ) -> Result<(), Fail> {
        if let ([Expr::Name(name)], [value]) = (places, values)
            && &**name == "_"
        {
            // `_ = v.Args[2]` is a check of bounds. In a rule, reading an argument checks its index.
            return if self.frame.is_in_rule {
                Ok(())
            } else {
                self.expr(value, None).map(drop)
            };
        }
        if let (Some(operator), [place], [value]) = (operator, places, values) {
            let left = self.expr(place, None)?;
            let (left, ty) = self.reg(left, None)?;
            let is_shift = matches!(operator, Token::Shl | Token::Shr);
            let want = if is_shift { INT } else { ty };
            let right = self.expr(value, Some(want))?;
            let (right, _) = self.reg(right, Some(want))?;
            let (bin, _) = self.operator(operator, ty)?;
            let to = self.allocate(1)?;
            self.emit(Instr::Bin(bin, to, left, right));
            self.narrow(to, ty);
            return self.store(place, to, ty);
        }
        let mut found = Vec::new();
        for (place, value) in places.iter().zip(values) {
            let want = self.place_type(place)?;
            let value = self.expr(value, Some(want))?;
            let (from, ty) = self.reg(value, Some(want))?;
            self.assignable(ty, want)?;
            found.push((from, ty));
        }
        if places.len() > 1 {
            // All are read before one is written.
            for (from, ty) in &mut found {
                let at = self.allocate(self.width(*ty))?;
                self.copy(at, *from, *ty);
                *from = at;
            }
        }
        for (place, (from, ty)) in places.iter().zip(found) {
            self.store(place, from, ty)?;
        }
        Ok(())
    }

    /// Returns the type of a place that is assigned to.
    fn place_type(&mut self, place: &'a Expr) -> Result<Ty, Fail> {
        let ty = self.type_of(place)?;
        ty.ok_or_else(|| Fail::new("place of an assignment"))
    }

    /// Returns the type of an expression, if it has one. Nothing is compiled.
    pub(super) fn type_of(&mut self, expr: &'a Expr) -> Result<Option<Ty>, Fail> {
        let (instrs, jumps) = (self.frame.instrs.len(), self.frame.jumps.len());
        let (next, labelled) = (self.frame.next, self.frame.labelled);
        self.frame.branches += 1;
        let value = self.expr(expr, None)?;
        self.frame.branches -= 1;
        self.frame.instrs.truncate(instrs);
        self.frame.jumps.truncate(jumps);
        self.frame.next = next;
        self.frame.labelled = labelled;
        Ok(match value {
            Val::Reg(_, ty) | Val::Const(_, Some(ty)) => Some(ty),
            _ => None,
        })
    }

    fn store(&mut self, place: &'a Expr, from: Reg, ty: Ty) -> Result<(), Fail> {
        match place {
            Expr::Name(_) => {
                let Val::Reg(to, _) = self.expr(place, None)? else {
                    return Err(Fail::new("assignment to a constant"));
                };
                self.copy(to, from, ty);
                Ok(())
            }
            Expr::Field(of, name) => {
                let owner = self.expr(of, None)?;
                let (owner, owner_ty) = self.reg(owner, None)?;
                let set = match (owner_ty, &**name) {
                    (Ty::Struct(_), _) => {
                        let Val::Reg(to, _) = self.expr(place, None)? else {
                            return Err(Fail::new("assignment to a field"));
                        };
                        self.copy(to, from, ty);
                        return Ok(());
                    }
                    (Ty::Value, "Op") => Set::Op,
                    (Ty::Value, "Type") => Set::Type,
                    (Ty::Value, "AuxInt") => Set::AuxInt,
                    (Ty::Value, "Aux") => Set::Aux,
                    (Ty::Value, "Pos") => Set::Pos,
                    (Ty::Block, "Likely") => Set::BlockLikely,
                    (Ty::Block, "Aux") => Set::BlockAux,
                    (Ty::Block, "AuxInt") => Set::BlockAuxInt,
                    _ => return Err(Fail::new(format!("assignment to {name}"))),
                };
                self.emit(Instr::Set(set, owner, from));
                Ok(())
            }
            _ => Err(Fail::new("assignment")),
        }
    }

    fn return_values(&mut self, values: &'a [Expr]) -> Result<(), Fail> {
        let results = self.frame.results.clone();
        if values.is_empty() && self.frame.result_vars.len() == results.len() {
            let mut to = 0;
            for (from, ty) in self.frame.result_vars.clone() {
                self.copy(to, from, ty);
                to += self.width(ty);
            }
            self.emit(Instr::Return);
            return Ok(());
        }
        if values.len() != results.len() {
            return Err(Fail::new("return"));
        }
        let mut found = Vec::new();
        for (value, ty) in values.iter().zip(results) {
            if let (Expr::Name(name), Ty::Bool) = (value, ty)
                && matches!(&**name, "true" | "false")
            {
                self.emit_constant(0, (&**name == "true").into());
                continue;
            }
            found.push((self.typed(value, ty)?, ty));
        }
        let mut to = 0;
        for (from, ty) in found {
            self.copy(to, from, ty);
            to += self.width(ty);
        }
        self.emit(Instr::Return);
        Ok(())
    }
}
