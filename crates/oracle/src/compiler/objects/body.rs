//! The inputs of a function.
//!
//! Counterpart: none.

use vamos_ir::Func as IrFunc;
use vamos_ir::debug::DebugFacts;
use vamos_obj::Reloc;
use vamos_ssagen::FuncInput;

/// The inputs of a function, which refer to the tables of the dump of IR.
#[derive(Clone)]
pub(super) struct Body {
    pub(super) ir: IrFunc,
    /// Facts for debuggers.
    pub(super) facts: Option<DebugFacts>,
}

impl Body {
    /// Returns the inputs with the relocations that the function's symbol has before the code.
    pub(super) fn input<'a>(&'a self, relocs: &'a [Reloc]) -> FuncInput<'a> {
        FuncInput {
            ir: &self.ir,
            relocs,
            debug: self.facts.as_ref(),
        }
    }
}
