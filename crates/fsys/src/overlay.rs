//! The `-overlay` view: some paths replaced by other files, or deleted.
//!
//! Counterpart: cmd/go/internal/fsys/fsys.go.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_base::golang::json::syntax;
use vamos_base::golang::json::syntax::Decoder;
use vamos_base::golang::path;

use crate::DirEntry;
use crate::FileKind;
use crate::Files;
use crate::Hashed;
use crate::HashedFiles;
use crate::Metadata;
use crate::PathError;

/// The reason why an overlay file was rejected; the text is upstream's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverlayError {
    /// The file could not be read.
    Read(PathError),
    /// The file is not JSON.
    Json {
        /// The problem, in the words of Go's decoder.
        problem: String,
    },
    /// A value in the file has another type than it must have.
    JsonType {
        /// The type that it has.
        found: &'static str,
        /// For a value of `Replace`, its name in it, and the expected type in Go; `None` for the
        /// whole.
        wanted: Option<(String, &'static str)>,
    },
    /// A key of the map is empty.
    EmptyKey,
    /// Two keys name the same path.
    Duplicate(String, String),
    /// A path is a file in one entry and a directory in another.
    Inconsistent(String, String),
}

impl std::fmt::Display for OverlayError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(error) => write!(f, "reading overlay: {error}"),
            Self::Json { problem } => write!(f, "parsing overlay JSON: {problem}"),
            Self::JsonType {
                found,
                wanted: None,
            } => write!(
                f,
                "parsing overlay JSON: json: cannot unmarshal {found} into Go value of type fsys.overlayJSON"
            ),
            Self::JsonType {
                found,
                wanted: Some((key, wanted)),
            } => write!(
                f,
                "parsing overlay JSON: json: cannot unmarshal {found} into Go struct field overlayJSON.Replace{key} of type {wanted}"
            ),
            Self::EmptyKey => f.write_str("empty string key in overlay map"),
            Self::Duplicate(a, b) => write!(f, "duplicate paths {a} and {b} in overlay map"),
            Self::Inconsistent(a, b) => write!(f, "inconsistent files {a} and {b} in overlay map"),
        }
    }
}

impl std::error::Error for OverlayError {}

/// A view in which some paths are replaced. An empty target means deleted.
pub struct Overlay {
    inner: Arc<dyn HashedFiles>,
    /// Absolute clean path to absolute clean target.
    map: BTreeMap<Key, String>,
}

/// A path that sorts before all paths below it: `/` is the smallest byte.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(String);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let rank = |byte: u8| if byte == b'/' { 0 } else { u16::from(byte) + 1 };
        self.0.bytes().map(rank).cmp(other.0.bytes().map(rank))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// "Is a directory".
const EISDIR: i32 = 21;

/// The overlay's entry for a path.
enum Info<'a> {
    Untouched,
    Deleted,
    File(&'a str),
    /// A directory that some replaced path implies.
    Dir,
}

fn is_below(path: &str, dir: &str) -> bool {
    path.strip_prefix(dir)
        .is_some_and(|rest| dir.ends_with('/') || rest.starts_with('/'))
}

impl Overlay {
    /// Parses the JSON of an overlay file; relative paths are relative to `cwd`.
    pub fn new(
        inner: Arc<dyn HashedFiles>,
        json: &[u8],
        cwd: &str,
        decoder: Decoder,
    ) -> Result<Self, OverlayError> {
        let abs = |name: &str| match name {
            "" => String::new(),
            name if name.starts_with('/') => path::clean(name),
            name => path::join(&[cwd, name]),
        };
        let mut map = BTreeMap::new();
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for (from, to) in parse(json, decoder)? {
            if from.is_empty() {
                return Err(OverlayError::EmptyKey);
            }
            let key = abs(&from);
            if let Some(old) = seen.get(&key) {
                return Err(OverlayError::Duplicate(old.clone(), from));
            }
            map.insert(Key(key.clone()), abs(&to));
            seen.insert(key, from);
        }
        let entries: Vec<(&Key, &String)> = map.iter().collect();
        for (at, (from, to)) in entries.iter().enumerate() {
            if to.is_empty() {
                continue;
            }
            for (child, child_to) in &entries[at + 1..] {
                if !is_below(&child.0, &from.0) {
                    break;
                }
                if !child_to.is_empty() {
                    return Err(OverlayError::Inconsistent(from.0.clone(), child.0.clone()));
                }
            }
        }
        Ok(Self { inner, map })
    }

