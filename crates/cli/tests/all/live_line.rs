//! The live line, on a terminal and off it: the screen at the end equals the command's output
//! anywhere else.
//!
//! Counterpart: none; the official command has none.

#![expect(
    clippy::disallowed_methods,
    reason = "a terminal is made, and files are laid, by hand"
)]

use std::fs::File;
use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use rustix::process::Pid;
use rustix::process::Signal;
use vamos_testkit::Archive;
use vamos_testkit::Proxy;
use vamos_testkit::SPARE_COLLECTION;
use vamos_testkit::Terminal;
use vamos_testkit::shared_sdk;
use vamos_testkit::unwrapped_sdk;
use vamos_testkit::vamos;

const ERASE: &str = "\r\x1b[K";

/// Returns a command in an environment with nothing of this machine but an SDK: the shared copy,
/// whose tools store the compiled standard library.
pub(crate) fn command(dir: &Path, vars: &[(&str, &str)], args: &[&str]) -> Option<Command> {
    let (goroot, vamos) = (shared_sdk()?, vamos()?);
    let mut command = Command::new(vamos);
    command
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::null())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", dir.join("home"))
        .env("GOROOT", goroot)
        .env("GOCACHE", dir.join("cache"))
        .env("GOSUMDB", "off")
        .env("GOFLAGS", "-mod=mod -modcacherw")
        .env("GOTOOLCHAIN", "local")
        .env("TERM", "xterm")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .envs(SPARE_COLLECTION)
        .envs(vars.iter().copied());
    Some(command)
}

/// Returns the SDK itself, for tests that watch the line while packages are compiled: the copy has
/// results at hand, so that a build may be over before the line is shown.
fn slow_sdk() -> Option<String> {
    Some(unwrapped_sdk()?.display().to_string())
}

/// Starts a command on a terminal of its own; returns the other end of it, too.
pub(crate) fn start_on_terminal(mut command: Command) -> (Child, File) {
    let terminal = Terminal::open().expect("there are terminals");
    let (ours, terminal) = (terminal.ours, terminal.theirs);
    let stderr = terminal.try_clone().expect("it opens twice");
    let started = command.stdout(terminal).stderr(stderr).spawn();
    // Ours are closed with the command, so that the end of the child's is the end.
    (started.expect("vamos starts"), ours)
}

