//! Deferred evaluation of names in rules.
//!
//! Most rules fail at their first conditions, and need few of the values that they name before.
//! Counterpart: none.

use super::state::Compiler;
use super::state::Fail;
use super::state::Local;
use super::state::Val;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::native::NATIVES;
use crate::rules::source::Expr;
use crate::rules::source::Stmt;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Adds a variable whose value is in registers.
    pub(super) fn declare(&mut self, name: Box<str>, at: Reg, ty: Ty) {
        self.frame.locals.push(Local {
            name,
            at,
            ty,
            later: None,
        });
    }

    /// Adds names for values without evaluating these.
    pub(super) fn define_later(
        &mut self,
        names: &'a [Box<str>],
        values: &'a [Expr],
    ) -> Result<(), Fail> {
        // Values that are not evaluated yet use the earlier variable of a name.
        let mut locals = self.frame.locals.iter();
        if locals.any(|local| names.contains(&local.name)) {
            self.evaluate_all()?;
        }
        for (name, value) in names.iter().zip(values) {
            let ty = self.type_of(value)?;
            let Some(ty) = ty else {
                return Err(Fail::new(format!("value of {name}")));
            };
            let at = self.allocate(self.width(ty))?;
            self.frame.locals.push(Local {
                name: name.clone(),
                at,
                ty,
                later: Some(value),
            });
        }
        Ok(())
    }

    /// Returns the value of a variable, by its index.
    pub(super) fn local(&mut self, index: usize) -> Result<Val, Fail> {
        let Local { at, ty, later, .. } = self.frame.locals[index];
        let Some(value) = later else {
            return Ok(Val::Reg(at, ty));
        };
        let unused = self.frame.next;
        let found = self.expr(value, None)?;
        let (from, _) = self.reg(found, None)?;
        if self.frame.branches > 0 {
            // Code after the branch may skip this evaluation.
            return Ok(Val::Reg(from, ty));
        }
        let is_other_variable = u32::from(from) < unused;
        if is_other_variable {
            self.frame.locals[index].at = from;
        } else if !self.retarget(from, at) {
            self.copy(at, from, ty);
        }
        self.frame.locals[index].later = None;
        Ok(Val::Reg(self.frame.locals[index].at, ty))
    }

    /// Evaluates the values of all variables.
    pub(super) fn evaluate_all(&mut self) -> Result<(), Fail> {
        let next = self.frame.next;
        for index in 0..self.frame.locals.len() {
            if self.frame.locals[index].later.is_some() {
                self.local(index)?;
            }
        }
        self.frame.next = next;
        Ok(())
    }

    /// Evaluates the values of all variables before a condition that edits values.
    pub(super) fn evaluate_before_edit(&mut self) -> Result<(), Fail> {
        let is_open = |local: &Local<'_>| local.later.is_some();
        if self.frame.branches > 0 && self.frame.locals.iter().any(is_open) {
            return Err(Fail::new("edit that depends on a condition"));
        }
        self.evaluate_all()
    }

    /// Reports whether an instruction may edit values or blocks.
    pub(super) fn edits(&self, instr: Instr) -> bool {
        match instr {
            Instr::Call(number, _) => self.funcs[number as usize].edits,
            Instr::Native(number, _) => NATIVES[usize::from(number)].run.edits(),
            Instr::Set(..)
            | Instr::SetArg(..)
            | Instr::AddArg(..)
            | Instr::Reset(..)
            | Instr::CopyOf(..)
            | Instr::New(..)
            | Instr::NewOp(..)
            | Instr::BlockReset(..)
            | Instr::AddControl(..)
            | Instr::SwapSuccessors(..) => true,
            _ => false,
        }
    }

    /// Reports whether a register belongs to a variable.
    pub(super) fn is_variable(&self, at: Reg) -> bool {
        self.frame.locals.iter().any(|local| {
            let width = self.width(local.ty);
            (local.at..local.at + width).contains(&at)
        })
    }

    /// Lets the last instruction write a value that has one use to another register; reports whether
    /// it can.
    pub(super) fn redirect(&mut self, from: Reg, to: Reg) -> bool {
        !self.is_variable(from) && self.retarget(from, to)
    }

    /// Lets the last instruction write to another register; reports whether it can.
    fn retarget(&mut self, from: Reg, to: Reg) -> bool {
        match self.frame.last() {
            Some(
                Instr::Const(at, _)
                | Instr::Small(at, _)
                | Instr::Get(_, at, _)
                | Instr::Arg(at, ..)
                | Instr::Control(at, ..),
            ) if *at == from => {
                *at = to;
                true
            }
            _ => false,
        }
    }
}

/// Reports whether an expression only reads names, fields, arguments and aux values.
pub(super) fn is_pure(expr: &Expr) -> bool {
    match expr {
        Expr::Name(_) => true,
        Expr::Field(of, _) => is_pure(of),
        Expr::Index(of, index) => is_pure(of) && matches!(**index, Expr::Int(_)),
        Expr::Call(callee, args) => {
            matches!(&**callee, Expr::Name(name) if name.starts_with("auxTo") || name.starts_with("auxIntTo"))
                && args.iter().all(is_pure)
        }
        _ => false,
    }
}

/// Reports whether a statement is one of a rule's pattern, which has no effects.
pub(super) fn is_of_pattern(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Define(_, values) => values.iter().all(is_pure),
        Stmt::Assign(places, None, _) => {
            matches!(&places[..], [Expr::Name(name)] if &**name == "_")
        }
        Stmt::If(None, _, then, other) => {
            other.is_empty() && matches!(then[..], [Stmt::Break] | [Stmt::Continue])
        }
        _ => false,
    }
}
