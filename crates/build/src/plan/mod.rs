//! The graph of actions that a command plans before it runs anything.
//!
//! The order in which actions are made decides the names of object directories, and
//! the order of `deps` decides the order of work. Both are upstream's, since `-x` shows
//! them.
//! Counterpart: cmd/go/internal/work/action.go.

mod compile;
mod link;
mod shared;
mod test;
mod vet;

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_load::BuildRequest;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_release::Release;

use crate::action::Action;
use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::CustomAction;
use crate::action::Goal;
use crate::actor::Actor;
use crate::c_header;
use crate::error::BuildError;
use crate::vet::VetSettings;

/// The key of a planned action.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Build(PackageId),
    Link(PackageId),
    Vet(PackageId),
    Profile(String),
    Shared(String),
    InstallShared(String),
}

/// The actions of one command, as far as they are planned.
#[derive(Default)]
pub struct Plan {
    release: Release,
    pub(crate) actions: Vec<Action>,
    known: HashMap<Key, ActionRef>,
    /// Packages that are built by another request than the one they were loaded with.
    requested: HashMap<PackageId, Package>,
    work_dir: String,
    objdirs: u32,
    names: LinkNames,
    refusal: Option<BuildError>,
    vet: VetSettings,
    /// A package that all vet actions wait for.
    vetted_with: Option<PackageId>,
}

/// Names of linked files, as the build mode decides.
#[derive(Default)]
struct LinkNames {
    suffix: String,
    /// True if the file records its name, which must be the name of the target.
    is_recorded: bool,
    /// True if packages that use cgo have a header for C.
    has_header: bool,
    /// True if programs are linked against shared libraries.
    is_shared: bool,
}

impl Plan {
    pub(crate) fn new(work_dir: &str, env: &GoEnv, flags: &BuildOptions) -> Self {
        let has_name = matches!(env.target.goos.as_str(), "darwin" | "windows");
        Self {
            release: env.sdk.release,
            work_dir: work_dir.to_owned(),
            names: LinkNames {
                suffix: flags.exe_suffix(&env.target).to_owned(),
                is_recorded: has_name && flags.mode.buildmode == "c-shared",
                has_header: c_header::has_header(flags),
                is_shared: flags.mode.linkshared,
            },
            ..Self::default()
        }
    }

    /// Returns an action.
    pub fn get(&self, action: ActionRef) -> &Action {
        &self.actions[action.index()]
    }

    /// Returns an action, to change.
    pub fn get_mut(&mut self, action: ActionRef) -> &mut Action {
        &mut self.actions[action.index()]
    }

    /// Builds a package by this request instead of the one that it was loaded with. Call it
    /// before actions of the package are planned.
    pub fn set_request(&mut self, graph: &PackageGraph, id: PackageId, request: BuildRequest) {
        let mut package = graph.get(id).clone();
        package.request = request;
        self.requested.insert(id, package);
    }

    /// Returns a package with the request by which it is built.
    pub(crate) fn package<'p>(&'p self, graph: &'p PackageGraph, id: PackageId) -> &'p Package {
        match self.requested.get(&id) {
            Some(package) => package,
            None => graph.get(id),
        }
    }

    /// Records the reason why the build cannot run. Only the first reason counts.
    pub(crate) fn refuse(&mut self, error: BuildError) {
        self.refusal.get_or_insert(error);
    }

    /// Returns why the build cannot be run, if so.
    pub(crate) fn refusal(&self) -> Option<&BuildError> {
        self.refusal.as_ref()
    }

    fn known(&self, key: &Key) -> Option<ActionRef> {
        self.known.get(key).copied()
    }

    fn remember(&mut self, key: Key, action: ActionRef) {
        self.known.insert(key, action);
    }

    /// Adds an action.
    pub(crate) fn add(&mut self, action: Action) -> ActionRef {
        let index = u32::try_from(self.actions.len()).expect("fewer than 2^32 actions");
        self.actions.push(action);
        ActionRef(index)
    }

    /// Adds an action that only orders others.
    pub fn group(&mut self, name: &'static str, deps: Vec<ActionRef>) -> ActionRef {
        let mut action = Action::new(ActionMode::Command(name), None, ActionKind::Group);
        action.deps = deps;
        self.add(action)
    }

    /// Adds an action for a command that uses the outputs of `deps` after the run.
    pub fn uses(&mut self, name: &'static str, deps: Vec<ActionRef>) -> ActionRef {
        let mut action = Action::new(ActionMode::Command(name), None, ActionKind::Uses);
        action.deps = deps;
        self.add(action)
    }

