//! The description of the module for package runtime.
//!
//! The fields equal the fields of `runtime.moduledata`, in its order.
//! Counterpart: cmd/link/internal/ld/symtab.go (`symtab`), runtime/symtab.go (`moduledata`).

use super::Input;
use super::has_type_section;
use super::patches::Patches;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;

/// Bounds of sections of variables, in the order of the fields.
const VARIABLES: [&[u8]; 16] = [
    b"runtime.text",
    b"runtime.etext",
    b"runtime.noptrdata",
    b"runtime.enoptrdata",
    b"runtime.data",
    b"runtime.edata",
    b"runtime.bss",
    b"runtime.ebss",
    b"runtime.noptrbss",
    b"runtime.enoptrbss",
    b"runtime.covctrs",
    b"runtime.ecovctrs",
    b"runtime.end",
    b"runtime.gcdata",
    b"runtime.gcbss",
    b"runtime.types",
];

/// Appends fields to the module's description.
struct Fields<'l, 'a> {
    ldr: &'l mut Loader<'a>,
    sym: Sym,
}

impl Fields<'_, '_> {
    fn number(&mut self, value: u64) {
        self.ldr.update(self.sym).add_u64(value);
    }

    fn zeros(&mut self, count: usize) {
        for _ in 0..count {
            self.number(0);
        }
    }

    fn addr(&mut self, target: Sym) {
        self.ldr.update(self.sym).add_addr(target);
    }

    fn addr_of(&mut self, name: &[u8]) {
        let target = self.ldr.lookup(name, ABI0);
        self.addr(target);
    }

    fn slice(&mut self, target: Sym, len: u64) {
        self.addr(target);
        self.number(len);
        self.number(len);
    }

    /// Appends a slice over a whole symbol.
    fn bytes(&mut self, target: Sym) {
        let len = self.size(target);
        self.slice(target, len);
    }

    fn size(&self, sym: Sym) -> u64 {
        self.ldr.size(sym).cast_unsigned()
    }

    /// Returns the offset of the next field.
    fn offset(&self) -> i64 {
        self.ldr.size(self.sym)
    }
}

/// Writes the module's description; `sections` is the table of text sections, and their number.
/// Returns the parts that the layout of data fills in.
///
/// # Errors
/// Package runtime does not define the description's type as the compiler does.
pub(super) fn write(
    ldr: &mut Loader<'_>,
    input: Input<'_, '_>,
    (sections, count): (Sym, u64),
) -> Result<Patches, Stop> {
    let sym = input.moduledata;
    let mut fields = Fields { ldr, sym };
    functions(&mut fields, input);
    let patches = bounds(&mut fields);
    fields.slice(sections, count);
    type_links(&mut fields);
    plugins(&mut fields);
    init_tasks(&mut fields, input.inittasks);
    // The name and the hashes of modules that are linked dynamically.
    fields.zeros(5);
    // 1 if the module has package main, whose function main is called.
    ldr.update(sym)
        .add_u8(u8::from(!input.options.is_library()));

    let described = ldr.lookup(b"type:runtime.moduledata", ABI0);
    let size = ldr.type_desc(described).size();
    let size = u16::try_from(size)
        .map_err(|_| Stop::Unsupported("the type of the module's description".to_owned()))?;
    let mut builder = ldr.update(sym);
    builder.set_size(size.into());
    builder.data_mut(size.into());
    set_last(ldr, sym);
    Ok(patches)
}

fn functions(fields: &mut Fields<'_, '_>, input: Input<'_, '_>) {
    let syms = input.pcln.syms;
    let nfunc = input.pcln.nfunc as u64;
    let cutab = fields.size(syms.cutab);
    let cutab = if fields.ldr.profile.counts_cutab_entries {
        cutab / 4
    } else {
        cutab
    };
    fields.addr(syms.header);
    fields.bytes(syms.names);
    fields.slice(syms.cutab, cutab);
    fields.bytes(syms.filetab);
    fields.bytes(syms.pctab);
    fields.bytes(syms.functab);
    fields.slice(syms.functab, nfunc + 1);
    fields.addr(input.find.sym);
    fields.addr(syms.first);
    let size = fields.ldr.size(syms.last);
    let mut builder = fields.ldr.update(fields.sym);
    builder.add_addr_plus(syms.last, size);
}

fn bounds(fields: &mut Fields<'_, '_>) -> Patches {
    for name in VARIABLES {
        fields.addr_of(name);
    }
    let has_type_section = has_type_section(fields.ldr);
    let mut patches = Patches::default();
    if has_type_section {
        patches.type_desc_len = fields.offset();
        fields.number(0);
    }
    fields.addr_of(b"runtime.etypes");
    if has_type_section {
        patches.itab_off = fields.offset();
        fields.number(0);
        patches.itab_len = fields.offset();
        fields.number(0);
    }
    fields.addr_of(b"runtime.rodata");
    fields.addr_of(b"go:func.*");
    if fields.ldr.profile.has_epclntab_field {
        fields.addr_of(b"runtime.epclntab");
    }
    patches
}

fn type_links(fields: &mut Fields<'_, '_>) {
    if !fields.ldr.profile.has_type_links {
        return;
    }
    for (name, size) in [(&b"runtime.typelink"[..], 4), (b"runtime.itablink", 8)] {
        let table = fields.ldr.lookup(name, ABI0);
        let count = fields.size(table) / size;
        fields.slice(table, count);
    }
}

/// Appends the exports of a plugin, which an executable has if it is one itself, and the
/// plugin's path and packages, which it does not have.
fn plugins(fields: &mut Fields<'_, '_>) {
    let tabs = fields.ldr.lookup(b"go:plugin.tabs", ABI0);
    if tabs.is_some() && fields.ldr.is_reachable(tabs) {
        fields.ldr.set(Attr::Local, tabs, true);
        // An entry is the offset of a name and the offset of a type.
        let count = fields.ldr.data(tabs).len() as u64 / 8;
        fields.slice(tabs, count);
    } else {
        fields.zeros(3);
    }
    fields.zeros(5);
}

fn init_tasks(fields: &mut Fields<'_, '_>, tasks: Sym) {
    if tasks.is_none() {
        fields.zeros(3);
        return;
    }
    let count = fields.size(tasks) / PTR_SIZE.cast_unsigned();
    fields.slice(tasks, count);
}

/// Makes `runtime.lastmoduledatap` point to the module.
fn set_last(ldr: &mut Loader<'_>, module: Sym) {
    let mut last = ldr.update_named(&b"runtime.lastmoduledatap"[..], ABI0);
    last.set_reachable();
    let sym = last.sym();
    if ldr.kind(sym) == SymKind::DynImport {
        return;
    }
    let mut last = ldr.update(sym);
    last.set_kind(SymKind::NoPtrData)
        .set_size(0)
        .set_data(&b""[..]);
    last.add_addr(module);
}
