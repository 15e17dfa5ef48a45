//! Which actions `build` and `install` come to, and where their results go.
//!
//! Counterpart: cmd/go/internal/work/build.go (`runBuild`, `InstallPackages`).

use vamos_base::golang::path;
use vamos_fsys::fresh;
use vamos_fsys::work;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::pkg::TargetDir;
use vamos_load::pkg::install_target_dir;

use crate::action::ActionRef;
use crate::action::BuildMode;
use crate::builder::Builder;
use crate::error::BuildError;
use crate::mode::PackageFilter;

impl Builder<'_> {
    /// Plans `build` of the packages named, and sets the targets of those that are to
    /// be put somewhere.
    pub fn plan_build(&mut self, graph: &mut PackageGraph) -> Result<ActionRef, BuildError> {
        let cx = self.context().clone();
        let roots = graph.roots.clone();
        let is_explicit = !cx.flags.output.is_empty();
        let mut output = cx.flags.output.clone();
        if let [only] = roots[..]
            && graph.get(only).name == "main"
            && !is_explicit
        {
            output = graph.get(only).default_exec_name() + &cx.env.exe_suffix;
        }
        let packages = self.filtered(graph, &roots)?;
        if output == "/dev/null" {
            output.clear();
        }
        if output.is_empty() {
            let deps = packages
                .iter()
                .map(|id| {
                    let build = BuildMode::Build;
                    self.plan.build_action(graph, build, build, *id)
                })
                .collect();
            return Ok(self.plan.group("go build", deps));
        }
        let place = if path::is_abs(&output) {
            output.clone()
        } else {
            format!("{}/{output}", cx.cwd)
        };
        if output.ends_with('/') || fresh::stat(&place).is_ok_and(|meta| meta.is_dir()) {
            if !is_explicit {
                return Err(BuildError::OutputIsDir(output));
            }
            return self.plan_into_dir(graph, &packages, &output);
        }
        match packages[..] {
            [only] => Ok(self.plan_to(graph, only, output)),
            [] => Err(BuildError::Bare("no packages to build".to_owned())),
            _ => Err(BuildError::Message(format!(
                "cannot write multiple packages to non-directory {output}"
            ))),
        }
    }

    fn plan_to(&mut self, graph: &mut PackageGraph, id: PackageId, target: String) -> ActionRef {
        let package = graph.get_mut(id);
        package.target = target;
        package.stale = true;
        "build -o flag in use".clone_into(&mut package.stale_reason);
        self.plan
            .build_action(graph, BuildMode::Install, BuildMode::Build, id)
    }

    fn plan_into_dir(
        &mut self,
        graph: &mut PackageGraph,
        packages: &[PackageId],
        dir: &str,
    ) -> Result<ActionRef, BuildError> {
        let suffix = self.context().env.exe_suffix.clone();
        let mut deps = Vec::new();
        for id in packages {
            let package = graph.get(*id);
            if package.name != "main" {
                continue;
            }
            let name = package.default_exec_name();
            let target = path::join(&[dir, &name]) + &suffix;
            deps.push(self.plan_to(graph, *id, target));
        }
        if deps.is_empty() {
            return Err(BuildError::Message("no main packages to build".to_owned()));
        }
        Ok(self.plan.group("go build", deps))
    }

    /// Returns the packages that `-buildmode` lets pass and that have more than tests
    /// (`pkgsFilter`, `omitTestOnly`).
    fn filtered(
        &self,
        graph: &PackageGraph,
        packages: &[PackageId],
    ) -> Result<Vec<PackageId>, BuildError> {
        let filter = self.mode().filter;
        if filter == PackageFilter::OneMain
            && !matches!(packages, [only] if graph.get(*only).name == "main")
        {
            let mode = &self.context().flags.buildmode;
            return Err(BuildError::Bare(format!(
                "-buildmode={mode} requires exactly one main package"
            )));
        }
        let keeps = |id: &PackageId| {
            let package = graph.get(*id);
            let has_sources = !package.go_files.is_empty() || !package.cgo_files.is_empty();
            filter.accepts(package) && (has_sources || package.cmdline_pkg_literal)
        };
        Ok(packages.iter().copied().filter(keeps).collect())
    }

    /// Plans `install` of the packages named. Errors are all told, each a line of its
    /// own.
    pub fn plan_install(&mut self, graph: &PackageGraph) -> Result<ActionRef, Vec<BuildError>> {
        let gobin = self.context().env.gobin.as_str();
        if !gobin.is_empty() && !path::is_abs(gobin) {
            return Err(vec![BuildError::Bare(
                "cannot install, GOBIN must be an absolute path".to_owned(),
            )]);
        }
        let packages = self
            .filtered(graph, &graph.roots)
            .map_err(|error| vec![error])?;
        let problems: Vec<BuildError> = packages
            .iter()
            .filter_map(|id| install_problem(graph.get(*id)))
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let group = self.plan.group("go install", Vec::new());
        let mut tools = Vec::new();
        for id in packages {
            let action = self
                .plan
                .build_action(graph, BuildMode::Install, BuildMode::Build, id);
            if install_target_dir(graph.get(id)) == TargetDir::Tool {
                // Installed when all else is done: it may be in use until then.
                let deps = self.plan.get(action).deps.clone();
                self.plan.get_mut(group).deps.extend(deps);
                self.plan.get_mut(action).deps.push(group);
                tools.push(action);
            } else {
                self.plan.get_mut(group).deps.push(action);
            }
        }
        if tools.is_empty() {
            return Ok(group);
        }
        Ok(self.plan.group("go install (tools)", tools))
    }

    /// After `install` without arguments: removes what an earlier `build` left in the
    /// current directory, so that nobody runs that instead.
    pub fn remove_leftover(&self, graph: &PackageGraph) {
        let [only] = graph.roots[..] else { return };
        let package = graph.get(only);
        if package.name != "main" {
            return;
        }
        let cx = self.context();
        let name = package.default_exec_name() + &cx.env.exe_suffix;
        if path::join(&[&package.dir, &name]) == package.target {
            return;
        }
        let leftover = format!("{}/{name}", cx.cwd);
        let is_executable = |mode: u32| mode & 0o111 != 0 || cx.env.goos == "windows";
        if fresh::stat(&leftover).is_ok_and(|meta| meta.is_file() && is_executable(meta.mode)) {
            // It was garbage before too.
            let _ = work::remove(&leftover);
        }
    }
}

/// Says why a package cannot be installed, if it cannot.
fn install_problem(package: &Package) -> Option<BuildError> {
    if !package.target.is_empty() {
        return None;
    }
    if package.name != "main" {
        let is_local = package.local && package.conflict_dir.is_empty();
        // The cache is where it goes.
        if is_local || package.module.is_some() || package.standard {
            return None;
        }
    }
    let text = if package.gobin_subdir {
        "cannot install cross-compiled binaries when GOBIN is set".to_owned()
    } else if package.cmdline_files {
        "no install location for .go files listed on command line (GOBIN not set)".to_owned()
    } else if !package.conflict_dir.is_empty() {
        let hidden_by = &package.conflict_dir;
        format!(
            "no install location for {}: hidden by {hidden_by}",
            package.dir
        )
    } else {
        format!(
            "no install location for directory {} outside GOPATH\n\
             \tFor more details see: 'go help gopath'",
            package.dir
        )
    };
    Some(BuildError::Message(text))
}
