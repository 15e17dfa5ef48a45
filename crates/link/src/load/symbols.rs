//! Gives numbers to the symbols of all objects.
//!
//! First come what packages define for themselves, then the other definitions object by
//! object, then names that no object defines. A symbol that several objects define has
//! the number of its first definition. Which symbols are the same is found on several
//! threads ([`scan`], [`hashed`], [`named`]); numbers are given in order.
//! Counterpart: cmd/link/internal/loader/loader.go (`LoadSyms`, `preloadSyms`, `addSym`,
//! `loadObjRefs`).

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use vamos_objfile::goobj::flag2;
use vamos_sched::Class;

use super::choose::Definition;
use super::hashed;
use super::key;
use super::key::Key;
use super::linkname::Check;
use super::named;
use super::named::Conflict;
use super::named::Known;
use super::scan;
use super::scan::Scan;
use crate::context::Link;
use crate::error::Stop;
use crate::loader::Attr;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::Names;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;
use crate::loader::align_bits;
use crate::loader::definitions;

/// Loads the symbols of all objects.
pub(super) fn load(link: &mut Link<'_>) -> Result<(), Stop> {
    let packages = link.loaded.objects.clone();
    link.ldr.names.set_packages(packages);
    let scans = scan_all(link)?;
    number_packages(&mut link.ldr, &scans);
    let mut same = Same::find(link, &scans);
    same.check(link)?;
    same.merge_known(&mut link.ldr);
    same.number_definitions(&mut link.ldr, &scans);
    link.ldr.fill();
    same.number_references(&mut link.ldr, &scans);
    same.finish(&mut link.ldr);
    set_builtins(&mut link.ldr, &scans);
    link.ldr.enter_names(b"runtime");
    check_linknames(link, &scans)?;
    for at in 0..link.ldr.objs.len() {
        find_packages(link, at)?;
        add_reference_flags(&mut link.ldr, at);
    }
    Ok(())
}

/// Looks at all objects.
fn scan_all(link: &Link<'_>) -> Result<Vec<Scan>, Stop> {
    let builtins = link.profile().builtins.iter().enumerate();
    let context = scan::Context {
        names: &link.ldr.names,
        profile: link.profile(),
        builtins: builtins
            .map(|(number, &(name, abi))| (name.as_bytes(), (number, abi)))
            .collect(),
        runtime: link.libs.by_pkg.get("runtime").copied(),
    };
    let scan = |obj: &Object<'_>| scan::scan(&context, obj);
    let scans = link.pool.map(Class::Cpu, &link.ldr.objs, scan);
    scans.into_iter().collect()
}

/// Numbers what packages define for themselves.
fn number_packages(ldr: &mut Loader<'_>, scans: &[Scan]) {
    let count = |obj: &Object<'_>| obj.counts.pkg as usize + obj.counts.hashed as usize / 2;
    let len = ldr.objs.iter().map(count).sum();
    ldr.homes.reserve(len);
    ldr.aligns.reserve(len);
    for at in 0..ldr.objs.len() {
        let start = ldr.homes.len() as u32;
        let index = ObjIndex(ObjIndex::FIRST + at as u32);
        let counts = ldr.objs[at].counts;
        let mut syms = Vec::with_capacity(counts.all() as usize);
        syms.extend((start..start + counts.pkg).map(Sym));
        ldr.objs[at].syms = syms;
        ldr.homes
            .extend((0..counts.pkg).map(|local| Home { obj: index, local }));
        let Some(scan) = scans.get(at) else { continue };
        ldr.aligns.extend_from_slice(&scan.aligns);
        ldr.aligns.resize(ldr.homes.len(), 0);
        for &(local, marks) in &scan.marks {
            set_marks(ldr, Sym(start + local), marks);
        }
    }
}

fn set_marks(ldr: &mut Loader<'_>, sym: Sym, marks: u8) {
    if marks & scan::LOCAL != 0 {
        ldr.set(Attr::Local, sym, true);
    }
    if marks & scan::USED_IN_IFACE != 0 {
        ldr.set(Attr::UsedInIface, sym, true);
    }
}

/// Which symbols of objects are the same.
struct Same {
    /// The symbols by short content, and for each such content of each object its place.
    hashed64: hashed::Shard,
    hashed64_places: Vec<AtomicU32>,
    /// The symbols by the hash of their content, in shards.
    hashed: Vec<hashed::Shard>,
    hashed_places: Vec<AtomicU32>,
    /// The symbols by name, in shards.
    named: Vec<named::Shard>,
    named_places: Vec<AtomicU32>,
}

