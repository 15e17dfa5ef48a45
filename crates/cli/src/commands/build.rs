//! `go build`.
//!
//! Counterpart: cmd/go/internal/work/build.go (`runBuild`).

use std::mem::ManuallyDrop;

use vamos_base::golang::path;
use vamos_build::BuildMode;
use vamos_build::Builder;
use vamos_build::ListNeeds;
use vamos_fsys::fresh;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;

use super::session::Session;
use super::session::load_to_build;
use super::session::omit_test_only;
use super::shared_name::library_name;
use crate::error::CliError;
use crate::invocation::Invocation;

const STALE_REASON: &str = "build -o flag in use";

/// Runs `go build`.
pub(super) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let session = Session::open(invocation)?;
    let mut builder = Builder::silent(session.context(ListNeeds::default()))
        .map_err(|e| session.build_error(&e))?;
    let result = build(invocation, &session, &mut builder);
    let closed = builder.close().map_err(|e| session.build_error(&e));
    let code = result?;
    closed?;
    Ok(code)
}

fn build(
    invocation: &Invocation,
    session: &Session<'_>,
    builder: &mut Builder<'_>,
) -> Result<i32, CliError> {
    // The command ends with the process: nothing large is taken apart before.
    let ctx = ManuallyDrop::new(invocation.load_context(&session.flags, session.files.clone()));
    let opts = PackageOpts {
        auto_vcs: true,
        ..PackageOpts::default()
    };
    let args = &invocation.parsed.args;
    let mut loaded = ManuallyDrop::new(load_to_build(invocation, &ctx, &opts, args, || {
        builder.announce();
    })?);
    let mut graph = ManuallyDrop::new(std::mem::take(&mut loaded.graph));
    session.check_packages(&graph)?;
    let suffix = session.flags.exe_suffix(&invocation.env);
    let mut output = session.flags.output.clone();
    let is_explicit = !output.is_empty();
    if let [only] = graph.roots[..]
        && graph.get(only).name == "main"
        && !is_explicit
    {
        output = graph.get(only).default_exec_name() + suffix;
    }
    if !session.flags.gccgoflags.is_empty() {
        invocation.output.stdout(
            "go build: when using gc toolchain, please pass compile flags using -gcflags, and linker flags using -ldflags\n",
        );
    }
    let filtered = builder
        .mode()
        .select(&session.flags, &graph, &graph.roots)
        .map_err(|e| session.build_error(&e))?;
    let packages = omit_test_only(&graph, &filtered);
    if output == "/dev/null" {
        output.clear();
    }
    session.prepare_graph(&ctx, &mut loaded, &mut graph, &packages)?;
    let root = if output.is_empty() {
        let group = plan_without_output(builder, &graph, &packages);
        if session.flags.buildmode == "shared" {
            let name = library_name(invocation, &graph, &packages)?;
            let mode = BuildMode::Build;
            let plan = &mut builder.plan;
            plan.shared_action(&graph, mode, mode, &name, group)
        } else {
            group
        }
    } else if is_dir(invocation, &output) || output.ends_with('/') {
        if !is_explicit {
            return Err(CliError::go(format_args!(
                "build output {} already exists and is a directory",
                vamos_base::golang::quote::quote(&output)
            )));
        }
        plan_into_dir(suffix, builder, &mut graph, &packages, &output)?
    } else {
        plan_to_file(builder, &mut graph, &packages, &output)?
    };
    let end = builder
        .run(&mut graph, root)
        .map_err(|e| session.build_error(&e))?;
    Ok(Session::exit_code(end))
}

fn is_dir(invocation: &Invocation, output: &str) -> bool {
    let absolute = if output.starts_with('/') {
        output.to_owned()
    } else {
        path::join(&[&invocation.process.cwd, output])
    };
    fresh::stat(&absolute).is_ok_and(|meta| meta.is_dir())
}

/// Builds all packages; what they make is left in the cache, or thrown away.
fn plan_without_output(
    builder: &mut Builder<'_>,
    graph: &PackageGraph,
    packages: &[PackageId],
) -> vamos_build::ActionRef {
    let mut deps = Vec::with_capacity(packages.len());
    for package in packages {
        deps.push(
            builder
                .plan
                .build_action(graph, BuildMode::Build, BuildMode::Build, *package),
        );
    }
    builder.plan.group("go build", deps)
}

/// Writes all main packages into a directory.
fn plan_into_dir(
    suffix: &str,
    builder: &mut Builder<'_>,
    graph: &mut PackageGraph,
    packages: &[PackageId],
    output: &str,
) -> Result<vamos_build::ActionRef, CliError> {
    let mut deps = Vec::new();
    for id in packages {
        let package = graph.get_mut(*id);
        if package.name != "main" {
            continue;
        }
        let name = package.default_exec_name() + suffix;
        package.request.target = path::join(&[output, &name]);
        package.outcome.stale = true;
        STALE_REASON.clone_into(&mut package.outcome.stale_reason);
        deps.push(
            builder
                .plan
                .build_action(graph, BuildMode::Install, BuildMode::Build, *id),
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
    graph: &mut PackageGraph,
    packages: &[PackageId],
    output: &str,
) -> Result<vamos_build::ActionRef, CliError> {
    match packages {
        [] => Err(CliError::Fatal("no packages to build".to_owned())),
        [only] => {
            let package = graph.get_mut(*only);
            output.clone_into(&mut package.request.target);
            package.outcome.stale = true;
            STALE_REASON.clone_into(&mut package.outcome.stale_reason);
            Ok(builder
                .plan
                .build_action(graph, BuildMode::Install, BuildMode::Build, *only))
        }
        _ => Err(CliError::go(format_args!(
            "cannot write multiple packages to non-directory {output}"
        ))),
    }
}
