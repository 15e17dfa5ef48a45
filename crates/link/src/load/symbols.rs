//! Gives numbers to the symbols of all objects.
//!
//! Definitions of packages for themselves come first, then the other definitions object by object,
//! then names that no object defines. A symbol that several objects define has the number of its
//! first definition. The search for equal symbols runs on several threads ([`scan`],
//! [`same`](super::same)), and so does numbering ([`super::number`]).
//! Counterpart: cmd/link/internal/loader/loader.go (`LoadSyms`, `preloadSyms`, `addSym`,
//! `loadObjRefs`).

use std::iter::repeat;
use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_objfile::goobj::flag2;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::FirstObjects;
use super::choose::Definition;
use super::linkname::Check;
use super::named;
use super::named::Conflict;
use super::number::Numbers;
use super::number::facts_of;
use super::number::set_marks;
use super::same::Same;
use super::scan;
use super::scan::Scan;
use super::table::Table;
use crate::error::Stop;
use crate::library::Libraries;
use crate::loader::Attr;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::Named;
use crate::loader::Object;
use crate::loader::Package;
use crate::loader::Sym;

/// Input of loading symbols other than the objects.
#[derive(Clone, Copy)]
pub(super) struct Input<'l, 'a> {
    pub(super) libs: &'l Libraries<'a>,
    pub(super) pool: &'l Pool,
    /// The first objects of packages.
    pub(super) objects: &'l FirstObjects<'a>,
    /// Results of other links, by object.
    pub(super) tables: &'l [Option<Arc<Table>>],
    /// No link follows that needs them.
    pub(super) is_last: bool,
    /// The library of package runtime.
    pub(super) runtime: Option<u32>,
    /// References by `//go:linkname` are checked.
    pub(super) check_linkname: bool,
}

/// Loads the symbols of all objects.
///
/// # Errors
/// Objects contradict each other, or are damaged.
pub(super) fn load<'a>(ldr: &mut Loader<'a>, input: Input<'_, 'a>) -> Result<(), Stop> {
    let Input {
        libs,
        pool,
        objects,
        tables,
        is_last,
        runtime,
        check_linkname,
    } = input;
    ldr.names.set_packages(objects.clone());
    number_packages(ldr);
    let mut scans = scan_all(ldr, pool, (tables, is_last), runtime)?;
    let first = objects.get(b"runtime".as_slice()).copied();
    let same = Same::find(ldr, pool, first, &scans)?;
    scans.iter_mut().for_each(Scan::drop_names);
    if let Some(conflict) = same.conflict() {
        return Err(duplicate(ldr, libs, conflict));
    }
    let mut numbers = Numbers::assign(ldr, pool, &same, &scans);
    merge_known(ldr, &same);
    if ldr.layout.aligns.contains(&scan::DAMAGED) {
        return Err(Stop::Unsupported(
            "the record of a symbol is damaged".to_owned(),
        ));
    }
    ldr.fill();
    number_references(ldr, &same, &mut numbers);
    numbers.resolve(ldr, pool);
    finish(ldr, pool, same, &numbers);
    drop(numbers);
    set_builtins(ldr, &scans);
    ldr.enter_names(b"runtime");
    if check_linkname {
        check_linknames(ldr, libs, &scans)?;
    }
    find_packages(ldr, libs, pool, objects)?;
    add_reference_flags(ldr, pool);
    Ok(())
}

