//! Compares `mod graph` with the official command, with a module cache that is part of the tree.
//!
//! Counterpart: cmd/go/testdata/script/mod_graph*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

/// Settings: the tree's module cache, without verification of checksums.
const ENV: &[(&str, &str)] = &[("GOMODCACHE", "$TOP/work/cache"), ("GOSUMDB", "off")];

const CACHE: &str = "-- cache/cache/download/example.com/a/@v/v1.0.0.mod --\n\
    module example.com/a\n\ngo 1.17\n\nrequire example.com/b v1.1.0\nrequire example.com/c v1.0.0 // indirect\n\
    -- cache/cache/download/example.com/a/@v/v1.1.0.mod --\n\
    module example.com/a\n\ngo 1.21.0\n\ntoolchain go1.22.0\n\nrequire example.com/b v1.2.0\n\
    -- cache/cache/download/example.com/b/@v/v1.1.0.mod --\n\
    module example.com/b\n\nrequire example.com/c v1.2.0\nrequire example.com/d v1.0.0\n\
    -- cache/cache/download/example.com/b/@v/v1.2.0.mod --\n\
    module example.com/b\n\ngo 1.18\n\nrequire example.com/c v1.1.0\n\
    -- cache/cache/download/example.com/c/@v/v1.0.0.mod --\nmodule example.com/c\n\
    -- cache/cache/download/example.com/c/@v/v1.1.0.mod --\nmodule example.com/c\n\ngo 1.20\n\
    -- cache/cache/download/example.com/c/@v/v1.2.0.mod --\nmodule example.com/c\n\
    -- cache/cache/download/example.com/d/@v/v1.0.0.mod --\nmodule example.com/d\n\
    -- cache/cache/download/example.com/bad/@v/v1.0.0.mod --\nmodule example.com/wrong\n\
    -- cache/cache/download/example.com/broken/@v/v1.0.0.mod --\nmodule\nx y\n\
    -- cache/cache/download/example.com/new/@v/v1.0.0.mod --\nmodule example.com/new\n\ngo 1.99\n";

fn tree(go_mod: &str) -> String {
    format!(
        "-- go.mod --\nmodule example.com/m\n\n{go_mod}-- local/go.mod --\nmodule example.com/d\n\nrequire example.com/c v1.1.0\n{CACHE}"
    )
}

#[test]
fn graphs() {
    for (name, go_mod) in [
        ("none", "go 1.26\n"),
        ("no_go_line", ""),
        ("no_go_line_required", "require example.com/a v1.0.0\n"),
        ("old", "go 1.16\nrequire example.com/a v1.0.0\n"),
        (
            "pruned",
            "go 1.17\nrequire example.com/a v1.0.0\nrequire example.com/b v1.1.0 // indirect\n",
        ),
        (
            "inconsistent",
            "go 1.17\nrequire example.com/a v1.0.0\nrequire example.com/b v1.2.0\nrequire example.com/c v1.0.0\n",
        ),
        (
            "toolchain",
            "go 1.21\ntoolchain go1.21.5\nrequire example.com/a v1.1.0\n",
        ),
        ("strict", "go 1.25.0\nrequire example.com/a v1.1.0\n"),
        ("too_low", "go 1.20\nrequire example.com/a v1.1.0\n"),
        (
            "replaced",
            "go 1.26\nrequire example.com/b v1.1.0\nreplace example.com/d => ./local\nreplace example.com/c v1.2.0 => example.com/c v1.0.0\n",
        ),
        (
            "replaced_nowhere",
            "go 1.26\nrequire example.com/d v1.0.0\nreplace example.com/d => ./nowhere\n",
        ),
        (
            "excluded",
            "go 1.16\nexclude example.com/c v1.2.0\nrequire example.com/b v1.1.0\n",
        ),
        (
            "excluded_root",
            "go 1.17\nexclude example.com/c v1.2.0\nrequire example.com/c v1.2.0\n",
        ),
        (
            "twice",
            "go 1.17\nrequire example.com/c v1.0.0\nrequire example.com/c v1.1.0\n",
        ),
        ("self", "go 1.17\nrequire example.com/m v1.0.0\n"),
        ("bad", "go 1.17\nrequire example.com/bad v1.0.0\n"),
        ("broken", "go 1.17\nrequire example.com/broken v1.0.0\n"),
        ("too_new", "go 1.17\nrequire example.com/new v1.0.0\n"),
        ("missing", "go 1.17\nrequire example.com/none v1.0.0\n"),
        ("syntax", "go 1.17\nfoo\n"),
    ] {
        let lines = [
            "mod graph",
            "mod graph -go=1.16",
            "mod graph -go=1.17",
            "mod graph -x",
        ];
        compare(&format!("graph_{name}"), &tree(go_mod), ENV, &lines);
    }
}

