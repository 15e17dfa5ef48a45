//! `len`, `cap`, `clear`, `close`, `delete` and `make`.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go.

use vamos_constant::Value;
use vamos_types::BasicInfo;
use vamos_types::BuiltinId;
use vamos_types::ChanDir;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use super::Call;
use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_ARG;
use crate::problem::INVALID_OP;
use vamos_types::Texts;
use vamos_types::TypeError;

impl Checker<'_> {
    /// Checks `len(x)` and `cap(x)`.
    pub(super) fn len_or_cap(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        let is_len = call.id == BuiltinId::Len;
        let under = self.types.under(x.typ);
        let found = self.types.array_ptr_deref(under);
        let mut val = Value::UNKNOWN;
        let mode = match *self.types.get(found) {
            Type::Basic(kind) if is_len && kind.info().has(BasicInfo::STRING) => match x.mode {
                Mode::Constant => {
                    val = Value::from(x.val.string_val().len() as i64);
                    Mode::Constant
                }
                _ => Mode::Value,
            },
            Type::Array { .. } if self.env.has_call_or_recv => Mode::Value,
            Type::Array { len, .. } => {
                if len >= 0 {
                    val = Value::from(len);
                }
                Mode::Constant
            }
            Type::Slice { .. } | Type::Chan { .. } => Mode::Value,
            Type::Map { .. } if is_len => Mode::Value,
            Type::Interface(_) if self.types.is_type_param(x.typ) => {
                let mut all = self.types.underlying_types(x.typ).into_iter();
                if all.all(|under| self.types.has_len(under, is_len)) {
                    Mode::Value
                } else {
                    Mode::Invalid
                }
            }
            _ => Mode::Invalid,
        };
        if mode == Mode::Invalid {
            if self.types.is_valid(under) {
                let code = if is_len {
                    Code::InvalidLen
                } else {
                    Code::InvalidCap
                };
                let operand = self.operand_text(x);
                let text = format!("{INVALID_ARG}{operand} for built-in {}", call.id.name());
                self.error(self.operand_pos(x), code, text);
            }
            return None;
        }
        if mode != Mode::Constant {
            self.record_call(call, Some(typ::INT), &[x.typ]);
        }
        x.mode = mode;
        x.typ = typ::INT;
        x.val = val;
        Some(())
    }

    /// Checks `clear(x)`.
    pub(super) fn clear(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        self.verify_version(self.start(call.fun), GoVersion(21), "clear");
        for under in self.types.underlying_types(x.typ) {
            let under = under.map(|under| self.types.get(under));
            if !matches!(under, Some(Type::Map { .. } | Type::Slice { .. })) {
                let operand = self.operand_text(x);
                let text = format!(
                    "{INVALID_ARG}cannot clear {operand}: \
                     argument must be (or constrained by) map or slice"
                );
                self.error(self.operand_pos(x), Code::InvalidClear, text);
                return None;
            }
        }
        x.mode = Mode::NoValue;
        self.record_call(call, None, &[x.typ]);
        Some(())
    }

    /// Checks `close(c)`.
    pub(super) fn close(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        for under in self.types.underlying_types(x.typ) {
            let what = match under.map(|under| self.types.get(under)) {
                Some(Type::Chan { dir, .. }) if *dir != ChanDir::RecvOnly => continue,
                Some(Type::Chan { .. }) => "receive-only",
                _ => "non-",
            };
            let separator = if what == "non-" { "" } else { " " };
            let operand = self.operand_text(x);
            let text = format!("{INVALID_OP}cannot close {what}{separator}channel {operand}");
            self.error(self.operand_pos(x), Code::InvalidClose, text);
            return None;
        }
        x.mode = Mode::NoValue;
        self.record_call(call, None, &[x.typ]);
        Some(())
    }

    /// Checks `delete(m, key)`.
    pub(super) fn delete(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        let map = x.typ;
        let mut common: Option<TypeId> = None;
        for under in self.types.underlying_types(map) {
            let key = match under.map(|under| self.types.get(under)) {
                Some(Type::Map { key, .. }) => *key,
                _ => {
                    let text = format!("{INVALID_ARG}{} is not a map", self.operand_text(x));
                    self.error(self.operand_pos(x), Code::InvalidDelete, text);
                    return None;
                }
            };
            if common.is_some_and(|common| !self.types.identical(key, common)) {
                let operand = self.operand_text(x);
                let text = format!("{INVALID_ARG}maps of {operand} must have identical key types");
                self.error(self.operand_pos(x), Code::InvalidDelete, text);
                return None;
            }
            common = Some(key);
        }
        let key = common.expect("there is at least one type");
        x.clone_from(&call.args[1]);
        self.assignment(x, Some(key), "argument to delete");
        if x.mode == Mode::Invalid {
            return None;
        }
        x.mode = Mode::NoValue;
        self.record_call(call, None, &[map, key]);
        Some(())
    }

    /// Checks `make(T, n, m)`.
    pub(super) fn make(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        let first = call.list[0];
        let typ = self.var_type(first);
        if !self.types.is_valid(typ) {
            return None;
        }
        let result = self.types.common_under_if(typ, |types, pair| {
            match pair.map(|(_, under)| types.get(under)) {
                Some(Type::Slice { .. } | Type::Map { .. } | Type::Chan { .. }) => None,
                None => Some(TypeError::new("no specific type", &[])),
                Some(_) => {
                    let text = "type must be slice, map, or channel";
                    Some(TypeError::new(text, &[]))
                }
            }
        });
        let under = match result {
            Ok(under) => under,
            Err(err) => {
                let shown = self.expr_text(first);
                let cause = self.type_error_text(&err);
                let text = format!("{INVALID_ARG}cannot make {shown}: {cause}");
                self.error_at(first, Code::InvalidMake, text);
                return None;
            }
        };
        let min = match self.types.get(under) {
            Type::Slice { .. } => 2,
            _ => 1,
        };
        let count = call.list.len();
        if count < min || min + 1 < count {
            let shown = self.expr_text(call.node);
            let max = min + 1;
            let text =
                format!("{INVALID_OP}{shown} expects {min} or {max} arguments; found {count}");
            self.error_at(call.node, Code::WrongArgCount, text);
            return None;
        }
        let mut types = vec![typ];
        let mut sizes = Vec::new();
        for arg in &call.list[1..] {
            let (arg_type, size) = self.index(*arg, -1);
            types.push(arg_type);
            if size >= 0 {
                sizes.push(size);
            }
        }
        if let [len, cap] = sizes[..]
            && len > cap
        {
            let text = format!("{INVALID_ARG}length and capacity swapped");
            self.error_at(call.list[1], Code::SwappedMakeArgs, text);
        }
        x.mode = Mode::Value;
        x.typ = typ;
        self.record_call(call, Some(typ), &types);
        Some(())
    }
}
