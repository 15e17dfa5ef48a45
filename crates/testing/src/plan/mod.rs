//! The plan of a test run: the build, link, vet and run actions of each package.
//!
//! Object directories are numbered in the order in which actions are planned, and `-x` and `-n`
//! show them, so the order is upstream's.
//! Counterpart: cmd/go/internal/test/test.go (`runTest`, `builderTest`).

mod names;
mod package;

pub use names::binary_name;

use std::sync::Arc;

use vamos_build::ActionMode;
use vamos_build::ActionRef;
use vamos_build::BuildError;
use vamos_build::Builder;
use vamos_build::VetSettings;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::TestPackages;
use vamos_load::broken_packages;

use crate::run::PrintStatus;
use crate::run::Sink;
use crate::run::WriteMetaFiles;
use crate::settings::Settings;
use crate::settings::Shared;
use package::PackagePlan;
use package::Planner;

/// Plans the tests of all packages; returns the root of the plan. Errors of packages are
/// reported at once.
pub fn plan(
    builder: &mut Builder<'_>,
    graph: &PackageGraph,
    settings: Settings,
) -> Result<ActionRef, BuildError> {
    let release = builder.context().env.sdk.release;
    let compiles_only = settings.flags.is_on("c");
    let is_serial = !compiles_only && !settings.flags.text("bench").is_empty();
    set_vet(builder, graph, &settings);
    let shared = Arc::new(Shared::new(settings));
    let meta = (!graph.covered.is_empty()).then(|| meta_action(builder));
    let mut planner = Planner {
        builder,
        graph,
        shared: &shared,
        imported: imported(graph),
        runs: 0,
        tests: 0,
        meta,
    };
    let mut plans = Vec::with_capacity(graph.roots.len());
    for &id in &graph.roots {
        let own = graph
            .tests
            .iter()
            .find(|tests| tests.package == id)
            .copied();
        let broken = untestable_because(graph, id, own);
        if broken.is_empty() {
            plans.push(planner.plan(id, own)?);
        } else {
            report_setup(planner.builder, graph, id, &broken, &shared);
        }
    }
    let tests = planner.tests;
    let plan = &mut builder.plan;
    if release.has_test_barriers() {
        let mut previous = None;
        for test in plans.iter().filter(|test| test.is_run) {
            previous = Some(plan.barrier(test.run, previous));
        }
    }
    for pair in plans.windows(2) {
        plan.get_mut(pair[1].print).deps.push(pair[0].print);
    }
    if is_serial {
        run_one_by_one(builder, &plans);
    }
    shared.settings.console.planned(tests);
    let plan = &mut builder.plan;
    let actor = Arc::new(PrintStatus { shared });
    let root = plan.own(ActionMode::Command("go test"), None, actor);
    plan.get_mut(root).deps = plans.iter().map(|test| test.print).collect();
    Ok(root)
}

/// Plans the list of the metadata of covered packages, before all else.
fn meta_action(builder: &mut Builder<'_>) -> ActionRef {
    let plan = &mut builder.plan;
    let objdir = plan.new_objdir();
    let mode = ActionMode::Command("write coverage meta-data file");
    let meta = plan.own(mode, None, Arc::new(WriteMetaFiles));
    plan.get_mut(meta).objdir = objdir;
    meta
}

/// Sets how packages are vetted.
fn set_vet(builder: &mut Builder<'_>, graph: &PackageGraph, settings: &Settings) {
    let vet = &settings.flags.vet;
    let release = builder.context().env.sdk.release;
    let plan = &mut builder.plan;
    plan.set_vet(VetSettings {
        flags: vet.flags.clone(),
        is_explicit: vet.is_explicit,
        accepts_unreachable: true,
        ..VetSettings::default()
    });
    let fmt = graph.find("fmt").filter(|_| !release.vets_without_fmt());
    if let Some(fmt) = fmt {
        plan.vet_with_fmt(fmt);
    }
}

/// Makes runs wait for all builds, and each for the output of the previous one, so that
/// benchmarks do not disturb each other.
fn run_one_by_one(builder: &mut Builder<'_>, plans: &[PackagePlan]) {
    let builds: Vec<ActionRef> = plans.iter().map(|test| test.build).collect();
    for (place, test) in plans.iter().enumerate() {
        let run = builder.plan.get_mut(test.run);
        match place.checked_sub(1) {
            None => run.deps.extend_from_slice(&builds),
            Some(previous) => run.deps.push(plans[previous].print),
        }
    }
}

/// Returns, by package, whether a named package imports it.
fn imported(graph: &PackageGraph) -> Vec<bool> {
    let mut imported = vec![false; graph.packages.len()];
    for id in &graph.roots {
        let package = graph.get(*id);
        let error = package.problems.error.as_ref();
        if !error.is_some_and(|error| error.is_import_cycle) {
            for import in &package.imports.ids {
                imported[import.0 as usize] = true;
            }
        }
    }
    imported
}

/// Returns the packages because of whose errors a package cannot be tested.
fn untestable_because(
    graph: &PackageGraph,
    id: PackageId,
    tests: Option<TestPackages>,
) -> Vec<PackageId> {
    let broken = broken_packages(graph, &[id]);
    if !broken.is_empty() {
        return broken;
    }
    let broken = tests.and_then(|tests| tests.first_error(graph));
    broken.into_iter().collect()
}

/// Reports that a package cannot be tested because of these packages.
fn report_setup(
    builder: &Builder<'_>,
    graph: &PackageGraph,
    id: PackageId,
    broken: &[PackageId],
    shared: &Shared,
) {
    shared.note_setup_failure();
    shared.settings.console.failed();
    let path = &graph.get(id).import_path;
    let sink = builder.context().sink;
    for id in broken {
        let package = graph.get(*id);
        let Some(error) = &package.problems.error else {
            continue;
        };
        let text = match path.as_str() {
            "" => error.to_string(),
            path => format!("# {path}\n{error}"),
        };
        sink.failure(Some(&package.desc()), &text);
    }
    let mut sink = Sink::new(&shared.settings, path);
    if let Some(first) = broken.first()
        && builder.context().flags.report.json
    {
        sink.set_failed_build(&graph.get(*first).desc());
    }
    sink.write(format!("FAIL\t{path} [setup failed]\n").as_bytes());
    let ended = sink.end(false);
    // Upstream ignores the error.
    let _ = shared.settings.console.write(&ended.output);
    shared.record(ended.recorded);
}
