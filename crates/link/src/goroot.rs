//! Names of source files below GOROOT.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (`expandGoroot`).

use vamos_base::golang::path;

/// Placeholder of GOROOT in names.
const GOROOT: &str = "$GOROOT";

/// Returns the name of a file with `goroot` in the place of `$GOROOT`; `None` for names without it,
/// and where there is no `goroot`.
pub(crate) fn expand(name: &str, goroot: &str) -> Option<String> {
    let rest = name.strip_prefix(GOROOT)?;
    let is_below = rest.starts_with(['/', '\\']) && !goroot.is_empty();
    is_below.then(|| path::join(&[goroot, rest]))
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn names_below_goroot() {
        for (name, goroot, expected) in [
            ("$GOROOT/src/a.go", "/sdk/", Some("/sdk/src/a.go")),
            ("$GOROOT\\a.go", "/sdk", Some("/sdk/\\a.go")),
            ("$GOROOT/src/a.go", "", None),
            ("$GOROOTS/a.go", "/sdk", None),
            ("$GOROOT", "/sdk", None),
            ("/w/a.go", "/sdk", None),
        ] {
            assert_eq!(expand(name, goroot).as_deref(), expected, "{name}");
        }
    }
}
