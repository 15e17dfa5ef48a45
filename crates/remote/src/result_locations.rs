//! The locations of results, and the values that are still missing.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::blob::Blob;
use crate::row::Key;
use crate::row::Kind;
use crate::row::Row;

/// The location of a result.
#[derive(Clone)]
pub(crate) enum ResultLocation {
    /// Requested from the server.
    Asked,
    /// On the server. Files are read on demand.
    There(Arc<Row>),
    /// Being downloaded: this many of its values are missing.
    Coming(Arc<Row>, usize),
    /// All its values are in the local cache, without entries that refer to them.
    Complete(Arc<Row>),
    /// In the local cache, with its entries.
    Here(Arc<Row>),
    /// Not on the server.
    Absent,
}

/// The state of the manifest.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    #[default]
    Idle,
    /// The manifest is being read.
    Asking,
    /// The rows of the manifest are known.
    Listed,
}

/// The state of all results in this run.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) phase: Phase,
    pub(crate) places: HashMap<Key, ResultLocation>,
    /// The results that need a value.
    pub(crate) wanted: HashMap<Blob, Vec<Key>>,
    pub(crate) misses: usize,
    /// The rows of the manifest that was read.
    pub(crate) listed: HashSet<Key>,
}

impl State {
    /// Records a result that the server has; returns the values to read for it.
    pub(crate) fn expect(&mut self, row: Row) -> Vec<Blob> {
        let key = row.key;
        if self.places.contains_key(&key) {
            return Vec::new();
        }
        let row = Arc::new(row);
        if key.kind != Kind::Entry {
            self.places.insert(key, ResultLocation::There(row));
            return Vec::new();
        }
        let values: HashSet<Blob> = row.values.iter().map(|value| value.blob).collect();
        self.places
            .insert(key, ResultLocation::Coming(Arc::clone(&row), values.len()));
        let mut new = Vec::new();
        for blob in values {
            let waiting = self.wanted.entry(blob).or_default();
            if waiting.is_empty() {
                new.push(blob);
            }
            waiting.push(key);
        }
        // The order is the same in every run; the result does not depend on it.
        new.sort();
        new
    }

    /// Records results until their values exceed this number of bytes; returns the values to read.
    pub(crate) fn expect_within(&mut self, mut budget: u64, rows: Vec<Row>) -> Vec<Blob> {
        let mut blobs = Vec::new();
        for row in rows {
            // Executables are read on demand, so their size does not count.
            let size = match row.key.kind {
                Kind::Entry => row.size(),
                Kind::File | Kind::Manifest => 0,
            };
            if let Some(rest) = budget.checked_sub(size) {
                budget = rest;
                blobs.extend(self.expect(row));
            }
        }
        blobs
    }

    /// Records a value in the local cache; returns the number of results for which it was the last
    /// one.
    pub(crate) fn arrived(&mut self, blob: Blob) -> usize {
        let mut complete = 0;
        for key in self.wanted.remove(&blob).unwrap_or_default() {
            let Some(place) = self.places.get_mut(&key) else {
                continue;
            };
            if let ResultLocation::Coming(row, missing) = place {
                *missing -= 1;
                if *missing == 0 {
                    *place = ResultLocation::Complete(Arc::clone(row));
                    complete += 1;
                }
            }
        }
        complete
    }
}

#[cfg(test)]
mod tests {
    use vamos_base::Digest;
    use vamos_cache::ActionId;

    use super::*;
    use crate::row::Value;

    fn row(name: &str, values: &[&str]) -> Row {
        let id = ActionId(Digest::of(name.as_bytes()));
        let value = |text: &&str| Value {
            name: (*text).to_owned(),
            blob: Blob::of(text.as_bytes()),
        };
        Row {
            key: Key::entry(&id),
            values: values.iter().map(value).collect(),
            note: Vec::new(),
            signature: Vec::new(),
        }
    }

    #[test]
    fn results_beyond_the_limit_are_not_read() {
        let mut state = State::default();
        let rows = vec![
            row("1", &["12", "345"]),
            row("2", &["1234"]),
            row("3", &["6"]),
        ];
        let keys: Vec<Key> = rows.iter().map(|row| row.key).collect();
        assert_eq!(state.expect_within(8, rows).len(), 3);
        let is_expected = |key: &Key| state.places.contains_key(key);
        let expected: Vec<bool> = keys.iter().map(is_expected).collect();
        assert_eq!(expected, [true, false, true]);
        // Impossible sizes do not wrap around.
        let mut huge = row("4", &["a", "b"]);
        for value in &mut huge.values {
            value.blob.size = u64::MAX - 1;
        }
        assert_eq!(state.expect_within(u64::MAX - 2, vec![huge]), []);
    }

    #[test]
    fn a_result_is_complete_with_its_last_value() {
        let mut state = State::default();
        let first = row("first", &["a", "b", "a"]);
        let second = row("second", &["b"]);
        assert_eq!(state.expect(first.clone()).len(), 2);
        // Another result already waits for this value.
        assert_eq!(state.expect(second.clone()), []);
        assert_eq!(state.expect(first.clone()), []);
        assert_eq!(state.arrived(Blob::of(b"a")), 0);
        assert_eq!(state.arrived(Blob::of(b"b")), 2);
        assert_eq!(state.arrived(Blob::of(b"b")), 0);
        for row in [first, second] {
            let place = &state.places[&row.key];
            assert!(matches!(place, ResultLocation::Complete(complete) if **complete == row));
        }
    }
}
