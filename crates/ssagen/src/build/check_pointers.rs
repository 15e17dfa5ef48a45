//! Checks of conversions from unsafe pointers.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`checkPtrAlignment`).

use vamos_ir::Node;
use vamos_ssa::ValueId;

use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Builds the check of a pointer that was converted, to as many elements of an array as are
    /// counted.
    pub(super) fn check_pointer(
        &mut self,
        conversion: &Node,
        pointer: ValueId,
        count: Option<ValueId>,
    ) -> Built<()> {
        let mut elem = self.elem(self.ty(conversion.ty))?;
        let mut operand = 1;
        if count.is_some() {
            elem = self.ty(elem).elem;
            operand = 2;
        }
        let facts = self.ty(elem);
        if facts.align == 1 && (facts.size <= 1 || count.is_none()) {
            return Ok(());
        }
        let count = match count {
            Some(count) => count,
            None => self.const_int(self.types.uintptr, 1),
        };
        let rtype = match self.operand_or_none(conversion, operand) {
            Some(rtype) => self.expr(rtype)?,
            None => self.reflect_type(elem)?,
        };
        let function = self.runtime_func("checkptrAlignment");
        let args = [pointer, rtype, count];
        self.runtime_call(function, &[], &args).map(drop)
    }
}
