//! The rows of a list: the facts and the request of a package, the outcome of its build, and the
//! values that only listing computes.
//!
//! Counterpart: cmd/go/internal/list/list.go (`runList`, where it changes packages).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_build::BuildOutcome;
use vamos_load::Loaded;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::dependencies::Deps;
use vamos_load::dependencies::DepsErrors;
use vamos_load::package_list;
use vamos_modload::LoadError;
use vamos_modload::module_public::ModulePublic;
use vamos_modload::package_error::PackageError;

use super::options::Options;

/// A listed package, with the values that only listing computes.
pub(super) struct Row<'a> {
    /// The package.
    pub(super) package: &'a Package,
    /// The outcome of its build; empty if nothing was built.
    pub(super) outcome: &'a BuildOutcome,
    /// Its error, of loading or else of building.
    pub(super) error: Option<&'a PackageError>,
    /// True if it or one of its dependencies has an error.
    pub(super) is_incomplete: bool,
    /// Its import path; the path of a variant names its test or program.
    pub(super) import_path: &'a str,
    /// Its module.
    pub(super) module: Option<&'a ModulePublic>,
    /// True if it is only a dependency of the named packages.
    pub(super) is_dep_only: bool,
    /// Import paths that it imports.
    pub(super) imports: Cow<'a, [String]>,
    /// Imports whose resolved path differs from the path in the source.
    pub(super) import_map: BTreeMap<String, String>,
    /// Import paths of its tests and of its external tests.
    pub(super) test_imports: [Cow<'a, [String]>; 2],
    /// Import paths of all its dependencies, sorted.
    pub(super) deps: Vec<&'a str>,
    /// Errors of its dependencies.
    pub(super) deps_errors: Vec<&'a PackageError>,
    /// True if an empty `Imports` is nil; `%#v` distinguishes nil from empty.
    pub(super) has_nil_imports: bool,
}

/// The values that only listing computes, by package.
#[derive(Default)]
pub(super) struct Extras {
    /// The packages that the patterns name, with the packages of their tests.
    named: HashSet<PackageId>,
    /// Import paths of variants.
    names: HashMap<PackageId, String>,
    /// Resolved imports of tests and of external tests.
    test_imports: HashMap<PackageId, [Vec<String>; 2]>,
    /// Modules with their retractions.
    pub(super) modules: HashMap<PackageId, Arc<ModulePublic>>,
    /// Outcomes of builds, by package; empty if nothing was built.
    outcomes: Vec<BuildOutcome>,
    /// Errors of builds.
    build_errors: HashMap<PackageId, Arc<PackageError>>,
    /// The outcome of packages that were not built.
    not_built: BuildOutcome,
}

impl Extras {
    /// Starts with the named packages.
    pub(super) fn new(named: &[PackageId]) -> Self {
        Self {
            named: named.iter().copied().collect(),
            ..Self::default()
        }
    }

    /// Takes the outcomes of the packages' builds.
    pub(super) fn set_outcomes(&mut self, outcomes: Vec<BuildOutcome>) {
        for (id, outcome) in (0..).map(PackageId).zip(&outcomes) {
            if let Some(error) = &outcome.error {
                let error = PackageError {
                    err: error.to_string(),
                    ..PackageError::default()
                };
                self.build_errors.insert(id, Arc::new(error));
            }
        }
        self.outcomes = outcomes;
    }

