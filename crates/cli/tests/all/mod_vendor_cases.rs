//! Compares `mod vendor` and `work vendor` with the official command.
//!
//! Counterpart: cmd/go/testdata/script/mod_vendor*.txt, work_vendor*.txt.

use crate::side_by_side::EXIT_CODES;
use crate::side_by_side::compare_in;
use vamos_testkit::Case;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;

/// Local modules with files that are copied and files that are not.
const LOCAL: &str = "-- a/go.mod --\nmodule example.com/a\n\ngo 1.20\n\nrequire example.com/a/b v1.0.0\n\
    -- a/go.sum --\n\
    -- a/LICENSE --\na\n\
    -- a/NOTICE.txt --\nn\n\
    -- a/license --\nlower\n\
    -- a/x/y/y.go --\npackage y\n\nimport _ \"example.com/a/b/c\"\nimport _ \"embed\"\n\n//go:embed data\nvar s string\n\n//go:embed dir/*.txt\nvar t string\n\
    -- a/x/y/y_test.go --\npackage y\n\nimport _ \"net\"\n\n//go:embed testonly\nvar u string\n\
    -- a/x/y/testonly --\nt\n\
    -- a/x/y/data --\nd\n\
    -- a/x/y/dir/1.txt --\n1\n\
    -- a/x/y/dir/2.png --\n2\n\
    -- a/x/y/gen.go --\n//go:build ignore\n\npackage main\n\
    -- a/x/y/y_windows.go --\npackage y\n\
    -- a/x/y/broken.go --\npackage y\n//go:build x\n//go:build y\n\
    -- a/x/y/notes.md --\nm\n\
    -- a/x/COPYING --\nx\n\
    -- a/unused/u.go --\npackage u\n\
    -- b/go.mod --\nmodule example.com/a/b\n\
    -- b/LICENSE --\nb\n\
    -- b/c/c.go --\npackage c\n\
    -- b/c/PATENTS --\np\n";

const ENV: &[(&str, &str)] = &[("GOPROXY", "off")];

fn compare(name: &str, tree: &str, lines: &[&str]) {
    compare_in(name, "", tree, ENV, lines);
}

fn main_module(lines: &str) -> String {
    format!(
        "-- go.mod --\nmodule example.com/m\n\n{lines}\nrequire (\n\texample.com/a v1.0.0\n\texample.com/a/b v1.0.0\n)\n\nreplace (\n\texample.com/a => ./a\n\texample.com/a/b => ./b\n\texample.com/other v1.2.3 => ./c\n)\n-- m.go --\npackage m\n\nimport _ \"example.com/a/x/y\"\n{LOCAL}"
    )
}

#[test]
fn local_modules() {
    for go in ["1.13", "1.16", "1.26"] {
        let tree = main_module(&format!("go {go}\n"));
        let lines = [
            "mod vendor",
            "mod vendor -v",
            "mod vendor -o out/deep",
            "list -mod=vendor ./...",
        ];
        compare(&format!("vendor_{go}"), &tree, &lines);
    }
    compare("vendor_no_go", &main_module(""), &["mod vendor"]);
}

#[test]
fn errors() {
    let inside = "-- go.mod --\nmodule m\n\ngo 1.20\n\nrequire q v1.0.0\nreplace q => ./vendor/q\n-- m.go --\npackage m\n\nimport _ \"q\"\n-- vendor/q/go.mod --\nmodule q\n-- vendor/q/q.go --\npackage q\n";
    compare("vendor_inside", inside, &["mod vendor !1"]);
    let embed = "-- go.mod --\nmodule m\n\ngo 1.20\n\nrequire q.x v1.0.0\nreplace q.x => ./q\n-- m.go --\npackage m\n\nimport _ \"q.x\"\n-- q/go.mod --\nmodule q.x\n-- q/q.go --\npackage q\n\nimport _ \"embed\"\n\n//go:embed none\nvar s string\n";
    compare("vendor_embed", embed, &["mod vendor !1", "mod vendor -e"]);
    let empty = "-- go.mod --\nmodule m\n\ngo 1.20\n-- m.go --\npackage m\n-- vendor/x/x.go --\npackage x\n";
    let lines = [
        "mod vendor -v",
        "mod vendor x !1",
        "mod vendor -zz !2",
        "mod vendor -o !2",
        "work vendor !1",
        "help mod vendor",
    ];
    compare("vendor_empty", empty, &lines);
    compare(
        "vendor_outside",
        "-- f --\n",
        &["mod vendor !1", "work vendor !1"],
    );
    let missing = "-- go.mod --\nmodule m\n\ngo 1.20\n-- m.go --\npackage m\n\nimport _ \"example.com/none\"\n";
    compare(
        "vendor_missing",
        missing,
        &["mod vendor !1", "mod vendor -e"],
    );
}

#[test]
fn workspaces() {
    let tree = format!(
        "-- go.work --\ngo 1.26\n\nuse ./m\nuse ./n\n\nreplace example.com/a => ./a\nreplace example.com/a/b => ./b\nreplace example.com/no v1.0.0 => ./n\n-- m/go.mod --\nmodule example.com/m\n\ngo 1.26\n\nrequire example.com/a v1.0.0\n-- m/m.go --\npackage m\n\nimport _ \"example.com/a/x/y\"\n-- n/go.mod --\nmodule example.com/n\n\ngo 1.26\n\nrequire example.com/a/b v1.0.0\n-- n/n.go --\npackage n\n\nimport _ \"example.com/a/b/c\"\n{LOCAL}"
    );
    let lines = [
        "mod vendor !1",
        "work vendor -v",
        "work vendor -o o",
        "work vendor x !1",
    ];
    compare("vendor_work", &tree, &lines);
    compare_in("vendor_work_below", "m", &tree, ENV, &["work vendor"]);
}

fn serving() -> Serving {
    Proxy::serving()
        .module(
            "example.com/p",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/p\n\ngo 1.18\n\nrequire example.com/q v1.0.0\n-- p.go --\npackage p\nimport _ \"example.com/q/q\"\n-- LICENSE --\nl\n",
        )
        .module(
            "example.com/q",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/q\n-- q/q.go --\npackage q\n-- AUTHORS --\nl\n",
        )
}

#[test]
fn fetched() {
    let tree = "-- go.mod --\nmodule m\n\ngo 1.20\n\nrequire example.com/p v1.0.0\n\nrequire example.com/q v1.0.0 // indirect\n-- m.go --\npackage m\n\nimport _ \"example.com/p\"\n";
    let lines = ["mod vendor !1", "mod tidy", "mod vendor", "mod vendor -v"];
    Case::new("vendor_fetched")
        .tree(tree)
        .proxy(serving())
        .exit_codes(EXIT_CODES)
        .run_lines(&lines);
}
