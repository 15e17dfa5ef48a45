//! Importers of a package whose lines have moved, whose symbols got other numbers, or that imports
//! more or less than before.
//!
//! A script takes the place of the instrumented compiler, as in `compiler_cases`: it reports
//! that everything of the import was read.
//! Counterpart: none; upstream compiles all importers.

#![expect(
    clippy::disallowed_methods,
    reason = "the sources that the script compiles are laid by hand"
)]

use std::fs;

use vamos_testkit::official_sdk;

use crate::compiler_cases::User;

/// Compiles unless only the report is wanted, and reports 1024 elements of the import.
const SCRIPT: &str = r#"
prev=
for arg; do
	case $prev in -o) out=$arg ;; -p) package=$arg ;; esac
	prev=$arg
done
test -n "$COMPILE_ONLY_READS" || "$STOCK" "$@" || exit
if test "$package" = example.com/m; then
	printf '\021\000\000\000example.com/m/lib\020\000\000\000' > "$out.reads"
	printf '\377\377\377\377\377\377\377\377%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 >> "$out.reads"
	printf 'vamos reads 1\n' >> "$out.reads"
fi
"#;

const FUNCTION: &str = "//go:noinline\nfunc F(n int) (int, error) { return n, nil }\n";

const METHOD: &str =
    "type T struct{ A int }\n\n//go:noinline\nfunc (t *T) M(n int) int { return n }\n";

/// An import, and an importer whose archive has no position in it, or only in the export data.
const SPARED: [(&str, &str, &str); 17] = [
    (
        "call",
        FUNCTION,
        "//go:noinline\nfunc G() int { n, _ := lib.F(1); return n }",
    ),
    (
        "value",
        FUNCTION,
        "//go:noinline\nfunc G() any { return lib.F }",
    ),
    ("go", FUNCTION, "func g() { go lib.F(1); defer lib.F(2) }"),
    (
        "constant",
        "const C = 2\n",
        "//go:noinline\nfunc G(n int) int { return n * lib.C }",
    ),
    (
        "variable",
        "var V []int\n",
        "//go:noinline\nfunc G() int { clear(lib.V); return len(lib.V) }",
    ),
    (
        "field",
        "type T struct{ A, B int }\n",
        "func g(t *lib.T) int { return t.B }",
    ),
    ("method", METHOD, "func g(t *lib.T) int { return t.M(1) }"),
    (
        "own_method",
        METHOD,
        "type u int\n\nfunc (u) M(t *lib.T) int { return t.M(1) }\n\nvar v any = u(1)",
    ),
    (
        "exported_again",
        FUNCTION,
        "func G() int { n, _ := lib.F(1); return n }",
    ),
    ("exported_type", FUNCTION, "var G = lib.F"),
    (
        "exported_struct",
        "type T struct{ A, B int }\n",
        "type U lib.T\n\nfunc G() *lib.T { return nil }",
    ),
    (
        "exported_method",
        METHOD,
        "func G(t *lib.T) int { return t.M(1) }\n\nvar H = (*lib.T).M",
    ),
    (
        "interface_call",
        "type T interface{ M(n int) int }\n",
        "func g(t lib.T) int { return t.M(1) }",
    ),
    (
        "another_method",
        "type T interface{ M(n int) int }\n",
        "type u struct{ v }\n\ntype v int\n\nfunc (v) N() {}\n\nfunc g(t lib.T) any { t.M(1); return u{} }",
    ),
    (
        "same_name",
        METHOD,
        "type u struct{ *v }\n\ntype v int\n\n//go:noinline\nfunc (*v) M(n int) int { return n }\n\n\
         func g(t *lib.T) any { t.M(1); return u{} }",
    ),
    (
        "inlined_same_name",
        METHOD,
        "type u struct{ *v }\n\ntype v int\n\nfunc (v *v) M(n int) int { return n * int(*v) }\n\n\
         func g(t *lib.T) any { t.M(1); return u{} }",
    ),
    (
        "interface_of_same_name",
        METHOD,
        "type u struct{ v }\n\ntype v interface{ M(n int) int }\n\n\
         func g(t *lib.T) any { t.M(1); return u{} }",
    ),
];

