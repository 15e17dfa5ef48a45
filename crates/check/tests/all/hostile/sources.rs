//! Sources in which something is nested, repeated or doubled `n` times.
//!
//! Counterpart: none.

/// A kind of source.
pub(super) struct Source {
    pub(super) name: &'static str,
    /// Returns the source for a number.
    pub(super) text: fn(usize) -> Vec<u8>,
}

macro_rules! sources {
    ($($name:ident: $text:expr,)*) => {
        &[$(Source {
            name: stringify!($name),
            text: |n| {
                let text: fn(usize) -> String = $text;
                text(n).into_bytes()
            },
        }),*]
    };
}

/// Returns a file with declarations.
fn file(declarations: &str) -> String {
    format!("package p\n\n{declarations}\n")
}

/// Returns the declaration of a variable with something nested.
fn nested(open: &str, middle: &str, close: &str, n: usize) -> String {
    let (open, close) = (open.repeat(n), close.repeat(n));
    file(&format!("var x = {open}{middle}{close}"))
}

fn nested_type(open: &str, middle: &str, close: &str, n: usize) -> String {
    let (open, close) = (open.repeat(n), close.repeat(n));
    file(&format!("type T {open}{middle}{close}"))
}

fn nested_stmt(open: &str, middle: &str, close: &str, n: usize) -> String {
    let (open, close) = (open.repeat(n), close.repeat(n));
    file(&format!("func f() {{\n{open}{middle}{close}\n}}"))
}

/// Returns declarations in which each `#` is the number and each `@` the next one; `last` ends
/// them.
fn chain(declaration: &str, last: &str, n: usize) -> String {
    let line = |at: usize| {
        let text = declaration.replace('#', &at.to_string());
        text.replace('@', &(at + 1).to_string()) + "\n"
    };
    let lines: String = (0..n).map(line).collect();
    file(&(lines + &last.replace('#', &n.to_string())))
}

/// Returns lines in a function in which each `#` is the number.
fn lines(line: &str, n: usize) -> String {
    let lines: String = (0..n)
        .map(|at| line.replace('#', &at.to_string()) + "\n")
        .collect();
    file(&format!("func f() {{\n{lines}}}"))
}

fn list(item: &str, separator: &str, n: usize) -> String {
    let items: Vec<String> = (0..n)
        .map(|at| item.replace('#', &at.to_string()))
        .collect();
    items.join(separator)
}

