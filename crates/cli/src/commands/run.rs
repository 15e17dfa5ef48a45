//! `go run`.
//!
//! Counterpart: cmd/go/internal/run/run.go.

use vamos_base::golang::path;
use vamos_base::golang::quoted;
use vamos_build::ActionRef;
use vamos_build::Builder;
use vamos_fsys::PathError;
use vamos_load::BuildRequest;
use vamos_load::Loaded;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_modload::pattern::is_local_import;

use super::pipeline;
use super::pipeline::Results;
use super::pipeline::Steps;
use super::pipeline::Work;
use super::pipeline::WorkDir;
use super::pipeline::plan_program;
use super::session::Session;
use crate::child_go;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::program::lead_path;
use crate::program::run_program;

/// Runs `go run`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let args = &invocation.parsed.args;
    if is_versioned(args) {
        super::module_flags::require(invocation)?;
    }
    let session = Session::open(invocation)?;
    pipeline::run(invocation, &session, &RunSteps { args })
}

struct RunSteps<'a> {
    /// The package or files, then the program's own arguments.
    args: &'a [String],
}

struct Target {
    package: PackageId,
    exe_name: String,
}

impl RunSteps<'_> {
    /// Returns the arguments that name the package, and the program's own.
    fn split(&self) -> (&[String], &[String]) {
        self.args.split_at(package_args(self.args).unwrap_or(0))
    }
}

impl Steps for RunSteps<'_> {
    type Target = Target;

    fn work_dir(&self) -> WorkDir {
        WorkDir::AroundLoading
    }

    fn check(&self, work: Work<'_>) -> Result<(), CliError> {
        let used = package_args(self.args)?;
        if self.args[0].ends_with(".go") {
            check_files(work.invocation, work.session, &self.args[..used])?;
        }
        Ok(())
    }

    fn packages(&self) -> (PackageOpts, &[String]) {
        let opts = PackageOpts {
            main_only: true,
            outside_module: is_versioned(self.args),
            ..PackageOpts::default()
        };
        (opts, self.split().0)
    }

    fn check_loaded(&self, work: Work<'_>, loaded: &Loaded<'_>) -> Result<(), CliError> {
        let graph = &loaded.graph;
        match graph.roots[..] {
            [_] => work.session.check_packages(graph),
            [] => Err(CliError::go(format_args!(
                "no packages loaded from {}",
                self.args[0]
            ))),
            _ => {
                let roots = graph.roots.iter();
                let names: Vec<&str> = roots
                    .map(|id| graph.get(*id).import_path.as_str())
                    .collect();
                Err(CliError::go(format_args!(
                    "pattern {} matches multiple packages:\n\t{}",
                    self.args[0],
                    names.join("\n\t")
                )))
            }
        }
    }

    fn decide(
        &self,
        work: Work<'_>,
        graph: &PackageGraph,
        _prepared: Vec<PackageId>,
    ) -> Result<Target, CliError> {
        let package = graph.roots[0];
        let exe_name = exe_name(graph.get(package), work.invocation.env.target.cgo_enabled)?;
        Ok(Target { package, exe_name })
    }

    fn plan(
        &self,
        _work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        target: &Target,
    ) -> Result<ActionRef, CliError> {
        let request = BuildRequest {
            omit_debug: true,
            target: String::new(),
            exe_name: target.exe_name.clone(),
            ..graph.get(target.package).request.clone()
        };
        let root = plan_program(builder, graph, "go run", target.package, request);
        builder.plan.get_mut(root).args = self.split().1.to_vec();
        Ok(root)
    }

    fn publish(
        &self,
        work: Work<'_>,
        results: Results<'_, '_>,
        _target: Target,
    ) -> Result<i32, CliError> {
        let builder = results.builder;
        let mut command = exec_command(work.invocation)?;
        let link = builder.plan.get(results.root).deps[0];
        command.push(results.result.built(link).to_owned());
        command.extend_from_slice(self.split().1);
        let flags = &work.session.flags;
        if flags.report.n || flags.report.x {
            builder.show(&command.join(" "));
        }
        if flags.report.n {
            return Ok(0);
        }
        run_built(work.invocation, work.session, command)
    }
}

