//! The size of the build cache, and its eviction.
//!
//! [`Inventory`] lists the directory, [`choose`] selects files, and [`evict`] removes them while
//! builds run; [`Cap`] does all three at the end of a build.
//!
//! The official command and vamos renew the time of a file at a lookup if that time is an hour old.
//! Therefore a file with time `m` was not looked up at `m` plus an hour or later, and no build that
//! began after that needs it. Before a younger file is removed, its time is set back by an hour:
//! after that, every lookup renews it.
//! Counterpart: cmd/go/internal/cache/cache.go (`Trim`), which removes files that were not used for
//! five days.

mod cap;
mod check;
mod choose;
mod evict;
mod inventory;
mod totals;

pub use cap::Cap;
pub use check::Finding;
pub use check::Problem;
pub use check::check;
pub use choose::Goal;
pub use choose::Victims;
pub use choose::choose;
pub use evict::Builds;
pub use evict::Evicted;
pub use evict::evict;
pub use evict::running_builds;
pub use inventory::EntryFile;
pub use inventory::Inventory;
pub use inventory::Stray;
pub use inventory::ValueFile;
