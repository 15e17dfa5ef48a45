//! Tests of functions on types, with small packages.
//!
//! Counterpart: none.

use vamos_release::Release;
use vamos_types::Importer;
use vamos_types::Name;
use vamos_types::PkgId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::Types;
use vamos_types::typ;

use crate::checker::Checker;
use crate::config::Config;
use crate::node_ref::SourceFile;
use vamos_types::Facts;
use vamos_types::Texts;

/// Imports nothing.
#[derive(Debug)]
struct NoImports;

impl Importer for NoImports {
    fn import(&mut self, _: &mut Types, _: &str) -> Result<PkgId, String> {
        Err("no imports".to_owned())
    }
}

/// Checks a package with these declarations, and calls `ask` with the checker.
fn check(declarations: &str, ask: impl FnOnce(&mut Checker<'_>)) {
    let errors = check_as(Release::default(), "go1.26", declarations, ask);
    assert!(errors.is_empty(), "{errors:?}");
}

/// Like [`check`], for a release and a version of the language; returns the syntax errors, if there
/// are any, without checking.
fn check_as(
    release: Release,
    version: &str,
    declarations: &str,
    ask: impl FnOnce(&mut Checker<'_>),
) -> Vec<String> {
    let src = format!("package p\n{declarations}\n");
    let outcome = crate::syntax_rules(release).parse("p.go", src.as_bytes());
    if !outcome.errors.is_empty() {
        return outcome.errors.into_iter().map(|error| error.text).collect();
    }
    let config = Config {
        path: "p".to_owned(),
        go_version: version.to_owned(),
        release,
        word_size: 8,
        max_align: 8,
        ignores_bodies: false,
        stack: 1 << 20,
        keeps_info: false,
    };
    let source = SourceFile {
        file: outcome.file.as_ref().unwrap(),
        lines: &outcome.lines,
        src: src.as_bytes(),
    };
    let mut check = Checker::new(&config, vec![source], Box::new(NoImports));
    check.run_check();
    ask(&mut check);
    Vec::new()
}

impl Checker<'_> {
    /// Returns the type of a package-level object.
    fn type_of(&mut self, name: &str) -> TypeId {
        let name = self.types.intern(name);
        let scope = self.types.package(self.pkg).scope;
        let obj = self.types.lookup(scope, name).unwrap();
        self.types.object(obj).typ.unwrap()
    }

    /// Returns the text of the type of a package-level object.
    fn text_of_name(&mut self, name: &str) -> String {
        let t = self.type_of(name);
        self.type_text(t)
    }
}

#[test]
fn types_are_shown_as_in_the_source() {
    let generic = "type T int; type G[P any] []P; type A[P any] = map[int]P";
    for text in [
        "[]int",
        "[3]*byte",
        "map[string]chan<- rune",
        "chan (<-chan int)",
        "func(x int, y int, z ...string) (n int, err error)",
        "func(func(int) bool)",
        "struct{a int; T; b string \"x:\\\"y\\\"\"}",
        "interface{m(x int) any}",
        "interface{}",
        "any",
        "G[int]",
        "A[string]",
    ] {
        check(&format!("{generic}; var v {text}"), |check| {
            assert_eq!(check.text_of_name("v"), text);
        });
    }
    let source = "type C[P interface{ ~int | string }, Q, R comparable] []P";
    check(source, |check| {
        let shown = "C[P interface{~int | string}, Q, R comparable]";
        assert_eq!(check.text_of_name("C"), shown);
        assert_eq!(check.type_text(typ::UNSAFE_POINTER), "unsafe.Pointer");
        assert_eq!(check.type_text(typ::COMPARABLE), "comparable");
    });
}

#[test]
fn instances_are_shared_unless_aliases_tell_them_apart() {
    let source = "type G[P any] []P; type I = int
        var a, b G[int]; var c G[I]; var d G[any]; var e G[interface{}]";
    check(source, |check| {
        let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|name| check.type_of(name));
        assert_eq!(a, b);
        assert!(a != c && check.types.identical(a, c));
        assert!(d != e && check.types.identical(d, e));
        assert!(!check.types.identical(a, d));
        assert_eq!(check.text_of_name("c"), "G[I]");
        let (u, v) = (check.types.under(a), check.types.under(c));
        assert!(check.types.identical(u, v));
    });
}

