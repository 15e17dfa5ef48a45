//! The tables by which package runtime finds functions, files and lines of a program
//! counter.
//!
//! Pass [`pclntab`] decodes all functions into rows ([`decode`]), finds the order of what
//! they share by first use ([`first_use`]) and so the size of each table ([`names`],
//! [`files`], [`pctab`], [`funcdata`], [`functab`]); the tables themselves are written
//! into the output when addresses are known. Rows are kept in chunks, which are decoded
//! and written in parallel.
//!
//! Inline trees are symbols only in releases that lay funcdata out among other data: an
//! anonymous symbol for every other function costs more than all of its content.
//! Counterpart: cmd/link/internal/ld/pcln.go.

use crate::arch::PTR_SIZE;
use crate::context::Generator;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Sym;
use crate::reloc::RelocType;

mod chunk;
mod decode;
mod files;
mod find;
mod first_use;
mod funcdata;
mod functab;
mod names;
mod parts;
mod pctab;
pub mod tables;
#[cfg(test)]
mod tests;

use chunk::Chunk;
pub(crate) use find::findfunctab;
use tables::Pcln;

/// The size of the table's header.
const HEADER: i64 = 8 + 8 * PTR_SIZE;
/// The first bytes of the table.
const MAGIC: u32 = 0xffff_fff1;
/// The place of the address of the text in the header, where a release has it.
const TEXT_START: i64 = 8 + 2 * PTR_SIZE;

/// Rounds up to a multiple of a power of two.
fn round(value: i64, align: i64) -> i64 {
    (value + align - 1) & -align
}

/// Finds what the tables contain, and creates their symbols.
///
/// # Errors
/// An object contains what no release's compiler writes.
pub(crate) fn pclntab(link: &mut Link<'_>) -> Result<(), Stop> {
    let containers = container_syms(link);
    let funcs: Vec<Sym> = (link.textp.iter().copied())
        .filter(|&sym| !containers.has(sym))
        .collect();
    let mut chunks = decode::decode(link, &funcs);
    let size = functab::layout(&mut chunks, funcs.len())?;
    let goroot = &link.options.sdk.goroot;
    let files = files::number(&link.libs.units, &chunks, goroot);
    if u32::try_from(files.size()).is_err() {
        return Err(first_use::too_large());
    }
    link.pcln = number(link, chunks)?;
    link.pcln.nfunc = funcs.len();
    link.pcln.containers = containers;
    link.pcln.files = files;
    link.pcln.syms.first = funcs.first().copied().unwrap_or_default();
    link.pcln.syms.last = funcs.last().copied().unwrap_or_default();
    create_syms(link, size)
}

/// Numbers what functions share. The lists do not depend on each other: names are numbered
/// beside tables.
///
/// # Errors
/// The tables are too long.
fn number<'a>(link: &Link<'_>, mut chunks: Vec<Chunk>) -> Result<Pcln<'a>, Stop> {
    let mut pcs: Vec<_> = (chunks.iter_mut())
        .map(|chunk| std::mem::take(&mut chunk.pcs))
        .collect();
    let mut data: Vec<_> = (chunks.iter_mut())
        .map(|chunk| std::mem::take(&mut chunk.data))
        .collect();
    let mut names = None;
    let number_names = || names = Some(names::number(link, &mut chunks));
    let (pctab, funcdata) = link.pool.both(number_names, || {
        let pctab = pctab::number(link, &mut pcs);
        (pctab, funcdata::number(link, &mut data))
    });
    // Where the system gave no thread, the names are left.
    let names = names.unwrap_or_else(|| names::number(link, &mut chunks))?;
    for (chunk, (pcs, data)) in chunks.iter_mut().zip(pcs.into_iter().zip(data)) {
        (chunk.pcs, chunk.data) = (pcs, data);
    }
    Ok(Pcln {
        chunks,
        names,
        pctab: pctab?,
        funcdata,
        ..Pcln::default()
    })
}

