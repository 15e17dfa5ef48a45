//! The key of a run record, computed before any file is read.
//!
//! It contains everything except files that can influence the result: arguments, directory,
//! environment, user, and the build of vamos.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_fsys::proc::identity;
use vamos_fsys::uncached;

use crate::env_vars::TRACE;
use crate::process::Process;
use crate::process::is_started_as;

/// Variables that do not influence results: the shell's own state, the terminal window, padding
/// that a benchmark sets to move the stack, and the mode of run records.
const HARMLESS: [&str; 12] = [
    "COLUMNS",
    "HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET",
    "LINES",
    "OLDPWD",
    "SHLVL",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "SSH_TTY",
    "TERM_SESSION_ID",
    TRACE.name,
    "WINDOWID",
    "_",
];

/// Reports whether the key is the same for all values of a variable.
pub(super) fn ignores(name: &str) -> bool {
    HARMLESS.contains(&name)
}

/// Returns the key; `None` if part of it cannot be determined.
pub(super) fn of(process: &Process) -> Option<Digest> {
    let exe = uncached::stat(&process.exe).ok()?;
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    add(b"vamos witness 1");
    add(env!("CARGO_PKG_VERSION").as_bytes());
    add(process.exe.as_bytes());
    add(&exe.stamp().0);
    for number in identity() {
        add(&number.to_le_bytes());
    }
    // It decides which flags $GOFLAGS may have.
    add(&[u8::from(is_started_as("go"))]);
    add(process.cwd.as_bytes());
    add(process.real_cwd()?.as_bytes());
    for arg in &process.args {
        add(arg.as_bytes());
    }
    // The number of arguments separates them from the environment.
    add(&(process.args.len() as u64).to_le_bytes());
    for (name, value) in &process.env {
        if !ignores(name) {
            add(name.as_bytes());
            add(value.as_bytes());
        }
    }
    Some(hash.finish())
}
