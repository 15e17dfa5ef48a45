//! The one sequence of all commands that build: load, decide, plan, run, publish.
//!
//! A command implements [`Steps`]; the sequence, and the checks and messages that all
//! commands share, are here. `list` loads packages itself and enters with [`build_loaded`].
//! Counterpart: cmd/go/internal/work/build.go (`runBuild`, `InstallPackages`),
//! cmd/go/internal/run/run.go and cmd/go/internal/tool/tool.go, which repeat it.

use std::mem::ManuallyDrop;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use vamos_build::ActionRef;
use vamos_build::BuildOutcome;
use vamos_build::BuildResult;
use vamos_build::Builder;
use vamos_build::Goal;
use vamos_build::ListNeeds;
use vamos_build::ModeSettings;
use vamos_load::BuildRequest;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_modload::LoadContext;

use super::history;
use super::session::Session;
use super::session::check_flags;
use super::session::load;
use super::session::load_to_build;
use super::session::omit_test_only;
use super::shared_name::library_name;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::read_pass;

/// When the work directory is made and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkDir {
    /// Before packages are loaded.
    BeforeLoading,
    /// Made before packages are loaded, and shown once they are.
    AroundLoading,
    /// Once packages are loaded.
    AfterLoading,
    /// After the decision on the packages to build.
    AfterDeciding,
}

/// The inputs of a build before packages are loaded.
#[derive(Clone, Copy)]
pub(super) struct Work<'a> {
    pub(super) invocation: &'a Invocation,
    pub(super) session: &'a Session<'a>,
    /// The settings of the build mode.
    pub(super) mode: &'a ModeSettings,
}

impl Work<'_> {
    /// Returns the named packages that the build mode builds, without those that only have
    /// tests.
    pub(super) fn select(self, graph: &PackageGraph) -> Result<Vec<PackageId>, CliError> {
        let session = self.session;
        let selected = self.mode.select(&session.flags, graph, &graph.roots);
        let selected = selected.map_err(|error| session.build_error(&error))?;
        Ok(omit_test_only(graph, &selected))
    }

    /// Plans the shared library of the packages that `group` builds, if one is to be made;
    /// returns the root of the plan.
    pub(super) fn plan_library(
        self,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        goal: Goal,
        packages: &[PackageId],
        group: ActionRef,
    ) -> Result<ActionRef, CliError> {
        if self.session.flags.mode.buildmode != "shared" {
            return Ok(group);
        }
        let name = library_name(self.invocation, graph, packages)?;
        let plan = &mut builder.plan;
        Ok(plan.shared_action(graph, goal, goal, &name, group))
    }
}

/// Plans a program that the command `name` runs after the build; returns the root of the
/// plan, whose only dependency is the link.
pub(super) fn plan_program(
    builder: &mut Builder<'_>,
    graph: &PackageGraph,
    name: &'static str,
    id: PackageId,
    request: BuildRequest,
) -> ActionRef {
    let plan = &mut builder.plan;
    plan.set_request(graph, id, request);
    let link = plan.link_action(graph, Goal::Build, Goal::Build, id);
    plan.get_mut(link).cache_executable = true;
    plan.uses(name, vec![link])
}

/// The decisions of a command in each step of a build, in the order of the methods.
pub(super) trait Steps {
    /// The things to build, as needed by the later steps.
    type Target;

    /// When the work directory is made and shown.
    fn work_dir(&self) -> WorkDir;

    /// The needs of `list`; empty for other commands.
    fn needs(&self) -> ListNeeds {
        ListNeeds::default()
    }

    /// Runs the checks that need no packages.
    fn check(&self, _work: Work<'_>) -> Result<(), CliError> {
        Ok(())
    }

    /// Returns the options and patterns that packages are loaded with.
    fn packages(&self) -> (PackageOpts, &[String]);

    /// Checks the loaded packages, and reports their errors.
    fn check_loaded(&self, work: Work<'_>, loaded: &Loaded<'_>) -> Result<(), CliError> {
        work.session.check_packages(&loaded.graph)
    }

