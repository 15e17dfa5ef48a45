//! A row of the table of variables, and its value in an environment.
//!
//! Counterpart: none.

use super::kind::InvalidVariable;
use super::kind::Kind;
use super::kind::Value;

/// A variable.
#[derive(Debug)]
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: &'static str,
    /// Which values it takes.
    pub(super) kind: Kind,
    /// The value that is used if it is unset or empty.
    pub(super) default: &'static str,
    /// The effect of the variable, in one line.
    pub(crate) meaning: &'static str,
}

impl Variable {
    /// Returns the variable's parsed default.
    pub(super) fn default_value(&self) -> Value {
        self.kind.parse(self.default).unwrap_or(Value::Off)
    }

    /// Returns the variable's value in an environment; unset is empty.
    pub(super) fn text<'a>(&self, env: &'a [(String, String)]) -> &'a str {
        let set = env.iter().find(|(name, _)| name == self.name);
        set.map_or("", |(_, value)| value.as_str())
    }

    /// Returns the variable's parsed value in an environment.
    pub(super) fn value(&self, env: &[(String, String)]) -> Result<Value, InvalidVariable> {
        match self.text(env) {
            "" => Ok(self.default_value()),
            value => self.kind.parse(value).ok_or_else(|| InvalidVariable {
                name: self.name,
                // Headers are secrets.
                value: match self.kind {
                    Kind::Header => String::new(),
                    _ => value.to_owned(),
                },
                kind: self.kind,
            }),
        }
    }
}
