//! Packages of a module at a version from the command line: `pkg@version`.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagesAndErrorsOutsideModule`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modload::ArgumentError;
use vamos_modload::LoadError;
use vamos_modload::Modules;
use vamos_modload::NotPackage;
use vamos_modload::Versioned;
use vamos_modload::package_error::PackageError;
use vamos_modload::pattern::clean_patterns;
use vamos_modload::pattern::is_local_import;
use vamos_modload::pattern::is_meta_package;

use crate::package::PackageGraph;
use crate::package::PackageId;

/// Finds the module of the arguments and makes it the only requirement; returns it, and the
/// arguments without their version.
pub(super) fn require_module(
    modules: &mut Modules<'_>,
    args: &[String],
) -> Result<(ModuleVersion, Vec<String>), LoadError> {
    let (path, version, patterns) = split(modules, args).map_err(LoadError::Argument)?;
    let patterns = clean_patterns(&patterns);
    let module = modules.require_named(Versioned {
        arg: &args[0],
        pattern: &patterns[0],
        path,
        query: version,
    })?;
    Ok((module, patterns))
}

/// Splits the version, which must be the same everywhere, from the package paths; also returns the
/// first path and the version.
fn split<'a>(
    modules: &Modules<'_>,
    args: &'a [String],
) -> Result<(&'a str, &'a str, Vec<String>), ArgumentError> {
    let mut first = ("", "");
    if let Some((arg, split)) = args
        .iter()
        .find_map(|arg| Some((arg, arg.split_once('@')?)))
    {
        if split.1.is_empty() {
            return Err(ArgumentError::NoVersion { arg: arg.clone() });
        }
        first = split;
    }
    let (path, version) = first;
    let at_version = format!("@{version}");
    let mut patterns = Vec::new();
    for arg in args {
        let Some(pattern) = arg.strip_suffix(&at_version) else {
            return Err(ArgumentError::OtherVersion {
                arg: arg.clone(),
                version: version.to_owned(),
            });
        };
        let is = if is_local_import(pattern) {
            NotPackage::Relative
        } else if pattern.starts_with('/') {
            NotPackage::Absolute
        } else if is_meta_package(pattern) {
            NotPackage::Meta
        } else if path::clean(pattern) != *pattern {
            NotPackage::Unclean
        } else if !pattern.contains("...") && modules.is_standard_package(pattern) {
            NotPackage::Standard
        } else {
            patterns.push(pattern.to_owned());
            continue;
        };
        let arg = arg.clone();
        return Err(ArgumentError::NotPackage { arg, is });
    }
    Ok((path, version, patterns))
}

/// Rejects packages that another module provides.
pub(super) fn check_module(graph: &mut PackageGraph, roots: &[PackageId], module: &ModuleVersion) {
    for &id in roots {
        let package = graph.get_mut(id);
        let path = &package.import_path;
        let err = match &package.module {
            None => format!("package {path} not provided by module {module}"),
            Some(found) if found.path == module.path && found.version == module.version => continue,
            Some(found) => format!(
                "package {path} provided by module {}@{}\n\tAll packages must be provided by the same module ({module}).",
                found.path, found.version
            ),
        };
        if package.problems.error.is_none() {
            package.facts.problems.incomplete = true;
            package.facts.problems.error = Some(Arc::new(PackageError {
                err,
                ..PackageError::default()
            }));
        }
    }
}