    /// Leaves out named packages that the flags exclude.
    fn narrow(&self, _work: Work<'_>, _loaded: &mut Loaded<'_>) -> Result<(), CliError> {
        Ok(())
    }

    /// Returns the packages that the graph is prepared for; `None` if it is used as it is.
    fn prepares(
        &self,
        _work: Work<'_>,
        graph: &PackageGraph,
    ) -> Result<Option<Vec<PackageId>>, CliError> {
        Ok(Some(graph.roots.clone()))
    }

    /// Decides the things to build, given the packages that the graph was prepared for.
    fn decide(
        &self,
        work: Work<'_>,
        graph: &PackageGraph,
        prepared: Vec<PackageId>,
    ) -> Result<Self::Target, CliError>;

    /// Plans the actions; returns the root of them.
    fn plan(
        &self,
        work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        target: &Self::Target,
    ) -> Result<ActionRef, CliError>;

    /// Reports whether [`Steps::publish`] is called even if a package's build failed.
    fn publishes_failures(&self) -> bool {
        false
    }

    /// Uses the results of a build that succeeded, before the work directory is removed; returns
    /// the command's exit code. `root` is the result of [`Steps::plan`].
    fn publish(
        &self,
        _work: Work<'_>,
        _results: Results<'_, '_>,
        _target: Self::Target,
    ) -> Result<i32, CliError> {
        Ok(0)
    }
}

/// The results of a build.
pub(super) struct Results<'a, 'b> {
    pub(super) builder: &'a Builder<'b>,
    pub(super) graph: &'a PackageGraph,
    pub(super) result: &'a BuildResult,
    /// The root of the plan.
    pub(super) root: ActionRef,
}

/// The result of a build that was run.
pub(super) struct Built {
    /// The command's exit code.
    pub(super) code: i32,
    /// The results of packages, by [`PackageId`].
    pub(super) outcomes: Vec<BuildOutcome>,
}

/// Runs a command that builds; returns its exit code.
pub(super) fn run<S: Steps>(
    invocation: &Invocation,
    session: &Session<'_>,
    steps: &S,
) -> Result<i32, CliError> {
    let mode = check_flags(invocation, &session.flags)?;
    let work = Work {
        invocation,
        session,
        mode: &mode,
    };
    let mut builder = None;
    let made_first = [WorkDir::BeforeLoading, WorkDir::AroundLoading];
    if made_first.contains(&steps.work_dir()) {
        builder = Some(new_builder(work, steps)?);
    }
    let result = load_and_build(work, steps, &mut builder);
    Ok(close(session, builder, result)?.code)
}

/// Builds packages that are loaded.
pub(super) fn build_loaded<S: Steps>(
    work: Work<'_>,
    steps: &S,
    ctx: &LoadContext<'_>,
    loaded: &mut Loaded<'_>,
) -> Result<Built, CliError> {
    let mut builder = None;
    let result = build(work, steps, ctx, loaded, &mut builder);
    close(work.session, builder, result)
}

fn new_builder<'a, S: Steps>(work: Work<'a>, steps: &S) -> Result<Builder<'a>, CliError> {
    let context = work.session.context(steps.needs());
    Builder::of_mode(context, work.mode.clone()).map_err(|error| work.session.build_error(&error))
}

/// Removes the work directory, and ends the uploads to other machines; an error of the build comes
/// first.
fn close(
    session: &Session<'_>,
    builder: Option<Builder<'_>>,
    result: Result<Built, CliError>,
) -> Result<Built, CliError> {
    let needs = builder
        .as_ref()
        .map(|builder| builder.context().command.list);
    let closed = builder.map_or(Ok(()), Builder::close);
    session.end_sharing(result.as_ref().is_ok_and(|built| built.code == 0));
    if result.is_ok() && needs.is_some_and(|needs| !needs.is_list) {
        session.keep_cap();
    }
    let closed = closed.map_err(|error| session.build_error(&error));
    let built = result?;
    closed?;
    Ok(built)
}

