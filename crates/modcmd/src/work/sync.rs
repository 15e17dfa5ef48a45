//! `go work sync`: the versions that a workspace selects, in the go.mod files of its modules.
//!
//! Counterpart: cmd/go/internal/workcmd/sync.go.

use std::collections::BTreeSet;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modload::LoadContext;
use vamos_modload::LoadError;
use vamos_modload::ModOptions;
use vamos_modload::ModuleUpdate;
use vamos_modload::Modules;
use vamos_modload::read_go_work;
use vamos_modules::EditRequest;

use super::WorkError;
use super::file;
use crate::CommitError;
use crate::commit;

/// The reason why a workspace is not in sync.
#[derive(Debug)]
pub enum SyncError {
    /// The module graph cannot be loaded; a newer Go may be able to.
    Graph(LoadError),
    /// An error of a `go work` command.
    Work(WorkError),
    /// A go.sum cannot be written.
    Commit(CommitError),
}

impl From<LoadError> for SyncError {
    fn from(error: LoadError) -> Self {
        Self::Work(error.into())
    }
}

impl From<WorkError> for SyncError {
    fn from(error: WorkError) -> Self {
        Self::Work(error)
    }
}

/// Raises the requirements of each module of the workspace to the versions that the workspace
/// selects, and the go version of the workspace to the highest of its modules. `say` gets lines for
/// stderr, prefixes included.
pub fn sync_work(
    ctx: &LoadContext<'_>,
    modules: Modules<'_>,
    say: &mut dyn FnMut(&str),
) -> Result<(), SyncError> {
    let mut sync = Sync {
        ctx,
        workspace: modules,
        say,
        go_version: String::new(),
        later: Vec::new(),
    };
    sync.run()
}

struct Sync<'c, 'a> {
    ctx: &'c LoadContext<'c>,
    workspace: Modules<'a>,
    say: &'c mut dyn FnMut(&str),
    /// The newest go version of the modules.
    go_version: String,
    /// The go.mod files to write when all are known.
    later: Vec<ModuleUpdate>,
}

/// A module of the workspace.
struct Member {
    root: String,
    /// The modules that its packages are from, in the versions of the workspace.
    selected: Vec<ModuleVersion>,
}

impl Sync<'_, '_> {
    fn run(&mut self) -> Result<(), SyncError> {
        self.flush();
        let graph = self.workspace.load_mod_graph("");
        graph.map_err(SyncError::Graph)?;
        let work_file = self.workspace.work_file_path().to_owned();
        for member in self.members()? {
            // The placeholder for the modules of a workspace without any.
            if !member.root.is_empty() {
                self.sync_member(&member)?;
            }
        }
        let later = std::mem::take(&mut self.later);
        self.write_go_mods(&later);
        let mut work = read_go_work(self.ctx, &work_file)?;
        file::raise_go_version(&mut work, &self.go_version)?;
        file::look_up_modules(self.ctx, &mut work);
        file::write(&work_file, &mut work).map_err(WorkError::Write)?;
        Ok(())
    }

    /// Returns the modules of the workspace, each with the modules that its packages need.
    fn members(&mut self) -> Result<Vec<Member>, LoadError> {
        let main = self.workspace.main_modules().list().iter();
        let main: Vec<_> = main
            .map(|main| (main.module.clone(), main.root.clone()))
            .collect();
        let mut members = Vec::new();
        for (module, root) in main {
            let options = ModOptions {
                any_tags: true,
                vendor_modules_in_goroot_src: true,
                load_tests: true,
                allow_errors: true,
                silence_package_errors: true,
                silence_unmatched_warnings: true,
                main_module: Some(module),
                ..ModOptions::default()
            };
            self.workspace
                .load_packages(&options, &["all".to_owned()])?;
            self.flush();
            let packages = self.workspace.loaded_packages().into_iter();
            let providers = packages.filter_map(|path| self.workspace.package_module(path));
            let versions = providers.filter(|m| !m.version.is_empty()).cloned();
            let unique: BTreeSet<ModuleVersion> = versions.collect();
            let mut selected = Vec::from_iter(unique);
            gover::mod_sort(&mut selected);
            members.push(Member { root, selected });
        }
        Ok(members)
    }

    /// Raises the requirements of one module.
    fn sync_member(&mut self, member: &Member) -> Result<(), SyncError> {
        let mut module = self.workspace.enter_module(&member.root)?;
        let is_strict = self.ctx.env.sdk.release.syncs_all_or_nothing();
        let selected = &member.selected[..];
        let (try_upgrade, must_select) = if is_strict {
            (selected, &[][..])
        } else {
            (&[][..], selected)
        };
        let request = EditRequest {
            try_upgrade,
            must_select,
            verbose: false,
        };
        let edited = module.edit_build_list(request);
        for line in module.take_warnings() {
            (self.say)(&line);
        }
        module.exit_if_errors()?;
        let is_changed = match edited {
            Ok(is_changed) => is_changed,
            Err(error) if is_strict => return Err(LoadError::from(ModuleError::from(error)).into()),
            Err(_) => return Ok(()),
        };
        if is_changed {
            self.tidy_member(&mut module)?;
        }
        let go_version = module.main_go_version();
        if gover::compare(&self.go_version, &go_version).is_lt() {
            self.go_version = go_version;
        }
        Ok(())
    }

    /// Writes the files of a module whose requirements changed.
    fn tidy_member(&mut self, module: &mut Modules<'_>) -> Result<(), SyncError> {
        let tidied = module.tidy_edited();
        for line in module.take_warnings() {
            (self.say)(&line);
        }
        let updates = module.updates().iter().cloned();
        let (sums, go_mods): (Vec<_>, Vec<_>) = updates.partition(ModuleUpdate::is_sum);
        commit(&self.ctx.env.dirs.gomodcache, &sums).map_err(SyncError::Commit)?;
        tidied?;
        if self.ctx.env.sdk.release.syncs_all_or_nothing() {
            self.later.extend(go_mods);
        } else {
            self.write_go_mods(&go_mods);
        }
        Ok(())
    }

    /// Writes go.mod files; errors are ignored, as in upstream.
    fn write_go_mods(&self, updates: &[ModuleUpdate]) {
        for update in updates {
            let _ = commit(&self.ctx.env.dirs.gomodcache, std::slice::from_ref(update));
        }
    }

    fn flush(&mut self) {
        for line in self.workspace.take_warnings() {
            (self.say)(&line);
        }
    }
}