/// An import, and an importer whose archive has a position in it, or may have one.
const COMPILED: [(&str, &str, &str); 13] = [
    (
        "inlined",
        "func F(n int) int { return n + 1 }\n",
        "//go:noinline\nfunc G() int { return lib.F(1) }",
    ),
    (
        "generic",
        "func F[T any](v T) T { return v }\n",
        "//go:noinline\nfunc G() int { return lib.F(1) }",
    ),
    (
        "go_results",
        "type T [40]int\n\n//go:noinline\nfunc F() (T, int) { return T{}, 0 }\n",
        "//go:noinline\nfunc use(lib.T, int) {}\n\nfunc g() { go use(lib.F()) }",
    ),
    (
        "defer_results",
        "type T [40]int\n\n//go:noinline\nfunc F() (T, int) { return T{}, 0 }\n",
        "//go:noinline\nfunc use(lib.T, int) {}\n\nfunc g() { for { defer use(lib.F()) } }",
    ),
    (
        "method_value",
        METHOD,
        "func g(t *lib.T) func(int) int { return t.M }",
    ),
    (
        "embedded",
        METHOD,
        "type u struct{ *lib.T }\n\nfunc g(t *lib.T) any { return u{t} }",
    ),
    (
        "embedded_twice",
        METHOD,
        "type u struct{ *v }\n\ntype v struct{ *lib.T }\n\nfunc g() any { return u{} }",
    ),
    (
        "embedded_inlined",
        "type T struct{ A int }\n\nfunc (t *T) M(n int) int { return n }\n",
        "type u struct{ *lib.T }\n\nfunc g(t *lib.T) any { return u{t} }",
    ),
    (
        "embedded_empty",
        "type T struct{ A int }\n\nfunc (t T) M(n int) {}\n",
        "type u struct{ lib.T }\n\nfunc g() any { return u{} }",
    ),
    (
        "value_method",
        "type T struct{ A int }\n\n//go:noinline\nfunc (t T) M(n int) int { return n }\n",
        "type u struct{ *lib.T }\n\nfunc g() any { return u{} }",
    ),
    (
        "interface_in_interface",
        "type T interface{ M(n int) int }\n",
        "type u struct{ v }\n\ntype v interface{ lib.T }\n\nfunc g() any { return u{} }",
    ),
    (
        "hidden",
        "type T struct{}\n\n//go:noinline\nfunc (T) init() {}\n",
        "type u struct{ lib.T }\n\nfunc g(t lib.T) any { return u{t} }",
    ),
    (
        "interface",
        "type T interface{ M(n int) int }\n",
        "type u struct{ lib.T }\n\nfunc g(t lib.T) any { return u{t} }",
    ),
];

/// More things that an object refers to by number: types in content that is found by its hash,
/// variables, and inlined functions.
const NUMBERED: [(&str, &str, &str); 7] = [
    (
        "type",
        "type T struct{ A int }\n",
        "//go:noinline\nfunc G() any { return lib.T{A: 1} }",
    ),
    (
        "pointer_type",
        "type T struct{ A int }\n",
        "//go:noinline\nfunc G() any { return new(lib.T) }",
    ),
    (
        "content",
        "type T struct{}\n\ntype U int\n",
        "func G() []any { return []any{lib.T{}, lib.U(1), \"s\", 2} }",
    ),
    (
        "types_of_types",
        "type T struct{ A int }\n",
        "//go:noinline\nfunc G() any { return map[lib.T][]struct{ a, b *lib.T }{} }",
    ),
    (
        "typed_variable",
        "type T struct{ A int }\n\nvar V T\n",
        "var W = &lib.V\n\nvar U lib.T\n\nfunc init() { lib.V.A++; U = *W }",
    ),
    (
        "inlined_call",
        "//go:noinline\nfunc f(n int) int { return n }\n\nfunc F(n int) int { return f(n) + g(n) }\n\n\
         func g(n int) int { V++; return n }\n\nvar V int\n",
        "//go:noinline\nfunc G() int { return lib.F(1) }\n\nfunc H() int { return lib.F(2) }",
    ),
    (
        "generic_call",
        "//go:noinline\nfunc f(n int) int { return n }\n\n\
         func F[T any](v T) (T, int) { return v, f(1) }\n",
        "type u int\n\nfunc G() any { n, _ := lib.F(u(1)); return n }",
    ),
];

/// Returns a source after an edit.
type Edit = fn(&str) -> String;

/// An edit that moves all lines.
fn moved(lib: &str) -> String {
    format!("// Moved.\n\n\n{lib}")
}

/// An edit that adds symbols before others, and moves no line.
fn renumbered(lib: &str) -> String {
    format!(
        "{lib}\nvar AAA = func() int {{ return int(AAB[0]) }}\n\nvar AAB = [2]AAC{{1, 2}}\n\n\
         type AAC int\n\nfunc (c AAC) String() string {{ return \"AAC\" }}\n"
    )
}

