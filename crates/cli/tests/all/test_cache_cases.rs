//! Results of tests in a cache that the official command and this one share.
//!
//! Counterpart: cmd/go/testdata/script/test_cache_inputs.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid, and both programs run, by hand"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::SystemTime;

use vamos_testkit::Archive;
use vamos_testkit::official_go;
use vamos_testkit::vamos;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- a.txt --\nhello\n\
    -- pure/p_test.go --\npackage pure\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tos.Getenv(\"SOME\")\n\tos.ReadDir(\"..\")\n\
    \tif b, err := os.ReadFile(\"../a.txt\"); err != nil || string(b) != \"hello\\n\" {\n\
    \t\tt.Fatal(err)\n\t}\n}\n\
    -- times/p_test.go --\npackage times\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tif i, err := os.Stat(\"../a.txt\"); err != nil || i.ModTime().IsZero() {\n\
    \t\tt.Fatal(err)\n\t}\n}\n";

/// A module and a cache.
struct Place {
    top: tempfile::TempDir,
    vamos: std::path::PathBuf,
    go: std::path::PathBuf,
}

impl Place {
    /// Runs the tests of both packages; reports which results were cached.
    fn run(&self, program: &Path, env: &[(&str, &str)]) -> [bool; 2] {
        let at = |name: &str| self.top.path().join(name);
        let goroot = self.go.parent().and_then(Path::parent).expect("bin/go");
        let output = Command::new(program)
            .args(["test", "./pure", "./times"])
            .current_dir(at("m"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", at("home"))
            .env("GOROOT", goroot)
            .env("GOCACHE", at("cache"))
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .envs(env.iter().copied())
            .output()
            .expect("it starts");
        assert!(output.status.success(), "{output:?}");
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = stdout.lines();
        ["pure", "times"].map(|package| {
            let line = lines.next().expect("a line for each package");
            assert!(line.starts_with(&format!("ok  \texample.com/m/{package}\t")));
            line.ends_with("\t(cached)")
        })
    }

    fn vamos(&self) -> [bool; 2] {
        self.run(&self.vamos, &[])
    }

    fn go(&self) -> [bool; 2] {
        self.run(&self.go, &[])
    }

    /// Changes the times of all files, as a fresh clone does.
    fn age(&self, seconds: u64) {
        let time = SystemTime::now() - Duration::from_secs(seconds);
        for name in ["m/a.txt", "m/go.mod", "m/pure", "m/times", "m"] {
            let file = fs::File::open(self.top.path().join(name)).expect("it is there");
            file.set_modified(time).expect("it is ours");
        }
    }
}

#[test]
fn results_are_shared_and_found_by_content() {
    let (Some(go), Some(vamos)) = (official_go(), vamos()) else {
        return;
    };
    let top = tempfile::TempDir::new().expect("there is a place for it");
    Archive::parse(TREE)
        .write_to(&top.path().join("m"))
        .expect("it can be written");
    fs::create_dir(top.path().join("home")).expect("it can be made");
    let place = Place { top, vamos, go };
    place.age(100);
    assert_eq!(place.vamos(), [false, false]);
    assert_eq!(place.go(), [true, true]);
    place.age(90);
    // Times do not matter where the test cannot see them; then they do not officially either.
    assert_eq!(place.vamos(), [true, false]);
    assert_eq!(place.go(), [true, true]);
    place.age(80);
    let official = [("VAMOS_TEST_CACHE", "official")];
    assert_eq!(place.run(&place.vamos, &official), [false, false]);
    assert_eq!(place.run(&place.vamos, &[("SOME", "x")]), [false, true]);
    fs::write(place.top.path().join("m/b.txt"), "").expect("it can be written");
    place.age(70);
    assert_eq!(place.vamos(), [false, false]);
    place.age(60);
    // Results of the official command have no content key.
    assert_eq!(place.go(), [false, false]);
    assert_eq!(place.vamos(), [true, true]);
}
