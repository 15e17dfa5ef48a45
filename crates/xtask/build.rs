//! Link flags of the executable: as for vamos, with which `statfloor` is compared.
//!
//! Counterpart: none.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // Pointers in its data are not corrected at each start then.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
