//! Signals that reach the command alone while a program of the user's has its streams, compared
//! with the official command where it listens before the program starts.
//!
//! Counterpart: cmd/go/internal/base/base.go (`RunStdin`), cmd/go/internal/tool/tool.go
//! (`runBuiltTool`), cmd/go/internal/test/test.go (`runTestActor.Act`).

#![expect(
    clippy::disallowed_methods,
    reason = "files are laid, and signals sent, by hand"
)]

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use rustix::process::Pid;
use rustix::process::Signal;
use vamos_testkit::Archive;
use vamos_testkit::CTRL_C;
use vamos_testkit::Terminal;
use vamos_testkit::make_build_cache;
use vamos_testkit::normalize;
use vamos_testkit::official_go;
use vamos_testkit::vamos;

/// Prints each received signal, until its input ends, or a minute has passed: a test that fails
/// does not hang.
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
	signal.Notify(got, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM,
		syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGTSTP, syscall.SIGCONT)
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

/// The handling of signals.
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

/// Sends signals to a command whose program is ready; returns its output, and its exit status.
fn answer(mut child: Child, signals: &[Signal], fate: Fate) -> String {
    let stdin = child.stdin.take();
    let mut stdout = BufReader::new(child.stdout.take().expect("it was piped"));
    let mut text = String::new();
    let mut read_line = |text: &mut String| stdout.read_line(text).expect("it is text");
    read_line(&mut text);
    if fate == Fate::Forwarded {
        // Another would take a signal for us if it got to run after the tool's end only.
        assert!(listeners(child.id()) <= 1, "threads that wait for signals");
    }
    for signal in signals {
        rustix::process::kill_process(Pid::from_child(&child), *signal).expect("it lives");
        if fate == Fate::Forwarded {
            read_line(&mut text);
        }
    }
    if fate == Fate::Ends {
        // The program continues until its input ends.
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

/// Returns the number of threads of a process that wait for signals.
fn listeners(process: u32) -> usize {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("it lives");
    let name_of = |thread: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(thread.expect("it is listed").path().join("comm"))
    };
    threads
        .filter_map(|thread| name_of(thread).ok())
        .filter(|name| name == "signals\n")
        .count()
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
    make_build_cache(&top.join("cache"));
    let (int, quit) = (Signal::INT, Signal::QUIT);
    let answer_of = |program: &Path, args: &[&str], signals: &[Signal], fate| {
        let child = command(program, goroot, top, args).spawn();
        answer(child.expect("it starts"), signals, fate)
    };
    let cases: [(&[Signal], Fate); 6] = [
        // The third time there is a run record, and nothing else runs than the program.
        (&[int, int, int], Fate::Ignored),
        (&[int, int, int], Fate::Ignored),
        (&[int, int, int], Fate::Ignored),
        (&[quit, int, quit], Fate::Ignored),
        (&[Signal::USR1, Signal::USR2, Signal::ALARM], Fate::Ignored),
        // SIGHUP would too, but is ignored by all of us below a nohup.
        (&[Signal::TERM], Fate::Ends),
    ];
    for (signals, fate) in cases {
        let [official, ours] =
            [&go, &vamos].map(|program| answer_of(program, &["run", "./t"], signals, fate));
        assert_eq!(official, ours, "{signals:?}");
        assert!(official.starts_with("ready\n"), "{official}");
    }
    let ending = [int, quit, Signal::TERM, Signal::HUP, int];
    let others = [
        Signal::USR1,
        Signal::USR2,
        Signal::ALARM,
        Signal::TSTP,
        Signal::CONT,
    ];
    let signals = [&ending[..], &others].concat();
    assert_eq!(
        answer_of(&vamos, &["tool", "t"], &signals, Fate::Forwarded),
        "ready\ninterrupt\nquit\nterminated\nhangup\ninterrupt\nuser defined signal 1\n\
         user defined signal 2\nalarm clock\nstopped\ncontinued\ncode Some(7), signal None"
    );
}

/// Continues for a while after an interrupt from the terminal, and passes.
const TEST: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- p_test.go --\npackage p\n\nimport (\n\t\"os\"\n\t\"os/signal\"\n\t\"testing\"\n\t\"time\"\n)\n\n\
    func Test(t *testing.T) {\n\tgot := make(chan os.Signal, 9)\n\tsignal.Notify(got, os.Interrupt)\n\
    \tt.Log(\"ready\")\n\tt.Log(<-got)\n\ttime.Sleep(300 * time.Millisecond)\n}\n\n\
    func TestEnds(t *testing.T) {\n\tt.Log(\"ready\")\n\ttime.Sleep(time.Minute)\n}\n";

/// Runs a test on a terminal, and types Ctrl-C once it is ready; returns its output and the exit
/// status of the command.
fn interrupted(program: &Path, goroot: &Path, top: &Path, args: &[&str]) -> String {
    let described = command(program, goroot, top, args);
    let terminal = Terminal::open().expect("there are terminals");
    let (mut command, mut ours) = terminal
        .controlling(program.as_os_str())
        .expect("it is ours");
    command.args(args).current_dir(top.join("m")).env_clear();
    for (name, value) in described.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let mut child = command.spawn().expect("it starts");
    drop(command);
    let (mut text, mut chunk) = (String::new(), [0; 4096]);
    let mut is_typed = false;
    // Reading ends with an error when no process has the terminal.
    while let Ok(count @ 1..) = ours.read(&mut chunk) {
        text.push_str(&String::from_utf8_lossy(&chunk[..count]));
        if !is_typed && text.contains("ready") {
            is_typed = true;
            ours.write_all(CTRL_C).expect("it is a terminal");
        }
    }
    let status = child.wait().expect("it is our child");
    // The terminal shows the key, anywhere.
    let text = normalize(&text.replace("\r\n", "\n").replace("^C", ""));
    format!("{text}code {:?}", status.code())
}

#[test]
fn tests_are_interrupted_as_officially() {
    let (Some(go), Some(vamos)) = (official_go(), vamos()) else {
        return;
    };
    let goroot = go.parent().and_then(Path::parent).expect("it is in bin");
    let temp = tempfile::tempdir().expect("there is a place");
    let top = temp.path();
    let written = Archive::parse(TEST).write_to(&top.join("m"));
    written.expect("it can be written");
    make_build_cache(&top.join("cache"));
    for args in [
        ["test", "-vet=off", "-count=1", "-v", "-run=Test$"],
        ["test", "-vet=off", "-count=1", "-v", "-run=Ends"],
        ["test", "-vet=off", "-count=1", "-json", "-run=Ends"],
    ] {
        let [official, ours] = [&go, &vamos].map(|go| interrupted(go, goroot, top, &args));
        assert_eq!(official, ours, "{args:?}");
        assert!(official.ends_with("code Some(1)"), "{official}");
    }
}