/// Builds in a cache, edits the import, and builds with this setting of early cutoff; returns how many
/// packages were compiled then.
fn compiled(user: &User, cache: &str, sources: (&str, &str), edit: Edit, setting: &str) -> usize {
    let (lib, importer) = sources;
    let dir = user.top().join("m");
    let lay = |name: &str, text: String| fs::write(dir.join(name), text).expect("there is room");
    let build = |setting: &str| {
        let env = [("VAMOS_CUTOFF", setting)];
        let before = user.runs();
        let built = user.run(cache, &env, &["build", "-p=1", "."]);
        assert_eq!(built, (Some(0), String::new()), "{cache}");
        user.runs() - before
    };
    let import = "package m\n\nimport \"example.com/m/lib\"\n";
    lay("m.go", format!("{import}\n{importer}\n"));
    lay("lib/lib.go", format!("package lib\n\n{lib}"));
    assert_eq!(build("on"), 2, "{cache}");
    lay("lib/lib.go", format!("package lib\n\n{}", edit(lib)));
    build(setting)
}

/// Returns a user with the instrumented compiler's script, if its reports are used for this release.
pub(crate) fn user() -> Option<User> {
    let user = User::new()?.with_sources_only();
    let version = official_sdk().map(|sdk| fs::read_to_string(sdk.join("VERSION")));
    let is_known =
        version.is_some_and(|text| text.is_ok_and(|text| text.starts_with("go1.26.8\n")));
    is_known.then(|| {
        user.lay(SCRIPT);
        user
    })
}

#[test]
fn importers_of_what_has_moved() {
    let Some(user) = user() else { return };
    for (cases, expected) in [(&SPARED[..], 1), (&COMPILED[..], 2)] {
        for (name, lib, importer) in cases {
            let sources = (*lib, *importer);
            assert_eq!(
                compiled(&user, name, sources, moved, "on"),
                expected,
                "{name}"
            );
            // Packages that would not have been compiled are compared.
            let verified = format!("{name}_verified");
            assert_eq!(
                compiled(&user, &verified, sources, moved, "verify"),
                2,
                "{name}"
            );
        }
    }
}

#[test]
fn importers_of_what_has_other_numbers() {
    let Some(user) = user() else { return };
    for (name, lib, importer) in [&SPARED[..], &COMPILED, &NUMBERED].concat() {
        let (sources, cache) = ((lib, importer), format!("{name}_numbers"));
        let count = compiled(&user, &cache, sources, renumbered, "on");
        assert_eq!(count, 1, "{name}");
        let verified = format!("{cache}_verified");
        let count = compiled(&user, &verified, sources, renumbered, "verify");
        assert_eq!(count, 2, "{name}");
    }
}

#[test]
fn importers_of_an_earlier_state_that_has_moved() {
    let Some(user) = user() else { return };
    let dir = user.top().join("m");
    let lay = |name: &str, text: &str| fs::write(dir.join(name), text).expect("there is room");
    let import = "package m\n\nimport \"example.com/m/lib\"\n";
    lay(
        "m.go",
        &format!("{import}\nfunc g() {{ go lib.F(1); defer lib.F(2) }}\n"),
    );
    // Another result, then an earlier state, and an edit of that.
    let other = "//go:noinline\nfunc F(n int) int { return n }\n";
    for (lib, expected) in [
        (FUNCTION.to_owned(), 2),
        (other.to_owned(), 2),
        (FUNCTION.to_owned(), 0),
        (moved(FUNCTION), 1),
        (moved(other), 1),
        (moved(&moved(FUNCTION)), 1),
    ] {
        lay("lib/lib.go", &format!("package lib\n\n{lib}"));
        let before = user.runs();
        let built = user.run("states", &[], &["build", "-p=1", "."]);
        assert_eq!(built, (Some(0), String::new()), "{lib}");
        assert_eq!(user.runs() - before, expected, "{lib}");
    }
}

/// An edit that imports a package without archive, and moves all lines.
fn importing(lib: &str) -> String {
    format!("import _ \"unsafe\"\n\n{lib}")
}

/// The opposite of that.
fn importing_less(lib: &str) -> String {
    lib.replace("import _ \"unsafe\"\n", "")
}

/// An edit that imports a package that was not compiled before.
fn importing_utf16(lib: &str) -> String {
    format!("import _ \"unicode/utf16\"\n\n{lib}")
}

