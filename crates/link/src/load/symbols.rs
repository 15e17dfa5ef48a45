//! Gives numbers to the symbols of all objects.
//!
//! First come what packages define for themselves, then the other definitions object by
//! object, then names that no object defines. A symbol that several objects define has
//! the number of its first definition; which definition counts depends on kinds and
//! sizes.
//! Counterpart: cmd/link/internal/loader/loader.go (`LoadSyms`, `preloadSyms`, `addSym`,
//! `loadObjRefs`).

use hashbrown::HashMap;
use vamos_objfile::goobj::Counts;
use vamos_objfile::goobj::Reader;
use vamos_objfile::goobj::SymRecord;
use vamos_objfile::goobj::flag;
use vamos_objfile::goobj::flag2;

use super::hashed::Found;
use super::hashed::Hashed;
use super::hashed::Key;
use super::linkname::Check;
use crate::context::Link;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::Attr;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::Names;
use crate::loader::ObjIndex;
use crate::loader::Sym;
use crate::loader::Version;

/// Loads the symbols of all objects.
pub(super) fn load(link: &mut Link<'_>) -> Result<(), Stop> {
    let objs = 0..link.ldr.objs.len();
    let mut load = Load::new(link);
    for at in objs.clone() {
        load.package_definitions(at);
    }
    for at in objs.clone() {
        load.hashed64_definitions(at);
        load.hashed_definitions(at);
        load.named_definitions(at)?;
    }
    load.check_variables()?;
    load.link.ldr.fill();
    for at in objs {
        load.references(at)?;
    }
    let Load { names, larger, .. } = load;
    let ldr = &mut link.ldr;
    ldr.names = names;
    for (sym, size) in larger {
        ldr.update(sym).set_size(size);
    }
    Ok(())
}

/// The state of loading.
struct Load<'l, 'a> {
    link: &'l mut Link<'a>,
    names: Names<'a>,
    hashed64: Hashed<u64>,
    hashed: Hashed<[u8; 16]>,
    /// Functions and variables that the compiler knows by number, by name: number and ABI.
    builtins: HashMap<&'static [u8], (usize, u16)>,
    /// Variables without content that refer to others by `//go:linkname`: the object, the
    /// name and the symbol.
    variables: Vec<(usize, &'a [u8], Sym)>,
    /// Symbols that another definition makes larger.
    larger: Vec<(Sym, i64)>,
}

/// An object while its symbols are loaded.
struct Obj<'a> {
    /// The object's place in the list.
    at: usize,
    index: ObjIndex,
    reader: Reader<'a>,
    counts: Counts,
    version: Version,
    is_runtime: bool,
}

impl Obj<'_> {
    fn home(&self, local: u32) -> Home {
        Home {
            obj: self.index,
            local,
        }
    }
}

/// Returns the version of a name with this ABI.
fn version(abi: u16, own: Version) -> Result<Version, Stop> {
    match abi {
        0 | 1 => Ok(Version::from(abi)),
        SymRecord::ABI_STATIC => Ok(own),
        _ => Err(Stop::Fatal(format!("invalid symbol ABI: {abi}"))),
    }
}

impl<'l, 'a> Load<'l, 'a> {
    fn new(link: &'l mut Link<'a>) -> Self {
        let mut sum = Counts::default();
        for obj in &link.ldr.objs {
            sum.pkg += obj.counts.pkg;
            sum.hashed64 += obj.counts.hashed64;
            sum.hashed += obj.counts.hashed;
            sum.non_pkg += obj.counts.non_pkg;
        }
        let names = &mut link.ldr.names;
        let mut names = std::mem::take(names);
        names.set_pending(link.loaded.objects.clone());
        names.reserve(sum.non_pkg as usize / 2, sum.non_pkg as usize / 4);
        let numbers = sum.pkg + sum.hashed64 / 2 + sum.hashed / 2 + sum.non_pkg / 2;
        link.ldr.homes.reserve(numbers as usize);
        link.ldr.aligns.reserve(numbers as usize);
        let builtins = link.ldr.profile.builtins.iter().enumerate();
        Self {
            names,
            hashed64: Hashed::with_capacity(sum.hashed64 as usize / 2),
            hashed: Hashed::with_capacity(sum.hashed as usize / 2),
            builtins: builtins
                .map(|(number, &(name, abi))| (name.as_bytes(), (number, abi)))
                .collect(),
            variables: Vec::new(),
            larger: Vec::new(),
            link,
        }
    }

