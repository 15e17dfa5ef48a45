//! `check` with an unusual command line, module, environment or disk. Cases that the official
//! command has a counterpart for are compared with its build.
//!
//! Counterpart: cmd/go/internal/work/build.go, by the output of the official command.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests change files that commands under test read"
)]

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use vamos_testkit::official_go;

use crate::scratch_module::ScratchModule;

/// A module and a workspace with mistakes of all kinds, and directories without one.
const FILES: &[(&str, &str)] = &[
    ("go.mod", "module example.com/m\n\ngo 1.24\n"),
    (
        "main.go",
        "package main\n\nimport \"example.com/m/lib\"\n\nfunc main() { lib.F() }\n",
    ),
    ("lib/lib.go", "package lib\n\nfunc F() {}\n"),
    ("lib/lib_test.go", "package lib\n\nvar _ = missingInTest\n"),
    (
        "wrong/wrong.go",
        "package wrong\n\nvar _ int = \"x\"\n\nfunc f() { missing() }\n",
    ),
    (
        "needs/needs.go",
        "package needs\n\nimport _ \"example.com/m/wrong\"\n\nvar _ = alsoMissing\n",
    ),
    (
        "broken/broken.go",
        "package broken\n\nimport _ \"nothing/there\"\n\nvar _ = missing\n",
    ),
    ("syntax/syntax.go", "package syntax\n\nfunc f( {\n"),
    ("header/header.go", "package header\n\nimport fmt\n"),
    ("both/a.go", "package a\n"),
    ("both/b.go", "package b\n"),
    ("only/only_test.go", "package only\n\nvar _ = missing\n"),
    (
        "needsonly/n.go",
        "package needsonly\n\nimport _ \"example.com/m/only\"\n\nvar _ = missing\n",
    ),
    ("plan9/x_plan9.go", "package plan9\n\nvar _ = missing\n"),
    (
        "tag/tag.go",
        "//go:build x\n\npackage tag\n\nvar _ = missing\n",
    ),
    ("tag/none.go", "package tag\n"),
    ("empty/README", "nothing\n"),
    (
        "cycle/a/a.go",
        "package a\n\nimport _ \"example.com/m/cycle/b\"\n",
    ),
    (
        "cycle/b/b.go",
        "package b\n\nimport _ \"example.com/m/cycle/a\"\n",
    ),
    ("internal/i/i.go", "package i\n"),
    (
        "embed/embed.go",
        "package embed\n\nimport _ \"embed\"\n\n//go:embed nothing\nvar S string\n",
    ),
    (
        "over.json",
        "{\"Replace\": {\"lib/lib.go\": \"other.txt\", \"gone/gone.go\": \"other.txt\"}}\n",
    ),
    ("other.txt", "package lib\n\nfunc F() { missing() }\n"),
    ("bad.json", "{\n"),
    ("old.mod", "module example.com/m\n\ngo 1.17\n"),
    (
        "generic/generic.go",
        "package generic\n\nfunc F[T any]() {}\n",
    ),
];

/// Lines of arguments, which `build` and `check` have in common.
const LINES: &[&str] = &[
    "",
    ".",
    "./lib",
    "lib",
    "./lib/",
    "example.com/m/lib",
    "example.com/m/...",
    "example.com/other",
    "./nothing",
    "./nothing/...",
    "nothing/...",
    "../m/lib",
    "/",
    "./wrong",
    "./wrong ./lib",
    "./needs",
    "-p 1 ./needs ./wrong ./syntax",
    "./lib ./broken",
    "./wrong ./broken",
    "./broken/...",
    "./...",
    "./syntax",
    "./header",
    "./both",
    "./only",
    "./only/...",
    "./only ./wrong",
    "example.com/m/needsonly",
    "./needsonly/...",
    "./plan9",
    "./tag",
    "-tags=x ./tag",
    "-tags x ./tag",
    "./empty",
    "./empty/...",
    "./cycle/...",
    "./cycle/a",
    "./embed",
    "main.go",
    "./main.go",
    "lib/lib.go",
    "wrong/wrong.go",
    "main.go lib/lib.go",
    "main.go ./lib",
    "both/a.go both/b.go",
    "plan9/x_plan9.go",
    "lib/lib_test.go",
    "nothing.go",
    "lib",
    "errors",
    "unicode/...",
    "nothing/std",
    "errors ./wrong",
    "cmd/internal/nothing",
    "-C lib .",
    "-C wrong",
    "-C=wrong .",
    "-C nothing .",
    "./wrong -C lib",
    "-overlay over.json ./lib",
    "-overlay=over.json .",
    "-overlay over.json ./gone",
    "-overlay bad.json ./lib",
    "-overlay nothing.json ./lib",
    "-mod=mod ./wrong",
    "-mod=readonly ./wrong",
    "-mod=vendor ./wrong",
    "-mod=other ./wrong",
    "-modfile=old.mod ./generic",
    "-modfile=nothing.mod ./generic",
    "-gcflags=-lang=go1.17 ./generic",
    "-gcflags=-e ./wrong",
    "-p 1 ./wrong",
    "-p=7 ./wrong",
    "-json ./wrong",
    "-p 1 -json ./needs ./syntax",
    "-json ./broken",
    "-json ./lib",
    "-race=false ./wrong",
    "-trimpath ./wrong",
    "-n=false ./wrong",
    "lib@latest",
    "example.com/m/lib@v1.0.0",
    "./lib@latest",
    "all@latest",
    "\"./lib\"",
    "./wrong/../lib",
    "./wrong\\",
    "--",
    "-- ./wrong",
];

