//! What is known of the packages of a run.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::OnceLock;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_goenv::Release;
use vamos_summary::Summary;

use crate::unit::Kept;
use crate::unit::Sources;
use crate::unit::Target;
use crate::unit::Unit;
use crate::unit::Verdict;
use crate::unit::Watcher;

/// What is the same for all packages.
#[derive(Clone, Copy)]
pub struct Settings<'s> {
    /// The release whose rules and messages are applied.
    pub release: Release,
    /// The sizes of the target.
    pub target: Target,
    /// Where sources are.
    pub sources: &'s dyn Sources,
    /// Where summaries are kept, if they are.
    pub kept: Option<&'s Arc<dyn Kept>>,
    /// Is informed of what is checked.
    pub watcher: Option<&'s dyn Watcher>,
}

/// What is known of a package that was checked.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) verdict: Verdict,
    /// The digest of the summary, if the package is correct.
    pub(crate) digest: Option<Digest>,
    /// The summary, if it was made or needed in this run.
    pub(crate) summary: OnceLock<Option<Summary>>,
    /// The variants of packages that importers have to use, by path.
    pub(crate) variants: Arc<HashMap<String, usize>>,
}

/// What is known of the packages of a run.
pub(crate) struct Known {
    pub(crate) by_path: HashMap<String, usize>,
    pub(crate) done: Vec<OnceLock<Done>>,
}

impl Known {
    /// Returns what is known of packages before any was checked.
    pub(crate) fn of(units: &[Unit]) -> Self {
        Self {
            by_path: (units.iter().enumerate())
                .filter(|(_, unit)| !unit.is_variant)
                .map(|(index, unit)| (unit.path.clone(), index))
                .collect(),
            done: units.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Returns what is known of a package that was checked.
    pub(crate) fn done(&self, unit: usize) -> Option<&Done> {
        self.done.get(unit)?.get()
    }

    /// Returns the package that a path stands for, for a package that uses these variants.
    pub(crate) fn unit(&self, path: &str, variants: &HashMap<String, usize>) -> Option<usize> {
        variants
            .get(path)
            .or_else(|| self.by_path.get(path))
            .copied()
    }

    /// Returns the summary of a package, which is read if it was kept by an earlier run.
    pub(crate) fn summary(&self, unit: usize, kept: Option<&Arc<dyn Kept>>) -> Option<&Summary> {
        let done = self.done(unit)?;
        let read = || {
            let bytes = kept?.read(done.digest.as_ref()?)?;
            Summary::open(Arc::new(bytes))
        };
        done.summary.get_or_init(read).as_ref()
    }
}

/// What the check of a package needs.
#[derive(Clone)]
pub(crate) struct Scope<'r> {
    pub(crate) units: &'r [Unit],
    pub(crate) settings: Settings<'r>,
    pub(crate) known: Arc<Known>,
}
