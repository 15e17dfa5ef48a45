//! The flags of `test` that the official command does not have: the selection, the tests that run
//! again, and the report.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests read what commands under test wrote"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use vamos_testkit::has_programs;

use crate::scratch_module::ScratchModule;

/// A test that fails until it has left a file.
const FLAKY: &str = r#"package flaky

import (
	"os"
	"testing"
)

func TestOnce(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		if _, err := os.Stat("ran"); err != nil {
			os.WriteFile("ran", nil, 0o666)
			t.Fatal("not yet")
		}
	})
}

func TestFine(t *testing.T) { t.Log("quiet") }

func TestSkipped(t *testing.T) { t.Skip("later") }
"#;

#[test]
fn flags_that_the_official_command_does_not_have() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    // One after the other, so that the standard library is compiled once.
    values_that_make_no_sense_are_refused(&module);
    tests_that_fail_once_are_flaky(&module);
    what_fails_each_time_fails(&module);
    shards_share_all_packages(&module);
    only_affected_packages_are_tested(&module);
}

fn run(module: &ScratchModule, args: &[&str]) -> (i32, String, String) {
    let output = module.vamos().args(args).output().expect("it starts");
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (status.code().expect("it ended"), text(stdout), text(stderr))
}

/// Replaces times: `(0.00s)` of a test, and `0.012s` of a package.
fn masked(text: &str) -> String {
    let is_time = |word: &str| {
        let number = word.trim_start_matches('(').trim_end_matches(')');
        let number = number.strip_suffix('s').unwrap_or_default();
        number.parse::<f64>().is_ok()
    };
    let mask = |word: &str| match word.rsplit_once('\t') {
        // The package, a tab, and its time.
        Some((package, time)) if is_time(time) => format!("{package}\tT"),
        _ if is_time(word.trim_end()) => word.replace(word.trim_end(), "T"),
        _ => word.to_owned(),
    };
    let words = text.split_inclusive([' ', '\n']);
    words
        .map(|word| match word.strip_suffix(['\n', ' ']) {
            Some(start) => mask(start) + &word[start.len()..],
            None => mask(word),
        })
        .collect()
}

