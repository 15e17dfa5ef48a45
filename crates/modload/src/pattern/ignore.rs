//! The `ignore` directives of a go.mod, for walks.
//!
//! Counterpart: cmd/go/internal/search/search.go (`IgnorePatterns`).

use std::borrow::Cow;

/// Directories that patterns with wildcards do not enter.
#[derive(Clone, Debug, Default)]
pub struct IgnorePatterns {
    /// Rooted at the module (`./x`).
    relative: Vec<String>,
    /// At any depth (`x`).
    any: Vec<String>,
}

impl IgnorePatterns {
    /// Compiles the paths of the directives.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Self {
        let mut result = Self::default();
        for pattern in patterns {
            match pattern.strip_prefix("./") {
                Some(rest) => result.relative.push(normalize(rest).into_owned()),
                None => result.any.push(normalize(pattern).into_owned()),
            }
        }
        result
    }

    /// Reports whether a directory, relative to the module root, is ignored.
    pub(crate) fn should_ignore(&self, dir: &str) -> bool {
        if dir.is_empty() || (self.relative.is_empty() && self.any.is_empty()) {
            return false;
        }
        let dir = normalize(dir);
        self.relative.iter().any(|p| dir.starts_with(p.as_str()))
            || self.any.iter().any(|p| dir.contains(p.as_str()))
    }
}

/// Adds a slash at both ends.
fn normalize(path: &str) -> Cow<'_, str> {
    match (path.starts_with('/'), path.ends_with('/')) {
        (true, true) => Cow::Borrowed(path),
        (true, false) => Cow::Owned(format!("{path}/")),
        // A single slash is added in front first, which is then also at the end.
        (false, _) if path.is_empty() => Cow::Borrowed("/"),
        (false, true) => Cow::Owned(format!("/{path}")),
        (false, false) => Cow::Owned(format!("/{path}/")),
    }
}

#[cfg(test)]
mod tests {
    use super::IgnorePatterns;

    #[test]
    fn rooted_and_anywhere() {
        let ignore = IgnorePatterns::new(["./a", "b", "c/d"]);
        for (dir, ignored) in [
            ("a", true),
            ("a/x", true),
            ("x/a", false),
            ("ab", false),
            ("b", true),
            ("x/b/y", true),
            ("c", false),
            ("x/c/d", true),
            ("", false),
        ] {
            assert_eq!(ignore.should_ignore(dir), ignored, "{dir}");
        }
    }
}
