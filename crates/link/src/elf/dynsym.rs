//! Dynamic symbols, and the libraries that they are in.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`elfadddynsym`), go.go (`adddynlib`,
//! `Adddynsym`).

use super::state::Tables;
use crate::kind::SymKind;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::SymBuilder;
use crate::symtab::external_name;

/// Tags of `.dynamic`.
pub(super) mod dt {
    pub(in crate::elf) const NULL: u64 = 0;
    pub(in crate::elf) const NEEDED: u64 = 1;
    pub(in crate::elf) const PLTRELSZ: u64 = 2;
    pub(in crate::elf) const PLTGOT: u64 = 3;
    pub(in crate::elf) const HASH: u64 = 4;
    pub(in crate::elf) const STRTAB: u64 = 5;
    pub(in crate::elf) const SYMTAB: u64 = 6;
    pub(in crate::elf) const RELA: u64 = 7;
    pub(in crate::elf) const RELASZ: u64 = 8;
    pub(in crate::elf) const RELAENT: u64 = 9;
    pub(in crate::elf) const STRSZ: u64 = 10;
    pub(in crate::elf) const SYMENT: u64 = 11;
    pub(in crate::elf) const PLTREL: u64 = 20;
    pub(in crate::elf) const DEBUG: u64 = 21;
    pub(in crate::elf) const JMPREL: u64 = 23;
    pub(in crate::elf) const FLAGS: u64 = 30;
    pub(in crate::elf) const VERSYM: u64 = 0x6fff_fff0;
    pub(in crate::elf) const FLAGS_1: u64 = 0x6fff_fffb;
    pub(in crate::elf) const VERNEED: u64 = 0x6fff_fffe;
    pub(in crate::elf) const VERNEEDNUM: u64 = 0x6fff_ffff;
}

/// A global object and a global function in `.dynsym`.
const GLOBAL_OBJECT: u8 = 0x11;
const GLOBAL_FUNC: u8 = 0x12;

/// Appends an entry with a number to `.dynamic`.
pub(super) fn entry(ldr: &mut Loader<'_>, dynamic: Sym, tag: u64, value: u64) {
    let mut table = ldr.update(dynamic);
    table.add_u64(tag);
    table.add_u64(value);
}

/// Makes `.dynamic` name a library, once.
pub(super) fn need(tables: &mut Tables<'_, '_>, lib: &[u8]) {
    let Tables { ldr, syms, dynamic } = tables;
    if dynamic.needed.insert(lib.to_vec()) {
        let name = ldr.update(syms.dynstr).add_c_string(lib);
        entry(ldr, syms.dynamic, dt::NEEDED, name as u64);
    }
}

/// Returns a table to add to. In a link that is not dynamic, no pass has set its kind, and upstream
/// makes it a variable then. So symbols exported for the dynamic linker lead to an error about a
/// variable without a type.
fn table_of<'l, 'a>(ldr: &'l mut Loader<'a>, table: Sym, kind: SymKind) -> SymBuilder<'l, 'a> {
    let has_kind = ldr.kind(table) != SymKind::Xxx;
    let mut table = ldr.update(table);
    if !has_kind {
        table.set_kind(kind);
    }
    table
}

/// Adds a symbol to `.dynsym`, once.
pub(super) fn add_dynsym(tables: &mut Tables<'_, '_>, sym: Sym) {
    let Tables { ldr, syms, dynamic } = tables;
    if ldr.extra.dynid.contains_key(&sym) {
        return;
    }
    dynamic.dynsyms += 1;
    ldr.extra.dynid.insert(sym, dynamic.dynsyms);
    let name = external_name(ldr, sym).to_vec();
    let kind = ldr.kind(sym);
    let is_dynamic_export = ldr.has(Attr::CgoExportDynamic, sym);
    let is_export = is_dynamic_export || ldr.has(Attr::CgoExportStatic, sym);
    let len = ldr.data(sym).len() as u64;
    let name = table_of(ldr, syms.dynstr, SymKind::NoPtrData).add_c_string(&name);
    let mut table = table_of(ldr, syms.dynsym, SymKind::Data);
    table.add_u32(name as u32);
    table.add_u8(if is_export && kind.is_text() {
        GLOBAL_FUNC
    } else {
        GLOBAL_OBJECT
    });
    table.add_u8(0);
    if kind == SymKind::DynImport {
        table.add_u16(0);
        table.add_u64(0);
    } else {
        table.add_u16(1);
        table.add_addr(sym);
    }
    table.add_u64(len);
    let lib = ldr.extra.dynimplib.get(&sym);
    if let Some(lib) = lib.filter(|lib| !is_dynamic_export && !lib.is_empty()) {
        let lib = lib.to_vec();
        need(tables, &lib);
    }
}
