//! The packages of a command line: patterns, or Go files.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagesAndErrors`, `GoFilesPackage`,
//! `mainPackagesOnly`).

use std::rc::Rc;
use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::Files;
use vamos_modload::gopath::Gopath;
use vamos_modload::package_error::PackageError;
use vamos_modload::pattern::Match;

use crate::facts::Cmdline;
use crate::facts::PackageFacts;
use crate::facts::PackageOrigin;
use crate::facts::Problems;
use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::data::PackageData;
use crate::pkg::errors;
use crate::pkg::errors::DataError;
use crate::pkg::import_stack::ImportStack;
use crate::pkg::in_gopath;
use crate::pkg::load_one::COMMAND_LINE_ARGUMENTS;
use crate::pkg::loader::PackageLoader;
use crate::pkg::reason::Reason;

/// Reports whether the arguments are Go files: one of them ends in `.go` and is a file, not a
/// package with such a path.
pub(crate) fn are_go_files(files: &dyn Files, cwd: &str, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| {
        let is_go = pattern.ends_with(".go");
        is_go
            && files
                .stat(&absolute(cwd, pattern))
                .is_ok_and(|meta| !meta.is_dir())
    })
}

fn absolute(cwd: &str, name: &str) -> String {
    if path::is_abs(name) {
        path::clean(name)
    } else {
        path::join(&[cwd, name])
    }
}

/// Loads the packages that the patterns match and returns them in order.
pub(crate) fn load_matches(loader: &mut PackageLoader<'_>, matches: &[Match]) -> Vec<PackageId> {
    let mut roots = Vec::new();
    let mut seen = HashSet::new();
    for matched in matches {
        let reason = if matched.is_literal() {
            Reason::NamedLiterally
        } else {
            Reason::Named
        };
        for path in &matched.pkgs {
            let (id, _) = loader.load_import(path, None, None, reason);
            let package = loader.graph.get_mut(id);
            package.facts.cmdline.patterns.push(matched.pattern.clone());
            if seen.insert(id) {
                roots.push(id);
            }
        }
        if let Some(error) = matched.errors.first() {
            let error = if error.is_bare {
                DataError::Import(error.cause.clone())
            } else {
                DataError::Match(error.clone())
            };
            let package = failed_match(matched, &error, &loader.ctx.cwd);
            roots.push(loader.add(package));
        }
    }
    roots
}

/// Returns the placeholder for a pattern that could not be resolved.
fn failed_match(matched: &Match, error: &DataError, cwd: &str) -> Package {
    let mut package = Package::from(PackageFacts {
        import_path: matched.pattern.as_str().into(),
        cmdline: Cmdline {
            patterns: vec![matched.pattern.clone()],
            pkg: true,
            pkg_literal: matched.is_literal(),
            ..Cmdline::default()
        },
        ..PackageFacts::default()
    });
    let mut stack = ImportStack::default();
    let pattern = &matched.pattern;
    errors::set_data_error(&mut package, error, pattern, &mut stack, None, cwd);
    package
}

/// Keeps the main packages; others only if they are listed literally, with an error
/// (`mainPackagesOnly`). Returns warnings for patterns without main packages.
pub(crate) fn keep_main_packages(
    graph: &mut PackageGraph,
    roots: &mut Vec<PackageId>,
    matches: &[Match],
) -> Vec<String> {
    let literal = matches.iter().filter(|matched| matched.is_literal());
    let literal = literal.flat_map(|matched| &matched.pkgs);
    let mut as_main: HashSet<ImportPath> = literal.cloned().collect();
    roots.retain(|&id| {
        let package = graph.get_mut(id);
        let is_main = package.name == "main";
        if is_main || (package.name.is_empty() && package.problems.error.is_some()) {
            as_main.insert(package.import_path.clone());
            return true;
        }
        if !package.files.invalid_go.is_empty() {
            // Its name is not certain, so it may be main.
            as_main.insert(package.import_path.clone());
        }
        let keeps = as_main.contains(&package.import_path);
        if keeps {
            set_not_main(package);
        }
        keeps
    });
    let unmatched = matches.iter().filter(|matched| {
        !matched.is_literal()
            && !matched.pkgs.is_empty()
            && !matched.pkgs.iter().any(|path| as_main.contains(path))
    });
    unmatched
        .map(|matched| {
            let pattern = quote(&matched.pattern);
            format!("go: warning: {pattern} matched only non-main packages")
        })
        .collect()
}

/// Loads the package made of files named on the command line.
pub(crate) fn load_go_files(
    loader: &mut PackageLoader<'_>,
    dir: &str,
    bases: &[String],
    names: &[String],
) -> PackageId {
    let (build, error) = loader
        .source
        .dirs
        .go_files_package(loader.source.build, dir, bases);
    // Their directory may be in GOPATH even if modules are used: then GOPATH is its root, and
    // -trimpath records that path.
    let place = match &loader.gopath {
        Some(gopath) => gopath.gopath().place_of_dir(dir),
        None => Gopath::new(loader.ctx, loader.source.install_goroot).place_of_dir(dir),
    };
    let mut data: PackageData = in_gopath::placed(place, build);
    if data.bin_dir.is_empty() && loader.gopath.is_none() {
        data.bin_dir = loader.ctx.bin_dir();
    }
    data.error = error.map(DataError::Dir);
    let id = loader.add(Package::default());
    let package = Package::from(PackageFacts {
        origin: PackageOrigin {
            local: true,
            ..PackageOrigin::default()
        },
        cmdline: Cmdline {
            files: true,
            ..Cmdline::default()
        },
        ..PackageFacts::default()
    });
    loader.load(id, package, COMMAND_LINE_ARGUMENTS, None, &Rc::new(data));
    // No import leads back to it, so it cannot be in a cycle.
    loader.set_complete(id);
    let bin_dir = match &loader.gopath {
        Some(_) => loader.ctx.env.dirs.gobin.clone(),
        None => loader.ctx.bin_dir(),
    };
    let package = loader.graph.get_mut(id);
    package.facts.cmdline.patterns = names.to_vec();
    package.request.target.clear();
    if package.name == "main" {
        if bin_dir.is_empty() && loader.gopath.is_some() {
            // In GOPATH mode, GOBIN is the only destination for files on the command line.
            return id;
        }
        // Without a GOPATH it is a name in the working directory, as in the official command.
        let exe = package.default_exec_name() + loader.ctx.flags.exe_suffix(&loader.ctx.env.target);
        package.request.target = path::join(&[&bin_dir, &exe]);
    } else if loader.opts.main_only && package.problems.error.is_none() {
        set_not_main(package);
    }
    id
}

/// Returns the placeholder for arguments that mix Go files with others.
pub(crate) fn not_go_file(name: &str) -> Package {
    Package::from(PackageFacts {
        name: name.to_owned(),
        origin: PackageOrigin {
            local: true,
            ..PackageOrigin::default()
        },
        cmdline: Cmdline {
            files: true,
            ..Cmdline::default()
        },
        problems: Problems {
            incomplete: true,
            error: Some(Arc::new(PackageError {
                err: format!("named files must be .go files: {name}"),
                ..PackageError::default()
            })),
        },
        ..PackageFacts::default()
    })
}

fn set_not_main(package: &mut Package) {
    if package.problems.error.is_none() {
        package.facts.problems.error = Some(Arc::new(PackageError {
            err: format!("package {} is not a main package", package.import_path),
            names_package: true,
            ..PackageError::default()
        }));
        package.facts.problems.incomplete = true;
    }
}
