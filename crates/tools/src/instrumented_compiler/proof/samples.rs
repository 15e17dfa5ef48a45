//! The two modules of the proof, and their edits.
//!
//! Counterpart: none.

use super::change::Change;
use super::change::Change::Add;
use super::change::Change::Remove;
use super::change::Change::Replace;
use super::change::Module;

/// The modules: in the first, packages import one that is edited, each in another way. The second has
/// generic types, closures and aliases.
pub(super) const MODULES: [Module; 2] = [
    Module {
        name: "one",
        files: &[
            ("base/base.go", include_str!("samples/one/base.go.txt")),
            ("plain/plain.go", include_str!("samples/one/plain.go.txt")),
            (
                "inlined/inlined.go",
                include_str!("samples/one/inlined.go.txt"),
            ),
            (
                "embedded/embedded.go",
                include_str!("samples/one/embedded.go.txt"),
            ),
            (
                "generic/generic.go",
                include_str!("samples/one/generic.go.txt"),
            ),
            (
                "dotted/dotted.go",
                include_str!("samples/one/dotted.go.txt"),
            ),
            ("top/top.go", include_str!("samples/one/top.go.txt")),
        ],
        edits: ONE,
    },
    Module {
        name: "two",
        files: &[
            ("store/store.go", include_str!("samples/two/store.go.txt")),
            ("table/table.go", include_str!("samples/two/table.go.txt")),
            (
                "cached/cached.go",
                include_str!("samples/two/cached.go.txt"),
            ),
            ("app/app.go", include_str!("samples/two/app.go.txt")),
        ],
        edits: TWO,
    },
];

const BASE: &str = "base/base.go";
const STORE: &str = "store/store.go";

const ONE: &[(&str, Change)] = &[
    (
        "comment",
        Replace(BASE, "too large to be inlined", "too long to be inlined"),
    ),
    (
        "moved lines",
        Replace(
            BASE,
            "// Limit is",
            "// A line.\n// Another.\n\n// Limit is",
        ),
    ),
    (
        "body",
        Replace(BASE, "WriteString(\", \")", "WriteString(\"; \")"),
    ),
    ("inlined body", Replace(BASE, "2 * n", "n + n")),
    (
        "added function",
        Replace(
            BASE,
            "// Twice is",
            "// Half is new.\nfunc Half(n int) int {\n\treturn n / 2\n}\n\n// Twice is",
        ),
    ),
    (
        "added function literal",
        Replace(
            BASE,
            "\tvar b strings.Builder\n",
            "\tvar b strings.Builder\n\tdefer func() { Words = words }()\n",
        ),
    ),
    ("constant", Replace(BASE, "Limit = 10", "Limit = 11")),
    (
        "variable",
        Replace(BASE, "{\"a\", \"b\"}", "{\"a\", \"c\", \"b\"}"),
    ),
    ("changed type", Replace(BASE, "X, Y int", "X, Y, Z int")),
    ("method", Replace(BASE, "p.X + p.Y", "p.X + p.Y + p.Z")),
    (
        "added method",
        Replace(
            BASE,
            "// Join is",
            "// Neg is a new method.\nfunc (p Point) Neg() Point {\n\treturn Point{X: -p.X, Y: -p.Y, Z: -p.Z}\n}\n\n// Join is",
        ),
    ),
    (
        "moved method",
        Replace(BASE, "// Sum is", "// One more line.\n// Sum is"),
    ),
    (
        "generic",
        Replace(
            BASE,
            "\tif a > b {\n\t\treturn a\n\t}\n\treturn b",
            "\tif b < a {\n\t\treturn a\n\t}\n\treturn b",
        ),
    ),
    (
        "generic method",
        Replace(
            BASE,
            "\treturn Pair[T]{p.Second, p.First}",
            "\tp.First, p.Second = p.Second, p.First\n\treturn p",
        ),
    ),
    (
        "added file",
        Add(
            "base/offset.go",
            "package base\n\n// Offset is embedded.\ntype Offset struct{ Left int }\n\n\
             // Move is promoted.\nfunc (o *Offset) Move(n int) { o.Left += n }\n",
        ),
    ),
    (
        "embedded struct",
        Replace(BASE, "\tX, Y, Z int\n", "\tOffset\n\tX, Y, Z int\n"),
    ),
    (
        "embedded struct's method",
        Replace("base/offset.go", "o.Left += n", "o.Left += 2 * n"),
    ),
    ("no embedded struct", Replace(BASE, "\tOffset\n", "")),
    ("removed file", Remove("base/offset.go")),
    (
        "interface",
        Replace(
            BASE,
            "\tArea() int\n",
            "\t// Area is positive.\n\n\tArea() int\n",
        ),
    ),
    (
        "import",
        Replace(
            BASE,
            "import \"strings\"\n",
            "import (\n\t\"sort\"\n\t\"strings\"\n)\n\n// Sorted is new.\nvar Sorted = sort.StringsAreSorted(Words)\n",
        ),
    ),
    (
        "package clause",
        Replace(BASE, "package base", "package base // of all"),
    ),
    (
        "package name",
        Replace(BASE, "package base // of all", "package basic"),
    ),
    (
        "dot import",
        Replace(
            "dotted/dotted.go",
            "Limit + Twice(1)",
            "Limit + Half(4) + len(Words)",
        ),
    ),
    (
        "name for a dot import",
        Replace(
            BASE,
            "// Twice is",
            "type count = int\n\n// Third is new.\nconst Third = 3\n\n// Twice is",
        ),
    ),
    (
        "body of an importer",
        Replace("plain/plain.go", "return \"\"", "return \"none\""),
    ),
];