/// Reports whether the package is `pkg@version` (`shouldUseOutsideModuleMode`).
fn is_versioned(args: &[String]) -> bool {
    args.first().is_some_and(|arg| {
        !arg.ends_with(".go")
            && !arg.starts_with('-')
            && arg.contains('@')
            && !is_local_import(arg)
            && !arg.starts_with('/')
    })
}

/// Returns the number of arguments that name the package, and checks them.
fn package_args(args: &[String]) -> Result<usize, CliError> {
    let files = args.iter().take_while(|arg| arg.ends_with(".go")).count();
    if let Some(test) = args[..files].iter().find(|arg| arg.ends_with("_test.go")) {
        return Err(CliError::go(format_args!(
            "cannot run *_test.go files ({test})"
        )));
    }
    match args.first() {
        Some(_) if files > 0 => Ok(files),
        Some(arg) if !arg.starts_with('-') => Ok(1),
        _ => Err(CliError::go("no go files listed")),
    }
}

/// Checks that the named Go files are files: unlike other commands, `run` never interprets
/// such names as packages (`load.GoFilesPackage`).
fn check_files(
    invocation: &Invocation,
    session: &Session<'_>,
    names: &[String],
) -> Result<(), CliError> {
    for name in names {
        let file = if path::is_abs(name) {
            path::clean(name)
        } else {
            path::join(&[&invocation.process.cwd, name])
        };
        match session.files.stat(&file) {
            Err(error) => {
                let path = name.clone();
                return Err(CliError::Fatal(PathError { path, ..error }.to_string()));
            }
            Ok(meta) if meta.is_dir() => {
                return Err(CliError::Fatal(format!(
                    "{name} is a directory, should be a Go file"
                )));
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// Names the executable after the first file, or after the package.
fn exe_name(package: &Package, cgo_enabled: bool) -> Result<String, CliError> {
    if !package.cmdline.files {
        return Ok(package.default_exec_name());
    }
    let source = package.files.go.first().or(package.files.cgo.first());
    match source {
        Some(source) => Ok(source.trim_end_matches(".go").to_owned()),
        None => {
            let hint = if cgo_enabled {
                ""
            } else {
                " (cgo is disabled)"
            };
            Err(CliError::go(format_args!("no suitable source files{hint}")))
        }
    }
}

/// Returns the command that runs binaries of the target (`work.FindExecCmd`): none, `-exec`, or
/// `go_GOOS_GOARCH_exec` if that is on PATH.
pub(super) fn exec_command(invocation: &Invocation) -> Result<Vec<String>, CliError> {
    if let Some(exec) = invocation.parsed.last(Flag::Exec) {
        return quoted::split(exec).map_err(CliError::go);
    }
    let env = &invocation.env;
    if env.host.runs(&env.target) {
        return Ok(Vec::new());
    }
    let name = format!("go_{}_{}_exec", env.target.goos, env.target.goarch);
    let found = vamos_fsys::proc::look_path(&name, invocation.process.var("PATH"));
    Ok(found.into_iter().collect())
}

/// Runs the program, after the run record of this run was written.
fn run_built(
    invocation: &Invocation,
    session: &Session<'_>,
    command: Vec<String>,
) -> Result<i32, CliError> {
    let env = &invocation.env;
    let bin = child_go::first_dir(&invocation.process, env)?;
    let mut program = vec![bin.clone()];
    program.extend(command.iter().cloned());
    let (output, recorder) = (&invocation.output, &invocation.recorder);
    if let Err(code) = recorder.finish_before(output, &program, session.store_dir()) {
        return Ok(code);
    }
    Ok(run_program(
        output,
        &invocation.executor,
        env.vars.original.clone(),
        &bin,
        invocation.process.var("PATH"),
        command,
    ))
}

/// Returns the environment of this process, with the directory that `VAMOS_CHILD_GO`
/// selects first on its PATH.
pub(super) fn environment(invocation: &Invocation) -> Result<Vec<(String, String)>, CliError> {
    let mut env = invocation.env.vars.original.clone();
    let first = child_go::first_dir(&invocation.process, &invocation.env)?;
    lead_path(&mut env, &first, invocation.process.var("PATH"));
    Ok(env)
}
