//! Finding the two programs that are compared, and a place that outlives a test.
//!
//! Counterpart: none.

use std::env;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

/// Skips a test whose prerequisite `missing` is not there: with `VAMOS_ALLOW_SKIP=1`, prints it and
/// returns.
///
/// # Panics
///
/// Otherwise. A test that does nothing must not count as passed.
#[track_caller]
pub fn skip(missing: &str) {
    assert!(
        env::var_os("VAMOS_ALLOW_SKIP").is_some_and(|value| value == "1"),
        "this test needs {missing} (VAMOS_ALLOW_SKIP=1 skips it)"
    );
    // Standard error of a test is captured; a failure to write there changes nothing.
    let _ = writeln!(io::stderr(), "skipped: needs {missing}");
}

/// Returns the official go command: `VAMOS_TEST_GO`, else `go` on PATH, links
/// resolved. Without one the test fails or is skipped ([`skip`]).
#[track_caller]
pub fn official_go() -> Option<PathBuf> {
    let found = find_official_go();
    if found.is_none() {
        skip("an official go command: set VAMOS_TEST_GO, or put `go` on PATH");
    }
    found
}

/// Returns the root of the SDK of the official go command, which is missing where that is.
#[track_caller]
pub fn official_sdk() -> Option<PathBuf> {
    Some(sdk_of(&official_go()?)?.to_owned())
}

fn find_official_go() -> Option<PathBuf> {
    if let Some(go) = env::var_os("VAMOS_TEST_GO") {
        return PathBuf::from(go).canonicalize().ok();
    }
    env::split_paths(&env::var_os("PATH")?).find_map(|dir| {
        let go = dir.join("go").canonicalize().ok()?;
        // A wrapper somewhere on PATH is not it: the command lives in its SDK.
        sdk_of(&go)?.join("VERSION").exists().then_some(go)
    })
}

/// Returns the root of the SDK that the go command `go` belongs to.
pub(crate) fn sdk_of(go: &Path) -> Option<&Path> {
    go.parent()?.parent()
}

/// Returns the vamos under test: `VAMOS_TEST_BIN`, else the one that cargo put next to the
/// directory of the running test. Without one the test fails or is skipped ([`skip`]).
#[track_caller]
pub fn vamos() -> Option<PathBuf> {
    let found = find_vamos();
    if found.is_none() {
        skip("a vamos to test: build vamos-cli, or set VAMOS_TEST_BIN");
    }
    found
}

fn find_vamos() -> Option<PathBuf> {
    if let Some(bin) = env::var_os("VAMOS_TEST_BIN") {
        return PathBuf::from(bin).canonicalize().ok();
    }
    let test = env::current_exe().ok()?;
    let profile_dir = test.parent()?.parent()?;
    let bin = profile_dir.join("vamos");
    bin.exists().then_some(bin)
}

/// Returns the executable like [`vamos`] that makes mistakes on request of tests, in cargo's
/// directory of examples. Without one the test fails or is skipped ([`skip`]).
#[track_caller]
pub fn hooked_vamos() -> Option<PathBuf> {
    let found = vamos()?.with_file_name("examples").join("vamos-hooked");
    if !found.exists() {
        skip("a vamos with hooks: build the examples of vamos-cli");
        return None;
    }
    Some(found)
}

/// The search path of commands after the case's own directories.
pub(crate) const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Variables for the official go, which is itself a Go program: it collects garbage only when it
/// needs much memory. This saves a third of the time of a command that builds nothing, and the
/// tools inherit it.
pub const SPARE_COLLECTION: [(&str, &str); 2] = [("GOGC", "off"), ("GOMEMLIMIT", "512MiB")];

/// Reports whether commands find the program `name`, for tests that expect something else
/// without it.
pub fn is_installed(name: &str) -> bool {
    env::split_paths(PATH).any(|dir| dir.join(name).exists())
}

/// Reports whether commands find all of these programs. If not, the test fails or is
/// skipped ([`skip`]).
#[track_caller]
pub fn has_programs(names: &[&str]) -> bool {
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !is_installed(name))
        .collect();
    if !missing.is_empty() {
        skip(&missing.join(", "));
    }
    missing.is_empty()
}

/// Writes an executable script. Another program does it: while a file is open for writing it
/// cannot be run, and a child that another thread starts meanwhile would have it open for longer.
pub fn write_script(path: &Path, text: &str) -> io::Result<()> {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "cat > \"$0\" && chmod 755 \"$0\""])
        .arg(path);
    written_by(&mut command, text.as_bytes(), path)
}

/// Runs a command that writes its input to a file.
fn written_by(command: &mut Command, input: &[u8], to: &Path) -> io::Result<()> {
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    let mut pipe = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    pipe.write_all(input)?;
    drop(pipe);
    if child.wait()?.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("cannot write {}", to.display())))
    }
}

/// Copies a program and appends `end`; another program does it, for the same reason as in
/// [`write_script`].
pub(crate) fn copy_program(from: &Path, end: &[u8], to: &Path) -> io::Result<()> {
    let script = "cat \"$0\" - > \"$1\" && chmod 755 \"$1\"";
    written_by(
        Command::new("/bin/sh")
            .args(["-c", script])
            .args([from, to]),
        end,
        to,
    )
}

/// Returns a directory in cargo's target directory, for files that are made once and shared by all
/// tests.
pub(crate) fn shared_dir() -> PathBuf {
    let target = env::current_exe().ok().and_then(|test| {
        test.ancestors()
            .find(|dir| dir.join("CACHEDIR.TAG").exists())
            .map(Path::to_path_buf)
    });
    target
        .unwrap_or_else(env::temp_dir)
        .join("tmp")
        .join("testkit")
}
