//! Version profiles: the releases whose recipes and formats vamos follows.
//!
//! A release is identified by its sources that determine action IDs, cache entries and build IDs,
//! never by its number ([`crate::known`]). With an SDK whose sources are not in the table, vamos
//! does not use the shared cache.
//! Counterpart: none; upstream is one release.

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_fsys::Files;

use crate::capability::Capabilities;
use crate::capability::Capability;
use crate::deciding::Tool;
use crate::env::InstalledSdk;
use crate::known;

/// The recipes to follow with an SDK, and whether they are verified for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The release that the recipes were verified with, `go1.26.8`.
    pub name: &'static str,
    /// True if entries may be shared with the official command.
    pub shared: bool,
    /// A warning for the user; empty for a known release.
    pub warning: String,
}

impl Profile {
    /// Chooses the profile of an SDK for a command that needs these capabilities. This reads the
    /// SDK's sources, so it is only called when a shared entry is about to be read or written.
    pub fn detect(files: &dyn Files, sdk: &InstalledSdk, needed: Capabilities) -> Self {
        let needed = needed.or(Capabilities::of(&[Capability::BuildRecipes]));
        let version = &sdk.version;
        let name = nearest(version, sdk.release.language_version());
        let unknown = sdk.unknown_recipes(files, needed);
        let warning = unknown.map_or(String::new(), |(_, reason)| {
            format!(
                "vamos: {version} is not a release that vamos was verified with; behaving like {name}, with a separate build cache: {reason}"
            )
        });
        Self {
            name,
            shared: warning.is_empty(),
            warning,
        }
    }
}

/// Returns the releases of a minor whose recipes have rows.
fn rows_of(minor: u32) -> impl Iterator<Item = &'static str> {
    let prefix = format!("go1.{minor}.");
    known::releases(Tool::Recipes).filter(move |release| release.starts_with(&prefix))
}

/// The row of a release that is closest to a version: the newest not above it, else the
/// oldest.
fn nearest(version: &str, minor: u32) -> &'static str {
    let want = gover::from_toolchain(version);
    let number = |row: &&'static str| gover::from_toolchain(row);
    let order = |a: &&'static str, b: &&'static str| gover::compare(number(a), number(b));
    let is_below = |row: &&'static str| gover::compare(number(row), want) != Ordering::Greater;
    let below = rows_of(minor).filter(is_below).max_by(order);
    below.or_else(|| rows_of(minor).min_by(order)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::*;
    use vamos_release::Release;

    #[test]
    fn an_unknown_release_shares_nothing() {
        let mut files = MemFiles::new();
        files.insert("/go/src/cmd/go/internal/work/exec.go", b"package work");
        let detect = |version: &str, minor| {
            let sdk = InstalledSdk {
                goroot: "/go".to_owned(),
                version: version.to_owned(),
                release: Release::nearest(minor),
                ..InstalledSdk::default()
            };
            Profile::detect(&files, &sdk, Capabilities::NONE)
        };
        let profile = detect("go1.26.99", 26);
        assert!(!profile.shared && profile.warning.starts_with("vamos: go1.26.99 is not"));
        assert_eq!(profile.name, "go1.26.11");
        assert_eq!(detect("go1.26.1", 26).name, "go1.26.1");
        assert_eq!(detect("devel", 26).name, "go1.26.0");
    }

    #[test]
    fn every_minor_has_a_row() {
        for minor in [25, 26, 27] {
            assert_ne!(nearest("", minor), "", "1.{minor}");
        }
    }
}
