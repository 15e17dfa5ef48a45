//! The order of the symbol table: defined symbols, then imports, each by name.
//!
//! Go's sort is not stable, and a name may be there twice. So symbols first get the ranks of their
//! names, which threads find, and then ranks are sorted as Go does it.
//! Counterpart: cmd/link/internal/ld/macho.go (`collectmachosyms`, `machosymorder`).

use hashbrown::HashMap;
use vamos_base::golang::pdqsort;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::Scope;
use super::scope;
use crate::arch::Family;
use crate::kind::SymKind;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::symtab::external_name;
use crate::symtab::is_named_data;
use crate::symtab::is_undefined;
use crate::symtab::text_bounds;

/// Number of symbols of one task.
const CHUNK: usize = 1 << 13;

/// The library of the system.
const SYSTEM: &[u8] = b"/usr/lib/libSystem.B.dylib";
/// Its functions that have another name on x86-64.
const RENAMED: [&[u8]; 3] = [b"fdopendir", b"readdir_r", b"getfsstat"];

/// The symbols of the table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// In order.
    pub(super) syms: Vec<Sym>,
    /// Number of local symbols.
    pub(super) local: usize,
    /// Number of symbols defined here.
    pub(super) defined: usize,
    /// The numbers of imports.
    pub(super) numbers: HashMap<Sym, u32>,
}

/// Finds the order; `funcs` are all functions by address.
pub(super) fn order(ldr: &mut Loader<'_>, options: &Options, pool: &Pool, funcs: &[Sym]) -> Table {
    let syms = collect(ldr, options, funcs);
    if ldr.arch.family == Family::Amd64 {
        rename(ldr, &syms);
    }
    let ranks = ranks(ldr, pool, &syms);
    let mut ranked: Vec<(u32, Sym)> = ranks.into_iter().zip(syms).collect();
    pdqsort::sort(&mut ranked, |a, b| a.0 < b.0);
    let syms: Vec<Sym> = ranked.into_iter().map(|(_, sym)| sym).collect();
    let local = syms.partition_point(|&sym| scope(ldr, sym) == Scope::Local);
    let defined = syms.partition_point(|&sym| scope(ldr, sym) < Scope::Undefined);
    let numbers = (0..).zip(&syms).skip(defined);
    Table {
        local,
        defined,
        numbers: numbers.map(|(number, &sym)| (sym, number)).collect(),
        syms,
    }
}

/// Returns the symbols in upstream's order before sorting.
fn collect(ldr: &Loader<'_>, options: &Options, funcs: &[Sym]) -> Vec<Sym> {
    let mut syms = Vec::new();
    let is_stripped = options.content.strip;
    let is_kept = |sym: Sym| !is_stripped || ldr.has(Attr::CgoExportDynamic, sym);
    if !is_stripped {
        syms.extend(text_bounds(ldr).into_iter().flatten());
    }
    syms.extend(funcs.iter().copied().filter(|&sym| is_kept(sym)));
    let live = ldr.with(Attr::Reachable).iter();
    syms.extend(
        live.filter(|&sym| is_undefined(ldr, sym) || is_named_data(ldr, sym) && is_kept(sym)),
    );
    syms
}

/// Gives functions of the system's library the names that they have on x86-64.
fn rename(ldr: &mut Loader<'_>, syms: &[Sym]) {
    for &sym in syms {
        let lib = ldr.extra.dynimplib.get(&sym);
        let is_system = lib.is_some_and(|lib| **lib == *SYSTEM);
        let name = external_name(ldr, sym);
        if is_system && ldr.kind(sym) == SymKind::DynImport && RENAMED.contains(&name) {
            let name = [name, b"$INODE64"].concat();
            ldr.extra.extname.insert(sym, name.into());
        }
    }
}

/// Returns a number for each symbol, by which they are ordered; the same for the same name.
fn ranks(ldr: &Loader<'_>, pool: &Pool, syms: &[Sym]) -> Vec<u32> {
    let key = |&at: &u32| {
        let sym = syms[at as usize];
        (scope(ldr, sym), external_name(ldr, sym))
    };
    let all: Vec<u32> = (0..syms.len() as u32).collect();
    let chunks: Vec<&[u32]> = all.chunks(CHUNK).collect();
    let sorted = pool.map(Class::Cpu, &chunks, |chunk| {
        let mut keyed: Vec<_> = chunk.iter().map(|at| (key(at), *at)).collect();
        keyed.sort_unstable();
        keyed
    });
    let mut keyed = sorted.concat();
    // Sorted runs are merged.
    keyed.sort();
    let mut ranks = vec![0; syms.len()];
    let mut rank = 0;
    for group in keyed.chunk_by(|a, b| a.0 == b.0) {
        rank += 1;
        for &(_, at) in group {
            ranks[at as usize] = rank;
        }
    }
    ranks
}
