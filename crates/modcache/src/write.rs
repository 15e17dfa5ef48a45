//! Small files about modules in GOMODCACHE: `.info`, `.mod`, `list`.
//!
//! They appear by rename, so that no reader sees a partial file; only `list` is written in place,
//! under its lock, as in upstream.
//! Counterpart: cmd/go/internal/modfetch/cache.go (`writeDiskCache`, `rewriteVersionList`).

use vamos_base::golang::module;
use vamos_base::golang::path;
use vamos_base::golang::semver;
use vamos_fsys::NewFile;
use vamos_fsys::PathError;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;
use vamos_fsys::work;

/// Begins go.mod files that early versions made up.
const OLD_VGO_PREFIX: &[u8] = b"//vgo 0.0.";

/// Reports whether a go.mod in the cache was made up by an early version; such files do
/// not count.
pub fn is_made_up(go_mod: &[u8]) -> bool {
    go_mod.starts_with(OLD_VGO_PREFIX)
}

/// Writes a file, and its directory's list if it is a go.mod.
pub fn write(file: &str, bytes: &[u8]) -> Result<(), PathError> {
    let dir = path::dir(file);
    uncached::make_dirs(&dir)?;
    let mut temp = NewFile::create_temp(&dir, path::base(file), 0o666)?;
    let written = temp
        .write(bytes)
        .and_then(|()| work::rename(temp.path(), file));
    if let Err(error) = written {
        // It would be cleaned up with the next zip at the latest.
        let _ = work::remove(temp.path());
        return Err(error);
    }
    if file.ends_with(".mod") {
        // The list is for a cache that is served as a proxy; no command reads it.
        let _ = rewrite_list(&dir);
    }
    Ok(())
}

/// Lists the versions whose go.mod is in a directory.
fn rewrite_list(dir: &str) -> Result<(), PathError> {
    let list = LockedFile::edit(&format!("{dir}/list"))?;
    let names = uncached::names(dir)?;
    let versions = names.iter().filter_map(|name| name.strip_suffix(".mod"));
    let is_version = |v: &&str| !v.is_empty() && module::canonical_version(v) == **v;
    let mut versions: Vec<&str> = versions.filter(is_version).collect();
    semver::sort(&mut versions);
    let text: String = versions.iter().flat_map(|v| [*v, "\n"]).collect();
    let old = list.contents()?;
    if old == text.as_bytes() {
        return Ok(());
    }
    list.replace(&old, text.as_bytes())
}
