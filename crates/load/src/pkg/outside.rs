//! Packages of a module at a version that the command line names: `pkg@version`.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagesAndErrorsOutsideModule`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;

use crate::modload::LoadError;
use crate::modload::Modules;
use crate::modload::Versioned;
use crate::modload::loaded_packages::is_standard_package;
use crate::package::PackageError;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pattern::clean_patterns;
use crate::pattern::is_local_import;
use crate::pattern::is_meta_package;

/// Finds the module that the arguments name and makes it the only requirement; returns it,
/// and the arguments without their version.
pub(super) fn require_module(
    modules: &mut Modules<'_>,
    args: &[String],
) -> Result<(ModuleVersion, Vec<String>), LoadError> {
    let (path, version, patterns) = split(modules, args).map_err(LoadError::Text)?;
    let patterns = clean_patterns(&patterns);
    let module = modules.require_named(Versioned {
        arg: &args[0],
        pattern: &patterns[0],
        path,
        query: version,
    })?;
    Ok((module, patterns))
}

/// Splits the version, the same one everywhere, from what must be paths of packages;
/// returns the first path and the version, too.
fn split<'a>(
    modules: &Modules<'_>,
    args: &'a [String],
) -> Result<(&'a str, &'a str, Vec<String>), String> {
    let mut first = ("", "");
    if let Some((arg, split)) = args
        .iter()
        .find_map(|arg| Some((arg, arg.split_once('@')?)))
    {
        if split.1.is_empty() {
            return Err(format!("{arg}: version must not be empty"));
        }
        first = split;
    }
    let (path, version) = first;
    let at_version = format!("@{version}");
    let mut patterns = Vec::new();
    for arg in args {
        let Some(pattern) = arg.strip_suffix(&at_version) else {
            return Err(format!(
                "{arg}: all arguments must refer to packages in the same module at the same version ({at_version})"
            ));
        };
        let wrong = if is_local_import(pattern) {
            "must be a package path, not a relative path"
        } else if pattern.starts_with('/') {
            "must be a package path, not an absolute path"
        } else if is_meta_package(pattern) {
            "must be a package path, not a meta-package"
        } else if path::clean(pattern) != *pattern {
            "must be a clean package path"
        } else if !pattern.contains("...") && is_standard_package(modules.config(), pattern) {
            "must not be a package in the standard library"
        } else {
            patterns.push(pattern.to_owned());
            continue;
        };
        return Err(format!("{arg}: argument {wrong}"));
    }
    Ok((path, version, patterns))
}

/// Refuses packages that another module provides.
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
