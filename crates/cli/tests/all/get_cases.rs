//! Compares `get` with the official command, with modules from a proxy.
//!
//! Counterpart: cmd/go/testdata/script/mod_get*.txt.

use crate::side_by_side::EXIT_CODES;
use vamos_testkit::Case;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;

/// A module with a package at its root and one below it.
fn module(path: &str, lines: &str, import: &str) -> String {
    let import = match import {
        "" => String::new(),
        path => format!("import _ \"{path}\"\n"),
    };
    format!(
        "-- go.mod --\nmodule {path}\n\n{lines}-- p.go --\npackage p\n{import}-- sub/s.go --\npackage s\n-- cmd/tool/t.go --\npackage main\nfunc main() {{}}\n"
    )
}

/// `a` needs `b`: newer versions need newer ones.
fn serving() -> Serving {
    let a = |b: &str| {
        let lines = format!("go 1.18\n\nrequire example.com/b {b}\n");
        module("example.com/a", &lines, "example.com/b")
    };
    let b = |lines: &str| module("example.com/b", lines, "");
    Proxy::serving()
        .module("example.com/a", "v1.0.0", &a("v1.0.0"))
        .module("example.com/a", "v1.0.1", &a("v1.0.1"))
        .module("example.com/a", "v1.1.0", &a("v1.1.0"))
        .module("example.com/a", "v1.2.0-pre", &a("v1.1.0"))
        .module("example.com/b", "v1.0.0", &b("go 1.18\n"))
        .module("example.com/b", "v1.0.1", &b("go 1.18\n"))
        .module("example.com/b", "v1.1.0", &b("go 1.20\n"))
        .module(
            "example.com/b",
            "v1.2.0",
            &b("go 1.20\n\nretract v1.1.0 // broken\n"),
        )
        .module(
            "example.com/old",
            "v1.0.0",
            "-- go.mod --\n// Deprecated: use b\nmodule example.com/old\n-- o.go --\npackage o\n",
        )
        .module(
            "example.com/old/sub",
            "v1.0.0",
            &module("example.com/old/sub", "", ""),
        )
        .module(
            "example.com/new",
            "v1.0.0",
            &module("example.com/new", "go 1.99\n", ""),
        )
}

fn try_compare(name: &str, tree: &str, lines: &[&str]) -> Result<(), String> {
    let case = Case::new(name)
        .tree(tree)
        .proxy(serving())
        .exit_codes(EXIT_CODES);
    case.try_run_lines(lines).map(drop)
}

/// Fills the cache, so that the order of downloads does not matter.
const FETCH: &str = "mod download example.com/a@v1.0.0 example.com/a@v1.0.1 example.com/a@v1.1.0 example.com/b@v1.0.0 example.com/b@v1.0.1 example.com/b@v1.1.0 example.com/b@v1.2.0";

/// Compares each line in a tree of its own; all differences are reported.
fn compare_each(name: &str, tree: &str, lines: &[&str]) {
    let problems: Vec<String> = lines
        .iter()
        .filter_map(|line| {
            let problem = try_compare(name, tree, &[FETCH, line]).err()?;
            Some(format!("{line}:\n{problem}"))
        })
        .collect();
    assert!(problems.is_empty(), "case {name}:\n{}", problems.join("\n"));
}

fn main_module(requires: &str) -> String {
    format!(
        "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n\n{requires}-- m.go --\npackage m\n\nimport _ \"example.com/a\"\n-- d/d.go --\npackage d\n"
    )
}

const REQUIRES: &str = "require example.com/a v1.0.0\n\nrequire example.com/b v1.0.0 // indirect\n";

#[test]
fn versions() {
    let lines = [
        "get",
        "get example.com/a@latest",
        "get example.com/a@upgrade example.com/b@v1.0.1 !1",
        "get -v example.com/a@v1.1.0 example.com/b@v1.0.0 !1",
        "get example.com/a@>v1.1.0",
        "get example.com/a@v9 !1",
        "get -v example.com/b@none",
        "get example.com/a@none example.com/m@none !1",
        "get example.com/b@v1.1.0",
        "get example.com/old",
        "get example.com/nowhere !1",
        "get example.com/new !1",
        "get -json ./...",
    ];
    compare_each("get", &main_module(REQUIRES), &lines);
}