/// Returns the output of a command to its terminal, or to its pipe.
fn run(dir: &Path, on_terminal: bool, vars: &[(&str, &str)], args: &[&str]) -> Option<String> {
    let mut command = command(dir, vars, args)?;
    if !on_terminal {
        let output = command.output().expect("vamos starts");
        return Some(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let (mut child, mut master) = start_on_terminal(command);
    let mut text = Vec::new();
    // Reading from a terminal that no process has open ends with an error.
    let _ = master.read_to_end(&mut text);
    child.wait().expect("it is our child");
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// Returns the text on the screen at the end.
fn screen(text: &str) -> String {
    let mut lines = vec![String::new()];
    let mut column = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let line = lines.last_mut().expect("there is a line");
        if let Some(after) = rest.strip_prefix("\x1b[K") {
            line.truncate(column);
            rest = after;
            continue;
        }
        match c {
            '\r' => column = 0,
            '\n' => {
                lines.push(String::new());
                column = 0;
            }
            c => {
                line.truncate(column);
                line.push(c);
                column += c.len_utf8();
            }
        }
        rest = &rest[c.len_utf8()..];
    }
    // On a slow machine a command may take so long that a line about it is shown in the end.
    lines.retain(|line| !line.ends_with(" s \u{b7} vamos why"));
    lines.join("\n")
}

/// A module that requires another, which a proxy sends slowly: in a second and a half.
fn scene() -> (tempfile::TempDir, Proxy) {
    scene_with_speed(27_000)
}

/// Like [`scene`], with a proxy that sends `bytes` bytes a second.
fn scene_with_speed(bytes: u64) -> (tempfile::TempDir, Proxy) {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let text = "module m\n\ngo 1.24\n\nrequire example.com/a v1.0.0\n";
    std::fs::write(dir.path().join("go.mod"), text).expect("it is ours");
    let source = "package m\n\nimport _ \"example.com/a\"\n";
    std::fs::write(dir.path().join("m.go"), source).expect("it is ours");
    let padding = "x".repeat(40_000);
    let archive =
        format!("-- .mod --\nmodule example.com/a\n-- a.go --\npackage a\n-- data --\n{padding}\n");
    let serving = Proxy::serving().module("example.com/a", "v1.0.0", &archive);
    let serving = serving.bytes_per_second(bytes);
    (dir, serving.start().expect("there is a loopback device"))
}

fn download(on_terminal: bool, vars: &[(&str, &str)], args: &[&str]) -> Option<String> {
    let (dir, proxy) = scene();
    let url = proxy.url();
    let mut all = vec![("GOPROXY", url.as_str())];
    all.extend(vars);
    run(dir.path(), on_terminal, &all, args)
}

#[test]
fn a_terminal_shows_what_goes_on_and_nothing_stays() {
    let build = ["list", "-deps", "."];
    let Some(text) = download(true, &[], &build) else {
        return;
    };
    assert!(text.contains("under way"), "{text:?}");
    assert!(text.contains("example.com/a v1.0.0 "), "{text:?}");
    let draws = text.matches(ERASE).count();
    assert!((2..30).contains(&draws), "{draws} in {text:?}");
    let plain = "go: downloading example.com/a v1.0.0\nexample.com/a\nm\n";
    assert_eq!(screen(&text), plain);
}

#[test]
fn it_is_only_for_those_who_watch() {
    let build = ["list", "-deps", "."];
    let line = "go: downloading example.com/a v1.0.0";
    let Some(text) = download(false, &[], &build) else {
        return;
    };
    assert_eq!(text, format!("{line}\n"));
    for var in [("TERM", "dumb"), ("CI", "true"), ("VAMOS_PROGRESS", "off")] {
        let text = download(true, &[var], &build).expect("it ran before");
        assert_eq!(text, format!("{line}\r\nexample.com/a\r\nm\r\n"), "{var:?}");
    }
    let text = download(true, &[], &["build", "-v", "."]).expect("it ran before");
    assert_eq!(text, format!("{line}\r\nexample.com/a\r\nm\r\n"));
}

#[test]
fn an_interrupt_takes_the_line_away() {
    // `build` listens for interrupts to tidy up, the others do not.
    for args in [
        &["list", "-deps", "."][..],
        &["mod", "download"],
        &["build", "."],
    ] {
        let (dir, proxy) = scene_with_speed(4_000);
        let url = proxy.url();
        let Some(command) = command(dir.path(), &[("GOPROXY", &url)], args) else {
            return;
        };
        let (mut child, mut master) = start_on_terminal(command);
        let (mut text, mut chunk) = (Vec::new(), [0; 4096]);
        let mut is_interrupted = false;
        while let Ok(count @ 1..) = master.read(&mut chunk) {
            text.extend_from_slice(&chunk[..count]);
            if !is_interrupted && String::from_utf8_lossy(&text).contains("under way") {
                is_interrupted = true;
                let pid = Pid::from_child(&child);
                rustix::process::kill_process(pid, Signal::INT).expect("it runs");
            }
        }
        let status = child.wait().expect("it is our child");
        assert!(is_interrupted, "{args:?} was not slow enough");
        let text = String::from_utf8_lossy(&text);
        let screen = screen(&text);
        assert!(
            !screen.contains("vamos: "),
            "{args:?} left {screen:?} of {text:?}"
        );
        if args[0] != "build" {
            assert_eq!(status.signal(), Some(Signal::INT.as_raw()), "{args:?}");
        }
    }
}

#[test]
fn builds_are_counted() {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let write = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).expect("it is ours");
    };
    write("go.mod", "module m\n\ngo 1.24\n");
    write(
        "m.go",
        "package main\n\nfunc main() { println(\"done\") }\n",
    );
    let Some(sdk) = slow_sdk() else { return };
    let vars = [("CGO_ENABLED", "0"), ("GOROOT", sdk.as_str())];
    let Some(text) = run(dir.path(), true, &vars, &["run", "."]) else {
        return;
    };
    assert!(text.contains(" steps, "), "{text:?}");
    assert!(text.contains(": compile runtime"), "{text:?}");
    assert_eq!(screen(&text), "done\n");
    // All is there now: too quick to be shown.
    let text = run(dir.path(), true, &vars, &["build", "-o", "x"]);
    let text = text.expect("it ran before");
    assert_eq!(screen(&text), "");
}

/// A package that passes slowly, and one that fails slowly.
const TESTS: &str = "-- go.mod --\nmodule m\n\ngo 1.24\n\
    -- slow/s_test.go --\npackage slow\n\nimport (\n\t\"testing\"\n\t\"time\"\n)\n\n\
    func TestS(t *testing.T) { time.Sleep(1500 * time.Millisecond) }\n\
    -- bad/b_test.go --\npackage bad\n\nimport (\"testing\"; \"time\")\n\n\
    func TestB(t *testing.T) {\n\tt.Run(\"x y\", func(t *testing.T) { t.Fatal(\"no\") })\n}\n\n\
    func TestPlain(t *testing.T) { time.Sleep(1500 * time.Millisecond); t.Fail() }\n";

