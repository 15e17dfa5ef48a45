//! Are two results the same: texts, files, directories, build caches.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use vamos_base::Digest;

use crate::files;
use crate::files::at;

/// Compares two texts line by line; the error is the first difference.
pub(crate) fn same_lines(a: &str, b: &str) -> Result<String, String> {
    if a == b {
        return Ok(format!("{} lines equal", a.lines().count()));
    }
    let cut = |line: &str| line.chars().take(300).collect::<String>();
    let mut pairs = a.lines().zip(b.lines()).enumerate();
    let first = pairs.find(|(_, (x, y))| x != y);
    if let Some((at, (x, y))) = first {
        return Err(format!("line {}: {} <> {}", at + 1, cut(x), cut(y)));
    }
    let [of_a, of_b] = [a, b].map(|text| text.lines().count());
    let further = a.lines().nth(of_b).or_else(|| b.lines().nth(of_a));
    let further = further.map(|line| format!("; further: {}", cut(line)));
    let further = further.unwrap_or_default();
    Err(format!("{of_a} lines <> {of_b} lines{further}"))
}

/// Returns all files at or below `path`, relative to it; itself is the empty path.
fn files_below(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    let mut todo = vec![path.to_owned()];
    while let Some(next) = todo.pop() {
        if next.is_dir() {
            for entry in fs::read_dir(&next)? {
                todo.push(entry?.path());
            }
        } else if next.exists() {
            out.push(next.strip_prefix(path).unwrap_or(&next).to_owned());
        }
    }
    out.sort();
    Ok(out)
}

/// Compares two files or trees to the byte; returns how many files were compared.
pub fn trees(a: &Path, b: &Path) -> Result<usize, String> {
    same_files(a, b, |_| true)
}

/// Compares the content of two module caches, except locks and cached version lists.
pub fn modules(a: &Path, b: &Path) -> Result<usize, String> {
    same_files(a, b, |name| {
        !(name == "lock" || name.ends_with(".lock") || name == "list")
    })
}

/// Compares the files at or below two paths whose names count.
fn same_files(a: &Path, b: &Path, counts: fn(&str) -> bool) -> Result<usize, String> {
    let list = |root: &Path| -> Result<Vec<PathBuf>, String> {
        let mut list = files_below(root).map_err(at(root))?;
        list.retain(|file| counts(&file.file_name().unwrap_or_default().to_string_lossy()));
        Ok(list)
    };
    let (left, right) = (list(a)?, list(b)?);
    for (own, other, root) in [(&left, &right, a), (&right, &left, b)] {
        if let Some(odd) = own.iter().find(|file| other.binary_search(file).is_err()) {
            return Err(format!("{} is only in {}", odd.display(), root.display()));
        }
    }
    for file in &left {
        let place = |root: &Path| {
            if file.as_os_str().is_empty() {
                root.to_owned()
            } else {
                root.join(file)
            }
        };
        let (x, y) = (place(a), place(b));
        if files::read(&x)? != files::read(&y)? {
            return Err(format!("{} and {} differ", x.display(), y.display()));
        }
    }
    Ok(left.len())
}

/// An entry of a build cache: its action's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The output's digest, hex.
    pub(crate) output: String,
    /// The output's size.
    pub(crate) size: u64,
}

/// The entries of a build cache by action ID.
pub(crate) type Entries = BTreeMap<String, Entry>;

impl Entry {
    /// Parses the text of an entry; `None` if it is malformed or of another action.
    fn parse(action: &str, text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let ["v1", id, output, size, _] = fields[..] else {
            return None;
        };
        if id != action || text.len() != 175 {
            return None;
        }
        Some(Self {
            output: output.to_owned(),
            size: size.parse().ok()?,
        })
    }

    /// Returns the file of the output in the cache `dir`.
    pub(crate) fn file(&self, dir: &Path) -> PathBuf {
        let shard = dir.join(&self.output[..2]);
        shard.join(format!("{}-d", self.output))
    }

    /// Returns the output, whose digest must equal its name.
    pub(crate) fn verified(&self, dir: &Path) -> Result<Vec<u8>, String> {
        let bytes = files::read(&self.file(dir))?;
        if Digest::of(&bytes).hex() == self.output {
            Ok(bytes)
        } else {
            Err(format!(
                "{}: not what its name says",
                self.file(dir).display()
            ))
        }
    }

    /// Returns the first eight bytes of the output.
    pub(crate) fn head(&self, dir: &Path) -> [u8; 8] {
        use std::io::Read as _;
        let mut head = [0; 8];
        // An unreadable output has none.
        let _ = fs::File::open(self.file(dir)).and_then(|mut file| file.read_exact(&mut head));
        head
    }
}

/// Reads the entries of a build cache; malformed entries, which count as misses, are returned
/// separately.
pub(crate) fn entries(dir: &Path) -> (Entries, Vec<String>) {
    let (mut entries, mut malformed) = (Entries::new(), Vec::new());
    for shard in fs::read_dir(dir).into_iter().flatten().flatten() {
        for file in fs::read_dir(shard.path()).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let Some(action) = name.strip_suffix("-a") else {
                continue;
            };
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            match Entry::parse(action, &text) {
                Some(entry) => drop(entries.insert(action.to_owned(), entry)),
                None => malformed.push(format!("{}: malformed entry", file.path().display())),
            }
        }
    }
    (entries, malformed)
}

