//! The `//go:debug` lines of a package, checked when it is built.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`checkDirectives`),
//! cmd/go/internal/load/godebug.go (`ParseGoDebug`).

use vamos_load::Package;

/// Returns what is wrong with a package's `//go:debug` lines, one line each, or
/// nothing. Whether the setting is one that the release knows is found by loading.
pub(crate) fn complaints(package: &Package) -> String {
    let mut text = String::new();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (directive, pos) in &package.directives {
        match parse(directive) {
            None => {}
            Some(Err(problem)) => {
                text.push_str(&format!("{pos}: invalid //go:debug: {problem}\n"));
            }
            Some(Ok(key)) => match seen.iter().find(|(other, _)| *other == key) {
                Some((_, first)) => text.push_str(&format!(
                    "{pos}: repeated //go:debug for {key}\n\t{first}: previous //go:debug\n"
                )),
                None => seen.push((key, pos)),
            },
        }
    }
    text
}

/// Returns the key of a `//go:debug` line, what is wrong with it, or `None` for another
/// directive.
fn parse(text: &str) -> Option<Result<&str, &'static str>> {
    let rest = text.strip_prefix("//go:debug")?;
    if !rest.starts_with([' ', '\t']) {
        return rest.trim().is_empty().then_some(Err("missing key=value"));
    }
    let Some((key, value)) = rest.trim().split_once('=') else {
        return Some(Err("missing key=value"));
    };
    let problem = if key.contains([' ', '\t']) {
        "key contains space"
    } else if value.contains([' ', '\t']) {
        "value contains space"
    } else if key.contains(',') {
        "key contains comma"
    } else if value.contains(',') {
        "value contains comma"
    } else {
        return Some(Ok(key));
    };
    Some(Err(problem))
}

#[cfg(test)]
mod tests {
    use super::complaints;
    use vamos_load::Package;

    #[test]
    fn repeated_and_malformed_lines() {
        let line = |text: &str, pos: &str| (text.to_owned(), pos.to_owned());
        let package = Package {
            directives: vec![
                line("//go:debug a=1", "/x.go:1:1"),
                line("//go:debugging", "/x.go:2:1"),
                line("//go:debug a=2", "/x.go:3:1"),
                line("//go:debug b", "/x.go:4:1"),
                line("//go:debug c=1,2", "/x.go:5:1"),
                line("//go:generate x", "/x.go:6:1"),
            ],
            ..Package::default()
        };
        assert_eq!(
            complaints(&package),
            "/x.go:3:1: repeated //go:debug for a\n\t/x.go:1:1: previous //go:debug\n\
             /x.go:4:1: invalid //go:debug: missing key=value\n\
             /x.go:5:1: invalid //go:debug: value contains comma\n"
        );
    }
}
