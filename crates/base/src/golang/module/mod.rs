//! Module paths and versions: validity, combinations, and forms in files.
//!
//! Not of the standard library, but as much interface: go.mod, module zips, the module cache and
//! the network use the same rules and texts.
//! Counterpart: golang.org/x/mod/module.

mod check;
mod error;
mod escape;
mod pattern;
mod pseudo;

use std::cmp::Ordering;
use std::fmt;

pub use check::check_file_path;
pub use check::check_import_path;
pub use check::check_path;
pub use error::Invalid;
pub use escape::escape_path;
pub use escape::escape_version;
pub use escape::unescape_path;
pub use escape::unescape_version;
pub use pattern::match_prefix_patterns;
pub use pseudo::is_pseudo_version;
pub use pseudo::is_zero_pseudo_version;
pub use pseudo::pseudo_version;
pub use pseudo::pseudo_version_base;
pub use pseudo::pseudo_version_rev;
pub use pseudo::pseudo_version_time;
pub use pseudo::zero_pseudo_version;

pub use super::unicode::is_letter;
use crate::golang::semver;

/// A module path with a version, in plain (not escaped) form.
///
/// The version is empty for main modules and for directories that replace a module,
/// and `none` where a module is not used at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleVersion {
    /// Module path, or the directory of a replacement.
    pub path: String,
    /// Version, possibly empty.
    pub version: String,
}

impl ModuleVersion {
    /// A module version.
    pub fn new(path: impl Into<String>, version: impl Into<String>) -> Self {
        ModuleVersion {
            path: path.into(),
            version: version.into(),
        }
    }

    /// A path without version.
    pub fn unversioned(path: impl Into<String>) -> Self {
        ModuleVersion {
            path: path.into(),
            version: String::new(),
        }
    }

    /// The key of its go.mod in go.sum.
    pub fn go_mod_key(&self) -> Self {
        ModuleVersion {
            path: self.path.clone(),
            version: format!("{}/go.mod", self.version),
        }
    }

    /// Reports whether there is neither path nor version.
    pub fn is_empty(&self) -> bool {
        self.path.is_empty() && self.version.is_empty()
    }
}

impl fmt::Display for ModuleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.version.is_empty() {
            return Ok(());
        }
        write!(f, "@{}", self.version)
    }
}

/// Checks that path and version are valid and fit each other.
pub fn check(path: &str, version: &str) -> Result<(), Invalid> {
    check_path(path)?;
    let at_path = |err| Invalid::At {
        path: path.to_owned(),
        err: Box::new(err),
    };
    if !semver::is_valid(version) {
        return Err(at_path(Invalid::version(version, "not a semantic version")));
    }
    let major = split_path_version(path).map_or("", |(_, major)| major);
    check_path_major(version, major).map_err(at_path)
}

/// Splits a path into the part before the major version suffix, and the suffix with its separator
/// (empty if none). `None` if the suffix breaks the rules, as `/v1` does.
pub fn split_path_version(path: &str) -> Option<(&str, &str)> {
    if path.starts_with("gopkg.in/") {
        return split_gopkg_in(path);
    }
    let bytes = path.as_bytes();
    let tail = bytes
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit() || **c == b'.')
        .count();
    let i = path.len() - tail;
    if i <= 1 || tail == 0 || bytes[i - 1] != b'v' || bytes[i - 2] != b'/' {
        return Some((path, ""));
    }
    let (prefix, major) = path.split_at(i - 2);
    if major.contains('.') || major.as_bytes()[2] == b'0' || major == "/v1" {
        return None;
    }
    Some((prefix, major))
}

/// Like [`split_path_version`] for gopkg.in, whose suffix is `.vN`, required, and may be v0 or v1.
fn split_gopkg_in(path: &str) -> Option<(&str, &str)> {
    let bytes = path.strip_suffix("-unstable").unwrap_or(path).as_bytes();
    let digits = bytes
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit())
        .count();
    let i = bytes.len() - digits;
    if i <= 1 || bytes[i - 1] != b'v' || bytes[i - 2] != b'.' {
        return None;
    }
    let (prefix, major) = path.split_at(i - 2);
    if major.len() <= 2 || (major.as_bytes()[2] == b'0' && major != ".v0") {
        return None;
    }
    Some((prefix, major))
}

/// Reports whether a version fits a major version suffix.
pub fn match_path_major(v: &str, path_major: &str) -> bool {
    path_major_mismatch(v, path_major).is_none()
}

/// Checks that a version fits a major version suffix.
pub fn check_path_major(v: &str, path_major: &str) -> Result<(), Invalid> {
    match path_major_mismatch(v, path_major) {
        None => Ok(()),
        Some(want) => Err(Invalid::version(
            v,
            format!("should be {want}, not {}", semver::major(v)),
        )),
    }
}

/// Returns the expected major version, if the version does not fit.
fn path_major_mismatch<'a>(v: &str, path_major: &'a str) -> Option<&'a str> {
    let path_major = trim_unstable(path_major);
    if v.starts_with("v0.0.0-") && path_major == ".v1" {
        // Early pseudo-versions of gopkg.in/x.v1 were made this way, and are still required.
        return None;
    }
    let major = semver::major(v);
    match path_major.as_bytes().first() {
        None if major == "v0" || major == "v1" || semver::build(v) == "+incompatible" => None,
        None => Some("v0 or v1"),
        Some(b'/' | b'.') if major == &path_major[1..] => None,
        Some(b'/' | b'.') => Some(&path_major[1..]),
        Some(_) => Some(path_major),
    }
}

