//! Writes the tables of other crates from the sources of Go SDKs.
//!
//! Owns: one command of `cargo xtask` for each kind of table, listed in [`COMMANDS`], and one
//! module with `run(args) -> Result<(), String>`.
//! Must not know: the uses of the tables. It writes files that hold data only.
//! Counterpart: the generators of the Go repository, such as cmd/internal/obj/mkcnames.go.

mod disasm;
mod errno;
mod fold;
mod isprint;
mod linker;
mod obj;

use std::path::Path;

use vamos_oracle::Command;
use vamos_oracle::files;

/// The commands, by name.
pub const COMMANDS: &[Command] = &[
    (
        "gen-disasm",
        "write the tables of the disassembler from the Go SDK",
        disasm::run,
    ),
    (
        "gen-errno",
        "write the texts of system errors from the Go SDK",
        errno::run,
    ),
    (
        "gen-fold",
        "write the table of case folding from the Go SDK",
        fold::run,
    ),
    (
        "gen-isprint",
        "write the table of printable characters from the Go SDK",
        isprint::run,
    ),
    (
        "gen-linker",
        "write the tables of the linkers of several Go SDKs",
        linker::run,
    ),
    (
        "gen-obj",
        "write the tables of the assembler's encoders from Go SDKs",
        obj::run,
    ),
];

/// Writes a generated file, or compares it with the expected text.
fn write_or_compare(file: &Path, text: &str, is_check: bool) -> Result<(), String> {
    if !is_check {
        return files::write(file, text);
    }
    if files::read_text(file)? == text {
        Ok(())
    } else {
        Err(format!(
            "{} differs from the tables of the SDK",
            file.display()
        ))
    }
}
