//! How much the build cache holds, and what goes to make room in it.
//!
//! [`Inventory`] is what the directory holds, [`choose`] decides what goes, and [`evict`] removes
//! it beside running builds; [`Cap`] does all three at the end of a build.
//!
//! The official command renews the time of a file that it looks up if that is an hour old, and
//! so does vamos. So a file whose time is `m` was not looked up at `m` plus an hour or later, and
//! no build needs it that began then. Before a younger file is removed its time is set an hour
//! back: from then on every lookup shows.
//! Counterpart: cmd/go/internal/cache/cache.go (`Trim`), which removes what was not used for five
//! days.

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
