//! The commands that upstream does not have, one row each.
//!
//! Counterpart: none.

use super::command::Command;
use crate::flags::FlagSet;
use crate::flags::table;
use crate::policy::CommandPolicy;
use crate::policy::RunRecordPolicy;

/// The common policy of commands about the build cache.
const CACHE: CommandPolicy = CommandPolicy {
    accepts_bad_goflags: true,
    works_without_sdk: true,
    accepts_bad_config: true,
    ..CommandPolicy::PLAIN
};

/// `completion`, which `standalone.rs` runs: its row is here because completions and manual pages
/// contain all commands.
pub(super) const COMPLETION: CommandPolicy = CommandPolicy {
    name: "completion",
    ..CommandPolicy::PLAIN
};

/// `man`, likewise.
pub(super) const MAN: CommandPolicy = CommandPolicy {
    name: "man",
    flags: FlagSet(&[table::OUTPUT]),
    ..CommandPolicy::PLAIN
};

/// The commands that need no SDK, no module and no settings.
pub(super) const STANDALONE: &[CommandPolicy] = &[COMPLETION, MAN];

/// The others, sorted by name.
pub(super) const OWN: &[Command] = &[
    Command {
        run: super::affected::run,
        policy: CommandPolicy {
            name: "affected",
            flags: FlagSet(&[
                table::AFFECTED,
                table::BUILD,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
            ]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::cache::run_cap,
        policy: CommandPolicy {
            name: "cache cap",
            flags: FlagSet(&[table::CHDIR]),
            ..CACHE
        },
    },
    Command {
        run: super::cache::run_pack,
        policy: CommandPolicy {
            name: "cache pack",
            flags: FlagSet(&[table::CACHE_PACK, table::CHDIR]),
            ..CACHE
        },
    },
    Command {
        run: super::cache::run_prune,
        policy: CommandPolicy {
            name: "cache prune",
            flags: FlagSet(&[table::CACHE_PRUNE, table::CHDIR]),
            ..CACHE
        },
    },
    Command {
        run: super::cache_serve::run,
        policy: CommandPolicy {
            name: "cache serve",
            flags: FlagSet(&[table::CHDIR]),
            ..CACHE
        },
    },
    Command {
        run: super::cache::run_size,
        policy: CommandPolicy {
            name: "cache size",
            flags: FlagSet(&[table::CHDIR, table::JSON]),
            ..CACHE
        },
    },
    Command {
        run: super::cache::run_unpack,
        policy: CommandPolicy {
            name: "cache unpack",
            flags: FlagSet(&[table::CHDIR]),
            ..CACHE
        },
    },
    Command {
        run: super::cache::run_verify,
        policy: CommandPolicy {
            name: "cache verify",
            flags: FlagSet(&[table::CACHE_VERIFY, table::CHDIR]),
            ..CACHE
        },
    },
    Command {
        run: super::check::run,
        policy: CommandPolicy {
            name: "check",
            flags: FlagSet(&[
                table::CHECK,
                table::BUILD,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
            ]),
            loads_to_build: true,
            run_record: RunRecordPolicy {
                has_json_format: true,
                ..RunRecordPolicy::RESULTS
            },
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::doctor::run,
        policy: CommandPolicy {
            name: "doctor",
            flags: FlagSet(&[table::CHDIR, table::JSON]),
            accepts_bad_goroot: true,
            works_without_sdk: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::graph::run,
        policy: CommandPolicy {
            name: "graph",
            flags: FlagSet(&[
                table::GRAPH,
                table::OUTPUT,
                table::BUILD,
                table::MOD,
                table::MOD_COMMON,
                table::JSON,
            ]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::remote_check::run,
        policy: CommandPolicy {
            name: "remote check",
            flags: FlagSet(&[table::CHDIR, table::JSON]),
            works_without_sdk: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::setup::run,
        policy: CommandPolicy {
            name: "setup",
            flags: FlagSet(&[table::SETUP, table::CHDIR, table::JSON]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::size::run,
        policy: CommandPolicy {
            name: "size",
            flags: FlagSet(&[table::CHDIR, table::OUTPUT, table::JSON, table::COUNT]),
            accepts_bad_goflags: true,
            accepts_bad_config: true,
            works_without_sdk: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::timings::run,
        policy: CommandPolicy {
            name: "timings",
            flags: FlagSet(&[table::CHDIR, table::OUTPUT]),
            accepts_bad_goflags: true,
            accepts_bad_config: true,
            works_without_sdk: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::uninstall::run,
        policy: CommandPolicy {
            name: "uninstall",
            flags: FlagSet(&[table::UNINSTALL, table::CHDIR]),
            accepts_bad_goflags: true,
            accepts_bad_config: true,
            works_without_sdk: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::verify::run,
        policy: CommandPolicy {
            name: "verify",
            flags: FlagSet(&[
                table::BUILD,
                table::V,
                table::MOD,
                table::MOD_COMMON,
                table::COVER,
            ]),
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::watch::run,
        policy: CommandPolicy {
            name: "watch",
            flags: FlagSet(&[table::CHDIR]),
            accepts_bad_goflags: true,
            accepts_bad_config: true,
            ..CommandPolicy::PLAIN
        },
    },
    Command {
        run: super::why::run,
        policy: CommandPolicy {
            name: "why",
            flags: FlagSet(&[table::CHDIR, table::JSON]),
            accepts_bad_goflags: true,
            accepts_bad_config: true,
            works_without_sdk: true,
            ..CommandPolicy::PLAIN
        },
    },
];
