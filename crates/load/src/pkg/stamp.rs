//! Collects the build info of a main package, and stamps it with the state of its repository.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`setBuildInfo`).

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::names::ModulePath;
use vamos_base::golang::names::Version;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_modload::ModFlag;
use vamos_modload::ModuleVersion;
use vamos_modload::Modules;
use vamos_modload::context::CommitFailure;
use vamos_modload::context::LoadContext;
use vamos_modload::module_public::ModulePublic;
use vamos_modload::package_error::PackageError;
use vamos_vcs::FindError;
use vamos_vcs::Stamper;

use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::build_info::BuildInfo;
use crate::pkg::build_info::DebugModule;
use crate::pkg::build_info::SettingInputs;
use crate::pkg::build_info::append_settings;
use crate::pkg::build_info::compare_modules;
use crate::pkg::options::Described;
use crate::pkg::options::PackageOpts;

/// Returns the reader of repositories' states, if main packages must be stamped.
pub(crate) fn stamper<'a>(ctx: &'a LoadContext<'_>, opts: &PackageOpts) -> Option<&'a Stamper> {
    let is_wanted = match ctx.flags.reproducibility.buildvcs.as_str() {
        "true" => true,
        "auto" => opts.auto_vcs,
        _ => false,
    };
    let stamper = ctx.stamper.as_deref()?;
    (is_wanted && opts.build_info != Described::Nothing).then_some(stamper)
}

/// Build info of main packages, until their profiles are known.
pub(crate) struct BuildInfos<'a> {
    ctx: &'a LoadContext<'a>,
    opts: &'a PackageOpts,
    modules: &'a Modules<'a>,
    /// GOFIPS140; empty if it is off.
    fips_version: String,
    infos: HashMap<PackageId, BuildInfo>,
    /// Messages of version control tools, for stderr.
    pub(crate) messages: Vec<String>,
    /// The reader of repositories, after changes of module files are written.
    committed: Option<Arc<Stamper>>,
    /// The error of writing changes of module files.
    pub(crate) commit_error: Option<CommitFailure>,
}

impl<'a> BuildInfos<'a> {
    /// Returns an empty table.
    pub(crate) fn new(
        ctx: &'a LoadContext<'a>,
        opts: &'a PackageOpts,
        modules: &'a Modules<'a>,
        fips_version: &str,
    ) -> Self {
        Self {
            ctx,
            opts,
            modules,
            fips_version: fips_version.to_owned(),
            infos: HashMap::new(),
            messages: Vec::new(),
            committed: None,
            commit_error: None,
        }
    }

    /// Computes the build info of a main package without errors whose imports are loaded.
    pub(crate) fn describe(&mut self, graph: &mut PackageGraph, id: PackageId) {
        let package = graph.get(id);
        let modules = self.modules;
        let is_vendor = modules.mod_flag() == ModFlag::Vendor;
        let sum = |path: &ModulePath, version: &Version| {
            if is_vendor {
                return String::new();
            }
            modules.module_sum(&ModuleVersion {
                path: path.as_str().to_owned(),
                version: version.as_str().to_owned(),
            })
        };
        let dependencies = dependency_modules(graph, package);
        let dependencies = dependencies.iter();
        let mut info = BuildInfo {
            path: package.import_path.clone(),
            main: package.module.as_ref().map(|m| DebugModule::new(m, &sum)),
            deps: dependencies.map(|m| DebugModule::new(m, &sum)).collect(),
            ..BuildInfo::default()
        };
        let inputs = SettingInputs {
            default_godebug: &package.default_godebug,
            fips_version: &self.fips_version,
            build_tags: &self.ctx.build_context.build_tags,
        };
        append_settings(&mut info, self.ctx.env, self.ctx.flags, &inputs);
        match self.stamp(package, &mut info) {
            Ok(()) => {
                self.infos.insert(id, info);
            }
            Err(reason) => set_stamp_error(graph.get_mut(id), &reason),
        }
    }

    /// Copies the build info of a package to its copy, if there is any. Returns whether there is.
    pub(crate) fn copy(&mut self, from: PackageId, to: PackageId) -> bool {
        let Some(info) = self.infos.get(&from).cloned() else {
            return false;
        };
        self.infos.insert(to, info);
        true
    }

    /// Adds a profile to the build info of a package, if it has build info.
    pub(crate) fn add_profile(&mut self, id: PackageId, file: &str) {
        if let Some(info) = self.infos.get_mut(&id) {
            let shown = if self.ctx.flags.reproducibility.trimpath {
                path::base(file)
            } else {
                file
            };
            info.add_pgo(shown);
        }
    }

    /// Sets the build info of all packages that have one.
    pub(crate) fn set_all(&mut self, graph: &mut PackageGraph) {
        for (id, info) in std::mem::take(&mut self.infos) {
            graph.get_mut(id).request.build_info = Some(Arc::from(info.to_string()));
        }
    }

