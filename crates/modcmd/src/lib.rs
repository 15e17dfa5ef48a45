//! The `go mod` commands.
//!
//! Must not know: actions, the terminal, how modules are fetched.
//! Counterpart: cmd/go/internal/modcmd.

mod commit;
mod download;
mod edit;
mod graph;
mod init;
mod verify;

pub use commit::CommitError;
pub use commit::commit;
pub use download::DownloadError;
pub use download::DownloadRequest;
pub use download::DownloadSink;
pub use download::ReuseError;
pub use download::check_reuse;
pub use download::download;
pub use edit::Edit;
pub use edit::EditError;
pub use edit::EditFlag;
pub use edit::EditRequest;
pub use edit::Edited;
pub use edit::edit;
pub use graph::graph_lines;
pub use init::InitError;
pub use init::InitRequest;
pub use init::NewModule;
pub use init::looks_empty;
pub use init::plan_init;
pub use verify::Verified;
pub use verify::VerifyProgress;
pub use verify::to_verify;
pub use verify::verify;
