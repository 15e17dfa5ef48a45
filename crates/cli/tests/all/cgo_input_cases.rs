//! Files that cgo flags name and that packages have for the linker, compared with the official
//! command. Since Go 1.26.11 and 1.27.4 they are checked, so the exit codes depend on the SDK of
//! the tests.
//!
//! Counterpart: cmd/go/internal/work/security_test.go,
//! cmd/go/testdata/script/cgo_bad_syso.txt.

use vamos_release::Release;
use vamos_testkit::Case;
use vamos_testkit::has_programs;

use crate::side_by_side::EXIT_CODES;
use crate::side_by_side::sdk_release;

/// A text that linkers take for a script.
const SCRIPT: &str = "INPUT(-lm)\n";

/// Reports whether the SDK of the tests checks such files.
fn is_strict() -> Option<bool> {
    sdk_release().map(Release::checks_linker_inputs)
}

/// Builds a package with these cgo flags and files. It fails with an SDK that checks them, and
/// with others if `fails` is set.
fn compare(name: &str, flags: &str, files: &str, env: &[(&str, &str)], fails: bool) {
    let Some(is_strict) = is_strict().filter(|_| has_programs(&["gcc"])) else {
        return;
    };
    let mark = match fails || is_strict {
        true => " !1",
        false => "",
    };
    let tree = format!(
        "-- go.mod --\nmodule example.com/x\n\ngo 1.25\n\
         -- main.go --\npackage main\n\n// #cgo {flags}\nimport \"C\"\n\nfunc main() {{}}\n{files}"
    );
    Case::new(&format!("cgo_input_{name}"))
        .tree(&tree)
        .env("GOFLAGS", "-buildvcs=false")
        .envs(env)
        .exit_codes(EXIT_CODES)
        .verified()
        .run_lines(&[&format!("build -p 1 -o out{mark}")]);
}

#[test]
fn libraries() {
    let lib = format!("-- lib/libx.so.1 --\n{SCRIPT}");
    let dir = "LDFLAGS: -L${SRCDIR}/lib";
    compare("dir", dir, &lib, &[], false);
    compare("dir_apart", "LDFLAGS: -L ${SRCDIR}/lib", &lib, &[], false);
    let deep = format!("-- lib/a/b/x.OBJ --\n{SCRIPT}");
    compare("deep", dir, &deep, &[], false);
    let beside = format!("-- lib64/x.a --\n{SCRIPT}-- lib/x.txt --\n");
    compare("beside", dir, &beside, &[], false);
    compare("spec", dir, "-- lib/y/my.spec --\n", &[], false);
    let file = format!("-- x.so --\n{SCRIPT}");
    compare("file", "LDFLAGS: ${SRCDIR}/x.so", &file, &[], false);
}

#[test]
fn objects_of_packages() {
    let Some(is_strict) = is_strict() else {
        return;
    };
    let mark = if is_strict { " !1" } else { "" };
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.25\n\
        -- p/p.go --\npackage p\n\
        -- p/script.syso --\nINPUT(-lm)\n\
        -- q/q.go --\npackage q\n\
        -- q/short.syso --\nabc\n\
        -- r/r.go --\npackage r\n\
        -- r/go.syso --\ngo object linux amd64\n\
        -- s/s.go --\npackage s\n\
        -- s/archive.syso --\n!<arch>\n";
    let lines = ["p", "q", "r", "s"].map(|package| format!("build -x ./{package}{mark}"));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    Case::new("cgo_input_syso")
        .tree(tree)
        .env("GOFLAGS", "-buildvcs=false")
        .env("CGO_ENABLED", "0")
        .exit_codes(EXIT_CODES)
        .verified()
        .run_lines(&lines);
    let script = format!("-- x.syso --\n{SCRIPT}");
    compare("syso_with_cgo", "LDFLAGS: -lm", &script, &[], false);
}

#[test]
fn stricter_flags() {
    compare("sysroot", "LDFLAGS: --sysroot=/", "", &[], true);
    compare("c_sysroot", "CFLAGS: --sysroot=/", "", &[], false);
    compare("language", "CFLAGS: -xc++", "", &[], false);
    compare("sanitizer", "CFLAGS: -fsanitize=-x", "", &[], true);
    compare("colon", "LDFLAGS: -l:libm.so.6", "", &[], false);
    compare("passed", "LDFLAGS: -Wl,-rpath /x", "", &[], false);
}

#[test]
fn flags_of_the_preprocessor() {
    let Some(_) = is_strict().filter(|_| has_programs(&["gcc"])) else {
        return;
    };
    let tree = "-- go.mod --\nmodule example.com/x\n\ngo 1.25\n\
        -- main.go --\npackage main\n\n// #cgo LDFLAGS: \"-L${SRCDIR}/a b\"\nimport \"C\"\n\n\
        func main() {}\n";
    Case::new("cgo_input_cppflags")
        .tree(tree)
        .env("GOFLAGS", "-buildvcs=false")
        .env("CGO_CPPFLAGS", "-fdollars-in-identifiers")
        .exit_codes(EXIT_CODES)
        .verified()
        .run_lines(&["build -x -p 1 -o out"]);
}

#[test]
fn packages_of_pkg_config() {
    if !has_programs(&["pkg-config"]) {
        return;
    }
    let file = "-- pc/foo.pc --\nName: foo\nDescription: x\nVersion: 1\nLibs: -lm\n";
    let env = [("PKG_CONFIG_PATH", "$TOP/work/pc")];
    compare("pc_path", "pkg-config: ./pc/foo.pc", file, &[], false);
    compare("pc_version", "pkg-config: foo.pc>=1", file, &env, true);
    let libs = "-- pc/foo.pc --\nName: foo\nDescription: x\nVersion: 1\n\
        Libs: -L${pcfiledir}/lib -lm\n-- pc/lib/x.so --\nINPUT(-lm)\n";
    compare("pc_libs", "pkg-config: foo", libs, &env, false);
    let define = "pkg-config: --define-variable=a=$b foo";
    compare("pc_define", define, file, &env, false);
}
