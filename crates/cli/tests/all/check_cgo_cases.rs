//! `check` of packages that use cgo: its output equals the output of `go build`, whether cgo, the C
//! compiler or Go's compiler finds the error.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`), by the output of the official command.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests read what commands under test left"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use vamos_testkit::is_installed;
use vamos_testkit::official_go;

use crate::scratch_module::ScratchModule;

const GO_MOD: &str = "module example.com/m\n\ngo 1.24\n";

/// A package whose exported API has types of C.
const LIB: &str = "package lib

/*
#include <stdlib.h>
struct point { int x, y; };
enum color { RED, GREEN };
static int add(int a, int b) { return a + b; }
int twice(int a);
typedef int (*callback)(void *);
#define ANSWER 42
#define NAME \"lib\"
*/
import \"C\"

import \"unsafe\"

type Point = C.struct_point

const Answer, Name = C.ANSWER, C.NAME

var Errno error

func Add(a, b int) C.int {
	sum, err := C.add(C.int(a), C.int(b))
	Errno = err
	p := C.malloc(8)
	defer C.free(unsafe.Pointer(p))
	return sum + C.twice(2) + C.RED + C.int(unsafe.Sizeof(Point{}))
}

//export goCallback
func goCallback(p unsafe.Pointer) C.int { return C.int(uintptr(p)) }
";

const LIB_C: &str = "#include \"_cgo_export.h\"\n\nint twice(int a) { return 2 * a; }\n";

/// Wrong packages: the name, the preamble in C, Go, and another source.
const WRONG: &[(&str, &str, &str, (&str, &str))] = &[
    (
        "types",
        "static int f(int x) { return x; }",
        "var x string = C.f(1)\nvar y C.int = \"\"\n\nfunc g() { C.f(\"\"); z() }\n",
        ("", ""),
    ),
    (
        "names",
        "static int f(int x) { return x; }",
        "var x = C.nothing\n\nfunc g() { C.g(1) }\n",
        ("", ""),
    ),
    (
        "header",
        "#include \"missing.h\"",
        "var x C.int\n",
        ("", ""),
    ),
    ("preamble", "int f( { }", "var x C.int\n", ("", "")),
    (
        "source",
        "int f(int);",
        "var x = C.f(1)\nvar y int = x\n",
        ("f.c", "int f(int x) { return y; }\n"),
    ),
    ("syntax", "int f(int);", "func g() {\n", ("", "")),
    (
        "flags",
        "#cgo LDFLAGS: -Wl,--nothing=x\nint f(int);",
        "var x = C.f(1)\n",
        ("", ""),
    ),
    (
        "package_config",
        "#cgo pkg-config: nothing-of-this-name\nint f(int);",
        "var x = C.f(1)\n",
        ("", ""),
    ),
    (
        "other",
        "static int f(int x) { return x; }",
        "var _ = C.f(1)\n",
        (
            "other.go",
            "package other\n\nvar _ int = f()\nvar _ string = 1\n",
        ),
    ),
    (
        "exported",
        "typedef struct { int x; } thing;",
        "//export F\nfunc F(x *C.thing) C.nothing { return 1 }\n",
        ("", ""),
    ),
    (
        "generated",
        "static int f(int x) { return x; }",
        "var _Ctype_int int\nvar _ = C.f(1)\nfunc _Cfunc_f() {}\n",
        ("", ""),
    ),
    (
        "unused",
        "static int f(int x) { return x; }",
        "import \"fmt\"\n\nfunc g() { x := C.f(1) }\n",
        ("", ""),
    ),
];

fn run(command: &mut Command) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

fn check(module: &ScratchModule, args: &[&str]) -> (i32, String, String) {
    let mut command = module.vamos();
    run(command
        .env("CGO_ENABLED", "1")
        .args(["check", "-test=false"])
        .args(args))
}

fn build(module: &ScratchModule, go: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = module.command(go);
    // One action at a time: it prints the errors of packages in the order in which their compiles
    // end.
    command.envs([("CGO_ENABLED", "1"), ("GOMAXPROCS", "1")]);
    run(command.arg("build").args(args))
}

/// Returns a module with the package lib.
fn world() -> Option<ScratchModule> {
    if !is_installed("gcc") {
        return None;
    }
    let module = ScratchModule::new()?;
    module.write("go.mod", GO_MOD);
    module.write("lib/lib.go", LIB);
    module.write("lib/twice.c", LIB_C);
    Some(module)
}

