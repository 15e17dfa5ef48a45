//! Compares action IDs with the official command, line by line: the output of
//! `GODEBUG=gocachehash=1` for compile and link actions under `build -n` with an empty cache.
//!
//! Nothing is compiled: every package counts as missing, so that all recipes of a
//! program and its dependencies are written.
//! Counterpart: none.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test harness starts programs, writes its own scratch files, and fails loudly"
)]

use std::path::Path;
use std::process::Command;

use vamos_testkit::Archive;

const TREE: &str = r#"
-- go.mod --
module example.com/recipes

go 1.24

godebug panicnil=1
-- main.go --
package main

import (
	"example.com/recipes/asm"
	"example.com/recipes/text"
)

func main() { println(asm.Add(1, 2), text.Text) }
-- asm/asm.go --
package asm

func Add(a, b int64) int64
-- asm/asm_amd64.s --
TEXT ·Add(SB),4,$0-24
	RET
-- asm/asm_arm64.s --
TEXT ·Add(SB),4,$0-24
	RET
-- asm/asm_wasm.s --
TEXT ·Add(SB),4,$0-24
	RET
-- asm/asm.h --
#define X 1
-- text/text.go --
package text

import _ "embed"

//go:embed *.txt
var Text string
-- text/a.txt --
a "quoted" text
"#;

/// Variables, and arguments before the package.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

const CASES: &[Case<'_>] = &[
    (&[], &[]),
    (&[], &["-trimpath"]),
    (&[], &["-cover", "-covermode=atomic", "-coverpkg=all"]),
    (
        &[],
        &[
            "-gcflags=-N -l",
            "-asmflags=all=-D=x=\u{e9}",
            "-ldflags=-s -X 'main.x=a b'",
        ],
    ),
    (&[("GOARCH", "arm64")], &["-buildmode=pie"]),
    (&[("GOOS", "darwin"), ("GOARCH", "arm64")], &[]),
    (&[("GOOS", "windows"), ("GOAMD64", "v3")], &[]),
    (&[("GOOS", "js"), ("GOARCH", "wasm")], &[]),
    (
        &[
            ("GOEXPERIMENT", "jsonv2"),
            ("GOCLOBBERDEADHASH", "x y"),
            ("GO_EXTLINK_ENABLED", "0"),
        ],
        &["-o", "out"],
    ),
];

/// Returns the lines of compile and link recipes, in the order of work.
fn recipes(program: &Path, dir: &Path, cache: &Path, case: &Case<'_>) -> String {
    let mut command = Command::new(program);
    command
        .current_dir(dir)
        .env("PWD", dir)
        .env("GOCACHE", cache)
        .env("GODEBUG", "gocachehash=1")
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "")
        .env("GOENV", "off")
        .env("GOTOOLCHAIN", "local")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .envs(case.0.iter().copied())
        .args(["build", "-n"])
        .args(case.1)
        .arg(".");
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    let tells = |line: &&str| line.starts_with("HASH[build ") || line.starts_with("HASH[link ");
    let lines: Vec<&str> = stderr.lines().filter(tells).collect();
    lines.join("\n")
}

#[test]
fn recipes_are_the_official_ones() {
    let (Some(go), Some(vamos)) = (vamos_testkit::official_go(), vamos_testkit::vamos()) else {
        return;
    };
    for case in CASES {
        let scratch = tempfile::tempdir().unwrap();
        let dir = scratch.path().join("tree");
        Archive::parse(TREE.trim_start()).write_to(&dir).unwrap();
        let official = recipes(&go, &dir, &scratch.path().join("go"), case);
        let ours = recipes(&vamos, &dir, &scratch.path().join("vamos"), case);
        assert!(official.lines().count() > 500, "{official}");
        let differs = |(a, b): &(&str, &str)| a != b;
        let difference = official.lines().zip(ours.lines()).find(differs);
        assert_eq!(difference, None, "{case:?}");
        assert_eq!(official.len(), ours.len(), "{case:?}");
    }
}
