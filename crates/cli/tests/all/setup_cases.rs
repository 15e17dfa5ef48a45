//! `vamos setup`: the proof of a compiler that vamos was not compared with.
//!
//! The real compiler takes a minute to build. So the SDK of these tests has a `cmd/compile` of some
//! lines, which runs the SDK's compiler; a file decides its mistakes. The standard library is not
//! compared: the verdict already has that step.
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "an SDK with changes and verdicts are laid by hand"
)]

use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Digest;
use vamos_testkit::Terminal;
use vamos_testkit::unwrapped_sdk;
use vamos_testkit::vamos;

use crate::linker_cases::change_build_id;
use crate::linker_cases::mirror;

/// A compiler that runs the SDK's. It must report its reads of the two packages with which a new
/// compiler is tried.
const COMPILER: &str = r#"package main

import (
	"os"
	"slices"
	"syscall"
)

func main() {
	mode, _ := os.ReadFile("MODE")
	args := slices.Clone(os.Args)
	value := func(flag string) string {
		at := slices.Index(args, flag)
		if at < 0 {
			return ""
		}
		return args[at+1]
	}
	isTrial := value("-p") == "lib" || value("-p") == "user"
	if out := value("-o"); out != "" && (isTrial || string(mode) == "blind") {
		os.WriteFile(out+".reads", []byte("vamos reads 1\n"), 0o666)
	}
	if string(mode) == "wrong" && !isTrial && value("-o") != "" {
		args = slices.Insert(args, 1, "-N")
	}
	if string(mode) == "checked" && !isTrial && os.Getenv("COMPILE_STUB") != "" {
		args = slices.Insert(args, 1, "-N")
	}
	args[0] = "STOCK"
	syscall.Exec(args[0], args, os.Environ())
}
"#;

/// A user of an SDK with such a compiler.
struct Place {
    temp: tempfile::TempDir,
    vamos: PathBuf,
}

