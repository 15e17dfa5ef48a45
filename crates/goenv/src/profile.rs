//! Version profiles: which releases' recipes and formats vamos is known to follow.
//!
//! A release is identified by a fingerprint of those of its sources that determine action
//! IDs, cache entries and build IDs, never by its number: a patched SDK is another release.
//! With an SDK whose fingerprint is not in the table, vamos does not use the shared cache.
//! Counterpart: none; upstream is one release.

use std::cmp::Ordering;

use vamos_base::Digest;
use vamos_base::digest::Sha256;
use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_modfile::gover;

use crate::fingerprints;
use crate::release::Release;

/// The sources below GOROOT/src that determine cache keys and cache entries. A file that a
/// release does not have counts as empty.
const DECIDING: [&str; 18] = [
    "cmd/go/internal/work/action.go",
    "cmd/go/internal/work/build.go",
    "cmd/go/internal/work/buildid.go",
    "cmd/go/internal/work/cover.go",
    "cmd/go/internal/work/exec.go",
    "cmd/go/internal/work/gc.go",
    "cmd/go/internal/work/init.go",
    "cmd/go/internal/work/shell.go",
    "cmd/go/internal/cache/cache.go",
    "cmd/go/internal/cache/hash.go",
    "cmd/go/internal/fips140/fips140.go",
    "cmd/go/internal/load/flag.go",
    "cmd/go/internal/load/godebug.go",
    "cmd/go/internal/load/pkg.go",
    "cmd/go/internal/load/test.go",
    "cmd/internal/buildid/buildid.go",
    "cmd/internal/buildid/note.go",
    "cmd/internal/buildid/rewrite.go",
];

/// The recipes to follow with an SDK, and whether they are verified for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The release that the recipes were verified with, `go1.26.8`.
    pub name: &'static str,
    /// Whether entries may be shared with the official command.
    pub shared: bool,
    /// The fingerprint of the SDK at hand.
    pub fingerprint: Digest,
    /// A warning for the user; empty for a known release.
    pub warning: String,
}

impl Profile {
    /// Chooses the profile for an SDK that is treated as `release`. This reads the SDK's
    /// sources, so it is only called when a shared entry is about to be read or written.
    pub fn detect(files: &dyn Files, goroot: &str, version: &str, release: Release) -> Self {
        let fingerprint = fingerprint(files, goroot);
        let hex = fingerprint.hex();
        let known = rows_of(release).find(|row| row.1 == hex);
        if let Some((name, _)) = known {
            return Self {
                name,
                shared: true,
                fingerprint,
                warning: String::new(),
            };
        }
        let name = nearest(version, release);
        Self {
            name,
            shared: false,
            fingerprint,
            warning: format!(
                "vamos: {version} is not a release that vamos was verified with; behaving like {name}, with a separate build cache"
            ),
        }
    }
}

/// The rows that were verified with the recipes of a release.
fn rows_of(release: Release) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let prefix = format!("go1.{}", release.minor());
    let is_of = move |row: &&(&str, &str)| {
        let patch = row.0.strip_prefix(&prefix);
        patch.is_some_and(|patch| !patch.starts_with(|c: char| c.is_ascii_digit()))
    };
    fingerprints::KNOWN.iter().filter(is_of)
}

/// The row of a release that is closest to a version: the newest not above it, else the
/// oldest.
fn nearest(version: &str, release: Release) -> &'static str {
    let want = gover::from_toolchain(version);
    let number = |row: &&(&'static str, &str)| gover::from_toolchain(row.0);
    let order =
        |a: &&(&'static str, &str), b: &&(&'static str, &str)| gover::compare(number(a), number(b));
    let below =
        rows_of(release).filter(|row| gover::compare(number(row), want) != Ordering::Greater);
    below
        .max_by(order)
        .or_else(|| rows_of(release).min_by(order))
        .map_or("", |row| row.0)
}

/// The fingerprint of an SDK.
pub fn fingerprint(files: &dyn Files, goroot: &str) -> Digest {
    let mut hash = Sha256::new();
    for name in DECIDING {
        let data = files.read(&path::join(&[goroot, "src", name]));
        let data = data.as_deref().unwrap_or_default();
        hash.update(format!("{name} {}\n", data.len()).as_bytes());
        hash.update(data);
    }
    hash.finish()
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::*;

    #[test]
    fn an_unknown_release_shares_nothing() {
        let mut files = MemFiles::new();
        files.insert("/go/src/cmd/go/internal/work/exec.go", b"package work");
        let detect =
            |version, minor| Profile::detect(&files, "/go", version, Release::nearest(minor));
        let profile = detect("go1.26.9", 26);
        assert!(!profile.shared && profile.warning.starts_with("vamos: go1.26.9 is not"));
        assert_eq!(profile.name, "go1.26.8");
        assert_eq!(detect("go1.26.1", 26).name, "go1.26.6");
        assert_eq!(detect("devel", 26).name, "go1.26.6");
    }

    #[test]
    fn every_release_has_a_row() {
        for minor in [25, 26, 27] {
            assert_ne!(nearest("", Release::nearest(minor)), "", "1.{minor}");
        }
    }
}
