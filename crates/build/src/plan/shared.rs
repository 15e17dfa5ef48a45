//! Plans of shared libraries: `-buildmode=shared` makes one, `-linkshared` links programs
//! against those that are installed.
//!
//! Counterpart: cmd/go/internal/work/action.go (`linkSharedAction`).

use vamos_base::golang::path;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use super::Key;
use super::Plan;
use crate::action::Action;
use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::Goal;
use crate::error::BuildError;

impl Plan {
    /// Returns the action that links the packages that `group` builds into a library of this name,
    /// and installs it if `goal` demands it (`linkSharedAction`).
    pub fn shared_action(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        dep_goal: Goal,
        name: &str,
        group: ActionRef,
    ) -> ActionRef {
        let build = match self.known(&Key::Shared(name.to_owned())) {
            Some(action) => action,
            None => self.new_shared(graph, dep_goal, name, group),
        };
        if goal == Goal::Build {
            return build;
        }
        match self.known(&Key::InstallShared(name.to_owned())) {
            Some(action) => action,
            None => self.new_shared_install(graph, name, build),
        }
    }

    /// Returns the action that updates a library on disk from the packages that it lists.
    fn library_action(&mut self, graph: &PackageGraph, file: &str) -> ActionRef {
        let goal = Goal::InstallImplicitly;
        let name = path::base(file);
        if let Some(action) = self.known(&Key::InstallShared(name.to_owned())) {
            return action;
        }
        let packages: &[PackageId] = match graph.shared.libraries.get(file) {
            Some(Ok(packages)) => packages,
            Some(Err(error)) => {
                self.refuse(BuildError::Library(error.clone()));
                &[]
            }
            None => &[],
        };
        let mut deps = Vec::with_capacity(packages.len());
        for package in packages {
            deps.push(self.compile_action(graph, goal, goal, *package));
        }
        let group = self.group("shlib packages", deps);
        self.shared_action(graph, goal, goal, name, group)
    }

    fn new_shared(
        &mut self,
        graph: &PackageGraph,
        dep_goal: Goal,
        name: &str,
        group: ActionRef,
    ) -> ActionRef {
        let mut action = Action::new(
            ActionMode::LinkShared,
            graph.shared.flags,
            ActionKind::LinkShared,
        );
        action.objdir = self.new_objdir();
        action.target = format!("{}{name}", action.objdir);
        action.deps = vec![group];
        for id in &graph.shared.added {
            let package = self.package(graph, *id);
            let is_there = self.get(group).deps.iter().any(|dep| {
                let named = self.package_of(graph, *dep);
                named.is_some_and(|named| named.import_path == package.import_path)
            });
            // Another library contains it together with its dependencies.
            let is_ours = package.request.shlib.is_empty()
                || package.import_path == path::base(&package.request.shlib);
            if !is_there && is_ours {
                let dep = self.compile_action(graph, dep_goal, dep_goal, *id);
                self.get_mut(group).deps.push(dep);
            }
        }
        for id in &graph.shared.linked {
            let dep = self.compile_action(graph, dep_goal, dep_goal, *id);
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
    pub(super) fn add_libraries(
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
        let package = |id: &PackageId| self.package(graph, *id);
        let first = packages.first().map(package);
        let root = first.map_or_else(String::new, |first| first.request.target_root.clone());
        let other = packages
            .iter()
            .map(package)
            .find(|other| other.request.target_root != root);
        if let (Some(first), Some(other)) = (first, other) {
            let error = different_roots(first, other);
            self.refuse(error);
        }
        let mut install = Action::new(ActionMode::InstallShared, None, ActionKind::Install);
        install.objdir.clone_from(&self.get(build).objdir);
        install.target = path::join(&[&root, name]);
        install.deps = vec![build];
        for id in packages {
            let package = self.package(graph, id);
            if package.request.target_root.is_empty() {
                continue;
            }
            let file = format!("{}.shlibname", package.import_path);
            let mut note = Action::new(
                ActionMode::ShlibName,
                Some(id),
                ActionKind::InstallShlibName,
            );
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
    BuildError::DifferentRoots {
        packages: [first.import_path.clone(), other.import_path.clone()],
        roots: [
            first.request.target_root.clone(),
            other.request.target_root.clone(),
        ],
    }
}
