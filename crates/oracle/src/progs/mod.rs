//! `cargo xtask progs`: the instructions of compiled functions, as the SDK's compiler has them
//! before its assembler, assembled by crate obj and compared with the results of the SDK's.
//!
//! Compared are code, relocations, pc tables, inlined calls, tables of computed jumps, line programs
//! and debug entries. Packages are compiled twice ([`crate::second_compile`]): the second compiler is the
//! SDK's with the overlay of this module. Functions are assembled on several threads in a shuffled
//! order.
//! Counterpart: none.

mod batch;
mod check;
pub(crate) mod content;
pub(crate) mod debug;
pub(crate) mod difference;
pub(crate) mod entries;
pub(crate) mod function;
mod overlay;
pub(crate) mod records;
pub(crate) mod replay;
pub(crate) mod tables;
mod tool;

use std::path::Path;

use vamos_obj::Release;

use crate::files;
use crate::flags;
use crate::link::place;
use crate::report;
use crate::sdk::Sdk;
use crate::second_compile;
use crate::second_compile::Mode;

pub(crate) use overlay::DUMP;
pub(crate) use overlay::overlay_files;
pub(crate) use tool::run_tool;

const USAGE: &str =
    "usage: cargo xtask progs [--sdk VERSION|GOROOT]... [--dir DIR] [--members PATTERN,...] \
[--threads N,...] [--target GOOS/GOARCH] [--flags FLAGS] [--gcflags FLAGS] [--goamd64 v1|v2|v3|v4] \
[--goexperiment NAME,...]
  PATTERN: packages, without their imports; `std` if none is named;
    with --dir packages of the module there and their imports that are not in the SDK";

/// The number of differences that are shown.
const SHOWN: usize = 12;

/// The options of the command line.
struct Options {
    sdks: Vec<String>,
    patterns: Vec<String>,
    threads: String,
    mode: Mode,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let sdks = place::find_sdks(&options.sdks)?;
    report::of_sdks(&sdks, |sdk| check_sdk(&options, sdk))
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options {
        sdks: Vec::new(),
        patterns: Vec::new(),
        threads: "1,2,8".to_owned(),
        mode: Mode::default(),
    };
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--sdk" => options.sdks.push(flag.text()),
            "--members" => second_compile::add_patterns(flag.value, &mut options.patterns),
            "--threads" => options.threads = flag.text(),
            _ => options.mode.set(&flag)?,
        }
    }
    if options.patterns.is_empty() {
        options.patterns.push("std".to_owned());
    }
    Ok(options)
}

/// Returns the release of Go 1.N.
pub(crate) fn release(minor: Option<u32>) -> Result<Release, String> {
    match minor {
        Some(26) => Ok(Release::Go126),
        Some(27) => Ok(Release::Go127),
        _ => Err("no tables of this release".to_owned()),
    }
}

/// Checks the packages of one SDK.
fn check_sdk(options: &Options, sdk: &Sdk) -> Result<String, String> {
    release(sdk.minor())?;
    let compiler = overlay::build(sdk)?;
    let temp = tempfile::tempdir().map_err(|error| error.to_string())?;
    let results = temp.path().join("results");
    files::make_dir(&results)?;
    build_all(options, sdk, &compiler, temp.path(), &results)?;
    let mut total = check::Outcome::default();
    second_compile::add_results(&results, |text| total.add_text(text))?;
    let (functions, differ, entries) = (total.functions, total.differ, total.entries);
    let text = format!("progs: {functions} functions, {entries} debug entries, {differ} differ");
    match differ == 0 && functions > 0 {
        true => Ok(text),
        false => {
            let shown = total.shown.iter().take(SHOWN).map(String::as_str);
            let shown: Vec<&str> = shown.collect();
            Err(format!("{}\n{text}", shown.join("\n")))
        }
    }
}

/// Builds the packages with the compiler that dumps; each compile leaves a file in `results`.
fn build_all(
    options: &Options,
    sdk: &Sdk,
    compiler: &Path,
    temp: &Path,
    results: &Path,
) -> Result<(), String> {
    let build = second_compile::Build {
        sdk,
        patterns: &options.patterns,
        mode: &options.mode,
        temp,
        results,
    };
    build.run("progs-tool", |packages| {
        let setup = tool::Setup {
            compiler: &compiler.display().to_string(),
            results: &results.display().to_string(),
            packages,
            minor: &sdk.minor().unwrap_or(0).to_string(),
            threads: &options.threads,
        };
        setup.words()
    })
}
