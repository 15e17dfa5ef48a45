//! `go build`.
//!
//! Counterpart: cmd/go/internal/work/build.go (`runBuild`).

use vamos_base::golang::path;
use vamos_build::ActionRef;
use vamos_build::Builder;
use vamos_build::Goal;
use vamos_build::ListNeeds;
use vamos_fsys::uncached;
use vamos_load::BuildRequest;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;

use super::pipeline;
use super::pipeline::Steps;
use super::pipeline::Work;
use super::pipeline::WorkDir;
use super::session::Session;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go build`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    invocation.leave_memory();
    let session = Session::open(invocation)?;
    let args = &invocation.parsed.args;
    let is_planned = invocation.parsed.is_set(Flag::Why);
    if is_planned && invocation.memo().is_none() {
        let text = "vamos: -why needs the records of earlier runs, but VAMOS_TRACE=off is set, or \
                    there is no cache directory";
        return Err(CliError::Fatal(text.to_owned()));
    }
    pipeline::run(invocation, &session, &Build { args, is_planned })
}

struct Build<'a> {
    args: &'a [String],
    /// True if nothing is built, but the actions and their reasons are shown (`-why`).
    is_planned: bool,
}

/// The destination of the results.
enum Output {
    /// Nowhere: into the cache at most.
    Nowhere,
    /// Into a directory.
    Dir(String),
    /// To a file.
    File(String),
}

struct Target {
    packages: Vec<PackageId>,
    output: Output,
}

impl Steps for Build<'_> {
    type Target = Target;

    fn work_dir(&self) -> WorkDir {
        WorkDir::AroundLoading
    }

    /// As for a list, results are only searched for.
    fn needs(&self) -> ListNeeds {
        ListNeeds {
            is_list: self.is_planned,
            ..ListNeeds::default()
        }
    }

    fn packages(&self) -> (PackageOpts, &[String]) {
        let opts = PackageOpts {
            auto_vcs: true,
            ..PackageOpts::default()
        };
        (opts, self.args)
    }

    fn prepares(
        &self,
        work: Work<'_>,
        graph: &PackageGraph,
    ) -> Result<Option<Vec<PackageId>>, CliError> {
        if !work.session.flags.tools.gccgoflags.is_empty() {
            work.invocation.output.stdout(
                "go build: when using gc toolchain, please pass compile flags using -gcflags, and linker flags using -ldflags\n",
            );
        }
        work.select(graph).map(Some)
    }

    fn decide(
        &self,
        work: Work<'_>,
        graph: &PackageGraph,
        packages: Vec<PackageId>,
    ) -> Result<Target, CliError> {
        let output = output(work, graph)?;
        Ok(Target { packages, output })
    }

    fn plan(
        &self,
        work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        target: &Target,
    ) -> Result<ActionRef, CliError> {
        let packages = &target.packages;
        if self.is_planned {
            let suffix = work.session.flags.exe_suffix(&work.invocation.env.target);
            return Ok(plan_programs(suffix, builder, graph, target));
        }
        match &target.output {
            Output::Nowhere => {
                let group = plan_without_output(builder, graph, packages);
                work.plan_library(builder, graph, Goal::Build, packages, group)
            }
            Output::Dir(dir) => {
                let suffix = work.session.flags.exe_suffix(&work.invocation.env.target);
                plan_into_dir(suffix, builder, graph, packages, dir)
            }
            Output::File(file) => plan_to_file(builder, graph, packages, file),
        }
    }
}

/// Decides where the results are written: to `-o`, or for a single program to its usual
/// name.
fn output(work: Work<'_>, graph: &PackageGraph) -> Result<Output, CliError> {
    let flags = &work.session.flags;
    let suffix = flags.exe_suffix(&work.invocation.env.target);
    let mut output = flags.mode.output.clone();
    let is_explicit = !output.is_empty();
    if let [only] = graph.roots[..]
        && graph.get(only).name == "main"
        && !is_explicit
    {
        output = graph.get(only).default_exec_name() + suffix;
    }
    if output.is_empty() || output == "/dev/null" {
        return Ok(Output::Nowhere);
    }
    if !is_dir(work.invocation, &output) && !output.ends_with('/') {
        return Ok(Output::File(output));
    }
    if !is_explicit {
        return Err(CliError::go(format_args!(
            "build output {} already exists and is a directory",
            vamos_base::golang::quote::quote(&output)
        )));
    }
    Ok(Output::Dir(output))
}

fn is_dir(invocation: &Invocation, output: &str) -> bool {
    let absolute = if output.starts_with('/') {
        output.to_owned()
    } else {
        path::join(&[&invocation.process.cwd, output])
    };
    uncached::stat(&absolute).is_ok_and(|meta| meta.is_dir())
}

/// Builds all packages; archives stay in the cache, executables are discarded.
fn plan_without_output(
    builder: &mut Builder<'_>,
    graph: &PackageGraph,
    packages: &[PackageId],
) -> ActionRef {
    let mut deps = Vec::with_capacity(packages.len());
    for package in packages {
        deps.push(
            builder
                .plan
                .build_action(graph, Goal::Build, Goal::Build, *package),
        );
    }
    builder.plan.group("go build", deps)
}

/// Plans all packages, and the links of main packages.
fn plan_programs(
    suffix: &str,
    builder: &mut Builder<'_>,
    graph: &PackageGraph,
    target: &Target,
) -> ActionRef {
    let file_of = |package: &Package| match &target.output {
        Output::Nowhere => None,
        Output::Dir(dir) => Some(path::join(&[dir, &(package.default_exec_name() + suffix)])),
        Output::File(file) => Some(file.clone()),
    };
    let (plan, goal) = (&mut builder.plan, Goal::Build);
    let mut deps = Vec::with_capacity(target.packages.len());
    for id in &target.packages {
        let package = graph.get(*id);
        let file = file_of(package).filter(|_| package.name == "main");
        deps.push(match file {
            Some(file) => {
                plan.set_request(graph, *id, to_target(package, file));
                plan.link_action(graph, goal, goal, *id)
            }
            None => plan.build_action(graph, goal, goal, *id),
        });
    }
    plan.group("go build", deps)
}

/// Returns the request of a package with another target.
fn to_target(package: &Package, target: String) -> BuildRequest {
    BuildRequest {
        target,
        ..package.request.clone()
    }
}

/// Writes all main packages into a directory.
fn plan_into_dir(
    suffix: &str,
    builder: &mut Builder<'_>,
    graph: &PackageGraph,
    packages: &[PackageId],
    output: &str,
) -> Result<ActionRef, CliError> {
    let mut deps = Vec::new();
    for id in packages {
        let package = graph.get(*id);
        if package.name != "main" {
            continue;
        }
        let name = package.default_exec_name() + suffix;
        let target = path::join(&[output, &name]);
        builder
            .plan
            .set_request(graph, *id, to_target(package, target));
        deps.push(
            builder
                .plan
                .build_action(graph, Goal::Install, Goal::Build, *id),
        );
    }
    if deps.is_empty() {
        return Err(CliError::go("no main packages to build"));
    }
    Ok(builder.plan.group("go build", deps))
}

/// Writes the one package to a file.
fn plan_to_file(
    builder: &mut Builder<'_>,
    graph: &PackageGraph,
    packages: &[PackageId],
    output: &str,
) -> Result<ActionRef, CliError> {
    match packages {
        [] => Err(CliError::Fatal("no packages to build".to_owned())),
        [only] => {
            let request = to_target(graph.get(*only), output.to_owned());
            builder.plan.set_request(graph, *only, request);
            Ok(builder
                .plan
                .build_action(graph, Goal::Install, Goal::Build, *only))
        }
        _ => Err(CliError::go(format_args!(
            "cannot write multiple packages to non-directory {output}"
        ))),
    }
}
