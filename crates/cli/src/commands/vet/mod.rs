//! `go vet`, and `go fix` of releases in which it is a mode of `go vet`.
//!
//! Counterpart: cmd/go/internal/vet/vet.go.

mod arguments;
mod diagnostics;
mod fixes;
mod old_fix;
mod tool_flags;

use std::sync::Arc;

use vamos_build::ActionRef;
use vamos_build::Builder;
use vamos_build::Goal;
use vamos_build::VetReader;
use vamos_build::VetReport;
use vamos_build::VetSettings;
use vamos_load::Loaded;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_release::Release;

pub(crate) use arguments::parse;
pub(crate) use arguments::parse_fix;

use super::pipeline;
use super::pipeline::Results;
use super::pipeline::Steps;
use super::pipeline::Work;
use super::pipeline::WorkDir;
use super::session::Session;
use crate::error::CliError;
use crate::flags::VetArguments;
use crate::invocation::Invocation;
use diagnostics::Diagnostics;

/// The package that releases need which did not vet without it.
const FMT: &str = "fmt";

/// Returns the packages that vetting needs besides imports.
pub(super) fn besides(release: Release) -> &'static [&'static str] {
    match release.vets_without_fmt() {
        true => &[],
        false => &[FMT],
    }
}

/// Runs `go vet`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    run_as(invocation, "go vet")
}

/// Runs `go fix`.
pub(crate) fn run_fix(invocation: &Invocation) -> Result<i32, CliError> {
    match invocation.env.sdk.release.fixes_by_vetting() {
        true => run_as(invocation, "go fix"),
        false => old_fix::run(invocation),
    }
}

fn run_as(invocation: &Invocation, root: &'static str) -> Result<i32, CliError> {
    let session = Session::open(invocation)?;
    let default = VetArguments::default();
    let arguments = invocation.parsed.vet.as_deref().unwrap_or(&default);
    let steps = Vet {
        invocation,
        arguments,
        name: invocation.policy.name,
        root,
        output: Output::of(invocation, arguments),
    };
    pipeline::run(invocation, &session, &steps)
}

/// The use of the tool's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Output {
    /// Diagnostics are printed as text.
    Text,
    /// The tool's own output is printed: JSON, or before Go 1.26 anything.
    Copy,
    /// The differences that fixes make are printed.
    Diff,
    /// Files are fixed.
    Fix,
}

impl Output {
    fn of(invocation: &Invocation, arguments: &VetArguments) -> Self {
        if arguments.json || !invocation.env.sdk.release.fixes_by_vetting() {
            return Self::Copy;
        }
        if invocation.policy.name != "fix" && !arguments.fix {
            return Self::Text;
        }
        match arguments.diff {
            true => Self::Diff,
            false => Self::Fix,
        }
    }
}

/// Prints differences; that there are any is a failure.
struct DiffReader;

impl VetReader for DiffReader {
    fn read(&self, stdout: &[u8]) -> VetReport {
        VetReport {
            is_failure: !stdout.is_empty(),
            ..VetReport::copy_of(stdout)
        }
    }
}

struct Vet<'a> {
    invocation: &'a Invocation,
    arguments: &'a VetArguments,
    /// The name of the command.
    name: &'static str,
    /// The name of the plan's root.
    root: &'static str,
    output: Output,
}

/// The packages to vet.
struct Target {
    packages: Vec<PackageId>,
    /// Some packages cannot be vetted.
    is_incomplete: bool,
}

