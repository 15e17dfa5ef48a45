//! Package graph to action graph to results: cache, tools, link step, install.
//!
//! A command makes a [`Builder`], plans actions in its [`Plan`], and runs the root of
//! them. The inputs of an action ID are written in one place, to a [`Sink`]; commands are
//! values until an executor runs them.
//!
//! Layers, from below: plan data (`action`, `plan`, `context`, `script`), `services`, functions of
//! values (`recipe`, `gc`, `link_job`), `run`, `shell`, common parts of kinds (`entries`,
//! `action_recipe`, `cached`, `checks`, `cutoff`, `output`, `cgo`, `vet`), `kinds`, `driver`,
//! `builder`.
//! Must not know: how flags are typed, the terminal, HTTP.
//! Main types: [`Builder`], [`Context`], [`Plan`], [`BuildOutcome`], [`EventSink`], [`BuildError`].
//! Counterpart: cmd/go/internal/work.

pub mod action;
pub mod actor;
pub mod binaries;
pub mod builder;
pub mod cgo;
pub mod clean;
pub mod error;
pub mod events;
pub mod mode;
pub mod recipe;
pub mod work_dir;

mod action_graph;
mod action_recipe;
mod action_ref;
mod asan;
mod build_ids;
mod c_header;
mod cached;
mod checks;
mod context;
mod cover_metadata;
mod cutoff;
mod driver;
mod entries;
#[cfg(test)]
mod fixtures;
mod flag_error;
mod gc;
mod godebug_lines;
mod importcfg;
mod job_file;
mod job_settings;
mod journal;
mod journal_steps;
mod kinds;
mod language_flag;
mod link_job;
mod mode_error;
mod module_index;
mod outcome;
mod output;
mod package_path;
mod plan;
mod response_file;
mod reuse;
mod run;
mod running_action;
mod schedule;
mod script;
mod services;
mod shared_name;
mod sharing;
mod shell;
mod spans;
mod tool_stack;
mod unchanged;
mod used_entries;
mod vet;

pub use action::Action;
pub use action::ActionMode;
pub use action::ActionRef;
pub use action::ForeignSources;
pub use action::Goal;
pub use actor::ActionInputs;
pub use actor::ActionResult;
pub use actor::Actor;
pub use actor::Handles;
pub use actor::Log;
pub use actor::Machines;
pub use actor::Outcomes;
pub use actor::WorkFiles;
pub use builder::BuildResult;
pub use builder::Builder;
pub use builder::check_flags;
pub use checks::CheckSetting;
pub use checks::CheckedPackage;
pub use checks::Checks;
pub use checks::ChecksAhead;
pub use checks::CompiledInputs;
pub use checks::Finding;
pub use checks::PackageChecks;
pub use context::CommandNeeds;
pub use context::Context;
pub use context::ListNeeds;
pub use error::BuildError;
pub use events::EventSink;
pub use events::ExpectedStep;
pub use events::JsonSink;
pub use events::Progress;
pub use events::TextSink;
pub use flag_error::FlagError;
pub use gc::is_complete;
pub use gc::language;
pub use importcfg::no_go_text;
pub use job_settings::JobSettings;
pub use journal::Journal;
pub use journal::Step;
pub use journal::StepOutcome;
pub use kinds::library_packages;
pub use language_flag::language_flag;
pub use language_flag::language_flag_error;
pub use mode::ModeSettings;
pub use mode_error::AsanError;
pub use mode_error::InstrumentationError;
pub use mode_error::ModeError;
pub use outcome::BuildOutcome;
pub use plan::Plan;
pub use recipe::Sink;
pub use reuse::CutoffSetting;
pub use reuse::Reuse;
pub use services::short_path;
pub use shared_name::library_name;
pub use shell::readable_paths;
pub use tool_stack::ToolHost;
pub use tool_stack::ToolStack;
pub use used_entries::UsedEntries;
pub use vet::VetReader;
pub use vet::VetReport;
pub use vet::VetSettings;