#[test]
fn sums() {
    let go_mod = "go 1.17\nrequire example.com/c v1.0.0\n";
    for sum in [
        "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "h2:x",
        "x",
    ] {
        let tree = format!(
            "{}-- go.sum --\nexample.com/c v1.0.0/go.mod {sum}\n",
            tree(go_mod)
        );
        compare(&format!("graph_sum_{sum}"), &tree, ENV, &["mod graph"]);
    }
    let tree = format!(
        "{}-- go.sum --\nexample.com/c v1.0.0/go.mod\n",
        tree(go_mod)
    );
    compare("graph_bad_sum", &tree, ENV, &["mod graph !1"]);
}

#[test]
fn refused() {
    let lines = [
        "mod graph x !1",
        "mod graph -zz !2",
        "mod graph -json !2",
        "mod graph -go=go1.16 !2",
        "mod graph -go=1.99 !2",
        "mod graph -go=",
        "mod graph -go=1 !2",
        "mod graph -go=x -zz !2",
        "mod graph -modfile=nope.mod !1",
        "mod graph -modfile=x.txt !1",
        "mod graph -C local",
        "mod graph -C nope !1",
        "help mod graph",
    ];
    compare("graph_refused", &tree("go 1.26\n"), ENV, &lines);
    for mode in ["off", "auto", "maybe"] {
        let env = [ENV, &[("GO111MODULE", mode)]].concat();
        compare(
            &format!("graph_mode_{mode}"),
            &tree("go 1.26\n"),
            &env,
            &["mod graph"],
        );
        compare(
            &format!("graph_no_module_{mode}"),
            "-- f --\n",
            &env,
            &["mod graph"],
        );
    }
    compare(
        "graph_no_module",
        "-- .git/config --\n",
        ENV,
        &["mod graph !1"],
    );
    let flags = [("GOFLAGS", "-mod=vendor -go=1.99")];
    compare(
        "graph_goflags",
        &tree("go 1.26\n"),
        &flags,
        &["mod graph !2"],
    );
}

#[test]
fn workspaces() {
    let tree = format!(
        "-- go.work --\ngo 1.26\nuse ./a\nuse ./b\n-- a/go.mod --\nmodule example.com/x\ngo 1.20\n\
        require example.com/b v1.1.0\n-- b/go.mod --\nmodule example.com/y\ngo 1.21\n\
        require example.com/a v1.0.0\n-- c/f --\n-- bad.work --\ngo 1.26\nuse ./nope\n{CACHE}"
    );
    let lines = [
        "mod graph",
        "mod graph -go=1.16 !1",
        "mod graph -go=1.25 !1",
        "mod graph -modfile=x.mod !1",
    ];
    for dir in ["", "a", "c"] {
        compare_in(&format!("graph_work_{dir}"), dir, &tree, ENV, &lines);
    }
    for work in [
        "off",
        "$TOP/work/bad.work",
        "$TOP/work/none.work",
        "rel.work",
    ] {
        let env = [ENV, &[("GOWORK", work)]].concat();
        compare_in(
            &format!("graph_gowork_{work}"),
            "a",
            &tree,
            &env,
            &["mod graph"],
        );
    }
}
