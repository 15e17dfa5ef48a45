//! Vetting of packages: settings of a command, the sources that a build leaves for it, the
//! tool's configuration, and the key of its results.
//!
//! [`Plan::vet_action`](crate::plan::Plan::vet_action) plans it, `kinds/vet.rs` does it.
//! Counterpart: cmd/go/internal/work/exec.go (`vet`).

pub(crate) mod config;
pub(crate) mod recipe;
mod settings;
pub(crate) mod sources;

pub use settings::VetReader;
pub use settings::VetReport;
pub use settings::VetSettings;
