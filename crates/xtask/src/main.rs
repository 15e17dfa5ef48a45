//! Development commands that complement cargo itself.
//!
//! Each command is one module with `run(args) -> Result<(), String>`, here or in the crates
//! `oracle` and `generate`; this file only finds it.
//!
//! Counterpart: none; the go repository uses cmd/dist.

mod bench;
mod check_speed;
mod counts;
mod dist;
mod follow;
mod measure;
mod profile;
mod synth;
mod tidy;

use std::io::Write as _;
use std::process::ExitCode;

use vamos_fsys::proc::GUARD;
use vamos_fsys::proc::guard_children;
use vamos_oracle::Command;
use vamos_oracle::platforms;
use vamos_oracle::say;

const COMMANDS: &[Command] = &[
    (
        "bench",
        "measure both programs and write docs/bench.*",
        bench::run,
    ),
    (
        "check-speed",
        "measure the parser, and compare checks with go/packages",
        check_speed::run,
    ),
    (
        "dist",
        "write the archive, the wheel and the npm packages of a release",
        dist::run,
    ),
    (
        "follow",
        "print the changes of a new release that affect vamos",
        follow::run,
    ),
    (
        "measure",
        "print figures of the sources and the counts of tidy",
        measure::run,
    ),
    (
        "platforms",
        "prove what can be proved of other platforms",
        |args| platforms::run(args, dist::run),
    ),
    (
        "profile",
        "print the capabilities of an SDK's sources, and write the tables",
        profile::run,
    ),
    (
        "statfloor",
        "measure looking at all that a run record names",
        bench::statfloor,
    ),
    ("synth", "write a module of many packages", synth::run),
    ("tidy", "check the rules of the house", tidy::run),
];

fn main() -> ExitCode {
    // Started by this program under that name, to end its servers if it is killed.
    if std::env::args_os().next().is_some_and(|name| name == GUARD) {
        guard_children();
        return ExitCode::SUCCESS;
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let name = args.first().map_or("", String::as_str);
    let mut stderr = std::io::stderr();
    // With a closed stderr nothing can be reported, so failed writes are ignored.
    let mut commands = [COMMANDS, vamos_generate::COMMANDS, vamos_oracle::COMMANDS].concat();
    commands.sort_unstable_by_key(|command| command.0);
    let Some((_, _, run)) = commands.iter().find(|command| command.0 == name) else {
        let _ = writeln!(stderr, "usage: cargo xtask COMMAND [ARGS]");
        for (name, help, _) in commands {
            let _ = writeln!(stderr, "  {name:<14}{help}");
        }
        return ExitCode::from(2);
    };
    match run(&args[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr, "xtask {name}: {error}");
            ExitCode::FAILURE
        }
    }
}
