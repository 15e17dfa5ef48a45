//! The flags that $GOFLAGS may have: the flags of any command of the program by whose name vamos
//! runs.
//!
//! Counterpart: cmd/go/internal/base/goflags.go (`hasFlag`).

use vamos_release::Release;
use vamos_testing::flags::find;

use crate::commands::table;
use crate::extension_help;
use crate::process;
use crate::summaries;

/// Returns the predicate for names of flags that $GOFLAGS may have: under the name `go` a flag that
/// only vamos has is as unknown as to the official command.
pub(crate) fn known() -> fn(&str) -> bool {
    match process::is_started_as("go") {
        true => command_of_upstream_has,
        false => table::any_command_has,
    }
}

/// Reports whether any command of the official program has a flag of this name.
fn command_of_upstream_has(name: &str) -> bool {
    let is_official = |command: &&str| extension_help::usage_line(command).is_none();
    let mut official = table::names().filter(is_official);
    let has = |command| table::policy(command).is_some_and(|row| row.flags.get(name).is_some());
    !summaries::is_added(name) && (find(name, Release::default()).is_some() || official.any(has))
}
