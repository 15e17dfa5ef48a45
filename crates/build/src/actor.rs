//! Actions of a command's own, whose work a crate above this one implements.
//!
//! Counterpart: cmd/go/internal/work/action.go (`Actor`, `TryCache`).

use std::time::Duration;

use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use crate::action_ref::ActionRef;
use crate::context::Context;
use crate::error::BuildError;
use crate::journal::StepOutcome;

/// The work of an action that a command plans besides those of builds.
pub trait Actor: Send + Sync {
    /// Does the work.
    fn act(&self, acting: &dyn Acting) -> Result<(), BuildError>;

    /// Returns what is done to the package, for the live line.
    fn verb(&self) -> Option<&'static str> {
        None
    }

    /// Returns the name under which the time of a package is kept ([`Acting::took`]).
    fn cost_name(&self) -> Option<&'static str> {
        None
    }

    /// Reports whether the result of this action is known, given the link of the program
    /// that only this action runs. The link is left out then (`TryCache`).
    fn is_known(&self, _acting: &dyn Acting, _link: ActionRef) -> bool {
        false
    }
}

/// A failed action, as the actions see it that wait for it.
pub struct Failure {
    /// The description of the package that the action works on.
    pub package: Option<String>,
}

/// What an actor can see and do while its action runs.
pub trait Acting {
    /// Returns the values that the build works from.
    fn context(&self) -> &Context<'_>;

    /// Returns the packages.
    fn graph(&self) -> &PackageGraph;

    /// Returns the action's object directory.
    fn objdir(&self) -> &str;

    /// Returns the object directory of another action.
    fn objdir_of(&self, action: ActionRef) -> &str;

    /// Returns what the action waits for.
    fn own_deps(&self) -> &[ActionRef];

    /// Returns a package with the request by which it is built.
    fn package(&self, id: PackageId) -> &Package;

    /// Returns the failed action because of which this one must not do its work.
    fn failure(&self) -> Option<Failure>;

    /// Lets the actions that wait for this one run although another one failed.
    fn forgive(&self);

    /// Returns the file that an action made or found (`BuiltTarget`).
    fn built(&self, action: ActionRef) -> String;

    /// Returns the action ID in the build ID of what an action made (`BuildActionID`).
    fn action_id(&self, action: ActionRef) -> String;

    /// Returns the content ID in the build ID of what an action made (`BuildContentID`).
    fn content_id(&self, action: ActionRef) -> String;

    /// Records that the command fails.
    fn set_failed(&self);

    /// Reports whether the command fails, as far as it is known.
    fn has_command_failed(&self) -> bool;

    /// Reports an error that does not keep the action from going on; the command fails
    /// (`base.Errorf`).
    fn complain(&self, text: &str);

    /// Records how long the work of this action took, for the order of actions in later runs.
    fn took(&self, time: Duration);

    /// Records what happened to this action, for the journal.
    fn note(&self, outcome: StepOutcome);

    /// Records what the result of this action depends on, for the journal: lines as those of a
    /// recipe.
    fn keep_recipe(&self, lines: String);

    /// Reports whether commands are shown.
    fn shows(&self) -> bool;

    /// Shows a command in a directory, which is irrelevant if it is empty; to be called if
    /// [`Acting::shows`].
    fn show(&self, dir: &str, command: &str);

    /// Returns what an action waits for.
    fn deps(&self, action: ActionRef) -> &[ActionRef];

    /// Returns the import path of the package that an action builds, and the file that has the
    /// package's coverage metadata if it is instrumented.
    fn cover_metadata(&self, build: ActionRef) -> Option<(String, String)>;

    /// Makes a directory, once per build.
    fn make_dirs(&self, dir: &str) -> Result<(), BuildError>;

    /// Writes a file.
    fn write_file(&self, file: &str, bytes: &[u8]) -> Result<(), BuildError>;

    /// Copies a file.
    fn copy_file(&self, to: &str, from: &str) -> Result<(), BuildError>;

    /// Removes a directory and its contents; errors are ignored.
    fn remove_all(&self, dir: &str);

    /// Runs a command on another machine, while other actions use the processor of this one;
    /// `None` if none can run it.
    fn run_there(&self, command: &RemoteCommand) -> Option<RemoteEnd>;
}
