//! vamos' own data that is stored between runs, to do less in the next one.
//!
//! Owns: the list of all tables ([`StoreKind`]), with their places, limits, sizes and removal
//! ([`Homes`]). Tables of bytes by key ([`Table`]), tables that several runs append to
//! ([`AppendLog`]), copies of executables ([`FileCache`]), instrumented compilers ([`Compilers`])
//! and orders for them ([`ReadPasses`]), versions of tools ([`ToolMemo`]), the build cache of
//! `go doc` ([`DocCache`]), and records of a command's inputs and results ([`run_record`]). One rule
//! decides which stamps prove that a file is unchanged. All of it may be deleted at any time.
//! Damaged data is ignored, and an error of writing is too: both only cost time.
//! Must not know: the meaning of a table's values, the format of the build cache.
//! Main types: [`StoreKind`], [`Homes`], [`Table`], [`AppendLog`], [`FileCache`], [`ToolMemo`],
//! [`run_record::RunRecord`].
//! Counterpart: none; the official command has the build cache only.

mod append_log;
mod checksum;
mod clock;
mod compilers;
mod doc_cache;
mod eviction;
mod file_cache;
mod kind;
mod outdated;
mod packs;
mod pruning;
mod read_passes;
pub mod run_record;
mod summaries;
mod table;
mod tools;
mod trust;
mod verdicts;

pub use append_log::AppendLog;
pub use append_log::LogValue;
pub use compilers::Building;
pub use compilers::Compilers;
pub use compilers::SdkNote;
pub use doc_cache::DocCache;
pub use file_cache::FileCache;
pub use file_cache::Keeping;
pub use kind::Homes;
pub use kind::StoreKind;
pub use kind::data_dir;
pub use kind::separate_cache;
pub use outdated::remove_outdated;
pub use read_passes::ReadPasses;
pub use summaries::Summaries;
pub use table::Table;
pub use tools::ToolMemo;
pub use verdicts::Verdict;

#[cfg(test)]
mod damage_tests;
