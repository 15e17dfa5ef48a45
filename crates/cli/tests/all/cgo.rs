//! Compares packages that use cgo with the official command: text, errors, files, cache entries,
//! tool runs.
//!
//! Counterpart: cmd/go/testdata/script/cgo_*.txt, build_n_cgo.txt, list_pkgconfig*.txt.

use crate::side_by_side::EXIT_CODES;
use vamos_testkit::Case;
use vamos_testkit::has_programs;

const MOD: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n";

/// A program with C in all places where it may stand.
const HELLO: &str = "-- main.go --\npackage main\n\n/*\n#cgo CPPFLAGS: -DBASE=40\n\
    #cgo !windows LDFLAGS: -lm\n#include \"add.h\"\nstatic int f(int x) { return x + 1; }\n\
    */\nimport \"C\"\n\nfunc main() { println(C.add(C.f(0), 1)) }\n\n\
    //export goBase\nfunc goBase() C.int { return C.BASE }\n\
    -- add.h --\nint add(int, int);\n\
    -- add.c --\n#include \"add.h\"\n#include \"_cgo_export.h\"\n\
    int add(int a, int b) { return goBase() + a + b; }\n";

/// Go that only imports "C", with a preamble of one line.
fn program(preamble: &str, body: &str) -> String {
    format!(
        "-- main.go --\npackage main\n\n// {preamble}\nimport \"C\"\n\nfunc main() {{ {body} }}\n"
    )
}

/// Compares lines of arguments, split at spaces, in one tree, with cgo.
fn compare(name: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) {
    if !has_programs(&["gcc"]) {
        return;
    }
    let case = Case::new(name)
        .tree(&[MOD, tree].concat())
        .env("GOFLAGS", "-buildvcs=false")
        .envs(env)
        .exit_codes(EXIT_CODES)
        .verified();
    case.run_lines(lines);
}

#[test]
fn scripts_of_what_is_done() {
    let lines = [
        "build -x -p 1 -o out",
        "build -x -p 1 -o out",
        "build -n -o other",
        "list -compiled -f {{.CompiledGoFiles}}",
    ];
    compare("cgo_shown", HELLO, &[], &lines);
    let lines = ["build -n", "build -trimpath -x -p 1 -o out", "run -p 1 ."];
    compare("cgo_dry", HELLO, &[], &lines);
}

#[test]
fn cold_from_nothing() {
    if !has_programs(&["gcc"]) {
        return;
    }
    let tree = [MOD, HELLO].concat();
    Case::new("cgo_cold")
        .tree(&tree)
        .cache(vamos_testkit::Cache::Empty)
        .run(["build", "-x", "-p", "1", "-o", "out"]);
}

#[test]
fn other_languages() {
    let tree = "-- main.go --\npackage main\n\n// int three(void);\n// int four(void);\n\
        import \"C\"\n\nfunc main() { println(C.three(), C.four()) }\n\
        -- a.S --\n\t.text\n\t.globl three\nthree:\n\tmovl $3, %eax\n\tret\n\
        \t.section .note.GNU-stack,\"\",@progbits\n\
        -- b.cc --\n#include <string>\nextern \"C\" int four() { return std::string(\"four\").size(); }\n";
    if cfg!(target_arch = "x86_64") && has_programs(&["g++"]) {
        compare("cgo_cxx", tree, &[], &["build -x -p 1 -o out"]);
    }
    let tree = "-- main.go --\npackage main\n\n// int five_(void);\nimport \"C\"\n\n\
        func main() { println(C.five_()) }\n\
        -- five.f90 --\nfunction five() result(j)\n  integer :: j\n  j = 5\nend function five\n";
    // Without the compiler both fail to find it, which is compared as well.
    compare("cgo_fortran", tree, &[], &["build -x -p 1 -o out !1"]);
    // Without a compiler for it the error is the same.
    let tree = [
        &program("int f(void);", "C.f()"),
        "-- f.m --\nint f(void) { return 3; }\n",
    ];
    compare(
        "cgo_objc",
        &tree.concat(),
        &[],
        &["build -n", "build -p 1 !1"],
    );
}