/// Nested or chained constructs.
pub(super) const DEEP: &[Source] = sources![
    parentheses: |n| nested("(", "1", ")", n),
    open_parentheses: |n| nested("(", "", "", n),
    minuses: |n| nested("-", "1", "", n),
    spaced_minuses: |n| nested("- ", "1", "", n),
    nots: |n| nested("!", "true", "", n),
    pointers_to: |n| nested("*", "x", "", n),
    addresses: |n| nested("& ", "x", "", n),
    receives: |n| nested("<-", "x", "", n),
    sum: |n| nested("1+", "1", "", n),
    sum_of_strings: |n| nested("\"a\"+", "\"b\"", "", n),
    sum_of_variables: |n| file(&format!("var a int\nvar x = {}a", "a+".repeat(n))),
    sum_of_mistakes: |n| file(&format!("var a int\nvar x = {}a", "a+\"\"+".repeat(n))),
    sum_to_the_right: |n| nested("1+(", "1", ")", n),
    comparisons: |n| nested("1==", "1", "", n),
    shifts: |n| file(&format!("var s uint\nvar x int = {}1", "1<<s + ".repeat(n))),
    calls_of_calls: |n| nested("f(", "", ")", n),
    results_of_calls: |n| nested("", "f", "()", n),
    selectors: |n| nested("", "x", ".x", n),
    indexes: |n| nested("", "y", "[0]", n),
    indexes_with_braces: |n| nested("", "y", "[0]", n).replace("var x", "var z = y[0]{}; var x") ,
    indexes_of_names_with_braces: |n| file(&format!("var x = y{} {{}}", "[a]".repeat(n))),
    indexes_in_indexes: |n| nested("x[", "0", "]", n),
    slices: |n| nested("", "\"\"", "[:]", n),
    assertions: |n| nested("", "x", ".(int)", n),
    conversions: |n| nested("int(", "1", ")", n),
    literals: |n| nested("[]int{", "", "}", n),
    literals_without_types: |n| nested("{", "", "}", n).replace("= ", "= []int"),
    keys: |n| nested("map[int]int{0: ", "0", "}", n),
    function_literals: |n| nested("func() { ", "", " }", n),
    called_function_literals: |n| nested("func() int { return ", "1", " }()", n),
    function_results: |n| nested("func() ", "{}", "", n),
    type_arguments: |n| nested("T[", "int", "]", n),
    stars: |n| nested_type("*", "int", "", n),
    slice_types: |n| nested_type("[]", "int", "", n),
    array_types: |n| nested_type("[1]", "int", "", n),
    array_lengths: |n| nested_type("[len(", "", "){}]int", n),
    maps: |n| nested_type("map[int]", "int", "", n),
    map_keys: |n| nested_type("map[", "int", "]int", n),
    channels: |n| nested_type("chan ", "int", "", n),
    receive_channels: |n| nested_type("<-chan ", "int", "", n),
    functions: |n| nested_type("func(", "", ")", n),
    results: |n| nested_type("func() ", "int", "", n),
    structs: |n| nested_type("struct{ a ", "int", " }", n),
    interfaces: |n| nested_type("interface{ m(", "", ") }", n),
    embedded_literals: |n| nested_type("interface{ ", "", " }", n),
    types_in_parentheses: |n| nested_type("(", "int", ")", n),
    union: |n| file(&format!("type T interface{{ {}int }}", "int | ".repeat(n))),
    union_of_params: |n| file(&format!("type T[P {}int] int", "int | ".repeat(n))),
    union_or_length: |n| file(&format!("type T[P *{}int] int", "A | ".repeat(n))),
    sum_or_length: |n| file(&format!("type T[P * {}1] int", "A + ".repeat(n))),
    constraint_terms: |n| nested_type("interface{ ~", "int", " }", n),
    blocks: |n| nested_stmt("{\n", "", "}\n", n),
    ifs: |n| nested_stmt("if true {\n", "", "}\n", n),
    else_ifs: |n| nested_stmt("if true {} else ", "{}", "", n),
    fors: |n| nested_stmt("for {\n", "", "}\n", n),
    ranges: |n| nested_stmt("for range 3 {\n", "", "}\n", n),
    switches: |n| nested_stmt("switch {\ncase true:\n", "", "}\n", n),
    type_switches: |n| nested_stmt("switch any(1).(type) {\ncase int:\n", "", "}\n", n),
    selects: |n| nested_stmt("select {\ndefault:\n", "", "}\n", n),
    labels: |n| nested_stmt("L:\n", "", "", n),
    different_labels: |n| lines("L#:", n),
    goroutines: |n| nested_stmt("go func() {\n", "", "}()\n", n),
    ifs_with_calls: |n| file(&format!("func f() {{ if x = f{} {{}} }}", "()".repeat(n))),
    composite_in_header: |n| nested_stmt("if x == (T{", "", "}) {}", n),
    type_chain: |n| chain("type T# T@", "type T# int", n),
    type_cycle: |n| chain("type T# T@", "type T# T0", n),
    struct_chain: |n| chain("type T# struct{ a T@ }", "type T# int", n),
    struct_cycle: |n| chain("type T# struct{ a T@ }", "type T# T0", n),
    pointer_chain: |n| chain("type T# struct{ a *T@ }", "type T# T0", n),
    array_chain: |n| chain("type T# [2]T@", "type T# int\nvar x T0", n),
    slice_chain: |n| chain("type T# []T@", "type T# T0", n),
    sized_chain: |n| chain("type T# [len(T@{})]int", "type T# [3]int", n),
    sized_cycle: |n| chain("type T# [len(T@{})]int", "type T# [len(T0{})]int", n),
    alias_chain: |n| chain("type T# = T@", "type T# = int", n),
    alias_cycle: |n| chain("type T# = T@", "type T# = T0", n),
    alias_of_pointer_chain: |n| chain("type T# = *T@", "type T# = int\nvar x T0 = 1", n),
    alias_of_struct_cycle: |n| chain("type T# = struct{ a T@ }", "type T# = T0", n),
    generic_chain: |n| chain("type T#[P any] struct{ a T@[P] }", "type T#[P any] int\nvar x T0[int]", n),
    generic_growing_chain: |n| chain("type T#[P any] struct{ a *T@[[]P] }", "type T#[P any] int\nvar x T0[int]", n),
    generic_cycle: |n| chain("type T#[P any] struct{ a *T@[P] }", "type T#[P any] T0[P]", n),
    generic_growing_cycle: |n| chain("type T#[P any] struct{ a *T@[[]P] }", "type T#[P any] T0[P]\nvar x T0[int]", n),
    generic_alias_chain: |n| chain("type T#[P any] = T@[P]", "type T#[P any] = []P\nvar x T0[int]", n),
    generic_calls: |n| chain("func f#[P any]() { f@[[]P]() }", "func f#[P any]() {}\nfunc g() { f0[int]() }", n),
    generic_calls_cycle: |n| chain("func f#[P any]() { f@[[]P]() }", "func f#[P any]() { f0[P]() }", n),
    inferred_calls: |n| chain("func f#[P any](p P) { f@([]P{p}) }", "func f#[P any](p P) {}\nfunc g() { f0(1) }", n),
    instances_of_instances: |n| file(&format!("type T[P any] []P\ntype U {}int{}", "T[".repeat(n), "]".repeat(n))),
    instance_values: |n| file(&format!("func f[P any](p P) []P {{ return nil }}\nvar x = {}1{}", "f(".repeat(n), ")".repeat(n))),
    constraint_chain: |n| chain("type C#[P C@[P]] interface{ m() }", "type C#[P any] interface{}", n),
    embedded_interfaces: |n| chain("type I# interface{ I@; m#() }", "type I# any\nvar x I0\nvar y = x.m1", n),
    embedded_interface_cycle: |n| chain("type I# interface{ I@; m#() }", "type I# interface{ I0 }", n),
    embedded_structs: |n| chain("type T# struct{ T@ }", "type T# struct{ a int }\nvar x = T0{}.a", n),
    embedded_pointers: |n| chain("type T# struct{ *T@ }", "type T# struct{ a int }\nvar x = T0{}.a", n),
    embedded_pointer_cycle: |n| chain("type T# struct{ *T@ }", "type T# struct{ *T0 }\nvar x = T0{}.a", n),
    constants: |n| chain("const c# = c@ + 1", "const c# = 1", n),
    constant_cycle: |n| chain("const c# = c@ + 1", "const c# = c0", n),
    variables: |n| chain("var v# = v@ + 1", "var v# = 1", n),
    variable_cycle: |n| chain("var v# = v@ + 1", "var v# = v0", n),
    functions_in_order: |n| chain("func f#() int { return f@() }", "func f#() int { return v }\nvar v = f0()", n),
    methods_in_order: |n| chain("func (T) m#() int { return T{}.m@() }", "type T struct{}\nfunc (T) m#() int { return v }\nvar v = T{}.m0()", n),
];

