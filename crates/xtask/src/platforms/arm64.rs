//! Linux on arm64: vamos, its tests and the official command run under user-mode emulation.
//!
//! The kernel starts executables for arm64 with the emulator, in a user namespace of their own
//! (`binfmt_misc`, since Linux 6.7), so that nothing changes for the machine.
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::cross::LINUX_ARM;
use super::cross::LINUX_ARM_MUSL;
use super::tools::Tools;
use super::tools::output;
use super::tools::run as run_command;
use vamos_oracle::sdk;

/// The crates whose tests run.
const TESTED: [&str; 6] = ["fsys", "sched", "cache", "localstore", "objfile", "link"];

/// What an executable for arm64 begins with, and which of its bits count, as `binfmt_misc` has
/// them.
const MAGIC: &str = r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00";
const MASK: &str =
    r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff";

/// Registers the emulator `$1`, and becomes the other arguments.
const ENTER: &str = r#"set -e
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
printf '%s' ":arm64:M::$1:$2:$3:F" >/proc/sys/fs/binfmt_misc/register
shift 3
exec "$@""#;

/// Builds for arm64 and runs everything there.
pub(super) fn run(tools: &Tools) -> Result<(), String> {
    let vamos = build(tools)?;
    crate::say(&output(
        emulated(tools, &vamos, &["--version"]).env_clear(),
    )?);
    unit_tests(tools)?;
    projects(tools, &vamos)
}

/// Builds vamos for the C library of GNU and for musl; returns the latter.
fn build(tools: &Tools) -> Result<PathBuf, String> {
    let words = ["build", "--release", "--package", "vamos-cli"];
    for target in [LINUX_ARM, LINUX_ARM_MUSL] {
        target.run_cargo(tools, &words)?;
    }
    Ok(LINUX_ARM_MUSL.dir().join("release/vamos"))
}

/// Returns a command that runs where executables for arm64 start.
fn emulated(tools: &Tools, program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            ENTER,
            "sh",
        ])
        .args([MAGIC, MASK])
        .arg(tools.emulator())
        .arg(program)
        .args(args)
        .env("QEMU_LD_PREFIX", tools.c_library());
    command
}

/// Runs the tests of crates that have code for processors or for the system.
fn unit_tests(tools: &Tools) -> Result<(), String> {
    let packages: Vec<String> = TESTED.iter().map(|name| format!("vamos-{name}")).collect();
    let mut words = vec!["test", "--profile", "checked", "--lib", "--no-run"];
    words.extend(["--message-format", "json"]);
    for package in &packages {
        words.extend(["--package", package.as_str()]);
    }
    let messages = output(&mut LINUX_ARM_MUSL.cargo(tools, &words)?)?;
    for program in test_programs(&messages) {
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        crate::say(&format!("arm64: {name}"));
        run_command(&mut emulated(tools, &program, &["--quiet"]))?;
    }
    Ok(())
}

/// Returns the executables in cargo's messages.
fn test_programs(messages: &str) -> Vec<PathBuf> {
    let program = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_test = value["profile"]["test"].as_bool()?;
        let file = value["executable"].as_str()?;
        is_test.then(|| file.into())
    };
    messages.lines().filter_map(program).collect()
}

/// Compares builds and tests of projects with those of the official command for arm64.
fn projects(tools: &Tools, vamos: &Path) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let dir = sdk::target_dir().join("platforms/corpus");
    for action in ["build", "tests"] {
        let mut command = emulated(tools, &own, &["corpus", action, "--member", "fzf"]);
        command.arg("--dir").arg(&dir);
        command.arg("--goroot").arg(tools.sdk());
        command.arg("--vamos").arg(vamos);
        run_command(&mut command)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::test_programs;

    #[test]
    fn programs_of_tests_are_found() {
        let text = "{\"profile\":{\"test\":true},\"executable\":\"/t/a\"}\n\
                    {\"profile\":{\"test\":false},\"executable\":\"/t/b\"}\n\
                    {\"profile\":{\"test\":true},\"executable\":null}\n";
        assert_eq!(test_programs(text), [std::path::Path::new("/t/a")]);
    }
}