/// Removes the times of results.
pub(crate) fn without_times(text: &str) -> String {
    let line = |line: &str| {
        let mut kept = String::new();
        for part in line.split_inclusive(['\t', '(', ' ']) {
            let time = part.trim_end_matches([')', '\r']);
            let digits = time.strip_suffix('s').unwrap_or("x");
            let is_time = digits.contains('.') && digits.parse::<f64>().is_ok();
            kept.push_str(if is_time { "TIME" } else { part });
        }
        kept
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

#[test]
fn failed_tests_are_listed() {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let written = Archive::parse(TESTS).write_to(dir.path());
    written.expect("it can be written");
    let vars = [("CGO_ENABLED", "0")];
    let args = ["test", "-short", "-p", "1", "-vet=off", "./..."];
    let Some(text) = run(dir.path(), true, &vars, &args) else {
        return;
    };
    assert!(text.contains("test 0/2 \u{b7} "), "{text:?}");
    assert!(
        text.contains("test 1/2 \u{b7} 1 failed \u{b7} m/slow"),
        "{text:?}"
    );
    let plain = "--- FAIL: TestB (TIME\n    --- FAIL: TestB/x_y (TIME\n        \
        b_test.go:6: no\n--- FAIL: TestPlain (TIME\nFAIL\nFAIL\tm/bad\tTIME\n\
        ok  \tm/slow\tTIME\nFAIL\n";
    let list = "\nfailed:\n  bad/b_test.go:6: TestB/x_y\n      \
        go test -short -vet=off -run '^TestB$/^x_y$' m/bad\n  \
        bad/b_test.go:9: TestPlain\n      go test -short -vet=off -run '^TestPlain$' m/bad\n";
    assert_eq!(without_times(&screen(&text)), format!("{plain}{list}"));
    // Programs get the output of the official command.
    let mut piped = command(dir.path(), &vars, &args).expect("it ran before");
    let output = piped.output().expect("vamos starts");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(without_times(&stdout).replace("(cached)", "TIME"), plain);
    let events = ["test", "-json", "-vet=off", "./bad"];
    let text = run(dir.path(), true, &vars, &events).expect("it ran before");
    assert!(!text.contains("failed:"), "{text:?}");
    estimates(dir.path(), &vars);
}

/// Checks that a test which ran once is expected to take as long again, on a machine of any speed.
fn estimates(dir: &Path, vars: &[(&str, &str)]) {
    let file = dir.join("slow/s_test.go");
    let source = std::fs::read_to_string(&file).expect("it is ours");
    let source = source.replace("1500", "5000");
    let mut last = String::new();
    for edit in ["", "\nfunc TestMore(t *testing.T) {}\n"] {
        std::fs::write(&file, format!("{source}{edit}")).expect("it is ours");
        let args = ["test", "-p", "2", "-vet=off", "./slow"];
        last = run(dir, true, vars, &args).expect("it ran before");
    }
    assert!(last.contains("test 0/1 \u{b7} about "), "{last:?}");
    assert!(last.contains("s left \u{b7} m/slow"), "{last:?}");
    assert!(screen(&last).starts_with("ok  \tm/slow\t"), "{last:?}");
}

#[test]
fn a_repair_is_the_last_line_of_a_terminal() {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let tree = "-- go.mod --\nmodule m\n\ngo 1.24\n-- m.go --\npackage m\n\nimport _ \"example.com/a\"\n-- vendor/modules.txt --\n";
    let written = Archive::parse(tree).write_to(dir.path());
    written.expect("it is ours");
    let cases = [
        ("", "go mod tidy && go mod vendor"),
        ("-mod=readonly", "go get example.com/a"),
    ];
    for (goflags, repair) in cases {
        let vars = [("GOFLAGS", goflags)];
        let Some(text) = run(dir.path(), true, &vars, &["build"]) else {
            return;
        };
        let text = screen(&text);
        let last = format!("to repair it:\n\t{repair}");
        assert!(text.trim_end().ends_with(&last), "{text:?}");
        let Some(piped) = run(dir.path(), false, &vars, &["build"]) else {
            return;
        };
        assert!(piped.contains("import lookup disabled"), "{piped}");
        assert!(!piped.contains("repair"), "{piped}");
    }
}

#[test]
fn a_terminal_shows_the_line_of_an_error() {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let write = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).expect("it is ours");
    };
    write("go.mod", "module m\n\ngo 1.24\n");
    write("m.go", "package m\n\nimport \"m/a\"\n\nvar _ = missing\n");
    std::fs::create_dir(dir.path().join("a")).expect("it is ours");
    write(
        "a/a.go",
        "package a\n\nfunc F() int {\n\tfmt.Println()\n}\n",
    );
    for command in [&["build", "-o", "/dev/null", "./a"][..], &["check", "./a"]] {
        let run = |on_terminal, vars: &[(&str, &str)]| {
            let text = run(dir.path(), on_terminal, vars, command);
            text.map(|text| screen(&text.replace("\r\n", "\n")))
        };
        lines_of_errors_are_shown(&run);
    }
}

