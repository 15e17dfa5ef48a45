//! Tools without executables: built on demand, run, and stored in the build cache.
//!
//! Counterpart: cmd/go/internal/tool/tool.go (`loadBuiltinTool`,
//! `buildAndRunBuiltinTool`, `buildAndRunModtool`).

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_build::ActionRef;
use vamos_build::Builder;
use vamos_fsys::uncached;
use vamos_load::BuildRequest;
use vamos_load::Loaded;
use vamos_load::Package;
use vamos_load::PackageFacts;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::facts::PackageOrigin;
use vamos_load::pkg::TargetDir;
use vamos_load::pkg::install_target_dir;

use super::built;
use crate::commands::pipeline;
use crate::commands::pipeline::Results;
use crate::commands::pipeline::Steps;
use crate::commands::pipeline::Work;
use crate::commands::pipeline::WorkDir;
use crate::commands::pipeline::plan_program;
use crate::commands::run::environment;
use crate::commands::run::exec_command;
use crate::commands::session::Session;
use crate::commands::session::check_implemented;
use crate::error::CliError;
use crate::invocation::Invocation;

/// A tool, by its import path, which is also the pattern that it is loaded by.
pub(super) enum Tool {
    /// The SDK has its sources. It is built for this machine, independently of the target and
    /// the main module.
    OfSdk(String),
    /// A main module declares it. It is built for the target, and run like a program of
    /// `go run`.
    OfModule(String),
}

/// Returns the import path of the tool of this name that comes with the SDK.
pub(super) fn find(invocation: &Invocation, name: &str) -> Option<ImportPath> {
    let import_path = ImportPath::from(format!("cmd/{name}"));
    let dir = path::join(&[&invocation.env.sdk.goroot, "src", &import_path]);
    let names = uncached::names(&dir).ok()?;
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
    is_tool.then_some(package.import_path.clone())
}

/// Builds a tool and runs it.
pub(super) fn run(invocation: &Invocation, name: &str, tool: &Tool) -> Result<i32, CliError> {
    let env = &invocation.env;
    let is_native = env.host.runs(&env.target);
    let of_host = match tool {
        Tool::OfSdk(_) if !is_native || env.target.arch_env_changed => Some(invocation.for_host()?),
        _ => None,
    };
    let building = of_host.as_ref().unwrap_or(invocation);
    let mut session = Session::open(building)?;
    // With -n only the tool's command line is shown, not its build.
    let only_prints = std::mem::replace(&mut session.flags.report.n, false);
    let launch = |file: String| {
        let (mut command, env) = match tool {
            Tool::OfSdk(_) => (Vec::new(), env.vars.tools.clone()),
            Tool::OfModule(_) => (exec_command(invocation)?, environment(invocation)?),
        };
        command.push(file);
        built::run(invocation, name, command, env, only_prints)
    };
    let (Tool::OfSdk(path) | Tool::OfModule(path)) = tool;
    let steps = ProgramSteps {
        path,
        is_of_sdk: matches!(tool, Tool::OfSdk(_)),
        only_prints,
        launch: &launch,
    };
    pipeline::run(building, &session, &steps)
}

/// Builds one program and runs it.
pub(in crate::commands) struct ProgramSteps<'a> {
    /// The import path of the program.
    pub(in crate::commands) path: &'a String,
    /// The main module does not matter.
    pub(in crate::commands) is_of_sdk: bool,
    /// The program is not run, only its file is shown.
    pub(in crate::commands) only_prints: bool,
    /// Runs an executable, and returns the exit code.
    pub(in crate::commands) launch: &'a dyn Fn(String) -> Result<i32, CliError>,
}

impl Steps for ProgramSteps<'_> {
    type Target = PackageId;

    fn work_dir(&self) -> WorkDir {
        WorkDir::BeforeLoading
    }

    fn packages(&self) -> (PackageOpts, &[String]) {
        let opts = PackageOpts {
            main_only: true,
            without_main_module: self.is_of_sdk,
            ..PackageOpts::default()
        };
        (opts, std::slice::from_ref(self.path))
    }

    fn check_loaded(&self, _work: Work<'_>, loaded: &Loaded<'_>) -> Result<(), CliError> {
        match loaded.graph.roots[..] {
            [_] => check_implemented(&loaded.graph, &loaded.graph.roots),
            _ => Err(CliError::Exit(1)),
        }
    }

    fn prepares(
        &self,
        _work: Work<'_>,
        _graph: &PackageGraph,
    ) -> Result<Option<Vec<PackageId>>, CliError> {
        Ok(None)
    }

    fn decide(
        &self,
        _work: Work<'_>,
        graph: &PackageGraph,
        _prepared: Vec<PackageId>,
    ) -> Result<PackageId, CliError> {
        Ok(graph.roots[0])
    }

    fn plan(
        &self,
        _work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        target: &PackageId,
    ) -> Result<ActionRef, CliError> {
        let package = graph.get(*target);
        let request = BuildRequest {
            omit_debug: true,
            exe_name: package.default_exec_name(),
            ..package.request.clone()
        };
        Ok(plan_program(builder, graph, "go tool", *target, request))
    }

    fn publish(
        &self,
        _work: Work<'_>,
        results: Results<'_, '_>,
        _target: PackageId,
    ) -> Result<i32, CliError> {
        let builder = results.builder;
        let link = builder.plan.get(results.root).deps[0];
        let cached = results.result.cached_executable(link);
        // An executable that was just written to the cache may be busy (ETXTBSY).
        let file = match self.only_prints && !cached.is_empty() {
            true => cached,
            false => results.result.built(link),
        };
        (self.launch)(file.to_owned())
    }
}