/// A part of the work that does not depend on others.
#[derive(Clone, Copy)]
enum Task {
    Hashed64,
    Hashed(usize),
    Named(usize),
}

/// What a part of the work found.
enum Found {
    Hashed(hashed::Shard),
    Named(named::Shard),
}

/// Returns room for the places of this many symbols of each object.
fn places(objs: &[Object<'_>], count: impl Fn(&Object<'_>) -> u32) -> Vec<AtomicU32> {
    let len = objs.iter().map(|obj| count(obj) as usize).sum();
    let mut places = Vec::new();
    places.resize_with(len, AtomicU32::default);
    places
}

impl Same {
    fn find(link: &Link<'_>, scans: &[Scan]) -> Self {
        let ldr = &link.ldr;
        let objs = &ldr.objs;
        let hashed64_places = places(objs, |obj| obj.counts.hashed64);
        let hashed_places = places(objs, |obj| obj.counts.hashed);
        let named_places = places(objs, |obj| obj.counts.non_pkg + obj.counts.refs);
        let known = known(link, scans);
        let context = named::Context {
            ldr,
            scans,
            known: &known,
            places: &named_places,
        };
        let tasks: Vec<Task> = (0..key::SHARDS)
            .map(Task::Hashed)
            .chain((0..Names::SHARDS).map(Task::Named))
            .chain([Task::Hashed64])
            .collect();
        let run = |task: &Task| match *task {
            Task::Hashed64 => Found::Hashed(hashed::find::<[u8; 8]>(
                objs,
                scans,
                |scan| &scan.contents64,
                0,
                &hashed64_places,
            )),
            Task::Hashed(shard) => Found::Hashed(hashed::find::<[u8; 16]>(
                objs,
                scans,
                |scan| &scan.contents,
                shard,
                &hashed_places,
            )),
            Task::Named(shard) => Found::Named(named::find(&context, shard)),
        };
        let mut hashed = Vec::new();
        let mut named = Vec::new();
        for found in link.pool.map(Class::Cpu, &tasks, run) {
            match found {
                Found::Hashed(shard) => hashed.push(shard),
                Found::Named(shard) => named.push(shard),
            }
        }
        Self {
            hashed64: hashed.pop().unwrap_or_default(),
            hashed64_places,
            hashed,
            hashed_places,
            named,
            named_places,
        }
    }

    /// Reports the first two definitions of a name of which none counts.
    fn check(&self, link: &Link<'_>) -> Result<(), Stop> {
        let conflicts = self
            .named
            .iter()
            .filter_map(|shard| shard.conflict.as_ref());
        match conflicts.min_by_key(|conflict| conflict.order) {
            Some(conflict) => Err(duplicate(link, conflict)),
            None => Ok(()),
        }
    }

    /// Adds what other definitions change to what packages define for themselves.
    fn merge_known(&self, ldr: &mut Loader<'_>) {
        for shard in &self.named {
            for (unique, &sym) in shard.uniques.iter().zip(&shard.syms).take(shard.known) {
                let at = sym.index();
                ldr.homes[at] = unique.home;
                ldr.aligns[at] = ldr.aligns[at].max(unique.align);
                set_marks(ldr, sym, unique.marks);
            }
        }
    }

    /// Numbers definitions that are found by content or name, object by object.
    fn number_definitions(&mut self, ldr: &mut Loader<'_>, scans: &[Scan]) {
        let mut hashed64 = self.hashed64_places.as_slice();
        let mut hashed = self.hashed_places.as_slice();
        let mut named = self.named_places.as_slice();
        for (at, scan) in scans.iter().enumerate() {
            let counts = ldr.objs[at].counts;
            let keys = ldr.objs[at].reader.hashes();
            let mut syms = std::mem::take(&mut ldr.objs[at].syms);
            for place in take(&mut hashed64, counts.hashed64) {
                syms.push(number_hashed(ldr, &mut self.hashed64, place));
            }
            for (&key, place) in keys.iter().zip(take(&mut hashed, counts.hashed)) {
                let shard = &mut self.hashed[key.shard()];
                syms.push(number_hashed(ldr, shard, place));
            }
            let places = take(&mut named, counts.non_pkg + counts.refs);
            let names = scan.hashes.iter().zip(places);
            for (local, (name, place)) in (counts.defs() - counts.non_pkg..counts.defs()).zip(names)
            {
                let sym = if name.hash == 0 {
                    number_unnamed(ldr, at, local)
                } else {
                    number_named(ldr, &mut self.named[Names::shard(name.hash)], place)
                };
                syms.push(sym);
            }
            ldr.objs[at].syms = syms;
        }
    }

