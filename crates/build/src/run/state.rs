//! The state of an action: its IDs, the file it made, and the result of its kind.
//!
//! Counterpart: cmd/go/internal/work/action.go (the second half of `Action`).

use std::sync::Arc;

use vamos_base::Digest;
use vamos_cache::ActionId;

use crate::action::ActionRef;
use crate::cgo::CgoRun;

/// The state of an action; complete once the action has run. There is one for each action of the
/// plan, so optional parts are in boxes.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) action_id: ActionId,
    pub(crate) build_id: String,
    /// True if the build ID came from the stat cache and was not read from disk in this
    /// run.
    pub(crate) is_remembered: bool,
    /// The file that was made or found.
    pub(crate) built: String,
    /// True if `built` is in the cache, and was made in this run: upstream copies such an archive
    /// into the cache, and uses the one in the action's directory.
    pub(crate) is_moved: bool,
    /// The output of tools, to be stored; `None` if it is shown at once.
    pub(crate) output: Option<String>,
    /// The failed action because of which this one failed or must not run; itself if it
    /// failed on its own (`Failed`).
    pub(crate) failed: Option<ActionRef>,
    /// The action has run, or will not run.
    pub(crate) has_ended: bool,
    /// The result of a build action.
    pub(crate) build: BuildState,
    /// The result of an action that runs the cgo tool.
    pub(crate) cgo: CgoState,
    /// The result of a link action.
    pub(crate) link: LinkState,
    /// The result of a vet action.
    pub(crate) vet: VetState,
}

/// The state of making an archive.
#[derive(Default)]
pub(crate) struct BuildState {
    /// The work that the cache check found.
    pub(crate) need: Need,
    /// The instrumented sources that replace the package's own.
    pub(crate) covered: Option<Covered>,
    /// The digest of the archive's export data, once it was computed.
    pub(crate) exported: Option<Digest>,
    /// The digest of the export data that readers of types alone use; `None` before it is computed.
    pub(crate) typed: Option<Digest>,
    /// The sources for the vet tool: relative to the package, or generated.
    pub(crate) vet_sources: Option<Vec<String>>,
    /// The result of compiling before all imports were final.
    pub(crate) speculative: Option<Box<SpeculativeResult>>,
}

/// The state of vetting a package.
#[derive(Default)]
pub(crate) struct VetState {
    /// The archive of fixed files; may be empty.
    pub(crate) fixes: String,
}

/// The files that the compiler and the assembler made for a package.
pub(crate) struct CompiledPackage {
    /// The output file of the compiler.
    pub(crate) archive: String,
    /// The output files of the assembler, in the order in which they are added to the archive.
    pub(crate) objects: Vec<Object>,
    /// The compiler's report of what it has read of its imports
    /// ([`Products::reads`](vamos_jobs::Products)).
    pub(crate) reads: Option<Vec<u8>>,
}

/// A member that is added to the compiler's archive.
pub(crate) struct Object {
    pub(crate) path: String,
    /// The content, if it was made in this process and not written.
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Object {
    /// Returns an object that is a file.
    pub(crate) fn file(path: String) -> Self {
        Self { path, bytes: None }
    }
}

/// The result of compiling before all imports were final.
pub(crate) struct SpeculativeResult {
    pub(crate) made: CompiledPackage,
    /// The archive's build ID, a placeholder for the true one.
    pub(crate) build_id: String,
    /// The imports, and the digests of the export data that the compiler read.
    pub(crate) imports: Vec<(ActionRef, Digest)>,
}

/// The results of the cgo tool.
#[derive(Default)]
pub(crate) struct CgoState {
    /// From the action's regular run.
    pub(crate) run: Option<Arc<CgoRun>>,
    /// From an early run.
    pub(crate) early: Option<Arc<CgoRun>>,
}

/// The state of making an executable.
#[derive(Default)]
pub(crate) struct LinkState {
    /// The executable in the cache; may be empty.
    pub(crate) cached_executable: String,
}

/// The work that is left for a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Need {
    /// The archive.
    pub(crate) build: bool,
    /// The list of Go files that the compiler gets (`list -compiled`).
    pub(crate) compiled_go_files: bool,
    /// The header for C programs.
    pub(crate) cgo_header: bool,
    /// The metadata that instrumenting for coverage leaves.
    pub(crate) cover_metadata: bool,
    /// The sources for the vet tool.
    pub(crate) vet: bool,
}

/// The instrumented sources that replace a package's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covered {
    /// Go files, starting with the file of the counters.
    pub(crate) go_files: Vec<String>,
    /// Files that use cgo.
    pub(crate) cgo_files: Vec<String>,
}
