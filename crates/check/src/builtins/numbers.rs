//! `min`, `max`, `print` and `println`.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go (`_Max`, `_Min`, `_Print`, `_Println`).

use vamos_constant::Op;
use vamos_constant::Value;
use vamos_types::BuiltinId;
use vamos_types::typ;

use super::Call;
use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_ARG;
use vamos_types::Texts;

impl Checker<'_> {
    /// Checks `min(x, ..)` and `max(x, ..)`.
    pub(super) fn min_or_max(&mut self, x: &mut Operand, call: &mut Call) -> Option<()> {
        let name = call.id.name();
        let text = format!("built-in {name}");
        self.verify_version(self.start(call.fun), GoVersion(21), text);
        let op = match call.id {
            BuiltinId::Max => Op::Gtr,
            _ => Op::Lss,
        };
        for (index, arg) in call.args.iter_mut().enumerate() {
            if arg.mode == Mode::Invalid {
                return None;
            }
            if !self.types.all_ordered(arg.typ) {
                let text = format!("{INVALID_ARG}{} cannot be ordered", self.operand_text(arg));
                self.error(self.operand_pos(arg), Code::InvalidMinMaxOperand, text);
                return None;
            }
            // The first argument is in `x`.
            if index > 0 {
                self.min_or_max_of(x, arg, op)?;
            }
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            let context = format!("argument to built-in {name}");
            self.assignment(x, Some(typ::PLAIN_INTERFACE), &context);
            if x.mode == Mode::Invalid {
                return None;
            }
        }
        for arg in &call.args {
            if let Some(expr) = arg.expr {
                self.update_expr_type(expr, x.typ, true);
            }
        }
        if x.mode != Mode::Constant {
            let types = vec![x.typ; call.args.len()];
            self.record_call(call, Some(x.typ), &types);
        }
        Some(())
    }

    /// Makes `x` the smaller or larger of itself and another argument.
    fn min_or_max_of(&mut self, x: &mut Operand, arg: &mut Operand, op: Op) -> Option<()> {
        self.match_types(x, arg);
        if x.mode == Mode::Invalid {
            return None;
        }
        if !self.types.identical(x.typ, arg.typ) {
            let x_type = self.type_text(x.typ);
            let arg_type = self.type_text(arg.typ);
            let shown = arg.expr.map_or_else(String::new, |e| self.expr_text(e));
            let text = format!(
                "{INVALID_ARG}mismatched types {x_type} (previous argument) and {arg_type} \
                 (type of {shown})"
            );
            self.error(self.operand_pos(arg), Code::MismatchedTypes, text);
            return None;
        }
        if x.mode != Mode::Constant || arg.mode != Mode::Constant {
            x.mode = Mode::Value;
        } else if Value::compare(&arg.val, op, &x.val) {
            x.clone_from(arg);
        }
        Some(())
    }

    /// Checks `print(x, ..)` and `println(x, ..)`.
    pub(super) fn print(&mut self, x: &mut Operand, call: &mut Call) -> Option<()> {
        let context = format!("argument to built-in {}", call.id.name());
        let mut types = Vec::with_capacity(call.args.len());
        for arg in &mut call.args {
            self.assignment(arg, None, &context);
            if arg.mode == Mode::Invalid {
                return None;
            }
            types.push(arg.typ);
        }
        x.mode = Mode::NoValue;
        self.record_call(call, None, &types);
        Some(())
    }
}
