//! Actions of a command's own, whose work a crate above this one implements.
//!
//! An actor gets plain data, [`ActionInputs`], and three handles: a sink for its reports ([`Log`]),
//! the files that it makes ([`WorkFiles`]), and the outcomes of actions ([`Outcomes`]). A test of
//! an actor makes all of them without a build.
//! Counterpart: cmd/go/internal/work/action.go (`Actor`, `TryCache`).

use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::golang::names::ImportPath;
use vamos_cache::Hasher;
use vamos_cache::Store;
use vamos_fsys::Files;
use vamos_fsys::access_log;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_jobs::RemoteRunner;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_objfile::build_id;
use vamos_sched::Cores;

use crate::action_ref::ActionRef;
use crate::cover_metadata;
use crate::error::BuildError;
use crate::journal::StepOutcome;

/// The work of an action that a command plans in addition to the actions of builds.
pub trait Actor: Send + Sync {
    /// Does the work.
    fn act(&self, inputs: &ActionInputs<'_>, handles: Handles<'_>) -> Result<(), BuildError>;

    /// Returns the verb for the live line.
    fn verb(&self) -> Option<&'static str> {
        None
    }

    /// Returns the name under which the time of a package is stored ([`Log::record_cost`]).
    fn cost_name(&self) -> Option<&'static str> {
        None
    }

    /// Reports whether the result of this action is known, given the link of the program
    /// that only this action runs. The link is left out then (`TryCache`).
    fn is_known(
        &self,
        _inputs: &ActionInputs<'_>,
        _handles: Handles<'_>,
        _link: ActionRef,
    ) -> bool {
        false
    }
}

/// The inputs of an actor.
pub struct ActionInputs<'a> {
    /// The environment.
    pub env: &'a GoEnv,
    /// The build flags.
    pub flags: &'a BuildOptions,
    /// The view of source files.
    pub sources: &'a dyn Files,
    /// The build cache.
    pub cache: &'a dyn Store,
    /// Makes keys.
    pub hasher: &'a Hasher,
    /// Cancels the action.
    pub cancel: &'a Cancel,
    /// The other machines that run commands, if there are any.
    pub machines: Option<Machines<'a>>,
    /// The packages.
    pub graph: &'a PackageGraph,
    /// The package that the action works on, with the request by which it is built.
    pub package: Option<&'a Package>,
    /// The action's object directory.
    pub objdir: &'a str,
    /// The dependencies of the action.
    pub deps: &'a [ActionRef],
    /// The failed action because of which this one must not do its work.
    pub failure: Option<Failure>,
}

/// A failed action, from the view of its dependents.
pub struct Failure {
    /// The description of the package that the action works on.
    pub package: Option<String>,
}

/// Other machines that run commands.
pub struct Machines<'a> {
    /// Runs a command there.
    pub runner: &'a dyn RemoteRunner,
    /// The processors of this machine, which other actions use meanwhile.
    pub cores: &'a Cores,
    /// Cancels the command.
    pub cancel: &'a Cancel,
}

impl Machines<'_> {
    /// Runs a command; `None` if no machine can run it.
    pub fn run(&self, command: &RemoteCommand) -> Option<RemoteEnd> {
        if self.runner.slots() == 0 {
            return None;
        }
        // As after a child: the next run finds the result, and needs none of the inputs.
        access_log::with(|log| log.void(|| "a test ran on another machine".to_owned()));
        let run = || self.runner.run(command, self.cancel, &|| ());
        self.cores.lend(run)
    }
}

/// Handles through which an actor changes the build and queries other actions.
#[derive(Clone, Copy)]
pub struct Handles<'a> {
    /// Receives its reports.
    pub log: &'a dyn Log,
    /// The files that it makes.
    pub files: &'a dyn WorkFiles,
    /// The outcomes of actions.
    pub outcomes: &'a dyn Outcomes,
}

/// Receives the reports of an action: for the user, the journal and later runs.
pub trait Log: Sync {
    /// Reports whether commands are shown.
    fn shows(&self) -> bool;

    /// Shows a command in a directory, which is irrelevant if it is empty; to be called if
    /// [`Log::shows`].
    fn show(&self, dir: &str, command: &str);

    /// Prints a line about something that does not keep the action from going on. The line has
    /// its line break.
    fn report_error(&self, line: &str);

    /// Records the outcome of this action in the journal.
    fn note(&self, outcome: StepOutcome);

    /// Records the dependencies of this action's result in the journal, as the lines of a recipe.
    fn keep_recipe(&self, lines: String);

    /// Records the duration of this action's work, for the order of actions in later runs.
    fn record_cost(&self, time: Duration);
}

/// Makes and removes files below the work directory. The operations are shown as commands, or only
/// shown (`-n`).
pub trait WorkFiles {
    /// Makes a directory, once per build.
    fn make_dirs(&self, dir: &str) -> Result<(), BuildError>;

    /// Writes a file.
    fn write_file(&self, file: &str, bytes: &[u8]) -> Result<(), BuildError>;

    /// Copies a file.
    fn copy_file(&self, to: &str, from: &str) -> Result<(), BuildError>;

    /// Removes a directory and its contents; errors are ignored.
    fn remove_all(&self, dir: &str);
}

/// Outcomes of actions, and the failure of the command.
pub trait Outcomes {
    /// Returns the result of an action.
    fn of(&self, action: ActionRef) -> ActionResult<'_>;

    /// Lets the dependents of this action run although another one failed.
    fn ignore_failure(&self);

    /// Records that the command fails.
    fn set_failed(&self);

    /// Reports whether the command fails, as far as it is known.
    fn has_failed(&self) -> bool;
}

/// The result of an action, made or found in a cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionResult<'a> {
    /// The import path of the package that it worked on.
    pub import_path: Option<&'a ImportPath>,
    /// Its object directory.
    pub objdir: &'a str,
    /// The dependencies of the action.
    pub deps: &'a [ActionRef],
    /// The file that it made or found (`BuiltTarget`).
    pub built: String,
    /// The build ID of that file.
    pub build_id: String,
}

impl ActionResult<'_> {
    /// Returns the action ID in the build ID (`BuildActionID`).
    pub fn action_id(&self) -> &str {
        build_id::action_id(&self.build_id)
    }

    /// Returns the content ID in the build ID (`BuildContentID`).
    pub fn content_id(&self) -> &str {
        build_id::content_id(&self.build_id)
    }

    /// Returns the import path of the package that the action builds, and the file that has the
    /// package's coverage metadata if it is instrumented.
    pub fn cover_metadata(&self) -> Option<(String, String)> {
        let import_path = self.import_path?;
        let name = cover_metadata::file_name(import_path);
        let file = format!("{}{name}", self.objdir);
        Some((import_path.as_str().to_owned(), file))
    }
}
