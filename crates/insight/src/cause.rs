//! Reasons why an action was not up to date.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::fmt;

use crate::build_info;
use crate::parts;
use crate::parts::Kind;
use crate::parts::Name;
use crate::parts::Parts;

/// Kind of difference of an input from the last build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The last build did not have it.
    Added,
    /// Its content or its result differs.
    Changed,
    /// Only the last build had it.
    Removed,
}

impl Change {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// One reason why an action was not up to date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The project has not built it before.
    First,
    /// Everything was to be made again (`-a`).
    Forced,
    /// A file differs.
    File {
        /// Relative to the package's directory, or absolute.
        name: String,
        /// Kind of difference.
        change: Change,
    },
    /// A flag, a variable or a version differs.
    Setting {
        /// Its name.
        name: String,
        /// Value of the last build; empty if it had none.
        old: String,
        /// Value of this build; empty if it has none.
        new: String,
    },
    /// A tool differs.
    Tool {
        /// Its name.
        name: String,
        /// Its version in the last build.
        old: String,
        /// Its version now.
        new: String,
    },
    /// The result of a package differs that it uses.
    Import {
        /// The import path; empty for the package that it links, vets or tests.
        path: String,
        /// Kind of difference.
        change: Change,
    },
    /// The action failed the last time, and failures are not stored.
    FailedBefore,
    /// The same inputs were built before, but the result is not in the build cache.
    EntryMissing,
    /// The result of this test is not cached.
    NotCached {
        /// Reason, in the words of the official command.
        why: String,
    },
}

impl Cause {
    /// Reports whether it is only that the repository has another state.
    pub(crate) fn is_stamp(&self) -> bool {
        matches!(self, Self::Setting { name, .. } if build_info::is_stamp(name))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First => f.write_str("it was not built in this project before"),
            Self::Forced => f.write_str("-a rebuilds everything"),
            Self::File { name, change } => write!(f, "{name} {}", was(*change)),
            Self::Setting { name, old, new } | Self::Tool { name, old, new } => {
                write_values(f, name, old, new)
            }
            Self::Import { path, change } if path.is_empty() => {
                write!(f, "the package itself {}", was(*change))
            }
            Self::Import { path, change } => write!(f, "package {path} {}", was(*change)),
            Self::FailedBefore => f.write_str("it failed in the last build"),
            Self::EntryMissing => {
                f.write_str("nothing changed, but its result is not in the build cache")
            }
            Self::NotCached { why } => f.write_str(why),
        }
    }
}

fn was(change: Change) -> &'static str {
    match change {
        Change::Added => "was added",
        Change::Changed => "changed",
        Change::Removed => "was removed",
    }
}

/// Writes how a value changed; of two lists only the words that differ.
fn write_values(f: &mut fmt::Formatter<'_>, name: &str, old: &str, new: &str) -> fmt::Result {
    if let (Some(old), Some(new)) = (words(old), words(new)) {
        let list = |from: &BTreeSet<&str>, without: &BTreeSet<&str>| {
            let words: Vec<&str> = from.difference(without).copied().collect();
            words.join(" ")
        };
        let (added, removed) = (list(&new, &old), list(&old, &new));
        return match (added.is_empty(), removed.is_empty()) {
            (false, false) => write!(f, "{name}: {added} instead of {removed}"),
            (false, true) => write!(f, "{name}: {added} was added"),
            (true, false) => write!(f, "{name}: {removed} was removed"),
            (true, true) => write!(f, "{name} changed"),
        };
    }
    match (old, new) {
        ("", "") => write!(f, "{name} changed"),
        (_, "") => write!(f, "{name} was removed"),
        ("", _) => write!(f, "{name} was added"),
        // Readers cannot use a hash.
        (old, new) if is_short(old) && is_short(new) => write!(f, "{name}: {new} instead of {old}"),
        _ => write!(f, "{name} changed"),
    }
}

fn is_short(value: &str) -> bool {
    value.len() <= 60 && !value.contains('\n') && !value.contains("buildID=")
}

/// Returns the words of a list in brackets; of an empty value none.
fn words(list: &str) -> Option<BTreeSet<&str>> {
    if list.is_empty() {
        return None;
    }
    let inner = list.strip_prefix('[')?.strip_suffix(']')?;
    let words = inner.split(' ').filter(|word| !word.is_empty());
    Some(words.map(|word| word.trim_matches('"')).collect())
}