    /// Numbers names that no object defines, object by object.
    fn number_references(&mut self, ldr: &mut Loader<'_>, scans: &[Scan]) {
        let mut named = self.named_places.as_slice();
        for (at, scan) in scans.iter().enumerate() {
            let counts = ldr.objs[at].counts;
            let mut syms = std::mem::take(&mut ldr.objs[at].syms);
            let places = take(&mut named, counts.non_pkg + counts.refs);
            let names = scan.hashes.iter().zip(places);
            for (name, place) in names.skip(counts.non_pkg as usize) {
                let shard = &mut self.named[Names::shard(name.hash)];
                syms.push(number_named(ldr, shard, place));
            }
            ldr.objs[at].syms = syms;
        }
    }

    /// Hands the tables of names over, and makes symbols larger where another definition
    /// is.
    fn finish(self, ldr: &mut Loader<'_>) {
        let mut larger = Vec::new();
        for (number, mut shard) in self.named.into_iter().enumerate() {
            let sym = |at: u32| shard.syms.get(at as usize).copied();
            for named in &mut shard.table {
                named.sym = sym(named.sym.0).unwrap_or_default();
            }
            let sizes = shard.larger.iter();
            larger.extend(sizes.filter_map(|&(order, at, size)| Some((order, sym(at)?, size))));
            ldr.names.set_table(number, shard.table);
        }
        larger.sort_unstable_by_key(|&(order, ..)| order);
        for (_, sym, size) in larger {
            ldr.update(sym).set_size(size);
        }
    }
}

/// Takes the first entries of a list.
fn take<'p>(places: &mut &'p [AtomicU32], len: u32) -> &'p [AtomicU32] {
    let (first, rest) = places.split_at((len as usize).min(places.len()));
    *places = rest;
    first
}

fn push(ldr: &mut Loader<'_>, home: Home, align: u8, marks: u8) -> Sym {
    let sym = Sym(ldr.homes.len() as u32);
    ldr.homes.push(home);
    ldr.aligns.push(align);
    if marks != 0 {
        set_marks(ldr, sym, marks);
    }
    sym
}

/// Returns the number of the symbol at a place, which is found by content, giving it one if
/// needed.
fn number_hashed(ldr: &mut Loader<'_>, shard: &mut hashed::Shard, place: &AtomicU32) -> Sym {
    let at = place.load(Relaxed) as usize;
    let Some(sym) = shard.syms.get_mut(at) else {
        return Sym::NONE;
    };
    if sym.is_none() {
        let hashed::Unique { home, facts } = shard.uniques[at];
        *sym = push(ldr, home, facts.align, facts.marks);
    }
    *sym
}

/// Returns the number of the symbol at a place, which is found by name, giving it one if
/// needed.
fn number_named(ldr: &mut Loader<'_>, shard: &mut named::Shard, place: &AtomicU32) -> Sym {
    let at = place.load(Relaxed) as usize;
    let Some(sym) = shard.syms.get_mut(at) else {
        return Sym::NONE;
    };
    if sym.is_some() {
        return *sym;
    }
    let unique = shard.uniques[at];
    *sym = if unique.is_defined {
        push(ldr, unique.home, unique.align, unique.marks)
    } else {
        let found = ldr.obj(unique.home.obj).and_then(|obj| {
            let record = obj.reader.sym(unique.home.local)?;
            let version = scan::version(record.abi(), obj.version);
            Some((obj.reader.name(record), version))
        });
        let (name, version) = found.unwrap_or_default();
        let sym = ldr.create(name, version);
        set_marks(ldr, sym, unique.marks);
        sym
    };
    *sym
}

/// Numbers a definition that is not found at all.
fn number_unnamed(ldr: &mut Loader<'_>, at: usize, local: u32) -> Sym {
    let home = Home {
        obj: ObjIndex(ObjIndex::FIRST + at as u32),
        local,
    };
    match ldr.objs[at].reader.sym(local) {
        Some(record) => push(ldr, home, align_bits(record.align()), scan::marks(record)),
        None => push(ldr, home, 0, 0),
    }
}

