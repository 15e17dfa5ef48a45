//! The executable `vamos-hooked`, which upstream's script tests run. It is never installed.
//!
//! Counterpart: the go command that cmd/go/go_test.go builds with the tag `testgo`.

use std::process::ExitCode;

use vamos_cli::Hooks;

fn main() -> ExitCode {
    vamos_cli::main(Hooks::Upstream)
}
