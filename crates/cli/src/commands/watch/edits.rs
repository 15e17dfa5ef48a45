//! Which changes of files matter.
//!
//! A command may write files below the directories that are watched, and must not start itself
//! again for ever. So a file counts as changed only if its content differs, and while the command
//! runs only source files do.
//! Counterpart: none.

use std::collections::BTreeSet;
use std::collections::HashMap;

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_fsys::watch::Changed;

/// The extensions of files that packages are built from.
const SOURCES: [&str; 14] = [
    "S", "c", "cc", "cpp", "cxx", "f", "go", "h", "hh", "hpp", "m", "s", "swig", "swigcxx",
];

/// Files that decide the set of packages and the build settings.
const SETTINGS: [&str; 5] = ["go.mod", "go.sum", "go.work", "go.work.sum", "vamos.toml"];

/// Larger files are not compared.
const MAX_COMPARED: u64 = 16 << 20;

/// Reports whether a directory of this name has nothing that a build reads.
pub(super) fn is_skipped_dir(name: &str) -> bool {
    name.starts_with('.') || name == "node_modules"
}

/// The changes since the last run that ended.
#[derive(Debug, Default)]
pub(super) struct Edits {
    files: BTreeSet<String>,
    /// There are changes that cannot be assigned to packages.
    is_general: bool,
    /// Files that were made since the last run that ended, and did not exist before.
    made: BTreeSet<String>,
    /// The content of files that changed once.
    known: HashMap<String, Option<Digest>>,
}

impl Edits {
    /// Adds changes, while the command runs or not; reports whether one of them matters.
    pub(super) fn add(&mut self, changed: Changed, is_running: bool) -> bool {
        let mut is_new = changed.is_incomplete;
        self.is_general |= changed.is_incomplete;
        let known = &self.known;
        let made = changed.made.into_iter();
        self.made
            .extend(made.filter(|file| !known.contains_key(file)));
        for file in changed.files {
            let name = path::base(&file).to_owned();
            // Editors and sed -i write a new file, and give it the name of the old one.
            if self.made.contains(&file) && uncached::stat(&file).is_err() {
                self.made.remove(&file);
                self.files.remove(&file);
                self.known.remove(&file);
                continue;
            }
            if is_temporary(&name) || !self.has_other_content(&file) {
                continue;
            }
            if is_running && !is_source(&name) {
                continue;
            }
            self.is_general |= SETTINGS.contains(&name.as_str());
            self.files.insert(file);
            is_new = true;
        }
        is_new
    }

    /// Removes the changes, because a run saw them.
    pub(super) fn forget(&mut self) {
        self.files.clear();
        self.made.clear();
        self.is_general = false;
    }

    /// Reports whether there are no changes any more: a file that was made is gone.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.is_general
    }

    /// Reports whether all changes can be assigned to packages.
    pub(super) fn are_in_packages(&self) -> bool {
        !self.is_general && !self.files.is_empty()
    }

    /// Returns the files that changed.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Returns the changes in a few words.
    pub(super) fn describe(&self, cwd: &str) -> String {
        let mut files = self.files();
        match (files.next(), files.count()) {
            (None, _) => "files changed".to_owned(),
            (Some(file), 0) => format!("{} changed", path::short_path(cwd, file)),
            (Some(file), more) => {
                format!("{} and {more} more changed", path::short_path(cwd, file))
            }
        }
    }

    /// Reports whether a file has another content than when it last changed.
    fn has_other_content(&mut self, file: &str) -> bool {
        if uncached::stat(file).is_ok_and(|meta| meta.size > MAX_COMPARED) {
            return true;
        }
        let now = uncached::read(file).ok().map(|bytes| Digest::of(&bytes));
        let before = self.known.insert(file.to_owned(), now);
        before != Some(now)
    }
}

/// Reports whether editors make files of this name while they write another one.
fn is_temporary(name: &str) -> bool {
    let ends = ["~", ".swp", ".swx", ".swo", ".tmp", ".bak", "___"];
    name.starts_with(['.', '#']) || name == "4913" || ends.iter().any(|end| name.ends_with(end))
}

fn is_source(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    SOURCES.contains(&extension) || SETTINGS.contains(&name)
}

#[cfg(test)]
mod tests {
    use vamos_fsys::watch::Changed;
    use vamos_fsys::work;

    use super::Edits;

    #[test]
    fn which_changes_matter() {
        let dir = tempfile::TempDir::new().unwrap();
        let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let mut edits = Edits::default();
        let mut change = |name: &str, content: &str, is_running: bool| {
            let file = at(name);
            work::write(&file, content.as_bytes()).unwrap();
            let changed = Changed {
                files: vec![file],
                ..Changed::default()
            };
            edits.add(changed, is_running)
        };
        assert!(change("a.go", "1", false));
        assert!(!change("a.go", "1", false));
        assert!(change("a.go", "2", true));
        // The command's own output.
        assert!(!change("out.txt", "1", true));
        assert!(!change("out.txt", "1", false));
        assert!(change("out.txt", "2", false));
        for name in [".a.go.swp", "a.go~", "4913", "#a.go#"] {
            assert!(!change(name, "1", false), "{name}");
        }
        assert!(edits.are_in_packages());
        let cwd = dir.path().to_str().unwrap();
        assert_eq!(edits.describe(cwd), "a.go and 1 more changed");
        edits.forget();
        assert!(!edits.are_in_packages());
    }

    #[test]
    fn a_file_that_is_written_and_renamed_is_one_change() {
        let dir = tempfile::TempDir::new().unwrap();
        let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let (old, new) = (at("a.go"), at("sedAbCdEf"));
        work::write(&new, b"2").unwrap();
        let mut edits = Edits::default();
        let changed = |made: &[&String], files: &[&String]| Changed {
            made: made.iter().copied().cloned().collect(),
            files: files.iter().copied().cloned().collect(),
            is_incomplete: false,
        };
        // The events may come in two parts.
        assert!(edits.add(changed(&[&new], &[&new]), false));
        work::rename(&new, &old).unwrap();
        assert!(edits.add(changed(&[], &[&old, &new]), false));
        assert_eq!(edits.files().collect::<Vec<_>>(), [&old]);
        edits.forget();
        // A file that a run has seen is missed.
        work::remove(&old).unwrap();
        assert!(edits.add(changed(&[], &[&old]), false));
        assert!(!edits.is_empty());
        edits.forget();
        work::write(&new, b"3").unwrap();
        assert!(edits.add(changed(&[&new], &[&new]), false));
        work::remove(&new).unwrap();
        assert!(!edits.add(changed(&[], &[&new]), false));
        assert!(edits.is_empty());
    }

    #[test]
    fn other_changes_concern_everything() {
        let mut edits = Edits::default();
        let lost = Changed {
            is_incomplete: true,
            ..Changed::default()
        };
        assert!(edits.add(lost, false));
        assert!(!edits.are_in_packages());
        assert_eq!(edits.describe("/"), "files changed");
    }
}
