//! The commands: one row each, with what a command takes and what it may do.
//!
//! A new command is a row here, a file with its `run` below `commands`, and that file's
//! `mod` line. Crates below cli do not know commands by name: they get the part of the
//! row that is theirs.
//! Counterpart: the `init` functions of cmd/go/internal/*, and the places that compare
//! `cfg.CmdName`.

use vamos_load::LoadPolicy;

use crate::commands;
use crate::error::CliError;
use crate::flags::FlagSpec;
use crate::flags::table;
use crate::invocation::Invocation;

/// Runs a command and returns its exit code.
pub(crate) type Run = fn(&Invocation) -> Result<i32, CliError>;

/// A command: what it takes, and what it may do.
#[derive(Debug)]
pub(crate) struct CommandPolicy {
    /// Its words after `go`: `build`, `mod tidy`.
    pub(crate) name: &'static str,
    /// Lists of flags, searched in order.
    flags: &'static [&'static [FlagSpec]],
    /// Runs it; without one it is passed through to the SDK's own go command.
    pub(crate) run: Option<Run>,
    /// What loading may do: change go.mod, query versions, use the vendor directory.
    pub(crate) load: LoadPolicy,
    /// Whether its runs leave witnesses.
    pub(crate) witness: WitnessPolicy,
    /// Packages are loaded to be built, so facts that only builds need are read at once.
    pub(crate) loads_to_build: bool,
    /// Downloads are not announced on stderr.
    pub(crate) downloads_quietly: bool,
    /// A failure ends the process before the command's span is written to the trace.
    pub(crate) ends_at_failure: bool,
    /// Words in GOFLAGS that are not flags are passed over: the command is used to look
    /// at them.
    pub(crate) accepts_bad_goflags: bool,
    /// The command itself checks the build configuration, after it had the chance to
    /// correct it.
    pub(crate) accepts_bad_config: bool,
}

/// Which runs of a command may leave a witness.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WitnessPolicy {
    /// The same files give the same result.
    pub(crate) is_allowed: bool,
    /// The result is a program that is run in the current directory, so `-C` forbids a
    /// witness.
    pub(crate) runs_program: bool,
    /// Arguments such as `m@v1.2.3` only name versions; elsewhere they bring them in.
    pub(crate) names_versions: bool,
    /// `-json` only chooses the format.
    pub(crate) has_json_format: bool,
}

impl WitnessPolicy {
    /// No run leaves one.
    const NEVER: Self = Self {
        is_allowed: false,
        runs_program: false,
        names_versions: false,
        has_json_format: false,
    };
    /// Results that depend on files only.
    const RESULTS: Self = Self {
        is_allowed: true,
        ..Self::NEVER
    };
}

impl CommandPolicy {
    /// Returns the flag of this name.
    pub(crate) fn flag(&self, name: &str) -> Option<&'static FlagSpec> {
        let mut all = self.flags.iter().flat_map(|list| list.iter());
        all.find(|spec| spec.flag.name() == name)
    }
}

/// What a row has where it states nothing.
const PASSED_THROUGH: CommandPolicy = CommandPolicy {
    name: "",
    flags: &[],
    run: None,
    load: LoadPolicy::BUILD,
    witness: WitnessPolicy::NEVER,
    loads_to_build: false,
    downloads_quietly: false,
    ends_at_failure: false,
    accepts_bad_goflags: false,
    accepts_bad_config: false,
};

