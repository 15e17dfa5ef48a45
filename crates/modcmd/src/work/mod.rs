//! The `go work` commands.
//!
//! Counterpart: cmd/go/internal/workcmd.

mod edit;
mod error;
mod file;
mod sync;
mod use_dirs;

pub use edit::WorkEditFlag;
pub use edit::WorkEditRequest;
pub use edit::edit_work;
pub use error::WorkError;
pub use file::find_work_file;
pub use file::init_work;
pub(crate) use file::raise_go_version;
pub(crate) use file::write as write_work_file;
pub use sync::SyncError;
pub use sync::sync_work;
pub use use_dirs::UseNotice;
pub use use_dirs::UseRequest;
pub use use_dirs::Used;
pub use use_dirs::use_dirs;