#[test]
fn methods_of_instances_are_made_when_they_are_needed() {
    let source = "type G[P any] struct{ f P }
        func (g *G[Q]) M(q Q) G[Q] { return *g }
        func (G[_]) N() {}
        var v G[string]";
    check(source, |check| {
        let v = check.type_of("v");
        assert_eq!(check.types.num_named_methods(v), 2);
        let pkg = Some(check.pkg);
        let name = check.types.intern("M");
        let (method, index, _) = check
            .queries()
            .lookup_field_or_method(v, true, pkg, name, false);
        assert_eq!(index, Some(vec![0]));
        assert_eq!(
            check.func_text(method.unwrap(), false),
            "M(string) G[string]"
        );
        assert_eq!(
            check.object_text(method.unwrap()),
            "func (*G[string]).M(q string) G[string]"
        );
        // It needs a pointer.
        let found = check
            .queries()
            .lookup_field_or_method(v, false, pkg, name, false);
        assert_eq!(found, (None, None, true));
        let orig = check.types.origin(v);
        let index = check.types.named_method_index(orig, name, false);
        assert_eq!(
            check.queries().named_method(v, index.unwrap()),
            method.unwrap()
        );
    });
}

#[test]
fn fields_are_found_breadth_first() {
    let source = "type A struct{ x, y int }; type B struct{ x int }
        type C struct{ *A; B }; type D struct{ C; y string }
        var c C; var d D";
    check(source, |check| {
        let (c, d) = (check.type_of("c"), check.type_of("d"));
        let (x, y) = (check.types.intern("x"), check.types.intern("y"));
        let pkg = Some(check.pkg);
        let find = |check: &mut Checker<'_>, t: TypeId, name: Name| {
            let (obj, index, is_indirect) = check
                .queries()
                .lookup_field_or_method(t, false, pkg, name, false);
            (obj.is_some(), index, is_indirect)
        };
        // Both have it at the same depth.
        assert_eq!(find(check, c, x), (false, Some(vec![1, 0]), false));
        assert_eq!(find(check, c, y), (true, Some(vec![0, 1]), true));
        assert_eq!(find(check, d, y), (true, Some(vec![1]), false));
        assert_eq!(find(check, d, Name::BLANK), (false, None, false));
    });
}

#[test]
fn causes_name_what_is_missing() {
    let source = "type I interface{ M(int) }
        type a struct{}; func (a) m(int) {}
        type b struct{}; func (b) M(string) {}
        type c struct{}; func (*c) M(int) {}
        type d struct{ M int }
        type e struct{}
        type U interface{ ~string | []byte }; type V interface{ int }; type N int";
    let cases = [
        (
            "a",
            "I",
            "a does not implement I (missing method M)\n\t\thave m(int)\n\t\twant M(int)",
        ),
        (
            "b",
            "I",
            "b does not implement I (wrong type for method M)\n\t\thave M(string)\n\t\twant M(int)",
        ),
        (
            "c",
            "I",
            "c does not implement I (method M has pointer receiver)",
        ),
        (
            "d",
            "I",
            "d does not implement I (d.M is a field, not a method)",
        ),
        ("e", "I", "e does not implement I (missing method M)"),
        (
            "N",
            "U",
            "N does not implement U (N missing in ~string | []byte)",
        ),
        (
            "N",
            "V",
            "N does not implement V (possibly missing ~ for int in V)",
        ),
        ("N", "e", "N does not implement e (e is not an interface)"),
    ];
    check(source, |check| {
        for (v, t, expected) in cases {
            let (v, t) = (check.type_of(v), check.type_of(t));
            let mut cause = String::new();
            assert!(!check.queries().implements(v, t, false, Some(&mut cause)));
            assert_eq!(cause, expected);
        }
    });
}

#[test]
fn sizes_are_those_of_the_compiler() {
    let cases = [
        ("bool", 1, 1),
        ("string", 16, 8),
        ("[3]int16", 6, 2),
        ("complex64", 8, 4),
        ("struct{ a bool; b int64; c bool }", 24, 8),
        ("struct{ a int32; b struct{} }", 8, 4),
        ("struct{}", 0, 1),
        ("[1 << 40][1 << 40]int", -1, 8),
        ("any", 16, 8),
        ("[]int", 24, 8),
        ("func()", 8, 8),
    ];
    for (text, size, alignment) in cases {
        check(&format!("type T {text}"), |check| {
            let t = check.type_of("T");
            assert_eq!(
                (check.types.sizeof(t), check.types.alignof(t)),
                (size, alignment),
                "{text}"
            );
        });
    }
    check("type T struct{ a bool; b struct{ c, d int32 } }", |check| {
        let t = check.type_of("T");
        assert_eq!(check.types.offsetof(t, &[1, 1]), 8);
    });
}

