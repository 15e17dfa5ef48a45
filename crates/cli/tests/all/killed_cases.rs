//! A command that is killed takes its tools with it.
//!
//! Counterpart: none; tools of the official command go on.

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid, and a process is killed, by hand"
)]

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::WaitId;
use rustix::process::WaitIdOptions;
use vamos_testkit::official_go;
use vamos_testkit::vamos;
use vamos_testkit::wait_until;
use vamos_testkit::write_script;

use crate::reporting_pipe::ReportingPipe;

/// Writes its number to a pipe, and does not end; a child of its own does not either.
const TOOLEXEC: &str = "#!/bin/sh
case \"$*\" in *-V=full*) exec \"$@\";; esac
sleep 1000 &
echo $$ >$PIPE
echo $! >$PIPE
exec sleep 1000
";

/// Returns a command of vamos in a directory that is its home, too; `None` without an SDK.
fn command(dir: &Path) -> Option<Command> {
    let (go, vamos) = (official_go()?, vamos()?);
    let goroot = go.parent().and_then(Path::parent).expect("bin/go");
    let mut command = Command::new(vamos);
    command
        .current_dir(dir)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", dir)
        .env("GOROOT", goroot)
        .env("GOCACHE", dir.join("cache"))
        .env("GOTOOLCHAIN", "local")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock");
    Some(command)
}

#[test]
fn tools_end_with_a_command_that_is_killed() {
    let temp = tempfile::TempDir::new().expect("there is a place for it");
    let Some(mut command) = command(temp.path()) else {
        return;
    };
    let at = |name: &str| temp.path().join(name);
    fs::write(at("go.mod"), "module m\n\ngo 1.24\n").expect("it is ours");
    fs::write(at("m.go"), "package m\n").expect("it is ours");
    write_script(&at("toolexec"), TOOLEXEC).expect("it is ours");
    let mut pipe = ReportingPipe::new(&at("pipe"));
    let mut child = command
        .args(["build", "-toolexec"])
        .arg(at("toolexec"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .env("CGO_ENABLED", "0")
        .env("PIPE", at("pipe"))
        .spawn()
        .expect("vamos starts");
    let tools = pipe.processes(2);
    wait_until(|| has_child(child.id(), "vamos-guard"));
    rustix::process::kill_process(Pid::from_child(&child), Signal::KILL).expect("it runs");
    child.wait().expect("it is our child");
    tools.assert_end();
}

/// A C compiler that is interrupted may leave temporary files. Those of the runs that determine its
/// flags are in the work directory.
#[test]
fn temporary_files_of_a_c_compiler_are_removed() {
    let temp = tempfile::TempDir::new().expect("there is a place for it");
    let Some(mut command) = command(temp.path()) else {
        return;
    };
    let at = |name: &str| temp.path().join(name);
    fs::create_dir(at("tmp")).expect("it is ours");
    let script = "#!/bin/sh\necho run >>\"$HOME/runs\"\ntouch \"$TMPDIR/$$.s\"\n";
    write_script(&at("cc"), script).expect("it is ours");
    let output = command
        .args(["env", "GOGCCFLAGS"])
        .env("TMPDIR", at("tmp"))
        .env("CC", at("cc"))
        .env("CGO_ENABLED", "1")
        .output()
        .expect("vamos starts");
    assert!(output.status.success(), "{output:?}");
    assert!(at("runs").exists());
    assert_eq!(fs::read_dir(at("tmp")).expect("it is ours").count(), 0);
}

/// Reports whether a process has a child that ps and killall show under this name.
fn has_child(parent: u32, name: &str) -> bool {
    let processes = fs::read_dir("/proc").expect("it is there");
    let (parent, name) = (format!("PPid:\t{parent}"), format!("Name:\t{name}"));
    processes.flatten().any(|process| {
        let status = fs::read_to_string(process.path().join("status"));
        let status = status.unwrap_or_default();
        [&parent, &name].map(|line| status.lines().any(|other| other == line)) == [true; 2]
    })
}

/// Processes of vamos that are no commands are started under names of their own, and ps and
/// killall show these.
#[test]
fn helper_processes_have_names() {
    let Some(vamos) = vamos() else { return };
    for name in ["vamos-guard", "vamos-compiler", "vamos-reads"] {
        let mut child = Command::new(&vamos)
            .arg0(name)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("vamos starts");
        // A process that has ended has its name until it is reaped.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        let ended = rustix::process::waitid(WaitId::Pid(Pid::from_child(&child)), options);
        ended.expect("it is our child");
        let shown = fs::read_to_string(format!("/proc/{}/comm", child.id()));
        child.wait().expect("it is our child");
        assert_eq!(shown.expect("it is there"), format!("{name}\n"));
    }
}
