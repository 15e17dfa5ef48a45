//! The object that functions of a dump are made for.
//!
//! Counterpart: none.

use vamos_obj::Abi;
use vamos_obj::Link;
use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::Sym;
use vamos_ssagen::FunctionData;
use vamos_ssagen::RuntimeSyms;

use crate::progs::replay::Replay;

/// The object, with the symbols of the runtime.
pub(crate) struct Object {
    pub(crate) replay: Replay,
    pub(crate) runtime: RuntimeSyms,
}

impl Object {
    pub(crate) fn new(mut link: Link) -> Self {
        let symbols = &mut link.symbols;
        let mut find = |name: &str| symbols.lookup_abi(&format!("runtime.{name}"), Abi::Internal);
        let runtime = RuntimeSyms {
            defer_return: find("deferreturn"),
            write_barriers: [1, 2, 3, 4, 5, 6, 7, 8]
                .map(|entries| find(&format!("gcWriteBarrier{entries}"))),
            panic_bounds: find("panicBounds"),
        };
        Self {
            replay: Replay::new(link, 1),
            runtime,
        }
    }

    /// Declares a symbol of crate ssa.
    fn lookup(&mut self, sym: &Sym) -> SymId {
        let symbols = &mut self.replay.link.symbols;
        symbols.lookup_abi(&sym.name, Abi::of_number(sym.abi))
    }

    /// Declares the symbols of a package that are not in `known` yet.
    pub(crate) fn declare(&mut self, syms: &[Sym], known: &mut Vec<SymId>) {
        for sym in syms.iter().skip(known.len()) {
            let sym = self.lookup(sym);
            known.push(sym);
        }
    }

    /// Declares the symbols that only a function has, and returns them in the order of its table.
    pub(crate) fn symbols_of(&mut self, func: &Func) -> Vec<SymId> {
        let own = func.fresh.syms.iter();
        own.map(|sym| self.lookup(sym)).collect()
    }

    /// Declares a symbol of function data.
    pub(crate) fn data_symbol(&mut self, data: &FunctionData) -> SymId {
        let symbols = &mut self.replay.link.symbols;
        match &data.name {
            Some(name) => symbols.lookup(name),
            None => symbols.gc_locals(&data.content),
        }
    }
}
