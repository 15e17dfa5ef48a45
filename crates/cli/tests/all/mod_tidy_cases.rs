//! Compares `mod tidy` and `mod why` with the official command, with modules from a proxy.
//!
//! Counterpart: cmd/go/testdata/script/mod_tidy*.txt, mod_why.txt.

use crate::side_by_side::EXIT_CODES;
use vamos_testkit::Case;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;

/// A module with a package at its root that imports `imports`, and a test that imports
/// `tests`.
fn module(path: &str, lines: &str, imports: &[&str], tests: &[&str]) -> String {
    let quoted = |paths: &[&str]| -> String {
        let lines = paths.iter().map(|path| format!("import _ \"{path}\"\n"));
        lines.collect()
    };
    format!(
        "-- go.mod --\nmodule {path}\n\n{lines}-- p.go --\npackage p\n{}-- p_test.go --\npackage p\n{}",
        quoted(imports),
        quoted(tests),
    )
}

/// `a` needs `b`, whose test needs `c`; old modules state nothing.
fn serving() -> Serving {
    let b = |version| {
        let go = format!("go 1.18\n\nrequire example.com/c {version}\n");
        module("example.com/b", &go, &[], &["example.com/c"])
    };
    let a = "go 1.18\n\nrequire example.com/b v1.0.0\n";
    Proxy::serving()
        .module(
            "example.com/a",
            "v1.0.0",
            &module("example.com/a", a, &["example.com/b"], &[]),
        )
        .module(
            "example.com/a",
            "v1.1.0",
            &module("example.com/a", a, &["example.com/b"], &["example.com/d"]),
        )
        .module("example.com/b", "v1.0.0", &b("v1.0.0"))
        .module("example.com/b", "v1.1.0", &b("v1.1.0"))
        .module(
            "example.com/c",
            "v1.0.0",
            &module("example.com/c", "", &["example.com/d"], &[]),
        )
        .module(
            "example.com/c",
            "v1.1.0",
            &module("example.com/c", "go 1.21\n", &[], &[]),
        )
        .module(
            "example.com/d",
            "v1.0.0",
            &module("example.com/d", "", &[], &[]),
        )
        .module(
            "example.com/d/sub",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/d/sub\n-- x/x.go --\npackage x\n",
        )
        .module(
            "example.com/new",
            "v1.0.0",
            &module("example.com/new", "go 1.99\n", &[], &[]),
        )
        .module(
            "example.com/broken",
            "v1.0.0",
            &module(
                "example.com/broken",
                "go 1.18\n\nrequire example.com/a v1.9.9\n",
                &[],
                &[],
            ),
        )
}

fn compare(name: &str, tree: &str, lines: &[&str]) {
    Case::new(name)
        .tree(tree)
        .proxy(serving())
        .env("GOFLAGS", "-mod=mod")
        .exit_codes(EXIT_CODES)
        .run_lines(lines);
}

/// A main module; `imports` of its package, and of its test.
fn main_module(lines: &str, imports: &[&str], tests: &[&str]) -> String {
    module("example.com/m", lines, imports, tests)
}

#[test]
fn requirements() {
    let a = &["example.com/a"];
    for (name, lines, imports) in [
        ("newest", "go 1.26\n", a),
        ("none", "", a),
        ("unused", "go 1.17\n\nrequire example.com/d/sub v1.0.0\n", a),
        (
            "old",
            "go 1.15\n\nrequire example.com/a v1.0.0\nrequire example.com/c v1.1.0\n",
            a,
        ),
        (
            "middle",
            "go 1.16\n\nrequire example.com/a v1.0.0 // indirect\n",
            a,
        ),
        (
            "low",
            "go 1.18\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.1.0\n)\n",
            a,
        ),
        (
            "excluded",
            "go 1.20\n\nexclude example.com/a v1.1.0\nrequire example.com/b v1.0.0\n",
            a,
        ),
        (
            "replaced",
            "go 1.20\n\nreplace example.com/a => ./local\nreplace example.com/b v1.0.0 => example.com/b v1.1.0\n",
            a,
        ),
        ("query", "go 1.20\n\nrequire example.com/a master\n", a),
        ("tool", "go 1.24\n\ntool example.com/a\n", &["fmt"]),
    ] {
        let local = "-- local/go.mod --\nmodule example.com/a\n-- local/a.go --\npackage a\nimport _ \"example.com/b\"\n";
        let main = main_module(lines, imports, &[]);
        let tree = format!("{main}{local}");
        let code = if name == "query" { " !1" } else { "" };
        let lines = ["mod tidy -diff !1", "mod tidy -v", "mod tidy -diff"];
        let lines = lines.map(|line| match code {
            "" => line.to_owned(),
            code => format!("{}{code}", line.trim_end_matches(code)),
        });
        compare(
            &format!("tidy_{name}"),
            &tree,
            &lines.each_ref().map(String::as_str),
        );
    }
}

