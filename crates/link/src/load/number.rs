//! Gives numbers to definitions, in the order of objects.
//!
//! The number of symbols that each object is the first to define is known by then, so all objects
//! are numbered at the same time: first the new symbols of each, then the symbols that others
//! define too.
//! Counterpart: cmd/link/internal/loader/loader.go (`addSym`).

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use vamos_sched::Class;
use vamos_sched::Pool;

use super::places::PLACE;
use super::places::PLACE_BITS;
use super::places::Places;
use super::same::Same;
use super::scan;
use super::scan::Scan;
use crate::loader::Attr;
use crate::loader::Facts;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;
use crate::loader::room_for_more;
use crate::profile::Profile;

/// Marks an entry that refers to a list and has no number yet: list and index follow.
const LISTED: u32 = 1 << 31;
/// A definition that is not found at all; there is no such list.
const UNNAMED: u32 = u32::MAX;

/// The numbers of the symbols of all shards.
pub(super) struct Numbers(Vec<Vec<AtomicU32>>);

/// A task of numbering: an object, and room for the symbols that it is the first to define.
struct Part<'p> {
    at: usize,
    /// The first number of those definitions that the package does not define for itself.
    start: u32,
    package: Room<'p>,
    others: Room<'p>,
    syms: Vec<Sym>,
    marks: Vec<(Sym, u8)>,
    profile: &'static Profile,
}

/// Room for definitions: where they are, and their alignments.
struct Room<'p> {
    homes: &'p mut [Home],
    facts: &'p mut [Facts],
    aligns: &'p mut [u8],
}

impl<'p> Room<'p> {
    fn take(&mut self, len: usize) -> Self {
        let len = len.min(self.homes.len());
        let (homes, other_homes) = std::mem::take(&mut self.homes).split_at_mut(len);
        let (facts, other_facts) = std::mem::take(&mut self.facts).split_at_mut(len);
        let (aligns, other_aligns) = std::mem::take(&mut self.aligns).split_at_mut(len);
        (self.homes, self.facts, self.aligns) = (other_homes, other_facts, other_aligns);
        Room {
            homes,
            facts,
            aligns,
        }
    }

    /// Iterates over the definitions: where each is, its facts and its alignment.
    fn iter_mut(&mut self) -> impl Iterator<Item = ((&mut Home, &mut Facts), &mut u8)> {
        let homes = self.homes.iter_mut();
        homes.zip(&mut *self.facts).zip(&mut *self.aligns)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn set_marks(ldr: &mut Loader<'_>, sym: Sym, marks: u8) {
    if marks & scan::LOCAL != 0 {
        ldr.set(Attr::Local, sym, true);
    }
    if marks & scan::USED_IN_IFACE != 0 {
        ldr.set(Attr::UsedInIface, sym, true);
    }
}

impl Numbers {
    /// Numbers all definitions.
    pub(super) fn assign(ldr: &mut Loader<'_>, pool: &Pool, same: &Same, scans: &[Scan]) -> Self {
        let lists = same.lists().map(|list| list.numbers());
        let numbers = Self(lists.collect());
        let mut homes = std::mem::take(&mut ldr.homes);
        let mut facts = std::mem::take(&mut ldr.facts);
        let mut aligns = std::mem::take(&mut ldr.layout.aligns);
        let objs = &ldr.objs;
        let news: Vec<u32> = (0..objs.len())
            .map(|at| {
                let unnamed = scans.get(at).map_or(0, |scan| scan.unnamed);
                let lists = same.lists().map(|list| list.definitions().news(at));
                lists.sum::<u32>() + unnamed
            })
            .collect();
        let packages: u32 = objs.iter().map(|obj| obj.counts.pkg).sum();
        let others: u32 = news.iter().sum();
        let first = homes.len();
        let len = first + (packages + others) as usize;
        let more = len - first + room_for_more(len);
        homes.reserve_exact(more);
        facts.reserve_exact(more);
        aligns.reserve_exact(more);
        homes.resize(len, Home::default());
        facts.resize(len, Facts::default());
        aligns.resize(len, 0);
        let mut room = Room {
            homes: &mut homes,
            facts: &mut facts,
            aligns: &mut aligns,
        };
        room.take(first);
        let mut package = room.take(packages as usize);
        let mut start = first as u32 + packages;
        let mut parts = Vec::with_capacity(objs.len());
        for (at, (obj, &new)) in objs.iter().zip(&news).enumerate() {
            parts.push(Mutex::new(Part {
                at,
                start,
                package: package.take(obj.counts.pkg as usize),
                others: room.take(new as usize),
                syms: Vec::new(),
                marks: Vec::new(),
                profile: ldr.profile,
            }));
            start += new;
        }
        pool.map(Class::Cpu, &parts, |part| {
            let mut part = lock(part);
            numbers.object(same, objs, &mut part);
        });
        let parts = parts.into_iter();
        let parts = parts.map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner));
        let found: Vec<_> = parts.map(|part| (part.syms, part.marks)).collect();
        (ldr.homes, ldr.facts, ldr.layout.aligns) = (homes, facts, aligns);
        for (at, (syms, marks)) in found.into_iter().enumerate() {
            ldr.objs[at].syms = syms;
            for (sym, marks) in marks {
                set_marks(ldr, sym, marks);
            }
        }
        numbers
    }