    fn obj(&self, at: usize) -> Obj<'a> {
        let obj = &self.link.ldr.objs[at];
        let lib = self.link.libs.libs.get(obj.lib as usize);
        Obj {
            at,
            index: ObjIndex(ObjIndex::FIRST + at as u32),
            reader: obj.reader.clone(),
            counts: obj.counts,
            version: obj.version,
            is_runtime: lib.is_some_and(|lib| lib.pkg == "runtime"),
        }
    }

    /// Keeps what every copy of a symbol adds.
    fn add_attributes(&mut self, sym: Sym, record: SymRecord<'_>) {
        let ldr = &mut self.link.ldr;
        if record.flag() & flag::LOCAL != 0 {
            ldr.set(Attr::Local, sym, true);
        }
        if record.flag2() & flag2::USED_IN_IFACE != 0 {
            ldr.set(Attr::UsedInIface, sym, true);
        }
        let align = record.align();
        if align != 0 && i64::from(align) > ldr.align(sym) {
            ldr.set_align(sym, align);
        }
    }

    /// Notes the definition of a function or variable that the compiler knows by number.
    fn add_builtin(&mut self, obj: &Obj<'a>, name: &[u8], record: SymRecord<'_>, sym: Sym) {
        if name.starts_with(b"runtime.") || obj.is_runtime && name.starts_with(b"type:") {
            match self.builtins.get(name) {
                Some(&(number, abi)) if abi == record.abi() => {
                    self.link.ldr.builtins[number] = sym;
                }
                _ => {}
            }
        }
    }

    fn package_definitions(&mut self, at: usize) {
        let obj = self.obj(at);
        let mut syms = Vec::with_capacity(obj.counts.all() as usize);
        for local in 0..obj.counts.pkg {
            let sym = self.link.ldr.push_definition(obj.home(local));
            syms.push(sym);
            let Some(record) = obj.reader.sym(local) else {
                continue;
            };
            self.add_attributes(sym, record);
            if obj.is_runtime {
                self.add_builtin(&obj, obj.reader.name(record), record, sym);
            }
        }
        self.link.ldr.objs[at].syms = syms;
    }

    fn hashed64_definitions(&mut self, at: usize) {
        let obj = self.obj(at);
        let start = obj.counts.pkg;
        for index in 0..obj.counts.hashed64 {
            let key = obj.reader.hash64(index);
            self.hashed_definition(&obj, start + index, key, |load| &mut load.hashed64);
        }
    }

    fn hashed_definitions(&mut self, at: usize) {
        let obj = self.obj(at);
        let start = obj.counts.pkg + obj.counts.hashed64;
        for index in 0..obj.counts.hashed {
            let key = *obj.reader.hash(index);
            self.hashed_definition(&obj, start + index, key, |load| &mut load.hashed);
        }
    }

    fn hashed_definition<K: Key>(
        &mut self,
        obj: &Obj<'a>,
        local: u32,
        key: K,
        table: impl FnOnce(&mut Self) -> &mut Hashed<K>,
    ) {
        let Some(record) = obj.reader.sym(local) else {
            return;
        };
        let next = Sym(self.link.ldr.len() as u32);
        let sym = match table(self).find(key, record.size(), next) {
            Found::New => self.link.ldr.push_definition(obj.home(local)),
            Found::Known(sym) => sym,
            Found::Larger(sym) => {
                self.link.ldr.homes[sym.index()] = obj.home(local);
                sym
            }
        };
        self.link.ldr.objs[obj.at].syms.push(sym);
        self.add_attributes(sym, record);
    }

    fn named_definitions(&mut self, at: usize) -> Result<(), Stop> {
        let obj = self.obj(at);
        let end = obj.counts.defs();
        let linkname = flag2::LINKNAME | self.link.ldr.profile.linkname_std;
        for local in end - obj.counts.non_pkg..end {
            let Some(record) = obj.reader.sym(local) else {
                continue;
            };
            let name = obj.reader.name(record);
            let version = version(record.abi(), obj.version)?;
            let sym = if name.is_empty() || version == obj.version {
                self.link.ldr.push_definition(obj.home(local))
            } else {
                self.named_definition(&obj, local, record, (name, version))?
            };
            self.link.ldr.objs[at].syms.push(sym);
            // A variable without content is a reference if it has this mark. Names without
            // a dot are those of C.
            if record.flag2() & linkname != 0
                && obj.reader.data(local).is_empty()
                && name.contains(&b'.')
            {
                self.variables.push((at, name, sym));
            }
            self.add_attributes(sym, record);
            self.add_builtin(&obj, name, record, sym);
        }
        Ok(())
    }

    /// Looks a name up, with the definitions of its package in the tables.
    fn find(&mut self, hash: u64, name: &[u8], version: Version) -> Sym {
        let ldr = &self.link.ldr;
        let sym = self.names.find(ldr, hash, name, version);
        if sym.is_none() && self.names.settle(ldr, name) {
            return self.names.find(ldr, hash, name, version);
        }
        sym
    }

    fn named_definition(
        &mut self,
        obj: &Obj<'a>,
        local: u32,
        record: SymRecord<'_>,
        (name, version): (&[u8], Version),
    ) -> Result<Sym, Stop> {
        let hash = self.names.hash(name);
        let known = self.find(hash, name, version);
        if known.is_none() {
            let sym = self.link.ldr.push_definition(obj.home(local));
            self.names.add(hash, version, sym);
            return Ok(sym);
        }
        let ldr = &mut self.link.ldr;
        let new = Definition::new(&obj.reader, local, record);
        let old = ldr.local(known).and_then(|(old, local)| {
            let record = old.reader.sym(local)?;
            Some(Definition::new(&old.reader, local, record))
        });
        let Some(old) = old else {
            return Ok(known);
        };
        match choose(&new, &old, ldr.profile.unique_replaces_dup_ok) {
            Choice::Old { grows } => {
                if grows {
                    self.larger.push((known, new.size));
                }
            }
            Choice::New { grows } => {
                ldr.homes[known.index()] = obj.home(local);
                if grows {
                    self.larger.push((known, old.size));
                }
            }
            Choice::Neither => return Err(self.duplicate(obj, known, name, [&new, &old])),
        }
        Ok(known)
    }

    fn duplicate(
        &self,
        obj: &Obj<'a>,
        known: Sym,
        name: &[u8],
        [new, old]: [&Definition; 2],
    ) -> Stop {
        let ldr = &self.link.ldr;
        let pkg = |lib: Option<u32>| {
            let lib = lib.and_then(|lib| self.link.libs.libs.get(lib as usize));
            lib.map_or("", |lib| &lib.pkg)
        };
        let name = String::from_utf8_lossy(name);
        Stop::Fatal(format!(
            "duplicated definition of symbol {name}, from {} (type {} size {}) and {} (type {} size {})",
            pkg(Some(ldr.objs[obj.at].lib)),
            new.kind,
            new.size,
            pkg(ldr.sym_lib(known)),
            old.kind,
            old.size
        ))
    }

    /// Checks references of variables by `//go:linkname`, now that all definitions are
    /// known.
    fn check_variables(&self) -> Result<(), Stop> {
        for &(at, name, sym) in &self.variables {
            self.check_linkname(at, name, sym)?;
        }
        Ok(())
    }

    fn check_linkname(&self, at: usize, name: &[u8], sym: Sym) -> Result<(), Stop> {
        if !self.link.options.check_linkname {
            return Ok(());
        }
        let ldr = &self.link.ldr;
        let check = Check {
            ldr,
            names: &self.names,
            libs: &self.link.libs,
        };
        check.reference(&ldr.objs[at], name, sym)
    }

    fn references(&mut self, at: usize) -> Result<(), Stop> {
        let obj = self.obj(at);
        let profile = self.link.ldr.profile;
        let linkname = flag2::LINKNAME | profile.linkname_std;
        let checks_all =
            profile.checks_assembly_linknames && self.link.ldr.objs[at].is_from_assembly();
        for local in obj.counts.defs()..obj.counts.all() {
            let Some(record) = obj.reader.sym(local) else {
                continue;
            };
            let name = obj.reader.name(record);
            let version = version(record.abi(), obj.version)?;
            let hash = self.names.hash(name);
            let mut sym = self.find(hash, name, version);
            if sym.is_none() {
                sym = self.link.ldr.create(name, version);
                self.names.add(hash, version, sym);
            }
            self.link.ldr.objs[at].syms.push(sym);
            if checks_all || record.flag2() & linkname != 0 {
                self.check_linkname(at, name, sym)?;
            }
            if record.flag() & flag::LOCAL != 0 {
                self.link.ldr.set(Attr::Local, sym, true);
            }
            if record.flag2() & flag2::USED_IN_IFACE != 0 {
                self.link.ldr.set(Attr::UsedInIface, sym, true);
            }
        }
        self.packages(&obj)?;
        add_reference_flags(&mut self.link.ldr, &obj);
        Ok(())
    }

    /// Finds the objects of the packages that an object refers to by index.
    fn packages(&mut self, obj: &Obj<'a>) -> Result<(), Stop> {
        let mut packages = Vec::new();
        for (at, path) in obj.reader.packages().enumerate() {
            let found = self.link.loaded.objects.get(path).copied();
            match found {
                // The first one is never meant.
                _ if at == 0 => packages.push(ObjIndex::default()),
                Some(index) => packages.push(index),
                None => {
                    let lib = self.link.ldr.objs[obj.at].lib;
                    let lib = &self.link.libs.libs[lib as usize].pkg;
                    let path = String::from_utf8_lossy(path);
                    let text = format!("{lib}: reference to nonexistent package {path}");
                    return Err(Stop::Fatal(text));
                }
            }
        }
        self.link.ldr.objs[obj.at].pkgs = packages;
        Ok(())
    }
}