/// Runs a command on a terminal or not, with these variables; returns its output.
type Shown<'r> = &'r dyn Fn(bool, &[(&str, &str)]) -> Option<String>;

fn lines_of_errors_are_shown(run: Shown<'_>) {
    let Some(plain) = run(false, &[]) else { return };
    assert_eq!(
        plain,
        "# m/a\na/a.go:4:2: undefined: fmt\na/a.go:5:1: missing return\n"
    );
    assert_eq!(run(true, &[("VAMOS_HINTS", "off")]).as_ref(), Some(&plain));
    let explained = run(true, &[("NO_COLOR", "1")]).expect("it ran before");
    assert_eq!(
        explained,
        "# m/a\na/a.go:4:2: undefined: fmt\n   4 |     fmt.Println()\n     |     ^\n\
         hint: import \"fmt\"\n\
         a/a.go:5:1: missing return\n   5 | }\n     | ^\n\
         hint: every way to the end of the function needs a return, or must not end\n"
    );
    let colored = run(true, &[]).expect("it ran before");
    assert!(colored.contains("\x1b[1;31m^\x1b[0m"), "{colored:?}");
}

#[test]
fn a_check_that_runs_again_has_an_empty_screen() {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let write = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).expect("it is ours");
    };
    write("go.mod", "module m\n\ngo 1.24\n");
    write("m.go", "package m\n");
    let vars = [("NO_COLOR", "1")];
    let Some(command) = command(dir.path(), &vars, &["watch", "check", "."]) else {
        return;
    };
    let (mut child, mut master) = start_on_terminal(command);
    let mut until_end = || {
        let (mut text, mut chunk) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&text).contains("waiting for changes") {
            let count = master.read(&mut chunk).expect("it still runs");
            text.extend_from_slice(&chunk[..count]);
        }
        String::from_utf8_lossy(&text).replace("\r\n", "\n")
    };
    let clear = "\x1b[H\x1b[2J\x1b[3J";
    let first = until_end();
    assert!(!first.contains(clear), "{first:?}");
    let wrong = "# m\n./m.go:3:9: undefined: fmt\n   3 | var _ = fmt.X\n     |         ^\n\
                 hint: import \"fmt\"\n";
    // The hint is shown again.
    for (text, errors) in [("fmt.X", "1 error"), ("fmt.X + 1", "1 error")] {
        write("m.go", &format!("package m\n\nvar _ = {text}\n"));
        let wrong = wrong.replace("fmt.X", text);
        let found = until_end();
        let (_, screen) = found.split_once(clear).expect("it is cleared");
        let expected = format!("vamos: m.go changed\n{wrong}vamos: {errors}, waiting for changes");
        assert_eq!(screen.trim_end(), expected, "{found:?}");
    }
    let pid = Pid::from_child(&child);
    rustix::process::kill_process(pid, Signal::INT).expect("it runs");
    assert_eq!(child.wait().expect("it is our child").code(), Some(130));
}

#[test]
fn a_misspelt_command_has_a_suggestion_on_a_terminal() {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let on = |on_terminal, vars: &[(&str, &str)], args: &[&str]| {
        let text = run(dir.path(), on_terminal, vars, args)?;
        Some(text.replace('\r', ""))
    };
    let Some(plain) = on(false, &[], &["biuld"]) else {
        return;
    };
    assert_eq!(
        plain,
        "go biuld: unknown command\nRun 'go help' for usage.\n"
    );
    let shown = |args: &[&str]| on(true, &[], args).unwrap_or_default();
    assert_eq!(
        shown(&["biuld"]),
        format!("{plain}Did you mean 'vamos build'?\n")
    );
    for (args, meant) in [
        (&["tmings"][..], Some("vamos timings")),
        (&["mod", "tdiy"], Some("vamos mod tidy")),
        (&["cache", "sise"], Some("vamos cache size")),
        (&["deploy"], None),
    ] {
        let text = shown(args);
        let end = meant.map_or_else(String::new, |meant| format!("Did you mean '{meant}'?\n"));
        assert!(text.ends_with(&end), "{text}");
        assert_eq!(text.contains("Did you mean"), meant.is_some(), "{text}");
    }
    assert_eq!(on(true, &[("VAMOS_HINTS", "off")], &["biuld"]), Some(plain));
}
