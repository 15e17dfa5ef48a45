//! The check inside of commands that build: a package with errors is not compiled, and output and
//! stored results equal the official command's.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.build`).

#![expect(
    clippy::disallowed_methods,
    reason = "the tests look at the build cache that the command under test fills"
)]

use std::io::BufRead as _;
use std::io::BufReader;
use std::process::Stdio;

use vamos_testkit::Cache;
use vamos_testkit::Case;
use vamos_testkit::Report;
use vamos_testkit::has_programs;
use vamos_testkit::unwrapped_sdk;

use crate::scratch_module::ScratchModule;

/// `low` is correct, `mid` and `odd` are wrong, `top` imports `mid`, and the program imports all.
const TREE: &str = "-- go.mod --
module example.com/m

go 1.26
-- low/low.go --
package low

import \"strings\"

type T struct{ n int }

func Text(n int) string { return strings.Repeat(\"a\", n) }
-- mid/mid.go --
package mid

import \"example.com/m/low\"

func Text() int { return low.Text(1) }
-- odd/odd.go --
package odd

import \"os\"

func F() { x := 1 }
-- top/top.go --
package top

import \"example.com/m/mid\"

var N = mid.Text() + \"\"
-- cmd/main.go --
package main

import (
	_ \"example.com/m/odd\"
	_ \"example.com/m/top\"
)

func main() {}
";

/// Runs both programs; none of these packages may be compiled by vamos.
fn compare(name: &str, tree: &str, args: &[&str], uncompiled: &[&str]) -> Option<Report> {
    compare_with(name, tree, &[], args, uncompiled)
}

fn compare_with(
    name: &str,
    tree: &str,
    env: &[(&str, &str)],
    args: &[&str],
    uncompiled: &[&str],
) -> Option<Report> {
    let report = Case::new(name)
        .tree(tree)
        .envs(env)
        .run(args.iter().copied().chain(["!1"]));
    if report.is_skipped {
        return None;
    }
    let compiles = |lines: &[String], package: &str| {
        let line = format!("compile {package}");
        lines.contains(&line)
    };
    for package in uncompiled {
        assert!(
            compiles(&report.official_tools.lines, package),
            "{name}: {package} should be compiled officially: {:?}",
            report.official_tools.lines
        );
        assert!(
            !compiles(&report.vamos_tools.lines, package),
            "{name}: {package} was compiled"
        );
    }
    Some(report)
}

const MID: &str = "example.com/m/mid";
const ODD: &str = "example.com/m/odd";

#[test]
fn packages_with_errors_are_not_compiled() {
    for (name, args) in [
        ("check_build", &["build", "-p=1", "./..."][..]),
        ("check_build_main", &["build", "-p=1", "-o", "x", "./cmd"]),
        ("check_install", &["install", "-p=1", "./..."]),
        ("check_run", &["run", "-p=1", "./cmd"]),
        ("check_json", &["build", "-p=1", "-json", "./..."]),
        ("check_v", &["build", "-p=1", "-v", "./..."]),
        (
            "check_race",
            &["build", "-p=1", "-gcflags=all=-N -l", "./..."],
        ),
        ("check_trimpath", &["build", "-p=1", "-trimpath", "./..."]),
    ] {
        compare(name, TREE, args, &[MID, ODD]);
    }
    // Vet needs the archives of packages that are only imported.
    compare("check_vet", TREE, &["vet", "-p=1", "./..."], &[MID]);
}

#[test]
fn flags_from_the_environment_are_known() {
    let env = [("GOFLAGS", "-gcflags=-e -p=1 -tags=wrong")];
    let tree =
        format!("{TREE}-- low/tagged.go --\n//go:build wrong\n\npackage low\n\nvar x string = 1\n");
    // Without the tag the file does not count.
    compare(
        "check_no_tag",
        &tree,
        &["build", "-p=1", "./..."],
        &[MID, ODD],
    );
    let low = "example.com/m/low";
    compare_with(
        "check_goflags",
        &tree,
        &env,
        &["build", "./..."],
        &[low, ODD],
    );
}

/// The commands that `-x` shows are the same, but commands that depend on files of `$WORK` have no
/// order.
#[test]
fn commands_are_shown_as_if_the_compiler_ran() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- m.go --\npackage m\n\nvar x int = \"\"\n";
    compare("check_x", tree, &["build", "-x", "."], &["example.com/m"]);
}

#[test]
fn errors_in_tests_alone_fail_tests_alone() {
    let tree = "-- go.mod --
module example.com/m

go 1.26
-- a/a.go --
package a

func F() int { return 1 }
-- a/a_test.go --
package a

import \"testing\"

func TestF(t *testing.T) { t.Missing(F()) }
-- b/b.go --
package b
-- b/b_test.go --
package b_test

import \"testing\"

func TestF(t *testing.T) {}
";
    for (name, args) in [
        (
            "check_test",
            &["test", "-p=1", "-vet=off", "-count=1", "./..."][..],
        ),
        ("check_test_vet", &["test", "-p=1", "-count=1", "./..."]),
        (
            "check_test_json",
            &["test", "-p=1", "-vet=off", "-json", "-count=1", "./a"],
        ),
        ("check_test_c", &["test", "-c", "-o", "x", "./a"]),
    ] {
        let package = "example.com/m/a [example.com/m/a.test]";
        compare(name, tree, args, &[package]);
    }
}

#[test]
fn vendored_packages_are_checked() {
    let tree = "-- go.mod --
module example.com/m

go 1.26

require example.com/v v1.0.0
-- vendor/modules.txt --
# example.com/v v1.0.0
## explicit; go 1.26
example.com/v
-- vendor/example.com/v/v.go --
package v

func F() int { return nothing }
-- m.go --
package m

import \"example.com/v\"

var X = v.F()
";
    compare(
        "check_vendor",
        tree,
        &["build", "./..."],
        &["example.com/v"],
    );
}

/// The output of cgo is unknown before it has run.
#[test]
fn the_compiler_decides_on_packages_with_cgo() {
    if !has_programs(&["gcc"]) {
        return;
    }
    let tree = "-- go.mod --
module example.com/m

go 1.26
-- c/c.go --
package c

// int one(void) { return 1; }
import \"C\"

func One() int { return C.one() }
-- use/use.go --
package use

import \"example.com/m/c\"

var X string = c.One()
";
    let env = [("CGO_ENABLED", "1"), ("GOFLAGS", "-p=1")];
    compare_with("check_cgo", tree, &env, &["build", "./..."], &[]);
    let correct = tree.replace("return C.one()", "return int(C.one())");
    let importer = &["example.com/m/use"];
    compare_with(
        "check_of_cgo",
        &correct,
        &env,
        &["build", "./..."],
        importer,
    );
}

#[test]
fn names_that_only_export_data_tell_of_are_told_alike() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- m.go --\npackage m\n\nimport \"strings\"\n\nvar a = strings.genSplit\nvar b = strings.explode\nvar c = strings.Nothing\n";
    compare("check_hidden", tree, &["build"], &["example.com/m"]);
}

