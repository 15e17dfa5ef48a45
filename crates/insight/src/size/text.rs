//! Sizes as tables.
//!
//! Counterpart: none.

use super::SizeChange;
use super::SizeReport;
use super::percent;
use super::signed;

/// Returns what takes the bytes of a program, for people.
pub fn size_text(report: &SizeReport) -> String {
    let mut text = format!("{}: {} bytes\n", report.file, report.bytes);
    if report.is_stripped {
        text.push_str("There is no symbol table: variables have no package.\n");
    }
    for (title, rows) in report.tables() {
        text.push_str(&format!(
            "\n{:>12} {:>6} {:>12} {:>12} {:>12}  {title}\n",
            "bytes", "%", "code", "data", "zeroed"
        ));
        let total = report.total(rows);
        for row in rows.iter().chain([&total]) {
            text.push_str(&format!(
                "{:>12} {:>6} {:>12} {:>12} {:>12}  {}\n",
                row.bytes(),
                percent(row.bytes(), report.bytes),
                row.code,
                row.data,
                row.zeroed,
                row.name
            ));
        }
    }
    text
}

/// Returns the difference of two programs, for people: what differs, and the sum of the rest.
pub fn size_change_text(change: &SizeChange) -> String {
    let SizeChange {
        old_file,
        new_file,
        total,
        tables,
    } = change;
    let mut text = format!(
        "{old_file}: {} bytes\n{new_file}: {} bytes, {}\n",
        total.old,
        total.new,
        signed(total.difference())
    );
    for (title, rows) in tables {
        text.push_str(&format!(
            "\n{:>12} {:>12} {:>12}  {title}\n",
            "old", "new", "difference"
        ));
        for row in change.shown(rows) {
            let difference = signed(row.difference());
            text.push_str(&format!(
                "{:>12} {:>12} {difference:>12}  {}\n",
                row.old, row.new, row.name
            ));
        }
    }
    text
}
