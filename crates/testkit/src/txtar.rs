//! Trees of files in one text, in Go's txtar form.
//!
//! Counterpart: internal/txtar/archive.go.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use vamos_base::golang::path::is_local;

/// A parsed archive: a comment, then files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Text before the first file.
    pub comment: String,
    /// Names and contents, in order.
    pub files: Vec<(String, String)>,
}

impl Archive {
    /// Parses `text`. There is no malformed archive: a line that is no `-- name --`
    /// marker is content. A last line without an end gets one, as upstream.
    pub fn parse(text: &str) -> Self {
        let mut archive = Self::default();
        for line in text.split_inclusive('\n') {
            if let Some(name) = marker(line) {
                archive.files.push((name.to_owned(), String::new()));
                continue;
            }
            let content = match archive.files.last_mut() {
                Some((_, content)) => content,
                None => &mut archive.comment,
            };
            content.push_str(line);
            if !line.ends_with('\n') {
                content.push('\n');
            }
        }
        archive
    }

    /// Writes the files below `dir`; a name that leads out of it is an error.
    pub fn write_to(&self, dir: &Path) -> io::Result<()> {
        for (name, content) in &self.files {
            if !is_local(name) {
                return Err(io::Error::other(format!("{name} is not below the tree")));
            }
            let path = dir.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, content)?;
        }
        Ok(())
    }

    /// Writes the files below `dir`, and sets the modification time of each.
    ///
    /// The go command has an index of a directory, whose error texts differ from the texts of the
    /// directory itself, and uses it only when no file is younger than two seconds. A test of such
    /// texts must not depend on how soon it runs.
    ///
    /// # Errors
    ///
    /// As for [`Archive::write_to`].
    pub fn write_modified_at(&self, dir: &Path, time: SystemTime) -> io::Result<()> {
        self.write_to(dir)?;
        for (name, _) in &self.files {
            let file = fs::File::options().append(true).open(dir.join(name))?;
            file.set_modified(time)?;
        }
        Ok(())
    }
}

/// Returns the name in a `-- name --` line.
fn marker(line: &str) -> Option<&str> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let name = line.strip_prefix("-- ")?.strip_suffix(" --")?.trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::Archive;

    #[test]
    fn parses_as_upstream() {
        let archive = Archive::parse("note\n-- a --\none\n--  b/c --\n-- --\ntwo");
        assert_eq!(archive.comment, "note\n");
        let want = [("a", "one\n"), ("b/c", "-- --\ntwo\n")];
        let want = want.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(archive.files, want);
    }
}
