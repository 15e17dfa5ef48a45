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

/// The packages to check, imports first, and what each is in the graph.
pub(in crate::commands) struct Listed {
    pub(in crate::commands) units: Vec<Unit>,
    pub(in crate::commands) packages: Vec<PackageId>,
}

/// Returns what is checked for the named packages of a graph.
pub(super) fn of_graph(
    env: &GoEnv,
    files: &dyn HashedFiles,
    graph: &PackageGraph,
    has_tests: bool,
) -> Listed {
    let mut roots = graph.roots.clone();
    if has_tests {
        for tests in &graph.tests {
            roots.push(tests.test);
            roots.extend(tests.external);
        }
    }
    let packages = package_list(graph, &roots);
    let is_wanted = |id, package: &Package| roots.contains(&id) || is_main(package);
    of_packages(env, files, graph, packages, &is_wanted)
}

/// Returns packages as the checker takes them. What a package needs comes before it.
pub(in crate::commands) fn of_packages(
    env: &GoEnv,
    files: &dyn HashedFiles,
    graph: &PackageGraph,
    mut packages: Vec<PackageId>,
    is_wanted: &dyn Fn(PackageId, &Package) -> bool,
) -> Listed {
    // The language has it, and its file only documents it.
    packages.retain(|id| graph.get(*id).import_path != "unsafe");
    let numbers: HashMap<u32, usize> = (packages.iter().enumerate())
        .map(|(number, id)| (id.0, number))
        .collect();
    let runtime = RuntimePackages::new(env, files);
    let units = packages
        .iter()
        .map(|id| {
            let package = graph.get(*id);
            let mut unit = of_package(env, &runtime, package, is_wanted(*id, package));
            unit.imports = imports(graph, &numbers, package);
            unit
        })
        .collect();
    Listed { units, packages }
}

/// Reports whether a package belongs to a main module, so that its errors are of interest.
fn is_main(package: &Package) -> bool {
    package.module.as_ref().is_some_and(|module| module.main)
}

/// Returns what the imports of a package are.
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
    imports.collect()
}

/// Returns a package as the checker takes it, without imports.
pub(in crate::commands) fn of_package(
    env: &GoEnv,
    runtime: &RuntimePackages<'_>,
    package: &Package,
    is_wanted: bool,
) -> Unit {
    let has_cgo = !package.files.cgo.is_empty();
    let mut names: Vec<&String> = package.files.go.iter().collect();
    names.extend(&package.files.cgo);
    let shown = |name: &str| match path::is_abs(name) {
        true => name.to_owned(),
        false => path::join(&[&package.dir, name]),
    };
    let files = names.into_iter().map(|name| {
        let path = shown(name);
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
    });
    let is_library = package.name != "main" || package.request.force_library;
    let gc = &package.request.flags.gc;
    Unit {
        path: match is_library {
            true => package.import_path.as_str().to_owned(),
            false => "main".to_owned(),
        },
        files: files.collect(),
        language: flag_language(gc).unwrap_or_else(|| format!("go{}", language(env, package))),
        imports: Vec::new(),
        is_wanted,
        has_cgo,
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
pub(in crate::commands) struct RuntimePackages<'e> {
    file: String,
    files: &'e dyn HashedFiles,
    listed: OnceCell<Vec<String>>,
}

impl<'e> RuntimePackages<'e> {
    pub(in crate::commands) fn new(env: &GoEnv, files: &'e dyn HashedFiles) -> Self {
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
