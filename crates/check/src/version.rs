//! Language versions.
//!
//! Counterpart: cmd/compile/internal/types2/version.go; go/version.

use std::fmt;

use vamos_release::Release;
use vamos_types::Pos;

use crate::checker::Checker;
use crate::checker::Environment;
use crate::checker::GoVersion;
use crate::code::Code;

impl GoVersion {
    /// Returns the newest version that a release supports.
    pub(crate) fn newest(release: Release) -> Self {
        Self(release.language_version())
    }

    /// Returns the language version of a Go version such as `go1.21.3` or `go1.21rc1`; none if
    /// it is not valid.
    pub(crate) fn parse(text: &str) -> Self {
        let Some(rest) = text.strip_prefix("go1") else {
            return Self(0);
        };
        // Versions before 1.1 differ in nothing.
        if rest.is_empty() {
            return Self(1);
        }
        let Some(rest) = rest.strip_prefix('.') else {
            return Self(0);
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (minor, rest) = rest.split_at(digits);
        let has_zero = minor.len() > 1 && minor.starts_with('0');
        match minor.parse::<u32>() {
            Ok(minor) if !has_zero && is_release(rest) => Self(minor.max(1)),
            _ => Self(0),
        }
    }

    /// Reports whether there is a version.
    pub(crate) fn is_valid(self) -> bool {
        self.0 != 0
    }
}

/// Reports whether the rest after a minor version is a patch, a release candidate or nothing.
fn is_release(rest: &str) -> bool {
    let number = |text: &str| {
        let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_digits && (text == "0" || !text.starts_with('0'))
    };
    // The part after a hyphen does not belong to the version.
    let rest = rest.split('-').next().unwrap_or(rest);
    rest.is_empty()
        || ["rc", "beta", "."]
            .iter()
            .any(|kind| rest.strip_prefix(kind).is_some_and(number))
}

impl fmt::Display for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "go1.{}", self.0)
    }
}

impl Checker<'_> {
    /// Changes the current language version.
    pub(crate) fn set_version(&mut self, version: GoVersion) {
        self.report_findings();
        self.env.version = version;
        self.types.set_language(version.0);
    }

    /// Replaces the environment; returns the old one.
    pub(crate) fn replace_env(&mut self, env: Environment) -> Environment {
        self.report_findings();
        self.types.set_language(env.version.0);
        std::mem::replace(&mut self.env, env)
    }

    /// Reports whether the current language version includes features of version `want`.
    pub(crate) fn allow_version(&self, want: GoVersion) -> bool {
        self.types.allows_version(want.0)
    }

    /// Like [`Checker::allow_version`], but reports an error if the version is too old.
    pub(crate) fn verify_version(
        &mut self,
        at: Pos,
        want: GoVersion,
        text: impl Into<String>,
    ) -> bool {
        let is_allowed = self.allow_version(want);
        if !is_allowed {
            self.version_error(at, want, text);
        }
        is_allowed
    }

    /// Reports that something needs a newer version (`versionErrorf`).
    pub(crate) fn version_error(&mut self, at: Pos, want: GoVersion, text: impl Into<String>) {
        let text = format!("{} requires {want} or later", text.into());
        self.error(at, Code::UnsupportedFeature, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_parsed() {
        for (text, expected) in [
            ("go1.21", 21),
            ("go1.21.3", 21),
            ("go1.21rc1", 21),
            ("go1.9", 9),
            ("go1", 1),
            ("1.21", 0),
            ("go1.021", 0),
            ("go1.21x", 0),
            ("", 0),
        ] {
            assert_eq!(GoVersion::parse(text).0, expected, "{text}");
        }
        assert_eq!(GoVersion(18).to_string(), "go1.18");
    }
}
