//! The files of vamos by their counterparts upstream.
//!
//! Counterpart: none.

use crate::tidy::files::Tree;

/// Maximum number of files that are named for one declaration.
const MOST: usize = 4;

/// The files with the parts of their module docs that name counterparts.
pub(super) struct Counterparts(Vec<(String, String)>);

impl Counterparts {
    /// Reads the module docs of all crates.
    pub(super) fn read() -> Result<Self, String> {
        let tree = Tree::read()?;
        let mut found = Vec::new();
        for file in tree.rust().filter(|file| file.path.starts_with("crates/")) {
            let doc = file.text.lines().take_while(|line| line.starts_with("//"));
            let doc = doc.collect::<Vec<_>>().join("\n");
            if let Some(at) = doc.find("Counterpart:") {
                found.push((file.path.clone(), doc[at..].to_owned()));
            }
        }
        Ok(Self(found))
    }

    /// Returns the files that name a declaration's function or type, else those that name its file.
    pub(super) fn of(&self, path: &str, name: &str) -> Vec<&str> {
        let word = name.rsplit([' ', '.']).next().unwrap_or(name);
        let word = format!("{word}`");
        let files = self.0.iter().filter(|(_, doc)| names(doc, path));
        let files: Vec<&(String, String)> = files.collect();
        let exact = files.iter().filter(|(_, doc)| doc.contains(&word));
        let exact: Vec<&str> = exact.map(|row| row.0.as_str()).take(MOST).collect();
        if exact.is_empty() {
            files
                .into_iter()
                .map(|row| row.0.as_str())
                .take(MOST)
                .collect()
        } else {
            exact
        }
    }
}

/// Reports whether a text names a file: with its whole path, or with its last two elements.
fn names(doc: &str, path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (base, dir) = (parts.next().unwrap_or(path), parts.next().unwrap_or(""));
    doc.contains(path) || doc.contains(&format!(" {dir}/{base}"))
}
