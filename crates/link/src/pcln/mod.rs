//! The tables by which package runtime finds functions, files and lines of a program
//! counter.
//!
//! Pass [`pclntab`] decodes all functions into rows ([`decode`]), orders shared entries by first
//! use ([`first_use`]), computes from that the size of each table ([`names`], [`files`], [`pctab`],
//! [`funcdata`], [`functab`]); the tables themselves are written into the output when addresses are
//! known. Rows are stored in chunks, which are decoded and written in parallel.
//!
//! Inline trees are symbols only in releases that lay funcdata out among other data: an
//! anonymous symbol for every other function costs more than all of its content.
//! Counterpart: cmd/link/internal/ld/pcln.go.

use vamos_sched::Pool;

use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Unit;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
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
mod tables;
#[cfg(test)]
mod tests;

use chunk::Chunk;
pub(crate) use find::findfunctab;
pub(crate) use tables::FindTab;
pub(crate) use tables::Pcln;
pub(crate) use tables::Source;

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

/// Computes the content of the tables of `funcs`, all functions by address, and creates their
/// symbols.
///
/// # Errors
/// The content of an object does not have the form of any release's compiler.
pub(crate) fn pclntab<'a>(
    ldr: &mut Loader<'a>,
    units: &[Unit<'a>],
    goroot: &str,
    pool: &Pool,
    funcs: &[Sym],
) -> Result<Pcln<'a>, Stop> {
    let containers = container_syms(ldr, funcs);
    let funcs: Vec<Sym> = (funcs.iter().copied())
        .filter(|&sym| !containers.has(sym))
        .collect();
    let mut chunks = decode::decode(ldr, units, pool, &funcs);
    let size = functab::layout(&mut chunks, funcs.len())?;
    let files = files::number(units, &chunks, goroot);
    if u32::try_from(files.size()).is_err() {
        return Err(first_use::too_large());
    }
    let mut pcln = number(ldr, pool, chunks)?;
    pcln.nfunc = funcs.len();
    pcln.containers = containers;
    pcln.files = files;
    pcln.syms.first = funcs.first().copied().unwrap_or_default();
    pcln.syms.last = funcs.last().copied().unwrap_or_default();
    create_syms(ldr, pool, &mut pcln, size)?;
    Ok(pcln)
}

/// Numbers the shared entries of functions. The lists do not depend on each other: names are
/// numbered in parallel with tables.
///
/// # Errors
/// The tables are too long.
fn number<'a>(ldr: &Loader<'_>, pool: &Pool, mut chunks: Vec<Chunk>) -> Result<Pcln<'a>, Stop> {
    let mut pcs: Vec<_> = (chunks.iter_mut())
        .map(|chunk| std::mem::take(&mut chunk.pcs))
        .collect();
    let mut data: Vec<_> = (chunks.iter_mut())
        .map(|chunk| std::mem::take(&mut chunk.data))
        .collect();
    let mut names = None;
    let number_names = || names = Some(names::number(ldr, pool, &mut chunks));
    let (pctab, funcdata) = pool.both(number_names, || {
        let pctab = pctab::number(ldr, pool, &mut pcs);
        (pctab, funcdata::number(ldr, &mut data))
    });
    // If the system gave no thread, the names are still to do.
    let names = names.unwrap_or_else(|| names::number(ldr, pool, &mut chunks))?;
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
fn create_syms(
    ldr: &mut Loader<'_>,
    pool: &Pool,
    pcln: &mut Pcln<'_>,
    functab_size: i64,
) -> Result<(), Stop> {
    let funcdata_in_pclntab = ldr.profile.funcdata_in_pclntab;
    let carrier = ldr.lookup_or_create(&b"runtime.pclntab"[..], ABI0);
    let mut builder = ldr.update(carrier);
    builder.set_kind(SymKind::PclnTab).set_reachable();
    if funcdata_in_pclntab {
        ldr.set_align(carrier, PTR_SIZE as u32);
    }
    pcln.syms.carrier = carrier;

    let header = add_table(ldr, carrier, b"runtime.pcheader", HEADER, 8);
    pcln.syms.header = header;
    if !funcdata_in_pclntab {
        let text = ldr.lookup(b"runtime.text", ABI0);
        let mut header = ldr.update(header);
        header.set_sym_ref(TEXT_START, text, 0, RelocType::ADDR, PTR_SIZE as u8);
    }
    let size = pcln.names.size();
    pcln.syms.names = add_table(ldr, carrier, b"runtime.funcnametab", size, 1);
    let size = pcln.files.cutab_size();
    pcln.syms.cutab = add_table(ldr, carrier, b"runtime.cutab", size, 4);
    let size = pcln.files.size();
    pcln.syms.filetab = add_table(ldr, carrier, b"runtime.filetab", size, 1);
    let size = pcln.pctab.size();
    pcln.syms.pctab = add_table(ldr, carrier, b"runtime.pctab", size, 1);
    if !funcdata_in_pclntab {
        funcdata::create_trees(ldr, pcln);
    }
    pcln.syms.functab = add_table(ldr, carrier, b"runtime.functab", functab_size, 4);
    if funcdata_in_pclntab {
        funcdata::place(ldr, pool, pcln)?;
        let (size, align) = pcln.funcdata.extent();
        let sym = add_table(ldr, carrier, b"go:func.*", size, align);
        // Tools find it by its name.
        ldr.set(Attr::NotInSymTab, sym, false);
        pcln.syms.funcdata = sym;
    }
    Ok(())
}

/// Adds a part of the table (`addGeneratedSym`).
fn add_table(
    ldr: &mut Loader<'_>,
    carrier: Sym,
    name: &'static [u8],
    size: i64,
    align: i64,
) -> Sym {
    let size = round(size, PTR_SIZE);
    let sym = ldr.create_generated(name, ABI0, SymKind::PclnTab, size);
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
fn container_syms(ldr: &Loader<'_>, funcs: &[Sym]) -> Bitmap {
    let mut containers = Bitmap::default();
    for &sym in funcs {
        let outer = ldr.outer(sym);
        if outer.is_some() {
            containers.insert(outer);
        }
    }
    containers
}

/// Writes the bytes of the table with the symbol `sym`.
pub(crate) fn write(source: Source<'_, '_>, sym: Sym, out: &mut [u8]) {
    let Source { pcln, find, .. } = source;
    let syms = &pcln.syms;
    if sym == syms.header {
        write_header(source.ldr, pcln, out);
    } else if sym == syms.names {
        names::write(source, out);
    } else if sym == syms.cutab {
        pcln.files.write_cutab(out);
    } else if sym == syms.filetab {
        pcln.files.write(out);
    } else if sym == syms.pctab {
        pctab::write(source, out);
    } else if sym == syms.functab {
        functab::write(source, out);
    } else if sym == syms.funcdata {
        funcdata::write(source, out);
    } else if sym == find.sym {
        out.copy_from_slice(&find.bytes);
    }
}

fn write_header(ldr: &Loader<'_>, pcln: &Pcln<'_>, out: &mut [u8]) {
    out[..4].copy_from_slice(&MAGIC.to_le_bytes());
    out[6] = ldr.arch.min_lc as u8;
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
        let distance = ldr.value(part) - ldr.value(syms.header);
        put(3 + index, distance.cast_unsigned());
    }
}
