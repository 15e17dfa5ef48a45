//! `affected`: the packages that changes since a revision can influence, in a repository of its
//! own.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests change files that commands under test read"
)]

use std::fs;
use std::path::Path;
use std::process::Output;

use vamos_testkit::has_programs;

use crate::scratch_module::ScratchModule;

const TREE: &[(&str, &str)] = &[
    (
        "go.mod",
        "module example.com/m\n\ngo 1.24\n\nrequire example.com/r v1.0.0\n\nreplace example.com/r => ./r\n",
    ),
    ("r/go.mod", "module example.com/r\n\ngo 1.24\n"),
    ("r/r.go", "package r\n"),
    ("base/base.go", "package base\n"),
    ("base/base_plan9.go", "package base\n"),
    ("base/data.txt", "1\n"),
    (
        "mid/mid.go",
        "package mid\n\nimport _ \"example.com/m/base\"\n",
    ),
    (
        "mid/mid_test.go",
        "package mid\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMid(t *testing.T) {\n\tos.ReadFile(\"../base/data.txt\")\n}\n",
    ),
    ("mid/testdata/in.txt", "1\n"),
    (
        "emb/emb.go",
        "package emb\n\nimport _ \"embed\"\n\n//go:embed *.txt\nvar Text string\n",
    ),
    ("emb/a.txt", "1\n"),
    (
        "uses/uses.go",
        "package uses\n\nimport _ \"example.com/r\"\n",
    ),
    (
        "prog/main.go",
        "package main\n\nimport _ \"example.com/m/mid\"\n\nfunc main() {}\n",
    ),
    ("alone/alone.go", "package alone\n"),
    (
        "alone/alone_test.go",
        "package alone_test\n\nimport (\n\t_ \"example.com/m/emb\"\n\t\"testing\"\n)\n\nfunc TestAlone(*testing.T) {}\n",
    ),
];

/// A change: the file, its new content or nothing if it is removed, the packages that are affected,
/// and the affected packages whose tests are affected.
type Row = (
    &'static str,
    Option<&'static str>,
    &'static str,
    &'static str,
);

const ROWS: &[Row] = &[
    (
        "base/base.go",
        Some("package base\n\nvar X int\n"),
        "base mid prog",
        "mid",
    ),
    (
        "base/new.go",
        Some("package base\n"),
        "base mid prog",
        "mid",
    ),
    (
        "base/base_plan9.go",
        Some("package base\n\nvar X int\n"),
        "",
        "",
    ),
    (
        "base/base_plan9.go",
        Some("//go:build plan9\n\npackage base\n"),
        "base mid prog",
        "mid",
    ),
    (
        "mid/mid_test.go",
        Some("package mid\n\nimport \"testing\"\n\nfunc TestMid(*testing.T) {}\n"),
        "mid",
        "mid",
    ),
    ("mid/more_test.go", Some("package mid\n"), "mid", "mid"),
    ("mid/testdata/in.txt", Some("2\n"), "mid", "mid"),
    ("mid/testdata/in.txt", None, "mid", "mid"),
    ("base/data.txt", Some("2\n"), "mid", "mid"),
    ("emb/a.txt", Some("2\n"), "alone emb", "alone"),
    ("emb/b.txt", Some("2\n"), "alone emb", "alone"),
    ("emb/b.md", Some("2\n"), "", ""),
    ("r/r.go", Some("package r\n\nvar X int\n"), "uses", ""),
    (
        "go.mod",
        Some(
            "module example.com/m\n\ngo 1.24\n\nrequire example.com/r v1.1.0\n\nreplace example.com/r => ./r\n",
        ),
        "uses",
        "",
    ),
    (
        "go.mod",
        Some(
            "module example.com/m\n\ngo 1.25\n\nrequire example.com/r v1.0.0\n\nreplace example.com/r => ./r\n",
        ),
        "alone base emb mid prog uses",
        "alone mid",
    ),
    ("README", Some("x\n"), "", ""),
];

struct Fixture(ScratchModule);

impl Fixture {
    fn new() -> Option<Self> {
        if !has_programs(&["git"]) {
            return None;
        }
        let place = Self(ScratchModule::new()?);
        for (name, content) in TREE {
            place.write(name, content);
        }
        Some(place)
    }

    fn write(&self, name: &str, content: &str) {
        self.0.write(name, content);
    }

