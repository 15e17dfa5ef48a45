//! Names of files inside jobs: absolute paths, or paths below the run's work directory.
//!
//! The work directory has another path in each run and on each machine. In names and in the words
//! of a command line the byte NUL represents it: no argument, file name or environment value can
//! contain that byte, so nothing a user writes is mistaken for it.
//! Counterpart: cmd/go/internal/work/shell.go (`fmtCmd`) replaces the path by `$WORK`.

/// Represents the work directory in names and words.
const WORK: char = '\0';

/// A file's name inside a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Returns the name with the placeholder in it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reports whether the file is below the work directory.
    pub fn is_work(&self) -> bool {
        self.0.starts_with(WORK)
    }

    /// Returns the file's path in a run whose work directory is `work_dir`.
    pub fn path(&self, work_dir: &str) -> String {
        placed(&self.0, work_dir)
    }
}

/// Turns paths of one run into names, and texts with such paths into texts without.
#[derive(Clone, Debug)]
pub struct WorkDir {
    dir: String,
}

impl WorkDir {
    /// Returns the work directory at this path.
    pub fn new(dir: &str) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    /// Returns the directory's path in this run.
    pub fn path(&self) -> &str {
        &self.dir
    }

    /// Returns the name of the file at `path`.
    pub fn name(&self, path: &str) -> Name {
        Name(self.text(path))
    }

    /// Returns `text` with the placeholder for each occurrence of the work directory.
    pub fn text(&self, text: &str) -> String {
        if self.dir.is_empty() || !text.contains(&self.dir) {
            return text.to_owned();
        }
        text.replace(&self.dir, WORK.encode_utf8(&mut [0; 4]))
    }
}

/// Returns `text` with `work_dir` in the places of the placeholder.
pub(crate) fn placed(text: &str, work_dir: &str) -> String {
    if text.contains(WORK) {
        text.replace(WORK, work_dir)
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::WorkDir;
    use super::placed;

    #[test]
    fn names_do_not_depend_on_the_work_directory() {
        let here = WorkDir::new("/tmp/go-build1");
        let there = WorkDir::new("/var/tmp/go-build22");
        let name = here.name("/tmp/go-build1/b001/_pkg_.a");
        assert_eq!(name, there.name("/var/tmp/go-build22/b001/_pkg_.a"));
        assert!(name.is_work());
        assert_eq!(name.path("$WORK"), "$WORK/b001/_pkg_.a");
        let source = here.name("/src/p/a.go");
        assert!(!source.is_work());
        assert_eq!(source.path("$WORK"), "/src/p/a.go");
    }

    #[test]
    fn words_may_name_it_several_times() {
        let here = WorkDir::new("/w");
        let text = here.text("/w/b001=>;/w/b002=>");
        assert_eq!(placed(&text, "$WORK"), "$WORK/b001=>;$WORK/b002=>");
        assert_eq!(WorkDir::new("").text("a"), "a");
    }
}
