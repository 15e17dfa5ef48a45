//! The data that vamos keeps for itself between runs, to do less in the next one.
//!
//! Owns: the list of all tables ([`Table`]), with their places, limits, sizes and removal
//! ([`Homes`]). Tables of bytes by key ([`Memo`]), tables that several runs append to
//! ([`Ledger`]), copies of executables ([`KeptFiles`]), instrumented
//! compilers ([`Compilers`]), versions of tools ([`ToolMemo`]), the build cache of `go doc`
//! ([`DocCache`]), and records of what a command saw ([`run_record`]). Which stamps may be
//! believed has one rule. All of it may be deleted at any time. Damaged data is ignored, and
//! an error of writing is too: both only cost time.
//! Must not know: what the values of a table mean, the format of the build cache.
//! Main types: [`Table`], [`Homes`], [`Memo`], [`Ledger`], [`KeptFiles`], [`ToolMemo`],
//! [`run_record::RunRecord`].
//! Counterpart: none; the official command keeps the build cache only.

mod checksum;
mod clock;
mod compilers;
mod doc_cache;
mod kept;
mod ledger;
mod memo;
mod room;
pub mod run_record;
mod table;
mod tools;
mod trust;

pub use compilers::Building;
pub use compilers::Compilers;
pub use compilers::SdkNote;
pub use doc_cache::DocCache;
pub use kept::Keeping;
pub use kept::KeptFiles;
pub use ledger::Ledger;
pub use ledger::LedgerValue;
pub use memo::Memo;
pub use table::Homes;
pub use table::Table;
pub use table::own_dir;
pub use tools::ToolMemo;

#[cfg(test)]
mod damage_tests;
