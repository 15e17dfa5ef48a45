//! Shared libraries of packages: `-buildmode=shared` makes one, `-linkshared` links
//! programs against those that are installed.
//!
//! Counterpart: cmd/go/internal/work/action.go (`linkSharedAction`, `readpkglist`),
//! exec.go (`linkShared`, `installShlibname`).

use std::sync::PoisonError;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::fresh;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_objfile::build_id;
use vamos_objfile::elf_note::elf_note;

use crate::action::Action;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::Actor;
use crate::action::BuildMode;
use crate::action::Key;
use crate::action::Plan;
use crate::error::BuildError;
use crate::runner::Running;

/// Returns the import paths of the packages in a shared library, which its linker
/// listed there (`readpkglist`).
pub fn library_packages(file: &str) -> Result<Vec<String>, String> {
    let failed = |error: String| format!("readELFNote failed: {error}");
    let opened = fresh::open(file).map_err(|error| failed(error.to_string()))?;
    let note = elf_note(&opened, b"Go\0\0", 1).map_err(failed)?;
    let text = os_str::decode(&note.unwrap_or_default());
    Ok(text.lines().map(str::to_owned).collect())
}

impl Plan {
    /// Returns the action that links the packages that `group` builds into a library of
    /// this name, and puts it in its place where `mode` says so
    /// (`linkSharedAction`).
    pub fn shared_action(
        &mut self,
        graph: &PackageGraph,
        mode: BuildMode,
        dep_mode: BuildMode,
        name: &str,
        group: ActionRef,
    ) -> ActionRef {
        let build = match self.known(&Key::Shared(name.to_owned())) {
            Some(action) => action,
            None => self.new_shared(graph, dep_mode, name, group),
        };
        if mode == BuildMode::Build {
            return build;
        }
        match self.known(&Key::InstallShared(name.to_owned())) {
            Some(action) => action,
            None => self.new_shared_install(graph, name, build),
        }
    }

    /// Returns the action that makes sure of a library on disk, out of the packages that
    /// it says are in it.
    fn library_action(&mut self, graph: &PackageGraph, file: &str) -> ActionRef {
        let mode = BuildMode::BuggyInstall;
        let name = path::base(file);
        if let Some(action) = self.known(&Key::InstallShared(name.to_owned())) {
            return action;
        }
        let packages: &[PackageId] = match graph.shared.libraries.get(file) {
            Some(Ok(packages)) => packages,
            Some(Err(error)) => {
                self.refuse(BuildError::Bare(error.clone()));
                &[]
            }
            None => &[],
        };
        let mut deps = Vec::with_capacity(packages.len());
        for package in packages {
            deps.push(self.compile_action(graph, mode, mode, *package));
        }
        let group = self.group("shlib packages", deps);
        self.shared_action(graph, mode, mode, name, group)
    }

    fn new_shared(
        &mut self,
        graph: &PackageGraph,
        dep_mode: BuildMode,
        name: &str,
        group: ActionRef,
    ) -> ActionRef {
        let mut action = Action::new(
            ActionMode::LinkShared,
            graph.shared.flags,
            Actor::LinkShared,
        );
        action.objdir = self.new_objdir();
        action.target = format!("{}{name}", action.objdir);
        action.deps = vec![group];
        for id in &graph.shared.added {
            let package = graph.get(*id);
            let is_there = self.get(group).deps.iter().any(|dep| {
                let named = self.package_of(graph, *dep);
                named.is_some_and(|named| named.import_path == package.import_path)
            });
            // In another library it comes with all that it takes.
            let is_ours = package.request.shlib.is_empty()
                || path::base(&package.request.shlib) == package.import_path;
            if !is_there && is_ours {
                let dep = self.compile_action(graph, dep_mode, dep_mode, *id);
                self.get_mut(group).deps.push(dep);
            }
        }
        for id in &graph.shared.linked {
            let dep = self.compile_action(graph, dep_mode, dep_mode, *id);
            action.deps.push(dep);
        }
        let mut below = self.deps_below(graph, group);
        action.deps.append(&mut below);
        self.add_libraries(graph, &mut action.deps, name);
        let action = self.add(action);
        self.remember(Key::Shared(name.to_owned()), action);
        action
    }

