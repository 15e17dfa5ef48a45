//! The executable `vamos-hooked`, which upstream's script tests run.
//!
//! It has the hooks that their engine needs from a foreign binary. As an example it is never
//! installed, and needs no feature, which would compile the library twice.
//!
//! Counterpart: the go command that cmd/go/go_test.go builds with the tag `testgo`.

use std::process::ExitCode;

use vamos_cli::Hooks;

fn main() -> ExitCode {
    vamos_cli::main(Hooks::Upstream)
}
