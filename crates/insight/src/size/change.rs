//! The difference of two programs.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use super::SizeReport;
use super::SizeRow;

/// The bytes of one package, module or section in both programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChangeRow {
    pub(crate) name: String,
    pub(crate) old: u64,
    pub(crate) new: u64,
}

impl ChangeRow {
    pub(crate) fn difference(&self) -> i128 {
        i128::from(self.new) - i128::from(self.old)
    }
}

/// The difference of two programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeChange {
    pub(crate) old_file: String,
    pub(crate) new_file: String,
    /// The whole files.
    pub(crate) total: ChangeRow,
    /// The tables of [`SizeReport`], rows with the largest differences first. Rows without any
    /// are in them, too, so that they add up.
    pub(crate) tables: Vec<(&'static str, Vec<ChangeRow>)>,
}

impl SizeChange {
    /// Returns at most `most` rows of a table that differ, one for the sum of the others, and the total.
    pub(crate) fn shown(&self, rows: &[ChangeRow], most: usize) -> Vec<ChangeRow> {
        let differing = rows.iter().take_while(|row| row.difference() != 0);
        let (first, others) = rows.split_at(differing.count().min(most));
        let mut shown = first.to_vec();
        if !others.is_empty() {
            shown.push(ChangeRow {
                name: format!("({} others)", others.len()),
                old: others.iter().map(|row| row.old).sum(),
                new: others.iter().map(|row| row.new).sum(),
            });
        }
        shown.push(self.total.clone());
        shown
    }
}

/// Compares two programs.
pub fn size_change(old: &SizeReport, new: &SizeReport) -> SizeChange {
    let tables = old.tables().into_iter().zip(new.tables());
    SizeChange {
        old_file: old.file.clone(),
        new_file: new.file.clone(),
        total: ChangeRow {
            name: "total".to_owned(),
            old: old.bytes,
            new: new.bytes,
        },
        tables: tables
            .map(|((title, old), (_, new))| (title, rows(old, new)))
            .collect(),
    }
}

fn rows(old: &[SizeRow], new: &[SizeRow]) -> Vec<ChangeRow> {
    let mut rows: BTreeMap<&str, ChangeRow> = BTreeMap::new();
    for row in old {
        rows.entry(&row.name).or_default().old = row.bytes();
    }
    for row in new {
        rows.entry(&row.name).or_default().new = row.bytes();
    }
    let named = rows.into_iter().map(|(name, row)| ChangeRow {
        name: name.to_owned(),
        ..row
    });
    let mut rows: Vec<ChangeRow> = named.filter(|row| row.old > 0 || row.new > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.difference().unsigned_abs()));
    rows
}
