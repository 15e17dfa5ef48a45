//! `list -f` beside the official command: each template of `list_templates.txt` on one tree
//! with a good package, a main package, and one that is broken.
//!
//! Counterpart: text/template/exec_test.go and parse_test.go test the same ground.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and runs two programs on a tree it writes"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use vamos_testkit::official_go;
use vamos_testkit::vamos;

const TREE: &[(&str, &str)] = &[
    ("go.mod", "module example.com/m\n\ngo 1.26\n"),
    (
        "lib/lib.go",
        "// Package lib has a doc.\npackage lib\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"strings\"\n)\n\n\
         var _, _, _ = fmt.Print, os.Args, strings.ToUpper\n",
    ),
    ("lib/more.go", "package lib\n"),
    (
        "cmd/main.go",
        "package main\n\nimport _ \"example.com/m/lib\"\n\nfunc main() {}\n",
    ),
    (
        "broken/b.go",
        "package broken\n\nimport _ \"example.com/m/nosuch\"\n",
    ),
];

#[test]
fn templates_print_as_officially() {
    let (Some(go), Some(vamos)) = (official_go(), vamos()) else {
        return;
    };
    let goroot = Command::new(&go).args(["env", "GOROOT"]).output().unwrap();
    let goroot = String::from_utf8(goroot.stdout).unwrap();
    let temp = tempfile::tempdir().unwrap();
    for (name, text) in TREE {
        let path = temp.path().join("m").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let templates = include_str!("list_templates.txt").lines();
    let templates = templates.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut failures = Vec::new();
    for template in templates {
        let list = |program: &Path| list(program, goroot.trim(), temp.path(), template);
        let (want, got) = (list(&go), list(&vamos));
        if want != got {
            failures.push(format!("{template}\nofficial: {want}\nvamos: {got}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Lists the tree by a template; returns all that came of it.
fn list(program: &Path, goroot: &str, top: &Path, template: &str) -> String {
    let output = Command::new(program)
        .args(["list", "-e", "-f", template, "./..."])
        .current_dir(top.join("m"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", top)
        .env("GOROOT", goroot)
        .env("GOENV", "off")
        .env("GOPROXY", "off")
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOCACHE", top.join("cache"))
        .env("GOPATH", top.join("go"))
        .env("VAMOS_NO_DELEGATE", "1")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    format!("{:?}\n{stdout}{stderr}", output.status.code())
}
