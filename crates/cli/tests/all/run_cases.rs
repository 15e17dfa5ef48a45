//! Compares `run` with the official command: one command per line, and all files that it leaves.
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
        "run . exit !1",
        "run . kill !1",
        "run main.go x y.go",
        "run ./two",
        "run two/a.go two/b.go",
        "run -C two .",
        "run -n -p 1 . q",
        "run -x -p 1 . q",
        "run -exec echo . a",
        "run -exec nope . !1",
        "run -exec false . !1",
        "run -exec= .",
    ];
    compare("programs", TREE, &[], &lines);
}

#[test]
fn no_programs() {
    let lines = [
        "run !1",
        "run -- .",
        "run ./lib !1",
        "run lib/l.go !1",
        "run lib/l_test.go !1",
        "run two/a.go !1",
        "run nope.go !1",
        "run dir.go !1",
        "run ./nope !1",
        "run nope !1",
        "run ./... !1",
        "run fmt !1",
        "run . main.go",
        "run -zz . !2",
        "run -o x . !2",
        "run ./bad !1",
        "run bad/b.go !1",
        "run -json ./bad !1",
        "run -exec='x . !2",
    ];
    compare("no_programs", TREE, &[], &lines);
}
