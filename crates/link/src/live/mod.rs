//! Pass `deadcode`: the live symbols.
//!
//! Symbols are live if the entry point, exported symbols or initializers reach them by relocations.
//! Methods are an exception: a type refers to all of its methods, but one is only live if it is
//! called directly, if a live interface has a method with its name and type, or if reflection may
//! find it.
//! Counterpart: cmd/link/internal/ld/deadcode.go.

mod bits;
mod flood;
mod follow;
mod meaning;
mod methods;

use flood::Marks;
use flood::Worker;
use methods::Methods;
use vamos_sched::Class;
use vamos_sched::Pool;

use crate::error::Stop;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;

/// Number of symbols that a sweep must visit at least so that the next one is worth threads.
const PARALLEL: usize = 4096;
/// The words of a set, 64 symbols each, that one thread sweeps at a time.
const CHUNK: usize = 128;

/// Live symbols from other sources than options: found by loading, for other programs and for the
/// runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Roots<'r> {
    /// Functions that C or the dynamic linker call.
    pub(crate) exported: &'r [Sym],
    /// `go:main.inittasks`, or [`Sym::NONE`].
    pub(crate) inittasks: Sym,
}

/// The live symbols.
#[derive(Debug)]
pub(crate) struct Live {
    /// Live symbols.
    reachable: Bitmap,
    /// Types that are converted to an interface.
    used_in_iface: Bitmap,
    /// Live initializers of packages.
    pkg_inits: Vec<Sym>,
    /// Live types and interface tables that the runtime finds by tables, by number.
    pub(crate) listed: Vec<Sym>,
}

/// Finds live symbols ([`find`]) and marks them ([`Attr::Reachable`]).
///
/// # Errors
/// The content of an object does not have a compiler's form.
pub(crate) fn deadcode(
    ldr: &mut Loader<'_>,
    options: &Options,
    pool: &Pool,
    roots: Roots<'_>,
) -> Result<Live, Stop> {
    let noop = ldr.lookup(b"runtime.mapinitnoop", ABI_INTERNAL);
    if noop.is_none() {
        // Upstream panics.
        return Err(unsupported("could not look up runtime.mapinitnoop"));
    }
    let live = find(ldr, options, pool, roots)?;
    ldr.with_mut(Attr::Reachable).clone_from(&live.reachable);
    ldr.with_mut(Attr::UsedInIface)
        .clone_from(&live.used_in_iface);
    if options.prune_weak_map {
        prune_map_inits(ldr, &live.pkg_inits, noop)?;
    }
    Ok(live)
}

/// Returns the symbols that the roots reach, and the symbols marked as live before.
///
/// # Errors
/// As of [`deadcode`].
fn find(ldr: &Loader<'_>, options: &Options, pool: &Pool, from: Roots<'_>) -> Result<Live, Stop> {
    let marks = Marks::new(ldr, !options.has_dwarf());
    for root in roots(ldr, &options.entry(), from) {
        marks.mark(root);
    }
    let mut methods = Methods::default();
    let (mut pkg_inits, mut listed) = (Vec::new(), Vec::new());
    let (mut visited, mut total) = (0, 0);
    loop {
        let found = sweep(pool, &marks, visited, total);
        visited = found.iter().map(|worker| worker.visited).sum();
        total += visited;
        if visited == 0 {
            break;
        }
        for worker in found {
            if let Some(sym) = worker.malformed {
                let name = ldr.name_text(sym);
                return Err(unsupported(&format!("malformed type descriptor {name}")));
            }
            if worker.lacks_builtin {
                // Upstream's message names the first in another order.
                return Err(unsupported("a reference to an undefined builtin"));
            }
            if worker.is_reflecting {
                methods.reflect();
            }
            let Worker {
                called,
                called_names,
                ..
            } = worker;
            called.into_iter().for_each(|called| methods.call(called));
            let names = called_names.into_iter();
            names.for_each(|name| methods.call_name(name));
            let found = worker.methods.into_iter();
            found.for_each(|method| methods.add(method));
            pkg_inits.extend(worker.pkg_inits);
            listed.extend(worker.listed);
        }
        for sym in methods.take_live() {
            marks.mark(sym);
        }
    }
    listed.sort_unstable();
    listed.dedup();
    let (reachable, used_in_iface) = marks.into_sets();
    Ok(Live {
        reachable,
        used_in_iface,
        pkg_inits,
        listed,
    })
}

/// Visits the pending symbols, on several threads if there may be many: the sweep before visited
/// many, or the first one has shown the extent of the program.
fn sweep<'l>(
    pool: &Pool,
    marks: &Marks<'l, '_>,
    visited_before: usize,
    total: usize,
) -> Vec<Worker<'l>> {
    let words = marks.words();
    let is_start = total > 0 && total < PARALLEL;
    if visited_before < PARALLEL && !is_start {
        return vec![marks.sweep(words)];
    }
    let chunks: Vec<usize> = words.step_by(CHUNK).collect();
    let sweep = |&start: &usize| marks.sweep(start..start + CHUNK);
    pool.map(Class::Cpu, &chunks, sweep)
}

