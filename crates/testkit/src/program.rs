//! Finding the two programs that are compared, and a place that outlives a test.
//!
//! Counterpart: none.

use std::env;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

/// Returns the official go command: `VAMOS_TEST_GO`, else `go` on PATH, links
/// resolved.
pub fn official_go() -> Option<PathBuf> {
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

/// Returns the vamos under test: `VAMOS_TEST_BIN`, else the one that cargo put beside
/// the directory of the running test.
pub fn vamos() -> Option<PathBuf> {
    if let Some(bin) = env::var_os("VAMOS_TEST_BIN") {
        return PathBuf::from(bin).canonicalize().ok();
    }
    let test = env::current_exe().ok()?;
    let profile_dir = test.parent()?.parent()?;
    let bin = profile_dir.join("vamos");
    bin.exists().then_some(bin)
}

/// The directories beside the case's own in which commands look for programs.
pub(crate) const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Reports whether commands find all of these programs; says so on stderr if not.
pub fn has_programs(names: &[&str]) -> bool {
    let is_there = |name: &str| env::split_paths(PATH).any(|dir| dir.join(name).exists());
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !is_there(name))
        .collect();
    if !missing.is_empty() {
        // A word on why a test did nothing; nobody depends on it.
        let _ = writeln!(io::stderr(), "skipped: needs {}", missing.join(", "));
    }
    missing.is_empty()
}

/// Returns a directory in cargo's target directory, for what is made once and shared
/// by all tests.
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
