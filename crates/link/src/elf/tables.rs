//! Section headers of the dynamic linker's tables.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`asmbElf`, dynamic part; `shsym`).

use super::header::Info;
use super::header::RELA_SIZE;
use super::header::SYM_SIZE;
use super::header::pf;
use super::header::pt;
use super::header::shf;
use super::header::sht;
use super::output::Finish;
use super::output::file_offset;
use crate::arch::Family;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::section::SegmentId;

/// Section header of a table.
#[derive(Clone, Copy)]
struct Table {
    name: &'static str,
    kind: u32,
    flags: u64,
    entsize: u64,
    align: u64,
    link: &'static str,
    info: &'static str,
}

const fn table(name: &'static str, kind: u32, entsize: u64, align: u64) -> Table {
    Table {
        name,
        kind,
        flags: shf::ALLOC,
        entsize,
        align,
        link: "",
        info: "",
    }
}

impl Table {
    const fn of(self, link: &'static str) -> Self {
        Self { link, ..self }
    }

    const fn plus(self, flag: u64) -> Self {
        Self {
            flags: self.flags | flag,
            ..self
        }
    }
}

/// Adds the section headers, in the order in which they were always created, and the
/// program headers of dynamic linking.
pub(super) fn add(finish: &mut Finish<'_, '_>) -> Result<(), Stop> {
    place(
        finish,
        table(".dynsym", sht::DYNSYM, SYM_SIZE, 8).of(".dynstr"),
    )?;
    let info = first_global(finish);
    finish.section(".dynsym").1.info = Info::Value(info);
    place(finish, table(".dynstr", sht::STRTAB, 0, 1))?;
    let dynamic = finish.dynamic;
    let version_files = dynamic.map_or(0, |dynamic| dynamic.version_files);
    if version_files != 0 {
        let versions = table(".gnu.version", sht::GNU_VERSYM, 2, 2);
        place(finish, versions.of(".dynsym"))?;
        let needed = table(".gnu.version_r", sht::GNU_VERNEED, 0, 8);
        place(finish, needed.of(".dynstr"))?;
        let info = Info::Value(version_files);
        finish.section(".gnu.version_r").1.info = info;
    }
    let mut rela_plt = table(".rela.plt", sht::RELA, RELA_SIZE, 8).of(".dynsym");
    rela_plt.info = ".plt";
    place(finish, rela_plt)?;
    place(
        finish,
        table(".rela", sht::RELA, RELA_SIZE, 8).of(".dynsym"),
    )?;
    let plt = match finish.input.ldr.arch.family {
        Family::Amd64 => 16,
        Family::Arm64 => 4,
    };
    place(
        finish,
        table(".plt", sht::PROGBITS, plt, plt).plus(shf::EXEC),
    )?;
    place(finish, table(".got", sht::PROGBITS, 8, 8).plus(shf::WRITE))?;
    place(
        finish,
        table(".got.plt", sht::PROGBITS, 8, 8).plus(shf::WRITE),
    )?;
    place(finish, table(".hash", sht::HASH, 4, 8).of(".dynsym"))?;
    let dynamic = table(".dynamic", sht::DYNAMIC, 16, 8).of(".dynstr");
    place(finish, dynamic.plus(shf::WRITE))?;
    let section = finish.section(".dynamic").1.clone();
    finish
        .add_program(pt::DYNAMIC, pf::R | pf::W)
        .cover(&section);
    thread_local(finish);
    Ok(())
}

fn place(finish: &mut Finish<'_, '_>, table: Table) -> Result<(), Stop> {
    let (index, _) = finish.section(table.name);
    // Sections that others refer to are created by the reference.
    let mut refer = |name: &'static str| (!name.is_empty()).then(|| finish.section(name).0);
    let (link, info) = (refer(table.link), refer(table.info));
    let ldr = finish.input.ldr;
    let sym = ldr.lookup(table.name.as_bytes(), ABI0);
    let off = file_offset(ldr, finish.layout, sym, finish.diag)?;
    let (addr, size) = (ldr.value(sym), ldr.size(sym));
    let sh = &mut finish.headers.shdrs[index];
    (sh.kind, sh.flags, sh.link) = (table.kind, table.flags, link);
    if let Some(info) = info {
        sh.info = Info::Section(info);
    }
    (sh.addr, sh.off, sh.size) = (addr as u64, off, size as u64);
    (sh.entsize, sh.align) = (table.entsize, table.align);
    Ok(())
}

/// Returns the index of the first symbol of `.dynsym` that is not local.
fn first_global(finish: &Finish<'_, '_>) -> u32 {
    let ldr = finish.input.ldr;
    let mut count = 0;
    let mut sym = ldr.lookup(b".dynsym", ABI0);
    while sym.is_some() {
        count += 1;
        if !ldr.has(Attr::Local, sym) {
            break;
        }
        sym = ldr.sub(sym);
    }
    count
}

/// Adds the program header of thread-local variables, which is only a size.
fn thread_local(finish: &mut Finish<'_, '_>) {
    let layout = &finish.layout;
    let sections = layout.segment(SegmentId::Data).sections.iter();
    let size = sections
        .map(|&id| layout.section(id))
        .filter(|section| section.name == ".tbss")
        .map(|section| section.length)
        .next_back()
        .unwrap_or_default();
    if size != 0 {
        let ph = finish.add_program(pt::TLS, pf::R);
        (ph.memsz, ph.align) = (size, PTR_SIZE as u64);
    }
}
