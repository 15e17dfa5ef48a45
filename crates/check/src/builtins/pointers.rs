//! Functions of package unsafe on pointers, slices and strings.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go.

use vamos_types::Type;
use vamos_types::typ;

use super::Call;
use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_ARG;

impl Checker<'_> {
    /// Checks `unsafe.Add(ptr, len)`.
    pub(super) fn unsafe_add(&mut self, x: &mut Operand, call: &mut Call) -> Option<()> {
        self.verify_version(self.start(call.fun), GoVersion(17), "unsafe.Add");
        self.assignment(x, Some(typ::UNSAFE_POINTER), "argument to unsafe.Add");
        if x.mode == Mode::Invalid {
            return None;
        }
        let y = &mut call.args[1];
        if !self.is_valid_index(y, Code::InvalidUnsafeAdd, "length", true) {
            return None;
        }
        let len = y.typ;
        x.mode = Mode::Value;
        x.typ = typ::UNSAFE_POINTER;
        self.record_call(call, Some(x.typ), &[x.typ, len]);
        Some(())
    }

    /// Checks `unsafe.Slice(ptr, len)`.
    pub(super) fn unsafe_slice(&mut self, x: &mut Operand, call: &mut Call) -> Option<()> {
        self.verify_version(self.start(call.fun), GoVersion(17), "unsafe.Slice");
        let under = self.types.common_under(x.typ).ok();
        let Some((pointer, &Type::Pointer { elem })) =
            under.map(|under| (under, self.types.get(under)))
        else {
            let text = format!("{INVALID_ARG}{} is not a pointer", self.operand_text(x));
            self.error(self.operand_pos(x), Code::InvalidUnsafeSlice, text);
            return None;
        };
        let y = &mut call.args[1];
        if !self.is_valid_index(y, Code::InvalidUnsafeSlice, "length", false) {
            return None;
        }
        let len = y.typ;
        x.mode = Mode::Value;
        x.typ = self.types.add(Type::Slice { elem });
        self.record_call(call, Some(x.typ), &[pointer, len]);
        Some(())
    }

    /// Checks `unsafe.SliceData(slice)`.
    pub(super) fn unsafe_slice_data(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        self.verify_version(self.start(call.fun), GoVersion(20), "unsafe.SliceData");
        let under = self.types.common_under(x.typ).ok();
        let Some((slice, &Type::Slice { elem })) =
            under.map(|under| (under, self.types.get(under)))
        else {
            let text = format!("{INVALID_ARG}{} is not a slice", self.operand_text(x));
            self.error(self.operand_pos(x), Code::InvalidUnsafeSliceData, text);
            return None;
        };
        x.mode = Mode::Value;
        x.typ = self.types.add(Type::Pointer { elem });
        self.record_call(call, Some(x.typ), &[slice]);
        Some(())
    }

    /// Checks `unsafe.String(ptr, len)`.
    pub(super) fn unsafe_string(&mut self, x: &mut Operand, call: &mut Call) -> Option<()> {
        self.verify_version(self.start(call.fun), GoVersion(20), "unsafe.String");
        let pointer = self.types.add(Type::Pointer { elem: typ::BYTE });
        self.assignment(x, Some(pointer), "argument to unsafe.String");
        if x.mode == Mode::Invalid {
            return None;
        }
        let y = &mut call.args[1];
        if !self.is_valid_index(y, Code::InvalidUnsafeString, "length", false) {
            return None;
        }
        let len = y.typ;
        x.mode = Mode::Value;
        x.typ = typ::STRING;
        if self.config.keeps_info {
            let pointer = self.types.add(Type::Pointer { elem: typ::BYTE });
            self.record_call(call, Some(x.typ), &[pointer, len]);
        }
        Some(())
    }

    /// Checks `unsafe.StringData(str)`.
    pub(super) fn unsafe_string_data(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        self.verify_version(self.start(call.fun), GoVersion(20), "unsafe.StringData");
        self.assignment(x, Some(typ::STRING), "argument to unsafe.StringData");
        if x.mode == Mode::Invalid {
            return None;
        }
        x.mode = Mode::Value;
        x.typ = self.types.add(Type::Pointer { elem: typ::BYTE });
        self.record_call(call, Some(x.typ), &[typ::STRING]);
        Some(())
    }
}
