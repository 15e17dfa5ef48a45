//! The executable `vamos`.
//!
//! Counterpart: cmd/go/main.go.

use std::process::ExitCode;

use vamos_cli::Hooks;

fn main() -> ExitCode {
    vamos_cli::main(Hooks::None)
}
