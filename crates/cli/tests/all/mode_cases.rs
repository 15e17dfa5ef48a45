//! Compares build modes and instrumentation with the official command: one command per line, and
//! all files that it leaves.
//!
//! Counterpart: cmd/go/testdata/script/build_{exe,pie_race,plugin_non_main}.txt,
//! install_msan_and_race_and_asan_require_cgo.txt.

use crate::side_by_side::compare;

const MODULE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n";

const APP: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nfunc main() { println(\"hi\") }\n\
    -- lib/lib.go --\npackage lib\n\nfunc F() {}\n\
    -- cmd/cmd.go --\npackage main\n\nfunc main() {}\n";

#[test]
fn what_a_mode_wants() {
    let lines = [
        "build -buildmode=x !1",
        "build -buildmode=exe ./...",
        "build -buildmode=exe -o out ./... !1",
        "build -buildmode=exe -o out ./lib !1",
        "build -buildmode=archive ./...",
        "build -buildmode=c-archive ./... !1",
        "build -buildmode=c-shared ./lib !1",
        "build -buildmode=c-shared !1",
        "build -buildmode=plugin !1",
        "build -buildmode=plugin ./lib !1",
        "build -buildmode=shared -o x ./lib !1",
        "build -buildmode=shared -o x -race nope !2",
        "build -mod=x !1",
        "build -buildmode=pie -race !2",
        "install -buildmode=x nope !1",
        "install -buildmode=c-archive . !1",
        "list -buildmode=x !1",
        "list -p 0 !1",
        "run -buildmode=c-archive -p -1 nope !1",
    ];
    compare("mode_wants", APP, &[], &lines);
}

#[test]
fn modes_of_platforms() {
    let platform = |name: &str, goos: &str, goarch: &str, lines: &[&str]| {
        compare(name, APP, &[("GOOS", goos), ("GOARCH", goarch)], lines);
    };
    let lines = [
        "build -buildmode=c-shared !1",
        "build -buildmode=plugin !1",
        "build -race !2",
        "build -asan !2",
        "list -linkshared !1",
    ];
    platform("mode_openbsd", "openbsd", "386", &lines);
    platform("mode_unknown", "x", "y", &["build -buildmode=exe !1"]);
    let lines = [
        "build -n -p 1 -buildmode=c-archive",
        "build -n -p 1 -buildmode=pie",
        "list -buildmode=c-archive -f {{.Target}}:{{context.InstallSuffix}} . fmt cmd/vet",
        "list -buildmode=plugin -f {{.Target}}:{{context.InstallSuffix}} . fmt cmd/vet !1",
    ];
    platform("mode_windows", "windows", "amd64", &lines);
    let lines = [
        "build -n -p 1 -buildmode=c-shared -o x.wasm",
        "build -race !2",
    ];
    platform("mode_wasip1", "wasip1", "wasm", &lines);
}

#[test]
fn archives_without_cgo() {
    let lines = [
        "build -buildmode=c-archive",
        "build -buildmode=c-archive -x -p 1 -o y/z.lib",
        "build -buildmode=archive ./lib",
        "build -buildmode=archive -o lib.a ./lib",
    ];
    compare("mode_archives", APP, &[], &lines);
}

#[test]
fn instrumentation_needs_cgo() {
    let lines = [
        "build -race !2",
        "build -msan !2",
        "build -asan !2",
        "install -race -msan nope !2",
        "run -race -asan nope !2",
        "list -msan -asan !2",
        "list -race -f {{context.ToolTags}} !2",
        "build -race -covermode=set !2",
    ];
    compare("mode_no_cgo", APP, &[], &lines);
    let lines = [
        "build -asan !2",
        "build -race -covermode=set !1",
        "list -race -cover",
    ];
    let env = [("CGO_ENABLED", "1"), ("CC", "nope-cc")];
    compare("mode_compiler", APP, &env, &lines);
    let env = [("CGO_ENABLED", "1"), ("CC", "echo")];
    compare("mode_no_compiler", APP, &env, &["list -asan !2"]);
    let lines = [
        "list -race -f {{.Target}}:{{context.InstallSuffix}}:{{context.ToolTags}} fmt",
        "list -race -installsuffix=x -linkshared -f {{.Target}}:{{.Shlib}} fmt",
        "list -msan -deps -f {{.ImportPath}}:{{.SysoFiles}}:{{.Imports}}",
        "list -race -deps -f {{.ImportPath}}:{{.SysoFiles}}:{{.Imports}}",
        "list -asan -deps -f {{.ImportPath}}:{{.SysoFiles}}:{{.Imports}}",
        "list -buildmode=plugin -deps -f {{.ImportPath}}:{{.Imports}}",
        "list -linkshared -deps -pkgdir=pkg -f {{.ImportPath}}:{{.Target}}:{{.Imports}}",
    ];
    compare("mode_lists", APP, &[("CGO_ENABLED", "1")], &lines);
}

const EXPORTS: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport \"C\"\n\n//export Add\n\
    func Add(a, b C.int) C.int { return a + b }\n\nfunc main() {}\n\
    -- plain/plain.go --\npackage main\n\nimport \"C\"\n\nfunc main() {}\n\
    -- plug/plug.go --\npackage main\n\nvar V = 1\n\nfunc main() {}\n\
    -- file.go --\n//go:build ignore\n\npackage main\n\nfunc main() {}\n";

const CGO: &[(&str, &str)] = &[("CGO_ENABLED", "1")];

#[test]
fn libraries_for_c() {
    let lines = [
        "build -buildmode=c-archive",
        "build -buildmode=c-archive -o lib/new.a",
        "build -buildmode=c-archive -n -p 1",
        "build -buildmode=c-archive ./plain",
    ];
    compare("mode_c_archive", EXPORTS, CGO, &lines);
    let lines = [
        "build -buildmode=c-shared -o libx.so",
        "build -buildmode=c-shared -o libx.so",
        "build -buildmode=c-shared -n -p 1 -o liby.so",
        "build -buildmode=c-shared -o plain.so ./plain",
        "build -buildmode=c-shared",
    ];
    compare("mode_c_shared", EXPORTS, CGO, &lines);
}

#[test]
fn plugins() {
    let lines = [
        "build -buildmode=plugin ./plug",
        "build -buildmode=plugin ./plug",
        "build -buildmode=plugin -n -p 1 -o p.so file.go",
        "build -buildmode=plugin -o p.so file.go",
        "install -buildmode=plugin ./plug !1",
    ];
    compare("mode_plugin", EXPORTS, CGO, &lines);
}

#[test]
fn races() {
    let lines = [
        "build -race",
        "build -race",
        "build -race -n -p 1",
        "run -race .",
        "build -race -cover -o covered",
        "install -race .",
        "build -race -buildmode=c-archive -o x.a ./plain",
        "test -race -n -p 1 ./raced",
        "test -race -cover -n -p 1 ./raced",
    ];
    let tree = [
        APP,
        "-- plain/p.go --\npackage main\n\nimport \"C\"\n\nfunc main() {}\n",
        "-- raced/r_test.go --\npackage raced\n\nimport \"testing\"\n\n",
        "func TestTag(t *testing.T) { t.Log(tag) }\n",
        "-- raced/with_test.go --\n//go:build race\n\npackage raced\n\nconst tag = \"race\"\n",
        "-- raced/without_test.go --\n//go:build !race\n\npackage raced\n\nconst tag = \"\"\n",
    ];
    compare("mode_race", &tree.concat(), CGO, &lines);
}

#[test]
fn shared_libraries() {
    let tree = [
        MODULE,
        "-- main.go --\npackage main\n\nimport \"errors\"\n\n",
        "func main() { println(errors.New(\"x\").Error()) }\n",
        "-- lib/lib.go --\npackage lib\n\nfunc F() {}\n",
    ];
    let lines = [
        "build -buildmode=shared ./lib !1",
        "build -buildmode=shared -n -p 1 ./lib/...",
        "build -buildmode=shared std ./lib !1",
        "build -linkshared ./lib",
        "install -buildmode=shared -pkgdir=pkg errors",
        "list -linkshared -pkgdir=pkg -deps -f {{.Target}}:{{.Shlib}} errors",
        "build -linkshared -pkgdir=pkg -o app",
        "build -linkshared -pkgdir=pkg -n -p 1 -o again",
        "list -linkshared -pkgdir=pkg -json=Stale,StaleReason,Shlib . errors",
    ];
    compare("mode_shared", &tree.concat(), CGO, &lines);
    let lines = ["build -buildmode=shared ./lib !1", "build -linkshared !1"];
    compare("mode_shared_pure", &tree.concat(), &[], &lines);
}
