//! The rows of a harness, right and wrong, and how it ends.
//!
//! Counterpart: none.

use crate::sdk::Sdk;

/// Prints a row for each SDK, and fails if one is wrong.
pub(crate) fn of_sdks(
    sdks: &[Sdk],
    check: impl Fn(&Sdk) -> Result<String, String>,
) -> Result<(), String> {
    let mut report = Report::default();
    for sdk in sdks {
        report.say(&sdk.version, check(sdk));
    }
    report.finish()
}

/// Prints rows, and counts those that are wrong; the command fails if there is one.
#[derive(Default)]
pub struct Report {
    wrong: usize,
}

impl Report {
    /// Prints one row.
    pub fn say(&mut self, what: &str, result: Result<String, String>) {
        match result {
            Ok(text) => crate::say(&format!("ok    {what}: {text}")),
            Err(text) => {
                self.wrong += 1;
                crate::say(&format!("WRONG {what}: {text}"));
            }
        }
    }

    /// Prints a row only if it is an error; returns the value otherwise.
    pub(crate) fn expect<T>(&mut self, what: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|text| self.say(what, Err(text))).ok()
    }

    /// Fails if a row was wrong.
    pub fn finish(self) -> Result<(), String> {
        match self.wrong {
            0 => Ok(()),
            wrong => Err(format!("{wrong} rows are wrong")),
        }
    }
}

/// Returns the text of a row, as an error if it is not right.
pub(crate) fn check(is_right: bool, text: String) -> Result<String, String> {
    if is_right { Ok(text) } else { Err(text) }
}