#[test]
fn type_arguments_are_inferred() {
    let source = "func f[P any, S ~[]P, F interface{ func(P) Q }, Q any](S, F) (r Q) { return }
        type L []int
        func g(int) string { return \"\" }
        var v = f(L(nil), g)
        func h[P any](P, P) (r P) { return }
        var w = h(1, 2.5)";
    check(source, |check| {
        assert_eq!(check.text_of_name("v"), "string");
        assert_eq!(check.text_of_name("w"), "float64");
        assert!(check.errors.is_empty());
    });
    check("func f[P any](P, P) {}; func _() { f(1, \"\") }", |check| {
        let text = "mismatched types untyped int and untyped string (cannot infer P)";
        assert!(check.errors[0].text.ends_with(text), "{:?}", check.errors);
    });
}

#[test]
fn infinite_instances_are_found() {
    check(
        "type G[P any] struct{}; func f[P any]() { f[G[P]]() }",
        |check| {
            let text = "instantiation cycle:\n\tp.go:2:45: P instantiated as G[P]";
            assert_eq!(check.errors[0].text, text);
        },
    );
    check("func f[P, Q any]() { f[Q, P]() }", |check| {
        assert!(check.errors.is_empty());
    });
}

#[test]
fn interfaces_of_equal_methods_are_identical() {
    let source = "type A interface{ m(); n() }; type B interface{ n(); m() }
        type T interface{ m() interface{ T } }; type U interface{ m() interface{ U } }";
    check(source, |check| {
        let [a, b, t, u] = ["A", "B", "T", "U"].map(|name| {
            let t = check.type_of(name);
            check.types.under(t)
        });
        assert!(check.types.identical(a, b));
        assert!(!check.types.identical(a, t));
        assert!(check.types.identical(t, u));
        assert!(matches!(check.types.get(t), Type::Interface(_)));
    });
}

/// Returns the messages about a package with these declarations, by the rules of a release.
fn messages(minor: u32, version: &str, declarations: &str) -> Vec<String> {
    let mut found = Vec::new();
    let ask = |check: &mut Checker<'_>| {
        found = std::mem::take(&mut check.errors)
            .into_iter()
            .map(|error| error.text)
            .collect();
    };
    let errors = check_as(Release::nearest(minor), version, declarations, ask);
    if errors.is_empty() { found } else { errors }
}

#[test]
fn releases_have_their_own_rules_and_messages() {
    let cases: [(&str, [&str; 3]); 6] = [
        (
            "var v int\nvar x v",
            [
                "v is not a type",
                "v (package-level variable) is not a type",
                "v (package-level variable) is not a type",
            ],
        ),
        (
            "var x = new(1)",
            [
                "1 is not a type",
                "new(1) requires go1.26 or later",
                "new(1) requires go1.26 or later",
            ],
        ),
        (
            "func f() { var a, b int; a, b = 1, \"\"; _, _ = a, b }",
            [
                "cannot use \"\" (untyped string constant) as int value in assignment",
                "cannot use \"\" (untyped string constant) as int value in assignment",
                "cannot use \"\" (untyped string constant) as int value in multiple assignment",
            ],
        ),
        (
            "type T struct{}\nfunc (T) m[P any]() {}",
            [
                "syntax error: method must have no type parameters",
                "syntax error: method must have no type parameters",
                "generic method requires go1.27 or later",
            ],
        ),
        (
            "type E struct{ x int }\ntype T struct{ E }\nvar t = T{x: 1}",
            [
                "unknown field x in struct literal of type T",
                "unknown field x in struct literal of type T",
                "use of promoted field E.x in struct literal of type T requires go1.27 or later",
            ],
        ),
        (
            "func g() (int, string)\nfunc f() { var a, b int = g(); _, _ = a, b }",
            [
                "cannot use g() (value of type string) as int value in assignment",
                "cannot use g() (value of type string) as int value in assignment",
                "cannot use 2nd function result (value of type string) as int value in multiple \
                 assignment",
            ],
        ),
    ];
    for (declarations, expected) in cases {
        for (minor, expected) in (25..).zip(expected) {
            let found = messages(minor, "go1.25", declarations);
            assert_eq!(found, [expected], "1.{minor}: {declarations}");
        }
    }
}

#[test]
fn methods_have_type_parameters_since_go_1_27() {
    let declarations = "type L[T any] struct{ list []T }\n\
        func (l L[T]) Map[U any](f func(T) U) L[U] { var r L[U]; for _, x := range l.list { r.list = append(r.list, f(x)) }; return r }\n\
        type E struct{ x int }\ntype T struct{ E }\n\
        var t = T{x: 1}\n\
        var a L[string] = L[int]{}.Map(func(int) string { return \"\" })\n\
        var b = L[int].Map[string]\n\
        var c L[string] = b(L[int]{}, nil)\n";
    assert_eq!(messages(27, "go1.27", declarations), [""; 0]);
}

/// The official compiler does not end: each right side leads to the other.
#[test]
fn an_alias_of_an_instance_of_its_own_type_ends() {
    let declarations = "func zero[T any]() (_ T) { return }\n\
        type T[P any] U\n\
        func (T[P]) m() { var x any = zero[P](); _ = x }\n\
        type N int\n\
        type U = T[N]\n\
        var x = U(0)\n\
        func f() { x.m(); (*U).m(&x) }\n";
    let ask = |check: &mut Checker<'_>| assert!(check.types.limits().are_reached());
    let errors = check_as(Release::nearest(27), "go1.27", declarations, ask);
    assert_eq!(errors, [""; 0]);
}
