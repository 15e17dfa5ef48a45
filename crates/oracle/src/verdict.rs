//! The rows of a comparison, right and wrong.
//!
//! Counterpart: none.

/// Collects what differs; the command fails if anything does.
#[derive(Default)]
pub struct Verdict {
    wrong: usize,
}

impl Verdict {
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

    /// Fails if a row was wrong.
    pub fn finish(self) -> Result<(), String> {
        match self.wrong {
            0 => Ok(()),
            wrong => Err(format!("{wrong} rows are wrong")),
        }
    }
}