fn add_reference_flags(ldr: &mut Loader<'_>, obj: &Obj<'_>) {
    for (target, _, flags) in obj.reader.ref_flags() {
        if flags & flag2::USED_IN_IFACE != 0 {
            let sym = ldr.resolve(&ldr.objs[obj.at], target);
            ldr.set(Attr::UsedInIface, sym, true);
        }
    }
}

/// What decides between two definitions of a name.
struct Definition {
    size: i64,
    is_dup_ok: bool,
    kind: SymKind,
    has_content: bool,
}

impl Definition {
    fn new(reader: &Reader<'_>, local: u32, record: SymRecord<'_>) -> Self {
        Self {
            size: i64::from(record.size()),
            is_dup_ok: record.flag() & flag::DUPOK != 0,
            kind: SymKind::from_object(record.kind()),
            has_content: !reader.data(local).is_empty(),
        }
    }

    fn is_bss(&self) -> bool {
        self.kind.is_data() && !self.has_content
    }
}

/// Which of two definitions counts; it grows if the other one is larger.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    Old { grows: bool },
    New { grows: bool },
    Neither,
}

/// Chooses between two definitions of a name. Content beats zeros, and code beats both: a
/// variable may stand for a function whose address is taken.
fn choose(new: &Definition, old: &Definition, unique_replaces_dup_ok: bool) -> Choice {
    let keep = Choice::Old { grows: false };
    let replace = Choice::New { grows: false };
    if new.is_dup_ok && (old.is_dup_ok || !unique_replaces_dup_ok) {
        return if old.size < new.size { replace } else { keep };
    }
    if new.is_dup_ok {
        return keep;
    }
    if old.is_dup_ok {
        return if unique_replaces_dup_ok {
            replace
        } else {
            keep
        };
    }
    let wins = new.kind.is_text() || new.has_content || new.is_bss() && new.size > old.size;
    if old.is_bss() && wins {
        return Choice::New {
            grows: old.size > new.size,
        };
    }
    if new.is_bss() {
        return Choice::Old {
            grows: new.size > old.size,
        };
    }
    Choice::Neither
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(kind: SymKind, size: i64, has_content: bool) -> Definition {
        Definition {
            size,
            is_dup_ok: false,
            kind,
            has_content,
        }
    }

    #[test]
    fn choices() {
        let text = |size| definition(SymKind::Text, size, true);
        let data = |size| definition(SymKind::Data, size, true);
        let bss = |size| definition(SymKind::NoPtrBss, size, false);
        let dup = |size| Definition {
            is_dup_ok: true,
            ..data(size)
        };
        let old = |grows| Choice::Old { grows };
        let new = |grows| Choice::New { grows };
        let cases = [
            (text(1), bss(8), new(true)),
            (data(8), data(8), Choice::Neither),
            (data(8), bss(8), new(false)),
            (data(8), bss(9), new(true)),
            (bss(9), data(8), old(true)),
            (bss(9), bss(8), new(false)),
            (bss(8), bss(8), old(false)),
            (bss(8), data(8), old(false)),
            (bss(8), text(9), old(false)),
            (dup(8), dup(9), old(false)),
            (dup(9), dup(8), new(false)),
        ];
        for (new, old, want) in cases {
            assert_eq!(choose(&new, &old, false), want);
            assert_eq!(choose(&new, &old, true), want);
        }
        assert_eq!(choose(&dup(9), &data(8), false), new(false));
        assert_eq!(choose(&dup(9), &data(8), true), old(false));
        assert_eq!(choose(&data(8), &dup(9), false), old(false));
        assert_eq!(choose(&data(8), &dup(9), true), new(false));
    }
}
