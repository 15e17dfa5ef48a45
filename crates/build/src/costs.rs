//! What actions cost: remembered from earlier builds, else guessed from the size of their
//! sources. Decides which ready action runs first, never what one makes.
//!
//! The memory is a table of the user's (`costs-*`, see [`Memo`]): the processor time of an
//! action's children by target, kind and import path. Only what changed by a good part is
//! written again.
//! Counterpart: none; upstream's order does not know what anything costs.

use std::sync::atomic::Ordering;
use std::time::Duration;

use vamos_base::golang::path;
use vamos_base::golang::process::Usage;
use vamos_cache::Memo;
use vamos_load::Package;
use vamos_sched::Rank;

use crate::action::ActionRef;
use crate::action::Actor;
use crate::cgo::ForeignSource;
use crate::gc::in_dir;
use crate::runner::Running;
use crate::schedule::Schedule;
use crate::schedule::Task;

/// What is remembered of costs.
pub(crate) struct Costs<'a> {
    memo: Option<&'a Memo>,
    /// The operating system and the architecture that is built for.
    target: String,
}

impl<'a> Costs<'a> {
    pub(crate) fn new(memo: Option<&'a Memo>, goos: &str, goarch: &str) -> Self {
        Self {
            memo,
            target: format!("{goos}/{goarch}"),
        }
    }

    /// Keeps what this run learned for later ones.
    pub(crate) fn save(&self) {
        if let Some(memo) = self.memo {
            memo.save();
        }
    }

    fn key(&self, what: &str) -> String {
        format!("{} {what}", self.target)
    }

    /// Returns the microseconds that something took when it was last done.
    fn known(&self, what: &str) -> Option<u64> {
        let value = self.memo?.get(&self.key(what))?;
        Some(u64::from(u32::from_le_bytes(value.try_into().ok()?)) * 1000)
    }

    /// Remembers what something took, unless that is what one would have thought.
    fn learn(&self, what: &str, took: Duration) {
        let millis = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        let Some(memo) = self.memo else { return };
        let micros = u64::from(millis) * 1000;
        let is_news = |known: u64| known.abs_diff(micros) > known / 4 + 20_000;
        if self.known(what).is_none_or(is_news) {
            memo.put(&self.key(what), millis.to_le_bytes().to_vec());
        }
    }
}

/// Microseconds for a source that nobody has seen yet.
const GENERATED: u64 = 100_000;

/// Returns what compiling so many bytes of Go takes: on average 2.5 s per megabyte.
fn go_estimate(bytes: u64) -> u64 {
    10_000 + bytes * 5 / 2
}

/// Returns what a C compiler takes for a source of so many bytes: it reads headers
/// besides, in C++ large ones.
fn foreign_estimate(is_cxx: bool, bytes: u64) -> u64 {
    match is_cxx {
        true => 300_000 + bytes * 10,
        false => 30_000 + bytes * 9 / 2,
    }
}

