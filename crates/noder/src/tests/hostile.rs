//! Hostile sources: each has a stub or a typed error, soon and with a bounded stack.
//!
//! Counterpart: none.

use std::time::Duration;
use std::time::Instant;

use super::WRITER_STACK;
use super::stub;
use crate::Error;

/// Time limit of one stub.
const MOST_TIME: Duration = Duration::from_secs(120);

/// Something nested, and something that is needed for it: text before, in the middle, and after.
struct Nested {
    name: &'static str,
    before: &'static str,
    open: &'static str,
    middle: &'static str,
    close: &'static str,
    after: &'static str,
}

macro_rules! nested {
    ($($name:literal: $before:literal, ($open:literal, $middle:literal, $close:literal), $after:literal,)*) => {
        &[$(Nested {
            name: $name,
            before: $before,
            open: $open,
            middle: $middle,
            close: $close,
            after: $after,
        }),*]
    };
}

impl Nested {
    /// Returns the source of a depth. `#` is the number of a level, `@` the next one.
    fn source(&self, depth: usize) -> String {
        let open: String = (0..depth).map(|at| level(self.open, at)).collect();
        let close: String = (0..depth).rev().map(|at| level(self.close, at)).collect();
        let middle = level(self.middle, depth);
        let (before, after) = (self.before, self.after);
        format!("package p\n\n{before}{open}{middle}{close}{after}\n")
    }
}

/// Returns a text in which each `#` is the number, and each `@` the next one.
fn level(text: &str, at: usize) -> String {
    let text = text.replace('#', &at.to_string());
    text.replace('@', &(at + 1).to_string())
}

/// Expressions.
const EXPRESSIONS: &[Nested] = nested![
    "parentheses": "var a int\nvar x = ", ("(", "a", ")"), "",
    "sum": "var a int\nvar x = ", ("a + ", "a", ""), "",
    "sum to the right": "var a int\nvar x = ", ("a + (", "a", ")"), "",
    "minuses": "var a int\nvar x = ", ("- ", "a", ""), "",
    "nots": "var a bool\nvar x = ", ("!", "a", ""), "",
    "conditions": "func f(a bool) { if ", ("a && ", "a", ""), " {} }",
    "true parts": "func f(a bool) { if ", ("true && ", "a", ""), " {} }",
    "false parts": "func f(a bool) { if ", ("a && false || ", "a", ""), " {} }",
    "conditions to the right": "func f(a bool) { if ", ("a && (", "a", ")"), " {} }",
    "calls": "func f(x int) int { return x }\nvar x = ", ("f(", "1", ")"), "",
    "called results": "type F func() F\nvar f F\nvar x = f", ("", "", "()"), "",
    "conversions": "var a int\nvar x = ", ("int(", "a", ")"), "",
    "selectors": "type T struct{ x *T }\nvar a T\nvar x = a", ("", "", ".x"), "",
    "methods": "type T int\nfunc (T) m() T { return 0 }\nvar x = T(0)", ("", "", ".m()"), "",
    "indexes": "type S []S\nvar y S\nvar x = y", ("", "", "[0]"), "",
    "indexes in indexes": "var y []int\nvar x = ", ("y[", "0", "]"), "",
    "slices": "var s string\nvar x = s", ("", "", "[:]"), "",
    "assertions": "var s any\nvar x = s", ("", "", ".(any)"), "",
    "pointers to pointers": "func f(a int) { _ = ", ("*&", "a", ""), " }",
    "literals": "type S []S\nvar x = ", ("S{", "", "}"), "",
    "keys": "type M map[int]M\nvar x = ", ("M{0: ", "nil", "}"), "",
    "structs": "type T struct{ a *T }\nvar x = ", ("&T{a: ", "nil", "}"), "",
    "functions": "var x = ", ("func() int { return ", "1", " }()"), "",
    "captured": "func f(a int) { ", ("func() { ", "a++", " }()"), " }",
    "generic calls": "func f[P any](p P) P { return p }\nvar x = ", ("f(", "1", ")"), "",
    "appended": "var y []int\nvar x = ", ("append(", "y", ", 1)"), "",
    "shifts": "var a uint\nvar x = ", ("1 << (", "a", ")"), "",
    "comparisons": "var a bool\nvar x = ", ("a == ", "a", ""), "",
];

