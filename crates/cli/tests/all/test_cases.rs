//! Compares `go test` with the official command: one command per line, and all files that it
//! leaves.
//!
//! Counterpart: cmd/go/testdata/script/test_*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\
    -- a/a.go --\npackage a\n\nfunc A() int { return 1 }\n\
    -- a/a_test.go --\npackage a\n\nimport \"testing\"\n\n\
    func TestA(t *testing.T) {\n\tt.Log(\"hi\")\n\tif A() != 1 {\n\t\tt.Fatal(\"x\")\n\t}\n}\n\n\
    func TestSub(t *testing.T) { t.Run(\"x\", func(t *testing.T) {}) }\n\
    -- bad/bad.go --\npackage bad\n\nimport \"example.com/m/a\"\n\n\
    func B() int { return a.A() }\n\
    -- bad/bad_test.go --\npackage bad_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/m/bad\"\n)\n\n\
    func TestB(t *testing.T) {\n\tif bad.B() != 2 {\n\t\tt.Fatal(\"bad\")\n\t}\n}\n\
    -- none/none.go --\npackage none\n\
    -- broken/d.go --\npackage broken\n\nfunc D() { undefined() }\n\
    -- broken/d_test.go --\npackage broken\n\nimport \"testing\"\n\nfunc TestD(t *testing.T) {}\n\
    -- vetted/v.go --\npackage vetted\n\nimport \"fmt\"\n\nfunc V() { fmt.Printf(\"%d\\n\", \"x\") }\n\
    -- vetted/v_test.go --\npackage vetted\n\nimport \"testing\"\n\nfunc TestV(t *testing.T) {}\n\
    -- lost/f.go --\npackage lost\n\nimport \"example.com/none/x\"\n\nvar _ = x.Y\n\
    -- exits/e_test.go --\npackage exits\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func TestExit(t *testing.T) {\n\tfmt.Print(\"half a line\")\n\tos.Exit(3)\n}\n\n\
    func TestSilent(t *testing.T) { os.Exit(4) }\n";

/// Results are stored under the official keys only.
const OFFICIAL: &[(&str, &str)] = &[("VAMOS_TEST_CACHE", "official")];

#[test]
fn results() {
    let lines = [
        "test -count=1 ./a ./none",
        "test -count=1 ./... !1",
        "test -count=1 -v ./a ./bad !1",
        "test -count=1 -failfast -p 1 ./bad ./a !1",
        "test -count=1 -run=Nothing ./a",
        "test -count=1 -run Exit ./exits !1",
        "test -count=1 -run Silent ./exits !1",
        "test -count=1 -bench . -run NONE ./a ./none",
        "test -count=1 -list . ./a",
        "test -count=1 -vet=off ./vetted",
        "test -count=1 -exec echo ./a",
        "test -count=1 -exec no-such-program ./a !1",
        "test -count=1 ./a -args -x !1",
    ];
    compare("test_results", TREE, &[], &lines);
}

#[test]
fn the_package_of_the_directory() {
    let lines = [
        "test",
        "test -v",
        "test -run Nothing",
        "test -short -cpu 1,2 -parallel 2 -shuffle 7 -timeout 90s -test.v",
    ];
    compare_in("test_dir", "a", TREE, &[], &lines);
    compare_in("test_dir_fails", "bad", TREE, &[], &["test !1"]);
}

#[test]
fn commands_are_shown() {
    let lines = [
        "test -n -vet=off ./a ./bad ./none",
        "test -n -p 1 -count=1 ./a",
        "test -n -c ./a",
        "test -x -p 1 -vet=off -count=1 ./a",
    ];
    compare("test_shown", TREE, &[], &lines);
}

#[test]
fn binaries_are_kept() {
    let lines = [
        "test -c ./a",
        "test -c -o x/ ./a ./bad",
        "test -c -o /dev/null ./a ./bad",
        "test -o y.test -count=1 ./a",
        "test -c -o y ./a ./bad !1",
        "test -c -zz ./a !2",
        "test -trace t.out -count=1 -outputdir . ./none",
    ];
    compare("test_kept", TREE, &[], &lines);
}

