//! Programs built from the SDK's sources with a few changes: new files, and lines that are inserted
//! after lines of the SDK's files.
//!
//! The lines that are searched for must be in their file exactly once; otherwise the program cannot
//! be built from this SDK.
//! Counterpart: none; upstream has no such programs.

use vamos_base::Digest;
use vamos_base::golang::json::Writer;
use vamos_fsys::uncached;
use vamos_fsys::work;

/// The changes for one program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SdkOverlay {
    /// New files: their paths below GOROOT/src, and their texts.
    pub(crate) added: &'static [(&'static str, &'static str)],
    /// The lines for the SDK's files: `== FILE`, then pairs of `-- behind` with the lines that are
    /// searched for and `-- insert` with the lines that are inserted after them.
    pub(crate) edits: &'static str,
}

/// An edit of one place in a file.
struct Edit<'a> {
    behind: &'a str,
    insert: &'a str,
}

impl SdkOverlay {
    /// Returns the digest of the whole overlay.
    pub(crate) fn digest(&self) -> Digest {
        let mut text = self.edits.to_owned();
        for (path, added) in self.added {
            text.push_str(&format!("== {path}\n{added}"));
        }
        Digest::of(text.as_bytes())
    }

    /// Writes the changed and the new files to a directory; returns the path of the
    /// description for `-overlay`.
    pub(crate) fn write(&self, goroot: &str, dir: &str) -> Result<String, String> {
        let failed = |error: vamos_fsys::PathError| error.to_string();
        uncached::make_dirs(dir).map_err(failed)?;
        let mut files: Vec<(&str, String)> = Vec::new();
        for (path, edits) in edits(self.edits) {
            let original = uncached::read(&format!("{goroot}/src/{path}")).map_err(failed)?;
            let original = String::from_utf8_lossy(&original);
            files.push((path, edited(path, &original, &edits)?));
        }
        for &(path, text) in self.added {
            files.push((path, text.to_owned()));
        }
        let mut json = Writer::compact();
        json.begin_object();
        json.key("Replace");
        json.begin_object();
        for (path, text) in files {
            let copy = format!("{dir}/{}", path.replace('/', "_"));
            work::write(&copy, text.as_bytes()).map_err(failed)?;
            json.string_field(&format!("{goroot}/src/{path}"), &copy);
        }
        json.end_object();
        json.end_object();
        let description = format!("{dir}/overlay.json");
        work::write(&description, &json.finish()).map_err(failed)?;
        Ok(description)
    }
}

/// Returns the number of lines that an overlay has in addition to the SDK's.
#[cfg(test)]
pub(crate) fn lines(overlay: &SdkOverlay) -> usize {
    let inserted = edits(overlay.edits)
        .into_iter()
        .flat_map(|(_, edits)| edits);
    let inserted: usize = inserted.map(|edit| edit.insert.lines().count()).sum();
    let added: usize = overlay
        .added
        .iter()
        .map(|(_, text)| text.lines().count())
        .sum();
    inserted + added
}

/// Returns the edits of each file.
fn edits(text: &str) -> Vec<(&str, Vec<Edit<'_>>)> {
    let text = text.strip_prefix("== ").unwrap_or(text);
    text.split("\n== ")
        .map(|file| {
            let (path, rest) = file.split_once('\n').unwrap_or((file, ""));
            let pairs = rest.split("-- behind\n").skip(1);
            let edit = |pair| {
                let (behind, insert) = str::split_once(pair, "-- insert\n").unwrap_or((pair, ""));
                Edit { behind, insert }
            };
            (path, pairs.map(edit).collect())
        })
        .collect()
}

/// Returns a file's text with the edits.
fn edited(path: &str, text: &str, edits: &[Edit<'_>]) -> Result<String, String> {
    // Whole lines are searched for, the first of a file too.
    let mut text = format!("\n{text}");
    for Edit { behind, insert } in edits {
        let lines = format!("\n{behind}");
        // Matches may share a line break.
        let starts = text.match_indices('\n').map(|(at, _)| &text[at..]);
        match starts.filter(|rest| rest.starts_with(&lines)).count() {
            1 => {
                // The last line break before `== FILE` is not part of the inserted lines.
                let insert = insert.trim_end_matches('\n');
                text = text.replace(&lines, &format!("{lines}{insert}\n"));
            }
            count => {
                let shown = behind.trim();
                return Err(format!("{path}: {count} times instead of once: {shown}"));
            }
        }
    }
    text.remove(0);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_must_be_there_once() {
        let text = "== a.go\n-- behind\n\tone()\n-- insert\n\ttwo()\n-- behind\nx\n-- insert\ny\n\
                    == b.go\n-- behind\nz\n-- insert\nv\n";
        let files = edits(text);
        assert_eq!((files[0].0, files[1].0), ("a.go", "b.go"));
        let text = edited("a.go", "x\n\tone()\n\t\tone()\n", &files[0].1);
        assert_eq!(text.unwrap(), "x\ny\n\tone()\n\ttwo()\n\t\tone()\n");
        for wrong in ["x\n", "x\n\tone()\n\tone()\n", "xx\n\tone()\n"] {
            assert!(edited("a.go", wrong, &files[0].1).is_err(), "{wrong}");
        }
    }
}
