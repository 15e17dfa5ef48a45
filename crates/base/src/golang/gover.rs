//! Go's own versions (`1.21rc1`, `go1.22.3-custom`), and versions of modules that may be Go itself.
//!
//! The pseudo-modules `go` and `toolchain` are nodes of the module graph like real modules, but
//! follow these rules; the `mod_*` functions choose by path.
//! Counterpart: cmd/go/internal/gover, internal/gover.

use std::cmp::Ordering;
use std::fmt;

use super::module;
use super::module::ModuleVersion;
use super::semver;
use super::semver::compare_int;
use super::semver::cut_int;
use super::semver::dec_int;

/// The go version from which `all` leaves out tests of dependencies.
pub const NARROW_ALL_VERSION: &str = "1.16";
/// The go version of a go.mod without a go line.
pub const DEFAULT_GO_MOD_VERSION: &str = "1.16";
/// The go version of a go.work without a go line.
pub const DEFAULT_GO_WORK_VERSION: &str = "1.18";
/// The go version from which go.mod lists every module that provides a package, and graphs are
/// pruned.
pub const EXPLICIT_INDIRECT_VERSION: &str = "1.17";
/// The go version from which indirect requirements have their own block.
pub const SEPARATE_INDIRECT_VERSION: &str = "1.17";
/// The go version from which go.mod may have tool lines.
pub const TOOL_VERSION: &str = "1.24";
/// The go version from which go.sum contains the go.mod sums that tests of dependencies need.
pub const TIDY_GO_MOD_SUM_VERSION: &str = "1.21";
/// The go version from which a go line is a hard minimum.
pub const GO_STRICT_VERSION: &str = "1.21";
/// The go version from which vendored packages must be listed in modules.txt to be imported.
pub const EXPLICIT_MODULES_TXT_IMPORT_VERSION: &str = "1.23";

/// A parsed Go version; all fields are empty if it was malformed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoVersion<'a> {
    /// Decimal.
    pub major: &'a str,
    /// Decimal or empty.
    pub minor: &'a str,
    /// Decimal or empty.
    pub patch: &'a str,
    /// Empty, or `alpha`, `beta`, `rc`.
    pub kind: &'a str,
    /// Decimal or empty.
    pub pre: &'a str,
}

/// Parses a version like `1.21rc1`.
pub fn parse(x: &str) -> GoVersion<'_> {
    parse_option(x).unwrap_or_default()
}

fn parse_option(x: &str) -> Option<GoVersion<'_>> {
    let mut v = GoVersion::default();
    let (major, x) = cut_int(x)?;
    v.major = major;
    if x.is_empty() {
        (v.minor, v.patch) = ("0", "0");
        return Some(v);
    }
    let (minor, x) = cut_int(x.strip_prefix('.')?)?;
    v.minor = minor;
    if x.is_empty() {
        // Since 1.21 the language version is not the same as its .0 release.
        if compare_int(v.minor, "21") == Ordering::Less {
            v.patch = "0";
        }
        return Some(v);
    }
    if let Some(x) = x.strip_prefix('.') {
        let (patch, rest) = cut_int(x)?;
        v.patch = patch;
        return rest.is_empty().then_some(v);
    }
    let kind = x.bytes().take_while(|c| !c.is_ascii_digit()).count();
    if kind == 0 || !x.bytes().take(kind).all(|c| c.is_ascii_lowercase()) {
        return None;
    }
    let (kind, x) = x.split_at(kind);
    v.kind = kind;
    if x.is_empty() {
        return Some(v);
    }
    let (pre, rest) = cut_int(x)?;
    v.pre = pre;
    rest.is_empty().then_some(v)
}

/// Orders two versions without a `go` prefix; malformed ones come first and are equal.
pub fn compare(x: &str, y: &str) -> Ordering {
    if x == y {
        return Ordering::Equal;
    }
    let (x, y) = (parse(x), parse(y));
    compare_int(x.major, y.major)
        .then_with(|| compare_int(x.minor, y.minor))
        .then_with(|| compare_int(x.patch, y.patch))
        .then_with(|| x.kind.cmp(y.kind))
        .then_with(|| compare_int(x.pre, y.pre))
}

/// Returns the greater of two versions; the first if they are equal.
pub fn max<'a>(x: &'a str, y: &'a str) -> &'a str {
    if compare(x, y) == Ordering::Less {
        y
    } else {
        x
    }
}

/// Reports whether this is a language version such as `1.21`, not a release.
pub fn is_lang(x: &str) -> bool {
    let v = parse(x);
    v != GoVersion::default() && v.patch.is_empty() && v.kind.is_empty() && v.pre.is_empty()
}

/// Returns the language version: `1.2` of `1.2.3`.
pub fn lang(x: &str) -> String {
    let v = parse(x);
    if v.minor.is_empty() || (v.major == "1" && v.minor == "0") {
        return v.major.to_string();
    }
    format!("{}.{}", v.major, v.minor)
}

/// Reports whether this is an alpha, beta or release candidate.
pub fn is_prerelease(x: &str) -> bool {
    !parse(x).kind.is_empty()
}

