//! Makes the program that is each tool of a scratch GOROOT: a copy of this one.
//!
//! A build script is compiled for the machine of the tests, before the crate, and with the
//! crates that it needs. Started by cargo it copies itself; under the name of a tool it is
//! that tool (`build/tool.rs`).
//!
//! Counterpart: none.

#[path = "build/cgo.rs"]
mod cgo;
#[path = "build/gcc.rs"]
mod gcc;
#[path = "build/jobs.rs"]
mod jobs;
#[path = "build/kept.rs"]
mod kept;
#[path = "build/key.rs"]
mod key;
#[path = "build/tool.rs"]
mod tool;
#[path = "build/variables.rs"]
mod variables;

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    // The path as invoked: the name and the directory of a tool count, not of a link's target.
    let program = env::args_os().next().unwrap_or_default();
    let program = Path::new(&program);
    if program.file_name().is_some_and(|name| name == gcc::NAME) {
        // It is found on PATH, and its name does not contain the directory.
        return gcc::run(&env::current_exe()?);
    }
    if program.parent().and_then(tool::goroot_of).is_some() {
        return tool::run(program);
    }
    make()?;
    Ok(ExitCode::SUCCESS)
}

/// Copies this program, and gives the crate its path.
fn make() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let tool = Path::new(&out).join("tool");
    match fs::remove_file(&tool) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::copy(env::current_exe()?, &tool)?;
    println!("cargo::rustc-env=TESTKIT_TOOL={}", tool.display());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    Ok(())
}