/// Statements.
const STATEMENTS: &[Nested] = nested![
    "blocks": "func f() {\n", ("{\n", "", "}\n"), "}",
    "ifs": "func f(a bool) {\n", ("if a {\n", "", "}\n"), "}",
    "returning ifs": "func f(a bool) {\n", ("if a {\n", "return", "} else { return }\n"), "}",
    "elses": "func f(a bool) {\n", ("if a { return } else ", "{ return }", ""), "\n}",
    "fors": "func f() {\n", ("for {\n", "", "}\n"), "}",
    "ranges": "func f() {\n", ("for range 3 {\n", "", "}\n"), "}",
    "iterators": "func f(g func(func(int) bool)) {\n", ("for i := range g {\n_ = i\n", "", "}\n"), "}",
    "returns in iterators": "func f(g func(func(int) bool)) int {\n", ("for range g {\n", "return 1\n", "}\n"), "return 0\n}",
    "labels in iterators": "func f(g func(func(int) bool)) {\n", ("L#: for range g {\ncontinue L#\n", "", "}\n"), "}",
    "defers in iterators": "func f(g func(func(int) bool)) {\n", ("for range g {\ndefer f(g)\n", "", "}\n"), "}",
    "literals in iterators": "func f(g func(func(int) bool)) {\n", ("for range g { func() {\n", "", "}() }\n"), "}",
    "switches": "func f(a int) {\n", ("switch a {\ncase 1:\n", "", "}\n"), "}",
    "constant switches": "func f() {\n", ("switch {\ncase true:\n", "", "}\n"), "}",
    "type switches": "func f(a any) {\n", ("switch a := a.(type) {\ncase any:\n_ = a\n", "", "}\n"), "}",
    "selects": "func f() {\n", ("select {\ndefault:\n", "", "}\n"), "}",
    "goroutines": "func f() {\n", ("go func() {\n", "", "}()\n"), "}",
    "labels": "func f() {\n", ("L#: for {\nbreak L#\n", "", "}\n"), "}",
    "labels of labels": "func f() {\n", ("goto L#; L#: ", ";", ""), "\n}",
];

/// Types and chains of declarations.
const TYPES: &[Nested] = nested![
    "pointers": "type T ", ("*", "int", ""), "",
    "slice types": "type T ", ("[]", "int", ""), "",
    "map types": "type T ", ("map[int]", "int", ""), "",
    "function types": "type T ", ("func(", "", ")"), "",
    "struct types": "type T ", ("struct{ a ", "int", " }"), "",
    "interface types": "type T ", ("interface{ m(", "", ") }"), "",
    "defined types": "", ("type T# T@\n", "type T# int", ""), "",
    "pointers to structs": "", ("type T# struct{ a *T@ }\n", "type T# int", ""), "",
    "embedded structs": "", ("type T# struct{ T@ }\n", "type T# struct{ a int }", ""), "\nvar x = T0{}.a",
    "embedded interfaces": "", ("type T# interface{ T@ }\n", "type T# interface{ m() }", ""), "\nvar x T0",
    "aliases": "", ("type T# = *T@\n", "type T# = int", ""), "",
    "local aliases": "func f() {\n", ("", "type T = int\nvar x T\n_ = x\n", ""), "}",
    "called functions": "", ("func f#() { f@() }\n", "func f#() {}", ""), "",
    "methods of types": "", ("type T# int\nfunc (T#) m(x T@) { x.m(0) }\n", "type T# int\nfunc (T#) m(x int) {}", ""), "",
    "initialized variables": "", ("var v# = v@ + 1\n", "var v# = 1", ""), "",
    "generic types": "", ("type T#[P any] struct{ a *T@[P] }\n", "type T#[P any] int", ""), "\nvar x T0[int]",
    "generic functions": "", ("func f#[P any](p P) { f@(p) }\n", "func f#[P any](p P) {}", ""), "\nfunc g() { f0(1) }",
    "instances": "type T[P any] []P\ntype U ", ("T[", "int", "]"), "",
];

