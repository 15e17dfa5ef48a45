//! The packages of a graph as the checker takes them.
//!
//! Counterpart: cmd/go/internal/work/gc.go (the compiler's command line).

use std::cell::OnceCell;
use std::collections::HashMap;

use vamos_base::golang::path;
use vamos_build::is_complete;
use vamos_build::language;
use vamos_checks::CompilerFlags;
use vamos_checks::SourceFile;
use vamos_checks::Unit;
use vamos_fsys::HashedFiles;
use vamos_goenv::GoEnv;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::package_list;

use super::cgo::CgoFiles;
use super::cgo::Made;

/// The packages to check.
pub(super) struct Selected {
    /// Those that are named, and their tests.
    roots: Vec<PackageId>,
    /// Those and all that they import, imports first.
    pub(super) packages: Vec<PackageId>,
}

/// Returns what is checked for the named packages of a graph.
pub(super) fn select(graph: &PackageGraph, has_tests: bool) -> Selected {
    let mut roots = graph.roots.clone();
    if has_tests {
        for tests in &graph.tests {
            roots.push(tests.test);
            roots.extend(tests.external);
        }
    }
    let mut packages = package_list(graph, &roots);
    // The language has it, and its file only documents it.
    packages.retain(|id| graph.get(*id).import_path != "unsafe");
    Selected { roots, packages }
}

impl Selected {
    /// Reports whether the errors of a package are of interest.
    pub(super) fn is_wanted(&self, graph: &PackageGraph, id: PackageId) -> bool {
        self.roots.contains(&id) || is_main(graph.get(id))
    }
}

/// Returns the selected packages as the checker takes them.
pub(super) fn of_graph(
    env: &GoEnv,
    files: &dyn HashedFiles,
    graph: &PackageGraph,
    selected: &Selected,
    cgo: &CgoFiles,
) -> Vec<Unit> {
    let packages = &selected.packages;
    let numbers: HashMap<u32, usize> = (packages.iter().enumerate())
        .map(|(number, id)| (id.0, number))
        .collect();
    let runtime = RuntimePackages::new(env, files);
    let unit = |id: &PackageId| {
        let is_wanted = selected.is_wanted(graph, *id);
        let mut unit = unit(env, &runtime, graph, &numbers, *id, is_wanted);
        add_cgo(&mut unit, env, graph.get(*id), cgo.packages.get(&id.0));
        unit
    };
    packages.iter().map(unit).collect()
}

/// Adds what cgo made of a package, or would make.
fn add_cgo(unit: &mut Unit, env: &GoEnv, package: &Package, made: Option<&Made>) {
    match made {
        Some(Made::Files(files)) => unit.files.extend(files.iter().cloned()),
        Some(Made::Failures(texts)) => unit.failures.clone_from(texts),
        None => {
            unit.has_cgo = !package.files.cgo.is_empty() || package.uses_swig();
            let files = package.files.cgo.iter();
            unit.files
                .extend(files.map(|name| source_file(env, package, name)));
        }
    }
}

/// Returns a file of a package.
fn source_file(env: &GoEnv, package: &Package, name: &str) -> SourceFile {
    let path = match path::is_abs(name) {
        true => name.to_owned(),
        false => path::join(&[&package.dir, name]),
    };
    let inner = path.strip_prefix(&env.goroot);
    let recorded = match inner.filter(|_| package.origin.standard) {
        Some(inner) => format!("$GOROOT{inner}"),
        None => path.clone(),
    };
    SourceFile {
        shown: path.clone(),
        path,
        recorded,
    }
}

/// Reports whether a package belongs to a main module, so that its errors are of interest.
fn is_main(package: &Package) -> bool {
    package.module.as_ref().is_some_and(|module| module.main)
}

fn unit(
    env: &GoEnv,
    runtime: &RuntimePackages,
    graph: &PackageGraph,
    numbers: &HashMap<u32, usize>,
    id: PackageId,
    is_wanted: bool,
) -> Unit {
    let package = graph.get(id);
    let files = package.files.go.iter();
    let files = files.map(|name| source_file(env, package, name));
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
    // Generated files import more, and nothing works where runtime/cgo does not.
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
    let is_library = package.name != "main" || package.request.force_library;
    let gc = &package.request.flags.gc;
    Unit {
        path: match is_library {
            true => package.import_path.as_str().to_owned(),
            false => "main".to_owned(),
        },
        files: files.collect(),
        language: flag_language(gc).unwrap_or_else(|| format!("go{}", language(env, package))),
        imports,
        is_wanted,
        has_cgo: false,
        failures: Vec::new(),
        is_variant: !package.request.for_test.is_empty(),
        flags: CompilerFlags {
            prints_all: gc.iter().any(|flag| flag == "-e" || flag == "--e"),
            is_std: package.origin.standard,
            is_runtime: package.origin.standard
                && runtime.has(package.import_path.as_str(), is_wanted),
            is_complete: is_complete(package),
            is_wasm: env.goarch == "wasm",
            is_aix: env.goos == "aix",
        },
    }
}

/// The packages that the compiler compiles as parts of the runtime.
struct RuntimePackages<'e> {
    file: String,
    files: &'e dyn HashedFiles,
    listed: OnceCell<Vec<String>>,
}

impl<'e> RuntimePackages<'e> {
    fn new(env: &GoEnv, files: &'e dyn HashedFiles) -> Self {
        Self {
            file: path::join(&[&env.goroot, "src/cmd/internal/objabi/pkgspecial.go"]),
            files,
            listed: OnceCell::new(),
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

/// Returns the language version of `-gcflags=-lang=...`.
fn flag_language(flags: &[String]) -> Option<String> {
    let value = |flag: &String| {
        let flag = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-'))?;
        flag.strip_prefix("lang=").map(str::to_owned)
    };
    flags.iter().rev().find_map(value)
}
