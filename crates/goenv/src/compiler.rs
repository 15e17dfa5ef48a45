//! The SDK's compiler, apart from its sources ([`crate::known`]).
//!
//! Counterpart: cmd/compile/internal/base/flag.go, ssa/compile.go.

/// Environment variables that change the compiler's behaviour without being settings.
pub const DEBUG_VARIABLES: [&str; 4] = [
    "GOCLOBBERDEADHASH",
    "GOSSAFUNC",
    "GOSSADIR",
    "GOCOMPILEDEBUG",
];
