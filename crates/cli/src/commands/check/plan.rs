//! What a check is going to do: the packages as they were loaded.
//!
//! Counterpart: cmd/go/internal/vet/vet.go (`run`, up to the actions).

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use vamos_build::EventSink;
use vamos_build::no_go_text;
use vamos_checks::Target;
use vamos_checks::Unit;
use vamos_fsys::HashedFiles;
use vamos_goenv::BuildOptions;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::load_packages;
use vamos_load::package_errors;
use vamos_modload::LoadError;
use vamos_modload::dirpkg::DirCache;
use vamos_modload::dirpkg::DirState;

use super::cgo;
use super::sources::DiskSources;
use super::units;
use crate::commands::module_flags;
use crate::commands::session::check_flags;
use crate::commands::session::check_target;
use crate::commands::session::report_package_errors;
use crate::commands::session::sink;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// The packages to check, imports first.
pub(super) struct Plan {
    pub(super) units: Vec<Unit>,
    /// The package of each unit.
    pub(super) names: Vec<Name>,
    /// How many packages and tests could not be loaded. Their errors were printed.
    pub(super) broken: usize,
    pub(super) target: Target,
    pub(super) files: Arc<dyn HashedFiles>,
    /// What cgo made, by path.
    pub(super) generated: HashMap<String, Arc<[u8]>>,
    /// The directories of packages whose errors are wanted, as they were loaded; none if the plan
    /// cannot be kept.
    pub(super) dirs: HashMap<String, DirState>,
    /// Those of them whose packages or tests embed files.
    pub(super) embedding: Vec<String>,
    /// Where errors are printed.
    pub(super) sink: Box<dyn EventSink>,
}

impl Plan {
    /// Drops the plan without freeing what is in its tables: the process ends.
    pub(super) fn end(mut self) {
        std::mem::forget(std::mem::take(&mut self.units));
        std::mem::forget(std::mem::take(&mut self.names));
        std::mem::forget(std::mem::take(&mut self.dirs));
    }

    /// Returns a plan without units, after a check of the flags that the command was given.
    pub(super) fn empty(
        invocation: &Invocation,
        flags: &BuildOptions,
        files: Arc<dyn HashedFiles>,
    ) -> Result<Self, CliError> {
        let goarch = &invocation.env.target.goarch;
        let Some(target) = Target::of_arch(goarch) else {
            let text = format!("vamos check: unknown processor {goarch}");
            return Err(CliError::Fatal(text));
        };
        Ok(Self {
            units: Vec::new(),
            names: Vec::new(),
            broken: 0,
            target,
            files,
            generated: HashMap::new(),
            dirs: HashMap::new(),
            embedding: Vec::new(),
            sink: sink(invocation, flags),
        })
    }

    /// Returns where the sources are.
    pub(super) fn sources(&self, invocation: &Invocation) -> DiskSources<'_> {
        DiskSources::new(invocation, &*self.files).with_generated(&self.generated)
    }
}

impl Plan {
    /// Adds the directories of packages whose errors are wanted.
    fn add_dirs(&mut self, dirs: &DirCache, graph: &PackageGraph, packages: &[PackageId]) {
        let wanted = self.units.iter().map(|unit| unit.is_wanted);
        for (id, _) in packages.iter().zip(wanted).filter(|(_, wanted)| *wanted) {
            let package = graph.get(*id);
            let dir = package.dir.to_string();
            let embeds = &package.embeds;
            let lists = [&embeds.files, &embeds.test_files, &embeds.xtest_files];
            if lists.iter().any(|list| !list.is_empty()) && !self.embedding.contains(&dir) {
                self.embedding.push(dir.clone());
            }
            if let Some(state) = dirs.state(&dir) {
                self.dirs.insert(dir, state);
            }
        }
    }
}

/// A package in messages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) desc: String,
    pub(super) dir: String,
    pub(super) uses_cgo: bool,
    /// Whether it is the variant of a package for a test.
    pub(super) is_for_test: bool,
    /// Why it cannot be built, if it has no Go files.
    pub(super) missing: Option<String>,
}

