//! Modules from git repositories, compared with the official command: texts, and every file of
//! GOMODCACHE, including the copies of the repositories.
//!
//! Git is configured to find the repositories on the disk instead of at their addresses.
//! Counterpart: cmd/go/testdata/script/mod_get_pseudo*.txt, mod_list_direct.txt, govcs.txt.

#![expect(clippy::disallowed_methods, reason = "repositories are made with git")]

use std::path::Path;
use std::process::Command;

use crate::side_by_side::EXIT_CODES;
use vamos_testkit::Case;
use vamos_testkit::Hook;
use vamos_testkit::has_programs;

/// Makes repositories with commits whose hashes are always the same.
const MAKE: &str = r#"
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_CONFIG_GLOBAL=/dev/null
day=0
record() {
    day=$((day+1))
    export GIT_AUTHOR_DATE="2024-01-0${day}T00:00:00Z" GIT_COMMITTER_DATE="2024-01-0${day}T00:00:00Z"
    git commit -q -m "$1"
}
commit() { git add -A; record "$1"; }
repo() { mkdir -p "$1" && cd "$1" && git init -q -b main ${2:-.} && day=0; }
finish() { rm -rf .git/index .git/logs; }
cd "$1"
repo "$1/github.com/a/m"
printf 'module github.com/a/m\n\ngo 1.20\n' >go.mod
printf 'package m\n' >m.go; printf 'license\n' >LICENSE; ln -s m.go link.go
mkdir -p sub vendor/x; printf 'module github.com/a/m/sub\n' >sub/go.mod; printf 'package sub\n' >sub/s.go
printf 'package x\n' >vendor/x/x.go; printf '$Format:%%H$\n' >subst; printf 'subst export-subst\n' >.gitattributes
chmod +x m.go
commit one; git tag v1.0.0; git tag sub/v0.1.0
printf 'package m // two\n' >m.go; commit two; git tag v1.1.0-rc.1; git tag odd
git checkout -q -b dev; printf 'package m // dev\n' >m.go; commit dev; git checkout -q main
printf 'module github.com/a/m/v2\n' >go.mod; commit v2; git tag -a -m annotated v2.0.0
printf 'package m // head\n' >m.go; commit head; finish
repo "$1/github.com/a/old"
printf 'package old\n' >old.go; commit one; git tag v1.0.0; git tag v2.0.0
printf 'package old // 3\n' >old.go; commit three; git tag v3.1.0+meta; finish
repo "$1/example.org/x"
printf 'module example.org/x.git\n' >go.mod; printf 'package x\n' >x.go; commit one; finish
"#;

/// Makes repositories of other kinds, and odd ones.
const MAKE_KINDS: &str = r#"
module() { printf 'module github.com/k/%s\n' "$1" >go.mod; printf 'package p\n' >p.go; }
repo "$1/github.com/k/sha256" "--object-format=sha256 ."
module sha256; commit one; git tag v1.0.0; printf 'package p // two\n' >p.go; commit two; finish
repo "$1/github.com/k/submodule"
module submodule; printf '[submodule "dep"]\n\tpath = dep\n\turl = ext::sh -c true\n' >.gitmodules; git add -A
git update-index --add --cacheinfo 160000,1111111111111111111111111111111111111111,dep
record one; finish
repo "$1/github.com/k/lfs"
module lfs; printf '*.bin filter=lfs diff=lfs merge=lfs -text\n' >.gitattributes
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n' >a.bin; commit one; git tag v1.0.0; finish
repo "$1/github.com/k/many"
module many; mkdir sub; printf 'module github.com/k/many/sub\n' >sub/go.mod; commit one; at=$(git rev-parse HEAD)
for n in $(seq 300); do echo "$at refs/tags/sub/v0.$n.0"; done >.git/packed-refs
for n in $(seq 300); do echo "$at refs/tags/v0.$n.0"; done >>.git/packed-refs
git tag -a -m nested v1.0.0 v0.1.0; git tag -a -m outer v1.1.0 v1.0.0; finish
repo "$1/github.com/k/odd"
module odd; commit one; git tag v1.2.0 HEAD:go.mod; git tag v1.3.0 'HEAD^{tree}'
git update-ref refs/heads/-x HEAD; git update-ref refs/heads/v1.9 HEAD; git update-ref refs/heads/v1.9.9 HEAD; finish
repo "$1/github.com/k/names"
module names; printf x >'a
b'; commit one; finish
repo "$1/github.com/k/fold"
module fold; printf 'package p\n' >P.go; commit one; finish
repo "$1/github.com/k/empty"
repo "$1/github.com/k/headless"
module headless; commit one; git symbolic-ref HEAD refs/heads/none; finish
cd "$1"; git clone -q --depth=1 "file://$1/github.com/a/old" "$1/github.com/k/shallow" 2>/dev/null
cd "$1/github.com/k/shallow"; finish
"#;

