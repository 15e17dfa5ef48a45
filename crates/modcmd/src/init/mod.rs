//! `go mod init`: a new go.mod in a directory that has none.
//!
//! [`plan_init`] decides the contents of the file; [`NewModule::write`] writes it.
//! Counterpart: cmd/go/internal/modcmd/init.go, cmd/go/internal/modload/init.go
//! (`CreateModFile`).

mod infer;
mod suggest;

use std::fmt;

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::Invalid;
use vamos_base::golang::quote::quote;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::PathError;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modules::check_reserved_module_path;
use vamos_release::Release;

use crate::commit::Commit;

/// The inputs of `go mod init`.
pub struct InitRequest<'a> {
    /// The module path; empty if it is to be inferred.
    pub path: &'a str,
    /// The directory of the new module.
    pub dir: &'a str,
    /// The file to make: go.mod of `dir`, absolute, or the value of `-modfile`.
    pub file: &'a str,
    /// GOPATH.
    pub gopath: &'a str,
    /// GOMODCACHE.
    pub gomodcache: &'a str,
    /// The version for the go line.
    pub local_go: &'a str,
    /// The release that determines the checks.
    pub release: Release,
    /// Files as builds see them: under the overlay.
    pub files: &'a dyn Files,
    /// Files as they are on disk.
    pub disk: &'a dyn Files,
}

/// A go.mod to be written.
#[derive(Debug)]
pub struct NewModule {
    /// The module path.
    pub path: String,
    file: String,
    gomodcache: String,
    is_replaced: bool,
    text: Vec<u8>,
}

/// An error of `go mod init`, with upstream's text.
#[derive(Clone, Debug)]
pub enum InitError {
    /// go.mod exists already.
    Exists {
        /// The file.
        file: String,
    },
    /// The module path of this directory cannot be inferred.
    Unknown {
        /// The directory.
        dir: String,
        /// The invalid path that GOPATH suggests.
        bad_path: Option<Invalid>,
    },
    /// The path is not a valid module path.
    BadPath(Invalid),
    /// The path belongs to a toolchain.
    Reserved {
        /// The path.
        path: String,
    },
    /// The major version at the end of the path is invalid.
    Major {
        /// The path.
        path: String,
        /// The path that may have been meant.
        suggestion: String,
    },
    /// The version of the local Go is not valid in go.mod.
    Internal(ModuleError),
    /// The overlay contains the file.
    Replaced,
    /// The file cannot be written.
    Write(PathError),
    /// Another process made the file in the meantime.
    Changed,
}

/// Returns the go version of a new go.mod or go.work, for an SDK of the version `local`.
pub(crate) fn initial_go_version(release: Release, local: &str) -> String {
    if release.inits_with_own_version() {
        return local.to_owned();
    }
    let parsed = gover::parse(local);
    let mut version = gover::prev(local);
    // The newest release before an unreleased one may be unreleased as well.
    if !parsed.kind.is_empty() || parsed.patch.is_empty() {
        version = gover::prev(&version);
    }
    if version.matches('.').count() < 2 {
        version.push_str(".0");
    }
    version
}

/// Decides the contents of the new go.mod.
pub fn plan_init(request: &InitRequest<'_>) -> Result<NewModule, InitError> {
    if request.files.stat(request.file).is_ok() {
        return Err(InitError::Exists {
            file: request.file.to_owned(),
        });
    }
    let path = match request.path {
        "" => infer::module_path(request)?,
        path => path.to_owned(),
    };
    // Up to Go 1.26 an inferred path was not checked.
    if !request.path.is_empty() || request.release.checks_inferred_module_path() {
        check_path(&path, request.release)?;
    }
    let mut file = GoMod::default();
    file.add_module_stmt(&path);
    let version = initial_go_version(request.release, request.local_go);
    file.add_go_stmt(&version).map_err(InitError::Internal)?;
    file.cleanup();
    Ok(NewModule {
        path,
        file: request.file.to_owned(),
        gomodcache: request.gomodcache.to_owned(),
        is_replaced: request.files.is_replaced(request.file),
        text: file.format(),
    })
}

