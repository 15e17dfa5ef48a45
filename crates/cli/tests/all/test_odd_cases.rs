//! Tests that misbehave, compared with the official command: they crash, end early, print bytes
//! that are no text, leave processes, or change their own directory.
//!
//! Counterpart: cmd/go/testdata/script/test_{exit,fail_newline,timeout_stdin,write_profiles}*.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

const MODULE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.25\n";

/// Traces differ from run to run.
const QUIET: &[(&str, &str)] = &[("GOTRACEBACK", "none"), ("VAMOS_TEST_CACHE", "official")];

/// Returns a package with one test, which imports these packages.
fn package(name: &str, imports: &[&str], body: &str) -> String {
    let mut source = format!("-- {name}/{name}_test.go --\npackage {name}\n\nimport \"testing\"\n");
    for import in imports {
        source += &format!("import \"{import}\"\n");
    }
    source + &format!("\nfunc Test(t *testing.T) {{\n{body}\n}}\n")
}

fn tree(packages: &[String]) -> String {
    format!("{MODULE}{}", packages.concat())
}

#[test]
fn tests_that_end_early() {
    let tree = tree(&[
        package("zero", &["os"], "os.Exit(0)"),
        package("routine", &[], "go panic(\"boom\")\nselect {}"),
        package("fatal", &["sync"], "var m sync.Mutex\nm.Unlock()"),
        package(
            "killed",
            &["syscall"],
            "println(\"x\")\nsyscall.Kill(syscall.Getpid(), syscall.SIGKILL)\nselect {}",
        ),
        "-- main/main_test.go --\npackage main\n\nimport \"os\"\nimport \"testing\"\n\n\
         func TestMain(m *testing.M) { os.Exit(0) }\n"
            .to_owned(),
    ]);
    let lines = [
        "test -count=1 ./zero !1",
        "test -count=1 -v ./zero !1",
        "test -count=1 ./routine ./fatal !1",
        "test -count=1 ./killed !1",
        "test -count=1 -json -p 1 ./killed ./zero ./main !1",
        "test ./main",
        "test ./main",
    ];
    compare("test_ends_early", &tree, QUIET, &lines);
    compare_in("test_ends_early_dir", "killed", &tree, QUIET, &["test !1"]);
}

#[test]
fn output_that_is_no_text() {
    let long = "line := bytes.Repeat([]byte(\"x\"), 3<<20)\nos.Stdout.Write(line)";
    let tree = tree(&[
        package("long", &["bytes", "os"], long),
        package("longfails", &["bytes", "os"], &format!("{long}\nt.Fail()")),
        package(
            "bytes",
            &["os"],
            "os.Stdout.Write([]byte(\"\\xff\\xfe\\n\\x00\\x1b[1m\\xe2\\x82\\n--- FAIL: no\\xff (0.00s)\\n\\x16=== RUN   x\\n\"))\nt.Log(\"\\xc3(\")",
        ),
        package(
            "input",
            &["io", "os", "fmt"],
            "fmt.Println(io.ReadAll(os.Stdin))",
        ),
    ]);
    let lines = [
        "test -count=1 ./long ./input",
        "test -count=1 -v ./long",
        "test -count=1 ./longfails !1",
        "test -count=1 -json ./long",
        "test -count=1 -v ./bytes ./input",
        "test -count=1 -v=test2json ./bytes",
        "test -count=1 -json -p 1 ./bytes ./input",
        "test -v ./bytes",
        "test -v ./bytes",
    ];
    compare("test_no_text", &tree, QUIET, &lines);
}

#[test]
fn processes_that_stay() {
    let start = |seconds: &str| {
        format!(
            "cmd := exec.Command(\"sleep\", \"{seconds}\")\ncmd.Stdout = os.Stdout\nif err := cmd.Start(); err != nil {{\nt.Fatal(err)\n}}"
        )
    };
    let tree = tree(&[
        package("short", &["os", "os/exec"], &start("0.3")),
        package("long", &["os", "os/exec"], &start("6")),
    ]);
    // The least time that is waited is five seconds.
    let lines = [
        "test -count=1 -vet=off ./short",
        "test -count=1 -vet=off -timeout=9s ./long !1",
    ];
    compare("test_stays", &tree, QUIET, &lines);
    let lines = ["test -vet=off -timeout=9s"];
    compare_in("test_stays_dir", "long", &tree, QUIET, &lines);
}

