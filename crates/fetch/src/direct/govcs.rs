//! GOVCS: the allowed systems for each repository.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`parseGOVCS`, `checkGOVCS`).

use std::collections::HashMap;

use vamos_base::golang::module::match_prefix_patterns;
use vamos_base::golang::quote::quote;

/// The rules after the user's entries: systems that are rarely tested against hostile servers are
/// only allowed for private repositories.
const DEFAULT: &str = "private:all,public:git|hg";

/// A rule: a pattern, and the systems that it allows.
type Rule<'a> = (&'a str, Vec<&'a str>);

/// Fails if GOVCS does not allow a system for the repository whose import path is `root`, or
/// is invalid; the error is the whole text.
pub(super) fn check(
    setting: &str,
    goprivate: &str,
    system: &str,
    root: &str,
) -> Result<(), String> {
    let mut rules = parse(setting)?;
    rules.extend(parse(DEFAULT)?);
    let is_private = match_prefix_patterns(goprivate, root);
    let applies = |(pattern, _): &&Rule<'_>| match *pattern {
        "private" => is_private,
        "public" => !is_private,
        pattern => match_prefix_patterns(pattern, root),
    };
    let rule = rules.iter().find(applies);
    let is_allowed =
        rule.is_some_and(|(_, systems)| systems.iter().any(|s| *s == system || *s == "all"));
    if is_allowed {
        return Ok(());
    }
    let what = if is_private { "private" } else { "public" };
    Err(format!(
        "GOVCS disallows using {system} for {what} {root}; see 'go help vcs'"
    ))
}

fn parse(setting: &str) -> Result<Vec<Rule<'_>>, String> {
    let setting = setting.trim();
    let mut rules = Vec::new();
    let mut have: HashMap<&str, &str> = HashMap::new();
    if setting.is_empty() {
        return Ok(rules);
    }
    for item in setting.split(',') {
        let item = item.trim();
        if item.is_empty() {
            return Err("empty entry in GOVCS".to_owned());
        }
        let Some((pattern, list)) = item.split_once(':') else {
            let item = quote(item);
            return Err(format!("malformed entry in GOVCS (missing colon): {item}"));
        };
        let (pattern, list) = (pattern.trim(), list.trim());
        if pattern.is_empty() {
            return Err(format!("empty pattern in GOVCS: {}", quote(item)));
        }
        if list.is_empty() {
            return Err(format!("empty VCS list in GOVCS: {}", quote(item)));
        }
        let is_relative =
            |prefix: &str| pattern == prefix || pattern.starts_with(&format!("{prefix}/"));
        if is_relative(".") || is_relative("..") {
            let pattern = quote(pattern);
            return Err(format!("relative pattern not allowed in GOVCS: {pattern}"));
        }
        if let Some(old) = have.insert(pattern, item) {
            let (item, old) = (quote(item), quote(old));
            return Err(format!("unreachable pattern in GOVCS: {item} after {old}"));
        }
        let systems: Vec<&str> = list.split('|').map(str::trim).collect();
        if systems.contains(&"") {
            return Err(format!("empty VCS name in GOVCS: {}", quote(item)));
        }
        rules.push((pattern, systems));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn settings() {
        let ok = "";
        for (setting, system, root, want) in [
            ("", "git", "x.y/r", ok),
            (
                "",
                "svn",
                "x.y/r",
                "GOVCS disallows using svn for public x.y/r; see 'go help vcs'",
            ),
            ("", "svn", "p.q/r", ok),
            ("x.y:svn", "svn", "x.y/r", ok),
            (
                "x.y:off",
                "git",
                "x.y/r",
                "GOVCS disallows using git for public x.y/r; see 'go help vcs'",
            ),
            (
                "private:git",
                "fossil",
                "p.q",
                "GOVCS disallows using fossil for private p.q; see 'go help vcs'",
            ),
            ("a:git,,b:git", "git", "a", "empty entry in GOVCS"),
            (
                "a",
                "git",
                "a",
                "malformed entry in GOVCS (missing colon): \"a\"",
            ),
            (":git", "git", "a", "empty pattern in GOVCS: \":git\""),
            ("a: ", "git", "a", "empty VCS list in GOVCS: \"a:\""),
            (
                "./a:git",
                "git",
                "a",
                "relative pattern not allowed in GOVCS: \"./a\"",
            ),
            (
                "a:git,a:hg",
                "git",
                "a",
                "unreachable pattern in GOVCS: \"a:hg\" after \"a:git\"",
            ),
            ("a:git|", "git", "a", "empty VCS name in GOVCS: \"a:git|\""),
        ] {
            let text = check(setting, "p.q", system, root)
                .err()
                .unwrap_or_default();
            assert_eq!(text, want, "{setting:?}");
        }
    }
}
