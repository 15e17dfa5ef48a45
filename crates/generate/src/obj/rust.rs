//! Text of generated Rust tables.
//!
//! Counterpart: none.

use std::fmt::Display;
use std::fmt::Write as _;

/// A file that is being written.
pub(crate) struct File {
    text: String,
    visibility: &'static str,
}

impl File {
    /// Starts a file that lists `what`, from `counterpart`.
    pub(crate) fn new(visibility: &'static str, what: &str, counterpart: &str) -> Self {
        let maker = "cargo xtask gen-obj` with the packages of the Go SDKs";
        Self::made_by(maker, visibility, what, counterpart)
    }

    /// Starts a file of another command, with its source.
    pub(crate) fn made_by(
        maker: &str,
        visibility: &'static str,
        what: &str,
        counterpart: &str,
    ) -> Self {
        let text = format!(
            "// generated: pure table\n\
             //! {what}\n\
             //!\n\
             //! Made by `{maker}; do not edit.\n\
             //!\n\
             //! Counterpart: {counterpart}.\n"
        );
        Self { text, visibility }
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds constants; their names are doc enough.
    pub(crate) fn constants<'c>(
        &mut self,
        declaration: &str,
        rows: impl Iterator<Item = (&'c str, String)>,
    ) {
        self.line("");
        for (name, value) in rows {
            let _ = writeln!(
                self.text,
                "{} const {}: {declaration} = {value};",
                self.visibility,
                name.to_ascii_uppercase()
            );
        }
    }

    /// Adds an array, as many items a line as fit.
    pub(crate) fn array(&mut self, doc: &str, name: &str, item: &str, items: &[impl Display]) {
        let _ = write!(
            self.text,
            "\n/// {doc}\n#[rustfmt::skip]\n{} static {name}: [{item}; {}] = [",
            self.visibility,
            items.len()
        );
        let mut column = usize::MAX;
        for item in items {
            let text = item.to_string();
            if column.saturating_add(text.len() + 2) > 100 {
                self.text.push_str("\n   ");
                column = 3;
            }
            let _ = write!(self.text, " {text},");
            column += text.len() + 2;
        }
        self.line("\n];");
    }

    /// Returns the text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Returns a number of a dump.
pub(crate) fn number(field: &str) -> Result<i64, String> {
    field.parse().map_err(|_| format!("{field}: no number"))
}

/// Returns the bytes of a hexadecimal field as a Rust list.
pub(crate) fn bytes(hex: &str) -> Result<Vec<u8>, String> {
    let pairs = (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16));
    pairs
        .collect::<Result<_, _>>()
        .map_err(|_| format!("{hex}: no bytes"))
}
