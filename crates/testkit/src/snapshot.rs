//! All files below a directory, for a comparison with another run.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::fs::Metadata;
use std::io;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use vamos_base::Digest;

/// A file after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Dir {
        mode: u32,
    },
    File {
        mode: u32,
        bytes: Vec<u8>,
    },
    /// An output of a build cache whose name is the digest of its bytes, so only the first bytes
    /// are retained: an output with a second name, in the seed, which [`crate::cache`] has
    /// verified; or a large one, which was read. A test has two or three caches in memory at a
    /// time.
    Shared {
        mode: u32,
        head: Vec<u8>,
    },
    Link {
        target: String,
    },
}

/// Number of bytes of an output that determine its kind.
const HEAD: usize = 16;

/// Outputs up to this size in bytes are retained whole: results of tests are compared by their
/// texts.
const LARGE: usize = 64 << 10;

/// Files and directories below a directory, by path.
pub(crate) type Snapshot = BTreeMap<String, Node>;

/// Reads everything below `dir` except the relative paths for which `skip` returns true.
pub(crate) fn read(dir: &Path, skip: impl Fn(&str) -> bool) -> io::Result<Snapshot> {
    let mut found = Snapshot::new();
    walk(dir, "", &skip, &|_| false, &mut |_, _| None, &mut found)?;
    Ok(found)
}

/// Reads a build cache. Files for which `may_share` returns true are [`Node::Shared`] if they have
/// other names than this one, or if they are large and their digest equals their name. Files that
/// `known` returns are not read.
pub(crate) fn read_cache(
    dir: &Path,
    may_share: impl Fn(&str) -> bool,
    mut known: impl FnMut(&str, &Metadata) -> Option<Node>,
) -> io::Result<Snapshot> {
    let mut found = Snapshot::new();
    walk(dir, "", &|_| false, &may_share, &mut known, &mut found)?;
    Ok(found)
}

/// Reports whether the name of an output is the digest of these bytes.
pub(crate) fn is_named(name: &str, bytes: &[u8]) -> bool {
    let output = name
        .strip_suffix("-d")
        .and_then(|name| name.rsplit('/').next());
    output == Some(&Digest::of(bytes).hex())
}

fn walk(
    dir: &Path,
    prefix: &str,
    skip: &impl Fn(&str) -> bool,
    may_share: &impl Fn(&str) -> bool,
    known: &mut impl FnMut(&str, &Metadata) -> Option<Node>,
    found: &mut Snapshot,
) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if skip(&name) {
            continue;
        }
        let path = entry.path();
        let metadata = entry.metadata()?;
        let mode = metadata.permissions().mode() & 0o7777;
        let node = if metadata.is_dir() {
            let prefix = format!("{name}/");
            walk(&path, &prefix, skip, may_share, known, found)?;
            Node::Dir { mode }
        } else if let Some(node) = known(&name, &metadata) {
            node
        } else if metadata.is_symlink() {
            let target = fs::read_link(&path)?.to_string_lossy().into_owned();
            Node::Link { target }
        } else if metadata.nlink() > 1 && may_share(&name) {
            let mut head = Vec::new();
            fs::File::open(&path)?
                .take(HEAD as u64)
                .read_to_end(&mut head)?;
            Node::Shared { mode, head }
        } else {
            let bytes = fs::read(&path)?;
            if may_share(&name) && bytes.len() > LARGE && is_named(&name, &bytes) {
                Node::Shared {
                    mode,
                    head: bytes[..HEAD].to_vec(),
                }
            } else {
                Node::File { mode, bytes }
            }
        };
        found.insert(name, node);
    }
    Ok(())
}

/// Returns one line per difference of two runs.
pub(crate) fn differences(official: &Snapshot, vamos: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, theirs) in official {
        match vamos.get(name) {
            None => lines.push(format!("{name}: only the official go wrote it")),
            Some(ours) if ours == theirs => {}
            Some(ours) => lines.push(format!("{name}: {}", difference(theirs, ours))),
        }
    }
    for name in vamos.keys().filter(|name| !official.contains_key(*name)) {
        lines.push(format!("{name}: only vamos wrote it"));
    }
    lines
}

fn difference(official: &Node, vamos: &Node) -> String {
    match (official, vamos) {
        (
            Node::File { mode, bytes },
            Node::File {
                mode: our_mode,
                bytes: our_bytes,
            },
        ) => {
            if bytes == our_bytes {
                return format!("mode {mode:o}, vamos {our_mode:o}");
            }
            let at = bytes.iter().zip(our_bytes).position(|(a, b)| a != b);
            let at = at.unwrap_or(bytes.len().min(our_bytes.len()));
            format!(
                "{} bytes, vamos {}; first difference at {at}: {}, vamos {}",
                bytes.len(),
                our_bytes.len(),
                excerpt(bytes, at),
                excerpt(our_bytes, at)
            )
        }
        (Node::Dir { mode }, Node::Dir { mode: our_mode }) => {
            format!("directory mode {mode:o}, vamos {our_mode:o}")
        }
        (Node::Link { target }, Node::Link { target: our_target }) => {
            format!("link to {target}, vamos {our_target}")
        }
        _ => "not the same kind of file".to_owned(),
    }
}

/// Returns some bytes around `at`, as text with escapes.
fn excerpt(bytes: &[u8], at: usize) -> String {
    let range = at.saturating_sub(8)..bytes.len().min(at + 24);
    format!("\"{}\"", bytes[range].escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        for side in ["a", "b"] {
            fs::create_dir(dir.path().join(side)).unwrap();
            fs::write(dir.path().join(side).join("same"), "x").unwrap();
            fs::write(dir.path().join(side).join("text"), format!("in {side}")).unwrap();
            fs::write(dir.path().join(side).join(side), "").unwrap();
        }
        fs::set_permissions(dir.path().join("b/same"), fs::Permissions::from_mode(0o755)).unwrap();
        let side = |name| read(&dir.path().join(name), |_| false).unwrap();
        let lines = differences(&side("a"), &side("b"));
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines.iter().any(|l| l.starts_with("same: mode")));
        assert!(
            lines
                .iter()
                .any(|l| l.starts_with("text: 4 bytes, vamos 4"))
        );
    }
}
