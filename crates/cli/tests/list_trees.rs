//! `list` beside the official command, on small trees with something wrong in them.
//!
//! Each tree is a text archive: `-- name --` lines begin files. Both programs run in the
//! same directory with the same arguments; output, errors and exit code must be equal.
//! The official command is VAMOS_TEST_GO or `go` on PATH; without one the tests say so
//! and pass.
//! Counterpart: none; cmd/go/testdata/script/list_*.txt test the same ground.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and runs two programs on a tree it writes"
)]

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// The fields that loading knows, without those that a build would have to tell.
const FIELDS: &str = "Dir,ImportPath,ImportComment,Name,Doc,Target,Shlib,Root,ConflictDir,ForTest,Module,Match,Goroot,Standard,DepOnly,BinaryOnly,Incomplete,DefaultGODEBUG,GoFiles,CgoFiles,IgnoredGoFiles,InvalidGoFiles,IgnoredOtherFiles,CFiles,CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,EmbedPatterns,EmbedFiles,CgoCFLAGS,CgoCPPFLAGS,CgoCXXFLAGS,CgoFFLAGS,CgoLDFLAGS,CgoPkgConfig,Imports,ImportMap,Deps,Error,DepsErrors,TestGoFiles,TestImports,TestEmbedPatterns,TestEmbedFiles,XTestGoFiles,XTestImports,XTestEmbedPatterns,XTestEmbedFiles";

/// A tree and the arguments behind `list` to try on it, one list per line.
struct Case {
    name: &'static str,
    arguments: &'static str,
    tree: &'static str,
}

mod list_trees_cases;
use list_trees_cases::BROKEN;
use list_trees_cases::CASES;

fn official_go() -> Option<PathBuf> {
    if let Some(go) = std::env::var_os("VAMOS_TEST_GO") {
        return Some(PathBuf::from(go));
    }
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|dir| dir.join("go"));
    found.into_iter().find(|go| go.is_file())
}

fn write_tree(root: &Path, tree: &str) {
    let mut file: Option<PathBuf> = None;
    let mut text = String::new();
    let flush = |file: &Option<PathBuf>, text: &str| {
        if let Some(path) = file {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    };
    for line in tree.lines() {
        let name = line
            .strip_prefix("-- ")
            .and_then(|rest| rest.strip_suffix(" --"));
        if let Some(name) = name {
            flush(&file, &text);
            file = Some(root.join(name));
            text.clear();
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    flush(&file, &text);
}

/// Runs `list` and returns exit code, stdout and stderr as one text.
fn run(program: &Path, goroot: &str, home: &Path, dir: &Path, arguments: &[&str]) -> String {
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
        .output()
        .unwrap();
    format!(
        "exit {:?}\n--- stdout\n{}--- stderr\n{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn first_difference(want: &str, got: &str) -> String {
    let (want, got): (Vec<&str>, Vec<&str>) = (want.lines().collect(), got.lines().collect());
    let at = want.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let context =
        |lines: &[&str]| lines[at.saturating_sub(3)..(at + 6).min(lines.len())].join("\n");
    format!("official:\n{}\nvamos:\n{}", context(&want), context(&got))
}

#[test]
fn trees_list_as_officially() {
    let Some(go) = official_go() else {
        eprintln!("no official go command: not compared");
        return;
    };
    let goroot = Command::new(&go).args(["env", "GOROOT"]).output().unwrap();
    let goroot = String::from_utf8(goroot.stdout).unwrap().trim().to_owned();
    let vamos = PathBuf::from(env!("CARGO_BIN_EXE_vamos"));
    let temp = tempfile::tempdir().unwrap();
    let home = temp.path().join("home");
    std::fs::create_dir_all(&home).unwrap();
    let only = std::env::var("VAMOS_TEST_CASE").unwrap_or_default();
    let json = format!("-json={FIELDS}");
    // The name of a test's main file is in the cache, which vamos does not write yet.
    let json_test = format!("-json={}", FIELDS.replace(",GoFiles", ""));
    let mut failures = Vec::new();
    let cases = CASES.iter().chain(BROKEN);
    for case in cases.filter(|case| case.name.contains(&only)) {
        let dir = temp.path().join(case.name);
        write_tree(&dir, case.tree);
        for line in case.arguments.lines() {
            let words: Vec<&str> = line
                .split_whitespace()
                .map(|word| match word {
                    "-json" => json.as_str(),
                    "-json-test" => json_test.as_str(),
                    word => word,
                })
                .collect();
            let want = run(&go, &goroot, &home, &dir, &words);
            let got = run(&vamos, &goroot, &home, &dir, &words);
            if want != got {
                let difference = first_difference(&want, &got);
                failures.push(format!("== {}: list {line}\n{difference}", case.name));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} differences\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
