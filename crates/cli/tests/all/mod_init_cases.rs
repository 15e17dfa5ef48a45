//! Compares `mod init` with the official command: one command per line, and all files that it
//! leaves.
//!
//! Counterpart: cmd/go/testdata/script/mod_init*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

#[test]
fn named() {
    for (name, tree) in [
        ("empty", "-- .hidden --\n"),
        ("with_sources", "-- a.go --\npackage a\n"),
        ("with_dir", "-- d/f --\n"),
        (
            "with_hidden",
            "-- _d/f.go --\npackage f\n-- .d/f --\n-- _a.go --\npackage a\n",
        ),
    ] {
        compare(
            &format!("named_{name}"),
            tree,
            &[],
            &["mod init example.com/m", "mod init x"],
        );
    }
    compare("named_dir", "-- go.mod/f --\n", &[], &["mod init m"]);
    compare_in(
        "named_below",
        "d",
        "-- go.mod --\nmodule m\n-- d/f --\n",
        &[],
        &["mod init q"],
    );
    compare(
        "named_chdir",
        "-- d/f --\n",
        &[],
        &["mod init -C d example.com/m/v2"],
    );
}

#[test]
fn refused() {
    let paths = [
        ".",
        "..",
        "./x",
        "../x",
        "/x",
        "x/",
        "a//b",
        "a b",
        "go",
        "toolchain",
        "x/../y",
        "-x",
        "example.com/user/repo/v0",
        "example.com/user/repo/v02",
        "example.com/user/repo/v1",
        "example.com/user/repo/v2.1.4",
        "example.com/user/repo/v.5.3",
        "gopkg.in/pkg",
        "gopkg.in/user/pkg/v2",
        "gopkg.in/user/pkg.v0.1",
        "gopkg.in/user/pkg.v.1",
        "gopkg.in/3/pkg",
    ];
    let mut lines: Vec<String> = paths
        .iter()
        .map(|path| format!("mod init {path}"))
        .collect();
    let more = [
        "mod init",
        "mod init a b",
        "mod init -zz",
        "mod init -x",
        "mod init -h",
        "help mod init",
        "mod init -modfile=x.txt a",
        "mod init -modfile=nope/x.mod a",
        "mod init -overlay=nope a",
        "mod init -overlay=o.json a",
    ];
    lines.extend(more.iter().map(|&line| line.to_owned()));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let tree = "-- a.go --\npackage a\n-- o.json --\n{\"Replace\": {\"go.mod\": \"\"}}\n";
    compare("refused", tree, &[], &lines);
}

#[test]
fn inferred() {
    let of_comment = "package a // import \"example.com/c\"\n";
    for (name, tree) in [
        (
            "comment",
            format!("-- b.go --\npackage b\n-- c.go --\n{of_comment}"),
        ),
        (
            "comment_below",
            format!("-- a/x.go --\npackage a\n-- b/y.go --\n{of_comment}"),
        ),
        ("comment_too_deep", format!("-- a/b/x.go --\n{of_comment}")),
        (
            "comment_bad",
            "-- a.go --\npackage a // import \"a//v1\"\n".to_owned(),
        ),
        (
            "comment_short",
            "-- b/a.go --\npackage a // import \"short\"\n".to_owned(),
        ),
    ] {
        compare(&format!("inferred_{name}"), &tree, &[], &["mod init"]);
    }
    for (name, dir) in [
        ("gopath", "src/example.com/m"),
        ("gopath_src", "src"),
        ("gopath_bad", "src/a b"),
        ("gopath_v1", "src/example.com/v1"),
    ] {
        let tree = format!("-- {dir}/f.txt --\n");
        compare_in(
            name,
            dir,
            &tree,
            &[("GOPATH", "$TOP:$TOP/other")],
            &["mod init"],
        );
    }
}

#[test]
fn surroundings() {
    let tree = "-- a.go --\npackage a\n-- go.work --\ngo 1.26\n-- vendor/modules.txt --\n";
    for mode in ["off", "auto", "maybe"] {
        let lines = ["mod init m", "mod init"];
        compare(
            &format!("mode_{mode}"),
            tree,
            &[("GO111MODULE", mode)],
            &lines,
        );
    }
    compare("in_workspace", tree, &[], &["mod init m"]);
    compare(
        "modfile",
        tree,
        &[],
        &["mod init -modfile=x.mod m", "mod init -modfile=x.mod m !1"],
    );
    let in_gopath = "-- go.mod --\nmodule q\n-- m/f --\n";
    compare_in(
        "mod_in_gopath",
        "m",
        in_gopath,
        &[("GOPATH", "$TOP")],
        &["mod init m"],
    );
    let overlay = "-- o.json --\n{\"Replace\": {\"go.mod\": \"x.mod\"}}\n-- x.mod --\nmodule x\n";
    compare("overlay", overlay, &[], &["mod init -overlay=o.json a"]);
    for flags in ["-mod=mod", "-modfile=y.mod", "-modcacherw"] {
        compare("goflags", tree, &[("GOFLAGS", flags)], &["mod init m"]);
    }
}
