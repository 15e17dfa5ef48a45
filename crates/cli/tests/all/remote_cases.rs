//! The remote cache, compared with the official command, which does not have it: a second machine
//! compiles and links nothing, and everything on it is the same.
//!
//! The second machine is the first one without its build results.
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the hooks look at and remove files of the caches"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use vamos_remotekit::AUTHORITY;
use vamos_remotekit::CLIENT;
use vamos_remotekit::Certificate;
use vamos_remotekit::Fake;
use vamos_remotekit::Fault;
use vamos_testkit::Case;

use crate::scratch_module::ScratchModule;

pub(crate) const TREE: &str = "-- go.mod --
module example.com/m

go 1.26
-- main.go --
package main

import \"example.com/m/lib\"

func main() { println(lib.Number()) }
-- lib/lib.go --
package lib

func Number() int { return 7 }
";

pub(crate) const BUILD: [&str; 4] = ["build", "-o", "x", "."];

/// A key of `openssl genpkey -algorithm ed25519 -outform DER`.
const PRIVATE: &[u8] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20\
    \x9c\x5e\xad\x54\x82\x04\x34\xa2\xe3\x24\xbb\x9e\x47\xdc\x73\x11\
    \xe8\x00\x7e\x97\x86\x20\x89\xab\x50\xe6\xbd\xc5\x34\x1f\xe9\xce";

/// The output of `openssl pkey` for it.
const PUBLIC: &str = "869c744a8f8b8c67c72673758a34599607ec7bc49151d8b7516fb073f6edfdae";

/// Returns the files of the build cache, below `top`.
fn entries(top: &Path) -> BTreeSet<String> {
    let files = |dir: PathBuf| {
        let dir = fs::read_dir(dir).into_iter().flatten();
        dir.map(|file| file.expect("it is listed").path())
    };
    let parts = files(top.join("cache")).filter(|path| path.is_dir() && !path.ends_with("vamos"));
    let name = |path: PathBuf| {
        let below = path.strip_prefix(top).expect("it is below");
        below.to_str().expect("it is text").to_owned()
    };
    parts.flat_map(files).map(name).collect()
}

/// Records the files of the machine before it builds anything.
pub(crate) fn note(top: &Path) {
    let names: Vec<String> = entries(top).into_iter().collect();
    fs::write(top.join("noted"), names.join("\n")).expect("it can be written");
}

/// Removes everything that was built since.
pub(crate) fn forget(top: &Path) {
    let noted = fs::read_to_string(top.join("noted")).expect("it was written");
    let noted = noted.lines().map(str::to_owned).collect();
    for name in entries(top).difference(&noted) {
        fs::remove_file(top.join(name)).expect("it is there");
    }
    for dir in ["cache/vamos", "home/.cache/vamos", "work/x"] {
        let path = top.join(dir);
        let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
    }
}

/// Returns a case that may use a server.
pub(crate) fn any_case(name: &str, tree: &str) -> Case {
    Case::new(name)
        .tree(tree)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        // Runs of the linker are counted.
        .env("VAMOS_LINK", "stock")
        .env("VAMOS_COMPILER", "stock")
        // A busy machine is not a server that does not answer.
        .env("VAMOS_REMOTE_TIMEOUT", "60")
        // Neither is it a worker that does.
        .env("VAMOS_REMOTE_RACE", "off")
}

fn case(name: &str, address: &str) -> Case {
    any_case(name, TREE)
        .env("VAMOS_REMOTE", address)
        .env("VAMOS_REMOTE_UPLOAD", "1")
        .hook(note)
}

#[test]
fn the_second_machine_builds_nothing() {
    let fake = Fake::start();
    builds_once(case("remote_second", &fake.address));
}

#[test]
fn the_second_machine_uses_signed_results() {
    let fake = Fake::start();
    let signed = case("remote_signed", &fake.address)
        .env("VAMOS_REMOTE_SIGNING_KEY", "key.der")
        .env("VAMOS_REMOTE_KEYS", PUBLIC)
        .hook(|top| fs::write(top.join("work/key.der"), PRIVATE).expect("it can be written"));
    builds_once(signed);
}

/// Adds the settings for a server with TLS.
fn encrypted(case: Case) -> Case {
    case.env("VAMOS_REMOTE_TLS_CA", "ca.pem")
        .env("VAMOS_REMOTE_TLS_CERT", "client.pem")
        .env("VAMOS_REMOTE_TLS_KEY", "client.key")
        .env("VAMOS_REMOTE_HEADER", "x-token=secret")
        .hook(|top| {
            let [certificate, key] = CLIENT;
            let files = [
                ("ca.pem", AUTHORITY),
                ("client.pem", certificate),
                ("client.key", key),
            ];
            for (name, text) in files {
                fs::write(top.join("work").join(name), text).expect("it can be written");
            }
        })
}