    /// Numbers the symbols that an object is the first to define.
    fn object(&self, same: &Same, objs: &[Object<'_>], part: &mut Part<'_>) {
        let Some(obj) = objs.get(part.at) else {
            return;
        };
        let counts = obj.counts;
        let number = ObjIndex(ObjIndex::FIRST + part.at as u32);
        let mut syms = Vec::with_capacity(counts.all() as usize);
        let package = part.package.iter_mut();
        for (local, ((home, facts), align)) in (0..counts.pkg).zip(package) {
            let sym = Sym(obj.first.0 + local);
            syms.push(sym);
            *home = Home { obj: number, local };
            let Some(record) = obj.reader.sym(local) else {
                continue;
            };
            *facts = Facts::new(record);
            *align = scan::align(record, part.profile);
            let marks = scan::marks(record);
            if marks != 0 {
                part.marks.push((sym, marks));
            }
        }
        syms.resize(counts.all() as usize, Sym(UNNAMED));
        scatter(&mut syms, same, part.at);
        let mut others = (part.start..).zip(part.others.iter_mut());
        for local in counts.pkg..counts.defs() {
            let Some(sym) = syms.get_mut(local as usize) else {
                break;
            };
            let bits = sym.0;
            if bits & LISTED != 0 && bits != UNNAMED {
                continue;
            }
            let Some((next, ((home, facts), align))) = others.next() else {
                break;
            };
            *sym = Sym(next);
            let own = Home { obj: number, local };
            let (place, unique) = match bits {
                UNNAMED => (None, unnamed(obj, own, part.profile)),
                _ => {
                    let (list, at) = (bits >> PLACE_BITS, bits & PLACE);
                    let place = self.0.get(list as usize).and_then(|it| it.get(at as usize));
                    (place, same.unique(list as usize, at as usize))
                }
            };
            if let Some(place) = place {
                place.store(next, Relaxed);
            }
            let marks;
            (*home, *align, marks) = unique;
            *facts = facts_of(objs, *home);
            if marks != 0 {
                part.marks.push((*sym, marks));
            }
        }
        part.syms = syms;
    }

    /// Returns the number of a symbol of a list.
    pub(super) fn get(&self, list: usize, at: u32) -> Sym {
        let number = self.0.get(list).and_then(|list| list.get(at as usize));
        number.map_or(Sym::NONE, |number| Sym(number.load(Relaxed)))
    }

    /// Gives a number to a symbol of a list.
    pub(super) fn set(&mut self, list: usize, at: u32, sym: Sym) {
        let number = self.0.get_mut(list);
        if let Some(number) = number.and_then(|list| list.get_mut(at as usize)) {
            *number.get_mut() = sym.0;
        }
    }

    /// Replaces references to lists in objects by numbers.
    pub(super) fn resolve(&self, ldr: &mut Loader<'_>, pool: &Pool) {
        let objs: Vec<_> = ldr.objs.iter_mut().map(Mutex::new).collect();
        pool.map(Class::Cpu, &objs, |obj| {
            let mut obj = lock(obj);
            let pkg = obj.counts.pkg as usize;
            for sym in obj.syms.iter_mut().skip(pkg) {
                if sym.0 & LISTED != 0 {
                    let list = (sym.0 & !LISTED) >> PLACE_BITS;
                    *sym = self.get(list as usize, sym.0 & PLACE);
                }
            }
        });
    }
}

/// Writes list and index for the symbols of an object that are in lists.
fn scatter(syms: &mut [Sym], same: &Same, object: usize) {
    let mut put = |list: u32, places: &Places, is_reference: bool| {
        for place in places.of(object) {
            let is_listed = is_reference || !place.is_new();
            let bits = list << PLACE_BITS | place.at() | if is_listed { LISTED } else { 0 };
            if let Some(sym) = syms.get_mut(place.local as usize) {
                *sym = Sym(bits);
            }
        }
    };
    for (number, list) in (0..).zip(same.lists()) {
        put(number, list.definitions(), false);
        if let Some(references) = list.references() {
            put(number, references, true);
        }
    }
}

/// Returns the facts in the record of a definition.
#[inline]
pub(super) fn facts_of(objs: &[Object<'_>], home: Home) -> Facts {
    let number = home.obj.0.wrapping_sub(ObjIndex::FIRST);
    let obj = objs.get(number as usize);
    let record = obj.and_then(|obj| obj.reader.sym(home.local));
    record.map_or_else(Facts::default, Facts::new)
}

/// Returns the position, the alignment and the marks of a definition that cannot be found.
fn unnamed(obj: &Object<'_>, home: Home, profile: &Profile) -> (Home, u8, u8) {
    match obj.reader.sym(home.local) {
        Some(record) => (home, scan::align(record, profile), scan::marks(record)),
        None => (home, 0, 0),
    }
}
