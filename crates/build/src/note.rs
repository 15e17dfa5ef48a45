//! What a build finds out about a package.
//!
//! Counterpart: cmd/go/internal/work/exec.go (what `build` sets in a `load.Package`).

use std::sync::Arc;

use vamos_load::Package;

use crate::error::BuildError;

/// What a build finds out about a package, for `list`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Note {
    stale: Option<String>,
    pub(crate) export: Option<String>,
    pub(crate) build_id: Option<String>,
    pub(crate) compiled_go_files: Option<Vec<String>>,
    pub(crate) error: Option<BuildError>,
}

impl Note {
    /// Returns what loading found out already.
    pub(crate) fn of(package: &Package) -> Self {
        Self {
            stale: package
                .outcome
                .stale
                .then(|| package.outcome.stale_reason.clone()),
            ..Self::default()
        }
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.stale.is_some()
    }

    pub(crate) fn stale_reason(&self) -> Option<String> {
        self.stale.clone().filter(|reason| !reason.is_empty())
    }

    /// Notes why the package is stale; the first reason stays.
    pub(crate) fn set_stale(&mut self, reason: &str) {
        if self.stale.is_none() {
            self.stale = Some(reason.to_owned());
        }
    }

    /// Notes a reason that is clearer than any before.
    pub(crate) fn force_stale(&mut self, reason: &str) {
        self.stale = Some(reason.to_owned());
    }

    /// Writes what was found into the package.
    pub(crate) fn apply(self, package: &mut Package, keeps_errors: bool) {
        if let Some(reason) = self.stale {
            package.outcome.stale = true;
            package.outcome.stale_reason = reason;
        }
        if let Some(export) = self.export {
            package.outcome.export = export;
        }
        if let Some(build_id) = self.build_id {
            package.outcome.build_id = build_id;
        }
        if let Some(files) = self.compiled_go_files {
            package.outcome.compiled_go_files = files;
        }
        if let Some(error) = self.error.filter(|_| keeps_errors)
            && package.problems.error.is_none()
        {
            package.facts.problems.incomplete = true;
            package.facts.problems.error = Some(Arc::new(vamos_load::package::PackageError {
                err: error.to_string(),
                ..Default::default()
            }));
        }
    }
}