#[test]
fn the_second_machine_uses_an_encrypted_connection() {
    let fake = Fake::start_tls(Certificate::Valid, true);
    builds_once(encrypted(case("remote_encrypted", &fake.address)));
    assert_eq!(fake.header("x-token").as_deref(), Some("secret"));
}

#[test]
fn a_server_with_an_expired_certificate_is_not_used() {
    let fake = Fake::start_tls(Certificate::Expired, false);
    let case = encrypted(case("remote_expired", &fake.address));
    let case = case.step(BUILD).hook(forget);
    let differences = case.try_run(BUILD).expect_err("a warning is printed");
    assert!(
        differences.contains("certificate has expired"),
        "{differences}"
    );
    assert!(!differences.contains("exit code"), "{differences}");
    assert!(!differences.contains("secret"), "{differences}");
    assert_eq!(fake.take_calls(), [""; 0]);
}

/// Lets two machines build; only the first one runs tools.
pub(crate) fn builds_once(case: Case) {
    let report = case.step(BUILD).hook(forget).run(BUILD);
    if report.is_skipped {
        return;
    }
    for (tool, official, vamos) in [("compile", 4, 2), ("link", 2, 1)] {
        assert_eq!(report.official_tools.count(tool), official, "{tool}");
        assert_eq!(report.vamos_tools.count(tool), vamos, "{tool}");
    }
}

/// A machine with empty caches reports the work that the remote cache saved.
#[test]
fn why_and_timings_show_what_came() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    let fake = Fake::start();
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    module.write("lib/lib.go", "package lib\n\nfunc F() {}\n");
    let run = |args: &[&str]| {
        let mut command = module.vamos();
        command
            .args(args)
            .env("CGO_ENABLED", "0")
            .env("VAMOS_REMOTE", &fake.address)
            .env("VAMOS_REMOTE_UPLOAD", "1")
            .env("VAMOS_REMOTE_TIMEOUT", "60");
        let output = command.output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run(&["build", "./lib"]);
    assert!(run(&["why"]).contains("remote cache: 0 found (0 B), 1 missing"));
    for dir in ["cache", "home"] {
        fs::remove_dir_all(module.at(dir)).expect("it is ours");
    }
    run(&["build", "./lib"]);
    for command in ["why", "timings"] {
        let text = run(&[command]);
        let mut lines = text.lines();
        let line = lines.find(|line| line.starts_with("remote cache"));
        let line = line.unwrap_or_else(|| panic!("{command}: {text}"));
        assert!(
            line.contains(" 1 found (") && line.contains(", 0 missing, "),
            "{line}"
        );
        assert!(
            line.contains(", waited ") && line.contains(", saved about "),
            "{line}"
        );
    }
    let report: Value = serde_json::from_str(&run(&["why", "-json"])).expect("it is JSON");
    for time in ["WaitedMicros", "SavedMicros"] {
        let micros = report["Remote"][time].as_u64();
        assert!(micros.is_some_and(|micros| micros > 0), "{report}");
    }
}

#[test]
fn a_server_that_lies_is_not_used() {
    let fake = Fake::start();
    fake.set_fault(Fault::WrongBytes);
    let case = case("remote_lies", &fake.address).step(BUILD).hook(forget);
    // One warning is the only difference.
    let differences = case.try_run(BUILD).expect_err("a warning is printed");
    assert!(differences.contains("vamos: remote cache"), "{differences}");
    assert!(!differences.contains("exit code"), "{differences}");
}

#[test]
fn remote_check_reports_problems_by_its_exit_code() {
    let fake = Fake::start();
    // The official command does not know it.
    let check = |address: &str| {
        let case = Case::new("remote_check").env("VAMOS_REMOTE", address);
        case.try_run(["remote", "check", "-json", "!2"])
            .expect_err("the official command does not have it")
    };
    let right = check(&fake.address);
    assert!(right.contains("exit code 2, vamos 0"), "{right}");
    let wrong = check("grpc://127.0.0.1:1");
    assert!(wrong.contains("exit code 2, vamos 1"), "{wrong}");
    assert!(wrong.contains("check the address"), "{wrong}");
    let none = check("off");
    assert!(none.contains("no remote cache"), "{none}");
    for unknown in [
        &["remote"][..],
        &["remote", "nope"],
        &["remote", "check", "x"],
    ] {
        let case = Case::new("remote_unknown");
        let differs = case.try_run(unknown.iter().copied().chain(["!2"]));
        assert_eq!(differs.is_err(), unknown.len() == 3, "{differs:?}");
    }
}