    /// Returns the first replaced path that is `dir`, below it, or above it
    /// (`fsys.DirContainsReplacement`): replacing the module cache is rejected.
    pub fn dir_contains_replacement(&self, dir: &str) -> Option<&str> {
        let mut found = self.map.keys().map(|key| key.0.as_str());
        found.find(|from| *from == dir || is_below(from, dir) || is_below(dir, from))
    }

    fn info(&self, path: &str) -> Info<'_> {
        let key = Key(path.to_owned());
        let mut after = self.map.range(&key..);
        if let Some((from, to)) = after.next() {
            if from.0 == path {
                return if to.is_empty() {
                    Info::Deleted
                } else {
                    Info::File(to)
                };
            }
            if is_below(&from.0, path) {
                return Info::Dir;
            }
        }
        match self.map.range(..&key).next_back() {
            Some((from, _)) if is_below(path, &from.0) => Info::Deleted,
            _ => Info::Untouched,
        }
    }

    fn overlay_stat(&self, op: &'static str, path: &str) -> Option<Result<Metadata, PathError>> {
        let fail = |message: &str| PathError {
            op,
            path: path.to_owned(),
            errno: None,
            message: message.to_owned(),
        };
        match self.info(path) {
            Info::Untouched => None,
            Info::Deleted => Some(Err(PathError {
                message: "file does not exist".to_owned(),
                ..PathError::not_exist(op, path)
            })),
            Info::Dir => Some(Ok(Metadata {
                kind: FileKind::Dir,
                dev: 0,
                ino: 0,
                mode: 0o040_500,
                uid: 0,
                gid: 0,
                size: 0,
                mtime_ns: 0,
                ctime_ns: 0,
            })),
            // A link in the overlay is always followed, as in upstream.
            Info::File(to) => Some(match self.inner.stat(to) {
                Ok(meta) if meta.is_dir() => Err(fail("overlay maps to directory")),
                other => other,
            }),
        }
    }

    /// Applies the entries at or below `dir` to its listing.
    fn merge(&self, dir: &str, entries: &mut BTreeMap<String, FileKind>) -> Result<(), PathError> {
        let start = Key(dir.to_owned());
        for (from, to) in self.map.range(&start..) {
            if !is_below(&from.0, dir) {
                if from.0 == dir {
                    continue;
                }
                break;
            }
            let rest = from.0[dir.len()..].trim_start_matches('/');
            match rest.split_once('/') {
                Some((name, _)) => {
                    // Deleted files further down do not make a directory.
                    if !to.is_empty() {
                        entries.insert(name.to_owned(), FileKind::Dir);
                    }
                }
                None if to.is_empty() => {
                    entries.remove(rest);
                }
                None => {
                    let kind = match self.inner.stat(to) {
                        Ok(meta) if meta.is_dir() => {
                            return Err(PathError {
                                op: "read",
                                path: dir.to_owned(),
                                errno: None,
                                message: format!("overlay maps child {rest} to directory"),
                            });
                        }
                        Ok(meta) => meta.kind,
                        Err(_) => FileKind::Other,
                    };
                    entries.insert(rest.to_owned(), kind);
                }
            }
        }
        Ok(())
    }
}

