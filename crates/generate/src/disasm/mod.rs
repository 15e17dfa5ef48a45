//! `xtask gen-disasm --goroot SDK [--vamos EXE] [--check]`: writes the tables of crate disasm.
//!
//! They are lists in the sources of the SDK, which are read as text, and for arm64 the output of a
//! program that is built with the SDK's own package.
//! Counterpart: golang.org/x/arch/x86/x86map, which makes upstream's tables.

mod arm64;
mod go_text;
mod x86;

use std::path::Path;
use std::path::PathBuf;

use vamos_oracle::sdk;

use crate::write_or_compare;

/// The words of the header of each file.
const MAKER: &str = "cargo xtask gen-disasm` from the sources of the Go SDK";

/// A generated file: its path below crate disasm's `src`, and its text.
type Generated = (&'static str, String);

/// Rewrites the tables, or compares them.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut goroot, mut vamos, mut is_check) = (None, None, false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--goroot" => goroot = args.next().map(Path::new),
            "--vamos" => vamos = args.next().map(Path::new),
            "--check" => is_check = true,
            _ => return Err(format!("unknown argument {arg}")),
        }
    }
    let sdk = sdk::named_or_found(goroot)?;
    let arch = sdk.goroot.join("src/cmd/vendor/golang.org/x/arch");
    let vamos = sdk::vamos_named_or_built(vamos)?;
    let mut files = x86::files(&arch.join("x86/x86asm"))?;
    files.extend(arm64::files(&sdk, &vamos)?);
    for (name, text) in files {
        write_or_compare(&source(name), &text, is_check)?;
    }
    Ok(())
}

/// Returns the path of a generated file.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../disasm/src")
        .join(name)
}
