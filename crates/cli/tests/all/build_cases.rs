//! Compares `build` with the official command: one command per line, and all files that it leaves.
//!
//! Counterpart: cmd/go/testdata/script/build_*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

const MOD: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n";

const HELLO: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nfunc main() { println(\"hi\") }\n";

const MANY: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- cmd/a/a.go --\npackage main\n\nfunc main() {}\n\
    -- cmd/b/b.go --\npackage main\n\nfunc main() {}\n\
    -- lib/lib.go --\npackage lib\n\nfunc F() {}\n-- dir/f --\nx\n";

const BROKEN: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- a/a.go --\npackage a\n\nfunc {\n-- b/b.go --\npackage b\nimport \"x\n\
    -- c/c.go --\npackage c\nvar X int = \"a\"\n\
    -- d/d.go --\npackage d\nimport \"example.com/x/c\"\n-- e/e.go --\npack\n";

const TAGGED: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- a.go --\n//go:build foo\npackage main\nfunc main() {}\n\
    -- b.go --\n//go:build !foo\npackage main\nfunc main() { println() }\n";

#[test]
fn outputs() {
    let lines = [
        "build",
        "build -o out",
        "build -o new/",
        "build -o a/b/c",
        "build -o dir",
        "build -o=",
        "build -o /dev/null",
        "build -o go.mod/x !1",
        "build -o main.go !1",
        "build -o main.go/ !1",
        "build -o dir/f !1",
        "build -o empty",
        "build -o /dev/full !1",
    ];
    let tree = [HELLO, "-- dir/f --\nx\n-- empty --\n"].concat();
    compare("outputs", &tree, &[], &lines);
    let text = [HELLO, "-- x --\ntext\n"].concat();
    compare("output_is_text", &text, &[], &["build !1"]);
}

/// Commands show GOCACHE cleaned, because upstream joins its path with names.
#[test]
fn a_cache_whose_path_is_not_clean() {
    let cache = [("GOCACHE", "$TOP/home/.././cache/")];
    let lines = [
        "build -x -p 1 -o out",
        "list -export -f {{.Export}} .",
        "env GOCACHE",
    ];
    compare("unclean_cache", HELLO, &cache, &lines);
}

/// The error of a dependency is reported once, by its importer, with the same text.
#[test]
fn export_with_a_missing_package() {
    let tree = [
        MOD,
        "-- a/a.go --\npackage a\nimport _ \"example.com/x/b\"\n",
        "-- b/b.go --\npackage b\nimport _ \"example.com/x/none\"\n",
        "-- c/c.go --\npackage c\nimport _ \"example.com/x/d/internal/e\"\n",
        "-- d/internal/e/e.go --\npackage e\n-- f/f.go --\npackage f\nimport _ \"nodot\"\n",
    ]
    .concat();
    let lines = [
        "list -export -deps -f={{.ImportPath}} ./a !1",
        "list -export -deps -f={{.ImportPath}} ./c !1",
        "list -export -deps -f={{.ImportPath}} ./f !1",
        "list -export -deps -f={{.ImportPath}} ./... !1",
    ];
    compare("export_missing", &tree, &[], &lines);
}

#[test]
fn several_packages() {
    let lines = [
        "build -v -p 1 ./...",
        "build -o out ./... !1",
        "build -o dir ./...",
        "build -o new/ ./...",
        "build -o /dev/null ./...",
        "build -o lib.a ./lib",
        "build -o libs/ ./lib !1",
        "build !1",
        "build ./dir !1",
        "build -n -p 1 -o n/ ./...",
    ];
    compare("several", MANY, &[], &lines);
    compare(
        "none",
        MOD,
        &[],
        &["build !1", "build ./...", "build -o x ./... !1"],
    );
    let tests = [MOD, "-- d/x_test.go --\npackage d\n"].concat();
    let lines = ["build ./d !1", "build ./...", "build -o x ./d !1"];
    compare("only_tests", &tests, &[], &lines);
}

#[test]
fn named_files() {
    let lines = [
        "build cmd/a/a.go",
        "build -o q cmd/a/a.go",
        "build cmd/a/a.go cmd/a/a.go !1",
        "build cmd/a/a.go lib/lib.go !1",
        "build cmd/a/a.go nope.go !1",
        "build cmd/a/a.go ./lib !1",
        "build lib/lib.go",
        "build nope.go !1",
        "build @x !1",
        "build example.com/x@v1.0.0 !1",
    ];
    compare("files", MANY, &[], &lines);
}

#[test]
fn missing_packages() {
    let lines = [
        "build ./nope !1",
        "build nope !1",
        "build example.com/x/nope !1",
        "build example.org/nope !1",
        "build fmt nope ./zz !1",
    ];
    compare("missing", HELLO, &[], &lines);
    let tree = [
        MOD,
        "-- main.go --\npackage main\nimport _ \"example.org/a\"\nimport _ \"nostd\"\n",
        "import _ \"example.com/x/nope\"\nimport _ \"./rel\"\nfunc main() {}\n",
    ];
    compare(
        "missing_imports",
        &tree.concat(),
        &[],
        &["build !1", "build -json !1"],
    );
}

#[test]
fn broken_sources() {
    let lines = [
        "build ./a !1",
        "build ./b !1",
        "build ./c !1",
        "build ./d !1",
        "build ./e !1",
        "build -p 1 ./... !1",
        "build -p 1 ./a ./c !1",
        "build -trimpath ./c !1",
        "build -json ./a !1",
        "build -json -p 1 ./c ./d !1",
        "build -json -p 1 ./... !1",
    ];
    compare("broken", BROKEN, &[], &lines);
    compare_in(
        "beside",
        "d",
        BROKEN,
        &[],
        &["build ../c . !1", "build -json ../c !1"],
    );
}

#[test]
fn flags_for_tools() {
    let lines = [
        "build -gcflags=-N",
        "build -gcflags=example.com/...=-m -o y",
        "build -gcflags=-zz !1",
        "build -gcflags='-x !2",
        "build -gcflags==-m !2",
        "build -gcflags=m !2",
        "build -gcflags=./...=-m",
        "build -gcflags=all=-N -n -p 1",
        "build -ldflags=-s",
        "build -ldflags=-zz !1",
        "build -ldflags=-X !1",
        "build -ldflags=all=-w -o w",
        "build -asmflags=-S",
        "build -asmflags=x !2",
    ];
    compare("tool_flags", HELLO, &[], &lines);
    let tree = [
        MOD,
        "-- a.go --\npackage a\nfunc F()\n-- a_amd64.s --\nTEXT F(SB),0,$0\n\tBAD\n",
    ];
    compare(
        "assembly",
        &tree.concat(),
        &[],
        &["build !1", "build -json !1"],
    );
}

#[test]
fn flags_for_loading() {
    let lines = [
        "build -tags foo",
        "build -tags=foo,bar -o b",
        "build -tags= -o d",
        "build -tags=foo,,bar",
        "build -tags='foo,bar' !2",
        "build -tags='foo !2",
    ];
    compare("tags", TAGGED, &[], &lines);
    let alternatives = [HELLO, "-- alt.mod --\nmodule example.com/y\n\ngo 1.26\n"].concat();
    let lines = [
        "build -modfile=alt.mod",
        "build -modfile=none.mod !1",
        "build -modfile=x !1",
        "build -mod=foo !1",
        "build -mod=vendor",
    ];
    compare("modfile", &alternatives, &[], &lines);
}

#[test]
fn overlays() {
    let tree = [
        HELLO,
        "-- good.json --\n{\"Replace\":{\"main.go\":\"other\"}}\n",
        "-- other --\npackage main\nfunc main() { println(2) }\n",
        "-- wrong.json --\n{\"Replace\":{\"main.go\":\"o/wrong\"}}\n",
        "-- o/wrong --\npackage main\nfunc main() { printn(2) }\n",
        "-- bad.json --\n{\n-- none.json --\n{\"Replace\":{\"main.go\":\"none\"}}\n",
        "-- list.json --\n{\"Replace\":[1]}\n-- top.json --\n[]\n",
        "-- number.json --\n{\"Replace\":{\"main.go\":1}}\n",
        "-- null.json --\n{\"Replace\":{\"main.go\":null}}\n",
        "-- twice.json --\n{\"Replace\":{\"main.go\":\"other\",\"./main.go\":\"x\"}}\n",
        "-- deleted.json --\n{\"Replace\":{\"main.go\":\"\"}}\n",
        "-- dir.json --\n{\"Replace\":{\"q/z.go\":\"other\"}}\n",
    ];
    let lines = [
        "build -overlay good.json",
        "build -overlay wrong.json !1",
        "build -overlay bad.json !1",
        "build -overlay none.json !1",
        "build -overlay nope.json !1",
        "build -overlay list.json !1",
        "build -overlay top.json !1",
        "build -overlay number.json !1",
        "build -overlay null.json !1",
        "build -overlay twice.json !1",
        "build -overlay deleted.json !1",
        "build -overlay dir.json ./...",
    ];
    compare("overlays", &tree.concat(), &[], &lines);
}

/// Overlay files that are not JSON, or only for Go's decoder.
#[test]
fn overlays_that_are_not_json() {
    let invalid = [
        "{\"Replace\":{}} x",
        "{\"Replace\":{\"a\":\"b\",}}",
        "{\"Replace\":{\"a\" \"b\"}}",
        "{\"Replace\":{a:1}}",
        "{\"Replace\":{\"a\":\"\\x\"}}",
        "{\"Replace\":{\"a\":\"\\u12\"}}",
        "{\"Replace\":{\"a\":tru}}",
        "{\"Replace\":{\"a\":1.}}",
        "{\"Replace\":{\"a\":01}}",
        "{\"Replace\":{\"a\":{\"b\":1}}}",
        "'",
        "\u{e9}",
    ];
    let mut tree = format!(
        "{HELLO}-- half.json --\n{{\"Replace\":{{\"\\ud800\":\"x\\udc00\"}},\"x\":\"\\ud800\\ud800\"}}\n"
    );
    let mut lines = vec!["list -overlay half.json .".to_owned()];
    for (at, text) in invalid.iter().enumerate() {
        tree += &format!("-- {at}.json --\n{text}\n");
        lines.push(format!("list -overlay {at}.json . !1"));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    compare("overlays_not_json", &tree, &[], &lines);
}

#[test]
fn directories() {
    let lines = [
        "-C cmd/a build",
        "build -C cmd/b -o .",
        "build -v -C cmd !2",
        "build -C nope !1",
        "build -C !2",
        "build -C cmd/a -C x !2",
        "-C=cmd/b build -n -p 1",
        "build --C=cmd/b -o /dev/null",
    ];
    compare("chdir", MANY, &[], &lines);
}

#[test]
fn bad_flags() {
    let lines = [
        "build -zz !2",
        "build -o !2",
        "build -h !2",
        "build -race=x !2",
        "build -buildmode=zz !1",
        "build -compiler=zz !2",
        "build -buildvcs=zz !2",
        "build -covermode=zz !2",
        "build -pgo=nope !1",
        "build -v=2 !2",
        "build -p 0 !1",
        "build -p x !2",
        "build - !1",
        "build -- -x !1",
        "build -toolexec=nope -o y !1",
        "build -toolexec='x !2",
        "zz !2",
    ];
    compare("bad_flags", HELLO, &[], &lines);
}

#[test]
fn environments() {
    let envs = [
        ("GOFLAGS", "x"),
        ("GOFLAGS", "-zz"),
        ("GOFLAGS", "-mod=zz"),
        ("GOFLAGS", "'-ldflags=-s"),
        ("GOFLAGS", "-buildvcs=false -json"),
        ("GOCACHE", "off"),
        ("GOCACHE", "rel"),
        ("GOCACHE", "$TOP/work/main.go"),
        ("GOOS", "nope"),
        ("GOARCH", "nope"),
        ("GOAMD64", "v9"),
        ("GOEXPERIMENT", "nope"),
        ("GOTMPDIR", "rel"),
        ("TMPDIR", "$TOP/none"),
        ("GOPATH", "rel"),
        ("GOPATH", "~/x"),
        ("GOWORK", "rel"),
        ("GOROOT", "/nope"),
        ("GOTOOLCHAIN", "zz"),
    ];
    for (key, value) in envs {
        let name = format!("{key}={value}");
        compare(&name, HELLO, &[(key, value)], &["build", "clean -n"]);
    }
}

#[test]
fn module_files() {
    let files = [
        "modul x\n",
        "module x\nfoo bar\n",
        "module x\ngo 1.2.3.4\n",
        "module x\ngo 1.99\n",
        "module \"x\n",
        "module x y\n",
        "module x\nrequire (\n",
        "module x\ngo 1.26\nrequire example.com/a v1.0.0\nreplace example.com/a => ./nope\n",
        "",
    ];
    for file in files {
        let tree = format!("-- main.go --\npackage main\n\nfunc main() {{}}\n-- go.mod --\n{file}");
        let name = format!("go_mod: {}", file.replace('\n', " "));
        compare(&name, &tree, &[], &["build"]);
    }
    let sums = [HELLO, "-- go.sum --\nbad line\n"].concat();
    compare("bad_sum", &sums, &[], &["build"]);
    let vendored = [
        HELLO.replace("go 1.26\n", "go 1.26\n\nrequire example.com/a v1.0.0\n"),
        "-- vendor/modules.txt --\n# example.com/a v1.0.1\n## explicit\nexample.com/a\n".to_owned(),
        "-- vendor/example.com/a/a.go --\npackage a\n".to_owned(),
    ];
    compare("vendor", &vendored.concat(), &[], &["build !1"]);
}
