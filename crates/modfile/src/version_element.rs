//! Elements of import paths that are major versions.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`isVersionElement`).

/// Reports whether `element` is a major version as in paths: `v2`, `v3`, `v10`.
pub fn is_version_element(element: &str) -> bool {
    let Some(digits) = element.strip_prefix('v') else {
        return false;
    };
    !digits.is_empty()
        && !digits.starts_with('0')
        && digits != "1"
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_version_element;

    #[test]
    fn elements_are_versions_from_two_on() {
        assert!(is_version_element("v2") && is_version_element("v10"));
        assert!(!is_version_element("v1") && !is_version_element("v02"));
        assert!(!is_version_element("v") && !is_version_element("v2a"));
    }
}
