//! Compares GOFIPS140 with the official command: one command per line, and all files that it
//! leaves, including the module cache.
//!
//! Counterpart: cmd/go/testdata/script/fips.txt, fipssnap.txt.

use crate::side_by_side::compare;

const APP: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport (\n\t\"crypto/sha256\"\n\t\"fmt\"\n)\n\n\
    func main() { fmt.Println(sha256.Sum256(nil)) }\n\
    -- main_test.go --\npackage main\n";

#[test]
fn snapshots() {
    let lines = [
        "list -f {{.DefaultGODEBUG}}",
        "list -f {{.ImportPath}}:{{.Dir}}:{{.Goroot}}:{{.Standard}}:{{.Root}} crypto/... .",
        "list -deps -test -f {{.ImportPath}}:{{.Imports}}",
        "list -json=ImportPath,Dir,GoFiles,Imports,ImportMap,Module crypto/internal/fips140/...",
        "build -x -p 1",
        "build -x -p 1",
        "run .",
        "build -tags=purego !1",
        "clean",
    ];
    compare("fips_snapshot", APP, &[("GOFIPS140", "v1.26.0")], &lines);
    compare(
        "fips_alias",
        APP,
        &[("GOFIPS140", "certified")],
        &lines[..3],
    );
}

#[test]
fn the_code_of_the_sdk() {
    let lines = [
        "list -f {{.DefaultGODEBUG}}",
        "build -x -p 1",
        "build -tags=x,purego !1",
    ];
    compare("fips_latest", APP, &[("GOFIPS140", "latest")], &lines);
    let env = [("GOFIPS140", "latest"), ("GOEXPERIMENT", "boringcrypto")];
    compare("fips_boring", APP, &env, &["list !1"]);
}

#[test]
fn unknown_versions() {
    for version in ["v9.9.9", "v1.2", "x", "../v1.26.0"] {
        compare(
            "fips_unknown",
            APP,
            &[("GOFIPS140", version)],
            &["list !2", "build !2", "clean !2"],
        );
    }
}
