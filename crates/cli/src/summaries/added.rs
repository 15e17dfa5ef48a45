//! The flags that vamos adds to commands of upstream.
//!
//! Counterpart: none.

/// The flags that commands of upstream have only here.
const ADDED: &[&str] = &[
    "affected",
    "junit",
    "retries",
    "shard",
    "shardtimes",
    "timings",
    "why",
];

/// Reports whether only vamos has a flag of this name among those of upstream's commands.
pub(crate) fn is_added(name: &str) -> bool {
    ADDED.contains(&name)
}