/// A command of the module: exit code, stdout, stderr.
fn ended(mut command: Command) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (status.code(), text(stdout), text(stderr))
}

/// Makes this command of the official Go run one action at a time, unless a flag sets another number.
/// It prints the errors of packages in the order in which their compiles end.
fn one_at_a_time(mut command: Command) -> Command {
    command.env("GOMAXPROCS", "1");
    command
}

/// A module for commands, and their common variables.
struct Scene {
    module: ScratchModule,
    vars: Vec<(&'static str, &'static str)>,
}

impl Scene {
    fn new(files: &[(&str, &str)]) -> Option<Self> {
        let module = ScratchModule::new()?;
        for (name, text) in files {
            module.write(name, text);
        }
        Some(Self {
            module,
            vars: Vec::new(),
        })
    }

    fn command(&self, program: Option<&Path>, name: &str, line: &str) -> Command {
        let mut command = match program {
            Some(program) => one_at_a_time(self.module.command(program)),
            None => self.module.vamos(),
        };
        // -C must be the first flag.
        let (first, rest) = match line.strip_prefix("-C ") {
            Some(rest) => {
                let (dir, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                (vec!["-C", dir], rest)
            }
            None if line.starts_with("-C=") => line
                .split_once(' ')
                .map_or_else(|| (vec![line], ""), |(first, rest)| (vec![first], rest)),
            None => (vec![], line),
        };
        command.arg(name).args(first);
        if name == "check" {
            command.arg("-test=false");
        }
        command.args(rest.split_whitespace());
        command.envs(self.vars.iter().copied());
        command
    }

    /// Compares a check with a build.
    fn compare(&self, go: &Path, line: &str) -> Result<(), String> {
        let official = ended(self.command(Some(go), "build", line));
        // Files that only a build of one program leaves.
        for made in ["m", "main", "lib/lib", "m/m"] {
            let _ = fs::remove_file(self.module.at("m").join(made));
        }
        let ours = ended(self.command(None, "check", line));
        if official == ours {
            return Ok(());
        }
        let vars = &self.vars;
        Err(format!(
            "{vars:?} {line}\n  build {official:?}\n  check {ours:?}\n"
        ))
    }
}

fn compare_all(cases: impl Iterator<Item = Result<(), String>>) {
    let differences: Vec<String> = cases.filter_map(Result::err).collect();
    let text = differences.concat();
    assert!(
        differences.is_empty(),
        "{} differ:\n{text}",
        differences.len()
    );
}

#[test]
fn command_lines_are_those_of_a_build() {
    let Some(go) = official_go() else { return };
    let Some(scene) = Scene::new(FILES) else {
        return;
    };
    compare_all(LINES.iter().map(|line| scene.compare(&go, line)));
}

/// The environment, the line.
type Setting = (&'static [(&'static str, &'static str)], &'static str);

const SETTINGS: &[Setting] = &[
    (&[("GOFLAGS", "-tags=x")], "./tag"),
    (&[("GOFLAGS", "-gcflags=-e")], "./wrong"),
    (&[("GOFLAGS", "-mod=mod")], "./wrong"),
    (&[("GOFLAGS", "-mod=vendor")], "./wrong"),
    (&[("GOFLAGS", "-nothing")], "./wrong"),
    (&[("GOFLAGS", "x")], "./wrong"),
    (&[("GOOS", "plan9")], "./plan9"),
    (&[("GOOS", "nothing")], "./plan9"),
    (&[("GOARCH", "386")], "./wrong"),
    (&[("GOARCH", "nothing")], "./wrong"),
    (&[("GO111MODULE", "off")], "./wrong"),
    (&[("GO111MODULE", "nothing")], "./wrong"),
    (&[("GOWORK", "off")], "./wrong"),
    (&[("GOWORK", "nothing")], "./wrong"),
    (&[("GOMAXPROCS", "1")], "./wrong"),
    (&[("GOEXPERIMENT", "nothing")], "./wrong"),
    (&[("GODEBUG", "gotypesalias=0")], "./wrong"),
];

#[test]
fn the_environment_counts_as_in_a_build() {
    let Some(go) = official_go() else { return };
    let Some(mut scene) = Scene::new(FILES) else {
        return;
    };
    compare_all(SETTINGS.iter().map(|(vars, line)| {
        scene.vars = vars.to_vec();
        scene.compare(&go, line)
    }));
}

#[test]
fn a_directory_without_a_module_is_no_module() {
    let Some(go) = official_go() else { return };
    let files = [
        ("a.go", "package main\n\nfunc main() { missing() }\n"),
        ("b/b.go", "package b\n"),
    ];
    let Some(scene) = Scene::new(&files) else {
        return;
    };
    let lines = [
        "",
        ".",
        "./...",
        "./b",
        "a.go",
        "b/b.go",
        "errors",
        "all",
        "example.com/x",
    ];
    compare_all(lines.iter().map(|line| scene.compare(&go, line)));
}

#[test]
fn workspaces_and_vendor_directories_are_those_of_a_build() {
    let Some(go) = official_go() else { return };
    let workspace = [
        ("go.work", "go 1.24\n\nuse (\n\t./one\n\t./two\n)\n"),
        ("one/go.mod", "module example.com/one\n\ngo 1.24\n"),
        (
            "one/one.go",
            "package one\n\nimport \"example.com/two\"\n\nvar _ int = two.S\n",
        ),
        ("two/go.mod", "module example.com/two\n\ngo 1.24\n"),
        (
            "two/two.go",
            "package two\n\nconst S = \"\"\n\nvar _ = missing\n",
        ),
        ("three/go.mod", "module example.com/three\n\ngo 1.24\n"),
        ("three/three.go", "package three\n"),
    ];
    let vendored = [
        (
            "go.mod",
            "module example.com/m\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n",
        ),
        (
            "m.go",
            "package m\n\nimport \"example.com/dep\"\n\nvar _ string = dep.N\n",
        ),
        (
            "vendor/modules.txt",
            "# example.com/dep v1.0.0\n## explicit; go 1.24\nexample.com/dep\n",
        ),
        (
            "vendor/example.com/dep/dep.go",
            "package dep\n\nconst N = 1\n",
        ),
        (
            "sub/sub.go",
            "package sub\n\nimport _ \"example.com/dep/more\"\n",
        ),
    ];
    let Some(scene) = Scene::new(&workspace) else {
        return;
    };
    let lines = [
        "./one",
        "./two",
        "./one ./two",
        "./one/...",
        "./three",
        "example.com/one",
        "-C one .",
    ];
    compare_all(lines.iter().map(|line| scene.compare(&go, line)));
    let Some(scene) = Scene::new(&vendored) else {
        return;
    };
    let lines = [
        ".",
        "./...",
        "./sub",
        "-mod=vendor .",
        "-mod=readonly .",
        "-mod=mod .",
        "example.com/dep",
    ];
    compare_all(lines.iter().map(|line| scene.compare(&go, line)));
}

/// Test files are checked as `go test` compiles them.
#[test]
fn tests_are_those_of_go_test() {
    let Some(go) = official_go() else { return };
    let files = [
        ("go.mod", "module example.com/m\n\ngo 1.24\n"),
        ("a/a.go", "package a\n\nfunc F() {}\n"),
        ("a/a_test.go", "package a\n\nvar _ = missing\n"),
        ("b/b.go", "package b\n"),
        (
            "b/b_test.go",
            "package b_test\n\nimport _ \"example.com/m/b\"\n\nvar _ int = \"\"\n",
        ),
        ("c/c_test.go", "package c\n\nvar _ int = \"\"\n"),
        ("d/d.go", "package d\n"),
        ("d/d_test.go", "package d\n\nvar Exported int\n"),
        (
            "d/x_test.go",
            "package d_test\n\nimport \"example.com/m/d\"\n\nvar _ string = d.Exported\n",
        ),
        ("e/e.go", "package e\n"),
        ("e/e_test.go", "package e\n\nimport _ \"nothing/there\"\n"),
    ];
    let Some(scene) = Scene::new(&files) else {
        return;
    };
    for line in ["./a", "./b", "./c", "./d", "./e", "./a ./b"] {
        let mut official = one_at_a_time(scene.module.command(&go));
        official
            .args(["test", "-vet=off", "-run=^$"])
            .args(line.split(' '));
        let (code, _, official) = ended(official);
        let mut ours = scene.module.vamos();
        ours.arg("check").args(line.split(' '));
        let (our_code, stdout, ours) = ended(ours);
        assert_eq!((code, official), (our_code, ours), "{line}");
        assert_eq!(stdout, "", "{line}");
    }
}

#[test]
fn a_store_that_cannot_be_used_is_no_error() {
    let Some(scene) = Scene::new(FILES) else {
        return;
    };
    let expected = ended(scene.command(None, "check", "./wrong ./lib"));
    assert_eq!(expected.0, Some(1), "{expected:?}");
    let again = |name: &str, scene: &Scene| {
        assert_eq!(
            ended(scene.command(None, "check", "./wrong ./lib")),
            expected,
            "{name}"
        );
    };
    let own = scene.module.at("home/.cache/vamos");
    let summaries = own.join("summaries");
    fs::remove_dir_all(&own).expect("it is ours");
    fs::create_dir_all(&own).expect("it is ours");
    fs::write(&summaries, "a file").expect("it is ours");
    again("a file in the place of the directory", &scene);
    fs::remove_file(&summaries).expect("it is ours");
    fs::create_dir_all(summaries.join("pack-0/x")).expect("it is ours");
    again("a directory in the place of a file", &scene);
    fs::remove_dir_all(&own).expect("it is ours");
    fs::write(&own, "a file").expect("it is ours");
    again("nothing can be kept", &scene);
    fs::remove_file(&own).expect("it is ours");
    // The disk is full.
    let limited = scene.command(None, "check", "./wrong ./lib");
    let mut command = scene.module.command(Path::new("/bin/sh"));
    command.args(["-c", "ulimit -f 0; exec \"$@\"", "sh"]);
    command.arg(limited.get_program()).args(limited.get_args());
    let (code, _, stderr) = ended(command);
    assert_eq!((code, &stderr), (expected.0, &expected.2), "a full disk");
    again("after a full disk", &scene);
    let mut scene = scene;
    // Below a file even root creates no directory.
    for vars in [
        vec![("GOCACHE", "off")],
        vec![("GOCACHE", "/dev/null/there")],
        vec![("HOME", "/dev/null/there")],
        vec![("VAMOS_TRACE", "off")],
    ] {
        scene.vars = vars;
        again(&format!("{:?}", scene.vars), &scene);
    }
}

#[test]
fn a_closed_stdout_ends_a_check() {
    let Some(scene) = Scene::new(FILES) else {
        return;
    };
    let mut command = scene.command(None, "check", "-json ./wrong");
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let status = child.wait().expect("it is our child");
    // As for a build, whose reader has gone.
    let sigpipe = Some(rustix::process::Signal::PIPE.as_raw());
    assert!(
        status.signal() == sigpipe || status.code() == Some(1),
        "{status}"
    );
}

#[test]
fn an_interrupt_ends_a_check() {
    let Some(scene) = Scene::new(FILES) else {
        return;
    };
    let mut command = scene.command(None, "check", "std");
    let mut child = command.spawn().expect("it starts");
    let own = scene.module.at("home/.cache/vamos");
    vamos_testkit::wait_until(|| own.exists() || !matches!(child.try_wait(), Ok(None)));
    let pid = rustix::process::Pid::from_child(&child);
    let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
    let status = child.wait().expect("it is our child");
    let interrupted = Some(rustix::process::Signal::INT.as_raw());
    assert!(
        status.signal() == interrupted || status.success(),
        "{status}"
    );
    // Its files are of use, or ignored.
    let nothing = (Some(0), String::new(), String::new());
    assert_eq!(ended(scene.command(None, "check", "./lib .")), nothing);
}
