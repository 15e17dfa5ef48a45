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
use std::sync::OnceLock;
use std::time::Duration;
use std::time::SystemTime;

use vamos_testkit::Archive;
use vamos_testkit::official_go;
use vamos_testkit::shared_sdk;
use vamos_testkit::vamos;
use vamos_testkit::wait_until_old;

use crate::run_record_cases::Change;
use crate::run_record_world::World;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- a.txt --\nhello\n\
    -- pure/p_test.go --\npackage pure\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tos.Getenv(\"SOME\")\n\tos.ReadDir(\"..\")\n\
    \tif b, err := os.ReadFile(\"../a.txt\"); err != nil || string(b) != \"hello\\n\" {\n\
    \t\tt.Fatal(err)\n\t}\n}\n\
    -- times/p_test.go --\npackage times\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tif i, err := os.Stat(\"../a.txt\"); err != nil || i.ModTime().IsZero() {\n\
    \t\tt.Fatal(err)\n\t}\n}\n\
    -- able/p_test.go --\npackage able\n\nimport (\n\t\"os\"\n\t\"os/exec\"\n\t\"testing\"\n)\n\n\
    func newer(a, b os.FileInfo) bool { return a.ModTime().After(b.ModTime()) }\n\n\
    var start = exec.Command\n\n\
    func Test(t *testing.T) {\n\tt.TempDir()\n\tos.ReadFile(\"../a.txt\")\n}\n\
    -- starts/p_test.go --\npackage starts\n\nimport (\n\t\"os\"\n\t\"os/exec\"\n\t\"testing\"\n)\n\n\
    func Test(t *testing.T) {\n\tos.ReadFile(\"../a.txt\")\n\texec.Command(\"true\").Run()\n}\n";

/// The packages of the tree. `able` could see times and start programs, and does not.
const PACKAGES: [&str; 4] = ["pure", "able", "times", "starts"];

/// Returns a cache in which the packages that tests need are compiled.
fn cache(go: &Path) -> &'static Path {
    static CACHE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = CACHE.get_or_init(|| {
        let dir = tempfile::TempDir::new().expect("there is a place for it");
        let goroot = shared_sdk().expect("there is an SDK");
        let built = Command::new(go)
            .args(["build", "testing", "testing/internal/testdeps", "os/exec"])
            .current_dir(goroot.join("src"))
            .env_clear()
            .env("HOME", dir.path())
            .env("GOROOT", &goroot)
            .env("GOCACHE", dir.path().join("cache"))
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .status();
        assert!(built.expect("it starts").success());
        dir
    });
    made.path()
}

/// A module and a cache.
struct Fixture {
    top: tempfile::TempDir,
    vamos: std::path::PathBuf,
    go: std::path::PathBuf,
}

