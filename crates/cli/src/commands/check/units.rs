//! The packages of a graph as the checker takes them.
//!
//! Counterpart: cmd/go/internal/work/gc.go (the compiler's command line).

use std::sync::OnceLock;

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_build::is_complete;
use vamos_build::language;
use vamos_build::language_flag;
use vamos_build::language_flag_error;
use vamos_checks::CompilerFlags;
use vamos_checks::SourceFile;
use vamos_checks::Unit;
use vamos_fsys::HashedFiles;
use vamos_goenv::GoEnv;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::TestPackages;
use vamos_load::package_list;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::cgo_files::CgoFiles;
use super::cgo_files::Made;

/// The packages to check.
pub(super) struct Selected {
    /// The named packages, and their tests.
    roots: Vec<PackageId>,
    /// The named packages and all their dependencies, imports first.
    pub(super) packages: Vec<PackageId>,
}

/// Returns the packages to check for the named packages of a graph.
pub(super) fn select(graph: &PackageGraph, has_tests: bool) -> Selected {
    let mut roots = graph.roots.clone();
    if has_tests {
        let right = |tests: &&TestPackages| broken(tests, graph).is_none();
        for tests in graph.tests.iter().filter(right) {
            roots.push(tests.test);
            roots.extend(tests.external);
        }
    }
    let mut packages = package_list(graph, &roots);
    packages.retain(|id| is_checked(graph, *id));
    Selected { roots, packages }
}

impl Selected {
    /// Reports whether the errors of a package are of interest.
    pub(super) fn is_wanted(&self, graph: &PackageGraph, id: PackageId) -> bool {
        is_main(graph.get(id)) || self.roots.contains(&id)
    }
}

/// Packages as the checker takes them.
pub(in crate::commands) struct Listed {
    pub(in crate::commands) units: Vec<Unit>,
    pub(in crate::commands) packages: Vec<PackageId>,
}

/// Returns the selected packages as the checker takes them.
pub(super) fn of_graph(
    pool: &Pool,
    env: &GoEnv,
    files: &dyn HashedFiles,
    graph: &PackageGraph,
    selected: &Selected,
    cgo: &CgoFiles,
) -> Vec<Unit> {
    let is_wanted = |id, _: &Package| selected.is_wanted(graph, id);
    units(pool, env, files, graph, &selected.packages, &is_wanted, cgo)
}

/// Returns packages in the checker's form, without the files that cgo would make. A package follows
/// its dependencies.
pub(in crate::commands) fn of_packages(
    pool: &Pool,
    env: &GoEnv,
    files: &dyn HashedFiles,
    graph: &PackageGraph,
    mut packages: Vec<PackageId>,
    is_wanted: &dyn Fn(PackageId, &Package) -> bool,
) -> Listed {
    packages.retain(|id| is_checked(graph, *id));
    let cgo = CgoFiles::default();
    let units = units(pool, env, files, graph, &packages, is_wanted, &cgo);
    Listed { units, packages }
}

fn units(
    pool: &Pool,
    env: &GoEnv,
    files: &dyn HashedFiles,
    graph: &PackageGraph,
    packages: &[PackageId],
    is_wanted: &dyn Fn(PackageId, &Package) -> bool,
    cgo: &CgoFiles,
) -> Vec<Unit> {
    let numbers: HashMap<u32, usize> = (packages.iter().enumerate())
        .map(|(number, id)| (id.0, number))
        .collect();
    let runtime = RuntimePackages::new(env, files);
    let wanted = packages.iter().map(|id| is_wanted(*id, graph.get(*id)));
    let wanted: Vec<(PackageId, bool)> = packages.iter().copied().zip(wanted).collect();
    let unit = |&(id, is_wanted): &(PackageId, bool)| {
        let package = graph.get(id);
        let mut unit = unit(env, &runtime, package, is_wanted);
        unit.imports = imports(graph, &numbers, package);
        add_cgo(&mut unit, env, files, package, cgo.packages.get(&id.0));
        unit
    };
    pool.map(Class::Cpu, &wanted, unit)
}

/// Returns a package in the checker's form, without imports and without the files that cgo would
/// make.
pub(in crate::commands) fn of_package(
    env: &GoEnv,
    runtime: &RuntimePackages<'_>,
    package: &Package,
    is_wanted: bool,
) -> Unit {
    let mut unit = unit(env, runtime, package, is_wanted);
    add_cgo(&mut unit, env, runtime.files, package, None);
    unit
}

/// Adds the results of cgo for a package; without results, the package's cgo sources.
fn add_cgo(
    unit: &mut Unit,
    env: &GoEnv,
    disk: &dyn HashedFiles,
    package: &Package,
    made: Option<&Made>,
) {
    match made {
        Some(Made::Files(files)) => unit.files.extend(files.iter().cloned()),
        Some(Made::Failures(texts)) => unit.failures.clone_from(texts),
        None => {
            unit.has_cgo = !package.files.cgo.is_empty() || package.uses_swig();
            let files = package.files.cgo.iter();
            unit.files
                .extend(files.map(|name| source_file(env, disk, package, name)));
        }
    }
}

