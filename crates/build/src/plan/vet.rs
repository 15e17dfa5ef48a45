//! Plans that vet packages.
//!
//! Counterpart: cmd/go/internal/work/action.go (`VetAction`).

use vamos_load::PackageGraph;
use vamos_load::PackageId;

use super::Key;
use super::Plan;
use crate::action::Action;
use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::Goal;
use crate::action::Vet;
use crate::vet::VetSettings;

impl Plan {
    /// Sets how the actions of [`Plan::vet_action`] run the vet tool. A command that vets calls
    /// it before the run; without it the SDK's tool runs without flags.
    pub fn set_vet(&mut self, settings: VetSettings) {
        self.vet = settings;
    }

    /// Returns the settings of vetting.
    pub(crate) fn vet(&self) -> &VetSettings {
        &self.vet
    }

    /// Returns the action that vets a package and reports the findings: for a test first the
    /// package of [`TestPackages::test`](vamos_load::TestPackages::test), then its external test
    /// package. With `needs_fixes` the tool also stores fixed files in an archive
    /// ([`BuildResult::fixes`](crate::BuildResult::fixes)).
    ///
    /// The action waits for everything that the package imports to be built and vetted. The package
    /// itself is not compiled for it. If it is to be installed, the caller makes the installation
    /// wait for this action. A package that cannot be built is skipped silently: its build reports
    /// the reason (`VetAction`).
    pub fn vet_action(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        dep_goal: Goal,
        id: PackageId,
        needs_fixes: bool,
    ) -> ActionRef {
        let action = self.facts_action(graph, goal, dep_goal, id);
        if let ActionKind::Vet(vet) = &mut self.get_mut(action).kind {
            vet.facts_only = false;
            vet.needs_fixes = needs_fixes;
        }
        action
    }

    /// Returns the action that vets a package for the facts that its importers need
    /// (`vetAction`).
    fn facts_action(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        dep_goal: Goal,
        id: PackageId,
    ) -> ActionRef {
        if let Some(action) = self.known(&Key::Vet(id)) {
            return action;
        }
        let compile = self.compile_unneeded(graph, goal, dep_goal, id);
        let build = self.build_behind(compile);
        let mut deps = vec![build];
        if let Some(fmt) = self.vetted_with {
            deps.push(self.compile_action(graph, Goal::Build, dep_goal, fmt));
        }
        if build != compile {
            deps.push(compile);
        }
        for import in &graph.get(id).imports.ids {
            deps.push(self.facts_action(graph, goal, dep_goal, *import));
        }
        let is_built_in = self.get(build).is_group();
        let kind = match is_built_in {
            true => ActionKind::Group,
            false => ActionKind::Vet(Vet {
                facts_only: true,
                needs_fixes: false,
            }),
        };
        let mut action = Action::new(ActionMode::Vet, Some(id), kind);
        action.objdir.clone_from(&self.get(build).objdir);
        action.deps = deps;
        // That vetting an imported package failed does not matter.
        action.ignore_fail = true;
        self.get_mut(build).needs_vet |= !is_built_in;
        let action = self.add(action);
        self.remember(Key::Vet(id), action);
        action
    }

    /// Makes the build of package fmt a dependency of all vet actions that are planned from
    /// now on, as releases need that did not vet without it
    /// ([`Release::vets_without_fmt`](vamos_release::Release::vets_without_fmt)).
    pub fn vet_with_fmt(&mut self, fmt: PackageId) {
        self.vetted_with = Some(fmt);
    }

    /// Returns the action that builds the package of a vet action. An install action may be between
    /// the two by now.
    pub(crate) fn vetted_build(&self, action: ActionRef) -> ActionRef {
        self.build_behind(self.get(action).deps[0])
    }
}
