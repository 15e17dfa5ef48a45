//! A module in a repository: its directory there, its versions, and its go.mod at each.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go.

mod convert;
mod find_dir;
mod pseudo;
mod versions;

use hashbrown::HashMap;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::module::path_major_prefix;
use vamos_base::golang::module::pseudo_version_rev;
use vamos_base::golang::module::split_path_version;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;
use vamos_modfile::ModuleError;

pub use find_dir::LocatedModule;
pub use versions::Released;

use crate::host::CodeHost;

/// The location of a module in a repository.
#[derive(Clone, Debug)]
pub struct ModuleLocation {
    /// The module path.
    path: String,
    /// The module path of the repository's root.
    root: String,
    /// The module path without its major version.
    prefix: String,
    /// The module's directory in the repository. If there is a major version, the module may
    /// also be in its directory below.
    dir: String,
    /// `/v2`, `.v2` or nothing.
    major: String,
}

impl ModuleLocation {
    /// Locates the module `path` in a repository whose root is the module `root`; `subdir` is the
    /// directory of this root in the repository (`newCodeRepo`).
    pub fn new(root: &str, subdir: &str, path: &str) -> Result<Self, ModuleError> {
        let fail = |text: String| Err(ModuleError::Message(text));
        if !has_path_prefix(path, root) {
            return fail(format!("mismatched repo: found {root} for {path}"));
        }
        let Some((prefix, major)) = split_path_version(path) else {
            return fail(format!("invalid module path {}", quote(path)));
        };
        let prefix = if root == path { path } else { prefix };
        let mut dir = String::new();
        if root != path {
            if !has_path_prefix(prefix, root) {
                return fail(format!(
                    "repository rooted at {root} cannot contain module {path}"
                ));
            }
            prefix[root.len()..].trim_matches('/').clone_into(&mut dir);
        }
        if !subdir.is_empty() {
            dir = path::join(&[&dir, subdir]);
        }
        Ok(Self {
            path: path.to_owned(),
            root: root.to_owned(),
            prefix: prefix.to_owned(),
            dir,
            major: major.to_owned(),
        })
    }

    /// Returns the module path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the module's directory in the repository.
    pub fn dir(&self) -> &str {
        &self.dir
    }

    /// Returns the prefix of the module's tags.
    fn tag_prefix(&self) -> String {
        if self.dir.is_empty() {
            String::new()
        } else {
            format!("{}/", self.dir)
        }
    }

    /// Returns the major version that pseudo-versions must have; empty for v0 and v1.
    fn pseudo_major(&self) -> &str {
        path_major_prefix(&self.major)
    }

    /// Returns the name of a version in the repository (`revToRev`).
    fn revision_of(&self, version: &str) -> String {
        if !semver::is_valid(version) {
            return version.to_owned();
        }
        if is_pseudo_version(version) {
            return pseudo_version_rev(version).unwrap_or_default().to_owned();
        }
        let tag = version.strip_suffix("+incompatible").unwrap_or(version);
        join(&self.dir, tag)
    }

    /// Attributes an error to the module.
    fn at(&self, error: ModuleError) -> ModuleError {
        ModuleError::At {
            module: ModuleVersion::unversioned(self.path.as_str()),
            err: Box::new(error),
        }
    }

    /// Attributes an error to a version of the module.
    fn invalid(&self, version: &str, error: ModuleError) -> ModuleError {
        self.at(ModuleError::InvalidVersion {
            version: version.to_owned(),
            pseudo: false,
            err: Box::new(error),
        })
    }
}

/// A module in a repository, for the duration of a query.
pub struct CodeRepo<'a> {
    host: &'a mut dyn CodeHost,
    place: &'a ModuleLocation,
    /// For each directory, true if its go.mod allows `+incompatible`; for the current revision.
    incompatible: HashMap<String, bool>,
}

impl<'a> CodeRepo<'a> {
    /// Connects a location to its repository.
    pub fn new(host: &'a mut dyn CodeHost, place: &'a ModuleLocation) -> Self {
        Self {
            host,
            place,
            incompatible: HashMap::new(),
        }
    }
}

/// Reports whether a module path begins with these elements.
fn has_path_prefix(path: &str, prefix: &str) -> bool {
    match path.strip_prefix(prefix) {
        Some(rest) => rest.is_empty() || rest.starts_with('/') || prefix.ends_with('/'),
        None => false,
    }
}

/// Joins non-empty elements.
fn join(dir: &str, name: &str) -> String {
    if dir.is_empty() {
        name.to_owned()
    } else {
        format!("{dir}/{name}")
    }
}

fn message(text: impl Into<String>) -> ModuleError {
    ModuleError::Message(text.into())
}