const TWO: &[(&str, Change)] = &[
    (
        "comment",
        Replace(STORE, "is one of several", "is one of two"),
    ),
    (
        "moved lines",
        Replace(STORE, "// Kind is", "//\n//\n\n// Kind is"),
    ),
    (
        "constant",
        Replace(STORE, "\tFirst Kind = iota\n", "\tFirst Kind = iota + 1\n"),
    ),
    ("body", Replace(STORE, "\"kind %d\"", "\"kind %02d\"")),
    (
        "added function",
        Replace(
            STORE,
            "// Table is",
            "// Len returns how many there are.\nfunc (s *Store[K, V]) Len() int {\n\treturn len(s.values)\n}\n\n// Table is",
        ),
    ),
    (
        "generic method",
        Replace(
            STORE,
            "\tfor _, hook := range s.hooks {",
            "\tfor _, hook := range s.hooks[:len(s.hooks):len(s.hooks)] {",
        ),
    ),
    (
        "function literal",
        Replace(STORE, "{ s.size = size }", "{ s.size = size + 1 }"),
    ),
    (
        "changed type",
        Replace(STORE, "\tsize int\n", "\tsize int\n\tname string\n"),
    ),
    (
        "generic type",
        Replace(
            STORE,
            "\thooks  []func(K)\n",
            "\thooks  []func(K)\n\tlast   K\n",
        ),
    ),
    (
        "loop",
        Replace(
            STORE,
            "\tfor _, option := range options {\n\t\toption(&s)\n",
            "\tfor i := range options {\n\t\toptions[i](&s)\n",
        ),
    ),
    (
        "initialisation",
        Replace(
            STORE,
            "errors.New(\"none\")",
            "errors.Join(errors.New(\"none\"))",
        ),
    ),
    (
        "no import",
        Replace(
            STORE,
            "import (\n\t\"errors\"\n\t\"fmt\"\n)\n\n// ErrNone is returned by a store that is empty.\nvar ErrNone = errors.Join(errors.New(\"none\"))",
            "import \"fmt\"\n\n// ErrNone is returned by a store that is empty.\nvar ErrNone = fmt.Errorf(\"none of %d\", First)",
        ),
    ),
    (
        "added file",
        Add(
            "store/all.go",
            "package store\n\nimport \"iter\"\n\n// All returns all.\n\
             func (s *Store[K, V]) All() iter.Seq2[K, V] {\n\treturn func(yield func(K, V) bool) {\n\
             \t\tfor key, value := range s.values {\n\t\t\tif !yield(key, value) {\n\t\t\t\treturn\n\
             \t\t\t}\n\t\t}\n\t}\n}\n",
        ),
    ),
    (
        "range over a function",
        Replace(
            "app/app.go",
            "\t\t_ = kind\n",
            "\t\tfor range t.All() {\n\t\t\t_ = kind\n\t\t}\n",
        ),
    ),
    (
        "moved lines in a generic body",
        Replace(
            "store/all.go",
            "\t\t\tif !yield",
            "\t\t\t// A line.\n\t\t\tif !yield",
        ),
    ),
];