/// Many or large constructs.
pub(super) const WIDE: &[Source] = sources![
    undefined: |n| lines("x#()", n),
    wrong_types: |n| lines("var _ int = \"#\"", n),
    unused: |n| lines("x# := 1", n),
    unused_in_blocks: |n| lines("{ x# := 1 }", n),
    duplicates: |n| chain("func f() {}", "", n),
    duplicate_labels: |n| lines("L:", n),
    unused_labels: |n| lines("L#:", n),
    undefined_labels: |n| lines("goto L#", n),
    labels_behind: |n| lines("goto L#", n).replace("\n}", "\nvar v int\n") + &list("L#:", "\n", n) + "\n_ = v\n}\n",
    jumps_over_variables: |n| lines("goto L#; v# := 1; _ = v#", n).replace("\n}", "\n") + &list("L#:", "\n", n) + "\n}\n",
    syntax_errors: |n| lines("x x", n),
    literals_that_are_wrong: |n| lines("_ = 0x; _ = '' ; _ = 1_", n),
    imports: |n| format!("package p\n{}", "import \"fmt\"\n".repeat(n)),
    unknown_imports: |n| format!("package p\n{}", list("import \"q#\"", "\n", n)),
    line_directives: |n| file(&list("//line x#.go:1\nvar _ = y#", "\n", n)),
    directives: |n| file(&list("//go:noinline\nvar _ = y#", "\n", n)),
    fields: |n| file(&format!("type T struct{{\n{}\n}}\nvar x = T{{}}.a1", list("a# int", "\n", n))),
    same_fields: |n| file(&format!("type T struct{{\n{}\n}}", list("a int", "\n", n))),
    embedded_fields: |n| format!("{}\ntype U struct{{\n{}\n}}\nvar x = U{{}}.y\n", chain("type T# struct{}", "", n), list("T#", "\n", n)),
    interface_methods: |n| file(&format!("type I interface{{\n{}\n}}\nvar x I = 1\nvar y = x.m7", list("m#()", "\n", n))),
    methods: |n| file(&format!("type T int\n{}\nvar x = T(0).m7", list("func (T) m#() {}", "\n", n))),
    parameters: |n| file(&format!("func f({}) {{}}\nfunc g() {{ f({}) }}", list("a# int", ", ", n), list("#", ", ", n))),
    too_few_arguments: |n| file(&format!("func f({}) {{}}\nfunc g() {{ f(1) }}", list("a# int", ", ", n))),
    type_parameters: |n| file(&format!("func f[{}]() {{}}\nvar x = f[int]", list("P# any", ", ", n.min(3_000)))),
    inferred_parameters: |n| file(&format!("func f[{}]({}) {{}}\nfunc g() {{ f({}) }}", list("P# any", ", ", n.min(3_000)), list("p# P#", ", ", n.min(3_000)), list("#", ", ", n.min(3_000)))),
    elements: |n| file(&format!("var x = []int{{{}}}", list("#", ", ", n))),
    wrong_elements: |n| file(&format!("var x = []string{{{}}}", list("#", ", ", n))),
    keyed_elements: |n| file(&format!("var x = map[int]int{{{}}}", list("#: #", ", ", n))),
    indexed_elements: |n| file(&format!("var x = [...]int{{{}}}", list("#: #", ", ", n))),
    same_keys: |n| file(&format!("var x = map[int]int{{{}}}", list("1: #", ", ", n))),
    cases: |n| nested_stmt("", &format!("switch 1 {{\ncase {}:\n}}", list("#", ", ", n)), "", 1),
    same_cases: |n| nested_stmt("", &format!("switch 1 {{\ncase {}:\n}}", list("1", ", ", n)), "", 1),
    type_cases: |n| nested_stmt("", &format!("switch any(1).(type) {{\ncase {}:\n}}", list("[#]int", ", ", n.min(20_000))), "", 1),
    statements: |n| lines("_ = # + 1", n),
    variables_in_scope: |n| lines("v# := #; _ = v#", n),
    initializers: |n| chain("var v# = f(#)", "func f(x int) int { return x }", n),
    initializers_and_functions: |n| chain("var v# = f()", &format!("func f() int {{ return {}0 }}", list("w# + ", "", n)), n) + &chain("var w# = 1", "", n).replace("package p", ""),
    assigned: |n| nested_stmt("", &format!("{} := {}", list("v#", ", ", n), list("#", ", ", n)), "", 1),
    huge_name: |n| file(&format!("var {} = {}", "x".repeat(n), "y".repeat(n))),
    huge_string: |n| file(&format!("var x int = \"{}\"", "\\x00".repeat(n))),
    huge_number: |n| file(&format!("var x = {}", "9".repeat(n))),
    huge_fraction: |n| file(&format!("var x = 0.{}", "1".repeat(n))),
    huge_hexadecimal: |n| file(&format!("var x = 0x{}p-1", "f".repeat(n))),
    huge_exponent: |n| file(&format!("var x = 1e{}", "9".repeat(n))),
    huge_comment: |n| file(&format!("/*{}*/ var x = y", "* /".repeat(n))),
    huge_pragma: |n| file(&format!("//go:build {}x\nvar x = y", "!".repeat(n))),
    huge_constraint: |n| format!("//go:build {}x\n\npackage p\nvar x = y", "a && ".repeat(n)),
    huge_wrong_type: |n| file(&format!("var s struct{{ {} }}\nvar x int = s\nvar y string = s", list("a# int", "; ", n))),
    wrong_huge_types: |n| file(&format!("var s struct{{ {} }}\n{}", list("a# int", "; ", n / 100), list("var x# int = s", "\n", n / 10))),
    nulls: |n| file(&format!("var x = {}y", "\0".repeat(n))),
    byte_order_marks: |n| file(&format!("var x = {}y", "\u{feff}".repeat(n))),
    newlines: |n| file(&"\n".repeat(n)),
    spaces: |n| file(&" ".repeat(n)),
    semicolons: |n| file(&";".repeat(n)),
    backquotes: |n| file(&format!("var x = `{}", "\r\n".repeat(n))),
    braces: |n| file(&"}".repeat(n)),
    operators: |n| file(&"&^=".repeat(n)),
];

