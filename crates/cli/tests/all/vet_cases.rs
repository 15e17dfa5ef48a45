//! Compares `go vet` and `go fix` with the official commands: one command per line, and all files
//! that it leaves, including entries of the build cache.
//!
//! Counterpart: cmd/go/testdata/script/vet*.txt, fix_*.txt.

use vamos_base::golang::os_str;
use vamos_fsys::uncached;
use vamos_testkit::official_sdk;

use crate::side_by_side::compare;

/// Packages without imports, so that nothing else is vetted. `bad` has one diagnostic: upstream
/// prints the diagnostics of several analyzers in any order.
const PLAIN: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- good/good.go --\npackage good\n\nfunc F(x int) int { return x }\n\
    -- bad/bad.go --\npackage bad\n\nfunc F(x, y bool) bool {\n\treturn x || x || y\n}\n\
    -- use/use.go --\npackage use\n\nimport \"example.com/m/bad\"\n\nvar X = bad.F(true, false)\n\
    -- types/types.go --\npackage types\n\nvar x int = \"text\"\n\
    -- after/after.go --\npackage after\n\nimport _ \"example.com/m/types\"\n\
    -- prog/main.go --\npackage main\n\nfunc main() {\n\treturn\n\tprintln(1)\n}\n\
    -- tagged/tagged.go --\n//go:build tag\n\npackage tagged\n\n\
    func F(x bool) bool { return x && x }\n\
    -- tagged/other.go --\npackage tagged\n\
    -- asm/asm.go --\npackage asm\n\nfunc f(x int64)\n\
    -- asm/asm_amd64.s --\nTEXT \u{b7}f(SB),0,$0-4\n\tMOVL x+0(FP), AX\n\tRET\n\
    -- syntax/syntax.go --\npackage syntax\n\nfunc {\n\
    -- none/none.txt --\n";

/// Returns the minor number of the official command's release: 26 for Go 1.26.
pub(crate) fn minor() -> u32 {
    let sdk = official_sdk().expect("an official go");
    let file = format!("{}/VERSION", sdk.display());
    let version = uncached::read(&file).expect("an SDK has a version");
    let version = os_str::decode(&version);
    let minor = version.split('.').nth(1);
    minor.and_then(|minor| minor.parse().ok()).unwrap_or(26)
}

#[test]
fn findings_and_their_entries() {
    let lines = [
        "vet ./good",
        "vet ./bad !1",
        "vet ./bad !1",
        "vet -json -p=1 ./bad ./good",
        "vet -json -p=1 ./bad ./good",
        "vet -c=0 ./bad !1",
        "vet -c 1 ./bad !1",
        "vet -bools=false ./bad",
        "vet -a ./bad !1",
        "vet ./prog !1",
        "vet ./tagged",
        "vet -tags=tag ./tagged !1",
        "vet -v -tags tag -json ./tagged",
        "vet -p=1 ./asm ./bad !1",
        "vet bad/bad.go !1",
        "vet unsafe builtin",
    ];
    compare("vet_findings", PLAIN, &[], &lines);
}

#[test]
fn packages_that_were_vetted_as_imports() {
    let lines = [
        "vet ./use",
        // Go 1.26 uses the results of the import, which are empty.
        match minor() {
            26 => "vet ./bad",
            _ => "vet ./bad !1",
        },
        "vet -a ./bad !1",
        "vet -p=1 ./bad ./use !1",
        "vet -p=1 ./use ./bad !1",
    ];
    compare("vet_imports", PLAIN, &[], &lines);
}

#[test]
fn packages_that_cannot_be_vetted() {
    let lines = [
        "vet ./types !1",
        "vet ./after !1",
        "vet -p=1 ./types ./after ./good !1",
        "vet -json ./types !1",
        "vet ./syntax !1",
        "vet ./none !1",
        "vet ./nosuch !1",
        "vet ./nosuch/... !1",
        "vet -mod=vendor ./good",
        "vet example.com/other !1",
    ];
    compare("vet_broken", PLAIN, &[], &lines);
}

#[test]
fn commands_that_are_shown() {
    let lines = [
        "vet -n ./good",
        "vet -n -p=1 ./use",
        "vet -x -p=1 ./use",
        "vet -x -p=1 ./use",
        "vet -x -p=1 -a ./bad !1",
        "vet -n -json ./asm",
        "vet -n ./types",
    ];
    compare("vet_shown", PLAIN, &[], &lines);
}

