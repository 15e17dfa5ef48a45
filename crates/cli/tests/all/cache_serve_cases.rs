//! `vamos cache serve` as the cache program of the official command: the same entries and
//! programs as without it, and results that machines share.
//!
//! Counterpart: none; the official command has no such program.

#![expect(
    clippy::disallowed_methods,
    reason = "machines are directories, laid and removed by hand"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::SystemTime;

use rustix::process::Pid;
use rustix::process::Signal;
use tempfile::TempDir;
use vamos_remotekit::Fake;
use vamos_remotekit::Fault;
use vamos_testkit::Archive;
use vamos_testkit::Goroot;
use vamos_testkit::ToolRuns;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;
use vamos_testkit::vamos;

const TREE: &str = "-- go.mod --
module example.com/m

go 1.26
-- main.go --
package main

import \"example.com/m/lib\"

func main() { println(lib.Number()) }
-- lib/lib.go --
package lib

import \"errors\"

func Number() int { return len(errors.New(\"seven\").Error()) }
";

/// Builds with variables over the common ones.
type Build = fn(&World, &[(&str, &str)]) -> Ran;

/// The program is written outside of the source directory: the official command indexes a directory
/// under a key of all its files' times.
const BUILD: [&str; 4] = ["build", "-o", "../x", "."];

/// The official command, this vamos, and a machine.
struct World {
    go: PathBuf,
    vamos: PathBuf,
    goroot: Goroot,
    top: TempDir,
}

/// The result of a command.
struct Ran {
    output: Output,
    tools: ToolRuns,
}

impl Ran {
    fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Checks that it succeeded without a message; returns the number of packages that it compiled.
    fn compiled(&self) -> usize {
        assert!(self.output.status.success(), "{}", self.stderr());
        assert_eq!(self.stderr(), "");
        self.tools.count("compile")
    }
}

impl World {
    fn new() -> Option<Self> {
        let (go, sdk, vamos) = (official_go()?, official_sdk()?, vamos()?);
        let goroot = Goroot::shared(&sdk).expect("it can be made");
        let top = tempfile::tempdir().expect("there is a place for it");
        let world = Self {
            go,
            vamos,
            goroot,
            top,
        };
        world.lay();
        Some(world)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.top.path().join(name)
    }

    fn lay(&self) {
        for dir in ["work", "home"] {
            fs::create_dir_all(self.at(dir)).expect("it is ours");
        }
        let tree = Archive::parse(TREE);
        tree.write_to(&self.at("work")).expect("it is ours");
        // The official command does not index files that are younger than two seconds.
        for name in ["go.mod", "main.go", "lib/lib.go"] {
            let file = fs::File::options()
                .write(true)
                .open(self.at("work").join(name));
            let file = file.expect("it was written");
            let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
            file.set_modified(old).expect("it is ours");
        }
    }

    /// Becomes a machine with the same paths and empty caches.
    fn forget(&self) {
        for dir in ["work", "home", "cache"] {
            let _ = fs::remove_dir_all(self.at(dir));
        }
        let _ = fs::remove_file(self.at("x"));
        self.lay();
    }

    fn command(&self, program: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.at("work"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.at("home"))
            .env("GOCACHE", self.at("cache"))
            .env("GOPATH", self.at("home/go"))
            .env("GOENV", "off")
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOPROXY", "off")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            // A busy machine is not a server that does not answer.
            .env("VAMOS_REMOTE_TIMEOUT", "60")
            .envs(self.goroot.env(&self.at("log")));
        command
    }

    fn run(&self, mut command: Command) -> Ran {
        let _ = fs::remove_file(self.at("log"));
        let output = command.output().expect("it starts");
        Ran {
            output,
            tools: ToolRuns::read(&self.at("log")).expect("it is ours"),
        }
    }

    /// Runs the official command without a cache program.
    fn plain(&self, args: &[&str]) -> Ran {
        self.run(self.command(&self.go, args))
    }

    /// Runs the official command with vamos as its cache program.
    fn served(&self, args: &[&str], env: &[(&str, &str)]) -> Ran {
        let mut command = self.command(&self.go, args);
        let program = format!("{} cache serve", self.vamos.display());
        command.env("GOCACHEPROG", program).envs(env.to_vec());
        self.run(command)
    }

    /// Runs vamos.
    fn own(&self, args: &[&str], env: &[(&str, &str)]) -> Ran {
        let mut command = self.command(&self.vamos, args);
        command.envs(env.to_vec());
        self.run(command)
    }

    fn program(&self) -> Vec<u8> {
        fs::read(self.at("x")).expect("it was built")
    }

    /// Returns the entries of the cache without their times, and the values.
    fn entries(&self) -> BTreeMap<String, Vec<u8>> {
        let files = |dir: PathBuf| {
            let dir = fs::read_dir(dir).into_iter().flatten();
            dir.map(|file| file.expect("it is listed").path())
        };
        let parts = files(self.at("cache")).filter(|path| path.is_dir());
        let parts = parts.filter(|path| !path.ends_with("vamos"));
        let content = |path: PathBuf| {
            let mut bytes = fs::read(&path).expect("it can be read");
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.expect("it is text").to_owned();
            if name.ends_with("-a") {
                bytes.truncate(bytes.len() - 22);
            }
            (name, bytes)
        };
        parts.flat_map(files).map(content).collect()
    }

    /// Starts the cache program alone.
    fn start(&self) -> Child {
        let mut command = self.command(&self.vamos, &["cache", "serve"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::piped()).spawn().expect("it starts")
    }
}

#[test]
fn entries_are_those_of_the_official_command() {
    let Some(world) = World::new() else { return };
    assert!(world.plain(&BUILD).compiled() > 10);
    let (program, entries) = (world.program(), world.entries());
    world.forget();
    assert!(world.served(&BUILD, &[]).compiled() > 10);
    assert_eq!(world.program(), program);
    let served = world.entries();
    let names = |entries: &BTreeMap<String, Vec<u8>>| entries.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&served), names(&entries));
    assert!(served == entries);
    // Everything is there for both ways to use the directory, and for vamos.
    for again in [
        world.served(&BUILD, &[]),
        world.plain(&BUILD),
        world.own(&BUILD, &[]),
    ] {
        assert_eq!(again.compiled(), 0);
        assert_eq!(world.program(), program);
    }
}

#[test]
fn errors_of_the_build_stay_the_same() {
    let Some(world) = World::new() else { return };
    fs::write(
        world.at("work/lib/bad.go"),
        "package lib\n\nvar x int = \"\"\n",
    )
    .unwrap();
    let plain = world.plain(&BUILD);
    world.forget();
    fs::write(
        world.at("work/lib/bad.go"),
        "package lib\n\nvar x int = \"\"\n",
    )
    .unwrap();
    let served = world.served(&BUILD, &[]);
    assert_eq!(served.output, plain.output);
    // `list` ends without closing the cache.
    let args = ["list", "-export", "-f", "{{.Export}}", "errors"];
    assert_eq!(world.served(&args, &[]).output, world.plain(&args).output);
}

#[test]
fn machines_share_results_whichever_command_made_them() {
    let Some(world) = World::new() else { return };
    let writers: [Build; 2] = [
        |world, env| world.served(&BUILD, env),
        |world, env| world.own(&BUILD, env),
    ];
    for write in writers {
        let fake = Fake::start();
        let env = [
            ("VAMOS_REMOTE", &*fake.address),
            ("VAMOS_REMOTE_UPLOAD", "1"),
        ];
        world.forget();
        assert!(write(&world, &env).compiled() > 10);
        let program = world.program();
        for read in writers {
            world.forget();
            fake.take_calls();
            assert_eq!(read(&world, &env[..1]).compiled(), 0);
            assert_eq!(world.program(), program);
            // Values come in few batches, and not one by one.
            let calls = fake.take_calls();
            let count = |name: &str| calls.iter().filter(|call| *call == name).count();
            assert!(count("BatchReadBlobs") < 20, "{calls:?}");
        }
    }
}

#[test]
fn the_last_build_is_read_early() {
    let Some(world) = World::new() else { return };
    let fake = Fake::start();
    let env = [
        ("VAMOS_REMOTE", &*fake.address),
        ("VAMOS_REMOTE_UPLOAD", "1"),
    ];
    assert!(world.served(&BUILD, &env).compiled() > 10);
    world.forget();
    fake.take_calls();
    assert_eq!(world.served(&BUILD, &env[..1]).compiled(), 0);
    // The manifest, and the links, which the official command does not store.
    let calls = fake.take_calls();
    let asked = calls.iter().filter(|call| *call == "GetActionResult");
    assert!(asked.count() <= 4, "{calls:?}");
    // With everything here, no request goes to the server.
    assert_eq!(world.served(&BUILD, &env[..1]).compiled(), 0);
    assert_eq!(fake.take_calls(), [""; 0]);
}

#[test]
fn a_server_that_fails_is_reported_once() {
    let Some(world) = World::new() else { return };
    for fault in [Fault::HangsUp, Fault::WrongBytes, Fault::Full] {
        let fake = Fake::start();
        let env = [
            ("VAMOS_REMOTE", &*fake.address),
            ("VAMOS_REMOTE_UPLOAD", "1"),
        ];
        if fault == Fault::WrongBytes {
            world.forget();
            assert!(world.served(&BUILD, &env).compiled() > 10);
        }
        fake.set_fault(fault);
        world.forget();
        let ran = world.served(&BUILD, &env);
        assert!(ran.output.status.success());
        assert!(ran.tools.count("compile") > 10);
        let stderr = ran.stderr();
        assert_eq!(stderr.lines().count(), 1, "{fault:?}: {stderr}");
        assert!(stderr.starts_with("vamos: remote cache "), "{stderr}");
    }
}

#[test]
fn requests_that_make_no_sense_end_the_program() {
    let Some(world) = World::new() else { return };
    let run = |input: &str| {
        let mut child = world.start();
        let mut stdin = child.stdin.take().expect("it is a pipe");
        stdin.write_all(input.as_bytes()).expect("it is read");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let hello = "{\"ID\":0,\"KnownCommands\":[\"get\",\"put\",\"close\"]}\n";
    let nothing = String::new();
    assert_eq!(run(""), (Some(0), hello.to_owned(), nothing.clone()));
    let closed = format!("{hello}{{\"ID\":7}}\n");
    assert_eq!(
        run("{\"ID\":7,\"Command\":\"close\"}"),
        (Some(0), closed, nothing)
    );
    for (input, error) in [
        (
            "hello",
            "invalid character 'h' looking for beginning of value",
        ),
        ("{\"ID\":1,", "unexpected EOF"),
        ("{\"ID\":1}", "no Command"),
    ] {
        let error = format!("vamos cache serve: malformed request: {error}\n");
        assert_eq!(run(input), (Some(1), hello.to_owned(), error));
    }
    let usage = world.own(&["cache", "serve", "x"], &[]);
    assert_eq!(usage.output.status.code(), Some(2));
    assert!(usage.stderr().starts_with("usage: vamos cache serve\n"));
    let help = world.own(&["help", "cache", "serve"], &[]);
    assert!(
        help.output
            .stdout
            .starts_with(b"usage: vamos cache serve\n\nCache serve keeps")
    );
}

#[test]
fn requests_are_answered_after_an_interrupt() {
    let Some(world) = World::new() else { return };
    let mut child = world.start();
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let mut lines = BufReader::new(child.stdout.take().expect("it is a pipe")).lines();
    let mut next = || lines.next().expect("it answers").expect("it is text");
    assert!(next().contains("KnownCommands"));
    let mut ask = |request: &str| {
        writeln!(stdin, "{request}").expect("it is read");
    };
    ask("{\"ID\":1,\"Command\":\"get2\"}");
    assert!(next().contains("unknown command"));
    let pid = Pid::from_child(&child);
    rustix::process::kill_process(pid, Signal::INT).expect("it runs");
    ask("{\"ID\":2,\"Command\":\"get3\"}");
    assert!(next().contains("unknown command"));
    ask("{\"ID\":3,\"Command\":\"close\"}");
    assert_eq!(next(), "{\"ID\":3}");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
