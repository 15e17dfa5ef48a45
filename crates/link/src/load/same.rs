//! Equality of symbols of objects.
//!
//! Symbols are found by their short content, by a hash of their content, or by name. Each way has
//! shards, which are the work of several threads; all shards are lists of symbols.
//! Counterpart: cmd/link/internal/loader/loader.go (`addSym`).

use std::sync::atomic::AtomicU32;

use vamos_sched::Class;
use vamos_sched::Pool;

use super::hashed;
use super::key::Key;
use super::known::NamedDefinition;
use super::known::known;
use super::named;
use super::places::PLACE;
use super::places::Places;
use super::scan::Scan;
use crate::error::Stop;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::Names;
use crate::loader::ObjIndex;

/// Equal symbols of objects.
pub(super) struct Same {
    /// The symbols by short content.
    short: hashed::Shard<[u8; 8]>,
    /// The symbols by the hash of their content.
    hashed: Vec<hashed::Shard<[u8; 16]>>,
    /// The symbols by name.
    pub(super) named: Vec<named::Shard>,
}

/// The list of a shard.
#[derive(Clone, Copy)]
pub(super) enum List<'s> {
    Short(&'s hashed::Shard<[u8; 8]>),
    Hashed(&'s hashed::Shard<[u8; 16]>),
    Named(&'s named::Shard),
}

/// A part of the work that does not depend on others.
#[derive(Clone, Copy)]
enum Task {
    Short,
    Hashed(usize),
    Named(usize),
}

/// Result of a part of the work.
enum TaskResult {
    Short(hashed::Shard<[u8; 8]>),
    Hashed(hashed::Shard<[u8; 16]>),
    Named(named::Shard),
}

const HASHED: usize = <[u8; 16]>::SHARDS;

impl Same {
    /// The number of the first list of names.
    pub(super) const NAMED: usize = 1 + HASHED;

    /// Finds the symbols of all objects; `runtime` is the first object of package runtime.
    pub(super) fn find(
        ldr: &Loader<'_>,
        pool: &Pool,
        runtime: Option<ObjIndex>,
        scans: &[Scan],
    ) -> Result<Self, Stop> {
        let objs = &ldr.objs;
        let known: Vec<Vec<NamedDefinition>> = known(ldr, pool, runtime, scans);
        let sum = |count: fn(&vamos_objfile::goobj::Counts) -> u32| {
            objs.iter().map(|obj| count(&obj.counts) as usize).sum()
        };
        let context = named::Context {
            ldr,
            scans,
            known: &known,
            lens: [sum(|counts| counts.non_pkg), sum(|counts| counts.refs)],
        };
        let (short, hashed) = (sum(|it| it.hashed64), sum(|it| it.hashed));
        let tasks: Vec<Task> = (0..HASHED)
            .map(Task::Hashed)
            .chain((0..Names::SHARDS).map(Task::Named))
            .chain([Task::Short])
            .collect();
        let run = |task: &Task| match *task {
            Task::Short => {
                TaskResult::Short(hashed::find(scans, |scan| &scan.tables.short, 0, short))
            }
            Task::Hashed(shard) => TaskResult::Hashed(hashed::find(
                scans,
                |scan| &scan.tables.hashed,
                shard,
                hashed,
            )),
            Task::Named(shard) => TaskResult::Named(named::find(&context, shard)),
        };
        let mut same = Self {
            short: hashed::Shard::default(),
            hashed: Vec::new(),
            named: Vec::new(),
        };
        for found in pool.map(Class::Cpu, &tasks, run) {
            match found {
                TaskResult::Short(shard) => same.short = shard,
                TaskResult::Hashed(shard) => same.hashed.push(shard),
                TaskResult::Named(shard) => same.named.push(shard),
            }
        }
        if same.lists().any(|list| list.len() > PLACE as usize) {
            return Err(Stop::Unsupported("that many symbols".to_owned()));
        }
        Ok(same)
    }

    /// Iterates over all lists; lists of names start with number [`Self::NAMED`].
    pub(super) fn lists(&self) -> impl Iterator<Item = List<'_>> {
        let hashed = self.hashed.iter().map(List::Hashed);
        let named = self.named.iter().map(List::Named);
        [List::Short(&self.short)]
            .into_iter()
            .chain(hashed)
            .chain(named)
    }

    /// Returns the position of the definition of a symbol in a list, its alignment and its marks.
    #[inline]
    pub(super) fn unique(&self, list: usize, at: usize) -> (Home, u8, u8) {
        let found = match list {
            0 => (self.short.uniques.get(at)).map(|it| (it.home, it.align, it.marks)),
            _ if list < Self::NAMED => {
                let shard = self.hashed.get(list - 1);
                let unique = shard.and_then(|shard| shard.uniques.get(at));
                unique.map(|it| (it.home, it.align, it.marks))
            }
            _ => {
                let shard = self.named.get(list - Self::NAMED);
                let unique = shard.and_then(|shard| shard.uniques.get(at));
                unique.map(|it| (it.home, it.align, it.marks))
            }
        };
        found.unwrap_or_default()
    }

    /// Returns the first two definitions of a name of which none counts.
    pub(super) fn conflict(&self) -> Option<&named::Conflict> {
        let conflicts = self.named.iter();
        let conflicts = conflicts.filter_map(|shard| shard.conflict.as_ref());
        conflicts.min_by_key(|conflict| (conflict.new.obj, conflict.new.local))
    }
}

impl<'s> List<'s> {
    fn len(self) -> usize {
        match self {
            Self::Short(shard) => shard.uniques.len(),
            Self::Hashed(shard) => shard.uniques.len(),
            Self::Named(shard) => shard.uniques.len(),
        }
    }

    /// Returns the numbers that symbols of the list have from the beginning.
    pub(super) fn numbers(self) -> Vec<AtomicU32> {
        let known = match self {
            Self::Named(shard) => shard.known.as_slice(),
            Self::Short(_) | Self::Hashed(_) => &[],
        };
        let known = known.iter().map(|sym| sym.0);
        let numbers = [0].into_iter().chain(known).chain(std::iter::repeat(0));
        numbers.take(self.len()).map(AtomicU32::new).collect()
    }

    /// Returns the positions of definitions in objects.
    #[inline]
    pub(super) fn definitions(self) -> &'s Places {
        match self {
            Self::Short(shard) => &shard.places,
            Self::Hashed(shard) => &shard.places,
            Self::Named(shard) => &shard.definitions,
        }
    }

    /// Returns the positions of references in objects.
    pub(super) fn references(self) -> Option<&'s Places> {
        match self {
            Self::Named(shard) => Some(&shard.references),
            Self::Short(_) | Self::Hashed(_) => None,
        }
    }
}
