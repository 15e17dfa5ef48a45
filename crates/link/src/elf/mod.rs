//! The ELF side of the output: headers, notes, symbol tables, and the tables of the dynamic linker.
//!
//! The file begins with the ELF header, the program headers and the section headers; the
//! notes and the name of the dynamic linker are at the end of the same 4096 bytes. Code and
//! data follow, then debug information, then the symbol table and the string tables.
//! Counterpart: cmd/link/internal/ld/elf.go, symtab.go (ELF part).

use crate::arch::Arch;
use crate::inputs::Host;

mod dynamic;
mod dynrel;
mod dynrel_arm64;
mod dynsym;
mod finish;
mod header;
mod names;
mod notes;
mod object;
mod output;
mod plt;
mod rela;
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
pub(crate) use object::Object;
pub(crate) use object::leave_undefined;
pub(crate) use object::prepare_object;
pub(crate) use rela::BySection;
pub(crate) use rela::External;
pub(crate) use rela::Relas;
pub(crate) use rela::Target;
pub(crate) use scan::scan_relocs;
pub(crate) use state::Dynamic;
pub(crate) use symtab::Numbers;

/// Returns the path of the dynamic linker: from a flag or a directive, else it depends on the C
/// library of the host.
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
