//! Mistakes in vamos: a fallback does the work where there is one, and the user is informed.
//!
//! Counterpart: none; upstream's compiler, linker and assembler are children.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests look for files that commands under test write"
)]

use std::process::Command;

use vamos_testkit::hooked_vamos;

use crate::scratch_module::ScratchModule;

const GO_MOD: &str = "module example.com/m\n\ngo 1.26\n";

/// The exit code and output of a command.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    /// The lines about mistakes.
    reports: Vec<String>,
    /// The other lines.
    stderr: Vec<String>,
}

/// Runs a command in which checks, links or assembling panic.
fn ended(command: &mut Command, fault: &str) -> Ended {
    let output = command
        .env("TESTVAMOS_PANIC", fault)
        .output()
        .expect("it starts");
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    let lines = text(output.stderr);
    let lines = lines.lines().map(str::to_owned);
    let (reports, stderr) = lines.partition(|line| line.contains("internal error"));
    Ended {
        code: output.status.code(),
        stdout: text(output.stdout),
        reports,
        stderr,
    }
}

fn contains(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "{part}: {line}");
    }
}

#[test]
fn the_compiler_decides_if_a_check_panics() {
    let (Some(module), Some(hooked)) = (ScratchModule::new(), hooked_vamos()) else {
        return;
    };
    module.write("go.mod", GO_MOD);
    module.write("low/low.go", "package low\n\nfunc F() int { return 1 }\n");
    let wrong = "package main\n\nimport \"example.com/m/low\"\n\nfunc main() { low.F(1) }\n";
    module.write("cmd/main.go", wrong);
    let build = |fault: &str| ended(module.command(&hooked).args(["build", "./..."]), fault);
    let broken = build("check");
    let [low, main] = &broken.reports[..] else {
        panic!("two packages are checked: {broken:?}");
    };
    let cause = "checking example.com/m/low: a test wants this (";
    contains(low, &[cause, "the compiler decides", "VAMOS_CHECK=off"]);
    contains(main, &["checking example.com/m/cmd: "]);
    // The compiled packages are in the cache; errors are found again.
    let whole = build("");
    assert_eq!(whole.reports, [] as [String; 0]);
    assert_eq!((whole.code, whole.stderr), (broken.code, broken.stderr));
    assert_eq!(broken.code, Some(1));

    module.write("cmd/main.go", &wrong.replace("F(1)", "F()"));
    let right = build("check");
    assert_eq!((right.code, right.reports.len()), (Some(0), 1), "{right:?}");
    assert_eq!(right.stderr, [] as [String; 0]);
}

#[test]
fn a_package_whose_check_panics_is_not_checked() {
    let (Some(module), Some(hooked)) = (ScratchModule::new(), hooked_vamos()) else {
        return;
    };
    module.write("go.mod", GO_MOD);
    module.write("m.go", "package m\n\nvar x int = \"\"\n");
    let check = |fault: &str| ended(module.command(&hooked).arg("check"), fault);
    let broken = check("check");
    assert_eq!(broken.code, Some(3), "{broken:?}");
    let [line] = &broken.reports[..] else {
        panic!("one package is checked: {broken:?}");
    };
    let start = "vamos check: example.com/m was not checked: internal error: a test wants this (";
    contains(line, &[start, "please report this"]);
    assert_eq!(broken.stderr, [] as [String; 0]);
    // Nothing of it was stored.
    assert_eq!(check("").code, Some(1));
}

/// Returns the report of a command that succeeded. There is one: after one panic the SDK's tool
/// does the rest.
fn one_report(ended: &Ended) -> &str {
    let result = (ended.code, &ended.stderr[..]);
    assert_eq!(result, (Some(0), &[][..]), "{ended:?}");
    let [line] = &ended.reports[..] else {
        panic!("want one report: {ended:?}");
    };
    line
}

#[test]
fn the_linker_of_the_sdk_runs_if_a_link_panics() {
    let (Some(module), Some(hooked)) = (ScratchModule::new(), hooked_vamos()) else {
        return;
    };
    module.write("go.mod", GO_MOD);
    for name in ["a", "b"] {
        let source = format!("package main\n\nfunc main() {{ println(\"{name}\") }}\n");
        module.write(&format!("{name}/main.go"), &source);
    }
    let build = |dir: &str, fault: &str| {
        let mut command = module.command(&hooked);
        command.args(["build", "-p=1", "-o", dir, "./..."]);
        ended(&mut command, fault)
    };
    let broken = build("broken/", "link");
    let line = one_report(&broken);
    let linked = "internal error while linking example.com/m/a: a test wants this (";
    contains(
        line,
        &[linked, "the SDK's linker runs instead", "VAMOS_LINK=stock"],
    );
    assert_eq!(build("whole/", "").code, Some(0));
    let read = |name: &str| std::fs::read(module.at("m").join(name)).expect("it was linked");
    for name in ["a", "b"] {
        let [broken, whole] = ["broken", "whole"].map(|dir| read(&format!("{dir}/{name}")));
        assert!(broken == whole, "{name}");
    }
    let left = std::fs::read_dir(module.at("m/broken")).expect("it is there");
    assert_eq!(left.count(), 2, "no temporary files");
}

#[test]
fn the_assembler_of_the_sdk_runs_if_assembling_panics() {
    let (Some(module), Some(hooked)) = (ScratchModule::new(), hooked_vamos()) else {
        return;
    };
    module.write("go.mod", GO_MOD);
    for name in ["a", "b"] {
        module.write(&format!("{name}/{name}.go"), &format!("package {name}\n"));
        let source = "TEXT ·f(SB), 4, $0\n\tRET\n\nTEXT ·g(SB), 4, $0\n\tRET\n";
        module.write(&format!("{name}/f.s"), source);
    }
    let build = |args: &[&str], fault: &str| {
        let mut command = module.command(&hooked);
        ended(command.args(["build", "-a", "-p=1"]).args(args), fault)
    };
    let broken = build(&["./..."], "asm");
    let line = one_report(&broken);
    let assembled = "example.com/m/a: internal error while assembling ";
    let cause = "a/f.s: a test wants this (";
    let instead = "the SDK's assembler runs instead";
    contains(line, &[assembled, cause, instead, "VAMOS_ASM=stock"]);
    let archive = |name: &str, fault: &str| {
        let ended = build(&["-o", name, "./a"], fault);
        let bytes = std::fs::read(module.at("m").join(name)).expect("it was built");
        (ended.reports.len(), bytes)
    };
    let (broken, whole) = (archive("broken.a", "asm"), archive("whole.a", ""));
    assert_eq!((broken.0, whole.0), (1, 0));
    assert!(broken.1 == whole.1);
}
