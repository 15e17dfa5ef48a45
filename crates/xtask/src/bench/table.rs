//! All rows of the benchmark.
//!
//! Counterpart: none.

use super::check_rows::CHECK_ROWS;
use super::rows::ROWS;
use super::rows::Row;
use super::test_rows::TEST_ROWS;

/// Returns all rows, in their order in the results.
pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().chain(TEST_ROWS).chain(CHECK_ROWS)
}

/// Returns the row of this name.
pub(super) fn find(name: &str) -> Option<&'static Row> {
    all().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = all().map(|row| row.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