impl Running<'_> {
    /// Returns what an action will cost in microseconds if it really has to be done, at
    /// least one.
    pub(crate) fn cost(&self, action: ActionRef) -> u64 {
        if let Some(what) = self.costed(action)
            && let Some(known) = self.costs.known(&what)
        {
            return known.max(1);
        }
        match &self.plan.get(action).actor {
            Actor::Build => go_estimate(self.source_bytes(self.package(action))),
            Actor::Link | Actor::LinkShared => {
                200_000 + 2_000 * self.plan.get(action).deps.len() as u64
            }
            Actor::RunCgo(_) => 500_000,
            Actor::CompileForeign(_, source) if path::is_abs(&source.file) => GENERATED,
            Actor::CompileForeign(_, source) => {
                let bytes = self.foreign_bytes(self.package(action), source);
                foreign_estimate(source.is_cxx(), bytes)
            }
            Actor::Cover(_) => 50_000,
            Actor::Preprocess(_) => GENERATED,
            Actor::CheckCache(_) => 100,
            Actor::None
            | Actor::Install
            | Actor::InstallHeader
            | Actor::InstallShlibName
            | Actor::Command(_) => 1,
        }
    }

    /// Returns the ranks of tasks: the urgency is what the longest path from there costs. A
    /// cache check has the cost of what it checks, which is at hand as soon as it has run.
    pub(crate) fn ranks(&self, schedule: &Schedule) -> Vec<Rank> {
        let action_of = |task: &Task| match *task {
            Task::Act(action) | Task::EarlyCgo(action) => action,
        };
        let mut by_action = vec![0; self.plan.actions.len()];
        let mut cost_of = |task| {
            let action = action_of(task);
            by_action[action.index()] = self.cost(action);
            by_action[action.index()]
        };
        let costs: Vec<u64> = schedule.tasks.iter().map(&mut cost_of).collect();
        let paths = vamos_sched::longest_paths(&schedule.deps, &costs);
        let rank = |(task, urgency): (&Task, u64)| {
            let action = action_of(task);
            let cost = match self.plan.get(action).actor {
                Actor::CheckCache(build) => by_action[self.plan.build_behind(build).index()],
                _ => by_action[action.index()],
            };
            Rank { urgency, cost }
        };
        schedule.tasks.iter().zip(paths).map(rank).collect()
    }

    /// Returns what names an action whose cost is remembered.
    fn costed(&self, action: ActionRef) -> Option<String> {
        let this = self.plan.get(action);
        let kind = match &this.actor {
            Actor::Build => "build",
            Actor::Link => "link",
            Actor::RunCgo(_) => "cgo",
            Actor::CompileForeign(_, source) => path::base(&source.file),
            _ => return None,
        };
        let package = self.plan.package_of(self.graph, action)?;
        Some(format!("{kind} {}", package.import_path))
    }

    /// Notes what a child took that was run for an action.
    pub(crate) fn note_spent(&self, action: ActionRef, usage: &Usage) {
        let micros = (usage.user + usage.system).as_micros();
        let micros = u64::try_from(micros).unwrap_or(u64::MAX);
        self.spent[action.index()].fetch_add(micros, Ordering::Relaxed);
    }

    /// Remembers what an action's children took, if it had any and did well.
    pub(crate) fn learn_cost(&self, action: ActionRef) {
        let spent = self.spent[action.index()].load(Ordering::Relaxed);
        if spent > 0
            && !self.state(action).has_failed
            && let Some(what) = self.costed(action)
        {
            self.costs.learn(&what, Duration::from_micros(spent));
        }
    }

    /// Returns the size of a foreign source; none of one that is generated.
    pub(crate) fn foreign_bytes(&self, package: &Package, source: &ForeignSource) -> u64 {
        match path::is_abs(&source.file) {
            true => 0,
            false => self.size(&in_dir(&package.dir, &source.file)),
        }
    }

    /// Returns the size of what the compiler and the assembler read of a package.
    pub(crate) fn source_bytes(&self, package: &Package) -> u64 {
        let files = package.files.go.iter().chain(&package.files.cgo);
        let files = files.chain(&package.files.s);
        files
            .map(|file| self.size(&in_dir(&package.dir, file)))
            .sum()
    }

    /// Returns a file's size; a file that cannot be read will be complained of elsewhere.
    fn size(&self, file: &str) -> u64 {
        self.cx.files.stat(file).map_or(0, |meta| meta.size)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vamos_cache::Memo;

    use super::Costs;
    use super::foreign_estimate;
    use super::go_estimate;

    #[test]
    fn what_took_about_as_long_is_not_written_again() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let learn = |millis: u64| {
            let memo = Memo::open(dir, "x", 0).beside("costs-", 1);
            let costs = Costs::new(Some(&memo), "linux", "amd64");
            costs.learn("build fmt", Duration::from_millis(millis));
            memo.save();
            let memo = Memo::open(dir, "x", 0).beside("costs-", 1);
            let costs = Costs::new(Some(&memo), "linux", "amd64");
            let other = Costs::new(Some(&memo), "linux", "arm64");
            assert_eq!(other.known("build fmt"), None);
            costs.known("build fmt")
        };
        assert_eq!(learn(1000), Some(1_000_000));
        assert_eq!(learn(1200), Some(1_000_000));
        assert_eq!(learn(800), Some(1_000_000));
        assert_eq!(learn(1300), Some(1_300_000));
        let costs = Costs::new(None, "linux", "amd64");
        costs.learn("build fmt", Duration::from_secs(1));
        assert_eq!(costs.known("build fmt"), None);
    }

    #[test]
    fn large_sources_take_long() {
        assert!(go_estimate(2_000_000) > go_estimate(1_000_000) + 2_000_000);
        assert!(foreign_estimate(false, 9_000_000) > 40_000_000);
        assert!(foreign_estimate(true, 10_000) > foreign_estimate(false, 10_000));
    }
}