/// Returns a file of a package.
fn source_file(env: &GoEnv, files: &dyn HashedFiles, package: &Package, name: &str) -> SourceFile {
    let path = match path::is_abs(name) {
        true => name.to_owned(),
        false => path::join(&[&package.dir, name]),
    };
    let inner = path.strip_prefix(&env.sdk.goroot);
    let recorded = match inner.filter(|_| package.origin.standard) {
        Some(inner) => format!("$GOROOT{inner}"),
        None => path.clone(),
    };
    SourceFile {
        // Tools read the files that replace others in an overlay.
        shown: files.actual(&path).into_owned(),
        path,
        recorded,
    }
}

/// Returns the package because of which tests cannot be checked. Syntax errors are found by the check
/// itself, in the compiler's words, and not taken from the main package that would be made.
pub(super) fn broken(tests: &TestPackages, graph: &PackageGraph) -> Option<PackageId> {
    let bad = tests.first_error(graph);
    bad.filter(|bad| *bad != tests.main)
}

/// Reports whether a package belongs to a main module, so that its errors are of interest.
fn is_main(package: &Package) -> bool {
    package.module.as_ref().is_some_and(|module| module.main)
}

/// Reports whether a package is checked. The language has `unsafe`, whose file only documents it.
fn is_checked(graph: &PackageGraph, id: PackageId) -> bool {
    graph.get(id).import_path != "unsafe"
}

/// Returns the imports of a package with their units.
fn imports(
    graph: &PackageGraph,
    numbers: &HashMap<u32, usize>,
    package: &Package,
) -> Vec<(String, usize)> {
    // Not by their order: tests replace some of the packages.
    let by_path: HashMap<&str, u32> = (package.imports.ids.iter())
        .map(|id| (graph.get(*id).import_path.as_str(), id.0))
        .collect();
    let raw = package.imports.raw.iter();
    let imports = raw
        .zip(&package.imports.paths)
        .filter_map(|(written, path)| {
            let number = numbers.get(by_path.get(path.as_str())?)?;
            Some((written.clone(), *number))
        });
    let mut imports: Vec<(String, usize)> = imports.collect();
    // Generated files import more, and runtime/cgo is needed in any case.
    if package.uses_cgo() {
        let known = imports.clone();
        let added = by_path.iter().filter_map(|(path, id)| {
            let is_new = known.iter().all(|(written, _)| written != path);
            Some(((*path).to_owned(), *numbers.get(id).filter(|_| is_new)?))
        });
        let mut added: Vec<(String, usize)> = added.collect();
        added.sort();
        imports.extend(added);
    }
    imports
}

fn unit(env: &GoEnv, runtime: &RuntimePackages<'_>, package: &Package, is_wanted: bool) -> Unit {
    let files = package.files.go.iter();
    let files = files.map(|name| source_file(env, runtime.files, package, name));
    let is_library = package.name != "main" || package.request.force_library;
    let gc = &package.request.flags.gc;
    Unit {
        path: match is_library {
            true => package.import_path.as_str().to_owned(),
            false => "main".to_owned(),
        },
        files: files.collect(),
        language: match language_flag(gc) {
            Some(value) => value.to_owned(),
            None => format!("go{}", language(env, package)),
        },
        imports: Vec::new(),
        is_wanted,
        has_cgo: false,
        failures: language_failure(env, package).into_iter().collect(),
        is_variant: package.request.is_for_variant(),
        flags: CompilerFlags {
            prints_all: gc.iter().any(|flag| flag == "-e" || flag == "--e"),
            is_std: package.origin.standard,
            is_runtime: package.origin.standard
                && runtime.has(package.import_path.as_str(), is_wanted),
            is_complete: is_complete(package),
            is_wasm: env.target.goarch == "wasm",
            is_aix: env.target.goos == "aix",
        },
    }
}

/// The packages that the compiler compiles as parts of the runtime.
pub(in crate::commands) struct RuntimePackages<'e> {
    file: String,
    files: &'e dyn HashedFiles,
    listed: OnceLock<Vec<String>>,
}

impl<'e> RuntimePackages<'e> {
    pub(in crate::commands) fn new(env: &GoEnv, files: &'e dyn HashedFiles) -> Self {
        Self {
            file: path::join(&[&env.sdk.goroot, "src/cmd/internal/objabi/pkgspecial.go"]),
            files,
            listed: OnceLock::new(),
        }
    }

    /// Reports whether a package of the standard library is one of them. If its errors are not
    /// wanted, it may be.
    fn has(&self, package: &str, is_exact: bool) -> bool {
        match is_exact {
            true => self.list().iter().any(|listed| listed == package),
            false => package == "runtime" || package.starts_with("internal/"),
        }
    }

    /// Returns the list in the SDK's sources (`runtimePkgs`).
    fn list(&self) -> &[String] {
        self.listed.get_or_init(|| {
            let text = self.files.read(&self.file).unwrap_or_default();
            let text = String::from_utf8_lossy(&text).into_owned();
            let list = text.split_once("runtimePkgs = []string{");
            let list = list.and_then(|(_, list)| list.split_once("\n}"));
            let lines = list.map_or("", |(list, _)| list).lines();
            let names = lines.filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
            names.map(str::to_owned).collect()
        })
    }
}

/// Returns the failure of the compiler for an invalid `-gcflags=-lang=...`.
fn language_failure(env: &GoEnv, package: &Package) -> Option<String> {
    let value = language_flag(&package.request.flags.gc)?;
    let line = language_flag_error(value, env.sdk.release)?;
    Some(format!("# {}\n{line}\n", package.import_path))
}