/// Decodes `{"Replace": {from: to}}`, sorted by key; other fields are ignored and the
/// last of two equal keys counts, as in encoding/json.
fn parse(json: &[u8], decoder: Decoder) -> Result<BTreeMap<String, String>, OverlayError> {
    let invalid = |problem| OverlayError::Json { problem };
    let json = syntax::check(json, decoder).map_err(invalid)?;
    // It is JSON; only deep nesting can fail.
    let value: serde_json::Value =
        serde_json::from_slice(&json).map_err(|error| invalid(error.to_string()))?;
    let mut out = BTreeMap::new();
    let serde_json::Value::Object(fields) = value else {
        if value.is_null() {
            return Ok(out);
        }
        return Err(OverlayError::JsonType {
            found: json_kind(&value),
            wanted: None,
        });
    };
    let replace = fields
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("Replace"));
    let wrong =
        |value: &serde_json::Value, key: String, wanted: &'static str| OverlayError::JsonType {
            found: json_kind(value),
            wanted: Some((key, wanted)),
        };
    // The name of a value of the map in errors: a JSON pointer, for the newer decoder.
    let pointer = |key: &str| match decoder {
        Decoder::V1 => String::new(),
        Decoder::V2 => format!(".{}", key.replace('~', "~0").replace('/', "~1")),
    };
    match replace {
        Some((_, serde_json::Value::Object(replace))) => {
            for (from, to) in replace {
                match to {
                    serde_json::Value::String(to) => {
                        out.insert(from, to);
                    }
                    // encoding/json leaves the element's zero value.
                    serde_json::Value::Null => {
                        out.insert(from, String::new());
                    }
                    other => return Err(wrong(&other, pointer(&from), "string")),
                }
            }
        }
        None | Some((_, serde_json::Value::Null)) => {}
        Some((_, other)) => {
            return Err(wrong(&other, String::new(), "map[string]string"));
        }
    }
    Ok(out)
}

fn json_kind(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "bool",
        serde_json::Value::Number(_) => "number",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    }
}

impl Files for Overlay {
    fn stat(&self, path: &str) -> Result<Metadata, PathError> {
        self.overlay_stat("stat", path)
            .unwrap_or_else(|| self.inner.stat(path))
    }

    fn lstat(&self, path: &str) -> Result<Metadata, PathError> {
        self.overlay_stat("lstat", path)
            .unwrap_or_else(|| self.inner.lstat(path))
    }

    fn read_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, PathError> {
        let fail = |errno: Option<i32>, message: &str| PathError {
            op: "read",
            path: path.to_owned(),
            errno,
            message: message.to_owned(),
        };
        match self.info(path) {
            Info::Deleted => return Err(fail(Some(2), "file does not exist")),
            Info::File(_) => return Err(fail(None, "not a directory")),
            Info::Untouched => return self.inner.read_dir(path),
            Info::Dir => {}
        }
        let on_disk = self.inner.read_dir(path);
        let mut entries = BTreeMap::new();
        match &on_disk {
            Ok(list) => {
                for entry in list.iter() {
                    entries.insert(entry.name.clone(), entry.kind);
                }
            }
            Err(error) if error.is_not_exist() || self.inner.is_file(path) => {}
            Err(error) => return Err(error.clone()),
        }
        self.merge(path, &mut entries)?;
        if entries.is_empty() {
            return on_disk.map(|_| Arc::from(Vec::new()));
        }
        Ok(entries
            .into_iter()
            .map(|(name, kind)| DirEntry { name, kind })
            .collect())
    }

