//! `cargo xtask ssagen check`: the instructions that crate ssagen makes of functions, compared with
//! the results of the SDK's compiler. Functions are in the state after the last SSA pass, in the state
//! before the first one, or IR.
//!
//! Packages are compiled twice ([`crate::second_compile`]): the second compiler is the SDK's with
//! the overlays of modules ssa and progs and of this one, in one stream.
//! Counterpart: none.

mod analysis;
mod assembled;
mod build;
mod check;
mod difference;
mod dwarf;
mod frame;
mod from_ir;
mod functions;
mod generate;
mod mode;
pub(crate) mod object;
mod outcome;
mod overlay;
mod tool;

use std::path::Path;

use crate::files;
use crate::flags;
use crate::link::place;
use crate::progs;
use crate::report;
use crate::sdk::Sdk;
use crate::second_compile;
use mode::Mode;
use outcome::Outcome;

pub(crate) use build::IR_CALL;
pub(crate) use overlay::PROGS;
pub(crate) use overlay::dump_files;
pub(crate) use tool::run_tool;

const USAGE: &str = "usage: cargo xtask ssagen check|build [--sdk VERSION|GOROOT]... \
[--dir DIR] [--members PATTERN,...] [--flags FLAGS] [--gcflags FLAGS] [--target GOOS/GOARCH] \
[--goamd64 v1|v2|v3|v4] [--goexperiment NAME,...] [--chain on] [--from ir]
  build: the IR of functions is built, and compared before the first pass
  check --chain on: the function before the first pass goes through the passes of crate ssa, too
  check --from ir: the IR is built, and goes through the passes; debug information is compared, too;
    not with --chain
  FLAGS of --flags: -race, -cover, -trimpath, -pgo=FILE and others that decide how packages are compiled
  PATTERN: packages, without their imports; `cmd` are all programs, `std` if none is named;
    with --dir packages of the module there and their imports that are not in the SDK";

/// The number of differences that are shown.
const SHOWN: usize = 12;

/// The options of the command line.
#[derive(Default)]
struct Options {
    sdks: Vec<String>,
    patterns: Vec<String>,
    build: second_compile::Mode,
    mode: Mode,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let sdks = place::find_sdks(&options.sdks)?;
    report::of_sdks(&sdks, |sdk| check_sdk(&options, sdk))
}

fn parse(args: &[String]) -> Result<Options, String> {
    let (flags, words) = flags::split(args, USAGE)?;
    let mut options = Options {
        mode: match words[..] {
            ["check"] => Mode::End,
            ["build"] => Mode::Build,
            _ => return Err(USAGE.to_owned()),
        },
        ..Options::default()
    };
    for flag in flags {
        match flag.name {
            "--sdk" => options.sdks.push(flag.text()),
            "--members" => second_compile::add_patterns(flag.value, &mut options.patterns),
            "--chain" if flag.value == "on" => {
                options.mode = options.mode.with(Mode::Start).ok_or(USAGE)?;
            }
            "--from" if flag.value == "ir" => {
                options.mode = options.mode.with(Mode::Ir).ok_or(USAGE)?;
            }
            _ => options.build.set(&flag)?,
        }
    }
    if options.patterns.is_empty() {
        options.patterns.push("std".to_owned());
    }
    Ok(options)
}

/// Checks the packages of one SDK.
fn check_sdk(options: &Options, sdk: &Sdk) -> Result<String, String> {
    progs::release(sdk.minor())?;
    let compiler = match options.mode {
        Mode::Build => build::build(sdk)?,
        mode => overlay::build(sdk, mode == Mode::Ir)?,
    };
    let temp = tempfile::tempdir().map_err(|error| error.to_string())?;
    let results = temp.path().join("results");
    files::make_dir(&results)?;
    build_all(options, sdk, &compiler, temp.path(), &results)?;
    if options.mode == Mode::Build {
        let mut total = build::Outcome::default();
        second_compile::add_results(&results, |text| total.add_text(text))?;
        return total.result();
    }
    let mut total = Outcome::default();
    second_compile::add_results(&results, |text| total.add_text(text))?;
    let text = total.summary();
    if total.is_equal() {
        return Ok(text);
    }
    let shown = total.shown.iter().take(SHOWN).map(String::as_str);
    let shown: Vec<&str> = shown.collect();
    Err(format!("{}\n{text}", shown.join("\n")))
}

/// Builds the packages with the compiler that dumps; each compile leaves a file in `results`.
fn build_all(
    options: &Options,
    sdk: &Sdk,
    compiler: &Path,
    temp: &Path,
    results: &Path,
) -> Result<(), String> {
    let sources = sdk.goroot.join("src/cmd/compile/internal/ssa");
    let build = second_compile::Build {
        sdk,
        patterns: &options.patterns,
        mode: &options.build,
        temp,
        results,
    };
    build.run("ssagen-tool", |packages| {
        let setup = tool::Setup {
            compiler: &compiler.display().to_string(),
            results: &results.display().to_string(),
            packages,
            sources: &sources.display().to_string(),
            minor: &sdk.minor().unwrap_or(0).to_string(),
            mode: options.mode.name(),
        };
        setup.words()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_one_form() {
        let mode = |line: &str| {
            let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
            parse(&args).map(|options| options.mode)
        };
        assert_eq!(mode("check"), Ok(Mode::End));
        assert_eq!(mode("check --chain on"), Ok(Mode::Start));
        assert_eq!(mode("check --from ir"), Ok(Mode::Ir));
        assert_eq!(mode("build"), Ok(Mode::Build));
        for wrong in [
            "build --from ir",
            "build --chain on",
            "check --chain on --from ir",
            "check --from start",
            "check --chain off",
            "check build",
        ] {
            assert_eq!(mode(wrong), Err(USAGE.to_owned()), "{wrong}");
        }
    }
}
