//! Upstream's notes on versions of commits in the module cache: `<version>.info`.
//!
//! Stamping leaves such a note for the commit that it stamped, and believes one where
//! nothing may be looked up (`GOPROXY=off`).
//! Counterpart: cmd/go/internal/modfetch/cache.go (`readDiskStatByHash`,
//! `writeDiskStat`, `CachePath`).

use std::cmp::Ordering;

use vamos_base::golang::json::Writer;
use vamos_base::golang::module::canonical_version;
use vamos_base::golang::module::escape_path;
use vamos_base::golang::module::escape_version;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::path;
use vamos_base::golang::semver;
use vamos_fsys::PathError;
use vamos_fsys::atomic::write_atomic;
use vamos_fsys::fresh;

use crate::module_version::Found;

/// Returns the directory of a module's notes.
fn notes_dir(gomodcache: &str, module: &str) -> Option<String> {
    if !path::is_abs(gomodcache) {
        return None;
    }
    let escaped = escape_path(module).ok()?;
    Some(format!("{gomodcache}/cache/download/{escaped}/@v"))
}

/// Returns the version that a module is noted to have at a commit: the highest
/// pseudo-version that names it.
pub(crate) fn version_of(gomodcache: &str, module: &str, hash: &str) -> Option<String> {
    if hash.len() < 12 || !hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let dir = notes_dir(gomodcache, module)?;
    let suffix = format!("-{}.info", &hash[..12]);
    let mut highest = String::new();
    for name in fresh::names(&dir).ok()? {
        if name.ends_with(&suffix)
            && let Some(version) = name.strip_suffix(".info")
            && is_pseudo_version(version)
            && semver::compare(version, &highest) == Ordering::Greater
        {
            version.clone_into(&mut highest);
        }
    }
    if highest.is_empty() || canonical_version(&highest) != highest {
        return None;
    }
    let file = format!("{dir}/{}.info", escape_version(&highest).ok()?);
    let text = fresh::read(&file).ok()?;
    let note: serde_json::Value = serde_json::from_slice(&text).ok()?;
    // A note without a version is a version that is empty.
    let version = note.as_object()?.get("Version");
    match version {
        None => Some(String::new()),
        Some(version) => version.as_str().map(str::to_owned),
    }
}

/// Makes the module cache, as every look into it does; whether it is there then.
pub(crate) fn make_cache(gomodcache: &str) -> bool {
    path::is_abs(gomodcache) && fresh::make_dirs(gomodcache).is_ok()
}

/// Leaves a note of a version. The error says why it could not be left, if that is to be
/// told.
pub(crate) fn leave(gomodcache: &str, module: &str, found: &Found) -> Result<(), PathError> {
    let version = &found.version;
    if !semver::is_valid(version) || canonical_version(version) != *version {
        return Ok(());
    }
    let (Some(dir), Ok(escaped)) = (notes_dir(gomodcache, module), escape_version(version)) else {
        return Ok(());
    };
    fresh::make_dirs(&dir)?;
    let (file, note) = (format!("{dir}/{escaped}.info"), note(found));
    // The same bytes again would only move a time, where it could be written at all.
    if fresh::read(&file).is_ok_and(|old| old == note) && fresh::may_write(&dir) {
        return Ok(());
    }
    write_atomic(&file, &note, 0o666)
}

fn note(found: &Found) -> Vec<u8> {
    let mut out = Writer::compact();
    out.begin_object();
    out.string_field("Version", &found.version);
    out.string_field("Time", &found.time.rfc3339_nano(0));
    out.key("Origin");
    out.begin_object();
    out.string_field("VCS", found.system.command());
    // What has a changeable meaning says nothing of a pseudo-version.
    let reference = if is_pseudo_version(&found.version) {
        ""
    } else {
        &found.reference
    };
    for (name, value) in [
        ("URL", &*found.url),
        ("Subdir", &*found.subdir),
        ("Hash", &*found.hash),
        ("Ref", reference),
    ] {
        if !value.is_empty() {
            out.string_field(name, value);
        }
    }
    out.end_object();
    out.end_object();
    out.finish()
}