    fn inspect(
        &self,
        path: &str,
        look: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Result<(), PathError> {
        if let Info::Untouched = self.info(path) {
            return self.inner.inspect(path, look);
        }
        look(&self.read(path)?, true);
        Ok(())
    }

    fn read(&self, path: &str) -> Result<Arc<[u8]>, PathError> {
        let fail = |message: &str| PathError {
            op: "Open",
            path: path.to_owned(),
            errno: None,
            message: message.to_owned(),
        };
        match self.info(path) {
            Info::Deleted => Err(fail("deleted in overlay")),
            Info::Dir => Err(fail("cannot open directory in overlay")),
            Info::File(to) => self.inner.read(to),
            Info::Untouched => self.inner.read(path),
        }
    }

    fn actual<'a>(&self, path: &'a str) -> Cow<'a, str> {
        match self.info(path) {
            Info::Deleted => Cow::Borrowed(""),
            Info::File(to) => Cow::Owned(to.to_owned()),
            Info::Dir | Info::Untouched => Cow::Borrowed(path),
        }
    }

    fn is_replaced(&self, path: &str) -> bool {
        matches!(self.info(path), Info::Deleted | Info::File(_))
    }

    fn eval_symlinks(&self, path: &str) -> Result<String, PathError> {
        self.inner.eval_symlinks(path)
    }
}

impl HashedFiles for Overlay {
    fn inspect_hashing(
        &self,
        path: &str,
        look: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Result<(), PathError> {
        match self.info(path) {
            Info::File(to) => self.inner.inspect_hashing(to, look),
            Info::Untouched => self.inner.inspect_hashing(path, look),
            Info::Deleted | Info::Dir => self.inspect(path, look),
        }
    }

    fn hashed(&self, path: &str) -> Result<Hashed, PathError> {
        match self.info(path) {
            Info::File(to) => self.inner.hashed(to),
            Info::Untouched => self.inner.hashed(path),
            Info::Deleted => Err(PathError::not_exist("open", path)),
            Info::Dir => Err(PathError::new(
                "read",
                path,
                &std::io::Error::from_raw_os_error(EISDIR),
            )),
        }
    }

    fn size(&self, path: &str) -> Option<u64> {
        match self.info(path) {
            Info::File(to) => self.inner.size(to),
            Info::Untouched => self.inner.size(path),
            Info::Deleted | Info::Dir => self.stat(path).ok().map(|meta| meta.size),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Decoder;
    use super::Overlay;
    use crate::Files;
    use crate::MemFiles;

    fn overlay(json: &str) -> Result<Overlay, String> {
        let mut files = MemFiles::new();
        files.insert("/m/a.go", b"a");
        files.insert("/m/sub/b.go", b"b");
        files.insert("/o/new.go", b"new");
        let overlay = Overlay::new(Arc::new(files), json.as_bytes(), "/m", Decoder::V1);
        overlay.map_err(|error| error.to_string())
    }

    fn names(files: &dyn Files, dir: &str) -> Vec<String> {
        let list = files.read_dir(dir).unwrap();
        list.iter().map(|entry| entry.name.clone()).collect()
    }

    #[test]
    fn replaces_adds_and_deletes() {
        let json = r#"{"Replace": {"a.go": "", "x/y/z.go": "/o/new.go", "sub/b.go": "/o/new.go"}}"#;
        let files = overlay(json).unwrap();
        assert_eq!(names(&files, "/m"), ["sub", "x"]);
        assert_eq!(names(&files, "/m/x/y"), ["z.go"]);
        assert_eq!(&*files.read("/m/sub/b.go").unwrap(), b"new");
        assert_eq!(files.actual("/m/sub/b.go"), "/o/new.go");
        assert_eq!(files.actual("/m/a.go"), "");
        assert!(files.is_dir("/m/x") && !files.is_replaced("/m/x"));
        assert!(files.stat("/m/a.go").unwrap_err().is_not_exist());
    }

    #[test]
    fn rejects_the_same_overlays_as_upstream() {
        let text = |json| overlay(json).err().unwrap();
        assert_eq!(
            text(r#"{"Replace": {"": "x"}}"#),
            "empty string key in overlay map"
        );
        assert_eq!(
            text(r#"{"Replace": {"./a": "x", "a": "y"}}"#),
            "duplicate paths ./a and a in overlay map"
        );
        assert_eq!(
            text(r#"{"Replace": {"a": "x", "a/b": "y"}}"#),
            "inconsistent files /m/a and /m/a/b in overlay map"
        );
    }
}