    /// Adds the state of the package's repository, if both the working directory and the module are
    /// in it and the flags request it. The error is upstream's text.
    fn stamp(&mut self, package: &Package, info: &mut BuildInfo) -> Result<(), String> {
        let stamper = stamper(self.ctx, self.opts);
        let (Some(stamper), Some(module)) = (stamper, &package.module) else {
            return Ok(());
        };
        let is_auto = self.ctx.flags.reproducibility.buildvcs == "auto";
        let is_test = is_auto && package.is_test_only();
        if is_test || !module.version.is_empty() || package.origin.standard {
            return Ok(());
        }
        let env = self.ctx.env;
        if module.path == "bootstrap" && env.is_bootstrap_sdk() {
            return Ok(());
        }
        let text = |error: &FindError| error.to_string();
        let repo = match stamper.find(&self.ctx.cwd) {
            Ok(repo) => repo,
            Err(FindError::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(text(&error)),
        };
        let overlaps = path::has_path_prefix(&module.dir, &repo.dir)
            || path::has_path_prefix(&repo.dir, &module.dir);
        if !overlaps || is_auto && !stamper.has_tool(repo.system) {
            return Ok(());
        }
        for (what, dir) in [("package", &package.dir), ("module", &module.dir)] {
            let place = stamper.find(dir).map_err(|error| text(&error))?;
            if place.dir == repo.dir {
                continue;
            }
            if is_auto {
                return Ok(());
            }
            return Err(format!(
                "main {what} is in repository {} but current directory is in repository {}",
                quote(&place.dir),
                quote(&repo.dir)
            ));
        }
        let committed = self.commit(&repo.dir);
        let stamper = committed.as_deref().unwrap_or(stamper);
        let status = stamper
            .status(&repo, &mut self.messages)
            .map_err(|error| error.to_string())?;
        info.append("vcs", repo.system.command());
        if !status.revision.is_empty() {
            info.append("vcs.revision", &status.revision);
        }
        if let Some(time) = status.time {
            info.append("vcs.time", &time.rfc3339_nano(0));
        }
        info.append("vcs.modified", &status.is_modified.to_string());
        let version =
            stamper.module_version(&repo, &module.path, &status.revision, &mut self.messages);
        if let (Some(mut version), Some(main)) = (version, &mut info.main)
            && !version.is_empty()
        {
            if status.is_modified {
                let is_incompatible = version.ends_with("+incompatible");
                version += if is_incompatible { ".dirty" } else { "+dirty" };
            }
            main.version = version.into();
        }
        Ok(())
    }

    /// Writes the changes of module files, if one of them is in the repository: upstream has
    /// already written all of them. Returns the reader that sees the new state.
    fn commit(&mut self, repo_dir: &str) -> Option<Arc<Stamper>> {
        let mut changes = self.modules.updates().iter();
        let is_inside = changes.any(|change| path::has_path_prefix(&change.path, repo_dir));
        if self.committed.is_none() && self.commit_error.is_none() && is_inside {
            match self.ctx.commit.as_ref()?(self.modules.updates()) {
                Ok(stamper) => self.committed = Some(stamper),
                Err(error) => self.commit_error = Some(error),
            }
        }
        self.committed.clone()
    }

    /// Reports whether changes of module files are written.
    pub(crate) fn is_committed(&self) -> bool {
        self.committed.is_some()
    }
}

/// Returns the modules of all dependencies but the main module, sorted.
fn dependency_modules(graph: &PackageGraph, package: &Package) -> Vec<Arc<ModulePublic>> {
    let main_path = package.module.as_ref().map_or("", |module| &module.path);
    let mut visited = vec![false; graph.packages.len()];
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let mut modules = Vec::new();
    let mut pending: Vec<PackageId> = package.imports.ids.clone();
    while let Some(id) = pending.pop() {
        if std::mem::replace(&mut visited[id.0 as usize], true) {
            continue;
        }
        let dependency = graph.get(id);
        pending.extend_from_slice(&dependency.imports.ids);
        if let Some(module) = &dependency.module
            && module.path != main_path
            && seen.insert((&module.path, &module.version))
        {
            modules.push(Arc::clone(module));
        }
    }
    modules.sort_by(compare_modules);
    modules
}

fn set_stamp_error(package: &mut Package, reason: &str) {
    if package.problems.error.is_some() {
        return;
    }
    package.facts.problems.incomplete = true;
    package.facts.problems.error = Some(Arc::new(PackageError {
        err: format!(
            "error obtaining VCS status: {reason}\n\tUse -buildvcs=false to disable VCS stamping."
        ),
        ..PackageError::default()
    }));
}
