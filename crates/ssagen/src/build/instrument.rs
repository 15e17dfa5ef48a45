//! Calls of the race detector for accesses to memory.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`instrument2`),
//! cmd/compile/internal/ssa/writebarrier.go (`IsSanitizerSafeAddr`).

use vamos_ssa::Aux;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::kind;

use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::Built;
use super::state::Build;

/// The kinds of symbols with read-only data, or of coverage: nothing else writes them.
const SAFE_KINDS: [u32; 4] = [3, 22, 23, 24];

/// An access to memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

impl Build<'_> {
    /// Reports an access to memory of a type to the race detector.
    pub(super) fn instrument(&mut self, ty: TypeId, address: ValueId, access: Access) {
        if !self.input.ir.facts.is_instrumented {
            return;
        }
        if let Err(refusal) = self.race_call(ty, address, access) {
            self.fail(refusal);
        }
    }

    fn race_call(&mut self, ty: TypeId, address: ValueId, access: Access) -> Built<()> {
        let facts = self.ty(ty);
        if facts.size == 0 || self.is_safe_address(address) {
            return Ok(());
        }
        let is_read = access == Access::Read;
        if self.components(facts)? <= 1 {
            let function = self.runtime_func(if is_read { "raceread" } else { "racewrite" });
            return self.runtime_call(function, &[], &[address]).map(drop);
        }
        let name = if is_read {
            "racereadrange"
        } else {
            "racewriterange"
        };
        let function = self.runtime_func(name);
        let size = self.const_int(self.types.uintptr, facts.size);
        self.runtime_call(function, &[], &[address, size]).map(drop)
    }

    /// Returns the number of parts of a type that are neither structs nor arrays.
    fn components(&self, ty: Ty) -> Built<i64> {
        match ty.kind {
            kind::STRUCT => {
                let mut count = 0_i64;
                for index in 0..ty.fields {
                    let (field, _) = self.field(ty, index)?;
                    count = count.saturating_add(self.components(self.ty(field))?);
                }
                Ok(count)
            }
            kind::ARRAY => {
                let of_elem = self.components(self.ty(ty.elem))?;
                Ok(ty.len.saturating_mul(of_elem))
            }
            _ => Ok(1),
        }
    }

    /// Reports whether no other goroutine writes at an address.
    fn is_safe_address(&self, mut value: ValueId) -> bool {
        let through = [Gen::OffPtr, Gen::AddPtr, Gen::PtrIndex, Gen::Copy];
        while through.iter().any(|op| self.is_op(value, *op)) {
            let Some(first) = self.f.args(value).first() else {
                return false;
            };
            value = *first;
        }
        let safe = [
            Gen::SP,
            Gen::LocalAddr,
            Gen::SelectNAddr,
            Gen::ITab,
            Gen::StringPtr,
            Gen::GetClosurePtr,
        ];
        if safe.iter().any(|op| self.is_op(value, *op)) {
            return true;
        }
        let package = self.input.cx.package;
        let sym = match self.f.aux(package, self.f.value(value).aux) {
            Some(Aux::Sym(sym)) if self.is_op(value, Gen::Addr) => self.f.sym(package, *sym),
            _ => None,
        };
        sym.is_some_and(|sym| SAFE_KINDS.contains(&sym.kind))
    }
}