/// Returns the previous Go release: `1.2` of `1.3rc4`; for the first release, itself.
pub fn prev(x: &str) -> String {
    let v = parse(x);
    if compare_int(v.minor, "1") != Ordering::Greater {
        return v.major.to_string();
    }
    format!("{}.{}", v.major, dec_int(v.minor))
}

/// Reports whether this is a well-formed Go version.
pub fn is_valid(x: &str) -> bool {
    parse_option(x).is_some()
}

/// Returns the version in a toolchain name: `1.2.3` of `go1.2.3-corp`; empty for any other text.
pub fn from_toolchain(name: &str) -> &str {
    if name.contains(['\\', '/']) {
        // Such a suffix would make the lookup of the program leave PATH.
        return "";
    }
    let Some(v) = name.strip_prefix("go") else {
        return "";
    };
    let v = &v[..v.find([' ', '\t', '-']).unwrap_or(v.len())];
    if is_valid(v) { v } else { "" }
}

fn maybe_toolchain_version(name: &str) -> &str {
    if is_valid(name) {
        name
    } else {
        from_toolchain(name)
    }
}

/// Returns the toolchain with the greater version; the first if they are equal.
pub fn toolchain_max<'a>(x: &'a str, y: &'a str) -> &'a str {
    if compare(from_toolchain(x), from_toolchain(y)) == Ordering::Less {
        y
    } else {
        x
    }
}

/// Reports whether the path names one of the pseudo-modules `go` and `toolchain`.
pub fn is_toolchain(path: &str) -> bool {
    path == "go" || path == "toolchain"
}

/// Orders two versions of the module with this path.
pub fn mod_compare(path: &str, x: &str, y: &str) -> Ordering {
    match path {
        "go" => compare(x, y),
        "toolchain" => compare(maybe_toolchain_version(x), maybe_toolchain_version(y)),
        _ => semver::compare(x, y),
    }
}

/// Sorts by path, then version; versions may carry a `/file` as in go.sum.
pub fn mod_sort(list: &mut [ModuleVersion]) {
    list.sort_by(|a, b| module::compare_with(a, b, mod_compare));
}

/// Reports whether the version is well-formed for the module with this path.
pub fn mod_is_valid(path: &str, vers: &str) -> bool {
    match path {
        "go" => is_valid(vers),
        "toolchain" => is_valid(from_toolchain(vers)),
        _ => semver::is_valid(vers),
    }
}

/// Reports whether the (valid) version is only a prefix such as `v1.2`.
pub fn mod_is_prefix(path: &str, vers: &str) -> bool {
    match path {
        "go" => is_lang(vers),
        "toolchain" => is_lang(from_toolchain(vers)),
        _ => !vers.contains(['-', '+']) && vers.matches('.').count() < 2,
    }
}

/// Reports whether the (valid) version is a prerelease.
pub fn mod_is_prerelease(path: &str, vers: &str) -> bool {
    match path {
        "go" => is_prerelease(vers),
        "toolchain" => is_prerelease(from_toolchain(vers)),
        _ => !semver::prerelease(vers).is_empty(),
    }
}

/// Returns the prefix for `@patch` queries: `v1.2`, `1.21` or `go1.21`.
pub fn mod_major_minor(path: &str, vers: &str) -> String {
    match path {
        "go" => lang(vers),
        "toolchain" => format!("go{}", lang(from_toolchain(vers))),
        _ => semver::major_minor(vers),
    }
}

/// Returns the value after `key` on its own line of a go.mod or go.work, without a parse; empty if
/// absent.
pub fn go_mod_lookup<'a>(text: &'a [u8], key: &str) -> &'a str {
    for line in text.split(|&c| c == b'\n') {
        let line = line.trim_ascii();
        let Some(rest) = line.strip_prefix(key.as_bytes()) else {
            continue;
        };
        if !matches!(rest.first(), Some(b' ' | b'\t')) {
            continue;
        }
        let end = rest
            .windows(2)
            .position(|w| w == b"//")
            .unwrap_or(rest.len());
        return std::str::from_utf8(&rest[..end]).unwrap_or("").trim();
    }
    ""
}

/// The Go release that this command implements, and the reason for its selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// Version without prefix: `1.26.1`.
    pub version: String,
    /// Name of the toolchain: `go1.26.1`.
    pub toolchain: String,
    /// The text in brackets for errors about a newer Go; see [`Startup::explain`].
    pub explain: String,
}

/// The inputs of the toolchain selection at start-up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Startup {
    /// The GOTOOLCHAIN setting.
    pub gotoolchain: String,
    /// The go.mod or go.work consulted, as shown to users.
    pub auto_file: String,
    /// Its go line.
    pub auto_go_version: String,
    /// Its toolchain line.
    pub auto_toolchain: String,
}

