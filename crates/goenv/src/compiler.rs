//! The SDK's compiler, apart from what is known of its sources ([`crate::known`]).
//!
//! Counterpart: cmd/compile/internal/base/flag.go, ssa/compile.go.

/// Environment variables that change what the compiler does without being settings.
pub const DEBUG_VARIABLES: [&str; 4] = [
    "GOCLOBBERDEADHASH",
    "GOSSAFUNC",
    "GOSSADIR",
    "GOCOMPILEDEBUG",
];