#[test]
fn flags_that_are_wrong() {
    let lines = [
        "vet -h !2",
        "vet --help !2",
        "vet -nosuch ./good !2",
        "vet --nosuch=x !2",
        "vet -c=x !2",
        "vet -bools=maybe !2",
        "vet -tags !2",
        "vet -vettool !1",
        "vet ./good --vettool !1",
        "vet -vettool=/nope ./good !2",
        "vet -vettool=/nope -nosuch !2",
        "vet -vettool=/bin/true !2",
        "vet ./good -bools !1",
        "vet -fixtool=x !2",
        "vet -o x ./good !2",
        "vet -V ./good",
        "vet -- ./good",
    ];
    compare("vet_flags", PLAIN, &[], &lines);
}

#[test]
fn flags_of_goflags() {
    let lines = [
        "vet ./tagged !1",
        "vet -tags= ./tagged",
        "vet -v=false ./bad !1",
    ];
    let flags = [("GOFLAGS", "-buildvcs=false -tags=tag -v")];
    compare("vet_goflags", PLAIN, &flags, &lines);
    let lines = ["vet ./bad", "vet -bools ./bad !1", "list ./bad !1"];
    let flags = [("GOFLAGS", "-buildvcs=false -unsafeptr")];
    compare("vet_goflags_tool", PLAIN, &flags, &lines);
    let lines = ["vet ./good !2", "vet -tags=x ./good !2"];
    let flags = [("GOFLAGS", "-buildvcs=false -v=maybe")];
    compare("vet_goflags_bad", PLAIN, &flags, &lines);
}

#[test]
fn tests_are_vetted_with_their_package() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
        -- a/a.go --\npackage a\n\nfunc F(x bool) bool { return x }\n\
        -- a/a_test.go --\npackage a\n\nfunc G(x bool) bool { return x && x }\n\
        -- a/x_test.go --\npackage a_test\n\nimport \"example.com/m/a\"\n\n\
        func H(x bool) bool { return a.F(x || x) }\n\
        -- b/x_test.go --\npackage b_test\n\nfunc H(x bool) bool { return x || x }\n\
        -- bad/a_test.go --\npackage bad\n\nimport _ \"example.com/m/nosuch\"\n\
        -- parse/a.go --\npackage parse\n\
        -- parse/a_test.go --\npackage parse\n\nfunc Test {\n\
        -- cycle/a.go --\npackage cycle\n\
        -- cycle/a_test.go --\npackage cycle\n\nimport _ \"example.com/m/user\"\n\
        -- user/user.go --\npackage user\n\nimport _ \"example.com/m/cycle\"\n";
    let lines = [
        "vet -p=1 ./a !1",
        "vet -p=1 ./a !1",
        "vet ./b !1",
        "vet -p=1 ./bad ./b !1",
        "vet -p=1 ./parse ./b !1",
        "vet ./cycle !1",
        "vet -n -p=1 ./a !1",
    ];
    compare("vet_tests", tree, &[], &lines);
}

#[test]
fn sources_of_cgo() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
        -- a.go --\npackage m\n\n// static int f(int x) { return x; }\nimport \"C\"\n\n\
        func F(x bool) bool { return C.f(1) == 1 && x && x }\n\
        -- b.go --\npackage m\n\nfunc G(x bool) bool { return x }\n";
    let lines = [
        "vet . !1",
        "vet . !1",
        "build .",
        "vet -json .",
        "vet -n . !1",
    ];
    compare("vet_cgo", tree, &[("CGO_ENABLED", "1")], &lines);
}

/// Packages that can be fixed.
const FIXABLE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- a/a.go --\npackage a\n\nfunc F(x interface{}) int {\n\
    \tsum := 0\n\tfor i := 0; i < 10; i++ {\n\t\tsum += i\n\t}\n\treturn sum\n}\n\
    -- a/a_test.go --\npackage a\n\nvar x interface{}\n\
    -- b/b.go --\npackage b\n\nimport \"example.com/m/a\"\n\nvar X interface{} = a.F(1)\n\
    -- types/types.go --\npackage types\n\nvar x interface{} = y\n";

#[test]
fn files_are_fixed() {
    if minor() < 26 {
        let lines = ["fix -n ./...", "fix ./a ./b", "fix -fix=gotypes -x ./a"];
        return compare("fix_old", FIXABLE, &[], &lines);
    }
    let lines = [
        "fix -diff ./b !1",
        "fix -diff ./b !1",
        "fix -any=false -diff ./b",
        "fix -json ./b",
        "fix -p=1 ./types ./b !1",
        "fix -n ./a",
        "fix ./a",
        "fix -diff -p=1 ./... !1",
        "vet -fix ./a",
        "vet -fix -diff ./b",
        "fix -fix=buildtag,x ./a",
        "fix -c=1 ./a !1",
        "vet -fix -c=1 ./a !1",
        "vet -diff ./a !1",
        "fix -json -diff ./a !1",
        "fix -nosuch !2",
        "fix -h !2",
        "fix -fixtool=/nope !2",
        "fix unicode/utf8",
    ];
    compare("fix_files", FIXABLE, &[], &lines);
}
