//! Tests of sources that are not Go, or nested too deeply.
//!
//! Counterpart: none.

use super::Decls;
use super::parse_expr;

/// Returns the declarations of a function with this body.
fn read_body(body: &str) -> Decls {
    let mut decls = Decls::default();
    decls.read(&format!(
        "func f() int {{ {body} }}\nfunc g() int {{ return 1 }}\n"
    ));
    decls
}

#[test]
fn expressions_are_bounded() {
    for unit in ["!", "-", "&", "*", "(", "f(", "a[", "x +", "a.", "T{a: "] {
        assert!(parse_expr(&unit.repeat(200_000)).is_none(), "{unit}");
        let whole = format!("{}x", unit.repeat(200_000));
        assert!(parse_expr(&whole).is_none(), "{unit}");
    }
    assert!(parse_expr(&format!("{}x", "!".repeat(90))).is_some());
    assert!(parse_expr(&format!("{}x", "x && ".repeat(400))).is_some());
}

#[test]
fn statements_are_bounded() {
    for (begin, end) in [
        ("{ ", " }"),
        ("if x { ", " }"),
        ("for x { ", " }"),
        ("switch { case x: ", " }"),
    ] {
        for depth in [20, 200_000] {
            let body = format!("{}{}; return 1", begin.repeat(depth), end.repeat(depth));
            let decls = read_body(&body);
            assert_eq!(decls.funcs["f"].body.is_ok(), depth == 20, "{begin}");
            assert!(decls.funcs["g"].body.is_ok(), "{begin}");
        }
    }
    let body = format!("{} {{ }}; return 1", "if x { } else ".repeat(100_000));
    assert!(read_body(&body).funcs["f"].body.is_err());
}

#[test]
fn declarations_may_end_anywhere() {
    let text = "func (v *Value) f[T int](a, b *Value) (x int, y []int) { if a { return } }\n\
const ( a = 1; b int = iota )\ntype t struct { a, b int }\n";
    for end in 0..text.len() {
        Decls::default().read(&text[..end]);
    }
}
