//! Variables of vamos' own: a value that is not accepted ends every command at once.
//!
//! Counterpart: none; the official command has no such variables.

#![expect(
    clippy::disallowed_methods,
    reason = "the command under test is run by hand"
)]

use std::path::Path;
use std::process::Command;

use vamos_testkit::make_build_cache;
use vamos_testkit::write_script;

/// Runs vamos in an environment of one variable; returns its exit code and both streams.
fn run(variable: (&str, &str), args: &[&str]) -> (Option<i32>, String, String) {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let output = Command::new(env!("CARGO_BIN_EXE_vamos"))
        .args(args)
        .current_dir(dir.path())
        .env_clear()
        .env("HOME", dir.path())
        .env(variable.0, variable.1)
        .output()
        .expect("vamos starts");
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn an_invalid_value_ends_every_command() {
    let expected = "vamos: invalid value \"bogus\" of VAMOS_TRACE: want 1, 0, true, false, on, \
                    off, yes, no, explain or verify\n";
    for args in [
        &["build"][..],
        &["env", "GOOS"],
        &["version"],
        &["nope"],
        &[],
    ] {
        let (code, stdout, stderr) = run(("VAMOS_TRACE", "bogus"), args);
        assert_eq!(
            (code, &*stdout, &*stderr),
            (Some(2), "", expected),
            "{args:?}"
        );
    }
    let (code, _, stderr) = run(("VAMOS_KEPT", "2GB"), &["list"]);
    let expected = "vamos: invalid value \"2GB\" of VAMOS_KEPT: want off, or a size such as \
                    500MiB or 4GiB\n";
    assert_eq!((code, &*stderr), (Some(2), expected));
}

#[test]
fn child_go_leads_programs_to_vamos_or_to_the_sdk() {
    let go = vamos_testkit::official_go().expect("a Go SDK");
    let goroot = go
        .parent()
        .and_then(std::path::Path::parent)
        .expect("bin/go");
    let top = tempfile::TempDir::new().expect("there is a place for it");
    for (name, text) in [
        ("go.mod", "module example.com/x\n\ngo 1.25\n"),
        ("main.go", "package main\n\nfunc main() {}\n"),
    ] {
        std::fs::write(top.path().join(name), text).expect("it can be written");
    }
    let cache = top.path().join("cache");
    make_build_cache(&cache).expect("a Go SDK");
    let show = top.path().join("show");
    let text = "#!/bin/sh\nreadlink -f \"$(command -v go)\"\n";
    write_script(&show, text).expect("it is ours");
    let vamos = Path::new(env!("CARGO_BIN_EXE_vamos")).canonicalize();
    let vamos = vamos.expect("it is there");
    let sdk = goroot.join("bin/go").canonicalize().expect("it is there");
    // The second run of each is answered by the run record of the first or finds the link.
    for (value, expected) in [
        ("", &sdk),
        ("vamos", &vamos),
        ("vamos", &vamos),
        ("sdk", &sdk),
        ("vamos", &vamos),
    ] {
        let output = Command::new(&vamos)
            .args(["run", "-exec", "./show", "."])
            .current_dir(top.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", top.path().join("home"))
            .env("GOCACHE", &cache)
            .env("GOROOT", goroot)
            .env("GOFLAGS", "-buildvcs=false")
            .env("CGO_ENABLED", "0")
            .env("GOTOOLCHAIN", "local")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .env("VAMOS_CHILD_GO", value)
            .output()
            .expect("vamos starts");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(stdout.trim_end(), expected.to_string_lossy(), "{stderr}");
    }
}
