//! Actions as a plan has them: data only.
//!
//! Counterpart: cmd/go/internal/work/action.go (`Action`, `BuildMode`).

use std::sync::Arc;

use vamos_load::PackageId;

use crate::actor::Actor;
use crate::cgo::ForeignSource;

pub use crate::action_ref::ActionRef;

/// Treatment of the foreign sources of a package of which only the Go files are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignSources {
    /// They are compiled, so that their errors are found.
    Compiled,
    /// They are ignored.
    Ignored,
}

/// Result of an action on a package: built only, or also installed (`BuildMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Build only.
    Build,
    /// Build and install to the package's target.
    Install,
    /// Install because a shared library that contains the package is linked against. The
    /// user did not ask for it, so it is not shown (`ModeBuggyInstall`).
    InstallImplicitly,
}

/// The purpose of an action; prints as in the action graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionMode {
    /// Makes the archive of a package.
    Build,
    /// A package that has no archive: `unsafe`, `builtin`.
    BuiltIn,
    /// Computes the action ID and searches the cache.
    CheckCache,
    /// Instruments sources for coverage.
    Cover,
    /// Converts a profile to the compiler's input format.
    Preprocess,
    /// Runs the cgo tool.
    CgoRun,
    /// Compiles one foreign source of a package that uses cgo.
    CgoCompile,
    /// Collects the results of cgo's actions.
    CollectCgo,
    /// Vets a package.
    Vet,
    /// Installs an archive.
    BuildInstall,
    /// Links an executable.
    Link,
    /// Installs an executable.
    LinkInstall,
    /// Installs the header of a library for C.
    InstallHeader,
    /// Links packages into a shared library.
    LinkShared,
    /// Installs a shared library.
    InstallShared,
    /// Records which shared library a package is in.
    ShlibName,
    /// Only orders others.
    Nop,
    /// Runs a test.
    TestRun,
    /// A barrier between a run of a test and its dependencies, so that runs start in order.
    /// Failures pass it, but not to the next barrier.
    TestBarrier,
    /// The root of a command, or an action of a command's own.
    Command(&'static str),
}

impl ActionMode {
    /// Returns upstream's name.
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
            Self::Vet => "vet",
            Self::BuildInstall => "build-install",
            Self::Link => "link",
            Self::LinkInstall => "link-install",
            Self::InstallHeader => "install header",
            Self::LinkShared => "go build -buildmode=shared",
            Self::InstallShared => "go install -buildmode=shared",
            Self::ShlibName => "shlibname",
            Self::Nop => "nop",
            Self::TestRun => "test run",
            Self::TestBarrier => "test barrier",
            Self::Command(name) => name,
        }
    }
}

/// The work of an action. [`crate::kinds`] has a file for each kind; the plan data of the kinds is
/// here.
pub(crate) enum ActionKind {
    /// Only orders other actions; nothing reads their results through it.
    Group,
    /// Orders the runs of tests.
    Barrier,
    /// The work of another crate.
    Custom(CustomAction),
    /// A placeholder for a command that uses the results of its dependencies after the run.
    Uses,
    CheckCache(CheckCache),
    Compile,
    Cover(Cover),
    CgoTool(CgoTool),
    CompileForeign(CompileForeign),
    Preprocess(Preprocess),
    Vet(Vet),
    Link,
    LinkShared,
    Install,
    InstallHeader,
    InstallShlibName,
}

/// An action of a command's own.
pub(crate) struct CustomAction(pub(crate) Arc<dyn Actor>);

/// Determines the work for a package.
pub(crate) struct CheckCache(
    /// The action that builds the package, or the one that installs it.
    pub(crate) ActionRef,
);

/// Instruments the sources of a package, if it is compiled.
pub(crate) struct Cover(
    /// The action that builds the package, or the one that installs it.
    pub(crate) ActionRef,
);

/// Runs the cgo tool for a package.
pub(crate) struct CgoTool(
    /// The action that builds the package, or the one that installs it.
    pub(crate) ActionRef,
);

/// Compiles one foreign source of a package.
pub(crate) struct CompileForeign {
    /// The action that builds the package, or the one that installs it.
    pub(crate) build: ActionRef,
    pub(crate) source: ForeignSource,
}

/// Turns a profile into the form that the compiler reads, unless the cache has it.
pub(crate) struct Preprocess(
    /// The profile's path.
    pub(crate) String,
);

/// Vets a package.
pub(crate) struct Vet {
    /// Nothing is reported: only importers need the facts.
    pub(crate) facts_only: bool,
    /// True if fixed files are requested, too.
    pub(crate) needs_fixes: bool,
}

/// One step of a build.
pub struct Action {
    /// Its purpose.
    pub mode: ActionMode,
    /// The package it works on.
    pub package: Option<PackageId>,
    /// The actions that have to end first.
    pub deps: Vec<ActionRef>,
    pub(crate) kind: ActionKind,
    /// True if the action runs even if one of `deps` failed.
    pub ignore_fail: bool,
    /// The arguments of a command of its own, for the action graph.
    pub args: Vec<String>,
    /// Directory for intermediate files, ending in a slash.
    pub objdir: String,
    /// The file to make.
    pub target: String,
    /// True if an executable is to be cached (`go run`, `go tool`).
    pub cache_executable: bool,
    pub(crate) built: String,
    pub(crate) needs_build: bool,
    /// True if a vet action needs the package's sources.
    pub(crate) needs_vet: bool,
    /// Set if only the compiler's Go files are made.
    pub(crate) go_files_only: Option<ForeignSources>,
    /// True for [`Goal::InstallImplicitly`].
    pub(crate) is_implicit_install: bool,
}

impl Action {
    pub(crate) fn new(mode: ActionMode, package: Option<PackageId>, kind: ActionKind) -> Self {
        Self {
            mode,
            package,
            deps: Vec::new(),
            kind,
            ignore_fail: false,
            args: Vec::new(),
            objdir: String::new(),
            target: String::new(),
            cache_executable: false,
            built: String::new(),
            needs_build: false,
            needs_vet: false,
            go_files_only: None,
            is_implicit_install: false,
        }
    }

    /// Reports whether the action only orders others.
    pub(crate) fn is_group(&self) -> bool {
        matches!(self.kind, ActionKind::Group)
    }

    /// Returns the label that distinguishes the action from others with the same mode and package.
    pub(crate) fn label(&self) -> Option<&str> {
        match &self.kind {
            ActionKind::CompileForeign(compile) => Some(&compile.source.file),
            _ => None,
        }
    }

    /// Reports whether this is a vet action that reports nothing.
    pub(crate) fn wants_facts_only(&self) -> bool {
        match &self.kind {
            ActionKind::Vet(vet) => vet.facts_only,
            // Vetting a package without an archive has no work to do.
            _ => self.mode == ActionMode::Vet,
        }
    }

    /// Returns the build action for which this one determines whether there is work.
    pub(crate) fn checks(&self) -> Option<ActionRef> {
        match &self.kind {
            ActionKind::CheckCache(check) => Some(check.0),
            _ => None,
        }
    }

    /// Reports whether the work may start before its dependencies have ended.
    pub(crate) fn has_prologue(&self) -> bool {
        matches!(self.kind, ActionKind::CgoTool(_))
    }
}
