//! The errors of import paths without a package, in the official command's texts.
//!
//! Counterpart: cmd/go/internal/modload/import.go (error types), load.go.

use std::fmt;
use std::sync::Arc;

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::names::Version;
use vamos_modfile::ModuleError;
use vamos_modules::ModFlag;

use super::directory_error::DirectoryError;
use crate::dirpkg::ScanError;

/// The reason why an import path has no package, or a package could not be scanned (`loadPkg.err`).
#[derive(Clone, Debug)]
pub enum ImportError {
    /// The path was never loaded (`errMissing`).
    NotLoaded,
    /// The path is invalid as an import path (`invalidImportError`).
    Invalid {
        /// The path.
        import_path: ImportPath,
        /// The problem.
        text: String,
    },
    /// No module provides the package.
    Missing(Box<ImportMissing>),
    /// Several modules or directories provide it.
    Ambiguous(Box<AmbiguousImport>),
    /// A module that is not required directly provides it.
    ImplicitDependency {
        /// The package that imports it.
        importer: ImportPath,
        /// The import path.
        imported: ImportPath,
        /// The module.
        module: ModuleVersion,
    },
    /// go.sum has no hash of a module that may provide it.
    MissingSum(Box<ImportMissingSum>),
    /// A directory of a main module has no package (`PackageNotInModuleError`).
    NotInModule {
        /// The sentence.
        text: String,
        /// The import path.
        pattern: String,
    },
    /// A module cannot be used.
    Module(ModuleError),
    /// The package's files cannot be scanned.
    Scan(ScanError),
    /// A directory has no Go files for this build (`build.NoGoError`).
    NoGo {
        /// The directory.
        dir: Dir,
    },
    /// A directory has no import path.
    Directory(DirectoryError),
}

/// `ImportMissingError`.
#[derive(Clone, Debug, Default)]
pub struct ImportMissing {
    /// The import path.
    pub path: ImportPath,
    /// The module that would provide it if it were required.
    pub module: ModuleVersion,
    /// The error of the query for one.
    pub query_error: Option<String>,
    /// True if that error is only the missing main module.
    pub is_no_mod_root: bool,
    /// True if the path has the form of the standard library's.
    pub is_std: bool,
    /// GOROOT/src/path.
    pub std_dir: String,
    /// The go version that the importer's module requires, if this Go is older.
    pub importer_go_version: String,
    /// A replaced module that has the package and is not required.
    pub replaced: ModuleVersion,
    /// The selected version, which lacks the package, if a newer one has it.
    pub new_missing_version: String,
    /// True if imports may be resolved outside of modules.
    pub allow_missing_module_imports: bool,
    /// The effective `-mod`.
    pub mod_flag: ModFlag,
    /// True if a go.work is in effect.
    pub in_workspace: bool,
    /// The main module that contains the working directory.
    pub mod_containing_cwd: ModuleVersion,
    /// The main module that imports the package.
    pub importing_main_module: ModuleVersion,
    /// That module's root.
    pub mod_root: String,
}

impl fmt::Display for ImportMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        if !self.module.path.is_empty() {
            let ModuleVersion {
                path: module,
                version,
                ..
            } = &self.module;
            if self.new_missing_version.is_empty() {
                return write!(
                    f,
                    "missing module for import: {module}@{version} provides {path}"
                );
            }
            return write!(
                f,
                "package {path} provided by {module} at latest version {version} but not at required version {}",
                self.new_missing_version
            );
        }
        if self.is_std {
            write!(f, "package {path} is not in std ({})", self.std_dir)?;
            if !self.importer_go_version.is_empty() {
                let version = &self.importer_go_version;
                write!(f, "\nnote: imported by a module that requires go {version}")?;
            }
            return Ok(());
        }
        if let Some(error) = &self.query_error
            && !self.is_no_mod_root
        {
            return write!(f, "cannot find module providing package {path}: {error}");
        }
        let may_add = match self.mod_flag {
            ModFlag::Mod => true,
            ModFlag::Readonly => self.allow_missing_module_imports,
            ModFlag::Vendor => false,
        };
        if may_add {
            return write!(f, "cannot find module providing package {path}");
        }
        if !self.replaced.path.is_empty() {
            let module = &self.replaced.path;
            write!(
                f,
                "module {module} provides package {path} and is replaced but not required; to add it:\n\tgo get {module}"
            )?;
            return if module::is_zero_pseudo_version(&self.replaced.version) {
                Ok(())
            } else {
                write!(f, "@{}", self.replaced.version)
            };
        }
        write!(f, "no required module provides package {path}")?;
        if let Some(error) = &self.query_error {
            return write!(f, ": {error}");
        }
        let importing = &self.importing_main_module;
        if !importing.path.is_empty() && *importing != self.mod_containing_cwd {
            return write!(f, "; to add it:\n\tcd {}\n\tgo get {path}", self.mod_root);
        }
        write!(f, "; to add it:\n\tgo get {path}")
    }
}

