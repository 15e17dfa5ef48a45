//! Linker arguments of the executable.
//!
//! Counterpart: the official command, which the linker of Go puts at a fixed address, too, and
//! which needs no library.

use std::env;
use std::path::Path;
use std::process::Command;

/// The functions that unwind the stack, in the directory of the C compiler.
const UNWINDER: &str = "libgcc_eh.a";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=RUSTC_LINKER");
    let target = |name| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // An executable for musl is linked in another way.
    if target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    // At a fixed address no pointer in its data needs relocation at the start of each command: a
    // sixth of the time of a command that does nothing.
    println!("cargo:rustc-link-arg-bins=-no-pie");
    // Loading the shared library with the same functions takes another eighth. Where this one
    // is missing, the executable needs the shared one.
    if let Some(dir) = dir_of_unwinder() {
        println!("cargo:rustc-link-search=native={dir}");
        println!("cargo:rustc-link-lib=static:-bundle,+verbatim={UNWINDER}");
    }
}

/// Queries the C compiler, which links the executable, for the directory of the unwinder.
fn dir_of_unwinder() -> Option<String> {
    let linker = match env::var_os("RUSTC_LINKER") {
        Some(linker) => linker,
        // The compiler of this machine has the library of this machine.
        None if env::var_os("HOST") == env::var_os("TARGET") => "cc".into(),
        None => return None,
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "a build script cannot use the crates of the workspace"
    )]
    let mut question = Command::new(linker);
    question.arg(format!("-print-file-name={UNWINDER}"));
    let answer = String::from_utf8(question.output().ok()?.stdout).ok()?;
    // Of a library that it does not have, it prints the name alone.
    let file = Path::new(answer.trim_end());
    let dir = file.parent().filter(|_| file.is_file())?;
    dir.is_absolute().then(|| dir.to_str().map(str::to_owned))?
}
