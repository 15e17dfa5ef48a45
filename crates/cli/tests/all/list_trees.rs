//! Compares `list` with the official command, on small trees with mistakes.
//!
//! Each file of `list_trees` is a text archive: `-- name --` lines begin the files of a tree, the
//! lines before them are the arguments of one `list` each (where `-json` means all fields that
//! loading knows). Both programs run in the same directory with the same arguments; output, errors
//! and exit code must be equal. A line that ends in ` !1` expects that exit code, any other line
//! expects 0. Each tree is listed twice: with old files, so that both programs use the index of a
//! directory, and with new ones, so that both read the directory. Templates of `-f` are in
//! `list_templates.txt`, one per line.
//! Counterpart: none; cmd/go/testdata/script/list_*.txt test the same ground.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and runs two programs on a tree it writes"
)]

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::SystemTime;

use vamos_testkit::Archive;
use vamos_testkit::SPARE_COLLECTION;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;
use vamos_testkit::split_exit_mark;

/// The fields of loading, without the fields that need a build.
const FIELDS: &str = "Dir,ImportPath,ImportComment,Name,Doc,Target,Shlib,Root,ConflictDir,ForTest,Module,Match,Goroot,Standard,DepOnly,BinaryOnly,Incomplete,DefaultGODEBUG,GoFiles,CgoFiles,IgnoredGoFiles,InvalidGoFiles,IgnoredOtherFiles,CFiles,CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,EmbedPatterns,EmbedFiles,CgoCFLAGS,CgoCPPFLAGS,CgoCXXFLAGS,CgoFFLAGS,CgoLDFLAGS,CgoPkgConfig,Imports,ImportMap,Deps,Error,DepsErrors,TestGoFiles,TestImports,TestEmbedPatterns,TestEmbedFiles,XTestGoFiles,XTestImports,XTestEmbedPatterns,XTestEmbedFiles";

/// Returns the trees: each file's name without its ending, and its contents.
fn trees() -> Vec<(String, Archive)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/list_trees");
    let mut trees: Vec<(String, Archive)> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (
                name,
                Archive::parse(&std::fs::read_to_string(path).unwrap()),
            )
        })
        .collect();
    trees.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!trees.is_empty(), "no trees");
    trees
}

/// Runs `list` and returns its exit code; and exit code, stdout and stderr as one text.
fn run(
    program: &Path,
    goroot: &str,
    home: &Path,
    dir: &Path,
    env: &[(&str, &str)],
    arguments: &[&str],
) -> (Option<i32>, String) {
    let output = Command::new(program)
        .arg("list")
        .args(arguments)
        .current_dir(dir)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .env("PWD", dir)
        .env("GOROOT", goroot)
        .env("GOENV", "off")
        .env("GOPROXY", "off")
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOCACHE", home.join("cache"))
        .env("GOPATH", home.join("go"))
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .envs(SPARE_COLLECTION)
        .envs(env.iter().copied())
        .output()
        .unwrap();
    let code = output.status.code();
    let text = format!(
        "exit {code:?}\n--- stdout\n{}--- stderr\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (code, text)
}

fn first_difference(want: &str, got: &str) -> String {
    let (want, got): (Vec<&str>, Vec<&str>) = (want.lines().collect(), got.lines().collect());
    let at = want.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let context =
        |lines: &[&str]| lines[at.saturating_sub(3)..(at + 6).min(lines.len())].join("\n");
    format!("official:\n{}\nvamos:\n{}", context(&want), context(&got))
}

/// The two programs, and a directory for trees.
struct Sides {
    go: PathBuf,
    vamos: PathBuf,
    goroot: String,
    temp: tempfile::TempDir,
}

impl Sides {
    fn new() -> Option<Self> {
        let go = official_go()?;
        let goroot = official_sdk()?.to_str().unwrap().to_owned();
        let temp = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(temp.path().join("home")).unwrap();
        Some(Self {
            go,
            vamos: PathBuf::from(env!("CARGO_BIN_EXE_vamos")),
            goroot,
            temp,
        })
    }

    /// Returns the difference of the programs on a tree, or the difference of both from the
    /// expected exit code.
    fn difference(&self, dir: &Path, arguments: &[&str], expected: i32) -> Option<String> {
        let home = self.temp.path().join("home");
        let run = |program, env: &[_]| run(program, &self.goroot, &home, dir, env, arguments);
        let (code, want) = run(&self.go, &[]);
        // The second run of vamos compares its results with the stored ones of the first.
        let verify = [("VAMOS_TRACE", "verify"), ("VAMOS_CUTOFF", "verify")];
        for env in [&[][..], &verify] {
            let (_, got) = run(&self.vamos, env);
            if want != got {
                let text = first_difference(&want, &got);
                return Some(format!("vamos with {env:?}:\n{text}"));
            }
        }
        (code != Some(expected)).then(|| format!("the line states exit code {expected}:\n{want}"))
    }
}

fn assert_none(failures: &[String]) {
    let all = failures.join("\n\n");
    assert!(failures.is_empty(), "{} differences\n{all}", failures.len());
}

/// A time that makes files old enough for the index of their directory.
fn old() -> SystemTime {
    SystemTime::now() - Duration::from_secs(3600)
}

/// A time that keeps files too new for an index, however long the test takes.
fn new() -> SystemTime {
    SystemTime::now() + Duration::from_secs(3600)
}

#[test]
fn trees_list_as_officially() {
    let Some(sides) = Sides::new() else {
        return;
    };
    let only = std::env::var("VAMOS_TEST_CASE").unwrap_or_default();
    let json = format!("-json={FIELDS}");
    let mut failures = Vec::new();
    for (name, tree) in trees().iter().filter(|(name, _)| name.contains(&only)) {
        for (age, time) in [("old", old()), ("new", new())] {
            let dir = sides.temp.path().join(age).join(name);
            tree.write_modified_at(&dir, time).unwrap();
            for line in tree.comment.lines() {
                let (arguments, expected) = split_exit_mark(line);
                let words: Vec<&str> = arguments
                    .split_whitespace()
                    .map(|word| match word {
                        "-json" => json.as_str(),
                        word => word,
                    })
                    .collect();
                if let Some(difference) = sides.difference(&dir, &words, expected) {
                    failures.push(format!("== {name}, {age} files: list {line}\n{difference}"));
                }
            }
        }
    }
    assert_none(&failures);
}

/// A good package, a main package, and a broken one.
const FOR_TEMPLATES: &str = "\
-- go.mod --
module example.com/m

go 1.26
-- lib/lib.go --
// Package lib has a doc.
package lib

import (
\t\"fmt\"
\t\"os\"
\t\"strings\"
)

var _, _, _ = fmt.Print, os.Args, strings.ToUpper
-- lib/more.go --
package lib
-- cmd/main.go --
package main

import _ \"example.com/m/lib\"

func main() {}
-- broken/b.go --
package broken

import _ \"example.com/m/nosuch\"
";

#[test]
fn templates_print_as_officially() {
    let Some(sides) = Sides::new() else {
        return;
    };
    let dir = sides.temp.path().join("templates");
    Archive::parse(FOR_TEMPLATES)
        .write_modified_at(&dir, old())
        .unwrap();
    let templates = include_str!("list_templates.txt").lines();
    let templates = templates.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let failures: Vec<String> = templates
        .filter_map(|template| {
            let (template, expected) = split_exit_mark(template);
            let arguments = ["-e", "-f", template, "./..."];
            let difference = sides.difference(&dir, &arguments, expected)?;
            Some(format!("== {template}\n{difference}"))
        })
        .collect();
    assert_none(&failures);
}
