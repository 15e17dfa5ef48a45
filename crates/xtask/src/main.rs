//! Development commands: what is run beside cargo itself.
//!
//! Each command is one module with `run(args) -> Result<(), String>`; this file only
//! finds it.
//!
//! Counterpart: none; the go repository uses cmd/dist.

mod affected;
mod attack;
mod bench;
mod cache;
mod callers;
mod compiler;
mod corpus;
mod counts;
mod day;
mod dist;
mod gen_errno;
mod gen_fold;
mod gen_isprint;
mod gen_linker;
mod hermetic;
mod hits;
mod kill;
mod link;
mod measure;
mod pages;
mod profile;
mod remote;
mod schedule;
mod scripts;
mod sdk;
mod service;
mod stamps;
mod supply;
mod synth;
mod tidy;
mod verdict;

use std::io::Write as _;
use std::process::ExitCode;

use vamos_fsys::proc::GUARD;
use vamos_fsys::proc::guard_children;

/// A command: its name, one line of help, and what runs it.
type Command = (
    &'static str,
    &'static str,
    fn(&[String]) -> Result<(), String>,
);

const COMMANDS: &[Command] = &[
    (
        "affected",
        "replay the history of a repository and compare what affected names",
        affected::run,
    ),
    (
        "attack",
        "change generated trees at random and compare both programs",
        attack::run,
    ),
    (
        "bench",
        "measure both programs and write docs/bench.*",
        bench::run,
    ),
    (
        "cache",
        "check that the cap of the build cache holds beside builds of both programs",
        cache::run,
    ),
    (
        "callers",
        "run gopls, staticcheck and packages.Load with both programs",
        callers::run,
    ),
    (
        "compiler",
        "compare the archives of the instrumented compiler with the SDK's",
        compiler::run,
    ),
    (
        "corpus",
        "build real projects with both programs and compare",
        corpus::run,
    ),
    ("day", "run a day of commands with both programs", day::run),
    (
        "dist",
        "write the archive, the wheel and the npm packages of a release",
        dist::run,
    ),
    (
        "gen-errno",
        "write the texts of system errors from the Go SDK",
        gen_errno::run,
    ),
    (
        "gen-fold",
        "write the table of case folding from the Go SDK",
        gen_fold::run,
    ),
    (
        "gen-isprint",
        "write the table of printable characters from the Go SDK",
        gen_isprint::run,
    ),
    (
        "gen-linker",
        "write what the linkers of several Go SDKs list",
        gen_linker::run,
    ),
    (
        "hermetic",
        "run every job of a build with its declared inputs only",
        hermetic::run,
    ),
    (
        "hermetic-job",
        "run one job for hermetic (internal)",
        hermetic::run_job,
    ),
    (
        "hermetic-enter",
        "enter the namespace of a job for hermetic (internal)",
        hermetic::enter,
    ),
    (
        "pages",
        "look at the pages of HTML in a headless Chromium",
        pages::run,
    ),
    (
        "profile",
        "print the table row of an SDK's version profile",
        profile::run,
    ),
    (
        "hits",
        "count results of tests that are found after a clone, a rebase and new times",
        hits::run,
    ),
    (
        "kill",
        "kill builds at random moments and check the cache",
        kill::run,
    ),
    (
        "link",
        "keep real links, and compare the native linker with the official one",
        link::run,
    ),
    (
        "measure",
        "print figures of the sources and the counts of tidy",
        measure::run,
    ),
    (
        "remote",
        "start remote caches, and check builds that share one",
        remote::run,
    ),
    (
        "schedule",
        "simulate cold builds with many workers from recorded durations",
        schedule::run,
    ),
    (
        "schedule-tool",
        "run one tool for schedule (internal)",
        schedule::run_tool,
    ),
    (
        "scripts",
        "run upstream's script tests with vamos as their go",
        scripts::run,
    ),
    (
        "stamps",
        "build in generated repositories with both programs and compare",
        stamps::run,
    ),
    (
        "statfloor",
        "measure looking at all that a witness names",
        bench::statfloor,
    ),
    (
        "supply",
        "bring in real modules with both programs and compare",
        supply::run,
    ),
    ("synth", "write a module of many packages", synth::run),
    ("tidy", "check the rules of the house", tidy::run),
];

/// Prints a line to stdout. A failure is ignored: it could not be reported either.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

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
    let Some((_, _, run)) = COMMANDS.iter().find(|command| command.0 == name) else {
        let _ = writeln!(stderr, "usage: cargo xtask COMMAND [ARGS]");
        for (name, help, _) in COMMANDS {
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