/// All commands, in upstream's order.
const COMMANDS: &[CommandPolicy] = &[
    CommandPolicy {
        name: "bug",
        flags: &[table::V],
        accepts_bad_goflags: true,
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "build",
        flags: &[
            table::BUILD_ONLY,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
            table::JSON,
            table::COVER,
        ],
        run: Some(commands::build::run),
        loads_to_build: true,
        witness: WitnessPolicy::RESULTS,
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "clean",
        flags: &[
            table::CLEAN,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
        ],
        run: Some(commands::clean::run),
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "doc",
        flags: &[table::DOC, table::CHDIR],
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "env",
        flags: &[table::ENV, table::NX, table::CHDIR],
        run: Some(commands::env::run),
        accepts_bad_goflags: true,
        accepts_bad_config: true,
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "fix",
        flags: &[
            table::VET,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
            table::JSON,
        ],
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "fmt",
        flags: &[table::NX, table::CHDIR, table::MOD, table::MOD_COMMON],
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "generate",
        flags: &[
            table::GENERATE,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
        ],
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "get",
        flags: &[table::GET, table::BUILD, table::V, table::MOD_COMMON],
        load: LoadPolicy {
            may_change_go_mod: true,
            adds_go_line: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "install",
        flags: &[
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
            table::JSON,
            table::COVER,
        ],
        run: Some(commands::install::run),
        loads_to_build: true,
        ends_at_failure: true,
        witness: WitnessPolicy::RESULTS,
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "list",
        flags: &[
            table::LIST,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
            table::COVER,
        ],
        run: Some(commands::list::run),
        load: LoadPolicy {
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        witness: WitnessPolicy {
            names_versions: true,
            has_json_format: true,
            ..WitnessPolicy::RESULTS
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod download",
        flags: &[table::MOD_DOWNLOAD, table::CHDIR, table::MOD_COMMON],
        run: Some(commands::mod_download::run),
        load: LoadPolicy {
            may_change_go_mod: true,
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        downloads_quietly: true,
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod edit",
        flags: &[table::MOD_EDIT, table::NX, table::CHDIR, table::MOD_COMMON],
        run: Some(commands::mod_edit::run),
        load: LoadPolicy {
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod graph",
        flags: &[table::MOD_GRAPH, table::CHDIR, table::MOD_COMMON],
        run: Some(commands::mod_graph::run),
        load: LoadPolicy {
            may_change_go_mod: true,
            keeps_missing_go_line: true,
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod init",
        flags: &[table::CHDIR, table::MOD_COMMON],
        run: Some(commands::mod_init::run),
        load: LoadPolicy {
            may_change_go_mod: true,
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod tidy",
        flags: &[table::MOD_TIDY, table::CHDIR, table::MOD_COMMON],
        load: LoadPolicy {
            may_change_go_mod: true,
            adds_go_line: true,
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod vendor",
        flags: &[table::MOD_VENDOR, table::CHDIR, table::MOD_COMMON],
        load: LoadPolicy {
            ignores_vendor_dir: true,
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod verify",
        flags: &[table::CHDIR, table::MOD_COMMON],
        run: Some(commands::mod_verify::run),
        load: LoadPolicy {
            may_change_go_mod: true,
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "mod why",
        flags: &[table::MOD_WHY, table::CHDIR, table::MOD_COMMON],
        load: LoadPolicy {
            may_change_go_mod: true,
            keeps_missing_go_line: true,
            shows_version_times: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "work edit",
        flags: &[table::WORK_COMMANDS, table::CHDIR],
        load: LoadPolicy {
            accepts_newer_go_work: true,
            accepts_older_go_work: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "work init",
        flags: &[table::CHDIR, table::MOD_COMMON],
        load: LoadPolicy {
            accepts_older_go_work: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "work sync",
        flags: &[table::CHDIR, table::MOD_COMMON],
        load: LoadPolicy {
            may_change_go_mod: true,
            accepts_older_go_work: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "work use",
        flags: &[table::WORK_COMMANDS, table::CHDIR, table::MOD_COMMON],
        load: LoadPolicy {
            accepts_older_go_work: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "work vendor",
        flags: &[table::WORK_COMMANDS, table::CHDIR, table::MOD_COMMON],
        load: LoadPolicy {
            ignores_vendor_dir: true,
            accepts_older_go_work: true,
            ..LoadPolicy::BUILD
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "run",
        flags: &[
            table::RUN,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
            table::JSON,
            table::COVER,
        ],
        run: Some(commands::run::run),
        loads_to_build: true,
        witness: WitnessPolicy {
            runs_program: true,
            ..WitnessPolicy::RESULTS
        },
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "telemetry",
        flags: &[table::CHDIR],
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "test",
        flags: &[
            table::TEST,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
            table::COVER,
        ],
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "tool",
        flags: &[table::TOOL, table::CHDIR, table::MOD_COMMON, table::X],
        run: Some(commands::tool::run),
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "version",
        flags: &[table::VERSION, table::CHDIR],
        run: Some(commands::version::run),
        ..PASSED_THROUGH
    },
    CommandPolicy {
        name: "vet",
        flags: &[
            table::VET,
            table::BUILD,
            table::V,
            table::MOD,
            table::MOD_COMMON,
            table::JSON,
        ],
        ..PASSED_THROUGH
    },
];

/// Returns the command of this name (`build`, `mod tidy`).
pub(crate) fn lookup_command(name: &str) -> Option<&'static CommandPolicy> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// Reports whether `word` is a group of commands.
fn is_group(word: &str) -> bool {
    let mut names = COMMANDS.iter().map(|command| command.name);
    names.any(|name| name.split_once(' ').is_some_and(|(group, _)| group == word))
}

/// Finds the command that the first arguments name, and how many words its name has.
/// A group without a known command gives `None` and the words of the group
/// (`main.lookupCmd`).
pub(crate) fn find_command(args: &[String]) -> (Option<&'static CommandPolicy>, usize) {
    let Some(first) = args.first() else {
        return (None, 0);
    };
    if let Some(command) = lookup_command(first) {
        return (Some(command), 1);
    }
    if !is_group(first) {
        return (None, 0);
    }
    match args.get(1) {
        Some(second) => match lookup_command(&format!("{first} {second}")) {
            Some(command) => (Some(command), 2),
            None => (None, 1),
        },
        None => (None, 1),
    }
}

/// Reports whether any command has a flag of this name (`base.hasFlag`).
pub(crate) fn any_command_has(name: &str) -> bool {
    table::is_test_binary_flag(name) || COMMANDS.iter().any(|command| command.flag(name).is_some())
}
