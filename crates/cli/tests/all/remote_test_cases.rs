//! Tests on another machine, compared with the official command, which runs them here: all
//! resulting files are the same.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "times are set, and programs run, by hand"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::SystemTime;

use vamos_remotekit::Fake;
use vamos_remotekit::Fault;
use vamos_testkit::Archive;
use vamos_testkit::Case;
use vamos_testkit::make_build_cache;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;
use vamos_testkit::vamos;

use crate::remote_cases::any_case;

/// Packages whose tests have the same results everywhere (`data`, `pure`), and others.
const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\
    -- pure/p_test.go --\npackage pure\n\nimport \"testing\"\n\n\
    func Test(t *testing.T) { t.Log(\"hello\") }\n\
    -- data/testdata/in/a.txt --\nhello\n\
    -- data/b.txt --\nb\n\
    -- data/p_test.go --\npackage data\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\
    \tfor _, name := range []string{\"testdata/in/a.txt\", \"b.txt\"} {\n\
    \t\tb, err := os.ReadFile(name)\n\t\tif err != nil {\n\t\t\tt.Fatal(err)\n\t\t}\n\
    \t\tfmt.Printf(\"%s %s\", name, b)\n\t}\n\
    \tos.WriteFile(t.TempDir()+\"/x\", nil, 0o666)\n\
    \tif os.Getenv(\"NOT_SET\") != \"\" {\n\t\tt.Fatal()\n\t}\n}\n\
    -- fails/p_test.go --\npackage fails\n\nimport \"testing\"\n\n\
    func Test(t *testing.T) { t.Error(\"no\") }\n\
    -- home/p_test.go --\npackage home\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tif os.Getenv(\"HOME\") == \"\" {\n\t\tt.Skip()\n\t}\n}\n\
    -- up/p_test.go --\npackage up\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\t_, err := os.ReadFile(\"../data/b.txt\")\n\tt.Log(err)\n}\n\
    -- place/p_test.go --\npackage place\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tdir, _ := os.Getwd()\n\tt.Log(len(dir))\n}\n\
    -- stderr/p_test.go --\npackage stderr\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tprintln(\"one\")\n\tos.Stdout.WriteString(\"two\\n\")\n}\n\
    -- starts/p_test.go --\npackage starts\n\nimport (\n\t\"os/exec\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tif exec.Command(\"true\").Run() != nil {\n\t\tt.Fatal()\n\t}\n}\n";

fn case(name: &str, address: &str) -> Case {
    any_case(name, TREE)
        .env("VAMOS_REMOTE", address)
        .env("VAMOS_REMOTE_EXEC", "1")
        .env("VAMOS_REMOTE_TESTS", "1")
        .env("VAMOS_TEST_CACHE", "official")
        // Files that are this new are no known inputs: names of temporary files are in the logs.
        .hook(|top| set_times(&top.join("work"), 10_000_000_000))
}

/// Sets the times of all files, in seconds since the epoch.
fn set_times(dir: &Path, seconds: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    for entry in fs::read_dir(dir).expect("it is there") {
        let path = entry.expect("it is there").path();
        match path.is_dir() {
            true => set_times(&path, seconds),
            false => {
                let file = fs::File::open(&path).expect("it is ours");
                file.set_modified(time).expect("it is ours");
            }
        }
    }
}

/// The number of runs of test binaries on the other machine.
fn runs(server: &Fake) -> usize {
    server.exit_codes("p.test").len()
}

#[test]
fn what_passes_there_passes_here() {
    for words in [
        &["test", "-vet=off", "./data", "./pure"][..],
        &["test", "-vet=off", "-v", "-timeout=9m", "./data", "./pure"],
        &["test", "-vet=off", "-json", "-p=1", "./data", "./pure"],
    ] {
        let server = Fake::start();
        let report = case("remote_test_passes", &server.address).run(words);
        assert!(
            report.is_skipped || server.exit_codes("p.test") == [0, 0],
            "{words:?}"
        );
    }
}

