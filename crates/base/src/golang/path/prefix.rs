//! One path in relation to another: below it, or shorter when seen from it.
//!
//! Counterpart: cmd/go/internal/str/path.go, cmd/go/internal/base/path.go, `InDir` of
//! cmd/go/internal/search/search.go.

use super::super::os_str;
use super::lexical;
use std::borrow::Cow;

/// Reports whether `path` begins with the elements of `prefix` (`str.HasPathPrefix`,
/// and on unix `str.HasFilePathPrefix`). Neither is cleaned.
pub fn has_path_prefix(path: &str, prefix: &str) -> bool {
    match path.strip_prefix(prefix) {
        Some(rest) => {
            rest.is_empty() || prefix.is_empty() || prefix.ends_with('/') || rest.starts_with('/')
        }
        None => false,
    }
}

/// Returns `path` without the leading elements `prefix`; `path` itself when it does
/// not start with them, nothing when it is `prefix` (`str.TrimFilePathPrefix`).
pub fn trim_path_prefix<'a>(path: &'a str, prefix: &str) -> &'a str {
    if prefix.is_empty() || !has_path_prefix(path, prefix) {
        return path;
    }
    let rest = &path[prefix.len()..];
    rest.strip_prefix('/').unwrap_or(rest)
}

/// Returns `path` with one slash at its end; nothing of nothing
/// (`str.WithFilePathSeparator`).
pub fn with_separator(path: &str) -> Cow<'_, str> {
    if path.is_empty() || path.ends_with('/') {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("{path}/"))
    }
}

/// Returns `path` as seen from `dir` when it is in the tree of `dir` by text: `.` for
/// `dir` itself. Upstream's `search.InDir` then tries again with symbolic links
/// resolved; that is for callers that may look at the disk.
pub fn in_dir<'a>(path: &'a str, dir: &str) -> Option<&'a str> {
    if dir.is_empty() {
        return Some(path);
    }
    let rest = trim_path_prefix(path, dir);
    if rest.len() == path.len() {
        None
    } else if rest.is_empty() {
        Some(".")
    } else {
        Some(rest)
    }
}

/// Returns `path` relative to `cwd` if that is strictly shorter, else `path`
/// (`base.ShortPath`), trusting that both name the same file. They do unless `..`
/// would climb out of a symbolic link; see [`short_path_if`].
pub fn short_path(cwd: &str, path: &str) -> String {
    short_path_if(cwd, path, |_, _| true)
}

/// Returns [`short_path`], but only if `same_file(relative, path)` agrees. Upstream
/// stats both (the first from `cwd`): same device and inode, or both do not exist.
pub fn short_path_if(cwd: &str, path: &str, same_file: impl Fn(&str, &str) -> bool) -> String {
    match lexical::rel(cwd, path) {
        Ok(relative) if byte_len(&relative) < byte_len(path) && same_file(&relative, path) => {
            relative
        }
        _ => path.to_owned(),
    }
}

/// Returns the length in the file system's bytes, which upstream compares.
fn byte_len(path: &str) -> usize {
    os_str::encode(path).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        for (path, prefix, want) in [
            ("a/b", "a", true),
            ("a/b", "a/", true),
            ("a/b", "a/b", true),
            ("ab", "a", false),
            ("a", "a/", false),
            ("a/b", "", true),
            ("", "", true),
            ("/a", "/", true),
            ("a", "a/b", false),
        ] {
            assert_eq!(has_path_prefix(path, prefix), want, "{path} {prefix}");
        }
        assert_eq!(trim_path_prefix("/a/b", "/a"), "b");
        assert_eq!(trim_path_prefix("/a/b", "/"), "a/b");
        assert_eq!(trim_path_prefix("/a", "/a"), "");
        assert_eq!(trim_path_prefix("/ab", "/a"), "/ab");
        assert_eq!(trim_path_prefix("/ab", ""), "/ab");
        assert_eq!(with_separator("a"), "a/");
        assert_eq!(with_separator("a/"), "a/");
        assert_eq!(with_separator(""), "");
    }

    #[test]
    fn below_a_directory() {
        assert_eq!(in_dir("/a/b", "/a"), Some("b"));
        assert_eq!(in_dir("/a", "/a"), Some("."));
        assert_eq!(in_dir("/ab", "/a"), None);
        assert_eq!(in_dir("a", ""), Some("a"));
    }

    #[test]
    fn shortens_only_what_gets_shorter() {
        assert_eq!(short_path("/w/m", "/w/m/x.go"), "x.go");
        assert_eq!(short_path("/w/m", "/w/n"), "/w/n");
        assert_eq!(short_path("/long/m", "/long/n"), "../n");
        assert_eq!(short_path("/long/m", "/long"), "..");
        assert_eq!(short_path("/w/m", "/a"), "/a");
        assert_eq!(short_path("/", "/a"), "a");
        assert_eq!(short_path("/w", "rel"), "rel");
        assert_eq!(short_path_if("/w/m", "/w/m/x", |_, _| false), "/w/m/x");
    }
}