impl Fixture {
    /// Runs the tests of all packages; reports which results were cached.
    fn run(&self, program: &Path, env: &[(&str, &str)]) -> [bool; 4] {
        let at = |name: &str| self.top.path().join(name);
        let goroot = shared_sdk().expect("there is an SDK");
        let output = Command::new(program)
            .arg("test")
            .args(PACKAGES.map(|package| format!("./{package}")))
            .current_dir(at("m"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", at("home"))
            .env("GOROOT", goroot)
            .env("GOCACHE", cache(&self.go).join("cache"))
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
        PACKAGES.map(|package| {
            let line = lines.next().expect("a line for each package");
            assert!(line.starts_with(&format!("ok  \texample.com/m/{package}\t")));
            line.ends_with("\t(cached)")
        })
    }

    fn vamos(&self) -> [bool; 4] {
        self.run(&self.vamos, &[])
    }

    fn go(&self) -> [bool; 4] {
        self.run(&self.go, &[])
    }

    /// Changes the times of all files, as a fresh clone does.
    fn age(&self, seconds: u64) {
        let time = SystemTime::now() - Duration::from_secs(seconds);
        let packages = PACKAGES.map(|package| format!("m/{package}"));
        let rest = ["m/a.txt", "m/go.mod", "m"].map(str::to_owned);
        for name in packages.iter().chain(&rest) {
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
    let place = Fixture { top, vamos, go };
    place.age(100);
    assert_eq!(place.vamos(), [false; 4]);
    assert_eq!(place.go(), [true; 4]);
    place.age(90);
    // Times do not matter where the test cannot see them; then they do not officially either.
    assert_eq!(place.vamos(), [true, true, false, false]);
    assert_eq!(place.go(), [true; 4]);
    place.age(80);
    let official = [("VAMOS_TEST_CACHE", "official")];
    assert_eq!(place.run(&place.vamos, &official), [false; 4]);
    let ran = place.run(&place.vamos, &[("SOME", "x")]);
    assert_eq!(ran, [false, true, true, true]);
    fs::write(place.top.path().join("m/b.txt"), "").expect("it can be written");
    place.age(70);
    assert_eq!(place.vamos(), [false, true, false, false]);
    place.age(60);
    // Results of the official command have no content key.
    assert_eq!(place.go(), [false; 4]);
    assert_eq!(place.vamos(), [true; 4]);
}

/// A package whose tests read one kind of input each.
const LOOKS: &str = "package t\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
    func TestOpen(*testing.T) { os.ReadFile(\"../in/open/f\") }\n\
    func TestBytes(*testing.T) { os.ReadFile(\"../in/bytes/f\") }\n\
    func TestDir(*testing.T) { os.ReadDir(\"../in/dir\") }\n\
    func TestBelow(*testing.T) { os.ReadDir(\"../in/below\") }\n\
    func TestMode(*testing.T) { os.ReadDir(\"../in/mode\") }\n\
    func TestStat(*testing.T) { os.Stat(\"../in/stat/f\") }\n\
    func TestStatDir(*testing.T) { os.Stat(\"../in/statdir\") }\n\
    func TestAbsent(*testing.T) { os.Open(\"../in/absent/f\") }\n\
    func TestLink(*testing.T) { os.Lstat(\"../in/link/l\") }\n\
    func TestTarget(*testing.T) { os.ReadFile(\"../in/target/l\") }\n\
    func TestChdir(*testing.T) { os.Chdir(\"../in/chdir\") }\n\
    func TestEnv(*testing.T) { os.Getenv(\"SOME_VARIABLE\") }\n\
    func TestShell(*testing.T) { os.Getenv(\"COLUMNS\") }\n\
    func TestBeside(*testing.T) { os.ReadFile(\"../in/beside/f\") }\n\
    func TestProc(*testing.T) { os.ReadFile(\"/proc/self/mountinfo\") }\n\
    func TestTemp(t *testing.T) { os.WriteFile(t.TempDir()+\"/f\", nil, 0o600) }\n\
    func TestOutside(*testing.T) { os.ReadFile(\"../../other/out/f\") }\n\
    func TestExpired(*testing.T) {}\n";

/// A change to the input of each test.
const CHANGES: &[(&str, Change)] = &[
    ("Open", |w| w.age("mod/in/open/f", 50)),
    ("Bytes", |w| w.flip("mod/in/bytes/f", "f", "g")),
    ("Dir", |w| w.write("mod/in/dir/more", "")),
    // Officially a result depends on the times of directories in one that was read.
    ("Below", |w| w.write("mod/in/below/sub/more", "")),
    ("Mode", |w| w.chmod("mod/in/mode/f", 0o600)),
    ("Stat", |w| w.age("mod/in/stat/f", 50)),
    ("StatDir", |w| w.write("mod/in/statdir/more", "")),
    ("Absent", |w| w.write("mod/in/absent/f", "")),
    ("Link", |w| w.link("mod/in/link/g", "mod/in/link/l")),
    ("Target", |w| w.age("mod/in/target/f", 50)),
    ("Chdir", |w| w.write("mod/in/chdir/more", "")),
    ("Env", |w| w.set("SOME_VARIABLE", "x")),
    // The file becomes one of the module.
    ("Outside", |w| {
        w.remove("other/out");
        w.link("mod/in/open", "other/out");
    }),
    ("Expired", |w| {
        let ran = w.run("clean -testcache");
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }),
];

/// Writes the input of the tests. Files are old, except for their times of change.
fn lay(world: &World) {
    world.write("mod/t/t_test.go", LOOKS);
    for name in [
        "open/f",
        "bytes/f",
        "dir/f",
        "below/f",
        "below/sub/f",
        "mode/f",
        "stat/f",
        "statdir/f",
        "absent/g",
        "link/f",
        "target/f",
        "chdir/f",
        "beside/f",
    ] {
        let path = format!("mod/in/{name}");
        world.write(&path, "f\n");
        world.age(&path, 100);
    }
    world.write("other/out/f", "outside\n");
    world.link("mod/in/link/f", "mod/in/link/l");
    world.link("mod/in/target/f", "mod/in/target/l");
}

#[test]
fn run_records_hold_until_what_a_test_looked_at_changes() {
    let top = tempfile::TempDir::new().expect("there is a place for it");
    let Some(go) = official_go() else { return };
    let Some(mut world) = World::new(top.path(), &cache(&go).join("cache")) else {
        return;
    };
    lay(&world);
    let line = |name: &str| format!("test -vet=off -run ^Test{name}$ ./t");
    let names = || {
        let changed = CHANGES.iter().map(|(name, _)| *name);
        changed.chain(["Shell", "Beside", "Proc", "Temp"])
    };
    for name in names() {
        let ran = world.run(&line(name));
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(!ran.is_left(), "{name}: a test ran");
    }
    wait_until_old(&[top.path(), cache(&go)]);
    for name in names().filter(|name| *name != "Shell") {
        let ran = world.run(&line(name));
        assert!(ran.is_left(), "{name}: {ran:?}");
        let again = world.run(&line(name));
        assert!(again.holds(), "{name}: {again:?}");
        assert_eq!(again.stdout, "ok  \texample.com/w/t\t(cached)\n");
        assert_eq!(again.stdout, ran.stdout);
    }
    let ran = world.run(&line("Shell"));
    assert_eq!(ran.run_record, "none: COLUMNS: a test asked for it");
    world.write("mod/in/beside/more", "");
    world.set("SHLVL", "7");
    assert!(world.run(&line("Beside")).holds());
    // As in the official keys, the contents of files outside of the module do not count.
    world.write("other/out/f", "more\n");
    assert!(world.run(&line("Outside")).holds());
    for (name, change) in CHANGES {
        change(&mut world);
        let ran = world.run(&line(name));
        assert!(!ran.holds(), "{name}");
        assert!(
            ran.stdout.starts_with("ok  \texample.com/w/t\t"),
            "{name}: {ran:?}"
        );
        let is_run_again = matches!(
            *name,
            "Dir"
                | "Below"
                | "Mode"
                | "StatDir"
                | "Absent"
                | "Link"
                | "Chdir"
                | "Env"
                | "Outside"
                | "Expired"
        );
        assert_eq!(
            !ran.stdout.contains("(cached)"),
            is_run_again,
            "{name}: {ran:?}"
        );
    }
    for line in [
        "test -vet=off -count=1 -run ^TestBeside$ ./t",
        "test -vet=off -json -run ^TestBeside$ ./t",
    ] {
        world.run(line);
        assert!(!world.run(line).holds(), "{line}");
    }
}
