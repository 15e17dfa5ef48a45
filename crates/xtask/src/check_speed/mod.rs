//! `cargo xtask check-speed parse|packages`: cost of vamos' type checker, without the other rows of
//! the benchmark.
//!
//! `parse` parses sources in memory with vamos' port of the compiler's parser. `packages` compares
//! a `vamos check` without data of earlier runs with a Go program that does the same with
//! golang.org/x/tools/go/packages.
//! Counterpart: cmd/compile/internal/syntax/parser_test.go (`TestStdLib`).

mod packages;
mod parse;

const USAGE: &str = "usage: cargo xtask check-speed parse [DIR...]\n       cargo xtask check-speed packages [--vamos BINARY] [--runs N] [DIR]";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    match args.split_first() {
        Some((command, rest)) if command == "parse" => parse::run(rest),
        Some((command, rest)) if command == "packages" => packages::run(rest),
        _ => Err(USAGE.to_owned()),
    }
}