fn unsupported(reason: &str) -> Stop {
    Stop::Unsupported(reason.to_owned())
}

/// Returns the symbols that are live in any case.
fn roots(ldr: &Loader<'_>, entry: &str, from: Roots<'_>) -> Vec<Sym> {
    let mut roots = Vec::new();
    // Relocations to dead methods lead to runtime.unreachableMethod.
    for name in [entry.as_bytes(), b"runtime.unreachableMethod"] {
        roots.push(ldr.lookup(name, ABI0));
        roots.push(ldr.lookup(name, ABI_INTERNAL));
    }
    roots.extend(from.exported);
    roots.push(from.inittasks);
    roots
}

/// Redirects the weak calls of package initializers whose targets are dead: functions that
/// fill a map that is not used.
fn prune_map_inits(ldr: &mut Loader<'_>, inits: &[Sym], noop: Sym) -> Result<(), Stop> {
    for &init in inits {
        let relocs = ldr.relocs(init).iter().enumerate();
        let dead = relocs.filter(|(_, reloc)| {
            reloc.weak && reloc.kind.is_direct_call() && !ldr.is_reachable(reloc.sym)
        });
        let dead: Vec<(usize, Sym)> = dead.map(|(at, reloc)| (at, reloc.sym)).collect();
        for (at, target) in dead {
            let name = ldr.name(target);
            if !name.windows(8).any(|part| part == b"map.init") {
                return Err(unsupported("a weak call of something else than map.init"));
            }
            ldr.set(Attr::Reachable, noop, true);
            if let Some(reloc) = ldr.update(init).relocs_mut().get_mut(at) {
                reloc.sym = noop;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::SymKind;
    use crate::reloc::Reloc;
    use crate::reloc::RelocType;
    use crate::testing::Fixture;

    /// Defines a symbol that is not live, with references.
    fn define(ldr: &mut Loader<'_>, name: &'static str, relocs: &[(RelocType, bool, Sym)]) -> Sym {
        let sym = ldr.lookup_or_create(name.as_bytes(), ABI0);
        let mut symbol = ldr.update(sym);
        symbol.set_kind(SymKind::Text);
        for &(kind, weak, sym) in relocs {
            symbol.add_reloc(Reloc {
                kind,
                weak,
                sym,
                ..Reloc::default()
            });
        }
        sym
    }

    fn mark_live(fixture: &Fixture, ldr: &mut Loader<'_>) {
        let roots = Roots {
            exported: &[],
            inittasks: Sym::NONE,
        };
        deadcode(ldr, &fixture.options, &fixture.pool, roots).unwrap();
    }

    #[test]
    fn references_keep_symbols() {
        let fixture = Fixture::new();
        let ldr = &mut fixture.loader();
        let noop = ldr.lookup_or_create(b"runtime.mapinitnoop".as_slice(), ABI_INTERNAL);
        let [weak, order, typ, last] =
            ["weak", "order", "type", "last"].map(|name| define(ldr, name, &[]));
        let cycle = ldr.lookup_or_create(b"cycle".as_slice(), ABI0);
        let relocs = [
            (RelocType::CALL, true, weak),
            (RelocType::INITORDER, false, order),
            (RelocType::USETYPE, false, typ),
            (RelocType::KEEP, false, last),
            (RelocType::CALL, false, cycle),
        ];
        let inner = define(ldr, "inner", &relocs);
        let cycle = define(ldr, "cycle", &[(RelocType::CALL, false, inner)]);
        let relocs = [
            (RelocType::ADDR, false, Sym::NONE),
            (RelocType::ADDR, false, inner),
        ];
        let entry = define(ldr, "_rt0_amd64_linux", &relocs);
        let method = define(ldr, "runtime.unreachableMethod", &[]);
        mark_live(&fixture, ldr);
        let live: Vec<Sym> = ldr.with(Attr::Reachable).iter().collect();
        let mut expected = [last, inner, cycle, entry, method];
        expected.sort_unstable();
        assert_eq!(live, expected);
        assert!(!ldr.is_reachable(noop));
    }

    #[test]
    fn containers_keep_their_members() {
        let fixture = Fixture::new();
        let ldr = &mut fixture.loader();
        define(ldr, "runtime.mapinitnoop", &[]);
        ldr.lookup_or_create(b"runtime.mapinitnoop".as_slice(), ABI_INTERNAL);
        let [section, first, second] =
            ["section", "first", "second"].map(|name| define(ldr, name, &[]));
        ldr.add_interior(section, first);
        ldr.add_interior(section, second);
        define(ldr, "_rt0_amd64_linux", &[(RelocType::ADDR, false, first)]);
        mark_live(&fixture, ldr);
        assert!([section, first, second].map(|sym| ldr.is_reachable(sym)) == [true; 3]);
    }
}
