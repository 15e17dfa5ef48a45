//! A command that is killed takes its tools with it.
//!
//! Counterpart: none; tools of the official command go on.

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid, and a process is killed, by hand"
)]

use std::fs;
use std::process::Command;
use std::process::Stdio;

use rustix::process::Pid;
use rustix::process::Signal;
use vamos_testkit::official_go;
use vamos_testkit::vamos;
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

#[test]
fn tools_end_with_a_command_that_is_killed() {
    let (Some(go), Some(vamos)) = (official_go(), vamos()) else {
        return;
    };
    let goroot = go.parent().and_then(|bin| bin.parent()).expect("bin/go");
    let temp = tempfile::TempDir::new().expect("there is a place for it");
    let at = |name: &str| temp.path().join(name);
    fs::write(at("go.mod"), "module m\n\ngo 1.24\n").expect("it is ours");
    fs::write(at("m.go"), "package m\n").expect("it is ours");
    write_script(&at("toolexec"), TOOLEXEC).expect("it is ours");
    let mut pipe = ReportingPipe::new(&at("pipe"));
    let mut child = Command::new(vamos)
        .args(["build", "-toolexec"])
        .arg(at("toolexec"))
        .current_dir(temp.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", temp.path())
        .env("GOROOT", goroot)
        .env("GOCACHE", at("cache"))
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .env("PIPE", at("pipe"))
        .spawn()
        .expect("vamos starts");
    let tools = pipe.processes(2);
    rustix::process::kill_process(Pid::from_child(&child), Signal::KILL).expect("it runs");
    child.wait().expect("it is our child");
    tools.assert_end();
}