#[test]
fn upgrades() {
    let lines = [
        "get -u",
        "get -u=patch ./...",
        "get -u=patch example.com/a",
        "get -u example.com/a@v1.0.0",
        "get -u=x !1",
    ];
    compare_each("get_upgrade", &main_module(REQUIRES), &lines);
}

/// `one` needs `two`, `two` needs `three`, and so on, each in two versions. With the root `one`
/// alone, each round of loading adds one more module.
fn chain() -> Serving {
    let names = ["one", "two", "three", "four"];
    let mut serving = Proxy::serving();
    for version in ["v1.0.0", "v1.0.1"] {
        for (at, name) in names.iter().enumerate() {
            let path = format!("example.com/{name}");
            let next = names.get(at + 1).map(|name| format!("example.com/{name}"));
            let require = next.as_ref().map(|next| format!("require {next} v1.0.0\n"));
            let lines = format!("go 1.18\n\n{}", require.unwrap_or_default());
            let text = module(&path, &lines, &next.unwrap_or_default());
            serving = serving.module(&path, version, &text);
        }
    }
    serving
}

#[test]
fn rounds_of_loading_add_up() {
    let tree =
        main_module("require example.com/one v1.0.0\n").replace("example.com/a", "example.com/one");
    let versions = ["one", "two", "three", "four"]
        .map(|name| format!("example.com/{name}@v1.0.0 example.com/{name}@v1.0.1"));
    let fetch = format!("mod download {}", versions.join(" "));
    for line in [
        "get -u=patch example.com/one !1",
        "get -u=patch -tool example.com/one/cmd/tool example.com/one@v1.0.0 !1",
        "get -u example.com/one",
        "get -u ./...",
        "get all",
        "get -u=patch all all@latest !1",
    ] {
        Case::new("get_rounds")
            .tree(&tree)
            .proxy(chain())
            .exit_codes(EXIT_CODES)
            .run_lines(&[&fetch, line]);
    }
}

#[test]
fn patterns() {
    let lines = [
        "get ./...",
        "get all",
        "get all@v1.0.0 !1",
        "get example.com/...",
        "get example.com/...@v1.0.1 !1",
        "get example.com/...@none !1",
        "get none.com/...@latest !1",
        "get fmt",
        "get fmt@v1.0.0 !1",
        "get work",
        "get -tool example.com/b/cmd/tool@v1.0.1",
        "get -tool all !1",
        "get ./none !1",
        "get x.go !1",
        "get a@ !1",
        "get ./d@v1 !1",
    ];
    compare_each("get_pattern", &main_module(REQUIRES), &lines);
}

#[test]
fn go_versions() {
    let lines = [
        "get go@1.21 !1",
        "get go@1.26.0 toolchain@none",
        "get toolchain@go1.26.8",
        "get go@none !1",
        "get go@1.16",
        "get go@1.99 !1",
    ];
    compare_each("get_go", &main_module(REQUIRES), &lines);
    let old = "-- go.mod --\nmodule example.com/m\n\ngo 1.16\n\nrequire example.com/a v1.0.0\n-- m.go --\npackage m\n\nimport _ \"example.com/a\"\n";
    compare_each(
        "get_old",
        old,
        &["get example.com/b@v1.1.0", "get go@1.26.0"],
    );
}

#[test]
fn refused() {
    let lines = [
        "get -d example.com/a",
        "get -d=false !1",
        "get -f -fix example.com/a",
        "get -m !1",
        "get -insecure !1",
        "get -zz !2",
        "help get",
    ];
    compare_each("get_refused", &main_module(REQUIRES), &lines);
    let outside = try_compare("get_outside", "-- f --\n", &["get example.com/a !1"]);
    assert_eq!(outside, Ok(()));
    let work = format!(
        "-- go.work --\ngo 1.20\n\nuse ./m\nuse ./n\n-- n/go.mod --\nmodule example.com/n\n\ngo 1.20\n-- n/n.go --\npackage n\n{}",
        main_module("require example.com/b v1.0.0\n").replace("-- ", "-- m/")
    );
    Case::new("get_work")
        .tree(&work)
        .dir("m")
        .proxy(serving())
        .exit_codes(EXIT_CODES)
        .run_lines(&["get", "get go@1.26.0", "get example.com/n !1"]);
}