    fn git(&self, args: &[&str]) {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let mut git = self.0.command(Path::new("git"));
        let output = git.args([&who[..], args].concat()).output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "{output:?}");
    }

    fn vamos(&self, args: &[&str]) -> Output {
        self.0.vamos().args(args).output().expect("it starts")
    }

    /// Returns the affected packages without the common prefix of all names.
    fn affected(&self, flags: &[&str]) -> String {
        let output = self.vamos(&[&["affected", "-since=HEAD"], flags].concat());
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8_lossy(&output.stdout).replace("example.com/m/", "");
        text.lines().collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn packages_and_tests_that_changes_can_influence() {
    let Some(place) = Fixture::new() else { return };
    let outside = place.vamos(&["affected", "-since=HEAD"]);
    assert_eq!(outside.status.code(), Some(1), "there is no repository");
    place.git(&["init", "-q"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "one"]);
    // From now on the files that the test reads are recorded.
    let tested = place.vamos(&["test", "./mid"]);
    assert!(tested.status.success(), "{tested:?}");
    assert_eq!(place.affected(&[]), "");
    for (file, content, packages, tests) in ROWS {
        match content {
            Some(content) => place.write(file, content),
            None => fs::remove_file(place.0.at("m").join(file)).expect("it is there"),
        }
        let found = (place.affected(&[]), place.affected(&["-tests"]));
        assert_eq!(
            found,
            ((*packages).to_owned(), (*tests).to_owned()),
            "{file} {content:?}"
        );
        place.git(&["reset", "-q", "--hard"]);
        place.git(&["clean", "-q", "-f", "-d"]);
    }
    place.write("base/base.go", "package base\n\nvar X int\n");
    let why = place.vamos(&["affected", "-since=HEAD", "-why", "./prog"]);
    let text = String::from_utf8_lossy(&why.stdout).into_owned();
    let file = place.0.at("m/base/base.go");
    let chain =
        "example.com/m/prog\n    imports example.com/m/mid\n    imports example.com/m/base\n";
    assert_eq!(text, format!("{chain}    {} changed\n", file.display()));
    place.git(&["commit", "-q", "-a", "-m", "two"]);
    assert_eq!(place.affected(&[]), "");
    let before = place.vamos(&["affected", "-since", "HEAD~1", "-json"]);
    let list: serde_json::Value = serde_json::from_slice(&before.stdout).expect("it is JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(3), "{list}");
    // Without a revision, the last commit counts.
    assert_eq!(place.vamos(&["affected"]).stdout, b"");
    place.write("base/base.go", "package base\n\nvar Y int\n");
    let (short, long) = (&["affected"][..], &["affected", "-since=HEAD"][..]);
    let found = place.vamos(short);
    assert!(
        found.status.success() && !found.stdout.is_empty(),
        "{found:?}"
    );
    assert_eq!(found.stdout, place.vamos(long).stdout);
}

/// No command passes without having compared anything: scripts compute revisions.
#[test]
fn a_revision_that_is_missing_or_forgotten_is_an_error() {
    let Some(place) = Fixture::new() else { return };
    place.git(&["init", "-q"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "one"]);
    place.git(&["commit", "-q", "--allow-empty", "-m", "two"]);
    let refused = |args: &[&str], code: i32, part: &str| {
        let output = place.vamos(args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
        assert!(stderr.contains(part), "{args:?}: {stderr}");
        assert!(output.stdout.is_empty(), "{args:?}");
    };
    let unknown = "fatal: bad revision 'nosuch^{commit}'";
    refused(&["affected", "-since=nosuch"], 1, unknown);
    refused(&["test", "-affected=nosuch", "./..."], 1, unknown);
    for (flag, args) in [
        ("-since", &["affected", "-since="][..]),
        ("-affected", &["test", "-affected=", "./..."]),
    ] {
        let part = format!("invalid value \"\" for flag {flag}: the revision is empty");
        refused(args, 2, &part);
    }
    for (flag, args) in [
        ("-since", &["affected", "-since", "./..."][..]),
        ("-affected", &["test", "-affected", "./..."]),
        ("-affected", &["test", "-affected", "./...", "-v"]),
    ] {
        let part = format!("invalid value \"./...\" for flag {flag}: ./... names packages");
        refused(args, 2, &part);
    }
    refused(&["affected", "-since=@nosuch"], 1, "no such file");
    let junit = "invalid value \"./...\" for flag -junit: ./... names packages";
    refused(&["test", "-junit", "./..."], 2, junit);
    let origin = format!("file://{}", place.0.at("m").display());
    place.git(&["clone", "-q", "--depth", "1", &origin, "shallow"]);
    let shallow = ["affected", "-C=shallow", "-since=HEAD~1"];
    refused(&shallow, 1, "'git fetch --unshallow' fetches");
}

/// Packages that cannot be loaded count as affected: a package that does not exist, and one whose
/// import was removed.
#[test]
fn packages_that_cannot_be_loaded_count() {
    let Some(place) = Fixture::new() else { return };
    place.git(&["init", "-q"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "one"]);
    let run = |args: &[&str]| {
        let output = place.vamos(args);
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), stdout, stderr)
    };
    for pattern in ["./nosuch", "./nosuch/...", "example.com/m/nosuch"] {
        let (code, _, stderr) = run(&["affected", pattern]);
        assert_eq!(code, Some(1), "{pattern}: {stderr}");
        assert!(stderr.contains("nosuch"), "{pattern}: {stderr}");
        let (code, ..) = run(&["test", "-affected=HEAD", pattern]);
        assert_eq!(code, Some(1), "{pattern}");
    }
    fs::remove_dir_all(place.0.at("m/base")).expect("it is there");
    let all = "example.com/m/mid\nexample.com/m/prog\n";
    for flags in [&["affected", "./..."][..], &["affected", "-tests", "./..."]] {
        let (code, stdout, _) = run(flags);
        assert_eq!((code, &*stdout), (Some(1), all));
    }
    place.git(&["commit", "-q", "-a", "-m", "two"]);
    // Nothing has changed since, and still neither loads.
    let (code, stdout, stderr) = run(&["affected", "-why", "./..."]);
    assert_eq!(code, Some(1), "{stderr}");
    let reason = "    it cannot be loaded\n";
    let want = format!("example.com/m/mid\n{reason}example.com/m/prog\n{reason}");
    assert_eq!(stdout, want);
    let (code, stdout, _) = run(&["test", "-affected=HEAD", "./..."]);
    assert_eq!(code, Some(1), "{stdout}");
    assert!(stdout.contains("[setup failed]"), "{stdout}");
}
