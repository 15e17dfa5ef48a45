//! The rules for a module's zip.
//!
//! Counterpart: golang.org/x/mod/zip (`checkZip`, `collisionChecker`).

use std::collections::HashMap;

use vamos_base::golang::fold::equal_fold;
use vamos_base::golang::fold::to_fold;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;

use super::Archive;
use super::ZipError;

/// The maximum size of a zip in bytes, compressed and decompressed.
pub const MAX_ZIP_FILE: u64 = 500 << 20;
/// The maximum size of a module's go.mod in bytes.
pub const MAX_GO_MOD: u64 = 16 << 20;
pub(super) const MAX_LICENSE: u64 = 16 << 20;

/// Fails for a version that is not canonical or does not fit the module's path.
pub(super) fn check_version(m: &ModuleVersion) -> Result<(), ZipError> {
    let canonical = module::canonical_version(&m.version);
    if canonical != m.version {
        return Err(ZipError::not_canonical(&m.version, &canonical));
    }
    module::check(&m.path, &m.version).map_err(ZipError::Module)
}

/// Fails if a zip breaks a rule.
pub fn check(archive: &Archive, m: &ModuleVersion) -> Result<(), ZipError> {
    check_version(m)?;
    check_length(archive.length)?;
    let prefix = format!("{}@{}/", m.path, m.version);
    let mut broken = Vec::new();
    let mut seen = FoldedNames::default();
    let mut left = Some(MAX_ZIP_FILE);
    for member in &archive.members {
        let rule = match member.name.strip_prefix(prefix.as_str()) {
            Some(name) => check_member(name, member.size, &mut seen, &mut left),
            None => Err(format!("path does not have prefix {}", quote(&prefix))),
        };
        if let Err(rule) = rule {
            broken.push((member.name.clone(), rule));
        }
    }
    if left.is_none() {
        return Err(contents_too_large());
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(ZipError::Members(broken))
    }
}

/// Fails if a zip or its declared contents are too long to be checked further.
pub fn check_limits(archive: &Archive) -> Result<(), ZipError> {
    check_length(archive.length)?;
    let mut members = archive.members.iter().filter(|member| !member.is_dir());
    let left = members.try_fold(MAX_ZIP_FILE, |left, member| left.checked_sub(member.size));
    left.map_or_else(|| Err(contents_too_large()), |_| Ok(()))
}

fn contents_too_large() -> ZipError {
    let limit = MAX_ZIP_FILE;
    ZipError::ContentsTooLarge { limit }
}

fn check_length(length: u64) -> Result<(), ZipError> {
    if length > MAX_ZIP_FILE {
        let limit = MAX_ZIP_FILE;
        return Err(ZipError::FileTooLarge { length, limit });
    }
    Ok(())
}

/// Checks a member by its name relative to the module's directory; `left` is the remaining number
/// of bytes, `None` if an earlier member was too long.
fn check_member(
    name: &str,
    size: u64,
    seen: &mut FoldedNames,
    left: &mut Option<u64>,
) -> Result<(), String> {
    if name.is_empty() {
        return Ok(());
    }
    let (name, is_dir) = match name.strip_suffix('/') {
        Some(name) => (name, true),
        None => (name, false),
    };
    if path::clean(name) != name {
        return Err("file path is not clean".to_owned());
    }
    module::check_file_path(name).map_err(|error| error.to_string())?;
    seen.check(name, is_dir)?;
    if is_dir {
        return Ok(());
    }
    let base = path::base(name);
    if equal_fold(base, "go.mod") {
        if base != name {
            return Err("go.mod file not in module root directory".to_owned());
        }
        if name != "go.mod" {
            return Err("go.mod files must have lowercase names".to_owned());
        }
    }
    *left = left.and_then(|left| left.checked_sub(size));
    if name == "go.mod" && size > MAX_GO_MOD {
        return Err(format!(
            "go.mod file too large (max size is {MAX_GO_MOD} bytes)"
        ));
    }
    if name == "LICENSE" && size > MAX_LICENSE {
        return Err(format!(
            "LICENSE file too large (max size is {MAX_LICENSE} bytes)"
        ));
    }
    Ok(())
}

/// Names as a case-insensitive file system sees them.
#[derive(Default)]
pub(super) struct FoldedNames(HashMap<String, (String, bool)>);

impl FoldedNames {
    pub(super) fn check(&mut self, name: &str, is_dir: bool) -> Result<(), String> {
        let folded = to_fold(name);
        if let Some((other, other_is_dir)) = self.0.get(&*folded) {
            if name != other {
                let (other, name) = (quote(other), quote(name));
                return Err(format!(
                    "case-insensitive file name collision: {other} and {name}"
                ));
            }
            if is_dir != *other_is_dir {
                return Err(format!(
                    "entry {} is both a file and a directory",
                    quote(name)
                ));
            }
            if !is_dir {
                return Err(format!("multiple entries for file {}", quote(name)));
            }
            // Its own parents were added with it.
            return Ok(());
        }
        self.0.insert(
            folded.into_owned(),
            (os_str::lossy(name).into_owned(), is_dir),
        );
        match path::dir(name).as_str() {
            "." => Ok(()),
            parent => self.check(parent, true),
        }
    }
}