/// Small sources that are large for a checker. The number is the count of doublings.
pub(super) const EXPLOSIVE: &[Source] = sources![
    shift: |_| file("const a = 1 << 1e9\nvar x = 1 << 1000000000000\nvar y = 1.0 << 2000"),
    exponents: |_| file("const a = 1e1000000000\nvar x float64 = a / 1e999999999\nvar y = 1e99999999999999999999\nvar z = 0x1p2147483647\nvar w = 0x1p-99999999999\nconst b = 1e-1000000000 * 1e-1000000000 * 1e-1000000000"),
    products: |n| chain("const c# = c@ * c@", "const c# = 3.7", n),
    integer_products: |n| chain("const c# = c@ * c@", "const c# = 3", n),
    quotients: |n| chain("const c# = c@ / 3.0 + 1.0", "const c# = 3", n),
    doubled_strings: |n| chain("const c# = c@ + c@", "const c# = \"ab\"", n),
    doubled_string_lengths: |n| chain("const c# = c@ + c@", "const c# = \"ab\"\nconst l = len(c0)\nvar x int = c0", n),
    large_arrays: |_| file("var x [1 << 62]int\nvar y [1 << 63]int\nconst l = len([1 << 62][1 << 62]int{})\nvar z [l]struct{}\nvar w = [...]int{1 << 62: 1}"),
    large_sizes: |_| file("import \"unsafe\"\n\nconst s = unsafe.Sizeof([1 << 62][1 << 62]int{})\nconst o = unsafe.Offsetof(struct{ a, b [1 << 61]int }{}.b)\nvar x [s]int"),
    doubled_structs: |n| chain("type T# struct{ a, b T@ }", "type T# int\nvar x T0", n),
    doubled_arrays: |n| chain("type T# [1 << 20]T@", "type T# int\nvar x T0\nconst l = len(x)", n),
    sized_doubled_structs: |n| chain("type T# struct{ a, b T@ }", "type T# int\nvar x [unsafe.Sizeof(T0{})]int", n).replace("package p", "package p\n\nimport \"unsafe\""),
    compared_doubled_structs: |n| chain("type T# struct{ a, b T@ }", "type T# int\nvar x, y T0\nvar z = x == y", n),
    doubled_literals: |n| chain("type T# = struct{ a, b T@ }", "type T# = int\nvar x T0\nvar y string = x", n),
    assigned_doubled_literals: |n| chain("type T# = struct{ a, b T@ }", "type T# = int", n) + &chain("type U# = struct{ a, b U@ }", "type U# = int\nvar x T0 = U0{}", n).replace("package p", ""),
    doubled_inferred: |n| chain("var v@ = f(v#)", "var v0 = 1\nfunc f[P any](p P) struct{ a, b P } { panic(0) }\nvar x string = v#", n),
    doubled_instances: |n| chain("var v@ T[struct{ a, b U# }]; type U@ = T[struct{ a, b U# }]", "type T[P any] struct{ p P }\ntype U0 = int\nvar x string = v1", n),
    doubled_interfaces: |n| chain("type I# interface{ I@; J@; m#() }\ntype J# interface{ I@; J@; n#() }", "type I# interface{}; type J# interface{}\nvar x I0 = 1", n),
    doubled_embedded: |n| chain("type T# struct{ T@; U@ }\ntype U# struct{ T@; U@ }", "type T# struct{}; type U# struct{}\nvar x = T0{}.y", n),
    doubled_unions: |n| chain("type I# interface{ I@ | J@ }\ntype J# interface{ J@ | I@ }", "type I# interface{ int }; type J# interface{ string }\nfunc f[P I0]() {}\nvar x = f[bool]", n),
    doubled_functions: |n| chain("type F# = func(F@) F@", "type F# = int\nvar x F0 = 1", n),
    doubled_type_parameters: |n| chain("func f#[P any](p P) { f@[struct{ a, b P }](struct{ a, b P }{}) }", "func f#[P any](p P) { var s string = p; _ = s }\nfunc g() { f0(1) }", n),
    infinite_type: |_| file("type T[P any] struct{ a *T[struct{ a, b P }] }\nvar x T[int]\nvar y = x.a.a.a.a.a.a.a.a.a.a.a.a.b"),
    infinite_method: |_| file("type T[P any] struct{}\nfunc (t T[P]) m() T[[]P] { return T[[]P]{} }\nvar x interface{ m() T[int] } = T[int]{}"),
    infinite_interface: |_| file("type I[P any] interface{ m() I[[]P] }\ntype T[P any] struct{}\nfunc (T[P]) m() I[[]P] { return nil }\nvar x I[int] = T[int]{}\nvar y I[string] = x"),
    infinite_calls: |_| file("func f[P any](n int) { f[struct{ a, b P }](n); f[map[string]P](n) }\nfunc g() { f[int](1) }"),
    infinite_inference: |_| file("func f[P, Q any](p func(Q) P, q Q) { f(func(x P) Q { panic(0) }, []P{}) }\nfunc g() { f(func(x []int) int { return 0 }, nil) }"),
    infinite_constraint: |_| file("type C[P C[P]] interface{ m(C[P]) }\nfunc f[P C[Q], Q C[P]]() {}\nvar x = f[C[C[int]], int]"),
    infinite_alias: |_| file("type A[P any] = struct{ a *A[[]P] }\nvar x A[int]"),
    infinite_local: |_| file("func f[P any]() { type T struct{ p P }; f[T]() }\nfunc g() { f[int]() }"),
    cyclic_array: |_| file("type T [len(x)]int\nvar x T\nvar y [len(y)]int\nconst c = len([c]int{})\ntype U [unsafe.Sizeof(U{})]int"),
    cyclic_interface: |_| file("type I interface{ m() interface{ I } }\ntype J = interface{ m() J }\ntype K interface{ K }\ntype L interface{ m(interface{ L; n(L) }) }\nvar x I = J(nil)"),
    cyclic_function: |_| file("type F func(F) F\ntype G = func(G) G\nfunc f(x [len(f)]int) {}\nvar v = func() int { return v }()"),
];
