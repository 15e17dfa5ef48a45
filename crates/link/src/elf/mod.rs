//! The ELF side of the output: headers, notes, symbol tables, and what the dynamic linker
//! reads.
//!
//! The file begins with the ELF header, the program headers and the section headers; the
//! notes and the name of the dynamic linker are at the end of the same 4096 bytes. Code and
//! data follow, then debug information, then the symbol table and the string tables.
//! Counterpart: cmd/link/internal/ld/elf.go, symtab.go (ELF part), lib.go (`setArchSyms`),
//! sym.go (`computeTLSOffset`).

use crate::arch::PTR_SIZE;
use crate::context::Link;
use crate::error::Stop;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Sym;
use crate::loader::Version;

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
pub mod state;
mod symtab;
mod tables;
mod versions;

pub(crate) use dynamic::add_exports;
pub(crate) use dynamic::prepare;
pub(crate) use finish::finish;
pub(crate) use notes::choose_build_id;
pub(crate) use scan::scan_relocs;

/// Sets the offset of the thread's pointer to its goroutine: right below the thread pointer.
///
/// # Errors
/// None; the form is that of a pass.
pub(crate) fn compute_tls_offset(link: &mut Link<'_>) -> Result<(), Stop> {
    link.elf.tls_offset = -PTR_SIZE;
    Ok(())
}

/// Creates the symbols that relocations and the dynamic tables refer to.
///
/// # Errors
/// None; the form is that of a pass.
pub(crate) fn set_arch_syms(link: &mut Link<'_>) -> Result<(), Stop> {
    let mut make = |name: &'static [u8], version: Version| -> Sym {
        let sym = link.ldr.lookup_or_create(name, version);
        link.ldr.set(Attr::Reachable, sym, true);
        sym
    };
    let got = make(b".got", ABI0);
    let plt = make(b".plt", ABI0);
    let got_plt = make(b".got.plt", ABI0);
    let dynamic = make(b".dynamic", ABI0);
    let dynsym = make(b".dynsym", ABI0);
    let dynstr = make(b".dynstr", ABI0);
    let unreachable_method = make(b"runtime.unreachableMethod", ABI_INTERNAL);
    // Tables that 64-bit processors do not have still get their numbers.
    make(b".rel", ABI0);
    let rela = make(b".rela", ABI0);
    make(b".rel.plt", ABI0);
    let rela_plt = make(b".rela.plt", ABI0);
    let syms = &mut link.syms;
    (syms.got, syms.plt, syms.got_plt) = (got, plt, got_plt);
    (syms.dynamic, syms.dynsym, syms.dynstr) = (dynamic, dynsym, dynstr);
    (syms.rela, syms.rela_plt) = (rela, rela_plt);
    syms.unreachable_method = unreachable_method;
    Ok(())
}

/// Returns the path of the dynamic linker. Without a flag or a directive it depends on the
/// C library of the host.
fn interpreter(link: &Link<'_>) -> String {
    let chosen = &link.loaded.interpreter;
    if !chosen.is_empty() {
        return chosen.clone();
    }
    let arch = link.arch();
    let has_glibc = link.host.exists(arch.interpreter);
    if !has_glibc && link.host.exists(arch.interpreter_musl) {
        return arch.interpreter_musl.to_owned();
    }
    arch.interpreter.to_owned()
}
