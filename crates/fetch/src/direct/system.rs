//! What serves modules: version-control systems, and proxies.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`vcsList`, `vcsMod`).

/// What serves a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// A proxy of its own.
    Mod,
    /// Mercurial.
    Hg,
    /// Git.
    Git,
    /// Subversion.
    Svn,
    /// Bazaar.
    Bzr,
    /// Fossil.
    Fossil,
}

impl System {
    /// Returns the system of this name (`vcsByCmd`, and `mod`).
    pub(super) fn by_name(name: &str) -> Option<Self> {
        let all = [
            Self::Mod,
            Self::Hg,
            Self::Git,
            Self::Svn,
            Self::Bzr,
            Self::Fossil,
        ];
        all.into_iter().find(|system| system.name() == name)
    }

    /// Returns the name in go-import tags and in GOVCS.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mod => "mod",
            Self::Hg => "hg",
            Self::Git => "git",
            Self::Svn => "svn",
            Self::Bzr => "bzr",
            Self::Fossil => "fossil",
        }
    }

    /// Returns the schemes of addresses, in the order in which they are tried.
    pub(super) fn schemes(self) -> &'static [&'static str] {
        match self {
            Self::Mod => &[],
            Self::Hg => &["https", "http", "ssh"],
            Self::Git => &["git", "https", "http", "git+ssh", "ssh"],
            Self::Svn => &["https", "http", "svn", "svn+ssh"],
            Self::Bzr => &["https", "http", "bzr", "bzr+ssh"],
            Self::Fossil => &["https", "http"],
        }
    }
}
