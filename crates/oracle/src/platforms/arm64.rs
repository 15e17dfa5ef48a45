//! Linux on arm64: vamos and the tests of crates run under user-mode emulation.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::cross::LINUX_ARM_MUSL;
use super::cross::Target;
use super::emulation::emulated;
use super::emulation::emulated_within;
use super::tools::Tools;
use super::tools::output;
use crate::files;
use crate::report::Report;
use crate::sdk;

/// The crates whose tests run: those with code for processors or for the system.
const TESTED: [&str; 6] = ["fsys", "sched", "cache", "localstore", "objfile", "link"];

/// Time limit for the tests of a crate, in seconds.
const TEST_SECONDS: u32 = 300;

/// Runs unit tests on arm64; builds vamos for it, and starts the executable.
pub(super) fn run(tools: &Tools) -> Result<(), String> {
    unit_tests(tools)?;
    let vamos = build(tools, LINUX_ARM_MUSL)?;
    crate::say(&version(tools, &vamos)?);
    Ok(())
}

/// Builds vamos; returns the executable.
pub(super) fn build(tools: &Tools, target: Target) -> Result<PathBuf, String> {
    target.run_cargo(tools, &["build", "--release", "--package", "vamos-cli"])?;
    Ok(target.dir().join("release/vamos"))
}

/// Returns the version that an executable prints.
pub(super) fn version(tools: &Tools, vamos: &Path) -> Result<String, String> {
    let mut version = Command::new(vamos);
    version
        .arg("version")
        .env("GOROOT", tools.sdk())
        .env("QEMU_LD_PREFIX", tools.c_library());
    let text = output(&mut emulated(tools, &version))?;
    match text.trim_end() {
        text if text.ends_with(" linux/arm64") => Ok(text.to_owned()),
        text => Err(format!("vamos version: {text}")),
    }
}

/// Runs the tests of crates, one at a time: the emulator may hang when a process forks while another
/// thread opens or closes files (`emulation`), as other tests do.
fn unit_tests(tools: &Tools) -> Result<(), String> {
    let packages: Vec<String> = TESTED.iter().map(|name| format!("vamos-{name}")).collect();
    let mut words = vec!["test", "--profile", "checked", "--lib", "--no-run"];
    words.extend(["--message-format", "json"]);
    for package in &packages {
        words.extend(["--package", package.as_str()]);
    }
    let messages = output(&mut LINUX_ARM_MUSL.cargo(tools, &words)?)?;
    let home = files::real_dir(&sdk::target_dir().join("platforms/home"))?;
    let mut report = Report::default();
    for (dir, program) in test_programs(&messages) {
        let name = dir.file_name().unwrap_or_default().to_string_lossy();
        let mut command = Command::new(program);
        command
            .arg("--test-threads=1")
            .current_dir(&dir)
            .env("HOME", &home);
        let result = output(&mut emulated_within(TEST_SECONDS, tools, &command));
        report.say(
            &format!("arm64: tests of {name}"),
            result.map(|text| summary(&text)),
        );
    }
    report.finish()
}

/// Returns the summaries in the output of a test program.
fn summary(text: &str) -> String {
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "));
    lines.collect::<Vec<_>>().join("; ")
}

/// Returns the executables in cargo's messages, with the directories of their packages.
fn test_programs(messages: &str) -> Vec<(PathBuf, PathBuf)> {
    let program = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_test = value["profile"]["test"].as_bool()?;
        let file = value["executable"].as_str()?;
        let manifest = Path::new(value["manifest_path"].as_str()?);
        is_test.then(|| (manifest.parent().unwrap_or(manifest).into(), file.into()))
    };
    messages.lines().filter_map(program).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::summary;
    use super::test_programs;

    #[test]
    fn programs_of_tests_are_found() {
        let line = |rest: &str| format!("{{\"manifest_path\":\"/w/c/Cargo.toml\",{rest}}}\n");
        let text = [
            line("\"profile\":{\"test\":true},\"executable\":\"/t/a\""),
            line("\"profile\":{\"test\":false},\"executable\":\"/t/b\""),
            line("\"profile\":{\"test\":true},\"executable\":null"),
        ];
        let expected = (Path::new("/w/c").to_owned(), Path::new("/t/a").to_owned());
        assert_eq!(test_programs(&text.concat()), [expected]);
    }

    #[test]
    fn summaries_are_found() {
        let text = "running 2 tests\n..\ntest result: ok. 2 passed\n";
        assert_eq!(summary(text), "ok. 2 passed");
    }
}