fn make(top: &Path, script: &str) {
    let made = Command::new("sh")
        .args(["-e", "-c", script, "make"])
        .arg(top.join("repos"))
        .env("HOME", top.join("home"))
        .status();
    assert!(made.is_ok_and(|status| status.success()), "repositories");
}

fn make_dir(top: &Path) {
    // The script changes to it first.
    let dir = top.join("repos");
    assert!(std::fs::create_dir_all(dir).is_ok(), "directory");
    make(top, MAKE);
}

fn make_kinds(top: &Path) {
    make_dir(top);
    // The second script has the functions of the first.
    let functions = MAKE.split("cd \"$1\"\n").next().unwrap_or_default();
    make(top, &format!("{functions}{MAKE_KINDS}"));
}

const TREE: &str = "-- go.mod --\nmodule example.com/main\n\ngo 1.26\n\
    -- use/go.mod --\nmodule example.com/use\n\ngo 1.26\n\nrequire (\n\tgithub.com/a/m v1.0.0\n\tgithub.com/a/m/sub v0.1.0\n)\n\
    -- use/use.go --\npackage use\n\nimport _ \"github.com/a/m\"\nimport _ \"github.com/a/m/sub\"\n";

fn compare(name: &str, env: &[(&str, &str)], lines: &[&str]) {
    compare_in(name, TREE, make_dir, env, lines);
}

fn compare_in(name: &str, tree: &str, hook: Hook, env: &[(&str, &str)], lines: &[&str]) {
    if !has_programs(&["git", "sh"]) {
        return;
    }
    Case::new(name)
        .tree(tree)
        .hook(hook)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOPROXY", "direct")
        .env("GOSUMDB", "off")
        .env("GIT_CONFIG_COUNT", "2")
        .env("GIT_CONFIG_KEY_0", "url.file://$TOP/repos/.insteadOf")
        .env("GIT_CONFIG_VALUE_0", "https://")
        .env("GIT_CONFIG_KEY_1", "gc.auto")
        .env("GIT_CONFIG_VALUE_1", "0")
        .envs(env)
        .exit_codes(EXIT_CODES)
        .run_lines(lines);
}

#[test]
fn versions() {
    let lines = [
        "list -m -versions -json github.com/a/m",
        "list -m -versions github.com/a/m/v2",
        "list -m -versions github.com/a/old",
        "list -m -json github.com/a/m@latest",
        "list -m -json github.com/a/m@v1",
        "list -m -json github.com/a/m@odd",
        "list -m -json github.com/a/m@dev",
        "list -m -json github.com/a/m/v2@main",
        "list -m -json example.org/x.git@HEAD",
        "list -m -json github.com/a/m/sub@latest",
        "list -m -json github.com/a/old@latest",
        "list -m -json github.com/a/old@v3.1.0 !1",
        "list -m github.com/a/old@main",
        "list -m -json example.org/x.git@latest",
    ];
    compare("vcs_versions", &[], &lines);
}

#[test]
fn refused() {
    let lines = [
        "list -m github.com/a/m@v9.9.9 !1",
        "list -m github.com/a/m@nope !1",
        "list -m github.com/a/m@v2.0.0 !1",
        "list -m github.com/a/m@main !1",
        "list -m github.com/a/m/v3@latest !1",
        "list -m github.com/a/m/none@latest !1",
        "list -m github.com/a/m@v1.0.1-0.20240101000000-000000000000 !1",
        "list -m github.com/a/old@v2.0.0+incompatible",
        "list -m github.com/a/m@v1.0.0+incompatible !1",
        "list -m github.com/a/m@--upload-pack=x !1",
        "list -m github.com/a/m@ext::sh !1",
        "list -m github.com/a@latest !1",
        "list -m example.org/x.svn@latest !1",
        "list -m nohost/x@latest !1",
    ];
    compare("vcs_refused", &[], &lines);
    let lines = ["list -m github.com/a/m@latest !1"];
    compare("vcs_govcs", &[("GOVCS", "github.com:hg")], &lines);
    compare("vcs_bad_govcs", &[("GOVCS", "github.com")], &lines);
}

