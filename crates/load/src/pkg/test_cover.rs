//! The packages that tests with coverage instrument.
//!
//! Without `-coverpkg` each test instruments its own package, in a copy for this test. With
//! it, all tests use the same instrumented packages.
//! Counterpart: cmd/go/internal/load/test.go (`TestCover`), cmd/go/internal/test/test.go
//! (`runTest`), cmd/go/internal/load/pkg.go (`TestPackageList`).

use std::sync::Arc;

use vamos_modload::LoadError;

use crate::package::PackageId;
use crate::pkg::cover::ATOMIC;
use crate::pkg::cover::Selection;
use crate::pkg::cover::Warnings;
use crate::pkg::flags::set_late_tool_flags;
use crate::pkg::import_stack::Site;
use crate::pkg::loader::PackageLoader;
use crate::pkg::package_list::package_list;
use crate::pkg::reason::Reason;

/// The package that a test's main program imports for coverage.
pub(crate) const COVERAGE_HOOKS: &str = "internal/coverage/cfile";

/// The mode of a test's main program: it is not instrumented, but registers the other packages.
pub(crate) const MAIN_MODE: &str = "testmain";

/// The coverage settings of tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestCover {
    /// The counting mode of statements.
    pub(crate) mode: String,
    /// The patterns of `-coverpkg`; without patterns each test measures its own package.
    pub(crate) patterns: Vec<String>,
    /// The packages that the patterns select.
    pub(crate) packages: Vec<PackageId>,
}

impl TestCover {
    /// Reports whether each test measures its own package only.
    pub(crate) fn is_local(&self) -> bool {
        self.patterns.is_empty()
    }
}

/// Marks the packages that tests of `roots` instrument, before these tests are loaded; also
/// returns lines for stderr.
pub(crate) fn select(
    loader: &mut PackageLoader<'_>,
    roots: &[PackageId],
) -> Result<(TestCover, Warnings), LoadError> {
    let flags = loader.ctx.flags;
    let mut cover = TestCover {
        mode: flags.instrument.covermode.clone(),
        patterns: flags.instrument.coverpkg.clone(),
        packages: Vec::new(),
    };
    let mut warnings = Warnings::new();
    if !cover.is_local() && !roots.is_empty() {
        let mut selection = Selection::new(loader.ctx, loader.modules);
        for id in list_with_tests(loader, roots) {
            let Some(mode) = selection.mode_of(loader.graph.get(id)) else {
                continue;
            };
            let request = &mut loader.graph.get_mut(id).request;
            mode.clone_into(&mut request.cover_mode);
            request.cover_metadata = true;
            cover.packages.push(id);
            import_atomic(loader, id)?;
        }
        warnings = selection.warnings("tested");
    }
    for &id in roots {
        if loader.graph.get(id).import_path != ATOMIC {
            import_atomic(loader, id)?;
        }
        let package = loader.graph.get_mut(id);
        let has_tests = !package.tests.go.is_empty() || !package.xtests.go.is_empty();
        // No test binary reports the counters of the package.
        package.request.cover_metadata |= !has_tests && cover.is_local();
        if package.request.cover_metadata {
            package.request.cover_mode.clone_from(&cover.mode);
        }
    }
    Ok((cover, warnings))
}

/// Packages that are not instrumented for fuzzing: they run concurrently, so their behaviour is
/// unrelated to the input.
const NOT_FUZZED: [&str; 12] = [
    "context",
    "internal/fuzz",
    "internal/godebug",
    "internal/runtime/maps",
    "internal/sync",
    "reflect",
    "runtime",
    "sync",
    "sync/atomic",
    "syscall",
    "testing",
    "time",
];

/// Marks the packages that are instrumented for fuzzing, before the tests are loaded.
pub(crate) fn instrument_for_fuzzing(loader: &mut PackageLoader<'_>, roots: &[PackageId]) {
    for id in list_with_tests(loader, roots) {
        let package = loader.graph.get_mut(id);
        if !NOT_FUZZED.contains(&package.import_path.as_str()) {
            package.request.fuzz_instrument = true;
        }
    }
}

/// Adds the import that counters for several threads need to a package (`EnsureImport`): again if
/// it is already imported, as in upstream.
fn import_atomic(loader: &mut PackageLoader<'_>, id: PackageId) -> Result<(), LoadError> {
    let ctx = loader.ctx;
    if ctx.flags.instrument.covermode != "atomic" {
        return Ok(());
    }
    let (atomic, error) = loader.load_import(ATOMIC, None, None, Reason::Implied);
    let own = loader.graph.get(atomic).problems.error.clone();
    if let Some(error) = error.map(Arc::new).or(own) {
        let package = ATOMIC;
        return Err(LoadError::Implied { package, error });
    }
    set_late_tool_flags(ctx, loader.modules, &mut loader.graph, |_| vec![atomic]);
    loader.graph.get_mut(id).facts.imports.ids.push(atomic);
    Ok(())
}

/// Lists packages after their imports, including the imports of their tests.
fn list_with_tests(loader: &mut PackageLoader<'_>, roots: &[PackageId]) -> Vec<PackageId> {
    let mut all = Vec::new();
    for &root in roots {
        all.push(root);
        let package = loader.graph.get(root);
        let build = package.build.clone().unwrap_or_default();
        let paths = [&package.tests.imports[..], &package.xtests.imports].concat();
        for path in paths {
            let places = build.places();
            let places = places.test_imports.get(&path);
            let place = places.and_then(|all| all.first()).map(Site::At);
            let (import, error) = loader.load_import(&path, Some(root), place, Reason::Import);
            let problems = &mut loader.graph.get_mut(root).facts.problems;
            if let Some(error) = error
                && problems.error.is_none()
            {
                problems.error = Some(error.into());
                problems.incomplete = true;
            }
            if loader.graph.get(import).problems.error.is_none() {
                all.push(import);
            }
        }
    }
    package_list(&loader.graph, &all)
}
