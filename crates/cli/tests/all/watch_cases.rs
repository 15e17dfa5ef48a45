//! `watch`: the commands that run again after a change.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests change files that commands under test read"
)]

use std::fs;
use std::fs::File;
use std::path::PathBuf;
use std::process::Child;
use std::process::Stdio;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::kill_process;
use vamos_testkit::wait_until;

use crate::reporting_pipe::ReportingPipe;
use crate::scratch_module::ScratchModule;

/// A command that is watched, and its output.
struct Watched {
    child: Child,
    log: PathBuf,
    /// The length of the output that was read.
    seen: usize,
}

impl Watched {
    fn start(module: &ScratchModule, args: &[&str]) -> Self {
        let log = module.at("log");
        let file = File::create(&log).expect("it is ours");
        let mut command = module.vamos();
        command.arg("watch").args(args);
        command.stdout(file.try_clone().expect("it opens twice"));
        let child = command.stderr(file).spawn().expect("it starts");
        Self {
            child,
            log,
            seen: 0,
        }
    }

    /// Waits until output appears that ends with `end`; returns the new output.
    fn until(&mut self, end: &str) -> String {
        let mut new = String::new();
        wait_until(|| {
            let text = fs::read_to_string(&self.log).expect("it is text");
            let found = text[self.seen..].find(end);
            if let Some(at) = found {
                text[self.seen..self.seen + at + end.len()].clone_into(&mut new);
            }
            found.is_some()
        });
        self.seen += new.len();
        new
    }

    /// Interrupts it; returns its exit code.
    fn interrupt(mut self) -> Option<i32> {
        kill_process(Pid::from_child(&self.child), Signal::INT).expect("it runs");
        self.child.wait().expect("it is our child").code()
    }
}

