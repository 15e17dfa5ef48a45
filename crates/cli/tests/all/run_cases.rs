//! `run` beside the official command: one command per line, and all that it leaves.
//!
//! Counterpart: cmd/go/testdata/script/run_*.txt.

use crate::side_by_side::compare;

const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\n\
    func main() {\n\tfmt.Println(os.Args[1:])\n\tif len(os.Args) == 2 {\n\
    \t\tswitch os.Args[1] {\n\t\tcase \"exit\":\n\t\t\tos.Exit(7)\n\
    \t\tcase \"kill\":\n\t\t\tp, _ := os.FindProcess(os.Getpid())\n\t\t\tp.Kill()\n\
    \t\t\tselect {}\n\t\t}\n\t}\n}\n\
    -- lib/l.go --\npackage lib\n-- lib/l_test.go --\npackage lib\n\
    -- two/a.go --\npackage main\n\nfunc main() { f() }\n\
    -- two/b.go --\npackage main\n\nfunc f() { println(\"two\") }\n\
    -- bad/b.go --\npackage main\n\nfunc main() { x }\n-- dir.go/a.go --\npackage dir\n";

#[test]
fn programs() {
    let lines = [
        "run .",
        "run . a -b --",
        "run . exit",
        "run . kill",
        "run main.go x y.go",
        "run ./two",
        "run two/a.go two/b.go",
        "run -C two .",
        "run -n -p 1 . q",
        "run -x -p 1 . q",
        "run -exec echo . a",
        "run -exec nope .",
        "run -exec false .",
        "run -exec= .",
    ];
    compare("programs", TREE, &[], &lines);
}

#[test]
fn no_programs() {
    let lines = [
        "run",
        "run -- .",
        "run ./lib",
        "run lib/l.go",
        "run lib/l_test.go",
        "run two/a.go",
        "run nope.go",
        "run dir.go",
        "run ./nope",
        "run nope",
        "run ./...",
        "run fmt",
        "run . main.go",
        "run -zz .",
        "run -o x .",
        "run ./bad",
        "run bad/b.go",
        "run -json ./bad",
        "run -exec='x .",
    ];
    compare("no_programs", TREE, &[], &lines);
}
