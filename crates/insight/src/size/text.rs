//! Sizes as tables.
//!
//! Counterpart: none.

use super::SizeChange;
use super::SizeReport;
use super::SizeRow;
use super::percent;
use crate::cache_size::size_of_bytes;

/// Returns the size report of a program as text: at most `most` rows of each table, and a row for
/// the others.
pub fn size_text(report: &SizeReport, most: usize) -> String {
    let mut text = format!(
        "{}: {} ({} bytes)\n",
        report.file,
        size_of_bytes(report.bytes),
        report.bytes
    );
    if report.is_stripped {
        text.push_str("There is no symbol table: variables have no package.\n");
    }
    for (title, rows) in report.tables() {
        text.push_str(&format!(
            "\n{:>9} {:>6} {:>9} {:>9} {:>9}  {title}\n",
            "size", "%", "code", "data", "bss"
        ));
        let total = report.total(rows);
        for row in shown(rows, most).iter().chain([&total]) {
            text.push_str(&format!(
                "{:>9} {:>6} {:>9} {:>9} {:>9}  {}\n",
                size_of_bytes(row.bytes()),
                percent(row.bytes(), report.bytes),
                size_of_bytes(row.code),
                size_of_bytes(row.data),
                size_of_bytes(row.zeroed),
                row.name
            ));
        }
    }
    text
}

/// Returns the first rows, and one for the sum of the others.
fn shown(rows: &[SizeRow], most: usize) -> Vec<SizeRow> {
    let (first, others) = rows.split_at(most.min(rows.len()));
    let mut shown = first.to_vec();
    if !others.is_empty() {
        shown.push(SizeRow {
            name: format!("({} others)", others.len()),
            code: others.iter().map(|row| row.code).sum(),
            data: others.iter().map(|row| row.data).sum(),
            // Only bytes that are in no file can overflow the sum.
            zeroed: others
                .iter()
                .fold(0, |sum, row| row.zeroed.saturating_add(sum)),
            ..SizeRow::default()
        });
    }
    shown
}

/// Returns the difference of two programs, for people: at most `most` rows that differ of each table,
/// and the sum of the rest.
pub fn size_change_text(change: &SizeChange, most: usize) -> String {
    let SizeChange {
        old_file,
        new_file,
        total,
        tables,
    } = change;
    let mut text = format!(
        "{old_file}: {} ({} bytes)\n{new_file}: {} ({} bytes), {}\n",
        size_of_bytes(total.old),
        total.old,
        size_of_bytes(total.new),
        total.new,
        signed_size(total.difference())
    );
    for (title, rows) in tables {
        text.push_str(&format!(
            "\n{:>9} {:>9} {:>10}  {title}\n",
            "old", "new", "difference"
        ));
        for row in change.shown(rows, most) {
            text.push_str(&format!(
                "{:>9} {:>9} {:>10}  {}\n",
                size_of_bytes(row.old),
                size_of_bytes(row.new),
                signed_size(row.difference()),
                row.name
            ));
        }
    }
    text
}

/// Returns a difference with its sign.
fn signed_size(difference: i128) -> String {
    let size = size_of_bytes(u64::try_from(difference.unsigned_abs()).unwrap_or(u64::MAX));
    match difference {
        0 => "0".to_owned(),
        1.. => format!("+{size}"),
        _ => format!("-{size}"),
    }
}
