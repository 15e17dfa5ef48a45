//! The directory of a module at a revision, and its go.mod.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`findDir`, `isMajor`, `GoMod`).

use vamos_base::golang::module::canonical_version;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::module::path_major_prefix;
use vamos_base::golang::module::split_path_version;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;
use vamos_modfile::ModuleError;
use vamos_modfile::auto_quote;
use vamos_modfile::module_path;

use super::CodeRepo;
use super::join;
use super::message;
use crate::host::Tree;
use crate::host::unsupported;

/// The location of a module at a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedModule {
    /// The revision.
    pub revision: String,
    /// The directory in the repository.
    pub dir: String,
    /// The go.mod there, if it was read.
    pub go_mod: Option<Vec<u8>>,
}

impl CodeRepo<'_> {
    /// Finds the module's directory at a version, and its go.mod there if it has one: a module with
    /// `v2` may be in a directory with that name.
    pub(super) fn find_dir(&mut self, version: &str) -> Result<LocatedModule, ModuleError> {
        let place = self.place;
        if !semver::is_valid(version) {
            return Err(place.invalid(version, message("syntax error")));
        }
        let revision = place.revision_of(version);
        let found = |dir: &str, go_mod| {
            let (revision, dir) = (revision.clone(), dir.to_owned());
            Ok(LocatedModule {
                revision,
                dir,
                go_mod,
            })
        };
        let file = join(&place.dir, "go.mod");
        let first = self.read(&revision, &file)?;
        let is_ours = first.as_deref().is_some_and(|text| {
            let path = module_path(text);
            // Old releases accepted this by mistake, and modules rely on it.
            let is_replacement = place.major.is_empty() && path.starts_with("gopkg.in/");
            is_major(&path, &place.major) || is_replacement
        });
        let has_second =
            !place.major.is_empty() && place.root != place.path && !place.major.starts_with('.');
        if has_second && let Some((dir, text)) = self.find_second(&revision, &file, is_ours)? {
            return found(&dir, Some(text));
        }
        if is_ours {
            return found(&place.dir, first);
        }
        if let Some(text) = first {
            let path = module_path(&text);
            return Err(self.mismatch(version, &revision, &file, &path, has_second));
        }
        if place.dir.is_empty() && (place.major.is_empty() || place.major.starts_with('.')) {
            return found("", None);
        }
        let also = if has_second {
            format!(" and ...{}/go.mod", place.major)
        } else {
            String::new()
        };
        Err(message(format!(
            "missing {}/go.mod{also} at revision {revision}",
            place.prefix
        )))
    }

    /// Checks the directory of the major version. Either the go.mod above it or the one in it must
    /// be for this major version, not both.
    fn find_second(
        &mut self,
        revision: &str,
        first: &str,
        is_first: bool,
    ) -> Result<Option<(String, Vec<u8>)>, ModuleError> {
        let place = self.place;
        let (root, major) = (&place.root, &place.major);
        let dir = join(&place.dir, &major[1..]);
        let file = format!("{dir}/go.mod");
        let Some(text) = self.read(revision, &file)? else {
            return Ok(None);
        };
        let path = module_path(&text);
        let is_second = is_major(&path, major);
        if is_second && !is_first {
            return Ok(Some((dir, text)));
        }
        let error = if is_second {
            format!(
                "{}/{first} and ...{major}/go.mod both have ...{major} module paths at revision {revision}",
                place.prefix
            )
        } else if path.is_empty() {
            format!("{root}/{file} is missing module path at revision {revision}")
        } else {
            let path = quote(&path);
            format!("{root}/{file} has non-...{major} module path {path} at revision {revision}")
        };
        Err(message(error))
    }

    /// Returns the error for a go.mod with another module path.
    fn mismatch(
        &self,
        version: &str,
        revision: &str,
        file: &str,
        path: &str,
        has_second: bool,
    ) -> ModuleError {
        let major = &self.place.major;
        let suffix = if has_second {
            format!(" (and ...{major}/go.mod does not exist)")
        } else {
            String::new()
        };
        let what = if path.is_empty() {
            format!("is missing module path{suffix}")
        } else {
            let kind = if !major.is_empty() {
                format!("non-...{major}")
            } else if split_path_version(path).is_none() {
                "malformed".to_owned()
            } else {
                format!("post-{}", semver::major(version))
            };
            format!("has {kind} module path {}{suffix}", quote(path))
        };
        message(format!("{file} {what} at revision {revision}"))
    }

    /// Reads a file; `None` if it does not exist at an existing revision.
    fn read(&mut self, revision: &str, file: &str) -> Result<Option<Vec<u8>>, ModuleError> {
        self.host.read_file(revision, file).map_err(|error| {
            let root = &self.place.root;
            message(format!(
                "reading {root}/{file} at revision {revision}: {error}"
            ))
        })
    }

    /// Fails for versions that are not canonical, and for pseudo-versions that do not describe
    /// their revision.
    pub(super) fn check_version(&mut self, version: &str) -> Result<(), ModuleError> {
        if version != canonical_version(version) {
            return Err(message(format!("version {version} is not canonical")));
        }
        if is_pseudo_version(version) {
            self.stat(version)?;
        }
        Ok(())
    }

    /// Returns the go.mod of a version; a module without one gets one that only has its path
    /// (`GoMod`).
    pub fn go_mod(&mut self, version: &str) -> Result<Vec<u8>, ModuleError> {
        self.check_version(version)?;
        let found = self.find_dir(version)?;
        if let Some(text) = found.go_mod {
            return Ok(text);
        }
        let read = self
            .host
            .read_file(&found.revision, &join(&found.dir, "go.mod"))?;
        Ok(read.unwrap_or_else(|| {
            let path = auto_quote(&self.place.path);
            format!("module {path}\n").into_bytes()
        }))
    }

    /// Reads a file of the module; `None` if it does not exist.
    pub fn read_file(
        &mut self,
        at: &LocatedModule,
        name: &str,
    ) -> Result<Option<Vec<u8>>, ModuleError> {
        self.host.read_file(&at.revision, &join(&at.dir, name))
    }

    /// Reads a file in the root of the repository; `None` if it does not exist.
    pub fn read_root_file(
        &mut self,
        at: &LocatedModule,
        name: &str,
    ) -> Result<Option<Vec<u8>>, ModuleError> {
        self.host.read_file(&at.revision, name)
    }

    /// Returns the files of the module's directory, if it exists and they have at most `limit`
    /// bytes.
    pub fn read_tree(
        &mut self,
        at: &LocatedModule,
        limit: u64,
    ) -> Result<Option<Tree>, ModuleError> {
        let remote = self.host.remote().ok_or_else(unsupported)?;
        remote.read_tree(&at.revision, &at.dir, limit)
    }

    /// Returns the location of the module at a version (`Zip`, its checks).
    pub fn locate(&mut self, version: &str) -> Result<LocatedModule, ModuleError> {
        self.check_version(version)?;
        self.find_dir(version)
    }
}

/// Reports whether the versions of the module `path` have this major version.
fn is_major(path: &str, major: &str) -> bool {
    if path.is_empty() {
        return false;
    }
    let Some((_, own)) = split_path_version(path) else {
        return false;
    };
    if major.is_empty() {
        return matches!(path_major_prefix(own), "" | "v0" | "v1");
    }
    !own.is_empty() && major[1..] == own[1..]
}
