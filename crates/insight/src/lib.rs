//! Reasons why actions ran, and durations of the parts of a command, from the journals that builds
//! write.
//!
//! [`History`] stores, for each project, the inputs of every action's last build, and the
//! [`Report`] of the last command. A report is made once, at the end of a command: the journal is
//! compared with the history, and each action whose inputs differ gets its [`Cause`]s. Reading it
//! later needs one file. Other parts compute the packages that changes can influence, the import
//! graph ([`Graph`]), and the sizes of a program's parts ([`SizeReport`]), from data that the
//! caller has read; also the sizes of the caches ([`CacheSize`]), and the projects that use their
//! entries ([`Uses`]).
//! Must not know: how things are built, how flags are typed.
//! Main types: [`Report`], [`Cause`], [`History`], [`Graph`], [`SizeReport`].
//! Counterpart: none; the official command does not say why it builds something.

mod affected;
mod build_info;
mod cache_size;
mod cause;
mod chain;
mod elsewhere;
mod graph;
mod history;
mod observe;
mod parts;
mod report;
mod size;
mod stored;
mod timings;
mod tree;
mod uses;
mod why;
mod wording;

pub use affected::Changes;
pub use affected::Node;
pub use affected::Reason;
pub use affected::affected;
pub use cache_size::CacheSize;
pub use cache_size::Group;
pub use cache_size::ModuleSizes;
pub use cache_size::OwnSizes;
pub use cache_size::Size;
pub use cache_size::cache_size_text;
pub use cache_size::directory_size;
pub use cache_size::module_sizes;
pub use cache_size::size_of_bytes;
pub use cause::Cause;
pub use cause::Change;
pub use elsewhere::Copies;
pub use graph::Graph;
pub use graph::GraphNode;
pub use graph::GraphOf;
pub use graph::NodeKind;
pub use graph::graph_dot;
pub use graph::graph_json;
pub use graph::graph_page;
pub use graph::graph_svg;
pub use history::History;
pub use observe::foresee;
pub use observe::observe;
pub use report::Command;
pub use report::Elsewhere;
pub use report::RemoteUse;
pub use report::Report;
pub use report::ReportStep;
pub use size::SizeChange;
pub use size::SizeReport;
pub use size::size_change;
pub use size::size_change_json;
pub use size::size_change_page;
pub use size::size_change_text;
pub use size::size_json;
pub use size::size_page;
pub use size::size_report;
pub use size::size_text;
pub use timings::timings_page;
pub use timings::timings_text;
pub use timings::timings_trace;
pub use uses::Uses;
pub use why::Selection;
pub use why::closing_line;
pub use why::why_json;
pub use why::why_text;
