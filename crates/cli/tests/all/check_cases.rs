//! `check` prints the errors of `go build` and compiles nothing; the next check reads only changed
//! files.
//!
//! Counterpart: cmd/compile/internal/types2, by the output of the official command.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests change files that commands under test read"
)]

use std::fs;
use std::path::Path;
use std::process::Output;

use vamos_testkit::official_go;
use vamos_testkit::vamos;

use crate::scratch_module::ScratchModule;

const GO_MOD: &str = "module example.com/m\n\ngo 1.24\n";

/// A package whose declarations others use in all ways.
const LIB: &str = "package lib

import \"io\"

const Big = 1 << 100
const Name = \"lib\"

type hidden struct{ N int }

type Number interface{ ~int | ~float64 }

type List[T any] struct{ items []T }

func (l *List[T]) Add(item T) *List[T] { l.items = append(l.items, item); return l }

type Tree = map[string]*Node

type Node struct {
	hidden
	io.Reader
	Next *Node `json:\"next\"`
	Sub  Tree
}

func (n *Node) Walk(f func(*Node) bool) {}

func Make() hidden { return hidden{1} }

func Sum[N Number](values ...N) (sum N) {
	for _, value := range values {
		sum += value
	}
	return sum
}

var Default = &Node{}
";

/// Uses everything of it.
const USE: &str = "package main

import (
	\"fmt\"

	. \"example.com/m/lib\"
	other \"example.com/m/lib\"
)

type mine int

