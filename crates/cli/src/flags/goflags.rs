//! Flags that are set by name, and their values from $GOFLAGS.
//!
//! Counterpart: cmd/go/internal/base/goflags.go (`SetFromGOFLAGS`).

use vamos_base::golang::quote;

use super::FlagError;
use super::FlagSet;
use super::Typed;
use super::check_edit;

/// The flags of a command, to be set by name.
pub(crate) trait SetByName {
    /// Reports whether a flag may stand without a value; `None` if the command does not have
    /// it.
    fn is_bool(&self, name: &str) -> Option<bool>;

    /// Sets a flag that the command has; the error is the reason why the value is invalid.
    fn set(&mut self, name: &str, value: &str) -> Result<(), String>;

    /// Checks a change of go.mod, whose error ends the command.
    fn check_change(&self, _name: &str, _value: &str) -> Result<(), FlagError> {
        Ok(())
    }
}

/// The flags of a table, collected as they are set.
pub(crate) struct TypedFlags<'a> {
    pub(crate) set: FlagSet,
    /// The running Go version.
    pub(crate) local_go: &'a str,
    /// The flags that were set, in order.
    pub(crate) typed: Vec<Typed>,
}

impl SetByName for TypedFlags<'_> {
    fn is_bool(&self, name: &str) -> Option<bool> {
        Some(self.set.get(name)?.kind.is_bool())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        if let Some(spec) = self.set.get(name) {
            spec.kind.check(value, self.local_go)?;
            self.typed.push(Typed {
                flag: spec.flag,
                value: value.to_owned(),
            });
        }
        Ok(())
    }

    fn check_change(&self, name: &str, value: &str) -> Result<(), FlagError> {
        match self.set.get(name) {
            Some(spec) => check_edit(spec, value),
            None => Ok(()),
        }
    }
}

/// Applies $GOFLAGS to a command; flags that it does not have are ignored.
pub(crate) fn set_goflags(flags: &mut dyn SetByName, goflags: &[String]) -> Result<(), FlagError> {
    for goflag in goflags {
        let (name, value) = match goflag.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (goflag.as_str(), None),
        };
        let name = if name.starts_with("--") {
            &name[1..]
        } else {
            name
        };
        // Words that are not flags are refused earlier, unless they are to be ignored.
        let bare = name.get(1..).unwrap_or_default();
        let Some(is_bool) = flags.is_bool(bare) else {
            continue;
        };
        let error = |text: String| FlagError::new(format!("go: {text} (from $GOFLAGS)"));
        let value = match value {
            Some(value) => value,
            None if is_bool => "true",
            None => return Err(error(format!("flag needs an argument: {name}"))),
        };
        flags.check_change(bare, value)?;
        if let Err(reason) = flags.set(bare, value) {
            let what = if is_bool { "boolean value" } else { "value" };
            let quoted = quote::quote(value);
            return Err(FlagError::new(format!(
                "go: invalid {what} {quoted} for flag {name} (from $GOFLAGS): {reason}"
            )));
        }
    }
    Ok(())
}
