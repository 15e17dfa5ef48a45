//! Plans that make archives.
//!
//! Counterpart: cmd/go/internal/work/action.go (`CompileAction`, `cgoAction`,
//! `buildProfileAction`).

use vamos_load::PackageGraph;
use vamos_load::PackageId;

use super::Key;
use super::Plan;
use crate::action::Action;
use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::CgoTool;
use crate::action::CheckCache;
use crate::action::CompileForeign;
use crate::action::Cover;
use crate::action::ForeignSources;
use crate::action::Goal;
use crate::action::Preprocess;
use crate::cgo::ForeignSource;

impl Plan {
    /// Returns the action that makes a package's archive, and installs it if `goal` demands it
    /// (`CompileAction`).
    pub fn compile_action(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        dep_goal: Goal,
        id: PackageId,
    ) -> ActionRef {
        let action = self.compile_unneeded(graph, Goal::Build, dep_goal, id);
        let build = self.build_behind(action);
        self.get_mut(build).needs_build = true;
        self.install_compiled(graph, goal, action, id)
    }

    /// Returns the same action for vetting, which needs the package's sources but not the
    /// archive (`ModeVetOnly`).
    pub(super) fn compile_unneeded(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        dep_goal: Goal,
        id: PackageId,
    ) -> ActionRef {
        let action = match self.known.get(&Key::Build(id)) {
            Some(action) => *action,
            None => self.new_compile(graph, dep_goal, id),
        };
        self.install_compiled(graph, goal, action, id)
    }

    /// Returns the action that makes the compiler's Go files for a package that uses cgo
    /// ([`BuildResult::go_files`](crate::BuildResult::go_files)). Only foreign sources are
    /// compiled, if requested. No import is built for it: cgo reads only the package itself. Its
    /// key differs from the key of the package's archive, so the build must not use the official
    /// cache.
    pub fn go_files_action(
        &mut self,
        graph: &PackageGraph,
        id: PackageId,
        foreign: ForeignSources,
    ) -> ActionRef {
        let mut action = Action::new(ActionMode::Build, Some(id), ActionKind::Compile);
        let objdir = self.new_objdir();
        objdir.clone_into(&mut action.objdir);
        action.needs_vet = true;
        action.go_files_only = Some(foreign);
        let action = self.add(action);
        let mut check = Action::new(
            ActionMode::CheckCache,
            Some(id),
            ActionKind::CheckCache(CheckCache(action)),
        );
        objdir.clone_into(&mut check.objdir);
        let check = self.add(check);
        let mut sources = ForeignSource::all(self.release, self.package(graph, id), &objdir);
        if foreign == ForeignSources::Ignored {
            sources.clear();
        }
        let collect = self.cgo_actions(sources, id, action, vec![check], &objdir);
        self.get_mut(action).deps = vec![check, collect];
        action
    }

    fn install_compiled(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        action: ActionRef,
        id: PackageId,
    ) -> ActionRef {
        let package = self.package(graph, id);
        // The archive of a package main is never installed.
        if goal != Goal::Build && !package.request.target.is_empty() && package.name != "main" {
            return self.install_action(graph, action, goal);
        }
        action
    }

    fn new_compile(&mut self, graph: &PackageGraph, dep_goal: Goal, id: PackageId) -> ActionRef {
        let package = graph.get(id);
        let request = &self.package(graph, id).request;
        let (profile, is_covered) = (request.pgo_profile.clone(), !request.cover_mode.is_empty());
        let action = self.add(Action::new(
            ActionMode::Build,
            Some(id),
            ActionKind::Compile,
        ));
        let objdir = self.new_objdir();
        self.get_mut(action).objdir.clone_from(&objdir);
        let mut deps = Vec::with_capacity(package.imports.ids.len() + 1);
        if !package
            .problems
            .error
            .as_ref()
            .is_some_and(|error| error.is_import_cycle)
        {
            for import in &package.imports.ids {
                deps.push(self.compile_action(graph, dep_goal, dep_goal, *import));
            }
        }
        if !profile.is_empty() {
            deps.push(self.preprocess_action(&profile));
        }
        // Recorded only now: a package that imports itself must not find its own action.
        self.known.insert(Key::Build(id), action);
        if package.origin.standard && matches!(package.import_path.as_str(), "builtin" | "unsafe") {
            let built_in = self.get_mut(action);
            built_in.mode = ActionMode::BuiltIn;
            built_in.kind = ActionKind::Group;
            built_in.deps = deps;
            return action;
        }
        let mut check = Action::new(
            ActionMode::CheckCache,
            Some(id),
            ActionKind::CheckCache(CheckCache(action)),
        );
        check.objdir.clone_from(&objdir);
        check.deps.clone_from(&deps);
        let check = self.add(check);
        deps.push(check);
        let mut before_cgo = vec![check];
        if is_covered {
            let mut cover = Action::new(
                ActionMode::Cover,
                Some(id),
                ActionKind::Cover(Cover(action)),
            );
            cover.objdir.clone_from(&objdir);
            cover.deps = vec![check];
            let cover = self.add(cover);
            deps.push(cover);
            before_cgo.push(cover);
        }
        if package.uses_cgo() || package.uses_swig() {
            let sources = ForeignSource::all(self.release, self.package(graph, id), &objdir);
            deps.push(self.cgo_actions(sources, id, action, before_cgo, &objdir));
        }
        self.get_mut(action).deps = deps;
        action
    }

    /// Returns the action that collects the results of cgo for a package: the tool runs if the
    /// cache check has found work, then a compiler for each foreign source (`cgoAction`).
    fn cgo_actions(
        &mut self,
        sources: Vec<ForeignSource>,
        id: PackageId,
        build: ActionRef,
        deps: Vec<ActionRef>,
        objdir: &str,
    ) -> ActionRef {
        let mut run = Action::new(
            ActionMode::CgoRun,
            Some(id),
            ActionKind::CgoTool(CgoTool(build)),
        );
        objdir.clone_into(&mut run.objdir);
        run.deps = deps;
        let run = self.add(run);
        let mut compiles = Vec::new();
        for (number, source) in (1..).zip(sources) {
            let kind = ActionKind::CompileForeign(CompileForeign { build, source });
            let mut compile = Action::new(ActionMode::CgoCompile, Some(id), kind);
            objdir.clone_into(&mut compile.objdir);
            compile.deps = vec![run];
            compile.target = format!("{objdir}_x{number:03}.o");
            compiles.push(self.add(compile));
        }
        let mut collect = Action::new(ActionMode::CollectCgo, None, ActionKind::Group);
        collect.deps = match compiles.is_empty() {
            true => vec![run],
            false => compiles,
        };
        objdir.clone_into(&mut collect.objdir);
        self.add(collect)
    }

    /// Returns the action that preprocesses a profile, once for all packages that are
    /// compiled with it.
    fn preprocess_action(&mut self, profile: &str) -> ActionRef {
        let key = Key::Profile(profile.to_owned());
        if let Some(action) = self.known.get(&key) {
            return *action;
        }
        let kind = ActionKind::Preprocess(Preprocess(profile.to_owned()));
        let mut action = Action::new(ActionMode::Preprocess, None, kind);
        action.objdir = self.new_objdir();
        action.target = format!("{}pgo.preprofile", action.objdir);
        let action = self.add(action);
        self.known.insert(key, action);
        action
    }
}
