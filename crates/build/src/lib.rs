//! Package graph to action graph to results: cache, tools, link step, install.
//!
//! A command makes a [`Builder`], plans actions in its [`Plan`], and runs the root of
//! them. What goes into an action ID is written in one place for all who read it
//! ([`Sink`]); commands are values until an executor runs them.
//! Must not know: how flags are typed, the terminal, HTTP.
//! Main types: [`Builder`], [`Context`], [`Plan`], [`EventSink`], [`BuildError`].
//! Counterpart: cmd/go/internal/work.

pub mod action;
pub mod builder;
pub mod cgo;
pub mod error;
pub mod events;
pub mod mode;
pub mod recipe;

mod action_graph;
mod asan;
mod cached;
mod cutoff;
mod exec;
mod gc;
mod godebug_lines;
mod importcfg;
mod job_file;
mod kinds;
mod outcome;
mod output;
mod response_file;
mod reuse;
mod run;
mod schedule;
mod services;
mod shell;
mod spans;

pub use action::Action;
pub use action::ActionMode;
pub use action::ActionRef;
pub use action::BuildMode;
pub use action::Plan;
pub use builder::BuildResult;
pub use builder::Builder;
pub use builder::Context;
pub use builder::ListNeeds;
pub use builder::check_flags;
pub use error::BuildError;
pub use events::EventSink;
pub use events::JsonSink;
pub use events::Progress;
pub use events::TextSink;
pub use kinds::shared::library_packages;
pub use mode::Mode;
pub use outcome::BuildOutcome;
pub use recipe::Sink;
pub use reuse::CutoffSetting;
pub use reuse::Reuse;
