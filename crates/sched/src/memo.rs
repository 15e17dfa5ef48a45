//! Results that are computed once per run, even if several threads request one at once.
//!
//! Counterpart: cmd/internal/par (`Cache`, `ErrCache`).

use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use hashbrown::HashMap;

/// A table of answers by question; the first to ask computes, others wait for it.
pub struct Memo<K, V> {
    map: Mutex<HashMap<K, Arc<OnceLock<V>>>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self {
            map: Mutex::new(HashMap::new()),
        }
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    /// Returns the answer if it was computed.
    pub fn get<Q>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let map = self.map.lock().unwrap_or_else(PoisonError::into_inner);
        map.get(key)?.get().cloned()
    }

    /// Removes answers, so that they are computed again.
    pub fn forget(&self, is_stale: impl Fn(&V) -> bool) {
        let mut map = self.map.lock().unwrap_or_else(PoisonError::into_inner);
        map.retain(|_, cell| !cell.get().is_some_and(&is_stale));
    }

    /// Replaces the answer.
    pub fn set(&self, key: K, answer: V) {
        let mut map = self.map.lock().unwrap_or_else(PoisonError::into_inner);
        map.insert(key, Arc::new(OnceLock::from(answer)));
    }

    /// Returns the answer, computing it the first time.
    pub fn get_or<Q>(&self, key: &Q, compute: impl FnOnce() -> V) -> V
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        let cell = {
            let mut map = self.map.lock().unwrap_or_else(PoisonError::into_inner);
            match map.get(key) {
                Some(cell) => Arc::clone(cell),
                None => {
                    let cell = Arc::default();
                    map.insert(key.to_owned(), Arc::clone(&cell));
                    cell
                }
            }
        };
        cell.get_or_init(compute).clone()
    }
}
