//! Suggestions for an invalid module path.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`suggestModulePath`, `suggestGopkgIn`).

/// Returns a path like this one with a valid major version.
pub(super) fn module_path(path: &str) -> String {
    let base = path.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let tail = &path[base.len()..];
    let trim = |base, suffix| str::strip_suffix(base, suffix).unwrap_or(base);
    if path.starts_with("gopkg.in/") {
        let base = trim(trim(trim(base, ".v"), "/v"), "/");
        return match first_number(path) {
            "" => format!("{base}.v1"),
            number => format!("{base}.v{number}"),
        };
    }
    let base = trim(trim(base, "/v"), "/");
    match first_number(tail) {
        "" | "1" => format!("{base}/v2"),
        number => format!("{base}/v{number}"),
    }
}

/// Returns the first number in a text without leading zeros.
fn first_number(text: &str) -> &str {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let first = numbers.find(|number| !number.is_empty());
    first.unwrap_or_default().trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::module_path;

    #[test]
    fn suggestions() {
        for (path, want) in [
            ("example.com/r/v0", "example.com/r/v2"),
            ("example.com/r/v023", "example.com/r/v23"),
            ("example.com/r/v2.1.4", "example.com/r/v2"),
            ("example.com/r/v.5.3", "example.com/r/v5"),
            ("gopkg.in/pkg", "gopkg.in/pkg.v1"),
            ("gopkg.in/user/pkg/v2", "gopkg.in/user/pkg.v2"),
            ("gopkg.in/user/pkg.v.3", "gopkg.in/user/pkg.v3"),
        ] {
            assert_eq!(module_path(path), want);
        }
    }
}
