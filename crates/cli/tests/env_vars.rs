//! Variables of vamos' own: a value that is not accepted ends every command at once.
//!
//! Counterpart: none; the official command has no such variables.

#![expect(
    clippy::disallowed_methods,
    reason = "the command under test is run by hand"
)]

use std::process::Command;

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
