//! Gathers the build info of a main package, and stamps it with the state of its
//! repository.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`setBuildInfo`).

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_vcs::FindError;
use vamos_vcs::Stamper;

use crate::context::LoadContext;
use crate::modload::BuildMod;
use crate::modload::ModuleVersion;
use crate::package::ModulePublic;
use crate::package::Package;
use crate::package::PackageError;
use crate::package::PackageId;
use crate::pkg::PackageOpts;
use crate::pkg::build_info::BuildInfo;
use crate::pkg::build_info::DebugModule;
use crate::pkg::build_info::SettingInputs;
use crate::pkg::build_info::append_settings;
use crate::pkg::build_info::compare_modules;
use crate::pkg::loader::PackageLoader;

/// Returns the reader of repositories' states, if main packages are to be stamped.
pub(crate) fn stamper<'a>(ctx: &'a LoadContext<'_>, opts: &PackageOpts) -> Option<&'a Stamper> {
    let is_wanted = match ctx.flags.buildvcs.as_str() {
        "true" => true,
        "auto" => opts.auto_vcs,
        _ => false,
    };
    let stamper = ctx.stamper.as_deref()?;
    (is_wanted && !opts.suppress_build_info).then_some(stamper)
}

impl PackageLoader<'_> {
    /// Sets the build info of a main package without errors whose imports are loaded.
    pub(crate) fn set_build_info(&mut self, id: PackageId) {
        let package = self.graph.get(id);
        let is_vendor = self.modules.build_mod() == BuildMod::Vendor;
        let sum = |path: &str, version: &str| {
            if is_vendor {
                return String::new();
            }
            self.modules.module_sum(&ModuleVersion {
                path: path.to_owned(),
                version: version.to_owned(),
            })
        };
        let mut info = BuildInfo {
            path: package.import_path.clone(),
            main: package.module.as_ref().map(|m| DebugModule::new(m, &sum)),
            ..BuildInfo::default()
        };
        let modules = self.dependency_modules(package);
        info.deps = modules.iter().map(|m| DebugModule::new(m, &sum)).collect();
        let inputs = SettingInputs {
            default_godebug: &package.default_godebug,
            fips_version: &self.fips_version,
            build_tags: &self.source.build.build_tags,
        };
        append_settings(&mut info, self.ctx.env, self.ctx.flags, &inputs);
        let mut vcs_messages = Vec::new();
        let stamped = self.stamp(package, &mut info, &mut vcs_messages);
        self.vcs_messages.append(&mut vcs_messages);
        match stamped {
            Ok(()) => {
                self.build_infos.insert(id, info);
            }
            Err(reason) => self.set_stamp_error(id, &reason),
        }
    }

    /// Returns the modules of all dependencies but the main module, sorted.
    fn dependency_modules(&self, package: &Package) -> Vec<Arc<ModulePublic>> {
        let main_path = package.module.as_ref().map_or("", |module| &module.path);
        let mut visited = vec![false; self.graph.packages.len()];
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        let mut modules = Vec::new();
        let mut pending: Vec<PackageId> = package.imports.ids.clone();
        while let Some(id) = pending.pop() {
            if std::mem::replace(&mut visited[id.0 as usize], true) {
                continue;
            }
            let dependency = self.graph.get(id);
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

    /// Adds the state of the package's repository, if both the working directory and the
    /// module are in the same and the flags request it. The error is upstream's text.
    fn stamp(
        &self,
        package: &Package,
        info: &mut BuildInfo,
        vcs_messages: &mut Vec<String>,
    ) -> Result<(), String> {
        let stamper = stamper(self.ctx, self.opts);
        let (Some(stamper), Some(module)) = (stamper, &package.module) else {
            return Ok(());
        };
        let is_auto = self.ctx.flags.buildvcs == "auto";
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
        // Upstream has written what loading changes by now; here that comes later.
        let mut changes = self.modules.updates().iter();
        if changes.any(|change| path::has_path_prefix(&change.path, &repo.dir)) {
            self.is_stamped_early.set(true);
            return Ok(());
        }
        let status = stamper
            .status(&repo, vcs_messages)
            .map_err(|error| error.to_string())?;
        info.append("vcs", repo.system.command());
        if !status.revision.is_empty() {
            info.append("vcs.revision", &status.revision);
        }
        if let Some(time) = status.time {
            info.append("vcs.time", &time.rfc3339_nano(0));
        }
        info.append("vcs.modified", &status.is_modified.to_string());
        let version = stamper.module_version(&repo, &module.path, &status.revision, vcs_messages);
        if let (Some(mut version), Some(main)) = (version, &mut info.main)
            && !version.is_empty()
        {
            if status.is_modified {
                let is_incompatible = version.ends_with("+incompatible");
                version += if is_incompatible { ".dirty" } else { "+dirty" };
            }
            main.version = version;
        }
        Ok(())
    }

    fn set_stamp_error(&mut self, id: PackageId, reason: &str) {
        let package = self.graph.get_mut(id);
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
}
