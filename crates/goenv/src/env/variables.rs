//! The variables of the environment, as different readers see them.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`OrigEnv`, `CmdEnv`, `Getenv`).

use std::collections::HashMap;

/// One line of `go env`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvVar {
    /// The name.
    pub name: String,
    /// The effective value.
    pub value: String,
    /// Whether it differs from the value in an empty environment.
    pub changed: bool,
}

/// The variables of the environment.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    /// The environment as the process got it (`cfg.OrigEnv`).
    pub original: Vec<(String, String)>,
    /// The environment for tools (`cfg.CmdEnv` merged over the original).
    pub tools: Vec<(String, String)>,
    /// The variables of `go env`, except GOMOD, GOWORK and expensive ones (`cfg.CmdEnv`).
    pub listed: Vec<EnvVar>,
    /// Effective values by name: OS environment (non-empty), env file, go.env
    /// (`cfg.Getenv`), before built-in defaults.
    pub effective: HashMap<String, String>,
}
