//! Build IDs: reading them from any file the toolchain writes, finding and
//! replacing them, and taking them apart.
//!
//! A build ID is `actionID/contentID` in an archive and
//! `actionID/actionID(main)/contentID(main)/contentID` in an executable.
//! Counterpart: cmd/internal/buildid, cmd/go/internal/work/buildid.go (`actionID`,
//! `contentID`).

mod error;
mod foreign;
mod hash;
mod read;
mod rewrite;

pub use error::BuildIdError;
pub use hash::Found;
pub use hash::find_and_hash;
pub use hash::find_and_hash_from;
pub use read::read;
pub use read::read_text;
pub use rewrite::Patch;
pub use rewrite::apply;
pub use rewrite::patches;
pub use rewrite::rewrite;

/// Returns the part of a build ID that names the action: up to the first `/`.
pub fn action_id(id: &str) -> &str {
    id.split_once('/').map_or(id, |(action, _)| action)
}

/// Returns the part of a build ID that names the contents: after the last `/`.
pub fn content_id(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, content)| content)
}

/// Returns `id` with its content ID replaced by `digest`, or `None` when that would
/// change its length, which a rewrite in place cannot do.
pub fn with_content(id: &str, digest: &vamos_base::Digest) -> Option<String> {
    let (action, content) = id.rsplit_once('/')?;
    let short = digest.short();
    (content.len() == short.len()).then(|| format!("{action}/{short}"))
}

#[cfg(test)]
mod tests;
