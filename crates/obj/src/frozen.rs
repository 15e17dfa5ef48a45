//! The tables of an object that functions read while they are assembled.
//!
//! Counterpart: the fields of cmd/internal/obj/link.go (`Link`) that encoders only read.

use crate::arch::Arch;
use crate::encoder::Encoder;
use crate::function::Function;
use crate::function::FunctionInfo;
use crate::function::InlinedCall;
use crate::options::Options;
use crate::own::SymbolView;
use crate::pos::PosTable;
use crate::symbol::Reloc;
use crate::symbol::Symbol;
use crate::symbol_table::SymbolTable;
use crate::text::Printer;

/// An object that does not change while functions are assembled.
#[derive(Clone, Copy, Debug)]
pub struct Frozen<'a> {
    /// The architecture.
    pub arch: &'static Arch,
    /// Its encoder.
    pub encoder: &'static Encoder,
    /// The options.
    pub options: &'a Options,
    /// The bases of positions.
    pub positions: &'a PosTable,
    /// The symbols.
    pub symbols: &'a SymbolTable,
    /// The declared functions.
    pub functions: &'a [FunctionInfo],
    /// All inlined calls.
    pub inl_tree: &'a [InlinedCall],
}

impl<'a> Frozen<'a> {
    /// Gives a function the facts with which it is declared, and the relocations that it has before
    /// its code.
    pub fn prepare(&self, function: &mut Function, relocs: Vec<Reloc>) {
        let symbol = &self.symbols[function.sym];
        function.code.attributes = symbol.attributes;
        function.code.relocs = relocs;
        if let Some(id) = symbol.func {
            function.facts = self.functions[id.0 as usize].facts;
        }
    }

    /// Returns a printer of the instructions of a function with own symbols.
    pub(crate) fn printer(&self, func: &'a Function, own: &'a [Symbol]) -> Printer<'a> {
        Printer {
            arch: self.arch,
            positions: self.positions,
            symbols: SymbolView::new(self.symbols, own),
            func: Some(func),
        }
    }
}
