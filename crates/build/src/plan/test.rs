//! Parts of the plan of a test: its program, and the actions that preserve its files.
//!
//! Counterpart: cmd/go/internal/test/test.go (`builderTest`).

use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use super::Plan;
use crate::action::Action;
use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::Goal;

impl Plan {
    /// Changes a package for this build only.
    pub fn change_package(
        &mut self,
        graph: &PackageGraph,
        id: PackageId,
        change: impl FnOnce(&mut Package),
    ) {
        let package = self
            .requested
            .entry(id)
            .or_insert_with(|| graph.get(id).clone());
        change(package);
    }

    /// Makes the build of a package with its test files wait for the build of the package
    /// without them, so that errors of their common files are reported once.
    pub fn build_after(&mut self, graph: &PackageGraph, test: PackageId, plain: PackageId) {
        let test = self.compile_action(graph, Goal::Build, Goal::Build, test);
        let plain = self.compile_action(graph, Goal::Build, Goal::Build, plain);
        self.get_mut(test).deps.push(plain);
        if !self.release.has_check_cache_actions() {
            // The action ID contained everything that the build waited for.
            let check = |action: &ActionRef| self.get(*action).checks() == Some(test);
            let check = self.get(test).deps.iter().copied().find(check);
            if let Some(check) = check {
                self.get_mut(check).deps.push(plain);
            }
        }
    }

    /// Gives the actions that make an archive another object directory.
    pub fn set_objdir(&mut self, build: ActionRef, objdir: &str) {
        let deps = self.get(build).deps.clone();
        let package = self.get(build).package;
        let is_part = |action: &Action| {
            let parts = [ActionMode::CheckCache, ActionMode::Cover];
            action.package == package && parts.contains(&action.mode)
        };
        let parts = deps.into_iter().filter(|dep| is_part(self.get(*dep)));
        let all: Vec<ActionRef> = parts.chain([build]).collect();
        for action in all {
            objdir.clone_into(&mut self.get_mut(action).objdir);
        }
    }

    /// Sets the file that a link makes.
    pub fn set_link_target(&mut self, link: ActionRef, target: String) {
        let link = self.get_mut(link);
        link.built.clone_from(&target);
        link.target = target;
    }

    /// Returns an action that installs the result of `link` as `target`, under its own name in the
    /// action graph.
    pub fn install_as(&mut self, name: &'static str, link: ActionRef, target: &str) -> ActionRef {
        let package = self.get(link).package;
        let mut install = Action::new(ActionMode::Command(name), package, ActionKind::Install);
        install.deps = vec![link];
        target.clone_into(&mut install.target);
        self.add(install)
    }
}
