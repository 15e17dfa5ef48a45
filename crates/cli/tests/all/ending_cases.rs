//! Ends of commands because of signals, at any point.
//!
//! Counterpart: cmd/go/internal/base/signal.go, cmd/go/internal/base/base.go (`AtExit`).

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid, and signals sent, by hand"
)]

use std::fs;
use std::io::PipeReader;
use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Pid;
use rustix::process::PidfdFlags;
use rustix::process::Signal;
use vamos_testkit::Archive;
use vamos_testkit::Signals;
use vamos_testkit::shared_sdk;
use vamos_testkit::unwrapped_sdk;
use vamos_testkit::vamos;

use crate::reporting_pipe::ReportingPipe;
use crate::reporting_pipe::SOON;
use crate::reporting_pipe::wait;
use crate::scratch_module::ScratchModule;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- main.go --\npackage main\n\nfunc main() { println(\"hi\") }\n\
    -- m_test.go --\npackage main\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {}\n";

/// The number of the rounds here; `cargo xtask kill --signals 200` has more.
const ROUNDS: u64 = 24;

#[test]
fn commands_end_soon_after_a_signal() {
    // Not with the tools of the scratch copy, which have children of their own.
    let (Some(goroot), Some(vamos)) = (unwrapped_sdk(), vamos()) else {
        return;
    };
    let temp = tempfile::tempdir().expect("there is a place");
    let mut signals = Signals::new(&vamos, &goroot, temp.path(), 41).expect("the tree can be laid");
    let report = signals.run(ROUNDS, |_| {}).expect("signals can be sent");
    assert!(report.problems.is_empty(), "{}", report.problems.join("\n"));
    assert!(report.hit >= ROUNDS / 3, "{report:?}");
}

/// Starts a command that writes an executable to a pipe which is not read; returns when it has
/// begun to write, and waits.
fn blocked(vamos: &Path, goroot: &Path, top: &Path, args: &[&str]) -> (Child, PipeReader) {
    let (reader, writer) = std::io::pipe().expect("there are pipes");
    let child = Command::new(vamos)
        .args(args)
        .current_dir(top.join("m"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", top.join("home"))
        .env("TMPDIR", top.join("tmp"))
        .env("GOROOT", goroot)
        .env("GOCACHE", top.join("cache"))
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let limit = Duration::from_secs(120);
    assert!(wait(&reader, limit), "nothing was written to the pipe");
    (child, reader)
}

/// A thread that is blocked by a pipe does not keep the command, nor its temporary files.
#[test]
fn a_pipe_that_is_not_read_keeps_no_command() {
    let (Some(goroot), Some(vamos)) = (shared_sdk(), vamos()) else {
        return;
    };
    let temp = tempfile::tempdir().expect("there is a place");
    let top = temp.path();
    let written = Archive::parse(TREE).write_to(&top.join("m"));
    written.expect("it can be written");
    fs::create_dir(top.join("tmp")).expect("it is ours");
    let build: &[&str] = &["build", "-o", "/dev/stdout", "."];
    let test: &[&str] = &["test", "-c", "-o", "/dev/stdout", "."];
    let (term, int, quit) = (Signal::TERM, Signal::INT, Signal::QUIT);
    let cases: [(&[&str], &[Signal], Option<i32>); 5] = [
        (build, &[term], None),
        (build, &[int], None),
        (test, &[quit], None),
        // The second signal ends the command at once.
        (build, &[int, int], Some(2)),
        (test, &[int, term], Some(15)),
    ];
    for (args, signals, last) in cases {
        let (mut child, reader) = blocked(&vamos, &goroot, top, args);
        let pid = Pid::from_child(&child);
        let ended = rustix::process::pidfd_open(pid, PidfdFlags::empty()).expect("it runs");
        for signal in signals {
            rustix::process::kill_process(pid, *signal).expect("it runs");
            // Two of one kind would be one before the first is handled.
            while !is_ending(&child) {
                std::thread::yield_now();
            }
        }
        assert!(wait(&ended, SOON), "the command has not ended");
        let status = child.wait().expect("it is our child");
        let expected = match last {
            Some(_) => (None, last),
            None => (Some(1), None),
        };
        let found = (status.code(), status.signal());
        assert_eq!(found, expected, "{args:?}, {signals:?}");
        let left: Vec<_> = fs::read_dir(top.join("tmp")).expect("it is ours").collect();
        assert!(left.is_empty(), "{args:?}, {signals:?}: {left:?}");
        drop(reader);
    }
}

/// Reports whether a process has handled a signal, or has ended.
fn is_ending(child: &Child) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{}/task", child.id())) else {
        return true;
    };
    let names = threads.flatten().filter_map(|thread| {
        // A thread that has just ended has no name.
        fs::read_to_string(thread.path().join("comm")).ok()
    });
    let names: Vec<String> = names.collect();
    names.len() <= 1 || names.iter().any(|name| name == "deadline\n")
}

/// Writes its number to a pipe, and does not end, unless it is run for its version.
const TOOLEXEC: &str = "#!/bin/sh
case \"$*\" in *-V=full*) exec \"$@\";; esac
echo $$ >$PIPE
exec sleep 1000
";

/// A module whose builds do not end, because the first tool that they run does not.
struct Endless {
    module: ScratchModule,
    pipe: ReportingPipe,
}

impl Endless {
    fn new() -> Option<Self> {
        let module = ScratchModule::with_real_go()?;
        module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
        module.write("main.go", "package main\n\nfunc main() {}\n");
        module.write("toolexec", TOOLEXEC);
        fs::create_dir(module.at("tmp")).expect("it is ours");
        let pipe = ReportingPipe::new(&module.at("pipe"));
        Some(Self { module, pipe })
    }

    /// Runs a command until it has started a tool, sends it a signal, and waits two seconds for the
    /// end of both; returns its exit code and its output.
    fn end(&mut self, args: &[&str], signal: Signal) -> (Option<i32>, String) {
        let (mut reader, writer) = std::io::pipe().expect("there are pipes");
        let mut command = self.module.vamos();
        command
            .args(args)
            // Another tool would be reported to the next test.
            .arg("-p=1")
            .arg(format!(
                "-toolexec={}",
                self.module.at("m/toolexec").display()
            ))
            .env("CGO_ENABLED", "0")
            .env("PIPE", self.module.at("pipe"))
            .env("TMPDIR", self.module.at("tmp"))
            .stdin(Stdio::null())
            .stdout(writer.try_clone().expect("it is open"))
            .stderr(writer);
        let mut child = command.spawn().expect("it starts");
        // The copies of the writing end.
        drop(command);
        let mut processes = self.pipe.processes(1);
        processes.add(Pid::from_child(&child));
        rustix::process::kill_process(Pid::from_child(&child), signal).expect("it runs");
        processes.assert_end();
        let mut printed = String::new();
        reader.read_to_string(&mut printed).expect("it is text");
        let status = child.wait().expect("it is our child");
        (status.code(), printed)
    }

    fn assert_no_temporary_files(&self) {
        let left = fs::read_dir(self.module.at("tmp")).expect("it is ours");
        let left: Vec<_> = left.flatten().map(|entry| entry.path()).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// The second build does not begin, nothing is compared, and nothing is left of the first one.
#[test]
fn an_interrupted_verify_ends() {
    let Some(mut endless) = Endless::new() else {
        return;
    };
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let (code, printed) = endless.end(&["verify"], signal);
        assert_eq!(code, Some(1), "{signal:?}: {printed}");
        let lines: Vec<&str> = printed
            .lines()
            .filter(|line| line.starts_with("vamos: ") || line.starts_with("differs"))
            .collect();
        assert_eq!(lines.len(), 1, "{signal:?}: {printed}");
        assert!(lines[0].ends_with("/bin/go"), "{signal:?}: {printed}");
        endless.assert_no_temporary_files();
    }
}

/// An action that a signal ended has not failed, neither in the report nor for the next build.
#[test]
fn an_interrupted_action_has_not_failed() {
    let Some(mut endless) = Endless::new() else {
        return;
    };
    for signal in [Signal::INT, Signal::HUP] {
        let (code, printed) = endless.end(&["build"], signal);
        assert_eq!(code, Some(1), "{signal:?}: {printed}");
        endless.assert_no_temporary_files();
        let output = endless.module.vamos().arg("why").output();
        let output = output.expect("it starts");
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(text.contains(" 1 interrupted\n"), "{text}");
        assert!(!text.contains("failed"), "{text}");
    }
}

/// As below nohup: the terminal may be closed.
#[test]
fn an_ignored_signal_stays_ignored() {
    let (Some(goroot), Some(vamos)) = (shared_sdk(), vamos()) else {
        return;
    };
    let temp = tempfile::tempdir().expect("there is a place");
    let top = temp.path();
    let written = Archive::parse(TREE).write_to(&top.join("m"));
    written.expect("it can be written");
    fs::create_dir(top.join("tmp")).expect("it is ours");
    let script = "trap '' HUP; exec \"$0\" build -o /dev/stdout .";
    let program = vamos.to_str().expect("it is text");
    let args = ["-c", script, program];
    let (mut child, mut reader) = blocked(Path::new("/bin/sh"), &goroot, top, &args);
    rustix::process::kill_process(Pid::from_child(&child), Signal::HUP).expect("it runs");
    let mut program = Vec::new();
    reader.read_to_end(&mut program).expect("it is a pipe");
    assert!(program.starts_with(b"\x7fELF"));
    assert_eq!(child.wait().expect("it is our child").code(), Some(0));
}
