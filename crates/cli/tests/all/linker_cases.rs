//! Which linker runs.
//!
//! Counterpart: none; upstream has one linker.

#![expect(
    clippy::disallowed_methods,
    reason = "an SDK with a change is laid by hand"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use vamos_objfile::build_id;
use vamos_testkit::unwrapped_sdk;
use vamos_testkit::vamos;

/// Makes a view of the directory `from` in `to`, in which the files of the directory below
/// it that `names` lead to are copies.
pub(crate) fn mirror(from: &Path, to: &Path, names: &[&str]) {
    fs::create_dir(to).expect("it is new");
    for entry in fs::read_dir(from).expect("the SDK is complete") {
        let name = entry.expect("it is readable").file_name();
        let (from, to) = (from.join(&name), to.join(&name));
        match names {
            [] if from.is_file() => drop(fs::copy(from, to).expect("there is room")),
            [next, rest @ ..] if name == *next => mirror(&from, &to, rest),
            _ => symlink(from, to).expect("it is new"),
        }
    }
}

/// Replaces the tools of a view by copies, and the build ID of one by another: a program with the
/// build ID of a release counts as the program of the release.
pub(crate) fn rebuild(sdk: &Path, goroot: &Path, name: &str) {
    fs::remove_file(goroot.join("pkg")).expect("it is a link");
    let mut hosts = fs::read_dir(sdk.join("pkg/tool")).expect("the SDK is complete");
    let host = hosts
        .next()
        .expect("it has tools")
        .expect("it is readable")
        .file_name();
    let host = host.to_str().expect("it is ASCII");
    mirror(&sdk.join("pkg"), &goroot.join("pkg"), &["tool", host]);
    change_build_id(&goroot.join("pkg/tool").join(host).join(name));
}

/// Replaces the build ID of a Go program, a copy, by another.
pub(crate) fn change_build_id(path: &Path) {
    let mut bytes = fs::read(path).expect("it is a copy");
    let id = build_id::read("", &bytes).expect("it is a program of Go");
    let found = build_id::find_and_hash(&bytes, &id).expect("it is in memory");
    let other = vec![b'x'; id.len()];
    build_id::rewrite(&mut bytes, &found.matches, &other).expect("it is as long");
    fs::write(path, bytes).expect("it is a copy");
}

/// Runs `go tool link` on nothing in a view of an SDK, and lets it give a reason for running
/// the SDK's linker.
fn explained(vamos: &Path, top: &Path) -> Output {
    Command::new(vamos)
        .args(["tool", "link", "-importcfg=nowhere", "main.a"])
        .current_dir(top)
        .env_clear()
        .env("HOME", top)
        .env("GOROOT", top.join("goroot"))
        .env("GOCACHE", top.join("cache"))
        .env("GOTOOLCHAIN", "local")
        .env("VAMOS_LINK", "explain")
        .output()
        .expect("it starts")
}

/// A linker with a changed declaration is not replaced, one with a new comment is.
#[test]
fn an_sdk_with_a_linker_of_its_own() {
    let (Some(sdk), Some(vamos)) = (unwrapped_sdk(), vamos()) else {
        return;
    };
    let temp = tempfile::tempdir().expect("there is room");
    let run = |case: &str, change: &str| -> [String; 2] {
        let top = temp.path().join(case);
        fs::create_dir(&top).expect("it is new");
        let names = ["src", "cmd", "link", "internal", "ld"];
        mirror(&sdk, &top.join("goroot"), &names);
        let main = top.join("goroot/src/cmd/link/internal/ld/main.go");
        let text = fs::read_to_string(&main).expect("it is a copy");
        fs::write(&main, text + change).expect("it is a copy");
        rebuild(&sdk, &top.join("goroot"), "link");
        // The second run finds the results of the first one.
        [(); 2].map(|()| {
            let output = explained(&vamos, &top);
            assert_eq!(output.status.code(), Some(1));
            String::from_utf8_lossy(&output.stderr).into_owned()
        })
    };
    let [error, again] = run("same", "");
    assert!(error.contains("open nowhere: no such file"), "{error}");
    assert_eq!(error, again);
    assert_eq!(
        run("commented", "\n// Nothing.\n"),
        [error.clone(), error.clone()]
    );
    let reason = "vamos: linked by the SDK's linker: func added in cmd/link/internal/ld/main.go \
                  differs from the releases that vamos follows\n";
    let expected = [reason, &error].concat();
    assert_eq!(
        run("patched", "\nfunc added() {}\n"),
        [expected.clone(), expected]
    );
}