/// `AmbiguousImportError`.
#[derive(Clone, Debug)]
pub struct AmbiguousImport {
    /// The import path.
    pub import_path: ImportPath,
    /// The directories that contain it.
    pub dirs: Vec<Dir>,
    /// Their modules; empty in vendor mode.
    pub modules: Vec<ModuleVersion>,
}

impl fmt::Display for AmbiguousImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.modules.is_empty() {
            "directories"
        } else {
            "modules"
        };
        write!(
            f,
            "ambiguous import: found package {} in multiple {kind}:",
            self.import_path
        )?;
        for (i, dir) in self.dirs.iter().enumerate() {
            let Some(module) = self.modules.get(i) else {
                write!(f, "\n\t{dir}")?;
                continue;
            };
            write!(f, "\n\t{}", module.path)?;
            if !module.version.is_empty() {
                write!(f, " {}", module.version)?;
            }
            write!(f, " ({dir})")?;
        }
        Ok(())
    }
}

/// `ImportMissingSumError`.
#[derive(Clone, Debug, Default)]
pub struct ImportMissingSum {
    /// The import path.
    pub import_path: ImportPath,
    /// True if another module contains the package.
    pub found: bool,
    /// The modules without sums, shortest path first.
    pub modules: Vec<ModuleVersion>,
    /// The importing package, if known.
    pub importer: ImportPath,
    /// The version of its module.
    pub importer_version: Version,
    /// True if a test imports it.
    pub importer_is_test: bool,
}

impl fmt::Display for ImportMissingSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paren = if self.importer.is_empty() {
            String::new()
        } else {
            format!(" (imported by {})", self.importer)
        };
        let path = &self.import_path;
        if self.found {
            write!(
                f,
                "missing go.sum entry needed to verify package {path}{paren} is provided by exactly one module"
            )?;
        } else {
            write!(
                f,
                "missing go.sum entry for module providing package {path}{paren}"
            )?;
        }
        if self.importer.is_empty() {
            if !self.modules.is_empty() {
                f.write_str("; to add:\n\tgo mod download")?;
                self.modules
                    .iter()
                    .try_for_each(|m| write!(f, " {}", m.path))?;
            }
            return Ok(());
        }
        let test = if self.importer_is_test { " -t" } else { "" };
        write!(f, "; to add:\n\tgo get{test} {}", self.importer)?;
        match self.importer_version.as_str() {
            "" => Ok(()),
            version => write!(f, "@{version}"),
        }
    }
}

impl ImportError {
    /// Returns the import path if upstream's error type is a `load.ImportPathError`; such errors
    /// already contain the package's path and are printed without its import stack.
    pub fn import_path(&self) -> Option<&str> {
        match self {
            Self::Invalid { import_path, .. } => Some(import_path),
            Self::Missing(error) => Some(&error.path),
            Self::Ambiguous(error) => Some(&error.import_path),
            Self::ImplicitDependency { importer, .. } => Some(importer),
            Self::MissingSum(error) => Some(&error.import_path),
            Self::NotInModule { pattern, .. } if !pattern.contains("...") => Some(pattern),
            _ => None,
        }
    }

    /// Reports whether no module provides the package (`ImportMissingError`).
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing(_))
    }

    /// Reports whether the package has no Go files for the tags in effect (`imports.ErrNoGo`,
    /// `build.NoGoError`).
    pub fn is_no_go(&self) -> bool {
        matches!(self, Self::Scan(ScanError::NoGo) | Self::NoGo { .. })
    }

    /// Returns the underlying error of a module.
    pub fn module_error(&self) -> Option<&ModuleError> {
        match self {
            Self::Module(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ModuleError> for ImportError {
    fn from(error: ModuleError) -> Self {
        Self::Module(error)
    }
}

impl From<vamos_fsys::PathError> for ImportError {
    fn from(error: vamos_fsys::PathError) -> Self {
        Self::Module(ModuleError::Other(Arc::new(error)))
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoaded => f.write_str("cannot find package"),
            Self::Missing(error) => error.fmt(f),
            Self::Ambiguous(error) => error.fmt(f),
            Self::ImplicitDependency {
                importer,
                imported,
                module,
            } => write!(
                f,
                "package {importer} imports {imported} from implicitly required module; to add missing requirements, run:\n\tgo get {}@{}",
                module.path, module.version
            ),
            Self::MissingSum(error) => error.fmt(f),
            Self::Module(error) => error.fmt(f),
            Self::Scan(error) => error.fmt(f),
            Self::NoGo { dir } => write!(f, "no buildable Go source files in {dir}"),
            Self::Directory(error) => error.fmt(f),
            Self::Invalid { text, .. } | Self::NotInModule { text, .. } => f.write_str(text),
        }
    }
}

impl std::error::Error for ImportError {}