#[test]
fn both_commands_find_what_passed_there() {
    let (Some(go), Some(vamos)) = (official_go(), vamos()) else {
        return;
    };
    let server = Fake::start();
    let top = tempfile::tempdir().expect("there is a place");
    let tree = top.path().join("m");
    let written = Archive::parse(TREE).write_to(&tree);
    written.expect("it can be written");
    set_times(&tree, 1_000_000_000);
    let config = top.path().join("home/.config/vamos");
    fs::create_dir_all(&config).expect("it can be made");
    let settings = "[remote]\nexecute = true\ntests = true\n";
    fs::write(config.join("vamos.toml"), settings).expect("it can be written");
    let goroot = go.parent().and_then(Path::parent).expect("bin/go");
    make_build_cache(&top.path().join("cache"));
    let is_cached = |program: &Path| {
        let output = Command::new(program)
            .args(["test", "-vet=off", "./data"])
            .current_dir(&tree)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", top.path().join("home"))
            .env("GOROOT", goroot)
            .env("GOCACHE", top.path().join("cache"))
            .env("GOTOOLCHAIN", "local")
            .env("GOFLAGS", "-buildvcs=false")
            .env("CGO_ENABLED", "0")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .env("VAMOS_REMOTE", &server.address)
            .env("VAMOS_REMOTE_TIMEOUT", "60")
            .output();
        let output = output.expect("it starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.starts_with("ok  \texample.com/m/data\t"), "{output:?}");
        text.contains("(cached)")
    };
    assert_eq!(
        [&vamos, &vamos, &go].map(|program| is_cached(program)),
        [false, true, true]
    );
    assert_eq!(runs(&server), 1);
}

#[test]
fn what_does_not_pass_there_or_looks_elsewhere_runs_here() {
    // The first five run there first, and here in the end.
    for (package, there) in [
        ("./fails", 1),
        ("./home", 1),
        ("./up", 1),
        ("./place", 1),
        ("./stderr", 1),
        ("./starts", 0),
    ] {
        let server = Fake::start();
        let case = case("remote_test_here", &server.address);
        let code = if package == "./fails" { "!1" } else { "!0" };
        let report = case.run(["test", "-vet=off", "-v", package, code]);
        assert!(report.is_skipped || runs(&server) == there, "{package}");
    }
}

#[test]
fn only_cacheable_runs_go_there() {
    for words in [
        &["test", "-vet=off", "-count=1", "./data"][..],
        &["test", "-vet=off", "-bench=.", "./data"],
        &["test", "-vet=off", "-timeout=0", "./data"],
        &["test", "-vet=off", "-cover", "./data"],
        &["test", "-vet=off", "-c", "./data"],
    ] {
        let server = Fake::start();
        let report = case("remote_test_uncached", &server.address).run(words);
        assert!(report.is_skipped || runs(&server) == 0, "{words:?}");
    }
    let server = Fake::start();
    let off = case("remote_test_off", &server.address).env("VAMOS_REMOTE_TESTS", "0");
    let report = off.run(["test", "-vet=off", "./data"]);
    assert!(report.is_skipped || runs(&server) == 0);
}

#[test]
fn a_worker_that_does_not_test_is_replaced_by_this_machine() {
    let server = Fake::start();
    server.set_fault(Fault::Kills("p.test"));
    let case = case("remote_test_killed", &server.address);
    let report = case.run(["test", "-vet=off", "./data"]);
    assert!(report.is_skipped || runs(&server) == 1);
}

#[test]
fn reasons_are_shown() {
    let server = Fake::start();
    let case = case("remote_test_reasons", &server.address).env("VAMOS_REMOTE_TESTS", "explain");
    let Err(differences) = case.try_run(["test", "-vet=off", "./up", "./starts", "./pure"]) else {
        assert!(
            official_sdk().is_none(),
            "the official command explains nothing"
        );
        return;
    };
    for line in [
        "vamos: example.com/m/up: tested locally: it looked at ../data/b.txt on a worker",
        "vamos: example.com/m/starts: tested locally: it may start programs",
    ] {
        assert!(differences.contains(line), "{differences}");
    }
    assert!(
        !differences.contains("m/pure: tested locally"),
        "{differences}"
    );
}