/// What the process does after the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// It ends.
    ProcessEnds,
    /// It checks again.
    ProcessStays,
}

/// Loads the packages that the command names, and prints the errors of packages; `finish` reports
/// what else happened.
pub(super) fn load(
    invocation: &Invocation,
    afterwards: Afterwards,
    finish: impl for<'l> FnOnce(Result<Loaded<'l>, LoadError>) -> Result<Loaded<'l>, CliError>,
) -> Result<Plan, CliError> {
    let flags = invocation.load_flags()?;
    check_flags(invocation, &flags)?;
    check_target(invocation, &flags)?;
    module_flags::check(invocation, &flags)?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files.clone());
    let has_tests = match invocation.parsed.last(Flag::Test) {
        Some(_) => invocation.parsed.is_set(Flag::Test),
        None => true,
    };
    let opts = PackageOpts {
        mod_resolve_tests: has_tests,
        load_tests: has_tests,
        suppress_build_info: true,
        ..PackageOpts::default()
    };
    let loaded = load_packages(&ctx, &opts, &invocation.parsed.args);
    ctx.dirs.save_memo();
    let loaded = finish(loaded)?;
    let graph = &loaded.graph;
    let env = &invocation.env;
    let mut plan = Plan::empty(invocation, &flags, files)?;
    if report_package_errors(invocation, graph, &*plan.sink).is_err() {
        // Nothing is checked.
        plan.broken = package_errors(graph).packages.len();
        return Ok(plan);
    }
    if has_tests {
        plan.broken = report_tests(graph, &*plan.sink);
    }
    let selected = units::select(graph, has_tests);
    let is_wanted = |id| selected.is_wanted(graph, id);
    let packages = &selected.packages;
    let cgo = cgo::make(invocation, &flags, &plan.files, graph, packages, &is_wanted)?;
    plan.units = units::of_graph(invocation.pool(), env, &*plan.files, graph, &selected, &cgo);
    plan.names = names(graph, packages, &plan.units, has_tests);
    plan.generated = cgo.contents;
    if afterwards == Afterwards::ProcessEnds && invocation.recorder.may_attach() {
        plan.add_dirs(&ctx.dirs, graph, packages);
    }
    if afterwards == Afterwards::ProcessEnds {
        // Freeing what is known of thousands of packages would only take time.
        std::mem::forget(loaded);
        std::mem::forget(ctx);
    }
    Ok(plan)
}

/// Prints the errors of tests that could not be loaded, as `go test` does; returns how many there
/// are.
fn report_tests(graph: &PackageGraph, sink: &dyn EventSink) -> usize {
    let mut count = 0;
    for tests in &graph.tests {
        let bad = units::broken(tests, graph).map(|bad| graph.get(bad));
        if let Some(error) = bad.and_then(|bad| bad.problems.error.as_ref()) {
            let desc = graph.get(tests.package).desc();
            sink.failure(Some(&desc), &format!("# {desc}\n{error}"));
            count += 1;
        }
    }
    count
}

/// Returns how the packages are called in messages. One that only has tests is an error where it is
/// needed, or where its tests are left out and no pattern matched it.
fn names(
    graph: &PackageGraph,
    packages: &[PackageId],
    units: &[Unit],
    has_tests: bool,
) -> Vec<Name> {
    let imports = units.iter().flat_map(|unit| &unit.imports);
    let imported: HashSet<usize> = imports.map(|(_, unit)| *unit).collect();
    let name = |(index, id): (usize, &PackageId)| {
        let package = graph.get(*id);
        let is_named = !has_tests && package.cmdline.pkg_literal;
        let is_needed = is_named || imported.contains(&index);
        let is_empty = units[index].files.is_empty() && units[index].failures.is_empty();
        let path = &package.import_path;
        Name {
            desc: package.desc(),
            dir: package.dir.to_string(),
            uses_cgo: package.uses_cgo(),
            is_for_test: !package.request.for_test.is_empty(),
            missing: (is_empty && is_needed).then(|| format!("{path}: {}", no_go_text(package))),
        }
    };
    packages.iter().enumerate().map(name).collect()
}
