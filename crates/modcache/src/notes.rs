//! Notes about the versions of commits in local repositories, stored next to downloaded versions.
//!
//! Stamping a binary writes a `<version>.info` for its commit, and reads one if lookups are not
//! allowed (`GOPROXY=off`).
//! Counterpart: cmd/go/internal/modfetch/cache.go (`readDiskStatByHash`, `writeDiskStat`).

use std::cmp::Ordering;

use vamos_base::golang::json::syntax::Decoder;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::module::canonical_version;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::semver;
use vamos_fsys::PathError;
use vamos_fsys::atomic::write_atomic;
use vamos_fsys::uncached;
use vamos_modfile::RevInfo;

use crate::info;
use crate::layout::Layout;
use crate::layout::Suffix;

/// Returns the highest pseudo-version of a commit that has an `.info` file.
pub(crate) fn pseudo_version_of(layout: &Layout, module: &str, hash: &str) -> Option<String> {
    if hash.len() < 12 || !hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let dir = layout.versions_dir(module).ok()?;
    let suffix = format!("-{}.info", &hash[..12]);
    let mut highest = String::new();
    for name in uncached::names(&dir).ok()? {
        if name.ends_with(&suffix)
            && let Some(version) = name.strip_suffix(".info")
            && is_pseudo_version(version)
            && semver::compare(version, &highest) == Ordering::Greater
        {
            version.clone_into(&mut highest);
        }
    }
    (!highest.is_empty()).then_some(highest)
}

/// Returns the version of a module that is noted for a commit: the highest pseudo-version that
/// contains it.
pub fn version_of(layout: &Layout, module: &str, hash: &str) -> Option<String> {
    let highest = pseudo_version_of(layout, module, hash)?;
    if canonical_version(&highest) != highest {
        return None;
    }
    let file = layout.file(&ModuleVersion::new(module, highest), Suffix::Info);
    let text = uncached::read(&file.ok()?).ok()?;
    info::parse(&text, Decoder::V1)
        .ok()
        .map(|info| info.version)
}

/// Creates the module cache, as every lookup in it does; reports whether it exists afterwards.
pub fn make_cache(layout: &Layout) -> bool {
    layout
        .root()
        .is_ok_and(|root| uncached::make_dirs(root).is_ok())
}

/// Writes a note of a version. The error is the reason why it could not be written, if that must be
/// shown.
pub fn leave(layout: &Layout, module: &str, found: &RevInfo) -> Result<(), PathError> {
    let version = &found.version;
    if !semver::is_valid(version) || canonical_version(version) != *version {
        return Ok(());
    }
    let m = ModuleVersion::new(module, version.as_str());
    let (Ok(dir), Ok(file)) = (layout.versions_dir(module), layout.file(&m, Suffix::Info)) else {
        return Ok(());
    };
    uncached::make_dirs(&dir)?;
    let note = info::info_json(&info::for_disk(found));
    // Writing the same bytes again would only change a time, if the file is writable at all.
    if uncached::read(&file).is_ok_and(|old| old == note) && uncached::may_write(&dir) {
        return Ok(());
    }
    write_atomic(&file, &note, 0o666)
}
