//! Changes that affect the hash of a declaration, and changes that do not.

use super::Declaration;
use super::declarations;

const SOURCE: &str = "// Copyright.

//go:build linux

package p // p

import \"fmt\"
import (
\tos \"os\"
\t_ \"embed\"
)

const a = 1
const (
\tb = iota
\tc
)

var (
\td, e = 1, 2
\tf func() = func() { x := 1; _ = x }
)

type (
\tT struct{ a int }
\tU[P any] []P
)
type V = T

// F does something.
//go:noinline
func F(a int) int {
\tif a := 1; a > 0 { // a comment
\t\treturn a
\t}
\treturn 0
}
func (t *T) m() {}
func (T) n()
func (u *U[P]) o() {}
func init() {}
func init() { F(1) }
";

fn of(source: &str) -> Vec<Declaration> {
    declarations("d/f.go", source.as_bytes())
}

fn changed(from: &str, to: &str) -> Vec<String> {
    assert!(SOURCE.contains(from), "{from}");
    let (old, new) = (of(SOURCE), of(&SOURCE.replacen(from, to, 1)));
    let names = new.into_iter().filter(|one| !old.contains(one));
    names.map(|one| one.name).collect()
}

#[test]
fn each_declaration_has_a_name() {
    let names: Vec<String> = of(SOURCE).into_iter().map(|one| one.name).collect();
    let want = [
        "package",
        "import \"fmt\"",
        "import \"os\"",
        "import \"embed\"",
        "const a",
        "const b",
        "var d",
        "var f",
        "type T",
        "type U",
        "type V",
        "func F",
        "func (*T).m",
        "func T.n",
        "func (*U[P]).o",
        "func init",
        "func init #2",
    ];
    assert_eq!(names, want);
}

#[test]
fn comments_and_layout_do_not_count() {
    for (from, to) in [
        ("// Copyright.", "// Copyright 2."),
        ("// F does something.", "/* F\n\n does */"),
        ("// a comment", ""),
        ("a := 1; a > 0", "a := 1 ;  a > 0"),
        ("\t\treturn a\n", "\n\n\t\treturn a;\n"),
        ("const a = 1\n", "//go:generate x\nconst a = 1 // x\n"),
        ("package p // p", "\npackage p"),
        ("\tc\n)", "\tc\n\n)"),
        ("{ F(1) }", "{\n\tF(1)\n}"),
    ] {
        assert_eq!(changed(from, to), [""; 0], "{from}");
    }
}

#[test]
fn each_change_is_one_of_its_declaration() {
    for (from, to, name) in [
        ("linux", "darwin", "package"),
        ("package p", "package q", "package"),
        ("os \"os\"", "oz \"os\"", "import \"os\""),
        ("const a = 1", "const a = 2", "const a"),
        ("\tc\n", "\tx\n", "const b"),
        ("= 1, 2", "= 1, 3", "var d"),
        ("x := 1;", "x := 2;", "var f"),
        ("{ a int }", "{ a, b int }", "type T"),
        ("V = T", "V T", "type V"),
        ("noinline", "nosplit", "func F"),
        ("a > 0", "a >= 0", "func F"),
        ("m() {}", "m() { F(0) }", "func (*T).m"),
        ("F(1)", "F(2)", "func init #2"),
        (
            "func (T) n()\n",
            "func (T) n()\nfunc added() {}\n",
            "func added",
        ),
        ("func (t *T) m()", "func (t T) m()", "func T.m"),
    ] {
        assert_eq!(changed(from, to), [name], "{from}");
    }
}

#[test]
fn the_path_counts() {
    let other = declarations("d/g.go", SOURCE.as_bytes());
    assert!(of(SOURCE).iter().all(|one| !other.contains(one)));
}

#[test]
fn what_is_not_go_ends() {
    for text in [
        "}", "func", "import (", "type (", "var (a", "((((", "x", ")))", "\"", "const (",
    ] {
        of(text);
        of(&format!("package p\n{text}\nfunc f() {{}}"));
    }
}

#[test]
fn spans_are_the_text() {
    let found = super::with_spans("d/f.go", SOURCE.as_bytes());
    let text = |name: &str| {
        let one = found
            .iter()
            .find(|row| row.0.name == name)
            .expect("it is there");
        &SOURCE[one.1.clone()]
    };
    assert_eq!(text("func (*T).m"), "func (t *T) m() {}");
    assert_eq!(text("type T"), "T struct{ a int }");
    assert_eq!(text("const b"), "const (\n\tb = iota\n\tc\n)");
}