#[test]
fn errors_of_cgo_and_of_compilers_are_those_of_a_build() {
    let Some(go) = official_go() else { return };
    let Some(module) = world() else { return };
    for (name, preamble, text, (file, other)) in WRONG {
        let source = format!("package {name}\n\n/*\n{preamble}\n*/\nimport \"C\"\n\n{text}");
        module.write(&format!("{name}/{name}.go"), &source);
        if !file.is_empty() {
            module.write(&format!("{name}/{file}"), other);
        }
    }
    for (name, ..) in WRONG {
        let package = format!("./{name}");
        let expected = build(&module, &go, &[&package]);
        assert_eq!(expected.0, 1, "{name}: {expected:?}");
        assert_eq!(check(&module, &[&package]), expected, "{name}");
        // Again, with the stored results.
        assert_eq!(check(&module, &[&package]), expected, "{name}");
    }
}

#[test]
fn importers_see_types_of_c() {
    let Some(go) = official_go() else { return };
    let Some(module) = world() else { return };
    module.write(
        "right/right.go",
        "package right\n\nimport (\n\t\"net\"\n\n\t\"example.com/m/lib\"\n)\n\nvar N int32 = int32(lib.Add(1, 2))\nvar P = lib.Point{}\nvar M int = lib.Answer + len(lib.Name)\nvar IP net.IP\n",
    );
    module.write(
        "wrong/wrong.go",
        "package wrong\n\nimport \"example.com/m/lib\"\n\nvar S string = lib.Add(1, 2)\nvar P = lib.Point{z: 1}\nvar T string = lib.Answer\nvar Q lib.Point = 1\n",
    );
    let nothing = (0, String::new(), String::new());
    assert_eq!(check(&module, &["./lib", "./right"]), nothing);
    assert_eq!(check(&module, &["./lib", "./right"]), nothing);
    assert!(
        !module.at("cache").join("00").exists(),
        "the build cache is not used"
    );
    let expected = build(&module, &go, &["./..."]);
    assert_eq!(expected.0, 1, "{expected:?}");
    assert_eq!(check(&module, &["./..."]), expected);
}

#[test]
fn cgo_runs_only_if_its_package_has_changed() {
    let Some(module) = world() else { return };
    let log = module.at("calls");
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> '{}'\nexec /usr/bin/gcc \"$@\"\n",
        log.display()
    );
    module.write("gcc", &script);
    // The probes of the compiler run again, as in a build.
    let compiles = |line: &&str| !line.contains("-###");
    let calls = || {
        let text = fs::read_to_string(&log).unwrap_or_default();
        text.lines().filter(compiles).count()
    };
    let nothing = (0, String::new(), String::new());
    assert_eq!(check(&module, &["./lib"]), nothing);
    let first = calls();
    assert!(first > 0);
    assert_eq!(check(&module, &["./lib"]), nothing);
    assert_eq!(calls(), first);
    module.write("lib/more.go", "package lib\n\nvar More int = \"\"\n");
    let (code, _, stderr) = check(&module, &["./lib"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("more.go:3:16: cannot use"), "{stderr}");
}

#[test]
fn without_a_c_compiler_the_error_is_that_of_a_build() {
    let Some(go) = official_go() else { return };
    let Some(module) = world() else { return };
    module.write(
        "net/net.go",
        "package net\n\nimport \"net\"\n\nvar IP net.IP = 1\n",
    );
    let path = module.at("m").display().to_string();
    for package in ["./lib", "./net"] {
        let mut command = module.command(&go);
        command.env("CGO_ENABLED", "1").env("PATH", &path);
        let expected = run(command.args(["build", package]));
        let mut command = module.vamos();
        command.env("CGO_ENABLED", "1").env("PATH", &path);
        let found = run(command.args(["check", "-test=false", package]));
        assert_eq!(expected.0, 1, "{expected:?}");
        assert_eq!(found, expected, "{package}");
    }
}

#[test]
fn the_standard_library_with_cgo_has_no_errors() {
    let Some(module) = world() else { return };
    let packages = ["net", "os/user", "runtime/cgo", "plugin"];
    assert_eq!(check(&module, &packages), (0, String::new(), String::new()));
}
