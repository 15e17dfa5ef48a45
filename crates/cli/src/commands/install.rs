//! `go install`.
//!
//! Counterpart: cmd/go/internal/work/build.go (`runInstall`, `InstallPackages`).

use vamos_base::golang::path;
use vamos_base::trace;
use vamos_base::trace::Span;
use vamos_build::ActionRef;
use vamos_build::Builder;
use vamos_build::Goal;
use vamos_fsys::uncached;
use vamos_load::Loaded;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::pkg::TargetDir;
use vamos_load::pkg::install_target_dir;
use vamos_modload::package_error::PackageErrorKind;
use vamos_modload::pattern::is_local_import;

use super::pipeline;
use super::pipeline::Results;
use super::pipeline::Steps;
use super::pipeline::Work;
use super::pipeline::WorkDir;
use super::session::Session;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs `go install`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    invocation.leave_memory();
    let args = &invocation.parsed.args;
    let is_versioned = args.iter().any(|arg| has_version(arg));
    if is_versioned {
        super::module_flags::require(invocation)?;
    }
    let session = Session::open(invocation)?;
    pipeline::run(invocation, &session, &InstallSteps { args, is_versioned })
}

fn has_version(arg: &str) -> bool {
    arg.contains('@') && !is_local_import(arg) && !arg.starts_with('/')
}

struct InstallSteps<'a> {
    args: &'a [String],
    /// True if packages are named with versions.
    is_versioned: bool,
}

struct Target {
    packages: Vec<PackageId>,
    /// Ends when everything is installed.
    span: Span,
}

impl Steps for InstallSteps<'_> {
    type Target = Target;

    fn work_dir(&self) -> WorkDir {
        WorkDir::AfterDeciding
    }

    fn packages(&self) -> (PackageOpts, &[String]) {
        let opts = PackageOpts {
            auto_vcs: !self.is_versioned,
            main_only: self.is_versioned,
            outside_module: self.is_versioned,
            ..PackageOpts::default()
        };
        (opts, self.args)
    }

    fn check_loaded(&self, work: Work<'_>, loaded: &Loaded<'_>) -> Result<(), CliError> {
        if !self.is_versioned {
            wants_a_version(loaded, self.args)?;
        }
        work.session.check_packages(&loaded.graph)
    }

    fn decide(
        &self,
        work: Work<'_>,
        graph: &PackageGraph,
        _prepared: Vec<PackageId>,
    ) -> Result<Target, CliError> {
        let span = trace::span(|| {
            let bare = |arg: &String| match self.is_versioned {
                true => arg.split('@').next().unwrap_or_default().to_owned(),
                false => arg.clone(),
            };
            let patterns: Vec<String> = self.args.iter().map(bare).collect();
            format!("InstallPackages {}", patterns.join(" "))
        });
        let gobin = &work.invocation.env.dirs.gobin;
        if !gobin.is_empty() && !gobin.starts_with('/') {
            return Err(CliError::Fatal(
                "cannot install, GOBIN must be an absolute path".to_owned(),
            ));
        }
        let packages = work.select(graph)?;
        let mut has_errors = false;
        for id in &packages {
            if let Some(complaint) = no_target(graph.get(*id)) {
                work.invocation.output.log(&format!("go: {complaint}"));
                has_errors = true;
            }
        }
        match has_errors {
            true => Err(CliError::Exit(1)),
            false => Ok(Target { packages, span }),
        }
    }

    fn plan(
        &self,
        work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        target: &Target,
    ) -> Result<ActionRef, CliError> {
        let root = plan(builder, graph, &target.packages);
        work.plan_library(builder, graph, Goal::Install, &target.packages, root)
    }

    fn publish(
        &self,
        work: Work<'_>,
        results: Results<'_, '_>,
        mut target: Target,
    ) -> Result<i32, CliError> {
        if self.args.is_empty() {
            let suffix = work.session.flags.exe_suffix(&work.invocation.env.target);
            remove_built_here(work.invocation, results.graph, suffix);
        }
        target.span.done();
        Ok(0)
    }
}

/// Outside of a module, packages that are not found need a version.
fn wants_a_version(loaded: &Loaded<'_>, args: &[String]) -> Result<(), CliError> {
    if loaded.modules.has_mod_root() {
        return Ok(());
    }
    let roots = loaded.graph.roots.iter().map(|id| loaded.graph.get(*id));
    let errors: Vec<_> = roots
        .filter_map(|package| package.problems.error.as_ref())
        .collect();
    let all_missing = errors
        .iter()
        .all(|error| error.kind == PackageErrorKind::Missing);
    if errors.is_empty() || !all_missing {
        return Ok(());
    }
    let latest: Vec<String> = args.iter().map(|arg| format!("{arg}@latest")).collect();
    Err(CliError::go(format_args!(
        "'go install' requires a version when current directory is not in a module\n\tTry 'go install {}' to install the latest version",
        latest.join(" ")
    )))
}

/// Returns the error for a package without an install target.
fn no_target(package: &Package) -> Option<String> {
    let is_library = package.name != "main";
    let needs_none = is_library
        && (package.module.is_some()
            || package.origin.standard
            || package.origin.local && package.origin.conflict_dir.is_empty());
    if !package.request.target.is_empty() || needs_none {
        None
    } else if package.request.gobin_subdir {
        Some("cannot install cross-compiled binaries when GOBIN is set".to_owned())
    } else if package.cmdline.files {
        Some("no install location for .go files listed on command line (GOBIN not set)".to_owned())
    } else if package.origin.conflict_dir.is_empty() {
        Some(format!(
            "no install location for directory {} outside GOPATH\n\tFor more details see: 'go help gopath'",
            package.dir
        ))
    } else {
        Some(format!(
            "no install location for {}: hidden by {}",
            package.dir, package.origin.conflict_dir
        ))
    }
}

/// Tools are installed after everything else: other actions may run them.
fn plan(builder: &mut Builder<'_>, graph: &PackageGraph, packages: &[PackageId]) -> ActionRef {
    let mut deps = Vec::new();
    let mut tools = Vec::new();
    for id in packages {
        let action = builder
            .plan
            .build_action(graph, Goal::Install, Goal::Build, *id);
        if install_target_dir(graph.get(*id)) == TargetDir::Tool {
            let below = builder.plan.get(action).deps.clone();
            deps.extend(below);
            tools.push(action);
        } else {
            deps.push(action);
        }
    }
    let all = builder.plan.group("go install", deps);
    if tools.is_empty() {
        return all;
    }
    for tool in &tools {
        builder.plan.get_mut(*tool).deps.push(all);
    }
    builder.plan.group("go install (tools)", tools)
}

/// `go install` of the current directory removes the executable that an earlier `go build`
/// wrote there: it may be stale, and may be found first.
fn remove_built_here(invocation: &Invocation, graph: &PackageGraph, suffix: &str) {
    let [only] = graph.roots[..] else { return };
    let package = graph.get(only);
    if package.name != "main" {
        return;
    }
    let name = package.default_exec_name() + suffix;
    if path::join(&[&package.dir, &name]) == package.request.target {
        return;
    }
    let file = path::join(&[&invocation.process.cwd, &name]);
    let is_executable = uncached::stat(&file).is_ok_and(|meta| {
        meta.is_file() && (meta.mode & 0o111 != 0 || invocation.env.target.goos == "windows")
    });
    if is_executable {
        // The error does not concern the installed file.
        let _ = uncached::remove_file(&file);
    }
}
