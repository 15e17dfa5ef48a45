//! Assignability of operands to variables.
//!
//! Counterpart: cmd/compile/internal/types2/operand.go (`assignableTo`).

use vamos_types::AssignError;
use vamos_types::Facts;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;

impl Checker<'_> {
    /// Reports whether an operand can be assigned to variables of a type.
    ///
    /// # Errors
    /// The code of the error; the cause may be set to an explanation.
    pub(crate) fn assignable_to(
        &mut self,
        x: &Operand,
        typ: TypeId,
        cause: Option<&mut String>,
    ) -> Result<(), Code> {
        if x.mode == Mode::Invalid || !self.types.is_valid(typ) {
            return Ok(());
        }
        if self.types.identical(x.typ, typ) {
            return Ok(());
        }
        let from_under = self.types.under(x.typ);
        if self.types.is_untyped(from_under) {
            let to = self.types.unalias(typ);
            return self.untyped_assignable_to(x, to);
        }
        let result = self.queries().assign(x.typ, typ, cause);
        result.map_err(|error| match error {
            AssignError::Interface => Code::InvalidIfaceAssign,
            AssignError::Channel => Code::InvalidChanAssign,
            AssignError::Types => Code::IncompatibleAssign,
        })
    }

    /// Reports whether an untyped operand can be assigned: every specific type of a type
    /// parameter must be able to represent it.
    fn untyped_assignable_to(&mut self, x: &Operand, to: TypeId) -> Result<(), Code> {
        let types = if self.types.is_type_param(to) {
            self.types
                .typeset(to)
                .into_iter()
                .map(|(own, _)| own)
                .collect()
        } else {
            vec![to]
        };
        let mut has_all = !types.is_empty();
        for own in types {
            has_all = has_all && self.implicit_type_and_value(x, own).is_ok();
        }
        if has_all {
            Ok(())
        } else {
            Err(Code::IncompatibleAssign)
        }
    }
}
