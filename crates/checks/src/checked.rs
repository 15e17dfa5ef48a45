//! Results of checks in one run, by package.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::OnceLock;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_release::Release;
use vamos_summary::Summary;

use crate::unit::Kept;
use crate::unit::Sources;
use crate::unit::Target;
use crate::unit::Unit;
use crate::unit::Verdict;
use crate::unit::Watcher;

/// Settings common to all packages.
#[derive(Clone, Copy)]
pub struct Settings<'s> {
    /// The release whose rules and messages are applied.
    pub release: Release,
    /// The sizes of the target.
    pub target: Target,
    /// Access to the sources.
    pub sources: &'s dyn Sources,
    /// Store of summaries of earlier runs, if there is one.
    pub kept: Option<&'s Arc<dyn Kept>>,
    /// Observer of the checks.
    pub watcher: Option<&'s dyn Watcher>,
}

/// Result of the check of a package.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) verdict: Verdict,
    /// The digest of the summary, if the package is correct.
    pub(crate) digest: Option<Digest>,
    /// The summary, if it was made or needed in this run.
    pub(crate) summary: OnceLock<Option<Summary>>,
    /// The variants of packages that importers must use, by path.
    pub(crate) variants: Arc<HashMap<String, usize>>,
}

/// Results of checks in one run, by package.
pub(crate) struct CheckedPackages {
    pub(crate) by_path: HashMap<String, usize>,
    pub(crate) done: Vec<OnceLock<Done>>,
}

impl CheckedPackages {
    /// Returns the table before any check.
    pub(crate) fn of(units: &[Unit]) -> Self {
        Self {
            by_path: (units.iter().enumerate())
                .filter(|(_, unit)| !unit.is_variant)
                .map(|(index, unit)| (unit.path.clone(), index))
                .collect(),
            done: units.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Returns the result for a package, if it was checked.
    pub(crate) fn done(&self, unit: usize) -> Option<&Done> {
        self.done.get(unit)?.get()
    }

    /// Resolves an import path for a package that uses these variants.
    pub(crate) fn unit(&self, path: &str, variants: &HashMap<String, usize>) -> Option<usize> {
        variants
            .get(path)
            .or_else(|| self.by_path.get(path))
            .copied()
    }

    /// Returns the summary of a package, which is read if an earlier run stored it.
    pub(crate) fn summary(&self, unit: usize, kept: Option<&Arc<dyn Kept>>) -> Option<&Summary> {
        let done = self.done(unit)?;
        let read = || {
            let bytes = kept?.read(done.digest.as_ref()?)?;
            Summary::open(Arc::new(bytes))
        };
        done.summary.get_or_init(read).as_ref()
    }
}

/// Inputs of the check of a package.
#[derive(Clone)]
pub(crate) struct Scope<'r> {
    pub(crate) units: &'r [Unit],
    pub(crate) settings: Settings<'r>,
    pub(crate) known: Arc<CheckedPackages>,
}
