//! How the executable is linked.
//!
//! Counterpart: the official command, which the linker of Go puts at a fixed address, too.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // At a fixed address no pointer in its data has to be corrected at the start of each
    // command: a sixth of the time of a command that does nothing. An executable for musl is
    // linked in another way.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
