//! Content of a GOMODCACHE: names, bytes, modes.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use vamos_base::Sha256;

use crate::files::at;

/// The content of a directory.
pub(crate) const DIRECTORY: &str = "directory";

/// All files below a directory: mode and digest of the content by relative path.
pub(crate) type Tree = BTreeMap<String, (u32, String)>;

/// Reads everything below `dir`.
pub(crate) fn read(dir: &Path) -> Result<Tree, String> {
    let mut tree = Tree::new();
    walk(dir, "", &mut tree).map_err(at(dir))?;
    Ok(tree)
}

fn walk(dir: &Path, prefix: &str, tree: &mut Tree) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = entry.metadata()?;
        let content = if metadata.is_dir() {
            walk(&entry.path(), &format!("{name}/"), tree)?;
            DIRECTORY.to_owned()
        } else if metadata.is_symlink() {
            format!("link to {}", fs::read_link(entry.path())?.display())
        } else {
            let mut hash = Sha256::new();
            hash.update(&fs::read(entry.path())?);
            format!("{:?}", hash.finish())
        };
        tree.insert(name, (metadata.permissions().mode() & 0o7777, content));
    }
    Ok(())
}

/// Returns that two trees are equal, or the first difference.
pub(crate) fn same(official: &Tree, vamos: &Tree) -> Result<String, String> {
    let mut lines = Vec::new();
    for (name, theirs) in official {
        match vamos.get(name) {
            None => lines.push(format!("{name}: only official")),
            Some(ours) if ours == theirs => {}
            Some((mode, content)) if *content == theirs.1 => {
                lines.push(format!("{name}: mode {:o}, vamos {mode:o}", theirs.0));
            }
            Some(_) => lines.push(format!("{name}: other bytes")),
        }
    }
    let more = vamos.keys().filter(|name| !official.contains_key(*name));
    lines.extend(more.map(|name| format!("{name}: only vamos")));
    match lines.len() {
        0 => Ok(format!("{} files equal", official.len())),
        count => {
            lines.truncate(12);
            Err(format!("{count} files differ:\n  {}", lines.join("\n  ")))
        }
    }
}