#[test]
fn events() {
    let lines = [
        "test -json -p 1 -count=1 ./a ./none",
        "test -json -p 1 -count=1 ./bad ./broken ./lost ./vetted ./exits !1",
        "test -json -v -p 1 -count=1 ./a",
    ];
    compare("test_events", TREE, &[], &lines);
    let lines = ["test -json -p 1 -count=1 ./broken ./lost !1"];
    let env = [("GODEBUG", "gotestjsonbuildtext=1")];
    compare("test_events_only", TREE, &env, &lines);
}

#[test]
fn arguments() {
    let lines = [
        "test -h !2",
        "test ./a -h !2",
        "test -vet=nope ./a !2",
        "test -vet=off,printf,atomic ./a !2",
        "test -count=x ./a !2",
        "test -timeout=5 ./a !2",
        "test -shuffle=maybe ./a !2",
        "test -v=maybe ./a !2",
        "test -run !2",
        "test -cpuprofile=c.out ./a ./bad !1",
        "test -count=1 -vet=off -unknown ./a !1",
        "test ./nothing/... !1",
    ];
    compare("test_arguments", TREE, &[], &lines);
    let env = [("GOFLAGS", "-buildvcs=false -v -test.run=TestA -vet=off")];
    let lines = ["test -count=1 ./a", "test -count=1 -v=false -json -p 1 ./a"];
    compare("test_goflags", TREE, &env, &lines);
}

#[test]
fn coverage() {
    let lines = [
        "test -cover -count=1 ./a ./none ./bad !1",
        "test -coverprofile=c.out ./a ./none",
        "test -coverprofile=c.out ./a ./none",
        "test -cover -coverpkg=./... -count=1 ./a ./none",
        "test -coverpkg=./a,example.com/nothing -coverprofile=d.out ./a ./bad !1",
        "test -covermode=atomic -n ./a ./none",
        "test -cover -x -p 1 -count=1 -vet=off ./none",
        "test -cover -c -o x.test ./a",
        "test -coverprofile=no/such/dir ./a !1",
    ];
    compare("test_coverage", TREE, OFFICIAL, &lines);
    compare_in("test_coverage_dir", "a", TREE, &[], &["test -cover"]);
}

#[test]
fn results_are_cached() {
    let lines = [
        "test ./a ./none",
        "test ./a ./none",
        "test -v ./a",
        "test -v ./a",
        "test -json -p 1 ./a",
        "test -n ./a",
        "test -short ./a",
        "clean -testcache",
        "test -run Sub ./a",
    ];
    compare("test_cached", TREE, OFFICIAL, &lines);
}

#[test]
fn fuzzing() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- f/f_test.go --\npackage f\n\n\
        import \"testing\"\n\nfunc FuzzF(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, x int) {})\n}\n\
        -- g/g_test.go --\npackage g\n";
    let lines = [
        "test -n -fuzz=F ./f",
        "test -fuzz=Nothing ./f",
        "test -fuzz=F ./... !1",
        "test -fuzz=F -coverprofile=c ./f !1",
        "test -fuzz=F -cpuprofile=c ./f !1",
        "test -fuzz=F errors !1",
    ];
    compare("test_fuzz", tree, &[], &lines);
}

/// A missing package is reported at its import in the first test that is loaded.
#[test]
fn tests_of_broken_packages_are_not_loaded() {
    let file = |name: &str, package: &str, import: &str| {
        format!("-- {name} --\npackage {package}\n\nimport _ \"{import}\"\n")
    };
    let (one, two) = ("example.com/none/one", "example.com/none/two");
    let tree = [
        "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n".to_owned(),
        file("a.go", "m", one),
        file("a_test.go", "m", two),
        file("above/b.go", "above", "example.com/m"),
        file("above/b_test.go", "above", two),
        file("tested/c_test.go", "tested", two),
        file("twice/d_test.go", "twice", two),
        file("twice/e_test.go", "twice_test", one),
    ];
    let lines = [
        "test ./... !1",
        "test -vet=off ./twice . ./tested !1",
        "test -cover -coverpkg=./... ./... !1",
        "test -json -p 1 ./... !1",
        "test -c -o bin/ ./... !1",
        "vet ./... !1",
        "list -test ./... !1",
        "list -e -test -f {{.ImportPath}}:{{.Error}} ./...",
    ];
    compare("test_broken", &tree.concat(), OFFICIAL, &lines);
}
