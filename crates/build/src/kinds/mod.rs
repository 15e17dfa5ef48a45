//! The kinds of actions: what each does when its turn comes.
//!
//! A kind is a file with a type that implements [`Kind`], and a row of
//! [`ActionMode`](crate::action::ActionMode) that names it in the action graph. Its plan
//! (which actions it needs) is a method of [`Plan`](crate::action::Plan) in the same file.
//!
//! | kind | file | result in [`State`](crate::run::State) |
//! |---|---|---|
//! | group, result | `group.rs` | none |
//! | check cache | `check_cache.rs` | `build.need` of its package's build |
//! | compile | `compile.rs` | `file`, `build_id`, `build.exported` |
//! | cover | `cover.rs` | `build.build.covered` of its package's build |
//! | cgo tool | `../cgo/tool.rs` | `cgo.run` |
//! | foreign compile | `../cgo/foreign.rs` | the object in its place |
//! | preprocess | `preprocess.rs` | `file` |
//! | link | `link.rs` | `file`, `build_id`, `link.link.cached_executable` |
//! | shared library | `shared.rs` | `file` |
//! | install | `install.rs` | `file`, the target in its place |
//! | header | `header.rs` | the header in its place |
//!
//! Counterpart: cmd/go/internal/work/action.go (`Actor`).

pub(crate) mod check_cache;
pub(crate) mod compile;
pub(crate) mod cover;
mod group;
pub(crate) mod header;
pub(crate) mod install;
pub(crate) mod link;
pub(crate) mod preprocess;
pub(crate) mod shared;

pub(crate) use check_cache::CheckCache;
pub(crate) use compile::Compile;
pub(crate) use cover::Cover;
pub(crate) use group::Group;
pub(crate) use group::Uses;
pub(crate) use header::InstallHeader;
pub(crate) use install::Install;
pub(crate) use link::Link;
pub(crate) use preprocess::Preprocess;

use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Run;

/// What an action does. Only `run` decides results; the rest is for progress, order and
/// limits.
pub(crate) trait Kind: Send + Sync {
    /// Does the action's work, unless its result is there already.
    fn run(&self, run: &Run<'_>, action: ActionRef) -> Result<(), BuildError>;

    /// Reports whether the action only orders others.
    fn is_group(&self) -> bool {
        false
    }

    /// Returns what is done to the package, for the live line; `None` for what only looks
    /// or copies.
    fn verb(&self) -> Option<&'static str> {
        None
    }

    /// Returns what distinguishes the action from others of its mode and package.
    fn label(&self) -> Option<&str> {
        None
    }

    /// Returns the name under which the cost for a package is remembered; `None` if it is
    /// not.
    fn cost_name(&self) -> Option<&str> {
        None
    }

    /// Estimates the processor time in microseconds if there is work to do.
    fn estimate(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        1
    }

    /// Estimates the bytes of memory that a tool of the action uses; zero where they are
    /// too few to matter.
    fn memory(&self, _run: &Run<'_>, _action: ActionRef) -> u64 {
        0
    }

    /// Returns the build action for which this one determines whether there is work.
    fn checks(&self) -> Option<ActionRef> {
        None
    }

    /// Reports whether the work may start before the actions it waits for have run.
    fn has_early_part(&self) -> bool {
        false
    }

    /// Starts the work early, if it is likely to be needed.
    fn run_early(&self, _run: &Run<'_>, _action: ActionRef) {}
}
