//! Symbols that relocations and the tables of dynamic linking refer to.
//!
//! Counterpart: cmd/link/internal/ld/link.go (`ArchSyms`), lib.go (`setArchSyms`).

use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::Version;
use crate::system::System;

/// Symbols that relocations and the tables of dynamic linking refer to. Pass `setArchSyms`
/// makes them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ArchSyms {
    /// `.rela`.
    pub(crate) rela: Sym,
    /// `.rela.plt`.
    pub(crate) rela_plt: Sym,
    /// `.got`.
    pub(crate) got: Sym,
    /// `.plt`.
    pub(crate) plt: Sym,
    /// `.got.plt`.
    pub(crate) got_plt: Sym,
    /// `.dynamic`.
    pub(crate) dynamic: Sym,
    /// `.dynsym`.
    pub(crate) dynsym: Sym,
    /// `.dynstr`.
    pub(crate) dynstr: Sym,
    /// `runtime.unreachableMethod`.
    pub(crate) unreachable_method: Sym,
}

impl ArchSyms {
    /// Creates the symbols that relocations and the dynamic tables refer to, and those that only a
    /// system's format has.
    pub(crate) fn set(ldr: &mut Loader<'_>, system: System) -> Self {
        let mut make = |name: &'static [u8], version: Version| -> Sym {
            let sym = ldr.lookup_or_create(name, version);
            ldr.set(Attr::Reachable, sym, true);
            sym
        };
        let got = make(b".got", ABI0);
        let plt = make(b".plt", ABI0);
        let got_plt = make(b".got.plt", ABI0);
        let dynamic = make(b".dynamic", ABI0);
        let dynsym = make(b".dynsym", ABI0);
        let dynstr = make(b".dynstr", ABI0);
        let unreachable_method = make(b"runtime.unreachableMethod", ABI_INTERNAL);
        let (mut rela, mut rela_plt) = (Sym::NONE, Sym::NONE);
        if system == System::Linux {
            // Tables that 64-bit processors do not have still get their numbers.
            make(b".rel", ABI0);
            rela = make(b".rela", ABI0);
            make(b".rel.plt", ABI0);
            rela_plt = make(b".rela.plt", ABI0);
        }
        if system == System::Darwin {
            make(b".linkedit.got", ABI0);
            make(b".linkedit.plt", ABI0);
        }
        Self {
            rela,
            rela_plt,
            got,
            plt,
            got_plt,
            dynamic,
            dynsym,
            dynstr,
            unreachable_method,
        }
    }
}
