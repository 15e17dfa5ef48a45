//! The flags and permissions of a command, as named values.
//!
//! `commands/table.rs` has a row of them per command. Crates below cli do not know commands by
//! name: they get the relevant part of the row.
//! Counterpart: the places in cmd/go/internal that compare `cfg.CmdName`.

use vamos_modload::LoadPolicy;

use crate::flags::FlagError;
use crate::flags::FlagSet;
use crate::flags::Line;
use crate::flags::Parsed;
use crate::flags::parse_line;

/// A command with its flags and permissions.
#[derive(Debug)]
pub(crate) struct CommandPolicy {
    /// Its words after `go`: `build`, `mod tidy`.
    pub(crate) name: &'static str,
    /// The flags that it takes.
    pub(crate) flags: FlagSet,
    /// Parses its arguments.
    pub(crate) parse: fn(&Line<'_>) -> Result<Parsed, FlagError>,
    /// A topic of `go help` that its usage names besides its own.
    pub(crate) second_help: Option<&'static str>,
    /// Permissions of loading: changes to go.mod, queries of versions, use of the vendor directory.
    pub(crate) load: LoadPolicy,
    /// The conditions under which its runs leave run records.
    pub(crate) run_record: RunRecordPolicy,
    /// Packages are loaded to be built, so facts that only builds need are read immediately.
    pub(crate) loads_to_build: bool,
    /// Packages are vetted, so facts for the vet tool alone are read when it needs them.
    pub(crate) vets_packages: bool,
    /// Downloads are not announced on stderr.
    pub(crate) downloads_quietly: bool,
    /// A failure ends the process before the command's span is written to the trace.
    pub(crate) ends_at_failure: bool,
    /// Its parser checks GOFLAGS, because a tool may have flags that are not in the table.
    pub(crate) has_flags_of_tool: bool,
    /// Words in GOFLAGS that are not flags are ignored, because the command is used to
    /// inspect GOFLAGS.
    pub(crate) accepts_bad_goflags: bool,
    /// The command reports itself that GOROOT is no directory.
    pub(crate) accepts_bad_goroot: bool,
    /// The command runs without an installed SDK, and does not download one.
    pub(crate) works_without_sdk: bool,
    /// The command checks the build configuration itself, after it may have corrected it.
    pub(crate) accepts_bad_config: bool,
}

/// Which runs of a command may leave a run record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunRecordPolicy {
    /// The same files give the same result.
    pub(crate) is_allowed: bool,
    /// The result is a program that is run in the current directory, so `-C` forbids a
    /// run record.
    pub(crate) runs_program: bool,
    /// Arguments such as `m@v1.2.3` only name versions; for other commands they add
    /// requirements.
    pub(crate) names_versions: bool,
    /// `-json` only chooses the format.
    pub(crate) has_json_format: bool,
    /// The contents of extracted modules count as unchanged while the directories of their roots
    /// are, as in the index of the official command. Only imports and names of their files are
    /// used.
    pub(crate) trusts_modules: bool,
    /// Versions are queried: a later run can send the same requests, and repeat the reports on
    /// stderr.
    pub(crate) queries_versions: bool,
}

impl RunRecordPolicy {
    /// No run leaves a run record.
    pub(crate) const NEVER: Self = Self {
        is_allowed: false,
        runs_program: false,
        names_versions: false,
        has_json_format: false,
        trusts_modules: false,
        queries_versions: false,
    };
    /// Results that depend on files only.
    pub(crate) const RESULTS: Self = Self {
        is_allowed: true,
        ..Self::NEVER
    };
}

impl CommandPolicy {
    /// The policy of a command that needs nothing special.
    pub(crate) const PLAIN: Self = Self {
        name: "",
        flags: FlagSet(&[]),
        parse: parse_line,
        second_help: None,
        load: LoadPolicy::BUILD,
        run_record: RunRecordPolicy::NEVER,
        loads_to_build: false,
        vets_packages: false,
        downloads_quietly: false,
        ends_at_failure: false,
        has_flags_of_tool: false,
        accepts_bad_goflags: false,
        accepts_bad_goroot: false,
        works_without_sdk: false,
        accepts_bad_config: false,
    };
}
