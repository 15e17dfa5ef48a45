//! Changes of values and blocks to instructions.
//!
//! Counterpart: none.

use super::state::Compiler;
use super::state::Fail;
use super::state::Val;
use crate::rules::code::Instr;
use crate::rules::code::Reg;
use crate::rules::code::Set;
use crate::rules::source::Expr;
use crate::rules::ty::INT;
use crate::rules::ty::Ty;

impl<'a> Compiler<'a> {
    /// Compiles the call of a method of a value.
    pub(super) fn value_method(
        &mut self,
        at: Reg,
        name: &str,
        args: &'a [Expr],
    ) -> Result<Val, Fail> {
        let nothing = Ok(Val::Reg(0, Ty::Nothing));
        match name {
            "reset" => {
                if let Expr::Name(op) = &args[0]
                    && let Some(op) = self.ops.get(op)
                {
                    let instr = Instr::Reset(at, *op);
                    self.emit(instr);
                    return nothing;
                }
                let op = self.typed(&args[0], Ty::Op)?;
                let invalid = self.op("OpInvalid")?;
                self.emit(Instr::Reset(at, invalid));
                self.emit(Instr::Set(Set::Op, at, op));
                nothing
            }
            "copyOf" => {
                let source = self.typed(&args[0], Ty::Value)?;
                self.emit(Instr::CopyOf(at, source));
                nothing
            }
            "SetArg" => {
                let index = self.typed(&args[0], INT)?;
                let new = self.typed(&args[1], Ty::Value)?;
                self.emit(Instr::SetArg(at, index, new));
                nothing
            }
            "Fatalf" => {
                self.emit(Instr::Trap);
                nothing
            }
            _ if name.starts_with("AddArg") => {
                for arg in args {
                    let arg = self.typed(arg, Ty::Value)?;
                    self.emit(Instr::AddArg(at, arg));
                }
                nothing
            }
            _ => self.method(at, Ty::Value, name, args),
        }
    }

    /// Compiles the call of a method of a block.
    pub(super) fn block_method(
        &mut self,
        at: Reg,
        name: &str,
        args: &'a [Expr],
    ) -> Result<Val, Fail> {
        let nothing = Ok(Val::Reg(0, Ty::Nothing));
        match name {
            "resetWithControl" | "resetWithControl2" | "Reset" => {
                let kind = match &args[0] {
                    Expr::Name(kind) => self.kinds.get(kind).copied(),
                    _ => None,
                };
                let kind = kind.ok_or_else(|| Fail::new("kind of a block"))?;
                let mut controls = Vec::new();
                for arg in &args[1..] {
                    controls.push(self.typed(arg, Ty::Value)?);
                }
                self.emit(Instr::BlockReset(at, kind));
                for control in controls {
                    self.emit(Instr::AddControl(at, control));
                }
                nothing
            }
            "swapSuccessors" => {
                self.emit(Instr::SwapSuccessors(at));
                nothing
            }
            _ => match name.strip_prefix("NewValue") {
                Some(form) => self.new_value(at, form, args),
                None => self.method(at, Ty::Block, name, args),
            },
        }
    }

    /// Compiles `b.NewValue2I(pos, op, type, auxint, x, y)` and its like.
    fn new_value(&mut self, block: Reg, form: &str, args: &'a [Expr]) -> Result<Val, Fail> {
        let [pos, op, ty, rest @ ..] = args else {
            return Err(Fail::new("arguments of NewValue"));
        };
        let has_int = form.contains('I');
        let has_aux = form.contains('A');
        let to = self.allocate(1)?;
        let base = self.allocate(4)?;
        let pos = self.typed(pos, Ty::Pos)?;
        if !self.redirect(pos, base + 1) {
            self.emit(Instr::Move(base + 1, pos));
        }
        let ty = self.typed(ty, Ty::Type)?;
        if !self.redirect(ty, base + 2) {
            self.emit(Instr::Move(base + 2, ty));
        }
        let mut rest = rest.iter();
        let mut argument = |is_there: bool, name: &'static str, ty: Ty| {
            let expr = is_there.then(|| rest.next().ok_or_else(|| Fail::new(name)));
            expr.map(|expr| self.typed(expr?, ty)).transpose()
        };
        let aux_int = argument(has_int, "auxint", INT)?;
        let aux = argument(has_aux, "aux", Ty::Aux)?;
        let mut values = Vec::new();
        for arg in rest {
            values.push(self.typed(arg, Ty::Value)?);
        }
        let op_value = self.expr(op, Some(Ty::Op))?;
        let dynamic = match op_value {
            Val::Const(_, _) => None,
            value => Some(self.reg(value, Some(Ty::Op))?.0),
        };
        self.emit(Instr::Move(base, block));
        match (op, dynamic) {
            (_, Some(from)) => {
                self.emit(Instr::Move(base + 3, from));
                self.emit(Instr::NewOp(to, base));
            }
            (Expr::Name(op), None) => {
                let op = self.op(op)?;
                self.emit(Instr::New(to, base, op));
            }
            _ => return Err(Fail::new("operation of NewValue")),
        }
        if let Some(aux_int) = aux_int {
            self.emit(Instr::Set(Set::AuxInt, to, aux_int));
        }
        if let Some(aux) = aux {
            self.emit(Instr::Set(Set::Aux, to, aux));
        }
        for value in values {
            self.emit(Instr::AddArg(to, value));
        }
        Ok(Val::Reg(to, Ty::Value))
    }
}
