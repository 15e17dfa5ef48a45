//! Converts typed patterns to canonical form.
//!
//! Counterpart: cmd/go/internal/search/search.go (`CleanPatterns`).

use vamos_base::golang::path;

use super::is_local_import;

/// Returns the canonical patterns; without any, the current directory. Text after `@` of import
/// paths is preserved.
pub fn clean_patterns(patterns: &[String]) -> Vec<String> {
    if patterns.is_empty() {
        return vec![".".to_owned()];
    }
    patterns
        .iter()
        .map(|pattern| clean_pattern(pattern))
        .collect()
}

fn clean_pattern(pattern: &str) -> String {
    let is_path = is_local_import(pattern) || pattern.starts_with('/');
    let (name, version) = match pattern.find('@') {
        Some(at) if !is_path => pattern.split_at(at),
        _ => (pattern, ""),
    };
    let mut clean = if name.starts_with('/') {
        path::clean(name).to_string()
    } else {
        let name = name.replace('\\', "/");
        let clean = path::clean(&name);
        if name.starts_with("./") && clean != "." {
            format!("./{clean}")
        } else {
            clean.to_string()
        }
    };
    clean.push_str(version);
    clean
}

#[cfg(test)]
mod tests {
    use super::clean_patterns;

    #[test]
    fn canonical_forms() {
        let cases = [
            (".", "."),
            ("./", "."),
            ("./.", "."),
            ("./x/", "./x"),
            ("./..", "./.."),
            ("./...", "./..."),
            ("../x/../y", "../y"),
            ("x//y/", "x/y"),
            ("x\\y", "x/y"),
            ("/a/b/../c", "/a/c"),
            ("x/y@v1.2.3//", "x/y@v1.2.3//"),
            ("./x@y", "./x@y"),
            ("", "."),
        ];
        for (from, to) in cases {
            assert_eq!(clean_patterns(&[from.to_owned()]), [to], "{from:?}");
        }
        assert_eq!(clean_patterns(&[]), ["."]);
    }
}
