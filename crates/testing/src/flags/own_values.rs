//! Values of flags that only vamos has. A forgotten value is noticed, because the following package
//! pattern takes its place.
//!
//! Counterpart: none.

/// Checks that a value can be a revision or `@file`; the error is the reason why it cannot.
///
/// An empty value is the usual result of a command substitution that failed, and a pattern means
/// that the value was forgotten. Both would silently test too much, too little or nothing.
pub fn check_revision(value: &str) -> Result<(), String> {
    if value.is_empty() {
        return Err("the revision is empty; did the command that prints it fail?".to_owned());
    }
    // No component of the name of a branch or tag begins with a dot.
    let is_relative = value.starts_with('.');
    if is_relative || is_pattern(value) && !value.contains(':') {
        return Err(format!(
            "{value} names packages, and a revision is needed before them"
        ));
    }
    Ok(())
}

/// Checks that a value can be the name of a file, likewise.
pub(super) fn check_file(value: &str) -> Result<(), String> {
    if is_pattern(value) {
        Err(format!(
            "{value} names packages, and a file is needed before them"
        ))
    } else {
        Ok(())
    }
}

fn is_pattern(value: &str) -> bool {
    value == "..." || value.ends_with("/...")
}

#[cfg(test)]
mod tests {
    use super::check_file;
    use super::check_revision;

    #[test]
    fn patterns_and_empty_values_are_no_revisions() {
        for value in ["", ".", "./...", "...", "../x", "example.com/m/..."] {
            assert!(check_revision(value).is_err(), "{value}");
        }
        for value in [
            "main",
            "HEAD~1",
            "@list.txt",
            "v1.2..v1.3",
            "origin/main",
            ":/see ./...",
        ] {
            assert_eq!(check_revision(value), Ok(()), "{value}");
        }
    }

    #[test]
    fn patterns_are_no_files() {
        assert!(check_file("./...").is_err() && check_file("...").is_err());
        for value in ["", "report.xml", "../x.xml", "./a"] {
            assert_eq!(check_file(value), Ok(()), "{value}");
        }
    }
}