/// Scans all objects.
fn scan_all(
    ldr: &Loader<'_>,
    pool: &Pool,
    (tables, is_last): (&[Option<Arc<Table>>], bool),
    runtime: Option<u32>,
) -> Result<Vec<Scan>, Stop> {
    let builtins = ldr.profile.builtins.iter().enumerate();
    let context = scan::Context {
        names: &ldr.names,
        profile: ldr.profile,
        builtins: builtins
            .map(|(number, &(name, abi))| (name.as_bytes(), (number, abi)))
            .collect(),
        runtime,
    };
    let packages = ldr.names.packages_by_hash();
    let tables = tables.iter().map(Option::as_deref).chain(repeat(None));
    let objs: Vec<(&Object<'_>, Option<&Table>)> = ldr.objs.iter().zip(tables).collect();
    let scan = |&(obj, table): &(&Object<'_>, Option<&Table>)| -> Result<Scan, Stop> {
        let mut scan = match table {
            Some(table) => table.scan(&context, obj, is_last)?,
            None => scan::scan(&context, obj)?,
        };
        scan.leads = scan.tables.paths.leads(&packages);
        Ok(scan)
    };
    let scans = pool.map(Class::Cpu, &objs, scan);
    scans.into_iter().collect()
}

/// Numbers the definitions of packages for themselves.
fn number_packages(ldr: &mut Loader<'_>) {
    let mut next = ldr.homes.len() as u32;
    for obj in &mut ldr.objs {
        obj.first = Sym(next);
        next += obj.counts.pkg;
    }
}

/// Applies other definitions to the definitions of packages for themselves.
fn merge_known(ldr: &mut Loader<'_>, same: &Same) {
    for shard in &same.named {
        for (unique, &sym) in shard.uniques.iter().skip(1).zip(&shard.known) {
            let at = sym.index();
            ldr.homes[at] = unique.home;
            ldr.facts[at] = facts_of(&ldr.objs, unique.home);
            ldr.layout.aligns[at] = ldr.layout.aligns[at].max(unique.align);
            set_marks(ldr, sym, unique.marks);
        }
    }
}

/// Numbers names that no object defines, object by object.
fn number_references(ldr: &mut Loader<'_>, same: &Same, numbers: &mut Numbers) {
    let mut news: Vec<(Home, usize, u32)> = Vec::new();
    for (list, shard) in (Same::NAMED..).zip(&same.named) {
        for object in 0..ldr.objs.len() {
            let places = shard.references.of(object).iter();
            let places = places.filter(|place| place.is_new());
            news.extend(places.filter_map(|place| {
                let unique = shard.uniques.get(place.at() as usize)?;
                Some((unique.home, list, place.at()))
            }));
        }
    }
    news.sort_unstable_by_key(|&(home, ..)| (home.obj, home.local));
    for (home, list, at) in news {
        let found = ldr.obj(home.obj).and_then(|obj| {
            let record = obj.reader.sym(home.local)?;
            let version = scan::version(record.abi(), obj.version);
            Some((obj.reader.name(record), version))
        });
        let (name, version) = found.unwrap_or_default();
        let sym = ldr.create(name, version);
        let (_, _, marks) = same.unique(list, at as usize);
        set_marks(ldr, sym, marks);
        numbers.set(list, at, sym);
    }
}

/// Hands the tables of names over, and makes symbols larger where another definition is.
fn finish(ldr: &mut Loader<'_>, pool: &Pool, same: Same, numbers: &Numbers) {
    let mut larger = Vec::new();
    let shards: Vec<(usize, &named::Shard)> = same.named.iter().enumerate().collect();
    let entries = pool.map(Class::Cpu, &shards, |&(number, shard)| -> Vec<Named> {
        let sym = |at: u32| numbers.get(Same::NAMED + number, at);
        let uniques = (0..).zip(&shard.uniques);
        let entries = uniques.map(|(at, unique)| Named::new(unique.name_hash(), sym(at)));
        entries.collect()
    });
    for ((number, shard), entries) in same.named.into_iter().enumerate().zip(entries) {
        let sym = |at: u32| numbers.get(Same::NAMED + number, at);
        ldr.names.set_table(number, shard.slots, entries);
        let sizes = shard.larger.iter();
        larger.extend(sizes.map(|it| (it.by, sym(it.at), it.size)));
    }
    larger.sort_unstable_by_key(|&(by, ..)| (by.obj, by.local));
    for (_, sym, size) in larger {
        ldr.update(sym).set_size(size);
    }
}

fn duplicate(ldr: &Loader<'_>, libs: &Libraries<'_>, conflict: &Conflict) -> Stop {
    let pkg = |home: Home| {
        let obj = ldr.obj(home.obj);
        let lib = obj.and_then(|obj| libs.libs.get(obj.lib as usize));
        lib.map_or("", |lib| &lib.pkg)
    };
    let describe = |home: Home| {
        let definition = named::definition(ldr, home);
        let pkg = pkg(home);
        definition.map_or(String::new(), |Definition { kind, size, .. }| {
            format!("{pkg} (type {kind} size {size})")
        })
    };
    let obj = ldr.obj(conflict.new.obj);
    let name = obj.and_then(|obj| {
        let record = obj.reader.sym(conflict.new.local)?;
        Some(os_str::decode_cow(obj.reader.name(record)))
    });
    let name = name.unwrap_or_default();
    let (new, old) = (describe(conflict.new), describe(conflict.old));
    Stop::Fatal(format!(
        "duplicated definition of symbol {name}, from {new} and {old}"
    ))
}

/// Records the symbols of functions and variables that the compiler refers to by number.
fn set_builtins(ldr: &mut Loader<'_>, scans: &[Scan]) {
    for (at, scan) in scans.iter().enumerate() {
        for &(local, number) in &scan.builtins {
            let sym = ldr.objs[at].syms.get(local as usize);
            if let (Some(&sym), Some(builtin)) = (sym, ldr.builtins.get_mut(number)) {
                *builtin = sym;
            }
        }
    }
}

/// Checks references by `//go:linkname`: first of variables, then others.
fn check_linknames(ldr: &Loader<'_>, libs: &Libraries<'_>, scans: &[Scan]) -> Result<(), Stop> {
    let check = Check { ldr, libs };
    for is_definition in [true, false] {
        for (obj, scan) in ldr.objs.iter().zip(scans) {
            for &local in &scan.linknames {
                let sym = obj.syms.get(local as usize).copied().unwrap_or_default();
                if (local < obj.counts.defs()) == is_definition
                    && let Some(record) = obj.reader.sym(local)
                {
                    check.reference(obj, obj.reader.name(record), sym)?;
                }
            }
        }
    }
    Ok(())
}

/// Finds the objects of the packages that objects refer to by index.
fn find_packages(
    ldr: &mut Loader<'_>,
    libs: &Libraries<'_>,
    pool: &Pool,
    objects: &FirstObjects<'_>,
) -> Result<(), Stop> {
    let find = |obj: &Object<'_>| packages_of(ldr, libs, objects, obj);
    let found = pool.map(Class::Cpu, &ldr.objs, find);
    for (obj, packages) in ldr.objs.iter_mut().zip(found) {
        obj.pkgs = packages?;
    }
    Ok(())
}

fn packages_of(
    ldr: &Loader<'_>,
    libs: &Libraries<'_>,
    objects: &FirstObjects<'_>,
    obj: &Object<'_>,
) -> Result<Vec<Package>, Stop> {
    let package = |(index, path)| {
        if index == 0 {
            // References never mean the first one.
            return Ok(Package::default());
        }
        let found = objects.get(path).copied();
        match found.and_then(|index| Some((index, ldr.obj(index)?))) {
            Some((index, other)) => Ok(Package {
                obj: index,
                first: other.first,
                len: other.counts.pkg,
            }),
            None => {
                let lib = libs.libs.get(obj.lib as usize);
                let lib = lib.map_or("", |lib| &lib.pkg);
                let path = os_str::decode_cow(path);
                let text = format!("{lib}: reference to nonexistent package {path}");
                Err(Stop::Fatal(text))
            }
        }
    };
    obj.reader.packages().enumerate().map(package).collect()
}

/// Adds the attributes that references give to their targets.
fn add_reference_flags(ldr: &mut Loader<'_>, pool: &Pool) {
    let find = |obj: &Object<'_>| -> Vec<Sym> {
        let flags = obj.reader.ref_flags();
        let used = flags.filter(|&(_, _, flags)| flags & flag2::USED_IN_IFACE != 0);
        used.map(|(target, ..)| ldr.resolve(obj, target)).collect()
    };
    for used in pool.map(Class::Cpu, &ldr.objs, find) {
        for sym in used {
            ldr.set(Attr::UsedInIface, sym, true);
        }
    }
}