/// Creates the symbols of the tables, in the order of the section.
fn create_syms(link: &mut Link<'_>, functab_size: i64) -> Result<(), Stop> {
    let carrier = link.ldr.lookup_or_create(&b"runtime.pclntab"[..], ABI0);
    let mut builder = link.ldr.update(carrier);
    builder.set_kind(SymKind::PclnTab).set_reachable();
    link.groups.carriers[SymKind::PclnTab as usize].sym = carrier;
    if link.profile().funcdata_in_pclntab {
        link.ldr.set_align(carrier, PTR_SIZE as u32);
    }
    link.pcln.syms.carrier = carrier;

    let header: Generator = Box::new(write_header);
    link.pcln.syms.header = add_table(link, b"runtime.pcheader", HEADER, 8, header);
    if !link.profile().funcdata_in_pclntab {
        let text = link.ldr.lookup(b"runtime.text", ABI0);
        let mut header = link.ldr.update(link.pcln.syms.header);
        header.set_sym_ref(TEXT_START, text, 0, RelocType::ADDR, PTR_SIZE as u8);
    }
    let size = link.pcln.names.size();
    let write: Generator = Box::new(|link, _, out| names::write(link, out));
    link.pcln.syms.names = add_table(link, b"runtime.funcnametab", size, 1, write);
    let size = link.pcln.files.cutab_size();
    let write: Generator = Box::new(|link, _, out| link.pcln.files.write_cutab(out));
    link.pcln.syms.cutab = add_table(link, b"runtime.cutab", size, 4, write);
    let size = link.pcln.files.size();
    let write: Generator = Box::new(|link, _, out| link.pcln.files.write(out));
    link.pcln.syms.filetab = add_table(link, b"runtime.filetab", size, 1, write);
    let size = link.pcln.pctab.size();
    let write: Generator = Box::new(|link, _, out| pctab::write(link, out));
    link.pcln.syms.pctab = add_table(link, b"runtime.pctab", size, 1, write);
    if !link.profile().funcdata_in_pclntab {
        funcdata::create_trees(link);
    }
    let write: Generator = Box::new(|link, _, out| functab::write(link, out));
    link.pcln.syms.functab = add_table(link, b"runtime.functab", functab_size, 4, write);
    if link.profile().funcdata_in_pclntab {
        funcdata::place(link)?;
        let (size, align) = link.pcln.funcdata.extent();
        let write: Generator = Box::new(|link, _, out| funcdata::write(link, out));
        let sym = add_table(link, b"go:func.*", size, align, write);
        // Tools find it by its name.
        link.ldr.set(Attr::NotInSymTab, sym, false);
    }
    Ok(())
}

/// Adds a part of the table (`addGeneratedSym`).
fn add_table(
    link: &mut Link<'_>,
    name: &'static [u8],
    size: i64,
    align: i64,
    write: Generator,
) -> Sym {
    let size = round(size, PTR_SIZE);
    let sym = link.create_generated(name, ABI0, SymKind::PclnTab, size, write);
    let carrier = link.pcln.syms.carrier;
    let ldr = &mut link.ldr;
    ldr.set(Attr::Reachable, sym, true);
    ldr.set_carrier(sym, carrier);
    ldr.set(Attr::NotInSymTab, sym, true);
    if ldr.profile.funcdata_in_pclntab {
        ldr.set_align(sym, align as u32);
        if align > ldr.align(carrier) {
            ldr.set_align(carrier, align as u32);
        }
    }
    sym
}

/// Returns the functions that contain other functions: sections of host objects.
fn container_syms(link: &Link<'_>) -> Bitmap {
    let mut containers = Bitmap::default();
    for &sym in &link.textp {
        let outer = link.ldr.outer(sym);
        if outer.is_some() {
            containers.insert(outer);
        }
    }
    containers
}

fn write_header(link: &Link<'_>, sym: Sym, out: &mut [u8]) {
    let pcln = &link.pcln;
    out[..4].copy_from_slice(&MAGIC.to_le_bytes());
    out[6] = link.arch().min_lc as u8;
    out[7] = PTR_SIZE as u8;
    let mut put = |index: usize, value: u64| {
        let at = 8 + 8 * index;
        out[at..at + 8].copy_from_slice(&value.to_le_bytes());
    };
    put(0, pcln.nfunc as u64);
    put(1, pcln.files.len() as u64);
    let syms = &pcln.syms;
    let parts = [
        syms.names,
        syms.cutab,
        syms.filetab,
        syms.pctab,
        syms.functab,
    ];
    for (index, part) in parts.into_iter().enumerate() {
        let distance = link.ldr.value(part) - link.ldr.value(sym);
        put(3 + index, distance.cast_unsigned());
    }
}
