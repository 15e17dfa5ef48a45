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
mod admission;
mod asan;
mod cache_use;
mod collector;
mod compile;
mod costs;
mod cover;
mod crowd;
mod cutoff;
mod gc;
mod godebug_lines;
mod importcfg;
mod install;
mod library;
mod link;
mod note;
mod output;
mod pgo;
mod response_file;
mod reuse;
mod runner;
mod schedule;
mod shared;
mod shell;
mod spans;
mod tool_id;
mod tool_memo;
mod turns;

pub use action::Action;
pub use action::ActionMode;
pub use action::ActionRef;
pub use action::BuildMode;
pub use action::Plan;
pub use builder::BuildEnd;
pub use builder::Builder;
pub use builder::Context;
pub use builder::ListNeeds;
pub use builder::check_flags;
pub use error::BuildError;
pub use events::EventSink;
pub use events::JsonSink;
pub use events::Progress;
pub use events::TextSink;
pub use mode::Mode;
pub use recipe::Sink;
pub use reuse::CutoffSetting;
pub use reuse::Reuse;
pub use shared::library_packages;
