//! State of an action during the run: recorded output, failure, work done ahead.
//!
//! Counterpart: cmd/go/internal/work/action.go (the second half of `Action`).

use std::sync::Arc;

use vamos_base::Digest;

use super::done::Done;
use crate::action::ActionRef;
use crate::cgo::CgoRun;

/// The state of an action. There is one for each action of the plan, so large parts are in boxes.
#[derive(Default)]
pub(crate) struct State {
    /// The output of tools, to be stored; `None` if it is shown at once.
    pub(crate) output: Option<String>,
    /// The failed action because of which this one failed or must not run; itself if it
    /// failed on its own (`Failed`).
    pub(crate) failed: Option<ActionRef>,
    /// The result of a build as its cache check leaves it, until the build starts.
    pub(crate) begun: Option<Box<Done>>,
    /// The work of a build that its cache check found.
    pub(crate) need: Need,
    /// The result of an early run of the cgo tool.
    pub(crate) early_cgo: Option<Arc<CgoRun>>,
    /// The result of compiling before all imports were final.
    pub(crate) speculative: Option<Box<SpeculativeResult>>,
}

/// The files that the compiler and the assembler made for a package.
pub(crate) struct CompiledPackage {
    /// The output file of the compiler.
    pub(crate) archive: String,
    /// The output files of the assembler, in the order in which they are added to the archive.
    pub(crate) objects: Vec<Object>,
    /// The compiler's report of its reads
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
