//! Examples print the output that they promise.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the examples, and fails loudly"
)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_remotekit::Fake;
use vamos_testkit::has_programs;

use crate::scratch_module::ScratchModule;

/// The configuration file of the example for CI.
const WORKFLOW: &str = ".github/workflows/test.yml";

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// Makes a place for examples, whose PATH has vamos but no go. `None` if no SDK is to be tested.
fn place() -> Option<ScratchModule> {
    let module = ScratchModule::new()?;
    fs::create_dir_all(module.at("m/bin")).unwrap();
    symlink(env!("CARGO_BIN_EXE_vamos"), module.at("m/bin/vamos")).unwrap();
    Some(module)
}

/// Copies the files below a directory.
fn copy(module: &ScratchModule, dir: &Path, to: &str) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{to}/{}", path.file_name().unwrap().to_str().unwrap());
        match path.is_dir() {
            true => copy(module, &path, &name),
            false => module.write(&name, &fs::read_to_string(&path).unwrap()),
        }
    }
}

/// Returns a command in a copy of an example.
fn command(module: &ScratchModule, name: &str, program: &Path, first_on_path: &str) -> Command {
    let bin = module.at("m/bin");
    let path = format!("{first_on_path}{}:/usr/bin:/bin", bin.display());
    let mut command = module.command(program);
    command
        .env("PATH", path)
        .current_dir(module.at("m").join(name));
    command
}

/// Runs the script of an example, and compares its output with its promise.
fn check(module: &ScratchModule, name: &str, variables: &[(&str, &str)]) {
    copy(module, &examples().join(name), name);
    let dir = module.at("m").join(name);
    let output = command(module, name, &dir.join("run.sh"), "")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {stderr}");
    let promised = fs::read_to_string(dir.join("output.txt")).unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(stdout, promised, "{name}: {stderr}");
}

/// These share a build cache: they need many of the same packages.
#[test]
fn c_a_workspace_and_ci() {
    let Some(module) = place() else {
        return;
    };
    check(&module, "workspace", &[("CGO_ENABLED", "0")]);
    if has_programs(&["gcc"]) {
        check(&module, "cgo", &[("CGO_ENABLED", "1")]);
    }
    if has_programs(&["bash"]) {
        check_workflow(&module);
    }
}

#[test]
fn a_remote_cache() {
    let Some(module) = place().filter(|_| has_programs(&["cmp"])) else {
        return;
    };
    let server = Fake::start();
    let variables = [
        ("VAMOS_REMOTE", &*server.address),
        // Other tests may keep the machine busy.
        ("VAMOS_REMOTE_TIMEOUT", "60"),
        ("CGO_ENABLED", "0"),
    ];
    check(&module, "remote", &variables);
    let calls = server.take_calls();
    assert!(
        calls.iter().any(|call| call.contains("UpdateActionResult")),
        "{calls:?}"
    );
}

/// Returns the commands of a workflow: of each step with `run`, its script.
fn steps(workflow: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut lines = workflow.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((before, command)) = line.split_once("- run: ") else {
            continue;
        };
        if command != "|" {
            steps.push(command.to_owned());
            continue;
        }
        // The script is indented by more than the word `run`.
        let depth = before.len() + 3;
        let mut script = String::new();
        while let Some(line) = lines.next_if(|line| line.len() - line.trim_start().len() > depth) {
            script.push_str(line.trim_start());
            script.push('\n');
        }
        steps.push(script);
    }
    steps
}

/// Runs the steps of the workflow as a runner of GitHub Actions does.
fn check_workflow(module: &ScratchModule) {
    copy(module, &examples().join("ci"), "ci");
    let workflow = fs::read_to_string(module.at("m/ci").join(WORKFLOW)).unwrap();
    let steps = steps(&workflow);
    assert!(steps.len() > 3, "{steps:?}");
    let (added, mut stdout) = (module.at("added"), String::new());
    for step in steps {
        // Each step has the directories that the earlier ones have put on PATH.
        let path = fs::read_to_string(&added).unwrap_or_default();
        let path: String = path.lines().map(|dir| format!("{dir}:")).collect();
        let output = command(module, "ci", Path::new("/bin/bash"), &path)
            .args(["-e", "-c", &step])
            .env("GITHUB_PATH", &added)
            .env("CGO_ENABLED", "0")
            .output()
            .unwrap();
        assert!(output.status.success(), "{step}: {output:?}");
        stdout.push_str(&String::from_utf8_lossy(&output.stdout));
    }
    assert!(stdout.starts_with("vamos "), "{stdout}");
    assert!(stdout.contains("ok  \texample.com/ci\t"), "{stdout}");
    let report = fs::read_to_string(module.at("m/ci/report.xml")).unwrap();
    assert!(report.contains("name=\"TestInt\""), "{report}");
    assert!(module.at("m/ci/timings.html").exists());
}

#[test]
fn no_example_is_forgotten() {
    let dirs = fs::read_dir(examples()).unwrap();
    let dirs = dirs.map(|entry| entry.unwrap().path());
    let names = dirs.filter(|path| path.is_dir());
    let names: BTreeSet<String> = names
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    // `./setup run` runs hello.
    let expected = ["cgo", "ci", "hello", "remote", "workspace"];
    assert_eq!(names, expected.map(str::to_owned).into());
    let list = fs::read_to_string(examples().join("README.md")).unwrap();
    for name in names {
        assert!(list.contains(&format!("[{name}]({name})")), "{name}");
    }
}
