//! Compares `go doc` with the official command.
//!
//! Counterpart: cmd/go/testdata/script/{doc,mod_doc,mod_doc_path}.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "the command under test is run by hand"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_testkit::Archive;
use vamos_testkit::Goroot;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;
use vamos_testkit::split_exit_mark;

/// A module with a package, and one with a nested package.
const TREE: &str = "-- go.mod --\nmodule example.com/m/v2\n\ngo 1.24\n\n\
    require example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n\
    -- m.go --\n// Package m is documented.\npackage m\n\nimport _ \"example.com/dep\"\n\n\
    // T is a type.\ntype T struct{\n\t// F is a field.\n\tF int\n}\n\n\
    // M is a method.\nfunc (T) M() error { return nil }\n\nfunc hidden() {}\n\
    -- sub/sub.go --\n// Package sub is below.\npackage sub\n\nconst X = 1\n\
    -- cmd/main.go --\n// Main is a command.\npackage main\n\nfunc Exported() {}\n\nfunc main() {}\n\
    -- dep/go.mod --\nmodule example.com/dep\n\
    -- dep/dep.go --\n// Package dep is in another module.\npackage dep\n\nfunc D() {}\n\
    -- empty/x.txt --\n";

/// The official command and vamos, in one tree. The build cache stays between runs of the tests,
/// because the program is large.
struct Pair {
    temp: tempfile::TempDir,
    sdk: PathBuf,
    /// An SDK in which the go command may not be run.
    goroot: Goroot,
}

impl Pair {
    fn new() -> Self {
        let temp = tempfile::tempdir().expect("there is a place for it");
        let tree = temp.path().join("work");
        Archive::parse(TREE).write_to(&tree).expect("it is written");
        let sdk = official_sdk().expect("a Go SDK");
        let goroot = Goroot::shared(&sdk).expect("the SDK can be copied");
        Self { temp, sdk, goroot }
    }

    /// Runs a line; returns the exit code and both streams, in which the SDK is `$GOROOT`.
    fn run(&self, is_vamos: bool, dir: &str, env: &[(&str, &str)], line: &str) -> ExitStatus {
        let top = self.temp.path();
        let dir = top.join("work").join(dir);
        let program = match is_vamos {
            true => PathBuf::from(env!("CARGO_BIN_EXE_vamos")),
            false => official_go().expect("a Go SDK"),
        };
        let goroot = if is_vamos {
            self.goroot.dir()
        } else {
            &self.sdk
        };
        let mut command = Command::new(program);
        command.args(line.split(' ')).current_dir(&dir).env_clear();
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.env("PWD", &dir).env("HOME", top.join("home"));
        command.env("GOPATH", top.join("gopath"));
        command.env(
            "GOCACHE",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("doc-cache"),
        );
        if is_vamos {
            command.envs(self.goroot.env(&top.join("tools.log")));
        } else {
            command.env("GOROOT", &self.sdk);
        }
        for (name, value) in [
            ("CGO_ENABLED", "0"),
            ("GOPROXY", "off"),
            ("GOTOOLCHAIN", "local"),
            ("VAMOS_NO_DELEGATE", "1"),
            ("VAMOS_COMPILER", "stock"),
        ] {
            command.env(name, value);
        }
        let output = command.envs(env.iter().copied()).output();
        let output = output.expect("it starts");
        let text = |bytes| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.replace(&*goroot.to_string_lossy(), "$GOROOT")
        };
        ExitStatus {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Compares lines, which may state an exit code (` !1`).
    fn compare(&self, dir: &str, env: &[(&str, &str)], lines: &[&str]) {
        for line in lines {
            let (line, code) = split_exit_mark(line);
            let official = self.run(false, dir, env, line);
            assert_eq!(official.code, Some(code), "{line}: {}", official.stderr);
            assert_eq!(official, self.run(true, dir, env, line), "{line}");
        }
        let left = fs::read_dir(self.temp.path()).expect("it is a directory");
        let names = left.map(|entry| entry.expect("it is read").file_name());
        for name in names {
            let name = name.to_string_lossy().into_owned();
            assert!(!name.starts_with("vamos-doc"), "{name} is left");
        }
    }
}

/// The exit status of a command.
#[derive(Debug, PartialEq, Eq)]
struct ExitStatus {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

#[test]
fn documentation() {
    let pair = Pair::new();
    let lines = [
        "doc",
        "doc T",
        "doc T.M",
        "doc T M !1",
        "doc M",
        "doc t.f",
        "doc -c t !1",
        "doc -u hidden",
        "doc -all",
        "doc -src T.M",
        "doc -short",
        "doc sub",
        "doc sub X",
        "doc ./sub",
        "doc -C sub X",
        "doc example.com/dep",
        "doc dep.D",
        "doc -cmd ./cmd",
        "doc ./empty !1",
        "doc example.com/none !1",
        "doc nosuch !1",
        "doc a b c !2",
        "doc -zz !2",
        "doc -h !2",
        "doc fmt.Println",
        "doc json.decoder.decode",
    ];
    pair.compare("", &[], &lines);
    pair.compare("sub", &[("GOFLAGS", "zzz")], &["doc X", "doc -src"]);
    pair.compare("", &[("GO111MODULE", "off")], &["doc ./sub", "doc sub !1"]);
    let windows = [("GOOS", "windows"), ("GOCACHE", "off")];
    pair.compare("", &windows, &["doc os/exec.Cmd", "doc syscall.Handle"]);
}
