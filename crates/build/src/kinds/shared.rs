//! Shared libraries of packages: `-buildmode=shared` makes one, `-linkshared` links
//! programs against those that are installed.
//!
//! Counterpart: cmd/go/internal/work/action.go (`linkSharedAction`, `readpkglist`),
//! exec.go (`linkShared`, `installShlibname`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::fresh;
use vamos_jobs::Job;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_objfile::elf_note::elf_note;

use super::Install;
use super::Kind;
use super::link;
use crate::action::Action;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::BuildMode;
use crate::action::Key;
use crate::action::Plan;
use crate::cached;
use crate::error::BuildError;
use crate::gc;
use crate::recipe;
use crate::run::Run;

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
        let mut action = Action::new(ActionMode::LinkShared, graph.shared.flags, LinkShared);
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
            let library = package.request.shlib.clone();
            let name = path::base(&library);
            if library.is_empty() || seen.iter().any(|seen| seen == name) {
                continue;
            }
            seen.push(name.to_owned());
            let library = self.library_action(graph, &library);
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
        let mut install = Action::new(ActionMode::InstallShared, None, Install);
        install.objdir.clone_from(&self.get(build).objdir);
        install.target = path::join(&[root, name]);
        install.deps = vec![build];
        for id in packages {
            let package = graph.get(id);
            if package.request.target_root.is_empty() {
                continue;
            }
            let file = format!("{}.shlibname", package.import_path);
            let mut note = Action::new(ActionMode::ShlibName, Some(id), InstallShlibName);
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

/// Links a shared library. It has no place for a build ID, so it is never found anywhere.
pub(crate) struct LinkShared;

impl Kind for LinkShared {
    fn run(&self, run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
        let id = cached::action_id_of(run, "linkShared", |sink| {
            recipe::write_shared_recipe(run, action, sink)
        })?;
        let is_list = run.cx().list.is_list;
        let target = &run.plan.get(action).target;
        if cached::use_cache(run, action, id, target, !is_list)? || is_list {
            return Ok(());
        }
        let result = link_shared(run, action);
        cached::flush_output(run, action);
        result
    }

    fn verb(&self) -> Option<&'static str> {
        Some("link")
    }

    fn estimate(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        link::estimate(run, action)
    }

    fn memory(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        link::memory(run, action)
    }
}

fn link_shared(run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
    let shell = run.shell(action);
    let this = run.plan.get(action);
    shell.make_dirs(&this.objdir)?;
    let importcfg = format!("{}importcfg.link", this.objdir);
    let imports = link::imports(run, action);
    shell.write_file(&importcfg, &os_str::encode(&imports.text))?;
    run.state(action).built.clone_from(&this.target);
    let job = gc::shared_job(run, action, &importcfg, &imports)?;
    shell.run_job(path::base(&this.target), &Job::Link(Box::new(job)))
}

/// Records which library a package is in.
pub(crate) struct InstallShlibName;

impl Kind for InstallShlibName {
    fn run(&self, run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
        let shell = run.shell(action);
        let this = run.plan.get(action);
        if !shell.is_dry() {
            shell.make_dirs(&path::dir(&this.target))?;
        }
        let library = path::base(&run.plan.get(this.deps[0]).target);
        shell.write_file(&this.target, &os_str::encode(&format!("{library}\n")))
    }
}
