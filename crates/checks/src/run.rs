//! Checks all packages of a graph, each when all that it imports was checked.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_sched::Class;
use vamos_sched::Pool;
use vamos_sched::on_large_stack;

use crate::checked::CheckedPackages;
use crate::checked::Scope;
use crate::checked::Settings;
use crate::one;
use crate::unit::Kept;
use crate::unit::Unit;
use crate::unit::Verdict;

/// The state of a run.
struct Run<'r> {
    scope: Scope<'r>,
    /// Number of unfinished imports, by package.
    missing: Vec<AtomicUsize>,
    importers: Vec<Vec<usize>>,
    /// Length of the longest chain of importers, by package.
    ranks: Vec<u32>,
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// Packages that can be checked.
struct Queue {
    ready: BinaryHeap<(u32, std::cmp::Reverse<usize>)>,
    left: usize,
    /// Number of threads that wait for a package.
    waiting: usize,
}

/// Checks packages, whose imports come before them. Returns the verdicts in the order of the
/// packages.
pub fn check_units(units: &[Unit], settings: Settings<'_>, pool: &Pool) -> Vec<Verdict> {
    let verdicts = run_units(units, settings, pool);
    if !verdicts.contains(&Verdict::Lost) {
        return verdicts;
    }
    let renewed: Option<Arc<dyn Kept>> =
        (settings.kept.cloned()).map(|kept| Arc::new(Renewed(kept)) as Arc<dyn Kept>);
    let settings = Settings {
        kept: renewed.as_ref(),
        ..settings
    };
    run_units(units, settings, pool)
}

/// A store of summaries that finds none, so that all are made again.
struct Renewed(Arc<dyn Kept>);

impl Kept for Renewed {
    fn find(&self, _key: &Digest) -> Option<Digest> {
        None
    }

    fn read(&self, digest: &Digest) -> Option<Vec<u8>> {
        self.0.read(digest)
    }

    fn keep(&self, key: &Digest, digest: &Digest, summary: &[u8]) {
        self.0.keep(key, digest, summary);
    }
}

fn run_units(units: &[Unit], settings: Settings<'_>, pool: &Pool) -> Vec<Verdict> {
    let run = Run::new(units, settings);
    let workers: Vec<usize> = (0..pool.cpus()).collect();
    // The checker is recursive, and sums of thousands of terms are nested.
    pool.map(Class::Cpu, &workers, |_| on_large_stack(|| run.work()));
    let verdict = |unit| match run.scope.known.done(unit) {
        Some(done) => done.verdict.clone(),
        None => Verdict::Skipped,
    };
    (0..units.len()).map(verdict).collect()
}

impl<'r> Run<'r> {
    fn new(units: &'r [Unit], settings: Settings<'r>) -> Self {
        let mut importers = vec![Vec::new(); units.len()];
        let mut missing = Vec::with_capacity(units.len());
        for (index, unit) in units.iter().enumerate() {
            let mut imports: Vec<usize> = unit.imports.iter().map(|(_, to)| *to).collect();
            imports.sort_unstable();
            imports.dedup();
            imports.retain(|to| *to < index);
            for import in &imports {
                importers[*import].push(index);
            }
            missing.push(AtomicUsize::new(imports.len()));
        }
        let mut ranks = vec![0; units.len()];
        for index in (0..units.len()).rev() {
            let after = importers[index].iter().map(|to: &usize| ranks[*to] + 1);
            ranks[index] = after.max().unwrap_or(0);
        }
        let ready = (missing.iter().enumerate())
            .filter(|(_, missing)| missing.load(Ordering::Relaxed) == 0)
            .map(|(index, _)| (ranks[index], std::cmp::Reverse(index)));
        let ready = ready.collect();
        Self {
            scope: Scope {
                units,
                settings,
                known: Arc::new(CheckedPackages::of(units)),
            },
            missing,
            importers,
            ranks,
            queue: Mutex::new(Queue {
                ready,
                left: units.len(),
                waiting: 0,
            }),
            changed: Condvar::new(),
        }
    }

    /// Checks packages until none is left.
    fn work(&self) {
        while let Some(unit) = self.next() {
            let watcher = self.scope.settings.watcher;
            if let Some(watcher) = watcher {
                watcher.begins(unit);
            }
            let done = one::check(&self.scope, unit);
            if let Some(watcher) = watcher {
                watcher.ended(unit);
            }
            let _ = self.scope.known.done[unit].set(done);
            self.finish(unit);
        }
    }

    /// Returns a package that can be checked, once there is one; `None` if all are.
    fn next(&self) -> Option<usize> {
        let mut queue = self.lock();
        loop {
            if let Some((_, std::cmp::Reverse(unit))) = queue.ready.pop() {
                return Some(unit);
            }
            if queue.left == 0 {
                return None;
            }
            queue.waiting += 1;
            queue = (self.changed.wait(queue)).unwrap_or_else(PoisonError::into_inner);
            queue.waiting -= 1;
        }
    }

    /// Queues the importers that waited only for this package.
    fn finish(&self, unit: usize) {
        let waited = self.importers[unit].iter().copied();
        let ready: Vec<usize> = waited
            .filter(|importer| self.missing[*importer].fetch_sub(1, Ordering::AcqRel) == 1)
            .collect();
        let mut queue = self.lock();
        queue.left -= 1;
        for unit in ready {
            queue
                .ready
                .push((self.ranks[unit], std::cmp::Reverse(unit)));
        }
        let others = match queue.left {
            0 => queue.waiting,
            // This thread takes one itself.
            _ => queue.ready.len().saturating_sub(1).min(queue.waiting),
        };
        drop(queue);
        for _ in 0..others {
            self.changed.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
