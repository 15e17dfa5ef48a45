//! The result of building one package.
//!
//! Counterpart: cmd/go/internal/work/exec.go (the fields of `load.Package` that `build` sets).

use crate::error::BuildError;

/// Results of a package's build, for `list`.
#[derive(Clone, Debug, Default)]
pub struct BuildOutcome {
    /// File containing export data (`list -export`); may be empty.
    pub export: String,
    /// Build ID of the compiled package (`list -export`); may be empty.
    pub build_id: String,
    /// Why `go install` would do something for this package; `None` if it would not.
    pub stale_reason: Option<String>,
    /// The compiler's Go files (`list -compiled`).
    pub compiled_go_files: Vec<String>,
    /// The error of the package's build. Set only if the errors of packages do not fail the command
    /// (`list -e`).
    pub error: Option<BuildError>,
}

impl BuildOutcome {
    /// Records the reason why the package is stale, unless there is a reason already.
    pub(crate) fn set_stale(&mut self, reason: &str) {
        self.stale_reason.get_or_insert_with(|| reason.to_owned());
    }

    /// Records a reason that is more exact than any before.
    pub(crate) fn force_stale(&mut self, reason: &str) {
        self.stale_reason = Some(reason.to_owned());
    }
}
