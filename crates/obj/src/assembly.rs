//! One function on its way through the encoder.
//!
//! Counterpart: the parameters (ctxt, cursym, newprog) of the passes in cmd/internal/obj.

use crate::arch::Arch;
use crate::code::Code;
use crate::diagnostics::Diagnostics;
use crate::fips;
use crate::function::Function;
use crate::options::Options;
use crate::own::FunctionSymbols;
use crate::pos::PosTable;
use crate::prog::Addr;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::symbol::Reloc;
use crate::symbol::Symbol;
use crate::text::Printer;

/// A function with its own symbols and its problems, which an encoder changes. The object is read
/// only.
#[derive(Debug)]
pub struct Assembly<'a> {
    /// The architecture.
    pub arch: &'static Arch,
    /// The options of the run.
    pub options: &'a Options,
    /// The bases of positions.
    pub positions: &'a PosTable,
    /// The object's symbols, and the function's own.
    pub symbols: FunctionSymbols<'a>,
    /// The problems of the function.
    pub diagnostics: Diagnostics,
    /// The function.
    pub func: &'a mut Function,
}

impl Assembly<'_> {
    /// Returns the function's symbol as it was declared.
    #[inline]
    pub fn symbol(&self) -> &Symbol {
        &self.symbols[self.func.sym]
    }

    /// Returns the function's code.
    #[inline]
    pub fn code(&self) -> &Code {
        &self.func.code
    }

    /// Returns the function's code, to change it.
    #[inline]
    pub fn code_mut(&mut self) -> &mut Code {
        &mut self.func.code
    }

    /// Adds a relocation to the function's code.
    pub fn add_rel(&mut self, reloc: Reloc) {
        let symbol = self.symbol();
        if symbol.kind.is_fips()
            && let Some(problem) = fips::reloc_problem(self.options, symbol, reloc.kind)
        {
            self.diag(problem);
        }
        self.func.code.relocs.push(reloc);
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

    /// Returns a printer of this function's instructions.
    pub fn printer(&self) -> Printer<'_> {
        Printer {
            arch: self.arch,
            positions: self.positions,
            symbols: self.symbols.view(),
            func: Some(self.func),
        }
    }

    /// Returns an instruction with its pc and position.
    pub fn prog_text(&self, prog: ProgId) -> String {
        self.printer().prog(prog)
    }

    /// Returns an operand.
    pub fn addr_text(&self, addr: &Addr) -> String {
        self.printer().addr(addr)
    }
}
