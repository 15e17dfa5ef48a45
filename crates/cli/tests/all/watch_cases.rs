//! `watch`: what runs again after which change.
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

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::kill_process;
use vamos_testkit::wait_until;

use crate::scratch_module::ScratchModule;

/// A command that is watched, and what it has printed.
struct Watched {
    child: Child,
    log: PathBuf,
    /// How much of it was looked at.
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

    /// Waits until something is printed that ends with `end`; returns what was printed.
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
    // With what is compiled already.
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
    // Only what the change can influence.
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

fn only_commands_that_build_are_watched(module: &ScratchModule) {
    for args in [&["watch"][..], &["watch", "fmt"], &["watch", "-x", "test"]] {
        let output = module.vamos().args(args).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
    }
}