fn world() -> Option<ScratchModule> {
    let module = ScratchModule::new()?;
    module.write("go.mod", "module example.com/m\n\ngo 1.26\n");
    Some(module)
}

fn stderr(command: &mut std::process::Command) -> (Option<i32>, String) {
    let output = command.output().expect("it starts");
    let text = String::from_utf8(output.stderr).expect("it is text");
    (output.status.code(), text)
}

#[test]
fn what_the_variable_says_is_done() {
    let Some(module) = world() else { return };
    module.write("m.go", "package main\n\nfunc main() { var x int = \"\" }\n");
    let run = |setting: &str, args: &[&str]| {
        stderr(module.vamos().env("VAMOS_CHECK", setting).args(args))
    };
    let (code, expected) = run("off", &["build"]);
    assert_eq!(code, Some(1), "{expected}");
    for setting in ["on", "explain", "verify"] {
        assert_eq!(
            run(setting, &["build"]),
            (code, expected.clone()),
            "{setting}"
        );
    }
    let reason = "vamos: not checked before it is compiled: ";
    let (_, text) = run("explain", &["build", "-gcflags=-m"]);
    let flags = "example.com/m: it has compiler flags that the checker does not know\n";
    assert!(text.contains(&format!("{reason}{flags}")), "{text}");
    let (_, text) = run("explain", &["build", "-toolexec=env"]);
    let program = "all packages: a program of the user's runs the tools\n";
    assert!(text.contains(&format!("{reason}{program}")), "{text}");
    assert!(text.contains("declared and not used: x"), "{text}");
}

/// Some errors come from later phases of the compiler.
#[test]
fn errors_of_later_phases_are_no_difference() {
    let Some(module) = world() else { return };
    module.write(
        "m.go",
        "package main\n\nimport _ \"embed\"\n\n//go:embed m.go\nvar x int\n\nfunc main() { println(x) }\n",
    );
    let (code, text) = stderr(module.vamos().env("VAMOS_CHECK", "verify").arg("build"));
    assert_eq!(code, Some(1), "{text}");
    assert!(!text.contains("please report"), "{text}");
}

/// With an empty build cache errors are shown before the dependencies of the package are compiled.
#[test]
fn errors_are_shown_at_once() {
    let (Some(module), Some(sdk)) = (world(), unwrapped_sdk()) else {
        return;
    };
    module.write("low/low.go", "package low\n\nfunc F() {}\n");
    module.write(
        "m.go",
        "package main\n\nimport \"net/http\"\nimport \"example.com/m/low\"\n\nfunc main() { low.F(); _ = http.Nothing }\n",
    );
    let count = || {
        let shards = std::fs::read_dir(module.at("empty")).into_iter().flatten();
        let files = shards.flatten().flat_map(|shard| {
            let files = std::fs::read_dir(shard.path());
            files.into_iter().flatten().flatten()
        });
        files
            .filter(|file| file.file_name().to_string_lossy().ends_with("-a"))
            .count()
    };
    let mut command = module.vamos();
    let cache = module.at("empty");
    command.env("CGO_ENABLED", "0").env("GOCACHE", &cache);
    // The tools of other tests have the standard library at hand, so that nothing would be early.
    command.env("GOROOT", &sdk);
    let command = command.args(["build", "-p=2"]);
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    let mut line = || lines.next().expect("there is more").expect("it is text");
    assert_eq!(line(), "# example.com/m");
    assert_eq!(line(), "./m.go:6:33: undefined: http.Nothing");
    // Package net/http needs more than 150 packages, which have 553 entries.
    let count = count();
    assert!(count < 400, "{count} entries");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

/// Early errors do not change built and stored results.
#[test]
fn early_errors_change_nothing_else() {
    let tree = "-- go.mod --
module example.com/m

go 1.26
-- p/p.go --
package p

import \"slices\"

var P = slices.Max([]int{1})
-- cmd/main.go --
package main

import (
	\"example.com/m/p\"
	\"strconv\"
)

func main() { strconv.Nothing(p.P) }
";
    Case::new("check_early")
        .tree(tree)
        .cache(Cache::Empty)
        .run(["build", "./...", "!1"]);
}
