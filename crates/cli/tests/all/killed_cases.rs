//! A command that is killed takes its tools with it.
//!
//! Counterpart: none; tools of the official command go on.

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid, and a process is killed, by hand"
)]

use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::AsFd;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::fs::CWD;
use rustix::fs::Mode;
use rustix::process::Pid;
use rustix::process::PidfdFlags;
use rustix::process::Signal;
use vamos_testkit::official_go;
use vamos_testkit::vamos;
use vamos_testkit::write_script;

/// Writes its number to a pipe, and does not end; a child of its own does not either.
const TOOLEXEC: &str = "#!/bin/sh
case \"$*\" in *-V=full*) exec \"$@\";; esac
sleep 1000 &
echo $$ >$PIPE
echo $! >$PIPE
exec sleep 1000
";

/// Waits until something can be read, or is over; fails if that takes a minute.
fn wait(fd: impl AsFd) -> bool {
    let limit = Timespec::try_from(Duration::from_secs(60)).expect("it fits");
    let mut polled = [PollFd::new(&fd, PollFlags::IN)];
    rustix::event::poll(&mut polled, Some(&limit)).expect("it can be waited for") == 1
}

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
    rustix::fs::mkfifoat(CWD, at("pipe"), Mode::RUSR | Mode::WUSR).expect("it is ours");
    let mut options = File::options();
    // For writing too, so that it does not end with one writer.
    let mut pipe = options
        .read(true)
        .write(true)
        .open(at("pipe"))
        .expect("it opens");
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
    let mut text = String::new();
    while text.lines().count() < 2 || !text.ends_with('\n') {
        assert!(wait(&pipe), "no tool was run");
        let mut chunk = [0; 100];
        let count = pipe.read(&mut chunk).expect("it is a pipe");
        text.push_str(&String::from_utf8_lossy(&chunk[..count]));
    }
    let tools: Vec<_> = text
        .lines()
        .map(|line| {
            let pid = line.parse().ok().and_then(Pid::from_raw).expect("a number");
            rustix::process::pidfd_open(pid, PidfdFlags::empty()).expect("it runs")
        })
        .collect();
    rustix::process::kill_process(Pid::from_child(&child), Signal::KILL).expect("it runs");
    child.wait().expect("it is our child");
    let ended: Vec<bool> = tools.iter().map(wait).collect();
    for tool in &tools {
        // Nothing is left where the test fails.
        let _ = rustix::process::pidfd_send_signal(tool, Signal::KILL);
    }
    assert!(ended.iter().all(|is_over| *is_over), "{ended:?}");
}
