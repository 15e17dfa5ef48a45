//! `cargo xtask link`: real links, stored as cases, and the judges of the native linker.
//!
//! `capture` has the official go command build programs and stores each link: arguments,
//! environment, importcfg, archives, and the linker's direct output. `compare` runs another linker
//! on the cases, `bench` measures both, and `oracle` builds the SDK's own linker with additions
//! that print its decisions after each pass. `edits` builds programs with both commands after each
//! of many edits.
//! Counterpart: none.

mod bad;
mod bench;
mod capture;
mod case;
mod change;
mod compare;
mod damage;
mod derive;
mod driver;
mod each_flag;
mod edit_bench;
mod edits;
mod errors;
mod fault;
mod meter;
mod oracle;
pub(crate) mod place;
mod programs;
mod record;
mod replaced;
mod small;
mod variants;

const USAGE: &str = "usage: cargo xtask link COMMAND
  capture --sdk VERSION|GOROOT [--mode plain|sw|trimpath|race|pie|cover|cgo]... [--dir DIR]
          [--platform GOOS/GOARCH] [--corpus DIR] [--force yes] PROGRAM...
          PROGRAM: hello, fmt, http, cgo and others (see small.rs), `bad` (those that do not
          link), a member of the corpus, `corpus`, cmd/NAME, `cmd/...`, test:PACKAGE,
          `test:std`, `test:cmd/...`, test:MEMBER, or a directory
  derive  [--dir DIR] [--sdk 1.25,1.26,1.27] [--modes MODE,...]
          [--platform GOOS/GOARCH,...] [CASE...]
          makes cases with -s -w of captured ones, of mode plain where none is named
  variants --sdk VERSION|GOROOT [--dir DIR]
          makes cases with other flags and damaged inputs
  errors  --sdk VERSION|GOROOT [--dir DIR] [ERROR...]
          makes the cases of mode `error`, each with the exit code that it has to have
  flags   --vamos BINARY [--sdk VERSION|GOROOT] [--dir DIR] [--platform GOOS/GOARCH,...]
          [--jobs N] [FLAG...]
          builds a small program with each flag of the linker and several values, with both
  oracle  --sdk VERSION|GOROOT [--dir DIR] [CASE...]
  compare --vamos BINARY|--linker BINARY [--sdk 1.25,1.26,1.27] [--modes MODE,...]
          [--platform GOOS/GOARCH,...] [--dir DIR] [--jobs N] [--add FLAG]... [CASE...]
  edits   --vamos BINARY [--sdk VERSION|GOROOT] [--dir DIR] [--corpus DIR] [--chains N]
          [--edits N] [--seed N] [--modes plain,sw,trimpath,pie] PROGRAM...
          builds after each of a chain of random edits, with vamos and with the official command
  damage  --vamos BINARY|--linker BINARY [--dir DIR] [--count N] [--seed N] CASE
  bench   --vamos BINARY|--linker BINARY [--dir DIR] [--runs N] [--add FLAG]... CASE
  bench   --vamos BINARY --edits all|LETTERS [--sdk GOROOT] [--dir DIR] [--corpus DIR] [--runs N]
          [--package PACKAGE] [--base DIR] MEMBER|DIRECTORY
          before each run an edit: V (a variable in main that nothing uses), L (a comment line in
          package BASE, which many import), B (a body there), F (a function there, called), M (a
          statement in main); the whole command and the link alone, and the worst kind";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (command, rest) = args.split_first().ok_or(USAGE)?;
    match command.as_str() {
        "capture" => capture::run(rest),
        "derive" => derive::run(rest),
        "variants" => variants::run(rest),
        "errors" => errors::run(rest),
        "flags" => each_flag::run(rest),
        "record" => record::run(rest),
        "oracle" => oracle::run(rest),
        "compare" => compare::run(rest),
        "bench" => bench::run(rest),
        "edits" => edits::run(rest),
        "damage" => damage::run(rest),
        _ => Err(USAGE.to_owned()),
    }
}

/// A flag and its value.
type Flag<'a> = (&'a str, &'a str);

/// Splits arguments into flags with a value each, and the words after them.
fn flags(args: &[String]) -> Result<(Vec<Flag<'_>>, &[String]), String> {
    let mut flags = Vec::new();
    let mut rest = args;
    while let [flag, more @ ..] = rest
        && flag.starts_with("--")
    {
        let (value, after) = more.split_first().ok_or(USAGE)?;
        flags.push((flag.as_str(), value.as_str()));
        rest = after;
    }
    Ok((flags, rest))
}

/// Returns the words of a list with commas.
fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}