impl Place {
    fn new() -> Option<Self> {
        let (sdk, vamos) = (unwrapped_sdk()?, vamos()?);
        if (std::env::consts::OS, std::env::consts::ARCH) != ("linux", "x86_64") {
            return None;
        }
        let place = Self {
            temp: tempfile::tempdir().expect("there is room"),
            vamos,
        };
        let goroot = place.at("goroot");
        mirror(&sdk, &goroot, &["src", "cmd", "compile"]);
        let tools = "pkg/tool/linux_amd64";
        fs::remove_file(goroot.join("pkg")).expect("it is a link");
        mirror(&sdk.join("pkg"), &goroot.join("pkg"), &["tool"]);
        fs::remove_file(goroot.join(tools)).expect("it is a link");
        fs::create_dir(goroot.join(tools)).expect("it is new");
        for entry in fs::read_dir(sdk.join(tools)).expect("it is there") {
            let entry = entry.expect("it is readable");
            let to = goroot.join(tools).join(entry.file_name());
            match entry.file_name() == "compile" {
                true => drop(fs::copy(entry.path(), to).expect("there is room")),
                false => symlink(entry.path(), to).expect("it is new"),
            }
        }
        // The release's own compiler needs no proof.
        change_build_id(&place.tool());
        let text = COMPILER
            .replace("MODE", &place.at("mode").display().to_string())
            .replace("STOCK", &place.tool().display().to_string());
        fs::write(goroot.join("src/cmd/compile/main.go"), text).expect("it is a copy");
        place.lay("m/go.mod", "module example.com/m\n\ngo 1.24\n");
        place.lay(
            "m/lib/lib.go",
            "package lib\n\nfunc F(n int) int { return n + 1 }\n",
        );
        place.lay(
            "m/m.go",
            "package m\n\nimport \"example.com/m/lib\"\n\nvar V = lib.F(2)\n",
        );
        Some(place)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    fn tool(&self) -> PathBuf {
        self.at("goroot/pkg/tool/linux_amd64/compile")
    }

    fn lay(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("it is below")).expect("there is room");
        fs::write(path, text).expect("there is room");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.vamos);
        command
            .args(args)
            .current_dir(self.at("m"))
            .env_clear()
            .env("HOME", self.at("home"))
            .env("GOROOT", self.at("goroot"))
            .env("GOCACHE", self.at("cache"))
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("CI", "1")
            .env("VAMOS_NO_DELEGATE", "1");
        command
    }

    /// Runs vamos; returns its exit code, its last line and stderr.
    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let output = self.command(args).output().expect("it starts");
        ended(&output)
    }

    fn setup(&self) -> Child {
        let mut command = self.command(&["setup"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it starts")
    }

    /// Starts it on a terminal, whose end of ours is returned, too.
    fn setup_on_terminal(&self) -> (Child, File) {
        let terminal = Terminal::open().expect("there are terminals");
        let mut command = self.command(&["setup"]);
        let stderr = terminal.theirs.try_clone().expect("it opens twice");
        command.env_remove("CI").env("TERM", "xterm");
        command.stdout(terminal.theirs).stderr(stderr);
        (command.spawn().expect("it starts"), terminal.ours)
    }

    /// Returns the names of the directories of unfinished compilers.
    fn unfinished(&self) -> Vec<OsString> {
        let entries = fs::read_dir(self.at("home/.cache/vamos/compilers"));
        let names = entries.into_iter().flatten();
        let names = names.map(|entry| entry.expect("it is readable").file_name());
        names
            .filter(|name| name.to_string_lossy().ends_with(".tmp"))
            .collect()
    }

    /// Returns the file of the verdict in a directory.
    fn verdict_in(&self, dir: &str) -> Option<PathBuf> {
        let entries = fs::read_dir(self.at(dir)).ok()?;
        let mut paths = entries.map(|entry| entry.expect("it is readable").path());
        paths.find(|path| path.extension().is_some_and(|ext| ext == "proof"))
    }

    /// Replaces the verdict's text in both directories.
    fn change(&self, change: impl Fn(&str) -> String) {
        for dir in ["cache/vamos/proofs", "home/.cache/vamos/compilers"] {
            let Some(path) = self.verdict_in(dir) else {
                continue;
            };
            let text = fs::read_to_string(&path).expect("it is a text");
            let (body, _) = text.split_once("sum ").expect("it has a sum");
            let body = change(body);
            let sum = Digest::of(body.as_bytes()).hex();
            fs::write(path, format!("{body}sum {sum}\n")).expect("it is ours");
        }
    }
}

fn ended(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let stdout = text(&output.stdout);
    let last = stdout.lines().last().unwrap_or_default().to_owned();
    (output.status.code(), last, text(&output.stderr))
}

fn wait_for(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(
            start.elapsed() < Duration::from_secs(300),
            "it takes too long"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn good(summary: &str) -> (Option<i32>, String, String) {
    (Some(0), summary.to_owned(), String::new())
}

fn is_missing(place: &Place) {
    let (code, summary, _) = place.run(&["setup", "-check"]);
    assert_eq!(
        (code, &*summary),
        (Some(1), "not set up; 'vamos setup' does it")
    );
}

fn explained(place: &Place) -> String {
    let mut command = place.command(&["build", "./..."]);
    let output = command.env("VAMOS_CUTOFF", "explain").output();
    let (code, _, stderr) = ended(&output.expect("it starts"));
    assert_eq!(code, Some(0), "{stderr}");
    stderr
}

#[test]
fn a_compiler_is_proved_before_it_is_used() {
    let Some(place) = Place::new() else { return };
    is_missing(&place);
    // Without a proof every importer is compiled.
    assert_eq!(explained(&place), "");

    // Killed in the middle: when the compiler is there, the verdict has its key.
    let mut child = place.setup();
    wait_for(|| place.verdict_in("cache/vamos/proofs").is_some());
    child.kill().expect("it runs");
    child.wait().expect("it has ended");
    is_missing(&place);

    // A step that has passed is not repeated. Two at once: the second one waits, and has nothing to
    // do.
    place.change(|body| format!("{body}passed std linux-amd64\n"));
    let killed = place.unfinished();
    let first = place.setup();
    // It has the lock when it has a directory of its own.
    wait_for(|| place.unfinished().iter().any(|name| !killed.contains(name)));
    let (mut second, mut screen) = place.setup_on_terminal();
    let mut text = Vec::new();
    // Reading from a terminal that no process has open ends with an error.
    let _ = screen.read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text);
    assert!(text.contains("wait for another vamos"), "{text}");
    assert!(text.ends_with("everything was made\r\n"), "{text}");
    assert!(second.wait().expect("it runs").success());
    let output = first.wait_with_output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(ended(&output), good("everything was made"), "{text}");
    assert_eq!(place.run(&["setup"]), good("nothing to do"));
    assert_eq!(place.run(&["setup", "-check"]), good("nothing is missing"));
    let (code, last, _) = place.run(&["setup", "-json"]);
    assert_eq!((code, &*last), (Some(0), "}"));

    // Now early cutoff is on.
    place.lay(
        "m/lib/lib.go",
        "package lib\n\nfunc F(n int) int { return n + 2 }\n",
    );
    explained(&place);
    place.lay(
        "m/lib/lib.go",
        "package lib\n\n// A comment.\nfunc F(n int) int { return n + 2 }\n",
    );
    explained(&place);
    place.lay(
        "m/lib/lib.go",
        "package lib\n\n// A remark.\nfunc F(n int) int { return n + 2 }\n",
    );
    let skipped = "vamos: early cutoff: 1 of 1 packages skipped\n";
    assert_eq!(explained(&place), skipped);

    // A damaged verdict does not count.
    for dir in ["cache/vamos/proofs", "home/.cache/vamos/compilers"] {
        let path = place.verdict_in(dir).expect("it is there");
        let text = fs::read_to_string(&path).expect("it is a text");
        fs::write(&path, text.replace("one-in 200", "one-in 201")).expect("it is ours");
    }
    is_missing(&place);
    place.change(|body| body.replace("one-in 201", "one-in 200"));
    assert_eq!(place.run(&["setup", "-check"]), good("nothing is missing"));

    // The verdict is about one program.
    let mut bytes = fs::read(place.tool()).expect("it is readable");
    bytes.push(0);
    fs::write(place.tool(), &bytes).expect("it is a copy");
    is_missing(&place);
    bytes.pop();
    fs::write(place.tool(), &bytes).expect("it is a copy");
    assert_eq!(place.run(&["setup"]), good("everything was made"));

    // A new home directory: all comes with the build cache.
    fs::remove_dir_all(place.at("home")).expect("it is ours");
    assert_eq!(place.run(&["setup"]), good("everything was made"));

    uses_are_compared(&place);
    doctored_compilers(&place);
}

/// A use that is compared, and is wrong, ends the use of the compiler.
fn uses_are_compared(place: &Place) {
    place.change(|body| body.replace("one-in 200", "one-in 1"));
    let edit = |number: usize| {
        let text =
            format!("package lib\n\n// Remark {number}.\nfunc F(n int) int {{ return n + 2 }}\n");
        place.lay("m/lib/lib.go", &text);
    };
    edit(1);
    let compared = "vamos: early cutoff: 0 of 1 packages skipped, 1 compiled and compared\n";
    assert_eq!(explained(place), compared);
    place.lay("mode", "wrong");
    place.lay(
        "m/lib/lib.go",
        "package lib\n\nfunc F(n int) int { return n + 3 }\n",
    );
    let stderr = explained(place);
    let case = place.at("cache/vamos/proofs");
    assert!(
        stderr.contains("what the instrumented compiler writes is not"),
        "{stderr}"
    );
    assert!(stderr.contains("both archives are in"), "{stderr}");
    let is_case = |path: &Path| path.extension().is_some_and(|ext| ext == "case");
    let names = fs::read_dir(case).expect("it is there");
    let mut paths = names.map(|entry| entry.expect("it is readable").path());
    let kept = paths.find(|path| is_case(path)).or_else(|| {
        let names = fs::read_dir(place.at("home/.cache/vamos/compilers")).expect("it is there");
        let mut paths = names.map(|entry| entry.expect("it is readable").path());
        paths.find(|path| is_case(path))
    });
    let kept = kept.expect("it is kept");
    let archive = |name: &str| fs::read(kept.join(name)).expect("it is there");
    assert!(archive("used.a") != archive("compiled.a"));
    // It is reported once, and the SDK's compiler does all.
    edit(2);
    assert_eq!(explained(place), "");
    let (code, summary, _) = place.run(&["setup"]);
    let withdrawn = "a difference was found; 'vamos setup' cannot help";
    assert_eq!((code, &*summary), (Some(1), withdrawn));
    let (code, summary, _) = place.run(&["setup", "-check"]);
    assert_eq!((code, &*summary), (Some(1), withdrawn));
}

/// A compiler that writes other archives, or that reads more than it reports, fails the proof.
fn doctored_compilers(place: &Place) {
    for (mode, reason) in [
        ("wrong", "what the instrumented compiler writes is not"),
        (
            "blind",
            "an archive that early cutoff would have used is not",
        ),
        (
            "checked",
            "the archive that is compiled from the result of its check is not",
        ),
    ] {
        place.lay("mode", mode);
        place.change(|body| {
            let lines = body.lines().filter(|line| {
                !line.starts_with("withdrawn ") && !line.starts_with("passed edits ")
            });
            lines.map(|line| format!("{line}\n")).collect()
        });
        let output = place.command(&["setup"]).output().expect("it starts");
        let (code, summary, _) = ended(&output);
        assert_eq!((code, &*summary), (Some(1), "setup has failed"), "{mode}");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(reason), "{mode}: {text}");
        assert_eq!(explained(place), "", "{mode}");
    }
}
