//! The documents of docs/ that users need. They are part of the executable, because
//! `cargo install` installs nothing else. `vamos help NAME.md` prints one.
//!
//! Counterpart: none.

use std::fmt::Write as _;

/// A document: its name without `.md`, its subject in one line, and its text.
type Document = (&'static str, &'static str, &'static str);

macro_rules! document {
    ($name:literal, $subject:literal) => {
        (
            $name,
            $subject,
            include_str!(concat!("../../../docs/", $name, ".md")),
        )
    };
}

/// Sorted by name.
const DOCUMENTS: &[Document] = &[
    document!("background", "what runs in the background"),
    document!("cache", "the size of the build cache, and packs of it"),
    document!("check", "type errors without compiling"),
    document!("ci", "continuous integration"),
    document!("commands", "what each command implements"),
    document!("cutoff", "how rebuilds of dependents are avoided"),
    document!("deviations", "differences from the official command"),
    document!("editors", "editors, and completion in shells"),
    document!("environment", "variables, and data on disk"),
    document!("how", "how vamos works, on one page"),
    document!(
        "insight",
        "why, timings, affected, watch, graph, size, doctor"
    ),
    document!("platforms", "operating systems and processors"),
    document!("remote", "remote cache and remote execution"),
    document!("test", "flags of test that vamos adds"),
    document!("test-cache", "how results of tests are found"),
    document!("vamos-toml", "files of settings"),
    document!("worktrees", "worktrees and other copies of a module"),
];

/// Returns the document of a name: `ci.md`, `docs/ci.md` or, shorter, `ci`.
pub(crate) fn find(topic: &str) -> Option<String> {
    let name = topic.strip_prefix("docs/").unwrap_or(topic);
    let name = name.strip_suffix(".md").unwrap_or(name);
    let (.., text) = DOCUMENTS.iter().find(|(own, ..)| *own == name)?;
    // Marks for the tests of the documents.
    let is_shown = |line: &&str| !line.starts_with("<!-- ");
    Some(text.split_inclusive('\n').filter(is_shown).collect())
}

/// Returns the names of the documents, with `.md`, and their subjects.
pub(crate) fn names() -> impl Iterator<Item = (String, &'static str)> {
    let all = DOCUMENTS.iter();
    all.map(|(name, subject, _)| (format!("{name}.md"), *subject))
}

/// Returns the list of the documents for `vamos help vamos`.
pub(crate) fn list() -> String {
    let mut out = "Documents, which 'vamos help NAME.md' prints:\n\n".to_owned();
    for (name, subject) in names() {
        let _ = writeln!(out, "\t{name:<15} {subject}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::DOCUMENTS;
    use super::find;
    use super::list;

    /// Documents of developers, which are not part of the executable.
    const OTHERS: [&str; 4] = ["asm", "bench", "link", "releases"];

    #[test]
    fn documents_are_found_by_their_names() {
        assert!(DOCUMENTS.is_sorted_by_key(|(name, ..)| name));
        let text = find("ci").unwrap();
        assert!(text.starts_with("# Continuous integration\n"));
        assert_eq!(find("docs/ci.md").unwrap(), text);
        assert_eq!(find("ci.md").unwrap(), text);
        for other in ["", "nothing", "CI", "../README", "bench"] {
            assert_eq!(find(other), None, "{other}");
        }
        assert!(!find("environment").unwrap().contains("<!-- "));
        assert!(list().contains("\n\tci.md           continuous integration\n"));
    }

    #[test]
    fn links_lead_to_documents_that_are_there() {
        for (name, _, text) in DOCUMENTS {
            for link in text.split("](").skip(1) {
                let target = link.split([')', '#']).next().unwrap_or_default();
                let Some(target) = target.strip_suffix(".md") else {
                    continue;
                };
                let is_there =
                    target.starts_with("../") || find(target).is_some() || OTHERS.contains(&target);
                assert!(is_there, "{name}: {target}");
            }
        }
    }
}
