//! Tables for the dynamic linker: symbols, versions, and the table that leads to all of them.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`doelf`, `elfdynhash`, `elfadddynsym`), go.go
//! (`addexport`, `adddynlib`, `Adddynsym`).

use super::dynsym::add_dynsym;
use super::dynsym::dt;
use super::dynsym::entry;
use super::dynsym::need;
use super::header::RELA_SIZE;
use super::header::SYM_SIZE;
use super::plt;
use super::state::Dynamic;
use super::state::Tables;
use super::versions::Versions;
use super::versions::elf_hash;
use crate::arch_syms::ArchSyms;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::symtab::external_name;

const DF_BIND_NOW: u64 = 8;
const DF_1_NOW: u64 = 1;
const DF_1_PIE: u64 = 0x0800_0000;
/// Appends an entry with a symbol's address to `.dynamic`.
fn entry_addr(ldr: &mut Loader<'_>, dynamic: Sym, tag: u64, target: Sym) {
    let mut table = ldr.update(dynamic);
    table.add_u64(tag);
    table.add_addr(target);
}

/// Appends an entry with a symbol's size to `.dynamic`.
fn entry_size(ldr: &mut Loader<'_>, dynamic: Sym, tag: u64, target: Sym) {
    let mut table = ldr.update(dynamic);
    table.add_u64(tag);
    table.add_size(target);
}

/// Creates the tables of dynamic linking (pass `doelf`).
pub(crate) fn prepare(ldr: &mut Loader<'_>, options: &Options) {
    let use_relro = options.use_relro();
    let bind_now = options.content.bind_now;
    let writable = |is_relro| {
        if is_relro {
            SymKind::ElfRelRoSect
        } else {
            SymKind::ElfSect
        }
    };
    let mut make = |name: &'static [u8], kind| ldr.update_named(name, ABI0).set_kind(kind).sym();
    let dynsym = make(b".dynsym", SymKind::ElfRoSect);
    let dynstr = make(b".dynstr", SymKind::ElfRoSect);
    let rela = make(b".rela", SymKind::ElfRoSect);
    let got_kind = if use_relro {
        SymKind::ElfRelRoSect
    } else {
        SymKind::ElfGot
    };
    make(b".got", got_kind);
    let hash = make(b".hash", SymKind::ElfRoSect);
    let got_plt = make(b".got.plt", writable(use_relro && bind_now));
    let plt = make(b".plt", SymKind::ElfRxSect);
    make(b".rela.plt", SymKind::ElfRoSect);
    make(b".gnu.version", SymKind::ElfRoSect);
    make(b".gnu.version_r", SymKind::ElfRoSect);
    let dynamic = make(b".dynamic", writable(use_relro));

    // The first symbol and the first name are empty.
    let size = ldr.size(dynsym) + SYM_SIZE as i64;
    ldr.update(dynsym).set_size(size);
    if ldr.size(dynstr) == 0 {
        ldr.update(dynstr).add_c_string(b"");
    }
    plt::start(ldr, plt, got_plt, dynamic);
    entry_addr(ldr, dynamic, dt::HASH, hash);
    entry_addr(ldr, dynamic, dt::SYMTAB, dynsym);
    entry(ldr, dynamic, dt::SYMENT, SYM_SIZE);
    entry_addr(ldr, dynamic, dt::STRTAB, dynstr);
    entry_size(ldr, dynamic, dt::STRSZ, dynstr);
    entry_addr(ldr, dynamic, dt::RELA, rela);
    entry_size(ldr, dynamic, dt::RELASZ, rela);
    entry(ldr, dynamic, dt::RELAENT, RELA_SIZE);
    entry_addr(ldr, dynamic, dt::PLTGOT, got_plt);
    entry(ldr, dynamic, dt::DEBUG, 0);
}

/// Adds the exported Go symbols to the dynamic symbols, and the libraries that are needed in any
/// case.
pub(crate) fn add_exports(
    ldr: &mut Loader<'_>,
    syms: &ArchSyms,
    exported: &[Sym],
    libs: &[Vec<u8>],
) -> Dynamic {
    let mut dynamic = Dynamic::default();
    let mut tables = Tables {
        ldr,
        syms,
        dynamic: &mut dynamic,
    };
    for &sym in exported {
        add_dynsym(&mut tables, sym);
    }
    for lib in libs {
        if tables.ldr.size(syms.dynstr) == 0 {
            tables.ldr.update(syms.dynstr).add_c_string(b"");
        }
        need(&mut tables, lib);
    }
    dynamic
}

