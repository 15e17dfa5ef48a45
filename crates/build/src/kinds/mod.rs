//! The kinds of actions, with the work of each.
//!
//! A kind is a file with a type that implements [`Kind`], a row of [`kind_of`], and two rows
//! in `action.rs`: one of [`ActionMode`](crate::action::ActionMode), the name in the action
//! graph, and one of [`ActionKind`], the data. Which actions it needs is planned in
//! [`crate::plan`], or by a method of [`Plan`](crate::plan::Plan) in the kind's own file if
//! the others do not plan it.
//!
//! | kind | file | result in [`Done`](crate::run::Done) |
//! |---|---|---|
//! | group, barrier, result | `group.rs` | none |
//! | a command's own | `custom.rs` | none |
//! | check cache | `check_cache.rs` | none; the cached result goes to the build of its package |
//! | compile | `compile.rs`, `assembly.rs` | `built`, `build_id`, `exported`, the sources for vet |
//! | cover | `cover.rs` | the instrumented sources |
//! | cgo tool | `cgo_tool.rs` | the run of the tool |
//! | foreign compile | `foreign.rs` | the object in its place |
//! | preprocess | `preprocess.rs` | `built` |
//! | vet | `vet.rs` | `built` (the facts), the fixes |
//! | link | `link.rs` | `built`, `build_id`, the executable in the cache |
//! | shared library | `shared.rs` | `built` |
//! | install | `install.rs` | `built`, the target in its place |
//! | header | `header.rs` | the header in its place |
//!
//! Counterpart: cmd/go/internal/work/action.go (`Actor`).

pub(crate) mod assembly;
mod cgo_tool;
mod check_cache;
mod compile;
mod cover;
mod custom;
pub(crate) mod early;
mod foreign;
mod go_compiler;
mod group;
mod header;
mod install;
mod link;
mod preprocess;
mod shared;
pub(crate) mod speculation;
mod vet;

pub use shared::library_packages;

use crate::action::ActionKind;
use crate::run::Kind;

/// Returns the work of a kind of action.
pub(crate) fn kind_of(kind: &ActionKind) -> &dyn Kind {
    match kind {
        ActionKind::Group | ActionKind::Barrier | ActionKind::Uses => &group::Group,
        ActionKind::Custom(own) => own,
        ActionKind::CheckCache(check) => check,
        ActionKind::Compile => &compile::Compile,
        ActionKind::Cover(cover) => cover,
        ActionKind::CgoTool(tool) => tool,
        ActionKind::CompileForeign(compile) => compile,
        ActionKind::Preprocess(preprocess) => preprocess,
        ActionKind::Vet(vet) => vet,
        ActionKind::Link => &link::Link,
        ActionKind::LinkShared => &shared::LinkShared,
        ActionKind::Install => &install::Install,
        ActionKind::InstallHeader => &header::InstallHeader,
        ActionKind::InstallShlibName => &shared::InstallShlibName,
    }
}
