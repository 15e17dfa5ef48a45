//! Compares GOPATH mode with the official command: one command per line, and all files that it
//! leaves.
//!
//! Counterpart: cmd/go/testdata/script/{gopath,vendor,install}_*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

/// Two entries of GOPATH: the tree's own, and one that it hides.
const GOPATH: [(&str, &str); 3] = [
    ("GO111MODULE", "off"),
    ("GOPATH", "$TOP/work:$TOP/work/second"),
    ("GOMODCACHE", "$TOP/gopath/pkg/mod"),
];

const PROGRAM: &str = "-- src/example.com/cmd/main.go --\npackage main\n\n\
    import \"example.com/lib\"\n\nfunc main() { lib.F() }\n\
    -- src/example.com/lib/lib.go --\npackage lib\n\nimport \"example.com/dep\"\n\n\
    func F() { println(dep.X) }\n\
    -- src/example.com/dep/dep.go --\npackage dep\n\nconst X = \"dep\"\n\
    -- src/example.com/dep/dep_test.go --\npackage dep\n\nimport \"testing\"\n\n\
    func TestX(t *testing.T) {}\n";

const VENDORED: &str = "-- src/a/a.go --\npackage a\n\nimport (\n\t_ \"v\"\n\t_ \"w/x\"\n)\n\
    -- src/a/b/b.go --\npackage main\n\nimport (\n\t_ \"u\"\n\t_ \"v\"\n)\n\nfunc main() {}\n\
    -- src/a/vendor/v/v.go --\npackage v\n\nimport _ \"w/x\"\n\
    -- src/a/vendor/w/x/x.go --\npackage x\n\
    -- src/a/b/vendor/u/u.go --\npackage u // import \"elsewhere/u\"\n\
    -- src/a/vendor/empty/README --\nnothing\n\
    -- src/empty/e.go --\npackage empty\n\
    -- src/c/c.go --\npackage c\n\nimport (\n\t_ \"a/vendor/v\"\n\t_ \"empty\"\n)\n\
    -- src/d/d.go --\npackage d\n\nimport _ \"not/here\"\n\
    -- src/a/e/e.go --\npackage e\n\nimport (\n\t_ \"empty\"\n\t_ \"not/there\"\n)\n\
    -- src/vendor/top/top.go --\npackage top\n\
    -- src/f/f_test.go --\npackage f\n\nimport (\n\t_ \"top\"\n\t_ \"v\"\n)\n\
    -- src/f/x_test.go --\npackage f_test\n\nimport _ \"f\"\n\
    -- src/f/f.go --\npackage f\n";

/// Runs the lines from a directory of the tree.
fn check(name: &str, dir: &str, tree: &str, lines: &[&str]) {
    compare_in(&format!("gopath_{name}"), dir, tree, &GOPATH, lines);
}

#[test]
fn builds_and_installs() {
    let lines = [
        "build -x -p 1",
        "install -x -p 1 ./...",
        "install -x -p 1 example.com/...",
        "list -json example.com/...",
        "install -n -p 1 example.com/lib",
        "version -m cmd",
        "clean -x -i -r",
        "list -json=Target,Stale,StaleReason ../...",
        "install -trimpath -x -p 1 ../lib .",
        "run -trimpath .",
    ];
    check("installs", "src/example.com/cmd", PROGRAM, &lines);
    let lines = [
        "install -pkgdir=../p -x -p 1 ./lib",
        "install -installsuffix=x ./lib ./cmd",
        "install -buildmode=pie ./lib",
        "list -pkgdir=/q -f {{.Target}} ./...",
        "install -mod=mod ./lib !1",
        "build -modfile=x.mod ./lib !1",
        "list -modcacherw ./lib !1",
        "list -mod=vendor ./lib !1",
        "list -mod=none ./lib !1",
        "list -m !1",
        "install example.com/cmd@latest !1",
    ];
    check("flags", "src/example.com", PROGRAM, &lines);
}