#[test]
fn versions() {
    let lines = "go 1.18\n\nrequire example.com/a v1.1.0\n";
    let tree = main_module(lines, &["example.com/a"], &[]);
    for (line, diff) in [
        ("mod tidy -go=1.16", "mod tidy -diff"),
        ("mod tidy -go=1.17 -compat=1.17", "mod tidy -diff !1"),
        ("mod tidy -go=1.21 -v", "mod tidy -diff"),
        ("mod tidy -go=1.26.0 -diff !1", "mod tidy -diff !1"),
        ("mod tidy -compat=1.16", "mod tidy -diff !1"),
        ("mod tidy -go=1.15 -compat=1.20", "mod tidy -diff"),
    ] {
        compare(&format!("tidy_version_{line}"), &tree, &[line, diff]);
    }
    let strict = "go 1.21\n\nrequire example.com/c v1.1.0\n";
    let tree = main_module(strict, &["example.com/c"], &[]);
    compare(
        "tidy_too_low",
        &tree,
        &["mod tidy -go=1.20 !1", "mod tidy -go=1.20 -v -e"],
    );
}

#[test]
fn errors() {
    for (name, lines, imports) in [
        ("missing", "go 1.20\n", &["example.com/nowhere"][..]),
        ("missing_std", "go 1.20\n", &["nowhere"][..]),
        ("missing_package", "go 1.20\n", &["example.com/d/other"][..]),
        ("too_new", "go 1.20\n", &["example.com/new"][..]),
        (
            "no_version",
            "go 1.20\n\nrequire example.com/a v9.9.9\n",
            &["example.com/a"][..],
        ),
        ("syntax", "go 1.20\nfoo\n", &[][..]),
    ] {
        let tree = main_module(lines, imports, &[]);
        let code = if name == "missing_std" { "" } else { " !1" };
        let e = match name {
            "missing" | "missing_std" | "missing_package" | "too_new" => "",
            _ => " !1",
        };
        let lines = [format!("mod tidy{code}"), format!("mod tidy -e{e}")];
        compare(
            &format!("tidy_{name}"),
            &tree,
            &lines.each_ref().map(String::as_str),
        );
    }
    // A module that was found requires a version that does not exist: `-e` continues without it.
    let required = "go 1.20\n\nrequire example.com/a v1.0.0\n\nrequire (\n\texample.com/b v1.0.0 // indirect\n\texample.com/c v1.0.0 // indirect\n\texample.com/d v1.0.0 // indirect\n)\n";
    let tree = main_module(required, &["example.com/a", "example.com/broken"], &[]);
    compare(
        "tidy_broken",
        &tree,
        &["mod tidy !1", "mod tidy -e", "mod tidy -e -v"],
    );
    // The modules found are printed before the attempt to switch to a newer Go.
    Case::new("tidy_switch")
        .tree(&main_module("go 1.20\n", &["example.com/new"], &[]))
        .proxy(serving())
        .env("GOTOOLCHAIN", "path")
        .exit_codes(EXIT_CODES)
        .run_lines(&["mod tidy !1", "mod tidy -e"]);
    let empty = "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n";
    let refused = [
        "mod tidy x !1",
        "mod tidy -go=1.99 !2",
        "mod tidy -go=x !2",
        "mod tidy -compat=1.99 !2",
        "mod tidy -zz !2",
        "mod tidy -v -x",
        "help mod tidy",
    ];
    compare("tidy_refused", empty, &refused);
    compare(
        "tidy_outside",
        "-- f --\n",
        &["mod tidy !1", "mod why x !1"],
    );
}

