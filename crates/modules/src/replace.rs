//! Replacements of modules.
//!
//! Counterpart: cmd/go/internal/modload (modfile.go, `Replacement`, `replacementFrom`, `resolveReplacement`, `canonicalizeReplacePath`).

use std::borrow::Cow;

use hashbrown::HashMap;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modfile::is_directory_path;

use super::MainModules;

/// A replacement with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replaced<'a> {
    /// The replacement, relative to the file that contains it.
    pub(super) new: &'a ModuleVersion,
    /// The directory of the go.mod that contains it; empty for go.work.
    pub(super) mod_root: &'a str,
}

impl MainModules {
    /// Returns the replacement of `m`, if any. A relative directory in it is relative to
    /// [`MainModules::replace_relative_to`].
    pub fn replacement(&self, m: &ModuleVersion) -> Option<ModuleVersion> {
        let found = self.replacement_from(m)?;
        Some(self.canonicalize_replace_path(found.new, found.mod_root))
    }

    /// Returns the module that provides `m`: its replacement or itself.
    pub fn resolve_replacement<'a>(&self, m: &'a ModuleVersion) -> Cow<'a, ModuleVersion> {
        self.replacement(m).map_or(Cow::Borrowed(m), Cow::Owned)
    }

    pub(super) fn replacement_from(&self, m: &ModuleVersion) -> Option<Replaced<'_>> {
        if m.version.is_empty() && self.contains(&m.path) {
            // A workspace uses its own modules.
            return None;
        }
        if let Some((_, new)) = look_up(self.work_file_replace(), m) {
            return Some(Replaced { new, mod_root: "" });
        }
        let mut found: Option<Replaced<'_>> = None;
        for main in self.list() {
            let Some((from, new)) = main
                .index
                .as_ref()
                .and_then(|index| look_up(&index.replace, m))
            else {
                continue;
            };
            if let Some(first) = &found
                && !from.is_empty()
                && first.new != new
            {
                // One go.mod replaces exactly this version and contradicts an earlier one, which
                // wins.
                return found;
            }
            found = Some(Replaced {
                new,
                mod_root: &main.root,
            });
        }
        found
    }

    /// Makes a relative directory relative to the workspace.
    pub(super) fn canonicalize_replace_path(
        &self,
        new: &ModuleVersion,
        mod_root: &str,
    ) -> ModuleVersion {
        if !new.version.is_empty()
            || mod_root.is_empty()
            || !self.in_workspace_mode()
            || path::is_abs(&new.path)
        {
            return new.clone();
        }
        let abs = path::join(&[mod_root, &new.path]);
        match path::rel(&path::dir(self.work_file_path()), &abs) {
            Ok(rel) => ModuleVersion::unversioned(to_directory_path(&rel)),
            Err(_) => ModuleVersion::unversioned(to_directory_path(&abs)),
        }
    }
}

/// Finds the replacement of this version, or else of all versions; also returns the version in the
/// replace directive.
fn look_up<'a, 'm>(
    map: &'a HashMap<ModuleVersion, ModuleVersion>,
    m: &'m ModuleVersion,
) -> Option<(&'m str, &'a ModuleVersion)> {
    if map.is_empty() {
        return None;
    }
    if let Some(new) = map.get(m) {
        return Some((&m.version, new));
    }
    map.get(&ModuleVersion::unversioned(m.path.as_str()))
        .map(|new| ("", new))
}

/// Returns a path that cannot be a module path (`ToDirectoryPath`).
pub fn to_directory_path(path: &str) -> String {
    if is_directory_path(path) {
        path.to_string()
    } else {
        format!("./{}", path::clean(path))
    }
}