#[test]
fn directories_that_change() {
    let tree = tree(&[
        package(
            "gone",
            &["os"],
            "if err := os.RemoveAll(\"../gone\"); err != nil {\nt.Fatal(err)\n}",
        ),
        package(
            "made",
            &["os"],
            "os.WriteFile(\"made.txt\", []byte(\"x\"), 0o644)\nos.Mkdir(\"d\", 0o755)\nos.Chdir(\"d\")\nos.ReadFile(\"../made.txt\")",
        ),
        package(
            "source",
            &["os"],
            "os.WriteFile(\"more_test.go\", []byte(\"package source\\n\\nimport \\\"testing\\\"\\n\\nfunc TestMore(t *testing.T) {}\\n\"), 0o644)",
        ),
    ]);
    let lines = [
        "test ./made",
        "test ./made",
        "test -v ./source",
        "test -v ./source",
        // The contents of the parent directory are new each time.
        "test -count=1 ./gone",
        "test ./gone !1",
    ];
    compare("test_changes", &tree, QUIET, &lines);
}

#[test]
fn programs_that_run_tests() {
    let tree = tree(&[package(
        "p",
        &["fmt", "os"],
        "wd, _ := os.Getwd()\nfmt.Println(os.Getenv(\"PWD\") == wd, os.Getenv(\"X\"), os.Args[1:2])",
    )]);
    let lines = [
        "test -v -count=1 -exec=env ./p",
        "test -v -exec=env ./p",
        "test -v -exec=env ./p",
        "test -v -count=1 -exec=false ./p !1",
        "test -x -count=1 -vet=off -p=1 -exec=true ./p",
        "test -exec=/no/such/program -count=1 ./p !1",
        "test -exec= ./p",
        "test -exec=' ./p !2",
    ];
    compare("test_exec", &tree, QUIET, &lines);
}

#[test]
fn without_modules_and_in_workspaces() {
    let test = "\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {}\n";
    let tree = format!(
        "-- src/g/g.go --\npackage g\n-- src/g/g_test.go --\npackage g{test}\
         -- src/g/h/h_test.go --\npackage h_test\n\nimport \"testing\"\nimport \"g\"\n\n\
         func Test(t *testing.T) {{ g.Nothing() }}\n\
         -- src/vendored/v_test.go --\npackage vendored\n\nimport \"testing\"\nimport \"dep\"\n\n\
         func Test(t *testing.T) {{ dep.D() }}\n\
         -- src/vendored/vendor/dep/d.go --\npackage dep\n\nfunc D() {{}}\n"
    );
    let env = [
        ("GO111MODULE", "off"),
        ("GOPATH", "$TOP/work"),
        ("VAMOS_TEST_CACHE", "official"),
    ];
    let lines = [
        "test g vendored",
        "test g vendored",
        "test ./... !1",
        "test -json -count=1 g/h !1",
        "test -c -o x.test g",
        "test -cover -count=1 g",
        "test missing !1",
    ];
    compare_in("test_gopath", "src", &tree, &env, &lines);
    let tree = format!(
        "-- go.work --\ngo 1.25\n\nuse (\n\t./a\n\t./b\n)\n\
         -- a/go.mod --\nmodule example.com/a\n\ngo 1.25\n-- a/a.go --\npackage a\n\nfunc A() {{}}\n\
         -- a/a_test.go --\npackage a{test}\
         -- b/go.mod --\nmodule example.com/b\n\ngo 1.25\n\
         -- b/b_test.go --\npackage b\n\nimport \"testing\"\nimport \"example.com/a\"\n\n\
         func Test(t *testing.T) {{ a.A() }}\n"
    );
    let lines = [
        "test ./a/... ./b/...",
        "test work",
        "test -coverpkg=example.com/a,example.com/b -count=1 example.com/a example.com/b",
        "test -n -vet=off example.com/b",
    ];
    compare("test_workspace", &tree, QUIET, &lines);
}
