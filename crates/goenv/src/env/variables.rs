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
    /// True if it differs from the value in an empty environment.
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

impl Variables {
    /// Returns the value of a variable in the environment of tools: of several, the last.
    pub fn tool(&self, name: &str) -> Option<&str> {
        let found = self.tools.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Variables;

    #[test]
    fn tools_get_the_last_value() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let vars = Variables {
            tools: vec![pair("A", "1"), pair("B", "2"), pair("A", "3")],
            ..Variables::default()
        };
        assert_eq!(vars.tool("A"), Some("3"));
        assert_eq!(vars.tool("C"), None);
    }
}