    /// Returns the error of loading a package, else the error of building it.
    pub(super) fn error<'a>(
        &'a self,
        graph: &'a PackageGraph,
        id: PackageId,
    ) -> Option<&'a Arc<PackageError>> {
        let loading = graph.get(id).problems.error.as_ref();
        loading.or_else(|| self.build_errors.get(&id))
    }

    /// Resolves the imports of the listed packages' tests.
    pub(super) fn resolve_tests(
        &mut self,
        loaded: &Loaded<'_>,
        listed: &[PackageId],
        options: &Options,
    ) -> Result<(), LoadError> {
        // Errors in the layout of GOPATH are reported even if the imports are not shown.
        let always = !loaded.modules.is_enabled();
        if !always && !options.shows("TestImports") && !options.shows("XTestImports") {
            return Ok(());
        }
        for &id in listed {
            let package = loaded.graph.get(id);
            let tests = loaded.resolve_imports(id, &package.tests.imports)?;
            let xtests = loaded.resolve_imports(id, &package.xtests.imports)?;
            if !tests.is_empty() || !xtests.is_empty() {
                self.test_imports.insert(id, [tests, xtests]);
            }
        }
        Ok(())
    }

    /// Gives packages that are built for one test or main package distinct names, because
    /// others have the same import path.
    pub(super) fn name_variants(&mut self, graph: &PackageGraph, all: &[PackageId]) {
        for &id in all {
            let package = graph.get(id);
            let request = &package.request;
            if request.is_for_variant() {
                self.names.insert(id, package.desc());
            }
        }
    }

    /// Returns the import path that is listed for a package.
    pub(super) fn import_path<'a>(&'a self, graph: &'a PackageGraph, id: PackageId) -> &'a str {
        match self.names.get(&id) {
            Some(name) => name,
            None => &graph.get(id).import_path,
        }
    }

    /// Returns the imports of a package, with the names of variants.
    fn imports<'a>(
        &self,
        graph: &'a PackageGraph,
        id: PackageId,
        options: &Options,
    ) -> Cow<'a, [String]> {
        let imports = &graph.get(id).imports;
        let mut paths = Cow::Borrowed(&imports.paths[..]);
        if options.compiled && !imports.compiled.is_empty() {
            paths.to_mut().extend_from_slice(&imports.compiled);
        }
        if self.names.is_empty() {
            return paths;
        }
        let named = imports.ids.iter().filter_map(|import| {
            let name = self.names.get(import)?;
            Some((graph.get(*import).import_path.as_str(), name))
        });
        let names: HashMap<&str, &String> = named.collect();
        if !names.is_empty() {
            for path in paths.to_mut() {
                if let Some(name) = names.get(path.as_str()) {
                    path.clone_from(name);
                }
            }
        }
        paths
    }

    /// Returns the rows of the listed packages.
    pub(super) fn rows<'a>(
        &'a self,
        graph: &'a PackageGraph,
        listed: &'a [PackageId],
        options: &'a Options,
    ) -> impl Iterator<Item = Row<'a>> {
        let (shows_deps, shows_errors) = (options.shows("Deps"), options.shows("DepsErrors"));
        let order = if options.deps {
            Cow::Borrowed(listed)
        } else if shows_deps || shows_errors {
            Cow::Owned(package_list(graph, listed))
        } else {
            Cow::Borrowed(&[][..])
        };
        let ids = || {
            (0u32..)
                .map(PackageId)
                .zip(&graph.packages)
                .map(|(id, _)| id)
        };
        let deps = shows_deps.then(|| {
            let all: Vec<&str> = ids().map(|id| self.import_path(graph, id)).collect();
            Deps::collect(graph, &all, &order)
        });
        let errors = shows_errors.then(|| {
            let own: Vec<_> = ids().map(|id| self.error(graph, id)).collect();
            DepsErrors::collect(graph, &own, &order)
        });
        listed.iter().map(move |&id| {
            let package = graph.get(id);
            let imports = self.imports(graph, id, options);
            let tests = [&package.tests.imports, &package.xtests.imports];
            let error = self.error(graph, id);
            Row {
                package,
                outcome: self.outcomes.get(id.0 as usize).unwrap_or(&self.not_built),
                error: error.map(|error| &**error),
                is_incomplete: package.problems.incomplete
                    || package.problems.error.is_none() && error.is_some(),
                import_path: self.import_path(graph, id),
                module: self
                    .modules
                    .get(&id)
                    .or(package.module.as_ref())
                    .map(|m| &**m),
                is_dep_only: !self.named.contains(&id),
                import_map: import_map(package, &imports, options),
                imports,
                test_imports: match self.test_imports.get(&id) {
                    Some(resolved) => resolved.each_ref().map(|list| Cow::Borrowed(&list[..])),
                    None => tests.map(|list| Cow::Borrowed(&list[..])),
                },
                deps: deps.as_ref().map_or_else(Vec::new, |deps| deps.of(id)),
                deps_errors: errors
                    .as_ref()
                    .map_or_else(Vec::new, |errors| errors.of(id)),
                has_nil_imports: options.find || options.compiled,
            }
        })
    }
}

/// Returns the imports whose resolved path differs from the path in the source.
fn import_map(
    package: &Package,
    imports: &[String],
    options: &Options,
) -> BTreeMap<String, String> {
    let compiled: &[String] = match options.compiled {
        true => &package.imports.compiled,
        false => &[],
    };
    let sources = package.imports.raw.iter().chain(compiled);
    let renamed = sources.zip(imports).filter(|(raw, path)| raw != path);
    renamed
        .map(|(raw, path)| (raw.clone(), path.clone()))
        .collect()
}
