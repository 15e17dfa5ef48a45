//! Rules for names: arguments and files that are safe to pass to tools, the positions of `internal`
//! and `vendor` elements, and collisions when case is ignored.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`SafeArg`, `findInternal`, `FindVendor`),
//! cmd/go/internal/str/str.go (`ToFold`, `FoldDup`).

use std::borrow::Cow;

use hashbrown::HashMap;

/// Reports whether an argument cannot be taken for a flag or a response file.
pub fn safe_arg(name: &str) -> bool {
    name.bytes().next().is_some_and(|first| {
        first.is_ascii_alphanumeric() || matches!(first, b'.' | b'_' | b'/') || first >= 0x80
    })
}

/// Returns the index of the last element `internal` in an import path.
pub(crate) fn find_internal(path: &str) -> Option<usize> {
    find_last_element(path.as_bytes(), b"internal")
}

/// Returns the index of the last element with this name. It is called at every import; a general
/// search has a higher setup cost.
fn find_last_element(path: &[u8], name: &[u8]) -> Option<usize> {
    let mut end = path.len();
    for at in (0..path.len()).rev() {
        if path[at] == b'/' {
            if path[at + 1..end] == *name {
                return Some(at + 1);
            }
            end = at;
        }
    }
    (path[..end] == *name).then_some(0)
}

/// Returns the index of the last element `vendor` in an import path; a final one does not count, so
/// that a package may be called vendor.
pub(crate) fn find_vendor(path: &str) -> Option<usize> {
    let (tree, _) = path.rsplit_once('/')?;
    find_last_element(tree.as_bytes(), b"vendor")
}

/// Folds case so that equal results mean equal names on case-insensitive file systems.
pub(crate) fn to_fold(name: &str) -> Cow<'_, str> {
    if name
        .bytes()
        .all(|byte| byte < 0x80 && !byte.is_ascii_uppercase())
    {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.chars().map(fold_char).collect())
}

/// Returns the smallest character of the case orbit, ASCII letters in lower case.
fn fold_char(c: char) -> char {
    let upper = single(c.to_uppercase()).unwrap_or(c);
    let lower = single(c.to_lowercase()).unwrap_or(c);
    let upper_of_lower = single(lower.to_uppercase()).unwrap_or(lower);
    let smallest = c.min(upper).min(lower).min(upper_of_lower);
    smallest.to_ascii_lowercase()
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

/// Returns two names, in order, that collide when case is ignored.
pub(crate) fn fold_dup<'a>(names: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let mut seen: HashMap<Cow<'a, str>, &'a str> = HashMap::with_capacity(names.len());
    for &name in names {
        if let Some(other) = seen.insert(to_fold(name), name) {
            return Some((name.min(other), name.max(other)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::find_internal;
    use super::find_vendor;
    use super::fold_dup;
    use super::safe_arg;
    use super::to_fold;

    #[test]
    fn finds_elements() {
        assert_eq!(find_internal("a/internal/b/internal"), Some(13));
        assert_eq!(find_internal("a/internal/b/internal/c"), Some(13));
        assert_eq!(find_internal("internal"), Some(0));
        assert_eq!(find_internal("internals/x"), None);
        assert_eq!(find_internal("internal/internal/x"), Some(9));
        assert_eq!(find_internal("a/xinternal/internalx"), None);
        assert_eq!(find_internal(""), None);
        assert_eq!(find_vendor("x/vendor/y"), Some(2));
        assert_eq!(find_vendor("vendor/y"), Some(0));
        assert_eq!(find_vendor("x/vendor"), None);
        assert_eq!(find_vendor("vendor/vendor"), Some(0));
        assert_eq!(find_vendor("x/vendor/y/vendor/z"), Some(11));
    }

    #[test]
    fn folds_case_as_unicode_does() {
        assert_eq!(to_fold("Hello\u{212A}\u{17F}"), "hello\u{6B}s");
        assert_eq!(to_fold("\u{3C3}\u{3C2}"), "\u{3A3}\u{3A3}");
        assert_eq!(fold_dup(&["b.go", "B.go"]), Some(("B.go", "b.go")));
        assert_eq!(fold_dup(&["a.go", "b.go"]), None);
    }

    #[test]
    fn recognizes_safe_arguments() {
        assert!(safe_arg("x") && safe_arg("_x") && safe_arg("\u{e9}"));
        assert!(!safe_arg("") && !safe_arg("-x") && !safe_arg("@x"));
    }
}