impl Startup {
    /// Returns the text that a [`TooNewError`] adds about the selection.
    pub fn explain(&self) -> String {
        let mut text = String::new();
        if !self.gotoolchain.is_empty() && self.gotoolchain != "auto" {
            text = format!("; GOTOOLCHAIN={}", self.gotoolchain);
        }
        if !self.auto_file.is_empty()
            && (!self.auto_go_version.is_empty() || !self.auto_toolchain.is_empty())
        {
            text += &format!("; {} sets ", self.auto_file);
            if self.auto_toolchain.is_empty() {
                text += &format!("go {}", self.auto_go_version);
            } else {
                text += &format!("toolchain {}", self.auto_toolchain);
            }
        }
        text
    }
}

/// The error that a newer Go is needed than the running one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooNewError {
    /// The subject that needs it: a file, or `module path@version`.
    pub what: String,
    /// The version needed.
    pub go_version: String,
    /// The toolchain line next to it; for callers, not shown.
    pub toolchain: String,
    /// The running version.
    pub local: String,
    /// See [`Startup::explain`].
    pub explain: String,
}

impl TooNewError {
    /// Returns an error about `what`, for this Go.
    pub fn new(what: String, go_version: &str, toolchain: &str, local: &Local) -> Self {
        TooNewError {
            what,
            go_version: go_version.to_string(),
            toolchain: toolchain.to_string(),
            local: local.version.clone(),
            explain: local.explain.clone(),
        }
    }
}

impl fmt::Display for TooNewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooNewError {
            what,
            go_version,
            local,
            explain,
            ..
        } = self;
        write!(
            f,
            "{what} requires go >= {go_version} (running go {local}{explain})"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders() {
        let sorted = [
            "",
            "1",
            "1.5",
            "1.19rc1",
            "1.19",
            "1.20",
            "1.21",
            "1.21alpha1",
            "1.21beta1",
            "1.21rc1",
            "1.21.0",
            "1.21.1",
            "1.99999999999",
        ];
        for (i, x) in sorted.iter().enumerate() {
            for (j, y) in sorted.iter().enumerate() {
                if *x == "1.19" || *y == "1.19" || *x == "1.19rc1" || *y == "1.19rc1" {
                    continue; // below
                }
                assert_eq!(compare(x, y), i.cmp(&j), "{x} {y}");
            }
        }
        assert_eq!(compare("1.19", "1.19.0"), Ordering::Equal);
        // Before 1.21 the short form is the .0 release, whose patch number beats a candidate's missing one.
        assert_eq!(compare("1.19rc1", "1.19"), Ordering::Less);
        assert_eq!(compare("1.19rc1", "1.18.9"), Ordering::Greater);
    }

    #[test]
    fn pieces() {
        for (x, want) in [
            ("1.2rc3", "1.2"),
            ("1.2.3", "1.2"),
            ("1.2", "1.2"),
            ("1", "1"),
            ("1.999testmod", "1.999"),
            ("x", ""),
        ] {
            assert_eq!(lang(x), want, "{x}");
        }
        for (x, want) in [
            ("", ""),
            ("0", "0"),
            ("1.3rc4", "1.2"),
            ("1.3.5", "1.2"),
            ("1.3", "1.2"),
            ("1.2", "1.1"),
            ("1.1", "1"),
            ("1.0", "1"),
            ("1", "1"),
            ("1.40", "1.39"),
        ] {
            assert_eq!(prev(x), want, "{x}");
        }
        for (x, want) in [
            ("1.2rc3", true),
            ("1.2.3", true),
            ("1.999testmod", true),
            ("1.600+auto", false),
            ("1.22", true),
            ("1.21.0", true),
            ("1.21rc2", true),
            ("1.21rc", true),
            ("1.1.rc1", false),
            ("01.2", false),
        ] {
            assert_eq!(is_valid(x), want, "{x}");
        }
        assert!(is_lang("1.21") && !is_lang("1.20") && !is_lang("1.21.0") && !is_lang("1.21rc1"));
        for (x, want) in [
            ("go1.2.3", "1.2.3"),
            ("1.2.3", ""),
            ("go1.2.3+bigcorp", ""),
            ("go1.2.3-bigcorp", "1.2.3"),
            ("go1.2.3-bigcorp more text", "1.2.3"),
            ("gccgo-go1.23rc4", ""),
            ("go1.2/x", ""),
        ] {
            assert_eq!(from_toolchain(x), want, "{x}");
        }
        assert_eq!(
            mod_compare("toolchain", "go1.21.1", "go1.21.0-x"),
            Ordering::Greater
        );
        assert!(
            mod_is_valid("toolchain", "go1.2")
                && !mod_is_valid("toolchain", "1.2")
                && mod_is_valid("go", "1.2")
        );
        assert_eq!(mod_major_minor("toolchain", "go1.2.3"), "go1.2");
    }

    #[test]
    fn lookup() {
        let text = b"module x\n  go  1.21 // why\ngodebug x=y\ntoolchain\tgo1.22\n";
        assert_eq!(go_mod_lookup(text, "go"), "1.21");
        assert_eq!(go_mod_lookup(text, "toolchain"), "go1.22");
        assert_eq!(go_mod_lookup(text, "nothing"), "");
    }
}
