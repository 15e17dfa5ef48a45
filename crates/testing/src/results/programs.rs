//! What the program of a test can see that is in no log of it: times of files, and what
//! programs that it starts see.
//!
//! The facts of all packages of the program are put together; those of the standard library
//! do not count, which uses times only if a name in another package asks for it.
//! Counterpart: none.

use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_fsys::Files;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::TestPackages;
use vamos_load::package_list;

use super::NoKey;
use super::facts::Facts;
use super::facts::read;

/// Whose times the result of a test may depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Of no file.
    OfNone,
    /// Of those whose metadata the test asked for by path, which its log shows.
    OfStated,
}

/// What a test's program can do beside reading files through package os.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Which times it can see.
    pub times: Times,
    /// It can start other programs, by package os/exec. The log shows which.
    pub starts_programs: bool,
}

/// Remembers the facts of packages.
#[derive(Default)]
pub struct Programs(Mutex<HashMap<PackageId, Facts>>);

impl Programs {
    /// Returns what the program of a test can see, unless it may see the times of any file or
    /// not all it does can be known.
    pub fn sight(
        &self,
        files: &dyn Files,
        graph: &PackageGraph,
        tests: &TestPackages,
    ) -> Result<Sight, NoKey> {
        let mut list = package_list(graph, &[tests.main]);
        // Its source is generated.
        list.retain(|id| *id != tests.main);
        let tested = [Some(tests.test), tests.external];
        list.retain(|id| !graph.get(*id).origin.standard || tested.contains(&Some(*id)));
        let facts: Vec<Facts> = list
            .iter()
            .map(|id| self.facts(files, graph, *id))
            .collect();
        let path = |id: &PackageId| graph.get(*id).import_path.to_string();
        let first = |has: fn(&Facts) -> bool| {
            let mut both = list.iter().zip(&facts);
            both.find(|(_, facts)| has(facts)).map(|(id, _)| path(id))
        };
        if let Some(package) = first(|facts| facts.bypasses_os) {
            return Err(NoKey::BypassesOs(package));
        }
        if let Some(package) = first(|facts| facts.serves_times) {
            return Err(NoKey::ServesTimes(package));
        }
        let sight = |times| Sight {
            times,
            starts_programs: first(|facts| facts.starts_programs).is_some(),
        };
        let Some(reads) = first(|facts| facts.reads_times) else {
            return Ok(sight(Times::OfNone));
        };
        let may_pass_on = |id: PackageId| {
            let mut used = package_list(graph, &[id]);
            used.retain(|used| list.contains(used));
            used.into_iter()
                .any(|used| self.facts(files, graph, used).names_metadata)
        };
        for (id, facts) in list.iter().zip(&facts) {
            if facts.asks_open_files && (facts.reads_times || may_pass_on(*id)) {
                let asks = path(id);
                return Err(NoKey::ShowsTimes { asks, reads });
            }
        }
        Ok(sight(Times::OfStated))
    }

    fn facts(&self, files: &dyn Files, graph: &PackageGraph, id: PackageId) -> Facts {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&id) {
            return *known;
        }
        let found = read(files, graph.get(id));
        lock().insert(id, found);
        found
    }
}