    /// Adds an action that needs all archives of packages that are planned, but nothing that is
    /// made of them.
    pub fn archives(&mut self) -> ActionRef {
        let is_archive = |action: &Action| matches!(action.kind, ActionKind::Compile);
        let numbers = (0..).zip(&self.actions);
        let archives = numbers.filter(|(_, action)| is_archive(action));
        let deps = archives.map(|(number, _)| ActionRef(number)).collect();
        self.group("archives", deps)
    }

    /// Adds an action of a command's own.
    pub fn own(
        &mut self,
        mode: ActionMode,
        package: Option<PackageId>,
        actor: Arc<dyn Actor>,
    ) -> ActionRef {
        self.add(Action::new(
            mode,
            package,
            ActionKind::Custom(CustomAction(actor)),
        ))
    }

    /// Puts a barrier between a run of a test and all that it waits for, which also waits for
    /// the `previous` barrier.
    pub fn barrier(&mut self, test: ActionRef, previous: Option<ActionRef>) -> ActionRef {
        let mut barrier = Action::new(ActionMode::TestBarrier, None, ActionKind::Barrier);
        barrier.deps = std::mem::take(&mut self.get_mut(test).deps);
        barrier.deps.extend(previous);
        let barrier = self.add(barrier);
        self.get_mut(test).deps = vec![barrier];
        barrier
    }

    /// Returns a fresh object directory under the work directory (`NewObjdir`).
    pub fn new_objdir(&mut self) -> String {
        self.objdirs += 1;
        format!("{}/b{:03}/", self.work_dir, self.objdirs)
    }

    /// Returns the action for a package named on the command line
    /// (`AutoAction`).
    pub fn build_action(
        &mut self,
        graph: &PackageGraph,
        goal: Goal,
        dep_goal: Goal,
        package: PackageId,
    ) -> ActionRef {
        if graph.get(package).name == "main" {
            self.link_action(graph, goal, dep_goal, package)
        } else {
            self.compile_action(graph, goal, dep_goal, package)
        }
    }

    /// Returns the build action of an action: the dependency of an install action, else the action
    /// itself.
    pub(crate) fn build_behind(&self, action: ActionRef) -> ActionRef {
        match self.get(action).mode {
            ActionMode::BuildInstall => self.get(action).deps[0],
            _ => action,
        }
    }

    /// Returns all packages below an action, breadth first; the first of equal import
    /// paths counts (`addTransitiveLinkDeps`).
    pub(crate) fn deps_below(&self, graph: &PackageGraph, top: ActionRef) -> Vec<ActionRef> {
        let path_of = |action: &Action| -> Option<&str> {
            let id = action.package?;
            Some(graph.get(id).import_path.as_str())
        };
        let mut deps = Vec::new();
        let mut queue = vec![top];
        let mut seen: HashMap<&str, ()> = HashMap::new();
        if let Some(path) = path_of(self.get(top)) {
            seen.insert(path, ());
        }
        let mut next = 0;
        while let Some(action) = queue.get(next).copied() {
            next += 1;
            for dep in &self.get(action).deps {
                let found = self.get(*dep);
                let is_install = found.mode == ActionMode::BuildInstall;
                if !is_install && found.mode != ActionMode::Build {
                    continue;
                }
                let Some(path) = path_of(found) else { continue };
                if seen.insert(path, ()).is_some() {
                    continue;
                }
                deps.push(*dep);
                queue.push(if is_install { found.deps[0] } else { *dep });
            }
        }
        deps
    }

    /// Returns the actions below `root` in depth-first post-order: the order of work
    /// (`actionList`).
    pub(crate) fn in_order(&self, root: ActionRef) -> Vec<ActionRef> {
        let mut seen = vec![false; self.actions.len()];
        let mut all = Vec::with_capacity(self.actions.len());
        let mut stack = vec![(root, 0)];
        seen[root.index()] = true;
        while let Some((action, next)) = stack.last_mut() {
            match self.get(*action).deps.get(*next).copied() {
                Some(dep) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[dep.index()], true) {
                        stack.push((dep, 0));
                    }
                }
                None => {
                    all.push(*action);
                    stack.pop();
                }
            }
        }
        all
    }

    /// Returns the package that an action works on.
    pub(crate) fn package_of<'p>(
        &'p self,
        graph: &'p PackageGraph,
        action: ActionRef,
    ) -> Option<&'p Package> {
        self.get(action).package.map(|id| self.package(graph, id))
    }
}