/// Finds the definitions of packages that names may lead to.
fn known(link: &Link<'_>, scans: &[Scan]) -> Vec<Vec<Known>> {
    let ldr = &link.ldr;
    let mut packages: Vec<ObjIndex> = Vec::new();
    let mut filter = Filter::new(scans);
    for scan in scans {
        packages.extend_from_slice(&scan.packages);
        scan.hashes.iter().for_each(|name| filter.insert(name.hash));
    }
    packages.sort_unstable();
    packages.dedup();
    let find = |&first: &ObjIndex| {
        let all = definitions(ldr, first).map(|(name, version, sym)| Known {
            hash: ldr.names.full_hash(name, version),
            sym,
        });
        all.filter(|known| filter.has(known.hash.hash)).collect()
    };
    link.pool.map(Class::Cpu, &packages, find)
}

/// A set of hashes that may have more than it was given.
struct Filter {
    words: Vec<u64>,
    mask: u64,
}

impl Filter {
    /// Returns an empty set with room for the names of objects.
    fn new(scans: &[Scan]) -> Self {
        let len: usize = scans.iter().map(|scan| scan.hashes.len()).sum();
        // Eight bits for each name keep wrong answers few.
        let words = (len / 8 + 1).next_power_of_two();
        Self {
            words: vec![0; words],
            mask: words as u64 * 64 - 1,
        }
    }

    fn insert(&mut self, hash: u64) {
        let bit = hash & self.mask;
        self.words[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    fn has(&self, hash: u64) -> bool {
        let bit = hash & self.mask;
        self.words[(bit / 64) as usize] >> (bit % 64) & 1 != 0
    }
}

fn duplicate(link: &Link<'_>, conflict: &Conflict) -> Stop {
    let pkg = |home: Home| {
        let obj = link.ldr.obj(home.obj);
        let lib = obj.and_then(|obj| link.libs.libs.get(obj.lib as usize));
        lib.map_or("", |lib| &lib.pkg)
    };
    let describe = |home: Home| {
        let definition = named::definition(&link.ldr, home);
        let pkg = pkg(home);
        definition.map_or(String::new(), |Definition { kind, size, .. }| {
            format!("{pkg} (type {kind} size {size})")
        })
    };
    let obj = link.ldr.obj(conflict.new.obj);
    let name = obj.and_then(|obj| {
        let record = obj.reader.sym(conflict.new.local)?;
        Some(String::from_utf8_lossy(obj.reader.name(record)))
    });
    let name = name.unwrap_or_default();
    let (new, old) = (describe(conflict.new), describe(conflict.old));
    Stop::Fatal(format!(
        "duplicated definition of symbol {name}, from {new} and {old}"
    ))
}

/// Notes where functions and variables are that the compiler knows by number.
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
fn check_linknames(link: &Link<'_>, scans: &[Scan]) -> Result<(), Stop> {
    if !link.options.check_linkname {
        return Ok(());
    }
    let ldr = &link.ldr;
    let check = Check {
        ldr,
        libs: &link.libs,
    };
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

/// Finds the objects of the packages that an object refers to by index.
fn find_packages(link: &mut Link<'_>, at: usize) -> Result<(), Stop> {
    let mut packages = Vec::new();
    for (index, path) in link.ldr.objs[at].reader.packages().enumerate() {
        let found = link.loaded.objects.get(path).copied();
        match found {
            // The first one is never meant.
            _ if index == 0 => packages.push(ObjIndex::default()),
            Some(index) => packages.push(index),
            None => {
                let lib = link.libs.libs.get(link.ldr.objs[at].lib as usize);
                let lib = lib.map_or("", |lib| &lib.pkg);
                let path = String::from_utf8_lossy(path);
                let text = format!("{lib}: reference to nonexistent package {path}");
                return Err(Stop::Fatal(text));
            }
        }
    }
    link.ldr.objs[at].pkgs = packages;
    Ok(())
}

fn add_reference_flags(ldr: &mut Loader<'_>, at: usize) {
    let reader = ldr.objs[at].reader.clone();
    for (target, _, flags) in reader.ref_flags() {
        if flags & flag2::USED_IN_IFACE != 0 {
            let sym = ldr.resolve(&ldr.objs[at], target);
            ldr.set(Attr::UsedInIface, sym, true);
        }
    }
}
