//! Sizes of a program's parts, by package, by module and by section.
//!
//! Every byte of the file is counted exactly once, so each table adds up to its size. The text, the
//! JSON and the page render one [`SizeReport`].
//! Counterpart: none; `go tool nm -size` lists symbols.

mod attribute;
mod change;
mod json;
mod names;
mod page;
mod spans;
mod text;
mod treemap;

pub use attribute::size_report;
pub use change::SizeChange;
pub use change::size_change;
pub use json::size_change_json;
pub use json::size_json;
pub use page::size_change_page;
pub use page::size_page;
pub use text::size_change_text;
pub use text::size_text;

/// A row of a table: bytes of one package, module or section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SizeRow {
    /// Owner of the bytes. Names in parentheses are not packages.
    pub(crate) name: String,
    /// The module of a package, `std`, or nothing.
    pub(crate) module: String,
    /// Bytes of machine code in the file.
    pub(crate) code: u64,
    /// All other bytes in the file.
    pub(crate) data: u64,
    /// Zeros that are only in memory.
    pub(crate) zeroed: u64,
    /// The bytes in the file by section, the largest first; not in rows of sections.
    pub(crate) parts: Vec<(String, u64)>,
}

impl SizeRow {
    /// Returns the bytes in the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.code + self.data
    }
}

/// Sizes of a program's parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SizeReport {
    /// The name of the file.
    pub(crate) file: String,
    /// The size of the file.
    pub(crate) bytes: u64,
    /// True if there was no symbol table: then variables have no package.
    pub(crate) is_stripped: bool,
    /// The tables, the largest rows first.
    pub(crate) packages: Vec<SizeRow>,
    pub(crate) modules: Vec<SizeRow>,
    pub(crate) sections: Vec<SizeRow>,
}

/// The tables of a report with their titles: a row of the last one is the place in the file.
const TABLES: [&str; 3] = ["package", "module", "section"];

impl SizeReport {
    fn tables(&self) -> [(&'static str, &[SizeRow]); 3] {
        let [package, module, section] = TABLES;
        [
            (package, &self.packages),
            (module, &self.modules),
            (section, &self.sections),
        ]
    }

    /// Returns the sums of a table.
    fn total(&self, rows: &[SizeRow]) -> SizeRow {
        SizeRow {
            name: "total".to_owned(),
            code: rows.iter().map(|row| row.code).sum(),
            data: rows.iter().map(|row| row.data).sum(),
            zeroed: self.zeroed(),
            ..SizeRow::default()
        }
    }

    fn zeroed(&self) -> u64 {
        let rows = self.packages.iter();
        rows.fold(0, |sum, row| row.zeroed.saturating_add(sum))
    }
}

/// Returns a share in percent with one digit.
fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "0.0".to_owned(),
        whole => format!("{:.1}", part as f64 * 100.0 / whole as f64),
    }
}

/// Returns a difference with its sign.
fn signed(difference: i128) -> String {
    match difference {
        0 => "0".to_owned(),
        other => format!("{other:+}"),
    }
}

#[cfg(test)]
mod tests;
