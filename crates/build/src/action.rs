//! Actions, and the graph of them that a command plans before it runs anything.
//!
//! The order in which actions are made decides the names of object directories, and
//! the order of `deps` the order of work: both are upstream's, since `-x` shows them.
//! Counterpart: cmd/go/internal/work/action.go.

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_goenv::BuildFlags;
use vamos_goenv::GoEnv;
use vamos_goenv::Release;
use vamos_load::BuildRequest;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use crate::cgo::CgoTool;
use crate::cgo::CompileForeign;
use crate::cgo::ForeignSource;
use crate::error::BuildError;
use crate::kinds::CheckCache;
use crate::kinds::Compile;
use crate::kinds::Cover;
use crate::kinds::Group;
use crate::kinds::Install;
use crate::kinds::InstallHeader;
use crate::kinds::Kind;
use crate::kinds::Link;
use crate::kinds::Preprocess;
use crate::kinds::Uses;
use crate::kinds::header;

/// Index of an action in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionRef(pub(crate) u32);

impl ActionRef {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Whether a command only builds, or puts the result in its place too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildMode {
    /// Build only.
    Build,
    /// Build and install to the package's target.
    Install,
    /// Install because a library that holds the package is linked against: nobody asked
    /// for it, and nobody is to see it.
    BuggyInstall,
}

/// What an action is for; prints as in the action graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionMode {
    /// Makes the archive of a package.
    Build,
    /// A package that has no archive: `unsafe`, `builtin`.
    BuiltIn,
    /// Computes the action ID and looks into the cache.
    CheckCache,
    /// Instruments sources for coverage.
    Cover,
    /// Turns a profile into what the compiler reads.
    Preprocess,
    /// Runs the cgo tool.
    CgoRun,
    /// Compiles one foreign source of a package that uses cgo.
    CgoCompile,
    /// Gathers what the steps of cgo made.
    CollectCgo,
    /// Puts an archive in its place.
    BuildInstall,
    /// Links an executable.
    Link,
    /// Puts an executable in its place.
    LinkInstall,
    /// Puts the header of a library for C in its place.
    InstallHeader,
    /// Links packages into a shared library.
    LinkShared,
    /// Puts a shared library in its place.
    InstallShared,
    /// Notes which shared library a package is in.
    ShlibName,
    /// Only orders others.
    Nop,
    /// The root of a command, or an action of a command's own.
    Command(&'static str),
}

impl ActionMode {
    /// Returns upstream's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::BuiltIn => "built-in package",
            Self::CheckCache => "build check cache",
            Self::Cover => "cover",
            Self::Preprocess => "preprocess PGO profile",
            Self::CgoRun => "cgo run",
            Self::CgoCompile => "cgo compile",
            Self::CollectCgo => "collect cgo",
            Self::BuildInstall => "build-install",
            Self::Link => "link",
            Self::LinkInstall => "link-install",
            Self::InstallHeader => "install header",
            Self::LinkShared => "go build -buildmode=shared",
            Self::InstallShared => "go install -buildmode=shared",
            Self::ShlibName => "shlibname",
            Self::Nop => "nop",
            Self::Command(name) => name,
        }
    }
}

/// One step of a build.
pub struct Action {
    /// What it is for.
    pub mode: ActionMode,
    /// The package it works on.
    pub package: Option<PackageId>,
    /// What must have happened before.
    pub deps: Vec<ActionRef>,
    pub(crate) kind: Box<dyn Kind>,
    /// Whether it runs although one it depends on failed.
    pub ignore_fail: bool,
    /// What a command of its own is run with, for who reads the action graph.
    pub args: Vec<String>,
    /// Directory for intermediate files, ending in a slash.
    pub objdir: String,
    /// The file to make.
    pub target: String,
    /// Whether an executable is to be cached (`go run`, `go tool`).
    pub cache_executable: bool,
    pub(crate) built: String,
    pub(crate) needs_build: bool,
    /// Whether nobody asked for what this installs ([`BuildMode::BuggyInstall`]).
    pub(crate) is_buggy_install: bool,
}