fn tests_that_fail_once_are_flaky(module: &ScratchModule) {
    module.write("flaky/flaky_test.go", FLAKY);
    let expected = "--- FAIL: TestOnce T\n    --- FAIL: TestOnce/sub T\n        \
                    flaky_test.go:12: not yet\nFAIL\nretry 1 of 2: TestOnce\n\
                    ok  \texample.com/m/flaky\tT [flaky: TestOnce]\n";
    for flags in [&["-retries=2"][..], &["-retries=2", "-junit=report.xml"]] {
        let args = [&["test"], flags, &["./flaky"]].concat();
        let (code, stdout, stderr) = run(module, &args);
        assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
        assert_eq!(masked(&stdout), expected, "{flags:?}");
        fs::remove_file(module.at("m/flaky/ran")).expect("the test wrote it");
    }
    let report = fs::read_to_string(module.at("m/report.xml")).expect("it was written");
    for part in [
        "tests=\"4\" skipped=\"1\" failures=\"0\" errors=\"0\"",
        "<testsuite name=\"example.com/m/flaky\"",
        "<testcase name=\"TestOnce/sub\" classname=\"example.com/m/flaky\"",
        "<flakyFailure ",
        "flaky_test.go:12: not yet",
        "<skipped ",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    // A test that passed only in the end has no cached result.
    let (code, stdout, _) = run(module, &["test", "./flaky"]);
    assert_eq!((code, stdout.contains("FAIL")), (1, true), "{stdout}");
}

fn what_fails_each_time_fails(module: &ScratchModule) {
    let bad = "package bad\n\nimport \"testing\"\n\nfunc TestBad(t *testing.T) { t.Error(1) }\n\n\
               func TestGood(t *testing.T) { println(\"ran\") }\n";
    module.write("fails/bad/bad_test.go", bad);
    let exits = "package exits\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
                 func TestExit(t *testing.T) { println(\"out\"); os.Exit(3) }\n";
    module.write("fails/exits/exits_test.go", exits);
    module.write(
        "fails/broken/broken_test.go",
        "package broken\n\nvar x int = \"\"\n",
    );
    let args = [
        "test",
        "-vet=off",
        "-retries=1",
        "-junit=r.xml",
        "-v",
        "./fails/...",
    ];
    let (code, stdout, _) = run(module, &args);
    assert_eq!(code, 1, "{stdout}");
    assert_eq!(stdout.matches("--- FAIL: TestBad").count(), 2, "{stdout}");
    assert_eq!(
        stdout.matches("ran\n").count(),
        1,
        "only the failed test runs again"
    );
    assert_eq!(stdout.matches("out\n").count(), 2, "all tests run again");
    assert!(stdout.contains("retry 1 of 1: all tests\n"), "{stdout}");
    let report = fs::read_to_string(module.at("m/r.xml")).expect("it was written");
    for part in [
        "<rerunFailure ",
        "<error message=\"the package failed\">",
        "[build failed]",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

fn shards_share_all_packages(module: &ScratchModule) {
    let names: BTreeSet<String> = (0..9).map(|number| format!("p{number}")).collect();
    for name in &names {
        let test = "import \"testing\"\n\nfunc TestX(*testing.T) {}\n";
        module.write(
            &format!("shards/{name}/x_test.go"),
            &format!("package {name}\n\n{test}"),
        );
    }
    let events: String = names
        .iter()
        .map(|name| {
            let seconds = if name == "p4" { 60 } else { 1 };
            format!(
                "{{\"Action\":\"pass\",\"Package\":\"example.com/m/shards/{name}\",\"Elapsed\":{seconds}}}\n"
            )
        })
        .collect();
    module.write("times.json", &events);
    for times in [&[][..], &["-shardtimes=times.json"]] {
        let mut seen = Vec::new();
        let mut sizes = Vec::new();
        for shard in ["-shard=1/3", "-shard=2/3", "-shard=3/3"] {
            let args = [&["test", "-vet=off", shard], times, &["./shards/..."]].concat();
            let (code, stdout, stderr) = run(module, &args);
            assert_eq!(code, 0, "{stderr}");
            let words = stdout.lines().filter_map(|line| line.split('\t').nth(1));
            let tested: Vec<String> = words
                .map(|path| path.replace("example.com/m/shards/", ""))
                .collect();
            sizes.push(tested.len());
            seen.extend(tested);
        }
        seen.sort();
        assert!(seen.iter().eq(&names), "{seen:?}");
        sizes.sort_unstable();
        match times.is_empty() {
            true => assert_eq!(sizes, [3, 3, 3]),
            false => assert_eq!(sizes, [1, 4, 4], "the long one is alone"),
        }
    }
    let (code, _, stderr) = run(module, &["test", "-shard=2/2", "./shards/p1"]);
    let other = run(module, &["test", "-shard=1/2", "./shards/p1"]);
    assert_eq!((code, other.0), (0, 0));
    let both = stderr + &other.2;
    assert!(both.contains(" has no packages"), "{both}");
}

fn only_affected_packages_are_tested(module: &ScratchModule) {
    if !has_programs(&["git"]) {
        return;
    }
    module.write("parts/a/a.go", "package a\n");
    module.write(
        "parts/b/b.go",
        "package b\n\nimport _ \"example.com/m/parts/a\"\n",
    );
    module.write("parts/c/c.go", "package c\n");
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let mut git = module.command(Path::new("git"));
        let status = git.args([&who[..], args].concat()).status();
        assert!(status.expect("it starts").success());
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "one"]);
    let none = run(module, &["test", "-affected=HEAD", "./parts/..."]);
    let message = "vamos: no packages are affected by changes since HEAD\n";
    assert_eq!(none, (0, String::new(), message.to_owned()));
    module.write("parts/a/a.go", "package a\n\nvar X int\n");
    let (code, stdout, _) = run(module, &["test", "-affected=HEAD", "./parts/..."]);
    assert_eq!(
        (code, stdout.as_str()),
        (
            0,
            "?   \texample.com/m/parts/a\t[no test files]\n?   \texample.com/m/parts/b\t[no test files]\n"
        )
    );
    let (code, _, stderr) = run(module, &["test", "-affected=nothing", "./parts/..."]);
    assert_eq!(code, 1, "{stderr}");
}

fn values_that_make_no_sense_are_refused(module: &ScratchModule) {
    module.write("a.go", "package a\n");
    module.write("times", "ok\n");
    for (args, expected, text) in [
        (&["-retries=-1"][..], 2, "-retries must not be negative"),
        (
            &["-retries=1", "-bench=."],
            2,
            "-retries cannot be used with -bench",
        ),
        (&["-junit=x", "-c"], 2, "-junit cannot be used with -c"),
        (&["-shardtimes=x"], 2, "-shardtimes needs -shard"),
        (&["-shard=3/2"], 1, "-shard must be i/n"),
        (&["-shard=1/2", "-shardtimes=gone"], 1, "no such file"),
        (
            &["-shard=1/2", "-shardtimes=times"],
            1,
            "neither a report of -junit",
        ),
        (&["-junit=no/dir/x"], 1, "no such file"),
    ] {
        let (code, stdout, stderr) = run(module, &[&["test"], args].concat());
        assert_eq!(code, expected, "{args:?}: {stdout}{stderr}");
        assert!(stderr.contains(text), "{args:?}: {stderr}");
    }
}