#[test]
fn commands() {
    let lines = [
        "list -m -x -versions github.com/a/m",
        "list -m -x github.com/a/m@latest",
        "mod download -x github.com/a/m@v1.0.0",
        "mod download -x github.com/a/m/v2@main",
        "list -m -x -v example.org/x.git@HEAD",
        "list -m -x github.com/a/none@latest !1",
        "list -m -v example.org/none.git@latest !1",
    ];
    compare("vcs_commands", &[], &lines);
}

/// The output of the official command about the repositories, in no module.
const OLD: &str = include_str!("vcs_programs/reuse.txt");

#[test]
fn reused() {
    let lines = [
        "mod download -x -json -reuse=old.json github.com/a/m@latest",
        "mod download -x -json -reuse=old.json github.com/a/m@v1.0.0",
        "mod download -json -reuse=old.json github.com/a/m@dev",
        "mod download -x -json -reuse=old.json github.com/a/m/v9@latest !1",
        "mod download -json -reuse=old.json github.com/a/m@nope !1",
        "mod download -json -reuse=old.json github.com/a/m/sub@latest",
        "mod download -json -reuse=old.json github.com/a/m@v1.0.1-0.20240101000000-000000000000 !1",
        "list -m -json -versions -retracted -reuse=list.json github.com/a/m@latest",
        "list -m -reuse=old.json github.com/a/m@v1.0.0 github.com/a/m@v1",
        "mod download -json -reuse=bad.json github.com/a/m@latest !1",
        "mod download -json -reuse=none.json github.com/a/m@latest !1",
        "mod download -x -json -reuse=stale.json github.com/a/m@latest",
        "mod download -json -reuse=stale.json github.com/a/m@v1.0.0",
        "mod download -json github.com/a/m@nope !1",
        "mod download -json github.com/a/m/v9@latest !1",
    ];
    compare_in("vcs_reused", OLD, make_dir, &[], &lines);
}

#[test]
fn downloads() {
    let lines = [
        "mod download -json github.com/a/m@v1.0.0",
        "mod download -json github.com/a/m/sub@v0.1.0",
        "mod download github.com/a/m/v2@v2.0.0",
        "mod download -json github.com/a/m@dev",
        "mod download -json github.com/a/old@v2.0.0",
        "mod download github.com/a/old@main",
        "build -C use -mod=mod .",
    ];
    compare("vcs_downloads", &[], &lines);
}

#[test]
fn kinds() {
    let lines = [
        "mod download -x -json github.com/k/sha256@latest",
        "mod download -x github.com/k/sha256@main",
        "mod download -x -json github.com/k/submodule@latest",
        "mod download -x -json github.com/k/lfs@v1.0.0",
        "mod download -x -json github.com/k/shallow@latest",
        "list -m -x -versions github.com/k/many",
        "mod download -x -json github.com/k/many@latest",
        "mod download github.com/k/many/sub@v0.7.0",
    ];
    compare_in("vcs_kinds", TREE, make_kinds, &[], &lines);
}

#[test]
fn odd_repositories() {
    let lines = [
        "list -m github.com/k/odd@v1.2.0 !1",
        "list -m github.com/k/odd@v1.3.0 !1",
        "list -m github.com/k/odd@-x !1",
        "list -m github.com/k/odd@v1.9 !1",
        "list -m github.com/k/odd@v1.9.9 !1",
        "list -m github.com/k/odd@main",
        "mod download github.com/k/names@latest !1",
        "mod download github.com/k/fold@latest !1",
        "list -m github.com/k/empty@latest !1",
        "list -m github.com/k/headless@latest !1",
        "list -m github.com/k/headless@main",
    ];
    compare_in("vcs_odd", TREE, make_kinds, &[], &lines);
}