#[test]
fn files_in_gopath_and_modules() {
    let tree = "-- second/src/m/go.mod --\nmodule example.com/m\n\ngo 1.26\n\
        -- second/src/m/m.go --\npackage main\n\nimport _ \"example.com/m/internal/i\"\n\nfunc main() {}\n\
        -- second/src/m/internal/i/i.go --\npackage i\n\
        -- second/src/m/sub/s.go --\npackage sub\n-- src/m/sub/README --\nhides\n\
        -- second/src/none/n.go --\npackage main\n\nfunc main() {}\n";
    let env = [&GOPATH[1..], &[("GO111MODULE", "")]].concat();
    let lines = [
        "list -json m.go",
        "list -json sub/s.go",
        "list -json internal/i/i.go",
        "build -trimpath -x -p 1 m.go",
        "install m.go",
    ];
    compare_in("gopath_module_files", "second/src/m", tree, &env, &lines);
    let lines = ["list -json n.go", "build -trimpath -x -p 1 n.go"];
    compare_in("gopath_files", "second/src/none", tree, &env, &lines);
}

#[test]
fn snapshots_of_fips() {
    let tree =
        "-- src/x/main.go --\npackage main\n\nimport _ \"crypto/sha256\"\n\nfunc main() {}\n";
    let env = [&GOPATH[..], &[("GOFIPS140", "v1.26.0")]].concat();
    let lines = [
        "list -f {{.ImportPath}}:{{.Dir}}:{{.Goroot}}:{{.Standard}}:{{.Root}} crypto/... x",
        "list -deps -f {{.ImportPath}}:{{.Imports}}{{.ImportMap}} x",
        "build -p 1 -o out x",
        "install x",
    ];
    compare_in("gopath_fips", "src", tree, &env, &lines);
}

#[test]
fn installs_elsewhere() {
    let env = |more: &'static [(&str, &str)]| [&GOPATH[..], more].concat();
    let dir = "src/example.com";
    let lines = [
        "install ./...",
        "list -f {{.Target}} ./...",
        "install cmd/main.go",
        "list -f {{.Target}} cmd/main.go",
    ];
    let gobin = env(&[("GOBIN", "$TOP/work/b")]);
    compare_in("gopath_gobin", dir, PROGRAM, &gobin, &lines);
    compare_in("gopath_no_gobin", dir, PROGRAM, &GOPATH, &lines);
    let cross = env(&[("GOOS", "windows"), ("GOARCH", "amd64")]);
    compare_in("gopath_cross", dir, PROGRAM, &cross, &lines);
    let both = env(&[("GOOS", "windows"), ("GOBIN", "$TOP/work/b")]);
    compare_in("gopath_cross_gobin", dir, PROGRAM, &both, &lines);
    let all = env(&[("GODEBUG", "installgoroot=all")]);
    let lines = ["list -f {{.Target}} fmt cmd/go cmd/vet unsafe ./..."];
    compare_in("gopath_goroot", dir, PROGRAM, &all, &lines);
}

#[test]
fn vendor_directories() {
    let lines = [
        "list ./... !1",
        "list -e -json a/... c/...",
        "list -f {{.ImportPath}}:{{.Imports}}{{.ImportMap}} ./... !1",
        "build -x -p 1 a/b !1",
        "build c !1",
        "build d !1",
        "build a/e !1",
        "list -e -json d c",
        "list -e -json a/e",
        "list -deps a",
        "list -e -test -json=ImportPath,Imports,ImportMap,TestImports,Error,DepsErrors f",
        "list -json=TestImports,XTestImports f",
        "list vendor/top top v !1",
        "list ./vendor/...",
        "list a/vendor/...",
        "install ./... !1",
        "install a/... !1",
    ];
    check("vendor", "src", VENDORED, &lines);
}

#[test]
fn one_name_for_a_package() {
    let tree = "-- src/old/o.go --\npackage old // import \"new/name\"\n\
        -- src/new/name/n.go --\npackage name // import \"new/name\"\n\
        -- src/two/a.go --\npackage two // import \"a\"\n\
        -- src/two/b.go --\npackage two // import \"b\"\n\
        -- src/bad/b.go --\npackage bad // import a\n\
        -- src/use/u.go --\npackage use\n\nimport (\n\t_ \"bad\"\n\t_ \"new/name\"\n\t_ \"old\"\n\t_ \"two\"\n)\n\
        -- src/slash/s.go --\npackage slash\n\nimport _ \"new//name\"\n\
        -- src/Up/u.go --\npackage up\n-- src/up/u.go --\npackage up\n\
        -- src/case/c.go --\npackage c\n\nimport (\n\t_ \"Up\"\n\t_ \"up\"\n)\n\
        -- src/mod/m.go --\npackage mod\n-- src/mod/x/m.go --\npackage x\n\
        -- src/at@v1/m.go --\npackage at\n\
        -- src/abs/m.go --\npackage abs\n\nimport _ \"/abs\"\n";
    let lines = [
        "build old !1",
        "build new/name",
        "build use !1",
        "list -e -json use old two bad new/name",
        "build slash !1",
        "list -e -json slash",
        "build new//name",
        "build case !1",
        "list -e -json case Up up",
        "list mod mod/x at@v1 !1",
        "list ./mod/x ./at@v1 !1",
        "list -e -json ./mod/x ./at@v1",
        "list -e -json abs",
        "list ... !1",
    ];
    check("names", "src", tree, &lines);
}