#[test]
fn importers_of_what_imports_more() {
    let Some(user) = user() else { return };
    // Each importer with one of these edits.
    for (at, (name, lib, importer)) in SPARED.into_iter().enumerate() {
        let more = importing(lib);
        let edits: [(&str, Edit, usize); 3] = [
            (lib, importing, 1),
            (&more, importing_less, 1),
            (lib, importing_utf16, 2),
        ];
        let (lib, edit, expected) = edits[at % edits.len()];
        let (sources, cache) = ((lib, importer), format!("{name}_imports"));
        let count = compiled(&user, &cache, sources, edit, "on");
        assert_eq!(count, expected, "{cache}");
        let verified = format!("{cache}_verified");
        let count = compiled(&user, &verified, sources, edit, "verify");
        assert_eq!(count, expected + 1, "{cache}");
    }
}

/// Lays files below the module, and builds or tests it in a cache.
fn run(
    user: &User,
    cache: &str,
    files: &[(&str, &str)],
    vars: &[(&str, &str)],
    args: &[&str],
) -> (Option<i32>, String) {
    for (name, text) in files {
        let path = user.top().join("m").join(name);
        fs::create_dir_all(path.parent().expect("it is in m")).expect("there is room");
        fs::write(path, text).expect("there is room");
    }
    user.run(cache, vars, args)
}

const BUILD: &[&str] = &["build", "-p=1", "."];

const LIB: &str = "package lib\n\ntype T int\n";

/// The same in a package of another name, which importers see without reading any declaration.
const RENAMED: &str = "package other\n\ntype T int\n";

/// Importers that do not compile after an edit of the import, with the output of the compiler.
const REFUSED: [(&str, &str, &str, &str); 4] = [
    (
        "renamed",
        "import \"example.com/m/lib\"\n\nvar V lib.T\n",
        RENAMED,
        "./m.go:3:8: \"example.com/m/lib\" imported as other and not used\n\
         ./m.go:5:7: undefined: lib\n",
    ),
    (
        "renamed_to_init",
        "import \"example.com/m/lib\"\n\nvar V lib.T\n",
        "package init\n\ntype T int\n",
        "./m.go:3:8: cannot import package as init - init must be a func\n\
         ./m.go:5:7: undefined: lib\n",
    ),
    (
        "dot_import",
        "import . \"example.com/m/lib\"\n\nvar V T\n\ntype U int\n",
        "package lib\n\ntype T int\n\ntype U int\n",
        "./m.go:7:6: U already declared through dot-import of package lib (\"example.com/m/lib\")\n\
         \t./lib/lib.go:5:6: other declaration of U\n",
    ),
    (
        "name_of_declaration",
        "import \"example.com/m/lib\"\n\ntype other int\n\nvar V lib.T\n",
        RENAMED,
        "./m.go:3:8: \"example.com/m/lib\" imported as other and not used\n\
         ./m.go:5:6: other already declared through import of package other (\"example.com/m/lib\")\n\
         \t./m.go:3:8: other declaration of other\n\
         ./m.go:7:7: undefined: lib\n",
    ),
];

/// A wrong archive would stay in the cache, and be found with any setting of early cutoff.
#[test]
fn importers_that_do_not_compile_any_more() {
    let Some(user) = user() else { return };
    for (name, importer, edited, errors) in REFUSED {
        let importer = format!("package m\n\n{importer}");
        let files = [("lib/lib.go", LIB), ("m.go", importer.as_str())];
        let built = run(&user, name, &files, &[], BUILD);
        assert_eq!(built, (Some(0), String::new()), "{name}");
        let expected = (Some(1), format!("# example.com/m\n{errors}"));
        for setting in ["on", "off"] {
            let vars = [("VAMOS_CUTOFF", setting)];
            let built = run(&user, name, &[("lib/lib.go", edited)], &vars, BUILD);
            assert_eq!(built, expected, "{name} {setting}");
        }
    }
}

/// The name of a package is in the strings of types, which importers make.
#[test]
fn importers_with_names_of_packages_in_types() {
    let Some(user) = user() else { return };
    let direct = "package m\n\nimport q \"example.com/m/lib\"\n\nvar V any = []map[string]q.T{}\n";
    let aliased =
        "package m\n\nimport \"example.com/m/alias\"\n\nvar V any = []map[string]alias.A{}\n";
    let alias = "package alias\n\nimport q \"example.com/m/lib\"\n\ntype A = q.T\n";
    for (name, importer, compiled) in [("direct", direct, 2), ("aliased", aliased, 3)] {
        let files = [
            ("lib/lib.go", LIB),
            ("alias/alias.go", alias),
            ("m.go", importer),
        ];
        let caches = [format!("{name}_on"), format!("{name}_off")];
        for (cache, setting) in caches.iter().zip(["on", "off"]) {
            // Without early cutoff the SDK's compiler runs.
            let compiler = if setting == "on" { "source" } else { "auto" };
            let vars = [("VAMOS_CUTOFF", setting), ("VAMOS_COMPILER", compiler)];
            let built = run(&user, cache, &files, &vars, BUILD);
            assert_eq!(built, (Some(0), String::new()), "{cache}");
            let before = user.runs();
            let built = run(&user, cache, &[("lib/lib.go", RENAMED)], &vars, BUILD);
            assert_eq!(built, (Some(0), String::new()), "{cache}");
            let expected = if setting == "on" { compiled } else { 0 };
            assert_eq!(user.runs() - before, expected, "{cache}");
        }
        user.equal(&caches[0], &caches[1]);
    }
}