impl Drop for Watched {
    /// Ends it also if the test fails.
    fn drop(&mut self) {
        // It has ended if it was interrupted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the results of packages.
fn results(text: &str) -> Vec<&str> {
    let starts = ["ok", "FAIL\t", "?"];
    let is_result = |line: &&str| starts.iter().any(|start| line.starts_with(start));
    let lines = text.lines().filter(is_result);
    lines
        .map(|line| {
            let at = line.find("example.com/m/").unwrap_or_default();
            let path = &line[at + "example.com/m/".len()..];
            let end = path.find(['\t', ' ']).unwrap_or(path.len());
            &path[..end]
        })
        .collect()
}

#[test]
fn commands_run_again() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    only_commands_that_build_are_watched(&module);
    // With the packages that are compiled already.
    tests_run_again(&module);
    a_server_is_started_anew(&module);
}

fn tests_run_again(module: &ScratchModule) {
    let test = |name: &str, body: &str| {
        format!("package {name}\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) {{ {body} }}\n")
    };
    module.write("a/a.go", "package a\n");
    module.write("a/a_test.go", &test("a", ""));
    module.write("b/b_test.go", &test("b", ""));
    let mut watched = Watched::start(module, &["test", "-vet=off", "./..."]);
    let first = watched.until("vamos: done, waiting for changes\n");
    assert!(first.contains("vamos: watching 3 directories"), "{first}");
    assert_eq!(results(&first), ["a", "b"]);
    // Only the tests that the change can influence.
    module.write("a/a.go", "package a\n\nvar X int\n");
    let second = watched.until("vamos: done, waiting for changes\n");
    assert!(second.contains("vamos: a/a.go changed\n"), "{second}");
    assert_eq!(results(&second), ["a"]);
    // A new package in a new directory, which fails.
    fs::create_dir(module.at("new")).expect("it is ours");
    fs::write(module.at("new/c_test.go"), test("c", "t.Fatal(1)")).expect("it is ours");
    fs::rename(module.at("new"), module.at("m/c")).expect("it is ours");
    let third = watched.until("vamos: exit code 1, waiting for changes\n");
    assert_eq!(results(&third), ["c"], "{third}");
    // After a failure all of them.
    module.write("c/c_test.go", &test("c", ""));
    let fourth = watched.until("vamos: done, waiting for changes\n");
    assert_eq!(results(&fourth), ["a", "b", "c"], "{fourth}");
    assert_eq!(watched.interrupt(), Some(130));
}

fn a_server_is_started_anew(module: &ScratchModule) {
    let program = |text: &str| {
        format!("package main\n\nfunc main() {{\n\tprintln(\"{text}\")\n\tselect {{}}\n}}\n")
    };
    module.write("main.go", &program("serves one"));
    let mut watched = Watched::start(module, &["run", "-race=false", "."]);
    // It would wait for ever, and Go programs notice that.
    let first = watched.until("waiting for changes\n");
    assert!(first.contains("serves one\n"), "{first}");
    module.write(
        "main.go",
        "package main\n\nimport \"time\"\n\nfunc main() {\n\tprintln(\"serves two\")\n\t\
         time.Sleep(time.Hour)\n}\n",
    );
    watched.until("serves two\n");
    module.write("main.go", &program("serves three"));
    let third = watched.until("serves three\n");
    assert!(third.contains("vamos: main.go changed\n"), "{third}");
    watched.until("waiting for changes\n");
    assert_eq!(watched.interrupt(), Some(130));
}

#[test]
fn checks_run_again() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    let lib = |body: &str| format!("package lib\n\nfunc F(n int) int {{\n\treturn {body}\n}}\n");
    let main = "package main\n\nimport \"example.com/m/lib\"\n\nfunc main() {\n\tlib.F(1)\n}\n";
    module.write("lib/lib.go", &lib("n"));
    module.write("main.go", main);
    let mut watched = Watched::start(&module, &["check", "./..."]);
    let end = ", waiting for changes\n";
    let mut expect = |name: &str, text: &str, expected: &[&str]| {
        if !name.is_empty() {
            // In one step, as editors do: half a file is another change.
            fs::write(module.at("next"), text).expect("it is ours");
            fs::rename(module.at("next"), module.at(&format!("m/{name}"))).expect("it is ours");
        }
        let found = watched.until(end);
        for expected in expected {
            assert!(found.contains(expected), "{name}: {expected}: {found}");
        }
        found
    };
    expect("", "", &["vamos: no errors"]);
    let found = expect(
        "lib/lib.go",
        &lib("n + x"),
        &[
            "vamos: lib/lib.go changed\n# example.com/m/lib\nlib/lib.go:4:13: undefined: x\nvamos: 1 error,",
        ],
    );
    assert!(!found.contains("no errors"), "{found}");
    expect("lib/lib.go", &lib("n + 1"), &["vamos: no errors"]);
    // An exported declaration: an importer is wrong.
    let other = lib("n")
        .replace("n int", "n string")
        .replace("return n", "return len(n)");
    expect(
        "lib/lib.go",
        &other,
        &[
            "# example.com/m\n./main.go:6:8: cannot use 1",
            "vamos: 1 error,",
        ],
    );
    expect(
        "main.go",
        &main.replace("(1)", "(\"\")"),
        &["vamos: no errors"],
    );
    // An import, a new file, a new package, a broken file, a test, go.mod, and back.
    let more = "package lib\n\nimport \"os\"\n\nvar _, _ = os.Args, y\nvar _ = z\n";
    expect(
        "lib/more.go",
        more,
        &["more.go:5:21: undefined: y", "vamos: 2 errors,"],
    );
    expect(
        "lib/more.go",
        "package lib\n\nimport \"nothing\"\n",
        &[
            "lib/more.go:3:8: package nothing is not in std",
            "vamos: 1 error,",
        ],
    );
    expect(
        "lib/more.go",
        "package other\n",
        &["found packages lib (lib.go) and other (more.go)"],
    );
    expect(
        "lib/more.go",
        "package lib\n\nvar x = = 1\n",
        &["syntax error", "vamos: 1 error,"],
    );
    expect("lib/more.go", "package lib\n", &["vamos: no errors"]);
    expect(
        "lib/lib_test.go",
        "package lib\n\nvar _ = F(1)\n",
        &["lib_test.go:3:11: cannot use 1"],
    );
    expect(
        "lib/lib_test.go",
        "package lib\n\nvar _ = F(\"\")\n",
        &["vamos: no errors"],
    );
    expect(
        "go.mod",
        "module example.com/m\n\ngo 1.24\n\nfoo\n",
        &["go.mod:5: unknown directive: foo"],
    );
    expect(
        "go.mod",
        "module example.com/m\n\ngo 1.17\n",
        &["vamos: no errors"],
    );
    let generic = "package lib\n\nfunc G[T any]() {}\n";
    expect(
        "lib/more.go",
        generic,
        &["predeclared any requires go1.18", "vamos: 2 errors,"],
    );
    fs::remove_file(module.at("m/lib/more.go")).expect("it is ours");
    expect("", "", &["vamos: no errors"]);
    assert_eq!(watched.interrupt(), Some(130));
}