fn all() -> impl Iterator<Item = &'static Nested> {
    EXPRESSIONS.iter().chain(STATEMENTS).chain(TYPES)
}

/// Writes a stub and checks the time; `None` without a check.
fn write(name: &str, source: &str, minor: u32, stack: usize) -> Option<Result<usize, Error>> {
    let start = Instant::now();
    let answer = stub(source, minor, stack);
    let time = start.elapsed();
    println!("{name}: {} ms", time.as_millis());
    assert!(time < MOST_TIME, "{name}: {time:?}");
    let answer = answer?.map(|stub| stub.bytes.len());
    if let Err(error) = &answer {
        assert_eq!(*error, Error::TooDeep, "{name}");
    }
    Some(answer)
}

#[test]
fn sources_of_some_depth_have_stubs() {
    for source in all() {
        for minor in [26, 27] {
            let answer = write(source.name, &source.source(100), minor, WRITER_STACK);
            assert!(matches!(answer, Some(Ok(_))), "{}: {answer:?}", source.name);
        }
    }
}

#[test]
fn stacks_of_writers_are_bounded() {
    for source in all() {
        // Some are flat for the writer.
        write(source.name, &source.source(1000), 27, 128 << 10);
    }
    let source = EXPRESSIONS[0..2].iter().map(|source| source.source(1000));
    let answers = source.map(|source| stub(&source, 26, 128 << 10).unwrap().is_err());
    // Parentheses are skipped.
    assert_eq!(answers.collect::<Vec<_>>(), [false, true]);
}

fn deep_sources(depth: usize) {
    for source in all() {
        write(source.name, &source.source(depth), 26, WRITER_STACK);
    }
}

#[test]
fn deep_sources_end() {
    deep_sources(2_000);
}

#[test]
#[ignore = "takes some minutes"]
fn very_deep_sources_end() {
    deep_sources(100_000);
}

/// Returns a list of items in which each `#` is the number.
fn list(item: &str, separator: &str, n: usize) -> String {
    let items = (0..n).map(|at| level(item, at));
    items.collect::<Vec<_>>().join(separator)
}

/// A source of a size.
struct Sized {
    name: &'static str,
    declarations: fn(usize) -> String,
}

macro_rules! sized {
    ($($name:literal: $declarations:expr,)*) => {
        &[$(Sized { name: $name, declarations: $declarations }),*]
    };
}

/// Returns lines in which each `#` is the number.
fn many(line: &str, n: usize) -> String {
    list(line, "\n", n)
}

/// Returns declarations in which each `#` is the number and each `@` the next one; `last` ends
/// them.
fn chain(line: &str, last: &str, n: usize) -> String {
    let lines: String = (0..n).map(|at| level(line, at) + "\n").collect();
    lines + &level(last, n)
}