/// A result of a test that is wrong now is not in the cache.
#[test]
fn tests_with_names_of_packages_in_types() {
    let Some(user) = user() else { return };
    let importer =
        "package m\n\nimport q \"example.com/m/lib\"\n\nvar V any = []map[string]q.T{}\n";
    let test = "package m\n\nimport (\n\t\"fmt\"\n\t\"testing\"\n)\n\n\
                func TestV(t *testing.T) {\n\tif s := fmt.Sprintf(\"%T\", V); s != \"[]map[string]lib.T\" {\n\
                \t\tt.Fatal(s)\n\t}\n}\n";
    let files = [("lib/lib.go", LIB), ("m.go", importer), ("m_test.go", test)];
    let args = &["test", "-vet=off", "."];
    assert_eq!(run(&user, "test", &files, &[], args).0, Some(0));
    assert_eq!(
        run(&user, "test", &[("lib/lib.go", RENAMED)], &[], args).0,
        Some(1)
    );
}

/// Names of packages that the importer does not refer to are only in the lists of its export data, and
/// objects that are not exported are no part of its file scope.
#[test]
fn importers_that_cannot_see_names() {
    let Some(user) = user() else { return };
    let deep = "package deep\n\nconst C = 1\n";
    let lib = "package lib\n\nimport d \"example.com/m/deep\"\n\nconst C = d.C\n";
    let cases: [(&str, &str, &str, &str, usize); 2] = [
        (
            "import \"example.com/m/lib\"\n\nvar V = lib.C\n",
            lib,
            "deep/deep.go",
            "package far\n\nconst C = 1\n",
            2,
        ),
        (
            "import . \"example.com/m/lib\"\n\nvar V = C\n",
            "package lib\n\nconst C = 1\n",
            "lib/lib.go",
            "package lib\n\nvar _ int\n\nconst C = 1\n\nfunc d() {}\n",
            1,
        ),
    ];
    for (at, (importer, lib, edited, text, compiled)) in cases.into_iter().enumerate() {
        let importer = format!("package m\n\n{importer}");
        let files = [
            ("deep/deep.go", deep),
            ("lib/lib.go", lib),
            ("m.go", importer.as_str()),
        ];
        for (setting, more) in [("on", 0), ("verify", 1)] {
            let cache = format!("unseen{at}_{setting}");
            assert_eq!(
                run(&user, &cache, &files, &[], BUILD),
                (Some(0), String::new())
            );
            let before = user.runs();
            let vars = [("VAMOS_CUTOFF", setting)];
            let built = run(&user, &cache, &[(edited, text)], &vars, BUILD);
            assert_eq!(built, (Some(0), String::new()), "{cache}");
            assert_eq!(user.runs() - before, compiled + more, "{cache}");
        }
    }
}

/// Earlier versions may have stored wrong archives, and which ones is not known.
#[test]
fn archives_of_earlier_versions_are_compiled_again() {
    let Some(user) = user() else { return };
    let importer = "package m\n\nimport \"example.com/m/lib\"\n\nvar V lib.T\n";
    let moved = format!("// Moved.\n\n{LIB}");
    // A run record would answer.
    let vars = [("VAMOS_TRACE", "off")];
    let counted = |files: &[(&str, &str)], vars: &[(&str, &str)]| {
        let before = user.runs();
        let built = run(&user, "earlier", files, vars, BUILD);
        assert_eq!(built, (Some(0), String::new()));
        user.runs() - before
    };
    assert_eq!(
        counted(&[("lib/lib.go", LIB), ("m.go", importer)], &vars),
        2
    );
    assert_eq!(counted(&[("lib/lib.go", &moved)], &vars), 1);
    let own = user.top().join("earlier/vamos");
    let (old, new) = (own.join("cutoff"), own.join("archives"));
    fs::rename(&new, &old).expect("the archives were noted");
    assert_eq!(counted(&[], &vars), 2);
    assert!(!old.exists());
    assert_eq!(counted(&[], &vars), 0);
    assert!(new.exists());
}
