//! `completion` and `man`: the shells themselves run the scripts, without an SDK.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test starts shells, writes the files that they complete, and fails loudly"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use vamos_testkit::has_programs;

const BASH: &str = r#"
source <(vamos completion bash)
try() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    local current=${COMP_WORDS[-1]}
    [[ $current == "=" ]] && current=
    _complete_vamos vamos "$current" "" 2>/dev/null
    echo "${COMPREPLY[*]}"
}
try vamos bu
try vamos build -mod = ven
try vamos build -mod =
try vamos test -run ""
try vamos build -o m
try vamos affected -since ma
try vamos watch te
try vamos test ./util -run TestU
try vamos build exa
try vamos size m
"#;

const FISH: &str = "
vamos completion fish | source
for line in 'vamos bu' 'vamos build -mod v' 'vamos build -mod=v' 'vamos test -run T' 'vamos build -o m' 'vamos affected -since ma' 'vamos watch te' 'vamos test ./util -run TestU' 'vamos build exa' 'vamos size m'
    complete -C $line | string replace \\t '|'
end
true
";

/// Prints the arguments of the functions of zsh that show candidates.
const ZSH: &str = r#"
compdef() { : }
source <(vamos completion zsh)
_describe() { print -rl -- ${(P)2} }
_files() { print -r -- files $@ }
compset() { print -r -- without $@ }
try() { words=("$@"); CURRENT=$#; _vamos }
try vamos bu
try vamos build -mod=v
try vamos build -o=m
try vamos work use ''
try vamos affected -since ma
try vamos watch te
try vamos test ./util -run TestU
try vamos build exa
try vamos size m
"#;

fn run(dir: &Path, program: &str, args: &[&str]) -> String {
    let vamos = Path::new(env!("CARGO_BIN_EXE_vamos"));
    let path = format!("{}:/usr/bin:/bin", vamos.parent().unwrap().display());
    let output = Command::new(program)
        .args(args)
        .current_dir(dir)
        .env_clear()
        .env("PATH", path)
        .env("HOME", dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn dir_of_tests() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("main.go"), "package main\n").unwrap();
    let test = "package main\n\nfunc TestOne(t *testing.T) {}\n";
    fs::write(dir.path().join("x_test.go"), test).unwrap();
    for (name, text) in [
        ("go.mod", "module example.com/m\n"),
        ("util/util.go", "package util\n"),
        (
            "util/util_test.go",
            "package util\n\nfunc TestUtil(t *testing.T) {}\n",
        ),
        (".git/refs/heads/main", "1\n"),
    ] {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    dir
}

#[test]
fn bash_completes() {
    let dir = dir_of_tests();
    let shown = run(dir.path(), "bash", &["-c", BASH]);
    assert_eq!(
        shown,
        "bug build\nvendor\nreadonly vendor mod\nTestOne\nmain.go\n\
         main\ntest\nTestUtil\nexample.com/m example.com/m/util\nmain.go\n"
    );
}

#[test]
fn fish_completes() {
    if !has_programs(&["fish"]) {
        return;
    }
    let dir = dir_of_tests();
    let shown = run(dir.path(), "fish", &["-c", FISH]);
    assert_eq!(
        shown,
        "bug|open a bug report for the official command\n\
         build|compile packages and their imports\nvendor\n-mod=vendor\nTestOne\nmain.go\n\
         main\ntest|compile and run tests\nTestUtil\nexample.com/m\nexample.com/m/util\nmain.go\n"
    );
}

#[test]
fn zsh_completes() {
    if !has_programs(&["zsh"]) {
        return;
    }
    let dir = dir_of_tests();
    let shown = run(dir.path(), "zsh", &["-f", "-c", ZSH]);
    assert_eq!(
        shown,
        "bug:open a bug report for the official command\n\
         build:compile packages and their imports\n-mod=vendor\nwithout -P *=\nfiles\nfiles -/\n\
         main\ntest:compile and run tests\nTestUtil\nexample.com/m\nexample.com/m/util\nfiles\nfiles\n"
    );
}

/// Startup files that call compinit before, after or never all get the completion.
#[test]
fn zsh_needs_no_compinit() {
    if !has_programs(&["zsh"]) {
        return;
    }
    let dir = dir_of_tests();
    let source = "source <(vamos completion zsh)";
    let compinit = "autoload -U compinit; compinit -i -D";
    let prompt = "for f in $precmd_functions; do $f; done";
    for (flags, script) in [
        ("-fc", source.to_owned()),
        ("-fc", format!("{compinit}; {source}")),
        ("-fic", format!("{source}; {prompt}")),
        ("-fic", format!("{compinit}; {source}; {prompt}")),
        ("-fic", format!("{source}; {compinit}; {prompt}")),
    ] {
        let script = format!("{script}; print -r -- $_comps[vamos] $precmd_functions");
        let shown = run(dir.path(), "zsh", &[flags, &script]);
        assert_eq!(shown, "_vamos\n", "{flags} {script}");
    }
}

#[test]
fn a_script_can_be_for_another_name() {
    let dir = dir_of_tests();
    let vamos = env!("CARGO_BIN_EXE_vamos");
    for shell in ["bash", "fish", "powershell", "zsh"] {
        let script = run(dir.path(), vamos, &["completion", shell, "go"]);
        assert!(script.contains("go completion words") || shell == "powershell");
        assert!(!script.contains("@NAME@"), "{script}");
    }
}

#[test]
fn manual_pages_are_written() {
    let dir = dir_of_tests();
    let vamos = env!("CARGO_BIN_EXE_vamos");
    run(dir.path(), vamos, &["man", "-o", "share/man1"]);
    let page = fs::read_to_string(dir.path().join("share/man1/vamos-build.1")).unwrap();
    assert_eq!(page, run(dir.path(), vamos, &["man", "build"]));
    if has_programs(&["man", "groff"]) {
        let warnings = Command::new("man")
            .args(["--warnings", "-l", "share/man1/vamos.1"])
            .current_dir(dir.path())
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        let shown = String::from_utf8_lossy(&warnings.stdout);
        assert!(shown.contains("VAMOS_TRACE"), "{warnings:?}");
        assert!(warnings.stderr.is_empty(), "{warnings:?}");
    }
}

#[test]
fn names_of_the_sdk_complete() {
    let Some(go) = vamos_testkit::official_go() else {
        return;
    };
    let goroot = go.parent().unwrap().parent().unwrap();
    let words = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_vamos"))
            .args(["completion", "words"])
            .args(args)
            .env_clear()
            .env("HOME", "/")
            .env("GOROOT", goroot)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(words(&["=com", "tool"]), "none\ncompile\t\n");
    assert_eq!(words(&["=GOO", "env"]), "none\nGOOS\t\n");
    assert_eq!(words(&["=GOM", "env"]), "none\nGOMODCACHE\t\nGOMOD\t\n");
    assert_eq!(
        words(&["=net/htt", "build"]).lines().nth(1),
        Some("net/http\t")
    );
    assert_eq!(words(&["=strco", "doc"]), "files\nstrconv\t\n");
}
