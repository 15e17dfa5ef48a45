//! The official command and vamos on the same inputs, compared.
//!
//! Owns the harnesses that are too long or too random for a test: generated and real projects,
//! killed builds, stamps, downloads, links, shared caches, upstream's scripts, other platforms.
//! Each is a command of `cargo xtask`, listed in [`COMMANDS`] but for [`platforms`], and one module
//! with `run(args) -> Result<(), String>`. Shared parts have modules of their own: the SDK and the
//! executable under trial (`sdk`), both programs and the results of their commands (`pair`),
//! comparisons (`compare`), rows of results (`report`).
//!
//! Must not know: how either command works; of the product it uses formats of files and the crates
//! that read them.
//! Counterpart: none; cmd/go is checked by its scripts.

mod affected;
mod assembler;
mod attack;
mod cache;
mod callers;
pub mod compare;
mod compiler;
pub mod corpus;
pub mod costs;
mod day;
pub mod edits;
pub mod elf;
mod encoders;
pub mod files;
mod first_error;
mod flags;
mod hermetic;
mod hits;
mod kill;
mod link;
mod middle;
mod objects;
mod operands;
pub mod overlay;
mod pages;
pub mod pair;
pub mod platforms;
mod progs;
mod remote;
pub mod report;
mod schedule;
mod scripts;
pub mod sdk;
mod second_compile;
mod service;
mod ssa;
mod ssagen;
mod stamps;
mod supply;
mod tree;
pub mod verdicts;

use std::io::Write as _;

/// A command of `cargo xtask`: its name, one line of help, and its function.
pub type Command = (
    &'static str,
    &'static str,
    fn(&[String]) -> Result<(), String>,
);

/// The harnesses, by name. The program that runs them must call the guard of servers when it is
/// started as that (`vamos_fsys::proc::guard_children`).
pub const COMMANDS: &[Command] = &[
    (
        "affected",
        "replay the history of a repository and compare what affected names",
        affected::run,
    ),
    (
        "assembler",
        "assemble the standard library and compare objects, read and write archives",
        assembler::run,
    ),
    (
        "attack",
        "change generated trees at random and compare both programs",
        attack::run,
    ),
    (
        "cache",
        "check that the cap of the build cache holds during builds of both programs",
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
        "compiler-clock-tool",
        "measure archives of a dump for compiler objects (internal)",
        compiler::run_clock_tool,
    ),
    (
        "compiler-tool",
        "run a tool of a build for compiler objects (internal)",
        compiler::run_tool,
    ),
    (
        "corpus",
        "build real projects with both programs and compare",
        corpus::run,
    ),
    ("day", "run a day of commands with both programs", day::run),
    (
        "encoders",
        "encode the SDK's assembly with its assembler and with crate obj",
        encoders::run,
    ),
    (
        "first-error",
        "measure how soon the first error of a cold build is printed",
        first_error::run,
    ),
    (
        "hermetic",
        "run every job of a build with its declared inputs only",
        hermetic::run,
    ),
    (
        "hermetic-enter",
        "enter the namespace of a job for hermetic (internal)",
        hermetic::enter,
    ),
    (
        "hermetic-job",
        "run one job for hermetic (internal)",
        hermetic::run_job,
    ),
    (
        "hits",
        "count results of tests that are found after a clone, a rebase and new times",
        hits::run,
    ),
    (
        "keeping-sdk",
        "make the copy of the SDK that ./setup test uses, and print its path",
        sdk::run,
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
        "objects",
        "print symbols, code and lines of programs with the official tools and vamos",
        objects::run,
    ),
    (
        "middle",
        "compare stages of the compiler's middle with the SDK's",
        middle::run,
    ),
    (
        "middle-tool",
        "run a tool of a build for middle (internal)",
        middle::run_tool,
    ),
    (
        "pages",
        "look at the pages of HTML in a headless Chromium",
        pages::run,
    ),
    (
        "progs",
        "assemble the instructions of the SDK's compiler with crate obj and compare",
        progs::run,
    ),
    (
        "progs-tool",
        "run a tool of a build for progs (internal)",
        progs::run_tool,
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
        "ssa",
        "compare SSA passes with those of the SDK's compiler, function by function",
        ssa::run,
    ),
    (
        "ssa-tool",
        "run a tool of a build for ssa (internal)",
        ssa::run_tool,
    ),
    (
        "ssagen",
        "compare instructions that crate ssagen makes with those of the SDK's compiler",
        ssagen::run,
    ),
    (
        "ssagen-tool",
        "run a tool of a build for ssagen (internal)",
        ssagen::run_tool,
    ),
    (
        "stamps",
        "build in generated repositories with both programs and compare",
        stamps::run,
    ),
    (
        "supply",
        "bring in real modules with both programs and compare",
        supply::run,
    ),
];

/// Prints a line to stdout. A failure is ignored: it could not be reported either.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
