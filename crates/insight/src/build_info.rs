//! Changes of the build information in a program.
//!
//! Counterpart: runtime/debug/mod.go (`BuildInfo.String`), which prints these lines.

use std::collections::BTreeMap;

/// Prefix of the names of fields that describe the state of the repository.
const STAMP: &str = "vcs.";

/// Prefix of the main module's version field.
const VERSION: &str = "the version of ";

/// A field that differs: its name, the old value and the new one; empty where it is missing.
pub(crate) type Difference = (String, String, String);

/// Returns the fields that differ between two quoted build informations.
pub(crate) fn between(old: &str, new: &str) -> Vec<Difference> {
    let (before, now) = (fields(old), fields(new));
    let added = now.keys().filter(|name| !before.contains_key(*name));
    let names = before.keys().chain(added);
    let value =
        |of: &BTreeMap<String, String>, name: &str| of.get(name).cloned().unwrap_or_default();
    let differ = names.filter(|name| before.get(*name) != now.get(*name));
    differ
        .map(|name| (name.clone(), value(&before, name), value(&now, name)))
        .collect()
}

/// Reports whether a field is about the state of the repository: if it differs, something else in
/// the repository has changed, too, most often.
pub(crate) fn is_stamp(name: &str) -> bool {
    name.starts_with(STAMP) || name.starts_with(VERSION)
}

/// Splits a quoted build information.
fn fields(quoted: &str) -> BTreeMap<String, String> {
    let text = quoted.trim_matches('"').replace("\\t", "\t");
    let lines = text.split("\\n");
    let field = |line: &str| {
        let words: Vec<&str> = line.split('\t').collect();
        match words[..] {
            ["build", setting] => {
                let (name, value) = setting.split_once('=')?;
                Some((name.to_owned(), value.replace("\\\"", "\"")))
            }
            ["mod", path, version, ..] => Some((format!("{VERSION}{path}"), version.to_owned())),
            ["dep", path, version, ..] => Some((format!("module {path}"), version.to_owned())),
            _ => None,
        }
    };
    lines.filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::between;
    use super::is_stamp;

    #[test]
    fn fields_that_differ_are_named() {
        let info = |modified: &str, dep: &str| {
            format!(
                r#""path\tm\nmod\tm\t(devel)\t\ndep\tx\t{dep}\th1:a=\nbuild\tvcs=git\nbuild\tvcs.modified={modified}\n""#
            )
        };
        let found = between(&info("false", "v1"), &info("true", "v2"));
        let field = |name: &str, old: &str, new: &str| (name.into(), old.into(), new.into());
        let expected = [
            field("module x", "v1", "v2"),
            field("vcs.modified", "false", "true"),
        ];
        assert_eq!(found, expected);
        assert!(is_stamp("vcs.modified") && !is_stamp("module x"));
        assert!(between("\"\"", "\"x\"").is_empty());
    }
}
