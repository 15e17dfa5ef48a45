//! The assembler's own test files: output, errors and exit status.
//!
//! Counterpart: cmd/asm/internal/asm/endtoend_test.go.

use std::path::Path;
use std::process::Command;

use super::commands::Tally;
use super::commands::assemble;
use super::difference;
use crate::files::at;
use crate::report::Report;
use crate::sdk::Sdk;

/// Compares all test files of both architectures.
pub(super) fn check(sdk: &Sdk, dir: &Path, report: &mut Report) -> Result<(), String> {
    let data = sdk.goroot.join("src/cmd/asm/internal/asm/testdata");
    for goarch in ["amd64", "arm64"] {
        for mode in [&[][..], &["-e"], &["-dynlink"], &["-S"]] {
            let mut tally = Tally::default();
            for file in sources(&data, goarch)? {
                tally.count += 1;
                if let Some(problem) = problem(sdk, dir, &data, goarch, mode, &file)? {
                    tally.problems.push(format!("{file}: {problem}"));
                }
            }
            let name = format!("{goarch} testdata {}", mode.join(" "));
            report.say(&name, tally.result());
        }
    }
    Ok(())
}

/// Returns the test files that are not those of another architecture.
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
    goarch: &str,
    mode: &[&str],
    file: &str,
) -> Result<Option<String>, String> {
    let output = dir.join("out.o");
    let _ = std::fs::remove_file(&output);
    let output = output.display().to_string();
    let mut args: Vec<&str> = vec!["-p", "test", "-o", &output];
    args.extend(mode);
    args.push(file);
    let args: Vec<String> = args.into_iter().map(str::to_owned).collect();
    let mut command = Command::new(&sdk.go);
    command
        .args(["tool", "asm"])
        .args(&args)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", dir)
        .env("GOCACHE", dir.join("cache"))
        .env("GOTOOLCHAIN", "local")
        .env("GOROOT", &sdk.goroot)
        .env("GOOS", "linux")
        .env("GOARCH", goarch)
        .current_dir(data);
    let official = command.output().map_err(at(&sdk.go))?;
    let object = std::fs::read(&output).ok();
    let line = vamos_asm::parse_command_line(&args).map_err(|error| error.to_string())?;
    let header = header(sdk, goarch);
    let data = data.display().to_string();
    let ours = assemble(sdk, &header, &data, line);
    let errors = String::from_utf8_lossy(&official.stderr).into_owned();
    // The go command adds its own line about the exit status.
    let errors = errors.replace("exit status 1\n", "");
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

/// Returns the rest of the version line.
fn header(sdk: &Sdk, goarch: &str) -> String {
    let version = &sdk.version;
    let (level, experiments) = match goarch {
        "amd64" => (
            "GOAMD64=v1",
            "regabiwrappers,regabiargs,dwarf5,greenteagc,randomizedheapbase64",
        ),
        _ => (
            "GOARM64=v8.0",
            "regabiwrappers,regabiargs,dwarf5,greenteagc,randomizedheapbase64",
        ),
    };
    format!("linux {goarch} {version} {level} X:{experiments}")
}
