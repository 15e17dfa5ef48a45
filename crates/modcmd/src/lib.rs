//! The `go mod` and `go work` commands.
//!
//! Must not know: actions, the terminal, the fetching of modules.
//! Counterpart: cmd/go/internal/{modcmd,workcmd}.

mod commit;
mod download;
mod edit;
mod get;
mod graph;
mod init;
mod tidy;
mod vendor;
mod verify;
mod why;
mod work;

pub use commit::CommitError;
pub use commit::commit;
pub use download::DownloadError;
pub use download::DownloadRequest;
pub use download::DownloadSink;
pub use download::download;
pub use edit::Edit;
pub use edit::EditError;
pub use edit::EditFlag;
pub use edit::EditRequest;
pub use edit::Edited;
pub use edit::edit;
pub use get::GetError;
pub use get::GetRequest;
pub use get::GetSink;
pub use get::get;
pub use graph::graph_lines;
pub use init::InitError;
pub use init::InitRequest;
pub use init::NewModule;
pub use init::looks_empty;
pub use init::plan_init;
pub use tidy::TidyRequest;
pub use tidy::tidy;
pub use vendor::VendorReport;
pub use vendor::VendorRequest;
pub use vendor::vendor;
pub use verify::Verified;
pub use verify::VerifyProgress;
pub use verify::to_verify;
pub use verify::verify;
pub use why::WhyRequest;
pub use why::why;
pub use work::SyncError;
pub use work::UseNotice;
pub use work::UseRequest;
pub use work::Used;
pub use work::WorkEditFlag;
pub use work::WorkEditRequest;
pub use work::WorkError;
pub use work::edit_work;
pub use work::find_work_file;
pub use work::init_work;
pub use work::sync_work;
pub use work::use_dirs;
