//! Compares version-control stamps of builds that change module files with the official command.
//!
//! Counterpart: cmd/go/testdata/script/version_buildvcs_git.txt, work_sum.txt.

#![expect(clippy::disallowed_methods, reason = "repositories are made with git")]

use std::path::Path;
use std::process::Command;

use vamos_testkit::Case;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;
use vamos_testkit::has_programs;

/// Makes a repository of the module that all is built in. Its index has times and is not compared,
/// so it is elsewhere. A `.git` that is a file is no repository for the official command.
const MAKE: &str = "cd \"$1/work/m\"
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE=2024-01-01T00:00:00Z GIT_COMMITTER_DATE=2024-01-01T00:00:00Z
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
rm -rf \"$1/../repo\"
git init -q -b main --separate-git-dir=\"$1/../repo\" .
rm .git && ln -s ../../../repo .git
git add -A && git commit -q -m one
";

fn make(top: &Path) {
    let made = Command::new("sh")
        .args(["-e", "-c", MAKE, "make"])
        .arg(top)
        .env("HOME", top)
        .status();
    assert!(made.is_ok_and(|status| status.success()), "repository");
}

fn serving() -> Serving {
    Proxy::serving()
        .module(
            "example.com/p",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/p\n\ngo 1.20\n\nrequire example.com/q v1.0.0\n-- p.go --\npackage p\n\nimport _ \"example.com/q\"\n",
        )
        .module(
            "example.com/q",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/q\n\ngo 1.20\n-- q.go --\npackage q\n",
        )
}

/// A module in a repository, and one next to it that needs modules of the proxy.
const TREE: &str = "-- m/go.mod --\nmodule example.com/m\n\ngo 1.20\n-- m/main.go --\npackage main\n\nfunc main() {}\n\
    -- m/cmd/two/main.go --\npackage main\n\nimport _ \"example.com/other\"\n\nfunc main() {}\n\
    -- other/go.mod --\nmodule example.com/other\n\ngo 1.20\n\nrequire example.com/p v1.0.0\n\
    -- other/o.go --\npackage other\n\nimport _ \"example.com/p\"\n";

/// Compares commands, of which the last one prints a stamp.
fn compare(name: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) {
    if !has_programs(&["git"]) {
        return;
    }
    let case = Case::new(name)
        .tree(tree)
        .dir("m")
        .proxy(serving())
        .hook(make)
        .env("CGO_ENABLED", "0")
        .env("GOTOOLCHAIN", "local")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(env);
    let report = case.run_lines(lines);
    let is_stamped = report.stdout.contains("vcs.modified=");
    assert!(report.is_skipped || is_stamped, "{name}: {}", report.stdout);
}

/// The build writes go.work.sum into the repository before the stamp.
#[test]
fn a_build_in_a_workspace() {
    let lines = [
        "work init . ../other",
        "build ./...",
        "build -o two ./cmd/two",
        "list -f {{.Stale}}:{{.StaleReason}} ./cmd/two",
        "version -m two",
    ];
    compare("stamp_workspace", TREE, &[], &lines);
}

/// The written files are ignored, so that the tree stays unmodified; and the other way round: a
/// changed go.mod becomes the committed one.
#[test]
fn a_build_that_changes_go_mod() {
    let plain = "-- m/go.mod --\nmodule example.com/m\n\ngo 1.20\n\
        -- m/main.go --\npackage main\n\nimport _ \"example.com/p\"\n\nfunc main() {}\n";
    let lines = [
        "get example.com/p@v1.0.0",
        "mod edit -droprequire=example.com/q",
        "build -mod=mod -o one .",
        "version -m one",
        "build -mod=mod -buildvcs=true -o one .",
        "version -m one",
    ];
    compare("stamp_mod", plain, &[], &lines);
    let ignored = format!("{plain}-- m/.gitignore --\n*.sum\n*.mod\none\n");
    compare("stamp_mod_ignored", &ignored, &[], &lines);
    let flags = [("GOFLAGS", "-mod=mod")];
    compare(
        "stamp_mod_first",
        plain,
        &flags,
        &["build -o one .", "vet .", "test .", "version -m one"],
    );
}

/// The main package of a test is stamped, even if no field needs it; the error is there then.
#[test]
fn failing_repositories_of_tests() {
    if !has_programs(&["git"]) {
        return;
    }
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n-- .git/config --\nnone\n\
        -- main.go --\npackage main\n\nfunc main() {}\n-- main_test.go --\npackage main\n\
        -- lib/l.go --\npackage lib\n-- lib/l_test.go --\npackage lib\n";
    let lines = [
        "list -test -e -json=ImportPath,Error -buildvcs=true ./...",
        "list -test -e -json=ImportPath,Error,Incomplete ./...",
        "list -test -e -json=ImportPath,Stale,Error -buildvcs=true ./lib",
        "list -e -json=ImportPath,Error -buildvcs=true ./...",
        "list -test -json=ImportPath -buildvcs=true ./lib !1",
    ];
    let case = Case::new("stamp_failing").tree(tree).env("GOFLAGS", "");
    let case = case.env("GOTOOLCHAIN", "local");
    case.env("GIT_CONFIG_NOSYSTEM", "1").run_lines(&lines);
}
