//! Tests of the parser as a whole.

use proptest::prelude::*;

use crate::inspect;
use crate::node::Node;
use crate::parse;
use crate::parse_declarations;
use crate::parse_deep;
use crate::report::report;

fn messages(src: &str) -> String {
    report(&[parse("x.go", src.as_bytes())], false).text
}

#[test]
fn correct_files_have_no_errors() {
    let src = "package p\n\nimport (\n\t\"fmt\"\n\t. \"os\"\n)\n\ntype T[P any, Q *int|string] struct {\n\ta, b int `tag`\n\t*E\n\tm.X[int]\n}\n\nfunc (t *T[P, Q]) M(a, b int, c ...string) (n int, err error) {\nouter:\n\tfor i, x := range a {\n\t\tswitch y := x.(type) {\n\t\tcase int:\n\t\t\tcontinue outer\n\t\tdefault:\n\t\t\tgo f(y...)\n\t\t}\n\t\tif v := g(); v > 1 {\n\t\t\tx[1:2:3] = <-c\n\t\t} else if a[i] {\n\t\t\treturn\n\t\t}\n\t}\n\treturn T[int]{a: 1, {2, 3}}, nil\n}\n";
    assert_eq!(messages(src), "");
    let outcome = parse("x.go", src.as_bytes());
    let file = outcome.file.unwrap();
    assert_eq!(file.name(src.as_bytes(), file.package), b"p");
    assert_eq!(file.tree.len(file.decls), 4);
}

#[test]
fn line_directives_are_origins_of_line_numbers() {
    let src = "package p\n//line x.go:10\nvar a int\n/*line :7:3*/ var b int\n";
    let lines = parse("p.go", src.as_bytes()).lines;
    assert_eq!(lines.directive_count(), 2);
    let bases = [0, 1, 2].map(|number| {
        let base = lines.base(number);
        let numbers = base.directive.map(|directive| {
            let (line, column) = (directive.line, directive.column);
            [directive.at_line, directive.at_column, line, column]
        });
        (base.name, numbers)
    });
    let expected = [
        ("p.go", None),
        ("x.go", Some([3, 1, 10, 0])),
        ("x.go", Some([4, 14, 7, 3])),
    ];
    assert_eq!(
        bases,
        expected.map(|(name, numbers)| (name.to_owned(), numbers))
    );
    let place = lines.place(src.find("b int").unwrap() as u32);
    assert_eq!((place.base, place.line, place.column), (2, 4, 19));
    assert_eq!(lines.relative(place), ("x.go".to_owned(), 7, 8));
}

#[test]
fn a_line_directive_at_the_end_without_a_newline_applies_to_the_end() {
    let src = "package p\n//line a.y:20\nfunc f() {\n//line b.y:7:3";
    let lines = parse("p.go", src.as_bytes()).lines;
    let directive = lines.base(2).directive.unwrap();
    assert_eq!((directive.at_line, directive.at_column), (5, 1));
    let expected = "b.y:6:15: syntax error: unexpected EOF, expected }\n";
    assert_eq!(messages(src), expected);
    let first = src.replace("b.y:7:3", "b.y:1");
    let expected = "b.y:0: syntax error: unexpected EOF, expected }\n";
    assert_eq!(messages(&first), expected);
    for (name, shown) in [("b.y", "b.y"), ("", "<unknown position>")] {
        let src = src.replace("b.y:7:3", &format!("{name}:1"));
        let lines = parse("p.go", src.as_bytes()).lines;
        let text = lines.text(lines.place(src.len() as u32));
        assert_eq!(text, format!("{shown}[p.go:4:{}]", name.len() + 10));
    }
}

#[test]
fn messages_are_the_compilers() {
    for (src, expected) in [
        (
            "",
            "x.go:1:1: syntax error: package statement must be first\n",
        ),
        (
            "package p\nx\n",
            "x.go:2:1: syntax error: non-declaration statement outside function body\n",
        ),
        (
            "package p\nfunc f() {\n\tif x = 1 {\n\t}\n}\n",
            "x.go:3:7: syntax error: cannot use assignment x = 1 as value\n",
        ),
        (
            "package p\nfunc f() {\n\tx := []int{1, 2\n\t}\n}\n",
            "x.go:3:17: syntax error: unexpected newline in composite literal; possibly missing comma or }\n",
        ),
        (
            "package p\nfunc f()\n{\n}\n",
            "x.go:3:1: syntax error: unexpected semicolon or newline before {\n",
        ),
        (
            "package p\nfunc f(a, b int, string) {}\n",
            "x.go:2:24: syntax error: missing parameter type\n",
        ),
        (
            "package p\nfunc f(a int, []string) {}\n",
            "x.go:2:15: syntax error: missing parameter name\n",
        ),
        (
            "package p\nvar x = 08\n",
            "x.go:2:10: invalid digit '8' in octal literal\n",
        ),
        (
            "package p\nvar x = 'ab'\n",
            "x.go:2:9: more than one character in rune literal\n",
        ),
        (
            "package p\nfunc f() { goto L; x := 1; L: _ = x }\n",
            "x.go:2:17: goto L jumps over declaration of x at x.go:2:22\n",
        ),
        (
            "package p\nfunc f() { L: }\n",
            "x.go:2:12: label L defined and not used\n",
        ),
        (
            "package p\n//line y.go:7\nvar = 1\n",
            "y.go:7: syntax error: unexpected =, expected name\n",
        ),
    ] {
        assert_eq!(messages(src), expected, "{src}");
    }
}

