//! GOCACHE in its exact format: keys, entries, executables, trimming.
//!
//! Owns: the hash that makes keys ([`Hash`], [`subkey`]), the hashes of input files
//! ([`FileHashes`]), and the stores: a directory that the official command shares ([`LocalStore`]),
//! a directory with a remote cache ([`SharingStore`]), and a program ([`ProgStore`]); a server that
//! implements such a program with a store ([`serve`]); eviction ([`Cap`], [`evict`]); and archives
//! of entries ([`pack()`]). Must not know: Go types, HTTP, or the meaning of the values. Main
//! types: [`ActionId`], [`OutputId`], [`Hasher`], [`Store`], [`LocalStore`], [`ProgStore`].
//! Counterpart: cmd/go/internal/cache.

mod absent;
mod clock;
mod entry;
mod entry_index;
mod error;
mod eviction;
mod expire;
mod file_hash;
mod hash;
mod hash_observer;
mod init;
mod layout;
mod local;
mod lookup;
mod pack;
mod prog;
mod put;
mod serve;
mod sharing;
mod sharing_store;
mod store;
mod trim;
mod value;
mod verify;

pub use absent::AbsentStore;
pub use clock::Clock;
pub use clock::RENEWAL_AGE_NS;
pub use clock::renewed_time_ns;
pub use clock::system_clock;
pub use entry::ActionId;
pub use entry::Entry;
pub use entry::OutputId;
pub use entry_index::EntryIndex;
pub use entry_index::IndexStorage;
pub use error::CacheError;
pub use eviction::Builds;
pub use eviction::Cap;
pub use eviction::EntryFile;
pub use eviction::Evicted;
pub use eviction::Finding;
pub use eviction::Goal;
pub use eviction::Inventory;
pub use eviction::Problem;
pub use eviction::Stray;
pub use eviction::ValueFile;
pub use eviction::Victims;
pub use eviction::check;
pub use eviction::choose;
pub use eviction::evict;
pub use eviction::running_builds;
pub use expire::test_expire;
pub use file_hash::FileHashes;
pub use hash::Hash;
pub use hash::Hasher;
pub use hash::strip_experiment;
pub use hash::subkey;
pub use hash_observer::DebugLines;
pub use hash_observer::HashObserver;
pub use hash_observer::Recorded;
pub use hash_observer::Recorder;
pub use init::DefaultDir;
pub use init::InitError;
pub use init::default_dir;
pub use init::open_default;
pub use layout::Part;
pub use layout::part_of;
pub use local::CacheCounts;
pub use local::LocalStore;
pub use local::content_of;
pub use pack::List;
pub use pack::PackError;
pub use pack::Packed;
pub use pack::Unpacked;
pub use pack::from_pipe;
pub use pack::pack;
pub use pack::read_list;
pub use pack::unpack;
pub use prog::ProgConfig;
pub use prog::ProgStore;
pub use serve::Closing;
pub use serve::OnUse;
pub use serve::ServeError;
pub use serve::Use;
pub use serve::serve;
pub use sharing::SharedUse;
pub use sharing::Sharing;
pub use sharing_store::SharingStore;
pub use store::Capabilities;
pub use store::Store;
pub use store::find_text;
pub use trim::is_trim_due;
pub use value::Finished;
pub use value::Value;
pub use verify::Both;
pub use verify::KeyInputs;
pub use verify::Verifier;

#[cfg(test)]
mod tests;
