//! Errors as upstream's parser gave them; more of them in the comparison with it.

use std::sync::Arc;

use super::Outcome;
use super::check;
use super::check_deep;
use super::rules::Rules;

const RULES: Rules = Rules {
    methods_may_be_generic: false,
    raw_strings_end_at_quote: true,
};

fn show(outcome: Outcome) -> String {
    match outcome {
        Outcome::Valid => "valid".to_owned(),
        Outcome::TooDeep => "too deep".to_owned(),
        Outcome::Invalid(errors) => errors.to_string(),
    }
}

fn errors(source: &str) -> String {
    show(check(source.as_bytes(), &Arc::from("x.go"), RULES))
}

/// Runs a check on a stack of the required size.
fn errors_deep(source: &str) -> String {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(1 << 29);
        let check = || show(check_deep(source.as_bytes(), &Arc::from("x.go"), RULES));
        builder.spawn_scoped(scope, check).unwrap().join().unwrap()
    })
}

#[test]
fn valid_sources() {
    let texts = [
        "package p",
        "\u{feff}package p; type T[P *Q,] []P; func (T[_]) m() { for range x { go f() } }",
        "package p\nvar x = []T{{1}, {a: {}}, `\r\n`}\nfunc f() (a, b int) { L: goto L }",
        "package p\nfunc f() { switch x := y.(type) { case <-chan int: select {} } }",
        "package p\ntype I interface { ~int | string; m(...int); G[int]; p.Q[a, b] }",
    ];
    for text in texts {
        assert_eq!(errors(text), "valid", "{text}");
    }
}

#[test]
fn texts_of_errors() {
    let cases = [
        ("", "x.go:1:1: expected 'package', found 'EOF'"),
        (
            "package p\nfunc f() { x := 1 +; }",
            "x.go:2:20: expected operand, found ';'",
        ),
        (
            "package p\nvar x = 'ab'\nvar y = 0b2\n",
            "x.go:2:9: illegal rune literal (and 1 more errors)",
        ),
        (
            "package p\nfunc f(a int, b) {}",
            "x.go:2:16: missing parameter type",
        ),
        (
            "package p\nfunc (T) m[P any]() {}",
            "x.go:2:11: method must have no type parameters",
        ),
        (
            "package p\n//line g.y:7\nx",
            "g.y:7: expected declaration, found x",
        ),
        (
            "package p\nfunc f() { go func() {} }",
            "x.go:2:24: expression in go must be function call",
        ),
    ];
    for (text, want) in cases {
        assert_eq!(errors(text), want, "{text}");
    }
}

#[test]
fn many_errors_are_counted() {
    let source = format!("package p\n/*{}*/", "\0\n".repeat(5000));
    assert_eq!(
        errors(&source),
        "x.go:2:3: illegal character NUL (and 4999 more errors)"
    );
    let source = format!("package p\n{}", "x\n".repeat(50));
    let want = "x.go:2:1: expected declaration, found x";
    assert_eq!(errors(&source), want);
}

#[test]
fn sources_in_other_encodings() {
    let utf16 = check(b"\xff\xfep\0", &Arc::from("x.go"), RULES);
    assert_eq!(
        show(utf16),
        "x.go:1:1: illegal UTF-8 encoding (got UTF-16) (and 1 more errors)"
    );
    let latin = check(b"package p // \xe9", &Arc::from("x.go"), RULES);
    assert_eq!(show(latin), "x.go:1:14: illegal UTF-8 encoding");
}

#[test]
fn nesting_has_the_official_limit() {
    let shapes = [
        ("var x = ", "(", "1", ")"),
        ("var x = ", "- ", "1", ""),
        ("var x = ", "T{", "", "}"),
        ("var x = ", "f(", "", ")"),
        ("var x = ", "func() { x = ", "1", "}"),
        ("var x ", "*", "T", ""),
        ("var x ", "[]", "T", ""),
        ("var x ", "chan ", "T", ""),
        ("var x ", "struct { a ", "T", "}"),
        ("var x ", "interface { m() ", "T", "}"),
        ("var x ", "func(a ", "T", ")"),
        ("var x T", "[T", "", "]"),
        ("func f() ", "{", "", "}"),
        ("func f() { ", "if x { } else ", "{ }", ""),
        ("func f() { ", "L: ", "x()", ""),
        ("func f() { ", "switch { case 1: ", "", "}"),
        ("func f() { ", "select { case x <- 1: ", "", "}"),
        ("var x = ", "<-", "1", ""),
        ("var x = 1", " + 1", "", ""),
    ];
    for (start, open, inner, close) in shapes {
        let source = |depth| {
            let end = if start.contains('{') { "}" } else { "" };
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            format!("package p\n{start}{open}{inner}{close}{end}\n")
        };
        let small = source(20);
        assert_eq!(errors(&small), "valid", "{small}");
        let large = errors_deep(&source(100_002));
        assert!(
            large.ends_with(": exceeded max nesting depth"),
            "{open} {large}"
        );
        let shallow = errors(&source(100_002));
        assert!(shallow == "too deep" || shallow == large, "{shallow}");
    }
}