/// Returns the differences between two recipes of an action; `now` has the inputs of the new one.
pub(crate) fn between(old: &str, new: &str, now: &Parts<'_>) -> Vec<Cause> {
    let before = parts::parse(old);
    // The inputs that a test accesses are undetermined before it has passed once.
    let skips_looks = looks(&before) != looks(now);
    let counts = |key: &Name<'_>| !(skips_looks && is_look(key));
    let mut causes = Vec::new();
    for (key, value) in now.iter().filter(|(key, _)| counts(key)) {
        match before.get(key) {
            Some(known) if known == value => {}
            Some(known) if key.1 == parts::BUILD_INFORMATION => {
                let fields = build_info::between(known, value);
                if fields.is_empty() {
                    causes.push(cause(key, known, value, Change::Changed));
                } else {
                    causes.extend(fields.into_iter().map(setting));
                }
            }
            Some(known) => causes.push(cause(key, known, value, Change::Changed)),
            None => causes.push(cause(key, "", value, Change::Added)),
        }
    }
    for (key, value) in before.iter().filter(|(key, _)| counts(key)) {
        if !now.contains_key(key) {
            causes.push(cause(key, value, "", Change::Removed));
        }
    }
    // A test may stat a file and open it.
    let mut seen = BTreeSet::new();
    causes.retain(|cause| seen.insert(cause.clone()));
    drop_own_package(&mut causes, new);
    causes
}

/// Returns the cause of a field that differs.
fn setting((name, old, new): build_info::Difference) -> Cause {
    Cause::Setting { name, old, new }
}

/// A link names the package of the program twice, once with the inputs of its archive; those add
/// nothing to the archive.
fn drop_own_package(causes: &mut Vec<Cause>, recipe: &str) {
    let is_other = |cause: &Cause| matches!(cause, Cause::Import { path, .. } if !path.is_empty());
    let is_own = |cause: &Cause| matches!(cause, Cause::Import { path, .. } if path.is_empty());
    if recipe.starts_with("link\n") && causes.iter().any(is_other) {
        causes.retain(|cause| !is_own(cause));
    }
}

/// Reports whether an input is a file or variable that a test accessed.
fn is_look((kind, name): &Name<'_>) -> bool {
    match kind {
        Kind::Looked | Kind::Variable => true,
        Kind::File => name.starts_with('/'),
        Kind::Setting | Kind::Tool | Kind::Import => false,
    }
}

fn looks(parts: &Parts<'_>) -> bool {
    parts.keys().any(is_look)
}

fn cause((kind, name): &Name<'_>, old: &str, new: &str, change: Change) -> Cause {
    let (name, old, new) = (name.to_string(), old.to_owned(), new.to_owned());
    match kind {
        Kind::File | Kind::Looked => Cause::File { name, change },
        Kind::Setting => Cause::Setting { name, old, new },
        // The values are hashes.
        Kind::Variable => Cause::Setting {
            name: format!("{name} in the environment"),
            old: String::new(),
            new: String::new(),
        },
        Kind::Tool => Cause::Tool { name, old, new },
        Kind::Import => Cause::Import { path: name, change },
    }
}

#[cfg(test)]
mod tests {
    use super::between;
    use crate::parts;

    fn texts(old: &str, new: &str) -> Vec<String> {
        let causes = between(old, new, &parts::parse(new));
        causes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn differences_are_named() {
        let old = "go 1.24\nfile a.go 1\nfile b.go 2\nimport fmt 3\ncompile v1 [] []\ntrimpath\n";
        let new = "go 1.25\nfile a.go 9\nfile c.go 2\nimport fmt 4\ncompile v1 [\"-race\"] []\n";
        assert_eq!(
            texts(old, new),
            [
                "a.go changed",
                "c.go was added",
                "flags of compile that others imply: -race was added",
                "the go line of go.mod: 1.25 instead of 1.24",
                "package fmt changed",
                "b.go was removed",
                "-trimpath was removed",
            ]
        );
        assert_eq!(texts(old, old), [""; 0]);
    }

    #[test]
    fn flags_show_what_differs() {
        let with = |flags: &str| format!("compile v1 [] [{flags}]\n");
        let text = texts(&with("\"-N\" \"-l\""), &with("\"-N\" \"-m\""));
        assert_eq!(text, ["-gcflags: -m instead of -l"]);
        assert_eq!(
            texts(&with(""), &with("\"-m\"")),
            ["-gcflags: -m was added"]
        );
        assert_eq!(
            texts(&with("\"-m\""), &with("")),
            ["-gcflags: -m was removed"]
        );
    }

    #[test]
    fn inputs_of_a_test_are_compared_once_they_are_known() {
        let head = "pkg a\nargs []\n";
        let with = |looks: &str| format!("{head}{looks}");
        let known = with("env GODEBUG 1\nopen /d/x 2\nstat /d/x 3\n");
        assert_eq!(texts(head, &known), [""; 0]);
        assert_eq!(texts(&known, head), [""; 0]);
        let changed = with("env GODEBUG 2\nopen /d/x 4\nstat /d/x 5\n");
        let expected = ["/d/x changed", "GODEBUG in the environment changed"];
        assert_eq!(texts(&known, &changed), expected);
    }
}