#[test]
fn checks_elsewhere_run_again() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    module.write("sub/a.go", "package sub\n\nvar _ int = 1\n");
    let mut watched = Watched::start(&module, &["check", "-C", "sub", "."]);
    watched.until("vamos: done, waiting for changes\n");
    module.write("sub/a.go", "package sub\n\nvar _ int = x\n");
    let found = watched.until("vamos: exit code 1, waiting for changes\n");
    assert!(found.contains("./a.go:3:13: undefined: x"), "{found}");
    assert_eq!(watched.interrupt(), Some(130));
}

fn only_commands_that_build_are_watched(module: &ScratchModule) {
    for args in [&["watch"][..], &["watch", "fmt"], &["watch", "-x", "test"]] {
        let output = module.vamos().args(args).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
    }
}

/// Reports its own process ID and the ID of the command that runs it, and does not end.
const ENDLESS_TEST: &str = "package m\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"testing\"\n\t\"time\"\n)\n\n\
    func Test(t *testing.T) {\n\tpipe, _ := os.OpenFile(os.Getenv(\"PIPE\"), os.O_WRONLY, 0)\n\
    \tfmt.Fprintf(pipe, \"%d\\n%d\\n\", os.Getpid(), os.Getppid())\n\ttime.Sleep(time.Hour)\n}\n";

/// Any end of `watch` ends its command and the processes of the command within two seconds.
#[test]
fn nothing_goes_on_without_watch() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    module.write("m_test.go", ENDLESS_TEST);
    let mut pipe = ReportingPipe::new(&module.at("pipe"));
    for signal in [Signal::HUP, Signal::TERM, Signal::KILL] {
        let mut command = module.vamos();
        command.args(["watch", "test", "-vet=off", "."]);
        command.env("PIPE", module.at("pipe"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let mut processes = pipe.processes(2);
        processes.add(Pid::from_child(&child));
        kill_process(Pid::from_child(&child), signal).expect("it runs");
        processes.assert_end();
        let code = child.wait().expect("it is our child").code();
        let expected = (signal != Signal::KILL).then_some(130);
        assert_eq!(code, expected, "{signal:?}");
    }
}

/// A command whose `watch` was killed before the command could be ended with it does nothing.
#[test]
fn a_command_ends_without_its_watch() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    module.write(
        "main.go",
        "package main\n\nimport \"os\"\n\nfunc main() { print(os.Getenv(\"VAMOS_WATCHED\")) }\n",
    );
    let own = std::process::id().to_string();
    for (parent, expected) in [("1", Some(1)), (&own, Some(0))] {
        let mut command = module.vamos();
        command.args(["run", "."]).env("VAMOS_WATCHED", parent);
        let output = command.output().expect("it starts");
        assert_eq!(output.status.code(), expected, "{parent}");
        assert!(
            output.stdout.is_empty() && output.stderr.is_empty(),
            "{output:?}"
        );
    }
}

/// The directory may be one in which everybody writes.
#[test]
fn only_modules_are_watched() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("a.go", "package a\n");
    for args in [&["watch", "build"][..], &["watch", "run", "a.go"]] {
        let output = module.vamos().args(args).output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
        assert!(
            text.starts_with("vamos: watch needs a module"),
            "{args:?}: {text}"
        );
    }
    // The module of the command counts.
    module.write("in/go.mod", "module example.com/m/in\n\ngo 1.24\n");
    module.write("in/a.go", "package a\n");
    let mut watched = Watched::start(&module, &["build", "-C", "in", "."]);
    let text = watched.until("vamos: done, waiting for changes\n");
    assert!(text.contains("vamos: watching 1 directory"), "{text}");
    assert_eq!(watched.interrupt(), Some(130));
}