func main() {
	var list List[mine]
	list.Add(1).Add(2)
	node := Node{Next: Default, Sub: other.Tree{}}
	node.Walk(func(n *Node) bool { return n.N > 0 })
	fmt.Println(Sum(1.5, 2), Sum[mine](1), Big>>98, Name+\"x\", Make().N, node.Next.Sub[\"a\"])
	for i := range 3 {
		fmt.Println(i)
	}
}
";

fn run(command: &mut std::process::Command) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

fn check(module: &ScratchModule, args: &[&str]) -> (i32, String, String) {
    run(module.vamos().arg("check").args(args))
}

/// Returns the output of the official command when it builds everything.
fn build(module: &ScratchModule, go: &Path, args: &[&str]) -> (i32, String, String) {
    // One action at a time: it prints the errors of packages in the order in which their compiles
    // end.
    run(module
        .command(go)
        .env("GOMAXPROCS", "1")
        .arg("build")
        .args(args))
}

fn world(files: &[(&str, &str)]) -> Option<ScratchModule> {
    let module = ScratchModule::new()?;
    module.write("go.mod", GO_MOD);
    for (name, content) in files {
        module.write(name, content);
    }
    Some(module)
}

#[test]
fn correct_packages_print_nothing() {
    let Some(module) = world(&[("lib/lib.go", LIB), ("main.go", USE)]) else {
        return;
    };
    let nothing = (0, String::new(), String::new());
    assert_eq!(check(&module, &["./..."]), nothing);
    // Again, from the stored result.
    assert_eq!(check(&module, &["./..."]), nothing);
    assert!(
        !module.at("cache").join("00").exists(),
        "the build cache is not used"
    );
}

/// Each has errors of its own kind; the expectation is the output of the official command.
const WRONG: &[(&str, &str)] = &[
    (
        "types",
        "func f() int { return \"x\" }\nfunc g() { var y int; z() }\n",
    ),
    ("syntax", "func f( {\n}\nvar x = = 1\n"),
    (
        "imports",
        "import \"fmt\"\nimport \"os\"\nvar _ = os.Nothing\n",
    ),
    (
        "uses",
        "import \"example.com/m/lib\"\nvar _ lib.hidden\nvar _ = lib.Make().M\nvar _ lib.List[int, int]\nvar _ = lib.Sum(\"a\")\nvar _ int = lib.Big\nvar _ lib.Node = lib.Default\n",
    ),
    ("loop", "type T struct{ t T }\nvar a = b\nvar b = a\n"),
    (
        "many",
        "func f() {\n\ta()\n\tb()\n\tc()\n\td()\n\te()\n\tg()\n\th()\n\ti()\n\tj()\n\tk()\n\tl()\n}\n",
    ),
    ("line", "//line other.go:7\nvar x int = \"\"\n"),
    ("directive", "//go:nosplit\n//go:linkname x y\nvar x int\n"),
    (
        "statements",
        "func f(x any) (int, error) {\n\tfor i := range x {\n\t}\n\tswitch y := x.(type) {\n\t}\n\tL:\n\treturn 1\n}\n",
    ),
];

/// The compiler refuses a language version, in a check as in a build of vamos.
#[test]
fn invalid_language_versions() {
    let Some(go) = official_go() else { return };
    let files = [("lib/lib.go", LIB), ("main.go", USE)];
    let Some(module) = world(&files) else { return };
    for value in [
        "go1.99", "foo", "go2", "go1.26.3", "go1.026", "1.20", "go2.1",
    ] {
        let flags = format!("-gcflags=-lang={value}");
        let args = [flags.as_str(), "./lib"];
        let expected = build(&module, &go, &args);
        assert_eq!(expected.0, 1, "{expected:?}");
        assert!(expected.2.contains("for -lang: "), "{expected:?}");
        assert_eq!(check(&module, &args), expected, "{value}");
        let built = run(module.vamos().arg("build").args(args));
        assert_eq!(built, expected, "{value}");
    }
    for value in ["", "go1", "go1.0", "go1.24"] {
        let flags = format!("-gcflags=-lang={value}");
        let args = [flags.as_str(), "./lib"];
        let expected = build(&module, &go, &args);
        assert_eq!(check(&module, &args), expected, "{value}");
    }
}

#[test]
fn errors_are_those_of_a_build() {
    let Some(go) = official_go() else { return };
    for (name, text) in WRONG {
        let wrong = format!("package wrong\n\n{text}");
        let files = [("lib/lib.go", LIB), ("wrong/wrong.go", wrong.as_str())];
        let Some(module) = world(&files) else { return };
        for args in [&["./..."][..], &["-gcflags=-e", "./wrong"]] {
            let expected = build(&module, &go, args);
            assert_eq!(expected.0, 1, "{name}: {expected:?}");
            let args = [&["-test=false"], args].concat();
            assert_eq!(check(&module, &args), expected, "{name}");
            // An error is not stored: it is found again.
            assert_eq!(check(&module, &args), expected, "{name}");
        }
        let expected = build(&module, &go, &["-json", "./..."]);
        let found = check(&module, &["-test=false", "-json", "./..."]);
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn only_what_changed_in_a_way_that_shows_is_checked_again() {
    let Some(module) = world(&[("lib/lib.go", LIB), ("main.go", USE)]) else {
        return;
    };
    assert_eq!(check(&module, &["./..."]).0, 0);
    // A body: the summary stays, so main is not even read.
    module.write(
        "lib/lib.go",
        &LIB.replace("sum += value", "sum = sum + value"),
    );
    assert_eq!(
        check(&module, &["./..."]),
        (0, String::new(), String::new())
    );
    // A declaration.
    module.write("lib/lib.go", &LIB.replace("Name = \"lib\"", "Name = 7"));
    let (code, _, stderr) = check(&module, &["./..."]);
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("Name + \"x\""), "{stderr}");
}

#[test]
fn tests_are_checked_unless_they_are_left_out() {
    let test =
        "package lib\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { t.Nothing(hidden{}) }\n";
    let outside = "package lib_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/m/lib\"\n)\n\nfunc TestY(t *testing.T) { lib.Exported(t) }\n";
    let inside = "package lib\n\nvar Exported int\n";
    let files = [
        ("lib/lib.go", LIB),
        ("lib/x_test.go", test),
        ("lib/e_test.go", inside),
        ("lib/y_test.go", outside),
    ];
    let Some(module) = world(&files) else { return };
    assert_eq!(check(&module, &["-test=false", "./..."]).0, 0);
    let (code, _, stderr) = check(&module, &["./..."]);
    assert_eq!(code, 1);
    assert!(
        stderr.contains(
            "# example.com/m/lib [example.com/m/lib.test]\nlib/x_test.go:5:30: t.Nothing undefined"
        ),
        "{stderr}"
    );
}

/// The variant for a test has the errors of the package, too.
#[test]
fn errors_are_printed_once() {
    let files = [
        ("lib/lib.go", "package lib\n\nvar A int = \"\"\n"),
        ("lib/x_test.go", "package lib\n\nvar B int = \"\"\n"),
    ];
    let Some(module) = world(&files) else { return };
    let (code, _, stderr) = check(&module, &["./..."]);
    assert_eq!(code, 1);
    for place in ["lib/lib.go:3:13: ", "lib/x_test.go:3:13: "] {
        assert_eq!(stderr.matches(place).count(), 1, "{place}: {stderr}");
    }
}

#[test]
fn syntax_errors_of_tests_are_those_of_the_compiler() {
    let files = [
        ("lib/lib.go", "package lib\n"),
        (
            "lib/x_test.go",
            "package lib\n\nfunc TestX() { x := = 1 }\n",
        ),
    ];
    let Some(module) = world(&files) else { return };
    let (code, _, stderr) = check(&module, &["./..."]);
    let expected = "# example.com/m/lib [example.com/m/lib.test]\n\
                    lib/x_test.go:3:21: syntax error: unexpected =, expected expression\n";
    assert_eq!((code, stderr.as_str()), (1, expected));
}

#[test]
fn errors_that_a_test_variant_shares_are_printed_once() {
    let test = "package lib\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) {}\n";
    let files = [
        ("lib/lib.go", "package lib\n\nvar _ = missing\n"),
        ("lib/x_test.go", test),
    ];
    let Some(module) = world(&files) else { return };
    let (code, _, stderr) = check(&module, &["./..."]);
    let expected = "# example.com/m/lib\nlib/lib.go:3:9: undefined: missing\n";
    assert_eq!((code, stderr.as_str()), (1, expected));
    // With another error both are printed.
    module.write("lib/x_test.go", &format!("{test}\nvar _ = absent\n"));
    let (_, _, stderr) = check(&module, &["./..."]);
    let variant = "# example.com/m/lib [example.com/m/lib.test]\n";
    assert!(
        stderr.starts_with(&format!("{expected}{variant}")),
        "{stderr}"
    );
}

/// A main package with a profile has variants of its imports; other packages import the same
/// packages without it, and may be checked before them.
#[test]
fn packages_of_mains_with_profiles_are_no_others() {
    let lib = "package lib\n\nfunc F(x int) int { return x }\n";
    let profiled =
        "package main\n\nimport \"example.com/m/lib\"\n\nfunc main() { println(lib.F(1)) }\n";
    let uses = |name: &str, of: &str| {
        format!(
            "package {name}\n\nimport u \"example.com/m/{of}\"\n\nfunc F(x int) int {{ return u.F(x) }}\n"
        )
    };
    let files = [
        ("lib/lib.go", lib.to_owned()),
        ("profiled/main.go", profiled.to_owned()),
        ("profiled/default.pgo", String::new()),
        ("a/a.go", uses("a", "lib")),
        ("b/b.go", uses("b", "a")),
        ("c/c.go", uses("c", "b")),
    ];
    let texts = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let Some(module) = world(&texts) else { return };
    // The longest chain of imports comes first.
    let args = ["-p=1", "./..."];
    let nothing = (0, String::new(), String::new());
    assert_eq!(check(&module, &args), nothing);
    module.write("lib/lib.go", &lib.replace("return x", "return \"\""));
    let (code, _, stderr) = check(&module, &args);
    let error = "lib/lib.go:3:28: cannot use \"\" (untyped string constant) as int value in return statement\n";
    let expected = format!(
        "# example.com/m/lib\n{error}# example.com/m/lib [example.com/m/profiled]\n{error}"
    );
    assert_eq!((code, stderr), (1, expected));
}

#[test]
fn damaged_and_lost_summaries_are_made_again() {
    let Some(module) = world(&[("lib/lib.go", LIB), ("main.go", USE)]) else {
        return;
    };
    let dir = module.at("home/.cache/vamos/summaries");
    let pack = dir.join("pack-0");
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let flipped = |bytes: &[u8]| -> Vec<u8> { bytes.iter().map(|byte| byte ^ 1).collect() };
    let damages: [&dyn Fn(); 6] = [
        &|| fs::remove_dir_all(&dir).expect("it is ours"),
        &|| fs::remove_file(&pack).expect("it is ours"),
        &|| fs::write(&pack, half(&fs::read(&pack).expect("it is ours"))).expect("it is ours"),
        &|| fs::write(&pack, flipped(&fs::read(&pack).expect("it is ours"))).expect("it is ours"),
        &|| fs::write(&pack, "damaged").expect("it is ours"),
        &|| fs::remove_file(module.at("home/.cache/vamos/checks-0")).expect("it is ours"),
    ];
    for (number, damage) in damages.iter().enumerate() {
        module.write("main.go", USE);
        assert_eq!(check(&module, &["./..."]).0, 0, "{number}");
        damage();
        let right = USE.replace("range 3", &format!("range {}", number + 4));
        module.write("main.go", &right);
        let nothing = (0, String::new(), String::new());
        assert_eq!(check(&module, &["./..."]), nothing, "{number}");
        let wrong = USE.replace("range 3", &format!("range \"a\" + {number}"));
        module.write("main.go", &wrong);
        assert_eq!(check(&module, &["./..."]).0, 1, "{number}");
    }
}

#[test]
fn checks_at_the_same_time_do_not_disturb_each_other() {
    let Some(module) = world(&[("lib/lib.go", LIB), ("main.go", USE)]) else {
        return;
    };
    let nothing = (0, String::new(), String::new());
    std::thread::scope(|scope| {
        let checks: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| check(&module, &["./..."])))
            .collect();
        for check in checks {
            assert_eq!(check.join().expect("it does not panic"), nothing);
        }
    });
    module.write("main.go", &USE.replace("range 3", "range 4"));
    assert_eq!(check(&module, &["./..."]), nothing);
    let packs = fs::read_dir(module.at("home/.cache/vamos/summaries"));
    assert_eq!(packs.expect("there are some").count(), 1);
}

#[test]
fn nothing_is_compiled() {
    let Some(module) = world(&[("main.go", USE), ("lib/lib.go", LIB)]) else {
        return;
    };
    if vamos().is_none() {
        return;
    }
    let mut command = module.vamos();
    // Below a file even root creates no directory.
    let (code, _, stderr) =
        run(command
            .env("GOCACHE", "/dev/null/cache")
            .args(["check", "-test=false", "./..."]));
    assert_eq!((code, stderr.as_str()), (0, ""));
}