impl Vet<'_> {
    /// Returns why flags exclude each other.
    fn conflict(&self) -> Option<String> {
        let arguments = self.arguments;
        if !self.invocation.env.sdk.release.fixes_by_vetting() {
            return None;
        }
        let is_fix = self.name == "fix" || arguments.fix;
        let text = match (is_fix, arguments.diff) {
            (true, true) if arguments.json => "-json and -diff cannot be used together",
            (true, _) if arguments.context != -1 => "-c flag cannot be used when applying fixes",
            (false, true) => "go vet -diff flag requires -fix",
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// Prints that an old flag of `go fix` has no effect.
    fn warn_of_old_flag(&self) {
        let old = &self.arguments.fixes;
        if old.is_empty() {
            return;
        }
        let (name, output) = (self.name, &self.invocation.output);
        let end = match self.invocation.env.sdk.release.ends_fix_warnings() {
            true => "\n",
            false => "",
        };
        output.stderr(&format!(
            "go {name}: the -fix={old} flag is obsolete and has no effect{end}"
        ));
        if old.split(',').any(|fix| fix == "buildtag") {
            output.stderr(&format!(
                "go {name}: to enable the buildtag check, use -buildtag{end}"
            ));
        }
    }

    fn settings(&self) -> VetSettings {
        let mut flags = self.arguments.passed.clone();
        let add: &[&str] = match self.output {
            Output::Text => &["-json"],
            Output::Copy => &[],
            Output::Diff => &["-fix", "-diff"],
            Output::Fix => &["-fix"],
        };
        flags.extend(add.iter().map(|flag| (*flag).to_owned()));
        let release = self.invocation.env.sdk.release;
        let reader: Option<Arc<dyn VetReader>> = match self.output {
            Output::Text => Some(Arc::new(Diagnostics {
                context: self.arguments.context,
                cwd: self.invocation.process.cwd.clone(),
            })),
            Output::Diff if release.fails_for_vet_diffs() => Some(Arc::new(DiffReader)),
            Output::Copy | Output::Diff | Output::Fix => None,
        };
        VetSettings {
            tool: self.arguments.tool.clone(),
            flags,
            is_explicit: !self.arguments.passed.is_empty(),
            accepts_unreachable: false,
            reader,
        }
    }

    /// Reports whether files of a package may be fixed: not files of other modules, and not files
    /// that the standard library has copied.
    fn may_fix(package: &Package) -> bool {
        let is_copied = package.origin.standard && package.import_path.starts_with("vendor/");
        !is_copied && package.module.as_deref().is_none_or(|module| module.main)
    }

    /// Returns the packages to vet for a named one: each file must be in one of them only.
    fn packages_of(&self, graph: &PackageGraph, id: PackageId) -> Result<Vec<PackageId>, String> {
        let mut tests = graph.tests.iter();
        let tests = tests.find(|tests| tests.package == id);
        if let Some(bad) = tests.and_then(|tests| tests.first_error(graph))
            && let Some(error) = &graph.get(bad).problems.error
        {
            return Err(error.to_string());
        }
        let test = tests.map_or(id, |tests| tests.test);
        let files = &graph.get(test).files;
        let mut packages = Vec::new();
        if !files.go.is_empty() || !files.cgo.is_empty() {
            packages.push(test);
        }
        packages.extend(tests.and_then(|tests| tests.external));
        if packages.is_empty() {
            let package = graph.get(id);
            let (name, path, dir) = (self.name, &package.import_path, &package.dir);
            return Err(format!("go: can't {name} {path}: no Go files in {dir}"));
        }
        Ok(packages)
    }
}

impl Steps for Vet<'_> {
    type Target = Target;

    fn work_dir(&self) -> WorkDir {
        WorkDir::AfterLoading
    }

    fn check(&self, _work: Work<'_>) -> Result<(), CliError> {
        match self.conflict() {
            Some(text) => Err(CliError::Fatal(text)),
            None => {
                self.warn_of_old_flag();
                Ok(())
            }
        }
    }

    fn packages(&self) -> (PackageOpts, &[String]) {
        let opts = PackageOpts {
            mod_resolve_tests: true,
            load_tests: true,
            loads_main_variants: true,
            besides: besides(self.invocation.env.sdk.release),
            ..PackageOpts::default()
        };
        (opts, &self.invocation.parsed.args)
    }

    fn check_loaded(&self, work: Work<'_>, loaded: &Loaded<'_>) -> Result<(), CliError> {
        work.session.check_packages(&loaded.graph)?;
        match loaded.graph.roots.is_empty() {
            true => Err(CliError::Fatal(format!("no packages to {}", self.name))),
            false => Ok(()),
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
        work: Work<'_>,
        graph: &PackageGraph,
        _prepared: Vec<PackageId>,
    ) -> Result<Target, CliError> {
        let mut target = Target {
            packages: Vec::new(),
            is_incomplete: false,
        };
        for id in &graph.roots {
            if self.output == Output::Fix && !Self::may_fix(graph.get(*id)) {
                continue;
            }
            match self.packages_of(graph, *id) {
                Ok(packages) => target.packages.extend(packages),
                Err(line) => {
                    work.invocation.output.log(&line);
                    target.is_incomplete = true;
                }
            }
        }
        Ok(target)
    }

    fn plan(
        &self,
        _work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        target: &Target,
    ) -> Result<ActionRef, CliError> {
        let plan = &mut builder.plan;
        plan.set_vet(self.settings());
        if !self.invocation.env.sdk.release.vets_without_fmt()
            && let Some(fmt) = graph.find(FMT)
        {
            plan.vet_with_fmt(fmt);
        }
        let needs_fixes = self.output == Output::Fix;
        let vet =
            |id: &PackageId| plan.vet_action(graph, Goal::Build, Goal::Build, *id, needs_fixes);
        let actions: Vec<ActionRef> = target.packages.iter().map(vet).collect();
        Ok(builder.plan.group(self.root, actions))
    }

    fn publishes_failures(&self) -> bool {
        true
    }

    fn publish(
        &self,
        work: Work<'_>,
        results: Results<'_, '_>,
        target: Target,
    ) -> Result<i32, CliError> {
        let code = i32::from(results.result.status).max(i32::from(target.is_incomplete));
        if self.output != Output::Fix {
            return Ok(code);
        }
        let deps = &results.builder.plan.get(results.root).deps;
        let archives = deps.iter().map(|action| results.result.fixes(*action));
        let archives = archives.filter(|archive| !archive.is_empty());
        let is_fixed = fixes::apply(&work.invocation.output, archives);
        Ok(code.max(i32::from(!is_fixed)))
    }
}
