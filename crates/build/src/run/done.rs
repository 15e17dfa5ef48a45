//! The result of an action, which other actions read.
//!
//! Counterpart: cmd/go/internal/work/action.go (the second half of `Action`).

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use vamos_base::Digest;
use vamos_cache::ActionId;

use crate::cgo::CgoRun;

/// The result of an action. The action alone fills it; others read it once the action has ended,
/// also if it has failed.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) action_id: ActionId,
    pub(crate) build_id: String,
    /// True if the build ID came from the stat cache. [`Run::is_remembered`](super::Run) also
    /// knows whether it was read from disk since.
    pub(crate) is_remembered: bool,
    /// The file that was made or found.
    pub(crate) built: String,
    /// True if `built` is in the cache, and was made in this run: upstream copies such an archive
    /// into the cache, and uses the one in the action's directory.
    pub(crate) is_moved: bool,
    /// The digest of the archive's export data, if it was stored in this run.
    pub(crate) exported: Option<Digest>,
    /// The result that only actions of this kind have.
    pub(crate) product: Product,
}

/// A result that only some kinds of actions have.
#[derive(Default)]
pub(crate) enum Product {
    #[default]
    None,
    /// Of a build: the sources for the vet tool, relative to the package or generated.
    Sources(Vec<String>),
    /// Of instrumenting for coverage.
    Covered(Covered),
    /// Of the cgo tool.
    Cgo(Arc<CgoRun>),
    /// Of vetting: the archive of fixed files.
    Fixes(String),
    /// Of a link: the executable in the cache.
    Executable(String),
}

impl Done {
    /// Returns the sources for the vet tool, if a build has found or made them.
    pub(crate) fn sources(&self) -> Option<&[String]> {
        match &self.product {
            Product::Sources(files) => Some(files),
            _ => None,
        }
    }

    /// Returns the instrumented sources that replace a package's own.
    pub(crate) fn covered(&self) -> Option<&Covered> {
        match &self.product {
            Product::Covered(covered) => Some(covered),
            _ => None,
        }
    }

    /// Returns the run of the cgo tool.
    pub(crate) fn cgo(&self) -> Option<&Arc<CgoRun>> {
        match &self.product {
            Product::Cgo(made) => Some(made),
            _ => None,
        }
    }

    /// Returns the archive of fixed files; may be empty.
    pub(crate) fn fixes(&self) -> &str {
        match &self.product {
            Product::Fixes(file) => file,
            _ => "",
        }
    }

    /// Returns the executable in the cache; may be empty.
    pub(crate) fn executable(&self) -> &str {
        match &self.product {
            Product::Executable(file) => file,
            _ => "",
        }
    }
}

/// Facts about a result, which others may read and add before it is published.
#[derive(Default)]
pub(crate) struct Findings {
    /// The action ID, from the time at which the cache is searched for the result.
    pub(crate) searched: OnceLock<ActionId>,
    /// True once the cache check has found the file.
    pub(crate) is_found: AtomicBool,
    /// The digest of the archive's export data.
    pub(crate) exported: OnceLock<Digest>,
    /// The digest of the export data that readers of types alone use.
    pub(crate) typed: OnceLock<Digest>,
    /// True once the build ID was read from disk.
    pub(crate) is_verified: AtomicBool,
}

/// The instrumented sources that replace a package's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covered {
    /// Go files, starting with the file of the counters.
    pub(crate) go_files: Vec<String>,
    /// Files that use cgo.
    pub(crate) cgo_files: Vec<String>,
}