/// Makes the table of hashes, the versions, and the end of `.dynamic`, after all dynamic
/// symbols are known.
pub(super) fn finish_dynamic(ldr: &mut Loader<'_>, dynamic: &mut Dynamic, options: &Options) {
    let mut syms: Vec<Sym> = ldr.extra.dynid.keys().copied().collect();
    syms.sort_unstable();
    let count = dynamic.dynsyms as usize + 1;
    let buckets = 2 + count.ilog2() as usize;
    let mut first = vec![0; buckets];
    let mut chain = vec![0; count];
    let mut versions = Versions::new(count);
    for sym in syms {
        let id = ldr.extra.dynid.get(&sym).copied().unwrap_or_default() as usize;
        let version = ldr.extra.dynimpvers.get(&sym);
        if let Some(version) = version.filter(|version| !version.is_empty()) {
            let lib = ldr.extra.dynimplib.get(&sym);
            versions.add(id, lib.map_or(b"", |lib| lib), version);
        }
        let bucket = elf_hash(external_name(ldr, sym)) as usize % buckets;
        chain[id] = first[bucket];
        first[bucket] = id as u32;
    }
    let mut hash = ldr.update_named(b".hash", ABI0);
    hash.set_kind(SymKind::ElfRoSect);
    hash.add_u32(buckets as u32);
    hash.add_u32(count as u32);
    for &value in first.iter().chain(&chain) {
        hash.add_u32(value);
    }
    let dynstr = ldr.lookup_or_create(b".dynstr", ABI0);
    let version_r = ldr.lookup_or_create(b".gnu.version_r", ABI0);
    versions.write_files(ldr, version_r, dynstr);
    let version = ldr.lookup_or_create(b".gnu.version", ABI0);
    versions.write_symbols(ldr, version);
    dynamic.version_files = versions.files();
    end_of_dynamic(ldr, options, versions.files(), [version_r, version]);
}

/// Adds the last entries; `files` is how many libraries have versions.
fn end_of_dynamic(
    ldr: &mut Loader<'_>,
    options: &Options,
    files: u32,
    [version_r, version]: [Sym; 2],
) {
    let dynamic = ldr.lookup_or_create(b".dynamic", ABI0);
    let mut flags = 0;
    if options.content.bind_now {
        flags |= DF_1_NOW;
        entry(ldr, dynamic, dt::FLAGS, DF_BIND_NOW);
    }
    if options.is_pie() {
        flags |= DF_1_PIE;
    }
    entry(ldr, dynamic, dt::FLAGS_1, flags);
    if files != 0 {
        entry_addr(ldr, dynamic, dt::VERNEED, version_r);
        entry(ldr, dynamic, dt::VERNEEDNUM, u64::from(files));
        entry_addr(ldr, dynamic, dt::VERSYM, version);
    }
    let rela_plt = ldr.lookup_or_create(b".rela.plt", ABI0);
    if ldr.size(rela_plt) > 0 {
        entry(ldr, dynamic, dt::PLTREL, dt::RELA);
        entry_size(ldr, dynamic, dt::PLTRELSZ, rela_plt);
        entry_addr(ldr, dynamic, dt::JMPREL, rela_plt);
    }
    entry(ldr, dynamic, dt::NULL, 0);
}

/// Gives a symbol an entry in the global offset table, which the dynamic linker fills in.
pub(super) fn add_got(tables: &mut Tables<'_, '_>, sym: Sym) {
    if tables.ldr.extra.got.contains_key(&sym) {
        return;
    }
    add_dynsym(tables, sym);
    let (got, rela) = (tables.syms.got, tables.syms.rela);
    let ldr = &mut *tables.ldr;
    let kind = ldr.arch.elf_relocs.glob_dat;
    let id = ldr.extra.dynid.get(&sym).copied().unwrap_or_default();
    let off = ldr.size(got);
    ldr.extra.got.insert(sym, off as i32);
    ldr.update(got).add_u64(0);
    let mut table = ldr.update(rela);
    table.add_addr_plus(got, off);
    table.add_u64((id as u64) << 32 | kind);
    table.add_u64(0);
}
