//! GOFLAGS in every form, settings of GODEBUG, and `-json` of commands that build, compared with
//! the official command.
//!
//! GOFLAGS is set by `env -w`, one command for each value: lines share one tree.
//! Counterpart: cmd/go/internal/base/goflags.go, cmd/go/internal/load/printer.go,
//! cmd/go/testdata/script/goflags.txt, build_json.txt.

use crate::side_by_side::compare;

const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport \"example.com/x/sub\"\n\n\
    func main() { _ = sub.X() }\n\
    -- tag.go --\n//go:build foo\n\npackage main\n\nvar Foo = 1\n\
    -- sub/s.go --\npackage sub\n\nfunc X() int { return 7 }\n\
    -- bad/b.go --\npackage bad\n\nfunc B() int { return \"<&>\" }\n\nfunc C() { undefined() }\n\
    -- bad2/b.go --\npackage bad2\n\nimport \"os\"\n\nvar X int = 1.5\n\
    -- top/t.go --\npackage main\n\nimport _ \"example.com/x/bad\"\n\
    import _ \"example.com/x/bad2\"\n\nfunc main() {}\n\
    -- syn/s.go --\npackage syn\n\nfunc {\n\
    -- imp/i.go --\npackage imp\n\nimport \"no/such\"\nimport \"example.com/x/nope\"\n\
    -- two/a.go --\npackage a\n-- two/b.go --\npackage b\n\
    -- warn/w.go --\npackage main\n\n//go:debug nosuch=1\n\nfunc main() {}\n";

/// GOFLAGS comes from a file alone.
const ENV: &[(&str, &str)] = &[("GOFLAGS", ""), ("GOENV", "$TOP/goenv")];

#[test]
fn forms_of_goflags() {
    let values = [
        "-tags=foo",
        "--tags=foo",
        "'-tags=foo\tbar'",
        "\"-tags=foo\tbar\"",
        "-tags=\"foo\"",
        "-tags=foo\t\t-v",
        "-v=maybe",
        "-v=",
        "-nosuch",
        "--nosuch=1",
        "-",
        "--",
        "---x",
        "=x",
        "-=x",
        "foo",
        "-p",
        "-p=x",
        "-p=0",
        "-p\t2",
        "-mod=bogus",
        "-run=X",
        "-json",
        "-e",
        "-help",
        "-C=sub",
        "'unterminated",
        "\"unterminated",
        "-tags=a\"b\"",
        "-buildmode=bogus",
        "-modfile=x",
        "-covermode=bogus",
        "-compiler=bogus",
        "-buildvcs=bogus",
        "-pkgdir=pkg",
        "-installsuffix=foo",
        "-debug-actiongraph=x.go",
    ];
    // Each begins with no file: a value may make the command that takes it back fail.
    for value in values {
        let set = format!("env -w GOFLAGS={value}");
        let lines = [
            set.as_str(),
            "list -f {{.GoFiles}}:{{.Target}} . fmt",
            "build -n -o out ./sub",
            "env GOFLAGS",
            "mod edit -json",
            "env -u GOFLAGS",
        ];
        let name = format!("goflags {}", value.replace('\t', " "));
        compare(&name, TREE, ENV, &lines);
    }
}

#[test]
fn events_as_json() {
    let lines = [
        "build -json ./sub",
        "build -json -v ./sub",
        "build -json -x -v -p 1 -a ./sub",
        "build -json -n .",
        "build -json -p 1 ./bad !1",
        "build -json -p 1 -v -x ./bad ./bad2 !1",
        "build -json -o /dev/null -p 1 ./top !1",
        "build -json ./syn !1",
        "build -json ./imp !1",
        "build -json ./two !1",
        "build -json -o /dev/null ./warn",
        "build -json ./nope nope !1",
        "build -json -gcflags=-m ./sub",
        "build -json -gcflags=-nosuch ./sub !1",
        "build -json -ldflags=-nosuch -o out . !1",
        "build -json -o out ./sub . !1",
        "build -json=x . !2",
        "install -json -p 1 ./top !1",
        "install -json -x -v -p 1 ./sub ./bad !1",
        "run -json ./bad !1",
        "list -json=ImportPath,Error -e -export ./bad ./sub",
        "list -json -e -export ./bad",
        "list -json -export ./bad !1",
        // The importer is not named again if it names the package.
        "list -export -p 1 ./imp !1",
        "list -export -p 1 ./top !1",
    ];
    compare("build_json", TREE, &[], &lines);
}

#[test]
fn settings_of_godebug() {
    for setting in [
        "gocachehash=0",
        "goindex=0",
        "installgoroot=all",
        "toolchaintrace=1",
        "cmdgonetlimit=-1",
        "nosuch=1",
        "=",
    ] {
        let lines = [
            "env GODEBUG",
            "list -f {{.Target}}{{.Stale}}{{.DefaultGODEBUG}} . fmt",
            "list -m all",
            "install -n .",
        ];
        compare("godebug", TREE, &[("GODEBUG", setting)], &lines);
    }
}
