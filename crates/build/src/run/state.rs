//! What an action has come to: its IDs, the file it made, and the result of its kind.
//!
//! Counterpart: cmd/go/internal/work/action.go (the second half of `Action`).

use std::sync::Arc;

use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_objfile::build_id::Found;

use crate::cgo::CgoRun;
use crate::cutoff::Pending;
use crate::kinds::check_cache::Need;
use crate::kinds::cover::Covered;

/// The state of an action; complete once the action has run.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) action_id: ActionId,
    pub(crate) build_id: String,
    /// True if the build ID came from the stat cache and was not read from disk in this
    /// run.
    pub(crate) is_remembered: bool,
    /// The file that was made or found.
    pub(crate) built: String,
    /// The output of tools, kept to be stored; `None` where it is shown at once.
    pub(crate) output: Option<String>,
    pub(crate) has_failed: bool,
    /// The result of a build action.
    pub(crate) build: BuildState,
    /// The result of an action that runs the cgo tool.
    pub(crate) cgo: CgoState,
    /// The result of a link action.
    pub(crate) link: LinkState,
}

/// What is known of making an archive.
#[derive(Default)]
pub(crate) struct BuildState {
    /// The work that the cache check found.
    pub(crate) need: Need,
    /// The instrumented sources that replace the package's own.
    pub(crate) covered: Option<Covered>,
    /// The digest of what importers read of the archive, once it was computed.
    pub(crate) exported: Option<Digest>,
    /// What is stored or compared for early cutoff once the archive is finished.
    pub(crate) cutoff: Option<Pending>,
}

/// What the cgo tool made.
#[derive(Default)]
pub(crate) struct CgoState {
    /// In its turn.
    pub(crate) run: Option<Arc<CgoRun>>,
    /// Before its turn.
    pub(crate) early: Option<Arc<CgoRun>>,
}

/// What is known of making an executable.
#[derive(Default)]
pub(crate) struct LinkState {
    /// The key under which a successful link is stored.
    pub(crate) key: Option<Digest>,
    /// The digests of a copy that replaced the link.
    pub(crate) copied: Option<Found>,
    /// The executable in the cache; empty for none.
    pub(crate) cached_executable: String,
}
