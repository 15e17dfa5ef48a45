//! The layout of GOMODCACHE, which is shared with the official command.
//!
//! Owns: names of files and directories ([`Layout`]), the format of `.info` files
//! ([`info`]), locks, the mark of incomplete directories ([`Cache`]), and the notes of
//! commits' versions ([`notes`]). Must not know: network, zips, go.sum.
//! Counterpart: cmd/go/internal/modfetch/cache.go.

mod cache;
pub mod info;
mod layout;
pub mod notes;
mod side_lock;
mod write;

pub use cache::Cache;
pub use cache::FillError;
pub use layout::Layout;
pub use layout::Look;
pub use layout::NoDir;
pub use layout::OnDisk;
pub use layout::Suffix;
pub use layout::extracted_versions;
pub use layout::is_fips;
pub use layout::is_toolchain;
pub use layout::path_error;
pub use side_lock::side_lock;
pub use write::is_made_up;
pub use write::write;
