//! The commands, one row each: the function that runs it, its flags and its permissions.
//!
//! A new command is a row here or in extension_commands.rs, a file with its `run` in this
//! directory, and that file's `mod` line.
//! Counterpart: the `init` functions of cmd/go/internal/*; cmd/go/main.go (`lookupCmd`).

use vamos_modload::LoadPolicy;
use vamos_release::Release;
use vamos_testing::flags::find;

use super::command::Command;
use super::extension_commands::OWN;
use super::extension_commands::STANDALONE;
use crate::flags::FlagSet;
use crate::flags::table;
use crate::policy::CommandPolicy;
use crate::policy::RunRecordPolicy;

/// The commands of upstream, in its order.
const COMMANDS: &[Command] = &[
    Command {
        run: super::bug::run,
        policy: CommandPolicy {
            name: "bug",
            flags: FlagSet(&[table::V, table::CHDIR]),
            accepts_bad_goflags: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::build::run,
        policy: CommandPolicy {
            name: "build",
            flags: FlagSet(&[
                table::BUILD_ONLY,
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
                table::COVER,
            ]),
            loads_to_build: true,
            run_record: RunRecordPolicy::RESULTS,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::clean::run,
        policy: CommandPolicy {
            name: "clean",
            flags: FlagSet(&[
                table::CLEAN,
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
            ]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::doc::run,
        policy: CommandPolicy {
            name: "doc",
            parse: super::doc::parse,
            accepts_bad_goflags: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::env::run,
        policy: CommandPolicy {
            name: "env",
            flags: FlagSet(&[table::ENV, table::NX, table::CHDIR]),
            accepts_bad_goflags: true,
            accepts_bad_config: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::vet::run_fix,
        policy: CommandPolicy {
            name: "fix",
            flags: FlagSet(&[
                table::VET,
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
            ]),
            parse: super::vet::parse_fix,
            has_flags_of_tool: true,
            loads_to_build: true,
            vets_packages: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::fmt::run,
        policy: CommandPolicy {
            name: "fmt",
            flags: FlagSet(&[table::NX, table::CHDIR, table::MOD, table::MOD_COMMON]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::generate::run,
        policy: CommandPolicy {
            name: "generate",
            flags: FlagSet(&[
                table::GENERATE,
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
            ]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::get::run,
        policy: CommandPolicy {
            name: "get",
            flags: FlagSet(&[
                table::GET,
                table::BUILD,
                table::JSON,
                table::V,
                table::MOD_COMMON,
            ]),
            load: LoadPolicy {
                may_change_go_mod: true,
                adds_go_line: true,
                ..LoadPolicy::BUILD
            },
            run_record: RunRecordPolicy {
                names_versions: true,
                trusts_modules: true,
                queries_versions: true,
                ..RunRecordPolicy::RESULTS
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::install::run,
        policy: CommandPolicy {
            name: "install",
            flags: FlagSet(&[
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
                table::COVER,
            ]),
            loads_to_build: true,
            ends_at_failure: true,
            run_record: RunRecordPolicy::RESULTS,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::list::run,
        policy: CommandPolicy {
            name: "list",
            flags: FlagSet(&[
                table::LIST,
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
                table::COVER,
            ]),
            load: LoadPolicy {
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            run_record: RunRecordPolicy {
                names_versions: true,
                has_json_format: true,
                ..RunRecordPolicy::RESULTS
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_download::run,
        policy: CommandPolicy {
            name: "mod download",
            flags: FlagSet(&[table::MOD_DOWNLOAD, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                may_change_go_mod: true,
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            downloads_quietly: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_edit::run,
        policy: CommandPolicy {
            name: "mod edit",
            flags: FlagSet(&[table::MOD_EDIT, table::NX, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_graph::run,
        policy: CommandPolicy {
            name: "mod graph",
            flags: FlagSet(&[table::MOD_GRAPH, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                may_change_go_mod: true,
                keeps_missing_go_line: true,
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_init::run,
        policy: CommandPolicy {
            name: "mod init",
            flags: FlagSet(&[table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                may_change_go_mod: true,
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_tidy::run,
        policy: CommandPolicy {
            name: "mod tidy",
            flags: FlagSet(&[table::MOD_TIDY, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                may_change_go_mod: true,
                adds_go_line: true,
                repairs_go_sum: true,
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            run_record: RunRecordPolicy {
                trusts_modules: true,
                ..RunRecordPolicy::RESULTS
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_vendor::run,
        policy: CommandPolicy {
            name: "mod vendor",
            flags: FlagSet(&[table::MOD_VENDOR, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                ignores_vendor_dir: true,
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_verify::run,
        policy: CommandPolicy {
            name: "mod verify",
            flags: FlagSet(&[table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                may_change_go_mod: true,
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_why::run,
        policy: CommandPolicy {
            name: "mod why",
            flags: FlagSet(&[table::MOD_WHY, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                may_change_go_mod: true,
                keeps_missing_go_line: true,
                shows_version_times: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::work::run_edit,
        policy: CommandPolicy {
            name: "work edit",
            flags: FlagSet(&[table::WORK_EDIT, table::CHDIR]),
            load: LoadPolicy {
                accepts_newer_go_work: true,
                accepts_older_go_work: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::work::run_init,
        policy: CommandPolicy {
            name: "work init",
            flags: FlagSet(&[table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                accepts_older_go_work: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::work::run_sync,
        policy: CommandPolicy {
            name: "work sync",
            flags: FlagSet(&[table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                may_change_go_mod: true,
                accepts_older_go_work: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::work::run_use,
        policy: CommandPolicy {
            name: "work use",
            flags: FlagSet(&[table::WORK_USE, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                accepts_older_go_work: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::mod_vendor::run_in_workspace,
        policy: CommandPolicy {
            name: "work vendor",
            flags: FlagSet(&[table::MOD_VENDOR, table::CHDIR, table::MOD_COMMON]),
            load: LoadPolicy {
                ignores_vendor_dir: true,
                accepts_older_go_work: true,
                ..LoadPolicy::BUILD
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::run::run,
        policy: CommandPolicy {
            name: "run",
            flags: FlagSet(&[
                table::RUN,
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
                table::COVER,
            ]),
            loads_to_build: true,
            run_record: RunRecordPolicy {
                runs_program: true,
                ..RunRecordPolicy::RESULTS
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::telemetry::run,
        policy: CommandPolicy {
            name: "telemetry",
            flags: FlagSet(&[table::CHDIR]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::test::run,
        policy: CommandPolicy {
            name: "test",
            flags: FlagSet(&[
                table::RUN,
                table::BUILD,
                table::MOD,
                table::MOD_COMMON,
                table::COVER,
            ]),
            parse: super::test::parse,
            second_help: Some("testflag"),
            loads_to_build: true,
            vets_packages: true,
            run_record: RunRecordPolicy::RESULTS,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::tool::run,
        policy: CommandPolicy {
            name: "tool",
            flags: FlagSet(&[table::TOOL, table::CHDIR, table::MOD_COMMON, table::X]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::version::run,
        policy: CommandPolicy {
            name: "version",
            flags: FlagSet(&[table::VERSION, table::CHDIR]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::vet::run,
        policy: CommandPolicy {
            name: "vet",
            flags: FlagSet(&[
                table::VET,
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
            ]),
            parse: super::vet::parse,
            has_flags_of_tool: true,
            loads_to_build: true,
            vets_packages: true,
            run_record: RunRecordPolicy::RESULTS,
            ..CommandPolicy::PLAIN
        },
    },
    // Not upstream's.
];

/// Returns all commands.
fn commands() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().chain(OWN)
}

/// Returns the command of this name (`build`, `mod tidy`).
fn lookup_command(name: &str) -> Option<&'static Command> {
    commands().find(|command| command.policy.name == name)
}

/// Returns the policy of the command of this name, also if it needs no SDK.
pub(crate) fn policy(name: &str) -> Option<&'static CommandPolicy> {
    policies().find(|policy| policy.name == name)
}

/// Returns the names of all commands.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    policies().map(|policy| policy.name)
}

fn policies() -> impl Iterator<Item = &'static CommandPolicy> {
    let others = commands().map(|command| &command.policy);
    others.chain(STANDALONE)
}

/// Reports whether `word` is a group of commands.
pub(crate) fn is_group(word: &str) -> bool {
    let mut names = commands().map(|command| command.policy.name);
    names.any(|name| name.split_once(' ').is_some_and(|(group, _)| group == word))
}

/// Finds the command that the first arguments name, and the number of words in its name. A group
/// without a known command gives `None` and the words of the group (`main.lookupCmd`).
pub(crate) fn find_command(args: &[String]) -> (Option<&'static Command>, usize) {
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
    // $GOFLAGS is checked before the release is known.
    find(name, Release::default()).is_some()
        || commands().any(|command| command.policy.flags.get(name).is_some())
}