#[test]
fn errors_name_what_stands_in_the_source() {
    let tree = "-- p/p.go --\npackage p\n\n// typedef struct { int a; } t;\nimport \"C\"\n\n\
        func F() C.t { return 3 }\nfunc G(x [2]*C.t) int { return x }\n\
        -- q/q.go --\npackage q\n\nimport \"C\"\n\nvar x = C.nope\n\
        -- r/r.go --\npackage r\n\n// static int f(void) { return y; }\nimport \"C\"\n\n\
        var x = C.f()\n\
        -- s/s.go --\npackage s\n\n// int f(void);\nimport \"C\"\n\
        -- s/s.c --\nint f(void) { return x; }\n-- s/t.c --\n#include \"nope.h\"\n";
    let lines = [
        "build ./p !1",
        "build -x -p 1 ./p !1",
        "build -json ./p !1",
        "build ./q !1",
        "build ./r !1",
        "build -p 1 ./s !1",
        "list -e -export -f {{.ImportPath}} ./p ./q",
    ];
    compare("cgo_errors", tree, &[], &lines);
    let tree = [
        &program("#warning look", "println()"),
        "-- a.c --\n#warning out\n",
    ];
    compare(
        "cgo_warnings",
        &tree.concat(),
        &[],
        &["build -p 1 -o a", "build -p 1 -o b"],
    );
}

#[test]
fn flags_are_checked() {
    let none: &[(&str, &str)] = &[];
    let cases = [
        ("refused", "#cgo CFLAGS: -fplugin=x.so", none),
        (
            "allowed",
            "#cgo CFLAGS: -fplugin=x.so",
            &[("CGO_CFLAGS_ALLOW", "-fplugin=.*")][..],
        ),
        (
            "disallowed",
            "#cgo CFLAGS: -DX",
            &[("CGO_CFLAGS_DISALLOW", "-D.*")][..],
        ),
        ("linker", "#cgo LDFLAGS: -Wl,-foo,bar", none),
        ("alone", "#cgo CFLAGS: -I", none),
        (
            "lto",
            "#cgo LDFLAGS: -lm",
            &[("CGO_CFLAGS", "-O1 -fplt")][..],
        ),
        (
            "users",
            "static int x;",
            &[("CGO_CPPFLAGS", "-DA='b c'")][..],
        ),
    ];
    for (name, preamble, env) in cases {
        let tree = program(preamble, "println()");
        let name = format!("cgo_flags_{name}");
        compare(&name, &tree, env, &["build -p 1 -o out", "build -n"]);
    }
}

#[test]
fn compilers_that_fail() {
    let script = "-- cc.sh --\ncase \"$*\" in *_x002*) ";
    let quiet = [HELLO, script, "exit 3;; esac\nexec gcc \"$@\"\n"].concat();
    let killed = [HELLO, script, "kill -9 $$;; esac\nexec gcc \"$@\"\n"].concat();
    let loud = "head -c 2000000 /dev/zero | tr '\\0' a; exit 1;; esac\nexec gcc \"$@\"\n";
    let loud = [HELLO, script, loud].concat();
    for (name, tree) in [("quiet", quiet), ("killed", killed), ("loud", loud)] {
        let env = [("CC", "sh $TOP/work/cc.sh")];
        compare(&format!("cgo_cc_{name}"), &tree, &env, &["build -p 1 !1"]);
    }
    for (name, cc) in [
        ("missing", "nope-cc"),
        ("absent", "/nope/cc"),
        ("relative", "./cc"),
        ("open", "'gcc"),
        ("false", "/bin/false"),
        ("mute", "/bin/true"),
    ] {
        compare(
            &format!("cgo_cc_{name}"),
            HELLO,
            &[("CC", cc)],
            &["build -p 1 !1"],
        );
    }
    let tree = [&program("int f;", ""), "-- f.f90 --\nx\n"].concat();
    compare("cgo_fc_missing", &tree, &[("FC", "nope-fc")], &["build !1"]);
    let tree = [&program("int f;", ""), "-- f.cpp --\nint x;\n"].concat();
    compare(
        "cgo_cxx_missing",
        &tree,
        &[("CXX", "nope-cxx")],
        &["build !1"],
    );
}

