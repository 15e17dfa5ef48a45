//! One function on its way through the encoder.
//!
//! Counterpart: the parameters (ctxt, cursym, newprog) of the passes in cmd/internal/obj.

use crate::arch::Arch;
use crate::diagnostics::Diagnostics;
use crate::function::Function;
use crate::options::Options;
use crate::pos::PosTable;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::symbol::SymId;
use crate::symbol::Symbol;
use crate::symbol::Symbols;

/// What an encoder may read and change: its function and that function's symbol; other symbols
/// are looked up and read only.
#[derive(Debug)]
pub struct Assembly<'a> {
    /// The architecture.
    pub arch: &'static Arch,
    /// The options of the run.
    pub options: &'a Options,
    /// The bases of positions.
    pub positions: &'a PosTable,
    /// All symbols.
    pub symbols: &'a mut Symbols,
    /// Where problems are reported.
    pub diagnostics: &'a mut Diagnostics,
    /// The function's symbol.
    pub sym: SymId,
    /// The function.
    pub func: &'a mut Function,
}

impl Assembly<'_> {
    /// Returns the function's symbol.
    #[inline]
    pub fn symbol(&self) -> &Symbol {
        &self.symbols[self.sym]
    }

    /// Returns the function's symbol, to change it.
    #[inline]
    pub fn symbol_mut(&mut self) -> &mut Symbol {
        &mut self.symbols[self.sym]
    }

    /// Returns an instruction.
    #[inline]
    pub fn prog(&self, prog: ProgId) -> &Prog {
        &self.func.progs[prog]
    }

    /// Returns an instruction, to change it.
    #[inline]
    pub fn prog_mut(&mut self, prog: ProgId) -> &mut Prog {
        &mut self.func.progs[prog]
    }

    /// Returns the instruction after `prog`.
    #[inline]
    pub fn next(&self, prog: ProgId) -> Option<ProgId> {
        self.func.progs[prog].link
    }

    /// Inserts an empty instruction after `prog` (`obj.Appendp`).
    #[inline]
    pub fn append_after(&mut self, prog: ProgId) -> ProgId {
        self.func.progs.append_after(prog)
    }

    /// Reports a problem (`ctxt.Diag`).
    pub fn diag(&mut self, text: impl Into<String>) {
        self.diagnostics.report(text);
    }
}
