//! Compares `go tool` with the official command: one command per line, and all files that it
//! leaves.
//!
//! Counterpart: cmd/go/testdata/script/tool_*.txt.

#![expect(clippy::disallowed_methods, reason = "a test removes what a tool left")]

use std::path::Path;

use vamos_testkit::Case;

use crate::side_by_side::compare;

#[test]
fn tools_that_are_built_first() {
    // The main module is broken, and does not matter.
    let tree = "-- go.mod --\nmodul x\n-- f.s --\nTEXT x(SB),0,$0-0\n\tRET\n";
    let lines = [
        "tool covdata",
        "tool covdata percent -i=nope",
        "tool -n covdata",
        "tool asm -V",
        "tool -n asm -V",
    ];
    compare("tool_builtin", tree, &[], &lines);
    // Neither target nor its variables matter.
    let lines = ["tool covdata", "tool -n covdata", "tool test2json"];
    let cross = [("GOOS", "js"), ("GOARCH", "wasm"), ("GOWASM", "satconv")];
    compare("tool_builtin_cross", tree, &cross, &lines);
    let level = [("GOAMD64", "v3"), ("GOARM64", "v9.0")];
    compare("tool_builtin_level", tree, &level, &lines);
}

/// A module with tools: one with a unique name, two that share one, one under a major version, one
/// that is broken and one that is missing.
const TOOLS: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.24\n\ntool (\n\
    \texample.com/x/cmd/say\n\texample.com/x/a/same\n\texample.com/x/b/same\n\
    \texample.com/x/major/v2\n\texample.com/x/broken\n\texample.com/x/none\n\
    \texample.com/x/lib\n)\n\
    -- cmd/say/main.go --\npackage main\n\nimport (\n\t\"fmt\"\n\t\"io\"\n\t\"os\"\n\t\"strings\"\n)\n\n\
    func main() {\n\tin, _ := io.ReadAll(os.Stdin)\n\tfirst, _, _ := strings.Cut(os.Getenv(\"PATH\"), \":\")\n\
    \tfmt.Printf(\"%q %q %v\\n\", os.Args[1:], in, strings.HasSuffix(first, \"/bin\"))\n\
    \tfmt.Fprintln(os.Stderr, \"err\")\n\tif len(os.Args) > 1 {\n\t\tos.Exit(3)\n\t}\n}\n\
    -- a/same/main.go --\npackage main\n\nfunc main() { println(\"a\") }\n\
    -- b/same/main.go --\npackage main\n\nfunc main() { println(\"b\") }\n\
    -- major/v2/main.go --\npackage main\n\nfunc main() { println(\"v2\") }\n\
    -- broken/main.go --\npackage main\n\nfunc main() { x }\n\
    -- lib/lib.go --\npackage lib\n";

#[test]
fn tools_of_modules() {
    let lines = [
        "tool",
        "tool say",
        "tool say a b !3",
        "tool example.com/x/cmd/say",
        "tool -n say",
        "tool -n say x y",
        "tool example.com/x/b/same",
        "tool v2 !2",
        "tool major",
        "tool broken !1",
        "tool none !1",
        "tool lib !1",
        "tool nosuch !2",
        "tool -n nosuch !2",
        "tool Say !2",
        "tool @ !2",
        "tool -modfile=other.mod say !1",
        "tool -mod=vendor say !2",
    ];
    compare("tool_module", TOOLS, &[], &lines);
    let cross = [("GOOS", "js"), ("GOARCH", "wasm")];
    compare(
        "tool_module_cross",
        TOOLS,
        &cross,
        &["tool -n say", "tool say !1"],
    );
    let off = [("GO111MODULE", "off")];
    compare("tool_module_off", TOOLS, &off, &["tool", "tool say !2"]);
    let bad = "-- go.mod --\nmodul x\n";
    compare("tool_module_bad", bad, &[], &["tool !1", "tool say !1"]);
    // Warnings about go.mod are printed once.
    let warns = "-- go.mod --\nmodule example.com/x\n\ngo 1.24\n\ntool example.com/x/t\n\n\
        require example.com/gone v1.0.0\n\nexclude example.com/gone v1.0.0\n\
        -- t/main.go --\npackage main\n\nfunc main() {}\n";
    let lines = ["tool", "tool t !1", "tool -n t !1", "tool none !2"];
    compare(
        "tool_module_warns",
        warns,
        &[("GOFLAGS", "-mod=mod")],
        &lines,
    );
    let none = "-- x.txt --\n";
    compare("tool_module_none", none, &[], &["tool", "tool say !2"]);
}

#[test]
fn workspaces_have_the_tools_of_their_modules() {
    let tree = "-- go.work --\ngo 1.24\n\nuse (\n\t./a\n\t./b\n)\n\
        -- a/go.mod --\nmodule example.com/a\n\ngo 1.24\n\ntool example.com/a/one\n\
        -- a/one/main.go --\npackage main\n\nfunc main() { println(1) }\n\
        -- b/go.mod --\nmodule example.com/b\n\ngo 1.24\n\ntool example.com/b/two\n\
        -- b/two/main.go --\npackage main\n\nfunc main() { println(2) }\n";
    let lines = ["tool", "tool one", "tool two", "tool -C b one"];
    compare("tool_workspace", tree, &[], &lines);
}

#[test]
fn tools_that_signals_end() {
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.24\n\ntool example.com/x/dies\n\
        -- dies/main.go --\npackage main\n\nimport (\n\t\"os\"\n\t\"syscall\"\n)\n\n\
        func main() {\n\tsyscall.Kill(os.Getpid(), syscall.SIGKILL)\n\tselect {}\n}\n";
    compare("tool_dies", tree, &[], &["tool dies"]);
}

#[test]
fn platforms() {
    let lines = [
        "tool dist list",
        "tool dist list -json",
        "tool dist list -broken",
        "tool dist list -json --broken -v",
        "tool dist list -json=0 -v=t --",
    ];
    compare("tool_dist", "-- x.txt --\n", &[], &lines);
}

/// Removes the directories with random names that the real `dist` leaves when it ends with an
/// error.
fn remove_work_of_dist(top: &Path) {
    let Ok(entries) = std::fs::read_dir(top.join("tmp")) else {
        return;
    };
    for entry in entries.flatten() {
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("go-tool-dist-")
        {
            std::fs::remove_dir_all(entry.path()).expect("it is ours");
        }
    }
}

/// The real command handles arguments that the go command does not know.
#[test]
fn platforms_with_unknown_arguments() {
    let mut case = Case::new("tool_dist_unknown").tree("-- x.txt --\n");
    for line in ["x", "-json x", "-bad", "-json=x", "-h", "---"] {
        let words = ["tool", "dist", "list"].into_iter().chain(line.split(' '));
        case = case.step(words.chain(["!2"]));
    }
    let _ = case.hook(remove_work_of_dist).run(["version"]);
}