#[test]
fn compilers_that_are_not_there() {
    let env = [("PATH", "/nowhere")];
    let lines = [
        "build !1",
        "env CGO_ENABLED",
        "list -e -f {{.CgoFiles}},{{.IgnoredGoFiles}}",
    ];
    compare("cgo_no_compiler", HELLO, &env, &lines);
    let env = [("CGO_ENABLED", "0")];
    compare(
        "cgo_off",
        HELLO,
        &env,
        &["build !1", "list -e -f {{.CgoFiles}}"],
    );
    compare("cgo_cross", HELLO, &[("GOARCH", "arm64")], &["build !1"]);
}

#[test]
fn flags_of_pkg_config() {
    if !has_programs(&["pkg-config"]) {
        return;
    }
    let foo = program("#cgo pkg-config: --static foo", "println()");
    let pc = |lines: &str| {
        let head = "-- pc/foo.pc --\nName: foo\nDescription: x\nVersion: 1\n";
        [&foo, head, lines].concat()
    };
    let env = [("PKG_CONFIG_PATH", "$TOP/work/pc")];
    let good = pc("Cflags: -DX=7 -I/a\\ b\nLibs: -lm\n");
    compare("cgo_pc", &good, &env, &["build -x -p 1 -o out", "build -n"]);
    compare(
        "cgo_pc_cflags",
        &pc("Cflags: -fplugin=x\n"),
        &env,
        &["build !1"],
    );
    compare(
        "cgo_pc_libs",
        &pc("Libs: -Wl,--foo,x\n"),
        &env,
        &["build !1"],
    );
    let lines = [
        "build !1",
        "build -x -p 1 !1",
        "list -e -compiled -json=Error",
    ];
    compare("cgo_pc_absent", &foo, &[], &lines);
    compare(
        "cgo_pc_missing",
        &foo,
        &[("PKG_CONFIG", "nope-pc")],
        &["build !1"],
    );
}

#[test]
fn links_that_take_another_linker() {
    let lines = [
        "build -ldflags=-linkmode=external -x -p 1 -o a",
        "build -ldflags=-linkmode=internal -o b",
        "build -ldflags=-linkmode=external,-extld=nope -o c !1",
        "build -buildmode=pie -o d",
    ];
    compare("cgo_external", HELLO, &[], &lines);
    let pure = "-- main.go --\npackage main\n\nfunc main() {}\n";
    let lines = ["build -ldflags=-linkmode=external -o a"];
    compare("cgo_external_pure", pure, &[], &lines);
    // Links that cannot be tried are left to the other linker.
    let tree = program("int f(void);", "C.f()");
    compare("cgo_undefined", &tree, &[], &["build -x -p 1 !1"]);
}

#[test]
fn overlays_replace_foreign_sources() {
    let tree = [
        HELLO,
        "-- alt/add.h --\nint add(int, int);\n#define MORE 1\n",
        "-- alt/add.c --\n#include \"add.h\"\nint add(int a, int b) { return a + b + MORE; }\n",
        "-- o.json --\n{\"Replace\": {\"add.h\": \"alt/add.h\", \"add.c\": \"alt/add.c\"}}\n",
    ];
    let lines = ["build -overlay=o.json -x -p 1 -o out", "build -o out"];
    compare("cgo_overlay", &tree.concat(), &[], &lines);
}

#[test]
fn vendored_sources_are_recorded_as_such() {
    if !has_programs(&["gcc"]) {
        return;
    }
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\nrequire example.com/y v1.0.0\n\
        -- vendor/modules.txt --\n# example.com/y v1.0.0\n## explicit; go 1.20\nexample.com/y/z\n\
        -- vendor/example.com/y/z/z.go --\npackage z\n\n// int z(void);\nimport \"C\"\n\n\
        func Z() int { return int(C.z()) }\n\
        -- vendor/example.com/y/z/z.c --\nint z(void) { return 1; }\n\
        -- main.go --\npackage main\n\nimport \"example.com/y/z\"\n\nfunc main() { z.Z() }\n";
    Case::new("cgo_vendor")
        .tree(tree)
        .run(["build", "-trimpath", "-x", "-p", "1", "-o", "out"]);
}
