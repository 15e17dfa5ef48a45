//! Symbols that construction refers to.
//!
//! Counterpart: cmd/compile/internal/typecheck/syms.go (`LookupRuntimeFunc`).

use vamos_ssa::Sym;
use vamos_ssa::SymId;

use super::state::Build;

impl Build<'_> {
    /// Returns the symbol of a name and an ABI.
    pub(super) fn sym(&mut self, name: String, abi: u32) -> SymId {
        if let Some(known) = self.input.syms.get(&name, abi) {
            return known;
        }
        let syms = &mut self.f.fresh.syms;
        let at = syms
            .iter()
            .position(|sym| sym.name == name && sym.abi == abi);
        let at = at.unwrap_or_else(|| {
            syms.push(Sym {
                name,
                abi,
                ..Sym::default()
            });
            syms.len() - 1
        });
        SymId(at as u32 | vamos_ssa::Fresh::BIT)
    }

    /// Returns the symbol of a function of the run time.
    pub(super) fn runtime_func(&mut self, name: &str) -> SymId {
        self.sym(format!("runtime.{name}"), 1)
    }

    /// Returns the symbol of a variable of the run time.
    pub(super) fn runtime_var(&mut self, name: &str) -> SymId {
        self.sym(format!("runtime.{name}"), 0)
    }
}
