//! `cargo xtask encoders [--goroot SDK] [--vamos EXE]`: assembly that the SDK holds, parsed by
//! its own assembler, and encoded by that and by crate obj.
//!
//! Compared are code, relocations, places of instructions, and problems. Of Go 1.27 only amd64 is
//! replayed: registers and opcodes of arm64 have other numbers there.
//! Counterpart: cmd/asm/internal/asm/endtoend_test.go.

mod replay;

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_obj::Release;

use crate::files;
use crate::files::at;
use crate::overlay;
use crate::report::Report;
use crate::sdk;
use crate::sdk::Sdk;

/// Maximum number of differences shown for a row.
const SHOWN: usize = 20;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut goroot, mut vamos) = (None, None);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let value = args.next().map(Path::new);
        match arg.as_str() {
            "--goroot" => goroot = value,
            "--vamos" => vamos = value,
            _ => return Err(format!("unknown argument {arg}")),
        }
    }
    let sdk = sdk::named_or_found(goroot)?;
    let release = match sdk.minor() {
        Some(25) => Release::Go125,
        Some(26) => Release::Go126,
        Some(27) => Release::Go127,
        _ => return Err(format!("{}: no tables of this release", sdk.version)),
    };
    let vamos = sdk::vamos_named_or_built(vamos)?;
    let mut text = include_str!("progs.go.txt").to_owned();
    if release == Release::Go127 {
        // Alignment moved from functions to all symbols.
        text = text.replace("f.Align", "s.Align");
    }
    let added = [("asm/vamosprogs/main.go", text)];
    let program = overlay::build(&sdk, &vamos, "cmd/asm/vamosprogs", &added)?;
    let mut report = Report::default();
    let modes = ["", "-shared", "-dynlink", "-d=maymorestack=runtime.more"];
    for (goarch, others) in [("amd64", &["-spectre=ret"][..]), ("arm64", &[])] {
        if goarch == "arm64" && release == Release::Go127 {
            continue;
        }
        for mode in modes.iter().chain(others) {
            let mut outcome = replay::Outcome::default();
            for file in sources(&sdk, goarch)? {
                let printed = print(&sdk, &program, goarch, mode, &file)?;
                replay::replay(&printed, release, &mut outcome)?;
            }
            report.say(&format!("{goarch} {mode}"), summary(&outcome));
        }
    }
    report.finish()
}

/// Returns the counts of an outcome, or the differences.
fn summary(outcome: &replay::Outcome) -> Result<String, String> {
    let (equal, problems) = (outcome.equal, outcome.equal_problems);
    if outcome.differences.is_empty() {
        return Ok(format!("{equal} functions and {problems} problems equal"));
    }
    let shown = outcome.differences.iter().take(SHOWN);
    let shown: Vec<&str> = shown.map(String::as_str).collect();
    let different = outcome.differences.len();
    let shown = shown.join("\n  ");
    Err(format!(
        "{equal} functions and {problems} problems equal, {different} differ:\n  {shown}"
    ))
}

/// Returns the files of an architecture: tests of the assembler, and files that need no header of a
/// package.
fn sources(sdk: &Sdk, goarch: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let src = sdk.goroot.join("src");
    let tests = src.join("cmd/asm/internal/asm/testdata");
    let is_test = |name: &str| name.starts_with(goarch) && name.ends_with(".s");
    find(&tests, &mut found, &|path, name| {
        is_test(name) || goarch == "amd64" && path.ends_with(Path::new("avx512enc").join(name))
    })?;
    let suffix = format!("_{goarch}.s");
    find(&src, &mut found, &|path, name| {
        let is_ours = name.ends_with(&suffix)
            && !path.components().any(|part| part.as_os_str() == "testdata");
        is_ours && files::read_text(path).is_ok_and(|text| !text.contains("go_asm.h"))
    })?;
    found.sort();
    Ok(found)
}

/// Adds the files below a directory that `wanted` accepts.
fn find(
    dir: &Path,
    found: &mut Vec<PathBuf>,
    is_wanted: &dyn Fn(&Path, &str) -> bool,
) -> Result<(), String> {
    for entry in std::fs::read_dir(dir).map_err(at(dir))? {
        let path = entry.map_err(at(dir))?.path();
        if path.is_dir() {
            find(&path, found, is_wanted)?;
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && is_wanted(&path, name)
        {
            found.push(path);
        }
    }
    Ok(())
}

/// Returns the output of the SDK's assembler for a file.
fn print(
    sdk: &Sdk,
    program: &Path,
    goarch: &str,
    mode: &str,
    file: &Path,
) -> Result<String, String> {
    let mut command = Command::new(program);
    command
        .env("GOARCH", goarch)
        .env("GOOS", "linux")
        .arg("-I")
        .arg(sdk.goroot.join("pkg/include"))
        .arg("-I")
        .arg(sdk.goroot.join("src/runtime"))
        .args(["-p", "main"])
        .args((!mode.is_empty()).then_some(mode))
        .arg(file);
    let output = command.output().map_err(at(program))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