fn trim_unstable(path_major: &str) -> &str {
    match path_major.strip_suffix("-unstable") {
        Some(trimmed) if path_major.starts_with(".v") => trimmed,
        _ => path_major,
    }
}

/// The tag prefix that a major version suffix implies: `v2` of `/v2` and `.v2-unstable`.
pub fn path_major_prefix(path_major: &str) -> &str {
    trim_unstable(path_major).get(1..).unwrap_or("")
}

/// The canonical form of a version; unlike [`semver::canonical`] it keeps `+incompatible`.
pub fn canonical_version(v: &str) -> String {
    let canonical = semver::canonical(v);
    if semver::build(v) == "+incompatible" {
        canonical + "+incompatible"
    } else {
        canonical
    }
}

/// Reports whether `v` equals its [`canonical_version`]; allocates nothing.
pub fn is_canonical_version(v: &str) -> bool {
    match v.strip_suffix("+incompatible") {
        Some(plain) => semver::is_canonical(plain),
        None => semver::is_canonical(v),
    }
}

/// Sorts by path, then version; versions may carry a `/file` as in go.sum.
pub fn sort(list: &mut [ModuleVersion]) {
    list.sort_by(|a, b| compare_with(a, b, |_, v, w| semver::compare(v, w)));
}

/// Orders by path, then version by `compare`, then the `/file` after the version. Versions that
/// differ but compare as equal, such as two invalid ones, are ordered by their bytes: upstream's
/// order of those is nondeterministic, but a Rust sort needs a total order.
pub fn compare_with(
    a: &ModuleVersion,
    b: &ModuleVersion,
    compare: impl Fn(&str, &str, &str) -> Ordering,
) -> Ordering {
    a.path.cmp(&b.path).then_with(|| {
        let split = |v: &str| v.find('/').unwrap_or(v.len());
        let (va, fa) = a.version.split_at(split(&a.version));
        let (vb, fb) = b.version.split_at(split(&b.version));
        if va == vb {
            fa.cmp(fb)
        } else {
            compare(&a.path, va, vb).then_with(|| va.cmp(vb))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_are_none_have_an_order_too() {
        let order = |a: &str, b: &str| {
            let [a, b] = [a, b].map(|version| ModuleVersion::new("m", version));
            compare_with(&a, &b, |_, v, w| semver::compare(v, w))
        };
        assert!(order("x/a", "x/b").is_lt() && order("x/b", "y").is_lt());
        assert!(order("x/a", "y").is_lt());
        assert!(order("x", "v1.0.0").is_lt());
    }

    #[test]
    fn split() {
        for (path, want) in [
            ("x.y/z", Some(("x.y/z", ""))),
            ("x.y/z/v2", Some(("x.y/z", "/v2"))),
            ("x.y/z/v3", Some(("x.y/z", "/v3"))),
            ("x.y/v", Some(("x.y/v", ""))),
            ("x.y/z/v1", None),
            ("x.y/z/v0", None),
            ("x.y/z/v1.2", None),
            ("x.y/z/v", Some(("x.y/z/v", ""))),
            ("x.y/z/v01", None),
            ("gopkg.in/yaml.v0", Some(("gopkg.in/yaml", ".v0"))),
            (
                "gopkg.in/yaml.v1-unstable",
                Some(("gopkg.in/yaml", ".v1-unstable")),
            ),
            ("gopkg.in/yaml", None),
            ("gopkg.in/yaml.v01", None),
            ("gopkg.in/yaml/v2", None),
            ("v2", Some(("v2", ""))),
            ("/v2", Some(("", "/v2"))),
        ] {
            assert_eq!(split_path_version(path), want, "{path}");
        }
    }

    #[test]
    fn majors() {
        for (v, major, want) in [
            ("v1.2.3", "", None),
            ("v0.2.3", "", None),
            (
                "v2.0.0",
                "",
                Some("version \"v2.0.0\" invalid: should be v0 or v1, not v2"),
            ),
            ("v2.0.0+incompatible", "", None),
            ("v2.0.0", "/v2", None),
            (
                "v3.0.0",
                "/v2",
                Some("version \"v3.0.0\" invalid: should be v2, not v3"),
            ),
            ("v0.0.0-20161208181325-20d25e280405", ".v1", None),
            ("v1.0.0", ".v1-unstable", None),
        ] {
            let got = check_path_major(v, major).err().map(|e| e.to_string());
            assert_eq!(got.as_deref(), want, "{v} {major}");
        }
    }

    #[test]
    fn check_both() {
        let text = |p, v| check(p, v).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(
            text("rsc.io/quote", "0.1.0"),
            "rsc.io/quote@0.1.0: invalid version: not a semantic version"
        );
        assert_eq!(text("gopkg.in/russross/blackfriday.v2", "v2.0.0"), "");
        assert_eq!(
            text("gopkg.in/yaml.v2", "v1.0.0"),
            "gopkg.in/yaml.v2@v1.0.0: invalid version: should be v2, not v1"
        );
        assert_eq!(canonical_version("v2+incompatible"), "");
        assert_eq!(
            canonical_version("v2.0.0+incompatible"),
            "v2.0.0+incompatible"
        );
        assert!(
            is_canonical_version("v2.0.0+incompatible")
                && !is_canonical_version("v2.0.0+meta")
                && !is_canonical_version("v2.0")
        );
    }
}
