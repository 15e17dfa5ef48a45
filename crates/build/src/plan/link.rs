//! Plans that link executables, and that install results.
//!
//! Counterpart: cmd/go/internal/work/action.go (`LinkAction`, `installAction`,
//! `addInstallHeaderAction`).

use vamos_base::golang::path;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use super::Key;
use super::Plan;
use crate::action::Action;
use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::Goal;
use crate::c_header;

impl Plan {
    /// Returns the action that links a package main, and installs the result if `goal` demands it
    /// (`LinkAction`).
    pub fn link_action(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        dep_goal: Goal,
        id: PackageId,
    ) -> ActionRef {
        let link = match self.known.get(&Key::Link(id)) {
            Some(action) => *action,
            None => self.new_link(graph, dep_goal, id),
        };
        if goal != Goal::Build {
            return self.install_action(graph, link, goal);
        }
        link
    }

    fn new_link(&mut self, graph: &PackageGraph, dep_goal: Goal, id: PackageId) -> ActionRef {
        let compile = self.compile_action(graph, Goal::Build, dep_goal, id);
        let mut action = Action::new(ActionMode::Link, Some(id), ActionKind::Link);
        action.objdir.clone_from(&self.get(compile).objdir);
        // Process lists show the name when `go run` runs the file from here.
        let request = &self.package(graph, id).request;
        let name = match request.exe_name.as_str() {
            "" if self.names.is_recorded && !request.target.is_empty() => {
                path::base(&request.target)
            }
            "" => "a.out",
            name => name,
        };
        action.target = format!("{}exe/{name}{}", action.objdir, self.names.suffix);
        action.built.clone_from(&action.target);
        action.deps = vec![compile];
        let mut below = self.deps_below(graph, compile);
        action.deps.append(&mut below);
        if self.names.is_shared {
            self.add_libraries(graph, &mut action.deps, "");
        }
        // The main package is compiled after all other linked packages, so that the link's
        // action ID can be known before it (cached.rs).
        let rest = action.deps[1..].to_vec();
        let mut nop = Action::new(ActionMode::Nop, None, ActionKind::Group);
        nop.deps = rest;
        let nop = self.add(nop);
        self.get_mut(compile).deps.push(nop);
        let link = self.add(action);
        self.known.insert(Key::Link(id), link);
        link
    }

    /// Turns a build or link action into one that installs its result, so that all dependents,
    /// current and future, wait for the installation. The action itself is moved
    /// (`installAction`).
    pub(super) fn install_action(
        &mut self,
        graph: &PackageGraph,
        action: ActionRef,
        goal: Goal,
    ) -> ActionRef {
        let is_implicit_install = goal == Goal::InstallImplicitly;
        let mode = match self.get(action).mode {
            ActionMode::Build => ActionMode::BuildInstall,
            ActionMode::Link => ActionMode::LinkInstall,
            ActionMode::BuildInstall | ActionMode::LinkInstall => {
                self.get_mut(action).is_implicit_install &= is_implicit_install;
                return action;
            }
            // Nothing to install.
            _ => return action,
        };
        let package = self.get(action).package;
        let mut install = Action::new(mode, package, ActionKind::Install);
        install.objdir.clone_from(&self.get(action).objdir);
        install.target = package.map_or_else(String::new, |id| {
            self.package(graph, id).request.target.clone()
        });
        install.built.clone_from(&install.target);
        install.is_implicit_install = is_implicit_install;
        let moved = std::mem::replace(self.get_mut(action), install);
        let moved = self.add(moved);
        self.get_mut(action).deps.push(moved);
        if self.names.has_header && package.is_some_and(|id| graph.get(id).uses_cgo()) {
            let mut header = Action::new(
                ActionMode::InstallHeader,
                package,
                ActionKind::InstallHeader,
            );
            header.deps = vec![moved];
            header.objdir.clone_from(&self.get(moved).objdir);
            header.target = c_header::header_target(&self.get(action).target);
            let header = self.add(header);
            self.get_mut(action).deps.push(header);
        }
        action
    }
}
