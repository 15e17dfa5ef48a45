//! Pass `deadcode`: which symbols are live.
//!
//! Live is what the entry point, exported symbols and initializers reach by relocations.
//! Methods are an exception: a type refers to all of its methods, but one is only live if
//! it is called directly, if a live interface has a method with its name and type, or if
//! reflection may find it.
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

use crate::context::Link;
use crate::error::Stop;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;

/// How many symbols a sweep visits at least so that the next one is worth threads.
const PARALLEL: usize = 4096;
/// The words of a set, 64 symbols each, that one thread sweeps at a time.
const CHUNK: usize = 128;

/// Marks live symbols ([`Attr::Reachable`]).
pub(crate) fn deadcode(link: &mut Link<'_>) -> Result<(), Stop> {
    let noop = link.ldr.lookup(b"runtime.mapinitnoop", ABI_INTERNAL);
    if noop.is_none() {
        // Upstream panics.
        return Err(unsupported("could not look up runtime.mapinitnoop"));
    }
    let reachable = std::mem::take(link.ldr.with_mut(Attr::Reachable));
    let used_in_iface = std::mem::take(link.ldr.with_mut(Attr::UsedInIface));
    let live = find_live(link, reachable, used_in_iface)?;
    *link.ldr.with_mut(Attr::Reachable) = live.reachable;
    *link.ldr.with_mut(Attr::UsedInIface) = live.used_in_iface;
    link.listed = live.listed;
    if link.options.prune_weak_map {
        prune_map_inits(&mut link.ldr, &live.pkg_inits, noop)?;
    }
    Ok(())
}

/// What is live.
struct Live {
    reachable: Bitmap,
    used_in_iface: Bitmap,
    /// Live initializers of packages.
    pkg_inits: Vec<Sym>,
    /// Live types and interface tables that the runtime finds by tables, by number.
    listed: Vec<Sym>,
}

/// Grows the given sets from the roots.
fn find_live(link: &Link<'_>, reachable: Bitmap, used_in_iface: Bitmap) -> Result<Live, Stop> {
    let marks = Marks::new(&link.ldr, !link.has_dwarf(), reachable, used_in_iface);
    for root in roots(link) {
        marks.mark(root);
    }
    let mut methods = Methods::default();
    let (mut pkg_inits, mut listed) = (Vec::new(), Vec::new());
    let mut visited = 0;
    loop {
        let found = sweep(link, &marks, visited);
        visited = found.iter().map(|worker| worker.visited).sum();
        if visited == 0 {
            break;
        }
        for worker in found {
            if let Some(sym) = worker.malformed {
                let name = link.ldr.name_text(sym);
                return Err(unsupported(&format!("malformed type descriptor {name}")));
            }
            if worker.lacks_builtin {
                // Upstream's message names the first in an order that is not kept here.
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

/// Visits the pending symbols, on several threads if there may be many.
fn sweep<'l>(link: &Link<'_>, marks: &Marks<'l, '_>, visited_before: usize) -> Vec<Worker<'l>> {
    let words = marks.words();
    if visited_before < PARALLEL {
        return vec![marks.sweep(words)];
    }
    let chunks: Vec<usize> = words.step_by(CHUNK).collect();
    let sweep = |&start: &usize| marks.sweep(start..start + CHUNK);
    link.pool.map(Class::Cpu, &chunks, sweep)
}

fn unsupported(reason: &str) -> Stop {
    Stop::Unsupported(reason.to_owned())
}

/// Returns the symbols that are live in any case.
fn roots(link: &Link<'_>) -> Vec<Sym> {
    let entry = link.options.entry();
    let mut roots = Vec::new();
    // Relocations to dead methods lead to runtime.unreachableMethod.
    for name in [entry.as_bytes(), b"runtime.unreachableMethod"] {
        roots.push(link.ldr.lookup(name, ABI0));
        roots.push(link.ldr.lookup(name, ABI_INTERNAL));
    }
    roots.extend(&link.elf.exported);
    roots.push(link.syms.main_inittasks);
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
    use crate::testing::with_link;

    /// Defines a symbol that is not live, with references.
    fn define(link: &mut Link<'_>, name: &'static str, relocs: &[(RelocType, bool, Sym)]) -> Sym {
        let sym = link.ldr.lookup_or_create(name.as_bytes(), ABI0);
        let mut symbol = link.ldr.update(sym);
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

    #[test]
    fn references_keep_symbols() {
        with_link(|link| {
            let noop = link
                .ldr
                .lookup_or_create(b"runtime.mapinitnoop".as_slice(), ABI_INTERNAL);
            let [weak, order, typ, last] =
                ["weak", "order", "type", "last"].map(|name| define(link, name, &[]));
            let cycle = link.ldr.lookup_or_create(b"cycle".as_slice(), ABI0);
            let inner = define(
                link,
                "inner",
                &[
                    (RelocType::CALL, true, weak),
                    (RelocType::INITORDER, false, order),
                    (RelocType::USETYPE, false, typ),
                    (RelocType::KEEP, false, last),
                    (RelocType::CALL, false, cycle),
                ],
            );
            let cycle = define(link, "cycle", &[(RelocType::CALL, false, inner)]);
            let entry = define(
                link,
                "_rt0_amd64_linux",
                &[
                    (RelocType::ADDR, false, Sym::NONE),
                    (RelocType::ADDR, false, inner),
                ],
            );
            let method = define(link, "runtime.unreachableMethod", &[]);
            deadcode(link).unwrap();
            let live: Vec<Sym> = link.ldr.with(Attr::Reachable).iter().collect();
            let mut expected = [last, inner, cycle, entry, method];
            expected.sort_unstable();
            assert_eq!(live, expected);
            assert!(!link.ldr.is_reachable(noop));
        });
    }

    #[test]
    fn containers_keep_their_members() {
        with_link(|link| {
            define(link, "runtime.mapinitnoop", &[]);
            link.ldr
                .lookup_or_create(b"runtime.mapinitnoop".as_slice(), ABI_INTERNAL);
            let [section, first, second] =
                ["section", "first", "second"].map(|name| define(link, name, &[]));
            link.ldr.add_interior(section, first);
            link.ldr.add_interior(section, second);
            define(link, "_rt0_amd64_linux", &[(RelocType::ADDR, false, first)]);
            deadcode(link).unwrap();
            assert!([section, first, second].map(|sym| link.ldr.is_reachable(sym)) == [true; 3]);
        });
    }
}
