//! Values and operations, compared with go/constant.
//!
//! Counterpart: none.

#![expect(clippy::print_stdout, reason = "tests show differences")]

mod against_go;
