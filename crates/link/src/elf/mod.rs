//! The ELF side of the output: headers, notes, symbol tables, and what the dynamic linker
//! reads.
//!
//! The file begins with the ELF header, the program headers and the section headers; the
//! notes and the name of the dynamic linker are at the end of the same 4096 bytes. Code and
//! data follow, then debug information, then the symbol table and the string tables.
//! Counterpart: cmd/link/internal/ld/elf.go, symtab.go (ELF part), lib.go (`setArchSyms`),
//! sym.go (`computeTLSOffset`).

use crate::arch::Arch;
use crate::inputs::Host;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::Version;
use crate::system::System;

mod dynamic;
mod dynrel;
mod dynrel_arm64;
mod dynsym;
mod finish;
mod header;
mod names;
mod notes;
mod output;
mod plt;
mod scan;
mod start;
mod state;
mod symtab;
mod tables;
mod versions;

pub(crate) use dynamic::add_exports;
pub(crate) use dynamic::prepare;
pub(crate) use finish::finish;
pub(crate) use notes::host_build_id;
pub(crate) use scan::importing_objects;
pub(crate) use scan::scan_relocs;
pub(crate) use state::ArchSyms;
pub(crate) use state::Dynamic;

/// Creates the symbols that relocations and the dynamic tables refer to, and those that only a
/// system's format has.
pub(crate) fn set_arch_syms(ldr: &mut Loader<'_>, system: System) -> ArchSyms {
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
    ArchSyms {
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

/// Returns the path of the dynamic linker: the one that a flag or a directive chose, else it
/// depends on the C library of the host.
fn interpreter(chosen: &str, arch: &Arch, host: &dyn Host) -> String {
    if !chosen.is_empty() {
        return chosen.to_owned();
    }
    let has_glibc = host.exists(arch.interpreter);
    if !has_glibc && host.exists(arch.interpreter_musl) {
        return arch.interpreter_musl.to_owned();
    }
    arch.interpreter.to_owned()
}