#[test]
fn sources_of_any_depth_are_read() {
    let src = |depth: usize| {
        let (open, close) = ("(".repeat(depth), ")".repeat(depth));
        format!("package p\n\nvar x = {open}1{close}\n")
    };
    assert!(!parse("x.go", src(100).as_bytes()).is_too_deep);
    let deep = src(100_000);
    let shallow = parse("x.go", deep.as_bytes());
    assert!(shallow.is_too_deep && shallow.errors.is_empty());
    let thread = std::thread::Builder::new().stack_size(512 << 20);
    let handle = thread.spawn(move || parse_deep("x.go", deep.as_bytes()).errors.len());
    assert_eq!(handle.unwrap().join().unwrap(), 0);
}

/// Fragments of Go from which sources are composed.
const PIECES: &[&str] = &[
    "package p\n",
    "func f",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "if ",
    "for ",
    "switch ",
    "select ",
    "case ",
    "default",
    ":",
    ":=",
    "=",
    "x",
    "y.z",
    "1",
    "\"s\"",
    "'a'",
    "`r`",
    ",",
    ";",
    "\n",
    "...",
    "chan ",
    "<-",
    "map",
    "struct",
    "interface",
    "type ",
    "var ",
    "const ",
    "return ",
    "goto L",
    "L:",
    "break ",
    "*",
    "~",
    "|",
    "&",
    "+",
    "++",
    "// c\n",
    "/* c */",
    "//line x:3\n",
    "/*line y:4:5*/",
    "//go:noinline\n",
    "range ",
    "go ",
    "defer ",
    "else ",
    "import ",
    "0x",
    "_",
    "\0",
    "\u{feff}",
    "é",
    ".",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn any_source_ends(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
        let src = format!("package p\n{text}");
        let outcome = parse("x.go", src.as_bytes());
        let len = src.len() as u32 + 1;
        prop_assert!(outcome.errors.iter().all(|error| error.offset <= len));
        report(&[outcome], true);
    }

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let src = [b"package p\n", bytes.as_slice()].concat();
        report(&[parse("x.go", &src)], false);
    }
}

#[test]
fn bodies_are_skipped() {
    let src = b"package p\n\nfunc f() {\n\tif x { L: }\n\ty := '}' + \"}\" // }\n}\n\nvar g = func() int { return }()\n\nfunc h()\n";
    let outcome = parse_declarations("x.go", src);
    assert_eq!(outcome.errors, []);
    let file = outcome.file.unwrap();
    let kinds: Vec<Node> = file
        .tree
        .list(file.decls)
        .map(|decl| file.tree.node(decl))
        .collect();
    assert_eq!(kinds.len(), 3);
    let Node::FuncDecl {
        body: Some(body), ..
    } = kinds[0]
    else {
        panic!("{:?}", kinds[0]);
    };
    let end = src.windows(2).position(|pair| pair == b"\n}").unwrap() as u32 + 1;
    assert!(matches!(file.tree.node(body), Node::Block { rbrace, .. } if rbrace == end));
    assert!(matches!(kinds[2], Node::FuncDecl { body: None, .. }));
    assert_eq!(
        parse_declarations("x.go", b"package p\nfunc f() {")
            .errors
            .len(),
        1
    );
}

#[test]
fn elements_are_skipped() {
    let src = b"package p\nvar t = T{a: {'}'}, \"}\": 1}\nvar a = [...]T{{1, 2}, 5: {3}}\nvar c = [2]T{{}, {}}[0]\n";
    let outcome = parse_declarations("x.go", src);
    assert_eq!(outcome.errors, []);
    let file = outcome.file.unwrap();
    let mut found = Vec::new();
    inspect(&file.tree, file.decls, |node| {
        if let Node::CompositeLit { elems, keys, .. } = file.tree.node(node) {
            found.push((file.tree.len(elems), keys));
        }
        true
    });
    // The length of the array is the number of its elements.
    assert_eq!(found, [(0, 0), (2, 1), (0, 0), (0, 0), (0, 0)]);
}
