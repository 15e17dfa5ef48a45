//! The `...` wildcard, and the special treatment of `vendor` elements.
//!
//! A pattern is compiled to alternatives of literal pieces with wildcards between them. As in
//! upstream, a `vendor` element that is not the last is replaced by a byte that no wildcard
//! matches, both in the pattern and in the name.
//! Counterpart: cmd/internal/pkgpattern/pkgpattern.go.

use std::borrow::Cow;

use vamos_base::golang::os_str;

/// The replacement of a `vendor` element that wildcards must not cross.
const VENDOR: &str = "\0";

/// A compiled pattern (`pkgpattern.MatchPattern`).
#[derive(Clone, Debug)]
pub struct Glob {
    /// Each alternative is a list of literals with a wildcard between neighbours.
    alternatives: Vec<Vec<String>>,
    /// True if `vendor` elements are special.
    vendor_exclude: bool,
}

/// Compiles a package pattern: `...` matches any string, a trailing `/...` also the empty one, and
/// no wildcard matches inside a vendor directory.
pub fn match_pattern(pattern: &str) -> Glob {
    if pattern.contains(VENDOR) || !is_utf8(pattern) {
        return Glob::nothing(true);
    }
    let pattern = replace_vendor(pattern);
    let mut texts = Vec::new();
    if pattern == "\0/..." {
        texts.push("/vendor".to_owned());
        texts.push("/\0/...".to_owned());
    } else if let Some(parent) = pattern.strip_suffix("/\0/...") {
        texts.push(format!("{parent}/vendor"));
        texts.push(pattern.clone().into_owned());
    } else {
        push_with_optional_tail(&mut texts, &pattern);
    }
    Glob::new(&texts, true)
}

/// Compiles a pattern without special treatment of `vendor` (`pkgpattern.MatchSimplePattern`).
pub fn match_simple_pattern(pattern: &str) -> Glob {
    if !is_utf8(pattern) {
        return Glob::nothing(false);
    }
    let mut texts = Vec::new();
    push_with_optional_tail(&mut texts, pattern);
    Glob::new(&texts, false)
}

/// Reports whether a pattern is UTF-8: in upstream others match nothing, because their regular
/// expressions cannot be compiled.
fn is_utf8(pattern: &str) -> bool {
    std::str::from_utf8(&os_str::encode(pattern)).is_ok()
}

fn push_with_optional_tail(texts: &mut Vec<String>, pattern: &str) {
    if let Some(parent) = pattern.strip_suffix("/...") {
        texts.push(parent.to_owned());
    }
    texts.push(pattern.to_owned());
}

impl Glob {
    /// Returns a pattern that matches no name.
    fn nothing(vendor_exclude: bool) -> Self {
        Self {
            alternatives: Vec::new(),
            vendor_exclude,
        }
    }

    fn new(texts: &[String], vendor_exclude: bool) -> Self {
        let split = |text: &String| text.split("...").map(str::to_owned).collect();
        Self {
            alternatives: texts.iter().map(split).collect(),
            vendor_exclude,
        }
    }

    /// Reports whether the whole name matches.
    pub fn matches(&self, name: &str) -> bool {
        if !self.vendor_exclude {
            return self.any(name, b'\n');
        }
        !name.contains(VENDOR) && self.any(&replace_vendor(name), 0)
    }

    fn any(&self, name: &str, barrier: u8) -> bool {
        let name = name.as_bytes();
        self.alternatives
            .iter()
            .any(|pieces| matches_pieces(pieces, name, barrier))
    }
}

/// Matches literals with wildcards between them; no wildcard may cover `barrier`. Keeps the set of
/// positions that are reachable after each piece, so that the time is bounded by the product of the
/// lengths for any pattern.
fn matches_pieces(pieces: &[String], name: &[u8], barrier: u8) -> bool {
    let Some((first, rest)) = pieces.split_first() else {
        return false;
    };
    if !name.starts_with(first.as_bytes()) {
        return false;
    }
    let Some((last, middle)) = rest.split_last() else {
        return name.len() == first.len();
    };
    // Nearly all patterns have one wildcard, at the end.
    if middle.is_empty() {
        let tail = &name[first.len()..];
        return tail.ends_with(last.as_bytes())
            && !tail[..tail.len() - last.len()].contains(&barrier);
    }
    let mut reachable = vec![first.len()];
    for piece in middle {
        let mut next = Vec::new();
        for start in after_wildcard(&reachable, name, barrier) {
            if name[start..].starts_with(piece.as_bytes()) {
                next.push(start + piece.len());
            }
        }
        reachable = next;
    }
    after_wildcard(&reachable, name, barrier)
        .into_iter()
        .any(|start| &name[start..] == last.as_bytes())
}

