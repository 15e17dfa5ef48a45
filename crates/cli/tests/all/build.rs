//! Compares `build` with the official command: text of `-n` and `-x`, errors, files, cache entries,
//! tool runs.
//!
//! Counterpart: cmd/go/testdata/script/build_*.txt.

use vamos_testkit::Cache;
use vamos_testkit::Case;

const HELLO: &str = "-- go.mod --\nmodule example.com/hello\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport \"os\"\n\nfunc main() { os.Exit(0) }\n";

const BROKEN: &str = "-- go.mod --\nmodule example.com/broken\n\ngo 1.26\n\
    -- a/a.go --\npackage a\n\nfunc A() int { return \"x\" }\n\
    -- b/b.go --\npackage b\n\nimport \"example.com/broken/a\"\n\nvar X = a.A()\n\
    -- c/c.go --\npackage c\n\nfunc C() { y := 1 }\n";

fn hello(name: &str) -> Case {
    Case::new(name).tree(HELLO).env("CGO_ENABLED", "0")
}

#[test]
fn dry_runs_show_the_same_script() {
    hello("dry_cold").cache(Cache::Empty).run(["build", "-n"]);
    hello("dry_pie").run(["build", "-n", "-buildmode=pie", "-o", "d/"]);
}

#[test]
fn up_to_date_means_nothing_to_do() {
    let report = hello("up_to_date")
        .env("VAMOS_LINK", "stock")
        .step(["build", "-o", "out", "."])
        .run(["build", "-x", "-p", "1", "-o", "out", "."]);
    if !report.is_skipped {
        assert_eq!(
            report.vamos_tools.count("link"),
            report.official_tools.count("link")
        );
    }
}

#[test]
fn scripts_with_what_is_done() {
    hello("shown").run(["build", "-x", "-p", "1", "-gcflags=-m", "-o", "out"]);
    hello("replayed")
        .step(["build", "-gcflags=-m", "-o", "out"])
        .run(["build", "-gcflags=-m", "-o", "other"]);
}

#[test]
fn errors_are_whole_and_relative() {
    let broken = |name| Case::new(name).tree(BROKEN).env("CGO_ENABLED", "0");
    broken("errors").run(["build", "-p", "1", "./...", "!1"]);
    broken("errors_json").run(["build", "-json", "-p", "1", "./...", "!1"]);
    broken("errors_beside")
        .dir("b")
        .run(["build", "-p", "1", "../c", "!1"]);
}

#[test]
fn outputs_are_guarded() {
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
        -- main.go --\npackage main\n\nfunc main() {}\n-- out --\ntext\n-- x/f --\nx\n";
    let case = |name| Case::new(name).tree(tree).env("CGO_ENABLED", "0");
    case("no_object").run(["build", "-o", "out", "!1"]);
    case("is_dir").run(["build", "!1"]);
    case("null").run(["build", "-o", "/dev/null"]);
    case("tool_fails").run(["build", "-toolexec=/bin/false", "-o", "y", "!1"]);
}