/// Many of something.
const WIDE: &[Sized] = sized![
    "captured": |n| format!("func f() {{\n{}\nfunc() {{\n{}\n}}()\n}}", many("v# := 0", n), many("v#++", n)),
    "fields": |n| format!("type T struct{{ {} }}\nvar x = T{{ {} }}", list("a# int", ";", n), (0..n).rev().map(|at| format!("a{at}: 1, ")).collect::<String>()),
    "literals": |n| format!("type T struct{{ {} }}\nfunc f() {{\n{}\n}}", list("a# int", ";", n), many("_ = T{a#: 1}", n)),
    "descriptors": |n| format!("func f[P any]() {{\n{}\n}}\nvar x = f[int]", many("_ = any([#]P{})", n)),
    "branches": |n| format!("func f(g func(func() bool)) {{\nfor range g {{\n{}\n}}\n{}\n}}", many("if len(\"\") > # { goto L# }", n), many("L#:", n)),
    "results": |n| format!("func f(g func(func() bool)) ({}) {{\nfor range g {{\nreturn {}\n}}\nreturn\n}}", list("a# int", ", ", n), list("#", ", ", n)),
    "cases": |n| format!("func f(a int) {{\nswitch a {{\ncase {}:\n}}\n}}", list("#", ", ", n)),
    "types of cases": |n| format!("func f(a any) {{\nswitch a.(type) {{\ncase {}:\n}}\n}}", list("[#]int", ", ", n / 10)),
    "iterators": |n| format!("func f(g func(func() bool)) {{\n{}\n}}", many("for range g { continue }", n)),
    "statements after a return": |n| format!("func f() {{\nreturn\n{}\n}}", many("f()", n)),
    "methods": |n| format!("type T int\n{}", many("func (t T) m#() { t.m0() }", n)),
    "instances": |n| format!("func f[P any](p P) {{}}\nfunc g() {{\n{}\n}}", many("f([#]int{})", n)),
];

/// Constants of many digits and bytes; the number counts doublings.
const HUGE: &[Sized] = sized![
    "integers": |_| "const a = 1<<500 - 1\nconst b = -a\nvar x = float64(a)".to_owned(),
    "fractions": |_| "const a = 1e1000 / 3\nconst b = 1e-1000i + a\nvar x = a / 1e1000".to_owned(),
    "digits": |_| format!("const a = 0.{}\nvar x = a", "1".repeat(9_000)),
    "doubled strings": |n| chain("const c# = c@ + c@", "const c# = \"ab\"\nvar x = len(c0)", n),
    "uses of strings": |n| chain("const c# = c@ + c@", "const c# = \"ab\"", n) + &format!("\nfunc f() {{ {} }}", "println(c0);".repeat(1000)),
    "sums of strings": |n| chain("const c# = c@ + \"abc\"", "const c# = \"ab\"", n * 1000),
    "strings": |n| format!("const a = \"{}\"\nvar x = a", "\\x00".repeat(1 << n)),
    "names": |n| format!("var {} = 1", "x".repeat(1 << n)),
    "arrays": |n| format!("var x [1 << 40]struct{{}}\nvar y = [...]int{{1 << {n}: 1}}"),
];

/// Types that are doubled in each line.
const DOUBLED: &[Sized] = sized![
    "structs": |n| chain("type T# struct{ a, b T@ }", "type T# struct{}\nvar x, y T0\nvar z = any(x) == any(y)", n),
    "aliases": |n| chain("type T# = struct{ a, b T@ }", "type T# = struct{}\nvar x T0\nvar y any = x", n),
    "functions": |n| chain("type T# = func(T@) T@", "type T# = int\nvar x T0\nvar y any = x", n),
    "interfaces": |n| chain("type T# interface{ T@; m#() T@ }", "type T# interface{}\nvar x T0\nvar y any = x", n),
    "local aliases": |n| chain("func f#() { type A = struct{ a, b *int }; var a A; _ = a; f@() }", "func f#() {}", n),
    "iterators": |n| chain("func f#(g func(func(int) bool)) { for i := range g { if i > # { return }; f@(g) } }", "func f#(g func(func(int) bool)) {}", n),
];

#[test]
fn wide_sources_end() {
    for (sources, n) in [(WIDE, 2_000), (HUGE, 18), (DOUBLED, 40)] {
        for source in sources {
            for minor in [26, 27] {
                let text = format!("package p\n\n{}\n", (source.declarations)(n));
                write(source.name, &text, minor, WRITER_STACK);
            }
        }
    }
}

#[test]
fn wide_sources_have_stubs() {
    for source in WIDE {
        let text = format!("package p\n\n{}\n", (source.declarations)(500));
        let answer = write(source.name, &text, 27, WRITER_STACK);
        assert!(matches!(answer, Some(Ok(_))), "{}: {answer:?}", source.name);
    }
}