#[test]
fn sums() {
    let lines = "go 1.20\n\nrequire example.com/d v1.0.0\n";
    let tree = main_module(lines, &["example.com/d"], &[]);
    let sum = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for (name, lines) in [
        (
            "unused",
            format!("example.com/z v1.0.0 {sum}\nexample.com/a v1.0.0/go.mod {sum}\n"),
        ),
        (
            "malformed",
            format!("example.com/z v1.0.0\n\nexample.com/y v1.0.0 {sum}\nx\n"),
        ),
        ("only_malformed", "example.com/z v1.0.0\n".to_owned()),
    ] {
        let tree = format!("{tree}-- go.sum --\n{lines}");
        compare(
            &format!("tidy_sum_{name}"),
            &tree,
            &["mod tidy -diff !1", "mod tidy", "mod tidy"],
        );
    }
    let overlay = format!(
        "{tree}-- o.json --\n{{\"Replace\": {{\"go.mod\": \"x.mod\"}}}}\n-- x.mod --\nmodule example.com/m\n\ngo 1.20\n"
    );
    compare("tidy_overlay", &overlay, &["mod tidy -overlay=o.json !1"]);
    let other = format!("{tree}-- y.mod --\nmodule y\n");
    compare(
        "tidy_modfile",
        &other,
        &["mod tidy -modfile=y.mod", "mod tidy -modfile=y.mod -diff"],
    );
}

#[test]
fn reasons() {
    let requires = "require (\n\texample.com/a v1.1.0\n\texample.com/b v1.0.0\n\texample.com/c v1.0.0\n\texample.com/d v1.0.0\n)\n";
    for (name, go) in [("new", "go 1.20\n\n"), ("old", "go 1.15\n\n")] {
        let tree = main_module(&format!("{go}{requires}"), &["example.com/a"], &["net"]);
        let lines = [
            "mod tidy",
            "mod why",
            "mod why -m",
            "mod why example.com/a example.com/d fmt example.com/m nowhere",
            "mod why -vendor example.com/b example.com/d",
            "mod why -m example.com/a example.com/c example.com/d example.com/m",
            "mod why -m -vendor all",
            "mod why ./... all",
            "mod why -m example.com/z",
            "mod why -m example.com/a@v1.0.0 !1",
            "mod why -zz !2",
            "help mod why",
        ];
        compare(&format!("why_{name}"), &tree, &lines);
    }
}

/// A toolchain line that is older than the go line stays as it is, and counts as it is when the
/// go line changes.
#[test]
fn an_older_toolchain() {
    let required = "\n\nrequire example.com/a v1.0.0";
    for (n, (go, toolchain, required)) in [
        ("1.22", "go1.21", ""),
        ("1.23.4", "go1.21.0", ""),
        ("1.25", "go1.22.3", required),
        ("1.26.3", "go1.26rc2", ""),
        ("1.21", "default", ""),
        ("1.21.0", "go1.21", required),
    ]
    .into_iter()
    .enumerate()
    {
        let lines = format!("go {go}\n\ntoolchain {toolchain}{required}\n");
        let imports: &[&str] = if required.is_empty() {
            &[]
        } else {
            &["example.com/a"]
        };
        let tree = main_module(&lines, imports, &[]);
        let name = format!("tidy_toolchain_{n}");
        // A difference in go.sum is one of -diff, too.
        compare(&name, &tree, &["mod tidy", "mod tidy -diff"]);
        compare(&name, &tree, &["mod tidy -go=1.25"]);
        compare(&name, &tree, &["mod tidy -go=1.21.0 -compat=1.21"]);
    }
}