    /// Adds the libraries that hold packages among `deps` (`-linkshared`), but `own`.
    pub(crate) fn add_libraries(
        &mut self,
        graph: &PackageGraph,
        deps: &mut Vec<ActionRef>,
        own: &str,
    ) {
        let mut seen = vec![own.to_owned()];
        for at in 0..deps.len() {
            let Some(package) = self.package_of(graph, deps[at]) else {
                continue;
            };
            let name = path::base(&package.request.shlib);
            if package.request.shlib.is_empty() || seen.iter().any(|seen| seen == name) {
                continue;
            }
            seen.push(name.to_owned());
            let library = self.library_action(graph, &package.request.shlib);
            deps.push(library);
        }
    }

    fn new_shared_install(
        &mut self,
        graph: &PackageGraph,
        name: &str,
        build: ActionRef,
    ) -> ActionRef {
        let tops = self.get(self.get(build).deps[0]).deps.clone();
        let packages = tops.iter().filter_map(|top| self.get(*top).package);
        let packages: Vec<PackageId> = packages.collect();
        let package = |id: &PackageId| graph.get(*id);
        let first = packages.first().map(package);
        let root = first.map_or("", |first| first.request.target_root.as_str());
        let other = packages
            .iter()
            .map(package)
            .find(|other| other.request.target_root != root);
        if let (Some(first), Some(other)) = (first, other) {
            self.refuse(different_roots(first, other));
        }
        let mut install = Action::new(ActionMode::InstallShared, None, Actor::Install);
        install.objdir.clone_from(&self.get(build).objdir);
        install.target = path::join(&[root, name]);
        install.deps = vec![build];
        for id in packages {
            let package = graph.get(id);
            if package.request.target_root.is_empty() {
                continue;
            }
            let file = format!("{}.shlibname", package.import_path);
            let mut note = Action::new(ActionMode::ShlibName, Some(id), Actor::InstallShlibName);
            note.target = path::join(&[&package.request.target_root, &file]);
            note.deps = vec![build];
            let note = self.add(note);
            install.deps.push(note);
        }
        let install = self.add(install);
        self.remember(Key::InstallShared(name.to_owned()), install);
        install
    }
}

fn different_roots(first: &Package, other: &Package) -> BuildError {
    BuildError::Bare(format!(
        "installing shared library: cannot use packages {} and {} from different roots {} and {}",
        first.import_path, other.import_path, first.request.target_root, other.request.target_root
    ))
}

impl Running<'_> {
    /// Links a library; there is no place in it for a build ID, so it is never found
    /// anywhere.
    pub(crate) fn link_shared(&self, action: ActionRef) -> Result<(), BuildError> {
        let id = self.action_id_of("linkShared", |sink| self.write_shared_recipe(action, sink))?;
        let is_list = self.cx.list.is_list;
        let target = &self.plan.get(action).target;
        if self.use_cache(action, id, target, !is_list)? || is_list {
            return Ok(());
        }
        let result = self.link_shared_needed(action);
        self.flush_output(action);
        result
    }

    fn link_shared_needed(&self, action: ActionRef) -> Result<(), BuildError> {
        let shell = self.shell(action);
        let this = self.plan.get(action);
        shell.make_dirs(&this.objdir)?;
        let importcfg = format!("{}importcfg.link", this.objdir);
        shell.write_file(&importcfg, &os_str::encode(&self.link_importcfg(action)))?;
        self.state(action).built.clone_from(&this.target);
        let words = self.shared_command(action, &importcfg)?;
        let name = path::base(&this.target);
        shell.run(&this.objdir, name, &self.changed_env, words)
    }

    /// Writes down which library a package is in.
    pub(crate) fn install_shlib_name(&self, action: ActionRef) -> Result<(), BuildError> {
        let shell = self.shell(action);
        let this = self.plan.get(action);
        if !shell.is_dry() {
            shell.make_dirs(&path::dir(&this.target))?;
        }
        let library = path::base(&self.plan.get(this.deps[0]).target);
        shell.write_file(&this.target, &os_str::encode(&format!("{library}\n")))
    }

    /// Returns the build ID of a file, or what else tells it from others; that which it
    /// had when this run first asked, also if it was replaced since
    /// (`Builder.buildID`).
    pub(crate) fn file_build_id(&self, file: &str) -> String {
        let known = || self.file_ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = known().get(file) {
            return id.clone();
        }
        // That of a library is its linker's: any bytes.
        let read = |file: &str| {
            let opened = fresh::open(file).ok()?;
            build_id::read(file, &opened).ok()
        };
        let id = match read(file) {
            Some(bytes) => os_str::decode(&bytes),
            None => self.file_hash(file),
        };
        known().insert(file.to_owned(), id.clone());
        id
    }
}