#[test]
fn by_their_place() {
    let tree = "-- src/in/main.go --\npackage main\n\nimport _ \"./sub\"\n\nfunc main() {}\n\
        -- src/in/sub/s.go --\npackage sub\n\nimport _ \"../other\"\n\
        -- src/in/other/o.go --\npackage other\n\
        -- out/main.go --\npackage main\n\nimport (\n\t\"./sub\"\n\t\"fmt\"\n)\n\n\
        func main() { fmt.Println(sub.X) }\n\
        -- out/sub/s.go --\npackage sub\n\nimport \"./deep\"\n\nconst X = deep.X\n\
        -- out/sub/deep/d.go --\npackage deep\n\nconst X = 1\n\
        -- out/b a!d/x.go --\npackage x\n\
        -- out/dot/d.go --\npackage dot\n\nimport _ \".\"\n\
        -- out/none/d.go --\npackage none\n\nimport _ \"./gone\"\n\
        -- out/v2/main.go --\npackage main\n\nfunc main() {}\n\
        -- out/test/t.go --\npackage t\n-- out/test/t_test.go --\npackage t_test\n\nimport _ \"../sub\"\n\
        -- src/testdata/x/x.go --\npackage x\n";
    let lines = [
        "build -x -p 1",
        "build -x -p 1 main.go",
        "run -trimpath main.go",
        "list -json ./... !1",
        "list -e -deps -json ./dot ./none .",
        "build ./none !1",
        "build ./dot !1",
        "install . !1",
        "install ./sub",
        "install ./v2 ./sub !1",
        "build -o out2 ./v2",
        "clean -n -i ./v2",
        "list -e -test -deps -json=ImportPath,Imports,ImportMap,Error ./test",
        "list ../src/testdata/x ../src/... !1",
        "list -e ./gone ./gone/... gone ../../..",
        "list -json main.go",
        "list -json sub/s.go",
        "build -o x sub/s.go",
        "list main.go sub/s.go !1",
        "list main.go sub !1",
        "list",
    ];
    check("outside", "out", tree, &lines);
    let lines = [
        "build !1",
        "build main.go",
        "list -e -json",
        "list -e -json ./sub",
        "list -e -json main.go",
        "list -json other/o.go",
    ];
    check("local_inside", "src/in", tree, &lines);
}

#[test]
fn one_hides_another() {
    let tree = "-- src/p/p.go --\npackage p\n-- second/src/p/p.go --\npackage p\n\
        -- second/src/q/q.go --\npackage main\n\nfunc main() {}\n\
        -- second/src/only/o.go --\npackage only\n\nimport _ \"p\"\n\
        -- src/fmt/f.go --\npackage fmt\n-- src/internal/x.go --\npackage internal\n\
        -- src/q/README --\nno package\n\
        -- second/src/sub/internal/i.go --\npackage internal\n\
        -- src/sub/s.go --\npackage sub\n\nimport _ \"sub/internal\"\n\
        -- second/src/sub/use/s.go --\npackage use\n\nimport _ \"sub/internal\"\n";
    let lines = [
        "list -e -json ./src/p ./second/src/p ./second/src/q p q only",
        "list -e -json ./src/fmt ./src/internal",
        "install ./second/src/p !1",
        "install ./second/src/only",
        "install ./second/src/q !1",
        "install ./src/fmt !1",
        "install only",
        "build sub !1",
        "build sub/use",
        "list -e sub/... p/... q/... only...",
        "list -e -f {{.Dir}} ./...",
    ];
    compare("gopath_hides", tree, &GOPATH, &lines);
}

