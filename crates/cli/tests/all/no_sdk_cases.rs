//! A machine without a Go SDK: the commands that work, and the error texts of the others.
//!
//! Counterpart: none; the official command is part of an SDK.

#![expect(
    clippy::disallowed_methods,
    reason = "the test starts vamos where the SDK of this machine is hidden"
)]

use std::path::Path;
use std::process::Command;
use std::process::Output;

use tempfile::TempDir;
use vamos_testkit::skip;
use vamos_testkit::vamos;

/// The directory in which vamos searches for an SDK if nothing names one.
const USUAL: &str = "/usr/local/go";

/// Covers that directory with an empty one, in a mount namespace.
const COVER: &str = "[ ! -d /usr/local/go ] || mount -t tmpfs none /usr/local/go; exec \"$@\"";

/// Commands that run their arguments where there is no SDK: nothing is to be hidden, as root, as
/// another user.
const WAYS: [&[&str]; 3] = [
    &["env"],
    &["unshare", "-m", "sh", "-ec", COVER, "sh"],
    &["unshare", "-r", "-m", "sh", "-ec", COVER, "sh"],
];

/// A home without an SDK, and the command that hides the machine's.
struct Machine {
    home: TempDir,
    hide: &'static [&'static str],
}

impl Machine {
    fn new() -> Option<Self> {
        let works = |hide: &&'static [&'static str]| {
            let output = Command::new(hide[0]).args(&hide[1..]).arg("true").output();
            output.is_ok_and(|output| output.status.success())
        };
        let ways = match Path::new(USUAL).is_dir() {
            true => &WAYS[1..],
            false => &WAYS[..1],
        };
        let Some(hide) = ways.iter().copied().find(works) else {
            skip("a mount namespace");
            return None;
        };
        let home = TempDir::new().expect("there is a place for it");
        Some(Self { home, hide })
    }

    fn run(&self, env: &[(&str, &str)], args: &[&str]) -> Option<Output> {
        let mut command = Command::new(self.hide[0]);
        command
            .args(&self.hide[1..])
            .arg(vamos()?)
            .args(args)
            .current_dir(self.home.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
            .env("HOME", self.home.path())
            .env("GOSUMDB", "off")
            .envs(env.iter().copied());
        Some(command.output().expect("it starts"))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const REASON: &str = "there is no Go SDK, and none can be fetched: GOPROXY is not set\n";

#[test]
fn commands_that_need_no_sdk_work() {
    let Some(machine) = Machine::new() else {
        return;
    };
    for (args, code, part) in [
        (&["--version"][..], 0, REASON),
        (
            &["help"],
            0,
            "\n\tbuild           compile packages and their imports\n",
        ),
        (&["help", "vamos"], 0, "\n\taffected        list packages"),
        (&["help", "why"], 0, "usage: vamos why "),
        (&["help", "ci.md"], 0, "# Continuous integration\n"),
        (
            &["help", "build"],
            0,
            "usage: vamos build [flags] [packages]\n",
        ),
        (&["version"], 1, "vamos "),
        (&["cache", "cap"], 0, "off\n"),
        (&["uninstall", "-n"], 0, "nothing to remove\n"),
        (&["completion", "bash"], 0, "complete -F"),
        (&["man", "build"], 0, ".TH"),
    ] {
        let Some(output) = machine.run(&[], args) else {
            return;
        };
        assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
        let stdout = text(&output.stdout);
        assert!(stdout.contains(part), "{args:?}: {stdout}");
        assert_eq!(output.stderr.is_empty(), code == 0, "{args:?}: {output:?}");
    }
}

/// Everything that needs an SDK has the same reason, and the ways to get one.
#[test]
fn the_reason_is_named() {
    let Some(machine) = Machine::new() else {
        return;
    };
    for (args, code) in [
        (&["version"][..], 1),
        (&["build"], 2),
        (&["env", "GOROOT"], 2),
        (&["list", "std"], 2),
    ] {
        let Some(output) = machine.run(&[], args) else {
            return;
        };
        assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
        let stderr = text(&output.stderr);
        let rest = stderr.strip_prefix(&format!("go: {REASON}\t"));
        let rest = rest.unwrap_or_else(|| panic!("{args:?}: {stderr}"));
        for way in ["install an SDK", "GOROOT", "GOPROXY"] {
            assert!(rest.contains(way), "{rest}");
        }
    }
    let Some(bare) = machine.run(&[], &[]) else {
        return;
    };
    assert_eq!(bare.status.code(), Some(2));
    assert!(text(&bare.stderr).ends_with(REASON), "{bare:?}");
}

#[test]
fn doctor_finds_that_there_is_no_sdk() {
    let Some(machine) = Machine::new() else {
        return;
    };
    for (env, state, part, code) in [
        (
            &[][..],
            "problem",
            "none can be fetched: GOPROXY is not set",
            1,
        ),
        (&[("GOPROXY", "off")], "problem", "GOPROXY is off", 1),
        (
            &[("GOPROXY", "file:///"), ("GOTOOLCHAIN", "local")],
            "problem",
            "GOTOOLCHAIN=local does not permit it",
            1,
        ),
        (
            &[("GOPROXY", "file:///")],
            "warning",
            "the first command that needs one downloads go1.",
            0,
        ),
    ] {
        let Some(output) = machine.run(env, &["doctor"]) else {
            return;
        };
        let stdout = text(&output.stdout);
        let first = stdout.lines().next().unwrap_or_default();
        assert!(first.starts_with(state) && first.contains(part), "{stdout}");
        assert_eq!(output.status.code(), Some(code), "{stdout}");
        // The other findings are there, too.
        assert!(stdout.contains("build cache") && stdout.contains("platform"));
        // Nothing was downloaded.
        assert!(!machine.home.path().join("go").exists());
    }
}
