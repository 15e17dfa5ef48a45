//! Go sources: the check ends, its errors are in order, and its result for a deep source equals the
//! result on a large stack. The same for the compiler's parser, whose nodes can all be printed.
//!
//! Counterpart: go/parser, cmd/compile/internal/syntax; their results are compared in the tests of
//! syntax and ast.

use std::sync::Arc;

use vamos_ast::report::report;
use vamos_sched::on_large_stack;
use vamos_syntax::recognizer::Outcome;
use vamos_syntax::recognizer::Rules;
use vamos_syntax::recognizer::check;
use vamos_syntax::recognizer::check_deep;

use super::BRIEF;
use super::Target;
use super::texts;

pub(super) const WORDS: &[&str] = &[
    "package p\n",
    "import \"p\"\n",
    "func ",
    "type T ",
    "struct { ",
    "interface { ",
    "chan ",
    "<-",
    "map[",
    "[]",
    "...",
    "switch ",
    "select { case ",
    "for range ",
    "if x := ",
    "else ",
    "go ",
    "defer ",
    "return ",
    "goto ",
    "((((((((",
    "{{{{{{{{",
    "[[[[[[[[",
    "--------",
    "+ 1",
    ":=",
    "x.(type)",
    "'\\u12",
    "\"\\x",
    "0x_1.p",
    "`\r",
    "/*",
    "*/",
    "//line x:1:2\n",
    "\u{feff}",
    "é",
];

pub(super) const GO_SOURCE: Target = Target {
    name: "go_source",
    run: go_source,
    seeds,
    words: WORDS,
    brief: BRIEF,
};

pub(super) const GO_TREE: Target = Target {
    name: "go_tree",
    run: go_tree,
    seeds,
    words: WORDS,
    brief: BRIEF,
};

fn seeds() -> Vec<Vec<u8>> {
    texts(&[
        "package p\n\nimport \"fmt\"\n\ntype T[P *Q,] struct{ a, b int `t`; *T }\n\nfunc (t *T) m(a, b ...int) (c int) {\nL:\n\tfor i, x := range []T{{a: 1}, {}} {\n\t\tif y := f(x); y < 2 { continue L } else { go func() {}() }\n\t}\n\treturn\n}\n",
        "package p\n\nvar x, y = 0x1p-2i, 'a' + \"\\u1234\"\n\nfunc f() {\n\tswitch v := x.(type) {\n\tcase <-chan chan<- int: select { case c <- 1: default: }\n\t}\n\tdefer close(a[1:2:3])\n}\n",
        "package p\n\ntype I interface { ~int | E; m(func() T); G[int] }\n",
    ])
}

fn go_tree(bytes: &[u8]) {
    let mut outcome = vamos_ast::parse("x.go", bytes);
    if outcome.is_too_deep {
        outcome = on_large_stack(|| vamos_ast::parse_deep("x.go", bytes));
    }
    let end = bytes.len() as u32 + 1;
    assert!(outcome.errors.iter().all(|error| error.offset <= end));
    assert!(outcome.file.is_some() || !outcome.errors.is_empty());
    if let Some(file) = &outcome.file {
        for node in file.tree.nodes().take(200) {
            assert!(vamos_ast::start(&file.tree, node) <= end);
            vamos_ast::short(&file.tree, bytes, node);
        }
    }
    report(&[outcome], true);
}

fn go_source(bytes: &[u8]) {
    let name: Arc<str> = "x.go".into();
    for is_new in [false, true] {
        let rules = Rules {
            methods_may_be_generic: is_new,
            raw_strings_end_at_quote: is_new,
        };
        let outcome = match check(bytes, &name, rules) {
            Outcome::TooDeep => on_large_stack(|| check_deep(bytes, &name, rules)),
            outcome => outcome,
        };
        match outcome {
            Outcome::Valid => {}
            Outcome::TooDeep => panic!("there is no limit on a large stack"),
            Outcome::Invalid(errors) => {
                assert!(errors.list().is_sorted());
                assert!(!errors.list().is_empty() && errors.count() >= errors.list().len());
            }
        }
    }
}
