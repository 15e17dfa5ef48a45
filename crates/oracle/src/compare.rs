//! Are two results the same: files, directories, build caches.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

/// An entry of a build cache: what its action's output is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The output's digest, hex.
    pub output: String,
    /// The output's size.
    pub size: u64,
}

/// Returns all files at or below `path`, relative to it; itself is the empty path.
fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    let mut todo = vec![path.to_owned()];
    while let Some(next) = todo.pop() {
        if next.is_dir() {
            for entry in std::fs::read_dir(&next)? {
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
    let list = |path: &Path| files(path).map_err(|error| format!("{}: {error}", path.display()));
    let (left, right) = (list(a)?, list(b)?);
    if left != right {
        return Err(format!(
            "different files in {} ({}) and {} ({})",
            a.display(),
            left.len(),
            b.display(),
            right.len()
        ));
    }
    for file in &left {
        let (x, y) = if file.as_os_str().is_empty() {
            (a.to_owned(), b.to_owned())
        } else {
            (a.join(file), b.join(file))
        };
        let read = |p: &Path| std::fs::read(p).map_err(|error| format!("{}: {error}", p.display()));
        if read(&x)? != read(&y)? {
            return Err(format!("{} and {} differ", x.display(), y.display()));
        }
    }
    Ok(left.len())
}

/// Compares what two module caches hold, but for locks and lists of what was asked.
pub fn modules(a: &Path, b: &Path) -> Result<usize, String> {
    let list = |root: &Path| -> Result<Vec<PathBuf>, String> {
        let mut list = files(root).map_err(|error| format!("{}: {error}", root.display()))?;
        list.retain(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            !(name == "lock" || name.ends_with(".lock") || name == "list")
        });
        Ok(list)
    };
    let (left, right) = (list(a)?, list(b)?);
    if let Some(odd) = left.iter().find(|file| right.binary_search(file).is_err()) {
        return Err(format!("{} is only in {}", odd.display(), a.display()));
    }
    if let Some(odd) = right.iter().find(|file| left.binary_search(file).is_err()) {
        return Err(format!("{} is only in {}", odd.display(), b.display()));
    }
    for file in &left {
        let read = |root: &Path| {
            let path = root.join(file);
            std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        if read(a)? != read(b)? {
            return Err(format!("{} differs", file.display()));
        }
    }
    Ok(left.len())
}

/// Reads the entries of a build cache, by action ID. Every output is checked against
/// its name; module indexes are left out, since vamos neither reads nor writes them.
pub fn cache(dir: &Path) -> Result<BTreeMap<String, Entry>, String> {
    let mut out = BTreeMap::new();
    let list = files(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    for file in list {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let Some(action) = name.strip_suffix("-a") else {
            continue;
        };
        let path = dir.join(&file);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let Some(entry) = entry(action, &text) else {
            return Err(format!("{}: malformed entry", path.display()));
        };
        let data = dir
            .join(&entry.output[..2])
            .join(format!("{}-d", entry.output));
        if is_module_index(&data) {
            continue;
        }
        out.insert(action.to_owned(), entry);
    }
    Ok(out)
}

/// Parses the text of an entry; `None` if it is malformed or of another action.
pub fn entry(action: &str, text: &str) -> Option<Entry> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [_, id, output, size, _] = fields[..] else {
        return None;
    };
    if id != action || text.len() != 175 {
        return None;
    }
    Some(Entry {
        output: output.to_owned(),
        size: size.parse().ok()?,
    })
}

fn is_module_index(data: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0; 8];
    std::fs::File::open(data)
        .and_then(|mut file| file.read_exact(&mut head))
        .is_ok_and(|()| &head == b"go index")
}

/// What differs between two caches.
#[derive(Debug, Default)]
pub struct CacheDiff {
    /// Entries in both, equal.
    pub equal: usize,
    /// In the first alone.
    pub only_first: Vec<String>,
    /// In the second alone.
    pub only_second: Vec<String>,
    /// In both, with different outputs.
    pub different: Vec<String>,
}

/// Compares entries: equal output digests mean equal bytes, once the outputs are what
/// their names say (`cargo xtask corpus` checks that with --deep).
pub fn caches(a: &BTreeMap<String, Entry>, b: &BTreeMap<String, Entry>) -> CacheDiff {
    let mut diff = CacheDiff::default();
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
