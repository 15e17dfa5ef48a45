//! Signals that reach the command alone while a program of the user's has its streams,
//! beside the official command where it listens before the program starts.
//!
//! Counterpart: cmd/go/internal/base/base.go (`RunStdin`), cmd/go/internal/tool/tool.go
//! (`runBuiltTool`).

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid, and signals sent, by hand"
)]

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use rustix::process::Pid;
use rustix::process::Signal;
use vamos_testkit::Archive;
use vamos_testkit::official_go;
use vamos_testkit::vamos;

/// Prints each signal that it gets, until its input ends, or a minute has passed: a test
/// that fails does not hang.
const PROGRAM: &str = r#"package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	got := make(chan os.Signal, 9)
	signal.Notify(got, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM)
	end := make(chan bool)
	late := time.After(time.Minute)
	go func() { io.ReadAll(os.Stdin); close(end) }()
	fmt.Println("ready")
	for {
		select {
		case s := <-got:
			fmt.Println(s)
		case <-end:
			os.Exit(7)
		case <-late:
			os.Exit(8)
		}
	}
}
"#;

/// What becomes of the signals.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    /// The command leaves them to the program, which gets them from the terminal.
    Ignored,
    /// They end the command, not the program.
    Ends,
    /// The program gets them.
    Forwarded,
}

fn command(program: &Path, goroot: &Path, top: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(top.join("m"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", top.join("home"))
        .env("GOROOT", goroot)
        .env("GOCACHE", top.join("cache"))
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Sends signals to a command whose program is ready; returns its output, and how
/// it ended.
fn answer(mut child: Child, signals: &[Signal], fate: Fate) -> String {
    let stdin = child.stdin.take();
    let mut stdout = BufReader::new(child.stdout.take().expect("it was piped"));
    let mut text = String::new();
    let mut read_line = |text: &mut String| stdout.read_line(text).expect("it is text");
    read_line(&mut text);
    for signal in signals {
        rustix::process::kill_process(Pid::from_child(&child), *signal).expect("it lives");
        if fate == Fate::Forwarded {
            read_line(&mut text);
        }
    }
    if fate == Fate::Ends {
        // The program goes on until its input ends.
        child.wait().expect("it is our child");
    }
    drop(stdin);
    let status = child.wait().expect("it is our child");
    stdout.read_to_string(&mut text).expect("it is text");
    let mut stderr = child.stderr.take().expect("it was piped");
    stderr.read_to_string(&mut text).expect("it is text");
    format!(
        "{text}code {:?}, signal {:?}",
        status.code(),
        status.signal()
    )
}

#[test]
fn signals_go_where_they_go_officially() {
    let (Some(go), Some(vamos)) = (official_go(), vamos()) else {
        return;
    };
    let goroot = go.parent().and_then(Path::parent).expect("it is in bin");
    let temp = tempfile::tempdir().expect("there is a place");
    let top = temp.path();
    let tree = format!(
        "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\ntool example.com/m/t\n\
         -- t/main.go --\n{PROGRAM}"
    );
    let written = Archive::parse(&tree).write_to(&top.join("m"));
    written.expect("it can be written");
    let (int, quit) = (Signal::INT, Signal::QUIT);
    let answer_of = |program: &Path, args: &[&str], signals: &[Signal], fate| {
        let child = command(program, goroot, top, args).spawn();
        answer(child.expect("it starts"), signals, fate)
    };
    let cases: [(&[Signal], Fate); 5] = [
        // The third time there is a witness, and nothing else runs than the program.
        (&[int, int, int], Fate::Ignored),
        (&[int, int, int], Fate::Ignored),
        (&[int, int, int], Fate::Ignored),
        (&[quit, int, quit], Fate::Ignored),
        // SIGHUP would too, but is ignored by all of us below a nohup.
        (&[Signal::TERM], Fate::Ends),
    ];
    for (signals, fate) in cases {
        let [official, ours] =
            [&go, &vamos].map(|program| answer_of(program, &["run", "./t"], signals, fate));
        assert_eq!(official, ours, "{signals:?}");
        assert!(official.starts_with("ready\n"), "{official}");
    }
    let signals = [int, quit, Signal::TERM, Signal::HUP, int];
    assert_eq!(
        answer_of(&vamos, &["tool", "t"], &signals, Fate::Forwarded),
        "ready\ninterrupt\nquit\nterminated\nhangup\ninterrupt\ncode Some(7), signal None"
    );
}