/// Reads the entries of a build cache, which must be well-formed; module indexes are left out,
/// since vamos neither reads nor writes them.
pub(crate) fn cache(dir: &Path) -> Result<Entries, String> {
    let (mut entries, malformed) = entries(dir);
    match malformed.into_iter().next() {
        Some(problem) => Err(problem),
        None => {
            entries.retain(|_, entry| &entry.head(dir) != b"go index");
            Ok(entries)
        }
    }
}

/// Differences of two caches.
#[derive(Debug, Default)]
pub(crate) struct CacheDiff {
    /// Entries in both, equal.
    pub(crate) equal: usize,
    /// In the first alone.
    pub(crate) only_first: Vec<String>,
    /// In the second alone.
    pub(crate) only_second: Vec<String>,
    /// In both, with different outputs.
    pub(crate) different: Vec<String>,
}

impl CacheDiff {
    /// Compares two caches: equal output digests mean equal bytes, once the outputs are verified by
    /// their names.
    pub(crate) fn read(a: &Path, b: &Path) -> Result<Self, String> {
        Ok(Self::of(&cache(a)?, &cache(b)?))
    }

    /// Compares entries.
    pub(crate) fn of(a: &Entries, b: &Entries) -> Self {
        let mut diff = Self::default();
        for (id, entry) in a {
            match b.get(id) {
                None => diff.only_first.push(id.clone()),
                Some(other) if other == entry => diff.equal += 1,
                Some(_) => diff.different.push(id.clone()),
            }
        }
        let only = b.keys().filter(|id| !a.contains_key(*id));
        diff.only_second = only.cloned().collect();
        diff
    }

    /// Returns the entries that are not equal.
    pub(crate) fn odd(&self) -> impl Iterator<Item = &String> {
        let lists = [&self.different, &self.only_first, &self.only_second];
        lists.into_iter().flatten()
    }

    /// Reports whether the second cache has nothing that the first one does not have.
    pub(crate) fn is_part(&self) -> bool {
        self.only_second.is_empty() && self.different.is_empty()
    }

    /// Returns the counts as text.
    pub(crate) fn text(&self, first: &str, second: &str) -> String {
        format!(
            "{} entries equal, {} differ, {} only {first}, {} only {second}",
            self.equal,
            self.different.len(),
            self.only_first.len(),
            self.only_second.len()
        )
    }
}

/// Compares two build caches, except entries of tests: their results have times, their logs have
/// names of temporary files, and vamos stores more of them.
pub fn caches(a: &Path, b: &Path) -> Result<String, String> {
    let read = |dir: &Path| -> Result<Entries, String> {
        let mut entries = cache(dir)?;
        entries.retain(|_, entry| !is_of_test(&entry.head(dir)));
        Ok(entries)
    };
    let diff = CacheDiff::of(&read(a)?, &read(b)?);
    let counts = diff.text("in the first", "in the second");
    match diff.odd().next() {
        None => Ok(counts),
        Some(id) => Err(format!("{counts}; first: {id}")),
    }
}

/// Reports whether an output with this beginning is a test's: its log, its result, or vamos' record
/// of its inputs.
fn is_of_test(head: &[u8; 8]) -> bool {
    let starts: [&[u8]; 3] = [b"# test l", b"ok  \t", b"environm"];
    starts.iter().any(|start| head.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_and_their_outputs_verified() {
        let dir = tempfile::tempdir().unwrap();
        let (action, output) = ("ab".repeat(32), Digest::of(b"right").hex());
        let text = format!("v1 {action} {output} {:20} {:20}\n", 5, 7);
        let entry = dir.path().join("ab").join(format!("{action}-a"));
        let data = dir.path().join(&output[..2]).join(format!("{output}-d"));
        files::put(&entry, &text).unwrap();
        files::put(&data, "right").unwrap();
        let found = cache(dir.path()).unwrap();
        assert_eq!(found[&action].size, 5);
        assert_eq!(found[&action].verified(dir.path()).unwrap(), b"right");
        files::write(&data, "wrong").unwrap();
        assert!(found[&action].verified(dir.path()).is_err());
        files::write(&entry, &text[1..]).unwrap();
        assert!(cache(dir.path()).is_err());
    }

    #[test]
    fn what_tests_leave_is_no_difference() {
        let cache_of = |output: &str| {
            let dir = tempfile::tempdir().unwrap();
            let (action, id) = ("cd".repeat(32), Digest::of(output.as_bytes()).hex());
            let text = format!("v1 {action} {id} {:20} {:20}\n", output.len(), 7);
            files::put(&dir.path().join("cd").join(format!("{action}-a")), &text).unwrap();
            files::put(&dir.path().join(&id[..2]).join(format!("{id}-d")), output).unwrap();
            dir
        };
        let outputs = ["ok  \tp\t0.1s\n", "# test log\nopen /tmp/x1\n", "!<arch>\n"];
        let [result, log, archive] = outputs.map(cache_of);
        caches(result.path(), log.path()).unwrap();
        caches(archive.path(), archive.path()).unwrap();
        caches(result.path(), archive.path()).unwrap_err();
    }
}