#[test]
fn major_versions() {
    let tree = "-- src/new/go.mod --\nmodule \"new\"\n\
        -- src/new/new.go --\npackage new\n\nimport (\n\t_ \"lib/v2/x\"\n\t_ \"lib/v2\"\n\t_ \"none/v2\"\n\t_ \"real/v4\"\n)\n\
        -- src/old/old.go --\npackage old\n\nimport _ \"lib/v2/x\"\n\
        -- src/lib/go.mod --\nmodule lib/v2\n-- src/lib/lib.go --\npackage lib\n\
        -- src/lib/x/x.go --\npackage x\n\nimport _ \"lib/v2\"\n\
        -- src/none/none.go --\npackage none\n\
        -- src/real/v4/r.go --\npackage main\n\nfunc main() {}\n\
        -- src/cmd3/v3/go.mod --\nmodule cmd3/v3\n-- src/cmd3/v3/r.go --\npackage main\n\nfunc main() {}\n";
    let lines = [
        "list -e -json new old lib lib/x",
        "build new !1",
        "build lib/...",
        "build old !1",
        "build -p 1 -o out/ cmd3/v3 real/v4",
        "install cmd3/v3",
        "list ./... !1",
        "build -x ./src/cmd3/v3",
        "clean -x -i ./src/cmd3/v3",
    ];
    compare("gopath_versions", tree, &GOPATH, &lines);
    let auto = [&GOPATH[1..], &[("GO111MODULE", "auto")]].concat();
    compare_in("gopath_auto", "", tree, &auto, &lines[..4]);
    let lines = ["list ./...", "env GOMOD GO111MODULE"];
    compare_in("gopath_auto_module", "src/lib", tree, &auto, &lines);
}

#[test]
fn patterns_and_errors() {
    let tree = "-- src/loop/a/a.go --\npackage a\n\nimport _ \"loop/b\"\n\
        -- src/loop/b/b.go --\npackage b\n\nimport _ \"loop/a\"\n\
        -- src/self/s.go --\npackage self\n\nimport _ \"self\"\n\
        -- src/broken/b.go --\npackage broken\n\nfunc {\n\
        -- src/two/a.go --\npackage a\n-- src/two/b.go --\npackage b\n\
        -- src/prog/p.go --\npackage main\n\nfunc main() {}\n\
        -- src/use/u.go --\npackage use\n\nimport (\n\t_ \"prog\"\n\t_ \"x/internal\"\n)\n\
        -- src/x/internal/i.go --\npackage internal\n-- src/x/x.go --\npackage x\n\nimport _ \"x/internal\"\n\
        -- src/tags/t.go --\n//go:build never\n\npackage tags\n\
        -- src/_hidden/h.go --\npackage h\n-- src/.dot/h.go --\npackage h\n\
        -- src/sub/testdata/t.go --\npackage t\n-- src/nogo/README --\nx\n\
        -- src/test/t_test.go --\npackage t\n\
        -- src/cgo/c.go --\npackage c\n\nimport \"C\"\n";
    let lines = [
        "list ...",
        "list -e ...",
        "list std",
        "list cmd/...",
        "list -e -json=ImportPath,Error,DepsErrors,Incomplete ./...",
        "list x... nothing/... sub/testdata/... vendor/...",
        "build loop/a self !1",
        "build use !1",
        "build broken !1",
        "build two !1",
        "build nogo tags test cgo !1",
        "build ./nogo !1",
        "build sub/testdata",
        "build ./sub/testdata",
        "list -e -json=ImportPath,Error,Dir,Root nogo ./nogo tags sub/testdata ./sub/testdata not",
        "run prog",
        "run x !1",
        "run ./... !1",
        "build -o out x prog !1",
        "list tool !1",
        "list -f {{.ImportPath}} work !1",
        "clean",
        "clean x/... prog",
        "env GOMOD GOWORK GOFLAGS GO111MODULE",
    ];
    check("errors", "src", tree, &lines);
    let bogus = [("GO111MODULE", "bogus")];
    let lines = [
        "list -m !1",
        "list -mod=mod !1",
        "build -modcacherw !1",
        "env GOMOD !1",
    ];
    compare_in("gopath_bogus", "src", tree, &bogus, &lines);
    let none = [("GO111MODULE", "off"), ("GOPATH", "$TOP/none")];
    let lines = [
        "list x !1",
        "list ...",
        "build ./x !1",
        "build x !1",
        "install ./prog ./x !1",
    ];
    compare_in("gopath_missing", "src", tree, &none, &lines);
}