impl Action {
    pub(crate) fn new(
        mode: ActionMode,
        package: Option<PackageId>,
        kind: impl Kind + 'static,
    ) -> Self {
        Self {
            mode,
            package,
            deps: Vec::new(),
            kind: Box::new(kind),
            ignore_fail: false,
            args: Vec::new(),
            objdir: String::new(),
            target: String::new(),
            cache_executable: false,
            built: String::new(),
            needs_build: false,
            is_buggy_install: false,
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Build(PackageId),
    Link(PackageId),
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
}

/// What the build mode decides about the names of linked files.
#[derive(Default)]
struct LinkNames {
    suffix: String,
    /// Whether the file records its name, which then is to be that of its place.
    is_recorded: bool,
    /// Whether a header comes with what uses cgo.
    has_header: bool,
    /// Whether programs are linked against shared libraries.
    is_shared: bool,
}

impl Plan {
    pub(crate) fn new(work_dir: &str, env: &GoEnv, flags: &BuildFlags) -> Self {
        let has_name = matches!(env.goos.as_str(), "darwin" | "windows");
        Self {
            release: env.release,
            work_dir: work_dir.to_owned(),
            names: LinkNames {
                suffix: flags.exe_suffix(env).to_owned(),
                is_recorded: has_name && flags.buildmode == "c-shared",
                has_header: header::has_header(flags),
                is_shared: flags.linkshared,
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

    /// Notes why there can be no build after all.
    pub(crate) fn refuse(&mut self, error: BuildError) {
        self.refusal.get_or_insert(error);
    }

    /// Returns why there can be no build, if so.
    pub(crate) fn refusal(&self) -> Option<&BuildError> {
        self.refusal.as_ref()
    }

    pub(crate) fn known(&self, key: &Key) -> Option<ActionRef> {
        self.known.get(key).copied()
    }

    pub(crate) fn remember(&mut self, key: Key, action: ActionRef) {
        self.known.insert(key, action);
    }

    pub(crate) fn add(&mut self, action: Action) -> ActionRef {
        let index = u32::try_from(self.actions.len()).expect("fewer than 2^32 actions");
        self.actions.push(action);
        ActionRef(index)
    }

    /// Adds an action that only gathers others.
    pub fn group(&mut self, name: &'static str, deps: Vec<ActionRef>) -> ActionRef {
        let mut action = Action::new(ActionMode::Command(name), None, Group);
        action.deps = deps;
        self.add(action)
    }

    /// Adds an action that stands for a command which uses what `deps` made, after the
    /// run.
    pub fn uses(&mut self, name: &'static str, deps: Vec<ActionRef>) -> ActionRef {
        let mut action = Action::new(ActionMode::Command(name), None, Uses);
        action.deps = deps;
        self.add(action)
    }

    /// Returns a fresh object directory under the work directory (`NewObjdir`).
    pub(crate) fn new_objdir(&mut self) -> String {
        self.objdirs += 1;
        format!("{}/b{:03}/", self.work_dir, self.objdirs)
    }

    /// Returns the right action for a package named on the command line
    /// (`AutoAction`).
    pub fn build_action(
        &mut self,
        graph: &PackageGraph,
        mode: BuildMode,
        dep_mode: BuildMode,
        package: PackageId,
    ) -> ActionRef {
        if graph.get(package).name == "main" {
            self.link_action(graph, mode, dep_mode, package)
        } else {
            self.compile_action(graph, mode, dep_mode, package)
        }
    }

    /// Returns the action that makes a package's archive, and puts it in its place
    /// where `mode` says so (`CompileAction`).
    pub fn compile_action(
        &mut self,
        graph: &PackageGraph,
        mode: BuildMode,
        dep_mode: BuildMode,
        id: PackageId,
    ) -> ActionRef {
        let action = match self.known.get(&Key::Build(id)) {
            Some(action) => *action,
            None => self.new_compile(graph, dep_mode, id),
        };
        let build = self.build_behind(action);
        self.get_mut(build).needs_build = true;
        let package = self.package(graph, id);
        // The archive of a package main is never installed.
        if mode != BuildMode::Build && !package.request.target.is_empty() && package.name != "main"
        {
            return self.install_action(graph, action, mode);
        }
        action
    }

    fn new_compile(
        &mut self,
        graph: &PackageGraph,
        dep_mode: BuildMode,
        id: PackageId,
    ) -> ActionRef {
        let package = graph.get(id);
        let request = &self.package(graph, id).request;
        let (profile, is_covered) = (request.pgo_profile.clone(), !request.cover_mode.is_empty());
        let action = self.add(Action::new(ActionMode::Build, Some(id), Compile));
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
                deps.push(self.compile_action(graph, dep_mode, dep_mode, *import));
            }
        }
        if !profile.is_empty() {
            deps.push(self.preprocess_action(&profile));
        }
        // Known only now: a package that imports itself would be an error above.
        self.known.insert(Key::Build(id), action);
        if package.origin.standard && matches!(package.import_path.as_str(), "builtin" | "unsafe") {
            let built_in = self.get_mut(action);
            built_in.mode = ActionMode::BuiltIn;
            built_in.kind = Box::new(Group);
            built_in.deps = deps;
            return action;
        }
        let mut check = Action::new(ActionMode::CheckCache, Some(id), CheckCache(action));
        check.objdir.clone_from(&objdir);
        check.deps.clone_from(&deps);
        let check = self.add(check);
        deps.push(check);
        let mut before_cgo = vec![check];
        if is_covered {
            let mut cover = Action::new(ActionMode::Cover, Some(id), Cover(action));
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

    /// Returns the action that gathers what cgo makes of a package: its tool runs once
    /// it is known that anything is to be done, then a compiler for each foreign source
    /// (`cgoAction`).
    fn cgo_actions(
        &mut self,
        sources: Vec<ForeignSource>,
        id: PackageId,
        build: ActionRef,
        deps: Vec<ActionRef>,
        objdir: &str,
    ) -> ActionRef {
        let mut run = Action::new(ActionMode::CgoRun, Some(id), CgoTool(build));
        objdir.clone_into(&mut run.objdir);
        run.deps = deps;
        let run = self.add(run);
        let mut compiles = Vec::new();
        for (number, source) in (1..).zip(sources) {
            let kind = CompileForeign { build, source };
            let mut compile = Action::new(ActionMode::CgoCompile, Some(id), kind);
            objdir.clone_into(&mut compile.objdir);
            compile.deps = vec![run];
            compile.target = format!("{objdir}_x{number:03}.o");
            compiles.push(self.add(compile));
        }
        let mut collect = Action::new(ActionMode::CollectCgo, None, Group);
        collect.deps = compiles;
        objdir.clone_into(&mut collect.objdir);
        self.add(collect)
    }

    /// Returns the build action itself, where it may have moved behind its install
    /// action since it was made.
    pub(crate) fn build_behind(&self, action: ActionRef) -> ActionRef {
        match self.get(action).mode {
            ActionMode::BuildInstall => self.get(action).deps[0],
            _ => action,
        }
    }

    /// Returns the action that preprocesses a profile, once for all packages that are
    /// compiled with it.
    fn preprocess_action(&mut self, profile: &str) -> ActionRef {
        let key = Key::Profile(profile.to_owned());
        if let Some(action) = self.known.get(&key) {
            return *action;
        }
        let kind = Preprocess(profile.to_owned());
        let mut action = Action::new(ActionMode::Preprocess, None, kind);
        action.objdir = self.new_objdir();
        action.target = format!("{}pgo.preprofile", action.objdir);
        let action = self.add(action);
        self.known.insert(key, action);
        action
    }

    /// Returns the action that links a package main, and puts the result in its place
    /// where `mode` says so (`LinkAction`).
    pub fn link_action(
        &mut self,
        graph: &PackageGraph,
        mode: BuildMode,
        dep_mode: BuildMode,
        id: PackageId,
    ) -> ActionRef {
        let link = match self.known.get(&Key::Link(id)) {
            Some(action) => *action,
            None => self.new_link(graph, dep_mode, id),
        };
        if mode != BuildMode::Build {
            return self.install_action(graph, link, mode);
        }
        link
    }

    fn new_link(&mut self, graph: &PackageGraph, dep_mode: BuildMode, id: PackageId) -> ActionRef {
        let compile = self.compile_action(graph, BuildMode::Build, dep_mode, id);
        let mut action = Action::new(ActionMode::Link, Some(id), Link);
        action.objdir.clone_from(&self.get(compile).objdir);
        // The name shows in process lists when `go run` runs it from here.
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
        // The main package is compiled after all else that is linked, so that the
        // link's action ID can be known before it (cache_use.rs).
        let rest = action.deps[1..].to_vec();
        let mut nop = Action::new(ActionMode::Nop, None, Group);
        nop.deps = rest;
        let nop = self.add(nop);
        self.get_mut(compile).deps.push(nop);
        let link = self.add(action);
        self.known.insert(Key::Link(id), link);
        link
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

    /// Turns a build or link action into one that installs its result, so that all who
    /// depend on it, now or later, wait for that; the action itself moves elsewhere
    /// (`installAction`).
    fn install_action(
        &mut self,
        graph: &PackageGraph,
        action: ActionRef,
        wanted: BuildMode,
    ) -> ActionRef {
        let is_buggy_install = wanted == BuildMode::BuggyInstall;
        let mode = match self.get(action).mode {
            ActionMode::Build => ActionMode::BuildInstall,
            ActionMode::Link => ActionMode::LinkInstall,
            ActionMode::BuildInstall | ActionMode::LinkInstall => {
                self.get_mut(action).is_buggy_install &= is_buggy_install;
                return action;
            }
            // Nothing to install.
            _ => return action,
        };
        let package = self.get(action).package;
        let mut install = Action::new(mode, package, Install);
        install.objdir.clone_from(&self.get(action).objdir);
        install.target = package.map_or_else(String::new, |id| {
            self.package(graph, id).request.target.clone()
        });
        install.built.clone_from(&install.target);
        install.is_buggy_install = is_buggy_install;
        let moved = std::mem::replace(self.get_mut(action), install);
        let moved = self.add(moved);
        self.get_mut(action).deps.push(moved);
        if self.names.has_header && package.is_some_and(|id| graph.get(id).uses_cgo()) {
            let mut header = Action::new(ActionMode::InstallHeader, package, InstallHeader);
            header.deps = vec![moved];
            header.objdir.clone_from(&self.get(moved).objdir);
            header.target = header::header_target(&self.get(action).target);
            let header = self.add(header);
            self.get_mut(action).deps.push(header);
        }
        action
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
