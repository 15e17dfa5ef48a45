//! Test files with syntax errors, compared with the official command, which checks them while it
//! loads packages.
//!
//! Counterpart: cmd/go/testdata/script/test_syntax_error_says_fail.txt,
//! list_test_err.txt.

use crate::side_by_side::compare;

/// Packages whose test files are not Go, each for another reason.
fn tree() -> String {
    let files = [
        ("expr/a.go", "package expr\n"),
        (
            "expr/a_test.go",
            "package expr\n\nfunc f() {\n\tx := 1 +;\n\ty = 2 2\n}\n",
        ),
        ("outer/a.go", "package outer\n"),
        (
            "outer/a_test.go",
            "package outer_test\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n",
        ),
        ("both/a_test.go", "package both\n\nvar x = 'ab'\n"),
        (
            "both/b_test.go",
            "package both_test\n\nfunc f(a int, b) {}\n",
        ),
        (
            "method/a_test.go",
            "package method\n\ntype T int\n\nfunc (T) M[P any](P) {}\n",
        ),
        (
            "moved/a_test.go",
            "package moved\n\n//line ../gen/x.y:70\nfunc f() { go func() {} }\n",
        ),
        ("zero/a_test.go", "package zero\n\nvar x int\n\n// a\0b\n"),
        (
            "signature/a_test.go",
            "package signature\n\nfunc TestA() {}\nfunc g() { if x := 1 {} }\n",
        ),
        (
            "late/a_test.go",
            "package late\n\nvar x int\nimport \"fmt\"\n",
        ),
        ("fine/a.go", "package fine\n"),
        (
            "fine/a_test.go",
            "package fine\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) { t.Log(1) }\n",
        ),
    ];
    let mut tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.25\n".to_owned();
    let deep = |depth: usize| {
        let (open, close) = ("(".repeat(depth), ")".repeat(depth));
        format!("package deep\n\nvar x = {open}1{close}\n")
    };
    for (name, text) in files {
        tree += &format!("-- {name} --\n{text}");
    }
    // Deeper than the limit for parsing without a stack of its own; deeper than the limit of the
    // parser.
    tree += &format!("-- deep/a_test.go --\n{}", deep(2000));
    tree += &format!("-- deeper/a_test.go --\n{}", deep(40_000));
    tree
}

#[test]
fn syntax_errors_in_test_files() {
    let lines = [
        "list -test -e -json ./...",
        "list -test -e -deps -f {{.ImportPath}}={{.Error}} ./expr ./fine",
        "list -test ./expr !1",
        "list -test ./fine ./deep",
        // Again, from stored results.
        "list -test -e ./...",
        "list -test ./outer ./both !1",
        "list ./...",
        "vet ./expr ./moved !1",
        "test -vet=off ./expr ./outer ./method !1",
    ];
    compare("test_syntax", &tree(), &[], &lines);
}
