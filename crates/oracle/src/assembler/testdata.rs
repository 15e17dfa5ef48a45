//! The assembler's own test files: output, errors and exit status.
//!
//! Counterpart: cmd/asm/internal/asm/endtoend_test.go.

use std::path::Path;
use std::process::Command;

use vamos_asm::Machine;
use vamos_asm::TokenCache;

use super::commands::Tally;
use super::commands::assemble;
use super::commands::thread_problem;
use super::difference;
use crate::files::at;
use crate::report::Report;
use crate::sdk::Sdk;

/// Compares all test files of both architectures.
pub(super) fn check(sdk: &Sdk, dir: &Path, report: &mut Report) -> Result<(), String> {
    let data = sdk.goroot.join("src/cmd/asm/internal/asm/testdata");
    for goarch in ["amd64", "arm64"] {
        let header = header(sdk, dir, goarch)?;
        for mode in [&[][..], &["-e"], &["-dynlink"], &["-S"]] {
            let mut tally = Tally::default();
            for file in sources(&data, goarch)? {
                tally.count += 1;
                if let Some(problem) = problem(sdk, dir, &data, &header, mode, &file)? {
                    tally.problems.push(format!("{file}: {problem}"));
                }
            }
            let name = format!("{goarch} testdata {}", mode.join(" "));
            report.say(&name, tally.result());
        }
    }
    Ok(())
}

/// Returns the test files, without the files for other architectures.
fn sources(data: &Path, goarch: &str) -> Result<Vec<String>, String> {
    const FOREIGN: [&str; 8] = [
        "386", "arm.", "armerror", "armv6", "loong64", "mips", "ppc64", "riscv64",
    ];
    let mut out = Vec::new();
    for dir in ["", "avx512enc"] {
        let entries = std::fs::read_dir(data.join(dir)).map_err(at(data))?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let other = if goarch == "amd64" { "arm64" } else { "amd64" };
            let is_foreign = FOREIGN.iter().any(|start| name.starts_with(start))
                || name.starts_with("s390x")
                || name.starts_with(other)
                || (dir == "avx512enc" && goarch != "amd64");
            if name.ends_with(".s") && !is_foreign {
                out.push(Path::new(dir).join(name).display().to_string());
            }
        }
    }
    out.sort();
    Ok(out)
}

fn problem(
    sdk: &Sdk,
    dir: &Path,
    data: &Path,
    header: &str,
    mode: &[&str],
    file: &str,
) -> Result<Option<String>, String> {
    let goarch = header.split(' ').nth(1).unwrap_or_default();
    let output = dir.join("out.o");
    let _ = std::fs::remove_file(&output);
    let output = output.display().to_string();
    let mut args: Vec<&str> = vec!["-p", "test", "-o", &output];
    args.extend(mode);
    args.push(file);
    let args: Vec<String> = args.into_iter().map(str::to_owned).collect();
    let official = official(sdk, dir, data, goarch, &args).output();
    let official = official.map_err(at(&sdk.go))?;
    let object = std::fs::read(&output).ok();
    let line = vamos_asm::parse_command_line(&args).map_err(|error| error.to_string())?;
    let machine = Machine::new(goarch).ok_or_else(|| format!("GOARCH={goarch}"))?;
    let tokens = TokenCache::default();
    let machine = (&machine, &tokens);
    let data = data.display().to_string();
    let ours = assemble(sdk, machine, header, &data, line.clone());
    if let Some(problem) = thread_problem(sdk, machine, header, &data, &line, &ours) {
        return Ok(Some(problem));
    }
    let errors = String::from_utf8_lossy(&official.stderr).into_owned();
    // The go command adds its own line about the exit status.
    let errors = errors.replace("exit status 1\n", "");
    // vamos uses the assembler of this release for errors, because of SVE.
    let are_errors = ours.status != 0 && !official.status.success();
    if are_errors && sdk.minor() == Some(27) && goarch == "arm64" {
        return Ok(None);
    }
    if errors != ours.stderr {
        let at = errors.lines().zip(ours.stderr.lines());
        let pair = at.clone().find(|(a, b)| a != b);
        let counts = (errors.lines().count(), ours.stderr.lines().count());
        return Ok(Some(format!("errors differ: {pair:?}, lines {counts:?}")));
    }
    if official.status.success() != (ours.status == 0) {
        return Ok(Some("exit status differs".to_owned()));
    }
    if ours.status == 0 && official.stdout != ours.stdout {
        return Ok(Some(format!(
            "stdout differs: {}",
            difference::describe(&ours.stdout, &official.stdout)
        )));
    }
    Ok(match (object, ours.output) {
        (Some(theirs), Some(ours)) if theirs != ours => Some(difference::describe(&ours, &theirs)),
        (None, Some(_)) => Some("there is no official output".to_owned()),
        (Some(_), None) => Some("there is no output".to_owned()),
        _ => None,
    })
}

/// Returns the official assembler's command for a directory.
fn official(sdk: &Sdk, home: &Path, dir: &Path, goarch: &str, args: &[String]) -> Command {
    let mut command = Command::new(&sdk.go);
    command
        .args(["tool", "asm"])
        .args(args)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .env("GOCACHE", home.join("cache"))
        .env("GOTOOLCHAIN", "local")
        .env("GOROOT", &sdk.goroot)
        .env("GOOS", "linux")
        .env("GOARCH", goarch)
        .current_dir(dir);
    command
}

/// Returns the rest of the version line, which names the release's experiments.
pub(super) fn header(sdk: &Sdk, dir: &Path, goarch: &str) -> Result<String, String> {
    std::fs::write(dir.join("empty.s"), "").map_err(at(dir))?;
    let args = ["-p", "test", "-o", "empty.o", "empty.s"].map(str::to_owned);
    let output = official(sdk, dir, dir, goarch, &args).output();
    let output = output.map_err(at(&sdk.go))?;
    let object = std::fs::read(dir.join("empty.o")).unwrap_or_default();
    let line = object.split(|byte| *byte == b'\n').next();
    let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
    let errors = || String::from_utf8_lossy(&output.stderr).into_owned();
    let rest = line.strip_prefix("go object ").map(str::to_owned);
    rest.ok_or_else(errors)
}
