//! Tools that are sources: built when asked for, run, and kept in the build cache.
//!
//! Counterpart: cmd/go/internal/tool/tool.go (`loadBuiltinTool`,
//! `buildAndRunBuiltinTool`, `buildAndRunModtool`).

use std::mem::ManuallyDrop;

use vamos_base::golang::path;
use vamos_build::BuildMode;
use vamos_build::Builder;
use vamos_build::ListNeeds;
use vamos_fsys::fresh;
use vamos_load::Package;
use vamos_load::PackageFacts;
use vamos_load::PackageOpts;
use vamos_load::facts::PackageOrigin;
use vamos_load::pkg::TargetDir;
use vamos_load::pkg::install_target_dir;

use super::built;
use crate::commands::run::environment;
use crate::commands::run::exec_command;
use crate::commands::session::Session;
use crate::commands::session::check_built;
use crate::commands::session::check_flags;
use crate::commands::session::load;
use crate::error::CliError;
use crate::invocation::Invocation;

/// A tool, by its import path.
pub(super) enum Tool {
    /// The SDK has its sources; it is built for this machine, whatever the target and the
    /// main module are.
    OfSdk(String),
    /// A main module declares it; it is built for the target, and run as `go run` runs
    /// programs.
    OfModule(String),
}

/// Returns the import path of the tool of this name that comes with the SDK.
pub(super) fn find(invocation: &Invocation, name: &str) -> Option<String> {
    let import_path = format!("cmd/{name}");
    let dir = path::join(&[&invocation.env.goroot, "src", &import_path]);
    let names = fresh::names(&dir).ok()?;
    let package = Package::from(PackageFacts {
        name: "main".to_owned(),
        import_path,
        origin: PackageOrigin {
            goroot: true,
            ..PackageOrigin::default()
        },
        ..PackageFacts::default()
    });
    let is_tool = names.iter().any(|name| name.ends_with(".go"))
        && install_target_dir(&package) == TargetDir::Tool;
    is_tool.then_some(package.facts.import_path)
}

/// Builds a tool and runs it.
pub(super) fn run(invocation: &Invocation, name: &str, tool: &Tool) -> Result<i32, CliError> {
    let env = &invocation.env;
    let is_native = env.goos == env.gohostos && env.goarch == env.gohostarch;
    let of_host = match tool {
        Tool::OfSdk(_) if !is_native || env.arch_env_changed => Some(invocation.for_host()?),
        _ => None,
    };
    let building = of_host.as_ref().unwrap_or(invocation);
    let mut session = Session::open(building)?;
    // The tool's command line is what is shown, not how it is built.
    let only_prints = std::mem::replace(&mut session.flags.n, false);
    let mode = check_flags(building, &session.flags)?;
    let mut builder = Builder::of_mode(session.context(ListNeeds::default()), mode)
        .map_err(|error| session.build_error(&error))?;
    builder.announce();
    let file = build(building, &session, &mut builder, tool, only_prints);
    let run = |file: String| {
        let (mut command, env) = match tool {
            Tool::OfSdk(_) => (Vec::new(), env.tool_env.clone()),
            Tool::OfModule(_) => (exec_command(invocation)?, environment(invocation)),
        };
        command.push(file);
        built::run(invocation, name, command, env, only_prints)
    };
    // It runs before the work directory goes: it may be in there.
    let code = file.and_then(|file| file.map_or(Ok(1), run));
    let closed = builder.close().map_err(|error| session.build_error(&error));
    let code = code?;
    closed?;
    Ok(code)
}

/// Builds a tool; returns its file, or nothing where it could not be built.
fn build(
    invocation: &Invocation,
    session: &Session<'_>,
    builder: &mut Builder<'_>,
    tool: &Tool,
    only_prints: bool,
) -> Result<Option<String>, CliError> {
    let (import_path, is_of_sdk) = match tool {
        Tool::OfSdk(path) => (path, true),
        Tool::OfModule(path) => (path, false),
    };
    // The command ends with the process: nothing large is taken apart before.
    let ctx = ManuallyDrop::new(invocation.load_context(&session.flags, session.files.clone()));
    let opts = PackageOpts {
        main_only: true,
        without_main_module: is_of_sdk,
        ..PackageOpts::default()
    };
    let mut loaded = ManuallyDrop::new(load(
        invocation,
        &ctx,
        &opts,
        std::slice::from_ref(import_path),
    )?);
    let mut graph = ManuallyDrop::new(std::mem::take(&mut loaded.graph));
    let [id] = graph.roots[..] else {
        return Ok(None);
    };
    check_built(&graph, &graph.roots)?;
    let package = graph.get_mut(id);
    package.request.omit_debug = true;
    package.request.exe_name = package.default_exec_name();
    let mode = BuildMode::Build;
    let link = builder.plan.link_action(&graph, mode, mode, id);
    builder.plan.get_mut(link).cache_executable = true;
    let root = builder.plan.uses("go tool", vec![link]);
    let end = builder
        .run(&mut graph, root)
        .map_err(|error| session.build_error(&error))?;
    if end.status != 0 {
        return Ok(None);
    }
    let cached = builder.cached_executable(link);
    // An executable that was just written to the cache cannot always be run at once.
    let file = match only_prints && !cached.is_empty() {
        true => cached,
        false => builder.built(link),
    };
    Ok(Some(file.to_owned()))
}
