//! Conditions to instructions.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::state::Compiler;
use super::state::Fail;
use super::state::Label;
use super::state::Val;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::source::Expr;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Compiles `x && y` or `x || y` as a value.
    pub(super) fn logical(
        &mut self,
        operator: Token,
        left: &'a Expr,
        right: &'a Expr,
    ) -> Result<Val, Fail> {
        let to = self.allocate(1)?;
        let end = self.label();
        let one = self.typed(left, Ty::Bool)?;
        self.emit(Instr::Move(to, one));
        match operator {
            Token::LogAnd => self.jump(Instr::Unless(to, 0), end),
            _ => self.jump(Instr::When(to, 0), end),
        }
        self.frame.branches += 1;
        let two = self.typed(right, Ty::Bool)?;
        self.frame.branches -= 1;
        self.emit(Instr::Move(to, two));
        self.place(end);
        Ok(Val::Reg(to, Ty::Bool))
    }

    /// Compiles a condition: jumps to a label if it is not `wanted`, else goes on.
    pub(super) fn condition(
        &mut self,
        expr: &'a Expr,
        wanted: bool,
        otherwise: Label,
    ) -> Result<(), Fail> {
        match expr {
            Expr::Unary(Token::Not, inner) => self.condition(inner, !wanted, otherwise),
            Expr::Binary(operator @ (Token::LogAnd | Token::LogOr), left, right) => {
                // All parts must hold, or one of them must.
                if (*operator == Token::LogAnd) == wanted {
                    self.condition(left, wanted, otherwise)?;
                    return self.condition(right, wanted, otherwise);
                }
                let holds = self.label();
                // Of the left side, only a single condition is evaluated each time.
                let branches = u32::from(!is_single(left));
                self.frame.branches += branches;
                self.condition(left, !wanted, holds)?;
                self.frame.branches += 1 - branches;
                self.condition(right, wanted, otherwise)?;
                self.frame.branches -= 1;
                self.place(holds);
                Ok(())
            }
            Expr::Binary(Token::Equal | Token::NotEqual, left, right) => {
                match self.op_test(expr, left, right, wanted)? {
                    Some((value, op)) => self.jump(Instr::UnlessOp(value, op, 0), otherwise),
                    None => self.tested(expr, wanted, otherwise)?,
                }
                Ok(())
            }
            _ => self.tested(expr, wanted, otherwise),
        }
    }

    /// Compiles a condition that is one value.
    fn tested(&mut self, expr: &'a Expr, wanted: bool, otherwise: Label) -> Result<(), Fail> {
        let next = self.frame.next;
        let at = self.typed(expr, Ty::Bool)?;
        self.frame.next = next;
        let last = self.frame.last().copied();
        match (last, wanted) {
            (Some(Instr::Bin(bin, to, left, right)), true) if to == at => {
                self.frame.instrs.pop();
                match self.pop_constant(right) {
                    Some(number) => self.jump(Instr::UnlessSmall(bin, left, number, 0), otherwise),
                    None => self.jump(Instr::UnlessBin(bin, left, right, 0), otherwise),
                }
            }
            (_, true) => self.jump(Instr::Unless(at, 0), otherwise),
            (_, false) => self.jump(Instr::When(at, 0), otherwise),
        }
        Ok(())
    }

    /// Removes the last instruction if it loads a small constant for one use; returns the constant.
    fn pop_constant(&mut self, at: Reg) -> Option<i16> {
        let Some(Instr::Small(to, number)) = self.frame.last().copied() else {
            return None;
        };
        let number = i16::try_from(number).ok().filter(|_| to == at)?;
        if self.is_variable(at) {
            return None;
        }
        self.frame.instrs.pop();
        Some(number)
    }

    /// Returns value and operation of `x.Op == OpY` that must hold, or of `x.Op != OpY` that must
    /// not.
    fn op_test(
        &mut self,
        whole: &Expr,
        left: &'a Expr,
        right: &Expr,
        wanted: bool,
    ) -> Result<Option<(Reg, u16)>, Fail> {
        let is_equal = matches!(whole, Expr::Binary(Token::Equal, ..));
        if is_equal != wanted {
            return Ok(None);
        }
        let (Expr::Field(of, field), Expr::Name(op)) = (left, right) else {
            return Ok(None);
        };
        let Some(op) = self.ops.get(op).copied().filter(|_| &**field == "Op") else {
            return Ok(None);
        };
        match self.expr(of, None)? {
            Val::Reg(at, Ty::Value) => Ok(Some((at, op))),
            _ => Ok(None),
        }
    }
}

/// Reports whether a condition has one part.
fn is_single(condition: &Expr) -> bool {
    match condition {
        Expr::Unary(Token::Not, inner) => is_single(inner),
        Expr::Binary(operator, ..) => !matches!(operator, Token::LogAnd | Token::LogOr),
        _ => true,
    }
}