impl NewModule {
    /// Writes the file.
    pub fn write(&self) -> Result<(), InitError> {
        if self.is_replaced {
            return Err(InitError::Replaced);
        }
        let new = self.text.clone();
        let change = |now: &[u8]| match now {
            b"" => Ok(Some(new)),
            now if now == new => Ok(None),
            _ => Err(InitError::Changed),
        };
        Commit::begin(&self.gomodcache).change(&self.file, change)
    }
}

/// Reports whether a directory has neither Go files nor subdirectories that could contain Go files:
/// then tidying has no effect.
pub fn looks_empty(disk: &dyn Files, dir: &str) -> bool {
    let Ok(entries) = disk.read_dir(dir) else {
        return true;
    };
    let visible = |name: &str| !name.starts_with(['.', '_']);
    !entries.iter().any(|entry| {
        visible(&entry.name) && (entry.name.ends_with(".go") || entry.kind == FileKind::Dir)
    })
}

fn check_path(path: &str, release: Release) -> Result<(), InitError> {
    module::check_import_path(path).map_err(|error| InitError::BadPath(of_module(error)))?;
    // Before Go 1.26 the official command does not check this, and crashes for `go`.
    let is_checked = release.refuses_reserved_module_paths() || path == "go";
    if is_checked && check_reserved_module_path(path).is_err() {
        return Err(InitError::Reserved {
            path: path.to_owned(),
        });
    }
    if module::split_path_version(path).is_none() {
        return Err(InitError::Major {
            path: path.to_owned(),
            suggestion: suggest::module_path(path),
        });
    }
    Ok(())
}

/// Turns an error about an import path into one about a module path.
fn of_module(error: Invalid) -> Invalid {
    let Invalid::Path { path, why, .. } = error else {
        return error;
    };
    let is_local = path == "." || path == ".." || path.starts_with("./") || path.starts_with("../");
    Invalid::Path {
        kind: "module",
        why: if is_local {
            "is a local import path".to_owned()
        } else {
            why
        },
        path,
    }
}

impl From<PathError> for InitError {
    fn from(error: PathError) -> Self {
        Self::Write(error)
    }
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists { file } => write!(f, "{file} already exists"),
            Self::Unknown { dir, bad_path } => {
                write!(f, "cannot determine module path for source directory {dir} (")?;
                match bad_path {
                    None => f.write_str("outside GOPATH, module path must be specified")?,
                    Some(error) => write!(
                        f,
                        "bad module path inferred from directory in GOPATH: {error}"
                    )?,
                }
                f.write_str(
                    ")\n\nExample usage:\n\t'go mod init example.com/m' to initialize a v0 or v1 module\n\
                     \t'go mod init example.com/m/v2' to initialize a v2 module\n\n\
                     Run 'go help mod init' for more information.\n",
                )
            }
            Self::BadPath(error) => error.fmt(f),
            Self::Reserved { path } => write!(f, "invalid module path {}: ", quote(path)),
            Self::Major { path, suggestion } => {
                let rule = if path.starts_with("gopkg.in/") {
"module paths beginning with gopkg.in/ must always have a major version suffix in the form of .vN"
} else {
"major version suffixes must be in the form of /vN and are only allowed for v2 or later"
};
                write!(
                    f,
                    "invalid module path \"{path}\": {rule}:\n\tgo mod init {suggestion}"
                )
            }
            Self::Internal(error) => write!(f, "internal error: {error}"),
            Self::Replaced => f.write_str(
                "updates to go.mod needed, but go.mod is part of the overlay specified with -overlay",
            ),
            Self::Write(error) => write!(f, "updating go.mod: {error}"),
            Self::Changed => {
                f.write_str("updating go.mod: existing contents have changed since last read")
            }
        }
    }
}

impl std::error::Error for InitError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_release_writes_the_version_before_its_own() {
        let old = |local| initial_go_version(Release::of_patch(26, 0), local);
        assert_eq!(old("1.26.0"), "1.25.0");
        assert_eq!(old("1.26rc1"), "1.24.0");
        assert_eq!(old("1.26"), "1.24.0");
        for (minor, patch) in [(25, 14), (26, 1), (27, 0)] {
            let release = Release::of_patch(minor, patch);
            assert_eq!(initial_go_version(release, "1.26.1"), "1.26.1");
        }
    }
}
