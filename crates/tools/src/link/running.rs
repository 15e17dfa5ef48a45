//! The links that a command is making in this process: what a report of a panic needs.
//!
//! A panic ends the process, and the thread that panics may be any of the pool's.
//! Counterpart: none.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// The names of the links that one command is making. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct RunningLinks(Arc<Mutex<Vec<String>>>);

/// A link that this process is making; it ends when this is dropped.
pub(super) struct Running<'a> {
    links: &'a RunningLinks,
    name: &'a str,
}

impl RunningLinks {
    pub(super) fn begin<'a>(&'a self, name: &'a str) -> Running<'a> {
        self.locked().push(name.to_owned());
        Running { links: self, name }
    }

    /// Returns the names, in the order of their beginning.
    pub fn names(&self) -> Vec<String> {
        self.locked().clone()
    }

    fn locked(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut links = self.links.locked();
        if let Some(at) = links.iter().position(|name| name == self.name) {
            links.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RunningLinks;

    #[test]
    fn links_end() {
        let links = RunningLinks::default();
        let (one, two) = (links.begin("one"), links.begin("two"));
        assert_eq!(links.names(), ["one", "two"]);
        assert!(RunningLinks::default().names().is_empty());
        drop(one);
        assert_eq!(links.clone().names(), ["two"]);
        drop(two);
        assert!(links.names().is_empty());
    }
}