fn load_and_build<'a, S: Steps>(
    work: Work<'a>,
    steps: &S,
    builder: &mut Option<Builder<'a>>,
) -> Result<Built, CliError> {
    let Work {
        invocation,
        session,
        ..
    } = work;
    let show = || {
        if let Some(builder) = &*builder {
            builder.announce();
        }
    };
    let shows_first = steps.work_dir() == WorkDir::BeforeLoading;
    if shows_first {
        show();
    }
    steps.check(work).inspect_err(|_| {
        if !shows_first {
            show();
        }
    })?;
    // The process ends with the command: freeing large values before that only takes time.
    let ctx = ManuallyDrop::new(invocation.load_context(&session.flags, session.files.clone()));
    let (opts, patterns) = steps.packages();
    let loaded = match shows_first {
        true => load(invocation, &ctx, &opts, patterns),
        false => load_to_build(invocation, &ctx, &opts, patterns, show),
    };
    let mut loaded = ManuallyDrop::new(loaded?);
    steps.check_loaded(work, &loaded)?;
    steps.narrow(work, &mut loaded)?;
    build(work, steps, &ctx, &mut loaded, builder)
}

fn build<'a, S: Steps>(
    work: Work<'a>,
    steps: &S,
    ctx: &LoadContext<'_>,
    loaded: &mut Loaded<'_>,
    builder: &mut Option<Builder<'a>>,
) -> Result<Built, CliError> {
    let session = work.session;
    if steps.work_dir() == WorkDir::AfterLoading {
        builder.insert(new_builder(work, steps)?).announce();
    }
    let mut prepared = Vec::new();
    if let Some(packages) = steps.prepares(work, &loaded.graph)? {
        let mut graph = std::mem::take(&mut loaded.graph);
        let result = session.prepare_graph(ctx, loaded, &mut graph, &packages);
        loaded.graph = graph;
        result?;
        prepared = packages;
    }
    let graph = &loaded.graph;
    let target = steps.decide(work, graph, prepared)?;
    let builder = match builder {
        Some(builder) => builder,
        none => {
            let made = none.insert(new_builder(work, steps)?);
            made.announce();
            made
        }
    };
    let only_reads = work.invocation.process.only_reads;
    let mut root = steps.plan(work, builder, graph, &target)?;
    if only_reads {
        root = builder.plan.archives();
    }
    // Not before: errors of arguments and packages come first.
    session.require_cache()?;
    let has_journal = builder.context().command.journal;
    let history = Mutex::new(None);
    let prepare = || {
        if has_journal {
            *history.lock().unwrap_or_else(PoisonError::into_inner) =
                history::prepared(work.invocation);
        }
    };
    // While the first tool runs there is seldom enough to do for all processors.
    let pool = work.invocation.pool();
    let result = pool.join(prepare, || builder.run(graph, root));
    let history = history.into_inner().unwrap_or_else(PoisonError::into_inner);
    session.keep_summaries();
    let result = result.map_err(|error| session.build_error(&error))?;
    if result.wants_read_pass {
        let wanted = &work.invocation.wants_read_pass;
        wanted.store(true, Ordering::Relaxed);
    }
    // As above: it has the states of thousands of actions.
    let mut result = ManuallyDrop::new(result);
    if only_reads {
        let is_ended = work.invocation.cancel.is_cancelled();
        return Ok(Built {
            code: if is_ended { read_pass::ENDED } else { 0 },
            outcomes: std::mem::take(&mut result.outcomes),
        });
    }
    let journal = std::mem::take(&mut result.journal);
    if work.invocation.parsed.is_set(Flag::Why) {
        history::show_plan(work.invocation, session, journal)?;
        return Ok(Built {
            code: i32::from(result.status),
            outcomes: std::mem::take(&mut result.outcomes),
        });
    }
    if has_journal {
        history::keep(work.invocation, session, journal, history);
    }
    let mut code = i32::from(result.status);
    if code == 0 || steps.publishes_failures() {
        let results = Results {
            builder,
            graph,
            result: &result,
            root,
        };
        code = steps.publish(work, results, target)?;
    }
    Ok(Built {
        code,
        outcomes: std::mem::take(&mut result.outcomes),
    })
}
