//! Compares `work sync` with the official command, with modules from a proxy: all files that it
//! leaves, go.work, go.mod and go.sum.
//!
//! Counterpart: cmd/go/testdata/script/work_sync*.txt.

use vamos_testkit::Case;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;

/// A module of a package that imports another.
fn module(path: &str, lines: &str, import: &str) -> String {
    let import = match import {
        "" => String::new(),
        path => format!("import _ \"{path}\"\n"),
    };
    format!("-- go.mod --\nmodule {path}\n\n{lines}-- p.go --\npackage p\n{import}")
}

/// `p` needs `q`: newer versions need newer ones, and the newest a newer Go.
fn serving() -> Serving {
    let p = |go: &str, q: &str| {
        let lines = format!("go {go}\n\nrequire example.com/q {q}\n");
        module("example.com/p", &lines, "example.com/q")
    };
    let q = module("example.com/q", "go 1.18\n", "");
    Proxy::serving()
        .module("example.com/p", "v1.0.0", &p("1.18", "v1.0.0"))
        .module("example.com/p", "v1.1.0", &p("1.18", "v1.1.0"))
        .module("example.com/p", "v1.2.0", &p("1.22.5", "v1.1.0"))
        .module("example.com/q", "v1.0.0", &q)
        .module("example.com/q", "v1.1.0", &q)
        .module(
            "example.com/new",
            "v1.0.0",
            &module("example.com/new", "go 1.99\n", ""),
        )
}

/// A module of the workspace; requirements are separated by commas, imports by spaces.
fn member(dir: &str, go: &str, requires: &str, imports: &str) -> String {
    let requires = requires.split_terminator(',');
    let requires: String = requires
        .map(|line| format!("require example.com/{line}\n"))
        .collect();
    let imports = imports.split_whitespace();
    let imports: String = imports
        .map(|path| format!("import _ \"example.com/{path}\"\n"))
        .collect();
    let module = dir.replace('/', "_");
    format!(
        "-- {dir}/x.go --\npackage x\n{imports}-- {dir}/go.mod --\nmodule example.com/{module}\n\n{go}\n{requires}"
    )
}

/// Fills the cache, so that the order of downloads does not matter.
const FETCH: &str = "mod download example.com/p@v1.0.0 example.com/p@v1.1.0 example.com/p@v1.2.0 example.com/q@v1.0.0 example.com/q@v1.1.0";

/// Runs lines in a workspace of the modules in these directories.
fn compare(name: &str, work: &str, dirs: &str, members: &[String], lines: &[&str]) {
    let uses: String = dirs
        .split(' ')
        .map(|dir| format!("use ./{dir}\n"))
        .collect();
    let tree = format!("-- go.work --\n{work}\n{uses}{}", members.concat());
    let case = Case::new(name)
        .tree(&tree)
        .env("GOTOOLCHAIN", "local")
        .proxy(serving());
    let _ = case.run_lines(lines);
}

#[test]
fn raised() {
    let members = [
        member("a", "go 1.18", "p v1.0.0,q v1.0.0 // indirect", "p"),
        "\n// kept\nexclude example.com/q v1.0.1\n-- a/go.sum --\nexample.com/old v1.0.0 h1:old=\n"
            .to_owned(),
        member("b", "go 1.18", "p v1.1.0,q v1.1.0 // indirect", "p p/none"),
        member("c", "go 1.16", "p v1.0.0,q v1.0.0", "p"),
        member("d", "", "q v1.0.0", "none a"),
    ];
    let lines = [FETCH, "work sync", "work sync", "work sync -C a any thing"];
    compare("work_sync_raised", "go 1.22", "a b c d", &members, &lines);
}

#[test]
fn go_version() {
    let members = [
        member("a", "go 1.21", "p v1.0.0,q v1.0.0 // indirect", "p"),
        member("b", "go 1.22.5", "p v1.2.0,q v1.1.0 // indirect", "p"),
    ];
    let lines = [
        FETCH,
        "work edit -go=1.21 -toolchain=go1.21.4",
        "work sync",
        "work edit -json",
    ];
    let work = "// top\ngo 1.22.5 // c\n";
    compare("work_sync_go", work, "a b", &members, &lines);
}

/// Upstream does not read a directory again: neither after it changed nor where the same words mean
/// another one.
#[test]
fn replaced() {
    let local = |dir: &str, version: &str, to: &str| {
        let requires = format!("p {version},q v1.0.0 // indirect,a v0.0.0");
        member(dir, "go 1.18", &requires, "p a") + "replace example.com/a => " + to + "\n"
    };
    let members = [
        local("b", "v1.0.0", "../a"),
        member("a", "go 1.18", "p v1.0.0,q v1.0.0 // indirect", "p"),
        local("c/d", "v1.1.0", "../../a"),
        local("e", "v1.0.0", "../a"),
        member("f", "go 1.18", "p v1.0.0,l v1.0.0", "p l") + "replace example.com/l => ../l\n",
        member("c/g", "go 1.18", "p v1.0.0,c_l v1.0.0", "p c_l")
            + "replace example.com/c_l => ../l\n",
        member("l", "go 1.18", "q v1.1.0", "q"),
        member("c/l", "go 1.18", "", ""),
    ];
    let lines = [FETCH, "work sync", "work sync"];
    let dirs = "b a c/d e f c/g";
    compare("work_sync_replaced", "go 1.22", dirs, &members, &lines);
}

#[test]
fn refused() {
    let members = [
        member("a", "go 1.18", "new v1.0.0", "new"),
        member("b", "go 1.18", "p v1.1.0", "p"),
    ];
    let lines = [
        "work sync !1",
        "work sync -mod=mod !2",
        "work sync -modfile=x.mod !1",
    ];
    compare("work_sync_new", "go 1.22", "a b", &members, &lines);
    let members = [
        member("a", "go 1.18", "p", ""),
        member("b", "go 1.99", "", ""),
    ];
    let lines = ["work sync !1"];
    compare("work_sync_broken", "go 1.22", "a b gone", &members, &lines);
    let bare = Case::new("work_sync_none").tree("-- go.mod --\nmodule m\n");
    let _ = bare.run_lines(&["work sync !1"]);
}

/// Since Go 1.27 two modules that are replaced by one directory are reported, once.
#[test]
fn one_directory_for_two_modules() {
    let member = |name: &str, needs: &str| {
        format!(
            "-- {name}/go.mod --\nmodule example.com/{name}\n\ngo 1.18\n{needs}\
             -- {name}/{name}.go --\npackage {name}\n"
        )
    };
    let replaced = |path: &str| {
        format!(
            "\nrequire example.com/{path} v1.0.0\n\nreplace example.com/{path} v1.0.0 => ../shared\n"
        )
    };
    let tree = [
        "-- go.work --\ngo 1.18\n\nuse (\n\t./m\n\t./n\n\t./o\n)\n".to_owned(),
        member("m", &replaced("a")),
        member("n", &replaced("b")),
        member("o", ""),
        "-- shared/go.mod --\nmodule example.com/shared\n\ngo 1.18\n".to_owned(),
    ];
    let case = Case::new("work_sync_two_paths").tree(&tree.concat());
    let _ = case.run_lines(&[
        "work sync",
        "mod why -m example.com/a",
        "list -m all",
        "list all",
        "work sync",
    ]);
}