/// Returns, ascending, the positions where a wildcard that begins at one of `starts`
/// may end.
fn after_wildcard(starts: &[usize], name: &[u8], barrier: u8) -> Vec<usize> {
    let mut ends = vec![false; name.len() + 1];
    for &start in starts {
        for (position, seen) in ends.iter_mut().enumerate().skip(start) {
            if *seen {
                break;
            }
            *seen = true;
            if name.get(position) == Some(&barrier) {
                break;
            }
        }
    }
    (0..ends.len()).filter(|&position| ends[position]).collect()
}

/// Decides whether a name, or a name below it, may match a pattern
/// (`pkgpattern.TreeCanMatchPattern`).
#[derive(Clone, Debug)]
pub struct TreeGlob {
    prefix: String,
    wildcard: bool,
}

/// Compiles the pattern for pruning walks.
pub fn tree_can_match_pattern(pattern: &str) -> TreeGlob {
    let (prefix, wildcard) = match pattern.find("...") {
        Some(dots) => (&pattern[..dots], true),
        None => (pattern, false),
    };
    TreeGlob {
        prefix: prefix.to_owned(),
        wildcard,
    }
}

impl TreeGlob {
    /// Reports whether this name or one below it may match.
    pub fn matches(&self, name: &str) -> bool {
        name.len() <= self.prefix.len() && has_path_prefix(&self.prefix, name)
            || self.wildcard && name.starts_with(&self.prefix)
    }
}

/// Reports whether `path` begins with the elements of `prefix` (`str.HasPathPrefix`; here an empty
/// prefix only matches an absolute path).
fn has_path_prefix(path: &str, prefix: &str) -> bool {
    match path.strip_prefix(prefix) {
        Some(rest) => rest.is_empty() || rest.starts_with('/') || prefix.ends_with('/'),
        None => false,
    }
}

/// Replaces `vendor` elements, except for a last one.
fn replace_vendor(path: &str) -> Cow<'_, str> {
    if !path.contains("vendor/") {
        return Cow::Borrowed(path);
    }
    let mut elements: Vec<&str> = path.split('/').collect();
    let last = elements.len() - 1;
    for element in &mut elements[..last] {
        if *element == "vendor" {
            *element = VENDOR;
        }
    }
    Cow::Owned(elements.join("/"))
}

#[cfg(test)]
mod tests {
    use super::match_pattern;
    use super::match_simple_pattern;
    use super::tree_can_match_pattern;

    #[test]
    fn a_pattern_that_is_not_utf8_matches_nothing() {
        let text = |bytes: &[u8]| vamos_base::golang::os_str::decode(bytes);
        let name = text(b"m/a\xff");
        for pattern in [&b"m/a\xff..."[..], b"m/a\xff", b"\xff..."] {
            let pattern = text(pattern);
            assert!(!match_pattern(&pattern).matches(&name), "{pattern:?}");
            assert!(
                !match_simple_pattern(&pattern).matches(&name),
                "{pattern:?}"
            );
        }
        // A wildcard covers any byte of a name.
        assert!(match_pattern("m/...").matches(&name));
    }

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let glob = match_pattern(pattern);
        for name in yes {
            assert!(glob.matches(name), "{pattern} must match {name}");
        }
        for name in no {
            assert!(!glob.matches(name), "{pattern} must not match {name}");
        }
    }

    #[test]
    fn patterns() {
        check(
            "...",
            &["foo", "", "a/b", "vendor"],
            &["vendor/x", "a/vendor/b"],
        );
        check("net", &["net"], &["net/http", "ne"]);
        check(
            "net/...",
            &["net", "net/http", "net/http/httptest"],
            &["not", "netx"],
        );
        check(
            "net...",
            &["net", "net/http", "netchan"],
            &["not", "not/http"],
        );
        check(
            "abc/...",
            &["abc/vendor", "abc/xvendor/b"],
            &["abc/vendor/x"],
        );
        check(
            "abc/vendor/...",
            &["abc/vendor", "abc/vendor/x"],
            &["abc/vendor/x/vendor/y"],
        );
        check(".../vendor/...", &["x/vendor", "x/vendor/y"], &["x/y"]);
        check("vendor/...", &["/vendor"], &["vendor", "vendor/x"]);
        check(
            "a...b...c",
            &["abc", "axbxc", "a/b/b/c"],
            &["ab", "acb", "xabc"],
        );
        check(
            "a/.../vendor/b...",
            &["a/x/vendor/b"],
            &["a/vendor/vendor/b", "a/vendor/b"],
        );
        check("./...", &[".", "./.", "./a/b"], &["../a", "./vendor/x"]);
    }

    #[test]
    fn simple_patterns_know_no_vendor() {
        assert!(match_simple_pattern("...").matches("a/vendor/b"));
        assert!(match_simple_pattern("a/...").matches("a"));
    }

    #[test]
    fn trees() {
        let tree = tree_can_match_pattern("net/http...");
        for (name, can) in [("net", true), ("net/http", true), ("net/httptest", true)] {
            assert_eq!(tree.matches(name), can, "{name}");
        }
        assert!(!tree.matches("net/rpc"));
        assert!(!tree.matches("ne"));
        assert!(!tree_can_match_pattern("net").matches("net/http"));
    }
}
